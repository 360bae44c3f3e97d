"""In-text citations → statements: the sentence each stands in, its neighbours, its section, and whose work it cites."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from citance.extraction.self_citation import OwnAuthors
from citance.model.citation import CitationStatement, InTextCitation
from citance.model.document import Document, Paragraph, Place, SectionKind, Span
from citance.model.reference import Reference
from citance.text.language import guess_language
from citance.text.sentences import split_sentences


def cut_statements(
    document: Document, references: Sequence[Reference], citations: Sequence[InTextCitation]
) -> list[CitationStatement]:
    """One statement for each citation, in the order given. `references[i]` is `document.references[i]` read.

    Sentences and their neighbours stay within the paragraph; a table cell has none. Only paragraphs that cite are cut.
    """
    own = OwnAuthors(document.record)
    own_work: dict[int | None, bool] = {None: False}
    for index in {citation.reference for citation in citations}:
        if index is not None:
            own_work[index] = index < len(references) and own.wrote(references[index])
    language = _language(document)
    statements: list[CitationStatement] = []
    for index, group in groupby(citations, key=attrgetter("paragraph")):
        if index < len(document.paragraphs):
            statements += _in_paragraph(document, document.paragraphs[index], list(group), own_work, language)
    return statements


def _in_paragraph(
    document: Document,
    paragraph: Paragraph,
    citations: list[InTextCitation],
    own_work: dict[int | None, bool],
    language: str | None,
) -> list[CitationStatement]:
    """The statements of one paragraph."""
    section = document.sections[paragraph.section] if paragraph.section is not None else None
    kind = section.kind if section is not None else SectionKind.OTHER
    heading = section.heading if section is not None else ""
    place = paragraph.place
    text = paragraph.span.cut(document.text)
    language = guess_language(text, paragraph.language or language) or paragraph.language or language
    if place is Place.TABLE:
        return [
            CitationStatement(citation, place, kind, heading, language=language, self_citation=own_work[citation.reference])
            for citation in citations
        ]
    start = paragraph.span.start
    sentences = [span.shift(start) for span in split_sentences(text, _atoms(citations, paragraph.span), language)]
    starts = [span.start for span in sentences]
    standing = [max(0, bisect_right(starts, citation.marker.span.start) - 1) for citation in citations]
    beside: dict[int, list[Span]] = {}
    for at, citation in zip(standing, citations, strict=True):
        spans = beside.setdefault(at, [])
        if not spans or spans[-1] != citation.marker.span:
            spans.append(citation.marker.span)
    last = len(sentences) - 1
    statements: list[CitationStatement] = []
    others: tuple[Span, ...] = ()
    was: tuple[int, Span] | None = None
    for at, citation in zip(standing, citations, strict=True):
        group = citation.marker.group
        if was != (at, group):
            was = (at, group)
            low, high = group
            others = tuple(span for span in beside[at] if span.end <= low or span.start >= high)
        statements.append(
            CitationStatement(
                citation,
                place,
                kind,
                heading,
                sentences[at] if sentences else None,
                sentences[at - 1] if at > 0 else None,
                sentences[at + 1] if at < last else None,
                others,
                language,
                own_work[citation.reference],
            )
        )
    return statements


def _atoms(citations: Iterable[InTextCitation], within: Span) -> list[Span]:
    """The groups the citations stand in, joined where they overlap, as spans of the paragraph's own text."""
    atoms: list[Span] = []
    low, high = within
    for citation in citations:
        start, end = citation.marker.group
        start, end = max(start, low) - low, min(end, high) - low
        if atoms and start < atoms[-1].end:
            atoms[-1] = Span(min(atoms[-1].start, start), max(atoms[-1].end, end))
            continue
        if end > start:
            atoms.append(Span(start, end))
    return atoms


def _language(document: Document) -> str | None:
    """The language of the document: what its prose reads like, else what its record says."""
    longest = max((p.span for p in document.paragraphs if p.place is Place.PROSE), key=lambda s: s.end - s.start, default=None)
    if longest is None:
        return document.record.language
    return guess_language(longest.cut(document.text), document.record.language) or document.record.language
