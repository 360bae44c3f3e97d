"""Statements that wait → stances: a stage of its own, which can stop anywhere and goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib import import_module

import msgspec

from citance.classification.base import Classifier
from citance.errors import UnknownName
from citance.model import Stance
from citance.store.base import Store

# Statements per transaction: large enough that the store's cost per transaction vanishes, small enough that a stopped run
# loses less than a second of the rules' work.
BATCH = 1000

CLASSIFIERS = {"rules": "citance.classification.rules:Rules"}
"""Ours by name, the best last; a stranger's comes through an entry point of the group `citance.classifiers`."""


class ClassifySummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/classify/1"):
    """What a run of a classifier did."""

    by: str  # name and version
    classified: int  # statements looked at in this run
    supporting: int
    contrasting: int
    mentioning: int
    unclassified: int  # looked at, and not judged: another language, no sentence
    waiting: bool  # whether more wait still, because of a limit


def load_classifier(name: str) -> Classifier:
    """The classifier of that name; "best" is the best of ours. Raises UnknownName."""
    from importlib.metadata import entry_points  # a third of the time that importing the Index takes

    strangers = {point.name: point for point in entry_points(group="citance.classifiers")}
    if name in strangers and name not in CLASSIFIERS:
        stranger: Classifier = strangers[name].load()()
        return stranger
    place = CLASSIFIERS.get(list(CLASSIFIERS)[-1] if name == "best" else name)
    if place is None:
        raise UnknownName("classifier", name, ("best", *CLASSIFIERS, *strangers))
    module, _, made = place.partition(":")
    ours: Classifier = getattr(import_module(module), made)()
    return ours


def classify_waiting(
    store: Store,
    classifier: Classifier,
    *,
    at: str,
    limit: int | None = None,
    progress: Callable[[int, int | None], None] | None = None,
    total: int | None = None,
) -> ClassifySummary:
    """What the classifier made of the statements that wait, at most `limit`; each batch is one transaction.

    `total` is how many are expected, for `progress` alone.
    """
    counts: Counter[Stance] = Counter()
    done = after = 0
    while limit is None or done < limit:
        batch = store.waiting(BATCH if limit is None else min(BATCH, limit - done), after)
        if not batch:
            break
        verdicts = classifier.classify([statement.text for statement in batch])
        store.record_classifications([(statement.id, verdict) for statement, verdict in zip(batch, verdicts, strict=True)], at)
        counts.update(verdict.stance for verdict in verdicts)
        done, after = done + len(batch), batch[-1].number
        if progress is not None:
            progress(done, total)
    return ClassifySummary(
        by=f"{classifier.name} {classifier.version}",
        classified=done,
        supporting=counts[Stance.SUPPORTING],
        contrasting=counts[Stance.CONTRASTING],
        mentioning=counts[Stance.MENTIONING],
        unclassified=counts[Stance.UNCLASSIFIED],
        waiting=bool(store.waiting(1, after)),
    )
