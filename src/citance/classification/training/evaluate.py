"""Labelled statements and the verdicts on them → how right a classifier is: figures, their intervals, calibration, confusion.

Weighted figures let each item count for the statements of the population it stands for (natural prevalence), unweighted ones
count items. They are those of the public scoring tool to the last digit: same bins, same bootstrap over articles with the
same seed. A statement the classifier left unclassified is a miss for its stance and speaks against no other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from citance.classification.artefact import Point, decide
from citance.classification.training.data import Labelled
from citance.classification.training.journals import field_of
from citance.model import Classification, Evidence, Stance

STANCES = (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING)
VERDICTS = STANCES[:2]
SAMPLES = 400
"""Bootstrap samples; an interval is from the eleventh smallest to the eleventh largest of them, 95 %."""

BINS, LEAST = 10, 0.05  # of the calibration; items scoring less than this for a class are not asked about it
FEWEST = 20
"""Items a journal field or kind of section must have for figures of its own."""


class Interval(msgspec.Struct, frozen=True):
    """A figure, and where it lies in 95 % of samples of as many articles."""

    value: float
    low: float
    high: float


class Figures(msgspec.Struct, frozen=True):
    """Precision, recall and F1; 0 where nothing was said, or nothing there to be found."""

    precision: Interval
    recall: Interval
    f1: Interval


class ClassFigures(msgspec.Struct, frozen=True):
    """How a class was recognised: `items` are those a reader gave it, `said` those the classifier did."""

    items: int
    said: int
    weighted: Figures
    unweighted: Figures


class Bin(msgspec.Struct, frozen=True):
    """Items whose score lies in a tenth of the scale: how many, how much they weigh, the mean score, the share that is right."""

    low: float
    high: float
    items: int
    weight: float
    score: float
    right: float


class Calibration(msgspec.Struct, frozen=True):
    """Bins with something in them, and the mean distance between score and share that is right, weighted."""

    error: float | None
    bins: tuple[Bin, ...]


class Part(msgspec.Struct, frozen=True):
    """Figures of some of the items: a kind of section, a field of journals."""

    name: str
    items: int
    classes: dict[str, ClassFigures]
    confusion: dict[str, dict[str, int]]


class EvidenceFigures(msgspec.Struct, frozen=True):
    """A stance with whose evidence, both to be right; `heard` is the share of which at least the stance was said."""

    stance: Stance
    evidence: Evidence
    figures: ClassFigures
    heard: Interval


class Evaluation(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/evaluation/1"):
    """How right a classifier is on labelled statements.

    `own` says that items whose evidence is only reported count as mentioning, in gold and verdicts alike. `confusion` counts
    items, first by gold and then by verdict; `confusion_weighted` what they stand for. `points` has the figures that the same
    scores give at each operating point of the classifier.
    """

    by: str
    items: int
    articles: int
    weight: float
    own: bool
    operating_point: str
    unclassified: int
    classes: dict[str, ClassFigures]
    points: dict[str, dict[str, ClassFigures]]
    macro_f1: float
    calibration: Calibration  # of the score of the stance given
    calibration_by_class: dict[str, Calibration]  # over items that score at least .05 for it
    confusion: dict[str, dict[str, int]]
    confusion_weighted: dict[str, dict[str, float]]
    evidence: tuple[EvidenceFigures, ...]
    sections: tuple[Part, ...]
    journals: tuple[Part, ...]
    sure: tuple[Part, ...]


class _Row(NamedTuple):
    gold: Stance
    said: Stance
    weight: float
    item: Labelled
    verdict: Classification


def evaluate(
    items: Sequence[Labelled],
    verdicts: Sequence[Classification],
    *,
    own: bool = False,
    operating_point: str = "default",
    points: Mapping[str, Point] | None = None,
    samples: int = SAMPLES,
) -> Evaluation:
    """How right the verdicts on the items are; there is one verdict for each item, in the same order."""
    rows = [_row(item, verdict, own) for item, verdict in zip(items, verdicts, strict=True)]
    classes = _by_stance(rows, samples)
    return Evaluation(
        by=verdicts[0].by if verdicts else "",
        items=len(rows),
        articles=len({row.item.article for row in rows}),
        weight=sum(row.weight for row in rows),
        own=own,
        operating_point=operating_point,
        unclassified=sum(row.said is Stance.UNCLASSIFIED for row in rows),
        classes=classes,
        points={
            name: _by_stance([_row(row.item, at_point(row.verdict, point), own) for row in rows], samples)
            for name, point in (points or {}).items()
        },
        macro_f1=sum(classes[stance].weighted.f1.value for stance in STANCES) / len(STANCES),
        calibration=_calibration((_score(r, r.said), r.gold is r.said, r.weight) for r in rows),
        calibration_by_class={
            stance: _calibration(
                (_score(r, stance), r.gold is stance, r.weight) for r in rows if (_score(r, stance) or 0) >= LEAST
            )
            for stance in STANCES
        },
        confusion=_confusion(rows),
        confusion_weighted=_confusion_weighted(rows),
        evidence=() if own else tuple(_evidence(rows, samples)),
        sections=_parts(rows, lambda row: row.item.text.section, samples),
        journals=_parts(rows, lambda row: field_of(row.item.line.journal), samples),
        sure=_parts(rows, lambda row: {3: "certain", 2: "likely"}.get(row.item.sure, "toss-up"), samples),
    )


def at_point(verdict: Classification, point: Point) -> Classification:
    """The verdict as its scores make it at another operating point; whose evidence is known where it was a verdict before."""
    if verdict.scores is None:
        return verdict
    stance = decide(verdict.scores, point)
    evidence = None if stance is Stance.MENTIONING else verdict.evidence
    return msgspec.structs.replace(verdict, stance=stance, evidence=evidence)


def _row(item: Labelled, verdict: Classification, own: bool) -> _Row:
    gold, said = item.stance, verdict.stance
    if own and item.evidence is Evidence.REPORTED:
        gold = Stance.MENTIONING
    if own and verdict.evidence is Evidence.REPORTED:
        said = Stance.MENTIONING
    return _Row(gold, said, 1.0 if item.weight is None else item.weight, item, verdict)


def _score(row: _Row, stance: Stance) -> float | None:
    scores = row.verdict.scores
    return None if scores is None or stance is Stance.UNCLASSIFIED else float(getattr(scores, stance))


# -- precision, recall, F1 ------------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    """One item as it is counted for a question: what it is, what was said, what it weighs, of which article."""

    gold: Hashable
    said: Hashable
    weight: float
    article: str


def _by_stance(rows: Sequence[_Row], samples: int) -> dict[str, ClassFigures]:
    asked = [_Asked(row.gold, row.said, row.weight, row.item.article) for row in rows]
    return {str(stance): found for stance, found in zip(STANCES, _figures(asked, STANCES, samples), strict=True)}


def _figures(asked: Sequence[_Asked], classes: Sequence[Hashable], samples: int) -> list[ClassFigures]:
    """The figures of each class, all from the same samples of articles."""
    place = {one: 6 * number for number, one in enumerate(classes)}
    width = 6 * len(classes)  # for each class hits, false alarms and misses, weighted and counted
    sums: dict[str, list[float]] = {}
    for gold, said, weight, article in asked:
        counts = sums.setdefault(article, [0.0] * width)
        if gold == said:
            _add(counts, place.get(gold), 0, weight)
        else:
            _add(counts, place.get(said), 1, weight)
            _add(counts, place.get(gold), 2, weight)
    whole = _total(list(sums.values()), width)
    drawn = [_total(sample, width) for sample in _draw(list(sums.values()), samples)]
    return [_class_figures(whole, drawn, start) for start in place.values()]


def _add(counts: list[float], start: int | None, what: int, weight: float) -> None:
    if start is not None:
        counts[start + what] += weight
        counts[start + 3 + what] += 1.0


def _draw(groups: list[list[float]], samples: int) -> Iterable[list[list[float]]]:
    """As many articles as there are, drawn with putting back, so many times; the same ones on every machine."""
    chance = random.Random(0)
    return (chance.choices(groups, k=len(groups)) for _ in range(samples if groups else 0))


def _total(groups: Sequence[Sequence[float]], width: int) -> list[float]:
    return [sum(column) for column in zip(*groups, strict=True)] if groups else [0.0] * width


def _class_figures(whole: Sequence[float], drawn: Sequence[Sequence[float]], start: int) -> ClassFigures:
    def figures(at: int) -> Figures:
        value = _prf(whole[at : at + 3])
        spread = [_prf(one[at : at + 3]) for one in drawn]
        return Figures(*(_interval(value[n], [one[n] for one in spread]) for n in range(3)))

    hits, alarms, misses = whole[start + 3 : start + 6]
    return ClassFigures(round(hits + misses), round(hits + alarms), figures(start), figures(start + 3))


def _prf(counts: Sequence[float]) -> tuple[float, float, float]:
    hits, alarms, misses = counts
    precision = hits / (hits + alarms) if hits + alarms else 0.0
    recall = hits / (hits + misses) if hits + misses else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _interval(value: float, spread: list[float]) -> Interval:
    tail = len(spread) // 40
    spread.sort()
    return Interval(value, spread[tail], spread[-tail - 1]) if spread else Interval(value, value, value)


# -- parts of the items ---------------------------------------------------------------------------------------------------


def _parts(rows: Sequence[_Row], name: Callable[[_Row], str], samples: int) -> tuple[Part, ...]:
    """The items by what `name` says of them, largest part first; parts of fewer than FEWEST items are not shown."""
    parts: dict[str, list[_Row]] = {}
    for row in rows:
        parts.setdefault(str(name(row)), []).append(row)
    ordered = sorted(parts.items(), key=lambda part: (-len(part[1]), part[0]))
    return tuple(
        Part(name, len(some), _by_stance(some, samples), _confusion(some)) for name, some in ordered if len(some) >= FEWEST
    )


def _evidence(rows: Sequence[_Row], samples: int) -> Iterable[EvidenceFigures]:
    """Supporting and contrasting by whose evidence; where a verdict does not say whose, it is taken for own."""
    judged = [row for row in rows if row.gold not in VERDICTS or row.item.evidence is not None]
    asked = [
        _Asked(
            (row.gold, row.item.evidence),
            (row.said, row.verdict.evidence or Evidence.OWN),
            row.weight,
            row.item.article,
        )
        for row in judged
    ]
    kinds = [(stance, evidence) for stance in VERDICTS for evidence in Evidence]
    for (stance, evidence), figures in zip(kinds, _figures(asked, kinds, samples), strict=True):
        of_kind = [
            _Asked(row.gold, row.said, row.weight, row.item.article)
            for row in judged
            if row.gold is stance and row.item.evidence is evidence
        ]
        heard = _figures(of_kind, [stance], samples)[0].weighted.recall
        yield EvidenceFigures(stance, evidence, figures, heard)


def _confusion(rows: Iterable[_Row]) -> dict[str, dict[str, int]]:
    table = {str(gold): {str(said): 0 for said in Stance} for gold in STANCES}
    for row in rows:
        table[row.gold][row.said] += 1
    return table


def _confusion_weighted(rows: Iterable[_Row]) -> dict[str, dict[str, float]]:
    table = {str(gold): {str(said): 0.0 for said in Stance} for gold in STANCES}
    for row in rows:
        table[row.gold][row.said] += row.weight
    return table


# -- calibration ----------------------------------------------------------------------------------------------------------


def _calibration(scored: Iterable[tuple[float | None, bool, float]]) -> Calibration:
    """Of scores, whether they were right, and what each weighs."""
    cells = [[0.0, 0.0, 0.0, 0.0] for _ in range(BINS)]
    for score, right, weight in scored:
        if score is not None:
            cell = cells[min(BINS - 1, int(score * BINS))]
            cell[0] += 1
            cell[1] += weight
            cell[2] += weight * score
            cell[3] += weight * right
    total = sum(cell[1] for cell in cells)
    bins = tuple(
        Bin(number / BINS, (number + 1) / BINS, round(items), weight, scores / weight, right / weight)
        for number, (items, weight, scores, right) in enumerate(cells)
        if weight
    )
    return Calibration(sum(abs(cell[2] - cell[3]) for cell in cells) / total if total else None, bins)
