"""What an export takes out of the index, row by row, in constant memory.

Which statements: all, those about one article, or those that answer a query; always those that the filters let through and
the audience may see. Citations and articles follow from that: a citation is exported where one of its statements is, or,
where nothing asks for statements, also when it stands in the reference list alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from typing import Literal

import msgspec

from citance.errors import InvalidInput, NotFound
from citance.model import Stance
from citance.searching.base import Found, Search, SearchIndex, Sort
from citance.services.export.rows import ArticleExport, CitationExport
from citance.services.filters import NO_FILTERS, Filters
from citance.services.neighbours import tells
from citance.services.search import read_filters, understand
from citance.services.sieve import Sieve
from citance.services.viewer import Viewer, tally_view
from citance.services.views import StatementView
from citance.store.values import CitationRow, StatementOrder, StoredStatement

PAGE = 500
MOST_HITS = 32_000
"""Of one question to the search index: some 5 MB."""


def needs_search(filters: Filters) -> bool:
    """Whether articles as such are narrowed by what only the search index knows of them.

    Raises InvalidInput for filters of statements, by which no article is chosen.
    """
    for name in ("section", "place", "self_citation", "cited", "citing", "confidence"):
        if getattr(filters, name) not in ((), None):
            raise InvalidInput(f"{name} is said of statements: export the articles of one article, or statements")
    known = dict.fromkeys(("first_year", "last_year", "has_document"))
    return msgspec.structs.replace(filters, journal=(), **known) != NO_FILTERS


class Selection:
    """What was asked for, before one audience; counts what it withheld on the way.

    `article` is a key. `search` is asked for only where there is a query.
    """

    def __init__(
        self,
        viewer: Viewer,
        *,
        article: str | None = None,
        query: str | None = None,
        filters: Filters = NO_FILTERS,
        combined: bool = False,
        search: SearchIndex | None = None,
    ) -> None:
        if article is not None and query is not None:
            raise InvalidInput("an export takes an article or a query, not both; a query can say cites:DOI")
        if combined and article is None:
            raise InvalidInput("only the statements about one article are combined with those about its versions: name it")
        self.viewer, self.article, self.query, self.filters = viewer, article, query, filters
        self.combined, self.search = combined, search
        self.withheld = 0

    # -- statements

    def statements(self) -> Iterator[StatementView]:
        """The statements as shown."""
        for page in self._pages():
            shown = self.viewer.statements(page)
            self.withheld += len(page) - len(shown)
            yield from shown

    def _pages(self) -> Iterator[Sequence[StoredStatement]]:
        store = self.viewer.store
        if self.query is not None:
            yield from self._found()
        elif self.article is not None:
            sieve = Sieve(self.viewer, self.article, self.filters, combined=self.combined)
            self.withheld += sieve.withheld
            numbers = sorted(sieve.numbers())
            for at in range(0, len(numbers), PAGE):
                yield store.numbered(numbers[at : at + PAGE])
        else:
            statements = store.all_statements(self.filters.for_store(self.viewer.journals))
            while some := list(islice(statements, PAGE)):
                yield some

    def _found(self) -> Iterator[Sequence[StoredStatement]]:
        """The statements that answer the query, newest first: an order in which pages do not shift."""
        assert self.search is not None
        for names in self._names_found("statements", self.search.search_statements, Sort.NEWEST):
            stored = self.viewer.store.statements(names)
            yield [stored[name] for name in names if name in stored]

    def _names_found(
        self, kind: Literal["statements", "articles"], find: Callable[[Search], Found], sort: Sort
    ) -> Iterator[list[str]]:
        """The names of what answers the query, a page at a time.

        A search walks past all that stands before its offset. Ever more are asked for at once, so that an export walks over
        them a few times, and not once for each page.
        """
        assert self.search is not None
        assert self.query is not None
        asked = read_filters(self.viewer, self.filters)
        query, _ = understand(self.viewer, self.search, self.query, asked, kind)
        offset, size = 0, PAGE
        while hits := find(Search(query, asked, sort, offset, size)).hits:
            for at in range(0, len(hits), PAGE):
                yield [hit.name for hit in hits[at : at + PAGE]]
            offset, size = offset + len(hits), min(2 * size, MOST_HITS)

    # -- citations

    def citations(self) -> Iterator[CitationExport]:
        """The citations, each with the stances of its statements."""
        if self.query is not None or self.filters != NO_FILTERS or self.combined:
            yield from self._citations_of_statements()
        elif self.article is not None:
            counts = self._count(self.article)
            rows = self.viewer.store.citations(self.article)
            while some := list(islice(rows, PAGE)):
                yield from self._shown(some, counts)
        else:
            for citing, rows in groupby(self.viewer.store.citations(), key=lambda row: row.citing):
                counts = _Counts()
                for statement in self.viewer.store.statements_of(citing):
                    counts.add(statement)
                yield from self._shown(list(rows), counts)

    def _count(self, article: str) -> _Counts:
        """The stances of all statements about the article, by citing article and reference."""
        counts = _Counts()
        offset = 0
        store = self.viewer.store
        while page := store.statements_citing(article, order=StatementOrder.STORED, offset=offset, limit=PAGE).statements:
            for statement in page:
                counts.add(statement)
            offset += len(page)
        return counts

    def _shown(self, rows: Sequence[CitationRow], counts: _Counts) -> Iterator[CitationExport]:
        """The rows with the articles at their ends. Who cites in private is not told to the public."""
        ends = self.viewer.articles(key for row in rows for key in (row.citing, row.cited))
        private = self._private({row.citing for row in rows})
        for row in rows:
            if row.citing in private or row.citing not in ends or row.cited not in ends:
                self.withheld += row.mentions
                continue
            stances, own = counts.of(row.citing, row.reference)
            yield CitationExport(
                citing=ends[row.citing],
                cited=ends[row.cited],
                reference=row.reference,
                position=row.position,
                mentions=row.mentions,
                supporting=stances[Stance.SUPPORTING],
                contrasting=stances[Stance.CONTRASTING],
                mentioning=stances[Stance.MENTIONING],
                unclassified=stances[Stance.UNCLASSIFIED],
                self_citation=own,
            )

    def _private(self, keys: set[str]) -> set[str]:
        return {key for key in keys if not tells(self.viewer, key)}

    def _citations_of_statements(self) -> Iterator[CitationExport]:
        """The citations that the chosen statements belong to: counts are of those statements alone.

        Held together by citing article, reference and cited article: as many numbers as citations chosen.
        """
        edges: dict[tuple[str, str, str], CitationExport] = {}
        for view in self.statements():
            for cited in view.cited:
                edge = (view.citing.key, view.reference or "", cited.key)
                known = edges.get(edge) or CitationExport(view.citing, cited, view.reference or "", view.position or 0, 0)
                edges[edge] = msgspec.structs.replace(
                    known,
                    mentions=known.mentions + 1,
                    self_citation=known.self_citation or view.self_citation,
                    **{view.stance.value: known.count(view.stance) + 1},
                )
        yield from edges.values()

    # -- articles

    def articles(self) -> Iterator[ArticleExport]:
        """The articles: all; or those that cite the article (not itself); or those that answer the query.

        Where filters narrow the statements about an article, those that make the statements that are left.
        """
        viewer = self.viewer
        if self.article is not None and (self.filters != NO_FILTERS or self.combined) and self.filters.has_document is None:
            chosen, self.filters = dict.fromkeys(view.citing.key for view in self.statements()), NO_FILTERS
            yield from self._whole(list(chosen))
            return
        if self.article is not None:
            keys = dict.fromkeys(row.citing for row in viewer.store.citations(self.article))
            private = self._private(set(keys))
            self.withheld += len(private)
            yield from self._whole([key for key in keys if key not in private])
        elif self.query is not None:
            assert self.search is not None
            for names in self._names_found("articles", self.search.search_articles, Sort.MOST_CITED):
                yield from self._whole(names)
        else:
            stored = viewer.store.all_articles(with_document=self.filters.has_document)
            while some := list(islice(stored, PAGE)):
                yield from self._whole([article.key for article in some])

    def _whole(self, keys: Sequence[str]) -> Iterator[ArticleExport]:
        """The articles of these keys, in this order, that the filters let through; those that are gone by now, while another
        process writes, are left out."""
        viewer, filters = self.viewer, self.filters
        journals = {name.casefold() for name in viewer.journals().all(filters.journal)} if filters.journal else set()
        for at in range(0, len(keys), PAGE):
            some = keys[at : at + PAGE]
            known = viewer.remember(some)
            for article, tally, _, relations in (known[key] for key in some if key in known):
                if viewer.hides(article):
                    self.withheld += 1
                    continue
                record = article.record
                year = record.year
                if filters.first_year is not None and (year is None or year < filters.first_year):
                    continue
                if filters.last_year is not None and (year is None or year > filters.last_year):
                    continue
                if filters.has_document not in (None, article.has_document):
                    continue
                if journals and record.journal.title.casefold() not in journals:
                    continue
                try:
                    view = viewer.whole(article, relations)
                except NotFound:
                    continue
                yield ArticleExport(view, tally_view(tally))


class _Counts:
    """Stances of statements by citing article and reference."""

    def __init__(self) -> None:
        self._stances: dict[tuple[str, str], Counter[Stance]] = {}
        self._own: set[tuple[str, str]] = set()

    def add(self, statement: StoredStatement) -> None:
        edge = (statement.citing, statement.reference or "")
        self._stances.setdefault(edge, Counter())[statement.stance] += 1
        if statement.self_citation:
            self._own.add(edge)

    def of(self, citing: str, reference: str) -> tuple[Counter[Stance], bool]:
        edge = (citing, reference)
        return self._stances.get(edge, Counter()), edge in self._own
