"""Takes the search index along with the store, in a process of its own: `python -m citance.serving.following INDEX`.

Whoever searches finds the search index behind while others write to the store without it. What one article brings is taken
along then and there. An ingest brings more in a second than that second suffices for: who searched would wait until it ends, and
the server would hold for good the memory that writing a search index takes. So that is done here, giving way to those that
answer, and searches go by what there is.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from citance.errors import CitanceError
from citance.index import open_index

PAUSE = 3
"""Times as long as it took, until it is done again while the store goes on changing: it takes a quarter of one core at most."""
LEAST = 2.0  # seconds of it
BUSY = 30.0  # where another process writes the search index: an ingest does so to its end

_OTHERS = 75  # the exit code that says so: EX_TEMPFAIL of sysexits.h


class Following:
    """Starts the process when it is needed: one at a time, and not all the time."""

    def __init__(self, path: str, clock: Callable[[], float] = time.monotonic, command: Sequence[str] | None = None) -> None:
        self._command = command or (sys.executable, "-P", "-m", "citance.serving.following", str(Path(path).absolute()))
        self._clock = clock
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = self._not_before = 0.0
        self._closed = False

    def begin(self) -> None:
        """Have the search index taken along, unless that is done at the moment or was just done. Does not wait for it."""
        with self._lock:
            if self._process is not None:
                if self._process.poll() is None:
                    return
                ended, busy = self._clock(), self._process.returncode == _OTHERS
                self._not_before = ended + (BUSY if busy else max(LEAST, PAUSE * (ended - self._begun)))
                self._process = None
            if self._closed or self._clock() < self._not_before:
                return
            self._begun = self._clock()
            # Of a group, but no session, of its own: Linux shares the processors among sessions first, and within one alone does
            # it count who gives way. With its own it took as much as all that answer.
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, process_group=0)

    def close(self) -> None:
        """End it, wherever it is: what it had not committed is told again by the store."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            process.wait()


def main(path: str) -> int:
    """Take the search index to where the store is now; the exit code."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    try:
        with open_index(path, read_only=True) as index:
            return 0 if index.take_search_along() else _OTHERS
    except CitanceError as error:
        print(f"citance: the search index could not be taken along: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
