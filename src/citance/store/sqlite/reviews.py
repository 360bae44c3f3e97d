"""Persons' words: kept as given, attached to the statement they speak of, and found again after a rebuild."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

import msgspec

from citance.errors import NotFound
from citance.model import Link, LinkReason, LinkStatus, Review
from citance.model.codec import decode, encode
from citance.store.codes import REASON_CODE, REASON_WORDS, REASONS, STATUS_CODE, STATUSES
from citance.store.packing import unpack_spans, unpack_text
from citance.store.reviewing import Mention, find_mention, link_verdict_of
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.changes import ARTICLE_CHANGED, STATEMENTS_CHANGED
from citance.store.sqlite.counting import rewrite_about, write_tally
from citance.store.sqlite.documents import references_of
from citance.store.sqlite.judging import set_verdicts, shown_verdict
from citance.store.sqlite.names import id_of
from citance.store.values import ReviewRow
from citance.store.votes import ballot_of


def record(batch: Batch, review: Review) -> int:
    """Keep a review and attach it; see Store.record_review."""
    db = batch.db
    citing = batch.find(review.article)
    article = citing.id if citing else 0
    batch.flush()
    body = encode(review)
    known = db.execute(
        "SELECT id FROM review WHERE (statement IS NULL OR article = ?) AND withdrawn = 0 AND body = ?", (article, body)
    ).fetchone()
    if known is not None:
        return int(known[0])
    number = int(
        db.execute(
            "INSERT INTO review (body, article, reviewer, subject, withdrawn) VALUES (?, ?, ?, ?, ?)",
            (body, article, review.reviewer, review.subject, int(review.withdrawn)),
        ).lastrowid
        or 0
    )
    if citing is None or citing.document is None or review.withdrawn:
        return number
    _attach(batch, number, review, _mentions(db, citing.document), citing.document)
    return number


def _attach(batch: Batch, number: int, review: Review, mentions: list[Mention], document: int) -> None:
    db = batch.db
    found = find_mention(review, mentions)
    if found is None:
        return
    # The same reviewer's former word on it gives way to the newer one.
    for other, body in db.execute(
        "SELECT id, body FROM review WHERE statement = ? AND reviewer = ? AND subject = ? AND withdrawn = 0 AND id <> ?",
        (found.name, review.reviewer, review.subject, number),
    ).fetchall():
        former = decode(body, Review)
        if (former.at, other) > (review.at, number):
            _withdraw_row(db, number, review)
            return
        if review.subject == "link":
            _undo_link(batch, other, document)
        _withdraw_row(db, other, former)
    db.execute("UPDATE review SET statement = ? WHERE id = ?", (found.name, number))
    _apply(batch, number, review, found, document)


def _apply(batch: Batch, number: int, review: Review, mention: Mention, document: int) -> None:
    db = batch.db
    batch.flush()
    id, position = db.execute(
        "SELECT id, reference FROM statement WHERE name = ? AND document = ?", (mention.name, document)
    ).fetchone()
    if review.subject == "stance":
        set_verdicts(batch, {id: shown_verdict(db, id)}, touched=True)
    elif position is not None:
        target = batch.find(review.cited) if review.cited else None
        if review.cited and target is None:
            raise NotFound("article", review.cited)
        others = [row for row in _on_link(db, document, position) if row.number != number and row.before is not None]
        before = others[0].before if others else _link_as_it_is(db, document, position)
        db.execute("UPDATE review SET before = ? WHERE id = ?", (before, number))
        _follow_reviews(batch, document, position, [*(row.review for row in others), review])


class _OnLink(NamedTuple):
    """A review of a reference's link that stands; `before` is the link as the machine made it."""

    number: int
    review: Review
    before: bytes | None


def _on_link(db: sqlite3.Connection, document: int, position: int) -> list[_OnLink]:
    return [
        _OnLink(number, decode(body, Review), before)
        for number, body, before in db.execute(
            "SELECT r.id, r.body, r.before FROM review r JOIN statement s ON s.name = r.statement"
            " WHERE s.document = ? AND s.reference = ? AND r.subject = 'link' AND r.withdrawn = 0 ORDER BY r.id",
            (document, position),
        )
    ]


class _Before(msgspec.Struct, array_like=True):
    """A link as the machine made it; its article by name, too, for one that nothing leads to any more is gone. `article` is
    the one that was meant, which may have been joined to another."""

    position: int
    article: int | None
    status: int
    reason: int
    score: float | None
    words: str | None
    key: str = ""
    identifiers: str = ""
    match_keys: tuple[int, ...] = ()


