"""Classification as a stage: in batches, resumable, by whichever classifier."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from citance.errors import UnknownName
from citance.index import Index
from citance.model import Classification, Stance, StatementText
from citance.services import classify as stage
from citance.services.classify import classify_anew, classify_waiting, load_classifier
from citance.store.memory import MemoryStore
from citance.store.values import Stage


class Stopping:
    """Says "mentioning" until it has had enough."""

    name, version, languages = "stopping", "1", frozenset({"en"})

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        self.patience -= len(statements)
        if self.patience < 0:
            raise KeyboardInterrupt
        return [Classification(Stance.MENTIONING, "stopping 1") for _ in statements]


def test_a_stopped_run_goes_on_where_it_stopped(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "BATCH", 50)
    store = toy._store
    store.wait_again()
    total = toy.stats().counts.waiting
    assert total > 300
    with pytest.raises(KeyboardInterrupt):
        classify_waiting(store, Stopping(120), at="")
    assert toy.stats().counts.waiting == total - 100
    rest = classify_waiting(store, Stopping(10_000), at="")
    assert (rest.classified, rest.waiting) == (total - 100, False)
    assert toy.stats().counts.waiting == 0


def test_a_limit_is_kept(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "BATCH", 50)
    toy._store.wait_again()
    summary = toy.classify("rules", limit=70)
    assert (summary.classified, summary.waiting) == (70, True)
    assert summary.supporting + summary.contrasting + summary.mentioning + summary.unclassified == 70


def test_again_leaves_alone_what_this_version_said(toy: Index) -> None:
    before = toy.stats().counts.tally
    assert toy.classify("rules", again=True).classified == 0
    toy._store.wait_again()
    classify_waiting(toy._store, Stopping(10_000), at="")
    assert toy.stats().counts.tally.supporting_own == 0
    assert toy.classify("rules", again=True).classified == toy.stats().counts.statements
    assert toy.stats().counts.tally == before


def test_rebuilding_gives_the_same(toy: Index) -> None:
    before = toy.stats().counts
    assert toy.rebuild("classify", classifier="rules") == before.statements
    assert toy.stats().counts.tally == before.tally


def test_a_language_nobody_knows_waits_no_more_and_stays_unclassified(toy: Index) -> None:
    key = toy.find("10.5555/toy.souza2020").key
    foreign = [s for s in toy.statements() if s.citing.key == key and s.language == "pt"]
    assert foreign
    for view in foreign:
        assert view.stance is Stance.UNCLASSIFIED
        assert "pt" in (toy.statement(view.id).history[-1].classification.reason or "")
    assert toy.stats().counts.waiting == 0


def test_unknown_classifiers_are_answered_with_the_known() -> None:
    with pytest.raises(UnknownName, match="rules"):
        load_classifier("oracle")
    assert load_classifier("rules").name == "rules"


def test_progress_counts_up_to_the_total(toy: Index) -> None:
    toy._store.wait_again()
    told: list[tuple[int, int | None]] = []
    summary = toy.classify("rules", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (summary.classified, summary.classified)


def test_classifying_anew_begins_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one that was stopped before the statements waited would be gone on with, and find nothing to do."""
    store = MemoryStore()

    def stop(**_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "wait_again", stop)
    with pytest.raises(KeyboardInterrupt):
        classify_anew(store, lambda: pytest.fail("nothing waits yet"))
    assert store.progress(Stage.CLASSIFY) is None
