"""A preprint and its paper come to know each other, also where neither names the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import citance
from citance.toy import toy_path

PREPRINT, PAPER = "10.5555/toy.hart2016p", "10.5555/toy.hart2017"
FILES = {PREPRINT: "hart2016_preprint.xml", PAPER: "hart2017.xml"}


def without_a_word(name: str, folder: Path) -> Path:
    """The article of the toy literature with its related articles taken out, and with the preprint's title."""
    text = (toy_path() / name).read_text("utf-8")
    text, times = re.subn(r"<related-article\b[^>]*/>|<related-article\b.*?</related-article>", "", text, flags=re.S)
    assert times
    text = text.replace("a cohort of 112 children", "a cohort of 97 children")
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("order", [(PREPRINT, PAPER), (PAPER, PREPRINT)])
def test_preprint_and_paper_are_told_by_title_and_author(order: tuple[str, str], tmp_path: Path) -> None:
    with citance.open_index(tmp_path / "index", create=True) as index:
        for doi in order:
            index.ingest([without_a_word(FILES[doi], tmp_path)], workers=0)
        for one, other in ((PREPRINT, PAPER), (PAPER, PREPRINT)):
            assert [version.key for version in index.report(one).versions] == [index.find(other).key]
