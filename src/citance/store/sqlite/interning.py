"""Words that occur again and again, kept as small numbers."""

from __future__ import annotations

import sqlite3


class Interned:
    """Words that occur again and again, as small numbers: one table of (id, words). Forgotten when a batch fails."""

    def __init__(self, table: str, column: str) -> None:
        self._select = f"SELECT id FROM {table} WHERE {column} = ?"
        self._insert = f"INSERT INTO {table} ({column}) VALUES (?)"
        self._known: dict[str, int] = {}

    def number(self, db: sqlite3.Connection, words: str) -> int:
        """The number of these words, given now where they are new."""
        number = self._known.get(words)
        if number is None:
            row = db.execute(self._select, (words,)).fetchone()
            number = int(row[0]) if row else int(db.execute(self._insert, (words,)).lastrowid or 0)
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[words] = number
        return number

    def forget(self) -> None:
        """Forget what is remembered: the transaction that wrote it may not have happened."""
        self._known.clear()


class Interning:
    """All tables of words of one store."""

    def __init__(self) -> None:
        self.heading = Interned("heading", "words")
        self.journal = Interned("journal", "title")
        self.source = Interned("source", "name")
        self._makers: dict[tuple[str, str], int] = {}
        self.full_match_keys: set[int] = set()  # those with more articles than are ever given: more are not filed

    def maker(self, db: sqlite3.Connection, stage: str, name: str) -> int:
        """The number of a maker, given now where it is new."""
        number = self._makers.get((stage, name))
        if number is None:
            row = db.execute("SELECT id FROM maker WHERE stage = ? AND name = ?", (stage, name)).fetchone()
            if row is None:
                number = int(db.execute("INSERT INTO maker (stage, name) VALUES (?, ?)", (stage, name)).lastrowid or 0)
            else:
                number = int(row[0])
            self._makers[stage, name] = number
        return number

    def forget(self) -> None:
        """As `Interned.forget`, of all."""
        self.heading.forget()
        self.journal.forget()
        self.source.forget()
        self._makers.clear()
        self.full_match_keys.clear()
