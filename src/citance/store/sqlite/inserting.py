"""Many short rows written at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain
from typing import Any

# Rows in one statement. SQLite then looks for the place of a row from that of the one before: rows of two numbers, in order, take
# half the time of one by one. Long rows gain nothing.
_TOGETHER = 16


def insert_narrow(db: sqlite3.Connection, insert: str, rows: Sequence[tuple[Any, ...]], otherwise: str = "") -> None:
    """Write rows of a few short columns, best in the order of the table; `insert` ends with VALUES, `otherwise` says what becomes
    of those that are there."""
    if not rows:
        return
    row = f"({','.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % _TOGETHER
    some = (tuple(chain.from_iterable(rows[at : at + _TOGETHER])) for at in range(0, whole, _TOGETHER))
    db.executemany(f"{insert} {','.join([row] * _TOGETHER)} {otherwise}", some)
    db.executemany(f"{insert} {row} {otherwise}", rows[whole:])
