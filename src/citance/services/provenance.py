"""What an answer stands on: enough to cite it in a review and to ask it again."""

from __future__ import annotations

import msgspec


class Provenance(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="schema", tag="citance/provenance/1"):
    """Which question was asked, when, of which state of the index, and the versions of what made its contents.

    The same question asked of an index with the same `sequence` gives the same answer. `made_by` is
    "reader jats 1", "classifier rules 1"... and `citance` the version of the program that answered.
    """

    what: str  # report, search, export statements...
    made_at: str  # ISO 8601, UTC
    sequence: int  # of the index
    citance: str
    audience: str = "owner"
    query: str = ""  # as asked
    filters: dict[str, object] = {}
    order: str = ""
    made_by: tuple[str, ...] = ()
    withheld: int = 0  # statements not shown to this audience, as far as known when this was written
