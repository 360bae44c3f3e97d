"""What is known of the classifier: which one gave the stances of this index, its thresholds, and what its card measures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from citance.classification.artefact import SHIPPED, open_artefact
from citance.errors import ClassifierUnusable
from citance.services.provenance import Provenance, Stamp

CARD, PLOT = "card.md", "calibration.svg"


class CardTable(msgspec.Struct, frozen=True):
    """A table of the model card, its words as they stand there (English)."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Method(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/method/1"):
    """The classifiers that spoke in this index, and the trained one that comes with Citance as far as its files are there."""

    classifiers: tuple[str, ...]  # "rules 1": those whose word stands in the index
    name: str | None  # of the trained classifier; None where its files are absent or damaged
    version: str | None
    running: bool  # whether its word stands in this index
    by_rules: bool  # whether the rules' does
    languages: tuple[str, ...]
    points: dict[str, dict[str, float]]  # operating point → stance → score from which it is given
    tables: tuple[CardTable, ...]  # what was measured
    plot: str | None  # calibration, an SVG document
    provenance: Provenance


def method(stamp: Stamp, folder: Path = SHIPPED) -> Method:
    """What is known of the classifier whose files lie in `folder`."""
    classifiers = tuple(words.removeprefix("classifier ") for words in stamp.made_by if words.startswith("classifier "))
    by_rules = any(words.startswith("rules ") for words in classifiers)
    told = stamp.provenance("method")
    try:
        manifest = open_artefact(folder)
    except ClassifierUnusable:
        return Method(classifiers, None, None, False, by_rules, (), {}, (), None, told)
    points = {name: {"supporting": point.supporting, "contrasting": point.contrasting} for name, point in manifest.points.items()}
    return Method(
        classifiers=classifiers,
        name=manifest.name,
        version=manifest.version,
        running=any(words.startswith(f"{manifest.name} {manifest.version}") for words in classifiers),
        by_rules=by_rules,
        languages=manifest.languages,
        points=points,
        tables=tuple(read_tables(_read(folder / CARD).splitlines())),
        plot=_read(folder / PLOT) or None,
        provenance=told,
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _plain(words: str) -> str:
    """Without the marks of Markdown for what is strong and for code."""
    return re.sub(r"`([^`]*)`", r"\1", re.sub(r"\*\*([^*]+)\*\*", r"\1", words)).strip()


def read_tables(lines: Iterable[str]) -> Iterator[CardTable]:
    """The tables of a Markdown text that hold figures: with the nearest line of words above as title."""
    title = ""
    rows: list[tuple[str, ...]] = []
    for line in (*lines, ""):
        if line.startswith("|"):
            rows.append(tuple(_plain(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]))
            continue
        if len(rows) > 2 and any(rows[0]):
            yield CardTable(title, rows[0], tuple(row for row in rows[2:] if len(row) == len(rows[0])))
        rows = []
        if line.strip():
            title = _plain(line.strip().lstrip("#")).strip("*: ")
