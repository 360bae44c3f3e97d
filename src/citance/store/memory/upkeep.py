"""How much there is, and how far rebuilds have come."""

from __future__ import annotations

from collections import Counter

from citance.model import LinkStatus, Tally
from citance.model.document import NOTES
from citance.store.memory import changes, counting, documents
from citance.store.memory.state import State
from citance.store.values import Extent, Stage, Stats


def progress(state: State, stage: Stage) -> int | None:
    """How far a rebuild has come."""
    return state.progress.get(stage)


def set_progress(state: State, stage: Stage, number: int | None) -> None:
    """Remember how far a rebuild has come."""
    state.progress.pop(stage, None)
    if number is not None:
        state.progress[stage] = number


def stats(state: State) -> Stats:
    """How much there is."""
    active = state.active()
    links = [link for form in active for links in form.links for link in links]
    statements = state.in_storing_order()
    counts = [0] * 6
    for _, statement in statements:
        counts[counting.verdict(state, statement)] += 1
    made: dict[str, int] = {}
    for stage in ("reader", "finder", "cutter", "linker"):
        for form in sorted(state.forms.values(), key=lambda form: getattr(form.entry.made_by, stage)):
            name = getattr(form.entry.made_by, stage)
            if name:
                made[f"{stage} {name}"] = made.get(f"{stage} {name}", 0) + 1
    last = Counter(s.history[-1][1].by for _, s in statements if s.history)
    made.update((f"classifier {by}", times) for by, times in sorted(last.items()))
    rows = [row for row in state.reviews.values() if not row.review.withdrawn]
    bodies = sum(
        len(body)
        for form in state.forms.values()
        for p in (form.entry.packed,)
        for body in (p.text, p.layout, p.bibliography, p.front)
    )
    return Stats(
        articles=len(state.works),
        with_document=len(active),
        documents=len(state.forms),
        references=len(links) + sum(not links for form in active for links in form.links),
        linked=sum(link.status is LinkStatus.LINKED for link in links),
        ambiguous=sum(link.status is LinkStatus.AMBIGUOUS for link in links),
        statements=len(statements),
        linked_statements=sum(bool(state.cited(form, s.packed.reference)) for form, s in statements),
        tally=Tally(*counts),
        waiting=len(state.waiting),
        reviews=len(rows),
        orphaned_reviews=sum(row.statement is None for row in rows),
        problems=len(list(documents.problems(state))),
        documents_with_problems=sum(
            any(problem.kind not in NOTES for problem in (*form.entry.packed.problems, *form.entry.problems))
            for form in state.forms.values()
        ),
        unreadable=len(state.unreadable),
        sequence=changes.sequence(state),
        bytes_documents=bodies,
        bytes_total=0,
        made_by=tuple(made.items()),
    )


def extent(state: State) -> Extent:
    """How many documents, and what made all there is."""
    counts = stats(state)
    return Extent(counts.documents, tuple(name for name, _ in counts.made_by), counts.sequence)
