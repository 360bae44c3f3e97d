"""An evaluation as tables that a person reads: rows of words, for a terminal and, as Markdown, for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from citance.classification.training.evaluate import STANCES, VERDICTS, ClassFigures, Evaluation, Interval, Part
from citance.model import Stance


class Table(NamedTuple):
    """Words in rows; the first column is names, the others are figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure(value: float | None, places: int = 3) -> str:
    """`.643`, without the nought before the point; `1.000`; a dash where there is none."""
    if value is None:
        return "–"
    words = f"{value:.{places}f}"
    return words[1:] if words.startswith("0.") else words


def with_interval(interval: Interval) -> str:
    """`.643 (.571–.702)`."""
    return f"{figure(interval.value)} ({figure(interval.low)}–{figure(interval.high)})"


def class_table(evaluation: Evaluation) -> Table:
    """Precision, recall and F1 of each stance, weighted and unweighted."""
    rows = tuple(_class_row(stance, evaluation.classes[stance]) for stance in STANCES)
    title = "Weighted to natural prevalence, and item by item; in brackets where it lies in 95 % of samples of articles"
    head = ("stance", "items", "P weighted", "R weighted", "F1 weighted", "P", "R", "F1")
    return Table(title, head, rows)


def _class_row(name: str, found: ClassFigures) -> tuple[str, ...]:
    weighted, plain = found.weighted, found.unweighted
    figures = (*(figure(one.value) for one in (weighted.precision, weighted.recall)), with_interval(weighted.f1))
    return (str(name), f"{found.items:,}", *figures, *map(_value, (plain.precision, plain.recall)), with_interval(plain.f1))


def _value(interval: Interval) -> str:
    return figure(interval.value)


def points_table(evaluation: Evaluation) -> Table:
    """Supporting and contrasting at each operating point."""
    rows = tuple(
        (f"{stance}, {point}", *_class_row("", classes[stance])[1:])
        for stance in VERDICTS
        for point, classes in evaluation.points.items()
    )
    head = ("stance, operating point", "items", "P weighted", "R weighted", "F1 weighted", "P", "R", "F1")
    return Table("Operating points", head, rows)


def calibration_table(evaluation: Evaluation) -> Table:
    """How far scores lie from the share that is right."""
    rows = [("the stance given", figure(evaluation.calibration.error))]
    rows += [
        (f"{stance}, items scoring .05 or more for it", figure(evaluation.calibration_by_class[stance].error))
        for stance in STANCES
    ]
    return Table("Calibration error, ten bins, weighted", ("score of", "error"), tuple(rows))


def confusion_table(confusion: Mapping[str, Mapping[str, int]]) -> Table:
    """What readers gave (down) and what the classifier said (across), in items."""
    said = [stance for stance in Stance if stance in STANCES or any(row[stance] for row in confusion.values())]
    rows = tuple((f"{gold} by the reader", *(f"{confusion[gold][one]:,}" for one in said)) for gold in STANCES)
    return Table("Confusion, in items", ("", *map(str, said)), rows)


def evidence_table(evaluation: Evaluation) -> Table:
    """Supporting and contrasting by whose evidence."""
    rows = tuple(
        (
            f"{one.stance}, {one.evidence}",
            f"{one.figures.items:,}",
            _value(one.figures.weighted.precision),
            _value(one.figures.weighted.recall),
            with_interval(one.figures.weighted.f1),
            with_interval(one.figures.unweighted.f1),
            with_interval(one.heard),
        )
        for one in evaluation.evidence
    )
    head = ("", "items", "P weighted", "R weighted", "F1 weighted", "F1", "stance heard")
    return Table("By whose evidence: stance and evidence both right; last the share of which the stance was heard", head, rows)


def part_table(title: str, parts: Iterable[Part], first: str) -> Table:
    """F1 of supporting and contrasting in parts of the items."""
    rows = tuple(_part_row(part) for part in parts)
    head = (first, "items", "F1 supporting, weighted", "unweighted", "F1 contrasting, weighted", "unweighted")
    return Table(title, head, rows)


def _part_row(part: Part) -> tuple[str, ...]:
    figures = []
    for stance in VERDICTS:
        found = part.classes[stance]
        none = not found.items
        figures += ["none there", ""] if none else [with_interval(found.weighted.f1), with_interval(found.unweighted.f1)]
    return (part.name, f"{part.items:,}", *figures)


def part_confusion_table(title: str, parts: Iterable[Part], first: str) -> Table:
    """Where verdicts go astray in parts of the items: missed, invented, turned round."""
    rows = []
    for part in parts:
        c = part.confusion
        counts: list[str] = []
        for stance, other in (VERDICTS, VERDICTS[::-1]):
            there = sum(c[stance].values())
            counts += [f"{c[stance][stance]} of {there}", str(c[stance][other]), str(c[Stance.MENTIONING][stance])]
        rows.append((part.name, *counts))
    head = (
        first,
        "supporting found",
        "called contrasting",
        "mentions called supporting",
        "contrasting found",
        "called supporting",
        "mentions called contrasting",
    )
    return Table(title, head, tuple(rows))


def all_tables(evaluation: Evaluation) -> list[Table]:
    """Everything that is measured, in reading order."""
    tables = [class_table(evaluation), points_table(evaluation), calibration_table(evaluation)]
    tables.append(confusion_table(evaluation.confusion))
    if evaluation.evidence:
        tables.append(evidence_table(evaluation))
    tables.append(part_table("By kind of section", evaluation.sections, "section"))
    tables.append(part_table("By field of the journal", evaluation.journals, "field"))
    tables.append(part_table("By how sure the reader was", evaluation.sure, "reader"))
    return [table for table in tables if table.rows]


def heading(evaluation: Evaluation) -> str:
    """One line on what was measured."""
    whose = ", own evidence alone (reported counts as mentioning)" if evaluation.own else ""
    return (
        f"{evaluation.by}, operating point {evaluation.operating_point}, on {evaluation.items:,} items of "
        f"{evaluation.articles:,} articles{whose}: macro F1 {figure(evaluation.macro_f1)}"
    )


def as_markdown(table: Table, title: bool = True) -> str:
    """The table as Markdown, its title above it."""
    rules = ["---", *("--:" for _ in table.head[1:])]
    lines = [_line(table.head), f"|{'|'.join(rules)}|", *(_line(row) for row in table.rows)]
    return "\n".join([f"{table.title}:", "", *lines] if title else lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def report(evaluation: Evaluation) -> str:
    """The whole evaluation as Markdown."""
    return "\n\n".join([f"**{heading(evaluation)}**", *map(as_markdown, all_tables(evaluation))]) + "\n"
