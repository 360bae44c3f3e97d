"""Which paragraph a place of the text stands in."""

from __future__ import annotations

import sys
from bisect import bisect_right
from operator import attrgetter

from citance.model.document import Document

_SPAN = attrgetter("span")


def paragraph_at(document: Document, offset: int) -> int:
    """Index of the last paragraph that begins at or before `offset`; -1 before the first."""
    return bisect_right(document.paragraphs, (offset, sys.maxsize), key=_SPAN) - 1


def paragraph_starts(document: Document) -> list[int]:
    """Where each paragraph begins, in order: `bisect_right(starts, offset) - 1` is `paragraph_at`, for who asks many times."""
    return [paragraph.span[0] for paragraph in document.paragraphs]
