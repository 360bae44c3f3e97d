"""A person's words to the article they name: an identifier anywhere in them, a printed reference, or a title."""

from __future__ import annotations

from collections.abc import Callable

from citance.errors import InvalidIdentifier, InvalidQuery, NotFound
from citance.linking.decide import decide
from citance.linking.identity import match_keys
from citance.model import Candidate, LinkStatus
from citance.searching.base import Search, SearchFilters, SearchIndex, Sort
from citance.searching.query import Phrase
from citance.services.filters import visible_to
from citance.services.viewer import Viewer
from citance.store.values import MatchKeys
from citance.text.normalise import fold_words

LONGEST = 2000
"""Characters looked at: a printed reference with all its authors is shorter."""

FEWEST_WORDS = 3
"""Words a title must have to be told from words to search for: "Cell" and "Sirolimus" are asked about, not named."""


def recognise(viewer: Viewer, search: Callable[[], SearchIndex], words: str) -> str | None:
    """The key of the one article that the words name; None where they name none, or could name several.

    Identifiers count first, then the fields of a printed reference, judged as links are, then a whole title, for which the
    search index is asked: `search` opens it, for which nobody with an identifier should wait.
    """
    asked = " ".join(words[:LONGEST].split())
    if not asked:
        return None
    try:
        return viewer.find_key(asked)
    except (InvalidIdentifier, NotFound):
        pass
    from citance.extraction.printed import read_printed  # its patterns take a while to prepare; an identifier needs none

    record = read_printed(asked)
    for identifier in record.identifiers:
        try:
            return viewer.find_key(str(identifier))
        except (InvalidIdentifier, NotFound):
            continue
    keys = match_keys(record)
    if keys:
        (filed,) = viewer.store.find_by_match_keys([MatchKeys(keys)])
        articles = viewer.store.articles(filed)
        shown = [Candidate(key, article.record) for key, article in articles.items() if not viewer.hides(article)]
        link = decide(record, shown, asked)
        if link.status is LinkStatus.LINKED:
            return link.article
    return _titled(viewer, search, asked)


def _titled(viewer: Viewer, search: Callable[[], SearchIndex], title: str) -> str | None:
    """The one article whose title is these words, signs and capitals aside."""
    words = fold_words(title)
    if len(words) < FEWEST_WORDS:
        return None
    try:
        seen = SearchFilters(visibility=visible_to(viewer))
        found = search().search_articles(Search(Phrase(title, "title"), seen, Sort.MOST_CITED, limit=10))
    except InvalidQuery:
        return None
    known = viewer.articles(hit.name for hit in found.hits)
    same = [key for key, view in known.items() if fold_words(view.title) == words]
    return same[0] if len(same) == 1 else None
