"""How much the whole index holds, in the figures that other indexes tell of themselves."""

from __future__ import annotations

import msgspec

from citance.services.shown import TallyView


class Totals(msgspec.Struct, frozen=True):
    """Counts over everything; those of words count what the audience may see."""

    articles: int
    documents: int
    linked_references: int  # who cites whom, each pair as often as it stands in a reference list
    journals: int
    tally: TallyView  # each statement once; `citing_articles` are all with a full text
    self_citations: int  # statements
    by_section: dict[str, int]
