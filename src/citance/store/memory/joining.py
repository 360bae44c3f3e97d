"""Joining two articles into one, and parting them again."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from citance.errors import NotFound
from citance.store.memory import entering, forms, reviews, visibility
from citance.store.memory.activating import statement_ids
from citance.store.memory.state import State
from citance.store.packing import strictest
from citance.store.values import Join, JoinRecord


def read(state: State, key: str | None = None) -> tuple[JoinRecord, ...]:
    """The joins of one article, or all."""
    if key is not None and key not in state.works and key not in state.joined:
        raise NotFound("article", key)
    return tuple(record for _, record in sorted(state.joins.items()) if key is None or key in (record.survivor, record.absorbed))


def join(state: State, join: Join, at: str = "") -> int:
    """Make two articles one."""
    state.now(join.absorbed)
    return join_articles(state, join, at, None)


def join_articles(state: State, join: Join, at: str, document: int | None) -> int:
    """Make two articles one; the number of the record, 0 where they are one already. `document`: whose record says so."""
    survivor = state.now(join.survivor)
    newcomer = join.absorbed not in state.works and join.absorbed not in state.joined
    absorbed = join.absorbed if newcomer else state.now(join.absorbed)
    if survivor == absorbed:
        return 0
    number = state.number("join")
    newest = state.last.get("document", 0) if document is None else document
    if newcomer:
        names = set(join.identifiers)
        state.orders[absorbed] = state.number("article")
        entering.add_identifiers(state, survivor, join.identifiers)
        newest -= document is not None
    else:
        names = state.works.pop(absorbed)
        state.works[survivor] |= names
    state.last_documents[number] = newest
    state.moved[number] = [form.number for form in state.forms.values() if state.follow(form.article) == absorbed]
    state.joined[absorbed] = survivor
    state.joins[number] = JoinRecord(
        number, survivor, absorbed, join.why, tuple(sorted(names)) if not newcomer else join.identifiers, at, document
    )
    if not newcomer:
        for citing, _, _ in state.links_to({survivor}):
            state.note("statements", state.now(citing.article))
        state.note("gone", absorbed)
    if said := visibility.given(state, (survivor, absorbed)):
        state.given_visibility[survivor] = strictest(said.values())
        visibility.apply(state, survivor)
    if not newcomer and state.moved[number]:
        forms.choose_form(state, survivor)
    state.note("article", survivor)
    return number


def part_articles(state: State, number: int) -> None:
    """Part what a join made one."""
    record = state.joins.get(number)
    if record is None or record.undone:
        raise NotFound("join", str(number))
    state.joins[number] = msgspec.structs.replace(record, undone=True)
    _part(state, record, state.last_documents[number])


def drop_joins(state: State) -> None:
    """Take back what records of documents joined."""
    for number, record in sorted(state.joins.items(), reverse=True):
        if record.document is not None and not record.undone:
            parted = _part(state, record, state.last["document"])
            del state.joins[number]
            state.emptied.update(parted)


def _part(state: State, record: JoinRecord, newest: int) -> tuple[str, str]:
    absorbed, survivor = record.absorbed, state.follow(record.absorbed)
    del state.joined[absorbed]
    theirs = set(record.identifiers)
    mine = state.works[survivor] - theirs
    state.works[survivor] = set(mine)
    state.works[absorbed] = set(theirs)
    for form in state.active():
        for position, links in enumerate(form.links):
            for place, link in enumerate(links):
                if link.article is None or state.follow(link.article) != survivor or form.number <= newest:
                    continue
                names = set(form.entry.packed.references[position].works[place].identifiers)
                if names & theirs and not names & mine:
                    links[place] = msgspec.structs.replace(link, article=absorbed)
    for form in state.forms.values():
        names = set(form.entry.packed.identifiers)
        late = form.number > newest and names & theirs and not names & mine
        if form.number in state.moved[record.number] or (late and state.follow(form.article) == survivor):
            form.article = absorbed
    for key in (survivor, absorbed):
        _name_by_own_key(state, key)
    for row in state.reviews.values():
        if row.statement is not None and state.follow(row.review.article) == absorbed:
            found = state.find_statement(row.statement)
            if found is not None and state.follow(found[0].article) != absorbed:
                state.touch(*found)
                reviews.let_go(state, row, found[0])
    for citing, _, _ in state.links_to({survivor, absorbed}):
        state.note("statements", state.now(citing.article))
    for key in (survivor, absorbed):
        if state.forms_of(key):
            forms.choose_form(state, key)
        state.note("article", key)
    return survivor, absorbed


def _name_by_own_key(state: State, key: str) -> None:
    """Give the statements of forms that were named by the other article's key, while the two were one, ids of their own."""
    own = {key, *(other for other in state.joined if state.follow(other) == key)}
    held = sorted(state.forms_of(key), key=lambda form: form.number)
    name = next((form.named_as for form in held if form.named_as in own), key)
    for form in held:
        if form.named_as in own:
            continue
        form.named_as = name
        new = {s.id: id for s, id in zip(form.statements, statement_ids(form.entry.packed, name), strict=False)}
        for statement in form.statements:
            if statement.id in state.waiting:
                state.waiting.remove(statement.id)
                state.waiting.add(new[statement.id])
            statement.id = new[statement.id]
        for row in state.reviews.values():
            if row.statement is not None:
                row.statement = new.get(row.statement, row.statement)
        state.note("statements", key)


def kept_apart(state: State, keys: Collection[str]) -> frozenset[frozenset[str]]:
    """Pairs among these keys whose join was undone."""
    pairs = set()
    for record in state.joins.values():
        if record.undone:
            ones = [key for key, now in state.known(keys).items() if now == record.survivor]
            twos = [key for key, now in state.known(keys).items() if now == record.absorbed]
            pairs |= {frozenset((one, two)) for one in ones for two in twos}
    return frozenset(pairs)
