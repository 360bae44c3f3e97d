"""Files → the store: read in processes of their own, linked and written by one.

    walk → known already? → (GROBID) → read, extract, pack (several processes) → link → store (a batch, one transaction)

What is stored is in the order of the files, whatever process was first. Files whose bytes are known are passed over before
they are parsed, so that a run that was stopped is gone on with by starting it again; nothing of a batch is stored or all.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from citance.model import Problem
from citance.model.document import NOTES
from citance.services.garbage import collecting_seldom
from citance.services.licence import visibility_of
from citance.services.progress import Progress
from citance.services.reading import CUTTER, FINDER, READER, Reading, ReadingJob, cores, is_pdf, read_all
from citance.services.resolving import LINKER, Resolver
from citance.sources.folder import as_text, walk
from citance.store.base import Store
from citance.store.packing import PackedDocument, strictest
from citance.store.values import Entry, FileState, MadeBy, Outcome, SourceFile, Stored, UnreadableFile, Visibility

if TYPE_CHECKING:
    from concurrent.futures import Future

    from citance.sources.grobid import Grobid, GrobidAnswer

# Documents in one transaction. The indexes of a large store are touched at random: the more documents a transaction has, the
# more of them share a page that is written once. 256 are some 25 MB packed (bench/ingest.py shows 64, 256, 1024).
BATCH = 256
# A batch is stored after so many seconds even if it is not full, so that a slow source's articles are soon found.
LONGEST_WAIT = 10.0
_ASK_AT_ONCE = 32  # files looked up at a time, whether their bytes are known


class IngestSummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/ingest/1"):
    """What became of the files."""

    files: int  # all that were met
    read: int  # documents stored
    with_problems: int  # of those
    unreadable: int  # in this run
    unchanged: int  # their bytes were known: stored or unreadable before
    removed: int  # left out, because they were removed from this index
    added: int  # of the documents read: articles that had none
    replaced: int  # better forms or newer versions
    inactive: int  # kept as another form
    statements: int
    references: int
    told: int  # of those unchanged: documents of whose articles `visibility`, or what it is at most, was said now
    seconds: float
    reading_seconds: float  # of CPU, in the processes that read
    writing_seconds: float  # of CPU, in this process
    visibility: Visibility | None = None  # given to all

    @property
    def line(self) -> str:
        """The summary in one line: "3,741 read, 52 with problems, 12 unreadable"."""
        parts = [f"{self.read:,} read", f"{self.with_problems:,} with problems", f"{self.unreadable:,} unreadable"]
        if self.unchanged:
            parts.append(f"{self.unchanged:,} known already")
        if self.told and self.visibility:
            parts[-1] += f" ({self.told:,} of them {self.visibility} from now on)"
        if self.removed:
            parts.append(f"{self.removed:,} left out as removed")
        return ", ".join(parts)


class Said(msgspec.Struct, frozen=True):
    """What people say of how much of articles may be shown. It is kept by article, and holds for forms that come in later.

    `visibility` is the word of who owns the index: it holds from now on, whatever was said before. `unless` is what they have
    settled for new ones, of which nothing was said. `at_most` is the word of somebody else: it may only narrow.
    """

    visibility: Visibility | None = None
    unless: Visibility | None = None
    at_most: Visibility | None = None

    def over(self, given: Visibility | None) -> Visibility | None:
        """What holds for an article of which this was given before; None where its licence says."""
        word = self.visibility or given or self.unless
        if self.at_most in (None, Visibility.OPEN):
            return word
        # No licence says more than open: where nothing else was said, at most a snippet is a snippet.
        return strictest([self.at_most] if word is None else [self.at_most, word])


NOTHING_SAID = Said()


class _Item(msgspec.Struct):
    """A file on its way."""

    file: SourceFile
    data: bytes = b""
    problem: Problem | None = None  # why there are no bytes
    state: FileState | None = None
    on_the_way: tuple[Problem, ...] = ()  # what happened to it before it was read


class _Counts(msgspec.Struct):
    files: int = 0
    read: int = 0
    with_problems: int = 0
    unreadable: int = 0
    unchanged: int = 0
    removed: int = 0
    added: int = 0
    replaced: int = 0
    inactive: int = 0
    statements: int = 0
    references: int = 0
    told: int = 0
    reading_seconds: float = 0.0

    def count(self, entry: Entry, stored: Stored) -> None:
        """One document more, and what became of it."""
        if stored.outcome is Outcome.UNCHANGED:
            self.unchanged += 1
            return
        if stored.outcome is Outcome.REMOVED:
            self.removed += 1
            return
        self.read += 1
        self.with_problems += any(p.kind not in NOTES for p in (*entry.problems, *entry.packed.problems))
        self.added += stored.outcome is Outcome.ADDED
        self.replaced += stored.outcome is Outcome.REPLACED
        self.inactive += stored.outcome is Outcome.INACTIVE
        if stored.outcome is not Outcome.INACTIVE:
            self.statements += len(entry.packed.statements)
            self.references += len(entry.packed.references)


def ingest(
    store: Store,
    paths: Iterable[str | Path],
    *,
    said: Said = NOTHING_SAID,
    workers: int | None = None,
    progress: Progress | None = None,
    clock: Callable[[], datetime] | None = None,
    batch: int = BATCH,
    after_batch: Callable[[], None] | None = None,
    grobid: Grobid | None = None,
    read_before: Mapping[str, Reading] | None = None,
) -> IngestSummary:
    """What became of the files, folders and archives at `paths` ("-" is standard input).

    What is `said` of visibility holds for the articles of all the files, those too that are known; else each document's licence
    says. `workers` are processes that read: as many as there are cores, 0 to read in this one. `progress` is told how many files
    were met; `after_batch` is called whenever a transaction is done. `grobid` reads the PDFs; what it does not read is read here,
    with a problem that says why. `read_before` is what came of bytes (by their digest) that were read already, while nothing was
    written. Raises the errors of the store; what was stored before stays, and the next run goes on from there.
    """
    now = clock or (lambda: datetime.now(UTC))
    begun, cpu = time.monotonic(), time.process_time()
    counts = _Counts()
    writer = _Writer(store, said, now, counts, after_batch)
    processes = cores() if workers is None else workers
    items = _known(store, _items(paths))
    if grobid is not None:
        items = _by_grobid(items, grobid)
    with collecting_seldom():
        for item, reading in _readings(items, processes, read_before or {}):
            counts.files += 1
            writer.take(item, reading)
            if len(writer) >= batch or (len(writer) and time.monotonic() - writer.since > LONGEST_WAIT):
                writer.store()
            if progress is not None:
                progress(counts.files, None)
        writer.store()
    return IngestSummary(
        **msgspec.structs.asdict(counts),
        seconds=time.monotonic() - begun,
        writing_seconds=time.process_time() - cpu,
        visibility=said.visibility,
    )


# -- the way in ---------------------------------------------------------------------------------------------------------------


def _items(paths: Iterable[str | Path]) -> Iterator[_Item]:
    for path in paths:
        given = os.fspath(path)
        source = as_text(given)
        for found in walk([given]):
            if found.problem is not None:
                # No bytes: the name and the words stand for them, so that the same trouble is recorded once.
                digest = sha256(f"{found.name}\x1f{found.problem.words}".encode("utf-8", "surrogatepass")).hexdigest()
                yield _Item(SourceFile(as_text(found.name), digest, source), b"", found.problem)
            else:
                digest = sha256(found.data).hexdigest()
                yield _Item(SourceFile(as_text(found.name), digest, source, len(found.data)), found.data)


def _known(store: Store, items: Iterator[_Item]) -> Iterator[_Item]:
    """The items, those whose bytes the store has met marked and without their bytes. Doubles within one run are met by `put`."""
    for some in _by_number(items, _ASK_AT_ONCE):
        states = store.known_files([item.file.digest for item in some])
        for item in some:
            item.state = states.get(item.file.digest) if item.problem is None else None
            if item.state is not None:
                item.data = b""
            yield item


# Files held in memory while GROBID reads those before them.
_MOST_WAITING = 64
_MOST_BYTES_WAITING = 96 << 20


def _by_grobid(items: Iterator[_Item], grobid: Grobid) -> Iterator[_Item]:
    """The items in their order, PDFs with the TEI that GROBID made of them, several asked for at once."""
    from concurrent.futures import ThreadPoolExecutor

    from citance.sources.grobid import AT_ONCE

    waiting: deque[tuple[_Item, Future[GrobidAnswer] | None]] = deque()
    asked = size = 0
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="citance-grobid")
    try:
        for item in items:
            asks = item.state is None and item.problem is None and is_pdf(item.data)
            waiting.append((item, pool.submit(grobid.read, item.data) if asks else None))
            asked, size = asked + asks, size + len(item.data)
            while waiting and (
                waiting[0][1] is None or asked > 2 * AT_ONCE or len(waiting) > _MOST_WAITING or size > _MOST_BYTES_WAITING
            ):
                first, answer = waiting.popleft()
                asked, size = asked - (answer is not None), size - len(first.data)
                yield _answered(first, answer)
        while waiting:
            yield _answered(*waiting.popleft())
    finally:
        grobid.close()
        pool.shutdown(cancel_futures=True)


def _answered(item: _Item, asked: Future[GrobidAnswer] | None) -> _Item:
    """The item with its TEI, or with the problem why there is none."""
    if asked is not None:
        answer = asked.result()
        if answer.problem is None:
            item.data = answer.tei
        else:
            item.on_the_way = (answer.problem,)
    return item


def _by_number(items: Iterator[_Item], number: int) -> Iterator[list[_Item]]:
    """The items some at a time: at most so many, and at most 8 MB."""
    some: list[_Item] = []
    size = 0
    for item in items:
        some.append(item)
        size += len(item.data)
        if len(some) == number or size > 8_000_000:
            yield some
            some, size = [], 0
    if some:
        yield some


def _readings(items: Iterator[_Item], workers: int, before: Mapping[str, Reading]) -> Iterator[tuple[_Item, Reading | None]]:
    """Each item with what came of reading it, None where there was nothing to read; in order."""
    sent: deque[_Item] = deque()  # every item drawn; those without a job are passed on between the answers

    def is_job(item: _Item) -> bool:
        return item.state is None and item.problem is None and item.file.digest not in before

    def jobs() -> Iterator[ReadingJob]:
        for item in items:
            sent.append(item)
            if is_job(item):
                yield ReadingJob(item.file.name, item.data)
                item.data = b""

    for _, reading in read_all(jobs(), workers):
        while True:
            item = sent.popleft()
            if is_job(item):
                yield item, reading
                break
            yield item, before.get(item.file.digest)
    for item in sent:
        yield item, before.get(item.file.digest)


# -- the way out --------------------------------------------------------------------------------------------------------------


class _Writer:
    """Gathers readings into batches, links them and stores them."""

    def __init__(
        self,
        store: Store,
        said: Said,
        now: Callable[[], datetime],
        counts: _Counts,
        after_batch: Callable[[], None] | None,
    ) -> None:
        self._store, self._said, self._now, self._counts = store, said, now, counts
        self._after_batch = after_batch
        self._documents: list[tuple[_Item, Reading]] = []  # folded until their turn comes
        self._unreadable: list[UnreadableFile] = []
        self._known: list[str] = []  # digests of those stored before, of whose articles something is said now
        self.since = time.monotonic()

    def __len__(self) -> int:
        return len(self._documents) + len(self._unreadable) + len(self._known)

    def take(self, item: _Item, reading: Reading | None) -> None:
        """One more file."""
        if not len(self):
            self.since = time.monotonic()
        counts = self._counts
        if item.state is FileState.REMOVED:
            counts.removed += 1
        elif item.state is not None:
            counts.unchanged += 1
            if item.state is FileState.STORED and (self._said.visibility or self._said.at_most):
                self._known.append(item.file.digest)
        elif item.problem is not None:
            self._refuse(item.file, (item.problem,))
        else:
            assert reading is not None
            counts.reading_seconds += reading.seconds
            if reading.is_packed:
                self._documents.append((item, reading))
            else:
                self._refuse(item.file, (*item.on_the_way, *reading.problems))

    def _refuse(self, file: SourceFile, problems: tuple[Problem, ...]) -> None:
        self._counts.unreadable += 1
        self._unreadable.append(UnreadableFile(file, problems, self._time()))

    def _time(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def store(self) -> None:
        """Link and store what was gathered, as one transaction."""
        if not len(self):
            return
        at = self._time()
        with self._store.transaction():
            keys = []
            for item, reading in self._documents:
                entry = link(self._store, item.file, _packed(item, reading), at)
                (stored,) = self._store.put((entry,))
                self._counts.count(entry, stored)
                keys.append(stored.article)
            self._store.put((), self._unreadable)
            known = [key for digest in self._known if (key := self._store.article_of_file(digest)) is not None]
            self._say([key for key in (*keys, *known) if key])
            self._counts.told += len(known)
        self._documents, self._unreadable, self._known = [], [], []
        if self._after_batch is not None:
            self._after_batch()

    def _say(self, keys: Iterable[str]) -> None:
        """Keep what is said of the visibility of these articles."""
        if self._said == NOTHING_SAID:
            return
        now = dict.fromkeys(self._store.current_key(key) for key in keys)
        given = self._store.given_visibility(now)
        for visibility in Visibility:
            wanted = [key for key in now if self._said.over(given.get(key)) is visibility]
            if fresh := [key for key in wanted if given.get(key) is not visibility]:
                self._store.set_visibility(fresh, visibility)


def _packed(item: _Item, reading: Reading) -> PackedDocument:
    packed = reading.packed
    assert packed is not None
    if item.on_the_way:
        packed = msgspec.structs.replace(packed, problems=(*item.on_the_way, *packed.problems))
    return packed


def link(store: Store, file: SourceFile, packed: PackedDocument, at: str) -> Entry:
    """The document as an entry: every reference linked, joins and relations decided."""
    resolver = Resolver(store, packed)
    article, links, joins, problems = resolver.resolve(packed, file.digest)
    said = resolver.relations(resolver.record.related, article)
    return Entry(
        file=file,
        packed=packed,
        article=article,
        links=tuple(links),
        made_by=MadeBy(f"{packed.format} {READER}", FINDER, CUTTER, LINKER),
        joins=tuple(joins),
        relations=said + resolver.versions(article, said),
        problems=tuple(problems),
        visibility=visibility_of(packed.licence),
        at=at,
    )
