"""Documents as they were stored, with their links as they are now."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from citance.model import Document, Link, Reference
from citance.store.memory.state import HeldForm, State
from citance.store.packing import PackedStatement
from citance.store.values import DocumentInfo, ProblemRow


def infos(state: State, key: str | None = None) -> Iterator[DocumentInfo]:
    """The forms of one article, or all documents."""
    held = list(state.forms.values()) if key is None else state.forms_of(state.now(key))
    yield from (info(state, form) for form in sorted(held, key=lambda f: (key is not None and not f.active, f.number)))


def info(state: State, form: HeldForm) -> DocumentInfo:
    """A form without its text."""
    entry = form.entry
    return DocumentInfo(
        number=form.number,
        article=state.now(form.article),
        file=entry.file,
        format=entry.packed.format,
        active=form.active,
        visibility=entry.visibility,
        made_by=entry.made_by,
        date=entry.packed.date,
        licence=entry.packed.licence,
        at=entry.at,
        references=len(entry.packed.references),
        statements=len(form.statements),
        problems=len(entry.problems) + len(entry.packed.problems),
    )


def info_of(state: State, number: int) -> DocumentInfo:
    """One document without its text."""
    return info(state, state.form(number))


def read_document(state: State, number: int) -> Document:
    """The stored document, whole."""
    return state.form(number).entry.packed.unpack_document()


def packed_statements(state: State, number: int) -> tuple[PackedStatement, ...]:
    """The statements of a document, as packed."""
    return tuple(msgspec.structs.replace(s.packed, self_citation=s.self_citation) for s in state.form(number).statements)


def bibliography(state: State, number: int) -> tuple[Reference, ...]:
    """The references of a document, read into fields."""
    return state.form(number).entry.packed.unpack_references()


def links(state: State, number: int) -> tuple[tuple[Link, ...], ...]:
    """The links of a document."""
    return links_now(state, state.form(number).links)


def links_now(state: State, links: list[list[Link]]) -> tuple[tuple[Link, ...], ...]:
    """Links with the keys that their articles go by now."""
    return tuple(
        tuple(
            msgspec.structs.replace(
                link,
                article=state.follow(link.article) if link.article else None,
                runner_up=link.runner_up if link.runner_up in state.works else None,
            )
            for link in each
        )
        for each in links
    )


def problems(state: State, key: str | None = None) -> Iterator[ProblemRow]:
    """Problems of one article's documents, or all."""
    held = state.forms.values() if key is None else state.forms_of(state.now(key))
    for form in sorted(held, key=lambda form: form.number):
        for problem in (*form.entry.packed.problems, *form.entry.problems):
            yield ProblemRow(form.entry.file, problem, form.number, state.now(form.article))
    if key is None:
        for file in state.unreadable.values():
            yield from (ProblemRow(file.file, problem) for problem in file.problems)
