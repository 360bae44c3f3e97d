"""Raw scores of statements the network has not learnt from → calibration maps and operating points, at natural prevalence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from citance.classification.artefact import Knots, Manifest, Point, decide
from citance.classification.training.data import Labelled
from citance.model.stance import Scores, Stance

Scored = NDArray[np.float64]  # [n, 3] in the order of Scores

KNOTS = (
    0.0,
    0.002,
    0.005,
    0.01,
    0.02,
    0.04,
    0.07,
    0.1,
    0.15,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.85,
    0.9,
    0.93,
    0.96,
    0.98,
    0.99,
    1.0,
)
PRECISION = {"default": (0.762, 0.64), "precise": (0.85, 0.82)}
"""The least out-of-fold precision of supporting and contrasting at each operating point: what is asked of new articles (.75 and
.62, and .80 of contrasting) and a little more, since one sample of articles differs from the next. Figures:
docs/explanation/stance-training.md.
"""

NAMES = {Stance.SUPPORTING: 0, Stance.CONTRASTING: 1}


def fit_calibration(raw: Scored, items: Sequence[Labelled]) -> dict[str, Knots]:
    """For each of supporting and contrasting a monotone map from raw to calibrated scores, as knots.

    The map is a beta curve (Kull, Silva Filho and Flach 2017, proceedings.mlr.press/v54/kull17a), which bends on its own towards
    nought and towards one; of steps (isotonic) too many would hang on single items. So that no item that stands for ninety
    statements bends it alone, it is fitted with the roots of the weights, and then shifted until with the weights themselves as
    many are expected as there are.
    """
    drawn = np.array([i.weight is not None for i in items])
    weight = np.array([i.weight or 0.0 for i in items])[drawn]
    maps = {}
    for stance, column in NAMES.items():
        truth = np.array([i.stance is stance for i in items], dtype=float)[drawn]
        ends = _ends(raw[drawn, column])
        slopes = np.maximum(_logistic(ends, truth, np.sqrt(weight), np.array([1.0, 1.0, 0.0])), [0.02, 0.02, -np.inf])
        shift = _logistic(np.ones((len(ends), 1)), truth, weight, np.zeros(1), ends @ slopes)
        maps[str(stance)] = tuple((x, float(_sigmoid(_ends(np.array([x])) @ slopes + shift)[0])) for x in KNOTS)
    return maps


def _ends(p: Scored) -> Scored:
    """Two measures of each score, how far it is from nought and from one, and a constant: a line in them is a beta curve."""
    bounded = np.clip(p, 1e-4, 1 - 1e-4)
    return np.stack([np.log(bounded), -np.log(1 - bounded), np.ones_like(bounded)], 1)


def _logistic(design: Scored, truth: Scored, weight: Scored, prior: Scored, start: Scored | float = 0.0) -> Scored:
    """What is put before each column of the design, on top of `start`, so that the logistic curve fits best; by Newton's method,
    with shorter steps where a whole one would lead away. A breath of the prior keeps it finite."""
    weight = weight / weight.mean()

    def misfit(found: Scored) -> float:
        z = design @ found + start
        return float((weight * (np.logaddexp(0.0, z) - truth * z)).sum() + ((found - prior) ** 2).sum() / 2)

    found = prior
    for _ in range(50):
        p = _sigmoid(design @ found + start)
        gradient = design.T @ (weight * (p - truth)) + found - prior
        bend = design.T @ (design * (weight * p * (1 - p))[:, None]) + np.eye(len(prior))
        step = np.linalg.solve(bend, gradient)
        lengths = (0.5**n for n in range(30))
        found = next((f for f in (found - length * step for length in lengths) if misfit(f) < misfit(found)), found)
    return found


def calibrated(raw: Scored, manifest: Manifest) -> list[Scores]:
    """The scores as the classifier gives them."""
    return [manifest.calibrate(Scores(float(s), float(c), float(m))) for s, c, m in raw]


def fit_points(scores: Sequence[Scores], items: Sequence[Labelled]) -> dict[str, Point]:
    """The operating points: for each stance the threshold that should be best, or the next one with the precision asked for.

    Where scores are right, as they are at natural prevalence, the threshold that gives the best F1 is half of that F1 (Lipton,
    Elkan and Naryanaswamy 2014, doi:10.1007/978-3-662-44851-9_15). It is read off so, and not searched for: F1 by threshold is
    flat, and where its highest point lies differs from one sample of articles to the next.
    """
    kept = [(s, i) for s, i in zip(scores, items, strict=True) if i.weight is not None]
    return {
        name: Point(*(_threshold(kept, stance, precision) for stance, precision in zip(NAMES, least, strict=True)))
        for name, least in PRECISION.items()
    }


def _threshold(kept: Sequence[tuple[Scores, Labelled]], stance: Stance, least: float) -> float:
    """What the other stance's threshold is does not matter: a verdict is always the likelier of the two."""
    truth, weight = [i.stance for _, i in kept], [i.weight or 0.0 for _, i in kept]
    trials = []
    for threshold in np.arange(0.1, 0.96, 0.02).tolist():
        given = [decide(s, Point(threshold, threshold)) for s, _ in kept]
        trials.append((threshold, *precision_recall(given, truth, weight, stance)))
    half = max(f1(precision, recall) for _, precision, recall in trials) / 2
    high = [(threshold, precision) for threshold, precision, _ in trials if threshold >= half - 0.01]
    found: float = next((t for t, precision in high if precision >= least), max(high, key=lambda h: h[1])[0])
    return round(found, 3)


def precision_recall(
    given: Sequence[Stance], truth: Sequence[Stance], weight: Sequence[float], stance: Stance
) -> tuple[float, float]:
    """Weighted precision and recall of one stance."""
    right = sum(w for g, t, w in zip(given, truth, weight, strict=True) if g is t is stance)
    said = sum(w for g, w in zip(given, weight, strict=True) if g is stance)
    there = sum(w for t, w in zip(truth, weight, strict=True) if t is stance)
    return (right / said if said else 0.0), (right / there if there else 0.0)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _sigmoid(x: Scored) -> Scored:
    return (1.0 + np.tanh(x / 2.0)) / 2.0
