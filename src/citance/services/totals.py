"""How much the whole index holds, in the figures that other indexes tell of themselves."""

from __future__ import annotations

import msgspec

from citance.services.search import StatementHits
from citance.services.viewer import tally_view
from citance.services.views import TallyView
from citance.store.values import Stats


class Totals(msgspec.Struct, frozen=True):
    """Counts over everything; those of words count what the audience may see."""

    articles: int
    documents: int
    linked_references: int  # who cites whom, each pair as often as it stands in a reference list
    journals: int
    tally: TallyView  # each statement once; `citing_articles` are all with a full text
    self_citations: int  # statements
    by_section: dict[str, int]


def count_all(counts: Stats, everything: StatementHits, own: StatementHits, journals: int) -> Totals:
    """The figures, from what the store counts, all statements with their facet of sections, and those that cite their own."""
    return Totals(
        articles=counts.articles,
        documents=counts.with_document,
        linked_references=counts.linked,
        journals=journals,
        tally=tally_view(counts.tally),
        self_citations=own.total,
        by_section={one.value: one.count for one in everything.facets["section"]},
    )
