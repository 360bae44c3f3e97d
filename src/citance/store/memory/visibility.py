"""What a person said of how much of an article may be shown, and the documents that follow it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from citance.store.memory.state import State
from citance.store.values import Visibility


def say(state: State, keys: Collection[str], visibility: Visibility) -> int:
    """Keep what a person says of how much of these articles may be shown."""
    return sum(_say_one(state, state.now(key), visibility) for key in dict.fromkeys(keys))


def _say_one(state: State, key: str, visibility: Visibility) -> int:
    absorbed = [one for one in state.joined if state.follow(one) == key]
    state.given_visibility |= dict.fromkeys((key, *absorbed), visibility)
    return apply(state, key)


def apply(state: State, key: str) -> int:
    """Show an article's documents as was said of it, if anything was; how many there are."""
    said = state.given_visibility.get(key)
    held = state.forms_of(key) if said is not None else []
    for form in held:
        form.entry = msgspec.structs.replace(form.entry, visibility=said)
        state.note("article", key)
        state.note("statements", key)
    return len(held)


def given(state: State, keys: Collection[str]) -> dict[str, Visibility]:
    """What a person said of how much of these articles may be shown."""
    return {key: state.given_visibility[key] for key in keys if key in state.given_visibility}
