"""What is said of many articles together, those of a journal or a person: added up, by year, and which of them stand out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

import msgspec

from citance.model import Tally
from citance.services.viewer import Viewer, tally_view
from citance.services.views import ArticleView, TallyView

MOST_NAMED = 8
"""Articles that are named of each kind: most supported, most contrasted, most cited."""


_RANKED = ("supporting", "contrasting", "citing_articles")
"""Of tallies: who is cited most is so by articles, not by how often each of them says so."""


class Told(msgspec.Struct, frozen=True):
    """An article with what is said of it."""

    article: ArticleView
    tally: TallyView


class Gathered(msgspec.Struct, frozen=True):
    """Several articles together. `citing_articles` of the tallies are added up article by article: one that cites two of them
    counts twice. `by_year` goes by the year of the cited articles themselves, None left out."""

    articles: int
    tally: TallyView
    by_year: dict[int, TallyView]
    most_supported: tuple[Told, ...]
    most_contrasted: tuple[Told, ...]
    most_cited: tuple[Told, ...]


class Sums:
    """Adds tallies up, and remembers the articles that stand out: in constant memory, for a journal may have thousands."""

    def __init__(self) -> None:
        self.articles = 0
        self.tally = Tally()
        self.years: dict[int, Tally] = {}
        self._best: dict[str, list[tuple[int, int, str]]] = {name: [] for name in _RANKED}

    def add(self, key: str, year: int | None, tally: Tally | None) -> None:
        """One more article."""
        self.articles += 1
        if tally is None:
            return
        self.tally += tally
        if year is not None:
            self.years[year] = self.years.get(year, Tally()) + tally
        for name, best in self._best.items():
            many = getattr(tally, name)
            if many and (len(best) < MOST_NAMED or many >= best[0][0]):
                _remember(best, (many, tally.total, key))

    def take(self, others: Sums) -> None:
        """All that others added up."""
        self.articles += others.articles
        self.tally += others.tally
        for year, tally in others.years.items():
            self.years[year] = self.years.get(year, Tally()) + tally
        for name, entries in others._best.items():
            for entry in entries:
                _remember(self._best[name], entry)

    def best(self, name: str) -> tuple[str, ...]:
        """The keys of the articles with most statements of a kind (supporting, contrasting) or `citing_articles`, most first."""
        return tuple(key for _, _, key in sorted(self._best[name], reverse=True))


def _remember(best: list[tuple[int, int, str]], entry: tuple[int, int, str]) -> None:
    """Put the entry among the best, if it is one of them."""
    if len(best) < MOST_NAMED:
        heapq.heappush(best, entry)
    elif entry > best[0]:
        heapq.heapreplace(best, entry)


def gathered(viewer: Viewer, sums: Sums) -> Gathered:
    """What was added up, as an audience sees it."""
    keys = {name: sums.best(name) for name in _RANKED}
    every = {key for names in keys.values() for key in names}
    articles, tallies = viewer.articles(every), viewer.tallies(every)
    return Gathered(
        articles=sums.articles,
        tally=tally_view(sums.tally),
        by_year={year: tally_view(tally) for year, tally in sorted(sums.years.items())},
        most_supported=_told(keys["supporting"], articles, tallies),
        most_contrasted=_told(keys["contrasting"], articles, tallies),
        most_cited=_told(keys["citing_articles"], articles, tallies),
    )


def most_cited(viewer: Viewer, limit: int) -> tuple[Told, ...]:
    """The articles that most others cite, most first."""
    keys = viewer.store.most_cited(limit)
    return _told(keys, viewer.articles(keys), viewer.tallies(keys))


def _told(keys: Iterable[str], articles: Mapping[str, ArticleView], tallies: Mapping[str, TallyView]) -> tuple[Told, ...]:
    return tuple(Told(articles[key], tallies[key]) for key in keys if key in articles and key in tallies)
