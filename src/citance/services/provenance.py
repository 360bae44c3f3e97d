"""What an answer stands on: enough to cite it in a review and to ask it again."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from citance.services.filters import NO_FILTERS, Filters
from citance.version import VERSION


class Provenance(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="schema", tag="citance/provenance/1"):
    """Which question was asked, when, of which state of the index, and the versions of what made its contents.

    The same question asked of an index with the same `sequence` gives the same answer. `made_by` names readers, finders,
    cutters, linkers and classifiers with their versions ("classifier rules 1"); `citance` is the version that answered.
    """

    what: str  # report, search, export statements...
    made_at: str  # ISO 8601, UTC
    sequence: int  # of the index
    citance: str
    audience: str = "owner"
    query: str = ""  # as asked: a query, or the words that named an article
    filters: dict[str, object] = {}
    order: str = ""
    made_by: tuple[str, ...] = ()


class Stamp(msgspec.Struct, frozen=True):
    """What all answers of one moment share."""

    now: datetime
    sequence: int
    made_by: tuple[str, ...]
    audience: str

    @property
    def at(self) -> str:
        """The moment as it is written everywhere."""
        return timestamp(self.now)

    def provenance(
        self, what: str, *, query: str = "", filters: Filters = NO_FILTERS, order: str = "", sequence: int | None = None
    ) -> Provenance:
        """The provenance of one answer; `sequence` where it stands on another one than the store's."""
        return Provenance(
            what=what,
            made_at=self.at,
            sequence=self.sequence if sequence is None else sequence,
            citance=VERSION,
            audience=self.audience,
            query=query,
            filters=filters.as_dict(),
            order=order,
            made_by=self.made_by,
        )


def timestamp(now: datetime) -> str:
    """A moment as ISO 8601 in UTC, to the second."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
