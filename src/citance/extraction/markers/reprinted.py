"""Entries of the reference list that are printed a second time, as paragraphs of the body: they cite nothing.

Older files end their body with the whole bibliography; others give a data set or the discussed article in the form of an
entry. Catches `Arden, P. 1987. Ferns in the shade of walls.` where the list has it; leaves `Arden (1987) saw ferns` alone.
"""

from __future__ import annotations

import re

from citance.extraction.bibliography import Bibliography
from citance.extraction.cited_names import flat
from citance.extraction.places import paragraph_at
from citance.model.citation import CitationMarker
from citance.model.document import Document, Place, Span

_NO_LETTERS = re.compile(r"[\W_]+")
_LABEL = re.compile(r"\W*\d{1,3}\W+(?=\D)")
_READ = 120  # characters of a paragraph; enough for the letters that are compared
_ALIKE = 40  # letters and digits: names and initials, the year and some of the title; no sentence begins so by chance
_LABEL_ROOM = 8  # characters before the first name of an entry
# So few other paragraphs may stand between two entries of one list: entries that the list writes otherwise.
_GAP = 3


def find_reprinted(document: Document, bibliography: Bibliography) -> list[Span]:
    """The paragraphs that begin as an entry of the list does, in order, joined with the few that stand between two of them."""
    text = document.text
    openings = {_opening(reference.text) for reference in bibliography.references}
    spans: list[Span] = []
    last = -_GAP - 2
    for at, paragraph in enumerate(document.paragraphs):
        start, end = paragraph.span
        if end - start < _ALIKE or paragraph.place is Place.TABLE:
            continue
        opening = _opening(text[start : min(end, start + _READ)])
        if opening not in openings or len(opening) < _ALIKE:
            continue
        if at - last <= _GAP + 1:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(paragraph.span)
        last = at
    return spans


def heads_reprinted(document: Document, marker: CitationMarker) -> bool:
    """Whether a marker of names and year is but the head of its own entry: the paragraph begins as the entry does."""
    at = paragraph_at(document, marker.span.start)
    start, end = document.paragraphs[at].span if at >= 0 else marker.span
    if marker.span.start - start > _LABEL_ROOM or end - start < _ALIKE:
        return False
    opening = _opening(document.text[start : min(end, start + _READ)])
    return len(opening) == _ALIKE and any(opening == _opening(document.references[at].text) for at in marker.targets)


def _opening(entry: str) -> str:
    """The first letters and digits of an entry, without its label."""
    entry = entry[:_READ]
    label = _LABEL.match(entry)
    return _NO_LETTERS.sub("", flat(entry[label.end() if label else 0 :]))[:_ALIKE]
