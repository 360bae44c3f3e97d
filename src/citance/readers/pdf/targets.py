"""Links of the file itself from its text to its reference list → tagged links.

A link says a page and a place on it: the entry whose first line begins there. Links are believed where most of them agree with
what is printed: a number with the entry's, a name or year with its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from citance.model.document import Span, TaggedLink
from citance.readers.pdf.references import ReferenceList
from citance.readers.pdf.values import Annotation, Line
from citance.text.normalise import fold

_FEWEST = 3  # links, where the list is not shorter
_OFF = 12.0  # points that a goal may differ from the usual one
_ABOVE, _BELOW = 15.0, 50.0  # points that a link's goal may stand below and above the top of its entry
_ASIDE = 150.0  # points that it may stand beside it: less than the width of a column
_AGREE = 0.8  # of the links must agree with what they stand on
_NUMBER = re.compile(r"\d{1,4}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_OF_ONE = re.compile(r"[^\d)\]]{0,25}")  # between two links that are one: the names and the year


def find_links(
    text: str, linked: Iterable[tuple[Span, Annotation]], lists: Sequence[ReferenceList], lines: Sequence[Line]
) -> tuple[TaggedLink, ...]:
    """The links to entries in the order of the text; none where what they stand on says otherwise."""
    places: dict[int, list[tuple[float, float, int]]] = defaultdict(list)  # by page: top, left, index of the entry
    entries = [entry for one in lists for entry in one.entries]
    for at, entry in enumerate(entries):
        first = lines[entry.lines[0]]
        places[first.page].append((first.box.y0, first.box.x0, at))
    words = [f" {fold(entry.reference.text)} " for entry in entries]
    labels = [_NUMBER.findall(entry.reference.label or str(entry.reference.position))[-1:] for entry in entries]
    goals: list[
        tuple[Span, list[tuple[float, int]]]
    ] = []  # each link's entries that it may lead to, and how far they stand below
    count = 0
    for span, annotation in linked:
        near = _near(annotation, places)
        count += bool(near)
        printed = span.cut(text)
        goals.append((span, [(below, at) for below, at in near if _agrees(printed, words[at], labels[at])]))
    sure = [near[0][0] for _, near in goals if len(near) == 1]
    fewest = min(_FEWEST, len(entries))
    if not sure or len(sure) < fewest:
        return ()
    usual = median(sure)  # files differ in how far above an entry their links lead
    found: list[tuple[Span, int]] = []
    right = 0
    for span, near in goals:
        below, number = min(near, key=lambda one: abs(one[0] - usual), default=(1e9, 0))
        if abs(below - usual) > _OFF:
            continue
        right += 1
        before = found[-1] if found else None
        if (
            before is not None
            and before[1] == number
            and _WORDS.search(before[0].cut(text))
            and _OF_ONE.fullmatch(text, before[0].end, span.start)
        ):
            found[-1] = Span(before[0].start, span.end), number
        elif before is None or span.start >= before[0].end:
            found.append((span, number))
    if right < max(fewest, _AGREE * count):
        return ()
    return tuple(TaggedLink(span, (entries[number].reference.id,)) for span, number in found)


def _near(annotation: Annotation, places: dict[int, list[tuple[float, float, int]]]) -> list[tuple[float, int]]:
    """The entries that a link may lead to, each with how far below the link's goal it begins."""
    x, y = annotation.to_x, annotation.to_y
    if annotation.to_page is None or y is None:
        return []
    return [
        (top - y, number)
        for top, left, number in places.get(annotation.to_page, ())
        if -_ABOVE <= top - y <= _BELOW and (not x or x < 0 or abs(left - x) < _ASIDE)
    ]


def _agrees(printed: str, words: str, label: Sequence[str]) -> bool:
    """Whether the words under a link are those of its entry: its number, a name or the year."""
    names = _WORDS.findall(printed)
    if names:
        return any(f" {fold(name)} " in words for name in names)
    year = _YEAR.search(printed)
    if year is not None and f" {year[0]}" in words:
        return True
    number = _NUMBER.search(printed)
    return number is not None and [number[0]] == list(label)
