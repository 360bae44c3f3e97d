"""The statements about an article as a person narrows them: one page, and of every facet how many there would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

import msgspec

from citance.model import SectionKind, Stance
from citance.services.filters import NO_FILTERS, Filters
from citance.services.provenance import Provenance, Stamp
from citance.services.search import FacetCount
from citance.services.shown import ArticleView, StatementView, TallyView
from citance.services.sieve import Sieve, how_sure
from citance.services.viewer import Viewer, tally_view
from citance.store.base import StatementOrder, StoredStatement

PAGE = 500
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
    """The statements about the article that the words name. Reads all of them, however small the page."""
    key = viewer.find_key(words)
    sieve = Sieve(viewer, filters)
    everything = list(_all_about(viewer, key, combined))
    seen = [statement for statement in everything if viewer.may_see(statement)]
    known = viewer.articles(statement.citing for statement in seen)
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    passed: list[StoredStatement] = []
    for statement in seen:
        citing = known.get(statement.citing) or ArticleView(statement.citing)
        failed = sieve.failed(statement, citing)
        if not failed:
            passed.append(statement)
        if len(failed) < 2:
            for name in failed or FACETS:
                if name in counts:
                    counts[name].update(FACETS[name](statement, citing))
    if order is not CitedByOrder.NEWEST:  # in which they come
        passed.sort(key=_orders(known)[order])
    page = passed[offset : offset + limit]
    views = viewer.statements(page, {one.id: sieve.found(one) for one in page} if sieve.phrases else None)
    tallies = viewer.store.tallies({statement.citing for statement in page})
    return CitedBy(
        article=key,
        statements=views,
        citing={citing: tally_view(tally) for citing, tally in tallies.items()},
        facets={name: _listed(name, counter) for name, counter in counts.items()},
        total=len(passed),
        citing_articles=len({statement.citing for statement in passed}),
        offset=offset,
        limit=limit,
        order=order,
        combined=combined,
        filters=filters,
        withheld=len(everything) - len(seen),
        provenance=stamp.provenance("cited by", query=words, filters=filters, order=order),
    )


def _all_about(viewer: Viewer, key: str, combined: bool) -> Iterator[StoredStatement]:
    offset = 0
    while page := viewer.store.statements_citing(
        key, order=StatementOrder.NEWEST, offset=offset, limit=PAGE, combined=combined
    ).statements:
        yield from page
        offset += len(page)


# -- facets ----------------------------------------------------------------------------------------------------------------

Values = Callable[[StoredStatement, ArticleView], Iterable[str]]

FACETS: dict[str, Values] = {
    "stance": lambda s, _: (s.stance.value,),
    "evidence": lambda s, _: (s.evidence.value,) if s.evidence else (),
    "section": lambda s, _: (s.section.value,),
    "year": lambda s, _: (str(s.year),) if s.year else (),
    "article_type": lambda _, citing: (citing.article_type,) if citing.article_type else (),
    "journal": lambda _, citing: (citing.journal,) if citing.journal else (),
    "author": lambda _, citing: {author.name for author in citing.authors},
    "self": lambda s, _: ("yes" if s.self_citation else "no",),
    "language": lambda s, _: (s.text.language,) if s.text.language else (),
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
        pairs = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NAMES]
    return tuple(FacetCount(value, count) for value, count in pairs)


# -- orders ----------------------------------------------------------------------------------------------------------------

_VERDICTS = {Stance.CONTRASTING: 0, Stance.SUPPORTING: 1, Stance.MENTIONING: 2, Stance.UNCLASSIFIED: 3}


def _orders(known: dict[str, ArticleView]) -> dict[CitedByOrder, Callable[[StoredStatement], float]]:
    return {
        CitedByOrder.OLDEST: lambda s: s.year or 9999,
        CitedByOrder.VERDICTS: lambda s: _VERDICTS[s.stance] - (how_sure(s) or 0.0) / 2,
        CitedByOrder.SUREST: lambda s: -(how_sure(s) or 0.0),
        CitedByOrder.MOST_CITED: lambda s: -known[s.citing].cited_by if s.citing in known else 0,
    }
