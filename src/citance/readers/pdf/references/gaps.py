"""Numbers that a numbered list leaves out because a label was misread: `l3.` for `3.`, `[3.` for `[3]`, or none at all.

The entry before such a label holds the lines of the next one, too. It is parted there where the lines say so; where they do not,
it stays as it is, and the number is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from citance.readers.pdf.references.entries import Part, is_ended, is_opening, reads_like_one, share
from citance.readers.pdf.values import Line

_MISREAD = re.compile(r"[\[({|]?\s?(?P<number>[\dlI|O]{1,4})\s?(?:[\])}][.:]?|[.,:;])?\s+(?=\S)")
_DIGITS = str.maketrans("lI|O", "1110")  # what is taken for one another where letters are recognised from a picture
_AT_EDGE = 3.0  # points
_MOST = 12  # lines of one entry that another may begin with


class _Begin(NamedTuple):
    """A line of an entry that another entry may begin with."""

    place: int  # among the lines of the entry
    skip: int  # how long what stands for its label is
    worth: int


def closed(lines: Sequence[Line], parts: Sequence[Part]) -> list[Part]:
    """The entries of a numbered list, those parted that hold the lines of a number that is missing behind them."""
    out: list[Part] = []
    for part, following in pairwise(parts):
        out += _parted(lines, part, range(part.number + 1, following.number))
    return out + list(parts[-1:])


def missing(parts: Sequence[Part], last_label: int) -> list[int]:
    """The numbers that no entry has: before the first, where it does not go on from the last list, and between two."""
    first = parts[0].number
    before = [] if first == last_label + 1 else list(range(1, first))
    return before + [number for one, other in pairwise(parts) if one.number for number in range(one.number + 1, other.number)]


def _parted(lines: Sequence[Line], part: Part, absent: Sequence[int]) -> list[Part]:
    """The entry and those of the absent numbers, all of them or none: none, too, where two ways are equally good."""
    if not absent:
        return [part]
    ways = []
    for begins in combinations(islice(_begins(lines, part, absent), _MOST), len(absent)):
        places = [0, *(begin.place for begin in begins), len(part.lines)]
        stretches = [part.lines[start:end] for start, end in pairwise(places)]
        labelled = all(begin.skip for begin in begins)
        if _read_like_entries(lines, stretches) and (labelled or share(lines, [Part(stretch) for stretch in stretches]) == 1):
            ways.append((sum(begin.worth for begin in begins), stretches, begins))
    ways.sort(key=lambda way: -way[0])
    if not ways or (len(ways) > 1 and ways[0][0] == ways[1][0]):
        return [part]
    _, (own, *others), begins = ways[0]
    label = part.label or ""
    return [Part(own, part.label, part.skip, part.number)] + [
        Part(stretch, label.replace(str(part.number), str(number)), begin.skip, number)
        for stretch, number, begin in zip(others, absent, begins, strict=True)
    ]


def _read_like_entries(lines: Sequence[Line], stretches: Sequence[Sequence[int]]) -> bool:
    return all(reads_like_one(" ".join(lines[index].text for index in stretch)) for stretch in stretches)


def _begins(lines: Sequence[Line], part: Part, absent: Sequence[int]) -> Iterator[_Begin]:
    """The lines that may begin an entry, behind one that may end another."""
    edges: dict[tuple[int, int], float] = {}
    for line in (lines[index] for index in part.lines):
        column = line.page, line.column
        edges[column] = min(line.box.x0, edges.get(column, line.box.x0))
    for place, (above, index) in enumerate(pairwise(part.lines), 1):
        line = lines[index]
        if not is_ended(lines[above].text):
            continue
        label = _MISREAD.match(line.text)
        skip = label.end() if label is not None else 0
        named = label is not None and int(label["number"].translate(_DIGITS)) in absent
        at_edge = line.box.x0 - edges[line.page, line.column] < _AT_EDGE
        if ((at_edge or skip) and is_opening(line.text[skip:])) or (named and line.text[skip].isupper()):
            yield _Begin(place, skip, 4 * named + 2 * (skip > 0) + at_edge)
