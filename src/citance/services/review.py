"""People's words on stances and links: given, looked at, taken back, carried elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unicodedata import category

import msgspec

from citance.errors import InvalidRecord
from citance.model import Classification, Evidence, Review, Stance
from citance.model.codec import convert, in_plain_words, read_json
from citance.services.choices import one_of, text_of
from citance.services.viewer import Viewer, without_anchor
from citance.services.views import FormView, StatementView
from citance.store.base import Store
from citance.store.packing import Visibility
from citance.store.reviewing import fold
from citance.store.values import ReviewRow, StoredStatement

if TYPE_CHECKING:
    from citance.classification.training.data import Labelled

STANCES = (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING)
"""What a person can say; "unclassified" is said by withdrawing."""

REVIEW_SCHEMA = "citance/review/1"


class Judged(msgspec.Struct, frozen=True):
    """What a classifier said, and when."""

    at: str
    classification: Classification


class StatementDetails(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/statement-details/1"):
    """One statement with all that was ever said of it; the last of `history` is the machine's present word.

    Where the audience sees only a snippet, the words that tipped a verdict are left out of the history.
    """

    statement: StatementView
    history: tuple[Judged, ...]
    reviews: tuple[ReviewRow, ...]
    read_from: FormView


class ReviewImport(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/review-import/1"):
    """What became of imported reviews."""

    read: int
    attached: int  # found their statement
    orphaned: int  # kept, and listed by `reviews(orphaned=True)`
    left_out: int = 0  # links to an article that this index has not


def statement_details(viewer: Viewer, id: str) -> StatementDetails:
    """One statement with its history; raises NotFound."""
    stored = viewer.store.statement(id)
    view = viewer.statement(stored)
    history = tuple(Judged(at, said) for at, said in viewer.store.classifications(stored.id))
    if view.cut:
        bare = (Judged(one.at, msgspec.structs.replace(one.classification, because=())) for one in history)
        history = tuple(bare)
    return StatementDetails(view, history, _shown(viewer, viewer.store.reviews(statement=stored.id)), viewer.form_of(stored.id))


def make_review(
    store: Store,
    id: str,
    *,
    reviewer: str,
    at: str,
    stance: Stance | str | None = None,
    evidence: Evidence | str | None = None,
    cited: str | None = None,
    no_article: bool = False,
    why: str = "",
) -> Review:
    """A person's word on a statement as a value, with the anchor by which it finds its statement again.

    Either a stance, or the article the reference leads to: `cited` (a key) or `no_article`. Raises NotFound, UnknownName,
    InvalidInput where name or reason is no text, and InvalidRecord where it says both, neither, or evidence of a mere mention.
    """
    of_link = cited is not None or no_article
    if of_link == (stance is not None) or (cited is not None and no_article):
        raise InvalidRecord("a review says a stance, or the article the reference leads to (or that it leads to none)")
    statement = store.statement(id)
    if statement.reference is None:
        raise InvalidRecord("this citation was not resolved to a reference, so there is nothing to review yet")
    given = None if stance is None else one_of("stance", str(stance), STANCES)
    whose = None if evidence is None else one_of("evidence", str(evidence), Evidence)
    review = Review(
        subject="link" if of_link else "stance",
        statement=statement.id,
        article=statement.citing,
        reference=statement.reference,
        anchor=fold(statement.text.sentence),
        reviewer=text_of("the reviewer's name", reviewer.strip()),
        at=at,
        stance=given,
        evidence=whose,
        cited=cited,
        why=text_of("the reason", why),
    )
    if (trouble := _trouble_with(review)) is not None:
        raise InvalidRecord(trouble)
    return review


def _trouble_with(review: Review) -> str | None:
    """What keeps it from being a review; None where nothing does."""
    if not review.reviewer.strip():
        return "a review needs a reviewer's name"
    if any(category(letter) == "Cc" for letter in review.reviewer):
        return "a reviewer's name is one line of letters"
    try:
        datetime.fromisoformat(review.at)
    except ValueError:
        return f"a review says when it was given, as 2026-11-30T12:00:00Z; not {review.at!r}"
    if review.subject == "link":
        if review.stance is not None or review.evidence is not None:
            return "a review of a link says no stance and no evidence"
    elif review.stance not in STANCES or review.cited is not None:
        return f"a review of a stance says one of {', '.join(STANCES)}, and no article"
    elif review.evidence is not None and review.stance is Stance.MENTIONING:
        return "evidence goes with supporting and contrasting alone"
    return None


def record(store: Store, review: Review) -> ReviewRow:
    """The review as kept."""
    number = store.record_review(review)
    for row in store.reviews(statement=review.statement):
        if row.number == number:
            return row
    return ReviewRow(number, review)


def list_reviews(viewer: Viewer, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
    """Reviews that stand, oldest first, as far as the audience may know what they speak of."""
    return _shown(viewer, viewer.store.reviews(statement=statement, orphaned=orphaned))


def disagreements(viewer: Viewer) -> tuple[StatementDetails, ...]:
    """Statements on whose stance reviewers disagree, in the order in which they were first reviewed."""
    reviewed = _reviewed(viewer.store, viewer.store.reviews(orphaned=False))
    return tuple(statement_details(viewer, id) for id, one in reviewed.items() if one.disputed and viewer.may_see(one))


def review_lines(viewer: Viewer) -> Iterator[Review]:
    """Every review for export, with its anchor. The public is given those on open documents alone."""
    rows = viewer.store.reviews()
    if viewer.audience != "owner":
        opened = {id for id, one in _reviewed(viewer.store, rows).items() if one.visibility is Visibility.OPEN}
        rows = tuple(row for row in rows if row.statement in opened)
    return (row.review for row in rows)


def import_reviews(store: Store, lines: Iterable[bytes]) -> ReviewImport:
    """What became of reviews in JSON Lines as `review_lines` are exported; the line of provenance is passed over.

    Nothing is recorded where a line is not a review: InvalidRecord says which.
    """
    reviews = list(_read(lines))
    known = store.articles({review.cited for review in reviews if review.cited is not None})
    kept = [review for review in reviews if review.cited is None or review.cited in known]
    with store.transaction():
        numbers = [store.record_review(review) for review in kept]
        waiting = {row.number for row in store.reviews(orphaned=True)}
    orphaned = sum(number in waiting for number in numbers)
    return ReviewImport(len(reviews), len(kept) - orphaned, orphaned, len(reviews) - len(kept))


def labelled_reviews(store: Store) -> tuple[Labelled, ...]:
    """What people said of stances as labelled statements to train on, oldest review first; English statements alone.

    `classification.training.reviews` says what becomes of several reviewers who agree or do not.
    """
    from citance.classification.training.reviews import labelled_by

    reviewed = _reviewed(store, store.reviews(orphaned=False)).values()
    found = (labelled_by(one.reviews, one.text, one.citing) for one in reviewed if one.text.language in (None, "en"))
    return tuple(one for one in found if one is not None)


def _read(lines: Iterable[bytes]) -> Iterator[Review]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = read_json(line, dict[str, Any], number)
        schema = found.pop("schema", REVIEW_SCHEMA)
        if isinstance(schema, str) and schema.startswith("citance/provenance/"):
            continue
        if schema != REVIEW_SCHEMA:
            raise InvalidRecord(f"this is a {schema}, not a {REVIEW_SCHEMA}", number)
        try:
            review = convert(found, Review)
        except msgspec.ValidationError as error:
            raise InvalidRecord(f"not a review: {in_plain_words(str(error))}", number) from error
        if (trouble := _trouble_with(review)) is not None:
            raise InvalidRecord(trouble, number)
        yield review


def _reviewed(store: Store, rows: Iterable[ReviewRow]) -> dict[str, StoredStatement]:
    """The statements that reviews speak of, by id, in the order of the reviews; those that are no more are left out."""
    ids = dict.fromkeys(row.statement for row in rows if row.statement is not None)
    stored = store.statements(ids)
    return {id: stored[id] for id in ids if id in stored}


def _shown(viewer: Viewer, rows: Iterable[ReviewRow]) -> tuple[ReviewRow, ...]:
    """Reviews as the audience sees them: the public gets none of private statements, no orphans, and no anchors."""
    rows = tuple(rows)
    if viewer.audience == "owner":
        return rows
    stored = _reviewed(viewer.store, rows)
    return tuple(
        msgspec.structs.replace(row, review=without_anchor(row.review))
        for row in rows
        if row.statement in stored and viewer.may_see(stored[row.statement])
    )
