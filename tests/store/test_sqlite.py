"""What only a store on disk can go through: locks, full and read-only disks, other versions, copies, and sudden death."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from citance.errors import NotFound, StoreDamaged, StoreError, StoreFull, StoreLocked, StoreReadOnly, StoreVersion
from citance.model import ArticleRecord, statement_id
from citance.store.sqlite import SqliteStore, connection, restore, statements, upkeep
from citance.store.sqlite.ballots import Ballots
from citance.store.sqlite.migrations import apply, newest, steps
from citance.store.sqlite.names import id_of, name_of, statement_name
from citance.store.values import Entry, Stats, StoredStatement, Visibility

Paper = Callable[..., Entry]
Work = Callable[..., ArticleRecord]


def test_a_statement_is_kept_by_the_bytes_that_its_id_spells() -> None:
    name = statement_name("doi:10.5555/a", "ref1", 2)
    assert id_of(name) == statement_id("doi:10.5555/a", "ref1", 2)
    assert name_of(id_of(name)) == name
    assert name_of("no id") is None


def test_a_second_writer_is_refused_and_readers_are_not(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    sqlite.put([paper("x", "Seen [1].", work("10.5555/a"))])
    with pytest.raises(StoreLocked) as trouble:
        SqliteStore(sqlite.path)
    assert trouble.value.path == sqlite.path
    with SqliteStore(sqlite.path, read_only=True) as reader:
        assert reader.tally("doi:10.5555/a").total == 1
        sqlite.put([paper("y", "Seen [1].", work("10.5555/a"))])
        assert reader.tally("doi:10.5555/a").total == 2


def test_who_reads_copies_few_pages_of_a_file_that_is_mapped(sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread of a server has such a cache, and an ingest fills them all with pages of the log."""

    def held() -> int:
        with SqliteStore(sqlite.path, read_only=True) as reader:
            return -int(reader._connections.reader.execute("PRAGMA cache_size").fetchone()[0])

    assert held() == 512
    monkeypatch.setattr(connection, "_MAPPED_READER", os.path.getsize(sqlite.path) - 1)
    assert held() == 4096


