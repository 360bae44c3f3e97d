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
from citance.readers.pdf.phrases import found, heads_abstract
from citance.readers.pdf.values import Annotation, Line
from citance.text.headings import section_kind

_APPENDIX = re.compile(r"(?:appendix|appendices|anhang|anexo|annexe?|apéndice|apêndice|appendice)\b", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[^\W\d_A-Z]{2}[\])”’]?[.!?](?=$|[\s\d\[(])")
_CITES = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\([^()]{2,80}\b(?:19|20)\d\d[a-z]?\)")
_NOTICE = found(anywhere=("marks", "licences", "notes of authors"))
_NOTICE_BEGINS = found(
    begins=("dates", "published", "people", "how to cite", "keywords", "behind abstracts", "behind references")
)
_SIGNS = " *†‡§¶#✉0123456789"
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


def first_of_article(blocks: Sequence[Block], lines: Sequence[Line], behind: int = -1) -> int:
    """Index of the block that the article's text begins with: its abstract, its introduction, or a paragraph set like most.

    A short paragraph counts only behind the title and the authors, whose last line is `behind`, and where it reads like prose:
    what stands there in the same letters are addresses, dates and notices.
    """
    usual = _usual_size(blocks, lines)
    short: int | None = None
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING:
            heading = _text(block, lines).strip()
            if heads_abstract(heading) or section_kind(heading) is SectionKind.INTRODUCTION:
                return at if short is None else short
        elif block.kind is Kind.ABSTRACT:
            return at if short is None else short
        elif block.kind is Kind.PARAGRAPH and _is_usual(block, lines, usual):
            if len(block.lines) >= 5:
                return at if short is None else short
            if short is None and block.lines[0] > behind and _says_something(block, lines):
                short = at
    return 0


def lines_before(blocks: Sequence[Block], lines: Sequence[Line], first: int) -> list[int]:
    """The lines that read like the article's text, and stand before the block that it is taken to begin with."""
    usual = _usual_size(blocks, lines)
    return [
        index
        for block in blocks[:first]
        if block.kind is Kind.PARAGRAPH and _is_usual(block, lines, usual)
        for index in block.lines
        if _is_prose(lines[index].text) and not _is_notice(lines[index].text)
    ]


def _usual_size(blocks: Sequence[Block], lines: Sequence[Line]) -> int:
    """In half points, of the most lines of paragraphs."""
    sizes: Counter[int] = Counter()
    for block in blocks:
        if block.kind is Kind.PARAGRAPH:
            sizes[round(2 * lines[block.lines[0]].size)] += len(block.lines)
    return max(sizes, key=sizes.__getitem__, default=0)


def _is_usual(block: Block, lines: Sequence[Line], usual: int) -> bool:
    return abs(round(2 * lines[block.lines[0]].size) - usual) <= 1


def _text(block: Block, lines: Sequence[Line]) -> str:
    return " ".join(lines[index].text for index in block.lines)


def _says_something(block: Block, lines: Sequence[Line]) -> bool:
    """Whether a short paragraph is of the article's text: prose that ends a sentence or cites, and no notice."""
    text = _text(block, lines)
    if not _is_prose(text) or _is_notice(text) or any(_is_notice(lines[index].text) for index in block.lines):
        return False
    return _CITES.search(text) is not None or (len(block.lines) > 1 and _SENTENCE.search(text) is not None)


def _is_notice(text: str) -> bool:
    return "@" in text or _NOTICE.search(text) is not None or _NOTICE_BEGINS.search(text.lstrip(_SIGNS)) is not None


def _is_prose(text: str) -> bool:
    """Whether most words are small, as those of names and addresses are not."""
    words = _WORD.findall(text)
    return len(words) > 3 and 2 * sum(word[0].islower() for word in words) > len(words)
