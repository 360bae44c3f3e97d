"""Reading what the statements about an article are narrowed and counted by: few columns of many rows, and no words.

Fifty thousand statements about one work come in an eighth of a second; those about nearly every other in a millisecond.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence

from citance.model import StatementText
from citance.store.classified import sure_of
from citance.store.codes import PLACES, SECTIONS, VERDICTS
from citance.store.packing import Visibility, unpack_text, words
from citance.store.sqlite.judging import LAST_WORD
from citance.store.sqlite.names import id_of
from citance.store.sqlite.selecting import select_in
from citance.store.values import CitingDocument, OwnDocument, StatementColumns

_STANCES = [str(stance.value) for stance, _ in VERDICTS]
_EVIDENCES = ["" if evidence is None else str(evidence.value) for _, evidence in VERDICTS]
_SECTIONS = [str(section.value) for section in SECTIONS]
_VISIBILITY = {str(visibility.value): visibility for visibility in Visibility}
_PLACES = [str(place.value) for place in PLACES]


def columns(db: sqlite3.Connection, articles: Sequence[int]) -> StatementColumns:
    """See Store.columns_citing. A statement about several of the articles stands once."""
    several = "DISTINCT " if len(articles) > 1 else ""
    rows = db.execute(
        f"SELECT {several}statement, document, year, verdict, section, place, self_citation, language"
        f" FROM about WHERE article IN ({','.join('?' * len(articles))}) ORDER BY year DESC, statement DESC",
        articles,
    ).fetchall()
    if not rows:
        return StatementColumns([], [], [], [], [], [], [], [], [])
    numbers, documents, years, verdicts, sections, places, own, languages = map(list, zip(*rows, strict=True))
    return StatementColumns(
        numbers=numbers,
        documents=documents,
        years=years,
        stances=list(map(_STANCES.__getitem__, verdicts)),
        evidences=list(map(_EVIDENCES.__getitem__, verdicts)),
        sections=list(map(_SECTIONS.__getitem__, sections)),
        places=list(map(_PLACES.__getitem__, places)),
        self_citations=list(map(bool, own)),
        languages=languages,
    )


def citing_documents(db: sqlite3.Connection, numbers: Collection[int]) -> dict[int, CitingDocument]:
    """See Store.citing_documents."""
    found = select_in(
        db,
        "SELECT d.id, d.visibility, f.journal, f.article_type, f.authors, f.study,"
        " EXISTS (SELECT 1 FROM relation r WHERE r.article = d.article AND r.other <> d.article) OR"
        " EXISTS (SELECT 1 FROM relation r WHERE r.other = d.article AND r.article <> d.article) FROM document d"
        " JOIN document_facets f ON f.document = d.id WHERE d.id IN ({})",
        sorted(numbers),
    )
    return {
        number: CitingDocument(_VISIBILITY[visibility], journal, kind, authors, study, bool(related))
        for number, visibility, journal, kind, authors, study, related in found
    }


def citing_keys(db: sqlite3.Connection, numbers: Collection[int]) -> dict[int, str]:
    """See Store.citing_keys."""
    question = "SELECT d.id, a.key FROM document d JOIN article a ON a.id = d.article WHERE d.id IN ({})"
    return dict(select_in(db, question, sorted(numbers)))


def own_documents(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, OwnDocument]:
    """See Store.own_documents."""
    found = select_in(
        db,
        "SELECT a.key, d.visibility, f.study FROM article a JOIN article b ON b.id = coalesce(a.joined_to, a.id)"
        " JOIN document d ON d.id = b.document JOIN document_facets f ON f.document = d.id WHERE a.key IN ({})",
        set(keys),
    )
    return {key: OwnDocument(_VISIBILITY[visibility], study) for key, visibility, study in found}


def how_sure(db: sqlite3.Connection, numbers: Collection[int]) -> dict[int, float]:
    """See Store.how_sure."""
    question = f"SELECT c.statement, c.verdict, c.scores FROM classification c WHERE c.statement IN ({{}}) AND {LAST_WORD}"
    wanted = sorted(numbers)
    found = {
        number: sure
        for number, verdict, scores in select_in(db, question, wanted)
        if (sure := sure_of(verdict, scores)) is not None
    }
    # Reviews are few: all that speak of a stance are looked at, whichever statement they are on.
    reviewed = db.execute(
        "SELECT s.id FROM review r JOIN statement s ON s.name = r.statement WHERE r.subject = 'stance' AND r.withdrawn = 0"
    )
    among = set(wanted)
    found.update((number, 1.0) for (number,) in reviewed if number in among)
    return found


def sure_between(db: sqlite3.Connection, first: int, last: int) -> dict[int, float]:
    """As `how_sure`, of the statements of one document: from one number up to before another."""
    said = db.execute(
        "SELECT statement, verdict, scores FROM classification WHERE statement >= ? AND statement < ? ORDER BY statement, number",
        (first, last),
    )
    held = {number: sure_of(verdict, scores) for number, verdict, scores in said}  # the last word holds
    found = {number: sure for number, sure in held.items() if sure is not None}
    if db.execute("SELECT 1 FROM review LIMIT 1").fetchone():
        reviewed = db.execute(
            "SELECT s.id FROM statement s JOIN review r ON r.statement = s.name"
            " WHERE s.id >= ? AND s.id < ? AND r.subject = 'stance' AND r.withdrawn = 0",
            (first, last),
        )
        found.update((number, 1.0) for (number,) in reviewed)
    return found


def texts(db: sqlite3.Connection, numbers: Collection[int]) -> Iterator[tuple[int, StatementText]]:
    """See Store.texts. Statements of one document, which stand beside each other in most orders, unfold its text once."""
    rows = select_in(
        db,
        "SELECT s.id, s.name, s.document, s.section, h.words, s.language, s.spans FROM statement s"
        " JOIN heading h ON h.id = s.heading WHERE s.id IN ({}) ORDER BY s.id",
        sorted(numbers),
    )
    held, text = 0, ""
    for number, name, document, section, heading, language, spans in rows:
        if document != held:
            body = db.execute("SELECT body FROM document_text WHERE document = ?", (document,)).fetchone()[0]
            held, text = document, unpack_text(body)
        yield number, words(text, spans, id=id_of(name), section=section, heading=heading, language=language)
