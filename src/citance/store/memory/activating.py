"""The links and statements of one document: held when it becomes its article's active form, taken back when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from citance.model import Classification, Link, LinkStatus, statement_id
from citance.store.codes import REASON_WORDS
from citance.store.memory import entering, reviews
from citance.store.memory.state import HeldForm, HeldStatement, State
from citance.store.packing import PackedDocument, PackedStatement, PackedWork, unpack_spans


class KeptHistory(NamedTuple):
    """What was said of a statement whose document is made anew, and whether it waits to be classified again."""

    parts: str
    history: list[tuple[str, Classification]]
    waits: bool


def activate(state: State, form: HeldForm, kept: dict[str, KeptHistory]) -> None:
    """Hold an entry's links and statements, and enter those it speaks of: from now on this is the article's active form."""
    entry, packed = form.entry, form.entry.packed
    form.active = True
    form.links = []
    for position, reference in enumerate(packed.references):
        links = entry.links[position] if position < len(entry.links) else ()
        form.links.append([_settle(state, link, reference.works[place]) for place, link in enumerate(links)])
    for relation in entry.relations:
        entering.enter(state, relation.article, relation.identifiers, ())
    form.statements = []
    text = packed.unpack_text()
    for s, id in zip(packed.statements, statement_ids(packed, form.named_as), strict=True):
        own = s.reference is not None and s.self_citation
        statement = HeldStatement(state.number("statement"), id, s, own)
        former = kept.get(id)
        if former is not None and former.parts == _words_of(text, s):
            statement.history = former.history
        if former is None or former.waits or not statement.history:
            state.waiting.add(id)
        form.statements.append(statement)
    key = state.now(form.article)
    state.note("article", key)
    state.note("statements", key)
    reviews.reattach(state, key, form)


def _settle(state: State, link: Link, work: PackedWork) -> Link:
    """A link as it is kept: its article entered, its usual words left to the reason."""
    article = None
    if link.article is not None and link.status is LinkStatus.LINKED:
        article = entering.enter(state, link.article, work.identifiers, work.match_keys)
        if link.article in state.joined:
            article = link.article
    runner_up = link.runner_up if link.runner_up and state.follow(link.runner_up) in state.works else None
    said = link.words or REASON_WORDS.get(link.reason, "")
    return Link(link.status, link.reason, said, article, link.score, (), runner_up)


def undo(state: State, form: HeldForm) -> dict[str, KeptHistory]:
    """Take a form's links and statements away; what was said of its statements, by their ids."""
    text = form.entry.packed.unpack_text()
    kept = {s.id: KeptHistory(_words_of(text, s.packed), s.history, s.id in state.waiting) for s in form.statements if s.history}
    key = state.now(form.article)
    for links in form.links:
        for link in links:
            if link.article is not None:
                state.emptied.add(state.now(link.article))
                state.note("article", state.now(link.article))
    for relation in form.entry.relations:
        state.emptied.add(state.now(relation.article))
        state.note("article", state.now(relation.article))
    state.emptied.add(key)
    ended = {s.id for s in form.statements}
    state.waiting -= ended
    for row in state.reviews.values():
        if row.statement is not None and row.statement in ended:
            row.statement = None
    form.active, form.links, form.statements = False, [], []
    state.note("statements", key)
    state.note("article", key)
    return kept


def statement_ids(packed: PackedDocument, named: str) -> Iterator[str]:
    """The ids of a document's statements, by the key that its article is named by."""
    unresolved = 0
    for s in packed.statements:
        if s.reference is None:
            unresolved += 1
            yield statement_id(named, "", unresolved)
        else:
            yield statement_id(named, packed.references[s.reference].key, s.mention)


def _words_of(text: str, statement: PackedStatement) -> str:
    spans = unpack_spans(statement.spans)
    return "\x1f".join(span.cut(text) if span else "" for span in (spans.before, spans.sentence, spans.after, spans.marker))
