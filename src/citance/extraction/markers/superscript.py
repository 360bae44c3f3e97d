"""Raised numbers, read from plain text and the superscripts a reader saw.

Catches `growth.<3,5>`, `Large et al.<57>`, `as shown<1-4>`; leaves `m<2>` alone, as it does `10<6>`, `<14>C` and `Ca<2>+`.
(`<...>` is raised.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.groups import joined_superscripts
from citance.extraction.markers.number_lists import NUMBER_LIST, RAISED_LIST, named_references
from citance.extraction.markers.taken import Taken
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Place, Span

_RAISED = re.compile(rf"[\s,;]*(?:[\[(]\s*)?({RAISED_LIST})(?:\s*[\])])?[\s,;.]*")
# What a raised number is the power of: units, symbols, single letters, Greek, numbers.
_UNITS = (
    "cm|mm|km|nm|µm|μm|dm|pm|mol|sec|min|log|ft|inch|yr|year|day|cell|pixel|volt|dB|chi|eta|rho|sigma|adj|kg|mg|ng|ha|Hz|kHz|MHz|GHz|"
    "Pa|kPa|Torr|rad|deg|Sv|Gy|mL|ml|dL|dl|µL|μL|μg|µg|Å"
)
_BASE = re.compile(
    rf"(?:(?<![\w\-])(?:[a-zA-Z]|{_UNITS})\s?|[Α-Ωα-ωℝℤℕ∇∂∆Σ][a-zA-Z]{{0,3}}\s?|×\s?10\s?|\d|[·×⋅∙^=<>+*/\-−–(‰°|√∥])$", re.I
)
_WORD_BEFORE = re.compile(r"[^\W_][\w\-]*$")
_OPERATOR_AFTER = re.compile(r"\s?[=+×÷<>≤≥∼≈]")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:19|20)\d\d$")
# A number on the line that is glued to a word or to the stop behind it: what is left where a superscript was flattened.
_GLUED = re.compile(
    rf"(?:(?<=[a-zà-ÿ]{{3}})(?<!log)(?<!Log)|(?<=[a-z\)\]”’\"][.,;:])|(?<=[a-zA-Z]\)[.,;:])|(?<=[a-z]\))|(?<=\d%)|(?<=[A-Z]{{3}}[.,;]))({NUMBER_LIST})(?![\w%°]|[.,]\d|[\]]|\)[^\s.,;:]|\s?[=<>])"
)


def find_superscript(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers of the list that are printed raised."""
    text = document.text
    groups = [group for group in joined_superscripts(document) if not taken.touches(*group)]
    names = _raised_names(text, groups)
    tables = Taken(paragraph.span for paragraph in document.paragraphs if paragraph.place is Place.TABLE)
    for group in groups:
        match = _RAISED.fullmatch(text, group.start, group.end)
        if match is None:
            continue
        printed = match[1]
        targets = named_references(printed, bibliography, group.start)
        if not targets or is_power(text, group, printed) or (_word(text, group), printed) in names:
            continue
        if text[group.start - 1 : group.start] in ("", "\n"):
            continue  # the mark of a note, before its words
        if len(printed) == 1 and tables.touches(*group):
            continue  # the mark of a table's footnote
        yield CitationMarker(Span(*match.span(1)), group, MarkerKind.INFERRED, MarkerStyle.SUPERSCRIPT, targets)


def _word(text: str, group: Span) -> str:
    """The word a superscript is glued to."""
    match = _WORD_BEFORE.search(text, max(0, group.start - 12), group.start)
    return match[0] if match else ""


def _raised_names(text: str, groups: list[Span]) -> set[tuple[str, str]]:
    """Words with a raised digit that come again: names and quantities (sp3, ZtNrps1, static2), not citations.

    How often is too often depends on how much the word looks like prose.
    """
    seen = Counter((_word(text, group), group.cut(text)) for group in groups if group.end - group.start == 1)
    return {(word, digit) for (word, digit), times in seen.items() if word and times >= _too_often(word)}


def _too_often(word: str) -> int:
    if len(word) <= 4:
        return 2
    return 3 if any(char.isupper() or char.isdigit() for char in word[1:]) else 4


def find_glued(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers of the list glued to a word (`melanoma1-5`): only for documents that cite so throughout."""
    for match in _GLUED.finditer(document.text):
        targets = () if taken.touches(*match.span(1)) else named_references(match[1], bibliography, match.start())
        if targets and not (document.text.startswith(")", match.end()) and _in_brackets(document.text, match.start())):
            span = Span(*match.span(1))
            yield CitationMarker(span, span, MarkerKind.INFERRED, MarkerStyle.SUPERSCRIPT, targets)


def _in_brackets(text: str, at: int) -> bool:
    """Whether a round bracket is open there; "slow1,2) and" closes none, as Korean journals print it."""
    low = max(0, at - 200)
    return text.rfind("(", low, at) > text.rfind(")", low, at)


def is_power(text: str, group: Span, printed: str) -> bool:
    """Whether a raised number is an exponent, an isotope or a charge."""
    before = text[max(0, group.start - 12) : group.start]
    after = text[group.end : group.end + 1]
    if after.isalpha() and (not before or before[-1] in " \n\t\xa0([{-/,"):
        return True  # ¹⁴C
    if after and after in "+−":
        return True
    if _YEAR_BEFORE.search(before):
        return False
    if printed.isdecimal() and _OPERATOR_AFTER.match(text, group.end):
        return True
    if not printed.isdecimal() and before[-1:].isalpha():
        return False  # no unit has a list for a power
    return _BASE.search(before) is not None
