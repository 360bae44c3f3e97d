"""Making the derived rows of a stored document again: the way of `citance rebuild`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from citance.errors import NotFound
from citance.store.sqlite.activating import activate, undo
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.forms import choose_form, make_dormant
from citance.store.sqlite.joining import join_articles
from citance.store.sqlite.keeping import KeptClassifications
from citance.store.sqlite.writing import enter_survivor, insert_problems
from citance.store.values import Entry


def put_again(batch: Batch, entries: Sequence[tuple[int, Entry]]) -> None:
    """Replace what was derived from stored documents; see Store.put_again. The bodies stay, but for the bibliography, whose
    references are read by the finder."""
    db = batch.db
    for number, entry in entries:
        row = db.execute("SELECT article, active FROM document WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise NotFound("document", str(number))
        for join in entry.joins:
            enter_survivor(batch, entry, join.survivor)
            join_articles(batch, join, entry.at, number)
        article, active = db.execute("SELECT article, active FROM document WHERE id = ?", (number,)).fetchone()
        kept = undo(batch, number) if active else KeptClassifications()
        _write_given(batch, number, entry)
        if active:
            batch.forget()
            citing = batch.get(article)
            batch.add_identifiers(citing, entry.packed.identifiers)
            batch.add_match_keys(citing, entry.packed.match_keys)
            activate(batch, citing, number, msgspec.structs.replace(entry, joins=()), kept)
        else:
            make_dormant(batch, number, entry)
        if db.execute("SELECT count(*) FROM document WHERE article = ?", (article,)).fetchone()[0] > 1:
            choose_form(batch, article, kept)  # it may find more or less now than another form does


def _write_given(batch: Batch, number: int, entry: Entry) -> None:
    db, made, packed = batch.db, entry.made_by, entry.packed
    db.execute("UPDATE document_bibliography SET body = ? WHERE document = ?", (packed.bibliography, number))
    if packed.study is not None:
        db.execute("UPDATE document_facets SET study = ? WHERE document = ?", (packed.study, number))
    db.execute(
        "UPDATE document SET reader = ?, finder = ?, cutter = ?, linker = ?, bibliography = ?, problems = 0 WHERE id = ?",
        (
            batch.interning.maker(db, "reader", made.reader),
            batch.interning.maker(db, "finder", made.finder),
            batch.interning.maker(db, "cutter", made.cutter),
            batch.interning.maker(db, "linker", made.linker),
            len(packed.references),
            number,
        ),
    )
    db.execute("DELETE FROM problem WHERE document = ?", (number,))
    insert_problems(db, number, packed.problems, linking=False)
    insert_problems(db, number, entry.problems, linking=True)
