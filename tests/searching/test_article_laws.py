"""Laws of articles: what is found and counted is what a slow reading of them finds and counts, whatever changed before."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from query_trees import trees_of

from citance.model import Evidence, Stance, Standing, Tally
from citance.searching.base import ARTICLE_FACETS, ArticleEntry, Changes, Search, SearchFilters
from citance.searching.query import And, Everything, Is, Not, Or, Query, Word, Years
from citance.searching.tantivy import TantivyIndex

NAMES = ("Emma Hart", "Núria Peñalver", "Jo de Vries")
JOURNALS = ("", "Journal of Dose", "Trial")
COUNTS = st.sampled_from([0, 0, 1, 3])
ARTICLES = st.builds(
    ArticleEntry,
    key=st.just(""),
    title=st.sampled_from(["fever", "rash", "fever dose"]),
    authors=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
    journal=st.sampled_from(JOURNALS),
    year=st.none() | st.integers(2015, 2018),
    tally=st.builds(
        Tally,
        supporting_own=COUNTS,
        supporting_reported=COUNTS,
        contrasting_own=COUNTS,
        contrasting_reported=COUNTS,
        mentioning=COUNTS,
        unclassified=COUNTS,
    ),
    has_document=st.booleans(),
    article_type=st.sampled_from(["", "review-article", "letter"]),
    visibility=st.sampled_from(["open", "snippet", "private"]),
    language=st.none() | st.sampled_from(["en", "pt"]),
    study_type=st.sampled_from(["", "trial", "cohort"]),
    study_apart=st.booleans(),
    standing=st.lists(st.sampled_from(Standing), max_size=2, unique=True).map(tuple),
)
KEYS = st.sampled_from(["one", "two", "three", "four", "five"])
LEAVES = st.one_of(
    st.just(Everything()),
    st.builds(Word, st.sampled_from(["fever", "dose"])),
    st.builds(Is, st.just("stance"), st.sampled_from(Stance).map(str)),
    st.builds(Is, st.just("evidence"), st.sampled_from(Evidence).map(str)),
    st.builds(Is, st.just("retracted"), st.sampled_from(["yes", "no"])),
    st.builds(Is, st.just("lang"), st.sampled_from(["en", "pt"])),
    st.builds(Is, st.just("study"), st.sampled_from(["trial", "cohort"])),
    st.builds(Is, st.just("article-type"), st.sampled_from(["letter", "review-article"])),
    st.builds(Is, st.just("section"), st.just("methods")),
    st.builds(Years, st.integers(2015, 2018), st.none()),
)
TREES = trees_of(LEAVES, 4)
FILTERS = st.builds(
    SearchFilters,
    stance=st.lists(st.sampled_from(Stance), max_size=2, unique=True).map(tuple),
    evidence=st.lists(st.sampled_from(Evidence), max_size=2, unique=True).map(tuple),
    first_year=st.none() | st.just(2016),
    journal=st.sampled_from([(), ("TRIAL",), ("trial", "Journal of Dose")]),
    article_type=st.sampled_from([(), ("letter",)]),
    author=st.sampled_from([(), ("emma hart",), ("NÚRIA PEÑALVER", "jo de vries")]),
    language=st.sampled_from([(), ("pt",)]),
    study_type=st.sampled_from([(), ("trial",), ("trial", "cohort")]),
    has_document=st.none() | st.booleans(),
    standing=st.lists(st.sampled_from(Standing), max_size=2, unique=True).map(tuple),
    retracted=st.none() | st.booleans(),
    visibility=st.sampled_from([(), ("open", "snippet")]),
)
NO_FILTERS = SearchFilters()
PAIRS = {
    "supporting_own": (Stance.SUPPORTING, Evidence.OWN),
    "supporting_reported": (Stance.SUPPORTING, Evidence.REPORTED),
    "contrasting_own": (Stance.CONTRASTING, Evidence.OWN),
    "contrasting_reported": (Stance.CONTRASTING, Evidence.REPORTED),
    "mentioning": (Stance.MENTIONING, None),
    "unclassified": (Stance.UNCLASSIFIED, None),
}


def said(article: ArticleEntry, filters: SearchFilters = NO_FILTERS) -> set[tuple[Stance, Evidence | None]]:
    """The kinds of statements there are about an article, as far as a filter on evidence or stance asks for them."""
    return {
        (stance, evidence)
        for field, (stance, evidence) in PAIRS.items()
        if getattr(article.tally, field)
        and (not filters.stance or stance in filters.stance)
        and (not filters.evidence or evidence in filters.evidence)
    }


def matches(article: ArticleEntry, tree: Query) -> bool:
    """Whether the article answers, read slowly."""
    match tree:
        case Everything():
            return True
        case And(items):
            return all(matches(article, item) for item in items)
        case Or(items):
            return any(matches(article, item) for item in items)
        case Not(item):
            return not matches(article, item)
        case Word(text):
            return text in article.title.split()
        case Is("stance", value):
            return any(stance == value for stance, _ in said(article))
        case Is("evidence", value):
            return any(evidence == value for _, evidence in said(article))
        case Is("retracted", value):
            return (Standing.RETRACTED in article.standing) == (value == "yes")
        case Is("lang", value):
            return article.language == value
        case Is("study", value):
            return article.study_type == value
        case Is("article-type", value):
            return article.article_type == value
        case Is():
            return False
        case Years(first, _):
            return article.year is not None and article.year >= (first or 0)
    raise AssertionError(tree)


def passes(article: ArticleEntry, filters: SearchFilters) -> bool:
    names = {name.casefold() for name in article.authors}
    return (
        bool(said(article, filters) or not (filters.stance or filters.evidence))
        and (filters.first_year is None or (article.year is not None and article.year >= filters.first_year))
        and (not filters.journal or article.journal.casefold() in {name.casefold() for name in filters.journal})
        and (not filters.article_type or article.article_type in filters.article_type)
        and (not filters.author or not names.isdisjoint(name.casefold() for name in filters.author))
        and (not filters.language or article.language in filters.language)
        and (not filters.study_type or article.study_type in filters.study_type)
        and (filters.has_document is None or article.has_document == filters.has_document)
        and (not filters.standing or not set(article.standing).isdisjoint(filters.standing))
        and (filters.retracted is None or (Standing.RETRACTED in article.standing) == filters.retracted)
        and (not filters.visibility or article.visibility in filters.visibility)
    )


def values(article: ArticleEntry, facet: str, filters: SearchFilters) -> Iterable[object]:
    """Under which values of a facet an article is counted."""
    match facet:
        case "stance":
            return {stance for stance, _ in said(article, msgspec.structs.replace(filters, stance=()))}
        case "evidence":
            return {evidence for _, evidence in said(article, msgspec.structs.replace(filters, evidence=()))}
        case "standing":
            return article.standing
        case "has_document":
            return ("yes" if article.has_document else "no",)
        case "retracted":
            return ("yes" if Standing.RETRACTED in article.standing else "no",)
        case _:
            return (getattr(article, facet),)


def counted(values: Iterable[object]) -> Counter[str]:
    return Counter(str(value) for value in values if value not in (None, ""))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rounds=st.lists(st.dictionaries(KEYS, ARTICLES, min_size=1), min_size=1, max_size=3),
    asked=st.lists(st.tuples(TREES, FILTERS), min_size=1, max_size=8),
)
def test_it_finds_what_a_slow_reading_finds(
    rounds: list[dict[str, ArticleEntry]], asked: list[tuple[Query, SearchFilters]]
) -> None:
    now: dict[str, ArticleEntry] = {}
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(folder)
        for number, drawn in enumerate(rounds, 1):
            changed = {key: msgspec.structs.replace(article, key=key) for key, article in drawn.items()}
            now |= changed
            index.apply(Changes(tuple(changed.values())), number)
            index.commit()
        for tree, filters in asked:
            apart = bool(filters.visibility)
            known = {
                key: msgspec.structs.replace(article, study_type="") if apart and article.study_apart else article
                for key, article in now.items()
            }
            right = {key for key, article in known.items() if passes(article, filters) and matches(article, tree)}
            found = index.search_articles(Search(tree, filters, limit=100, facets=ARTICLE_FACETS))
            assert {hit.name for hit in found.hits} == right
            assert found.total == len(right)
            for facet in ARTICLE_FACETS:
                counts = counted(value for key in right for value in values(known[key], facet, filters))
                assert dict(found.facets[facet]) == counts, facet
        index.close()
