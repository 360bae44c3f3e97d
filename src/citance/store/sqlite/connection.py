"""Opening the file: who may write, what SQLite's troubles are called in our words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

from citance.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreReadOnly, StoreVersion
from citance.store.sqlite import migrations

LOCK = ".lock"  # beside the file

_PATIENCE = 10  # seconds to wait for another process
# Memory for pages, in KiB: the random parts of a million statements' indexes are about 200 MB; beyond 64 MiB the operating
# system's cache does the rest (measured: 128 MiB gains 3 % of the writer's time, costs its memory).
_CACHE_WRITER, _CACHE_READER = 64 * 1024, 4 * 1024
# Of a file that is mapped as a whole, see below, only pages of the write-ahead log are copied, until the next commit: each thread
# of a server filled its 4 MB during an ingest. With less, pages and tallies take as long; where nothing is mapped, 500 tallies
# would take two fifths more.
_CACHE_LOG = 512
# Who reads looks into the operating system's cache instead of copying every page out of it, each with a call, which was a
# quarter of the time of a report page with 200 statements. The pages stay the system's, shared by all processes and given back
# when it needs them. SQLite maps no more than 2 GiB, and reads what is beyond as ever. A writer goes on reading: a
# disk that fails under a mapping ends the process, and no write may be cut off so.
_MAPPED_READER = 2 << 30 if sys.maxsize > 1 << 32 else 0
# Pages in the write-ahead log before it is folded into the file: 16,000 pages are 64 MB, so that random pages of several
# batches are written once.
_CHECKPOINT = 16_000
# Where somebody always reads, it is never folded in whole and never begun anew: beyond this many bytes the writer waits for those
# who read what is old. A log of 800 MB, after an ingest beside 16 readers, cost every reader: what lies in it is not mapped.
_MOST_LOG = 128 << 20
# Seconds; most answers take a tenth of that. Who reads longer, an export say, is waited for at the next such size.
_WAIT_FOR_READERS = 1


@contextlib.contextmanager
def translating(path: str) -> Iterator[None]:
    """Turns SQLite's and the system's troubles into errors of the store."""
    try:
        yield
    except sqlite3.DatabaseError as trouble:
        error = _translated(trouble, path)
        if error is None:
            raise
        raise error from trouble
    except OSError as trouble:
        import errno

        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(path) from trouble
        if trouble.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise StoreReadOnly(path, str(trouble)) from trouble
        raise


def _translated(trouble: sqlite3.DatabaseError, path: str) -> StoreError | None:
    code = getattr(trouble, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreReadOnly(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreDamaged(path, str(trouble))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return StoreError(path, str(trouble))
    return None


def lock_for_writing(path: str) -> IO[bytes]:
    """The lock of the one who writes to the store at `path`, until it is closed. Raises StoreLocked where another has it."""
    # The operating system lets go of it when its process dies, however it dies.
    lock = open(path + LOCK, "ab")  # noqa: SIM115  held until close
    try:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows: SQLite's own lock must do
        pass
    except BlockingIOError:
        lock.close()
        raise StoreLocked(path) from None
    return lock


class Connections:
    """The connections of one open store: one that writes, and one for each thread that reads."""

    def __init__(self, path: str, *, read_only: bool, as_it_is: bool = False) -> None:
        """Open or make the file `path`; raises the errors of the store. An older schema is brought up to date, unless the file
        is to be read `as_it_is`."""
        self.path, self.read_only = path, read_only
        self._file = Path(path)
        self._lock_file: IO[bytes] | None = None
        self._writing = threading.RLock()
        self._local = threading.local()
        self._one_writes = True  # so far: the thread that opened it
        self._long_log = _MOST_LOG
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        self._immutable = False
        with translating(path):
            if read_only:
                if not self._file.is_file():
                    raise StoreError(path, "there is none")
                self._immutable = self._cannot_share()
                version = migrations.version_of(self.reader, path)
                if 0 < version < migrations.newest() and not as_it_is:
                    self._bring_up_to_date(version)
            else:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._lock_file = lock_for_writing(self.path)
                try:
                    self.writer = self._open(writing=True)
                    migrations.apply(self.writer, path)
                    self._local.opened = True
                except BaseException:
                    self.close()
                    raise

    def _bring_up_to_date(self, version: int) -> None:
        """Who only reads must not find tables that he does not know: what a writer would do first is done for him."""
        words = f"its schema is {version}, this Citance reads {migrations.newest()}; open it once where it can be written"
        if self._immutable:
            raise StoreVersion(self.path, words)
        try:
            Connections(self.path, read_only=False).close()
        except (StoreLocked, StoreReadOnly) as trouble:
            raise StoreVersion(self.path, words) from trouble

    def _cannot_share(self) -> bool:
        """Whether the folder cannot hold SQLite's shared memory: a read-only medium, where nobody writes either."""
        return not os.access(self._file.parent, os.W_OK) or bool(os.statvfs(self._file.parent).f_flag & os.ST_RDONLY)

    def _open(self, *, writing: bool) -> sqlite3.Connection:
        mode = "rwc" if writing else "ro"
        address = f"file:{quote(str(self._file.absolute()))}?mode={mode}" + ("&immutable=1" if self._immutable else "")
        db = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=_PATIENCE, cached_statements=512
        )
        with self._guard:
            self._forget_ended()
            self._all.append((threading.main_thread() if writing else threading.current_thread(), db))
        if writing:
            if int(db.execute("PRAGMA page_count").fetchone()[0]) == 0:
                db.execute("PRAGMA page_size = 4096")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")  # a crash of the machine may lose the last commits, never break the file
            db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
            db.execute(f"PRAGMA journal_size_limit = {_MOST_LOG}")
            db.execute(f"PRAGMA cache_size = {-_CACHE_WRITER}")
            # Some systems' SQLite overwrites all it deletes or moves, a twentieth of a writer's time: see `overwriting`.
            db.execute("PRAGMA secure_delete = OFF")
        else:
            whole = self._file.stat().st_size <= _MAPPED_READER
            db.execute(f"PRAGMA cache_size = {-(_CACHE_LOG if whole else _CACHE_READER)}")
            db.execute(f"PRAGMA mmap_size = {_MAPPED_READER}")
        db.execute("PRAGMA temp_store = MEMORY")
        return db

    def _forget_ended(self) -> None:
        """Close what threads that have ended left open: a server that makes threads and lets them go would keep them all."""
        for thread, db in self._all:
            if not thread.is_alive():
                db.close()
        self._all = [(thread, db) for thread, db in self._all if thread.is_alive()]

    @property
    def reader(self) -> sqlite3.Connection:
        """This thread's connection. Within a transaction of its own it is the writer's, so that the thread sees what it wrote; in
        the thread that opened the store for writing it always is, unless another thread writes as well."""
        if getattr(self._local, "writes", False) or (self._one_writes and getattr(self._local, "opened", False)):
            return self.writer
        db: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if db is None:
            db = self._local.connection = self._open(writing=False)
        return db

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the file for all that this thread reads within, whatever others write meanwhile."""
        with translating(self.path):
            db = self.reader
            if db.in_transaction or (not self.read_only and db is self.writer):  # nobody else writes then
                yield
                return
            db.execute("BEGIN")
            try:
                yield
            finally:
                if db.in_transaction:
                    db.execute("COMMIT")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or, after any exception, nothing."""
        if self.read_only:
            raise StoreReadOnly(self.path, "it was opened for reading")
        with self._writing, translating(self.path):
            db = self.writer
            if db.in_transaction:  # a method that writes, called by another
                yield db
                return
            self._one_writes = self._one_writes and getattr(self._local, "opened", False)
            db.execute("BEGIN IMMEDIATE")
            self._local.writes = True
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:  # SQLite ends it by itself when the disk is full
                    db.execute("ROLLBACK")
                raise
            finally:
                self._local.writes = False
            self._fold_long_log(db)

    def _fold_long_log(self, db: sqlite3.Connection) -> None:
        """Begin anew a log that has grown too long, once nobody reads what is old.

        What was written is safe in either: where somebody reads too long, be it this thread, it is left for a later time.
        """
        log = Path(f"{self.path}-wal")
        if not log.exists() or (size := log.stat().st_size) <= self._long_log:
            return
        self._long_log = size + _MOST_LOG
        db.execute(f"PRAGMA busy_timeout = {_WAIT_FOR_READERS * 1000}")
        try:
            busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                self._long_log = _MOST_LOG
        except sqlite3.OperationalError:  # rows that this thread has not read to their end lock the file for it
            pass
        finally:
            db.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")

    @contextlib.contextmanager
    def overwriting(self) -> Iterator[None]:
        """One transaction after which nothing of what it deleted is left in the file."""
        with self.writing() as db:
            db.execute("PRAGMA secure_delete = ON")
            try:
                yield
            finally:
                db.execute("PRAGMA secure_delete = OFF")

    def close(self) -> None:
        """Let go of the file and of the lock."""
        with self._guard:
            connections, self._all = self._all, []
        for _, db in reversed(connections):  # the writer's last: it folds the log into the file
            with contextlib.suppress(sqlite3.Error):
                db.close()
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None


__all__ = ["LOCK", "Connections", "lock_for_writing", "translating"]