def test_a_log_that_somebody_always_reads_is_begun_anew(sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is asked without a pause during an ingest: the log grew to gigabytes, and is read, not mapped."""
    monkeypatch.setattr(connection, "_WAIT_FOR_READERS", 0)
    connections, log = sqlite._connections, Path(f"{sqlite.path}-wal")

    def write() -> int:
        with connections.writing() as db:
            db.execute("CREATE TABLE IF NOT EXISTS filling (words BLOB)")
            db.execute("INSERT INTO filling VALUES (?)", (random.randbytes(40_000),))
        return log.stat().st_size

    write()
    monkeypatch.setattr(connection, "_MOST_LOG", 100_000)
    monkeypatch.setattr(connections, "_long_log", 100_000)
    with SqliteStore(sqlite.path, read_only=True) as reader:
        with reader._connections.reading():
            reader._connections.reader.execute("SELECT count(*) FROM filling").fetchone()
            sizes = [write() for _ in range(6)]
            assert sizes == sorted(sizes)
            assert sizes[-1] > 200_000  # what is read stays, and the writer goes on
        assert min(write() for _ in range(6)) == 0
        assert reader._connections.reader.execute("SELECT count(*) FROM filling").fetchone() == (13,)
    rows = connections.writer.execute("SELECT words FROM filling")
    rows.fetchone()  # the others are read between writes, as `rebuild` does
    assert max(write() for _ in range(6)) > 100_000
    rows.fetchall()
    assert min(write() for _ in range(6)) == 0


def test_who_reads_goes_on_when_the_file_grows_and_shrinks(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    """Readers map the file: nobody must look where it has ended since."""
    sqlite.put([paper("first", "Seen [1].", work("10.5555/a"))])
    with SqliteStore(sqlite.path, read_only=True) as reader:
        for size in (200, 400):
            assert reader.tally("doi:10.5555/a").total == 1
            file = sqlite3.connect(sqlite.path, isolation_level=None)
            file.execute("CREATE TABLE filling (words BLOB)")
            file.executemany("INSERT INTO filling VALUES (?)", [(random.randbytes(4000),) for _ in range(size)])
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            grown = os.path.getsize(sqlite.path)
            assert reader._connections.reader.execute("SELECT sum(length(words)) FROM filling").fetchone() == (4000 * size,)
            file.execute("DROP TABLE filling")
            file.execute("VACUUM")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            file.close()
            assert os.path.getsize(sqlite.path) < grown
            assert reader.tally("doi:10.5555/a").total == 1
            assert len(list(reader.statements_citing("doi:10.5555/a").statements)) == 1


def test_the_lock_goes_with_its_holder(tmp_path: Path) -> None:
    path = str(tmp_path / "citance.sqlite")
    holder = f"from citance.store.sqlite import SqliteStore; s = SqliteStore({path!r}); print('held', flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"held\n"
    with pytest.raises(StoreLocked):
        SqliteStore(path)
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    SqliteStore(path).close()


def test_who_may_only_read_writes_nothing(sqlite: SqliteStore, paper: Paper) -> None:
    with SqliteStore(sqlite.path, read_only=True) as reader, pytest.raises(StoreReadOnly):
        reader.put([paper("x", "Nothing.")])


def test_a_read_only_medium_can_be_read(tmp_path: Path, paper: Paper, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "citance.sqlite")
    with SqliteStore(path) as store:
        store.put([paper("x", "Seen [1].", work("10.5555/a"))])
    before = sorted(os.listdir(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with SqliteStore(path, read_only=True) as store:
        assert store.tally("doi:10.5555/a").total == 1
        assert sorted(os.listdir(tmp_path)) == before  # no shared memory, no log: nothing was written


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_writing_where_we_may_not_is_said(tmp_path: Path) -> None:
    path = str(tmp_path / "citance.sqlite")
    SqliteStore(path).close()
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(StoreReadOnly):
            SqliteStore(path)
    finally:
        tmp_path.chmod(0o755)


def test_a_full_disk_loses_nothing_of_before(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    sqlite.put([paper("x", "Seen [1].", work("10.5555/a"))])
    before = sqlite.stats()
    db = sqlite._connections.writer
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    long = " ".join(f"Word {number} and number {number * 7919 % 1000} again [1]." for number in range(2000))
    with pytest.raises(StoreFull):
        sqlite.put([paper("y", long, work("10.5555/a"))])
    assert sqlite.stats() == before
    assert sqlite.check() == []
    db.execute("PRAGMA max_page_count = 1000000000")
    sqlite.put([paper("y", long, work("10.5555/a"))])
    assert sqlite.tally("doi:10.5555/a").total == 2001


def test_an_index_of_the_future_is_left_alone(sqlite: SqliteStore) -> None:
    sqlite._connections.writer.execute(f"PRAGMA user_version = {newest() + 1}")
    path = sqlite.path
    sqlite.close()
    for read_only in (False, True):
        with pytest.raises(StoreVersion):
            SqliteStore(path, read_only=read_only)


def test_other_files_are_not_taken_for_an_index(tmp_path: Path) -> None:
    foreign = tmp_path / "other.sqlite"
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE notes (words TEXT)")
    db.commit()
    db.close()
    with pytest.raises(StoreVersion):
        SqliteStore(str(foreign))
    words = tmp_path / "words.sqlite"
    words.write_text("These are words, and no database. " * 100)
    with pytest.raises(StoreDamaged):
        SqliteStore(str(words))
    with pytest.raises(StoreError):
        SqliteStore(str(tmp_path / "nothing.sqlite"), read_only=True)
    assert not (tmp_path / "nothing.sqlite").exists()


def test_migrations_are_numbered_without_gaps_and_run_once(tmp_path: Path) -> None:
    assert [number for number, _ in steps()] == list(range(1, newest() + 1))
    db = sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)
    apply(db, "x")
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    apply(db, "x")
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == tables
    assert db.execute("PRAGMA user_version").fetchone() == (newest(),)
    db.close()


def test_an_index_from_before_single_votes_goes_on(sqlite: SqliteStore, tmp_path: Path, paper: Paper, work: Work) -> None:
    cited = work("10.5555/a", title="Once said", surname="Smith"), work("10.5555/b", title="Said twice", year=2001)
    sqlite.put([paper("x", "Seen [1]. Seen [2].", *cited), paper("y", "Seen [1].", cited[1])])
    path, before, keys = sqlite.path, list(sqlite.all_articles()), sqlite.citing_keys([1, 2])
    assert len(keys) == 2
    sqlite.set_visibility([keys[1]], Visibility.PRIVATE)
    citing, columns = sqlite.citing_documents([1, 2]), sqlite.columns_citing("doi:10.5555/b")
    assert set(columns.languages) == {"en"}
    sqlite.close()
    db = sqlite3.connect(path)
    place = db.execute("SELECT single_vote FROM article WHERE key = 'doi:10.5555/a'").fetchone()[0]
    votes = Ballots(db).votes(None, place)
    assert place
    assert votes
    db.execute("UPDATE article SET votes = ? WHERE key = 'doi:10.5555/a'", (votes,))
    db.execute("ALTER TABLE article DROP COLUMN single_vote")
    db.execute("DROP TABLE document_works")
    db.execute("ALTER TABLE change DROP COLUMN length")
    db.execute("DROP TABLE document_facets")  # with the column of a later step
    db.execute("DROP TABLE given_visibility")
    db.execute("DROP INDEX article_joined")
    db.execute("DROP INDEX document_made_by")
    db.execute("ALTER TABLE about DROP COLUMN language")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    shutil.copy(path, tmp_path / "backup")
    for file in (path, str(tmp_path / "restored")):
        if file != path:
            restore(tmp_path / "backup", file)
        with SqliteStore(file, read_only=True) as reading:
            assert list(reading.all_articles()) == before
            assert reading.citing_documents([1, 2]) == citing
            assert reading.columns_citing("doi:10.5555/b") == columns
            given = reading.given_visibility(list(keys.values()))
            assert given == {keys[1]: Visibility.PRIVATE, keys[2]: Visibility.OPEN}  # open without a licence
    with SqliteStore(path) as again:
        again.put([paper("z", "Seen [1].", cited[0])])
        assert again.article("doi:10.5555/a").known_from_references == 2
        for name in ("x", "z"):
            again.remove(f"doi:10.5555/{name}")
        assert [a.record.title for a in again.all_articles() if not a.has_document] == ["Said twice"]
        assert again.check() == []


def test_neighbours_in_the_log_are_one_row_and_many_changes(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    names = [f"10.5555/w{number}" for number in range(250)]
    text = " ".join(f"Seen [{number}]." for number in range(1, len(names) + 1))
    sqlite.put([paper("x", text, *[work(name) for name in names])])
    rows = sqlite._connections.reader.execute("SELECT count(*) FROM change").fetchone()[0]
    assert rows < 6
    told = sqlite.changes_since(0)
    assert [change.sequence for change in told] == list(range(1, len(names) + 3))
    assert {change.key for change in told} == {f"doi:{name}" for name in names} | {"doi:10.5555/x"}
    assert sqlite.changes_since(137, 20) == told[137:157]
    sqlite.remove("doi:10.5555/x")
    assert {change.kind for change in sqlite.changes_since(0)} == {"gone"}


def test_what_single_references_say_is_kept_to_the_letter(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    odd = "A title with \x1f and \x1e"
    sqlite.put([paper("x", "Seen [1]. Seen [2].", work("10.5555/a", title=odd), work("10.5555/b", title="One\x1ctwo\x1dthree"))])
    assert sqlite.article("doi:10.5555/a").record.title == odd
    assert sqlite.article("doi:10.5555/b").record.title == "One two three"
    assert sqlite.article("doi:10.5555/a").known_from_references == 1


def test_a_copy_is_made_while_others_write(sqlite: SqliteStore, tmp_path: Path, paper: Paper, work: Work) -> None:
    for number in range(30):
        sqlite.put([paper(f"x{number}", "Seen [1].", work("10.5555/a"))])
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            sqlite.put([paper(f"x{number}", "Seen [1].", work("10.5555/a"))])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with SqliteStore(sqlite.path, read_only=True) as reader:
            reader.backup(str(tmp_path / "copy.sqlite"))
    finally:
        stop.set()
        writer.join()
    with SqliteStore(str(tmp_path / "copy.sqlite")) as copy:
        assert copy.check() == []
        assert copy.tally("doi:10.5555/a").total >= 30


def test_what_a_thread_is_writing_is_seen_by_no_other(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    """Nor by the one that opened the store."""
    written, looked = threading.Event(), threading.Event()

    def write() -> None:
        with sqlite.transaction():
            sqlite.put([paper("x", "Seen [1].", work("10.5555/a"))])
            sqlite.tally("doi:10.5555/a")  # into the file, and not committed
            written.set()
            assert looked.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(30)
        assert list(sqlite.all_articles()) == []
    finally:
        looked.set()
        writer.join()
    assert sqlite.tally("doi:10.5555/a").total == 1


def test_what_others_write_is_not_met_halfway(
    sqlite: SqliteStore, paper: Paper, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite.put([paper("x", "Seen [1].", work("10.5555/a")), paper("y", "Seen [1].", work("10.5555/a"))])
    recount, whole = upkeep.recount, statements.whole

    def recount_later(*of: object) -> list[int]:
        sqlite.put([paper("z", "Seen [1].", work("10.5555/a"))])
        return recount(*of)  # type: ignore[arg-type]

    def read_later(*of: object) -> list[StoredStatement]:
        sqlite.remove("doi:10.5555/x")
        return whole(*of)  # type: ignore[arg-type]

    with SqliteStore(sqlite.path, read_only=True) as reader:
        monkeypatch.setattr(upkeep, "recount", recount_later)
        assert reader.check() == []
        monkeypatch.setattr(statements, "whole", read_later)
        assert [statement.text.sentence for statement in reader.statements_of("doi:10.5555/x")] == ["Seen [1]."]
        with pytest.raises(NotFound):
            reader.statements_of("doi:10.5555/x")
    monkeypatch.undo()


def test_a_backup_is_brought_back(sqlite: SqliteStore, tmp_path: Path, paper: Paper, work: Work) -> None:
    sqlite.put([paper("x", "Seen [1].", work("10.5555/a"))])
    sqlite.backup(str(tmp_path / "copy.sqlite"))
    sqlite.remove("doi:10.5555/x")
    with pytest.raises(StoreLocked):
        restore(tmp_path / "copy.sqlite", sqlite.path)
    path = sqlite.path
    sqlite.close()
    restore(tmp_path / "copy.sqlite", path)
    with SqliteStore(path) as again:
        assert again.tally("doi:10.5555/a").total == 1
        assert again.tombstones() == ()


def test_nobody_begins_to_write_while_a_backup_is_brought_back(
    sqlite: SqliteStore, tmp_path: Path, paper: Paper, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they write would be lost, and their log be taken for that of the file in its place."""
    sqlite.put([paper("x", "Seen [1].", work("10.5555/a"))])
    sqlite.backup(str(tmp_path / "copy.sqlite"))
    path = sqlite.path
    sqlite.close()
    refused = []
    replace = os.replace

    def look(draft: Path, target: Path) -> None:
        with pytest.raises(StoreLocked):
            SqliteStore(path)
        refused.append(path)
        replace(draft, target)

    monkeypatch.setattr(os, "replace", look)
    restore(tmp_path / "copy.sqlite", path)
    assert refused == [path]
    with SqliteStore(path) as again:
        assert again.tally("doi:10.5555/a").total == 1


def test_a_file_that_is_cut_short_is_called_damaged(sqlite: SqliteStore, tmp_path: Path, paper: Paper, work: Work) -> None:
    for number in range(20):
        sqlite.put([paper(f"x{number}", "Seen [1].", work("10.5555/a"))])
    sqlite.backup(str(tmp_path / "copy.sqlite"))
    whole = (tmp_path / "copy.sqlite").read_bytes()
    (tmp_path / "copy.sqlite").write_bytes(whole[: len(whole) // 2])

    def read_all() -> None:
        with SqliteStore(str(tmp_path / "copy.sqlite"), read_only=True) as half:
            for key in ("doi:10.5555/a", "doi:10.5555/x19"):
                half.tally(key)
                half.statements_of(key)
            list(half.all_statements())

    with pytest.raises(StoreDamaged):
        read_all()


_WRITER = """
import sys
sys.path.insert(0, {tests!r})
from conftest import paper, work
from citance.store.sqlite import SqliteStore
store = SqliteStore({path!r})
for number in range(store.stats().documents, 400):
    with store.transaction():
        store.put([paper(f"x{{number}}", "Seen [1]. Again [1,2].", work("10.5555/a"), work(f"10.5555/c{{number % 7}}"))])
        store.record_classifications([])
    print(number, flush=True)
"""


def test_sudden_death_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    path = str(tmp_path / "citance.sqlite")
    script = _WRITER.format(tests=str(Path(__file__).parent), path=path)
    done = -1
    for round in range(4):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(10 + 7 * round)]
        time.sleep(0.003 * round)
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().splitlines()
        child.wait()
        child.stdout.close()
        done = int((lines + [line for line in rest if line.strip().isdigit()])[-1])
        with SqliteStore(path) as store:
            stats: Stats = store.stats()
            assert stats.documents >= done + 1
            assert stats.statements == 3 * stats.documents
            assert store.tally("doi:10.5555/a").total == 2 * stats.documents
            assert store.check() == []
    assert done > 30


def test_what_is_removed_is_overwritten_in_the_file(sqlite: SqliteStore, paper: Paper, work: Work) -> None:
    chance = random.Random(1)
    noise = " ".join(f"{chance.getrandbits(60):x}" for _ in range(3_000))  # takes several pages, however it is compressed
    stored = sqlite.put([paper("x", f"Seen [1]. {noise}", work("10.5555/a")), paper("y", "Seen [1].", work("10.5555/a"))])
    db = sqlite._connections.writer

    def file() -> bytes:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(sqlite.path).read_bytes()

    (body,) = db.execute("SELECT body FROM document_text WHERE document = ?", (stored[0].document,)).fetchone()
    piece = body[len(body) // 2 :][:200]
    assert piece in file()
    sqlite.remove(stored[0].article)
    assert piece not in file()
