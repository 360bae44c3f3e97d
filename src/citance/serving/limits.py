"""How often somebody may ask: a bucket for each, which empties with each question and fills as time goes by.

All worker processes share the buckets, in a file that each has mapped into its memory: whoever asks two workers in turn does not
get twice as much. A bucket is one number, the moment at which it will be full again (GCRA), in a table of fixed size: a flood
of addresses makes nothing grow, it only lets those be forgotten that owe least. Two workers that count the same moment may
lose one question of the two: that is nothing here, and nobody waits for a lock.
"""

from __future__ import annotations

import ipaddress
import math
import mmap
import re
import struct
import time
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

SLOTS = 1 << 16
PROBES = 8
WINDOW = 60.0  # seconds in which as many questions may come as a minute allows, all at once if need be
_SLOT = struct.Struct("<Qd")  # who, and when their bucket is full
BYTES = SLOTS * _SLOT.size
_WITH_PORT = re.compile(
    r"\[([^]]+)\](?::\d+)?|([\d.]+):\d+"
)  # as some proxies write addresses: else each connection were another


class Left(NamedTuple):
    """Whether one may ask, how often yet, in how many seconds the bucket is full, and when one may ask again."""

    allowed: bool
    quota: int
    remaining: int
    reset: float
    wait: float

    def headers(self, policy: str) -> list[tuple[bytes, bytes]]:
        """As the draft of the IETF has it (draft-ietf-httpapi-ratelimit-headers), with Retry-After where it is used up."""
        told = [
            (b"ratelimit-policy", f'"{policy}";q={self.quota};w={WINDOW:.0f}'.encode()),
            (b"ratelimit", f'"{policy}";r={self.remaining};t={math.ceil(self.reset)}'.encode()),
        ]
        return told if self.allowed else [*told, (b"retry-after", str(max(1, math.ceil(self.wait))).encode())]


class RateLimits:
    """The buckets, in the file `path`, or in the memory of this process alone. `salt` is the same for all workers."""

    def __init__(self, path: str = "", salt: bytes = b"", clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._salt = clock, salt[:64]
        if path:
            with open(path, "r+b") as file:
                file.truncate(BYTES)
                self._table = mmap.mmap(file.fileno(), BYTES)
        else:
            self._table = mmap.mmap(-1, BYTES)

    def take(self, who: str, quota: int, cost: int = 1) -> Left:
        """Take `cost` out of the bucket that holds `quota` and fills in a minute; nothing is taken where it has not as much.

        With cost 0 it is only looked at: allowed where there is still one.
        """
        now = self._clock()
        each = WINDOW / quota
        place, full = self._find(who, now)
        after = full + cost * each
        owed = after - now
        allowed = owed + (each if not cost else 0) <= WINDOW + 1e-9
        if allowed and cost:
            _SLOT.pack_into(self._table, place, self._name(who), after)
        elif not allowed:
            owed = full - now
        remaining = max(0, int((WINDOW - owed) / each + 1e-9))
        return Left(allowed, quota, remaining, owed, max(0.0, owed + each - WINDOW))

    def _find(self, who: str, now: float) -> tuple[int, float]:
        """Where somebody's bucket is, and when it is full: at the earliest, now."""
        name = self._name(who)
        best, least = 0, math.inf
        for probe in range(PROBES):
            place = (name + probe) % SLOTS * _SLOT.size
            there, full = _SLOT.unpack_from(self._table, place)
            if there == name:
                return place, max(now, min(full, now + WINDOW))
            if full < least:
                best, least = place, full
        return best, now

    def _name(self, who: str) -> int:
        # With a secret, so that nobody can choose addresses that share a place.
        return int.from_bytes(blake2b(who.encode(), digest_size=8, key=self._salt).digest(), "little")


@lru_cache(4096)
def household(address: str) -> str:
    """Whom an address stands for: an IPv6 network of 64 bits is one customer's, who has all its addresses."""
    match = _WITH_PORT.fullmatch(address.strip())
    bare = (match[1] or match[2]) if match else address.strip()
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
