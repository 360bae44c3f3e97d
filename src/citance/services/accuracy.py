"""How right the verdicts of a classifier are: what the card beside it says, as tables and as the few figures people ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from citance.classification.artefact import SHIPPED, Manifest, read_manifest
from citance.errors import ClassifierUnusable
from citance.model import Stance

CARD, PLOT = "card.md", "calibration.svg"
_OWN = "own evidence alone"  # what a card says above figures where reported evidence counts as a mention
_MEASURED = re.compile(r"on ([\d,]+) items of ([\d,]+) articles")


class CardTable(msgspec.Struct, frozen=True):
    """A table of the model card, its words as they stand there (English); columns without a word are left out."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    own: bool = False  # whether reported evidence counted as a mention


class Accuracy(msgspec.Struct, frozen=True):
    """How often a verdict is right, and how often it is given where it should be; weighted to how often each kind of statement
    occurs, where the card is."""

    right: float  # share of the statements called so that are so
    found: float  # share of those that are so that are called so
    items: int | None = None  # judged statements that are so


class Measured(msgspec.Struct, frozen=True):
    """The figures of a classifier at one operating point. Statements and articles: those it was measured on, where known."""

    classifier: str  # "trained 1", as provenance names it
    stances: dict[str, Accuracy]  # supporting and contrasting
    statements: int | None = None
    articles: int | None = None


def figures_of(classifiers: Sequence[str], folder: Path = SHIPPED) -> Measured | None:
    """The figures that hold for verdicts of these classifiers ("trained 1"); None where the trained classifier in `folder` is not
    among them, or lies there without measured figures."""
    try:
        manifest = read_manifest(folder)
    except ClassifierUnusable:
        return None
    point = running_point(classifiers, manifest)
    return None if point is None else figures_at(manifest, point, folder)


def running_point(classifiers: Iterable[str], manifest: Manifest) -> str | None:
    """The operating point at which the classifier spoke; None where it did not."""
    spoke = set(classifiers)
    return next((point for point in manifest.points if signature(manifest, point) in spoke), None)


def signature(manifest: Manifest, point: str) -> str:
    """How the classifier signs at an operating point: "trained 1", "trained 1-precise"."""
    return f"{manifest.name} {manifest.version}" + ("" if point == "default" else f"-{point}")


def figures_at(manifest: Manifest, point: str, folder: Path = SHIPPED) -> Measured | None:
    """What the card of this classifier says of an operating point; None where it says nothing, or is another one's card."""
    text = read_beside(folder, CARD)
    if not re.search(rf"^# Model card: {re.escape(signature(manifest, 'default'))}$", text, re.M):
        return None
    return _read_figures(text, point, signature(manifest, point))


@lru_cache(8)
def _read_figures(text: str, point: str, named: str) -> Measured | None:
    found: dict[str, Accuracy] = {}
    for table in read_tables(text.splitlines()):
        if table.own or not table.head:
            continue
        for stance in (Stance.SUPPORTING.value, Stance.CONTRASTING.value):
            rows = {row[0]: dict(zip(table.head[1:], row[1:], strict=True)) for row in table.rows}
            row = rows.get(f"{stance}, {point}") or (rows.get(stance) if point == "default" else None)
            accuracy = None if row is None else _accuracy(row)
            if accuracy is not None:
                found.setdefault(stance, accuracy)
    if not found:
        return None
    on = _MEASURED.search(text)
    statements, articles = (int(one.replace(",", "")) for one in on.groups()) if on else (None, None)
    return Measured(named, found, statements, articles)


def _accuracy(row: dict[str, str]) -> Accuracy | None:
    for kind in (" weighted", ""):
        right, found = _share(row.get(f"P{kind}", "")), _share(row.get(f"R{kind}", ""))
        if right is not None and found is not None:
            items = row.get("items", "").replace(",", "")
            return Accuracy(right, found, int(items) if items.isdecimal() else None)
    return None


def _share(cell: str) -> float | None:
    """The figure a cell begins with: `.453`, `.453 (.401–.502)`, `1.000`; None for another, and for no share."""
    begins = re.match(r"\d?\.\d+", cell)
    share = float(begins[0]) if begins else None
    return share if share is not None and share <= 1 else None


# -- the card ----------------------------------------------------------------------------------------------------------------


def read_beside(folder: Path, name: str) -> str:
    """The text of a file beside a classifier; nothing where there is none."""
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def read_tables(lines: Iterable[str]) -> Iterator[CardTable]:
    """The tables of a Markdown text that hold figures: with the nearest line of words above as title."""
    title, own = "", False
    rows: list[tuple[str, ...]] = []
    for line in (*lines, ""):
        if line.startswith("|"):
            rows.append(tuple(_plain(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]))
            continue
        if len(rows) > 2 and any(rows[0]):
            yield _table(title, rows[0], [row for row in rows[2:] if len(row) == len(rows[0])], own)
            own = False  # it stands above one table
        rows = []
        if line.strip():
            title = _plain(line.strip().lstrip("#")).strip("*: ")
            own = own or _OWN in title


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], own: bool) -> CardTable:
    told = [place for place in range(len(head)) if any(row[place] for row in rows)]
    return CardTable(title, tuple(head[place] for place in told), tuple(tuple(row[place] for place in told) for row in rows), own)


def _plain(words: str) -> str:
    """Without the marks of Markdown for what is strong and for code."""
    return re.sub(r"`([^`]*)`", r"\1", re.sub(r"\*\*([^*]+)\*\*", r"\1", words)).strip()
