"""The two kinds of things that a search finds, statements and articles: what is in the tab that is not shown."""

from __future__ import annotations

import msgspec

from citance.errors import InvalidQuery, UnknownName
from citance.index import ArticleHits, Filters, Index, StatementHits
from citance.web.page_query import Asked

INSTEAD = 5  # articles shown where no statement was found


def of_kind(filters: Filters, kind: str) -> Filters:
    """Those of the filters that ask something of articles, or of statements."""
    if kind == "articles":
        return msgspec.structs.replace(filters, section=(), self_citation=None, confidence=None)
    return msgspec.structs.replace(filters, standing=(), has_document=None)


def other_kind(index: Index, asked: Asked, limit: int = INSTEAD) -> ArticleHits | StatementHits | None:
    """What the other tab holds: how many, and the first articles, where they are to stand in place of statements. None without
    words to look for."""
    if not asked.words:
        return None
    try:
        if asked.kind == "articles":
            return index.search(asked.words, filters=asked.filters, limit=0, facets=()).statements
        return index.search(asked.words, kind="articles", filters=asked.filters, limit=limit, facets=()).articles
    except (InvalidQuery, UnknownName):  # what can be asked of the one cannot always be asked of the other
        return None
