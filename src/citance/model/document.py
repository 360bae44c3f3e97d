"""The full text of one article in our own shape: one string that never changes, and spans that point into it.

Everything a reader learned about the layout is kept as spans over `Document.text` (links, superscripts, blocks), never
written into the string, so that every later stage can be run again from the stored document without the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from citance.model.article import ArticleRecord
from citance.model.reference import RawReference


class Span(NamedTuple):
    """The characters [start, end) of a text, in code points."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """What stands there."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """The same span in a text that begins `by` characters earlier (negative: later)."""
        return Span(self.start + by, self.end + by)


class Place(StrEnum):
    """Where in an article something stands."""

    PROSE = "prose"
    TABLE = "table"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    HEADING = "heading"
    ABSTRACT = "abstract"
    BOX = "box"
    APPENDIX = "appendix"
    OTHER = "other"


class SectionKind(StrEnum):
    """What a section does."""

    INTRODUCTION = "introduction"
    METHODS = "methods"
    RESULTS = "results"
    DISCUSSION = "discussion"
    OTHER = "other"


class Section(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A part of a document. `parent` is an index into `Document.sections`, None at the top."""

    heading: str = ""
    kind: SectionKind = SectionKind.OTHER  # from the heading, else the file's sec-type, else the parent
    parent: int | None = None
    sec_type: str | None = None  # as the file has it


class Paragraph(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A run of text that sentences do not cross: a paragraph, a heading, a caption, a table cell."""

    span: Span
    place: Place = Place.PROSE
    section: int | None = None  # index into Document.sections
    language: str | None = None  # where the file says so (xml:lang)


class TaggedLink(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A link the file's own tags make from the text to its reference list; `span` may be empty (an empty link)."""

    span: Span
    targets: tuple[str, ...]  # ids as in the file; several where one link names several


class ProblemKind(StrEnum):
    """What can spoil an item without stopping the work; the words are for a person."""

    NOT_WELL_FORMED = "not_well_formed"
    UNREADABLE = "unreadable"
    REFUSED = "refused"  # entity bombs, depth bombs, size
    ENCODING = "encoding"
    UNKNOWN_ENTITY = "unknown_entity"
    NO_BODY = "no_body"
    NO_REFERENCES = "no_references"
    NO_LINKS = "no_links"
    DANGLING_LINK = "dangling_link"
    AMBIGUOUS_MARKER = "ambiguous_marker"
    UNRESOLVED_MARKER = "unresolved_marker"
    IMPLAUSIBLE_RANGE = "implausible_range"
    NOTE_REFERENCE = "note_reference"
    BAD_IDENTIFIER = "bad_identifier"
    IDENTIFIER_CONFLICT = "identifier_conflict"
    SUB_ARTICLE = "sub_article"
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    CHANGED_WHILE_READING = "changed_while_reading"
    LEFT_OUT = "left_out"  # something that the page shows was not understood, and is missing
    FELL_BACK = "fell_back"  # something less good was taken: a service asked for did not answer


# What is said although it spoils nothing: a file with nothing else is not counted as one with problems.
NOTES = frozenset({ProblemKind.SUB_ARTICLE})


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Something that spoiled one item while the rest went on: kind, where, and words for a person."""

    kind: ProblemKind
    words: str
    where: str = ""  # an id, a line, a marker as printed


class Box(NamedTuple):
    """A rectangle on a page, in whole points (1/72 inch) from the page's upper left corner, rounded outwards."""

    left: int
    top: int
    right: int
    bottom: int


class PlacedLine(NamedTuple):
    """Where on the printed page a run of the text stands: a line of a PDF, or whatever run the file gives a box for.

    `page` counts from 1 as PDF viewers do, whatever number is printed on it.
    """

    span: Span
    page: int
    box: Box


def find_placed(placed: Sequence[PlacedLine], at: int) -> PlacedLine | None:
    """Where the character at this offset is printed: the shortest of the runs that hold it; None where none does.

    `placed` is in order of start; runs may lie within others (a link within its sentence within its paragraph).
    """
    best: PlacedLine | None = None
    for line in placed:
        start, end = line.span
        if start > at:
            break
        if at < end and (best is None or end - start < best.span.end - best.span.start):
            best = line
    return best


class OwnList(NamedTuple):
    """A part of the text with a reference list of its own, whose numbers may begin anew: an appendix, a supplement, a box."""

    span: Span
    list: int  # the `RawReference.list` of its entries


class Document(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One article's full text: immutable text, and what its layout said, as spans.

    `paragraphs`, `links` and `superscripts` are in order of their start and lie within `text`; paragraphs do not overlap.
    Sub-articles (translations, responses, peer review) are documents of their own, with their own reference lists.
    """

    text: str
    record: ArticleRecord
    format: str  # the reader's name: jats, tei...
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    links: tuple[TaggedLink, ...] = ()
    superscripts: tuple[Span, ...] = ()
    other_links: tuple[Span, ...] = ()  # links to figures, tables, equations, addresses: never citations
    displays: tuple[Span, ...] = ()  # formulas on lines of their own within a paragraph; empty where it is a picture
    references: tuple[RawReference, ...] = ()
    sub_articles: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    name: str | None = None  # a sub-article's id and kind
    placed: tuple[PlacedLine, ...] = ()  # by their start; empty where the file knows no pages
    own_lists: tuple[OwnList, ...] = ()  # in order; empty where one list serves all
