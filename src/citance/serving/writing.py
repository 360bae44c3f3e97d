"""Writing beside readers: the index is opened for it for as long as it takes, and let go for other processes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from citance.errors import StoreLocked
from citance.index import Index, open_index

T = TypeVar("T")

PATIENCE = 10.0  # seconds to wait for another process to have finished; an answer may take 30
_PAUSE = 0.1


def write(path: str | None, question: Callable[[Index], T], patience: float = PATIENCE) -> T:
    """The answer to a question that writes. Raises StoreLocked where another process writes on and on."""
    until = time.monotonic() + patience
    while True:
        try:
            index = open_index(path)
        except StoreLocked:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            with index:
                return question(index)


class Writer:
    """Puts questions that write, one at a time, in a thread of its own: readers go on meanwhile."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="citance-writer")

    def may_write(self) -> bool:
        """Whether the index lies where we may write."""
        return self._path is not None and os.access(self._path, os.W_OK)

    async def ask(self, question: Callable[[Index], T], /) -> T:
        """The answer, when it is written."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, write, self._path, question)

    def close(self) -> None:
        """Let the thread go, when it has written what it writes."""
        self._pool.shutdown(wait=True, cancel_futures=True)
