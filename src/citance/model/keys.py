"""Short names made from what a thing says: the same words give the same name on every machine, in every order."""

from __future__ import annotations

from hashlib import blake2b

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [
    one + other for one in _LETTERS for other in _LETTERS
]  # 10 bits at a time: the standard library's way takes 5 times as long


def short_key(words: str, characters: int) -> str:
    """The words' hash in `characters` small letters and digits (base 32, RFC 4648 without padding): 8, 13 or 16."""
    size = characters * 5 // 8
    spare = characters * 5 - size * 8  # bits of the last character that say nothing
    number = int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=size).digest(), "big") << spare
    if characters == 8:
        return _PAIRS[number >> 30] + _PAIRS[number >> 20 & 1023] + _PAIRS[number >> 10 & 1023] + _PAIRS[number & 1023]
    odd = characters % 2
    last = _LETTERS[number & 31] if odd else ""
    number >>= 5 * odd
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(10 * (characters // 2 - 1), -1, -10)]) + last
