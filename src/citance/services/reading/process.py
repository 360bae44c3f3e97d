"""A process that reads files, seen from both sides.

A file can crash a parser, hang it or eat all memory; then its process is ended, the file gets a Problem, and the others go
on in a new process. The processes are plain children that run this module; they speak over their standard input and output:
four bytes of length, then one value as msgpack.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from typing import IO

from citance.errors import CitanceError
from citance.model import Problem, ProblemKind
from citance.model.codec import decode, encode
from citance.services.garbage import let_garbage_wait
from citance.services.reading.file import Reading, ReadingJob, read_file

# -- from without ------------------------------------------------------------------------------------------------------------


class ReadingProcess:
    """A process that reads one file after the other. It may be told the next ones before it has answered the first."""

    def __init__(self) -> None:
        self._process = _start()

    def await_start(self) -> None:
        """Returns when it is ready; raises CitanceError where it could not start."""
        assert self._process.stdout is not None
        if _receive(self._process.stdout) != _READY:
            raise CitanceError(f"a process to read files in could not start (exit code {self._process.wait()})")

    def send(self, job: ReadingJob) -> None:
        """Give it a file. Raises OSError or ValueError where it has ended."""
        assert self._process.stdin is not None
        _send(self._process.stdin, encode(job))

    def send_no_more(self) -> None:
        """Let it end when it has answered."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def receive(self) -> Reading | None:
        """What came of the first file that is not answered yet; None where the process has ended."""
        assert self._process.stdout is not None
        message = _receive(self._process.stdout)
        return None if message is None else decode(message, Reading)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def wait(self) -> int:
        """The code with which it ended, when it has."""
        return self._process.wait()

    def close(self) -> int:
        """End it and let everything go; the code with which it ended."""
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what was under way to a dead process is lost
                if pipe is not None:
                    pipe.close()
        return code


class OneReader:
    """A process that reads one file at a time, with the same limits; begun with the first file, and anew where it died.

    For who is a process beside others already, and wants a file that is not trusted read apart.
    """

    def __init__(self) -> None:
        self._process: ReadingProcess | None = None

    def read(self, job: ReadingJob) -> Reading:
        """What came of the file."""
        process = self._process = self._process or _begin()
        hung = threading.Event()

        def end() -> None:
            hung.set()
            process.kill()

        alarm = threading.Timer(job.limits.patience, end)
        alarm.daemon = True
        alarm.start()
        try:
            process.send(job)
            reading = process.receive()
        except OSError:  # it died before it had heard all
            reading = None
        finally:
            alarm.cancel()
        if reading is not None and not hung.is_set():
            return reading
        self._process = None
        return died(job, process.close(), hung.is_set())

    def close(self) -> None:
        """End the process, where there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.close()


def _begin() -> ReadingProcess:
    process = ReadingProcess()
    process.await_start()
    return process


def died(job: ReadingJob, code: int | None, hung: bool) -> Reading:
    """What is said of a file over which its process ended."""
    if hung:
        return Reading(problems=(Problem(ProblemKind.TIMEOUT, f"it was not read within {job.limits.patience:.0f} seconds"),))
    return Reading(problems=(Problem(ProblemKind.UNREADABLE, f"the process that read it ended with code {code}"),))


def _start() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", "from citance.services.reading.process import main; main()"]
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


# -- from within -------------------------------------------------------------------------------------------------------------


def serve(inlet: IO[bytes], outlet: IO[bytes]) -> None:
    """Answer jobs until the inlet ends."""
    while (message := _receive(inlet)) is not None:
        job = decode(message, ReadingJob)
        _limit_memory(job.limits.memory)
        _send(outlet, encode(read_file(job)))


def main() -> None:
    """Be such a process: answer over standard input and output until the input ends."""
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
