"""Which article of the index a title and an author mean: linking, for a person's words."""

from __future__ import annotations

import re

import msgspec

from citance.linking.candidates import MOST_CANDIDATES
from citance.linking.decide import decide
from citance.linking.identity import match_keys
from citance.model import ArticleRecord, Author, Candidate, Link
from citance.services.viewer import Viewer
from citance.store.values import MatchKeys

# Publishers set this before a title when the article is retracted; who cited it before did not, and means the same article.
_SET_BEFORE = re.compile(r"^\W*(?:retracted|withdrawn)(?: article| paper)?(?=\W*[:–—-])\W*", re.I)


def find_by_title(viewer: Viewer, title: str, first_author: str = "", year: int | None = None) -> Link:
    """The verdict on the article that has this title and first author (a surname), with the reason.

    Nothing is guessed: where two agree alike, or the nearest does not agree enough, the link leads nowhere.
    """
    authors = (Author(first_author),) if first_author else ()
    plain = ArticleRecord(title=_plain(title), authors=authors, year=year)
    asked = dict.fromkeys((*match_keys(plain), *match_keys(msgspec.structs.replace(plain, title=title))))
    (keys,) = viewer.store.find_by_match_keys([MatchKeys(tuple(asked))], MOST_CANDIDATES)
    found = viewer.store.articles(keys)
    candidates = []
    for key in keys:
        if key in found and not viewer.hides(found[key]):
            record = found[key].record
            candidates.append(Candidate(key, msgspec.structs.replace(record, title=_plain(record.title))))
    return decide(plain, candidates)


def _plain(title: str) -> str:
    return _SET_BEFORE.sub("", title)
