"""The search index of a served index is taken along by another process; who searches does not wait for it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from citance.index import Index, open_index
from citance.services import search_index
from citance.serving.following import BUSY, PAUSE, Following, main
from citance.toy import toy_path

WAITS = (sys.executable, "-c", "import time; time.sleep(60)")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def ended(following: Following) -> None:
    assert following._process is not None
    following._process.wait()


def test_one_process_at_a_time() -> None:
    following = Following("nowhere", command=WAITS)
    following.begin()
    first = following._process
    following.begin()
    assert first is not None
    assert following._process is first
    following.close()
    assert first.poll() is not None
    following.begin()  # one that is closed begins nothing
    assert following._process is None


def test_it_gives_way_within_the_servers_session_and_is_not_interrupted_with_it() -> None:
    following = Following("nowhere", command=WAITS)
    following.begin()
    process = following._process
    assert process is not None
    assert os.getsid(process.pid) == os.getsid(0)
    assert os.getpgid(process.pid) == process.pid
    following.close()


@pytest.mark.parametrize(("code", "pause"), [(0, 10 * PAUSE), (75, BUSY)])
def test_it_rests_between_two(code: int, pause: float) -> None:
    clock = Clock()
    following = Following("nowhere", clock, (sys.executable, "-c", f"raise SystemExit({code})"))
    following.begin()
    ended(following)
    clock.now = 10.0  # so long it seemed to take
    following.begin()
    assert following._process is None
    clock.now = 9.9 + pause
    following.begin()
    assert following._process is None
    clock.now = 10.1 + pause
    following.begin()
    assert following._process is not None
    following.close()


def test_who_searches_far_behind_has_it_followed_and_sees_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, files = tmp_path / "index", sorted(toy_path().glob("*.xml"))
    monkeypatch.setattr(search_index, "TAKEN_AT_ONCE", 2)
    with open_index(folder, create=True) as index:
        index.ingest(files[:3], workers=0)
        before = index.search("", limit=0).statements
        monkeypatch.setattr(search_index.SearchBeside, "follower", lambda self: None)
        monkeypatch.setattr(search_index.SearchBeside, "catch_up", lambda self: True)
        index.ingest(files[3:], workers=0)
        monkeypatch.undo()
        whole = index.sequence
    monkeypatch.setattr(search_index, "TAKEN_AT_ONCE", 2)
    asked: list[int] = []
    with open_index(folder, read_only=True, follow=lambda: asked.append(1)) as served:
        found = served.search("", limit=0).statements
        assert asked == [1]
        assert found is not None
        assert before is not None
        assert found.total == before.total
        assert main(str(folder)) == 0
        found = served.search("", limit=0).statements
        assert asked == [1]
        assert found is not None
        assert found.total > before.total
        assert served.stats().search_sequence == whole


def test_another_that_writes_the_search_index_is_left_alone(own_index: Path) -> None:
    with open_index(own_index) as index:
        index._beside.opened()._open_writers()  # type: ignore[attr-defined]
        store_moved_on(index)
        begun = time.monotonic()
        assert main(str(own_index)) == 75
        assert time.monotonic() - begun < 30


def store_moved_on(index: Index) -> None:
    (statement, *_) = index.statements()
    index.record_review(statement.id, reviewer="Ada", stance="mentioning")
    assert index._store.sequence != index._beside.opened().sequence
