"""Answers that cost much, kept: one until the index has changed, and not made again all the time while it changes; or those
asked for last."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

# While another process ingests the index changes every second. An answer that took a second is then made again after twenty, so
# that no more than a twentieth of one core goes into it, whoever asks and however often.
PAUSE = 20


class KeptAnswer(Generic[T]):
    """One answer for each state of the index, by its sequence number; one thread makes it, the others wait."""

    def __init__(self, make: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._clock = make, clock
        self._lock = Lock()
        self._held: tuple[int, T] | None = None
        self._not_before = 0.0

    def held(self) -> tuple[int, T] | None:
        """The last answer, of whichever state of the index; None where none was made."""
        return self._held

    def get(self, sequence: int) -> tuple[int, T]:
        """The answer for the index as it is, or, for a while, as it was; before it the number of the state that it tells of."""
        with self._lock:
            if self._held is not None and (self._held[0] == sequence or self._clock() < self._not_before):
                return self._held
            begun = self._clock()
            made = self._make()
            ended = self._clock()
            self._not_before = ended + PAUSE * (ended - begun)
            self._held = (sequence, made)
            return self._held


K = TypeVar("K", bound=Hashable)


class RecentAnswers(Generic[K, T]):
    """The answers asked for last, as many as fit into so many bytes; `size` says what each takes. Safe from any thread: two that
    ask the same at once may both make it."""

    def __init__(self, make: Callable[[K], T], size: Callable[[T], int], most: int) -> None:
        self._make, self._size, self._most = make, size, most
        self._held: dict[K, T] = {}  # those asked for last at its end
        self._bytes = 0
        self._lock = Lock()

    def forget(self) -> None:
        """Keep none of them any more."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    def get(self, asked: K) -> T:
        """The answer, as it was made or made now. One that would fill more than half of the room is not kept."""
        with self._lock:
            if asked in self._held:
                found = self._held[asked] = self._held.pop(asked)
                return found
        made = self._make(asked)
        takes = self._size(made)
        with self._lock:
            if asked not in self._held and takes <= self._most // 2:
                self._held[asked] = made
                self._bytes += takes
                while self._bytes > self._most:
                    self._bytes -= self._size(self._held.pop(next(iter(self._held))))
        return made
