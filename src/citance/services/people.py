"""A person's articles, found by the name that stands on them, and what is said of them.

Names are not persons. The articles of one page bear the very name asked for, folded; other spellings that could be the same
person's are told beside it and never added; where articles with that name carry ORCIDs, one may ask for one of them alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from citance.errors import NotFound
from citance.model import Article, Author
from citance.searching.base import Search, SearchFilters, SearchIndex, Sort
from citance.searching.query import Phrase
from citance.services.filters import visible_to
from citance.services.gathered import Gathered, Sums, gathered
from citance.services.provenance import Provenance, Stamp
from citance.services.viewer import Viewer
from citance.text.names import same_person
from citance.text.normalise import fold

MOST_ARTICLES = 1000
"""Articles of a name that are looked at, the most cited first; a name with more is nobody's alone."""
MOST_SPELLINGS = 12


class NameCount(msgspec.Struct, frozen=True):
    """A name, or an ORCID, and how many articles bear it."""

    name: str
    articles: int


class Person(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/author/1"):
    """What is said of the articles that bear a name. `name` is its most frequent spelling of those that fold alike.

    `orcids` are those beside that name; `orcid` the one asked for. `spellings` are other names that could be the same person's,
    those on most articles first. `partial` says that the name stands on more articles than were looked at.
    """

    name: str
    orcid: str | None
    orcids: tuple[NameCount, ...]
    spellings: tuple[NameCount, ...]
    partial: bool
    said: Gathered
    provenance: Provenance


def person(viewer: Viewer, index: SearchIndex, name: str, stamp: Stamp, *, orcid: str | None = None) -> Person:
    """The articles that bear this name, and what is said of them. Raises NotFound where none does."""
    asked = fold(name)
    if not asked:
        raise NotFound("author", name)
    sums = Sums()
    spelled: Counter[str] = Counter()
    orcids: Counter[str] = Counter()
    bearer: Author | None = None
    total, articles = _bearing(viewer, index, asked)
    keys: list[tuple[str, int | None]] = []
    for article in articles:
        bearers = [author for author in article.record.authors if fold(author.name) == asked]  # two of a name may write together
        orcids.update({author.orcid for author in bearers if author.orcid})
        own = next((author for author in bearers if orcid is None or author.orcid == orcid), None)
        if own is None:
            continue
        bearer = bearer or own
        spelled[own.name] += 1
        keys.append((article.key, article.record.year))
    if bearer is None:
        raise NotFound("author", name)
    tallies = viewer.store.tallies([key for key, _ in keys])
    for key, year in keys:
        sums.add(key, year, tallies.get(key))
    return Person(
        name=spelled.most_common(1)[0][0],
        orcid=orcid,
        orcids=tuple(NameCount(one, many) for one, many in orcids.most_common()),
        spellings=_spellings(viewer, index, bearer, asked),
        partial=total > MOST_ARTICLES,
        said=gathered(viewer, sums),
        provenance=stamp.provenance("author", query=name),
    )


def _bearing(viewer: Viewer, index: SearchIndex, name: str) -> tuple[int, Iterator[Article]]:
    """How many articles have these words beside each other among their authors, and the most cited of them."""
    found = index.search_articles(
        Search(Phrase(name, "author"), SearchFilters(visibility=visible_to(viewer)), Sort.MOST_CITED, limit=MOST_ARTICLES)
    )
    known = viewer.store.articles([hit.name for hit in found.hits])
    return found.total, (article for article in known.values() if not viewer.hides(article))


def _spellings(viewer: Viewer, index: SearchIndex, bearer: Author, asked: str) -> tuple[NameCount, ...]:
    surname = fold(bearer.surname)
    if bearer.group or not surname:
        return ()
    names: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for article in _bearing(viewer, index, surname)[1]:
        for author in article.record.authors:
            folded = fold(author.name)
            if folded != asked and author.given and same_person(author.surname, author.given, bearer.surname, bearer.given):
                names[folded] += 1
                shown.setdefault(folded, author.name)
    return tuple(NameCount(shown[folded], many) for folded, many in names.most_common(MOST_SPELLINGS))
