"""The log of changes: each article and kind once for a transaction."""

from __future__ import annotations

from citance.errors import NotFound
from citance.store.memory import entering
from citance.store.memory.state import State
from citance.store.values import Change


def log(state: State) -> None:
    """Let orphans go, and write down what the transaction under way changed."""
    entering.let_orphans_go(state)
    for kind, key in sorted(state.noted):
        if kind != "gone" and key not in state.works:
            continue
        state.changes.append(Change(state.number("change"), kind, key))  # type: ignore[arg-type]
    state.noted.clear()


def sequence(state: State) -> int:
    """The number of the last change."""
    return state.last.get("change", 0)


def since(state: State, sequence: int, limit: int = 1000, *, articles: bool = True) -> list[Change]:
    """What changed after a number."""
    if sequence < state.forgotten:
        raise NotFound("change", str(sequence))
    wanted = [change for change in state.changes if articles or change.kind != "article"]
    return [change for change in wanted if change.sequence > sequence][:limit]


def forget(state: State, upto: int) -> None:
    """Let go of changes up to a number."""
    state.changes = [change for change in state.changes if change.sequence > upto]
    state.forgotten = max(upto, state.forgotten)
