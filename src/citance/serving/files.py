"""Files that several processes read and write: put in place whole, and changed by one at a time."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def put_whole(file: Path, content: bytes) -> None:
    """Write it aside, then put it in the place of what was there: who reads finds the one or the other. For its owner alone."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def alone(lock: Path, *, wait: bool = True) -> Iterator[bool]:
    """Whether no other process is at it, which without `wait` may be false. The system lets go when a process dies."""
    with open(lock, "ab") as held:
        try:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows: one worker, and two commands at the same moment are not provided for
            yield True
        except BlockingIOError:
            yield False
        else:
            yield True
