"""What somebody asked for by a word or a number, or said in words, checked: an unknown word is answered with the known ones."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from citance.errors import InvalidInput, NotFound, OutOfRange, UnknownName

Named = TypeVar("Named", bound=StrEnum)


def one_of(what: str, name: str, known: Iterable[Named]) -> Named:
    """The one of this name; raises UnknownName."""
    names = {one.value: one for one in known}
    if name not in names:
        raise UnknownName(what, str(name), list(names))
    return names[name]


MOST = 2**53 - 1
"""No list has so many rows; more are no number to JavaScript, and to SQLite soon none either."""


def not_negative(what: str, number: int) -> int:
    """The number; raises InvalidInput where it is below nought, OutOfRange where it is more than anything has."""
    if number < 0:
        raise InvalidInput(f"{what} cannot be negative: {number}")
    if number > MOST:
        raise OutOfRange(what, str(number), 0, MOST)
    return number


def number_of(what: str, number: int) -> int:
    """The number that a row of a table may have; raises NotFound for one that none has."""
    if not 0 < number <= MOST:
        raise NotFound(what, str(number))
    return number


def text_of(what: str, words: str) -> str:
    """The words, which can be kept and written; raises InvalidInput where half of a surrogate pair stands in them."""
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{what} holds half of a surrogate pair, at character {error.start + 1}") from None
    return words
