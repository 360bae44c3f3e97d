"""What a classifier learns from people's reviews: agreement, disagreement, second thoughts."""

from __future__ import annotations

from typing import Any

import pytest

from citance.classification.training.data import LabelledLine, as_labelled
from citance.classification.training.reviews import labelled_by, with_reviews
from citance.model import Evidence, Review, SectionKind, Span, Stance, StatementText

S, C, M = Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING
OWN, REPORTED = Evidence.OWN, Evidence.REPORTED
TEXT = StatementText("Our lambs grew faster [1].", span=Span(22, 25), section=SectionKind.RESULTS, heading="Growth", id="s1")


def said(reviewer: str, stance: Stance | None, evidence: Evidence | None = None, at: str = "2026-01-01", **more: Any) -> Review:
    subject = more.pop("subject", "stance")
    return Review(subject, "s1", "doi:10.5555/x", "r1", "", reviewer, at, stance, evidence, **more)


@pytest.mark.parametrize(
    ("reviews", "stance", "evidence", "sure"),
    [
        ([said("Ada", C, OWN)], C, OWN, 2),
        ([said("Ada", C, OWN), said("Bo", C, OWN)], C, OWN, 3),
        ([said("Ada", C, OWN), said("Bo", C, REPORTED)], C, None, 3),
        ([said("Ada", C, OWN), said("Bo", C, OWN), said("Cy", M)], C, OWN, 1),
        ([said("Ada", S, OWN, "2026-01-01"), said("Ada", M, at="2026-02-01")], M, None, 2),
        ([said("Ada", M, at="2026-02-01"), said("Ada", S, OWN, "2026-01-01")], M, None, 2),
        ([said("Ada", S, OWN, withdrawn=True), said("Bo", M)], M, None, 2),
    ],
    ids=["one", "two agree", "two agree but for whose", "two of three", "second thoughts", "in any order", "withdrawn"],
)
def test_what_reviewers_say_becomes_a_label(reviews: list[Review], stance: Stance, evidence: Evidence | None, sure: int) -> None:
    got = labelled_by(reviews, TEXT, "doi:10.5555/x")
    assert got is not None
    assert (got.stance, got.evidence, got.sure, got.weight, got.article) == (stance, evidence, sure, None, "doi:10.5555/x")
    assert got.text == TEXT
    assert (got.line.id, got.line.label, got.line.drawn, got.line.span) == ("s1", stance.value, "review", TEXT.span)


@pytest.mark.parametrize(
    "reviews",
    [
        [],
        [said("Ada", S, OWN), said("Bo", C, OWN)],
        [said("Ada", None, subject="link", cited="doi:10.5555/y")],
        [said("Ada", S, OWN, withdrawn=True)],
    ],
    ids=["nobody", "a draw", "of the link alone", "taken back"],
)
def test_what_teaches_nothing(reviews: list[Review]) -> None:
    assert labelled_by(reviews, TEXT, "doi:10.5555/x") is None


def test_a_citation_without_a_sentence_teaches_nothing() -> None:
    assert labelled_by([said("Ada", S)], StatementText("", id="s1"), "x") is None


def test_a_review_stands_in_the_place_of_a_label() -> None:
    reviewed = labelled_by([said("Ada", C, OWN)], TEXT, "doi:10.5555/x")
    assert reviewed is not None
    same = as_labelled(LabelledLine(id=1, sentence=TEXT.sentence, span=TEXT.span, label="supporting"))
    other = as_labelled(LabelledLine(id=2, sentence=TEXT.sentence, span=Span(0, 3), label="mentioning"))
    assert with_reviews([same, other], [reviewed]) == ([other], [reviewed])
