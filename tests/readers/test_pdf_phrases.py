"""The phrases that tell lines of PDFs apart."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import pytest

from citance.readers import pdf
from citance.readers.pdf.phrases import CAPTION, found, heads_abstract, without_number
from citance.text.data import read_lists

GROUPS = read_lists("phrases.txt", "citance.readers.pdf")
SOURCE = "".join(
    inspect.getsource(import_module(module.name)) for module in pkgutil.walk_packages(pdf.__path__, f"{pdf.__name__}.")
)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_asked_for_and_says_nothing_twice(group: str) -> None:
    assert f'"{group}"' in SOURCE or f"'{group}'" in SOURCE
    phrases = GROUPS[group]["phrases"]
    assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize(
    ("line", "is_notice"),
    [
        ("Received 3 May 2011", True),
        ("Ferns, received by walls", False),  # not at its beginning
        ("Receivedferns", False),
        ("Corresponding keeper: P. Arden", True),
        ("© 2011 The keepers", True),
        ("Ferns of the walls, doi:10.5555/ferns", True),
        ("Volume 12", True),
        ("Adoide ferns", False),
        ("Citation habits of the keepers of walls", False),
    ],
)
def test_notices(line: str, is_notice: bool) -> None:
    notice = found(anywhere=("marks",), begins=("numbers", "dates", "published", "people"))
    assert (notice.search(line) is not None) is is_notice


@pytest.mark.parametrize(
    ("line", "number", "sign"),
    [
        ("Figure 2. The walls", "2", "."),
        ("Tab. 3 Ferns", "3", ""),
        ("Supplementary Table S1: Ferns", "S1", ":"),
        ("Fig.4", "4", ""),
        ("Figures of the walls", None, None),
        ("Image 2004;12:1-9.", None, None),
    ],
)
def test_captions(line: str, number: str | None, sign: str | None) -> None:
    caption = CAPTION.match(line)
    assert (caption and caption["number"], caption and caption["sign"].strip()) == (number, sign)


def test_headings() -> None:
    assert all(map(heads_abstract, ("Abstract", "A B S T R A C T:", "Structured abstract", "Résumé.")))
    assert not any(map(heads_abstract, ("Abstract art of the walls", "Summary of findings")))
    assert [without_number(heading) for heading in ("2.1 Methods", "IV. Methods", "A) Methods", "Methods")] == ["Methods"] * 4
