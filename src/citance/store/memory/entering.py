"""Articles come and go: entered when first spoken of, let go when nothing speaks of them any more."""

from __future__ import annotations

from collections.abc import Sequence

from citance.store.memory.state import State
from citance.store.values import Entry


def let_orphans_go(state: State) -> None:
    """Drop the articles that lost a reference and that nothing speaks of any more."""
    for key in sorted(state.emptied):
        _drop_if_orphan(state, key)
    state.emptied.clear()


def _drop_if_orphan(state: State, key: str) -> None:
    if key not in state.works or state.forms_of(key) or any(True for _ in state.links_to({key})):
        return
    for form in state.active():
        if any(state.now(relation.article) == key for relation in form.entry.relations):
            return
    others = [k for k in state.joined if state.follow(k) == key]
    for other in others:
        del state.joined[other], state.orders[other]
        state.filed.pop(other, None)
    del state.works[key], state.orders[key]
    state.filed.pop(key, None)
    for number in [n for n, record in state.joins.items() if {key, *others} & {record.survivor, record.absorbed}]:
        del state.joins[number]
    state.note("gone", key)


def enter_survivor(state: State, entry: Entry, key: str) -> None:
    """Make the article that another is to be joined to, where it is this very entry that brings it."""
    if state.follow(key) in state.works:
        return
    if key == entry.article:
        enter(state, key, (), entry.packed.match_keys)
    for reference, links in zip(entry.packed.references, entry.links, strict=False):
        for work, link in zip(reference.works, links, strict=False):
            if link.article == key:
                enter(state, key, (), work.match_keys)


def enter(state: State, key: str, identifiers: Sequence[str], match_keys: Sequence[int]) -> str:
    """The key that an article goes by, made now where it is new."""
    now = state.follow(key)
    if now not in state.works:
        state.works[now] = set()
        state.orders[now] = state.number("article")
        state.filed[now] = set(match_keys)
    add_identifiers(state, now, identifiers)
    state.note("article", now)
    return now


def add_identifiers(state: State, key: str, names: Sequence[str]) -> None:
    """Give an article identifiers, all but those that some article has."""
    taken = {name for held in state.works.values() for name in held}
    state.works[key] |= {name for name in names if name not in taken}
