"""The stance of statements: what classifiers say, what holds, and how tallies follow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from citance.model import Because, Classification, Review
from citance.model.codec import decode, encode
from citance.store.classified import pack_scores, unpack_scores
from citance.store.codes import UNCLASSIFIED, VERDICTS, verdict_code
from citance.store.reviewing import verdict_of
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.changes import STATEMENTS_CHANGED
from citance.store.sqlite.names import name_of
from citance.store.sqlite.selecting import chunks, select_in

LAST_WORD = "c.number = (SELECT max(d.number) FROM classification d WHERE d.statement = c.statement)"
"""Of the rows of `classification c` those that hold."""


def record(batch: Batch, classifications: Iterable[tuple[str, Classification]], at: str) -> int:
    """Add to the history of statements and let what holds follow; how many statements were known."""
    known = 0
    runs: dict[str, int] = {}
    for chunk in chunks(classifications, 1000):
        known += _record_some(batch, chunk, at, runs)
    return known


def _record_some(batch: Batch, chunk: list[tuple[str, Classification]], at: str, runs: dict[str, int]) -> int:
    db = batch.db
    names = {id: name for id, _ in chunk if (name := name_of(id)) is not None}
    rows = {row[1]: row[0] for row in select_in(db, "SELECT id, name FROM statement WHERE name IN ({})", names.values())}
    ids = sorted(rows.values())
    last = {
        statement: (number, tuple(word))
        for statement, number, *word in select_in(
            db,
            "SELECT c.statement, c.number, m.name, c.verdict, c.scores, c.because, c.reason FROM classification c"
            f" JOIN run r ON r.id = c.run JOIN maker m ON m.id = r.maker WHERE c.statement IN ({{}}) AND {LAST_WORD}",
            ids,
        )
    }
    said: list[tuple[Any, ...]] = []
    holds: dict[int, int] = {}
    known = 0
    for id, classification in chunk:
        statement = rows.get(names.get(id, b""))
        if statement is None:
            continue
        code = verdict_code(classification.stance, classification.evidence)
        because = encode(classification.because) if classification.because else None
        rest = (code, pack_scores(classification.scores), because, classification.reason)
        holds[statement] = code
        known += 1
        number, word = last.get(statement, (0, ()))
        if word != (classification.by, *rest):  # the same again is no news
            run = runs.get(classification.by)
            if run is None:
                run = runs[classification.by] = run_number(batch, classification.by, at)
            last[statement] = (number + 1, (classification.by, *rest))
            said.append((statement, number + 1, run, *rest))
    db.executemany(
        "INSERT INTO classification (statement, number, run, verdict, scores, because, reason) VALUES (?,?,?,?,?,?,?)", said
    )
    db.executemany("DELETE FROM waiting WHERE statement = ?", [(statement,) for statement in holds])
    reviewed = {
        rows.get(row[0]) for row in select_in(db, "SELECT statement FROM review WHERE withdrawn = 0 AND statement IN ({})", rows)
    }
    for statement in reviewed:
        if statement is not None:
            holds[statement] = shown_verdict(db, statement)
    set_verdicts(batch, holds, touched=True)
    return known


def run_number(batch: Batch, by: str, at: str) -> int:
    """The number of this classifier's run at this time."""
    db = batch.db
    maker = batch.interning.maker(db, "classifier", by)
    row = db.execute("SELECT id FROM run WHERE maker = ? AND at = ?", (maker, at)).fetchone()
    return int(row[0]) if row else int(db.execute("INSERT INTO run (maker, at) VALUES (?, ?)", (maker, at)).lastrowid or 0)


