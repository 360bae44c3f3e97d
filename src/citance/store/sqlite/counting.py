"""Tallies and the table `about`, made anew from references and statements where keeping step by step would be hard."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from citance.store import parts as parts_of

# The columns of an article that are its tally, in the order of the codes of verdicts.
TALLY = (
    "supporting_own",
    "supporting_reported",
    "contrasting_own",
    "contrasting_reported",
    "mentioning",
    "unclassified",
    "citing_articles",
)
CITING = 6  # index of citing_articles among them; the others are verdict codes


def recount(db: sqlite3.Connection, article: int) -> list[int]:
    """What the tally of an article should be, counted from the rows."""
    counts = [0] * len(TALLY)
    for verdict, times in db.execute("SELECT verdict, count(*) FROM about WHERE article = ? GROUP BY verdict", (article,)):
        counts[verdict] = times
    counts[CITING] = db.execute("SELECT count(DISTINCT document) FROM reference WHERE article = ?", (article,)).fetchone()[0]
    return counts


def write_tally(db: sqlite3.Connection, article: int) -> None:
    """Set the tally of an article to what the rows say."""
    columns = ", ".join(f"{name} = ?" for name in TALLY)
    db.execute(f"UPDATE article SET {columns} WHERE id = ?", (*recount(db, article), article))
    write_parts(db, article)


def count_by(db: sqlite3.Connection, articles: Sequence[int], field: str) -> dict[int, list[int]]:
    """The tally of articles taken together by a column of `about`, counted from the rows: a statement about several of them
    counts once, and so does who cites several."""
    among = f"FROM about WHERE article IN ({','.join('?' * len(articles))}) GROUP BY {field}"
    each = "*" if len(articles) == 1 else "DISTINCT statement"
    counts: dict[int, list[int]] = {}
    for part, verdict, times in db.execute(f"SELECT {field}, verdict, count({each}) {among}, verdict", articles):
        counts.setdefault(part, [0] * len(TALLY))[verdict] = times
    for part, times in db.execute(f"SELECT {field}, count(DISTINCT document) {among}", articles):
        counts[part][CITING] = times
    return counts


def parts_by_rows(db: sqlite3.Connection, article: int) -> bytes:
    """What the parts of an article's tally should be, counted from the rows."""
    gains: list[parts_of.Gain] = []
    for section, counts in count_by(db, (article,), "section").items():
        gains += [(section, -1, verdict, times) for verdict, times in enumerate(counts)]
    for year, counts in count_by(db, (article,), "year").items():
        gains += [(-1, year, verdict, times) for verdict, times in enumerate(counts)]
    return parts_of.changed(parts_of.empty(), gains)


def write_parts(db: sqlite3.Connection, article: int) -> None:
    """Set the parts of an article's tally to what the rows say, where it has statements enough to keep them."""
    total = db.execute("SELECT count(*) FROM about WHERE article = ?", (article,)).fetchone()[0]
    parts = parts_by_rows(db, article) if total >= parts_of.LEAST else None
    db.execute("UPDATE article SET parts = ? WHERE id = ?", (parts, article))


def rewrite_about(db: sqlite3.Connection, document: int, articles: set[int]) -> None:
    """Make anew which statements of a document are about these articles."""
    first, count, year, journal = db.execute(
        "SELECT first_statement, statements, year, journal FROM document WHERE id = ?", (document,)
    ).fetchone()
    last = first + count
    for article in articles:
        db.execute(
            "DELETE FROM about WHERE article = ? AND year = ? AND statement >= ? AND statement < ?", (article, year, first, last)
        )
        db.execute(
            "INSERT INTO about SELECT DISTINCT r.article, ?, s.id, s.document, s.verdict, s.section, s.place, s.self_citation, ?,"
            " s.language"
            " FROM reference r JOIN statement s ON s.reference = r.position"
            " WHERE r.document = ? AND r.article = ? AND s.id >= ? AND s.id < ?",
            (year, journal, document, article, first, last),
        )
