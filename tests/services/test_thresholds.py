"""Why a verdict was given though another stance scored higher."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citance.classification.artefact import MANIFEST
from citance.classification.rules import Rules
from citance.model import Classification, Scores, Stance, StatementText
from citance.services.thresholds import Given, why_given

FACTS = {
    "name": "trained",
    "version": "7",
    "inputs": "1",
    "files": {"encoder.onnx": "", "vocab.txt": ""},
    "points": {"default": {"supporting": 0.4, "contrasting": 0.3}, "precise": {"supporting": 0.6, "contrasting": 0.7}},
    "calibration": {"supporting": [[0, 0], [1, 1]], "contrasting": [[0, 0], [1, 1]]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / MANIFEST).write_text(json.dumps(FACTS), encoding="utf-8")
    return tmp_path


def said(stance: str, by: str, supporting: float, contrasting: float) -> Classification:
    return Classification(Stance(stance), by, Scores(supporting, contrasting, 1 - supporting - contrasting))


def test_a_verdict_below_its_rival_tells_the_threshold_of_its_operating_point(folder: Path) -> None:
    told = why_given(said("contrasting", "trained 7", 0.19, 0.34), folder)
    assert told is not None
    assert (told.rival, round(told.rival_score, 2), told.threshold) == ("mentioning", 0.47, 0.3)
    told = why_given(said("contrasting", "trained 7", 0.38, 0.34), folder)
    assert told is not None
    assert (told.rival, told.threshold) == ("supporting", 0.3)


def test_a_mention_tells_what_the_verdict_would_have_needed(folder: Path) -> None:
    told = why_given(said("mentioning", "trained 7-precise", 0.55, 0.05), folder)
    assert told == Given(Stance.SUPPORTING, 0.55, 0.6, below=True)


def test_the_highest_score_needs_no_words(folder: Path) -> None:
    assert why_given(said("supporting", "trained 7", 0.7, 0.1), folder) is None
    assert why_given(Classification(Stance.UNCLASSIFIED, "trained 7", reason="no sentence"), folder) is None


def test_of_a_classifier_that_is_not_at_hand_no_threshold_is_told(folder: Path, tmp_path: Path) -> None:
    for elsewhere, by in ((folder, "trained 6"), (tmp_path / "nowhere", "trained 7")):
        told = why_given(said("contrasting", by, 0.19, 0.34), elsewhere)
        assert told is not None
        assert told.threshold is None


def test_the_rules_give_a_verdict_from_a_share_of_mentioning_on() -> None:
    told = why_given(said("supporting", f"{Rules.name} {Rules.version}", 0.4, 0.05))
    assert told is not None
    assert told.of_rival
    assert told.threshold is not None
    # What is told holds of what the rules say.
    sentences = ("In line with larches [3], firs froze.", "Firs froze, unlike [3].", "We also found frost, as [3] did.")
    for text in sentences:
        (found,) = Rules().classify([StatementText(sentence=text)])
        if found.stance is not Stance.MENTIONING and found.scores is not None:
            assert getattr(found.scores, found.stance) >= told.threshold * found.scores.mentioning - 1e-9
