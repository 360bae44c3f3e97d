"""Personal names as they are printed: surname, given names, particles, initials, and whether two can be one person."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from citance.text.data import read_lists
from citance.text.normalise import fold


class PersonName(NamedTuple):
    """A name in parts. `surname` includes its particles; `particles` are named apart for sorting and comparing."""

    surname: str
    given: str
    particles: str = ""


_LISTS = read_lists("names.txt")
PARTICLES = frozenset(_LISTS["particles"]["words"])
_SUFFIX = re.compile(rf"(?<![,\s])[,\s]+(?:{'|'.join(map(re.escape, _LISTS['suffixes']['words']))})\.?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s'’‐‑–-]*){1,4}\.?")  # J. R., JR, J.-R.; checked for capitals apart
_BLANKS = re.compile(r"\s+")


def _are_initials(word: str) -> bool:
    """Whether a word is initials: one to four capitals, with or without stops and hyphens (`JA`, `J.-A.`)."""
    letters = [char for char in word if char.isalpha()]
    return (
        0 < len(letters) <= 4
        and all(char.isupper() for char in letters)
        and (len(letters) == 1 or "." in word or "-" in word or word == "".join(letters))
        and _INITIALS.fullmatch(word) is not None
    )


def _is_particle(word: str) -> bool:
    return word.lower().rstrip("’'") in PARTICLES and not word.isupper()


def _leading_particles(words: list[str]) -> int:
    """How many words at the head of a surname are particles; never all of them."""
    count = 0
    while count < len(words) - 1 and _is_particle(words[count]):
        count += 1
    return count


def _name(surname: list[str], given: list[str]) -> PersonName:
    particles = _leading_particles(surname)
    return PersonName(" ".join(surname), " ".join(given), " ".join(surname[:particles]))


@lru_cache(maxsize=4096)
def parse_name(text: str) -> PersonName:
    """Surname, given names and particles of a printed name, in any of the usual orders.

    `Smith, John A.`; `Smith JA` (capitals at the end are initials); `J. A. Smith`; `van der Berg A`; `John Smith` (the
    last word is the surname, with the particles before it). Suffixes (Jr, III, PhD) are left out. One word alone, or a
    name without blanks in a script without capitals, is all surname.
    """
    text = _BLANKS.sub(" ", text).strip(" ,;")
    while (shorter := _SUFFIX.sub("", text)) != text and shorter:
        text = shorter
    if "," in text:
        head, tail = text.split(",", 1)
        surname, given = head.split(), tail.replace(",", " ").split()
        moved: list[str] = []  # "Berg, A. van der": the particles printed behind the initials
        while len(given) > 1 and _is_particle(given[-1]) and given[-1].islower():
            moved.insert(0, given.pop())
        return _name(moved + surname, given)
    words = text.replace(".", ". ").replace(". -", ".-").replace(". ‐", ".‐").split() if "." in text else text.split()
    if len(words) < 2:
        return PersonName(text, "")
    last = len(words)
    while last > 1 and _are_initials(words[last - 1]):
        last -= 1
    if last < len(words) and not all(_are_initials(word) for word in words[:last]):  # Smith JA, van der Berg A
        return _name(words[:last], words[last:])
    first = len(words) - 1
    while first > 1 and _is_particle(words[first - 1]):
        first -= 1
    if first == 1 and _is_particle(words[0]) and words[0].islower():  # "de Souza" alone
        first = 0
    return _name(words[first:], words[:first])


@lru_cache(maxsize=8192)
def initials(given: str) -> str:
    """The initials of given names, folded, in order: `John A.` ja, `JA` ja, `J.-P.` jp, `Jean-Pierre` jp, `Émile` e.

    A single word of up to four capitals without vowels-and-length of a name is read as initials. Particles among given
    names are left out. Names in scripts without capitals give their first character.
    """
    letters: list[str] = []
    for word in re.split(r"[\s.\-‐‑–'’]+", given):
        if not word or (word.islower() and word in PARTICLES):
            continue
        if 1 < len(word) <= 4 and word.isupper() and word.isalpha():
            letters.extend(fold(char)[:1] for char in word)
        else:
            letters.append(fold(word)[:1])
    return "".join(letters)


@lru_cache(maxsize=8192)
def fold_surname(surname: str) -> str:
    """The surname in one spelling: folded, without blanks, hyphens and apostrophes (`García-López` garcialopez)."""
    return fold(surname).replace(" ", "")


@lru_cache(maxsize=8192)
def _without_particles(surname: str) -> str:
    words = surname.split()
    return fold_surname(" ".join(words[_leading_particles(words) :]))


def same_surname(one: str, other: str) -> bool:
    """Whether two surnames are one, folded. Particles may be missing from one of the two, not differ."""
    if fold_surname(one) == fold_surname(other):
        return bool(fold_surname(one))
    bare_one, bare_other = _without_particles(one), _without_particles(other)
    if bare_one != bare_other:
        return False
    return bare_one == fold_surname(one) or bare_other == fold_surname(other)


def same_person(surname_a: str, given_a: str, surname_b: str, given_b: str) -> bool:
    """Whether two names can be one person's: same surname, and initials of which the shorter begin the longer.

    Both need a given name or initial: a bare surname is not enough. Where both spell their first given name out, the
    names must agree too, or one begin the other (`Jo` and `Joan`): `Wei Zhang` is not `Wen Zhang`.
    """
    if not given_a or not given_b or not same_surname(surname_a, surname_b):
        return False
    one, other = initials(given_a), initials(given_b)
    if not one or not other or not (one.startswith(other) or other.startswith(one)):
        return False
    first_a, first_b = _spelled_first(given_a), _spelled_first(given_b)
    return not first_a or not first_b or first_a.startswith(first_b) or first_b.startswith(first_a)


@lru_cache(maxsize=8192)
def _spelled_first(given: str) -> str:
    """The first given name, folded, where it is spelled out; empty where it is an initial."""
    words = given.replace(".", ". ").split()
    if not words or words[0].endswith(".") or len(words[0]) < 2 or (words[0].isupper() and len(words[0]) <= 4):
        return ""
    return fold(words[0]).replace(" ", "")
