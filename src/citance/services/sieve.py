"""Statements about one article, sifted by every filter there is: which pass, and which fail by one filter alone.

A store narrows by what it has columns for. Who reads a report narrows by more: who wrote the citing article, of what type it is,
how sure the classifier was, which words are in the statement. Those about one article are few enough to be looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from citance.errors import InvalidInput
from citance.model import Span
from citance.services.filters import Filters
from citance.services.shown import ArticleView
from citance.services.viewer import Viewer, cut_text
from citance.store.base import StoredStatement
from citance.store.packing import Visibility
from citance.text.normalise import fold, fold_with_map, unfold_span

Test = Callable[[StoredStatement, ArticleView], bool]

_PIECE = re.compile(r'"([^"]*)"|(\S+)')
MOST_WORDS = 20
"""Words or phrases looked for at once: more is no question a person asks."""


class Sieve:
    """The filters as tests, each under the name of the facet it belongs to. Raises UnknownName for those of a search."""

    def __init__(self, viewer: Viewer, filters: Filters) -> None:
        self._viewer = viewer
        asked = filters.for_sieve()
        self.phrases = read_phrases(asked.words)
        self.tests: dict[str, Test] = dict(_tests(asked))
        if self.phrases:
            self.tests["words"] = lambda statement, _: self._has_words(statement)

    def passes(self, statement: StoredStatement, citing: ArticleView) -> bool:
        """Whether all filters let it through."""
        return all(test(statement, citing) for test in self.tests.values())

    def failed(self, statement: StoredStatement, citing: ArticleView) -> tuple[str, ...]:
        """The facets whose filter holds it back; at most two are named, for nobody asks about more."""
        failed: tuple[str, ...] = ()
        for name, test in self.tests.items():
            if not test(statement, citing):
                failed += (name,)
                if len(failed) > 1:
                    break
        return failed

    def found(self, statement: StoredStatement) -> tuple[Span, ...]:
        """Where the words looked for stand in the sentence, in order, as far as they are there."""
        folded, offsets = fold_with_map(statement.text.sentence)
        spans = []
        for phrase in self.phrases:
            at = folded.find(phrase)
            while at >= 0:
                spans.append(unfold_span(offsets, at, at + len(phrase)))
                at = folded.find(phrase, at + len(phrase))
        return tuple(sorted(spans))

    def _has_words(self, statement: StoredStatement) -> bool:
        text = statement.text
        if self._viewer.audience != "owner" and statement.visibility is not Visibility.OPEN:
            text, _ = cut_text(text)  # what is not shown is not searched either
        folded = fold(f"{text.before} {text.sentence} {text.after}")
        return all(phrase in folded for phrase in self.phrases)


def read_phrases(words: str) -> tuple[str, ...]:
    """The words and quoted phrases looked for, folded. Raises InvalidInput where they are too many."""
    phrases = [fold(quoted or word) for quoted, word in _PIECE.findall(words)]
    if len(phrases) > MOST_WORDS:
        raise InvalidInput(f"too many words to look for: {len(phrases)}, at most {MOST_WORDS}")
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def _tests(filters: Filters) -> Iterator[tuple[str, Test]]:
    journals = {name.casefold() for name in filters.journal}
    authors = {name.casefold() for name in filters.author}
    first, last, least = filters.first_year, filters.last_year, filters.confidence
    if filters.stance:
        yield "stance", lambda s, _: s.stance in filters.stance
    if filters.evidence:
        yield "evidence", lambda s, _: s.evidence in filters.evidence
    if filters.section:
        yield "section", lambda s, _: s.section in filters.section
    if filters.place:
        yield "place", lambda s, _: s.place in filters.place
    if first is not None or last is not None:
        yield "year", lambda s, _: s.year is not None and (first or 1) <= s.year <= (last or 9999)
    if filters.self_citation is not None:
        yield "self", lambda s, _: s.self_citation == filters.self_citation
    if journals:
        yield "journal", lambda _, citing: citing.journal.casefold() in journals
    if filters.article_type:
        yield "article_type", lambda _, citing: citing.article_type in filters.article_type
    if authors:
        yield "author", lambda _, citing: any(author.name.casefold() in authors for author in citing.authors)
    if filters.language:
        yield "language", lambda s, _: s.text.language in filters.language
    if least is not None:
        yield "confidence", lambda s, _: (how_sure(s) or 0.0) >= least


def how_sure(statement: StoredStatement) -> float | None:
    """The classifier's score of the stance shown; 1 where reviewers gave it, None where nobody scored it."""
    if any(review.subject == "stance" for review in statement.reviews):
        return 1.0
    return None if statement.classification is None else statement.classification.confidence
