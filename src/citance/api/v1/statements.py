"""Statements: one with all that was ever said of it, words to classify, and what people say of a stance."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.v1 import bodies
from citance.api.v1.answers import Answer, articles_as, citations_as_jsonld, respond, statements_as_csv, whole
from citance.api.v1.formats import MEDIA_TYPES
from citance.api.v1.openapi import told
from citance.api.v1.parameters import RequestParameters, Route
from citance.api.v1.problems import Refusal
from citance.api.v1.shapes import Classified, ReviewAsked, ReviewKept
from citance.errors import InvalidInput, InvalidRecord, NotFound
from citance.index import FormView, Index, ReviewRow, StatementDetails
from citance.model.codec import read_json, to_json
from citance.services.classify import CLASSIFIERS, POINTS, load_classifier
from citance.services.classify_lines import classify_lines
from citance.services.export.rows import CitationExport

STATEMENT = Route(formats=("json", "csv", "ris", "bibtex", "csl-json", "jsonld"))
CLASSIFY = Route(("classifier", "operating_point"), formats=("json", "jsonl"))

MOST_LINES = 200  # 0.8 s of a core for the trained classifier, measured on the toy literature; more is for the command line
MOST_CLASSIFY = 2**19  # bytes
LONGEST_LINE = 2**15  # of one statement: ten times the longest met; what is done with a sentence grows faster than its length
MOST_REVIEW = 2**16

Reviewer = Callable[[Request], str | None]
"""The name in which whoever asks reviews, None for the one they give; raises for who may not."""

Address = Callable[[Index, FormView, str], str | None]
"""The address that opens a form where a statement stands, below the path we were put under; None where there is none."""

Id = Annotated[str, Path(min_length=1, max_length=100, description="As reports show it.", examples=["k7q2m4x5v6n3b2a1"])]
Number = Annotated[int, Path(ge=1, description="The number of a review, as the statement shows it.", examples=[12])]


MayWithdraw = Callable[[Request, str], bool]
"""Whether whoever asks, and may review, may take back a review in this name."""

MaySign = Callable[[Request, str], bool]
"""Whether whoever asks, and may review, may do so in this name."""


def add_statements(
    routes: APIRouter,
    ask: Ask,
    write: Ask,
    reviewer: Reviewer | None,
    may_withdraw: MayWithdraw,
    may_sign: MaySign,
    *,
    address: Address,
) -> None:
    """Add the routes; reviews go by `write`, in the name that `reviewer` says, and are taken back by those who `may_withdraw`."""

    one = CapacityLimiter(1)  # a classifier remembers what it judged: one at a time, and no thread that the index is asked in

    @routes.get("/statements/{id}", **told(StatementDetails, "A statement with its history and its reviews.", STATEMENT))
    async def statement(request: Request, id: Id) -> Response:
        root: str = request.scope.get("root_path", "")
        return await respond(
            request, ask, STATEMENT, lambda index, asked: _statement(index, asked, id, lambda form: address(index, form, root))
        )

    @routes.post(
        "/classify",
        **told(
            Classified,
            f"The stances of up to {MOST_LINES} statements of at most {LONGEST_LINE:,} bytes.",
            CLASSIFY,
            body="classify",
        ),
    )
    async def classify(request: Request) -> Response:
        body = await bodies.read_body(request, bodies.LINES, MOST_CLASSIFY)
        asked = RequestParameters(request, CLASSIFY)
        made = await to_thread.run_sync(_classify, asked, body, limiter=one)
        return Response(made.body, 200, {"cache-control": "no-store", "vary": "Accept"}, MEDIA_TYPES[asked.format])

    @routes.post(
        "/statements/{id}/reviews", **told(ReviewKept, "A person's word on a statement.", Route(), body="review", status=201)
    )
    async def review(request: Request, id: Id) -> Response:
        name = None if reviewer is None else reviewer(request)
        body = await bodies.read_body(request, bodies.JSON, MOST_REVIEW)
        said = read_json(body, ReviewAsked)
        await ask(lambda index: index.statement(id))  # what one may not see one says nothing of
        signed = said.reviewer if name is None else name
        if not may_sign(request, signed):
            raise Refusal("forbidden", "this name belongs to a key: give the key, or another name")
        number = await write(lambda index: _record(index, id, said, signed))
        return await ask(lambda index: _kept(index, request, id, number))

    @routes.delete(
        "/statements/{id}/reviews/{review:int}",
        **told(None, "A review taken back; what was said besides holds again.", Route(), status=204),
    )
    async def withdraw(request: Request, id: Id, review: Number) -> Response:
        if reviewer is not None:
            reviewer(request)
        row = await ask(lambda index: _review(index, id, review))
        if not may_withdraw(request, row.review.reviewer):
            raise Refusal("forbidden", "a review is taken back by whoever gave it, or with a key for everything")
        await write(lambda index: _withdraw(index, review))
        return Response(status_code=204, headers={"cache-control": "no-store"})


def _statement(index: Index, asked: RequestParameters, id: str, address: Callable[[FormView], str | None]) -> Answer:
    details = index.statement(id)
    statement, stamp = details.statement, index.provenance("statement", id)
    if asked.format == "json":
        form = msgspec.structs.replace(details.read_from, address=address(details.read_from))
        return whole(asked, msgspec.structs.replace(details, read_from=form), None, provenance=stamp)
    if asked.format == "csv":
        return statements_as_csv([statement])
    if asked.format == "jsonld":
        stance: dict[str, Any] = {statement.stance.value: 1}
        edges = [
            CitationExport(statement.citing, cited, statement.reference or "", statement.position or 0, 1, **stance)
            for cited in statement.cited
        ]
        return citations_as_jsonld(edges, stamp)
    card = index.cards((statement.citing.key,))[statement.citing.key]
    return articles_as(asked.format, [(card.article, card.tally)], stamp)


# -- classifying -------------------------------------------------------------------------------------------------------------


@lru_cache(4)
def _classifier(name: str, point: str) -> Any:
    """Loaded once: the trained one takes a while."""
    return load_classifier(name, point)


def _classify(asked: RequestParameters, body: bytes) -> Answer:
    # A folder, as the command line takes one, is not among them: nobody asks for files from outside.
    name, point = asked.one_of("classifier", ("best", *CLASSIFIERS)), asked.one_of("operating_point", POINTS)
    lines = _lines(body)
    many = sum(not line.isspace() for line in lines if line)
    if many > MOST_LINES:
        raise InvalidInput(f"at most {MOST_LINES} statements at a time; these are {many}")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise InvalidRecord(f"a statement may have {LONGEST_LINE:,} bytes", number)
    classifier = _classifier(name, point)
    verdicts = tuple(classify_lines(lines, classifier))
    if asked.format == "jsonl":
        return Answer(b"".join(to_json(verdict) + b"\n" for verdict in verdicts))
    return whole(asked, Classified(f"{classifier.name} {classifier.version}", verdicts), None)


def _lines(body: bytes) -> list[bytes]:
    """The statements of a body: lines of JSON, or an array of such objects."""
    if body.lstrip()[:1] == b"[":
        return [bytes(one) for one in read_json(body, list[msgspec.Raw])]
    return body.split(b"\n")  # blank ones too: they count where an error says in which line it is


# -- reviewing ---------------------------------------------------------------------------------------------------------------


def _record(index: Index, id: str, said: ReviewAsked, name: str) -> int:
    _check(index)
    row = index.record_review(
        id,
        reviewer=name,
        stance=said.stance,
        evidence=said.evidence,
        cited=said.cited,
        no_article=said.no_article,
        why=said.why,
    )
    return row.number


def _withdraw(index: Index, number: int) -> None:
    _check(index)
    index.withdraw_review(number)


def _check(index: Index) -> None:
    if not index.writable:
        raise Refusal("forbidden", "this index takes no reviews from here")


def _review(index: Index, id: str, number: int) -> ReviewRow:
    """A review of the statement that those may see who ask here. Raises NotFound."""
    row = next((row for row in index.statement(id).reviews if row.number == number), None)
    if row is None:
        raise NotFound("review", str(number))
    return row


def _kept(index: Index, request: Request, id: str, number: int) -> Response:
    """The review as those see it who ask here."""
    at = f"{request.scope.get('root_path', '')}/v1/statements/{quote(id, safe='')}"
    row = _review(index, id, number)  # none, where it is taken back in the same moment
    kept = ReviewKept(row.number, row.review, row.statement)
    return Response(to_json(kept), 201, {"location": at, "cache-control": "no-store"}, "application/json")
