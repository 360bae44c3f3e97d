"""The support index: of the statements with a verdict, the share that supports; with how far it can be trusted."""

from __future__ import annotations

from math import sqrt
from typing import Protocol

import msgspec

# Of a normal distribution: nineteen intervals of twenty hold the share that they estimate.
Z95 = 1.959964


class Counted(Protocol):
    """Anything that counts supporting and contrasting statements."""

    @property
    def supporting(self) -> int: ...
    @property
    def contrasting(self) -> int: ...


class Support(msgspec.Struct, frozen=True):
    """S/(S+C) with its 95 % interval (Wilson's, which stays within 0 and 1, and is wide where there are few statements) and the
    number of statements it rests on."""

    share: float
    low: float
    high: float
    statements: int


def support_of(counted: Counted) -> Support | None:
    """The support index of a tally; None where no statement has a verdict."""
    statements = counted.supporting + counted.contrasting
    if not statements:
        return None
    share = counted.supporting / statements
    square = Z95 * Z95
    centre = (share + square / (2 * statements)) / (1 + square / statements)
    half = Z95 / (1 + square / statements) * sqrt(share * (1 - share) / statements + square / (4 * statements * statements))
    return Support(share, max(0.0, centre - half), min(1.0, centre + half), statements)