def _link_as_it_is(db: sqlite3.Connection, document: int, position: int) -> bytes:
    article, named, status, reason, score, words = db.execute(
        "SELECT article, coalesce(linked_as, article), status, reason, score, words FROM reference"
        " WHERE document = ? AND position = ? AND work = 0",
        (document, position),
    ).fetchone()
    key = identifiers = ""
    if article is not None:
        (identifiers,) = db.execute("SELECT identifiers FROM article WHERE id = ?", (article,)).fetchone()
        (key,) = db.execute("SELECT key FROM article WHERE id = ?", (named,)).fetchone()
    match_keys = tuple(row[0] for row in db.execute("SELECT key FROM match_key WHERE article = ? ORDER BY key", (article,)))
    return msgspec.msgpack.encode(_Before(position, named, status, reason, score, words, key, identifiers, match_keys))


def machine_links(
    db: sqlite3.Connection, document: int, links: tuple[tuple[Link, ...], ...], *, as_named: bool = False
) -> tuple[tuple[Link, ...], ...]:
    """The links of a document as they were made; what persons said of them comes again with their reviews. `as_named`: by
    the keys they were made with, joins not followed."""
    made = [list(each) for each in links]
    for (body,) in db.execute(
        "SELECT r.before FROM review r JOIN statement s ON s.name = r.statement"
        " WHERE s.document = ? AND r.subject = 'link' AND r.withdrawn = 0 AND r.before IS NOT NULL ORDER BY r.id",
        (document,),
    ):
        before = decode(body, _Before)
        reason = REASONS[before.reason]
        words = before.words or REASON_WORDS.get(reason, "")
        key = _key_now(db, before, as_named)
        made[before.position][0] = Link(STATUSES[before.status], reason, words, article=key, score=before.score)
    return tuple(tuple(each) for each in made)


def _key_now(db: sqlite3.Connection, before: _Before, as_named: bool) -> str | None:
    """The key of the article that a link led to: that of the one it was joined to; its own where it is gone."""
    if before.article is None:
        return None
    found = _find_meant(db, before)
    if found is None:
        return before.key or None
    article = found[0] if as_named else found[1] or found[0]
    return str(db.execute("SELECT key FROM article WHERE id = ?", (article,)).fetchone()[0])


def _find_meant(db: sqlite3.Connection, before: _Before) -> tuple[int, int | None] | None:
    """The article that a link led to, and the one that was joined to; None where it is gone. Its key finds it, which one that
    went and came again has still."""
    column, value = ("key", before.key) if before.key else ("id", before.article)
    row = db.execute(f"SELECT id, joined_to FROM article WHERE {column} = ?", (value,)).fetchone()
    return None if row is None else (row[0], row[1])


def _follow_reviews(batch: Batch, document: int, position: int, reviews: list[Review]) -> None:
    """Let the link lead where those who reviewed it say; nowhere, where what they name is not in the index any more."""
    holds = link_verdict_of(reviews)
    target = batch.find(holds.cited) if holds is not None and holds.cited else None
    status = LinkStatus.LINKED if target else LinkStatus.UNLINKED
    reviewed = (STATUS_CODE[status], REASON_CODE[LinkReason.REVIEWED], None, None)
    _move_link(batch, document, position, (target.id if target else None, None, *reviewed))


def _move_link(
    batch: Batch, document: int, position: int, link: tuple[int | None, int | None, int, int, float | None, str | None]
) -> None:
    db = batch.db
    former = db.execute(
        "SELECT article FROM reference WHERE document = ? AND position = ? AND work = 0", (document, position)
    ).fetchone()[0]
    target = link[0]
    if former != target:
        works = references_of(db, document)[position].works
        if works and former is not None:
            batch.unvote(batch.get(former), ballot_of(works[0]))
        if works and target is not None:
            batch.vote(batch.get(target), ballot_of(works[0]))
    batch.forget()
    db.execute(
        "UPDATE reference SET article = ?, linked_as = ?, status = ?, reason = ?, score = ?, words = ?, runner_up = NULL"
        " WHERE document = ? AND position = ? AND work = 0",
        (*link, document, position),
    )
    ends = {article for article in (former, target) if article is not None}
    rewrite_about(db, document, ends)
    for article in ends:
        write_tally(db, article)
        batch.note(ARTICLE_CHANGED, article)
    batch.note(STATEMENTS_CHANGED, db.execute("SELECT article FROM document WHERE id = ?", (document,)).fetchone()[0])


def _undo_link(batch: Batch, number: int, document: int) -> None:
    """Let the link lead where the other reviewers say, else as the machine had it, to an article made anew where it is gone."""
    db = batch.db
    body = db.execute("SELECT before FROM review WHERE id = ?", (number,)).fetchone()[0]
    if body is None:
        return
    before = decode(body, _Before)
    others = [row.review for row in _on_link(db, document, before.position) if row.number != number]
    if others:
        _follow_reviews(batch, document, before.position, others)
        return
    article, status, named = before.article, before.status, None
    if before.key:
        target = batch.article_for(before.key, before.identifiers.split(), before.match_keys)
        article, named = target.id, batch.number_of(before.key) if target.key != before.key else None
    elif article is not None:
        found = _find_meant(db, before)
        article, named = (found[1] or found[0], found[0] if found[1] else None) if found is not None else (None, None)
        status = status if found is not None else STATUS_CODE[LinkStatus.UNLINKED]
    _move_link(batch, document, before.position, (article, named, status, before.reason, before.score, before.words))


