"""A statement as one row of a table, for CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citance.index import ArticleView, StatementView, TallyView

HEADER = (
    "id",
    "stance",
    "evidence",
    "confidence",
    "reviewed",
    "self_citation",
    "citing_doi",
    "citing_pmid",
    "citing_title",
    "citing_year",
    "citing_journal",
    "cited_doi",
    "cited_title",
    "section",
    "heading",
    "place",
    "mention",
    "marker",
    "sentence",
    "before",
    "after",
    "because",
)


def row(view: StatementView) -> list[Any]:
    """The fields of `HEADER`; empty where there is nothing to say."""
    verdict, citing = view.classification, view.citing
    cited = view.cited[0] if view.cited else None
    marker = view.span.cut(view.sentence) if view.span else ""
    return [
        view.id,
        view.stance,
        view.evidence or "",
        "" if verdict is None or verdict.confidence is None else f"{verdict.confidence:.3f}",
        _yes(view.reviewed),
        _yes(view.self_citation),
        citing.doi or "",
        citing.pmid or "",
        citing.title,
        citing.year or "",
        citing.journal,
        cited.doi or "" if cited else "",
        cited.title if cited else "",
        view.section,
        view.heading,
        view.place,
        view.mention,
        marker,
        view.sentence,
        view.before,
        view.after,
        "; ".join(b.cue for b in verdict.because) if verdict else "",
    ]


def _yes(value: bool) -> str:
    return "yes" if value else "no"


ARTICLE_HEADER = (
    "doi",
    "pmid",
    "pmcid",
    "arxiv",
    "title",
    "authors",
    "journal",
    "year",
    "cited_by",
    "supporting",
    "contrasting",
    "mentioning",
    "unclassified",
    "supporting_own",
    "contrasting_own",
    "standing",
    "key",
)


def article_row(article: ArticleView, tally: TallyView) -> list[Any]:
    """The fields of `ARTICLE_HEADER`."""
    return [
        article.doi or "",
        article.pmid or "",
        article.pmcid or "",
        article.arxiv or "",
        article.title,
        "; ".join(author.name for author in article.authors),
        article.journal,
        article.year or "",
        tally.citing_articles,
        tally.supporting,
        tally.contrasting,
        tally.mentioning,
        tally.unclassified,
        tally.supporting_own,
        tally.contrasting_own,
        " ".join(article.standing),
        article.key,
    ]
