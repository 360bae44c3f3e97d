"""What is new: read, judged or reviewed last."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from citance.index import Index, open_index
from citance.services import newest


def test_what_was_reviewed_last_is_the_newest(template: Path, tmp_path: Path) -> None:
    index = open_index(shutil.copytree(template, tmp_path / "later"), clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    before = index.newest("sirolimus", limit=500)
    assert len(before) > 5
    assert [new.since for new in before] == sorted((new.since for new in before), reverse=True)
    last = before[-1].statement
    index.record_review(last.id, reviewer="Ada", stance="contrasting")
    after = index.newest("sirolimus", limit=500)
    assert after[0].statement.id == last.id
    assert after[0].since > before[0].since
    assert [new.statement.id for new in after[1:]] == [new.statement.id for new in before[:-1]]
    index.close()


def test_where_much_answers_those_of_the_last_documents_are_found(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = toy.newest(limit=10)
    monkeypatch.setattr(newest, "LOOKED_AT", 20)
    monkeypatch.setattr(newest, "_DOCUMENTS", 3)
    found = toy.newest(limit=5)
    assert len(found) == 5
    assert {new.statement.citing.key for new in found} <= {new.statement.citing.key for new in whole}


def test_the_years_of_publication_do_not_count(toy: Index) -> None:
    years = [new.statement.citing.year or 0 for new in toy.newest(limit=500)]
    assert years != sorted(years, reverse=True)
