"""Memory that answers took and no longer need: shared among the threads, and given back to the system.

The C library of most Linux systems has a heap for each thread, and keeps in each what its largest answers took: the counts of a
search pass through ten megabytes. What is in use comes to lie scattered among them, so a heap for each of eight threads holds
ever more: after 200,000 answers of all kinds beside an ingest (bench/serve.py) two workers held 243 MB. With two heaps, and what
lies free given back now and then, it was 171, and an answer takes as long, as far as a busy machine can tell. To give it back
takes 2 to 6 ms, and the answers after it take as long as before.
"""

from __future__ import annotations

import asyncio
import ctypes
import time

EVERY = 10.0
"""Seconds. A server that is asked much takes part of it again within one; one that is not any more is small soon."""
_WORTH = 0.1  # seconds of CPU: where less was done there is nothing to give back, and an idle server sleeps
_HEAPS = 2
_M_ARENA_MAX = -8  # as <malloc.h> has it


def share_heaps() -> bool:
    """Lets the threads of this process share a few heaps; whether the C library can. Heaps that there are stay, so it is asked
    for before threads begin."""
    return _ask_c_library("mallopt", _M_ARENA_MAX, _HEAPS)


def give_back() -> bool:
    """Gives back what lies free; whether there was any. Where the C library cannot be told to, it keeps it."""
    return _ask_c_library("malloc_trim", 0)


def _ask_c_library(function: str, *numbers: int) -> bool:
    """Whether a function of the C library says yes; it says no where it is none of it."""
    try:
        return bool(getattr(ctypes.CDLL(None), function)(*numbers))
    except (OSError, AttributeError, TypeError):  # musl, macOS; Windows
        return False


async def keep_giving_back() -> None:
    """Gives it back now and then where something was done meanwhile, until it is cancelled."""
    done = time.process_time()
    while True:
        await asyncio.sleep(EVERY)
        if time.process_time() - done > _WORTH:
            await asyncio.to_thread(give_back)
            done = time.process_time()
