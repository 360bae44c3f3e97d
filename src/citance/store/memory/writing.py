"""Putting documents: which are new, and what each of them does to those that are here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from citance.model import ProblemKind
from citance.store.memory import activating, entering, forms, joining, removal
from citance.store.memory.forms import rank
from citance.store.memory.state import HeldForm, State
from citance.store.packing import pack_front
from citance.store.values import Entry, FileState, Outcome, Stored, UnreadableFile


def known_files(state: State, digests: Collection[str]) -> dict[str, FileState]:
    """Which of these bytes were seen before."""
    known = {digest: FileState.REMOVED for tomb in state.tombstones.values() for digest in tomb.digests}
    known |= {
        digest: FileState.UNREADABLE
        for digest, file in state.unreadable.items()
        if all(problem.kind is not ProblemKind.TIMEOUT for problem in file.problems)
    }
    known |= {form.entry.file.digest: FileState.STORED for form in state.forms.values()}
    return {digest: known[digest] for digest in digests if digest in known}


def article_of_file(state: State, digest: str) -> str | None:
    """The article that these bytes gave a document of."""
    held = (form for form in state.forms.values() if form.entry.file.digest == digest)
    return next((state.now(form.article) for form in held), None)


def put(state: State, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile] = ()) -> list[Stored]:
    """Store documents with their links and statements."""
    outcomes = []
    for entry in entries:
        outcomes.append(_put_one(state, entry))
        entering.let_orphans_go(state)  # after each, so that it makes no difference what is put together
    for file in unreadable:
        first = state.unreadable.get(file.file.digest, file)
        state.unreadable[file.file.digest] = msgspec.structs.replace(first, problems=file.problems)
    return outcomes


def _put_one(state: State, entry: Entry) -> Stored:
    for form in state.forms.values():
        if form.entry.file.digest == entry.file.digest:
            return Stored(Outcome.UNCHANGED, state.now(form.article), form.number)
    if removal.is_removed(state, (entry.file.digest, *entry.packed.identifiers)):
        return Stored(Outcome.REMOVED)
    number = state.number("document")
    for join in entry.joins:
        entering.enter_survivor(state, entry, join.survivor)
        joining.join_articles(state, join, entry.at, number)
    key = entering.enter(state, entry.article, entry.packed.identifiers, entry.packed.match_keys)
    state.unreadable.pop(entry.file.digest, None)
    forms_before = sorted(state.forms_of(key), key=lambda form: form.number)
    named = forms_before[0].named_as if forms_before else key
    new = state.forms[number] = HeldForm(number, as_read(entry), key, named)
    if key in state.given_visibility:
        new.entry = msgspec.structs.replace(new.entry, visibility=state.given_visibility[key])
    former = next((form for form in forms_before if form.active), None)
    if former is not None and rank(former) > rank(new):
        return Stored(Outcome.INACTIVE, key, number)
    kept = forms.retire(state, former) if former is not None else {}
    activating.activate(state, new, kept)
    return Stored(Outcome.ADDED if former is None else Outcome.REPLACED, key, number)


def as_read(entry: Entry) -> Entry:
    """The entry with its front matter as every store gives it back."""
    front = pack_front(entry.packed.record)
    return msgspec.structs.replace(entry, packed=msgspec.structs.replace(entry.packed, front=front))
