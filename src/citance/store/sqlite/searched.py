"""Reading what the search index keeps: few columns of many rows, straight into the rows it takes.

An ingest reads everything it stores once more this way, so this is a hot path: no articles or statements are built, every text
is unfolded once, and a sentence with several citations is cut once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from typing import Any

from citance.model import ArticleRecord, RelationKind, Tally
from citance.model.codec import decode
from citance.model.keys import write_name
from citance.store.articles import TURNED
from citance.store.codes import RELATIONS, SECTIONS, VERDICTS
from citance.store.facets import journal_of
from citance.store.packing import Visibility, decompress, group_of, sentence_of, unpack_text
from citance.store.sqlite.ballots import Ballots
from citance.store.sqlite.counting import TALLY
from citance.store.sqlite.narrowing import sure_between
from citance.store.sqlite.selecting import select_in
from citance.store.values import ArticleToSearch, CitingDocument, InJournal, StatementToSearch
from citance.store.votes import elected, names_in

_ARTICLE = (
    "SELECT a.id, a.key, a.votes, a.single_vote, a.document, d.visibility, f.body, c.study,"
    " (SELECT group_concat(r.kind) FROM relation r WHERE r.article = a.id AND r.other <> a.id),"
    " (SELECT group_concat(r.kind) FROM relation r WHERE r.other = a.id AND r.article <> a.id),"
    f" {', '.join('a.' + name for name in TALLY)} FROM article a LEFT JOIN document d ON d.id = a.document"
    " LEFT JOIN document_front f ON f.document = a.document LEFT JOIN document_facets c ON c.document = a.document"
    " WHERE a.joined_to IS NULL"
)
_AT_ONCE = 1000


def articles(db: sqlite3.Connection, keys: Collection[str]) -> Iterator[ArticleToSearch]:
    """See Store.articles_to_search."""
    ballots = Ballots(db)
    return (_article(row, ballots) for row in select_in(db, f"{_ARTICLE} AND a.key IN ({{}})", keys))


def every_article(db: sqlite3.Connection) -> Iterator[ArticleToSearch]:
    """All articles, oldest first, some at a time."""
    last = 0
    ballots = Ballots(db)
    while rows := db.execute(f"{_ARTICLE} AND a.id > ? ORDER BY a.id LIMIT {_AT_ONCE}", (last,)).fetchall():
        for row in rows:
            yield _article(row, ballots)
        last = rows[-1][0]


def _article(row: tuple[Any, ...], ballots: Ballots) -> ArticleToSearch:
    _, key, votes, single_vote, document, visible, front, study, own, others, *counts = row
    tally = Tally(*counts)
    visibility = Visibility.OPEN if visible is None else Visibility(visible)
    if front is None:
        ballot = ballots.at(single_vote) if single_vote else None
        title, authors, journal, year, *_ = ballot or elected(votes)
        held = document is not None
        return ArticleToSearch(
            key,
            title,
            "",
            names_in(authors),
            journal,
            int(year) if year else None,
            tally,
            held,
            "",
            visibility,
            None,
            study,
            _kinds(own, others),
        )
    record = decode(decompress(front), ArticleRecord)
    return ArticleToSearch(
        key,
        f"{record.title} {record.subtitle}".strip(),
        record.abstract,
        tuple(author.name for author in record.authors),
        journal_of(record),
        record.year,
        tally,
        True,
        record.article_type or "",
        visibility,
        record.language,
        study,
        _kinds(own, others),
    )


def _kinds(own: str | None, others: str | None) -> tuple[RelationKind, ...]:
    """What an article says of others, and others of it, the other way round; mostly nothing."""
    if own is None and others is None:
        return ()
    found = {RELATIONS[int(code)] for code in (own or "").split(",") if code}
    turned = (TURNED.get(RELATIONS[int(code)]) for code in (others or "").split(",") if code)
    return tuple(sorted(found.union(kind for kind in turned if kind is not None)))


def in_journals(db: sqlite3.Connection) -> Iterator[InJournal]:
    """See Store.in_journals. Of the many that only references tell of, nothing but the journal and the year is read."""
    counts = ", ".join(f"a.{name}" for name in TALLY)
    known = db.execute(
        f"SELECT a.key, d.visibility, f.body, {counts} FROM article a JOIN document d ON d.id = a.document"
        " JOIN document_front f ON f.document = d.id WHERE a.joined_to IS NULL ORDER BY a.id"
    )
    for key, visibility, front, *tally in known:
        record = decode(decompress(front), ArticleRecord)
        journal = record.journal
        if journal.title or journal.issns:
            abbreviation = journal.abbreviation or ""
            yield InJournal(key, journal.title, journal.issns, record.year, Tally(*tally), Visibility(visibility), abbreviation)
    ballots = Ballots(db)
    question = (
        f"SELECT a.id, a.key, a.votes, a.single_vote, {counts} FROM article a"
        f" WHERE a.id > ? AND a.document IS NULL AND a.joined_to IS NULL ORDER BY a.id LIMIT {_AT_ONCE}"
    )
    last = 0
    while rows := db.execute(question, (last,)).fetchall():
        last = rows[-1][0]
        for _, key, votes, single_vote, *tally in rows:
            ballot = ballots.at(single_vote) if single_vote else None
            _, _, title, year, *_ = ballot or elected(votes)
            if title:
                yield InJournal(key, title, (), int(year) if year else None, Tally(*tally), None)


def statements(db: sqlite3.Connection, keys: Collection[str]) -> Iterator[tuple[str, list[StatementToSearch]]]:
    """See Store.statements_to_search."""
    found = select_in(
        db,
        "SELECT a.key, d.id, d.first_statement, d.statements, d.year, d.visibility, t.body, f.journal, f.article_type, f.authors,"
        " f.study FROM article a JOIN document d ON d.id = a.document JOIN document_text t ON t.document = d.id"
        " JOIN document_facets f ON f.document = d.id WHERE a.joined_to IS NULL AND a.key IN ({})",
        keys,
    )
    for key, document, first, count, year, visibility, body, journal, article_type, authors, study in found:
        yield (
            key,
            _statements(
                db,
                key,
                document,
                (first, first + count),
                year or None,
                CitingDocument(Visibility(visibility), journal, article_type, authors, study),
                unpack_text(body),
            ),
        )


def _statements(
    db: sqlite3.Connection,
    citing_key: str,
    document: int,
    numbers: tuple[int, int],
    year: int | None,
    citing: CitingDocument,
    text: str,
) -> list[StatementToSearch]:
    cited: dict[int | None, tuple[str, ...]] = {}
    for position, key in db.execute(
        "SELECT r.position, a.key FROM reference r JOIN article a ON a.id = r.article WHERE r.document = ?"
        " ORDER BY r.position, r.work",
        (document,),
    ):
        held = cited.get(position)
        if held is None:
            cited[position] = (key,)
        elif key not in held:  # two works of one reference may have been joined
            cited[position] = (*held, key)
    sure = sure_between(db, *numbers)
    found = []
    names = tuple(citing.authors.split("\n")) if citing.authors else ()
    brief = citing.visibility is Visibility.SNIPPET
    for number, name, reference, section, own, verdict, language, spans in db.execute(
        "SELECT id, name, reference, section, self_citation, verdict, language, spans FROM statement"
        " WHERE id >= ? AND id < ? ORDER BY id",
        numbers,
    ):
        stance, evidence = VERDICTS[verdict]
        found.append(
            StatementToSearch(
                write_name(int.from_bytes(name, "big"), 16),
                citing_key,
                cited.get(reference, ()),
                sentence_of(text, spans),
                SECTIONS[section],
                year,
                stance,
                evidence,
                bool(own),
                citing.journal,
                citing.visibility,
                language,
                citing.article_type,
                names,
                sure.get(number),
                citing.study,
                group_of(spans) if brief else None,
            )
        )
    return found
