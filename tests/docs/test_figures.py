"""Counts and tables that pages give are those of the program, and the same wherever they are given."""

from __future__ import annotations

import re

from doc_pages import DOCS

from citance.classification.cues import CUES
from citance.linking.features import FEATURES
from citance.model import Stance
from citance.services.export import FORMATS


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_cues_are_counted_right() -> None:
    same, different = re.findall(r"(\d+) that say\s+\*", page("explanation/stance.md"))
    counted = [sum(cue.stance is stance for cue in CUES) for stance in (Stance.SUPPORTING, Stance.CONTRASTING)]
    assert [int(same), int(different)] == counted


def test_the_comparisons_are_counted_right() -> None:
    assert len(FEATURES) == 10
    assert "Ten small comparisons" in page("explanation/links.md")


def test_stance_is_as_good_on_both_pages() -> None:
    def rows(name: str) -> list[str]:
        (written,) = re.findall(r"<!-- written by bench/stance\.py: figures -->(.*?)<!-- end -->", page(name), re.S)
        return re.findall(r"^\| (?:supporting|contrasting|mentioning) \|.*$", written, re.M)

    assert rows("explanation/stance.md") == rows("explanation/limits.md") != []


def test_every_export_format_is_in_the_table() -> None:
    rows = re.findall(r"^\| (\w+) \|(.+)\|$", page("guides/exports.md"), re.M)
    plain = ("jsonl", "csv", "tsv", "parquet")
    described = {}
    for what, cells in rows:
        *ticks, others = (cell.strip() for cell in cells.split("|"))
        described[what] = [name for name, tick in zip(plain, ticks, strict=True) if tick] + re.findall(r"`([\w-]+)`", others)
    assert described == {what: list(formats) for what, formats in FORMATS.items()}
