"""A report's page says which form of the article was read, and which others are here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index

ALDER, ALONE = "10.5555/toy.alder2011", "10.5555/toy.lark2019"
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title level="a">{title}</title></titleStmt>
<sourceDesc><biblStruct><analytic><title level="a">{title}</title></analytic><idno type="DOI">{doi}</idno></biblStruct>
</sourceDesc></fileDesc></teiHeader>
<text><body><div><head>Results</head><p>It agrees with others <ref type="bibr" target="#b0">[1]</ref>.</p></div></body>
<back><div type="references"><listBibl><biblStruct xml:id="b0"><analytic><title level="a">Larks at noon</title></analytic>
<idno type="DOI">10.5555/toy.noon</idno></biblStruct></listBibl></div></back></text></TEI>"""


@pytest.fixture
def client(serving: Callable[..., Any], own_index: Path, tmp_path: Path) -> Any:
    with open_index(own_index) as index:
        for doi in (ALDER, ALONE):
            path = tmp_path / f"{doi.rpartition('.')[2]}.tei.xml"
            path.write_text(TEI.format(doi=doi, title=f"On {doi}"))
            index.ingest([path], workers=0)
    return serving(own_index)


@pytest.mark.parametrize(
    ("language", "beside", "alone"),
    [
        ("en", "Read from JATS XML; also here as TEI.", "Read from TEI."),
        ("de", "Gelesen als JATS-XML; auch hier als TEI.", "Gelesen als TEI."),
    ],
)
def test_a_report_says_which_form_was_read(client: Any, language: str, beside: str, alone: str) -> None:
    assert f'<p class="note">{beside}</p>' in client.get(f"/articles/{ALDER}?lang={language}").text
    assert f'<p class="note">{alone}</p>' in client.get(f"/articles/{ALONE}?lang={language}").text


def test_the_rule_needs_no_word(local: Any) -> None:
    assert "Read from" not in local.get(f"/articles/{ALDER}?lang=en").text
