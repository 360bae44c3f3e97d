"""Rows of an export: flat, with plain values, the same for CSV, TSV and Parquet; and what a citation's row says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from citance.model import Stance
from citance.services.views import ArticleView, StatementView, TallyView

Value = str | int | float | bool | None


class CitationExport(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/citation-edge/1"):
    """Citing article → cited article through one reference: how often, and with which stances, in the text.

    `mentions` is 0 where the work stands only in the reference list. `self_citation`: the two share an author.
    """

    citing: ArticleView
    cited: ArticleView
    reference: str
    position: int
    mentions: int
    supporting: int = 0
    contrasting: int = 0
    mentioning: int = 0
    unclassified: int = 0
    self_citation: bool = False

    def count(self, stance: Stance) -> int:
        """How many of its statements have that stance."""
        return int(getattr(self, stance.value))


class ArticleExport(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/article/1"):
    """An article with what is said of it."""

    article: ArticleView
    tally: TallyView


Column = tuple[str, type, Callable[[Any], Value]]
"""Name, kind, and how its value is got out of a row."""


def _names(article: ArticleView) -> str:
    return "; ".join(f"{a.surname}, {a.given}" if a.given else a.surname for a in article.authors)


def _article_columns(prefix: str, of: Callable[[Any], ArticleView]) -> list[Column]:
    """The columns that name an article at one end of something."""
    return [
        (f"{prefix}_key", str, lambda row: of(row).key),
        (f"{prefix}_doi", str, lambda row: of(row).doi),
        (f"{prefix}_pmid", str, lambda row: of(row).pmid),
        (f"{prefix}_pmcid", str, lambda row: of(row).pmcid),
        (f"{prefix}_arxiv", str, lambda row: of(row).arxiv),
        (f"{prefix}_title", str, lambda row: of(row).title),
        (f"{prefix}_authors", str, lambda row: _names(of(row))),
        (f"{prefix}_journal", str, lambda row: of(row).journal),
        (f"{prefix}_year", int, lambda row: of(row).year),
        (f"{prefix}_standing", str, lambda row: "; ".join(of(row).standing)),
    ]


def _joined(of: Callable[[ArticleView], str | None]) -> Callable[[StatementView], str]:
    """One field of every work the reference holds."""
    return lambda row: "; ".join(of(article) or "" for article in row.cited)


STATEMENTS: tuple[Column, ...] = (
    ("id", str, lambda row: row.id),
    ("stance", str, lambda row: row.stance.value),
    ("evidence", str, lambda row: row.evidence and row.evidence.value),
    ("confidence", float, lambda row: row.classification and row.classification.confidence),
    ("classifier", str, lambda row: row.classification and row.classification.by),
    ("reviewed", bool, lambda row: row.reviewed),
    ("disputed", bool, lambda row: row.disputed),
    *_article_columns("citing", lambda row: row.citing),
    ("cited_key", str, _joined(lambda article: article.key)),
    ("cited_doi", str, _joined(lambda article: article.doi)),
    ("cited_pmid", str, _joined(lambda article: article.pmid)),
    ("cited_title", str, _joined(lambda article: article.title)),
    ("self_citation", bool, lambda row: row.self_citation),
    ("section", str, lambda row: row.section.value),
    ("heading", str, lambda row: row.heading),
    ("place", str, lambda row: row.place.value),
    ("mention", int, lambda row: row.mention),
    ("marker_kind", str, lambda row: row.marker_kind.value),
    ("language", str, lambda row: row.language),
    ("before", str, lambda row: row.before),
    ("sentence", str, lambda row: row.sentence),
    ("after", str, lambda row: row.after),
    ("marker", str, lambda row: row.span and row.span.cut(row.sentence)),
    ("visibility", str, lambda row: row.visibility.value),
)
CITATIONS: tuple[Column, ...] = (
    *_article_columns("citing", lambda row: row.citing),
    *_article_columns("cited", lambda row: row.cited),
    ("reference", str, lambda row: row.reference),
    ("mentions", int, lambda row: row.mentions),
    ("supporting", int, lambda row: row.supporting),
    ("contrasting", int, lambda row: row.contrasting),
    ("mentioning", int, lambda row: row.mentioning),
    ("unclassified", int, lambda row: row.unclassified),
    ("self_citation", bool, lambda row: row.self_citation),
)
ARTICLES: tuple[Column, ...] = (
    ("key", str, lambda row: row.article.key),
    ("doi", str, lambda row: row.article.doi),
    ("pmid", str, lambda row: row.article.pmid),
    ("pmcid", str, lambda row: row.article.pmcid),
    ("arxiv", str, lambda row: row.article.arxiv),
    ("title", str, lambda row: row.article.title),
    ("authors", str, lambda row: _names(row.article)),
    ("journal", str, lambda row: row.article.journal),
    ("year", int, lambda row: row.article.year),
    ("volume", str, lambda row: row.article.volume),
    ("issue", str, lambda row: row.article.issue),
    ("first_page", str, lambda row: row.article.first_page),
    ("last_page", str, lambda row: row.article.last_page),
    ("type", str, lambda row: row.article.article_type),
    ("standing", str, lambda row: "; ".join(row.article.standing)),
    ("has_document", bool, lambda row: row.article.has_document),
    ("known_from_references", int, lambda row: row.article.known_from_references),
    ("citing_articles", int, lambda row: row.tally.citing_articles),
    ("statements", int, lambda row: row.tally.total),
    ("supporting", int, lambda row: row.tally.supporting),
    ("supporting_own", int, lambda row: row.tally.supporting_own),
    ("supporting_reported", int, lambda row: row.tally.supporting_reported),
    ("contrasting", int, lambda row: row.tally.contrasting),
    ("contrasting_own", int, lambda row: row.tally.contrasting_own),
    ("contrasting_reported", int, lambda row: row.tally.contrasting_reported),
    ("mentioning", int, lambda row: row.tally.mentioning),
    ("unclassified", int, lambda row: row.tally.unclassified),
)
COLUMNS: dict[str, tuple[Column, ...]] = {"statements": STATEMENTS, "citations": CITATIONS, "articles": ARTICLES}
