"""What an article says of others: its reference list with the statements it makes about each work."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from citance.errors import NotFound
from citance.model import LinkStatus
from citance.services.neighbours import active_document, tells
from citance.services.provenance import Provenance, Stamp
from citance.services.viewer import Viewer
from citance.services.views import ArticleView, StatementView, TallyView


class WorkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A work that a reference names: the article it was recognised as, with what is said of that, or why it was not."""

    status: LinkStatus
    why: str
    article: ArticleView | None = None
    tally: TallyView | None = None


class ReferenceView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of a reference list, as printed, with its works and the statements the article makes of them."""

    position: int  # from 1
    printed: str
    label: str | None = None
    works: tuple[WorkView, ...] = ()
    statements: tuple[StatementView, ...] = ()


class ArticleReferences(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/references/1"):
    """The reference list of an article in its order; empty where the index has no full text of it.

    `unresolved` are its statements that lead to no reference.
    """

    article: str  # key
    has_document: bool
    references: tuple[ReferenceView, ...]
    unresolved: int
    provenance: Provenance


def references(viewer: Viewer, words: str, stamp: Stamp) -> ArticleReferences:
    """What the article that the words name says of others. Of a document the public may not see: nothing."""
    store = viewer.store
    key = viewer.find_key(words)
    info = active_document(viewer, key)
    told = stamp.provenance("references", query=words)
    if info is None or not tells(viewer, key):
        return ArticleReferences(key, info is not None, (), 0, told)
    raw = store.document(info.number).references
    links = store.links(info.number)
    made: defaultdict[int, list[StatementView]] = defaultdict(list)
    statements = viewer.statements(store.statements_of(key))
    for statement in statements:
        if statement.position is not None:
            made[statement.position].append(statement)
    keys = {link.article for works in links for link in works if link.article}
    articles, tallies = viewer.articles(keys), viewer.tallies(keys)
    shown = []
    for place, (entry, works) in enumerate(zip(raw, links, strict=False)):
        views = tuple(
            WorkView(
                link.status,
                link.words,
                articles.get(link.article or ""),
                tallies.get(link.article or ""),
            )
            for link in works
        )
        shown.append(ReferenceView(entry.position, entry.text, entry.label, views, tuple(made[place])))
    unresolved = sum(statement.position is None for statement in statements)
    return ArticleReferences(key, True, tuple(shown), unresolved, told)


def said_beside(viewer: Viewer, id: str) -> tuple[StatementView, ...]:
    """The other statements that share its sentence, in the order of the text: which works are cited beside this one.

    Raises NotFound where there is no such statement for this audience.
    """
    stored = viewer.store.statement(id)
    if not viewer.may_see(stored):
        raise NotFound("statement", id)
    if not stored.text.sentence:
        return ()
    same = [
        other
        for other in viewer.store.statements_of(stored.citing)
        if other.id != stored.id
        and (other.text.sentence, other.text.before, other.text.after)
        == (stored.text.sentence, stored.text.before, stored.text.after)
    ]
    same.sort(key=lambda other: (other.text.span or (0, 0), other.position or 0))
    return viewer.statements(same)
