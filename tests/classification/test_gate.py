"""The gate: what it looks at, what it settles, and that its file is held to what it says."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

import pytest

from citance.classification.artefact import GATE
from citance.classification.gate import HEAD, TAIL, Gate, words_of
from citance.errors import ClassifierUnusable
from citance.model import SectionKind, Span, StatementText


def test_citations_are_masked_and_the_marked_one_is_another_word() -> None:
    sentence = "Alder (2003) agrees with [3, 5] in 12 cases (Brandt et al. 1999)."
    s = StatementText(sentence, span=Span(25, 31), group=Span(25, 31))
    assert words_of(s).sentence == ["alder", "zc", "agrees", "with", "zt", "in", "cases", "zc"]


def test_of_the_neighbours_only_what_is_next_to_the_sentence_is_looked_at() -> None:
    many = " ".join("abcdefghijklmnopqrstuvwxyz")
    words = words_of(StatementText("It is so [1].", before=many, after=many))
    assert words.before == list("abcdefghijklmnopqrstuvwxyz"[-TAIL:])
    assert words.after == ["^", *"abcdefghijklmnopqrstuvwxyz"[:HEAD]]


@pytest.mark.parametrize(
    ("sentence", "after", "section", "score"),
    [
        ("Plants were used.", "", SectionKind.METHODS, -4.0),
        ("Our results agree with [1].", "", SectionKind.RESULTS, 1.0),
        ("Our results agree, with [1].", "", SectionKind.DISCUSSION, 1.5),
        ("They used it.", "However, it failed.", SectionKind.OTHER, -2.5),
    ],
)
def test_the_score_is_the_sum_of_the_weights(
    standin: Path, sentence: str, after: str, section: SectionKind, score: float
) -> None:
    assert Gate(standin / GATE).score(StatementText(sentence, after=after, section=section)) == pytest.approx(score)


def test_what_is_settled_has_calibrated_scores_that_sum_to_one(standin: Path) -> None:
    gate = Gate(standin / GATE)
    assert gate.settle(StatementText("Our results agree with [1].")) is None
    low = gate.settle(StatementText("Plants were used."))
    middle = gate.settle(StatementText("Plants grew."))
    assert low is not None
    assert middle is not None
    assert (low.supporting, low.contrasting) == pytest.approx((0.001, 0.002))
    assert (middle.supporting, middle.contrasting) == pytest.approx((0.01, 0.004))
    assert sum((low.supporting, low.contrasting, low.mentioning)) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "threshold\t0\n", "threshold\tmuch\n\n", "threshold\t0\nbias\t1\n\n1\tq\tword\n"])
def test_a_file_that_is_no_gate_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / GATE
    path.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(ClassifierUnusable, match="gate"):
        Gate(path)


def test_it_is_fast(shipped: Path, stopwatch: Any) -> None:
    """20,000 statements a second and core are promised; half of it here, where other work goes on beside."""
    chance = random.Random(1)
    words = [
        "the",
        "of",
        "we",
        "our",
        "results",
        "in",
        "agreement",
        "with",
        "patients",
        "were",
        "higher",
        "than",
        "reported",
        "study",
        "plants",
        "used",
        "(12%)",
        "and",
        "[3]",
    ]
    text = [" ".join(chance.choices(words, k=32)) for _ in range(300)]
    statements = [StatementText(t, text[i - 1], text[i - 2], Span(60, 63), Span(60, 63)) for i, t in enumerate(text)]
    gate = Gate(shipped / GATE)

    def settle_all() -> None:
        for s in statements * 5:
            gate.settle(s)

    assert not stopwatch.is_slow(settle_all, 1500 / 10_000)
