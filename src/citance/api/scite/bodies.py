"""What these routes read and write: lists of DOIs and ISSNs in, JSON out."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import Request
from fastapi.responses import Response

from citance.api.scite.words import dois_of, key_of
from citance.errors import InvalidInput, InvalidRecord
from citance.model import Doi
from citance.model.codec import read_json

MOST_DOIS = 500  # or ISSNs, in one body
_encode = msgspec.json.Encoder().encode


def json_of(value: Any) -> Response:
    """An answer that holds this value."""
    return Response(_encode(value), media_type="application/json")


async def read_dois(request: Request) -> dict[str, Doi | None]:
    """By key: the DOIs of a body that is a bare JSON array. No body is an empty list."""
    return dois_of(await read_list(request, "DOIs"))


async def read_list(request: Request, what: str) -> list[object]:
    """The bare JSON array that a body is, whatever is in it; raises InvalidInput."""
    body = await request.body()
    try:
        given: Any = read_json(body, Any) if body.strip() else []
    except InvalidRecord:
        raise InvalidInput("the body is no JSON") from None
    if not isinstance(given, list):
        raise InvalidInput(f"the body must be a bare JSON array of {what}")
    if len(given) > MOST_DOIS:
        raise InvalidInput(f"at most {MOST_DOIS} {what} at a time; these are {len(given)}")
    return given


def shown_as(key: str, doi: Doi | None) -> str:
    """The DOI as an answer names it: as it was asked, without the address around it."""
    return str(doi) if doi is not None and not key.startswith("10.") else key_of(key)
