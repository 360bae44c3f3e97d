"""Numbers in brackets, read from plain text.

Catches `growth [3].`, `[1, 4-6]`, `(see refs. 7 and 9)`; leaves `in the range [0, 1]` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.number_lists import NUMBER_LIST, named_references
from citance.extraction.markers.taken import Taken
from citance.extraction.places import paragraph_at
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Place, Span

_LEAD = r"(?:(?:see|cf\.?|e\.g\.,?|i\.e\.,?|also|reviewed in|in|refs?\.?|references?|and)[\s:]*){0,4}"
_TAIL = r"(?:[,;]?\s(?:p{1,2}\.|page|chap|fig|table|sec|and references|and others|for (?:a )?review)[^\[\]()]{0,40})?"
_SQUARE = re.compile(rf"\[\s?{_LEAD}({NUMBER_LIST}){_TAIL}\s?\]", re.I)
_ROUND = re.compile(rf"\(\s?{_LEAD}({NUMBER_LIST}){_TAIL}\s?\)", re.I)

# Words before a bracket that make of what is in it a place in the article, a thing with a number, or a count; behind the
# second kind ("models [7]") square brackets do cite.
_PLACES = r"eqs?|eqns?|equations?|formulas?|formulae|figs?|figures?|tables?|schemes?"
_THINGS = (
    r"sections?|steps?|chapters?|box|phases?|grades?|stages?|levels?|types?|models?|compounds?|reactions?|conditions?|options?|items?|n|"
    r"hypothes[ie]s|criteri(?:on|a)"
)
_NOT_AFTER = {
    _SQUARE: re.compile(rf"\b(?:{_PLACES})\.?(?:\s\d+)?\s?[=:]?\s?$", re.I),
    _ROUND: re.compile(rf"\b(?:{_PLACES}|{_THINGS})\.?(?:\s\d+)?\s?[=:]?\s?$", re.I),
}
# Words that make of a list in brackets an interval, a spread or a vector.
_NO_LIST_AFTER = re.compile(
    r"(?:\b(?:ranges?|intervals?|between|scaled?|normali[sz]ed|rescaled|limits?|bounds?|domain|values?|uniform\w*|median|mean|IQR|CI|SD|SE|"
    r"sites?|axis|direction|plane|vectors?|days?|weeks?|from|of|to)\.?\s?(?:[=:]\s?)?|[=<>≤≥∈~≈±×+*/^]\s?|,\s|(?<![^\W\d_]{3}),|%\s?|"
    r"(?:\(|[=:<>≤≥~±]|\b(?:is|was|were|of|to|and|age|aged|years?))\s?\d{1,3}(?:[.,]\d+)?\s?(?:[a-zμ]{1,5}\s?)?)$",
    re.I,
)
# "(1) first; and (2) second", "three parts: [1] first": the items of a list, not citations.
_ROUND_ITEM = re.compile(r"(?:^|[;:,\n]|(?<!\bal)\.)\s?(?:and\s|or\s)?$")
_SQUARE_ITEM = re.compile(r"[;:]\s(?:and\s|or\s)?$")
_COUNT = re.compile(r"(?<!\d\d\d)\d[%*]?\s?$")  # "219 (65)"; a year may stand before a citation
# The root sign of TeX, an index or a ring of a chemical name: sqrt[3], x[1], pyrido[3,2-f].
_COMMAND = re.compile(r"\\\w+$")


def find_square(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers of the list in square brackets."""
    text = document.text
    for marker in _find(document, bibliography, taken, _SQUARE):
        start, end = marker.group
        if not (_SQUARE_ITEM.search(text, max(0, start - 6), start) and text[end : end + 2].strip().islower()):
            yield marker


def find_round(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers of the list in round brackets: sure only where a document cites so throughout."""
    text = document.text
    for marker in _find(document, bibliography, taken, _ROUND):
        start = marker.group.start
        low = max(0, start - 8)
        if _ROUND_ITEM.search(text, low, start):
            if not _fills_cell(document, marker.group):
                continue
        elif _COUNT.search(text, low, start):
            continue
        yield marker


def _fills_cell(document: Document, group: Span) -> bool:
    """Whether the brackets are all that a cell of a table holds: its column names sources."""
    at = paragraph_at(document, group.start)
    return at >= 0 and document.paragraphs[at].place is Place.TABLE and document.paragraphs[at].span == group


def find_unlisted(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Single numbers in square brackets that no reference goes by, without targets: "growth [43]." under a list that ends at 42.

    Only for documents that cite so throughout, and only where nothing but a citation can be meant; `resolve` makes a
    Problem of each. Years are left alone, as are lists, which are intervals too often, and numbers far beyond the list: the
    ends of scales ("a lot [100]").
    """
    text = document.text
    farthest = bibliography.highest * 5 // 4 + 5  # what was dropped from a list are a few entries
    for match in _SQUARE.finditer(text):
        start, end = match.span()
        printed = match[1]
        if not printed.isdecimal() or not 0 < int(printed) <= farthest or 1500 <= int(printed) < 2100:
            continue
        if taken.touches(start, end) or bibliography.numbered(int(printed)) is not None:
            continue
        if _NOT_AFTER[_SQUARE].search(text, max(0, start - 24), start):
            continue
        marker = CitationMarker(Span(*match.span(1)), Span(start, end), MarkerKind.INFERRED, MarkerStyle.NUMERIC, ())
        if is_beyond_doubt(text, marker) and _free(text, start, end, printed):
            yield marker


def is_beyond_doubt(text: str, marker: CitationMarker) -> bool:
    """Whether a bracket that a well-tagged document left untagged can be nothing but a citation: a number behind a word.

    Lists stay in doubt there: most that nobody tagged are intervals.
    """
    start, end = marker.group
    printed = marker.span.cut(text)
    before = text[start - 2 : start]
    return (
        printed.isdecimal()
        and before[-1:] == " "
        and (before[0].islower() or before[0] == ")")
        and text[end : end + 1] in (".", ",", ";", " ", ")", "\n", "")
    )


def _find(document: Document, bibliography: Bibliography, taken: Taken, pattern: re.Pattern[str]) -> Iterator[CitationMarker]:
    text = document.text
    for match in pattern.finditer(text):
        start, end = match.span()
        if taken.touches(start, end):
            continue
        printed = match[1]
        targets = named_references(printed, bibliography)
        if not targets or _NOT_AFTER[pattern].search(text, max(0, start - 24), start):
            continue
        if _free(text, start, end, printed):
            yield CitationMarker(Span(*match.span(1)), Span(start, end), MarkerKind.INFERRED, MarkerStyle.NUMERIC, targets)


def _free(text: str, start: int, end: int, printed: str) -> bool:
    """Whether what stands around the bracket lets it be a citation."""
    before = text[max(0, start - 24) : start]
    last, after = before[-1:], text[end : end + 1]
    if last in ("-", "]", "\\") and after.isalnum():
        return False  # a ring: -1H-[1,4]thiazino
    if (after.isalnum() and last and not last.isspace()) or after == "-":
        return False
    if last.isalnum() and (not before[-3:].isalpha() or _COMMAND.search(before)):
        return False  # x[1], C4(2), but growth[12]
    return printed.isdecimal() or _NO_LIST_AFTER.search(before) is None
