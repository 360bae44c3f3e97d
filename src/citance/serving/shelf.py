"""The index as a server holds it: opened once, to read, and asked in a few threads that live as long as it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from citance.index import Audience, Index, open_index
from citance.serving.following import Following

T = TypeVar("T")


class Shelf:
    """Opens the index when it is first asked for. Every answer sees what any process has written until then.

    Each thread keeps a connection of its own to the store: a few that stay are better than many that come and go.
    """

    def __init__(self, path: str | None, *, audience: Audience, threads: int) -> None:
        self._path, self._audience = path, audience
        self._index: Index | None = None
        self._following = None if path is None else Following(path)
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="citance-index")

    @property
    def path(self) -> str | None:
        """The folder of the index."""
        return self._path

    def index(self) -> Index:
        """The open index; raises NotFound, and the errors of the store."""
        index = self._index
        if index is None:
            with self._lock:
                index = self._index = self._index or self._open()
        return index

    def _open(self) -> Index:
        follow = None if self._following is None else self._following.begin
        return open_index(self._path, read_only=True, audience=self._audience, follow=follow)

    async def ask(self, question: Callable[[Index], T], /) -> T:
        """The answer to a question, put in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._put, question)

    def _put(self, question: Callable[[Index], T]) -> T:
        return question(self.index())

    def close(self) -> None:
        """Let go of the threads and of the index."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            index, self._index = self._index, None
        if self._following is not None:
            self._following.close()
        if index is not None:
            index.close()
