"""What somebody asked for by a word or a number, checked: an unknown word is answered with the known ones."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from citance.errors import InvalidInput, UnknownName

Named = TypeVar("Named", bound=StrEnum)


def one_of(what: str, name: str, known: Iterable[Named]) -> Named:
    """The one of this name; raises UnknownName."""
    names = {one.value: one for one in known}
    if name not in names:
        raise UnknownName(what, str(name), list(names))
    return names[name]


def not_negative(what: str, number: int) -> int:
    """The number; raises InvalidInput where it is below nought."""
    if number < 0:
        raise InvalidInput(f"{what} cannot be negative: {number}")
    return number
