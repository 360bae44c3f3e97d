"""The query language: words to a tree of values, and back."""

from __future__ import annotations

import msgspec


class Everything(msgspec.Struct, frozen=True, tag="everything"):
    """Matches all: the empty query."""


EVERYTHING = Everything()
Query = Everything
