"""Making what was derived from a stored document again: the way of `citance rebuild`."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from citance.store.memory import activating, entering, forms, joining
from citance.store.memory.state import State
from citance.store.memory.writing import as_read
from citance.store.values import Entry


def put_again(state: State, entries: Sequence[tuple[int, Entry]]) -> None:
    """Replace what was derived from stored documents."""
    for number, entry in entries:
        form = state.form(number)
        for join in entry.joins:
            entering.enter_survivor(state, entry, join.survivor)
            joining.join_articles(state, join, entry.at, number)
        kept = activating.undo(state, form) if form.active else None
        old = form.entry
        packed = msgspec.structs.replace(
            entry.packed,
            format=old.packed.format,
            front=old.packed.front,
            text=old.packed.text,
            layout=old.packed.layout,
            date=old.packed.date,
            year=old.packed.year,
            journal=old.packed.journal,
            study=old.packed.study if entry.packed.study is None else entry.packed.study,
        )
        form.entry = msgspec.structs.replace(
            as_read(entry), packed=packed, file=old.file, visibility=old.visibility, at=old.at, joins=()
        )
        if kept is not None:
            key = entering.enter(state, form.article, entry.packed.identifiers, entry.packed.match_keys)
            state.filed.setdefault(key, set()).update(entry.packed.match_keys)
            activating.activate(state, form, kept)
        if len(state.forms_of(state.now(form.article))) > 1:
            forms.choose_form(state, state.now(form.article), kept)
