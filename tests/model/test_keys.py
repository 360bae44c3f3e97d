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
    for characters, size in ((8, 5), (13, 8)):
        printed = b32encode(blake2b(data, digest_size=size).digest()).decode("ascii")
        assert short_key(words, characters) == printed[:characters].lower()
