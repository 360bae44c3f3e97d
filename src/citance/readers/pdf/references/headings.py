"""Which lines head a reference list, and which head another part of the article and so end one."""

from __future__ import annotations

from citance.readers.pdf.phrases import phrases, without_number
from citance.readers.pdf.values import Line
from citance.text.headings import section_kind
from citance.text.normalise import squash

_HEADINGS = frozenset(map(squash, phrases("headings of reference lists")))


def is_list_heading(text: str) -> bool:
    """Whether a line is nothing but the heading of a reference list, in one of the languages of articles."""
    if not 4 <= len(text.strip()) <= 60 and not 2 <= len(text.strip()) <= 6:
        return False
    bare = text.strip(" .:■●•*▪|—–-")
    if text.rstrip().endswith((",", ";")):
        return False
    name = squash(bare)
    return name in _HEADINGS or squash(without_number(bare)) in _HEADINGS


def is_other_heading(line: Line, above: Line) -> bool:
    """Whether a line is the heading of another part: known by its words, and set unlike the entry above it."""
    if len(line.text) > 70 or section_kind(line.text) is None:
        return False
    return (
        (line.bold and not above.bold)
        or line.size > above.size + 0.8
        or (line.text.isupper() and not above.text.isupper())
        or (
            len(line.runs) == 1
            and bool(above.runs)
            and line.runs[0].font not in {run.font for run in above.runs}
            and not _runs_on(above, line)
        )
    )


def is_like(line: Line, title: Line) -> bool:
    """Whether a line is set as the list's heading is, and the heading unlike the list."""
    if not line.runs or not title.runs or len(line.text) > 80:
        return False
    return line.runs[0].font == title.runs[0].font and abs(line.size - title.size) < 0.3 and line.bold == title.bold


def _runs_on(above: Line, line: Line) -> bool:
    """Whether the line above breaks off in the middle of a sentence right over this one: "... of walls. In" "Findings of"."""
    near = above.page == line.page and above.column == line.column and 0 < line.baseline - above.baseline < 1.4 * line.size
    return near and (above.text[-1:].isalpha() or above.text.endswith((",", "-", ":")))


def opens_part(line: Line, title: Line) -> bool:
    """Whether a line is a heading by its words, and as large or as bold as the list's."""
    return len(line.text) < 70 and section_kind(line.text) is not None and (line.bold or line.size > title.size - 0.3)
