"""From errors to answers of the kind application/problem+json (RFC 9457): the one table of /v1.

The first row whose class fits is taken, so that the particular stands before the general. What an answer says is what the error
says, unless its words would tell strangers where files lie: those rows have words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from logging import getLogger
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from citance import errors
from citance.model.codec import to_json

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:citance:problem:"

_log = getLogger("citance.api")


class Refusal(Exception):
    """What only a server says: no error of Citance, but of how it was asked. `kind` is one of REFUSALS."""

    def __init__(self, kind: str, detail: str, **facts: Any) -> None:
        self.kind, self.detail, self.facts = kind, detail, facts
        super().__init__(detail)


class Row(NamedTuple):
    """Errors of this class are answered with this status and title, their own words or `words`, and `headers`."""

    error: type[BaseException]
    status: int
    title: str
    words: str = ""
    headers: Mapping[str, str] = {}


TABLE: tuple[Row, ...] = (
    Row(errors.InvalidIdentifier, 400, "Not an identifier"),
    Row(errors.InvalidQuery, 400, "A query that cannot be read"),
    Row(errors.InvalidRecord, 400, "Not such a record"),
    Row(errors.UnknownName, 400, "Unknown name"),
    Row(errors.InvalidInput, 400, "Not understood"),
    Row(errors.NotFound, 404, "Not in this index"),
    Row(errors.Unreadable, 422, "Not an article"),
    Row(errors.StoreLocked, 503, "Busy", "another process is writing to the index; try again in a while", {"retry-after": "5"}),
    Row(errors.StoreReadOnly, 403, "Read-only", "this index cannot be written to from here"),
    Row(errors.StoreFull, 507, "No space left", "the server has no space left for this"),
    Row(
        errors.StoreError, 503, "The index cannot be used", "the index cannot be used; whoever keeps this server must look at it"
    ),
    Row(errors.SearchIndexError, 503, "Search is not ready", "the search index is not ready", {"retry-after": "30"}),
    Row(errors.ClassifierUnusable, 503, "No classifier", "the files of this classifier are absent or damaged on this server"),
    Row(errors.MissingExtra, 501, "Part not installed"),
    Row(errors.CitanceError, 500, "A fault in Citance", "something went wrong in Citance; please report it"),
)

REFUSALS: dict[str, tuple[int, str]] = {
    "bad_cursor": (400, "Not a cursor"),
    "cursor_expired": (410, "The index has changed"),
    "too_much": (400, "Too much for one answer"),
    "too_large": (413, "Too large"),
    "not_acceptable": (406, "No such format"),
    "unsupported_media_type": (415, "Not this kind of body"),
    "forbidden": (403, "Not allowed"),
    "no_such_route": (404, "No such route"),
    "method_not_allowed": (405, "Not this method"),
    "no_index": (503, "No index"),
    "fault": (500, "A fault in Citance"),
}
"""Kind → status and title of what the server itself refuses."""

ADVICE: dict[type[BaseException], str] = {
    errors.InvalidIdentifier: "write it as 10.5555/toy.alder2011, pmid:23456789, PMC3456789 or arXiv:2101.00001",
    errors.InvalidQuery: "the query language: docs/reference/search.md",
}


class ProblemRoute(APIRoute):
    """A route whose errors are answered as problems, whatever the application around it does with errors."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                return answer(error)

        return guarded

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As a route matches; HEAD is asked of what answers GET, and need not be described by itself."""
        match, child = super().matches(scope)
        if match is Match.PARTIAL and scope["method"] == "HEAD" and "GET" in (self.methods or ()):
            return Match.FULL, child
        return match, child

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer, to HEAD as to GET: the server leaves out its body."""
        await super().handle({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, send)


def answer(error: Exception) -> Response:
    """The answer that tells of an error."""
    status, body, headers = problem(error)
    if status == 500:
        _log.error("answered with 500", exc_info=error)
    elif status > 500:
        _log.warning("answered with %s: %s", status, error)
    return Response(to_json(body), status, dict(headers), MEDIA_TYPE)


def problem(error: Exception) -> tuple[int, dict[str, Any], Mapping[str, str]]:
    """Status, body and headers that tell of an error; a fault of ours for one nobody foresaw."""
    if isinstance(error, Refusal):
        status, title = REFUSALS[error.kind]
        headers = {"allow": error.facts["allow"]} if "allow" in error.facts else {}
        return status, _body(error.kind, title, status, error.detail, error.facts), headers
    if isinstance(error, RequestValidationError):
        words = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
        return 400, _body("invalid_input", "Not understood", 400, words), {}
    if isinstance(error, HTTPException):
        return error.status_code, _body("refused", "Refused", error.status_code, str(error.detail)), error.headers or {}
    refused, said = getattr(error, "status", None), getattr(error, "words", None)
    if isinstance(refused, int) and isinstance(said, str):  # what the door around these routes refuses, while a body is read
        return refused, _body("refused", "Refused", refused, said), {}
    if isinstance(error, errors.NotFound) and error.what == "index":  # its name is a folder of the server's
        return problem(Refusal("no_index", "there is no index to ask"))
    for row in TABLE:
        if isinstance(error, row.error):
            facts = {} if row.words else _facts(error)
            advice = next((words for kind, words in ADVICE.items() if isinstance(error, kind)), "")
            told = {**facts, **({"advice": advice} if advice else {})}
            return row.status, _body(kind_of(type(error)), row.title, row.status, row.words or str(error), told), row.headers
    return problem(Refusal("fault", "something went wrong in Citance; please report it"))


def kind_of(error: type[BaseException]) -> str:
    """The name of an error in answers: not_found, invalid_query..."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error.__name__).lower()


def _body(kind: str, title: str, status: int, detail: str, facts: Mapping[str, Any] = {}) -> dict[str, Any]:
    head = {"type": TYPE + kind, "title": title, "status": status, "detail": detail}
    return {**head, **facts, **head}


def _facts(error: BaseException) -> dict[str, Any]:
    """What the error knows besides its words, under names that a problem has no other meaning for."""
    return {name: value for name, value in vars(error).items() if isinstance(value, str | int | tuple) and name[0] != "_"}
