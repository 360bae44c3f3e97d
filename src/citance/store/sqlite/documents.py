"""Reading documents back: their forms, their bodies, their links."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from citance.errors import NotFound
from citance.model import ArticleRecord, Document, Link, Problem, ProblemKind, Reference
from citance.model.codec import decode
from citance.store.codes import REASON_WORDS, REASONS, STATUSES
from citance.store.packing import PackedStatement, Visibility, decompress, unpack_document, unpack_references
from citance.store.sqlite.selecting import select_in
from citance.store.values import DocumentInfo, FileState, MadeBy, ProblemRow, SourceFile

_INFO = (
    "SELECT d.id, a.key, d.name, d.digest, s.name, d.size, d.format, d.active, d.visibility, r.name, f.name, c.name, l.name,"
    " d.date, d.licence, d.at, d.bibliography, d.statements, d.problems"
    " FROM document d JOIN article a ON a.id = d.article JOIN source s ON s.id = d.source"
    " JOIN maker r ON r.id = d.reader JOIN maker f ON f.id = d.finder JOIN maker c ON c.id = d.cutter"
    " JOIN maker l ON l.id = d.linker"
)


def _info(row: tuple[object, ...]) -> DocumentInfo:
    (
        number, article, name, digest, source, size, format, active, visibility, reader, finder, cutter, linker,
        date, licence, at, references, statements, problems,
    ) = row  # fmt: skip
    return DocumentInfo(
        number=number,  # type: ignore[arg-type]
        article=article,  # type: ignore[arg-type]
        file=SourceFile(name, digest.hex(), source, size),  # type: ignore[arg-type,attr-defined]
        format=format,  # type: ignore[arg-type]
        active=bool(active),
        visibility=Visibility(str(visibility)),
        made_by=MadeBy(reader, finder, cutter, linker),  # type: ignore[arg-type]
        date=date,  # type: ignore[arg-type]
        licence=licence,  # type: ignore[arg-type]
        at=at,  # type: ignore[arg-type]
        references=references,  # type: ignore[arg-type]
        statements=statements,  # type: ignore[arg-type]
        problems=problems,  # type: ignore[arg-type]
    )


def of_article(db: sqlite3.Connection, article: int) -> Iterator[DocumentInfo]:
    """The forms of one article, the active one first."""
    for row in db.execute(f"{_INFO} WHERE d.article = ? ORDER BY d.active DESC, d.id", (article,)).fetchall():
        yield _info(row)


def all_documents(db: sqlite3.Connection) -> Iterator[DocumentInfo]:
    """All documents, oldest first, some at a time."""
    last = 0
    while rows := db.execute(f"{_INFO} WHERE d.id > ? ORDER BY d.id LIMIT 500", (last,)).fetchall():
        for row in rows:
            yield _info(row)
        last = rows[-1][0]


def read_last(db: sqlite3.Connection, limit: int) -> tuple[str, ...]:
    """See Store.read_last."""
    rows = db.execute(
        "SELECT a.key FROM document d CROSS JOIN article a ON a.id = d.article WHERE d.active = 1 ORDER BY d.id DESC LIMIT ?",
        (limit,),
    )
    return tuple(key for (key,) in rows)


def info(db: sqlite3.Connection, number: int) -> DocumentInfo:
    """One document without its text."""
    row = db.execute(f"{_INFO} WHERE d.id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("document", str(number))
    return _info(row)


def body(db: sqlite3.Connection, table: str, number: int) -> bytes:
    """One stored body of a document: text, layout, bibliography or front."""
    row = db.execute(f"SELECT body FROM document_{table} WHERE document = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("document", str(number))
    return bytes(row[0])


def read_document(db: sqlite3.Connection, number: int) -> Document:
    """The stored document, whole."""
    return unpack_document(*(body(db, table, number) for table in ("text", "layout", "bibliography")))


def read_front(db: sqlite3.Connection, number: int) -> ArticleRecord:
    """The front matter of a document."""
    return decode(decompress(body(db, "front", number)), ArticleRecord)


def read_links(db: sqlite3.Connection, number: int, *, as_named: bool = False) -> tuple[tuple[Link, ...], ...]:
    """The links of a document, for each reference and work. Rows without a work (notes) give an empty tuple. `as_named`: by
    the keys they were made with, joins not followed."""
    links: list[list[Link]] = []
    notes: set[int] = set()
    works = [len(reference.works) for reference in references_of(db, number)]
    for position, status, reason, score, words, key, runner_up in db.execute(
        "SELECT r.position, r.status, r.reason, r.score, r.words, a.key, b.key FROM reference r"
        f" LEFT JOIN article a ON a.id = {'coalesce(r.linked_as, r.article)' if as_named else 'r.article'}"
        " LEFT JOIN article b ON b.id = r.runner_up"
        " WHERE r.document = ? ORDER BY r.position, r.work",
        (number,),
    ):
        while len(links) <= position:
            links.append([])
        if position < len(works) and works[position]:
            links[position].append(
                Link(
                    STATUSES[status],
                    REASONS[reason],
                    words or REASON_WORDS.get(REASONS[reason], ""),
                    article=key,
                    score=score,
                    runner_up=runner_up,
                )
            )
        else:
            notes.add(position)
    return tuple(tuple(each) for each in links)


def references_of(db: sqlite3.Connection, number: int) -> tuple[Reference, ...]:
    """The references of a document, read into fields."""
    row = db.execute("SELECT body FROM document_bibliography WHERE document = ?", (number,)).fetchone()
    return unpack_references(row[0])


def statement_rows(db: sqlite3.Connection, number: int) -> tuple[PackedStatement, ...]:
    """The statements of an active document, as packed."""
    first, count = db.execute("SELECT first_statement, statements FROM document WHERE id = ?", (number,)).fetchone()
    return tuple(
        PackedStatement(reference, mention, kind, style, place, section, bool(own), spans, heading, language)
        for reference, mention, kind, style, place, section, own, spans, heading, language in db.execute(
            "SELECT s.reference, s.mention, s.kind, s.style, s.place, s.section, s.self_citation, s.spans, h.words, s.language"
            " FROM statement s JOIN heading h ON h.id = s.heading WHERE s.id >= ? AND s.id < ? ORDER BY s.id",
            (first, first + count),
        )
    )


def problems(db: sqlite3.Connection, article: int | None) -> Iterator[ProblemRow]:
    """Problems in the order of ingest: of one article's documents, or all."""
    chosen = "" if article is None else "WHERE d.article = ?"
    values = () if article is None else (article,)
    rows = db.execute(
        "SELECT p.kind, p.words, p.place, d.id, a.key, d.name, d.digest, s.name, d.size, d.at FROM problem p"
        " JOIN document d ON d.id = p.document JOIN article a ON a.id = d.article JOIN source s ON s.id = d.source"
        f" {chosen} ORDER BY d.id, p.linking, p.id",
        values,
    ).fetchall()
    for kind, words, place, number, key, name, digest, source, size, _ in rows:
        yield ProblemRow(SourceFile(name, digest.hex(), source, size), Problem(ProblemKind(kind), words, place), number, key)
    if article is not None:
        return
    for kind, words, place, name, digest, source, size in db.execute(
        "SELECT p.kind, p.words, p.place, u.name, u.digest, s.name, u.size FROM problem p"
        " JOIN unreadable u ON u.id = p.unreadable JOIN source s ON s.id = u.source ORDER BY u.id, p.id"
    ).fetchall():
        yield ProblemRow(SourceFile(name, digest.hex(), source, size), Problem(ProblemKind(kind), words, place))


def known_files(db: sqlite3.Connection, digests: Collection[str]) -> dict[str, FileState]:
    """Which of these bytes were seen before. A file that took too long to read is as good as new."""
    raw = [bytes.fromhex(digest) for digest in digests]
    known = {row[0]: FileState.REMOVED for row in select_in(db, "SELECT name FROM tombstone_name WHERE name IN ({})", digests)}
    in_time = f"NOT EXISTS (SELECT 1 FROM problem WHERE unreadable = unreadable.id AND kind = '{ProblemKind.TIMEOUT}')"
    for row in select_in(db, f"SELECT digest FROM unreadable WHERE digest IN ({{}}) AND {in_time}", raw):
        known[row[0].hex()] = FileState.UNREADABLE
    for row in select_in(db, "SELECT digest FROM document WHERE digest IN ({})", raw):
        known[row[0].hex()] = FileState.STORED
    return known


def article_of_file(db: sqlite3.Connection, digest: str) -> str | None:
    """The key of the article that these bytes gave a document of."""
    found = db.execute(
        "SELECT a.key FROM document d JOIN article a ON a.id = d.article WHERE d.digest = ?", (bytes.fromhex(digest),)
    ).fetchone()
    return None if found is None else str(found[0])
