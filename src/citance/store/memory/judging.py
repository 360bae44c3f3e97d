"""The stance of statements as classifiers say it, and which statements wait for one."""

from __future__ import annotations

from collections.abc import Iterable

from citance.model import Classification
from citance.store.classified import as_kept
from citance.store.memory import statements
from citance.store.memory.state import State
from citance.store.values import StoredStatement


def waiting(state: State, limit: int, after: int = 0) -> list[StoredStatement]:
    """Statements that wait for a classifier."""
    pairs = [(f, s) for f, s in state.in_storing_order() if s.id in state.waiting and s.number > after]
    return [statements.shown(state, form, statement) for form, statement in pairs[:limit]]


def record(state: State, classifications: Iterable[tuple[str, Classification]], at: str = "") -> int:
    """Give statements a stance."""
    known = 0
    for id, classification in classifications:
        found = state.find_statement(id)
        if found is None:
            continue
        form, statement = found
        word = as_kept(classification)
        if not statement.history or statement.history[-1][1] != word:  # the same again is no news
            statement.history.append((at, word))
        state.waiting.discard(id)
        state.touch(form, statement)
        known += 1
    return known


def history(state: State, id: str) -> tuple[tuple[str, Classification], ...]:
    """The history of a statement's classifications."""
    found = state.find_statement(id)
    return tuple(found[1].history) if found else ()


def wait_again(state: State, *, keep: str | None = None) -> int:
    """Let classified statements wait again."""
    again = {
        statement.id
        for _, statement in state.in_storing_order()
        if statement.history and (keep is None or statement.history[-1][1].by != keep)
    } - state.waiting
    state.waiting |= again
    return len(again)
