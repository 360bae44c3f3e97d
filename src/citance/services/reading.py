"""Reading files in processes of their own: bytes in, packed documents out, or documents as they are.

A file can crash a parser, hang it or eat all memory; then its process is ended, the file gets a Problem, and the others go
on in a new process. The processes are plain children that run this module; they speak over their standard input and output:
four bytes of length, then one value as msgpack.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, Literal, NamedTuple

import msgspec

from citance.errors import CitanceError, Unreadable
from citance.extraction.study_type import find_study_type
from citance.model import ArticleRecord, Document, Extraction, Problem, ProblemKind, Reference
from citance.model.codec import decode, encode
from citance.services.garbage import let_garbage_wait
from citance.services.resolving import key_of, match_keys
from citance.store.packing import PackedDocument, pack

FINDER, CUTTER = "citations 1", "sentences 1"

# A slow article takes a second on a slow machine; what takes a hundred times that hangs.
PATIENCE = 120.0
# Address space of a reading process. The largest article met (64 MB of XML) needs about 700 MB.
MOST_MEMORY = 2 << 30
# A PDF is read by a large library in C and can be made to cost what it likes; articles take half a second and 150 MB.
PDF_PATIENCE = 20.0
PDF_MEMORY = 1 << 30
# Files handed to a process before its answers are back, so that it never waits: one being read, one in the pipe, one ready.
_AHEAD = 3
# Bytes of files and answers that may be under way at once, in all: what keeps memory flat.
_UNDER_WAY = 48 << 20


def cores() -> int:
    """How many processes make sense: the cores we may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def is_pdf(data: bytes) -> bool:
    """Whether the file is one for the reader of PDFs."""
    from citance.readers import pdf

    return pdf.sniff(data[:1024])


class Limits(NamedTuple):
    """What reading a file may take: seconds, and bytes of address space."""

    patience: float
    memory: int


class Job(msgspec.Struct, frozen=True, array_like=True):
    """One file to read, for "document" no further than that; or, of a rebuild, a stored document with, for "cut", its
    references as they were read."""

    name: str
    data: bytes
    stage: Literal["", "document", "find", "cut"] = ""

    @property
    def limits(self) -> Limits:
        """What reading it may take."""
        if self.stage in ("", "document") and is_pdf(self.data):
            return Limits(PDF_PATIENCE, PDF_MEMORY)
        return Limits(PATIENCE, MOST_MEMORY)


_NOTHING = msgspec.Raw(encode(None))


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """What came of one file: a packed document, or the document where no more was wanted, or the problems why there is none.

    The packed document stays as it was sent until it is wanted: hundreds wait at a time, and unfolded they take five times the
    memory.
    """

    sent: msgspec.Raw = _NOTHING  # the packed document as msgpack
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0  # of CPU, in the process that read it
    document: Document | None = None

    @property
    def is_packed(self) -> bool:
        """Whether there is a packed document."""
        return self.sent != _NOTHING

    @property
    def packed(self) -> PackedDocument | None:
        """The packed document, unfolded anew each time."""
        return decode(self.sent, PackedDocument) if self.is_packed else None


def told_study(record: ArticleRecord) -> str:
    """The study type of an article as it is kept: see PackedDocument."""
    study = find_study_type(record.article_type, record.title, record.abstract, record.keywords)
    return "" if study is None else f"{study.type} abstract" if study.where == "abstract" else str(study.type)


def read_file(job: Job) -> Reading:
    """Read, extract and pack one file; never raises but for what stops the process."""
    begun = time.process_time()
    try:
        if job.stage == "document":
            return Reading(document=_document(job), seconds=time.process_time() - begun)
        packed = pack(_extraction(job), key_of=key_of, match_keys_of=match_keys, study_of=told_study)
    except Unreadable as trouble:
        kind = getattr(trouble, "kind", None)
        return _failed(ProblemKind(kind) if kind else ProblemKind.UNREADABLE, trouble.why, begun)
    except MemoryError:
        return _failed(ProblemKind.REFUSED, "it needs more memory than a reading process may have", begun)
    except RecursionError:
        return _failed(ProblemKind.REFUSED, "it is nested too deeply", begun)
    except Exception as trouble:  # a mistake of ours: recorded with its kind, and the other files go on
        return _failed(ProblemKind.UNREADABLE, f"the reader failed: {type(trouble).__name__}: {trouble}", begun)
    return Reading(msgspec.Raw(encode(packed)), (), time.process_time() - begun)


