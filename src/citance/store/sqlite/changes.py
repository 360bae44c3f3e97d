"""The log of changes: each article and kind once for a transaction, neighbouring numbers in one row."""

from __future__ import annotations

import sqlite3

from citance.store.sqlite.meta import last_sequence, set_meta

ARTICLE_CHANGED, STATEMENTS_CHANGED, GONE = 0, 1, 2

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
