"""People's words on stances and links: given, looked at, taken back, carried elsewhere."""

from __future__ import annotations

import msgspec

from citance.model import Classification
from citance.services.shown import StatementView
from citance.store.base import ReviewRow


class Judged(msgspec.Struct, frozen=True):
    """What a classifier said, and when."""

    at: str
    classification: Classification


class StatementDetails(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/statement/1"):
    """One statement with all that was ever said of it; the last of `history` is the machine's present word."""

    statement: StatementView
    history: tuple[Judged, ...]
    reviews: tuple[ReviewRow, ...]


class ReviewImport(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/review-import/1"):
    """What became of imported reviews."""

    read: int
    attached: int  # found their statement
    orphaned: int  # kept, and listed by `reviews(orphaned=True)`
