"""Words and filters to statements and articles, with counts to narrow them by."""

from __future__ import annotations

from typing import Literal

import msgspec

from citance.searching.base import Sort
from citance.services.filters import Filters
from citance.services.provenance import Provenance
from citance.services.shown import ArticleView, StatementView, TallyView

Kind = Literal["statements", "articles", "both"]


class FacetCount(msgspec.Struct, frozen=True):
    """How many of all that matched have this value."""

    value: str
    count: int


class StatementHit(msgspec.Struct, frozen=True):
    """A statement that matched; scores compare within one answer."""

    statement: StatementView
    score: float


class ArticleHit(msgspec.Struct, frozen=True):
    """An article that matched, with what is said of it."""

    article: ArticleView
    tally: TallyView
    score: float


class StatementHits(msgspec.Struct, frozen=True):
    """One page of statements; `facets` counts over all that matched."""

    total: int
    hits: tuple[StatementHit, ...]
    facets: dict[str, tuple[FacetCount, ...]]


class ArticleHits(msgspec.Struct, frozen=True):
    """One page of articles; `facets` counts over all that matched."""

    total: int
    hits: tuple[ArticleHit, ...]
    facets: dict[str, tuple[FacetCount, ...]]


class SearchAnswer(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/search/1"):
    """What a search found; the part that was not asked for is None."""

    query: str
    kind: Kind
    statements: StatementHits | None
    articles: ArticleHits | None
    sort: Sort
    offset: int
    limit: int
    filters: Filters
    withheld: int
    provenance: Provenance
