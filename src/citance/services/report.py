"""Who cites an article, where, in which words and with which stance: the report."""

from __future__ import annotations

import msgspec

from citance.services.filters import Filters
from citance.services.provenance import Provenance
from citance.services.shown import ArticleView, RelationView, StatementView, TallyView
from citance.store.base import StatementOrder


class Coverage(msgspec.Struct, frozen=True):
    """How far the answer reaches: what is not in the index cannot be in the report."""

    documents: int  # full texts in the index
    has_document: bool  # whether the article's own full text is among them
    classified: int  # statements about it with a stance
    unclassified: int  # those that wait for a classifier, or that none could judge


class ArticleReport(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/report/1"):
    """An article with its tally and one page of the statements about it.

    The tallies are over all statements about the article, whatever the filters; `total` is how many match the filters.
    `combined` tells whether the statements are those of all its versions; `tally_combined` is there where it has versions.
    `withheld` counts those of this page that the audience may not see.
    """

    article: ArticleView
    tally: TallyView
    tally_combined: TallyView | None
    by_section: dict[str, TallyView]  # in the order of an article; "" not known
    by_year: dict[str, TallyView]  # of the citing article; "" not known
    coverage: Coverage
    versions: tuple[ArticleView, ...]
    relations: tuple[RelationView, ...]  # notices first
    statements: tuple[StatementView, ...]
    total: int
    offset: int
    limit: int
    order: StatementOrder
    combined: bool
    filters: Filters
    withheld: int
    provenance: Provenance
