"""Printed number lists: "3, 5-7" → the numbers; shared by the finders of bracketed and raised numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography

DASHES = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# A list of numbers and ranges; letters after a number name a part of the entry (12a). No decimals, no signs.
_PART = r"(?-i:[a-e]?)"  # of an entry: 12a; but 14C is an isotope
_ITEM = rf"\d{{1,4}}{_PART}(?:\s?[{DASHES}]\s?\d{{1,4}}{_PART})?"
# Blanks have one place each: where two may take the same, a list that breaks off is read in twice as many ways for each number.
NUMBER_LIST = rf"{_ITEM}(?:\s?(?:[,;]|,\s?and|and|&)\s?{_ITEM})*"
# BMJ parts raised numbers by blanks; SciELO leaves the brackets of each where they were: "7),(8", "9)-(16".
_RAISED_ITEM = rf"\d{{1,4}}{_PART}(?:\s?(?:\)\s?)?[{DASHES}]\s?(?:\(\s?)?\d{{1,4}}{_PART})?"
RAISED_LIST = rf"{_RAISED_ITEM}(?:(?:\s?(?:\)\s?)?[,;]\s?(?:\(\s?)?|\s|,?\s?and\s){_RAISED_ITEM})*"
_RANGE = re.compile(rf"(\d+)[a-e]?(?:\s?(?:\)\s?)?[{DASHES}]\s?(?:\(\s?)?(\d+))?")


def ranges_in(printed: str, at: int = 0) -> Iterator[tuple[int, int, int, int]]:
    """(first, last, start, end) of each number or range of a printed list that begins at `at`."""
    for match in _RANGE.finditer(printed):
        low = int(match[1])
        yield low, int(match[2]) if match[2] else low, at + match.start(), at + match.end()


def named_references(printed: str, bibliography: Bibliography, at: int, longest: int = 60) -> tuple[int, ...]:
    """The references a list printed at this place names; none at all where one of its numbers is in no list or falls back.

    One number outside the list, or a range that runs backwards, shows that these are not citations but an interval, a
    date or a dose, so the whole list is left.
    """
    members: list[int] = []
    highest, beside = bibliography.highest, bibliography.beside(at)
    for match in _RANGE.finditer(printed):
        low = int(match[1])
        high = int(match[2]) if match[2] else low
        if low < 1 or high > highest or high < low or high - low > longest or (high == low and match[2]):
            return ()
        members += bibliography.expand(range(low, high + 1), beside)
    if beside is not None and any(bibliography.is_elsewhere(member, beside) for member in members):
        return ()
    return tuple(dict.fromkeys(members))
