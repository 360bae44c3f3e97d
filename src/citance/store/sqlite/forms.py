"""Which form of an article is the active one; the others are kept dormant, for the day they are."""

from __future__ import annotations

import sqlite3

import msgspec

from citance.model.codec import decode, encode
from citance.store import forms
from citance.store.packing import compress, decompress
from citance.store.sqlite.activating import activate, keys_of, undo
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.changes import ARTICLE_CHANGED, STATEMENTS_CHANGED
from citance.store.sqlite.entries import read_entry
from citance.store.sqlite.keeping import KeptClassifications
from citance.store.sqlite.reviews import reattach
from citance.store.values import Entry


def choose_form(batch: Batch, article: int, kept: KeptClassifications | None = None) -> None:
    """See to it that the best form of an article is its active one, and no other. One that becomes active has what was said
    of the same words in those that were, and what else is `kept`."""
    batch.forget()
    db = batch.db
    rows = db.execute("SELECT id, active FROM document WHERE article = ?", (article,)).fetchall()
    ids = [id for id, _ in rows]
    best = ids[0] if len(ids) == 1 else max(ids, key=lambda id: rank_of(db, id), default=None)
    kept = kept or KeptClassifications()
    for id, active in rows:
        if active and id != best:
            former = retire(batch, id)
            kept = KeptClassifications(kept.classifications | former.classifications, kept.waiting | former.waiting)
    batch.forget()
    active = next((id for id, active in rows if active and id == best), None)
    if best is not None and active is None:
        wake(batch, best, kept)
        batch.forget()
    elif active is not None:
        reattach(batch, article, active)
        batch.forget()
    db.execute("UPDATE document SET active = 1 WHERE id = ?", (best,))
    db.execute("UPDATE article SET document = ? WHERE id = ?", (best, article))
    batch.note(STATEMENTS_CHANGED, article)
    batch.note(ARTICLE_CHANGED, article)


def rank_of(db: sqlite3.Connection, number: int) -> tuple[bool, int, int, str, int]:
    """What a stored document is compared by with the other forms of its article; see forms.rank."""
    format, date, active, statements = db.execute(
        "SELECT format, date, active, statements FROM document WHERE id = ?", (number,)
    ).fetchone()
    if not active:
        row = db.execute("SELECT body FROM document_dormant WHERE document = ?", (number,)).fetchone()
        statements = len(decode(decompress(row[0]), Entry).packed.statements) if row is not None else 0
    return forms.rank(format, date, number, statements)


def outranks(db: sqlite3.Connection, number: int, statements: int, former: int) -> bool:
    """Whether a document just written, with so many statements, is a better form than the active one."""
    ranks = {
        id: forms.rank(format, date, id, statements if id == number else count)
        for id, format, date, count in db.execute(
            "SELECT id, format, date, statements FROM document WHERE id IN (?, ?)", (number, former)
        )
    }
    return ranks[number] > ranks[former]


def retire(batch: Batch, number: int) -> KeptClassifications:
    """Take back all that a document's references and statements counted for, and keep it as a dormant form."""
    batch.flush()  # its article may have come in this very batch
    entry = read_entry(batch.db, number, as_named=True)
    kept = undo(batch, number)
    make_dormant(batch, number, entry)
    return kept


def make_dormant(batch: Batch, number: int, entry: Entry) -> None:
    """Keep the derived part of an entry as it came, without its bodies, for the day it becomes active."""
    packed = msgspec.structs.replace(entry.packed, text=b"", layout=b"", bibliography=b"", front=b"")
    body = compress(encode(msgspec.structs.replace(entry, packed=packed)))
    batch.db.execute("DELETE FROM document_dormant WHERE document = ?", (number,))
    batch.db.execute("INSERT INTO document_dormant (document, body) VALUES (?, ?)", (number, body))


def wake(batch: Batch, number: int, kept: KeptClassifications) -> None:
    """Make a dormant form the active one; `kept` of the form that was, where there was one."""
    row = batch.db.execute("SELECT body FROM document_dormant WHERE document = ?", (number,)).fetchone()
    entry = decode(decompress(row[0]), Entry)
    batch.db.execute("DELETE FROM document_dormant WHERE document = ?", (number,))
    article = batch.db.execute("SELECT article FROM document WHERE id = ?", (number,)).fetchone()[0]
    batch.load(keys_of(entry))
    activate(batch, batch.get(article), number, entry, kept)
