"""The stance of statements as it holds, and their sum for the articles they are about."""

from __future__ import annotations

from collections.abc import Iterator

from citance.model import Stance, Tally
from citance.store.codes import verdict_code
from citance.store.memory.state import HeldForm, HeldStatement, State
from citance.store.reviewing import verdict_of


def verdict(state: State, statement: HeldStatement) -> int:
    """The code of the verdict that holds on a statement."""
    shown = verdict_of(row.review for row in state.reviews_on(statement.id))
    if shown is not None:
        return verdict_code(shown.stance, shown.evidence)
    if statement.history:
        last = statement.history[-1][1]
        return verdict_code(last.stance, last.evidence)
    return verdict_code(Stance.UNCLASSIFIED, None)


def about(state: State, keys: set[str]) -> Iterator[tuple[HeldForm, HeldStatement]]:
    """The statements about any of these articles."""
    for form in state.active():
        for statement in form.statements:
            if keys & set(state.cited(form, statement.packed.reference)):
                yield form, statement


def count(state: State, keys: set[str]) -> Tally:
    """The tally of these articles taken together."""
    counts = [0] * 7
    for _, statement in about(state, keys):
        counts[verdict(state, statement)] += 1
    counts[6] = len({form.number for form, _, _ in state.links_to(keys)})
    return Tally(*counts)
