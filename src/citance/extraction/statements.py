"""In-text citations → statements: the sentence each stands in, its neighbours, its section, and whose work it cites."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from citance.extraction.self_citation import OwnAuthors
from citance.model.citation import CitationStatement, InTextCitation
from citance.model.document import Document, Paragraph, Place, SectionKind, Span
from citance.model.reference import Reference
from citance.text.language import guess_language
from citance.text.sentences import iterate_sentences

# So many characters of a paragraph tell its language, with the document's as a hint: some twenty words, five of them small.
_ENOUGH = 160


def cut_statements(
    document: Document, references: Sequence[Reference], citations: Sequence[InTextCitation]
) -> list[CitationStatement]:
    """One statement for each citation, in the order given. `references[i]` is `document.references[i]` read.

    Sentences and their neighbours stay within the paragraph; a table cell has none. Only paragraphs that cite are cut.
    """
    own_work = _own_work(document, references, citations)
    language = _language(document)
    statements: list[CitationStatement] = []
    for index, group in groupby(citations, key=attrgetter("paragraph")):
        if index < len(document.paragraphs):
            statements += _in_paragraph(document, document.paragraphs[index], list(group), own_work, language)
    return statements


def _own_work(document: Document, references: Sequence[Reference], citations: Sequence[InTextCitation]) -> dict[int | None, bool]:
    """Whether each cited reference shares an author with the document."""
    wrote = OwnAuthors(document.record).wrote
    count = len(references)
    own_work: dict[int | None, bool] = {None: False}
    for citation in citations:
        index = citation.reference
        if index not in own_work:
            own_work[index] = index is not None and index < count and wrote(references[index])
    return own_work


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
    language = paragraph.language or language
    if place is Place.TABLE:  # a cell: no sentence, and too few words to tell a language by
        return [
            CitationStatement(c, place, kind, heading, language=language, self_citation=own_work[c.reference]) for c in citations
        ]
    low, high = paragraph.span
    text = document.text[low:high]
    language = _language_of(text, language)
    displays = _displays(document.displays, paragraph.span) if document.displays else ()
    sentences = iterate_sentences(text, _atoms(citations, paragraph.span), language, low, displays)
    statements: list[CitationStatement] = []
    before: Span | None = None
    sentence = next(sentences, None)
    after = next(sentences, None)
    count = len(citations)
    done = 0
    while done < count:
        if after is None:
            until = count
        else:
            until = done
            reach = after[0]
            while until < count and citations[until].marker.span[0] < reach:
                until += 1
        if until > done:
            here = citations[done:until]
            done = until
            statements += [
                CitationStatement(c, place, kind, heading, sentence, before, after, others, language, own_work[c.reference])
                for c, others in zip(here, _others(here), strict=True)
            ]
        before, sentence, after = sentence, after, next(sentences, None)
    return statements


def _others(citations: Sequence[InTextCitation]) -> list[tuple[Span, ...]]:
    """For each citation of a sentence, the spans of those outside its group."""
    count = len(citations)
    if count == 1:
        return [()]
    groups = [citation.marker.group for citation in citations]
    if groups.count(groups[0]) == count:
        return [()] * count
    spans = tuple(dict.fromkeys([citation.marker.span for citation in citations]))  # in order of their starts
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    in_order = ends == sorted(ends)  # no marker within another: the spans outside a group are those before and those behind
    beside = {
        (low, high): spans[: bisect_right(ends, low)] + spans[bisect_left(starts, high) :]
        if in_order and low < high
        else tuple([span for span in spans if span[1] <= low or span[0] >= high])
        for low, high in dict.fromkeys(groups)
    }
    return [beside[group] for group in groups]


def _atoms(citations: Iterable[InTextCitation], within: Span) -> list[tuple[int, int]]:
    """The groups the citations stand in, joined where they overlap, as spans of the paragraph's own text."""
    atoms: list[tuple[int, int]] = []
    low, high = within
    last = None
    begin = done = 0
    for citation in citations:
        group = citation.marker.group
        if group == last:
            continue
        last = group
        start, end = group
        if start < low or end > high:
            start, end = max(start, low), min(end, high)
        start -= low
        end -= low
        if start < done:
            begin, done = min(begin, start), max(done, end)
            atoms[-1] = (begin, done)
        elif end > start:
            begin, done = start, end
            atoms.append((start, end))
    return atoms


def _displays(displays: Sequence[Span], within: Span) -> list[tuple[int, int]]:
    """The displayed formulas of a paragraph, as spans of its own text."""
    low, high = within
    first = bisect_left(displays, low, key=attrgetter("start"))
    return [(start - low, end - low) for start, end in displays[first:] if end <= high]


def _language(document: Document) -> str | None:
    """The language of the document: what its first long paragraph of prose that tells reads like, else what its record says."""
    stated = document.record.language
    for paragraph in document.paragraphs:
        low, high = paragraph.span
        if paragraph.place is Place.PROSE and high - low > _ENOUGH:
            language = _language_of(document.text[low : low + 4 * _ENOUGH], stated)
            if language is not None:
                return language
    return stated


def _language_of(text: str, hint: str | None) -> str | None:
    """The language of a paragraph; `hint`, the language of what it stands in, where it does not say."""
    if hint == "en" and " the " in text and (" of " in text or " and " in text):
        return hint  # no other language of ours has both words
    return guess_language(text[:_ENOUGH], hint) or hint
