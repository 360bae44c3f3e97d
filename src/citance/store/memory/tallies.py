"""Tallies, and what follows from them: the parts of one, the most cited."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from citance.model import Tally
from citance.store.codes import SECTIONS
from citance.store.memory import articles, counting
from citance.store.memory.state import State


def tally(state: State, key: str, *, combined: bool = False) -> Tally:
    """Statements about the article, and the articles that cite it."""
    key = state.now(key)
    return counting.count(state, articles.family(state, key) if combined else {key})


def tallies(state: State, keys: Collection[str]) -> dict[str, Tally]:
    """The tallies of several articles."""
    return {key: counting.count(state, {now}) for key, now in state.known(keys).items()}


def tallies_of(state: State, names: Collection[str]) -> dict[str, Tally]:
    """The tallies of the articles that have these identifiers."""
    return {name: counting.count(state, {key}) for name, key in articles.find_by_identifiers(state, names).items()}


def tally_by(state: State, key: str, field: Literal["section", "year", "journal"], *, combined: bool = False) -> dict[str, Tally]:
    """The tally taken apart by where or when the article is cited."""
    key = state.now(key)
    parts: dict[Any, list[int]] = {}
    citing: dict[Any, set[int]] = {}
    for form, statement in counting.about(state, articles.family(state, key) if combined else {key}):
        packed = form.entry.packed
        part: Any = {"section": statement.packed.section, "year": packed.year or 0, "journal": packed.journal}[field]
        parts.setdefault(part, [0] * 7)[counting.verdict(state, statement)] += 1
        citing.setdefault(part, set()).add(form.number)
    for part, documents in citing.items():
        parts[part][6] = len(documents)
    if field == "section":
        return {str(SECTIONS[part]): Tally(*parts[part]) for part in sorted(parts)}
    return {str(part or ""): Tally(*parts[part]) for part in sorted(parts, key=lambda part: (not part, part))}


def most_cited(state: State, limit: int) -> tuple[str, ...]:
    """The keys of the articles that most others cite."""
    cited = {key: tally.citing_articles for key, tally in tallies(state, state.in_order()).items() if tally.citing_articles}
    return tuple(sorted(cited, key=lambda key: -cited[key])[:limit])
