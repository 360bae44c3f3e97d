"""Which paragraph a place of the text stands in."""

from __future__ import annotations

from bisect import bisect_right

from citance.model.document import Document, Paragraph


def paragraph_at(document: Document, offset: int) -> int:
    """Index of the last paragraph that begins at or before `offset`; -1 before the first."""
    return bisect_right(document.paragraphs, offset, key=_start) - 1


def _start(paragraph: Paragraph) -> int:
    return paragraph.span[0]
