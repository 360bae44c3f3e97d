"""A stored document as an entry again: what it was when it was put, linked as it is now."""

from __future__ import annotations

import sqlite3

import msgspec

from citance.model import Link, Problem, ProblemKind
from citance.model.codec import decode
from citance.store.articles import sorted_names
from citance.store.codes import RELATIONS
from citance.store.packing import PackedDocument, PackedReference, PackedWork, decompress
from citance.store.sqlite.documents import body, info, read_front, read_links, references_of, statement_rows
from citance.store.sqlite.reviews import machine_links
from citance.store.values import DocumentInfo, Entry, Relation
from citance.store.votes import ballot_of


def read_entry(db: sqlite3.Connection, number: int, *, as_named: bool = False) -> Entry:
    """A stored document as an entry; see Store.entry. `as_named`: its links and relations by the keys they were made with, so
    that they can be parted again when it is made active after a join was undone."""
    found = info(db, number)
    if not found.active:
        return _read_dormant(db, found)
    front = read_front(db, number)
    links = machine_links(db, number, read_links(db, number, as_named=as_named), as_named=as_named)
    reading, linking = _read_problems(db, number)
    packed = PackedDocument(
        key=found.article,
        identifiers=front.identifiers.spelled,
        match_keys=(),
        format=found.format,
        front=body(db, "front", number),
        text=body(db, "text", number),
        layout=body(db, "layout", number),
        bibliography=body(db, "bibliography", number),
        references=_pack_references(db, number, links),
        statements=statement_rows(db, number),
        year=front.year,
        journal=front.journal.title,
        date=found.date,
        licence=found.licence,
        problems=reading,
    )
    return Entry(
        file=found.file,
        packed=packed,
        article=found.article,
        links=links,
        made_by=found.made_by,
        relations=_read_relations(db, number, as_named=as_named),
        problems=linking,
        visibility=found.visibility,
        at=found.at,
    )


def _read_dormant(db: sqlite3.Connection, found: DocumentInfo) -> Entry:
    number = found.number
    dormant = decode(decompress(body(db, "dormant", number)), Entry)
    bodies = {name: body(db, name, number) for name in ("front", "text", "layout", "bibliography")}
    packed = msgspec.structs.replace(dormant.packed, **bodies)
    return msgspec.structs.replace(dormant, packed=packed, article=found.article, visibility=found.visibility, joins=())


def _pack_references(db: sqlite3.Connection, number: int, links: tuple[tuple[Link, ...], ...]) -> tuple[PackedReference, ...]:
    """The references of a document with the keys they were stored under; their works go by the articles they lead to."""
    keys = dict(db.execute("SELECT position, key FROM reference WHERE document = ?", (number,)))
    return tuple(
        PackedReference(
            keys.get(position, reference.key),
            tuple(
                PackedWork(
                    (links[position][place].article or "") if position < len(links) and place < len(links[position]) else "",
                    work.identifiers.spelled,
                    (),
                    ballot_of(work),
                )
                for place, work in enumerate(reference.works)
            ),
        )
        for position, reference in enumerate(references_of(db, number))
    )


def _read_problems(db: sqlite3.Connection, number: int) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What spoiled items of a document when it was read, and when it was linked."""
    problems: tuple[list[Problem], list[Problem]] = [], []
    for linking, kind, words, place in db.execute(
        "SELECT linking, kind, words, place FROM problem WHERE document = ? ORDER BY id", (number,)
    ):
        problems[linking].append(Problem(ProblemKind(kind), words, place))
    return tuple(problems[0]), tuple(problems[1])


def _read_relations(db: sqlite3.Connection, number: int, *, as_named: bool) -> tuple[Relation, ...]:
    other = "r.named WHERE r.document = ?" if as_named else "r.other WHERE r.document = ? AND r.other <> r.article"
    return tuple(
        Relation(RELATIONS[kind], key, sorted_names(identifiers.split()), printed)
        for kind, key, identifiers, printed in db.execute(
            f"SELECT r.kind, a.key, a.identifiers, r.printed FROM relation r JOIN article a ON a.id = {other}"
            " ORDER BY r.kind, a.key",
            (number,),
        )
    )
