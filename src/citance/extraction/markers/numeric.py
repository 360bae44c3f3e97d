"""Numbers in brackets, read from plain text.

Catches `growth [3].`, `[1, 4-6]`, `(see refs. 7 and 9)`; leaves `in the range [0, 1]` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.number_lists import NUMBER_LIST, named_references, ranges_in
from citance.extraction.markers.taken import Taken
from citance.extraction.places import paragraph_at
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Place, Span

_LEAD_WORDS = (
    r"see|also|cf\.?|e\.\s?g\.,?|i\.\s?e\.,?|for (?:an? )?(?:recent )?(?:example|instance|details?|reviews?)|reviewed in|in"
    r"|refs?\.?|references?|and|vgl\.?|siehe|см\.?|также|напр\.|voir|ver|v[ée]ase|vide|vezi|bkz\.?|lihat"
)
_LEAD = rf"(?:(?:{_LEAD_WORDS})[\s:,]*){{0,4}}"
# What may follow the numbers within the bracket: read by `members`.
SQUARE = re.compile(rf"\[\s?({_LEAD})({NUMBER_LIST})(?!\d)(\s?[,;:\s*•†(][^\[\]\n]{{0,80}})?\s?\]", re.I)
ROUND = re.compile(rf"\(\s?({_LEAD})({NUMBER_LIST})(?!\d)(\s?[,;:\s*•†][^\[\]()\n]{{0,80}})?\s?\)", re.I)
# Where in a work: "p. 5", "Table 2", "§3", "с. 25", "Theorem 2.1"; a page behind a colon; marks of works of interest.
_PLACE_IN_WORK = (
    r"p{1,2}\b\.?|pages?|seiten?|s\.|str\.|с\.|стр\.|f{1,2}\.|fols?\.|chap|ch\.|cap\.|kap\.|гл\.|fig|рис\.|tab|табл\.|sec"
    r"|theorem|thm|lemma|prop|corollar|cor\.|def(?:\.|inition)|examples?\s\d|remark|eqs?\b|equation|vols?\.|т\.|nos?\.|n\.|№"
    r"|notes?|app\.|appendi|suppl|art\.|articles?|parts?\s|pts?\.|lines?\s|§|第"
)
_LOCATOR = re.compile(
    rf"\s?\((?:{_PLACE_IN_WORK})[^()\[\];]{{0,40}}\)|\s?[,;:]\s?(?:{_PLACE_IN_WORK})[^()\[\];,]{{0,40}}"
    r"|\s(?:p{1,2}\.|page|chap|fig|table|sec|§)[^()\[\];,]{0,40}|:\s?\d{1,4}(?:\s?[-–]\s?\d{1,4})?|\s?[*•†]{1,3}",
    re.I,
)
_FURTHER = re.compile(rf";\s?{_LEAD}({NUMBER_LIST})(?!\d)|,\s?({NUMBER_LIST})(?=\s?[,:]?\s?(?:{_PLACE_IN_WORK}))", re.I)
_MORE_PLACES = re.compile(r",\s?[\divxlc.–-]{1,9}(?![\w])", re.I)
_TAIL = re.compile(
    r"[,;]?\s(?:and|&)\s(?:(?:all |the )?(?:refs?\.?|references?|literature|works?)\b[^\[\]()]*|others\b[^\[\]()]*|therein)"
    r"|[,;]?\sfor (?:an? )?(?:\w+ )?reviews?\b[^\[\]()]*|[,;]?\s(?:among others|inter alia)|\s?$",
    re.I,
)

# Words before a bracket that make of what is in it a place in the article, a thing with a number, or a count; behind the
# second kind ("models [7]") square brackets do cite.
_PLACES = r"eqs?|eqns?|equations?|formulas?|formulae|figs?|figures?|tables?|(?-i:S)chemes?"
_THINGS = (
    r"sections?|steps?|chapters?|box|phases?|grades?|stages?|levels?|types?|models?|compounds?|reactions?|conditions?|options?|items?|n|"
    r"hypothes[ie]s|criteri(?:on|a)"
)
_NOT_AFTER = re.compile(rf"\b(?:{_PLACES})\.?(?:\s\d+)?\s?[=:]?\s?$", re.I)
_HARDLY_AFTER = re.compile(rf"\b(?:{_THINGS})\.?(?:\s\d+)?\s?[=:]?\s?$", re.I)
# Words that make of a list in brackets an interval, a spread or a vector.
_NO_LIST_AFTER = re.compile(
    r"(?:\b(?:ranges?|intervals?|between|scaled?|normali[sz]ed|rescaled|limits?|bounds?|domain|values?|uniform\w*|median|mean|IQR|CI|SD|SE|"
    r"sites?|axis|direction|plane|vectors?|days?|weeks?|from|of|to)\.?\s?(?:[=:]\s?)?|[=<>≤≥∈~≈±×+*/^]\s?|(?<!\]),\s|(?<![^\W\d_]{3}),|%\s?|"
    r"(?:\(|[=:<>≤≥~±]|\b(?:is|was|were|of|to|and|age|aged|years?))\s?\d{1,3}(?:[.,]\d+)?\s?(?:[a-zμ]{1,5}\s?)?)$",
    re.I,
)
# A measurement, behind which a list is its spread, whatever numbers it has: "16.3±1.7 (14–20)".
_MEASURED = re.compile(r"(?:±\s?\d[\d.,]*|\d[.,]\d+)\s?$")
# Of these the words before a list of three and more that make no citations of it.
_NO_LONG_LIST_AFTER = re.compile(
    r"(?:\b(?:sites?|axis|direction|plane|vectors?|days?|weeks?)\.?\s?|[=:<>≤≥∈~≈±×+*/^]\s?|,\s?)$", re.I
)
# "(1) first; and (2) second", "three parts: [1] first": the items of a list, not citations.
_ROUND_ITEM = re.compile(r"(?:^|[;:,\n]|(?<!\bal)\.)\s?(?:and\s|or\s)?$")
_SQUARE_ITEM = re.compile(r"[;:]\s(?:and\s|or\s)?$")
_COUNT = re.compile(r"(?<!\d\d\d)\d[%*]?\s?$")  # "219 (65)"; a year may stand before a citation
# The root sign of TeX, an index or a ring of a chemical name: sqrt[3], x[1], pyrido[3,2-f].
_COMMAND = re.compile(r"\\\w+$")


def find_square(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers of the list in square brackets."""
    return _find(document, bibliography, taken, SQUARE, _in_doubt_square, 3)


