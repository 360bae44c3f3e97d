"""Scores that say too much are brought down to what is true, and one heavy item does not decide."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from citance.classification.artefact import follow
from citance.classification.training.calibrate import fit_calibration
from citance.classification.training.data import Labelled, LabelledLine, as_labelled


def too_sure(count: int = 3000) -> tuple[list[tuple[float, float, float]], list[Labelled]]:
    """Statements that contrast as often as `true` says, scored as if that were three times as far from even."""
    chance = random.Random(5)
    raw, items = [], []
    for number in range(count):
        true = chance.uniform(0.02, 0.9)
        said = 1 / (1 + math.exp(-3 * math.log(true / (1 - true))))
        raw.append((0.0, said, 1 - said))
        label = "contrasting" if chance.random() < true else "mentioning"
        items.append(as_labelled(LabelledLine(id=number, sentence="We differ from Alder.", label=label, weight=1.0)))
    return raw, items


def test_a_score_comes_to_mean_what_it_says():
    raw, items = too_sure()
    knots = fit_calibration(np.array(raw), items)["contrasting"]
    for true in (0.1, 0.3, 0.5, 0.8):
        said = 1 / (1 + math.exp(-3 * math.log(true / (1 - true))))
        assert follow(knots, said) == pytest.approx(true, abs=0.06)


def test_the_map_rises_and_stays_between_nought_and_one():
    raw, items = too_sure(400)
    heights = [y for _, y in fit_calibration(np.array(raw), items)["contrasting"]]
    assert heights == sorted(heights)
    assert heights[0] >= 0.0
    assert heights[-1] <= 1.0


def test_one_item_that_stands_for_ninety_moves_it_little():
    raw, items = too_sure(1000)
    before = fit_calibration(np.array(raw), items)["contrasting"]
    stray = as_labelled(LabelledLine(id="stray", sentence="We differ from Alder.", label="contrasting", weight=90.0))
    after = fit_calibration(np.array([*raw, (0.0, 0.001, 0.999)]), [*items, stray])["contrasting"]
    assert all(abs(follow(after, x) - follow(before, x)) < 0.15 for x in (0.05, 0.3, 0.6, 0.9))


def test_as_many_are_expected_as_there_are():
    raw, items = too_sure()
    knots = fit_calibration(np.array(raw), items)["contrasting"]
    expected = sum(follow(knots, said) for _, said, _ in raw)
    assert expected == pytest.approx(sum(i.stance == "contrasting" for i in items), rel=0.03)
