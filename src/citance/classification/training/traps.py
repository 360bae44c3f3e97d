"""Statements of our own invention that mislead: each with what a careful reader says, and why it is a trap.

A model card shows what the classifier answers to each, so that a person sees its weak spots in plain words. The marked
citation stands between ⟦ and ⟧; a slash parts the sentence before from the sentence, and the sentence from the one after.
"""

from __future__ import annotations

from typing import NamedTuple

from citance.model import SectionKind, Span, Stance, StatementText

S, C, M = Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING


class Trap(NamedTuple):
    """A statement as written above, what it is, and what makes it hard."""

    written: str
    stance: Stance
    why: str

    @property
    def text(self) -> StatementText:
        """The statement as a classifier reads it, as of a discussion."""
        before, marked, after = (part.strip() for part in self.written.split("/"))
        start, end = marked.index("⟦"), marked.index("⟧") - 1
        sentence = marked.replace("⟦", "").replace("⟧", "")
        span = Span(start, end)
        return StatementText(
            sentence, before, after, span, span, section=SectionKind.DISCUSSION, heading="Discussion", language="en"
        )


TRAPS = (
    Trap("/ Frost without snow kills the roots of young larches ⟦[1]⟧. /", M, "a fact, however sure"),
    Trap(
        "/ In contrast, lambs that were fed hay were lighter at weaning ⟦[2]⟧. /", M, "two groups of lambs differ, no two works"
    ),
    Trap("/ Leaf area was measured in agreement with the protocol of Brandt ⟦[3]⟧. /", M, "a method taken over"),
    Trap(
        "/ Alder et al. ⟦[4]⟧ found that 82 % of infants responded; of ours, 31 % did. /",
        C,
        "a verdict in figures, without a cue",
    ),
    Trap(
        "/ Castell reported that calves gained four kilograms a week ⟦[5]⟧. / Our calves lost weight.",
        C,
        "the verdict comes after",
    ),
    Trap(
        "Our barley lost a third of its leaves. / The same loss has been described in rye ⟦[6]⟧. /",
        S,
        "one's own result stands before",
    ),
    Trap(
        "/ Doran's claim that salt hardens the bark ⟦[7]⟧ could not be reproduced by Evers [8]. /", C, "somebody else's evidence"
    ),
    Trap(
        "/ The autumn peak that Ivers described ⟦[9]⟧ was later seen by two other groups [10, 11]. /",
        S,
        "somebody else's evidence",
    ),
    Trap("/ Our counts agree with those of Fenn ⟦[12]⟧ but not with those of Gale [13]. /", S, "one of two works in a sentence"),
    Trap("/ Our counts agree with those of Fenn [12] but not with those of Gale ⟦[13]⟧. /", C, "the other of the two"),
    Trap("/ We could not confirm the rise in cortisol after shearing ⟦[14]⟧. /", C, "a word of agreement, denied"),
    Trap("/ Yields were slightly higher than those reported for the same soil ⟦[15]⟧. /", C, "a small difference in figures"),
    Trap("/ This may be because clay holds water longer than sand ⟦[16]⟧. /", M, "an explanation, no verdict"),
    Trap("/ Whether this is consistent with what is seen in adults ⟦[17]⟧ remains to be studied. /", M, "a question for later"),
    Trap("/ The careful survey by Hart ⟦[18]⟧ remains unequalled for this coast. /", M, "praise"),
)
