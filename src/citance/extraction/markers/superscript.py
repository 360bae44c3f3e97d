"""Raised numbers, read from plain text and the superscripts a reader saw.

Catches `growth.<3,5>`, `Large et al.<57>`, `as shown<1-4>`; leaves `m<2>` alone, and `10<6>`, `<14>C`, `Ca<2>+`. (`<...>` is raised.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.groups import joined_superscripts
from citance.extraction.markers.number_lists import NUMBER_LIST, named_references
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span

_RAISED = re.compile(rf"[\s,;]*[\[(]?\s*({NUMBER_LIST})\s*[\])]?[\s,;.]*")
# What a raised number is the power of: units, symbols, single letters, numbers.
_BASE = re.compile(
    r"(?:(?<![\w\-])(?:[a-zA-Zα-ωΑ-Ωµμ]|cm|mm|km|nm|µm|μm|dm|pm|mol|sec|min|log|ft|inch|yr|year|day|cell|pixel|volt|dB|"
    r"chi|eta|rho|sigma|Chi|adj|Adj|kg|mg|ng|ha|Hz|kHz|MHz|GHz|Pa|kPa|Torr|rad|deg|Sv|Gy|mL|ml|dL|dl|µL|μL|μg|µg)|"
    r"\d|[·×⋅∙^=<>+*/\-−–(])$"
)
_SQUARE_OR_CUBE = re.compile(r"(?<![\w\-])[^\W\d_]+$")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:19|20)\d\d$")
# A number on the line that is glued to a word or to the stop behind it: what is left where a superscript was flattened.
_GLUED = re.compile(
    rf"(?:(?<=[a-zà-ÿ]{{3}})|(?<=[a-z\)\]”’\"][.,;:])|(?<=[a-zA-Z]\)[.,;:])|(?<=[a-z]\))|(?<=\d%)|(?<=[A-Z]{{3}}[.,;]))({NUMBER_LIST})(?![\w%°]|[.,]\d|[)\]]|\s?[=<>])"
)


def find_superscript(document: Document, bibliography: Bibliography) -> Iterator[CitationMarker]:
    """Numbers of the list that are printed raised."""
    text = document.text
    for group in joined_superscripts(document):
        match = _RAISED.fullmatch(text, group.start, group.end)
        if match is None:
            continue
        targets = named_references(match[1], bibliography)
        if not targets or _is_power(text, group, match[1]):
            continue
        yield CitationMarker(Span(*match.span(1)), group, MarkerKind.INFERRED, MarkerStyle.SUPERSCRIPT, targets)


def find_glued(document: Document, bibliography: Bibliography) -> Iterator[CitationMarker]:
    """Numbers of the list glued to a word (`melanoma1-5`): only for documents that cite so throughout."""
    for match in _GLUED.finditer(document.text):
        targets = named_references(match[1], bibliography)
        if targets:
            span = Span(*match.span(1))
            yield CitationMarker(span, span, MarkerKind.INFERRED, MarkerStyle.SUPERSCRIPT, targets)


def _is_power(text: str, group: Span, printed: str) -> bool:
    """Whether a raised number is an exponent, an isotope or a charge."""
    before = text[max(0, group.start - 12) : group.start]
    after = text[group.end : group.end + 1]
    if after.isalpha() and (not before or before[-1] in " \n\t\xa0([-/,"):
        return True  # ¹⁴C
    if after and after in "+−":
        return True
    if _YEAR_BEFORE.search(before):
        return False
    if not printed.isdecimal() and _SQUARE_OR_CUBE.search(before):
        return False  # no unit has a list for a power
    return _BASE.search(before) is not None
