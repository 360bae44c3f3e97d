"""Which article of the index a title and an author mean: linking, for a person's words."""

from __future__ import annotations

from citance.linking.decide import decide
from citance.model import ArticleRecord, Author, Candidate, Link
from citance.services.resolving import match_keys
from citance.services.viewer import Viewer
from citance.store.base import MatchKeys

_MOST = 8  # candidates, as linking has


def find_by_title(viewer: Viewer, title: str, first_author: str = "", year: int | None = None) -> Link:
    """The verdict on the article that has this title and first author (a surname), with the reason.

    Nothing is guessed: where two agree alike, or the nearest does not agree enough, the link leads nowhere.
    """
    record = ArticleRecord(title=title, authors=(Author(first_author),) if first_author else (), year=year)
    (keys,) = viewer.store.find_by_match_keys([MatchKeys(match_keys(record))], _MOST)
    found = viewer.store.articles(keys)
    return decide(record, [Candidate(key, found[key].record) for key in keys if key in found and not viewer.hides(found[key])])
