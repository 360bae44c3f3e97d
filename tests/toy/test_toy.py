"""The toy literature, read, linked, classified and asked: the first test of anything."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import citance
from citance.toy import toy_path

HERE = Path(__file__).parent
# Judged statements of expected_stances.tsv the rules get right (stance alone); goes up in the commit that earns it.
STANCES_RIGHT = 30


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[citance.Index]:
    with citance.open_index(tmp_path_factory.mktemp("toy") / "index", create=True) as index:
        summary = index.ingest([toy_path()], classify="now", workers=1)
        assert (summary.read, summary.unreadable) == (20, 0)
        yield index


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def test_nothing_grumbles(index: citance.Index) -> None:
    assert [str(row.problem.kind) for row in index.problems()] == ["sub_article"]  # papadopoulou2021 has two that cite


def test_who_cites_whom_and_how_often(index: citance.Index) -> None:
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows("expected_graph.tsv"):
        expected[row["cited_doi"]][index.find(row["citing_doi"]).key] = int(row["times"])
    for cited, citing in expected.items():
        report = index.report(cited, limit=1000)
        assert Counter(statement.citing.key for statement in report.statements) == citing, cited
        assert report.tally.total == citing.total()
        assert report.tally.citing_articles >= len(citing)


def test_stances_a_careful_reader_would_give(index: citance.Index) -> None:
    right = wrong_way = 0
    judged = rows("expected_stances.tsv")
    for row in judged:
        citing = index.find(row["citing_doi"]).key
        statement = next(
            s
            for s in index.report(row["cited_doi"], limit=1000).statements
            if s.citing.key == citing and s.mention == int(row["mention"])
        )
        right += statement.stance == row["stance"]
        wrong_way += {statement.stance, row["stance"]} == {"supporting", "contrasting"}
    assert right >= STANCES_RIGHT, f"{right} of {len(judged)}"
    assert wrong_way == 0


def test_again_changes_nothing(index: citance.Index) -> None:
    before = index.stats().counts
    summary = index.ingest([toy_path()], classify="later", workers=1)
    assert summary.unchanged == 20
    assert index.stats().counts == before


def test_preprint_and_paper_know_each_other(index: citance.Index) -> None:
    report = index.report("10.5555/toy.hart2017")
    assert [version.identifiers for version in report.versions]
    both = index.report("10.5555/toy.hart2017", combined=True)
    assert both.tally.total >= report.tally.total
