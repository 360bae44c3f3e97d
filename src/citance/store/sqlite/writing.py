"""Putting documents: one batch, one transaction; rows of references and statements are written in bulk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from citance.model import Problem
from citance.store.facets import facets_of
from citance.store.sqlite.activating import activate, keys_of
from citance.store.sqlite.batch import Batch, Touched
from citance.store.sqlite.forms import make_dormant, outranks, retire
from citance.store.sqlite.joining import join_articles
from citance.store.sqlite.keeping import KeptClassifications
from citance.store.sqlite.selecting import select_in
from citance.store.values import Entry, Outcome, Stored, UnreadableFile


def put(batch: Batch, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile]) -> list[Stored]:
    """Store the entries; see Store.put."""
    db = batch.db
    digests = {bytes.fromhex(entry.file.digest) for entry in entries}
    known: dict[bytes, tuple[int, int]] = {
        digest: (number, article)
        for digest, number, article in select_in(db, "SELECT digest, id, article FROM document WHERE digest IN ({})", digests)
    }
    outcomes = []
    for entry in entries:
        batch.load(keys_of(entry))
        batch.ask_holders(_names_of(entry))
        outcomes.append(_put_one(batch, entry, known))
        batch.settle()
    for file in unreadable:
        _put_unreadable(batch, file)
    return outcomes


def _names_of(entry: Entry) -> set[str]:
    names = {name for reference in entry.packed.references for work in reference.works for name in work.identifiers}
    names.update(entry.packed.identifiers)
    return names


def _put_one(batch: Batch, entry: Entry, known: dict[bytes, tuple[int, int]]) -> Stored:
    digest = bytes.fromhex(entry.file.digest)
    if digest in known:
        number, article = known[digest]
        return Stored(Outcome.UNCHANGED, batch.get(article).key, number)
    if batch.has_any("tombstone") and is_removed(batch.db, (entry.file.digest, *entry.packed.identifiers)):
        return Stored(Outcome.REMOVED)
    number = insert_document(batch, entry)
    for join in entry.joins:
        enter_survivor(batch, entry, join.survivor)
        join_articles(batch, join, entry.at, number)
    citing = batch.article_for(entry.article, entry.packed.identifiers, entry.packed.match_keys)
    batch.db.execute("UPDATE document SET article = ?, named_as = ? WHERE id = ?", (citing.id, named_as(batch, citing), number))
    if batch.has_any("given_visibility"):  # what a person said of the article holds for every form of it
        said = batch.db.execute("SELECT visibility FROM given_visibility WHERE key = ?", (citing.key,)).fetchone()
        if said is not None:
            batch.db.execute("UPDATE document SET visibility = ? WHERE id = ?", (said[0], number))
    known[digest] = (number, citing.id)
    if batch.has_any("unreadable"):
        batch.db.execute("DELETE FROM problem WHERE unreadable IN (SELECT id FROM unreadable WHERE digest = ?)", (digest,))
        batch.db.execute("DELETE FROM unreadable WHERE digest = ?", (digest,))
    former = citing.document
    if former is not None and not outranks(batch.db, number, len(entry.packed.statements), former):
        make_dormant(batch, number, entry)
        return Stored(Outcome.INACTIVE, citing.key, number)
    kept = KeptClassifications()
    if former is not None:
        kept = retire(batch, former)
        citing = batch.get(citing.id)
    activate(batch, citing, number, entry, kept)
    return Stored(Outcome.ADDED if former is None else Outcome.REPLACED, citing.key, number)


def enter_survivor(batch: Batch, entry: Entry, key: str) -> None:
    """Make the article that another is to be joined to, where it is this very entry that brings it."""
    if batch.find(key) is not None:
        return
    if key == entry.article:
        batch.create(key, entry.packed.match_keys)
        return
    for reference, links in zip(entry.packed.references, entry.links, strict=False):
        for work, link in zip(reference.works, links, strict=False):
            if link.article == key:
                batch.create(key, work.match_keys)
                return


def named_as(batch: Batch, article: Touched) -> str:
    """The key that the ids of an article's statements are made from: the one it had when it first had a document."""
    row = batch.db.execute(
        "SELECT named_as FROM document WHERE article = ? AND named_as <> '' ORDER BY id LIMIT 1", (article.id,)
    ).fetchone()
    return str(row[0]) if row else article.key


def insert_document(batch: Batch, entry: Entry) -> int:
    """Write the given part of an entry; the document's number. Its article is not known yet."""
    db, interning, packed, made = batch.db, batch.interning, entry.packed, entry.made_by
    number = batch.take_numbers("document", 1)
    row = (
        number,
        0,
        0,
        bytes.fromhex(entry.file.digest),
        entry.file.name,
        interning.source.number(db, entry.file.source),
        entry.file.size,
        packed.format,
        str(entry.visibility),
        packed.date,
        packed.year or 0,
        interning.journal.number(db, packed.journal),
        packed.licence,
        "",
        interning.maker(db, "reader", made.reader),
        interning.maker(db, "finder", made.finder),
        interning.maker(db, "cutter", made.cutter),
        interning.maker(db, "linker", made.linker),
        entry.at,
        0,
        0,
        len(packed.references),
        0,
    )
    db.execute(f"INSERT INTO document VALUES ({','.join('?' * len(row))})", row)
    for table, body in (
        ("text", packed.text),
        ("layout", packed.layout),
        ("bibliography", packed.bibliography),
        ("front", packed.front),
    ):
        db.execute(f"INSERT INTO document_{table} (document, body) VALUES (?, ?)", (number, body))
    article_type, title, authors = facets_of(packed.record)
    facets = (number, article_type, title, "\n".join(authors), packed.study)
    db.execute("INSERT INTO document_facets VALUES (?, ?, ?, ?, ?)", facets)
    insert_problems(db, number, packed.problems, linking=False)
    insert_problems(db, number, entry.problems, linking=True)
    return number


def insert_problems(db: sqlite3.Connection, number: int, problems: Sequence[Problem], *, linking: bool) -> None:
    """Record problems of a document."""
    if problems:
        db.executemany(
            "INSERT INTO problem (document, linking, kind, words, place) VALUES (?, ?, ?, ?, ?)",
            [(number, int(linking), str(p.kind), p.words, p.where) for p in problems],
        )
        db.execute("UPDATE document SET problems = problems + ? WHERE id = ?", (len(problems), number))


def _put_unreadable(batch: Batch, file: UnreadableFile) -> None:
    db, digest = batch.db, bytes.fromhex(file.file.digest)
    known = db.execute("SELECT id FROM unreadable WHERE digest = ?", (digest,)).fetchone()
    if known is not None:
        number = known[0]
        db.execute("DELETE FROM problem WHERE unreadable = ?", (number,))
    else:
        batch.forget_any()
        number = db.execute(
            "INSERT INTO unreadable (digest, name, source, size, at) VALUES (?, ?, ?, ?, ?)",
            (digest, file.file.name, batch.interning.source.number(db, file.file.source), file.file.size, file.at),
        ).lastrowid
    db.executemany(
        "INSERT INTO problem (unreadable, linking, kind, words, place) VALUES (?, 0, ?, ?, ?)",
        [(number, str(p.kind), p.words, p.where) for p in file.problems],
    )


def is_removed(db: sqlite3.Connection, names: Iterable[str]) -> bool:
    """Whether a tombstone has any of these digests or identifiers."""
    return next(select_in(db, "SELECT 1 FROM tombstone_name WHERE name IN ({})", names), None) is not None
