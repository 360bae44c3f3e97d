"""Tallies and the table `about`, made anew from references and statements where keeping step by step would be hard."""

from __future__ import annotations

import sqlite3

from citance.store.sqlite.writing import CITING, TALLY


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
            "INSERT INTO about SELECT DISTINCT r.article, ?, s.id, s.document, s.verdict, s.section, s.place, s.self_citation, ?"
            " FROM reference r JOIN statement s ON s.reference = r.position"
            " WHERE r.document = ? AND r.article = ? AND s.id >= ? AND s.id < ?",
            (year, journal, document, article, first, last),
        )
