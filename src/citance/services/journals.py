"""What is said of the articles of one journal, added up."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from citance.errors import NotFound
from citance.model import Tally
from citance.services.shown import TallyView
from citance.services.viewer import Viewer, tally_view

_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])", re.I)
_AT_ONCE = 500


class JournalView(msgspec.Struct, frozen=True):
    """A journal: its name, its ISSNs, how many of its articles are known, and the statements about them, by year too.

    `citing_articles` of the tallies are added up article by article: one that cites two articles counts twice.
    """

    title: str
    issns: tuple[str, ...]
    articles: int
    tally: TallyView
    by_year: dict[int, TallyView]  # of the articles' own year


class _Journal:
    def __init__(self) -> None:
        self.titles: dict[str, int] = {}
        self.issns: dict[str, None] = {}
        self.articles = 0
        self.tally = Tally()
        self.years: dict[int, Tally] = {}


class Journals:
    """All journals of an index, read once: an article belongs to the journal whose ISSN it bears, else whose name."""

    def __init__(self, viewer: Viewer) -> None:
        self._by_issn: dict[str, _Journal] = {}
        self._by_title: dict[str, _Journal] = {}
        # Those with a full text first: they tell which name goes with which ISSN.
        for with_document in (True, False):
            batch = []
            for article in viewer.store.all_articles(with_document=with_document):
                journal = article.record.journal
                if (journal.title or journal.issns) and not viewer.hides(article):
                    batch.append((article.key, journal.title, journal.issns, article.record.year))
                if len(batch) == _AT_ONCE:
                    self._take(viewer, batch)
                    batch = []
            self._take(viewer, batch)

    def _take(self, viewer: Viewer, batch: Iterable[tuple[str, str, tuple[str, ...], int | None]]) -> None:
        rows = list(batch)
        tallies = viewer.store.tallies([key for key, *_ in rows]) if rows else {}
        for key, title, issns, year in rows:
            journal = self._journal(title, issns)
            journal.articles += 1
            if title:
                journal.titles[title] = journal.titles.get(title, 0) + 1
            tally = tallies.get(key)
            if tally is not None:
                journal.tally += tally
                if year is not None:
                    journal.years[year] = journal.years.get(year, Tally()) + tally

    def _journal(self, title: str, issns: tuple[str, ...]) -> _Journal:
        folded = title.casefold()
        known = next((self._by_issn[issn] for issn in map(read_issn, issns) if issn in self._by_issn), None)
        journal = known or self._by_title.get(folded) or _Journal()
        for issn in filter(None, map(read_issn, issns)):
            journal.issns[issn] = None
            self._by_issn.setdefault(issn, journal)
        if folded:
            self._by_title.setdefault(folded, journal)
        return journal

    def find(self, words: str) -> JournalView:
        """The journal with this ISSN or name; raises NotFound."""
        issn = read_issn(words)
        found = (self._by_issn.get(issn) if issn else None) or self._by_title.get(words.strip().casefold())
        if found is None:
            raise NotFound("journal", words.strip())
        return JournalView(
            title=max(found.titles, key=lambda title: found.titles[title], default=""),
            issns=tuple(found.issns),
            articles=found.articles,
            tally=tally_view(found.tally),
            by_year={year: tally_view(tally) for year, tally in sorted(found.years.items())},
        )

    def __len__(self) -> int:
        return len({id(journal) for journal in (*self._by_issn.values(), *self._by_title.values())})


def read_issn(text: str) -> str | None:
    """The ISSN as it is printed, `1234-567X`; None where the text is none."""
    match = _ISSN.fullmatch(text.strip())
    return f"{match[1]}-{match[2].upper()}" if match else None
