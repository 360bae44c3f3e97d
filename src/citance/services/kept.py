"""An answer that costs much, kept until the index has changed, and not made again all the time while it changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

# While another process ingests the index changes every second. An answer that took a second is then made again after twenty, so
# that no more than a twentieth of one core goes into it, whoever asks and however often.
PAUSE = 20


class Kept(Generic[T]):
    """One answer for each state of the index, by its sequence number; one thread makes it, the others wait."""

    def __init__(self, make: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._make, self._clock = make, clock
        self._lock = Lock()
        self._held: tuple[int, T] | None = None
        self._not_before = 0.0

    def get(self, sequence: int) -> T:
        """The answer for the index as it is, or, for a while, as it was."""
        with self._lock:
            if self._held is not None and (self._held[0] == sequence or self._clock() < self._not_before):
                return self._held[1]
            begun = self._clock()
            made = self._make()
            ended = self._clock()
            self._not_before = ended + PAUSE * (ended - begun)
            self._held = (sequence, made)
            return made
