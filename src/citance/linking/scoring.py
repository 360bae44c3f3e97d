"""The table of features and weights, and the score that comes of it.

A weight is what its level adds to the log-odds that reference and article are one work: +2.3 makes it ten times likelier.
Fitted on the first half of ../shared/data/linking by `python bench/linking.py --fit` (there also the judgement by hand towards
which rare levels are drawn), checked on the second half. `bench/README.md` has the figures.
"""

from __future__ import annotations

from collections.abc import Iterable

BIAS = -6.4
WEIGHTS: dict[tuple[str, str], float] = {
    ("title", "same"): 8.7,
    ("title", "same, of middling length"): 7.0,
    ("title", "same, but short"): 4.0,
    ("title", "one begins the other"): 5.0,
    ("title", "one ends the other"): 2.7,
    ("title", "nearly the same"): 6.7,
    ("title", "alike"): 2.8,
    ("title", "partly alike"): -0.6,
    ("title", "different"): -5.7,
    ("title marks", "different numbers"): -2.8,
    ("title marks", "another part"): -6.0,
    ("title marks", "one is a notice or an answer"): -4.0,
    ("first author", "same"): 2.7,
    ("first author", "nearly the same"): 2.3,
    ("first author", "elsewhere"): -0.3,
    ("first author", "different"): -4.0,
    ("other authors", "all"): 1.7,
    ("other authors", "most"): 1.0,
    ("other authors", "few"): 0.0,
    ("other authors", "none"): -2.1,
    ("year", "same"): 0.8,
    ("year", "differs by one"): -1.0,
    ("year", "differs by a few"): -2.0,
    ("year", "different"): -3.1,
    ("journal", "same"): 1.1,
    ("journal", "different"): -1.5,
    ("volume", "same"): 1.6,
    ("volume", "different"): -1.9,
    ("issue", "same"): 0.3,
    ("issue", "different"): -1.2,
    ("page", "same"): 4.2,
    ("page", "same, but short"): 1.5,
    ("page", "same number"): 3.0,
    ("page", "different"): -3.7,
    ("edition", "year and volume both differ"): -2.0,
}

# Linked from here on: seven to one. On the first half F1 is the same from -1 to 2, and 2 links fewest works that are not in
# the index (0.1 %); above it recall falls. Lower would link more titles printed twice (a statement in two journals).
LINKED = 2.0

# A runner-up nearer than this is as good: two records of one work, or twins. Less than any single disagreement weighs.
CLEARLY_LESS = 1.0


def score(levels: Iterable[tuple[str, str]]) -> float:
    """The log-odds that reference and article are one work, by the table."""
    return BIAS + sum(WEIGHTS.get(level, 0.0) for level in levels)
