"""The SQLite store counts step by step, the memory store looks at everything anew: after any story both say the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citance.errors import NotFound
from citance.model import ArticleRecord, Classification, Evidence, RelationKind, Review, SectionKind, Stance
from citance.store import parts
from citance.store.base import Store
from citance.store.memory import MemoryStore
from citance.store.sqlite import SqliteStore
from citance.store.values import Entry, Join, Relation, StatementFilter, StatementOrder

Step = tuple[Any, ...]

NAMES = ("a", "b", "c", "d")
CITED = (
    ("10.5555/a",), ("10.5555/b",), ("PMID:1",), ("PMID:2",), ("10.5555/a", "PMID:1"), ("10.5555/c", "PMID:2"), (),
)  # fmt: skip
TEXTS = (
    "It was seen [1].",
    "It was seen [1]. And seen again [1,2].",
    "A long enough sentence about the matter stands here [2]. Nothing [9]. It was seen [1].",
    "Nothing is cited.",
)
SECTIONS = {0: SectionKind.INTRODUCTION, 1: SectionKind.METHODS}  # by sentence; the others are results
TITLES = ("One title", "Another title")
KEYS = ("doi:10.5555/a", "doi:10.5555/b", "doi:10.5555/c", "doi:10.5555/d", "pmid:1", "pmid:2", *TITLES)
STANCES = (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING, Stance.UNCLASSIFIED)

_number = st.integers(0, 3)
_puts = st.tuples(
    st.just("put"),
    st.sampled_from(NAMES),
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.sampled_from(CITED), st.sampled_from(TITLES)), min_size=2, max_size=2),
    st.sampled_from(("jats", "pdf")),
    st.sampled_from(("2019", "2020")),
)
_steps = st.one_of(
    _puts,
    st.tuples(st.just("together"), st.lists(_puts, min_size=2, max_size=4)),
    st.tuples(st.just("again"), _number, st.sampled_from(TEXTS)),
    st.tuples(st.just("classify"), _number, st.sampled_from(STANCES), st.sampled_from((None, Evidence.REPORTED))),
    st.tuples(st.just("classify all"), _number),
    st.tuples(st.just("review"), _number, st.sampled_from(STANCES), st.sampled_from(("Ada", "Bob"))),
    st.tuples(st.just("relink"), _number, st.sampled_from((*KEYS[:4], None))),
    st.tuples(st.just("withdraw"), _number),
    st.tuples(st.just("join"), st.sampled_from(KEYS), st.sampled_from(KEYS)),
    st.tuples(st.just("part"), _number),
    st.tuples(st.just("drop joins")),
    st.tuples(st.just("remove"), st.sampled_from(NAMES)),
    st.tuples(st.just("lift"), _number),
    st.tuples(st.just("forget")),
)


def do(store: Store, step: Step, time: int, paper: Callable[..., Entry], work: Callable[..., ArticleRecord]) -> Any:
    """Take one step of a story; what came of it, or that it could not be taken."""
    what, *rest = step
    at = f"2026-01-{time + 1:02}"
    try:
        match what:
            case "put":
                name, text, cites, format, date = rest
                works = [work(*names, title=title) for names, title in cites]
                # As linking would: the article that has one of the identifiers, else the first identifier's own.
                links = {}
                for position, (names, one) in enumerate(zip(cites, works, strict=True)):
                    spelled = [f"{name.scheme}:{name}" for name in one.identifiers]
                    held = store.find_by_identifiers(spelled)
                    links[position] = next((held[n] for n in spelled if n in held), spelled[0] if spelled else names[1])
                # A record of two identifiers joins the articles that have them.
                held_by = [
                    list(dict.fromkeys(held[f"{n.scheme}:{n}"] for n in one.identifiers if f"{n.scheme}:{n}" in held))
                    for one in works
                    for held in [store.find_by_identifiers([f"{n.scheme}:{n}" for n in one.identifiers])]
                ]
                joins = tuple(dict.fromkeys(Join(two[0], two[1], "one record") for two in held_by if len(two) == 2))
                own = store.find_by_identifiers([f"doi:10.5555/{name}"]).get(f"doi:10.5555/{name}")
                relations = (Relation(RelationKind.PREPRINT_OF, "doi:10.5555/b", ("doi:10.5555/b",)),) if name == "a" else ()
                entry = paper(
                    name,
                    text,
                    *works,
                    format=format,
                    date=date,
                    links=links,
                    article=own,
                    relations=relations,
                    joins=joins,
                    sections=SECTIONS,
                )
                return store.put([entry])[0].outcome
            case "together":
                with store.transaction():
                    return [do(store, put, time, paper, work) for put in rest[0]]
            case "again":
                documents = list(store.documents())
                number = documents[rest[0]].number
                entry = store.entry(number)
                fewer = tuple(s for place, s in enumerate(entry.packed.statements) if place != 1)
                packed = msgspec.structs.replace(entry.packed, statements=fewer)
                store.put_again([(number, msgspec.structs.replace(entry, packed=packed))])
            case "classify":
                number, stance, evidence = rest
                statement = list(store.all_statements())[number]
                return store.record_classifications(
                    [(statement.id, Classification(stance, f"rules {time}", evidence=evidence))], at
                )
            case "classify all":  # so that verdicts change places, and the counts as a whole stay as they were
                stances = (STANCES[(place + rest[0]) % len(STANCES)] for place in range(100))
                words = [
                    (statement.id, Classification(stance, f"rules {time}"))
                    for statement, stance in zip(store.all_statements(), stances, strict=False)
                ]
                return store.record_classifications(words, at)
            case "review" | "relink":
                statement = list(store.all_statements())[rest[0]]
                stance, reviewer, cited = (rest[1], rest[2], None) if what == "review" else (None, "Cy", rest[1])
                if cited is not None:
                    store.current_key(cited)
                subject = "stance" if what == "review" else "link"
                named = (statement.id, statement.citing, statement.reference or "", statement.text.sentence)
                return store.record_review(Review(subject, *named, reviewer, at, stance, cited=cited))  # type: ignore[arg-type]
            case "withdraw":
                store.withdraw_review(store.reviews()[rest[0]].number)
            case "join":
                return store.join(Join(*rest), at)
            case "part":
                store.undo_join(store.joins()[rest[0]].number)
            case "drop joins":
                store.drop_joins()
            case "remove":
                return store.remove(f"doi:10.5555/{rest[0]}", at=at)
            case "lift":
                store.lift_tombstone(rest[0] + 1)
            case "forget":
                return store.wait_again()
    except (NotFound, IndexError) as trouble:
        return type(trouble).__name__
    return None


def narrowed(store: Store, key: str) -> object:
    """What statements about an article are narrowed by."""
    found = [store.columns_citing(key), store.columns_citing(key, combined=True)]
    numbers = found[1].numbers
    texts = [(number, text.sentence) for number, text in store.texts(numbers)]
    documents = set(found[1].documents)
    citing = store.citing_documents(documents), store.citing_keys(documents)
    return found, citing, store.how_sure(numbers), store.numbered(numbers), texts


def seen(store: Store) -> dict[str, Any]:
    """All that can be asked of a store."""
    articles = list(store.all_articles())
    stats = store.stats()
    about = {}
    for article in articles:
        key = article.key
        about[key] = (
            article,
            store.tally(key),
            store.tally(key, combined=True),
            [
                store.tally_by(key, field, combined=combined)  # type: ignore[arg-type]
                for field in ("section", "year", "journal")
                for combined in (False, True)
            ],
            [store.statements_citing(key, order=order, limit=50) for order in StatementOrder],
            store.statements_citing(key, StatementFilter(stance=STANCES[:2]), combined=True, limit=50),
            store.statements_of(key),
            narrowed(store, key),
            store.relations(key),
            store.joins(key),
            list(store.citations(key)),
        )
    documents = list(store.documents())
    return {
        "about": about,
        "citations": list(store.citations()),
        "documents": documents,
        "entries": [store.entry(info.number) for info in documents if info.active],
        "dormant": [store.entry(info.number).packed.statements for info in documents if not info.active],
        "links": [store.links(info.number) for info in documents],
        "related": store.related(),
        "in journals": list(store.in_journals()),
        "articles to search": list(store.articles_to_search()),
        "some articles to search": sorted(store.articles_to_search(KEYS)),
        "statements to search": sorted(store.statements_to_search(KEYS)),
        "waiting": store.waiting(50),
        "reviews": store.reviews(),
        "tombstones": store.tombstones(),
        "aliases": {key: (store.articles([key])[key].key if store.articles([key]) else None) for key in KEYS},
        "known articles": store.known_articles(KEYS),
        "stats": (stats.statements, stats.linked, stats.references, stats.tally, stats.waiting, stats.articles, stats.documents),
    }


def tell(story: list[Step], paper: Callable[..., Entry], work: Callable[..., ArticleRecord]) -> None:
    """Let both stores live through a story, and hear what they say in the end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        SqliteStore(str(Path(folder) / "citance.sqlite")) as sqlite,
        patch.object(parts, "LEAST", 2),  # so that what is kept for much-cited works is kept here
    ):
        memory = MemoryStore()
        for time, step in enumerate(story):
            assert do(sqlite, step, time, paper, work) == do(memory, step, time, paper, work), step
            assert sqlite.check() == [], step
        said, expected = seen(sqlite), seen(memory)
        for what, value in expected.items():
            assert said[what] == value, what


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(story=st.lists(_steps, min_size=1, max_size=14))
def test_stores_agree(story: list[Step], paper: Callable[..., Entry], work: Callable[..., ArticleRecord]) -> None:
    tell(story, paper, work)


