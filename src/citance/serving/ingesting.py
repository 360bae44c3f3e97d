"""Ingests one upload, in a process of its own: `python -m citance.serving.ingesting INDEX UPLOAD OPTIONS`.

The files are of strangers. This process gives way to those that answer, has bounds on its memory, and may be ended at any
moment: the index takes a file whole or not at all, and the same upload is gone on with by doing it again.

Others write meanwhile: a reviewer waits ten seconds and no more. So a file is read before the index is opened for writing, in
a process with limits of its own, and the index is let go after each file and after each few statements that get a stance.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import warnings
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec

from citance.errors import CitanceError, FallbackWarning, StoreLocked
from citance.index import Index, IngestSummary, Visibility
from citance.services.reading import OneReader, ReadingJob
from citance.services.upload import FileOutcome, Upload, UploadedFile
from citance.serving.uploads import FOLDER, drop_files, now, read_record, write_record
from citance.serving.writing import write
from citance.web.paths import Paths

MEMORY = 4 << 30  # bytes; the largest article that is read takes a tenth of it, the trained classifier another
# Where others have left more statements waiting, an upload does not wait for all of theirs: some minutes of one core.
MOST_WAITING = 5_000
# Statements that get a stance before others may write: a second of the trained classifier.
AT_ONCE = 250
TURN = 0.25  # seconds the index is let alone: who waits for it looks each tenth of one


class Work(msgspec.Struct, frozen=True):
    """What the server says of how to do it."""

    root: str = ""  # what stands before addresses
    classifier: str = "best"
    point: str = "default"
    visibility: Visibility | None = None  # of articles of which nothing was said
    patience: float = 900  # seconds to wait for another process that writes


def main(index: str, id: str, work: Work) -> None:
    """Ingest the upload, and write down what became of it."""
    place = Path(index).absolute() / FOLDER / id
    upload = read_record(place)
    if upload is None or upload.finished:
        return
    warnings.simplefilter("ignore", FallbackWarning)  # the page on the method says which classifier it was
    os.chdir(Path(index).absolute())  # so that what is kept of a file's name says nothing of this machine

    def note(**changes: object) -> None:
        nonlocal upload
        assert upload is not None
        if "ended_at" in changes:
            drop_files(place)  # first: who is told that it is over finds nothing left
        upload = msgspec.structs.replace(upload, **changes)
        write_record(place, upload)

    try:
        ingest(upload, work, note)
        note(state="done", ended_at=now())
    except StoreLocked:
        note(state="failed", why="another process went on writing to the index", ended_at=now())
    except CitanceError as error:
        print(f"citance: an upload failed: {error}", file=sys.stderr)
        note(state="failed", why="the index could not be written to", ended_at=now())


def ingest(upload: Upload, work: Work, note: Callable[..., None]) -> None:
    """Read each file into the index, then give its statements a stance; `note` is told how far it is. Raises StoreLocked."""
    files = list(upload.files)
    reader = OneReader()
    try:
        for number, file in enumerate(files):
            note(state="reading", done=number, total=len(files), files=tuple(files))
            path = f"{FOLDER}/{upload.id}/{file.name}"
            if Path(path).exists() or file.outcome == "waiting":  # else it was read before, by one that was ended
                files[number] = read_file(reader, path, file, upload, work)
    finally:
        reader.close()
    note(done=len(files), files=tuple(files))
    classify(work, note)


def read_file(reader: OneReader, path: str, file: UploadedFile, upload: Upload, work: Work) -> UploadedFile:
    """The file with what became of it."""
    data = Path(path).read_bytes()
    digest = sha256(data).hexdigest()
    reading = reader.read(ReadingJob(path, data))

    def put(index: Index) -> UploadedFile:
        summary = index.ingest(
            [path], new_visibility=work.visibility, at_most=upload.visibility, workers=1, read_before={digest: reading}
        )
        return _told(index, summary, digest, file, Paths(work.root))

    return write(".", put, work.patience)


def classify(work: Work, note: Callable[..., None]) -> None:
    """Give the statements that wait a stance, some at a time."""

    def some(index: Index) -> tuple[int, int]:
        """How many got one, and how many waited before."""
        waiting = index.stats().counts.waiting
        if not 0 < waiting <= MOST_WAITING:
            return 0, waiting
        return index.classify(work.classifier, point=work.point, limit=AT_ONCE).classified, waiting

    done = 0
    while True:
        classified, waiting = write(".", some, work.patience)
        if waiting > MOST_WAITING:
            note(why=f"{waiting:,} statements of this index wait for a stance: 'citance classify' gives it to them")
        total, done = done + waiting, done + classified
        if not classified or classified == waiting:
            return
        note(state="classifying", done=done, total=total)
        time.sleep(TURN)


def _told(index: Index, summary: IngestSummary, digest: str, file: UploadedFile, paths: Paths) -> UploadedFile:
    key = index.article_of_file(digest)
    found = tuple(row.problem for row in index.problems(key) if row.file.digest == digest)
    outcomes: tuple[tuple[int, FileOutcome], ...] = (
        (summary.added, "added"),
        (summary.replaced, "replaced"),
        (summary.inactive, "another_form"),
        (summary.removed, "removed"),
        (summary.unreadable or key is None, "unreadable"),
        (True, "unchanged"),
    )
    told = msgspec.structs.replace(
        file,
        outcome=next(outcome for number, outcome in outcomes if number),
        statements=summary.statements,
        references=summary.references,
        problems=found,
    )
    if key is None:
        return told
    article = index.article(key)
    return msgspec.structs.replace(told, article=key, title=article.title, report=paths.article(article))


def _bound() -> None:
    os.environ["PYTHONSAFEPATH"] = "1"  # of the process that reads, too: the folder of the index holds no code
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)


if __name__ == "__main__":
    _bound()
    main(sys.argv[1], sys.argv[2], msgspec.json.decode(sys.argv[3], type=Work))
