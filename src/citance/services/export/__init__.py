"""Statements, citations, articles and reviews, written in the formats other programs read."""

from __future__ import annotations

from typing import Literal

import msgspec

from citance.services.provenance import Provenance

What = Literal["statements", "citations", "articles", "reviews"]

FORMATS: dict[What, tuple[str, ...]] = {
    "statements": ("jsonl", "csv", "tsv", "parquet"),
    "citations": ("jsonl", "csv", "tsv", "parquet", "opencitations", "cito-turtle", "cito-jsonld"),
    "articles": ("jsonl", "csv", "tsv", "parquet", "csl-json", "ris", "bibtex"),
    "reviews": ("jsonl",),
}
"""What can be exported, and as what."""


class ExportSummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/export/1"):
    """What an export wrote. `sidecar` is the file its provenance went to, where the format itself has no room for it."""

    what: str
    format: str
    rows: int
    withheld: int
    provenance: Provenance
    sidecar: str | None = None
