"""Who cites an article, where, in which words and with which stance: the report."""

from __future__ import annotations

import msgspec

from citance.services.filters import NO_FILTERS, Filters
from citance.services.provenance import Provenance, Stamp
from citance.services.retraction import SinceRetraction, since_retraction
from citance.services.viewer import Viewer, tally_view
from citance.services.views import ArticleView, RelationView, StatementView, TallyView
from citance.store.values import StatementOrder


class Coverage(msgspec.Struct, frozen=True):
    """How far the answer reaches: what is not in the index cannot be in the report."""

    documents: int  # full texts in the index
    has_document: bool  # whether the article's own full text is among them
    classified: int  # statements about it with a stance
    unclassified: int  # those that wait for a classifier, or that none could judge


class ArticleReport(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/report/1"):
    """An article with its tally and one page of the statements about it.

    The tallies are over all statements about the article, whatever the filters; `total` is how many match the filters.
    `combined` tells whether statements and parts are those of all its versions; `tally_combined` is there where it has
    versions. An article that cites two versions counts once in what is combined. `withheld` counts the statements of this page
    that the audience may not see.
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
    since_retraction: SinceRetraction | None = None  # of a retracted article whose notice has a year


def report(
    viewer: Viewer,
    words: str,
    stamp: Stamp,
    *,
    documents: int,
    filters: Filters = NO_FILTERS,
    order: StatementOrder = StatementOrder.NEWEST,
    offset: int = 0,
    limit: int = 20,
    combined: bool = False,
) -> ArticleReport:
    """The report on the article that the words name; `documents` is how many full texts the index holds."""
    store = viewer.store
    key = viewer.find_key(words)
    article = store.article(key)
    page = store.statements_citing(key, filters.for_store(viewer.journals), order, offset=offset, limit=limit, combined=combined)
    statements = viewer.statements(page.statements)
    tally = store.tally(key)
    together = store.tally(key, combined=True) if article.versions else None
    shown = together if combined and together is not None else tally
    relations = viewer.relations(key)
    return ArticleReport(
        article=viewer.article(key),
        tally=tally_view(tally),
        tally_combined=None if together is None else tally_view(together),
        by_section={part: tally_view(counts) for part, counts in store.tally_by(key, "section", combined=combined).items()},
        by_year={part: tally_view(counts) for part, counts in store.tally_by(key, "year", combined=combined).items()},
        coverage=Coverage(documents, article.has_document, shown.total - shown.unclassified, shown.unclassified),
        versions=tuple(viewer.articles(article.versions).values()),
        relations=relations,
        statements=statements,
        total=page.total,
        offset=offset,
        limit=limit,
        order=order,
        combined=combined,
        filters=filters,
        withheld=len(page.statements) - len(statements),
        provenance=stamp.provenance("report", query=words, filters=filters, order=order),
        since_retraction=since_retraction(viewer, key, relations),
    )
