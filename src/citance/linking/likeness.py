"""How alike two strings are: small measures on folded text."""

from __future__ import annotations

from functools import lru_cache


def trigrams(text: str) -> frozenset[str]:
    """The runs of three characters in `text`."""
    return frozenset(text[i : i + 3] for i in range(len(text) - 2))


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of trigrams in common, 0 to 1: twice those of both over those of each."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Share of the trigrams of `part` that occur in `whole`."""
    return len(part & whole) / len(part) if part else 0.0


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter added, dropped, changed, or two neighbours swapped, makes one of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    at = 0
    while at < len(short) and short[at] == long[at]:
        at += 1
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (
        short[at + 2 :] == long[at + 2 :] and short[at : at + 2] == long[at : at + 2][::-1]
    )


@lru_cache(maxsize=65536)
def abbreviates(short: str, long: str) -> bool:
    """Whether the word `short` can stand for `long`: the same first letter, and its letters in order ("natl", "national")."""
    if not short or not long or short[0] != long[0] or len(short) > len(long):
        return False
    if long.startswith(short):
        return True
    at = 0
    for letter in short:
        at = long.find(letter, at) + 1
        if not at:
            return False
    return len(short) >= 2


# Words that abbreviated journal names leave out, in the languages of most journals.
_SMALL = frozenset(
    {"the", "of", "and", "in", "for", "on", "to", "a", "an", "de", "la", "le", "des", "du", "et", "y", "e", "der", "die", "das"}
    | {"und", "fur", "di", "del", "della", "i", "zur", "da", "do", "em", "o"}
)


@lru_cache(maxsize=65536)
def same_journal(one: str, other: str) -> bool:
    """Whether two folded names are of one journal: word by word the same or abbreviated, or one the other's initials."""
    if one == other:
        return True
    ones = [word for word in one.split() if word not in _SMALL]
    others = [word for word in other.split() if word not in _SMALL]
    if not ones or not others:
        return False
    if "".join(ones) == "".join(others):
        return True
    short, long = (ones, others) if len("".join(ones)) <= len("".join(others)) else (others, ones)
    if _words_stand_for(short, long):
        return True
    initials = "".join(word[0] for word in long)
    return len(short) <= 2 and len(initials) >= 3 and short[0] == initials[: len(short[0])] and len(short[0]) >= 3


def _words_stand_for(short: list[str], long: list[str]) -> bool:
    """Each word of `short` stands for one of `long`, in order; a word of initials ("usa") for several. What is left over at
    the end must be a place or a subtitle: at most a third of the long name."""
    at = matched = 0
    for word in short:
        while at < len(long) and not (abbreviates(word, long[at]) or abbreviates(long[at], word)):
            if word == "".join(w[0] for w in long[at : at + len(word)]) and len(word) > 1:
                at += len(word) - 1
                break
            at += 1
            matched -= 1
            if matched < -1:
                return False
        if at >= len(long):
            return False
        at += 1
        matched += 1
    return (len(long) - at) * 3 <= len(long) or len(short) >= 3


def journal_stands_in(name: str, words: frozenset[str]) -> bool:
    """Whether every word of the folded journal name stands among `words`, whole or abbreviated."""
    asked = [word for word in name.split() if word not in _SMALL]
    return bool(asked) and all(
        word in words
        or any(abbreviates(other, word) or abbreviates(word, other) for other in words if other[0] == word[0] and len(other) > 1)
        for word in asked
    )