def _put(name: str, text: int, one: str, two: str, format: str = "jats", date: str = "2020") -> Step:
    """A document of this name and one of the texts that cites two records, each by its identifiers."""
    return ("put", name, TEXTS[text], [(tuple(one.split()), TITLES[0]), (tuple(two.split()), TITLES[1])], format, date)


A, B, C, D = KEYS[:4]
FORMER: dict[str, list[Step]] = {
    "a link by the key that its document's own record joins to another, dropped": [
        _put("b", 0, "PMID:1", "10.5555/a PMID:1"),
        _put("b", 1, "PMID:1", "10.5555/a PMID:1"),
        ("drop joins",),
    ],
    "such a link, parted": [
        _put("b", 0, "PMID:2", "10.5555/b"),
        _put("c", 1, "10.5555/b", "10.5555/b"),
        _put("a", 1, "10.5555/c PMID:2", "PMID:2"),
        ("part", 0),
    ],
    "a link moved by a person after a join, parted": [
        _put("a", 2, "10.5555/a", "PMID:2"),
        ("join", B, "pmid:2"),
        ("relink", 0, A),
        ("part", 0),
    ],
    "a form that was inactive while the article it cites was joined": [
        _put("a", 0, "10.5555/a", "10.5555/b"),
        _put("c", 2, "10.5555/a PMID:1", "PMID:2", "pdf"),
        ("join", C, A),
        ("part", 0),
    ],
    "an article that went and came again, once led away from": [
        _put("b", 2, "10.5555/a PMID:1", "PMID:1", "pdf"),
        ("relink", 2, None),
        _put("a", 2, "10.5555/a", "PMID:2", "pdf"),
        _put("c", 1, "", "PMID:1"),
        ("join", TITLES[0], A),
    ],
    "its identifiers come back with it": [
        _put("b", 0, "10.5555/b", ""),
        _put("c", 1, "10.5555/a PMID:1", "10.5555/c PMID:2"),
        ("relink", 2, B),
        _put("a", 1, "10.5555/c PMID:2", "10.5555/b"),
        ("relink", 2, B),
    ],
    "a relation to an article by the key it had before it was joined": [
        _put("b", 0, "10.5555/c PMID:2", "10.5555/b"),
        ("join", C, B),
        _put("a", 3, "10.5555/a", "10.5555/a"),
        ("part", 0),
    ],
    "a relation of two articles that were one for a while": [
        _put("a", 0, "", ""),
        ("join", A, B),
        _put("b", 0, "", ""),
        ("part", 0),
    ],
    "a review that found another form's statement while two were one": [
        _put("a", 2, "PMID:2", ""),
        _put("b", 0, "10.5555/a PMID:1", "", "pdf"),
        _put("d", 3, "10.5555/c PMID:2", "10.5555/a PMID:1", "pdf"),
        _put("c", 2, "10.5555/a PMID:1", "10.5555/a PMID:1", "pdf"),
        ("join", B, D),
        ("relink", 3, None),
        ("join", "pmid:2", B),
        ("part", 1),
    ],
    "statements of two forms that were named alike while they were one article's": [
        _put("b", 0, "10.5555/c PMID:2", "", "pdf"),
        ("join", C, B),
        _put("c", 2, "", "10.5555/c PMID:2"),
        ("part", 0),
    ],
}


@pytest.mark.parametrize("story", FORMER.values(), ids=FORMER)
def test_stores_agree_where_once_they_did_not(
    story: list[Step], paper: Callable[..., Entry], work: Callable[..., ArticleRecord]
) -> None:
    tell(story, paper, work)
