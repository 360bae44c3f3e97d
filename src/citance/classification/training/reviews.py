"""People's reviews of a statement → what a classifier learns from it.

Each reviewer's latest word counts once. Where all agree, that is the label: certain where two or more said it, likely where
one did. Where they differ, what more than half of them say is learnt as a toss-up, which pulls little; a draw teaches nothing.
All their words stay in the index either way. Whose evidence it is is learnt only where those of the label agree on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from citance.classification.training.data import Labelled, LabelledLine
from citance.model import Evidence, Review, Stance, StatementText

CERTAIN, LIKELY, TOSS_UP = 3, 2, 1


def labelled_by(reviews: Iterable[Review], text: StatementText, article: str) -> Labelled | None:
    """The statement with the label its reviewers give it; None where they give none.

    `article` is the citing one. Reviews of links and withdrawn ones are not asked.
    """
    latest: dict[str, Review] = {}
    for review in sorted(reviews, key=lambda review: review.at):
        if review.subject == "stance" and review.stance is not None and not review.withdrawn:
            latest[review.reviewer] = review
    votes = Counter(review.stance for review in latest.values())
    if not votes or not text.sentence:
        return None
    (stance, most), *_ = votes.most_common(1)
    if stance is None or 2 * most <= len(latest):
        return None
    sure = TOSS_UP if most < len(latest) else CERTAIN if most > 1 else LIKELY
    said = {review.evidence for review in latest.values() if review.stance is stance}
    evidence = said.pop() if len(said) == 1 else None
    return _labelled(text, stance, evidence, sure, article)


def _labelled(text: StatementText, stance: Stance, evidence: Evidence | None, sure: int, article: str) -> Labelled:
    line = LabelledLine(
        id=text.id or "",
        before=text.before or None,
        sentence=text.sentence,
        after=text.after or None,
        span=text.span,
        group_span=text.group,
        others=text.others,
        heading=text.heading,
        section=text.section,
        label=stance.value,  # type: ignore[arg-type]  # "unclassified" is no word of a reviewer
        evidence=evidence,
        sure=sure,
        article=article,
        drawn="review",
    )
    return Labelled(text, stance, evidence, sure, None, article, line)


def with_reviews(items: Iterable[Labelled], reviewed: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """The labelled statements without those that reviewers speak of; and the reviewed ones, which stand in their place."""
    reviewed = list(reviewed)
    spoken_of = {_place(item) for item in reviewed}
    return [item for item in items if _place(item) not in spoken_of], reviewed


def _place(item: Labelled) -> tuple[object, ...]:
    return item.text.sentence, item.text.group or item.text.span
