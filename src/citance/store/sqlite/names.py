"""Ids of statements as the ten bytes they are kept by, and back."""

from __future__ import annotations

from base64 import b32decode
from hashlib import blake2b

from citance.model.keys import write_name


def id_of(name: bytes) -> str:
    """The id that a statement's ten bytes spell."""
    return write_name(int.from_bytes(name, "big"), 16)


def name_of(id: str) -> bytes | None:
    """The ten bytes a statement's id spells; None where it spells none."""
    try:
        return b32decode(id.upper()) if len(id) == 16 else None
    except ValueError:
        return None


def statement_name(named: str, reference: str, mention: int) -> bytes:
    """The ten bytes of `statement_id`, without the way over its letters."""
    return blake2b(f"{named}\x1f{reference}\x1f{mention}".encode(), digest_size=10).digest()


def unresolved_name(named: str, ordinal: int) -> bytes:
    """The name of a citation that leads to no reference, or to none surely: the n-th such of its article."""
    return statement_name(named, "", ordinal)
