"""Spellings of a journal's name: which are surely the same, and which could be.

The Lancet, Lancet.                           the same: points, a leading article, "&" and "and" say nothing
J. Virol. / Journal of Virology               could be the same: each word stands for one, in order
"""

from __future__ import annotations

from citance.linking.likeness import abbreviates
from citance.text.normalise import fold_words

_JOINS = ("and", "und", "et", "y")  # what "&" is written out as
_SMALL = frozenset(
    {"of", "the", "for", "in", "on", "de", "la", "le", "des", "du", "der", "die", "das", "fur", "del", "della", "di"}
)


def folded_name(title: str) -> str:
    """The name as all its sure spellings have it; where nothing is left of it, as it is printed, in small letters."""
    words = [word for word in fold_words(title) if word not in _JOINS]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or title.strip().casefold()


def could_be(one: str, other: str) -> bool:
    """Whether of two folded names one could abbreviate the other. One word alone is too little: "Cell" is not "Cellulose"."""
    ones, others = (_telling(name) for name in (one, other))
    if one == other or len(ones) != len(others) or len(ones) < 2:
        return False
    short, long = (ones, others) if len("".join(ones)) <= len("".join(others)) else (others, ones)
    # A plural is another name: "Cell Reports", "Cell Report".
    return all(map(abbreviates, short, long)) and any(a != b and a + "s" != b for a, b in zip(short, long, strict=True))


def initials(name: str) -> str:
    """What names that could be the same share: quick to compare."""
    return "".join(word[0] for word in _telling(name))


def _telling(name: str) -> list[str]:
    return [word for word in name.split() if word not in _SMALL]
