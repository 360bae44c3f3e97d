"""Labelled statements and a classifier → how right it is, as a value, as tables, and as a folder a person can look through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from citance.classification.artefact import Point
from citance.classification.base import Classifier
from citance.classification.training.data import Labelled, read_labelled
from citance.classification.training.evaluate import Evaluation, evaluate
from citance.classification.training.plot import calibration_plot
from citance.classification.training.tables import Table, all_tables, heading, report
from citance.errors import InvalidInput
from citance.model import Classification, Evidence, Scores, Stance
from citance.services.progress import Progress

__all__ = ["Evaluation", "Table", "all_tables", "evaluate_classifier", "heading", "judge", "read_gold", "write_evaluation"]

BATCH = 256
FILES = ("evaluation.json", "evaluation.md", "calibration.svg", "wrong.jsonl")


class WrongLine(msgspec.Struct, frozen=True):
    """A statement on which the classifier and the reader differ, as `wrong.jsonl` has it."""

    id: str | int
    label: Stance
    evidence: Evidence | None
    stance: Stance
    stance_evidence: Evidence | None
    scores: Scores | None
    sure: int
    section: str
    journal: str | None
    before: str
    sentence: str
    after: str


def read_gold(paths: Iterable[str | Path]) -> list[Labelled]:
    """The labelled statements of JSON Lines files, plain or packed; InvalidInput where there are none."""
    items = read_labelled(*map(Path, paths))
    if not items:
        raise InvalidInput("there are no labelled statements to measure on")
    return items


def judge(items: Sequence[Labelled], classifier: Classifier, progress: Progress | None = None) -> list[Classification]:
    """What the classifier says of the statements, in order."""
    verdicts: list[Classification] = []
    for start in range(0, len(items), BATCH):
        verdicts += classifier.classify([item.text for item in items[start : start + BATCH]])
        if progress is not None:
            progress(len(verdicts), len(items))
    return verdicts


def evaluate_classifier(
    items: Sequence[Labelled],
    classifier: Classifier,
    *,
    own: bool = False,
    point: str = "default",
    progress: Progress | None = None,
) -> tuple[Evaluation, list[Classification]]:
    """How right the classifier is on the items, and what it said of each."""
    verdicts = judge(items, classifier, progress)
    return evaluate(items, verdicts, own=own, operating_point=point, points=points_of(classifier)), verdicts


def points_of(classifier: Classifier) -> Mapping[str, Point]:
    """The operating points of a classifier by name; none for one that has no others."""
    manifest = getattr(classifier, "manifest", None)
    points: Mapping[str, Point] = getattr(manifest, "points", {})
    return points


def write_evaluation(
    evaluation: Evaluation, items: Sequence[Labelled], verdicts: Sequence[Classification], folder: str | Path
) -> tuple[Path, ...]:
    """The files written: the figures as JSON and as Markdown, the calibration plot, and the statements gone wrong."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    paths = tuple(place / name for name in FILES)
    paths[0].write_bytes(msgspec.json.format(msgspec.json.encode(evaluation), indent=1) + b"\n")
    paths[1].write_text(report(evaluation), encoding="utf-8")
    title = f"{evaluation.by}: calibration on {evaluation.items:,} labelled statements"
    paths[2].write_text(calibration_plot(evaluation.calibration_by_class, title), encoding="utf-8")
    paths[3].write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in _wrong(items, verdicts)))
    return paths


def _wrong(items: Sequence[Labelled], verdicts: Sequence[Classification]) -> Iterator[WrongLine]:
    for item, verdict in zip(items, verdicts, strict=True):
        if item.stance is not verdict.stance:
            yield WrongLine(
                item.line.id,
                item.stance,
                item.evidence,
                verdict.stance,
                verdict.evidence,
                verdict.scores,
                item.sure,
                str(item.text.section),
                item.line.journal,
                item.text.before,
                item.text.sentence,
                item.text.after,
            )
