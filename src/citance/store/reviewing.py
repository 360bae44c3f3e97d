"""What reviewers outvote, and how a review finds its statement again.

A person's word always stands before a machine's, in what is shown and in what is counted. Where persons disagree, all their
reviews are kept and shown as disputed; what counts is what most of them say, each reviewer's latest word once, and of equals
the word given last.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from citance.model import Evidence, Review, Stance


class Verdict(msgspec.Struct, frozen=True):
    """The stance that reviewers give, and whether they disagree."""

    stance: Stance
    evidence: Evidence | None
    disputed: bool


def verdict_of(reviews: Iterable[Review]) -> Verdict | None:
    """What reviews on one statement say together; None where none speaks of its stance. Withdrawn ones are not asked."""
    latest: dict[str, Review] = {}
    for review in sorted((r for r in reviews if r.subject == "stance" and not r.withdrawn), key=lambda r: r.at):
        if review.stance is not None:
            latest[review.reviewer] = review
    if not latest:
        return None
    votes = Counter((review.stance, review.evidence) for review in latest.values())
    most = max(votes.values())
    last = max((r for r in latest.values() if votes[r.stance, r.evidence] == most), key=lambda r: (r.at, r.reviewer))
    assert last.stance is not None
    return Verdict(last.stance, last.evidence, len(votes) > 1)


def link_verdict_of(reviews: Iterable[Review]) -> Review | None:
    """The review whose word holds among those on the link of one reference; None where none speaks of it.

    Counted as stances are: each reviewer's latest word once, what most say, and of equals the word given last.
    """
    latest = _latest_on_link(reviews)
    if not latest:
        return None
    votes = Counter(review.cited for review in latest)
    most = max(votes.values())
    return max((r for r in latest if votes[r.cited] == most), key=lambda r: (r.at, r.reviewer))


def _latest_on_link(reviews: Iterable[Review]) -> list[Review]:
    standing = (review for review in reviews if review.subject == "link" and not review.withdrawn)
    return list({review.reviewer: review for review in sorted(standing, key=lambda r: r.at)}.values())


def is_disputed(reviews: Iterable[Review]) -> bool:
    """Whether reviewers of a statement disagree: on its stance, or on the article its reference means."""
    reviews = tuple(reviews)
    verdict = verdict_of(reviews)
    return (verdict is not None and verdict.disputed) or len({review.cited for review in _latest_on_link(reviews)}) > 1


def fold(sentence: str) -> str:
    """A sentence as anchors have it: letters and digits alone, without case or accents, so that blanks, marks and the
    markup of another form do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKD", sentence).casefold() if c.isalnum())


class Mention(msgspec.Struct, frozen=True):
    """A statement a review could belong to."""

    name: bytes
    id: str
    reference: str | None
    sentence: str


# Two sentences are one cut differently when the shorter stands whole in the longer and is no mere scrap: 20 letters are about
# four words; shorter ones ("seefig2") stand in many sentences.
_SHORTEST_ANCHOR = 20


def find_mention(review: Review, mentions: Sequence[Mention]) -> Mention | None:
    """The statement that a review speaks of, among those of its citing article; None where it is orphaned.

    Only mentions of the same reference are looked at. The same id with the same sentence is the one; else the sentence
    decides: the same words, or one sentence within the other where the splitter cut elsewhere. Where several would do, the
    one with the same id or else the first. The same id over other words is not the statement that was reviewed.
    """
    anchor = fold(review.anchor)
    same = [mention for mention in mentions if mention.reference == review.reference]
    by_id = [mention for mention in same if mention.id == review.statement]
    if not anchor:  # a citation without a sentence: the id is all there is
        return by_id[0] if by_id else None
    folded = [(mention, fold(mention.sentence)) for mention in same]
    exact = [mention for mention, sentence in folded if sentence == anchor]
    if not exact:
        exact = [mention for mention, sentence in folded if _within(anchor, sentence)]
    for mention in exact:
        if mention.id == review.statement:
            return mention
    return exact[0] if exact else None


def _within(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_ANCHOR and short in long
