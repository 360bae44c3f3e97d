"""What is kept of classifications while the statements of a document are made anew."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from typing import Any

import msgspec

from citance.store.packing import unpack_spans, unpack_text
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.judging import set_verdicts


class KeptClassifications(msgspec.Struct):
    """What is kept of statements whose document is made anew: classifications by name, with a digest of the words; and which
    of these wait to be classified again."""

    classifications: dict[bytes, tuple[bytes, list[tuple[Any, ...]]]] = {}
    waiting: set[bytes] = set()


def keep_classifications(db: sqlite3.Connection, document: int) -> KeptClassifications:
    """The classifications of a document's statements, by name, with a digest of the words they judged."""
    first, count = db.execute("SELECT first_statement, statements FROM document WHERE id = ?", (document,)).fetchone()
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for statement, *said in db.execute(
        "SELECT statement, number, run, verdict, scores, because, reason FROM classification"
        " WHERE statement >= ? AND statement < ? ORDER BY statement, number",
        (first, first + count),
    ):
        rows.setdefault(statement, []).append(tuple(said))
    kept = KeptClassifications({})
    if rows:
        waiting = {
            row[0]
            for row in db.execute("SELECT statement FROM waiting WHERE statement >= ? AND statement < ?", (first, first + count))
        }
        for id, name, digest in _digests(db, document, first, count):
            if id in rows:
                kept.classifications[name] = (digest, rows[id])
                if id in waiting:
                    kept.waiting.add(name)
    return kept


def restore_classifications(batch: Batch, document: int, kept: KeptClassifications) -> None:
    """Give statements of the same name and the same words back what was said of them."""
    db = batch.db
    first, count = db.execute("SELECT first_statement, statements FROM document WHERE id = ?", (document,)).fetchone()
    holds: dict[int, int] = {}
    for id, name, digest in _digests(db, document, first, count):
        former = kept.classifications.get(name)
        if former is None or former[0] != digest:
            continue
        db.executemany(
            "INSERT INTO classification (statement, number, run, verdict, scores, because, reason) VALUES (?,?,?,?,?,?,?)",
            [(id, *row) for row in former[1]],
        )
        if name not in kept.waiting:
            db.execute("DELETE FROM waiting WHERE statement = ?", (id,))
        holds[id] = former[1][-1][2]
    set_verdicts(batch, holds)


def _digests(db: sqlite3.Connection, document: int, first: int, count: int) -> list[tuple[int, bytes, bytes]]:
    text = unpack_text(db.execute("SELECT body FROM document_text WHERE document = ?", (document,)).fetchone()[0])
    found = []
    for id, name, packed in db.execute(
        "SELECT id, name, spans FROM statement WHERE id >= ? AND id < ? ORDER BY id", (first, first + count)
    ):
        spans = unpack_spans(packed)
        parts = [span.cut(text) if span else "" for span in (spans.before, spans.sentence, spans.after, spans.marker)]
        found.append((id, name, blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()))
    return found
