"""Rows for long lists of values: questions of few lengths, which SQLite compiles once and keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")

# How many values one IN (...) has: padded to one of these, so that SQLite compiles few questions and keeps them. What it is
# padded with is sought as well, so the steps are small.
_CHUNKS = (1, 2, 4, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 200)


def chunks(values: Iterable[T], size: int = _CHUNKS[-1]) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def select_in(db: sqlite3.Connection, sql: str, values: Iterable[Any]) -> Iterator[Any]:
    """The rows of `sql`, where `{}` stands for the list of values, however many they are."""
    for chunk in chunks(values):
        size = next(size for size in _CHUNKS if size >= len(chunk))
        yield from db.execute(sql.format("?" + ",?" * (size - 1)), chunk + [None] * (size - len(chunk)))
