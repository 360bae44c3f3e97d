"""Works that one link prints by names and years, and of which its id names but one.

Catches 2004 and b in `(<Arden 2001, 2004a, b|B1>)`, Blythe in `<Arden 2001; Blythe 2004|B1>`; leaves `<Arden 2001, 2nd ed.>`
alone. (`<...|B1>` is a link to B1.)
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

_SEVERAL = re.compile(r"(?:1[5-9]|20)\d\d.*?(?:(?:1[5-9]|20)\d\d|(?<=[\s,;&/])[b-h](?!\w))", re.S)


def find_within(document: Document, bibliography: Bibliography, tagged: list[CitationMarker]) -> Iterator[CitationMarker]:
    """The further works of links by names and years, each with the words that name it.

    Only where what the link itself names is among what it prints, and only what leaves no doubt.
    """
    text = document.text
    links = [
        marker
        for marker in tagged
        if marker.style is MarkerStyle.AUTHOR_YEAR
        and len(marker.targets) == 1
        and marker.span[1] - marker.span[0] > 6
        and _SEVERAL.search(text, *marker.span)
    ]
    if not links:
        return
    links.sort(key=lambda marker: marker.span)
    edges = [0, *(edge for marker in links for edge in marker.span), len(text)]
    around = Taken(Span(start, end) for at, (start, end) in enumerate(pairwise(edges)) if not at % 2)
    printed: dict[int, list[CitationMarker]] = {}
    starts = [marker.span.start for marker in links]
    for found in find_author_year(document, bibliography, around):
        printed.setdefault(bisect_right(starts, found.span.end - 1) - 1, []).append(found)
    for at, members in printed.items():
        link = links[at]
        if not any(link.targets[0] in member.targets for member in members):
            continue
        named = set(link.targets)
        for member in members:
            if member.ambiguous or not named.isdisjoint(member.targets):
                continue
            named.update(member.targets)
            span = Span(max(member.span.start, link.span.start), min(member.span.end, link.span.end))
            yield CitationMarker(span, link.group, MarkerKind.EXPANDED, MarkerStyle.AUTHOR_YEAR, member.targets)
