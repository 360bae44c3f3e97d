"""Statements about one article, sifted by every filter there is: which pass, and how many would if one more were chosen.

A store narrows by what it has columns for. Who reads a report narrows by more: who wrote the citing article, of what type it is,
how sure the classifier was, which words are in the statement. Those columns are read for all statements about the article, and
sifted here, a column at a time: fifty thousand take a quarter of a second, a thousand ten milliseconds. Words are read only
where words are sought.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress
from operator import attrgetter, eq, not_

from citance.errors import InvalidInput
from citance.model import Span, StatementText
from citance.searching.base import STATEMENT_FACETS
from citance.services.filters import Filters
from citance.services.viewer import Viewer, cut_text, standing
from citance.store.packing import Visibility
from citance.store.values import CitingDocument, StatementColumns
from citance.text.normalise import fold, fold_with_map, unfold_span

Rows = Sequence[bool]
"""For each statement whether it is meant."""

FACETS = tuple(name for name in STATEMENT_FACETS if name != "confidence")
"""What statements about an article are counted by: as those of a search, but for steps of confidence."""

_PIECE = re.compile(r'"([^"]*)"|(\S+)')
MOST_STUDIED = 500
"""Citing documents of an index made before study types were kept, whose types are read from their abstracts to be counted: 5,000
in a second. Of more they are not told; a filter on them is heeded all the same."""
LEAST_SURE = 0.5
"""A verdict with a lower score is shown as a possible one: by its own scores it is likelier wrong than right."""
MOST_WORDS = 20
"""Words or phrases looked for at once: more is no question a person asks."""


class Sieve:
    """The statements about an article that the audience may see, and which of them pass. Raises UnknownName for filters of a
    search.

    `withheld` counts those that the audience may not see. Numbers are those of the store, newest statement first.
    """

    def __init__(self, viewer: Viewer, key: str, filters: Filters, *, combined: bool = False) -> None:
        self._viewer = viewer
        self._asked = filters.for_sieve()
        self.phrases = read_phrases(filters.words)
        everything = viewer.store.columns_citing(key, combined=combined)
        self.documents = viewer.store.citing_documents(set(everything.documents))
        if len(self.documents) < len(set(everything.documents)):  # one was removed meanwhile
            everything = everything.only([document in self.documents for document in everything.documents])
        self._studied: dict[int, str] | None = None
        self._retracted: set[int] | None = None
        self._columns = self._seen(everything)
        self.withheld = len(everything.numbers) - len(self._columns.numbers)
        self._held_back = {name: list(map(not_, test)) for name, test in self._tests()}
        self._failed = _add_up(self._held_back.values(), len(self._columns.numbers))
        if self.phrases:
            self._hold_back_by_words()
        self._passed = [not failed for failed in self._failed]
        self._counts: dict[str | None, Counter[int]] = {}
        self._times: dict[str | None, dict[int, list[CitingDocument]]] = {}

    # -- what passes

    def numbers(self) -> list[int]:
        """The statements that pass, newest first."""
        return list(compress(self._columns.numbers, self._passed))

    def citing_articles(self) -> int:
        """How many articles make them: statements are of the one active document of each."""
        return len(self._documents(None))

    def from_retracted(self) -> Counter[str]:
        """How many of those that pass are made by articles that were retracted, by stance."""
        gone = self._gone()
        if not gone:
            return Counter()
        rows = zip(self._columns.documents, self._columns.stances, self._passed, strict=True)
        return Counter(str(stance) for document, stance, passed in rows if passed and document in gone)

    def oldest_first(self) -> list[int]:
        """As `numbers`, by year; those without one last."""
        return self._sorted(lambda place: self._columns.years[place] or 9999)

    def by_verdict(self) -> list[int]:
        """As `numbers`, contrasting first, then supporting, then the rest; the surer before the less sure."""
        sure, stances = self._how_sure(), self._columns.stances
        return self._sorted(lambda place: _VERDICTS[stances[place]] - sure.get(self._columns.numbers[place], 0.0) / 2)

    def surest_first(self) -> list[int]:
        """As `numbers`, by how sure the stance is."""
        sure = self._how_sure()
        return self._sorted(lambda place: -sure.get(self._columns.numbers[place], 0.0))

    def most_cited_first(self) -> list[int]:
        """As `numbers`, by how many articles cite the citing one."""
        keys = self._viewer.store.citing_keys(self._documents(None))
        tallies = self._viewer.store.tallies(set(keys.values()))
        cited = {document: tallies[key].citing_articles for document, key in keys.items() if key in tallies}
        return self._sorted(lambda place: -cited.get(self._columns.documents[place], 0))

    def _sorted(self, order: Callable[[int], float]) -> list[int]:
        places = sorted(compress(range(len(self._passed)), self._passed), key=order)
        return [self._columns.numbers[place] for place in places]

    def _how_sure(self) -> dict[int, float]:
        return self._viewer.store.how_sure(self.numbers())

    # -- what is counted

    def possible(self) -> Counter[tuple[str, str]]:
        """How many of the verdicts that pass are possible alone, by stance and evidence: a machine gave them, which was not even
        half sure."""
        columns = self._columns
        rows = zip(columns.numbers, columns.stances, columns.evidences, self._passed, strict=True)
        verdicts = [(number, stance, evidence) for number, stance, evidence, passed in rows if passed and stance in _JUDGED]
        sure = self._viewer.store.how_sure([number for number, _, _ in verdicts])
        return Counter((stance, evidence) for number, stance, evidence in verdicts if sure.get(number, 1.0) < LEAST_SURE)

    def count(self, facet: str) -> Counter[str]:
        """The values of a facet among all that pass the filters of the other facets: what would be shown were that one chosen."""
        columns = self._columns
        match facet:
            case "stance" | "evidence" | "section":
                return _without_unknown(Counter(compress(getattr(columns, f"{facet}s"), self._rows(facet))))
            case "language":
                return Counter({name: n for name, n in Counter(compress(columns.languages, self._rows(facet))).items() if name})
            case "year":
                years = Counter(compress(columns.years, self._rows(facet)))
                return Counter({str(year): count for year, count in years.items() if year})
            case "retracted":
                gone = self._gone()
                documents = self._documents(facet) if gone else {}
                many = sum(count for document, count in documents.items() if document in gone)
                counts = Counter({"yes": many, "no": sum(documents.values()) - many}) if gone else Counter()
                return +counts
            case "self":
                own = Counter(compress(columns.self_citations, self._rows(facet)))
                return Counter({name: own[flag] for name, flag in (("yes", True), ("no", False)) if own[flag]})
            case _:
                return self._count_documents(facet)

    def _count_documents(self, facet: str) -> Counter[str]:
        """The values of a facet of citing documents, each counted as often as there are statements that pass."""
        match facet:
            case "study_type":
                if facet not in self._held_back and self._unread() > MOST_STUDIED:
                    return Counter()
                types = self._study_types()
                return _without_unknown(Counter([types.get(number, "") for number in self._passing(facet)]))
            case "author":
                return self._add_up(facet, lambda documents: "\n".join(map(_AUTHORS, documents)).split("\n"))
            case "article_type":
                return self._add_up(facet, partial(map, _ARTICLE_TYPE))
            case _:
                title, counts = self._viewer.journals().title, Counter[str]()
                for name, many in self._add_up(facet, partial(map, _JOURNAL)).items():
                    counts[title(name)] += many
                return counts

    def _add_up(self, facet: str, values: Callable[[list[CitingDocument]], Iterable[str]]) -> Counter[str]:
        """How many statements that pass have each value that is known, by the `values` of many documents together."""
        counts: Counter[str] = Counter()
        for times, documents in self._by_times(facet).items():
            if times == 1:
                counts.update(values(documents))
            else:
                for value, many in Counter(values(documents)).items():
                    counts[value] += many * times
        return _without_unknown(counts)

    def _by_times(self, facet: str) -> dict[int, list[CitingDocument]]:
        """The documents of statements that pass, the filter of a facet left out, by how many of theirs do; those of which one
        does first. In the order in which they were read, in which they lie in memory: any other takes twice as long."""
        asked = facet if facet in self._held_back else None
        if asked not in self._times:
            found: dict[int, list[CitingDocument]] = {1: []}
            for number, times in sorted(self._documents(facet).items()):
                found.setdefault(times, []).append(self.documents[number])
            self._times[asked] = found
        return self._times[asked]

    def _passing(self, facet: str | None) -> Iterator[int]:
        """The documents of the statements that pass, one for each, the filter of a facet left out."""
        return compress(self._columns.documents, self._rows(facet))

    def _gone(self) -> set[int]:
        """The citing documents whose article was retracted."""
        if self._retracted is None:
            related = [number for number, document in self.documents.items() if document.related]
            keys = self._viewer.store.citing_keys(related) if related else {}
            relations = self._viewer.store.relations_of(set(keys.values())) if keys else {}
            gone = {key for key, said in relations.items() if "retracted" in standing(said)}
            self._retracted = {number for number, key in keys.items() if key in gone}
        return self._retracted

    def _unread(self) -> int:
        """How many citing documents have a study type that must be read from their words."""
        return sum(document.study is None for document in self.documents.values())

    def _study_types(self) -> dict[int, str]:
        """The study type of each citing document that says it."""
        if self._studied is None:
            self._studied = {}
            unread: list[int] = []  # of an index made before study types were kept
            for number, document in self.documents.items():
                if document.study is None:
                    unread.append(number)
                elif document.study:  # most leave it open
                    told, _, where = document.study.partition(" ")
                    if not where or self._viewer.audience == "owner" or document.visibility is Visibility.OPEN:
                        self._studied[number] = told
            if unread:
                self._studied |= self._read_study_types(unread)
        return self._studied

    def _read_study_types(self, documents: Collection[int]) -> dict[int, str]:
        """Those told by the words of the articles themselves."""
        keys = self._viewer.store.citing_keys(documents)
        articles = self._viewer.store.articles(set(keys.values()))
        self._viewer.look_at(articles.values())
        read = {key: self._viewer.study_of(article) for key, article in articles.items()}
        return {number: str(study.type) for number, key in keys.items() if (study := read.get(key)) is not None}

    def _documents(self, facet: str | None) -> Counter[int]:
        """How many statements of each document pass, the filter of one facet left out."""
        asked = facet if facet in self._held_back else None
        if asked not in self._counts:
            self._counts[asked] = Counter(self._passing(asked))
        return self._counts[asked]

    def _rows(self, facet: str | None) -> Rows:
        """The statements that pass all filters but that of a facet."""
        held_back = self._held_back.get(facet or "")
        # Who is held back by one filter alone is so by that of the facet, where that one holds him back.
        return self._passed if held_back is None else list(map(eq, self._failed, held_back))

    # -- the filters

    def _seen(self, columns: StatementColumns) -> StatementColumns:
        if self._viewer.audience == "owner":
            return columns
        private = {number for number, document in self.documents.items() if document.visibility is Visibility.PRIVATE}
        if not private:
            return columns
        seen = [document not in private for document in columns.documents]
        return columns.only(seen)

    def _tests(self) -> Iterator[tuple[str, Rows]]:
        """For each facet with a filter which statements it lets through."""
        asked, columns = self._asked, self._columns
        for name in ("stance", "evidence", "section", "place", "language"):
            wanted = {str(value) for value in getattr(asked, name)}
            if wanted:
                yield name, [value in wanted for value in getattr(columns, f"{name}s")]
        if asked.first_year is not None or asked.last_year is not None:
            first, last = max(asked.first_year or 1, 1), asked.last_year if asked.last_year is not None else 9999
            yield "year", [first <= year <= last for year in columns.years]
        if asked.self_citation is not None:
            yield "self", [own == asked.self_citation for own in columns.self_citations]
        if asked.journal:
            journals = {name.casefold() for name in self._viewer.journals().all(asked.journal)}
            yield "journal", self._of_documents(lambda citing: citing.journal.casefold() in journals)
        if asked.article_type:
            yield "article_type", self._of_documents(lambda citing: citing.article_type in asked.article_type)
        if asked.study_type:
            types, wanted = self._study_types(), set(asked.study_type)
            yield "study_type", [types.get(document) in wanted for document in columns.documents]
        if asked.author:
            authors = {" ".join(name.casefold().split()) for name in asked.author}
            yield "author", self._of_documents(lambda citing: not authors.isdisjoint(citing.authors.casefold().split("\n")))
        if asked.retracted is not None:
            gone = self._gone()
            yield "retracted", [(document in gone) == asked.retracted for document in columns.documents]
        if asked.confidence is not None:
            sure, least = self._viewer.store.how_sure(columns.numbers), asked.confidence
            yield "confidence", [sure.get(number, 0.0) >= least for number in columns.numbers]

    def _of_documents(self, test: Callable[[CitingDocument], bool]) -> Rows:
        wanted = {number for number, document in self.documents.items() if test(document)}
        return [document in wanted for document in self._columns.documents]

    # -- words

    def _hold_back_by_words(self) -> None:
        """Hold back those without the words looked for. Whom two filters hold back already nobody asks about."""
        numbers = self._columns.numbers
        near = [number for number, failed in zip(numbers, self._failed, strict=True) if failed < 2]
        cut = self._cut()
        found = {number for number, text in self._viewer.store.texts(near) if self._has_words(text, number in cut)}
        held_back = [number not in found for number in numbers]
        self._held_back["words"] = held_back
        self._failed = _add_up([self._failed, held_back], len(numbers))

    def _cut(self) -> set[int]:
        """Those of which the audience sees a snippet alone: what is not shown is not searched either."""
        if self._viewer.audience == "owner":
            return set()
        pairs = zip(self._columns.numbers, self._columns.documents, strict=True)
        return {number for number, document in pairs if self.documents[document].visibility is not Visibility.OPEN}

    def _has_words(self, text: StatementText, cut: bool) -> bool:
        if cut:
            text, _ = cut_text(text)
        folded = fold(f"{text.before} {text.sentence} {text.after}")
        return all(phrase in folded for phrase in self.phrases)


def read_phrases(words: str) -> tuple[str, ...]:
    """The words and quoted phrases looked for, folded. Raises InvalidInput where they are too many."""
    phrases = [fold(quoted or word) for quoted, word in _PIECE.findall(words)]
    if len(phrases) > MOST_WORDS:
        raise InvalidInput(f"too many words to look for: {len(phrases)}, at most {MOST_WORDS}")
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def find_phrases(phrases: Iterable[str], sentence: str) -> tuple[Span, ...]:
    """Where the words looked for stand in a sentence, in order, as far as they are there."""
    folded, offsets = fold_with_map(sentence)
    spans = []
    for phrase in phrases:
        at = folded.find(phrase)
        while at >= 0:
            spans.append(unfold_span(offsets, at, at + len(phrase)))
            at = folded.find(phrase, at + len(phrase))
    return tuple(sorted(spans))


_AUTHORS, _ARTICLE_TYPE, _JOURNAL = map(attrgetter, ("authors", "article_type", "journal"))
_JUDGED = ("supporting", "contrasting")
_VERDICTS = {"contrasting": 0, "supporting": 1, "mentioning": 2, "unclassified": 3}


def _without_unknown(counts: Counter[str]) -> Counter[str]:
    """The counts without what has no value."""
    del counts[""]
    return counts


def _add_up(columns: Iterable[Sequence[int]], many: int) -> list[int]:
    """For each statement how many hold it back."""
    held = list(columns)
    return [0] * many if not held else list(map(sum, zip(*held, strict=True))) if len(held) > 1 else list(map(int, held[0]))
