"""Articles worth a first look: those that most articles contrast with, support, cite.

Articles are counted, and not statements: one that speaks ten times of another is one voice. Who speaks of his own work, and a
label that is likelier wrong than right, are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from citance.index import ArticleHit, Filters, Index, Sort, Told
from citance.model import Stance
from citance.services.sieve import LEAST_SURE

EXAMPLES = 3  # of each kind
LEAST_VOICES = 2  # one that contrasts makes nobody the most contrasted
LOOKED_AT = 40  # candidates, those with most statements first; in what was tried ten decided it


class Example(NamedTuple):
    """An article, and how many articles speak of it in the way that is ranked by."""

    hit: ArticleHit | Told
    articles: int


def find_examples(index: Index) -> dict[str, list[Example]]:
    """Most contrasted, most supported, most cited."""
    examples: dict[str, list[Example]] = {}
    for sort, stance in ((Sort.MOST_CONTRASTED, Stance.CONTRASTING), (Sort.MOST_SUPPORTED, Stance.SUPPORTING)):
        found = index.search("", kind="articles", sort=sort, limit=LOOKED_AT, facets=()).articles
        best = _most_told_of(index, found.hits if found else (), stance)
        best.sort(key=lambda example: -example.articles)  # of equals those with more statements stay in front
        examples[sort.value] = [example for example in best if example.articles >= LEAST_VOICES][:EXAMPLES]
    examples[Sort.MOST_CITED.value] = [Example(told, told.tally.citing_articles) for told in index.most_cited(EXAMPLES)]
    return examples


def counting(stance: Stance) -> Filters:
    """What counts as a voice that supports or contrasts: not one's own, and likelier right than wrong."""
    return Filters(stance=(stance,), self_citation=False, confidence=LEAST_SURE)


def _most_told_of(index: Index, hits: Iterable[ArticleHit], stance: Stance) -> list[Example]:
    """Those of the hits that can be among the first. They come with most statements first, and as many articles as statements at
    most speak of each: who has fewer statements than the last of the first has articles is not asked for."""
    told: list[Example] = []
    for hit in hits:
        statements = getattr(hit.tally, stance)
        first = sorted((example.articles for example in told), reverse=True)[:EXAMPLES]
        if not statements or (len(first) == EXAMPLES and statements <= first[-1]):
            break
        answer = index.cited_by(hit.article.key, filters=counting(stance), limit=0)
        told.append(Example(hit, answer.citing_articles))
    return told
