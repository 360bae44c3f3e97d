"""Several processes that read side by side, and their answers in order."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator

from citance.errors import CitanceError
from citance.services.reading.file import Reading, ReadingJob, read_file
from citance.services.reading.process import ReadingProcess, died

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


def read_all(jobs: Iterator[ReadingJob], workers: int) -> Iterator[tuple[ReadingJob, Reading]]:
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


def _without_data(job: ReadingJob) -> ReadingJob:
    return ReadingJob(job.name, b"", job.stage)


class _Pool:
    """Processes that read, and the jobs between them."""

    def __init__(self, jobs: Iterator[ReadingJob], workers: int) -> None:
        self._jobs = jobs
        self._again: deque[tuple[int, ReadingJob]] = deque()  # jobs of a process that ended over another one
        self._next = 0
        self._exhausted = False
        self._drawing = threading.Lock()
        self._room = threading.Condition()
        self._bytes = self._count = 0
        self._most = workers * _AHEAD + 256
        self._stopped = False
        self._answers: queue.SimpleQueue[tuple[int, int, ReadingJob, Reading] | BaseException | None] = queue.SimpleQueue()
        self._children = [_Child(self) for _ in range(workers)]
        for child in self._children:
            child.start()

    def draw(self) -> tuple[int, ReadingJob] | None:
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

    def _draw_new(self) -> tuple[int, ReadingJob] | None:
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

    def put_back(self, jobs: Iterable[tuple[int, ReadingJob]]) -> None:
        """Let other processes have these jobs."""
        with self._drawing:
            self._again.extend(jobs)
        with self._room:
            self._room.notify_all()

    def answer(self, number: int, job: ReadingJob, reading: Reading) -> None:
        """Hand over what came of a job. Its data is let go: answers may wait long for those before them."""
        self._answers.put((number, len(job.data), _without_data(job), reading))

    def fail(self, trouble: BaseException) -> None:
        """Stop the whole work with this error."""
        self._answers.put(trouble)

    def answers(self) -> Iterator[tuple[ReadingJob, Reading]]:
        """Each job with what came of it, in order."""
        early: dict[int, tuple[int, ReadingJob, Reading]] = {}
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
        self._process: ReadingProcess | None = None
        self._pending: deque[tuple[int, ReadingJob]] = deque()
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
        process = self._process = ReadingProcess()
        self._hung, self._left, self._free = False, False, threading.Semaphore(_AHEAD)
        try:
            return self._hear(process, first)
        finally:
            process.close()  # what was under way is put back

    def _hear(self, process: ReadingProcess, first: tuple[int, ReadingJob]) -> bool:
        """Hand over what it answers until it ends; whether another one is needed."""
        feeder = threading.Thread(target=self._feed, args=(process, first), daemon=True)
        try:
            process.await_start()
        except CitanceError:
            self._pool.put_back([first])
            raise
        feeder.start()
        while (reading := process.receive()) is not None:
            with self._guard:
                number, job = self._pending.popleft()
                self._since = time.monotonic()
            self._free.release()
            self._pool.answer(number, job, reading)
        code = process.wait()
        with self._guard:
            self._process = None
            died_over = self._pending.popleft() if self._pending and not self._ended else None
        if died_over is not None:
            # At once, for everything may be waiting for this answer.
            self._pool.answer(*died_over, died(died_over[1], code, self._hung))
        self._free.release()
        feeder.join()
        left = list(self._pending)
        self._pending.clear()
        self._pool.put_back(left)
        return not self._ended and (died_over is not None or bool(left) or self._left)

    def _feed(self, process: ReadingProcess, first: tuple[int, ReadingJob]) -> None:
        given: tuple[int, ReadingJob] | None = first
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
                process.send(given[1])
                given = self._pool.draw()
            process.send_no_more()
        except (OSError, ValueError):
            return  # the process ended; whoever hears it sees to the rest
