"""The statements about an article as a person narrows them: one page, and of every facet how many there would be."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from heapq import nsmallest
from typing import NamedTuple

import msgspec

from citance.model import SectionKind, Stance
from citance.services.filters import NO_FILTERS, Filters
from citance.services.provenance import Provenance, Stamp
from citance.services.search import FacetCount
from citance.services.sieve import FACETS, Sieve, find_phrases, read_phrases
from citance.services.viewer import Viewer
from citance.services.views import StatementView, TallyView

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

    `facets` maps stance, evidence, section, year, article_type, study_type, journal, author, self, language and retracted (is the
    citing article?) to counts over all that pass the filters of the *other* facets: what would be shown if that value were
    chosen too. `citing` has the tally of each citing article of the page by its key. `withheld` counts the statements that the
    audience may not see, on any page; they are in no other number here.
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
    from_retracted: dict[str, int]  # stance → statements that pass, of citing articles that were retracted
    provenance: Provenance


class Sifted(NamedTuple):
    """What passes the filters, whichever page is shown of it."""

    numbers: array[int]  # of the store, in order
    facets: dict[str, tuple[FacetCount, ...]]
    citing_articles: int
    withheld: int
    from_retracted: dict[str, int]
    possible: dict[tuple[str, str], int]  # stance and evidence → verdicts that are possible alone


Sift = Callable[[str, Filters, CitedByOrder, bool], Sifted]
"""Sifts all statements about an article (by key), or knows what came of it."""


def sift(viewer: Viewer, key: str, filters: Filters, order: CitedByOrder, combined: bool) -> Sifted:
    """What passes the filters in this order, and the counts. Reads what all the statements are narrowed by."""
    sieve = Sieve(viewer, key, filters, combined=combined)
    facets = {name: _listed(name, sieve.count(name)) for name in FACETS}
    return Sifted(
        numbers=array("q", _ORDERS[order](sieve)),
        facets=facets,
        citing_articles=sieve.citing_articles(),
        withheld=sieve.withheld,
        from_retracted=dict(sieve.from_retracted()),
        possible=dict(sieve.possible()),
    )


def size_of(sifted: Sifted) -> int:
    """About how many bytes it takes: a facet's value is an object with a text and a number."""
    return sifted.numbers.itemsize * len(sifted.numbers) + 200 * sum(map(len, sifted.facets.values())) + 1000


_ORDERS: dict[CitedByOrder, Callable[[Sieve], list[int]]] = {
    CitedByOrder.NEWEST: Sieve.numbers,
    CitedByOrder.OLDEST: Sieve.oldest_first,
    CitedByOrder.VERDICTS: Sieve.by_verdict,
    CitedByOrder.SUREST: Sieve.surest_first,
    CitedByOrder.MOST_CITED: Sieve.most_cited_first,
}


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
    sifted: Sift | None = None,
) -> CitedBy:
    """One page of the statements about the article that the words name. `sifted` may remember what it sifted before."""
    key = viewer.find_key(words)
    passed = (sifted or partial(sift, viewer))(key, filters, order, combined)
    page = viewer.store.numbered(passed.numbers[offset : offset + limit])
    phrases = read_phrases(filters.words)
    matched = {one.id: find_phrases(phrases, one.text.sentence) for one in page} if phrases else None
    return CitedBy(
        article=key,
        statements=viewer.statements(page, matched),
        citing=viewer.tallies({statement.citing for statement in page}),
        facets=passed.facets,
        total=len(passed.numbers),
        citing_articles=passed.citing_articles,
        offset=offset,
        limit=limit,
        order=order,
        combined=combined,
        filters=filters,
        withheld=passed.withheld,
        from_retracted=passed.from_retracted,
        provenance=stamp.provenance("cited by", query=words, filters=filters, order=order),
    )


_PLACES: dict[str, dict[str, int]] = {
    "stance": {
        stance: place
        for place, stance in enumerate((Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING, Stance.UNCLASSIFIED))
    },
    "section": {section: place for place, section in enumerate(SectionKind)},
    "evidence": {"own": 0, "reported": 1},
    "self": {"no": 0, "yes": 1},
    "retracted": {"yes": 0, "no": 1},
}


def _listed(name: str, counter: Counter[str]) -> tuple[FacetCount, ...]:
    """Years in order, what has an order of its own in that, the rest most frequent first."""
    if name == "year":
        pairs = sorted(counter.items())
    elif name in _PLACES:
        pairs = sorted(counter.items(), key=lambda pair: _PLACES[name][pair[0]])
    else:
        pairs = _most_frequent(counter, MOST_NAMES)
    return tuple(FacetCount(value, count) for value, count in pairs)


def _most_frequent(counter: Counter[str], most: int) -> list[tuple[str, int]]:
    """The values there are most of, of equals those first in the alphabet. Those that cannot be among them, nearly all of ten
    thousand authors, are passed over before anything is compared by name."""
    least = sorted(counter.values(), reverse=True)[most - 1] if len(counter) > most else 0
    above = sorted([pair for pair in counter.items() if pair[1] > least], key=lambda pair: (-pair[1], pair[0]))
    level = nsmallest(most - len(above), [value for value, count in counter.items() if count == least])
    return above + [(value, least) for value in level]
