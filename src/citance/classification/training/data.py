"""Labelled statements: what a classifier is trained on and measured by, as JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from citance.classification.lines import StatementLine, as_text, read_line
from citance.errors import InvalidRecord
from citance.model import Evidence, Stance, StatementText
from citance.unpacking import lines_of

LANGUAGE = "en"
"""Of all that is learnt from."""


class LabelledLine(StatementLine, frozen=True, kw_only=True):
    """A statement and what a reader judged.

    `sure` is 3 certain, 2 likely, 1 toss-up. `weight` says how many statements of a population the item stands for; items
    that were picked because they are hard have none. `article` keeps statements of one article in one fold.
    """

    id: str | int
    sentence: str
    label: Literal["supporting", "contrasting", "mentioning"]
    evidence: Evidence | None = None
    sure: Annotated[int, msgspec.Meta(ge=1, le=3)] = 3
    article: str | None = None
    journal: str | None = None
    drawn: str | None = None
    weight: Annotated[float, msgspec.Meta(ge=0)] | None = None


class Labelled(msgspec.Struct, frozen=True):
    """A statement and the verdict on it."""

    text: StatementText
    stance: Stance
    evidence: Evidence | None
    sure: int
    weight: float | None
    article: str
    line: LabelledLine


def read_labelled(*paths: Path) -> list[Labelled]:
    """The labelled statements of JSON Lines files, plain or packed (see unpacking), in order.

    A bad line raises InvalidRecord with its number, a packed file that breaks off raises Unreadable.
    """
    return [item for path in paths for item in _read_one(path)]


def _read_one(path: Path) -> Iterator[Labelled]:
    with path.open("rb") as file:
        for number, line in enumerate(lines_of(file, str(path)), 1):
            if line.strip():
                try:
                    yield as_labelled(read_line(line, LabelledLine, number))
                except InvalidRecord as error:
                    raise InvalidRecord(f"{path.name}: {error.why}", number) from error


def as_labelled(line: LabelledLine) -> Labelled:
    """The line as a value."""
    article = line.article or str(line.id)
    return Labelled(as_text(line, LANGUAGE), Stance(line.label), line.evidence, line.sure, line.weight, article, line)


def fold_of(article: str, folds: int, salt: str = "") -> int:
    """Which of so many folds an article is in; the same on every machine."""
    return int.from_bytes(sha256(f"{salt}{article.lower()}".encode()).digest()[:8]) % folds


def digest(items: Iterable[Labelled]) -> str:
    """A digest of what was learnt from: statements and labels, in order."""
    found = sha256()
    for item in items:
        found.update(msgspec.json.encode((item.text, item.stance, item.evidence)))
    return found.hexdigest()
