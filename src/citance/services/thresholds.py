"""Why a verdict was given though another stance scored higher: it is given from a threshold on, not by the highest score."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec

from citance.errors import ClassifierUnusable
from citance.model import Classification, Stance


class Given(msgspec.Struct, frozen=True):
    """A verdict whose own score is not the highest.

    `threshold` is the score from which it is given; None where the classifier that gave it is not the one at hand. `of_rival`
    says that this is a share of the rival's score, as the rules have it, and no score of its own; `below` that it is the rival's
    threshold, which that did not reach.
    """

    rival: Stance
    rival_score: float
    threshold: float | None
    of_rival: bool = False
    below: bool = False


def why_given(classification: Classification, folder: Path | None = None) -> Given | None:
    """What made it a verdict; None where its score is the highest, or there are none. `folder` holds the trained classifier; None
    for the one that comes along."""
    scores, stance = classification.scores, classification.stance
    if scores is None or stance is Stance.UNCLASSIFIED:
        return None
    if getattr(scores, stance) >= max(scores.supporting, scores.contrasting, scores.mentioning):  # nearly always
        return None
    from citance.classification.rules import LEAST_OF_MENTIONING, Rules  # their patterns take long to make

    named: dict[Stance, float] = {one: getattr(scores, one) for one in Stance if one is not Stance.UNCLASSIFIED}
    rival = max(named, key=lambda one: named[one])
    if stance is Stance.MENTIONING:  # nothing was given: neither verdict reached its threshold
        return Given(rival, named[rival], _points(folder).get((classification.by, rival)), below=True)
    if classification.by == f"{Rules.name} {Rules.version}":
        return Given(rival, named[rival], LEAST_OF_MENTIONING, of_rival=True)
    return Given(rival, named[rival], _points(folder).get((classification.by, stance)))


@lru_cache(4)
def _points(folder: Path | None) -> dict[tuple[str, Stance], float]:
    """Classifier as it signs and stance → the score from which it gives it."""
    from citance.classification.artefact import SHIPPED, read_manifest
    from citance.services.accuracy import signature

    try:
        manifest = read_manifest(folder or SHIPPED)
    except ClassifierUnusable:
        return {}
    points = {}
    for name, point in manifest.points.items():
        by = signature(manifest, name)
        points[by, Stance.SUPPORTING] = point.supporting
        points[by, Stance.CONTRASTING] = point.contrasting
    return points
