"""Statements: pages about an article, one by its id, where they stand; who cites whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from citance.errors import NotFound
from citance.model import PlacedLine, find_placed
from citance.store.codes import KINDS, PLACES, SECTIONS, STYLES, VERDICTS
from citance.store.forms import PAGED
from citance.store.memory import articles, counting, documents
from citance.store.memory.state import HeldForm, HeldStatement, State
from citance.store.packing import marker_start, unpack_placed, words
from citance.store.reviewing import is_disputed
from citance.store.values import CitationRow, DocumentInfo, StatementFilter, StatementOrder, StatementPage, StoredStatement


def citing(
    state: State,
    key: str,
    filters: StatementFilter,
    order: StatementOrder,
    *,
    offset: int = 0,
    limit: int = 20,
    combined: bool = False,
) -> StatementPage:
    """One page of the statements about an article."""
    key = state.now(key)
    found = [
        pair
        for pair in counting.about(state, articles.family(state, key) if combined else {key})
        if _passes(state, *pair, filters)
    ]

    def place(pair: tuple[HeldForm, HeldStatement]) -> tuple[int, int, int]:
        year, number = pair[0].entry.packed.year or 0, pair[1].number
        if order is StatementOrder.NEWEST:
            return (-year, -number, 0)
        return (year == 0, year, number) if order is StatementOrder.OLDEST else (number, 0, 0)

    found.sort(key=place)
    page = found[offset : offset + max(limit, 0)]
    return StatementPage(tuple(shown(state, form, statement) for form, statement in page), len(found))


def numbered(state: State, numbers: Sequence[int]) -> tuple[StoredStatement, ...]:
    """Statements by their numbers."""
    held = {pair[1].number: pair for pair in state.in_storing_order()}
    return tuple(shown(state, *held[number]) for number in numbers if number in held)


def _passes(state: State, form: HeldForm, statement: HeldStatement, filters: StatementFilter) -> bool:
    stance, evidence = VERDICTS[counting.verdict(state, statement)]
    packed, year = statement.packed, form.entry.packed.year
    return (
        (not filters.stance or stance in filters.stance)
        and (not filters.evidence or evidence in filters.evidence)
        and (not filters.section or SECTIONS[packed.section] in filters.section)
        and (not filters.place or PLACES[packed.place] in filters.place)
        and (filters.self_citation is None or filters.self_citation == statement.self_citation)
        and (filters.first_year is None or (year or 0) >= max(filters.first_year, 1))
        and (filters.last_year is None or 1 <= (year or 0) <= filters.last_year)
        and (not filters.journal or form.entry.packed.journal.casefold() in {name.casefold() for name in filters.journal})
    )


def shown(state: State, form: HeldForm, statement: HeldStatement) -> StoredStatement:
    """A statement as it is asked for: with its words, its stance as it holds, and its reviews."""
    packed = statement.packed
    stance, evidence = VERDICTS[counting.verdict(state, statement)]
    reviews = tuple(row.review for row in state.reviews_on(statement.id))
    return StoredStatement(
        id=statement.id,
        number=statement.number,
        citing=state.now(form.article),
        cited=state.cited(form, packed.reference),
        document=form.number,
        reference=None if packed.reference is None else form.entry.packed.references[packed.reference].key,
        position=packed.reference,
        mention=packed.mention,
        marker_kind=KINDS[packed.kind],
        marker_style=STYLES[packed.style],
        place=PLACES[packed.place],
        section=SECTIONS[packed.section],
        year=form.entry.packed.year,
        self_citation=statement.self_citation,
        stance=stance,
        evidence=evidence,
        text=words(
            form.entry.packed.unpack_text(),
            packed.spans,
            id=statement.id,
            section=packed.section,
            heading=packed.heading,
            language=packed.language,
        ),
        visibility=form.entry.visibility,
        classification=statement.history[-1][1] if statement.history else None,
        reviews=reviews,
        disputed=is_disputed(reviews),
        paged=form.entry.packed.format in PAGED,
    )


def of_article(state: State, key: str) -> tuple[StoredStatement, ...]:
    """The statements an article makes."""
    form = state.active_form(state.now(key))
    return tuple(shown(state, form, statement) for statement in form.statements) if form else ()


def read(state: State, id: str) -> StoredStatement:
    """One statement by its id."""
    found = state.find_statement(id)
    if found is None:
        raise NotFound("statement", id)
    return shown(state, *found)


def read_from(state: State, id: str) -> tuple[DocumentInfo, PlacedLine | None]:
    """The document a statement was read from, and where on its pages."""
    found = state.find_statement(id)
    if found is None:
        raise NotFound("statement", id)
    form, statement = found
    return documents.info(state, form), find_placed(unpack_placed(form.entry.packed.layout), marker_start(statement.packed.spans))


def places(state: State, ids: Collection[str]) -> dict[str, tuple[DocumentInfo, PlacedLine]]:
    """Where on their pages these statements stand."""
    known = ((id, *read_from(state, id)) for id in ids if state.find_statement(id) is not None)
    return {id: (document, placed) for id, document, placed in known if placed is not None}


def read_many(state: State, ids: Collection[str]) -> dict[str, StoredStatement]:
    """Several statements by their ids."""
    return {id: shown(state, *found) for id in ids if (found := state.find_statement(id)) is not None}


def every(state: State, filters: StatementFilter, *, after: int = 0) -> Iterator[StoredStatement]:
    """Every statement in the order of storing."""
    for form, statement in state.in_storing_order():
        if statement.number > after and _passes(state, form, statement, filters):
            yield shown(state, form, statement)


def citations(state: State, key: str | None = None) -> Iterator[CitationRow]:
    """Who cites whom."""
    wanted = None if key is None else state.now(key)
    for form in sorted(state.active(), key=lambda form: form.number):
        for position, reference in enumerate(form.entry.packed.references):
            for cited in state.cited(form, position):
                if wanted in (None, cited):
                    mentions = sum(s.packed.reference == position for s in form.statements)
                    yield CitationRow(state.now(form.article), cited, reference.key, position, mentions)
