"""Small values of a store by their names: the number of the last change, the next number of a table."""

from __future__ import annotations

import sqlite3


def get_meta(db: sqlite3.Connection, name: str) -> str | None:
    """A small value by its name."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(db: sqlite3.Connection, name: str, value: object | None) -> None:
    """Keep a small value; None lets it go."""
    db.execute("DELETE FROM meta WHERE name = ?", (name,))
    if value is not None:
        db.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (name, str(value)))


def last_sequence(db: sqlite3.Connection) -> int:
    """The number of the last change."""
    return int(get_meta(db, "sequence") or 0)


def next_id(db: sqlite3.Connection, table: str) -> int:
    """A number never given before: numbers of rows that are gone may still stand in the log or under a match key."""
    kept = get_meta(db, f"next_{table}")
    return int(kept) if kept is not None else int(db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])
