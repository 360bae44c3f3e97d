"""What a query that found little may have meant: the same with words as the index knows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from citance.searching.base import Search, SearchFilters, SearchIndex
from citance.searching.query import And, Kind, Not, Or, Phrase, Query, Word, write_query
from citance.services.filters import visible_to
from citance.services.matches import Analyze
from citance.services.viewer import Viewer

LOOKED_AT = 20
"""Hits in which a word is looked for as people write it; the index knows its stem alone."""

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 6  # of a query that are looked after; a pasted paragraph is no slip of the finger


def suggest(viewer: Viewer, index: SearchIndex, query: Query, kind: Kind, analyze: Analyze) -> str:
    """The query in other words; "" where none of them is nearly another that comes much more often."""
    left = [_MOST_WORDS]

    def better(word: str) -> str:
        if not left[0] or not word.isalpha() or _has_capitals_inside(word):
            return word
        left[0] -= 1
        near = index.near(word, kind, visible_to(viewer))
        if not near or _is_in_journals(viewer, index, word):
            return word
        return next(filter(None, (_as_written(viewer, index, stem, kind, analyze) for stem in near)), word)

    changed = _changed(query, better)
    return "" if changed == query else write_query(changed)


def _has_capitals_inside(word: str) -> bool:
    """Whether it is spelled so on purpose: PLoS, FASEB, mRNA."""
    return any(letter.isupper() for letter in word[1:])


def _is_in_journals(viewer: Viewer, index: SearchIndex, word: str) -> bool:
    """Whether the word stands in the name of a journal: abbreviated names are made of what looks like slips ("Negl", "Trop")."""
    search = Search(Word(word, "journal"), SearchFilters(visibility=visible_to(viewer)), limit=0)
    return bool(index.search_articles(search).total)


def _changed(query: Query, better: Callable[[str], str]) -> Query:
    match query:
        case And(items) | Or(items):
            return msgspec.structs.replace(query, items=tuple(_changed(item, better) for item in items))
        case Not():
            return query
        case Word(text, "" | "title" | "author" | "abstract"):
            return msgspec.structs.replace(query, text=better(text))
        case Phrase(text, "" | "title" | "author" | "abstract"):
            return msgspec.structs.replace(query, text=" ".join(map(better, text.split())))
        case _:
            return query


def _as_written(viewer: Viewer, index: SearchIndex, stem: str, kind: Kind, analyze: Analyze) -> str:
    """The word that most often has this stem, as this audience may read it; "" where there is none."""
    written = Counter(word for text in _texts(viewer, index, stem, kind) for word in _WORD.findall(text.casefold()))
    return next((word for word, _ in written.most_common() if stem in (word, *analyze(word))), "")


def _texts(viewer: Viewer, index: SearchIndex, stem: str, kind: Kind) -> Iterator[str]:
    search = Search(Word(stem), SearchFilters(visibility=visible_to(viewer)), limit=LOOKED_AT)
    if kind is Kind.STATEMENT:
        names = [hit.name for hit in index.search_statements(search).hits]
        for view in viewer.statements(tuple(viewer.store.statements(names).values())):
            yield view.sentence
    else:
        for article in viewer.articles(hit.name for hit in index.search_articles(search).hits).values():
            yield article.title
            yield from (author.name for author in article.authors)
