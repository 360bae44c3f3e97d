"""Links of the file itself from its text to its reference list → tagged links.

A link says a page and a place on it: the entry whose first line begins there. Links are believed where most of them agree with
what is printed: a number with the entry's, a name or year with its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from citance.model.document import Span, TaggedLink
from citance.readers.pdf.references import ReferenceList
from citance.readers.pdf.values import Annotation, Line
from citance.text.normalise import fold

_ABOVE, _BELOW = 8.0, 45.0  # points that a link's goal may stand below and above the top of its entry
_ASIDE = 150.0  # points that it may stand beside it: less than the width of a column
_AGREE = 0.8  # of the links must agree with what they stand on
_NUMBER = re.compile(r"\d{1,4}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_OF_ONE = re.compile(r"[\s,;.(\[]{0,3}")  # between two links that are one: the names and the year


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
    found: list[tuple[Span, int]] = []
    count = 0
    for span, annotation in linked:
        number = _entry_at(annotation, places)
        if number is None:
            continue
        count += 1
        printed = span.cut(text)
        if _agrees(printed, words[number], labels[number]):
            before = found[-1] if found else None
            if before is not None and before[1] == number and _OF_ONE.fullmatch(text, before[0].end, span.start):
                found[-1] = Span(before[0].start, span.end), number
            elif before is None or span.start >= before[0].end:
                found.append((span, number))
    if count < 3 or len(found) < _AGREE * count:
        return ()
    return tuple(TaggedLink(span, (entries[number].reference.id,)) for span, number in found)


def _entry_at(annotation: Annotation, places: dict[int, list[tuple[float, float, int]]]) -> int | None:
    """The entry that a link leads to."""
    x, y = annotation.to_x, annotation.to_y
    if annotation.to_page is None or y is None:
        return None
    best: tuple[float, int] | None = None
    for top, left, number in places.get(annotation.to_page, ()):
        below = top - y
        if -_ABOVE <= below <= _BELOW and (not x or abs(left - x) < _ASIDE):
            distance = abs(below - 2)
            if best is None or distance < best[0]:
                best = distance, number
    return best[1] if best else None


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
