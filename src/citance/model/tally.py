"""Counts of statements about an article, and how they add up.

`total` counts statements, unclassified ones included: one reference x one mention each, so "[3-5]" adds one to each of
three. Citing articles are counted apart. Tallies of two articles add up field by field, except that the citing articles of
versions taken together must be counted as a set by whoever holds them.
"""

from __future__ import annotations

import msgspec

from citance.model.stance import Evidence, Stance


class Tally(msgspec.Struct, frozen=True, omit_defaults=True):
    """Statements about an article by stance and by whose evidence."""

    supporting_own: int = 0
    supporting_reported: int = 0
    contrasting_own: int = 0
    contrasting_reported: int = 0
    mentioning: int = 0
    unclassified: int = 0
    citing_articles: int = 0

    @property
    def supporting(self) -> int:
        return self.supporting_own + self.supporting_reported

    @property
    def contrasting(self) -> int:
        return self.contrasting_own + self.contrasting_reported

    @property
    def total(self) -> int:
        return self.supporting + self.contrasting + self.mentioning + self.unclassified

    def __add__(self, other: Tally) -> Tally:
        # Written out, for a million are added up where journals are told of: a third of the time it takes in a loop.
        return Tally(
            self.supporting_own + other.supporting_own,
            self.supporting_reported + other.supporting_reported,
            self.contrasting_own + other.contrasting_own,
            self.contrasting_reported + other.contrasting_reported,
            self.mentioning + other.mentioning,
            self.unclassified + other.unclassified,
            self.citing_articles + other.citing_articles,
        )


def tally_field(stance: Stance, evidence: Evidence | None) -> str:
    """The field of Tally that a statement of this stance and evidence adds one to; own where a classifier does not say."""
    if stance in (Stance.SUPPORTING, Stance.CONTRASTING):
        return f"{stance}_{evidence or Evidence.OWN}"
    return str(stance)


TALLIED: tuple[tuple[Stance, Evidence | None], ...] = (
    (Stance.SUPPORTING, Evidence.OWN),
    (Stance.SUPPORTING, Evidence.REPORTED),
    (Stance.CONTRASTING, Evidence.OWN),
    (Stance.CONTRASTING, Evidence.REPORTED),
    (Stance.MENTIONING, None),
    (Stance.UNCLASSIFIED, None),
)
"""What a tally counts apart, in the order of its fields. Stores keep the places in this list: nothing in it may move."""
