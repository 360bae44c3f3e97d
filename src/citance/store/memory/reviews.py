"""Persons' words: attached to the statement they speak of, and what they do to links."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from citance.errors import NotFound
from citance.model import Link, LinkReason, LinkStatus, Review
from citance.store.codes import REASON_WORDS
from citance.store.memory import entering
from citance.store.memory.state import HeldForm, HeldReview, State
from citance.store.packing import unpack_spans
from citance.store.reviewing import Mention, find_mention, link_verdict_of
from citance.store.values import ReviewRow


def reattach(state: State, key: str, form: HeldForm) -> None:
    """Attach an article's reviews that say nothing at the moment to the statements of this form."""
    for row in state.reviews.values():
        if row.statement is None and not row.review.withdrawn and state.follow(row.review.article) == key:
            with suppress(NotFound):
                _attach(state, row, form)


def machine_links(state: State, form: HeldForm) -> list[list[Link]]:
    """The links as they were made; what persons said of them comes again with their reviews."""
    links = [list(each) for each in form.links]
    ids = {statement.id for statement in form.statements}
    for row in state.reviews.values():
        if row.statement in ids and row.before is not None and not row.review.withdrawn:
            position, link = row.before
            links[position][0] = link
    return links


def record(state: State, review: Review) -> int:
    """Keep a person's word."""
    known = next((row for row in state.reviews.values() if row.review == review and not review.withdrawn), None)
    if known is not None:
        return known.number
    row = HeldReview(state.number("review"), review)
    state.reviews[row.number] = row
    form = state.active_form(state.follow(review.article))
    if form is not None and not review.withdrawn:
        _attach(state, row, form)
    return row.number


def _attach(state: State, row: HeldReview, form: HeldForm) -> None:
    text = form.entry.packed.unpack_text()
    mentions = []
    for s in form.statements:
        sentence = unpack_spans(s.packed.spans).sentence
        reference = "" if s.packed.reference is None else form.entry.packed.references[s.packed.reference].key
        mentions.append(Mention(b"", s.id, reference, sentence.cut(text) if sentence else ""))
    found = find_mention(row.review, mentions)
    if found is None:
        return
    if row.review.subject == "link" and row.review.cited is not None:
        state.now(row.review.cited)
    for other in state.reviews_on(found.id):
        if (other.review.reviewer, other.review.subject) != (row.review.reviewer, row.review.subject):
            continue
        if (other.review.at, other.number) > (row.review.at, row.number):
            row.review = msgspec.structs.replace(row.review, withdrawn=True)
            return
        _take_back(state, other, form)
    row.statement = found.id
    statement = next(s for s in form.statements if s.id == found.id)
    position = statement.packed.reference
    state.touch(form, statement)
    if row.review.subject == "link" and position is not None:
        others = [other for other in _on_link(state, form, position) if other is not row]
        row.before = others[0].before if others else (position, form.links[position][0])
        row.known_as = others[0].known_as if others else _names(state, form.links[position][0].article)
        _follow_reviews(state, form, position, [*others, row])


def _names(state: State, key: str | None) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The identifiers and match keys of an article, for the day when it is to come back."""
    if key is None:
        return (), ()
    now = state.follow(key)
    return tuple(sorted(state.works[now])), tuple(sorted(state.filed[now]))


def _on_link(state: State, form: HeldForm, position: int) -> list[HeldReview]:
    """The reviews of a reference's link that stand."""
    ids = {s.id for s in form.statements if s.packed.reference == position}
    rows = (row for _, row in sorted(state.reviews.items()) if row.statement in ids and row.before is not None)
    return [row for row in rows if row.review.subject == "link" and not row.review.withdrawn]


def _follow_reviews(state: State, form: HeldForm, position: int, rows: list[HeldReview]) -> None:
    holds = link_verdict_of(row.review for row in rows)
    cited = state.follow(holds.cited) if holds is not None and holds.cited else None
    if cited is not None and cited not in state.works:
        cited = None
    status = LinkStatus.LINKED if cited else LinkStatus.UNLINKED
    _move(state, form, position, Link(status, LinkReason.REVIEWED, REASON_WORDS[LinkReason.REVIEWED], cited))


def _move(state: State, form: HeldForm, position: int, link: Link) -> None:
    former = form.links[position][0].article
    form.links[position][0] = link
    for key in (former, link.article):
        if key is not None:
            state.emptied.add(state.now(key))
            state.note("article", state.now(key))
    state.note("statements", state.now(form.article))


def _take_back(state: State, row: HeldReview, form: HeldForm) -> None:
    let_go(state, row, form)
    row.review = msgspec.structs.replace(row.review, withdrawn=True)


def let_go(state: State, row: HeldReview, form: HeldForm) -> None:
    """Let a review say nothing more of the statement it was attached to."""
    if row.before is not None:
        position, link = row.before
        others = [other for other in _on_link(state, form, position) if other is not row]
        if others:
            _follow_reviews(state, form, position, others)
        else:
            if link.article is not None:
                entering.enter(state, link.article, *row.known_as)
            _move(state, form, position, link)
    row.statement = row.before = None


def withdraw(state: State, number: int) -> None:
    """Undo a review."""
    row = state.reviews.get(number)
    if row is None:
        raise NotFound("review", str(number))
    found = state.find_statement(row.statement) if row.statement else None
    if found is not None:
        state.touch(*found)
        _take_back(state, row, found[0])
    else:
        row.review = msgspec.structs.replace(row.review, withdrawn=True)


def read(state: State, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
    """Reviews that stand."""
    return tuple(
        ReviewRow(row.number, row.review, row.statement)
        for _, row in sorted(state.reviews.items())
        if not row.review.withdrawn
        and (statement is None or row.statement == statement)
        and (orphaned is None or (row.statement is None) == orphaned)
    )
