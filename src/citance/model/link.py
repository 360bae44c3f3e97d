"""A reference recognised as an article, with the reason."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from citance.model.article import ArticleRecord


class LinkStatus(StrEnum):
    LINKED = "linked"
    AMBIGUOUS = "ambiguous"  # two or more equals: none is chosen
    UNLINKED = "unlinked"  # no article could be recognised


class LinkReason(StrEnum):
    """Why a link was made or not; the sentence for people is in `Link.words`."""

    IDENTIFIER = "identifier"  # the reference carries an identifier of the article
    FIELDS = "fields"  # its fields agree
    OWN_WORDS = "own_words"  # no article known: the work is entered from the reference itself
    NO_CANDIDATE = "no_candidate"
    TOO_WEAK = "too_weak"  # the best candidate does not agree enough
    EQUALS = "equals"  # several agree alike
    TOO_LITTLE = "too_little"  # the reference says too little to be a work
    REVIEWED = "reviewed"  # a person said so


class Candidate(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An article a reference could mean."""

    key: str
    record: ArticleRecord


class Link(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The verdict on one work of one reference: linked, ambiguous or unlinked, and why.

    `words` reads as a person would say it: "same title and first author; year differs by one, as preprints do".
    """

    status: LinkStatus
    reason: LinkReason
    words: str
    article: str | None = None  # key of the article
    score: float | None = None  # log-odds of the features' table, where fields decided
    features: tuple[tuple[str, float], ...] = ()  # those that spoke, with their weight
    runner_up: str | None = None  # key
