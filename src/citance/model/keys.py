"""Short names made from what a thing says: the same words give the same name on every machine, in every order."""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]


def short_key(words: str, characters: Literal[8, 13]) -> str:
    """The words' hash in 8 or 13 small letters and digits (base 32, RFC 4648 without padding).

    Written out ten bits at a time, because there are two of these to a reference and the standard library's way takes five
    times as long.
    """
    data = words.encode("utf-8", "surrogatepass")
    if characters == 8:
        number = int.from_bytes(blake2b(data, digest_size=5).digest(), "big")
        return f"{_PAIRS[number >> 30]}{_PAIRS[number >> 20 & 1023]}{_PAIRS[number >> 10 & 1023]}{_PAIRS[number & 1023]}"
    number = int.from_bytes(blake2b(data, digest_size=8).digest(), "big")
    head, tail = number >> 34, number & 0x3FFFFFFFF  # the first six characters and the other seven, of which the last has 4 bits
    return (
        f"{_PAIRS[head >> 20]}{_PAIRS[head >> 10 & 1023]}{_PAIRS[head & 1023]}"
        f"{_PAIRS[tail >> 24]}{_PAIRS[tail >> 14 & 1023]}{_PAIRS[tail >> 4 & 1023]}{_LETTERS[tail << 1 & 31]}"
    )
