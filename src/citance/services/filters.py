"""The filters a person can set on a report, a search or an export: one value, whatever is asked."""

from __future__ import annotations

import msgspec

from citance.model import Evidence, Place, SectionKind, Stance


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which statements (or articles): within a field any of the values, across fields all; empty and None ask nothing.

    `cited` and `citing` take any spelling of an identifier, or a key. `place` is known to reports and exports, but not to
    search; `language`, `cited`, `citing` and `has_document` to search alone. One set where it is not known raises UnknownName.
    """

    stance: tuple[Stance, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    section: tuple[SectionKind, ...] = ()
    place: tuple[Place, ...] = ()
    first_year: int | None = None  # of the citing article
    last_year: int | None = None
    self_citation: bool | None = None  # True: only them; False: only independent ones
    journal: tuple[str, ...] = ()  # whole names of the citing article's journal, case ignored
    cited: tuple[str, ...] = ()
    citing: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    has_document: bool | None = None


NO_FILTERS = Filters()
