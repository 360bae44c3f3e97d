"""The log of changes: each article and kind once for a transaction, neighbouring numbers in one row."""

from __future__ import annotations

import sqlite3
from typing import Literal

from citance.errors import NotFound
from citance.store.sqlite.meta import get_meta, last_sequence, set_meta
from citance.store.values import Change

ARTICLE_CHANGED, STATEMENTS_CHANGED, GONE = 0, 1, 2
_KINDS: tuple[Literal["article", "statements", "gone"], ...] = ("article", "statements", "gone")

# So that who asks for a few changes is not read many more.
_LONGEST_RUN = 100


def log(db: sqlite3.Connection, changes: dict[tuple[int, int], str | None]) -> None:
    """Write what a transaction changed to the log, each article and kind once; articles of neighbouring numbers in one row."""
    sequence = last_sequence(db)
    rows: list[tuple[int, int, int, str | None, int]] = []
    former, length = (-1, -1), 0
    for change in sorted(changes):
        kind, article = change
        key = changes[change]
        sequence += 1
        if key is None and (kind, article - 1) == former and length < _LONGEST_RUN:
            length += 1
            rows[-1] = (sequence, kind, article, None, length)
        else:
            length = 1
            rows.append((sequence, kind, article, key, length))
        former = change if key is None else (-1, -1)
    db.executemany("INSERT INTO change (sequence, kind, article, key, length) VALUES (?, ?, ?, ?, ?)", rows)
    if rows:
        set_meta(db, "sequence", sequence)


def since(db: sqlite3.Connection, sequence: int, limit: int, *, articles: bool) -> list[Change]:
    """What changed after a number, run by run unfolded; raises NotFound for what the log no longer tells."""
    if sequence < int(get_meta(db, "forgotten") or 0):
        raise NotFound("change", str(sequence))
    rows = db.execute(
        "SELECT c.sequence - c.article + coalesce(a.id, c.article), c.kind, coalesce(c.key, a.key) FROM change c"
        " LEFT JOIN article a ON a.id BETWEEN c.article - c.length + 1 AND c.article"
        " WHERE c.sequence > ? AND c.kind >= ? AND c.sequence - c.article + coalesce(a.id, c.article) > ?"
        " AND coalesce(c.key, a.key) IS NOT NULL ORDER BY c.sequence, a.id LIMIT ?",
        (sequence, ARTICLE_CHANGED if articles else STATEMENTS_CHANGED, sequence, limit),
    )
    return [Change(number, _KINDS[kind], key) for number, kind, key in rows]


def forget(db: sqlite3.Connection, upto: int) -> None:
    """Let go of changes up to a number."""
    db.execute("DELETE FROM change WHERE sequence <= ?", (upto,))
    set_meta(db, "forgotten", max(upto, int(get_meta(db, "forgotten") or 0)))
