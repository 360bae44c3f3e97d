"""Numbers in brackets, read from plain text.

Catches `[3]`, `[1, 4-6]`, `(see refs. 7 and 9)`; leaves `in the range [0, 1]` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.number_lists import NUMBER_LIST, named_references
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span

_LEAD = r"(?:(?:see|cf\.?|e\.g\.,?|i\.e\.,?|also|reviewed in|in|refs?\.?|references?|and)[\s:]*){0,4}"
_TAIL = r"(?:[,;]?\s(?:p{1,2}\.|page|chap|fig|table|sec|and references|and others|for (?:a )?review)[^\[\]()]{0,40})?"
_SQUARE = re.compile(rf"\[\s?{_LEAD}({NUMBER_LIST}){_TAIL}\s?\]", re.I)
_ROUND = re.compile(rf"\(\s?{_LEAD}({NUMBER_LIST}){_TAIL}\s?\)", re.I)

# Words before a bracket that make of it an interval, a count, an equation or a place in the article.
_NOT_AFTER = re.compile(
    r"(?:\b(?:ranges?|intervals?|between|scaled?|normali[sz]ed|rescaled|limits?|bounds?|domain|values?|uniform\w*|median|mean|IQR|CI|SD|SE|"
    r"eqs?|equations?|formulas?|figs?|figures?|tables?|sections?|steps?|chapters?|sites?|box|axis|direction|plane|vectors?|phases?|days?|weeks?|"
    r"grades?|stages?|levels?|types?|models?|compounds?|item|n|from|of|to)\.?\s?(?:[=:]\s?)?|[=<>≤≥∈~≈±×+*/^,]\s?|%\s?|"
    r"(?:\(|[=:<>≤≥~±]|\b(?:is|was|were|of|to|and|age|aged|years?))\s?\d{1,3}(?:[.,]\d+)?\s?(?:[a-zμ]{1,5}\s?)?)$",
    re.I,
)
_LIST_ITEM = re.compile(r"(?:^|[;:.\n])\s?$")


def find_square(document: Document, bibliography: Bibliography) -> Iterator[CitationMarker]:
    """Numbers of the list in square brackets."""
    return _find(document, bibliography, _SQUARE)


def find_round(document: Document, bibliography: Bibliography) -> Iterator[CitationMarker]:
    """Numbers of the list in round brackets: sure only where a document cites so throughout."""
    return _find(document, bibliography, _ROUND)


def _find(document: Document, bibliography: Bibliography, pattern: re.Pattern[str]) -> Iterator[CitationMarker]:
    text = document.text
    enumerates = pattern is _ROUND
    for match in pattern.finditer(text):
        start = match.start()
        printed = match[1]
        targets = named_references(printed, bibliography)
        if not targets or not _free(text, start, printed):
            continue
        if enumerates and _LIST_ITEM.search(text, max(0, start - 2), start):
            continue  # "(1) first, (2) second": the items of a list
        yield CitationMarker(
            Span(*match.span(1)), Span(start, match.end()), MarkerKind.INFERRED, MarkerStyle.NUMERIC, targets
        )


def _free(text: str, start: int, printed: str) -> bool:
    """Whether what stands before the bracket lets it be a citation."""
    before = text[max(0, start - 24) : start]
    pair = not printed.isdecimal()
    if pair and _NOT_AFTER.search(before):
        return False
    last = before[-1:]
    return not last.isalnum() or before[-3:].isalpha()  # x[1], C4(2), but also growth[12]
