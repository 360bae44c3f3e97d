"""Where the articles of a map stand: in columns by time, the oldest on the left, those that speak of each other near each other.

Plain geometry, the same for the same map: no chance, no forces, so that a map opened again is the map one remembers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import sqrt
from typing import NamedTuple

COLUMNS = 7  # what a page shows side by side with names that can be read
COLUMN, ROW, EDGE, HEAD = 160.0, 76.0, 104.0, 40.0  # at an edge there is room for half of the longest name
BOWS = (24.0, -24.0, 48.0, -48.0)  # what a tie is bent by, the least that helps; three quarters of it in its middle
CLEAR = 5.0  # between a tie and an article that it passes
SWEEPS = 6  # after which the order of toy and real maps no longer changes


class Spot(NamedTuple):
    """Where an article stands, and how large it is drawn."""

    x: float
    y: float
    radius: float


class Curve(NamedTuple):
    """A cubic curve: its two ends and what it bends towards."""

    start: tuple[float, float]
    one: tuple[float, float]
    two: tuple[float, float]
    end: tuple[float, float]

    def bowed(self, far: float) -> Curve:
        """The same, bent downwards by so much; upwards where that is less than nothing."""
        return Curve(self.start, (self.one[0], self.one[1] + far), (self.two[0], self.two[1] + far), self.end)

    def height_at(self, x: float) -> float:
        """How far down it is at `x`, which lies between its ends."""
        low, high = 0.0, 1.0
        rising = self.start[0] < self.end[0]
        for _ in range(10):
            middle = (low + high) / 2
            low, high = (middle, high) if (self._at(middle, 0) < x) == rising else (low, middle)
        return self._at((low + high) / 2, 1)

    def _at(self, t: float, axis: int) -> float:
        s = 1 - t
        a, b, c, d = (point[axis] for point in self)
        return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d

    @property
    def middle(self) -> tuple[float, float]:
        """The point half-way."""
        x, y = ((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(*self, strict=True))
        return x, y


class Layout(NamedTuple):
    """All spots by key, the size of the drawing, and over which column which years stand."""

    spots: dict[str, Spot]
    width: float
    height: float
    years: tuple[tuple[float, str], ...]

    def curve(self, citing: str, cited: str, shift: float = 0.0) -> Curve:
        """As `curve_between`, bowed as far as it must be to pass by the articles between, if it can."""
        straight = curve_between(self.spots[citing], self.spots[cited], shift)
        between = self._between(*sorted((self.spots[citing].x, self.spots[cited].x)))
        best, fewest = straight, _met(straight, between)
        for far in BOWS:
            if not fewest:
                break
            bowed = straight.bowed(far)
            if (met := _met(bowed, between)) < fewest:
                best, fewest = bowed, met
        return best

    def _between(self, left: float, right: float) -> dict[float, list[Spot]]:
        """The articles of the columns between two, by column."""
        found: dict[float, list[Spot]] = defaultdict(list)
        for spot in self.spots.values():
            if left < spot.x < right:
                found[spot.x].append(spot)
        return found


def lay_out(years: Mapping[str, int | None], sizes: Mapping[str, int], pairs: Iterable[tuple[str, str]]) -> Layout:
    """The layout of articles with these years; `sizes` are statements about each, `pairs` who cites whom."""
    columns = make_columns(years)
    beside: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    columns = _settle(columns, beside)
    deepest = max((len(column) for column in columns), default=1)
    height = HEAD + (deepest + 0.5) * ROW
    spots = {}
    heads = []
    for place, column in enumerate(columns):
        x = EDGE + place * COLUMN
        # Every other column half a row lower: names do not meet, and ties pass between the articles of the next column.
        top = HEAD + (deepest - len(column)) // 2 * ROW + (ROW / 2 if place % 2 else 0)
        for row, key in enumerate(column):
            spots[key] = Spot(x, top + row * ROW + ROW / 4, radius_of(sizes.get(key, 0)))
        heads.append((x, _span(years[key] for key in column)))
    return Layout(spots, 2 * EDGE + max(0, len(columns) - 1) * COLUMN, height, tuple(heads))


def radius_of(statements: int) -> float:
    """Area in proportion to the statements about an article, within what can be seen and what there is room for."""
    return min(12.0, max(4.5, 2.2 * sqrt(statements)))


def make_columns(years: Mapping[str, int | None]) -> list[list[str]]:
    """The keys in columns, those without a year first; a year is never parted, and few columns hold several."""
    known = sorted((key for key in years if years[key] is not None), key=lambda key: (years[key], key))
    groups = [list(group) for _, group in groupby(known, key=years.__getitem__)]
    most = max(1, -(-len(known) // COLUMNS))
    columns = _merge(groups, most)
    while len(columns) > COLUMNS:
        most += 1
        columns = _merge(groups, most)
    unknown = sorted(key for key in years if years[key] is None)
    return ([unknown] if unknown else []) + columns


def _merge(groups: Sequence[list[str]], most: int) -> list[list[str]]:
    columns: list[list[str]] = []
    for group in groups:
        if columns and len(columns[-1]) + len(group) <= most:
            columns[-1] = columns[-1] + group
        else:
            columns.append(list(group))
    return columns


def _settle(columns: list[list[str]], beside: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Each column in the order in which those it is tied to stand: so fewer ties cross."""
    for _ in range(SWEEPS):
        height = {key: (row + 0.5) / len(column) for column in columns for row, key in enumerate(column)}

        def pull(key: str, height: Mapping[str, float] = height) -> tuple[float, str]:
            tied = [height[other] for other in beside.get(key, ()) if other in height]
            return (sum(tied) / len(tied) if tied else height[key]), key

        columns = [sorted(column, key=pull) for column in columns]
    return columns


def curve_between(citing: Spot, cited: Spot, shift: float = 0.0) -> Curve:
    """From the citing article to the cited one; `shift` moves it up or down, where several run side by side."""
    if abs(citing.x - cited.x) < 1:  # one below the other: round by the left
        start = (citing.x - citing.radius, citing.y + shift)
        end = (cited.x - cited.radius - 3, cited.y + shift)
        bulge = 30 + abs(citing.y - cited.y) / 6
        return Curve(start, (start[0] - bulge, start[1]), (end[0] - bulge, end[1]), end)
    side = 1 if citing.x > cited.x else -1
    start = (citing.x - side * citing.radius, citing.y + shift)
    end = (cited.x + side * (cited.radius + 3), cited.y + shift)
    bend = side * abs(start[0] - end[0]) * 0.45
    return Curve(start, (start[0] - bend, start[1]), (end[0] + bend, end[1]), end)


def _met(curve: Curve, between: Mapping[float, Sequence[Spot]]) -> int:
    """How many articles it runs through."""
    return sum(
        abs(at - spot.y) < spot.radius + CLEAR for x, spots in between.items() for at in (curve.height_at(x),) for spot in spots
    )


def _span(years: Iterable[int | None]) -> str:
    known = [year for year in years if year is not None]
    if not known:
        return ""
    first, last = min(known), max(known)
    return str(first) if first == last else f"{first}–{last}"
