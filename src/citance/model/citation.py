"""In-text citations and the statements around them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from citance.model.document import Document, Place, Problem, SectionKind, Span
from citance.model.keys import short_key
from citance.model.reference import Reference


class MarkerKind(StrEnum):
    """How we know of an in-text citation."""

    TAGGED = "tagged"  # the file links it
    EXPANDED = "expanded"  # the file links its neighbours; the printed range or list names it
    INFERRED = "inferred"  # read from plain text


class MarkerStyle(StrEnum):
    """How a marker is printed."""

    NUMERIC = "numeric"  # [3], (3, 5-7)
    SUPERSCRIPT = "superscript"
    AUTHOR_YEAR = "author_year"
    OTHER = "other"


class CitationMarker(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What is printed in the text to cite, and the references it names, by index into `Document.references`.

    A tagged marker has one or more targets from the file; an expanded one spans the printed range; an inferred one was
    found in plain text. `group` is the whole group it stands in ("[3, 5-7]", "(A 2001; B 2003)"), brackets included.
    """

    span: Span
    group: Span
    kind: MarkerKind
    style: MarkerStyle
    targets: tuple[int, ...]
    ambiguous: bool = False  # it could name any of the targets; none is chosen


class InTextCitation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One marker pointing at one reference. `mention` counts from 1 among those of the reference, in reading order."""

    marker: CitationMarker
    reference: int | None  # index into Document.references; None where unresolved or ambiguous
    mention: int
    paragraph: int  # index into Document.paragraphs


class CitationStatement(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One in-text citation with its sentence and the sentences around it, as spans into the document's text.

    `sentence` is None where there is none (a table cell); `before` and `after` stay within the paragraph. `others` are
    the spans of the citations in the same sentence outside the marker's group.
    """

    citation: InTextCitation
    place: Place
    section: SectionKind
    heading: str = ""
    sentence: Span | None = None
    before: Span | None = None
    after: Span | None = None
    others: tuple[Span, ...] = ()
    language: str | None = None  # ISO 639-1 of the statement; None where not told
    self_citation: bool = False  # the cited and citing work share an author


class StatementText(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A statement as words: what classifiers read and faces show. Spans are in code points of `sentence`."""

    sentence: str
    before: str = ""
    after: str = ""
    span: Span | None = None  # the marker
    group: Span | None = None
    others: tuple[Span, ...] = ()
    section: SectionKind = SectionKind.OTHER
    heading: str = ""
    language: str | None = None
    id: str | None = None


class Extraction(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """All that was found in one document: its references read into fields, and its statements in reading order.

    `references[i]` is `document.references[i]` read; `problems` are those of finding and cutting, beside the document's own.
    """

    document: Document
    references: tuple[Reference, ...] = ()
    statements: tuple[CitationStatement, ...] = ()
    problems: tuple[Problem, ...] = ()


def statement_id(article: str, reference: str, mention: int) -> str:
    """The permanent name of a statement: 16 characters made from article key, reference key and mention number."""
    return short_key(f"{article}\x1f{reference}\x1f{mention}", 16)
