"""What a statement says of the work it cites: by a machine (Classification) or by a person (Review)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from citance.model.document import Span


class Stance(StrEnum):
    SUPPORTING = "supporting"
    CONTRASTING = "contrasting"
    MENTIONING = "mentioning"
    UNCLASSIFIED = "unclassified"  # until someone has said


class Evidence(StrEnum):
    """Whose result supports or contrasts: the citing article's own, or one it reports. None for mentioning."""

    OWN = "own"
    REPORTED = "reported"


class Because(msgspec.Struct, frozen=True):
    """Words that tipped a verdict: in which of the three sentences, where, and what they do there."""

    where: Literal["before", "sentence", "after"] = msgspec.field(name="in")
    span: Span
    cue: str  # the cue's name or the words themselves
    role: Literal["cue", "whose"] = "cue"


class Scores(msgspec.Struct, frozen=True):
    """Calibrated scores that sum to one."""

    supporting: float
    contrasting: float
    mentioning: float


class Classification(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stance given to a statement by a classifier: how surely, whose evidence, because of which words.

    `stance` is UNCLASSIFIED with a `reason` ("language pt is not among those of rules 1: en") where it does not know;
    then `scores` is None. `by` is the classifier's name and version.
    """

    stance: Stance
    by: str
    scores: Scores | None = None
    evidence: Evidence | None = None
    because: tuple[Because, ...] = ()
    reason: str | None = None

    @property
    def confidence(self) -> float | None:
        """The score of the stance given."""
        return None if self.scores is None else float(getattr(self.scores, self.stance))


class Review(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person's word on a statement's stance or on a link; a machine never overwrites it.

    `anchor` is the folded sentence (for a link: the folded reference): by it the review finds its statement again after a
    rebuild with another splitter or another form of the file. `statement` is the id it was given on.
    """

    subject: Literal["stance", "link"]
    statement: str
    article: str  # key of the citing article
    reference: str  # key of the reference within it
    anchor: str
    reviewer: str
    at: str  # ISO 8601, UTC
    stance: Stance | None = None
    evidence: Evidence | None = None
    cited: str | None = None  # key of the article a link review names; None: leads to no article
    why: str = ""
    withdrawn: bool = False
