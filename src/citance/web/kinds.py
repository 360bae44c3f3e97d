"""The two kinds of things that a search finds, statements and articles: what is in the tab that is not shown."""

from __future__ import annotations

from citance.errors import InvalidQuery, UnknownName
from citance.index import ArticleHits, Filters, Index, StatementHits
from citance.web.asked import Asked

INSTEAD = 5  # articles shown where no statement was found


def of_articles(filters: Filters) -> Filters:
    """Those of the filters that ask something of articles, which have no stance."""
    return Filters(
        journal=filters.journal,
        article_type=filters.article_type,
        author=filters.author,
        first_year=filters.first_year,
        last_year=filters.last_year,
    )


def other_kind(index: Index, asked: Asked, limit: int = INSTEAD) -> ArticleHits | StatementHits | None:
    """What the other tab holds: how many, and the first articles, where they are to stand in place of statements. None without
    words to look for."""
    if not asked.words:
        return None
    try:
        if asked.kind == "articles":
            return index.search(asked.words, filters=asked.filters, limit=0, facets=()).statements
        filters = of_articles(asked.filters)
        return index.search(asked.words, kind="articles", filters=filters, limit=limit, facets=()).articles
    except (InvalidQuery, UnknownName):  # what can be asked of the one cannot always be asked of the other
        return None
