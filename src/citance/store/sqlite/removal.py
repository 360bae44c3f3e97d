"""Taking articles and sources out, and remembering that they are to stay out."""

from __future__ import annotations

import sqlite3

from citance.errors import NotFound
from citance.store.sqlite.activating import undo
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.documents import read_front
from citance.store.sqlite.forms import choose_form
from citance.store.sqlite.meta import next_id, set_meta
from citance.store.values import Tombstone


def remove_article(batch: Batch, key: str, why: str, at: str) -> Tombstone:
    """Take out all documents of an article; see Store.remove."""
    article = batch.find(key)
    if article is None:
        raise NotFound("article", key)
    batch.forget()
    documents = [row[0] for row in batch.db.execute("SELECT id FROM document WHERE article = ?", (article.id,))]
    return _remove_documents(batch, article.id, documents, why, at)


def remove_source(batch: Batch, source: str, why: str, at: str) -> tuple[Tombstone, ...]:
    """Take out all documents that came from a source; see Store.remove_source."""
    db = batch.db
    by_article: dict[int, list[int]] = {}
    for id, article in db.execute(
        "SELECT d.id, d.article FROM document d JOIN source s ON s.id = d.source WHERE s.name = ? OR d.name = ? ORDER BY d.id",
        (source, source),
    ):
        by_article.setdefault(article, []).append(id)
    unreadable = [
        row[0]
        for row in db.execute(
            "SELECT u.id FROM unreadable u JOIN source s ON s.id = u.source WHERE s.name = ? OR u.name = ?", (source, source)
        )
    ]
    if not by_article and not unreadable:
        raise NotFound("source", source)
    for id in unreadable:
        db.execute("DELETE FROM problem WHERE unreadable = ?", (id,))
        db.execute("DELETE FROM unreadable WHERE id = ?", (id,))
    return tuple(_remove_documents(batch, article, documents, why, at) for article, documents in by_article.items())


def _remove_documents(batch: Batch, article: int, documents: list[int], why: str, at: str) -> Tombstone:
    db = batch.db
    key, held = db.execute("SELECT key, identifiers FROM article WHERE id = ?", (article,)).fetchone()
    names: set[str] = set(held.split())
    digests = []
    for number in documents:
        digest, active = db.execute("SELECT digest, active FROM document WHERE id = ?", (number,)).fetchone()
        digests.append(digest.hex())
        names.update(read_front(db, number).identifiers.spelled)
        if active:
            undo(batch, number)
        for table in ("text", "layout", "bibliography", "front", "facets", "dormant"):
            db.execute(f"DELETE FROM document_{table} WHERE document = ?", (number,))
        db.execute("DELETE FROM problem WHERE document = ?", (number,))
        db.execute("DELETE FROM document WHERE id = ?", (number,))
    remaining = db.execute("SELECT 1 FROM document WHERE article = ?", (article,)).fetchone()
    if remaining:
        names = set()  # its other forms are welcome; only these bytes are not
        choose_form(batch, article)
    batch._emptied.add(article)
    identifiers = tuple(sorted(names))
    number = next_id(db, "tombstone")
    set_meta(db, "next_tombstone", number + 1)
    db.execute(
        "INSERT INTO tombstone (id, article, digests, identifiers, why, at) VALUES (?, ?, ?, ?, ?, ?)",
        (number, key, " ".join(digests), " ".join(identifiers), why, at),
    )
    db.executemany(
        "INSERT INTO tombstone_name (name, tombstone) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(name, number) for name in (*digests, *identifiers)],
    )
    return Tombstone(number, key, tuple(digests), identifiers, why, at)


def lift(db: sqlite3.Connection, number: int) -> None:
    """Let what was removed be ingested again."""
    if not db.execute("DELETE FROM tombstone WHERE id = ?", (number,)).rowcount:
        raise NotFound("removal", str(number))
    db.execute("DELETE FROM tombstone_name WHERE tombstone = ?", (number,))


def read(db: sqlite3.Connection) -> tuple[Tombstone, ...]:
    """All that was removed, oldest first."""
    return tuple(
        Tombstone(number, article, tuple(digests.split()), tuple(identifiers.split()), why, at)
        for number, article, digests, identifiers, why, at in db.execute(
            "SELECT id, article, digests, identifiers, why, at FROM tombstone ORDER BY id"
        )
    )
