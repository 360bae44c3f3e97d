"""From errors to answers of the kind application/problem+json (RFC 9457), by the table in `services.status_codes`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from logging import getLogger
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from citance import errors
from citance.model.codec import to_json
from citance.services.status_codes import FAULT_WORDS, NO_INDEX, TurnedAway, is_no_index, row_of

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:citance:problem:"

_log = getLogger("citance.api")


class Refusal(Exception):
    """What only a server says: no error of Citance, but of how it was asked. `kind` is one of REFUSALS."""

    def __init__(self, kind: str, detail: str, **facts: Any) -> None:
        self.kind, self.detail, self.facts = kind, detail, facts
        super().__init__(detail)


REFUSALS: dict[str, tuple[int, str]] = {
    "bad_cursor": (400, "Not a cursor"),
    "cursor_expired": (410, "The index has changed"),
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
    if isinstance(error, TurnedAway):
        told = {name.decode(): value.decode() for name, value in error.headers}
        return error.status, _body("refused", "Refused", error.status, error.words), told
    if is_no_index(error):
        return problem(Refusal("no_index", NO_INDEX))
    row = row_of(error)
    if row is None:
        return problem(Refusal("fault", FAULT_WORDS))
    facts = {} if row.words else _facts(error)
    advice = next((words for kind, words in ADVICE.items() if isinstance(error, kind)), "")
    told = {**facts, **({"advice": advice} if advice else {})}
    return row.status, _body(kind_of(type(error)), row.title, row.status, row.words or str(error), told), row.headers


def kind_of(error: type[BaseException]) -> str:
    """The name of an error in answers: not_found, invalid_query..."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error.__name__).lower()


def _body(kind: str, title: str, status: int, detail: str, facts: Mapping[str, Any] = {}) -> dict[str, Any]:
    head = {"type": TYPE + kind, "title": title, "status": status, "detail": detail}
    return {**head, **facts, **head}


def _facts(error: BaseException) -> dict[str, Any]:
    """What the error knows besides its words, under names that a problem has no other meaning for."""
    return {name: value for name, value in vars(error).items() if isinstance(value, str | int | tuple) and name[0] != "_"}
