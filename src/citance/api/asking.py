"""How routes reach the Index: a question put in a thread, so that others are answered meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from citance.index import Index

T = TypeVar("T")


class Ask(Protocol):
    """Puts a question to the Index in a thread, and waits for the answer."""

    def __call__(self, question: Callable[[Index], T], /) -> Awaitable[T]: ...
