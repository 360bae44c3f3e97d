"""JSON Lines: one object each, `schema` first. The first line is the provenance, of schema `citance/provenance/1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from citance.model.codec import to_json
from citance.services.provenance import Provenance


def write_lines(out: BinaryIO, rows: Iterable[Any], provenance: Provenance | None, schema: str | None = None) -> int:
    """How many rows were written; `schema` names rows whose own shape does not."""
    if provenance is not None:
        out.write(to_json(provenance) + b"\n")
    lead = b'{"schema":' + to_json(schema) + b"," if schema else b""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - counted on purpose
        line = to_json(row)
        out.write((lead + line[1:] if lead else line) + b"\n")
    return count
