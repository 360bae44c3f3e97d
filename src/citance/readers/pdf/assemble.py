"""Blocks, references and front matter → the Document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from citance.model.document import Box, Paragraph, Place, PlacedLine, Section, SectionKind, Span
from citance.readers.pdf.blocks import Block, Kind
from citance.readers.pdf.joining import Running, Words
from citance.readers.pdf.phrases import heads_abstract
from citance.readers.pdf.values import Annotation, Line
from citance.text.headings import section_kind

_APPENDIX = re.compile(r"(?:appendix|appendices|anhang|anexo|annexe?|apéndice|apêndice|appendice)\b", re.I)
_PLACES = {Kind.CAPTION: Place.FIGURE, Kind.CELL: Place.TABLE, Kind.FOOTNOTE: Place.FOOTNOTE, Kind.HEADING: Place.HEADING}


@dataclass
class Flow:
    """The text as it grows, with what points into it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    superscripts: list[Span] = field(default_factory=list)
    placed: list[PlacedLine] = field(default_factory=list)
    linked: list[tuple[Span, Annotation]] = field(default_factory=list)  # what stands under links to places of the file

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.parts)


def write(blocks: Sequence[Block], lines: Sequence[Line], words: Words) -> Flow:
    """The text of the blocks, a line each, with sections, paragraphs and superscripts."""
    flow = Flow()
    stack: list[tuple[float, int]] = []  # level and section of the headings above
    place = Place.PROSE
    for block in blocks:
        if block.kind is Kind.HEADING:
            heading = " ".join(lines[index].text for index in block.lines).strip()
            while stack and stack[-1][0] <= block.level + 0.05:
                stack.pop()
            parent = stack[-1][1] if stack else None
            kind = section_kind(heading) or SectionKind.OTHER
            if kind is SectionKind.OTHER and parent is not None:
                kind = flow.sections[parent].kind
            flow.sections.append(Section(heading, kind, parent))
            stack.append((block.level, len(flow.sections) - 1))
            if heads_abstract(heading):
                place = Place.ABSTRACT
            elif _APPENDIX.match(heading):
                place = Place.APPENDIX
            else:
                place = Place.PROSE
        where = Place.ABSTRACT if block.kind is Kind.ABSTRACT else _PLACES.get(block.kind, place)
        _write_block(flow, block, lines, words, where, len(flow.sections) - 1 if flow.sections else None)
    return flow


def _write_block(flow: Flow, block: Block, lines: Sequence[Line], words: Words, place: Place, section: int | None) -> None:
    if flow.length:
        flow.parts.append("\n")
        flow.length += 1
    start = flow.length
    text = Running(words)
    for index in block.lines:
        line = lines[index]
        text.add(line.text)
        at = start + len(text) - len(line.text)
        flow.placed.append(PlacedLine(Span(at, start + len(text)), line.page, _outwards(line)))
        for link in line.links:
            if link.annotation.to_page is not None:
                flow.linked.append((Span(at + link.start, at + link.end), link.annotation))
        for run in line.runs:
            if run.raised:
                span = Span(at + run.start, at + run.end)
                last = flow.superscripts[-1] if flow.superscripts else None
                if last is not None and last.end >= span.start:
                    flow.superscripts[-1] = Span(last.start, span.end)
                else:
                    flow.superscripts.append(span)
    flow.parts.append(str(text))
    flow.length += len(text)
    flow.paragraphs.append(Paragraph(Span(start, flow.length), place, section))


def _outwards(line: Line) -> Box:
    """The line's box in whole points."""
    x0, y0, x1, y1 = line.box
    return Box(floor(x0), floor(y0), ceil(x1), ceil(y1))


def first_of_article(blocks: Sequence[Block], lines: Sequence[Line]) -> int:
    """Index of the block that the article's text begins with: its abstract, its introduction, or a paragraph set like most."""
    sizes: Counter[int] = Counter()
    for block in blocks:
        if block.kind is Kind.PARAGRAPH:
            sizes[round(2 * lines[block.lines[0]].size)] += len(block.lines)
    usual = max(sizes, key=sizes.__getitem__, default=0)
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING:
            heading = " ".join(lines[index].text for index in block.lines).strip()
            if heads_abstract(heading) or section_kind(heading) is SectionKind.INTRODUCTION:
                return at
        if block.kind is Kind.ABSTRACT:
            return at
        if block.kind is Kind.PARAGRAPH and len(block.lines) >= 5:
            size = round(2 * lines[block.lines[0]].size)
            if abs(size - usual) <= 1:
                return at
    return 0
