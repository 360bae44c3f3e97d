"""Memory that answers took and no longer need, given back to the system.

The C library of most Linux systems has a heap for each thread, and keeps in each what its largest answers took: the counts of a
search pass through ten megabytes. So eight threads that search a million statements hold 79 MB where 33 are in use, and ever more
as what is in use comes to lie scattered. To give it back takes 2 to 6 ms, and the answers after it take as long as before. (That
the threads share two heaps would hold 55 MB, and made each search a tenth slower.)
"""

from __future__ import annotations

import asyncio
import ctypes
import time

EVERY = 60.0
"""Seconds. A server that is asked much takes it all again within one, so oftener gains nothing; one that is not any more is small
after a minute."""
_WORTH = 0.1  # seconds of CPU: where less was done there is nothing to give back, and an idle server sleeps


def give_back() -> bool:
    """Gives back what lies free; whether there was any. Where the C library cannot be told to, it keeps it."""
    try:
        return bool(ctypes.CDLL(None).malloc_trim(0))
    except (OSError, AttributeError, TypeError):  # musl, macOS; Windows
        return False


async def keep_giving_back() -> None:
    """Gives it back every minute in which something was done, until it is cancelled."""
    done = time.process_time()
    while True:
        await asyncio.sleep(EVERY)
        if time.process_time() - done > _WORTH:
            await asyncio.to_thread(give_back)
            done = time.process_time()
