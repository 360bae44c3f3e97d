"""Numbers of the list that running words call references: for documents that cite by numbers.

Catches `as in ref. 3`, `see refs 4 and 5–7`, `described in reference 12.`; leaves `(reference 12/02)`, `reference 2 genomes` and
`ethics ref. 34` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.number_lists import NUMBER_LIST, named_references
from citance.extraction.markers.taken import Taken
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span

_SIGN = re.compile(r"ef(?:erences?|s?\.?)[^\S\n]\d")  # looked for all through the text: what begins with letters is found fast
_CALLED = re.compile(
    rf"(?<![\w-])[Rr](?:efs?\.?|eferences?)[^\S\n](?!0)({NUMBER_LIST})(?=[.,;:)\]](?![\d/])|\s(?!(?:or|and|to)\s\d)[a-z]{{2}}|\n|$)"
)
# What stands before a number of the reading list, and seldom before one of an application, a sample or a range of norms.
_POINTS = re.compile(
    r"(?:^|[(\[.;,]\s?|\b(?:in|see|from|of|by|to|with|per|cf\.?|and|also|as|e\.\s?g\.,?|after|following|under|using|than))\s?$",
    re.I,
)
_UNITS = re.compile(
    r"\s(?:mg|kg|cm|mm|ml|days?|weeks?|months?|years?|genomes?|samples?|genes?|strains?|values?|points?|groups?|lines?|levels?|"
    r"sites?|sequences?|populations?|materials?|ranges?|stations?|cases?|patients?|subjects?|participants?)\b"
)
_APPLICATION = re.compile(
    r"(?:ethic|committee|approv|board|permit|licen[cs]e|grant|protocol|registr)\w*[^.]{0,30}$|[(\[]\s?(?:no|nr|id|code)\b[^()\[\]]{0,40}$",
    re.I,
)


def speaks_of_numbers(text: str) -> bool:
    """Whether the word and a number stand together anywhere: in most documents nowhere."""
    return _SIGN.search(text) is not None


def find_in_words(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers behind the word "reference", short or in full, where all of them are in the list."""
    text = document.text
    for sign in _SIGN.finditer(text):
        match = _CALLED.match(text, max(0, sign.start() - 1))
        if match is None:
            continue
        start, end = match.span(1)
        if taken.touches(start, end):
            continue
        before = text[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
        if not _POINTS.search(before) or _UNITS.match(text, end) or _APPLICATION.search(before):
            continue
        targets = named_references(match[1], bibliography, start)
        if targets:
            span = Span(start, end)
            yield CitationMarker(span, span, MarkerKind.INFERRED, MarkerStyle.NUMERIC, targets)
