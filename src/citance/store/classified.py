"""A classification as stores keep it, so that what comes back is the same from every store."""

from __future__ import annotations

import struct

from citance.model import Classification, Scores
from citance.store.codes import VERDICTS, verdict_code

_SCORES = struct.Struct("<3f")


def pack_scores(scores: Scores | None) -> bytes | None:
    """Scores as three 32-bit floats: half the room, and exact to the seventh figure."""
    return None if scores is None else _SCORES.pack(scores.supporting, scores.contrasting, scores.mentioning)


def unpack_scores(packed: bytes | None) -> Scores | None:
    """The scores that were packed, rounded to six places, so that 0.7 comes back as 0.7."""
    return None if packed is None else Scores(*(round(score, 6) for score in _SCORES.unpack(packed)))


def as_kept(classification: Classification) -> Classification:
    """The classification as it comes back: scores to six places, and own evidence where the classifier does not say."""
    stance, evidence = VERDICTS[verdict_code(classification.stance, classification.evidence)]
    return Classification(
        stance=stance,
        by=classification.by,
        scores=unpack_scores(pack_scores(classification.scores)),
        evidence=evidence,
        because=classification.because,
        reason=classification.reason,
    )


def sure_of(verdict: int, packed: bytes | None) -> float | None:
    """The packed score of the stance given (as a verdict code); None where nobody scored it."""
    if packed is None:
        return None
    stance, _ = VERDICTS[verdict]
    return float(getattr(unpack_scores(packed), stance, 0.0))
