"""The table of features and weights, and the score that comes of it."""

from __future__ import annotations

from collections.abc import Iterable

BIAS = -6.0
WEIGHTS: dict[tuple[str, str], float] = {
    ("title", "same"): 9.0,
    ("title", "same, of middling length"): 7.0,
    ("title", "same, but short"): 4.0,
    ("title", "one begins the other"): 5.0,
    ("title", "nearly the same"): 7.0,
    ("title", "alike"): 3.0,
    ("title", "partly alike"): -1.0,
    ("title", "different"): -6.0,
    ("title marks", "different numbers"): -2.0,
    ("title marks", "one is a notice or an answer"): -4.0,
    ("first author", "same"): 3.0,
    ("first author", "nearly the same"): 2.0,
    ("first author", "elsewhere"): 0.0,
    ("first author", "different"): -4.0,
    ("other authors", "all"): 2.0,
    ("other authors", "most"): 1.0,
    ("other authors", "few"): 0.0,
    ("other authors", "none"): -2.0,
    ("year", "same"): 1.0,
    ("year", "differs by one"): -1.0,
    ("year", "differs by a few"): -2.0,
    ("year", "different"): -3.0,
    ("journal", "same"): 1.5,
    ("journal", "different"): -1.5,
    ("volume", "same"): 2.0,
    ("volume", "different"): -2.0,
    ("issue", "same"): 0.5,
    ("issue", "different"): -1.0,
    ("page", "same"): 4.0,
    ("page", "same, but short"): 2.0,
    ("page", "same number"): 3.0,
    ("page", "different"): -3.0,
}


def score(levels: Iterable[tuple[str, str]]) -> float:
    """The log-odds that reference and article are one work, by the table."""
    return BIAS + sum(WEIGHTS.get(level, 0.0) for level in levels)


LINKED = 2.0
CLEARLY_LESS = 1.0
