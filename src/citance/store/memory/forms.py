"""Which form of an article is the active one."""

from __future__ import annotations

import msgspec

from citance.store import forms
from citance.store.memory import activating, reviews
from citance.store.memory.activating import KeptHistory
from citance.store.memory.state import HeldForm, State


def retire(state: State, form: HeldForm) -> dict[str, KeptHistory]:
    """Take a form's statements away, and keep its entry as its links are now; what was said of its statements."""
    links = tuple(tuple(links) for links in reviews.machine_links(state, form))
    form.entry = msgspec.structs.replace(form.entry, links=links, joins=())
    return activating.undo(state, form)


def choose_form(state: State, key: str, kept: dict[str, KeptHistory] | None = None) -> None:
    """See to it that the best form of an article is its active one, and no other."""
    held = state.forms_of(key)
    best = max(held, key=rank, default=None)
    kept = kept or {}
    for form in held:
        if form.active and form is not best:
            kept = kept | retire(state, form)
    if best is not None and not best.active:
        activating.activate(state, best, kept)
    elif best is not None:
        reviews.reattach(state, key, best)
    state.note("statements", key)
    state.note("article", key)


def rank(form: HeldForm) -> tuple[bool, int, int, str, int]:
    """What a form is compared by with the other forms of its article; see store.forms."""
    packed = form.entry.packed
    return forms.rank(packed.format, packed.date, form.number, len(packed.statements))
