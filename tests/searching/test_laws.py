"""Laws: what is found is what a slow reading of the entries finds; in whatever order and portions changes come."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import chain

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query_trees import trees_of

from citance.model import Evidence, SectionKind, Stance, Standing
from citance.searching.base import STATEMENT_FACETS, ArticleEntry, Changes, Search, SearchFilters, Sort, StatementEntry
from citance.searching.query import (
    And,
    Everything,
    Is,
    Not,
    OfArticle,
    Or,
    Phrase,
    Prefix,
    Query,
    Sure,
    Word,
    Years,
    resolve,
)
from citance.searching.tantivy import TantivyIndex

# Words that English stemming leaves alone, so that a slow reading needs no stemmer.
WORDS = ("fever", "rash", "dose", "drug", "trial", "feverfew")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
YEARS = st.none() | st.integers(2015, 2018)
KEYS = st.sampled_from(["one", "two", "three"])
STATEMENTS = st.builds(
    StatementEntry,
    id=st.just(""),
    citing=st.just(""),
    cited=st.lists(KEYS, max_size=2, unique=True).map(tuple),
    sentence=SENTENCES,
    section=st.sampled_from(SectionKind),
    year=YEARS,
    stance=st.sampled_from(Stance),
    evidence=st.none() | st.sampled_from(Evidence),
    self_citation=st.booleans(),
    journal=st.sampled_from(["", "Journal of Dose", "Trial"]),
    visibility=st.sampled_from(["open", "private"]),
    language=st.none() | st.sampled_from(["en", "pt"]),
    article_type=st.sampled_from(["", "review-article", "letter"]),
    authors=st.lists(st.sampled_from(["Emma Hart", "Núria Peñalver", "J. (Jo) de Vries"]), max_size=2, unique=True).map(tuple),
    confidence=st.none() | st.sampled_from([0.35, 0.5, 0.52, 0.7, 1.0]),
    study_type=st.sampled_from(["", "trial", "cohort"]),
    study_apart=st.booleans(),
)
# Sentences that cite several works: the same statement but for whom it cites.
ALIKE = st.builds(
    lambda entry, cited: [msgspec.structs.replace(entry, cited=keys) for keys in cited],
    STATEMENTS,
    st.lists(st.lists(KEYS, max_size=2, unique=True).map(tuple), min_size=1, max_size=4),
)
CHANGES = st.dictionaries(KEYS, st.lists(ALIKE, max_size=3).map(lambda groups: [*chain(*groups)]), max_size=3)
LEAVES = st.one_of(
    st.just(Everything()),
    st.builds(Word, st.sampled_from(WORDS)),
    st.builds(Word, st.sampled_from(["dose", "trial", "of"]), st.just("journal")),
    st.builds(Prefix, st.sampled_from(["fev", "fever", "tr"])),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join)),
    st.builds(Is, st.just("stance"), st.sampled_from(Stance).map(str)),
    st.builds(Is, st.just("section"), st.sampled_from(SectionKind).map(str)),
    st.builds(Is, st.just("self"), st.sampled_from(["yes", "no"])),
    st.builds(Is, st.just("lang"), st.sampled_from(["en", "pt"])),
    st.builds(Is, st.just("retracted"), st.sampled_from(["yes", "no"])),
    st.builds(Is, st.just("study"), st.sampled_from(["trial", "cohort"])),
    st.builds(Is, st.just("article-type"), st.sampled_from(["letter", "review-article"])),
    st.builds(Sure, st.sampled_from([0.5, 0.7])),
    st.builds(Years, st.integers(2015, 2018), st.none()),
    st.builds(OfArticle, st.sampled_from(["cites", "citing"]), st.sampled_from(["key:one", "key:two"])),
)
TREES = trees_of(LEAVES, 6)
FILTERS = st.builds(
    SearchFilters,
    stance=st.lists(st.sampled_from(Stance), max_size=2).map(tuple),
    first_year=st.none() | st.just(2016),
    self_citation=st.none() | st.booleans(),
    cited=st.lists(KEYS, max_size=2, unique=True).map(tuple),
    visibility=st.sampled_from([(), ("open",)]),
    journal=st.sampled_from([(), ("Trial",), ("TRIAL", "journal of dose")]),
    article_type=st.sampled_from([(), ("letter", "review-article")]),
    author=st.sampled_from([(), ("emma hart",), ("NÚRIA PEÑALVER", "j. (jo) De Vries")]),
    confidence=st.none() | st.sampled_from([0.5, 0.7]),
    study_type=st.sampled_from([(), ("trial",), ("trial", "cohort")]),
    retracted=st.none() | st.booleans(),
)


GONE = {"two"}
"""The citing articles that were retracted."""


def matches(entry: StatementEntry, tree: Query) -> bool:
    """Whether the statement answers, read slowly."""
    words = entry.sentence.split()
    match tree:
        case Everything():
            return True
        case And(items):
            return all(matches(entry, item) for item in items)
        case Or(items):
            return any(matches(entry, item) for item in items)
        case Not(item):
            return not matches(entry, item)
        case Word(text, "journal"):
            return text in entry.journal.lower().split()
        case Word(text):
            return text in words
        case Prefix(text):
            return any(word.startswith(text) for word in words)
        case Phrase(text):
            return f" {text} " in f" {entry.sentence} "
        case Is("stance", value):
            return entry.stance == value
        case Is("section", value):
            return entry.section == value
        case Is("self", value):
            return entry.self_citation == (value == "yes")
        case Is("lang", value):
            return entry.language == value
        case Is("study", value):
            return entry.study_type == value
        case Is("retracted", value):
            return (entry.citing in GONE) == (value == "yes")
        case Is("article-type", value):
            return entry.article_type == value
        case Sure(least):
            return (entry.confidence or 0) >= least
        case Years(first, _):
            return entry.year is not None and entry.year >= (first or 0)
        case OfArticle("cites", named):
            return named[4:] in entry.cited
        case OfArticle(_, named):
            return entry.citing == named[4:]
    raise AssertionError(tree)


def passes(entry: StatementEntry, filters: SearchFilters) -> bool:
    return (
        (not filters.stance or entry.stance in filters.stance)
        and (filters.first_year is None or (entry.year is not None and entry.year >= filters.first_year))
        and (filters.self_citation is None or entry.self_citation == filters.self_citation)
        and (not filters.cited or not set(entry.cited).isdisjoint(filters.cited))
        and (not filters.visibility or entry.visibility in filters.visibility)
        and (not filters.journal or entry.journal.casefold() in {name.casefold() for name in filters.journal})
        and (not filters.article_type or entry.article_type in filters.article_type)
        and (not filters.author or not {a.casefold() for a in entry.authors}.isdisjoint(a.casefold() for a in filters.author))
        and (filters.confidence is None or (entry.confidence or 0) >= filters.confidence)
        and (not filters.study_type or entry.study_type in filters.study_type)
        and (filters.retracted is None or (entry.citing in GONE) == filters.retracted)
    )


def as_known(entry: StatementEntry, filters: SearchFilters) -> StatementEntry:
    """The statement without what those may not know who see these visibilities."""
    return msgspec.structs.replace(entry, study_type="") if filters.visibility and entry.study_apart else entry


def values(entry: StatementEntry, facet: str) -> Iterable[object]:
    """Under which values of a facet a statement is counted."""
    match facet:
        case "author":
            return entry.authors
        case "self":
            return ("yes" if entry.self_citation else "no",)
        case "retracted":
            return ("yes" if entry.citing in GONE else "no",)
        case "confidence":
            return () if entry.confidence is None else (f"{int(entry.confidence * 20 + 1e-9) / 20:.2f}",)
        case _:
            return (getattr(entry, facet),)


def named(changes: dict[str, list[StatementEntry]], round_: int) -> dict[str, tuple[StatementEntry, ...]]:
    """The drawn statements with names of their own."""
    return {
        citing: tuple(
            msgspec.structs.replace(entry, id=f"{citing}.{round_}.{number}", citing=citing)
            for number, entry in enumerate(entries)
        )
        for citing, entries in changes.items()
    }


def citing_article(key: str) -> ArticleEntry:
    return ArticleEntry(key, has_document=True, standing=(Standing.RETRACTED,) if key in GONE else ())


def counted(values: Iterable[object]) -> Counter[str]:
    return Counter(str(value) for value in values if value not in (None, ""))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rounds=st.lists(st.tuples(CHANGES, st.sets(KEYS, max_size=1), st.booleans()), min_size=1, max_size=4),
    asked=st.lists(st.tuples(TREES, FILTERS, st.sampled_from(Sort)), min_size=1, max_size=6),
)
def test_it_finds_what_a_slow_reading_finds(
    rounds: list[tuple[dict[str, list[StatementEntry]], set[str], bool]], asked: list[tuple[Query, SearchFilters, Sort]]
) -> None:
    now: dict[str, tuple[StatementEntry, ...]] = {}
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(folder)
        for number, (drawn, gone, commit) in enumerate(rounds, 1):
            changes = named(drawn, number)
            gone -= set(changes)
            now.update(changes)
            for key in gone:
                now.pop(key, None)
            index.apply(Changes(tuple(map(citing_article, changes)), changes, tuple(gone)), number)
            if commit:
                index.commit()
        index.commit()
        entries = {entry.id: entry for group in now.values() for entry in group}
        for tree, filters, sort in asked:
            known = {name: as_known(entry, filters) for name, entry in entries.items()}
            right = {name for name, entry in known.items() if matches(entry, tree) and passes(entry, filters)}
            search = Search(resolve(tree, lambda _: ()), filters, sort, limit=100, facets=STATEMENT_FACETS)
            found = index.search_statements(search)
            names = [hit.name for hit in found.hits]
            assert set(names) == right
            assert len(names) == found.total == len(right)
            for facet in STATEMENT_FACETS:
                assert dict(found.facets[facet]) == counted(value for name in right for value in values(known[name], facet))
            if sort == Sort.NEWEST:
                years = [entries[name].year or 0 for name in names]
                assert years == sorted(years, reverse=True)
        index.close()
