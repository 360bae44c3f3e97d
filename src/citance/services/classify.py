"""Statements that wait → stances: a stage of its own, which can stop anywhere and goes on where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import msgspec

from citance.classification.base import Classifier
from citance.errors import ClassifierUnusable, FallbackWarning, UnknownName
from citance.model import Stance
from citance.services.progress import Progress
from citance.store.base import Store
from citance.store.values import Stage

# Statements per transaction: large enough that the store's cost per transaction vanishes, small enough that a stopped run
# loses less than a second of the rules' work.
BATCH = 1000

CLASSIFIERS = {"rules": "citance.classification.rules:Rules", "trained": "citance.classification.trained:Trained"}
"""Ours by name, the best last; a stranger's comes through an entry point of the group `citance.classifiers`."""

POINTS = ("default", "precise")
"""Operating points: `precise` gives fewer verdicts, and is right more often when it gives one."""


class ClassifySummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/classify/1"):
    """What a run of a classifier did."""

    by: str  # name and version
    classified: int  # statements looked at in this run
    supporting: int
    contrasting: int
    mentioning: int
    unclassified: int  # looked at, and not judged: another language, no sentence
    waiting: bool  # whether more wait still, because of a limit


def load_classifier(name: str, point: str = "default") -> Classifier:
    """The classifier of that name at that operating point; "best" is the best of ours, a folder one that was trained.

    Raises UnknownName, also for an operating point the classifier does not have, and ClassifierUnusable where its files are
    absent or damaged. Where only the best was asked for, the rules are taken then, with a FallbackWarning.
    """
    from importlib.metadata import entry_points  # a third of the time that importing the Index takes

    strangers = {found.name: found for found in entry_points(group="citance.classifiers")}
    if point not in POINTS:
        raise UnknownName("operating point", point, POINTS)
    if name in strangers and name not in CLASSIFIERS:
        return _at(strangers[name].load(), name, point)
    if name == "best":
        best = list(CLASSIFIERS)[-1]
        try:
            return _at(_ours(best), best, point)
        except ClassifierUnusable as error:
            _warn(f"{error}; the rules are taken in its place, which find fewer than half of the verdicts")
            return _at(_ours("rules"), "rules", "default")
    if name not in CLASSIFIERS and ("/" in name or Path(name).is_dir()):
        from citance.classification.trained import Trained

        return Trained(point, Path(name))
    if name not in CLASSIFIERS:
        raise UnknownName("classifier", name, ("best", *CLASSIFIERS, *strangers))
    return _at(_ours(name), name, point)


def _ours(name: str) -> Callable[..., Classifier]:
    module, _, made = CLASSIFIERS[name].partition(":")
    ours: Callable[..., Classifier] = getattr(import_module(module), made)
    return ours


def _at(make: Callable[..., Classifier], name: str, point: str) -> Classifier:
    """The classifier at an operating point; only one that takes a point has more than the default."""
    if point == "default":
        return make()
    from inspect import signature

    if "point" not in signature(make).parameters:
        raise UnknownName(f"operating point of {name}", point, ("default",))
    return make(point)


def _warn(words: str) -> None:
    import warnings

    warnings.warn(words, FallbackWarning, stacklevel=3)


def classify_waiting(
    store: Store,
    classifier: Classifier,
    *,
    at: str,
    limit: int | None = None,
    progress: Progress | None = None,
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


def classify_anew(store: Store, classify: Callable[[], ClassifySummary]) -> int:
    """How many statements `classify` gave a stance, all of them having waited for it; one that was stopped is gone on with."""
    # The mark tells a run that goes on from one that begins: only that one lets all statements wait again.
    if store.progress(Stage.CLASSIFY) is None:
        with store.transaction():
            store.set_progress(Stage.CLASSIFY, 0)
            store.wait_again()
    done = classify().classified
    store.set_progress(Stage.CLASSIFY, None)
    return done