def _extraction(job: Job) -> Extraction:
    from citance.extraction import cut_statements, extract, find_markers, resolve_markers

    if not job.stage:
        return extract(_document(job))
    document, references = decode(job.data, tuple[Document, tuple[Reference, ...] | None])
    if references is None:
        return extract(document)
    citations, problems = resolve_markers(document, find_markers(document))
    statements = cut_statements(document, references, citations)
    return Extraction(document, references, tuple(statements), tuple(problems))


def _document(job: Job) -> Document:
    from citance.readers import read

    return read(job.data, job.name)


def _failed(kind: ProblemKind, words: str, begun: float) -> Reading:
    return Reading(problems=(Problem(kind, words),), seconds=time.process_time() - begun)


# -- the child ---------------------------------------------------------------------------------------------------------------


def serve(inlet: IO[bytes], outlet: IO[bytes]) -> None:
    """Answer jobs until the inlet ends."""
    while (message := _receive(inlet)) is not None:
        job = decode(message, Job)
        _limit_memory(job.limits.memory)
        _send(outlet, encode(read_file(job)))


def _main() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it is over
    outlet = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between the answers
    let_garbage_wait()
    _send(outlet, _READY)
    serve(sys.stdin.buffer, outlet)


_READY = b"ready"


def _limit_memory(wanted: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _send(outlet: IO[bytes], message: bytes) -> None:
    outlet.write(len(message).to_bytes(4, "little"))
    outlet.write(message)
    outlet.flush()


def _receive(inlet: IO[bytes]) -> bytes | None:
    """The next message; None where there is none any more."""
    head = inlet.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "little")
    message = inlet.read(length)
    return message if len(message) == length else None


# -- the parent --------------------------------------------------------------------------------------------------------------


def read_all(jobs: Iterator[Job], workers: int) -> Iterator[tuple[Job, Reading]]:
    """Each job, without its data, with what came of it, in the order of the jobs, read by so many processes; 0: here, without
    limits.

    `jobs` is drawn from in threads of the readers, one at a time, only as far as room is left for what is under way.
    """
    if workers <= 0:
        for job in jobs:
            yield _without_data(job), read_file(job)
        return
    pool = _Pool(jobs, workers)
    try:
        yield from pool.answers()
    finally:
        pool.stop()


def _without_data(job: Job) -> Job:
    return Job(job.name, b"", job.stage)


