"""Uploads: taken at the door, put aside on disk, ingested one after the other by a process of their own.

    uploads/<id>/upload.json     what is known of it: the value of services.upload, written whole
    uploads/<id>/<name>          the files, until they are ingested

All of it is on disk, so that every worker can answer for it, and a server that was stopped goes on with it. Only one upload is
ingested at a time, whatever the number of workers (the index has one writer anyway): a lock beside them says who is at it. The
process reads files of strangers; it has bounds of its own, and what becomes of it becomes of no worker.

An id is 128 random bits: whoever knows it may see what became of the upload.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from citance.errors import InvalidInput, InvalidRecord, NotFound, StoreFull, StoreReadOnly, UnknownName
from citance.index import Visibility
from citance.model.codec import read_json
from citance.services.provenance import timestamp
from citance.services.upload import MOST_FILES, Upload, UploadedFile, UploadPart, is_taken
from citance.serving.files import alone, put_whole
from citance.serving.options import ServeOptions
from citance.serving.visits import Denied

FOLDER, RECORD = "uploads", "upload.json"
KEPT = 7 * 24 * 3600.0  # seconds for which one may ask what became of an upload
_RUNNING = ".running"
_PAUSE, _LONGEST_PAUSE = 0.5, 10.0  # seconds: until it is looked again whether another worker is done, or what failed works
_TRIES = 5
_ID = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1 << 20

_log = logging.getLogger("citance.serving")


class Spool:
    """The uploads of one index, as services.upload.Uploads has it."""

    def __init__(self, path: str | None, options: ServeOptions) -> None:
        self._index, self._options = path, options
        self._folder = None if path is None else Path(path) / FOLDER
        self.most_bytes = options.upload_bytes
        self._wake, self._closed = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def start(self) -> None:
        """Go on with what was left when the server stopped."""
        if self._folder is not None and self._folder.is_dir() and os.access(self._folder, os.W_OK):
            _sweep(self._folder)
            if _waiting(self._folder):
                self._nudge()

    def close(self) -> None:
        """Stop; what is not finished is gone on with when the server starts again."""
        self._closed.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    # -- as the faces ask

    async def take(self, parts: Sequence[UploadPart], visibility: str | None) -> Upload:
        """The files put aside, to be ingested soon. Raises InvalidInput, Denied where too many wait, StoreFull."""
        return await asyncio.to_thread(self._take, parts, visibility)

    async def find(self, id: str) -> Upload:
        """The upload, as far as it is; raises NotFound."""
        return await asyncio.to_thread(self._find, id)

    def _find(self, id: str) -> Upload:
        if self._folder is None or _ID.fullmatch(id) is None:
            raise NotFound("upload", id[:100])
        found = read_record(self._folder / id)
        if found is None:
            raise NotFound("upload", id)
        return found

    def _take(self, parts: Sequence[UploadPart], visibility: str | None) -> Upload:
        if self._folder is None:
            raise NotFound("index", "in memory")
        shown = _at_most(visibility)
        if not parts:
            raise InvalidInput("no file was handed in")
        if len(parts) > MOST_FILES:
            raise InvalidInput(f"at most {MOST_FILES} files at a time; 'citance ingest' takes more")
        id = secrets.token_hex(16)
        place = self._folder / id
        try:
            self._folder.mkdir(exist_ok=True, mode=0o700)
            if len(_waiting(self._folder)) >= self._options.upload_jobs:
                raise Denied(503, "too many uploads wait; try again in a while", ((b"retry-after", b"60"),))
            place.mkdir(mode=0o700)
            files = tuple(_put_aside(place, number, part, self.most_bytes) for number, part in enumerate(parts, 1))
            upload = Upload(id, "waiting", now(), files, shown)
            write_record(place, upload)
        except BaseException as error:
            shutil.rmtree(place, ignore_errors=True)
            if isinstance(error, OSError):
                raise _as_ours(error, str(self._index)) from error
            raise
        self._nudge()
        return upload

    # -- the work

    def _nudge(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="citance-uploads", daemon=True)
                self._thread.start()
        self._wake.set()

    def _work(self) -> None:
        assert self._folder is not None
        failures = 0  # in a row
        while not self._closed.is_set():
            self._wake.wait()
            self._wake.clear()
            while not self._closed.is_set():
                try:
                    if self._ingest_next():
                        break
                    failures = 0
                except OSError:
                    failures += 1
                    _log.exception("uploads cannot be ingested, tried %d times", failures)
                    if failures % _TRIES == 0 and not self._give_up():
                        break  # nothing can be written: until the next upload comes
                    self._closed.wait(min(_LONGEST_PAUSE, _PAUSE * 2 ** (failures % _TRIES)))

    def _ingest_next(self) -> bool:
        """Ingest the oldest upload; whether none waits any more."""
        assert self._folder is not None
        if not _waiting(self._folder):
            return True
        with alone(self._folder / _RUNNING, wait=False) as ours:
            if ours and (ids := _waiting(self._folder)):
                self._ingest(self._folder / ids[0])
                _sweep(self._folder)
                return False
        self._closed.wait(_PAUSE)  # another worker is at it
        return False

    def _give_up(self) -> bool:
        """Say of the oldest upload that it failed; whether that could be said."""
        assert self._folder is not None
        with contextlib.suppress(OSError), alone(self._folder / _RUNNING, wait=False) as ours:
            if ours and (ids := _waiting(self._folder)):
                self._fail(self._folder / ids[0], "the work could not be begun")
            return True
        return False

    def _fail(self, place: Path, why: str) -> None:
        upload = read_record(place)
        if upload is not None and not upload.finished:
            drop_files(place)  # first: who is told that it is over finds nothing left
            write_record(place, msgspec.structs.replace(upload, state="failed", why=why, ended_at=now()))

    def _ingest(self, place: Path) -> None:
        assert self._index is not None
        work = {
            "root": self._options.root_path,
            "classifier": self._options.classifier,
            "point": self._options.operating_point,
            "visibility": self._options.visibility,
            "patience": self._options.job_seconds,
        }
        command = [sys.executable, "-P", "-m", "citance.serving.ingesting", self._index, place.name]
        # A group to end it by, within the session of the server: only there does it give way, see serving.following.
        process = subprocess.Popen([*command, msgspec.json.encode(work).decode()], stdin=subprocess.DEVNULL, process_group=0)
        until = time.monotonic() + self._options.job_seconds
        while process.poll() is None:
            if self._closed.wait(0.05) or time.monotonic() > until:
                _end(process)
        upload = read_record(place)
        if self._closed.is_set() and (upload is None or not upload.finished):
            return  # gone on with another time
        if upload is not None and not upload.finished:
            late = time.monotonic() > until
            why = f"it took more than {self._options.job_seconds:g} seconds" if late else "the work broke off"
            _log.error("an upload was given up: %s (exit code %s)", why, process.returncode)
            self._fail(place, why)


def _at_most(name: str | None) -> Visibility | None:
    """What is asked for, where it narrows what the settings or the licences allow: who hands in cannot open anything."""
    if name and name not in tuple(Visibility):
        raise UnknownName("visibility", name, tuple(Visibility))
    return None if not name or name == Visibility.OPEN else Visibility(name)


def now() -> str:
    """The time as it is written down."""
    return timestamp(datetime.now(UTC))


def read_record(place: Path) -> Upload | None:
    """What is known of the upload in this folder; None where there is none."""
    try:
        return read_json((place / RECORD).read_bytes(), Upload)
    except (OSError, InvalidRecord):
        return None


def write_record(place: Path, upload: Upload) -> None:
    """Put it in place whole."""
    put_whole(place / RECORD, msgspec.json.encode(upload))


def _put_aside(place: Path, number: int, part: UploadPart, most: int) -> UploadedFile:
    """The file, written under a name that is harmless; raises InvalidInput where it is an archive, or empty."""
    name = clean_name(part.name, number)
    part.content.seek(0)
    head = part.content.read(_CHUNK)
    if not is_taken(head, name):
        raise InvalidInput(f"{name} is an archive or packed: unpack it, or let 'citance ingest' read it")
    if not head.strip():
        raise InvalidInput(f"{name} is empty")
    size = 0
    with open(place / name, "xb") as file:
        while head:
            size += len(head)
            if size > most:
                raise InvalidInput(f"an upload may have {most:,} bytes")
            file.write(head)
            head = part.content.read(_CHUNK)
    return UploadedFile(name, size)


def clean_name(name: str, number: int) -> str:
    """A name that leads nowhere else and says what it was: letters, digits, dots and hyphens, its number before it.

    >>> clean_name("../../etc/passwd", 1), clean_name("Müller 2020.xml", 2)
    ('1-passwd', '2-M_ller_2020.xml')
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", last).strip("._-")[-80:]
    return f"{number}-{plain or 'document'}"


def _waiting(folder: Path) -> list[str]:
    """The ids of uploads that are not finished, oldest first."""
    found = []
    for place in folder.iterdir() if folder.is_dir() else ():
        upload = read_record(place) if _ID.fullmatch(place.name) else None
        if upload is not None and not upload.finished:
            found.append((upload.at, upload.id))
    return [id for _, id in sorted(found)]


def _sweep(folder: Path) -> None:
    """Forget old uploads, and what was left of those whose server died while it took them."""
    for place in folder.iterdir():
        if _ID.fullmatch(place.name) is None:
            continue
        with contextlib.suppress(OSError):
            upload, age = read_record(place), time.time() - place.stat().st_mtime
            if age > KEPT if upload is not None and upload.finished else upload is None and age > 3600:
                shutil.rmtree(place, ignore_errors=True)
            elif upload is not None and upload.finished:
                drop_files(place)


def drop_files(place: Path) -> None:
    """Delete the files of an upload; what is known of it stays."""
    for file in place.iterdir():
        if file.name != RECORD:
            with contextlib.suppress(OSError):
                file.unlink()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, and all that it started."""
    with contextlib.suppress(ProcessLookupError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _as_ours(error: OSError, path: str) -> Exception:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreReadOnly(path)
    return error
