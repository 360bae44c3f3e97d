"""The model card: written by the program, of what lies beside it, in our own words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from citance.classification.rules import Rules
from citance.classification.training.card import Facts, Floor, Source, model_card
from citance.classification.training.data import LabelledLine, as_labelled
from citance.classification.training.evaluate import evaluate
from citance.classification.training.traps import TRAPS, Trap
from citance.model import Classification, Scores, Stance, StatementText

MANIFEST = {
    "name": "own",
    "version": "1a2b",
    "inputs": "1",
    "files": {"encoder.onnx": "ab" * 32},
    "points": {"default": {"supporting": 0.4, "contrasting": 0.35}, "precise": {"supporting": 0.6, "contrasting": 0.7}},
    "recipe": {"seed": 7, "epochs": 4},
    "data": {"labelled": 60, "digest": "cd" * 32},
    "int8": {"largest": 0.04, "mean": 0.002, "other_verdict": 0.004},
}


class Sure:
    """Says "mentioning" to everything."""

    name, version, languages = "sure", "1", frozenset({"en"})

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        return [Classification(Stance.MENTIONING, "sure 1", Scores(0.05, 0.05, 0.9)) for _ in statements]


@pytest.fixture(scope="module")
def card() -> str:
    labels = ("supporting", "contrasting", "mentioning") * 10
    items = [as_labelled(LabelledLine(id=n, sentence=f"Seen {n} [1].", label=x, article=str(n))) for n, x in enumerate(labels)]
    evaluation = evaluate(items, Sure().classify([item.text for item in items]))
    facts = Facts(
        made="2026-05-01",
        start="a small encoder",
        sources=(Source("labels.jsonl", 60, "CC0", digest="ef" * 32),),
        measured_on="On thirty invented statements.",
        floors=(Floor("contrasting, f1", 0.5, 0.0), Floor("mentioning, f1", 0.4, 0.5)),
    )
    return model_card(MANIFEST, {"encoder.onnx": 23_000_000}, facts, evaluation, evaluation, Sure())


@pytest.mark.parametrize(
    "words",
    [
        "# Model card: own 1a2b",
        "| made | 2026-05-01 |",
        "| operating point precise | supporting from a score of .60, contrasting from a score of .70 |",
        "| labels.jsonl | 60 | labels | CC0 | efefefefefef |",
        f"`{'cd' * 32}`",
        "| seed | 7 |",
        "differ from those of the trained network by 0.0020 in the mean and 0.040 at most; 0.4%",
        "On thirty invented statements.",
        "| contrasting, f1 | .500 | .000 | **missed** |",
        "| mentioning, f1 | .400 | .500 | met |",
        "![For each stance, how often a score is right, by score](calibration.svg)",
        "| contrasting by the reader | 0 | 0 | 10 |",
        "| encoder.onnx | 23.0 MB |",
        "it answers 6 of 15 as a reader does",
        "| a fact, however sure | mentioning | mentioning 90% |",
        "| praise | mentioning |",
        "| a word of agreement, denied | contrasting | **mentioning 90%** |",
    ],
)
def test_what_a_card_says(card: str, words: str) -> None:
    assert words in card


def test_tables_of_a_card_are_whole(card: str) -> None:
    for block in card.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1, block


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.why)
def test_traps_mark_one_citation(trap: Trap) -> None:
    text = trap.text
    assert text.span is not None
    marked = text.sentence[text.span.start : text.span.end]
    assert marked.startswith("[")
    assert marked.endswith("]")
    assert not set("⟦⟧") & set(text.sentence + text.before + text.after)
    assert trap.written.count("/") == 2


def test_the_rules_fall_into_some_traps_but_not_all() -> None:
    verdicts = Rules().classify([trap.text for trap in TRAPS])
    right = sum(verdict.stance is trap.stance for trap, verdict in zip(TRAPS, verdicts, strict=True))
    assert len(TRAPS) // 2 <= right < len(TRAPS)
