"""Works that one link prints by names and years, and of which its id names but one.

Catches 2004 and b in `(<Arden 2001, 2004a, b|B1>)`, Blythe in `<Arden 2001; Blythe 2004|B1>`, and what stands behind the link in
`<Arden 2001a|B1>, b`; leaves `<Arden 2001, 2nd ed.>` alone. (`<...|B1>` is a link to B1.)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from citance.extraction.bibliography import Bibliography
from citance.extraction.markers.author_year import find_author_year
from citance.extraction.markers.taken import Taken
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span

_LETTER_BEHIND = re.compile(r"\s?(?:,|;|&|and|/)\s?([b-h])(?![\w.'’])")
_SEVERAL = re.compile(r"(?:1[5-9]|20)\d\d.*?(?:(?:1[5-9]|20)\d\d|(?<=[\s,;&/])[b-h](?!\w))", re.S)


def find_within(document: Document, bibliography: Bibliography, tagged: list[CitationMarker]) -> Iterator[CitationMarker]:
    """The further works of links by names and years, each with the words that name it.

    Only where what the link itself names is among what it prints, and only what leaves no doubt.
    """
    text = document.text
    linked = {link.span[0] for link in document.links}
    links: list[tuple[CitationMarker, int]] = []
    for marker in tagged:
        if marker.style is MarkerStyle.AUTHOR_YEAR and len(marker.targets) == 1:
            start, end = marker.span
            reach = _reach(text, end, linked) if text[end - 1].isalpha() and text[end - 5 : end - 1].isdecimal() else end
            if reach > end or (end - start > 6 and _SEVERAL.search(text, start, end)):
                links.append((marker, reach))
    if not links:
        return
    links.sort(key=lambda link: link[0].span)
    edges = [0, *(edge for marker, reach in links for edge in (marker.span.start, reach)), len(text)]
    around = Taken(Span(start, end) for at, (start, end) in enumerate(pairwise(edges)) if not at % 2)
    printed: dict[int, list[CitationMarker]] = {}
    starts = [marker.span.start for marker, _ in links]
    for found in find_author_year(document, bibliography, around):
        printed.setdefault(bisect_right(starts, found.span.end - 1) - 1, []).append(found)
    for at, members in printed.items():
        link, reach = links[at]
        if not any(link.targets[0] in member.targets for member in members):
            continue
        named = set(link.targets)
        for member in members:
            if member.ambiguous or not named.isdisjoint(member.targets):
                continue
            named.update(member.targets)
            span = Span(max(member.span.start, link.span.start), min(member.span.end, reach))
            kind = MarkerKind.EXPANDED if span.start < link.span.end else MarkerKind.INFERRED
            group = Span(link.group.start, max(link.group.end, span.end))
            yield CitationMarker(span, group, kind, MarkerStyle.AUTHOR_YEAR, member.targets)


def _reach(text: str, end: int, linked: set[int]) -> int:
    """Where the letters end that stand behind a link which ends with a year and its letter, and are no links themselves."""
    while (letter := _LETTER_BEHIND.match(text, end)) is not None and letter.start(1) not in linked:
        end = letter.end()
    return end
