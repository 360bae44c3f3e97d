"""Printed references taken apart: "Alder AB, Brandt C. A title. J Abbr. 2013;12(3):45-9." → fields."""

from __future__ import annotations

from citance.model.article import ArticleRecord


def read_printed(text: str) -> ArticleRecord:
    """What the words of one printed reference say. What cannot be told stays empty."""
    return ArticleRecord(title=text)
