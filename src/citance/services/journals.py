"""What is said of the articles of one journal, added up."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from citance.errors import NotFound
from citance.services.gathered import Gathered, Sums, gathered
from citance.services.journal_names import JournalNames, abbreviated, could_be, folded_name, initials
from citance.services.provenance import Provenance, Stamp
from citance.services.viewer import Viewer, is_hidden, standing, tally_view
from citance.services.views import TallyView

MOST_SPELLINGS = 12
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])", re.I)


class JournalView(msgspec.Struct, frozen=True):
    """A journal: its name, its ISSNs, how many of its articles are known, and the statements about them, by year too.

    `citing_articles` of the tallies are added up article by article: one that cites two articles counts twice.
    """

    title: str
    issns: tuple[str, ...]
    articles: int
    tally: TallyView
    by_year: dict[int, TallyView]  # of the articles' own year
    noticed: tuple[str, ...] = ()  # keys of its articles that were retracted or corrected, or that a concern is about


class Spelling(msgspec.Struct, frozen=True):
    """A name of which the journal's could be another spelling, and how many articles bear it."""

    title: str
    articles: int


class JournalPage(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/journal/1"):
    """A journal with what is said of its articles, and which of them stand out.

    `spellings` are names that could be the same journal's, abbreviated or written out, those on most articles first: nothing that
    is known says that they are, so they are not counted here.
    """

    title: str
    issns: tuple[str, ...]
    said: Gathered
    provenance: Provenance
    spellings: tuple[Spelling, ...] = ()


class JournalsPage(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/journals/1"):
    """The journals of whose articles most is said, and the state of the index that this tells of."""

    journals: tuple[JournalView, ...]
    provenance: Provenance


class _Journal:
    def __init__(self) -> None:
        self.titles: dict[str, int] = {}
        self.own_titles: dict[str, int] = {}  # as its articles have it, not references to them
        self.abbreviations: dict[str, None] = {}  # names that are surely this one, abbreviated
        self.issns: dict[str, None] = {}
        self.sums = Sums()
        self.noticed: list[str] = []

    def is_called(self, title: str) -> bool:
        """Whether it bears this very name."""
        return any(one.casefold() == title.casefold() for one in self.titles)

    @property
    def title(self) -> str:
        titles = self.own_titles or self.titles
        return max(titles, key=lambda title: titles[title], default="")

    @property
    def is_written_out(self) -> bool:
        """Whether its name is more than a slip of one reference list."""
        return bool(self.issns or self.own_titles) or sum(self.titles.values()) > 1

    def take(self, other: _Journal) -> None:
        """Make another one, whose name is this one's abbreviated, part of this."""
        self.abbreviations |= dict.fromkeys(other.titles)
        self.sums.take(other.sums)
        self.noticed += other.noticed


class Journals:
    """All journals of an index, read once: an article belongs to the journal whose ISSN it bears, else whose name, or
    whose abbreviation, where an article with an ISSN tells that, or where of all names only that one is abbreviated so."""

    def __init__(self, viewer: Viewer) -> None:
        self._by_issn: dict[str, _Journal] = {}
        self._by_title: dict[str, _Journal] = {}
        noticed = {key for key, relations in viewer.store.relations_of(viewer.store.related()).items() if standing(relations)}
        self._abbreviated: dict[str, set[_Journal]] = {}
        # Those with a full text come first: they tell which name, and which abbreviation, goes with which ISSN.
        for key, title, issns, year, tally, visibility, abbreviation in viewer.store.in_journals():
            if visibility is None and self._abbreviated:
                self._name_abbreviated()
            if viewer.audience != "owner" and is_hidden(viewer.store, key, visibility, tally.citing_articles):
                continue
            journal = self._journal(title, issns)
            if title:
                journal.titles[title] = journal.titles.get(title, 0) + 1
                if visibility is not None:
                    journal.own_titles[title] = journal.own_titles.get(title, 0) + 1
            if abbreviation and journal.issns:
                self._abbreviated.setdefault(folded_name(abbreviation), set()).add(journal)
            journal.sums.add(key, year, tally)
            if key in noticed:
                journal.noticed.append(key)
        self._name_abbreviated()
        self._join_abbreviated()
        self.names = JournalNames(
            (journal.title, (*journal.titles, *journal.abbreviations)) for journal in self._every() if journal.title
        )

    def _name_abbreviated(self) -> None:
        """Find journals by the abbreviations that an article with an ISSN told, and that no two journals share."""
        for name, journals in self._abbreviated.items():
            if len(journals) == 1:
                self._by_title.setdefault(name, *journals)
        self._abbreviated = {}

    def _join_abbreviated(self) -> None:
        """Make one what differs in an abbreviation by ISO 4 alone, where of all names that is one's only."""
        alike: dict[str, list[tuple[str, _Journal]]] = {}
        for name, journal in self._by_title.items():
            alike.setdefault(initials(name), []).append((name, journal))
        whole: dict[_Journal, _Journal] = {}
        for some in alike.values():
            # The longest first: where one name abbreviates another that abbreviates a third, all three are one.
            for short, journal in sorted(some, key=lambda one: (-len(one[0]), one[0])) if len(some) > 1 else ():
                if journal.issns or journal in whole:
                    continue
                found = {whole.get(one, one) for long, one in some if one.is_written_out and abbreviated(short, long)}
                if len(found) == 1 and journal not in found:
                    (whole[journal],) = found
                    whole[journal].take(journal)
        self._by_title = {name: whole.get(journal, journal) for name, journal in self._by_title.items()}

    def _journal(self, title: str, issns: tuple[str, ...]) -> _Journal:
        folded = folded_name(title)
        known = next((self._by_issn[issn] for issn in map(read_issn, issns) if issn in self._by_issn), None)
        named = self._by_title.get(folded)
        if known is None and named is not None and issns and named.issns and not named.is_called(title):
            named = None  # both have ISSNs, and not one name: two journals may be spelled nearly alike
        journal = known or named or _Journal()
        for issn in filter(None, map(read_issn, issns)):
            journal.issns[issn] = None
            self._by_issn.setdefault(issn, journal)
        if folded:
            self._by_title.setdefault(folded, journal)
        return journal

    def find(self, words: str) -> JournalView:
        """The journal with this ISSN or name; raises NotFound."""
        return _shown(self._find(words))

    def page(self, viewer: Viewer, words: str, stamp: Stamp) -> JournalPage:
        """The journal with the articles that stand out; raises NotFound."""
        found = self._find(words)
        return JournalPage(
            found.title,
            tuple(found.issns),
            gathered(viewer, found.sums),
            stamp.provenance("journal", query=words),
            self._spellings(found),
        )

    def _spellings(self, journal: _Journal) -> tuple[Spelling, ...]:
        """The other journals whose name could be this one's."""
        own = folded_name(journal.title)
        first = initials(own)
        alike = {
            id(other): other
            for name, other in self._by_title.items()
            if other is not journal
            and name[:1] == own[:1]
            and initials(name) == first
            and could_be(own, name)
            and not (journal.issns and other.issns)  # two ISSNs tell two journals apart
        }
        ranked = sorted(alike.values(), key=lambda other: (-other.sums.articles, other.title))
        return tuple(Spelling(other.title, other.sums.articles) for other in ranked[:MOST_SPELLINGS])

    def most_cited(self, limit: int) -> tuple[JournalView, ...]:
        """The journals of whose articles most is said."""
        ranked = sorted(self._every(), key=lambda journal: (-journal.sums.tally.total, journal.title))
        return tuple(_shown(journal) for journal in ranked[:limit] if journal.sums.tally.total)

    def _find(self, words: str) -> _Journal:
        issn = read_issn(words)
        found = (self._by_issn.get(issn) if issn else None) or self._by_title.get(folded_name(words))
        if found is None:
            raise NotFound("journal", words.strip())
        return found

    def __len__(self) -> int:
        return len(self._every())

    def _every(self) -> Collection[_Journal]:
        return dict.fromkeys((*self._by_issn.values(), *self._by_title.values()))


def _shown(journal: _Journal) -> JournalView:
    return JournalView(
        title=journal.title,
        issns=tuple(journal.issns),
        articles=journal.sums.articles,
        tally=tally_view(journal.sums.tally),
        by_year={year: tally_view(tally) for year, tally in sorted(journal.sums.years.items())},
        noticed=tuple(journal.noticed),
    )


def read_issn(text: str) -> str | None:
    """The ISSN as it is printed, `1234-567X`; None where the text is none."""
    match = _ISSN.fullmatch(text.strip())
    return f"{match[1]}-{match[2].upper()}" if match else None
