"""Which lines go on with which paragraph: those behind a figure and on the next page, too.

The last paragraph of each size of letters stays open until a line of that size begins another one.
"""

from __future__ import annotations

import re

from citance.readers.pdf.blocks.body import SAME_SIZE, count_words
from citance.readers.pdf.blocks.layout import Layout
from citance.readers.pdf.blocks.values import Block
from citance.readers.pdf.values import Line

_ENDED = re.compile(r"[.!?:;。][\s\d\"”’»)\](\[,–-]*+$")  # the end of a sentence, with what it cites behind it
_END = 40  # characters of a line in which that is looked for
_STOPPED = re.compile(r"[.!?][\"”’)\]]*$")
_BULLET = re.compile(r"[•●■▪–—*]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s")
_SPACED = 1.42  # leadings between the last line of a paragraph and the first of the next, where room parts them
_INDENT, _DEEP = 0.7, 5.0  # sizes


class OpenParagraphs:
    """The paragraph of each size that may go on."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._open: dict[int, Block] = {}  # by size, in points

    def begin(self, line: Line, block: Block) -> None:
        """From now on the paragraph of this line's size is this one."""
        self._open[_key(line)] = block

    def open_for(self, line: Line) -> Block | None:
        """The open paragraph of about this size that has the latest line."""
        best: Block | None = None
        for key in (_key(line) - 1, _key(line), _key(line) + 1):
            block = self._open.get(key)
            if block is None or abs(self._layout.lines[block.lines[-1]].size - line.size) > SAME_SIZE:
                continue
            if best is None or block.lines[-1] > best.lines[-1]:
                best = block
        return best

    def is_end(self, line: Line, gap: float | None, last_taken: int | None, after_heading: bool) -> bool:
        """Whether a line of few words is the last one of the paragraph above it, or of the one a page or column before."""
        block = self._open.get(_key(line))
        if block is None or after_heading:
            return False
        last = self._layout.lines[block.lines[-1]]
        if _STOPPED.search(last.text):
            return False
        if gap is None or last_taken is None:
            return line.indent < _INDENT * line.size and (line.page, line.column) != (last.page, last.column)
        if gap > 1.3 * self._layout.body.leading or block.lines[-1] != last_taken:
            return False
        return count_words(line.text) > 0 or abs(line.box.x0 - last.box.x0) < 3


def _key(line: Line) -> int:
    return round(line.size)


def goes_on(layout: Layout, block: Block, index: int, gap: float | None, last_taken: int | None, after_heading: bool) -> bool:
    """Whether the line goes on with a paragraph; `last_taken` is the line before, None behind lines that stand apart."""
    line, last = layout.lines[index], layout.lines[block.lines[-1]]
    text = line.text
    ended = _ENDED.search(last.text[-_END:]) is not None
    small = text[0].islower()
    if after_heading:
        return small and not ended
    if block.lines[-1] != last_taken or gap is None:
        # Behind a figure, or at the top of the next column.
        if not ended:
            return True
        if small:
            return True
        return not layout.is_short(last) and line.indent < _INDENT * line.size and not _BULLET.match(text)
    if gap > _SPACED * max(layout.body.leading if layout.of_body(line) else 1.2 * line.size, 1.0):
        return not ended and (small or gap < 2.5 * layout.body.leading)
    if small or not ended:
        return True
    if _BULLET.match(text):
        return False
    inward = line.box.x0 - last.box.x0
    if _INDENT * line.size < inward < _DEEP * line.size and line.indent > 0.5 * line.size:
        return False
    return not (layout.is_short(last) and text[0].isupper())
