"""Which lines below the heading of a list are the list's: captions, tables, notices and other parts of the page are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from citance.readers.pdf.phrases import CAPTION, found
from citance.readers.pdf.references.entries import is_ended, is_opening
from citance.readers.pdf.references.headings import is_like, is_other_heading, opens_part
from citance.readers.pdf.values import Line, usual_size


def below(lines: Sequence[Line], heading: int, region: Sequence[int]) -> list[int]:
    """The region without what stands above the list in the page's other columns, where text and list share both columns.

    Another part's heading tells: above it and down to the height of the list's own heading, a column is not the list's.
    """
    title = lines[heading]
    above: dict[int, list[int]] = defaultdict(list)
    for index in region:
        line = lines[index]
        if line.page == title.page and line.column != title.column and line.baseline < title.baseline - 1:
            above[line.column].append(index)
    dropped: set[int] = set()
    for indices in above.values():
        if any(is_like(lines[index], title) or opens_part(lines[index], title) for index in indices):
            dropped.update(indices)
    return [index for index in region if index not in dropped]


def own_lines(lines: Sequence[Line], heading: int, region: Sequence[int]) -> list[int]:
    """The lines under a heading up to the next part of the article, without captions, tables and notices between them."""
    size = usual_size(lines[at] for at in region[:60])
    title = lines[heading]
    own: list[int] = []
    left_out: tuple[int, int] | None = None  # a page and column of which the rest is not the list's
    for index in region:
        line = lines[index]
        if left_out == (line.page, line.column):
            continue
        if own and _BEHIND.search(line.text) and is_ended(lines[own[-1]].text):
            left_out = line.page, line.column
            continue
        if is_foreign(line, size):
            if own and (is_like(line, title) or is_other_heading(line, lines[own[-1]])):
                break
            continue
        if own and (is_other_heading(line, lines[own[-1]]) or (is_like(line, title) and not is_opening(line.text))):
            break
        if CAPTION.match(line.text) and line.bold:
            continue
        own.append(index)
    return own


def is_foreign(line: Line, size: float) -> bool:
    """Whether a line is set in another size than the list: a caption, a table, a notice."""
    return abs(line.size - size) > max(0.55, 0.07 * size)


# Notices at the foot of a column, or at the end of the article, which begin no entry.
_BEHIND = found(begins=("dates", "people", "how to cite", "behind references"))
