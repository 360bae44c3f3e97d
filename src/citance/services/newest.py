"""What is new among the statements that answer a search: those last read, or last judged otherwise, before all others.

Years of publication do not tell: an article of 2012 may have been read this morning.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from citance.searching.base import Search, SearchFilters, SearchIndex
from citance.searching.query import Query
from citance.services.filters import NO_FILTERS, Filters
from citance.services.search import read_filters, understand
from citance.services.viewer import Viewer
from citance.services.views import StatementView
from citance.store.base import Store
from citance.store.values import StoredStatement

LOOKED_AT = 500
"""Statements that are asked since when they are so; where more answer, those of the documents that were read last."""
_DOCUMENTS = 500  # that are looked through first


class NewStatement(msgspec.Struct, frozen=True):
    """A statement, and since when the index has it with this stance: when its document was read, it was judged, or reviewed."""

    statement: StatementView
    since: str


def newest(
    viewer: Viewer, index: SearchIndex, words: str, *, filters: Filters = NO_FILTERS, limit: int = 50
) -> tuple[NewStatement, ...]:
    """The newest statements that answer, the last first. Raises InvalidQuery."""
    asked = read_filters(viewer, filters)
    query, _ = understand(viewer, index, words, asked, "statements")
    names = _candidates(viewer.store, index, query, asked, limit)
    read: dict[int, str] = {}
    dated = sorted(
        ((_since(viewer.store, one, read), one.number, one) for one in viewer.store.statements(names).values()),
        key=lambda told: told[:2],
        reverse=True,
    )[:limit]
    since = {one.id: at for at, _, one in dated}
    return tuple(NewStatement(view, since[view.id]) for view in viewer.statements([one for _, _, one in dated]))


def _candidates(store: Store, index: SearchIndex, query: Query, asked: SearchFilters, limit: int) -> list[str]:
    """The statements among which the newest are: all, where they are few."""
    found = index.search_statements(Search(query, asked, limit=LOOKED_AT))
    if found.total > LOOKED_AT and not asked.citing:
        for latest in _latest(store):
            narrowed = msgspec.structs.replace(asked, citing=latest)
            among = index.search_statements(Search(query, narrowed, limit=LOOKED_AT))
            if among.total >= limit:
                return [hit.name for hit in among.hits]
    return [hit.name for hit in found.hits]


def _latest(store: Store) -> Iterator[tuple[str, ...]]:
    """The articles of the documents that were read last, of ever more: what nearly all of them answer is found in the first."""
    many = _DOCUMENTS
    while len(read := store.read_last(many + 1)) > many:
        yield read[:many]
        many *= 4


def _since(store: Store, statement: StoredStatement, read: dict[int, str]) -> str:
    """Since when its stance is what it is. `read` remembers when documents were read."""
    if statement.document not in read:
        read[statement.document] = store.document_info(statement.document).at
    judged = ""
    for at, said in reversed(store.classifications(statement.id)):
        if said.stance != statement.stance:
            break
        judged = at
    return max(read[statement.document], judged, *(review.at for review in statement.reviews))
