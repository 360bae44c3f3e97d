"""A person's word: it counts at once, stands above the machine's, and travels."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from citance.cli.statement_page import print_statement, review_line
from citance.errors import InvalidRecord, NotFound, StoreReadOnly, UnknownName
from citance.index import Index, StatementView, open_index
from citance.model import Classification, Evidence, Scores, Stance, StatementText
from citance.services.classify import classify_waiting

ALDER = "10.5555/toy.alder2011"


@pytest.fixture
def one(toy: Index) -> StatementView:
    """A statement about the first study that the machine takes for a mere mention."""
    return next(s for s in toy.report(ALDER, limit=500).statements if s.stance is Stance.MENTIONING and s.sentence)


def test_a_review_counts_at_once_and_stands_above_the_machine(toy: Index, one: StatementView) -> None:
    before = toy.tally(ALDER)
    row = toy.record_review(one.id, reviewer="A. Reader", stance="contrasting", evidence="reported", why="so it is")
    assert row.statement == one.id
    after = toy.tally(ALDER)
    assert (after.contrasting_reported, after.mentioning) == (before.contrasting_reported + 1, before.mentioning - 1)
    toy.classify("rules", again=True)
    assert toy.tally(ALDER) == after
    details = toy.statement(one.id)
    assert details.statement.stance is Stance.CONTRASTING
    assert details.statement.reviewed
    assert details.history[-1].classification.stance is Stance.MENTIONING
    assert [r.review.reviewer for r in details.reviews] == ["A. Reader"]
    toy.withdraw_review(row.number)
    assert toy.tally(ALDER) == before
    assert toy.reviews() == ()


class Contrary:
    """Says "contrasting" to everything."""

    name, version, languages = "contrary", "3", frozenset({"en"})

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        return [Classification(Stance.CONTRASTING, "contrary 3", Scores(0.1, 0.8, 0.1), Evidence.OWN) for _ in statements]


def test_what_each_classifier_said_is_kept_and_shown_with_its_day(toy: Index, one: StatementView) -> None:
    store = toy._store
    store.wait_again(keep="contrary 3")
    assert toy.statement(one.id).statement.stance is Stance.MENTIONING  # until there is another word
    classify_waiting(store, Contrary(), at="2031-02-03T04:05:06Z")
    toy.record_review(one.id, reviewer="A. Reader", stance="supporting", why="read it twice")
    details = toy.statement(one.id)
    assert [(judged.classification.by, judged.classification.stance) for judged in details.history] == [
        ("rules 1", Stance.MENTIONING),
        ("contrary 3", Stance.CONTRASTING),
    ]
    assert details.history[0].at < details.history[1].at == "2031-02-03T04:05:06Z"
    assert details.statement.stance is Stance.SUPPORTING
    page = StringIO()
    print_statement(Console(file=page, width=100), details)
    shown = page.getvalue()
    assert f"{details.history[0].at[:10]} " in shown
    assert "mentioning" in shown
    assert "by rules 1" in shown
    assert "2031-02-03 04:05  contrasting (own) 80% by contrary 3, changed from mentioning" in shown
    assert "A. Reader: supporting, “read it twice”" in shown


def test_reviewers_of_a_link_who_disagree_are_shown(toy: Index, one: StatementView) -> None:
    toy.record_review(one.id, reviewer="A. Reader", cited="10.5555/toy.brandt2013")
    toy.record_review(one.id, reviewer="B. Reader", no_article=True)
    (details,) = toy.disagreements()
    assert [(row.review.reviewer, row.review.cited is None) for row in details.reviews] == [
        ("A. Reader", False),
        ("B. Reader", True),
    ]
    assert details.statement.disputed


def test_disagreement_is_shown(toy: Index, one: StatementView) -> None:
    toy.record_review(one.id, reviewer="A. Reader", stance="supporting")
    assert toy.disagreements() == ()
    toy.record_review(one.id, reviewer="B. Reader", stance="contrasting")
    (details,) = toy.disagreements()
    assert details.statement.id == one.id
    assert details.statement.disputed
    assert {r.review.stance for r in details.reviews} == {Stance.SUPPORTING, Stance.CONTRASTING}


def test_a_review_of_a_link_moves_the_statement(toy: Index, one: StatementView) -> None:
    before = toy.tally("10.5555/toy.brandt2013").total
    toy.record_review(one.id, reviewer="A. Reader", cited="10.5555/toy.brandt2013", why="the reference is to the other one")
    assert "10.5555/toy.brandt2013" in {work.doi for work in toy.statement(one.id).statement.cited}
    assert toy.tally("10.5555/toy.brandt2013").total > before


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, InvalidRecord),
        ({"stance": "supporting", "cited": ALDER}, InvalidRecord),
        ({"stance": "supporting", "no_article": True}, InvalidRecord),
        ({"cited": ALDER, "no_article": True}, InvalidRecord),
        ({"stance": "mentioning", "evidence": "own"}, InvalidRecord),
        ({"stance": "unclassified"}, UnknownName),
        ({"stance": "favourable"}, UnknownName),
        ({"stance": "supporting", "evidence": "hearsay"}, UnknownName),
        ({"cited": "10.5555/nobody"}, NotFound),
        ({"stance": "supporting", "reviewer": " "}, InvalidRecord),
    ],
)
def test_what_is_no_review(toy: Index, one: StatementView, said: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        toy.record_review(one.id, **{"reviewer": "A. Reader", **said})  # type: ignore[arg-type]
    assert toy.reviews() == ()
    with pytest.raises(NotFound):
        toy.record_review("aaaaaaaaaaaaaaaa", reviewer="A. Reader", stance="supporting")


def test_export_then_import_changes_nothing(toy: Index, one: StatementView, template: Path, tmp_path: Path) -> None:
    toy.record_review(one.id, reviewer="A. Reader", stance="contrasting")
    toy.record_review(one.id, reviewer="B. Reader", stance="contrasting", evidence="own")
    out = BytesIO()
    assert toy.export_reviews(out).rows == 2
    assert json.loads(out.getvalue().splitlines()[1])["schema"] == "citance/review/1"
    import shutil

    with open_index(shutil.copytree(template, tmp_path / "other")) as other:
        done = other.import_reviews(BytesIO(out.getvalue()))
        assert (done.read, done.attached, done.orphaned) == (2, 2, 0)
        assert [row.review for row in other.reviews()] == [row.review for row in toy.reviews()]
        assert other.tally(ALDER) == toy.tally(ALDER)


def test_a_review_of_what_is_not_here_is_kept_as_orphaned(toy: Index, one: StatementView, tmp_path: Path) -> None:
    toy.record_review(one.id, reviewer="A. Reader", stance="contrasting")
    file = tmp_path / "reviews.jsonl"
    toy.export_reviews(file)
    with open_index(tmp_path / "empty", create=True) as empty:
        done = empty.import_reviews(file)
        assert (done.read, done.attached, done.orphaned) == (1, 0, 1)
        assert empty.import_reviews(file) == done
        assert [row.statement for row in empty.reviews(orphaned=True)] == [None]
        assert empty.reviews(orphaned=False) == ()


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"schema":"citance/report/1"}',
        b'{"subject":"stance"}',
        b'{"schema":7}',
        b'{"reviewer":"Jos\xe9"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_a_line_that_is_no_review_is_named_and_nothing_is_recorded(toy: Index, one: StatementView, line: bytes) -> None:
    toy.record_review(one.id, reviewer="A. Reader", stance="contrasting")
    out = BytesIO()
    toy.export_reviews(out)
    toy.withdraw_review(toy.reviews()[0].number)
    with pytest.raises(InvalidRecord) as caught:
        toy.import_reviews(BytesIO(out.getvalue() + line))
    assert caught.value.line == 3
    assert toy.reviews() == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "link"},  # with a stance
        {"subject": "link", "stance": None, "evidence": "own"},
        {"cited": "aaaaaaaaaaaaa"},
        {"reviewer": " "},
        {"reviewer": "A. Reader\n    9  B. Reader: supporting"},
        {"reviewer": "\x1b[31mA. Reader"},
        {"at": "yesterday"},
        {"stance": "mentioning", "evidence": "own"},
    ],
)
def test_what_could_not_be_recorded_is_not_imported_either(toy: Index, one: StatementView, changed: dict[str, Any]) -> None:
    toy.record_review(one.id, reviewer="A. Reader", stance="contrasting")
    out = BytesIO()
    toy.export_reviews(out)
    good = out.getvalue().splitlines()[-1]
    toy.withdraw_review(toy.reviews()[0].number)
    with pytest.raises(InvalidRecord) as caught:
        toy.import_reviews(BytesIO(good + b"\n" + json.dumps(json.loads(good) | changed).encode()))
    assert (caught.value.line, toy.reviews()) == (2, ())


def test_reasons_are_printed_in_a_line_whoever_wrote_them(toy: Index, one: StatementView) -> None:
    row = toy.record_review(one.id, reviewer="Ö. Reader", stance="contrasting", why="so\n    2  it\x1b[31m is\u200d!")
    assert review_line(row).endswith("Ö. Reader: contrasting, “so 2 it[31m is\u200d!”")


def test_a_link_to_an_article_that_is_not_here_is_left_out_and_counted(toy: Index, one: StatementView) -> None:
    toy.record_review(one.id, reviewer="A. Reader", stance="contrasting")
    out = BytesIO()
    toy.export_reviews(out)
    good = out.getvalue().splitlines()[-1]
    link = json.loads(good) | {"subject": "link", "stance": None, "cited": "aaaaaaaaaaaaa"}
    done = toy.import_reviews(BytesIO(json.dumps(link).encode() + b"\n" + good))
    assert (done.read, done.attached, done.orphaned, done.left_out) == (2, 1, 0, 1)
    assert [row.review.subject for row in toy.reviews()] == ["stance"]


def test_the_public_cannot_review(open_toy: Callable[..., Index]) -> None:
    index = open_toy(audience="public", read_only=True)
    with pytest.raises(StoreReadOnly):
        index.record_review("aaaaaaaaaaaaaaaa", reviewer="A. Reader", stance="supporting")
