"""Words and filters to statements and articles, with counts to narrow them by."""

from __future__ import annotations

from typing import Literal

import msgspec

from citance.errors import UnknownName
from citance.model import Identifier
from citance.searching.base import ARTICLE_FACETS, STATEMENT_FACETS, Found, Search, SearchFilters, SearchIndex, Sort
from citance.searching.query import (
    EVERYTHING,
    And,
    Query,
    Word,
    most_of,
    parse_query,
    read_question,
    resolve,
    spare_small_words,
    write_query,
)
from citance.searching.query import Kind as Of
from citance.services.filters import NO_FILTERS, Filters, visible_to
from citance.services.journal_names import ALONE
from citance.services.matches import Analyze, matched_words
from citance.services.provenance import Provenance, Stamp
from citance.services.spelling import suggest
from citance.services.viewer import Viewer
from citance.services.views import ArticleView, StatementView, TallyView

Kind = Literal["statements", "articles", "both"]
KINDS: tuple[Kind, ...] = ("statements", "articles", "both")


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
    """What a search found; the part that was not asked for is None.

    `withheld` counts what this page would hold besides, were it not for the audience. The provenance's sequence is that of
    the search index, which may be behind the store for as long as another process writes.
    """

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
    understood: str = ""  # what was asked, where that is not the query as it stands: of a question the words it is about
    suggestion: str = ""  # where little was found: the query with words as the index knows them


def read_query(viewer: Viewer, words: str) -> Query:
    """The tree of a query, with the keys of the articles it names by identifier. Raises InvalidQuery."""

    def keys_of(identifier: Identifier) -> tuple[str, ...]:
        key = viewer.store.find(identifier)
        return () if key is None else (key,)

    return resolve(spare_small_words(parse_query(words)), keys_of) if words.strip() else EVERYTHING


def understand(viewer: Viewer, index: SearchIndex, words: str, asked: SearchFilters, kind: Kind) -> tuple[Query, str]:
    """The tree of a query or of a question in words, and, for a question, what is asked: all that it is about, or, where nothing
    has all, at least half of it. Raises InvalidQuery."""
    question = read_question(words)
    if question is None:
        return read_query(viewer, words), ""
    question = spare_small_words(question)
    probe = Search(question, asked, limit=0)
    found = index.search_articles(probe) if kind == "articles" else index.search_statements(probe)
    if not found.total and isinstance(question, And):
        question = most_of(question.items)
    return question, write_query(question)


def words_sought(words: str) -> tuple[str, ...]:
    """The words that a query, or a question, cannot do without, each once; none where it asks for more than words. Raises
    InvalidQuery."""
    question = read_question(words)
    tree = spare_small_words(parse_query(words) if question is None else question)
    items = tree.items if isinstance(tree, And) else (tree,)
    plain = [item for item in items if isinstance(item, Word) and not item.field]
    return tuple(dict.fromkeys(one.text for one in plain if one.must)) if len(plain) == len(items) else ()


def read_filters(viewer: Viewer, filters: Filters) -> SearchFilters:
    """The filters as the search index is asked: articles by key, and only what the audience may see."""
    asked = filters.for_search(
        cited=tuple(viewer.find_key(words) for words in filters.cited),
        citing=tuple(viewer.find_key(words) for words in filters.citing),
        journals=viewer.journals,
    )
    return msgspec.structs.replace(asked, visibility=visible_to(viewer))


def search(
    viewer: Viewer,
    index: SearchIndex,
    words: str,
    stamp: Stamp,
    *,
    kind: Kind = "statements",
    filters: Filters = NO_FILTERS,
    sort: Sort = Sort.RELEVANCE,
    offset: int = 0,
    limit: int = 20,
    facets: tuple[str, ...] | None = None,
    analyze: Analyze | None = None,
) -> SearchAnswer:
    """One page of what answers. `facets` None: all there are; those that one of two kinds has not are asked of the other.

    `analyze` brings words to their stem as the index does, to mark those that were found; without it none are marked.
    """
    if kind not in KINDS:
        raise UnknownName("kind of search", kind, KINDS)
    for name in facets or ():
        if name not in STATEMENT_FACETS and name not in ARTICLE_FACETS:
            raise UnknownName("facet", name, dict.fromkeys((*STATEMENT_FACETS, *ARTICLE_FACETS)))
    asked = read_filters(viewer, filters)
    query, understood = understand(viewer, index, words, asked, kind)

    journals = viewer.journals() if facets is None or "journal" in facets else ALONE

    def question(known: tuple[str, ...]) -> Search:
        counted = known if facets is None else tuple(name for name in facets if name in known)
        return Search(query, asked, sort, offset, limit, counted, journals.title if journals else None)

    statements = articles = None
    withheld = 0
    sequence = stamp.sequence
    if kind != "articles":
        found = index.search_statements(question(STATEMENT_FACETS))
        statements = _statements(viewer, found, query, analyze)
        withheld += len(found.hits) - len(statements.hits)
        sequence = found.sequence
    if kind != "statements":
        found = index.search_articles(question(ARTICLE_FACETS))
        articles = _articles(viewer, found)
        withheld += len(found.hits) - len(articles.hits)
        sequence = found.sequence
    return SearchAnswer(
        query=words,
        kind=kind,
        statements=statements,
        articles=articles,
        sort=sort,
        offset=offset,
        limit=limit,
        filters=filters,
        withheld=withheld,
        provenance=stamp.provenance("search", query=words, filters=filters, order=sort, sequence=sequence),
        understood=understood,
        suggestion=_suggestion(viewer, index, query, kind, statements, articles, analyze) if analyze is not None else "",
    )


def _suggestion(
    viewer: Viewer,
    index: SearchIndex,
    query: Query,
    kind: Kind,
    statements: StatementHits | None,
    articles: ArticleHits | None,
    analyze: Analyze,
) -> str:
    found = sum(part.total for part in (statements, articles) if part is not None)
    if found >= FEW:
        return ""
    return suggest(viewer, index, query, Of.ARTICLE if kind == "articles" else Of.STATEMENT, analyze)


FEW = 5
"""Hits below which another spelling is looked for."""


def _statements(viewer: Viewer, found: Found, query: Query, analyze: Analyze | None) -> StatementHits:
    stored = viewer.store.statements([hit.name for hit in found.hits])
    held = [(stored[hit.name], hit.score) for hit in found.hits if hit.name in stored]
    matched = {}
    if analyze is not None:
        matched = {one.id: matched_words(one.text.sentence, query, analyze) for one, _ in held}
    views = {view.id: view for view in viewer.statements([one for one, _ in held], matched)}
    return StatementHits(
        total=found.total,
        hits=tuple(StatementHit(views[one.id], score) for one, score in held if one.id in views),
        facets=_facets(found),
    )


def _articles(viewer: Viewer, found: Found) -> ArticleHits:
    keys = [hit.name for hit in found.hits]
    views = viewer.articles(keys)
    tallies = viewer.tallies(keys)
    return ArticleHits(
        total=found.total,
        hits=tuple(
            ArticleHit(views[hit.name], tallies[hit.name], hit.score)
            for hit in found.hits
            if hit.name in views and hit.name in tallies
        ),
        facets=_facets(found),
    )


def _facets(found: Found) -> dict[str, tuple[FacetCount, ...]]:
    return {name: tuple(FacetCount(value, count) for value, count in pairs) for name, pairs in found.facets.items()}
