"""Who could it be: articles that share something with a reference, cheaply and generously.

`decide` judges; here it only matters that the right one is among those found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from math import log
from typing import Protocol

from citance.linking.features import View
from citance.linking.identity import identifier_names, match_keys
from citance.model.article import ArticleRecord
from citance.model.link import Candidate
from citance.text.normalise import fold

# Of 4,000 references of the linking set with their article, it is among the first 8 found for all but 10, of which nine carry the
# DOI of another work (bench/linking.py --fit).
MOST_CANDIDATES = 8


class CandidateSource(Protocol):
    """Where `decide` gets its candidates."""

    def candidates(self, record: ArticleRecord, printed: str | None = None) -> list[Candidate]:
        """The articles the record, or the printed reference, could mean; the likelier first."""
        ...


class MemoryCandidates:
    """Candidates among records held in memory: by the keys of `match_keys`, by the rarer words of titles, and by volume and
    first page, which a printed reference shows whatever its style."""

    # A word of more titles than this says too little to be worth looking up while rarer ones are there.
    COMMON = 2000

    def __init__(self, articles: Iterable[Candidate]) -> None:
        self._articles: list[Candidate] = []
        self._keys: dict[int, list[int]] = defaultdict(list)
        self._words: dict[str, list[int]] = defaultdict(list)
        self._places: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._identifiers: dict[str, list[int]] = defaultdict(list)
        for article in articles:
            number = len(self._articles)
            self._articles.append(article)
            for name in identifier_names(article.record):
                self._identifiers[name].append(number)
            for key in match_keys(article.record):
                self._keys[key].append(number)
            for word in set(fold(article.record.title).split()):
                self._words[word].append(number)
            view = View(article.record)
            if view.volume and view.page:
                self._places[view.volume, view.page].append(number)

    def __len__(self) -> int:
        return len(self._articles)

    def candidates(self, record: ArticleRecord, printed: str | None = None) -> list[Candidate]:
        """At most `MOST_CANDIDATES` articles, those that share most first."""
        points: dict[int, float] = defaultdict(float)
        for name in identifier_names(record):
            for number in self._identifiers.get(name, ()):
                points[number] += 100.0
        for key in match_keys(record):
            for number in self._keys.get(key, ())[:200]:
                points[number] += 8.0
        self._add_by_words(points, printed or record.title)
        if printed:
            self._add_by_place(points, printed)
        best = sorted(points.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
        return [self._articles[number] for number, _ in best]

    def _add_by_words(self, points: dict[int, float], text: str) -> None:
        postings = sorted((self._words[word] for word in set(fold(text).split()) if word in self._words), key=len)
        for rank, numbers in enumerate(postings):
            if rank >= 4 and len(numbers) > self.COMMON:
                break
            weight = log(1 + len(self._articles) / len(numbers))
            for number in numbers:
                points[number] += weight

    def _add_by_place(self, points: dict[int, float], printed: str) -> None:
        numbers = [n.lower().lstrip("0") for n in _NUMBERS.findall(printed)][-12:]
        for at, volume in enumerate(numbers):
            for page in numbers[at + 1 : at + 4]:
                for number in self._places.get((volume, page), ())[:50]:
                    points[number] += 10.0


_NUMBERS = re.compile(r"[A-Za-z]{0,4}\d+")
