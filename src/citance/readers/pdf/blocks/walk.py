"""Lines in reading order → blocks: headings, paragraphs over lines, columns and pages, captions, cells of tables, footnotes.

What is neither prose nor a cell (words in a drawing) is scrap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from citance.readers.pdf.blocks.body import SAME_SIZE, Body, find_body
from citance.readers.pdf.blocks.captions import begins_caption, goes_on_caption
from citance.readers.pdf.blocks.headings import find_heading, level_of
from citance.readers.pdf.blocks.layout import Layout
from citance.readers.pdf.blocks.paragraphs import OpenParagraphs, goes_on
from citance.readers.pdf.blocks.values import Block, Kind
from citance.readers.pdf.values import Line

_TABLE = re.compile(r"(?:\w+\s)?(?:tab|quadro|cuadro|box)", re.I)


def find_blocks(lines: Sequence[Line], apart: Collection[int], abstract: Collection[int] = frozenset()) -> list[Block]:
    """The blocks of the article in the order of their first lines.

    `apart` are lines that stand in none: of references, of title and authors; `abstract` those known to be of the abstract.
    """
    body = find_body(lines, apart)
    return _Walk(lines, apart, abstract, body).build() if body is not None else []


class _Walk:
    """Goes through the lines once; holds what may go on."""

    def __init__(self, lines: Sequence[Line], apart: Collection[int], abstract: Collection[int], body: Body) -> None:
        self.lines, self.apart, self.abstract, self.body = lines, apart, abstract, body
        self.layout = Layout(lines, apart, body)
        self.paragraphs = OpenParagraphs(self.layout)
        self.blocks: list[Block] = []
        self.cells: dict[tuple[int, int, int], Block] = {}  # by page, column and left edge
        self.caption: Block | None = None
        self.table_at: tuple[int, int] | None = None  # page and column in which cells are looked for
        self.last: int | None = None  # the line before, if not apart
        self.after_heading = False

    def build(self) -> list[Block]:
        """All blocks."""
        index = 0
        count = len(self.lines)
        while index < count:
            if index in self.apart:
                self.last = None
                index += 1
                continue
            index = self._take(index)
        self.blocks = [block for block in self.blocks if block.lines]
        self.blocks.sort(key=lambda block: block.lines[0])
        return self.blocks

    def _take(self, index: int) -> int:
        """Puts one line, or the lines of one heading, where they belong; the index of the next."""
        line = self.lines[index]
        above = self.lines[self.last] if self.last is not None else None
        gap = self.layout.gap(above, line) if above is not None else None
        if index in self.abstract:
            self._take_abstract(index, gap)
        elif begins_caption(self.layout, index, gap):
            self.caption = self._add(Kind.CAPTION, index)
            place = line.page, line.column
            self.table_at = place if _TABLE.match(line.text) else None
        elif self.caption is not None and goes_on_caption(self.layout, self.caption, index, gap):
            self.caption.lines.append(index)
        else:
            self.caption = None
            heading = find_heading(self.layout, index, gap)
            if heading:
                block = self._add(Kind.HEADING, *heading)
                block.level = level_of(line)
                self.last = heading[-1]
                self.after_heading = True
                self.table_at = None
                return heading[-1] + 1
            if self._is_cell(index, gap):
                if index not in self.layout.formulas:
                    self._take_cell(index)
            elif self._is_footnote(index):
                self._take_footnote(index, gap)
            elif self.layout.is_prose(line) or self.paragraphs.is_end(line, gap, self.last, self.after_heading):
                if self.layout.of_body(line):
                    self.table_at = None
                self._take_prose(index, gap)
                self.after_heading = False
        self.last = index
        return index + 1

    def _add(self, kind: Kind, *indices: int) -> Block:
        block = Block(kind, list(indices))
        self.blocks.append(block)
        return block

    def _take_abstract(self, index: int, gap: float | None) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.kind is not Kind.ABSTRACT or not self._goes_on(block, index, gap):
            self._add(Kind.ABSTRACT, index)
        else:
            block.lines.append(index)
        self.after_heading = False

    def _is_cell(self, index: int, gap: float | None) -> bool:
        line = self.lines[index]
        if index in self.layout.in_rows:
            return True
        if self.table_at != (line.page, line.column):
            return False
        if not self.layout.of_body(line):
            return True
        return not self.layout.is_prose(line) or (gap is not None and gap < 0.9 * self.body.leading)

    def _take_cell(self, index: int) -> None:
        line = self.lines[index]
        key = line.page, line.column, round(line.box.x0 / 4)
        for near in (key, (key[0], key[1], key[2] - 1), (key[0], key[1], key[2] + 1)):
            block = self.cells.get(near)
            if block is not None and 0 < line.baseline - self.lines[block.lines[-1]].baseline < 2.2 * line.size:
                block.lines.append(index)
                return
        self.cells[key] = self._add(Kind.CELL, index)

    def _is_footnote(self, index: int) -> bool:
        line = self.lines[index]
        if line.size > self.body.size - SAME_SIZE:
            return False
        lowest = self.layout.lowest.get((line.page, line.column))
        return lowest is not None and line.baseline > lowest + 0.5 * self.body.leading and self.layout.is_prose(line)

    def _take_footnote(self, index: int, gap: float | None) -> None:
        line = self.lines[index]
        last = self.blocks[-1] if self.blocks else None
        if (
            last is not None
            and last.kind is Kind.FOOTNOTE
            and gap is not None
            and gap < 1.5 * line.size
            and last.lines[-1] == index - 1
        ):
            first = line.runs[0]
            if not (first.raised and line.runs[0].end - line.runs[0].start <= 3):
                last.lines.append(index)
                return
        self._add(Kind.FOOTNOTE, index)

    def _take_prose(self, index: int, gap: float | None) -> None:
        line = self.lines[index]
        block = self.paragraphs.open_for(line)
        if block is not None and self._goes_on(block, index, gap):
            block.lines.append(index)
            return
        self.paragraphs.begin(line, self._add(Kind.PARAGRAPH, index))

    def _goes_on(self, block: Block, index: int, gap: float | None) -> bool:
        return goes_on(self.layout, block, index, gap, self.last, self.after_heading)
