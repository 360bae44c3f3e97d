"""Reading statements and tallies: pages about an article, counts by part, who cites whom."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any

from citance.model import Classification, Review, Tally
from citance.model.codec import decode
from citance.store import parts as parts_of
from citance.store.codes import KINDS, PLACE_CODE, PLACES, SECTION_CODE, SECTIONS, STYLES, VERDICTS
from citance.store.forms import PAGED
from citance.store.packing import Visibility, unpack_text, words
from citance.store.reviewing import is_disputed
from citance.store.sqlite.counting import TALLY, count_by
from citance.store.sqlite.judging import read_classification
from citance.store.sqlite.names import id_of, name_of
from citance.store.sqlite.selecting import select_in
from citance.store.values import CitationRow, StatementFilter, StatementOrder, StoredStatement

# -- whole statements --------------------------------------------------------------------------------------------------------

_STATEMENT = (
    "SELECT s.id, s.name, s.document, s.reference, s.mention, s.kind, s.style, s.place, s.section, s.self_citation, s.verdict,"
    " h.words, s.language, s.spans, d.year, d.visibility, d.format, a.key"
    " FROM statement s JOIN heading h ON h.id = s.heading JOIN document d ON d.id = s.document JOIN article a ON a.id = d.article"
)


def read_many(db: sqlite3.Connection, ids: Sequence[int]) -> list[StoredStatement]:
    """Statements by their numbers, in the order given."""
    rows = {row[0]: row for row in select_in(db, f"{_STATEMENT} WHERE s.id IN ({{}})", ids)}
    return whole(db, [rows[id] for id in ids if id in rows])


def whole(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[StoredStatement]:
    """Statements out of their rows: words cut from the texts, links, classifications and reviews looked up together."""
    documents = {row[2] for row in rows}
    texts = {
        number: unpack_text(body)
        for number, body in select_in(db, "SELECT document, body FROM document_text WHERE document IN ({})", documents)
    }
    cited, keys = _references(db, rows)
    said = _last_words(db, [row[0] for row in rows])
    reviews = _standing_reviews(db, [row[1] for row in rows])
    found = []
    for row in rows:
        (
            id, name, document, position, mention, kind, style, place, section, own, verdict,
            heading, language, spans, year, visibility, format, citing,
        ) = row  # fmt: skip
        stance, evidence = VERDICTS[verdict]
        given = tuple(reviews.get(name, ()))
        id_text = id_of(name)
        text = words(texts[document], spans, id=id_text, section=section, heading=heading, language=language)
        found.append(
            StoredStatement(
                id=id_text,
                number=id,
                citing=citing,
                cited=cited.get((document, position), ()),
                document=document,
                reference=keys.get((document, position)),
                position=position,
                mention=mention,
                marker_kind=KINDS[kind],
                marker_style=STYLES[style],
                place=PLACES[place],
                section=SECTIONS[section],
                year=year or None,
                self_citation=bool(own),
                stance=stance,
                evidence=evidence,
                text=text,
                visibility=Visibility(visibility),
                classification=said.get(id),
                reviews=given,
                disputed=bool(given) and is_disputed(given),
                paged=format in PAGED,
            )
        )
    return found


def _last_words(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Classification]:
    """What classifiers said of statements last, by their numbers."""
    said: dict[int, Classification] = {}
    for id, *word in select_in(
        db,
        "SELECT c.statement, c.verdict, m.name, c.scores, c.because, c.reason FROM classification c JOIN run r ON r.id = c.run"
        " JOIN maker m ON m.id = r.maker WHERE c.statement IN ({}) ORDER BY c.statement, c.number",
        ids,
    ):
        said[id] = read_classification(*word)
    return said


def _standing_reviews(db: sqlite3.Connection, names: Sequence[bytes]) -> dict[bytes, list[Review]]:
    """The reviews of statements, by their names, oldest first."""
    reviews: dict[bytes, list[Review]] = {}
    for name, body in select_in(
        db, "SELECT statement, body FROM review WHERE withdrawn = 0 AND statement IN ({}) ORDER BY id", names
    ):
        reviews.setdefault(name, []).append(decode(body, Review))
    return reviews


def _references(
    db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]
) -> tuple[dict[tuple[int, int], tuple[str, ...]], dict[tuple[int, int], str]]:
    """By document and position: the keys of the articles a reference leads to, and its own key."""
    wanted: dict[int, set[int]] = {}
    for row in rows:
        if row[3] is not None:
            wanted.setdefault(row[2], set()).add(row[3])
    few = [(document, one) for document, positions in wanted.items() if len(positions) <= _FEW for one in sorted(positions)]
    many = [document for document, positions in wanted.items() if len(positions) > _FEW]
    cited: dict[tuple[int, int], tuple[str, ...]] = {}
    keys: dict[tuple[int, int], str] = {}
    for number, position, key, article in chain(
        select_in(db, f"{_REFERENCE} WHERE r.document IN ({{}}) ORDER BY r.document, r.position, r.work", many),
        _references_at(db, few),
    ):
        keys[number, position] = key
        if article is not None:
            held = cited.get((number, position), ())
            if article not in held:
                cited[number, position] = (*held, article)
    return cited, keys


_REFERENCE = "SELECT r.document, r.position, r.key, a.key FROM reference r LEFT JOIN article a ON a.id = r.article"
_AT_ONCE = 20
_FEW = 8  # references of one document that are looked up by themselves: to read all of its list takes as long as a dozen


def _references_at(db: sqlite3.Connection, places: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int, str, str | None]]:
    """The works of single references, of which a page of statements has one or a few for each document."""
    values = ",".join(["(?,?)"] * _AT_ONCE)
    question = (
        f"WITH place (document, position) AS (VALUES {values}) SELECT r.document, r.position, r.key, a.key FROM place"
        " CROSS JOIN reference r ON r.document = place.document AND r.position = place.position"
        " LEFT JOIN article a ON a.id = r.article ORDER BY r.document, r.position, r.work"
    )
    for at in range(0, len(places), _AT_ONCE):
        some = [value for place in places[at : at + _AT_ONCE] for value in place]
        yield from db.execute(question, some + [None] * (2 * _AT_ONCE - len(some)))


def of_document(db: sqlite3.Connection, number: int) -> list[StoredStatement]:
    """The statements of one document, in reading order."""
    first, count = db.execute("SELECT first_statement, statements FROM document WHERE id = ?", (number,)).fetchone()
    rows = db.execute(f"{_STATEMENT} WHERE s.id >= ? AND s.id < ? ORDER BY s.id", (first, first + count)).fetchall()
    return whole(db, rows)


# -- pages about an article --------------------------------------------------------------------------------------------------


def conditions(db: sqlite3.Connection, filters: StatementFilter, table: str) -> tuple[str, list[Any]]:
    """What a filter asks of rows of `about` or `statement`, as SQL that begins with AND, and its values."""
    parts: list[str] = []
    values: list[Any] = []

    def among(column: str, wanted: Sequence[Any]) -> None:
        parts.append(f"{column} IN ({','.join('?' * len(wanted)) or 'NULL'})")
        values.extend(wanted)

    if filters.stance or filters.evidence:
        among(
            f"{table}.verdict",
            [
                code
                for code, (stance, evidence) in enumerate(VERDICTS)
                if (not filters.stance or stance in filters.stance) and (not filters.evidence or evidence in filters.evidence)
            ],
        )
    if filters.section:
        among(f"{table}.section", [SECTION_CODE[section] for section in filters.section])
    if filters.place:
        among(f"{table}.place", [PLACE_CODE[place] for place in filters.place])
    if filters.self_citation is not None:
        parts.append(f"{table}.self_citation = ?")
        values.append(int(filters.self_citation))
    years = "about" if table == "about" else "d"
    if filters.first_year is not None or filters.last_year is not None:
        parts.append(f"{years}.year BETWEEN ? AND ?")
        values += [max(filters.first_year or 1, 1), filters.last_year if filters.last_year is not None else 9999]
    if filters.journal:
        folded = {name.casefold() for name in filters.journal}
        among(f"{years}.journal", [id for id, title in db.execute("SELECT id, title FROM journal") if title.casefold() in folded])
    return "".join(f" AND {part}" for part in parts), values


def page_ids(
    db: sqlite3.Connection,
    articles: Sequence[int],
    filters: StatementFilter,
    order: StatementOrder,
    offset: int,
    limit: int,
) -> tuple[list[int], int]:
    """The numbers of the statements of one page about these articles (together, each once), and how many match in all."""
    where, values = conditions(db, filters, "about")
    if len(articles) > 1:
        marks = ",".join("?" * len(articles))
        chosen = f"(SELECT DISTINCT statement, year FROM about WHERE article IN ({marks}){where})"
        values = [*articles, *values]
    else:
        chosen = f"about WHERE article = ?{where}"
        values = [articles[0], *values]
    total = int(db.execute(f"SELECT count(*) FROM {chosen}", values).fetchone()[0])
    sort = {
        StatementOrder.NEWEST: "year DESC, statement DESC",
        StatementOrder.OLDEST: "year = 0, year, statement",
        StatementOrder.STORED: "statement",
    }[order]
    if limit <= 0 or offset >= total:
        return [], total
    rows = db.execute(f"SELECT statement FROM {chosen} ORDER BY {sort} LIMIT ? OFFSET ?", (*values, limit, offset))
    return [row[0] for row in rows], total


def every(db: sqlite3.Connection, filters: StatementFilter, after: int) -> Iterator[StoredStatement]:
    """All statements in the order of storing, some at a time."""
    where, values = conditions(db, filters, "s")
    question = f"{_STATEMENT} WHERE s.id > ?{where} ORDER BY s.id LIMIT 500"
    while rows := db.execute(question, (after, *values)).fetchall():
        yield from whole(db, rows)
        after = rows[-1][0]


# -- counts ------------------------------------------------------------------------------------------------------------------


def tally(row: Sequence[int]) -> Tally:
    """A tally out of its columns."""
    return Tally(*row)


def tallies(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, Tally]:
    """The tallies of articles by their numbers."""
    return {
        row[0]: Tally(*row[1:]) for row in select_in(db, f"SELECT id, {', '.join(TALLY)} FROM article WHERE id IN ({{}})", ids)
    }


def tallies_by_keys(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, Tally]:
    """The tallies of articles by their keys, joins followed."""
    rows = select_in(
        db,
        f"SELECT a.key, {', '.join(f'b.{name}' for name in TALLY)} FROM article a"
        " JOIN article b ON b.id = coalesce(a.joined_to, a.id) WHERE a.key IN ({})",
        set(keys),
    )
    return {row[0]: Tally(*row[1:]) for row in rows}


_TALLY_OF = (
    f"SELECT i.name, {', '.join(f'a.{name}' for name in TALLY)} FROM identifier i JOIN article a ON a.id = i.article"
    " WHERE i.name IN ({})"
)


def tallies_of(db: sqlite3.Connection, names: Collection[str]) -> dict[str, Tally]:
    """The tallies of articles by their identifiers."""
    return {row[0]: Tally(*row[1:]) for row in select_in(db, _TALLY_OF, names)}


def combined_tally(db: sqlite3.Connection, articles: Sequence[int]) -> Tally:
    """The tally of articles taken together: a statement about several of them counts once, and so does who cites several."""
    marks = ",".join("?" * len(articles))
    counts = [0] * len(TALLY)
    for verdict, times in db.execute(
        f"SELECT verdict, count(DISTINCT statement) FROM about WHERE article IN ({marks}) GROUP BY verdict", articles
    ):
        counts[verdict] = times
    counts[-1] = db.execute(f"SELECT count(DISTINCT document) FROM reference WHERE article IN ({marks})", articles).fetchone()[0]
    return Tally(*counts)


def tally_by(db: sqlite3.Connection, articles: Sequence[int], field: str) -> dict[str, Tally]:
    """The tally of articles taken together by a column of `about`."""
    kept = None
    if len(articles) == 1 and field != "journal":
        (kept,) = db.execute("SELECT parts FROM article WHERE id = ?", articles).fetchone()
    counts = count_by(db, articles, field) if kept is None else parts_of.read(kept, field)
    if field == "section":
        names = {part: str(SECTIONS[part]) for part in counts}
        order = sorted(counts)
    elif field == "year":
        names = {part: str(part) if part else "" for part in counts}
        order = sorted(counts, key=lambda part: (part == 0, part))
    else:
        names = dict(select_in(db, "SELECT id, title FROM journal WHERE id IN ({})", counts))
        order = sorted(counts, key=lambda part: (not names[part], names[part]))
    return {names[part]: Tally(*counts[part]) for part in order}


def citations(db: sqlite3.Connection, article: int | None) -> Iterator[CitationRow]:
    """Who cites whom, by citing document and position, some documents at a time."""
    question = (
        "SELECT c.key, a.key, r.key, r.position, r.document, d.first_statement, d.statements FROM reference r"
        " JOIN article a ON a.id = r.article JOIN document d ON d.id = r.document JOIN article c ON c.id = d.article"
    )
    if article is not None:
        rows = db.execute(f"{question} WHERE r.article = ? ORDER BY r.document, r.position, r.work", (article,)).fetchall()
        yield from _citation_rows(db, rows)
        return
    last = 0
    while numbers := [row[0] for row in db.execute("SELECT id FROM document WHERE id > ? ORDER BY id LIMIT 50", (last,))]:
        last = numbers[-1]
        rows = list(select_in(db, f"{question} WHERE r.document IN ({{}}) ORDER BY r.document, r.position, r.work", numbers))
        yield from _citation_rows(db, rows)


def _citation_rows(db: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> Iterator[CitationRow]:
    mentions: dict[int, dict[int, int]] = {}
    seen: set[tuple[int, int, str]] = set()
    for citing, cited, reference, position, document, first, count in rows:
        if (document, position, cited) in seen:  # two works of one reference that were joined
            continue
        seen.add((document, position, cited))
        if document not in mentions:
            mentions[document] = dict(
                db.execute(
                    "SELECT reference, count(*) FROM statement"
                    " WHERE id >= ? AND id < ? AND reference IS NOT NULL GROUP BY reference",
                    (first, first + count),
                )
            )
        yield CitationRow(citing, cited, reference, position, mentions[document].get(position, 0))


def numbers_of(db: sqlite3.Connection, ids: Collection[str]) -> list[int]:
    """The numbers of the statements of these ids, as far as there are any."""
    names = [name for id in ids if (name := name_of(id)) is not None]
    return [row[0] for row in select_in(db, "SELECT id FROM statement WHERE name IN ({})", names)]
