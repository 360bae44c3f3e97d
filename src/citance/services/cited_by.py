"""The statements about an article as a person narrows them: one page, and of every facet how many there would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from heapq import nsmallest

import msgspec

from citance.model import SectionKind, Stance
from citance.services.filters import NO_FILTERS, Filters
from citance.services.provenance import Provenance, Stamp
from citance.services.search import FacetCount
from citance.services.shown import StatementView, TallyView
from citance.services.sieve import FACETS, Sieve
from citance.services.viewer import Viewer, tally_view

MOST_NAMES = 20
"""Journals and authors that a facet names: the most frequent."""


class CitedByOrder(StrEnum):
    """In which order the statements about an article come; of equals the newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    VERDICTS = "verdicts"  # contrasting, supporting, then the rest
    SUREST = "surest"  # the classifier's score of the stance given, highest first
    MOST_CITED = "most_cited"  # the citing articles that are cited most


class CitedBy(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/cited-by/1"):
    """One page of the statements about an article, and counts to narrow them by.

    `facets` maps stance, evidence, section, year, article_type, journal, author, self and language to counts over all that
    pass the filters of the *other* facets: what would be shown if that value were chosen too. `citing` has the tally of each
    citing article of the page by its key. `withheld` counts the statements that the audience may not see, on any page; they
    are in no other number here.
    """

    article: str  # key
    statements: tuple[StatementView, ...]
    citing: dict[str, TallyView]
    facets: dict[str, tuple[FacetCount, ...]]
    total: int
    citing_articles: int  # that make the statements which pass
    offset: int
    limit: int
    order: CitedByOrder
    combined: bool
    filters: Filters
    withheld: int
    provenance: Provenance


def cited_by(
    viewer: Viewer,
    words: str,
    stamp: Stamp,
    *,
    filters: Filters = NO_FILTERS,
    order: CitedByOrder = CitedByOrder.NEWEST,
    offset: int = 0,
    limit: int = 20,
    combined: bool = False,
) -> CitedBy:
    """The statements about the article that the words name. Sifts all of them, however small the page (see services.sieve)."""
    key = viewer.find_key(words)
    sieve = Sieve(viewer, key, filters, combined=combined)
    numbers = _ORDERS[order](sieve)
    page = viewer.store.numbered(numbers[offset : offset + limit])
    tallies = viewer.store.tallies({statement.citing for statement in page})
    return CitedBy(
        article=key,
        statements=viewer.statements(page, {one.id: sieve.found(one.text.sentence) for one in page} if sieve.phrases else None),
        citing={citing: tally_view(tally) for citing, tally in tallies.items()},
        facets={name: _listed(name, sieve.count(name)) for name in FACETS},
        total=len(numbers),
        citing_articles=len(sieve.citing()),
        offset=offset,
        limit=limit,
        order=order,
        combined=combined,
        filters=filters,
        withheld=sieve.withheld,
        provenance=stamp.provenance("cited by", query=words, filters=filters, order=order),
    )


_ORDERS: dict[CitedByOrder, Callable[[Sieve], list[int]]] = {
    CitedByOrder.NEWEST: Sieve.numbers,
    CitedByOrder.OLDEST: Sieve.oldest_first,
    CitedByOrder.VERDICTS: Sieve.by_verdict,
    CitedByOrder.SUREST: Sieve.surest_first,
    CitedByOrder.MOST_CITED: Sieve.most_cited_first,
}

_PLACES: dict[str, dict[str, int]] = {
    "stance": {
        stance: place
        for place, stance in enumerate((Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING, Stance.UNCLASSIFIED))
    },
    "section": {section: place for place, section in enumerate(SectionKind)},
    "evidence": {"own": 0, "reported": 1},
    "self": {"no": 0, "yes": 1},
}


def _listed(name: str, counter: Counter[str]) -> tuple[FacetCount, ...]:
    """Years in order, what has an order of its own in that, the rest most frequent first."""
    if name == "year":
        pairs = sorted(counter.items())
    elif name in _PLACES:
        pairs = sorted(counter.items(), key=lambda pair: _PLACES[name][pair[0]])
    else:
        pairs = nsmallest(MOST_NAMES, counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetCount(value, count) for value, count in pairs)
