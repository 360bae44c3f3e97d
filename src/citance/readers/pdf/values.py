"""What the steps of reading a PDF hand to one another: pages, annotations, and lines with their runs of letters.

Places are in points from the top left corner of the page; `page` counts from 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# Takes control characters (category Cc) out of what a file says; those that part words become blanks.
NO_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)]) | dict.fromkeys(map(ord, "\t\n\v\f\r\x85"), " ")


class Box(NamedTuple):
    """A rectangle on a page: left, top, right, bottom; top < bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """How high it is."""
        return self.y1 - self.y0

    def join(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


class Font(NamedTuple):
    """A typeface as the file names it, without the tag of its subset ("ABCDEF+")."""

    name: str
    bold: bool = False
    italic: bool = False


class Run(NamedTuple):
    """Letters [start, end) of a line that are set alike."""

    start: int
    end: int
    font: Font
    size: float  # as seen on the page, in points
    raised: bool = False  # smaller and above the line: 12, a, *
    lowered: bool = False  # smaller and below: the 2 of CO2


class Annotation(NamedTuple):
    """A link of the page: to an address, or to a place of this file."""

    box: Box
    page: int
    uri: str | None = None
    to_page: int | None = None
    to_x: float | None = None
    to_y: float | None = None  # from the top, as everywhere here


class LineLink(NamedTuple):
    """Letters [start, end) of a line under a link."""

    start: int
    end: int
    annotation: Annotation


@dataclass(slots=True)
class Line:
    """Words that stand on one line of one column, left to right, blanks single; compatibility forms are plain letters.

    A hyphen that parts a word at the end stands there still: `joining` joins lines.
    """

    text: str
    box: Box
    page: int
    runs: list[Run]
    size: float  # of most of its letters
    baseline: float  # where the letters stand, from the top
    links: list[LineLink] = field(default_factory=list)
    # Which part of its page it stands in, in reading order from 0: a column of one band, or what runs across between two bands.
    # A column that a wide figure cuts in two counts twice. order_pages sets it.
    column: int = 0
    indent: float = 0.0  # from the left edge of its part; order_pages sets it

    @property
    def bold(self) -> bool:
        """Whether most of its letters are bold."""
        return 2 * sum(run.end - run.start for run in self.runs if run.font.bold) > len(self.text)

    @property
    def italic(self) -> bool:
        """Whether most of its letters are slanted."""
        return 2 * sum(run.end - run.start for run in self.runs if run.font.italic) > len(self.text)


def usual_size(lines: Iterable[Line]) -> float:
    """The size of most letters of the lines; 0 where there are none."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


class Piece(NamedTuple):
    """Letters without a blank between them, shown by one text object of the page."""

    text: str
    x0: float
    x1: float
    baseline: float  # from the top
    size: float
    font: Font
    top: float  # of the ink of its first letter
    bottom: float
    blank: bool  # whether a blank stands before it
    order: int  # its place in the file's own order


@dataclass(slots=True)
class Page:
    """One page: its letters as the file orders them, and its links."""

    number: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)


@dataclass(slots=True)
class Pdf:
    """What a file holds, before anything is understood."""

    pages: list[Page]
    info: dict[str, str] = field(default_factory=dict)  # Title, Author, Subject, Keywords as the file says
    page_count: int = 0  # of the whole file, which may be more than were read
    cut: str = ""  # why the rest was not read: words for a person