class _Pool:
    """Processes that read, and the jobs between them."""

    def __init__(self, jobs: Iterator[Job], workers: int) -> None:
        self._jobs = jobs
        self._again: deque[tuple[int, Job]] = deque()  # jobs of a process that ended over another one
        self._next = 0
        self._exhausted = False
        self._drawing = threading.Lock()
        self._room = threading.Condition()
        self._bytes = self._count = 0
        self._most = workers * _AHEAD + 256
        self._stopped = False
        self._answers: queue.SimpleQueue[tuple[int, int, Job, Reading] | BaseException | None] = queue.SimpleQueue()
        self._children = [_Child(self) for _ in range(workers)]
        for child in self._children:
            child.start()

    def draw(self) -> tuple[int, Job] | None:
        """The next job, waiting for room; None where there is none any more."""
        while not self._stopped:
            with self._drawing:
                if self._again:  # counted already, and perhaps what all wait for
                    return self._again.popleft()
                if self._exhausted:
                    return None
                if self._has_room():
                    return self._draw_new()
            with self._room:
                self._room.wait(0.1)
        return None

    def _has_room(self) -> bool:
        return not self._count or (self._bytes <= _UNDER_WAY and self._count <= self._most)

    def _draw_new(self) -> tuple[int, Job] | None:
        try:
            job = next(self._jobs)
        except StopIteration:
            self._exhausted = True
            return None
        except BaseException as trouble:  # of the walk: it stops the work
            self._exhausted = True
            self.fail(trouble)
            return None
        number = self._next
        self._next += 1
        with self._room:
            self._bytes += len(job.data)
            self._count += 1
        return number, job

    def put_back(self, jobs: Iterable[tuple[int, Job]]) -> None:
        """Let other processes have these jobs."""
        with self._drawing:
            self._again.extend(jobs)
        with self._room:
            self._room.notify_all()

    def answer(self, number: int, job: Job, reading: Reading) -> None:
        """Hand over what came of a job. Its data is let go: answers may wait long for those before them."""
        self._answers.put((number, len(job.data), _without_data(job), reading))

    def fail(self, trouble: BaseException) -> None:
        """Stop the whole work with this error."""
        self._answers.put(trouble)

    def answers(self) -> Iterator[tuple[Job, Reading]]:
        """Each job with what came of it, in order."""
        early: dict[int, tuple[int, Job, Reading]] = {}
        wanted = 0
        looked = time.monotonic()
        while True:
            if time.monotonic() - looked > 1.0:
                looked = time.monotonic()
                for child in self._children:
                    child.end_if_hanging()
            try:
                answer = self._answers.get(timeout=1.0)
            except queue.Empty:
                if all(child.is_over() for child in self._children) and self._answers.empty():
                    if self._exhausted and not self._again and wanted == self._next:
                        return
                    raise CitanceError("the processes that read files ended unexpectedly") from None
                continue
            if answer is None:
                if all(child.is_over() for child in self._children) and wanted == self._next and not self._again:
                    return
                continue
            if isinstance(answer, BaseException):
                raise answer
            number, size, job, reading = answer
            early[number] = size, job, reading
            while wanted in early:
                size, job, reading = early.pop(wanted)
                wanted += 1
                yield job, reading
                with self._room:
                    self._bytes -= size
                    self._count -= 1
                    self._room.notify_all()

    def over(self) -> None:
        """A process has ended because there is no more to do."""
        self._answers.put(None)

    def stop(self) -> None:
        """End all processes now."""
        self._stopped = True
        with self._room:
            self._room.notify_all()
        for child in self._children:
            child.end()