def _withdraw_row(db: sqlite3.Connection, number: int, review: Review) -> None:
    body = encode(msgspec.structs.replace(review, withdrawn=True))
    db.execute("UPDATE review SET withdrawn = 1, statement = NULL, before = NULL, body = ? WHERE id = ?", (body, number))


def withdraw(batch: Batch, number: int) -> None:
    """Undo a review; see Store.withdraw_review."""
    db = batch.db
    row = db.execute("SELECT body, statement, withdrawn FROM review WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("review", str(number))
    body, name, withdrawn = row
    if withdrawn:
        return
    review = decode(body, Review)
    place = _statement(db, name)
    if place is not None and review.subject == "link":
        _undo_link(batch, number, place[1])
    _withdraw_row(db, number, review)
    if place is not None and review.subject == "stance":
        set_verdicts(batch, {place[0]: shown_verdict(db, place[0])}, touched=True)


def _statement(db: sqlite3.Connection, name: bytes | None) -> tuple[int, int] | None:
    row = db.execute("SELECT id, document FROM statement WHERE name = ?", (name,)).fetchone() if name else None
    return None if row is None else (row[0], row[1])


def _mentions(db: sqlite3.Connection, document: int) -> list[Mention]:
    first, count = db.execute("SELECT first_statement, statements FROM document WHERE id = ?", (document,)).fetchone()
    text = unpack_text(db.execute("SELECT body FROM document_text WHERE document = ?", (document,)).fetchone()[0])
    keys = dict(db.execute("SELECT position, key FROM reference WHERE document = ?", (document,)))
    found = []
    for name, position, packed in db.execute(
        "SELECT name, reference, spans FROM statement WHERE id >= ? AND id < ? ORDER BY id", (first, first + count)
    ):
        sentence = unpack_spans(packed).sentence
        reference = None if position is None else keys[position]
        found.append(Mention(name, id_of(name), reference or "", sentence.cut(text) if sentence else ""))
    return found


def reattach(batch: Batch, article: int, document: int) -> None:
    """Let the reviews of an article find their statements among those of its new active document."""
    db = batch.db
    key = batch.get(article).key
    waiting = []
    for number, body, owner in db.execute(
        "SELECT id, body, article FROM review WHERE article IN (?, 0) AND withdrawn = 0 AND statement IS NULL ORDER BY id",
        (article,),
    ).fetchall():
        review = decode(body, Review)
        if owner == article or review.article == key:
            waiting.append((number, review))
    if not waiting:
        return
    mentions = _mentions(db, document)
    for number, review in waiting:
        db.execute("UPDATE review SET article = ? WHERE id = ?", (article, number))
        try:
            _attach(batch, number, review, mentions, document)
        except NotFound:  # a link review whose article is gone stays orphaned
            db.execute("UPDATE review SET statement = NULL WHERE id = ?", (number,))


def give_back(batch: Batch, article: int, keys: Collection[str]) -> None:
    """When a join is undone: the reviews that were given on this article, which has these keys, go with it. Those that had
    found a statement of the other one meanwhile say nothing of that any more; `reattach` finds their own again."""
    db = batch.db
    for number, body, name in db.execute("SELECT id, body, statement FROM review").fetchall():
        review = decode(body, Review)
        if review.article not in keys:
            continue
        db.execute("UPDATE review SET article = ? WHERE id = ?", (article, number))
        place = _statement(db, name)
        if place is None or db.execute("SELECT article FROM document WHERE id = ?", (place[1],)).fetchone()[0] == article:
            continue
        if review.subject == "link":
            _undo_link(batch, number, place[1])
        db.execute("UPDATE review SET statement = NULL, before = NULL WHERE id = ?", (number,))
        if review.subject == "stance":
            set_verdicts(batch, {place[0]: shown_verdict(db, place[0])}, touched=True)
        batch.forget()


def read(db: sqlite3.Connection, *, statement: bytes | None, orphaned: bool | None) -> tuple[ReviewRow, ...]:
    """Reviews that stand; see Store.reviews."""
    where = "withdrawn = 0"
    values: tuple[object, ...] = ()
    if statement is not None:
        where, values = where + " AND statement = ?", (statement,)
    if orphaned is not None:
        where += " AND statement IS NULL" if orphaned else " AND statement IS NOT NULL"
    return tuple(
        ReviewRow(number, decode(body, Review), id_of(name) if name else None)
        for number, body, name in db.execute(f"SELECT id, body, statement FROM review WHERE {where} ORDER BY id", values)
    )
