"""Articles: found by identifier, match key and key; put together from their form and references; and how they are related."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from citance.model import Article, Identifier, RelationKind
from citance.store.articles import MOST_OF_A_KEY, TURNED, VERSIONS, shown_record, sorted_names
from citance.store.memory import counting
from citance.store.memory.state import State
from citance.store.values import InJournal, MatchKeys, Relation
from citance.store.votes import add_vote, count_votes


def find(state: State, identifier: Identifier) -> str | None:
    """The key of the article that has this identifier."""
    return find_by_identifiers(state, (identifier.spelled,)).get(identifier.spelled)


def find_by_identifiers(state: State, names: Collection[str]) -> dict[str, str]:
    """The keys of the articles that have these identifiers."""
    wanted = set(names)
    return {name: key for key, held in state.works.items() for name in held & wanted}


def find_by_match_keys(state: State, sought: Sequence[MatchKeys], most: int = 8) -> list[tuple[str, ...]]:
    """For each record, the keys of the articles filed under its match keys."""
    oldest = sorted(state.filed, key=state.orders.__getitem__)
    found = []
    for record in sought:
        filed = [[key for key in oldest if match_key in state.filed[key]][:MOST_OF_A_KEY] for match_key in record.keys]
        shared = Counter(key for keys in filed for key in keys)
        enough = [key for key, times in shared.items() if times >= record.least]
        best = sorted(enough, key=lambda key: (-shared[key], state.orders[key]))[: 2 * most]
        now = dict.fromkeys(state.follow(key) for key in best)
        found.append(tuple(key for key in now if key in state.works)[:most])
    return found


def names_of(state: State, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """All identifiers of these articles."""
    return {key: sorted_names(state.works[now]) for key, now in state.known(keys).items()}


def read(state: State, key: str) -> Article:
    """The article of this key."""
    key = state.now(key)
    names = sorted_names(state.works[key])
    form = state.active_form(key)
    votes: bytes | None = None
    for citing, position, place in state.links_to({key}):
        votes = add_vote(votes, citing.entry.packed.references[position].works[place].ballot)
    return Article(
        key=key,
        record=shown_record(form.entry.packed.record if form else None, votes, names),
        all_identifiers=names,
        has_document=form is not None,
        cited_by=counting.count(state, {key}).citing_articles,
        known_from_references=0 if form else count_votes(votes),
        versions=tuple(sorted(_versions(state, key))),
    )


def read_many(state: State, keys: Collection[str]) -> dict[str, Article]:
    """Several articles by the keys asked for."""
    return {key: read(state, now) for key, now in state.known(keys).items()}


def every(state: State, *, with_document: bool | None = None) -> Iterator[Article]:
    """Every article, oldest first."""
    for key in state.in_order():
        article = read(state, key)
        if with_document is None or article.has_document == with_document:
            yield article


def in_journals(state: State) -> Iterator[InJournal]:
    """Every article that says in which journal it appeared."""
    for with_document in (True, False):
        for article in every(state, with_document=with_document):
            journal, form = article.record.journal, state.active_form(article.key)
            if journal.title or journal.issns:
                yield InJournal(
                    article.key,
                    journal.title,
                    journal.issns,
                    article.record.year,
                    counting.count(state, {article.key}),
                    None if form is None else form.entry.visibility,
                    "" if form is None else journal.abbreviation or "",
                )


def _every_relation(state: State) -> Iterator[tuple[str, RelationKind, str, str]]:
    for form in state.active():
        for relation in form.entry.relations:
            one, two = state.now(form.article), state.now(relation.article)
            if one != two:
                yield one, relation.kind, two, relation.printed


def relations(state: State, key: str) -> tuple[Relation, ...]:
    """What this article and others say of each other."""
    key = state.now(key)
    said: dict[tuple[RelationKind, str], Relation] = {}
    for turned in (False, True):
        for one, kind, two, printed in sorted(_every_relation(state)):
            own, other = (two, one) if turned else (one, two)
            shown = TURNED.get(kind) if turned else kind
            if own == key and shown is not None:
                names = sorted_names(state.works[other])
                said.setdefault((shown, other), Relation(shown, other, names, printed))
    return tuple(said.values())


def kinds_of_relations(state: State) -> dict[str, set[RelationKind]]:
    """What articles and others say of each other, by the keys of those with relations."""
    found: dict[str, set[RelationKind]] = {}
    for one, kind, two, _ in _every_relation(state):
        found.setdefault(one, set()).add(kind)
        if kind in TURNED:
            found.setdefault(two, set()).add(TURNED[kind])
    return found


def relations_of(state: State, keys: Collection[str]) -> dict[str, tuple[Relation, ...]]:
    """What each of these articles and others say of each other."""
    return {key: found for key in state.known(keys) if (found := relations(state, key))}


def related(state: State) -> tuple[str, ...]:
    """The keys of all articles that have relations."""
    return tuple(relations_of(state, state.in_order()))


def _versions(state: State, key: str) -> set[str]:
    pairs = [(one, two) for one, kind, two, _ in _every_relation(state) if kind in VERSIONS]
    return {two for one, two in pairs if one == key} | {one for one, two in pairs if two == key}


def family(state: State, key: str) -> set[str]:
    """The article and all its versions."""
    found, pending = {key}, {key}
    while pending:
        pending = {two for one in pending for two in _versions(state, one)} - found
        found |= pending
    return found
