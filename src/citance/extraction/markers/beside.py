"""Numbers that stand in one group with linked ones and have no link themselves, for whoever tagged the file passed them over.

Catches 4 in `[<3>, 4, <5>]` and `[see <3>, 4, p. 12]`, 4 to 6 in `[<3>–6]`; leaves `(<3>, p. 12)` and `[<3>, 2010]` alone.
(`<...>` is a link.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.number_lists import DASHES, RAISED_LIST, named_references, ranges_in
from citance.extraction.markers.numeric import ROUND, SQUARE, members
from citance.extraction.markers.superscript import is_power
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span

_PRINTED = re.compile(rf"\d+|[{DASHES}]\s?\d*")  # the numbers of a group; what a dash hides is linked by nobody
_RAISED = re.compile(rf"[\[(]?\s?({RAISED_LIST})\s?[\])]?")


def find_beside(document: Document, bibliography: Bibliography, tagged: list[CitationMarker]) -> Iterator[CitationMarker]:
    """The printed numbers and ranges of a group, all of it numbers of the list, that none of its links names.

    Only where a link of the group leads to the reference that goes by the number it prints: else the numbers are others.
    """
    text, numbers = document.text, bibliography.numbers
    groups: dict[Span, list[CitationMarker]] = {}
    for marker in tagged:
        if (marker.style is MarkerStyle.NUMERIC or marker.style is MarkerStyle.SUPERSCRIPT) and not _stands_alone(text, marker):
            groups.setdefault(marker.group, []).append(marker)
    for group, markers in groups.items():
        linked = {text[start:end] for start, end in [marker.span for marker in markers]}
        if linked.issuperset(_PRINTED.findall(text, *group)):
            continue  # most: each number has its link
        raised = markers[0].style is MarkerStyle.SUPERSCRIPT
        match = (_RAISED if raised else SQUARE if text[group[0]] == "[" else ROUND).fullmatch(text, *group)
        lists = [] if match is None else [Span(*match.span(1))] if raised else members(text, match)
        if not lists or not all(named_references(printed.cut(text), bibliography, printed.start) for printed in lists):
            continue
        if not any(str(numbers[target]) == marker.span.cut(text) for marker in markers for target in marker.targets):
            continue
        named = {target for marker in markers for target in marker.targets}
        beside = markers[0].targets[0] if markers[0].targets else None
        for low, high, start, end in (found for printed in lists for found in ranges_in(printed.cut(text), printed.start)):
            if raised and start == group[0] and is_power(text, Span(start, end), text[start:end]):
                continue  # "20 mg/m2,<11>"
            # A number that is linked is not beside its link, though that may name another.
            others = [number for number in range(low, high + 1) if str(number) not in linked]
            missed = [one for one in bibliography.expand(others, beside) if one not in named]
            if missed:
                yield CitationMarker(Span(start, end), group, MarkerKind.INFERRED, markers[0].style, tuple(missed))


def _stands_alone(text: str, marker: CitationMarker) -> bool:
    """Whether a marker is one number and all that its group prints, `[12]` or a raised 12: nothing is beside it."""
    (start, end), (low, high) = marker.span, marker.group
    if not text[start:end].isdecimal():
        return False
    return (low == start and high == end) or (low == start - 1 and high == end + 1 and text[low] in "[(" and text[end] in "])")
