"""What statements are narrowed by, without their words."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from citance.model import StatementText
from citance.store.codes import PLACES, SECTIONS, VERDICTS
from citance.store.facets import facets_of
from citance.store.memory import articles, counting, documents, statements
from citance.store.memory.state import State
from citance.store.values import CitingDocument, OwnDocument, StatementColumns


def columns(state: State, key: str, *, combined: bool = False) -> StatementColumns:
    """All statements about an article, by what they are narrowed by."""
    key = state.now(key)
    found = list(counting.about(state, articles.family(state, key) if combined else {key}))
    found.sort(key=lambda pair: (-(pair[0].entry.packed.year or 0), -pair[1].number))
    verdicts = [VERDICTS[counting.verdict(state, statement)] for _, statement in found]
    return StatementColumns(
        numbers=[statement.number for _, statement in found],
        documents=[form.number for form, _ in found],
        years=[form.entry.packed.year or 0 for form, _ in found],
        stances=[stance.value for stance, _ in verdicts],
        evidences=[evidence.value if evidence is not None else "" for _, evidence in verdicts],
        sections=[SECTIONS[statement.packed.section].value for _, statement in found],
        places=[PLACES[statement.packed.place].value for _, statement in found],
        self_citations=[statement.self_citation for _, statement in found],
        languages=[statement.packed.language for _, statement in found],
    )


def own_documents(state: State, keys: Collection[str]) -> dict[str, OwnDocument]:
    """What the active documents of these articles say."""
    active = {key: next(iter(documents.infos(state, key)), None) for key in state.known(keys)}
    return {
        key: OwnDocument(found.visibility, state.form(found.number).entry.packed.study)
        for key, found in active.items()
        if found is not None and found.active
    }


def citing_documents(state: State, numbers: Collection[int]) -> dict[int, CitingDocument]:
    """What the statements of these documents are narrowed by."""
    found = {}
    for number in sorted(numbers):
        form = state.form(number)
        article_type, journal, authors = facets_of(form.entry.packed.record)
        study = form.entry.packed.study
        citing = state.now(form.article)
        related = bool(articles.relations(state, citing))
        found[number] = CitingDocument(form.entry.visibility, journal, article_type, "\n".join(authors), study, related)
    return found


def how_sure(state: State, numbers: Collection[int]) -> dict[int, float]:
    """How sure the stances of these statements are."""
    found: dict[int, float] = {}
    for _, statement in state.in_storing_order():
        if statement.number in numbers:
            sure = statement.history[-1][1].confidence if statement.history else None
            if any(row.review.subject == "stance" for row in state.reviews_on(statement.id)):
                sure = 1.0
            if sure is not None:
                found[statement.number] = sure
    return found


def texts(state: State, numbers: Collection[int]) -> Iterator[tuple[int, StatementText]]:
    """The words of these statements."""
    return ((statement.number, statement.text) for statement in statements.numbered(state, sorted(numbers)))
