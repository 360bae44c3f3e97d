"""A list under no heading that we know: where a run of numbers, or a crowd of years and pages, shows it."""

from __future__ import annotations

from collections.abc import Sequence

from citance.readers.pdf.phrases import CAPTION
from citance.readers.pdf.references.entries import NUMBERS, YEAR, Part, at_starts, is_opening, reads_like_one, share, without_tail
from citance.readers.pdf.references.layout import starts_of
from citance.readers.pdf.references.numbered import by_numbers
from citance.readers.pdf.references.region import is_foreign
from citance.readers.pdf.values import Line, usual_size


def without_heading(lines: Sequence[Line]) -> list[Part]:
    """A list under no heading that we know: with numbers, or where years and pages stand close together."""
    parts = by_numbers(lines, range(len(lines) // 3, len(lines)), 0, headed=False)
    texts = [" ".join(lines[index].text for index in part.lines) for part in parts]
    if len(parts) >= 4 and sum(map(reads_like_one, texts)) >= 0.8 * len(parts):
        return parts
    crowd = _crowd(lines)
    if not crowd:
        return []
    size = usual_size(lines[at] for at in crowd)
    own = [
        index
        for index in _between_headings(lines, crowd, size)
        if not is_foreign(lines[index], size) and not CAPTION.match(lines[index].text)
    ]
    while own and not is_opening(lines[own[0]].text):
        own.pop(0)
    parts = without_tail(lines, at_starts(own, starts_of(lines, own))) if len(own) > 10 else []
    return parts if len(parts) >= 5 and share(lines, parts) >= 0.7 else []


_WINDOW = 12  # lines: three to five references


def _between_headings(lines: Sequence[Line], crowd: range, size: float) -> range:
    """The stretch grown to both sides as far as no line is larger, or bold and short, as headings are."""

    def is_heading(line: Line) -> bool:
        return line.size > size + 0.8 or (line.bold and len(line.text) < 60)

    start, end = crowd.start, crowd.stop
    while start > 0 and not is_heading(lines[start - 1]):
        start -= 1
    while end < len(lines) and not is_heading(lines[end]):
        end += 1
    return range(start, end)


def _crowd(lines: Sequence[Line]) -> range:
    """The longest stretch of the second half in which years and places stand close: five in twelve lines, later three."""
    begin = len(lines) // 2
    shown = [YEAR.search(line.text) is not None or NUMBERS.search(line.text) is not None for line in lines[begin:]]
    placed = [NUMBERS.search(line.text) is not None for line in lines[begin:]]
    best = range(0)
    start: int | None = None
    for at in range(len(shown) - _WINDOW + 1):
        years, places = sum(shown[at : at + _WINDOW]), sum(placed[at : at + _WINDOW])
        if start is None and years >= 5 and places >= 3:
            start = at
        ends = years < 3 or places < 1
        if start is not None and (ends or at == len(shown) - _WINDOW):
            found = range(begin + start, begin + at + _WINDOW - ends)
            best = max(best, found, key=len)
            start = None
    return best