class _Child:
    """One process that reads, with a thread that feeds it and one that hears it."""

    def __init__(self, pool: _Pool) -> None:
        self._pool = pool
        self._process: subprocess.Popen[bytes] | None = None
        self._pending: deque[tuple[int, Job]] = deque()
        self._free = threading.Semaphore(_AHEAD)
        self._guard = threading.Lock()
        self._since = 0.0  # when the first of the pending jobs began
        self._hung = self._left = False
        self._ended = False
        self._over = False
        self._thread = threading.Thread(target=self._run, name="citance-reading", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def is_over(self) -> bool:
        """Whether it has ended and will not begin again."""
        return self._over

    def end(self) -> None:
        """End the process, whatever it does."""
        self._ended = True
        self._free.release()
        process = self._process
        if process is not None:
            process.kill()
        self._thread.join(timeout=5)

    def end_if_hanging(self) -> None:
        """End the process if a file has taken longer than any should."""
        with self._guard:
            process, since = self._process, self._since
            if process is not None and self._pending and since and time.monotonic() - since > self._pending[0][1].limits.patience:
                self._hung = True
                process.kill()

    def _run(self) -> None:
        try:
            while not self._ended and self._live():
                pass
        except BaseException as trouble:
            self._pool.fail(trouble)
        finally:
            self._over = True
            self._pool.over()

    def _live(self) -> bool:
        """One life of a process; whether another one is needed."""
        first = self._pool.draw()  # no process for nothing
        if first is None:
            return False
        process = self._process = _start()
        assert process.stdout is not None
        self._hung, self._left, self._free = False, False, threading.Semaphore(_AHEAD)
        feeder = threading.Thread(target=self._feed, args=(process, first), daemon=True)
        try:
            if _receive(process.stdout) != _READY:
                self._pool.put_back([first])
                raise CitanceError(f"a process to read files in could not start (exit code {process.wait()})")
            feeder.start()
            while (message := _receive(process.stdout)) is not None:
                with self._guard:
                    number, job = self._pending.popleft()
                    self._since = time.monotonic()
                self._free.release()
                self._pool.answer(number, job, decode(message, Reading))
            code = process.wait()
            with self._guard:
                self._process = None
                died_over = self._pending.popleft() if self._pending and not self._ended else None
            if died_over is not None:
                # At once, for everything may be waiting for this answer.
                self._pool.answer(*died_over, _died(died_over[1], code, self._hung))
            self._free.release()
            feeder.join()
            left = list(self._pending)
            self._pending.clear()
            self._pool.put_back(left)
            return not self._ended and (died_over is not None or bool(left) or self._left)
        finally:
            process.kill()
            process.wait()
            _close_pipes(process)  # what was under way is put back above

    def _feed(self, process: subprocess.Popen[bytes], first: tuple[int, Job]) -> None:
        assert process.stdin is not None
        given: tuple[int, Job] | None = first
        try:
            while given is not None:
                self._free.acquire()
                with self._guard:
                    alive = self._process is process and not self._ended
                    if alive:
                        if not self._pending:
                            self._since = time.monotonic()
                        self._pending.append(given)
                if not alive:
                    self._left = True
                    self._pool.put_back([given])
                    return
                _send(process.stdin, encode(given[1]))
                given = self._pool.draw()
            process.stdin.close()
        except (OSError, ValueError):
            return  # the process ended; whoever hears it sees to the rest


class OneReader:
    """A process that reads one file at a time, with the same limits; begun with the first file, and anew where it died.

    For who is a process beside others already, and wants a file that is not trusted read apart.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, job: Job) -> Reading:
        """What came of the file."""
        process = self._process = self._process or self._begin()
        assert process.stdin is not None
        assert process.stdout is not None
        hung = threading.Event()

        def end() -> None:
            hung.set()
            process.kill()

        alarm = threading.Timer(job.limits.patience, end)
        alarm.daemon = True
        alarm.start()
        try:
            _send(process.stdin, encode(job))
            message = _receive(process.stdout)
        except OSError:  # it died before it had heard all
            message = None
        finally:
            alarm.cancel()
        if message is not None and not hung.is_set():
            return decode(message, Reading)
        self.close()
        return _died(job, process.returncode, hung.is_set())

    def _begin(self) -> subprocess.Popen[bytes]:
        process = _start()
        assert process.stdout is not None
        if _receive(process.stdout) != _READY:
            raise CitanceError(f"a process to read files in could not start (exit code {process.wait()})")
        return process

    def close(self) -> None:
        """End the process, where there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close_pipes(process)


def _died(job: Job, code: int | None, hung: bool) -> Reading:
    """What is said of a file over which its process ended."""
    if hung:
        return Reading(problems=(Problem(ProblemKind.TIMEOUT, f"it was not read within {job.limits.patience:.0f} seconds"),))
    return Reading(problems=(Problem(ProblemKind.UNREADABLE, f"the process that read it ended with code {code}"),))


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what was under way to a dead process is lost
            if pipe is not None:
                pipe.close()


def _start() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "citance.services.reading"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    _widen(process.stdin)
    _widen(process.stdout)
    return process


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a pipe hold a whole article, so that neither side waits for the other's turn; where the system lets us."""
    try:
        import fcntl

        if pipe is not None:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)
    except (ImportError, AttributeError, OSError):
        return


if __name__ == "__main__":
    _main()
