"""Terms of the index that are nearly what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import tantivy

MOST_LOOKED_AT = 30_000
"""Terms with the same first letter, the most frequent first."""

SHORTEST = 4
"""Letters of what is looked at: shorter words are near to too many."""


def near_terms(searcher: tantivy.Searcher, field: str, typed: str) -> Iterator[tuple[int, int, str]]:
    """Terms of a field that differ from `typed` in one letter, or, where that is long, in two: (how many, frequency, term).

    Two neighbours that changed places are one letter. The first letter is taken to be right.
    """
    if len(typed) < SHORTEST:
        return
    most = 1 if len(typed) < 7 else 2
    for term, frequency in searcher.terms_with_prefix(field, typed[0], limit=MOST_LOOKED_AT):
        if abs(len(term) - len(typed)) <= most and term != typed:
            apart = distance(typed, term, most)
            if apart <= most:
                yield apart, frequency, term


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be changed, put in, taken out or swapped with their neighbour; above `most` whatever is above."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        former, row = row, [at, *row[1:]]
        for place, there in enumerate(other, 1):
            row[place] = min(former[place] + 1, row[place - 1] + 1, former[place - 1] + (letter != there))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == there:
                row[place] = min(row[place], before[place - 2] + 1)
        if min(row) > most:
            return most + 1
        before = former
    return row[-1]
