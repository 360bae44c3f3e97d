"""Short names: what they are made of."""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from citance.model.keys import short_key


@given(st.text())
def test_is_the_hash_in_base_32(words: str) -> None:
    data = words.encode("utf-8", "surrogatepass")
    assert short_key(words, 8) == _base_32(blake2b(data, digest_size=5).digest())
    assert short_key(words, 13) == _base_32(blake2b(data, digest_size=8).digest())


def _base_32(digest: bytes) -> str:
    return b32encode(digest).decode("ascii").rstrip("=").lower()
