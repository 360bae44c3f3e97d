"""Short names made from what a thing says: the same words give the same name on every machine, in every order.

Names are numbers written in base 32 (RFC 4648, small letters, without padding): 8 characters for 40 bits, 13 for 64, 16 for 80.
They are written ten bits at a time and read by `int`: there are many of them to an article, and the standard library's
base32 takes five times as long.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]
# Base 32 as `int` reads it; a sign that is no digit for all that stands in no name.
_AS_DIGITS = bytearray(b"!" * 256)
for _digit, _letter in zip(b"0123456789abcdefghijklmnopqrstuv", _LETTERS.encode(), strict=True):
    _AS_DIGITS[_letter] = _digit
_BYTES = {8: 5, 13: 8, 16: 10}


def short_key(words: str, characters: Literal[8, 13, 16]) -> str:
    """The words' hash in so many small letters and digits."""
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_BYTES[characters]).digest()
    return write_name(int.from_bytes(digest, "big"), characters)


def write_name(number: int, characters: Literal[8, 13, 16]) -> str:
    """The number as a name of so many characters; it must fit."""
    p = _PAIRS
    n = number
    if characters == 8:
        return p[n >> 30] + p[n >> 20 & 1023] + p[n >> 10 & 1023] + p[n & 1023]
    if characters == 13:  # 64 bits and one of padding
        return (
            p[n >> 54] + p[n >> 44 & 1023] + p[n >> 34 & 1023] + p[n >> 24 & 1023]
            + p[n >> 14 & 1023] + p[n >> 4 & 1023] + _LETTERS[n << 1 & 31]
        )  # fmt: skip
    return (
        p[n >> 70] + p[n >> 60 & 1023] + p[n >> 50 & 1023] + p[n >> 40 & 1023]
        + p[n >> 30 & 1023] + p[n >> 20 & 1023] + p[n >> 10 & 1023] + p[n & 1023]
    )  # fmt: skip


def read_name(name: str) -> int | None:
    """The number that a name of 8, 13 or 16 characters writes; None where it is not one of these."""
    characters = len(name)
    if characters not in _BYTES:
        return None
    try:
        number = int(name.encode("ascii").translate(_AS_DIGITS), 32)
    except ValueError:  # other letters, in ASCII or beyond
        return None
    if characters != 13:
        return number
    return None if number & 1 else number >> 1  # the bit of padding is never set
