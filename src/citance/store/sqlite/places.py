"""Where on the pages of their files statements stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from citance.errors import NotFound
from citance.model import PlacedLine, find_placed
from citance.store.forms import PAGED
from citance.store.packing import marker_start, unpack_placed
from citance.store.sqlite import documents
from citance.store.sqlite.names import name_of
from citance.store.sqlite.selecting import select_in
from citance.store.values import DocumentInfo


def read_from(db: sqlite3.Connection, id: str) -> tuple[DocumentInfo, PlacedLine | None]:
    """The document a statement was read from, and the line of its marker; raises NotFound."""
    row = db.execute(
        "SELECT d.id, s.spans FROM statement s JOIN document d ON d.id = s.document WHERE s.name = ?", (name_of(id),)
    ).fetchone()
    if row is None:
        raise NotFound("statement", id)
    number, spans = row
    placed = unpack_placed(documents.body(db, "layout", number))
    return documents.info(db, number), find_placed(placed, marker_start(spans))


def places(db: sqlite3.Connection, ids: Collection[str]) -> dict[str, tuple[DocumentInfo, PlacedLine]]:
    """The same of several, as far as their pages are known; each document is unfolded once."""
    asked = {name: id for id in ids if (name := name_of(id)) is not None}
    formats = ", ".join(f"'{format}'" for format in PAGED)
    sql = (
        "SELECT s.name, s.spans, d.id FROM statement s JOIN document d ON d.id = s.document"
        f" WHERE d.format IN ({formats}) AND s.name IN ({{}})"
    )
    by_document: dict[int, list[tuple[str, int]]] = {}
    for name, spans, number in select_in(db, sql, asked):
        by_document.setdefault(number, []).append((asked[bytes(name)], marker_start(spans)))
    found = {}
    for number, marks in by_document.items():
        lines = unpack_placed(documents.body(db, "layout", number))
        document = documents.info(db, number) if lines else None
        for id, at in marks:
            if document is not None and (placed := find_placed(lines, at)) is not None:
                found[id] = document, placed
    return found
