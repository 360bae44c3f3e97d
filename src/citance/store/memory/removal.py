"""Taking documents out, and what is kept of that."""

from __future__ import annotations

from collections.abc import Collection

from citance.errors import NotFound
from citance.store.memory import activating, forms
from citance.store.memory.state import HeldForm, State
from citance.store.values import Tombstone


def remove_article(state: State, key: str, why: str = "", at: str = "") -> Tombstone:
    """Take an article's documents out."""
    key = state.now(key)
    return _remove_documents(state, key, state.forms_of(key), why, at)


def remove_source(state: State, source: str, why: str = "", at: str = "") -> tuple[Tombstone, ...]:
    """Take out every document that came from a source."""
    by_article: dict[str, list[HeldForm]] = {}
    for form in sorted(state.forms.values(), key=lambda form: form.number):
        if source in (form.entry.file.source, form.entry.file.name):
            by_article.setdefault(state.now(form.article), []).append(form)
    files = [d for d, file in state.unreadable.items() if source in (file.file.source, file.file.name)]
    if not by_article and not files:
        raise NotFound("source", source)
    for digest in files:
        del state.unreadable[digest]
    return tuple(_remove_documents(state, key, held, why, at) for key, held in by_article.items())


def _remove_documents(state: State, key: str, held: list[HeldForm], why: str, at: str) -> Tombstone:
    names = set(state.works[key])
    for form in held:
        names |= set(form.entry.packed.identifiers)
        if form.active:
            activating.undo(state, form)
        del state.forms[form.number]
    if state.forms_of(key):
        names = set()
        forms.choose_form(state, key)
    state.emptied.add(key)
    digests = tuple(form.entry.file.digest for form in held)
    tomb = Tombstone(state.number("tombstone"), key, digests, tuple(sorted(names)), why, at)
    state.tombstones[tomb.number] = tomb
    return tomb


def read(state: State) -> tuple[Tombstone, ...]:
    """All that was removed."""
    return tuple(tomb for _, tomb in sorted(state.tombstones.items()))


def is_removed(state: State, identifiers: Collection[str]) -> bool:
    """Whether an article with any of these identifiers was removed."""
    wanted = set(identifiers)
    return any(wanted & {*tomb.digests, *tomb.identifiers} for tomb in state.tombstones.values())


def lift(state: State, number: int) -> None:
    """Let what was removed be ingested again."""
    if state.tombstones.pop(number, None) is None:
        raise NotFound("removal", str(number))
