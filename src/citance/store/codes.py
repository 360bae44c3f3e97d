"""Small numbers for the words of the model, as stored. The order is the code: add at the end, never take out or move.

Sections stand in the order in which an article has them, so that sorting by code is sorting as in an article.
"""

from __future__ import annotations

from citance.model import (
    TALLIED,
    Evidence,
    LinkReason,
    LinkStatus,
    MarkerKind,
    MarkerStyle,
    Place,
    RelationKind,
    SectionKind,
    Stance,
)

SECTIONS = (SectionKind.INTRODUCTION, SectionKind.METHODS, SectionKind.RESULTS, SectionKind.DISCUSSION, SectionKind.OTHER)
PLACES = (
    Place.PROSE,
    Place.TABLE,
    Place.FIGURE,
    Place.FOOTNOTE,
    Place.HEADING,
    Place.ABSTRACT,
    Place.BOX,
    Place.APPENDIX,
    Place.OTHER,
)
KINDS = (MarkerKind.TAGGED, MarkerKind.EXPANDED, MarkerKind.INFERRED)
STYLES = (MarkerStyle.NUMERIC, MarkerStyle.SUPERSCRIPT, MarkerStyle.AUTHOR_YEAR, MarkerStyle.OTHER)
STATUSES = (LinkStatus.LINKED, LinkStatus.AMBIGUOUS, LinkStatus.UNLINKED)
REASONS = (
    LinkReason.IDENTIFIER,
    LinkReason.FIELDS,
    LinkReason.OWN_WORDS,
    LinkReason.NO_CANDIDATE,
    LinkReason.TOO_WEAK,
    LinkReason.EQUALS,
    LinkReason.TOO_LITTLE,
    LinkReason.REVIEWED,
)
# What a reason always says need not be stored with every link.
REASON_WORDS = {
    LinkReason.IDENTIFIER: "the reference carries its identifier",
    LinkReason.OWN_WORDS: "no other article is like it: it is known from references alone",
    LinkReason.NO_CANDIDATE: "no article shares enough words or numbers with it",
    LinkReason.TOO_LITTLE: "it says too little to be a work",
    LinkReason.REVIEWED: "a person said so",
}
RELATIONS = (
    RelationKind.CORRECTION_OF,
    RelationKind.CORRECTED_BY,
    RelationKind.RETRACTION_OF,
    RelationKind.RETRACTED_BY,
    RelationKind.CONCERN_ABOUT,
    RelationKind.COMMENTARY_ON,
    RelationKind.COMPANION,
    RelationKind.PREPRINT_OF,
    RelationKind.HAS_PREPRINT,
    RelationKind.OTHER,
    RelationKind.CONCERN_BY,  # places are stored: new kinds come last
)

VERDICTS = TALLIED  # a stance with its evidence is one number: the place of its count in a tally
UNCLASSIFIED = 5

SECTION_CODE = {name: code for code, name in enumerate(SECTIONS)}
PLACE_CODE = {name: code for code, name in enumerate(PLACES)}
KIND_CODE = {name: code for code, name in enumerate(KINDS)}
STYLE_CODE = {name: code for code, name in enumerate(STYLES)}
STATUS_CODE = {name: code for code, name in enumerate(STATUSES)}
REASON_CODE = {name: code for code, name in enumerate(REASONS)}
RELATION_CODE = {name: code for code, name in enumerate(RELATIONS)}


def verdict_code(stance: Stance, evidence: Evidence | None) -> int:
    """The number of a stance with its evidence; own where a classifier does not say, as in the tally."""
    if stance is Stance.SUPPORTING:
        return 1 if evidence is Evidence.REPORTED else 0
    if stance is Stance.CONTRASTING:
        return 3 if evidence is Evidence.REPORTED else 2
    return 4 if stance is Stance.MENTIONING else UNCLASSIFIED