def find_round(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """Numbers of the list in round brackets: sure only where a document cites so throughout."""
    return _find(document, bibliography, taken, ROUND, _in_doubt_round, 5)


def _in_doubt_square(document: Document, match: re.Match[str]) -> bool | None:
    """Whether the words before square brackets may make something else of the numbers in them; None where they surely do."""
    text, start, end = document.text, *match.span()
    if _SQUARE_ITEM.search(text, max(0, start - 6), start) and text[end : end + 2].strip().islower():
        return None
    return _is_interval(text, match)


def _in_doubt_round(document: Document, match: re.Match[str]) -> bool | None:
    """The same of round brackets."""
    text, start, end = document.text, *match.span()
    low = max(0, start - 8)
    if not match[1] and _ROUND_ITEM.search(text, low, start):
        if not _fills_cell(document, Span(start, end)):
            return None
    elif _COUNT.search(text, low, start):
        return True
    return _HARDLY_AFTER.search(text, max(0, start - 24), start) is not None or _is_interval(text, match)


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
    for match in SQUARE.finditer(text):
        start, end = match.span()
        printed = match[2]
        if match[3] or not printed.isdecimal() or not 0 < int(printed) <= farthest or 1500 <= int(printed) < 2100:
            continue
        if taken.touches(start, end) or bibliography.numbered(int(printed)) is not None:
            continue
        if _NOT_AFTER.search(text, max(0, start - 24), start):
            continue
        marker = CitationMarker(Span(*match.span(2)), Span(start, end), MarkerKind.INFERRED, MarkerStyle.NUMERIC, ())
        if is_beyond_doubt(text, marker) and _stands_free(text, start, end):
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
        and text[marker.span.end] != ":"
        and before[-1:] == " "
        and (before[0].islower() or before[0] == ")")
        and text[end : end + 1] in (".", ",", ";", " ", ")", "\n", "")
    )


