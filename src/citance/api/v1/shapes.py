"""What only this API answers with; the rest are the shapes of docs/reference/json.md as they are."""

from __future__ import annotations

import msgspec

from citance.index import ArticleCard, ArticleView, Coverage, Provenance, TallyView
from citance.model import Evidence, Review, Stance
from citance.services.classify_lines import ClassifiedLine


class Reach(msgspec.Struct, frozen=True):
    """How far an answer about an article reaches; `words` says it in a sentence."""

    citing_works: int  # known to cite it, in the text or only in their reference list
    citing_in_text: int  # of those: where the text that makes a statement about it is here
    statements: int
    classified: int
    unclassified: int
    words: str


class Articles(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/articles/1"):
    """Articles by the words they were asked by; null where those name none that is here."""

    articles: dict[str, ArticleCard | None]
    found: int
    provenance: Provenance


class Classified(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/classified/1"):
    """Verdicts on statements, in the order in which these were handed in."""

    by: str  # name and version of the classifier
    verdicts: tuple[ClassifiedLine, ...]


class ReviewKept(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/review-row/1"):
    """A review as it was kept, with its number."""

    number: int
    review: Review
    statement: str | None


class ReviewAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's word on a statement: its stance, or the article it leads to (`cited`, or `no_article`)."""

    stance: Stance | None = None
    evidence: Evidence | None = None
    cited: str | None = None
    no_article: bool = False
    why: str = ""
    reviewer: str = ""


def reach(article: ArticleView, tally: TallyView, coverage: Coverage) -> Reach:
    """How far a report on the article reaches."""
    classified, waiting = coverage.classified, coverage.unclassified
    total = classified + waiting
    known = max(article.cited_by, tally.citing_articles)
    if not known:
        words = "no work here is known to cite it"
    else:
        works = "1 citing work" if known == 1 else f"{known:,} citing works"
        words = f"of {works} known, {tally.citing_articles:,} cite it in a text that is here"
        if total:
            which = "the one statement is" if total == 1 and not waiting else f"all {total:,} statements are"
            words += f"; {which} classified" if not waiting else f"; {classified:,} of {total:,} statements are classified"
    return Reach(known, tally.citing_articles, total, classified, waiting, words)