def set_verdicts(batch: Batch, verdicts: dict[int, int], *, touched: bool = False) -> None:
    """Let these verdicts hold, with all that is counted by them. `touched`: the statements changed even where they do not."""
    db = batch.db
    question = (
        "SELECT s.id, s.verdict, s.document, s.reference, s.section, d.year, d.article FROM statement s"
        " JOIN document d ON d.id = s.document WHERE s.id IN ({})"
    )
    changed: list[tuple[int, int]] = []
    # (document, position) → (statement, former verdict, section, year)
    places: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    for statement, former, document, position, section, year, article in select_in(db, question, sorted(verdicts)):
        if touched or former != verdicts[statement]:
            batch.note(STATEMENTS_CHANGED, article)
        if former != verdicts[statement]:
            changed.append((verdicts[statement], statement))
            if position is not None:
                places.setdefault((document, position), []).append((statement, former, section, year))
    db.executemany("UPDATE statement SET verdict = ? WHERE id = ?", changed)
    about = []
    by_document: dict[int, set[int]] = {}
    for document, position in places:
        by_document.setdefault(document, set()).add(position)
    for document, positions in by_document.items():
        cited: dict[int, set[int]] = {}
        for position, article in db.execute(
            "SELECT position, article FROM reference WHERE document = ? AND article IS NOT NULL", (document,)
        ):
            if position in positions:
                cited.setdefault(position, set()).add(article)
        for position, articles in cited.items():
            for article in articles:
                target = batch.get(article)
                for statement, former, section, year in places[document, position]:
                    target.count(former, -1, section, year)
                    target.count(verdicts[statement], 1, section, year)
                    about.append((verdicts[statement], article, year, statement))
    about.sort(key=lambda row: row[1:])
    db.executemany("UPDATE about SET verdict = ? WHERE article = ? AND year = ? AND statement = ?", about)


def shown_verdict(db: sqlite3.Connection, statement: int) -> int:
    """The verdict that should hold: the reviewers' word, else the classifier's last, else none."""
    reviews = [
        decode(row[0], Review)
        for row in db.execute(
            "SELECT r.body FROM review r JOIN statement s ON s.name = r.statement WHERE s.id = ? AND r.withdrawn = 0",
            (statement,),
        )
    ]
    verdict = verdict_of(reviews)
    if verdict is not None:
        return verdict_code(verdict.stance, verdict.evidence)
    row = db.execute(
        "SELECT verdict FROM classification WHERE statement = ? ORDER BY number DESC LIMIT 1", (statement,)
    ).fetchone()
    return int(row[0]) if row else UNCLASSIFIED


def read_classification(verdict: int, by: str, scores: bytes | None, because: bytes | None, reason: str | None) -> Classification:
    """A classification out of its row."""
    stance, evidence = VERDICTS[verdict]
    words = decode(because, tuple[Because, ...]) if because else ()
    return Classification(stance=stance, by=by, scores=unpack_scores(scores), evidence=evidence, because=words, reason=reason)


def wait_again(batch: Batch, keep: str | None) -> int:
    """Let classified statements wait, all but those whose last word is of `keep`; how many did not wait already."""
    other = (
        "INSERT INTO waiting (statement) SELECT c.statement FROM classification c JOIN run r ON r.id = c.run"
        " JOIN maker m ON m.id = r.maker WHERE "
        + LAST_WORD
        + " AND NOT EXISTS (SELECT 1 FROM waiting w WHERE w.statement = c.statement)"
    )
    done = batch.db.execute(f"{other} AND m.name <> ?" if keep else other, (keep,) if keep else ())
    return done.rowcount


def waiting(db: sqlite3.Connection, limit: int, after: int) -> list[int]:
    """The numbers of statements that wait for a classifier, above a number."""
    rows = db.execute("SELECT statement FROM waiting WHERE statement > ? ORDER BY statement LIMIT ?", (after, limit))
    return [number for (number,) in rows]


def history(db: sqlite3.Connection, name: bytes | None) -> tuple[tuple[str, Classification], ...]:
    """The classifications of a statement, oldest first, each with its time."""
    return tuple(
        (at, read_classification(*said))
        for at, *said in db.execute(
            "SELECT r.at, c.verdict, m.name, c.scores, c.because, c.reason FROM classification c"
            " JOIN statement s ON s.id = c.statement JOIN run r ON r.id = c.run JOIN maker m ON m.id = r.maker"
            " WHERE s.name = ? ORDER BY c.number",
            (name,),
        )
    )
