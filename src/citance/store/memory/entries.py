"""A stored document as an entry again: what it was when it was put, linked as it is now."""

from __future__ import annotations

import msgspec

from citance.store.articles import sorted_names
from citance.store.codes import RELATION_CODE
from citance.store.memory import documents, reviews
from citance.store.memory.state import State
from citance.store.packing import PackedDocument, PackedWork
from citance.store.values import Entry, Relation
from citance.store.votes import ballot_of


def read_entry(state: State, number: int) -> Entry:
    """The stored document as an entry."""
    form = state.form(number)
    if not form.active:
        return msgspec.structs.replace(form.entry, article=state.now(form.article), joins=())
    links = documents.links_now(state, reviews.machine_links(state, form))
    references = tuple(
        msgspec.structs.replace(
            reference,
            works=tuple(
                PackedWork((links[i][j].article or "") if i < len(links) else "", work.identifiers, (), ballot_of(record))
                for j, (work, record) in enumerate(zip(reference.works, read.works, strict=True))
            ),
        )
        for i, (reference, read) in enumerate(
            zip(form.entry.packed.references, form.entry.packed.unpack_references(), strict=True)
        )
    )
    packed: PackedDocument = msgspec.structs.replace(
        form.entry.packed,
        key=state.now(form.article),
        match_keys=(),
        references=references,
        statements=documents.packed_statements(state, number),
        characters=0,
    )
    own = state.now(form.article)
    said = [(relation, other) for relation in form.entry.relations if (other := state.now(relation.article)) != own]
    said.sort(key=lambda pair: (RELATION_CODE[pair[0].kind], pair[1]))
    relations = tuple(Relation(r.kind, other, sorted_names(state.works[other]), r.printed) for r, other in said)
    return msgspec.structs.replace(
        form.entry,
        packed=packed,
        article=state.now(form.article),
        links=links,
        joins=(),
        relations=relations,
    )
