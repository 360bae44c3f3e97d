"""Where a page ended, as one word for clients to hand back: it knows the state of the index and the question it belongs to.

A cursor outlives neither: one of another question, or of an index that has changed since, is refused in so many words, because
pages of two states would hold some statements twice and others never.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

import msgspec

from citance.api.v1.problems import Refusal
from citance.model.codec import decode

LONGEST = 200


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The next page begins at `offset` of what the index of this `sequence` answers to the question of this digest."""

    sequence: int
    offset: int
    question: bytes

    def __str__(self) -> str:
        packed = msgspec.msgpack.encode(self)
        return urlsafe_b64encode(_sum(packed) + packed).decode().rstrip("=")

    def check(self, sequence: int) -> None:
        """Raises Refusal where the index answers from another state than the one the cursor is of."""
        if self.sequence != sequence:
            raise Refusal(
                "cursor_expired",
                "the index has changed since this cursor was given; ask again from the first page",
                sequence=sequence,
            )


def digest(*parts: str) -> bytes:
    """A question in eight bytes."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def read_cursor(text: str, question: bytes) -> Cursor:
    """The cursor that was handed out as `text` for this question; raises Refusal."""
    try:
        if len(text) > LONGEST or not text.isascii():
            raise ValueError
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if _sum(data[4:]) != data[:4]:
            raise ValueError
        cursor = decode(data[4:], Cursor)
    except (ValueError, msgspec.MsgspecError):
        raise Refusal("bad_cursor", "this is no cursor that was given here; take `next` of an answer as it is") from None
    if cursor.question != question:
        raise Refusal("bad_cursor", "this cursor belongs to another question; filters, order and route must be the same")
    return cursor


def _sum(packed: bytes) -> bytes:
    """A checksum against mistakes. A forged cursor gains nothing: it says no more than a page number does."""
    return blake2b(packed, digest_size=4).digest()
