"""Lists without numbers parted by how they are set: hanging or indented first lines, room between entries, names at the start.

Each way is tried on the whole list, and the one whose entries read most like references is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from citance.readers.pdf.references.entries import YEAR, at_starts, is_ended, is_opening, reads_like_one
from citance.readers.pdf.values import Line


def starts_of(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """The first lines of entries without numbers, by the way of parting whose entries read most like references."""
    left = left_edges(lines, own)
    ways = [_hanging(lines, own, left), _indented(lines, own, left), _spaced(lines, own), _by_names(lines, own)]
    edges, room = _IS_EVEN * _is_at_two_edges(lines, own, left), _IS_EVEN * _is_in_two_steps(lines, own)
    scores = [_score(lines, own, starts) + even for starts, even in zip(ways, (edges, edges, room, 0.0), strict=True)]
    return ways[scores.index(max(scores))]


# What it is worth to a way of parting that the page was set for it: all lines begin at one of two edges, or stand in one of
# two steps from each other. As much as half of the entries without a name at their start, which lists of agencies have.
_IS_EVEN = 0.25


def _is_at_two_edges(lines: Sequence[Line], own: Sequence[int], left: dict[tuple[int, int], float]) -> bool:
    """Whether nearly all lines begin at the left edge of their column or at one indent, and enough of them at either."""
    indents = [_indent(lines[index], left) for index in own]
    flush = sum(indent < 2.0 for indent in indents)
    inner = Counter(round(indent) for indent in indents if indent >= _STEP)
    if not inner:
        return False
    indent, _ = inner.most_common(1)[0]
    inside = sum(inner[step] for step in (indent - 1, indent, indent + 1))
    return flush + inside >= 0.9 * len(indents) and min(flush, inside) >= 0.1 * len(indents)


def left_edges(lines: Sequence[Line], indices: Sequence[int]) -> dict[tuple[int, int], float]:
    """Of each column of each page, where its lines begin, by their leftmost.

    A line far to the left of all others is a stray one. A few lines at the top of a column may all be indented: then the
    same column of another page tells.
    """
    starts: dict[tuple[int, int], list[float]] = defaultdict(list)
    for index in indices:
        line = lines[index]
        starts[line.page, line.column].append(line.box.x0)
    edges: dict[tuple[int, int], float] = {}
    for key, places in starts.items():
        places.sort()
        usual = places[len(places) // 4]
        edges[key] = next(place for place in places if usual - place < _WIDEST_INDENT)
    for (page, column), places in starts.items():
        mine = edges[page, column]
        if len(places) <= 4:
            others = [edge for (other, same), edge in edges.items() if same == column and other != page]
            edges[page, column] = min((edge for edge in others if 0 < mine - edge < _WIDEST_INDENT), default=mine)
    return edges


_WIDEST_INDENT = 45.0  # points
_STEP = 3.5  # points that an indent is at least; first lines differ by less where their letters overhang


def _indent(line: Line, left: dict[tuple[int, int], float]) -> float:
    return line.box.x0 - left[line.page, line.column]


def _hanging(lines: Sequence[Line], own: Sequence[int], left: dict[tuple[int, int], float]) -> list[int]:
    """First lines stand out to the left."""
    return [index for index in own if _indent(lines[index], left) < _STEP]


def _indented(lines: Sequence[Line], own: Sequence[int], left: dict[tuple[int, int], float]) -> list[int]:
    """First lines are indented."""
    return [index for index in own if _indent(lines[index], left) >= _STEP]


def _spaced(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """Entries have more room between them than lines have."""
    usual = _usual_pitch(lines, own)
    if usual is None:
        return []
    starts = list(own[:1])
    for one, other in pairwise(own):
        pitch = _pitch(lines[one], lines[other])
        if pitch is None:
            if is_ended(lines[one].text) and is_opening(lines[other].text):
                starts.append(other)
        elif pitch > _MORE_ROOM * usual:
            starts.append(other)
    return starts


_MORE_ROOM = 1.18  # times the usual step from line to line


def _usual_pitch(lines: Sequence[Line], own: Sequence[int]) -> float | None:
    """The usual step from one line to the next: the middle of the smaller two thirds."""
    pitches = sorted(pitch for one, other in pairwise(own) if (pitch := _pitch(lines[one], lines[other])) is not None)
    return median(pitches[: max(1, len(pitches) * 2 // 3)]) if pitches else None


def _is_in_two_steps(lines: Sequence[Line], own: Sequence[int]) -> bool:
    """Whether the steps between lines are the usual one or clearly larger, and enough of them are larger."""
    usual = _usual_pitch(lines, own)
    if usual is None:
        return False
    pitches = [pitch for one, other in pairwise(own) if (pitch := _pitch(lines[one], lines[other])) is not None]
    larger = sum(pitch > _MORE_ROOM * usual for pitch in pitches)
    near = sum(pitch < 1.08 * usual for pitch in pitches)
    return larger + near >= 0.93 * len(pitches) and larger >= 0.12 * len(pitches)


def _by_names(lines: Sequence[Line], own: Sequence[int]) -> list[int]:
    """A line begins with names behind one that ends a sentence, when the entry so far has its year."""
    starts = list(own[:1])
    widths: dict[tuple[int, int], float] = defaultdict(float)
    for index in own:
        line = lines[index]
        widths[line.page, line.column] = max(widths[line.page, line.column], line.box.x1)
    length, has_year = 0, False  # of the entry so far
    for one, other in pairwise(own):
        above = lines[one]
        length += 1 + len(above.text)
        has_year = has_year or YEAR.search(above.text) is not None
        short = above.box.x1 < widths[above.page, above.column] - 12
        if has_year and is_ended(above.text) and is_opening(lines[other].text) and (short or length > 60):
            starts.append(other)
            length, has_year = 0, False
    return starts


def _pitch(above: Line, line: Line) -> float | None:
    """From one line down to the next of the same column; None where they stand in two."""
    if above.page != line.page or above.column != line.column or line.baseline <= above.baseline:
        return None
    return line.baseline - above.baseline


def _score(lines: Sequence[Line], own: Sequence[int], starts: Sequence[int]) -> float:
    """How well entries that begin so read: the share that has one year and begins with names, less what looks unparted."""
    if not starts:
        return -1.0
    parts = at_starts(own, starts)
    begins = set(starts)
    good = 0.0
    for part in parts:
        text = " ".join(lines[index].text for index in part.lines)
        good += 0.5 * reads_like_one(text) + 0.3 * is_opening(lines[part.lines[0]].text) + 0.2 * is_ended(text)
        if len(text) > 700:
            good -= 0.5
    missed = 0
    for one, other in pairwise(own):
        if other not in begins and is_ended(lines[one].text) and is_opening(lines[other].text):
            missed += 1
    return good / len(parts) - 0.5 * missed / len(parts)