def _find(
    document: Document,
    bibliography: Bibliography,
    taken: Taken,
    pattern: re.Pattern[str],
    in_doubt: Callable[[Document, re.Match[str]], bool | None],
    least: int,
) -> Iterator[CitationMarker]:
    """What the pattern matches and is no other thing; what is in doubt where it brings in the next numbers of the list.

    `least` is the number from which on that counts for something: the first numbers come next by chance.
    """
    text = document.text
    highest = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        if taken.touches(start, end):
            continue
        spans = members(text, match)
        named = [named_references(span.cut(text), bibliography, span.start) for span in spans]
        if not named or not all(named) or not _stands_free(text, start, end):
            continue
        if _NOT_AFTER.search(text, max(0, start - 24), start):
            continue
        doubt = in_doubt(document, match)
        if doubt is None:
            continue
        numbers = {n for span in spans for low, high, _, _ in ranges_in(span.cut(text)) for n in range(low, high + 1)}
        if not doubt:
            highest = max(highest, *numbers)
        elif not _goes_on(numbers, highest, least) or _MEASURED.search(text, max(0, start - 12), start) is not None:
            continue
        for span, targets in zip(spans, named, strict=True):
            yield CitationMarker(span, Span(start, end), MarkerKind.INFERRED, MarkerStyle.NUMERIC, targets)


def _goes_on(numbers: set[int], highest: int, least: int) -> bool:
    """Whether the numbers above the highest that was cited before are those that come next: lists are mostly in that order."""
    new = [number for number in numbers if number > highest]
    return bool(new) and min(new) == highest + 1 >= least and max(new) == highest + len(new)


def members(text: str, match: re.Match[str]) -> list[Span]:
    """The lists of numbers in a bracket, parted by places in the works; none where anything else stands in it."""
    spans = [Span(*match.span(2))]
    at, end = match.span(3)
    while 0 <= at < end:
        if (place := _LOCATOR.match(text, at, end)) is not None:
            at = place.end()
            while (place := _MORE_PLACES.match(text, at, end)) is not None and _FURTHER.match(text, at, end) is None:
                at = place.end()
        elif (further := _FURTHER.match(text, at, end)) is not None:
            spans.append(Span(*further.span(further.lastindex or 0)))
            at = further.end()
        elif (tail := _TAIL.match(text, at, end)) is not None and tail.end() == end:
            break
        else:
            return []
    return spans


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether what touches the bracket lets it be a citation."""
    before = text[max(0, start - 24) : start]
    last, after = before[-1:], text[end : end + 1]
    if last in ("-", "]", "\\") and after.isalnum():
        return False  # a ring: -1H-[1,4]thiazino
    if (after.isalnum() and last and not last.isspace()) or after == "-":
        return False
    return not (
        last.isalnum() and (not before[-3:].isalpha() or _COMMAND.search(before) is not None)
    )  # x[1], C4(2), but growth[12]


def _is_interval(text: str, match: re.Match[str]) -> bool:
    """Whether the words before a bracket make an interval, a spread or a vector of the list in it."""
    printed, start = match[2], match.start()
    if printed.isdecimal() and not (match[3] or "").lstrip().startswith(":"):
        return False
    before = text[max(0, start - 24) : start]
    if _NO_LIST_AFTER.search(before) is None:
        return False
    return text[start] == "(" or printed.count(",") < 2 or _NO_LONG_LIST_AFTER.search(before) is not None
