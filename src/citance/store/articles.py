"""How an article is shown and related: small rules that every store follows."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from citance.model import ArticleRecord, RelationKind
from citance.store.votes import elected, identifiers_of, record_of

# A match key with more articles than this (a title such as "editorial note") tells nothing about any of them.
MOST_OF_A_KEY = 20

_SCHEMES = ("doi", "pmcid", "pmid", "arxiv")

VERSIONS = (RelationKind.PREPRINT_OF, RelationKind.HAS_PREPRINT)
TURNED = {
    RelationKind.CORRECTION_OF: RelationKind.CORRECTED_BY,
    RelationKind.CORRECTED_BY: RelationKind.CORRECTION_OF,
    RelationKind.RETRACTION_OF: RelationKind.RETRACTED_BY,
    RelationKind.RETRACTED_BY: RelationKind.RETRACTION_OF,
    RelationKind.CONCERN_ABOUT: RelationKind.CONCERN_BY,
    RelationKind.CONCERN_BY: RelationKind.CONCERN_ABOUT,
    RelationKind.PREPRINT_OF: RelationKind.HAS_PREPRINT,
    RelationKind.HAS_PREPRINT: RelationKind.PREPRINT_OF,
    RelationKind.COMPANION: RelationKind.COMPANION,
}


def sorted_names(names: Collection[str]) -> tuple[str, ...]:
    """Identifiers in the order shown: by scheme, the shorter before the longer; the first of a scheme is the one preferred."""
    return tuple(sorted(names, key=lambda name: (_scheme_place(name), len(name), name)))


def _scheme_place(name: str) -> int:
    scheme = name.partition(":")[0]
    return _SCHEMES.index(scheme) if scheme in _SCHEMES else len(_SCHEMES)


def shown_record(front: ArticleRecord | None, votes: bytes | None, names: tuple[str, ...]) -> ArticleRecord:
    """What an article is shown as: its own front matter, else what its references elect; with its identifiers."""
    if front is None:
        return record_of(elected(votes), names)
    own = front.identifiers.spelled
    if own == names:  # nearly always, and names are read letter by letter
        return front
    return msgspec.structs.replace(front, identifiers=identifiers_of(own + names))
