"""Statements put together into entries, and an entry taken apart again.

Nearly half of all statements share their sentence with others, for it cites several works. Those that differ in nothing but
in whom they cite are one entry: its words are indexed once. So that counts and pages are still of statements, an entry
knows how many it holds, and its stored members say which of them cites whom:

* in an entry of several members each cites one article or none, and no two the same one. What asks for one cited article
  therefore finds entries with exactly one member that answers;
* a statement that cites several articles (a reference that holds several works) is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import Struct
from typing import NamedTuple
from zlib import crc32

import msgspec

from citance.model.keys import read_name, write_name
from citance.searching.base import CONFIDENCE_STEPS, StatementEntry


class Member(NamedTuple):
    """A statement of an entry: its id, and a digest of the article it cites, 0 for none."""

    name: str
    cites: int


def cited_digest(key: str) -> int:
    """32 bits of an article's key, never 0. Within an entry no two are alike, so that they tell its members apart."""
    return crc32(key.encode("utf-8", "surrogatepass")) or 1


def step_of(confidence: float | None) -> int | None:
    """The step a confidence is kept as, counted from 0; None where nobody said."""
    return None if confidence is None else int(confidence * CONFIDENCE_STEPS + _AT_LEAST)


_AT_LEAST = 1e-6  # 0.7 is 0.6999999 to a machine


def put_together(statements: Iterable[StatementEntry]) -> list[list[StatementEntry]]:
    """The statements of one citing article, those that make one entry together; in their order."""
    entries: list[list[StatementEntry]] = []
    open_: dict[tuple[object, ...], tuple[list[StatementEntry], set[int]]] = {}
    for one in statements:
        cited = one.cited
        if len(cited) > 1:
            entries.append([one])
            continue
        alike = (
            one.sentence,
            one.section,
            one.stance,
            one.evidence,
            one.self_citation,
            one.year,
            one.language,
            one.visibility,
            one.journal,
            step_of(one.confidence),
            one.shown,
        )
        digest = cited_digest(cited[0]) if cited else 0
        held = open_.get(alike)
        if held is None or digest in held[1]:  # the same work cited a second time begins another entry
            members = [one]
            open_[alike] = (members, {digest} if digest else set())
            entries.append(members)
        else:
            held[0].append(one)
            if digest:
                held[1].add(digest)
    return entries


_OURS, _OTHERS = b"\x00", b"\x01"
_PACKED = Struct(">QHI")  # an id's first 64 bits, its last 16, the digest


def write_members(statements: Sequence[StatementEntry]) -> bytes:
    """The members as they are stored: 14 bytes each where their ids are made as ours are."""
    packed = [_OURS]
    for one in statements:
        number = read_name(one.id) if len(one.id) == 16 else None
        if number is None:
            named = [(one.id.encode("utf-8", "surrogatepass"), _cites(one)) for one in statements]
            return _OTHERS + msgspec.msgpack.encode(named)
        packed.append(_PACKED.pack(number >> 16, number & 0xFFFF, _cites(one)))
    return b"".join(packed)


def _cites(one: StatementEntry) -> int:
    return cited_digest(one.cited[0]) if one.cited else 0


def read_members(stored: bytes) -> list[Member]:
    """What `write_members` wrote."""
    if stored[:1] == _OURS:
        return [Member(write_name(high << 16 | low, 16), cites) for high, low, cites in _PACKED.iter_unpack(stored[1:])]
    named = msgspec.msgpack.decode(stored[1:], type=list[tuple[bytes, int]])
    return [Member(name.decode("utf-8", "surrogatepass"), cites) for name, cites in named]
