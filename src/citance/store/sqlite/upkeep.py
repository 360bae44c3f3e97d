"""Counting what there is, copying it, and looking whether it is sound."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from citance.errors import StoreDamaged, StoreVersion
from citance.model import LinkStatus, Tally
from citance.model.document import NOTES
from citance.store.codes import STATUS_CODE, VERDICTS
from citance.store.sqlite.connection import Connections, lock_for_writing, translating
from citance.store.sqlite.counting import TALLY, parts_by_rows, recount
from citance.store.sqlite.judging import LAST_WORD
from citance.store.sqlite.meta import last_sequence
from citance.store.values import Extent, Stats


def stats(db: sqlite3.Connection) -> Stats:
    """How much there is, counted now."""

    def count(question: str, *values: object) -> int:
        return int(db.execute(f"SELECT count(*) FROM {question}", values).fetchone()[0])

    verdicts = dict(db.execute("SELECT verdict, count(*) FROM statement GROUP BY verdict"))
    status = dict(db.execute("SELECT status, count(*) FROM reference GROUP BY status"))
    made = [
        (f"{stage} {name}".strip(), times)
        for stage in ("reader", "finder", "cutter", "linker")
        for name, times in db.execute(
            f"SELECT m.name, count(*) FROM document d JOIN maker m ON m.id = d.{stage}"
            " WHERE m.name <> '' GROUP BY m.name ORDER BY m.name"
        )
    ]
    made += [
        (f"classifier {name}", times)
        for name, times in db.execute(
            "SELECT m.name, count(*) FROM classification c JOIN run r ON r.id = c.run"
            f" JOIN maker m ON m.id = r.maker WHERE {LAST_WORD} GROUP BY m.name ORDER BY m.name"
        )
    ]
    page = int(db.execute("PRAGMA page_size").fetchone()[0])
    pages = int(db.execute("PRAGMA page_count").fetchone()[0])
    bodies = sum(
        int(db.execute(f"SELECT coalesce(sum(length(body)), 0) FROM document_{table}").fetchone()[0])
        for table in ("text", "layout", "bibliography", "front", "dormant")
    )
    return Stats(
        articles=count("article WHERE joined_to IS NULL"),
        with_document=count("document WHERE active = 1"),
        documents=count("document"),
        references=sum(status.values()),
        linked=status.get(STATUS_CODE[LinkStatus.LINKED], 0),
        ambiguous=status.get(STATUS_CODE[LinkStatus.AMBIGUOUS], 0),
        statements=sum(verdicts.values()),
        linked_statements=int(db.execute("SELECT count(DISTINCT statement) FROM about").fetchone()[0]),
        tally=Tally(*(verdicts.get(code, 0) for code in range(len(VERDICTS)))),
        waiting=count("waiting"),
        reviews=count("review WHERE withdrawn = 0"),
        orphaned_reviews=count("review WHERE withdrawn = 0 AND statement IS NULL"),
        problems=count("problem"),
        documents_with_problems=int(
            db.execute(
                "SELECT count(DISTINCT document) FROM problem WHERE document IS NOT NULL"
                f" AND kind NOT IN ({','.join('?' * len(NOTES))})",
                [str(kind) for kind in sorted(NOTES)],
            ).fetchone()[0]
        ),
        unreadable=count("unreadable"),
        sequence=last_sequence(db),
        bytes_documents=bodies,
        bytes_total=page * pages,
        made_by=tuple(made),
    )


def extent(db: sqlite3.Connection) -> Extent:
    """How many documents, and what made all there is: in a time that hardly grows with the index."""
    names: dict[int, str] = dict(db.execute("SELECT id, name FROM maker"))
    together = list(_made_by(db))
    made = [
        f"{stage} {name}"
        for place, stage in enumerate(("reader", "finder", "cutter", "linker"))
        for name in sorted({names[makers[place]] for makers in together} - {""})
    ]
    classifiers = db.execute("SELECT name FROM maker WHERE id IN (SELECT maker FROM run) ORDER BY name")
    made += [f"classifier {name}" for (name,) in classifiers]
    documents = int(db.execute("SELECT count(*) FROM document").fetchone()[0])
    return Extent(documents, tuple(made), last_sequence(db))


def _made_by(db: sqlite3.Connection) -> Iterator[tuple[int, int, int, int]]:
    """Each reader, finder, cutter and linker that made a document together: from one to the next of them in their index."""
    last = (-1, -1, -1, -1)
    while found := db.execute(
        "SELECT reader, finder, cutter, linker FROM document WHERE (reader, finder, cutter, linker) >= (?, ?, ?, ? + 1)"
        " ORDER BY reader, finder, cutter, linker LIMIT 1",
        last,
    ).fetchone():
        yield (last := found)


def check(db: sqlite3.Connection) -> list[str]:
    """What is not sound: of the file, and of counts that do not add up."""
    found = [f"the file: {row[0]}" for row in db.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    if found:
        return found
    for id, key, *held in db.execute(f"SELECT id, key, {', '.join(TALLY)} FROM article ORDER BY id").fetchall():
        counted = recount(db, id)
        if held != counted:
            found.append(f"article {key}: its tally is {held}, its statements count {counted}")
    for id, key, kept in db.execute("SELECT id, key, parts FROM article WHERE parts IS NOT NULL").fetchall():
        if kept != parts_by_rows(db, id):
            found.append(f"article {key}: its tally by section and year is not what its statements count")
    for words, question in _MUST_BE_NONE.items():
        times = int(db.execute(f"SELECT count(*) FROM {question}").fetchone()[0])
        if times:
            found.append(f"{times} {words}")
    return found


_MUST_BE_NONE = {
    "statements without an active document": "statement s WHERE NOT EXISTS"
    " (SELECT 1 FROM document d WHERE d.id = s.document AND d.active = 1)",
    "rows of about that differ from their statement": "about b WHERE NOT EXISTS"
    " (SELECT 1 FROM statement s WHERE s.id = b.statement AND s.verdict = b.verdict AND s.document = b.document)",
    "links to no article": "reference r WHERE r.article IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM article a WHERE a.id = r.article AND a.joined_to IS NULL)",
    "identifiers of no article": "identifier i WHERE NOT EXISTS"
    " (SELECT 1 FROM article a WHERE a.id = i.article AND a.joined_to IS NULL)",
    "active documents that their article does not know": "document d WHERE d.active = 1 AND NOT EXISTS"
    " (SELECT 1 FROM article a WHERE a.id = d.article AND a.document = d.id)",
    "waiting statements that are not there": "waiting w WHERE NOT EXISTS (SELECT 1 FROM statement s WHERE s.id = w.statement)",
}


def backup(connections: Connections, path: str, progress: Callable[[int, int], None] | None) -> None:
    """Copy the file, a few thousand pages at a time, so that writers get their turn; the copy is whole or not there."""
    target = Path(path)
    with translating(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".part")
        draft.unlink(missing_ok=True)
        copy = sqlite3.connect(draft, isolation_level=None)
        try:
            connections.reader.backup(
                copy, pages=4096, progress=None if progress is None else lambda _, left, pages: progress(left, pages), sleep=0.01
            )
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        os.replace(draft, target)


def put_in_place(source: Path, target: Path) -> None:
    """Put a file in the place of an index's, when nobody writes to it, nor begins to meanwhile."""
    with translating(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            # Closing folds the log into the file, so that none is left to be taken for the new file's. A file that cannot be
            # opened is what a restore is for.
            with contextlib.suppress(StoreDamaged, StoreVersion):
                Connections(str(target), read_only=False).close()
        draft = target.with_name(target.name + ".part")
        with lock_for_writing(str(target)):
            shutil.copyfile(source, draft)
            for leftover in ("-wal", "-shm"):
                target.with_name(target.name + leftover).unlink(missing_ok=True)
            os.replace(draft, target)
