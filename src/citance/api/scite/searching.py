"""Search, and the article that has a title."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.routing import Match

from citance.api.asking import Ask
from citance.api.scite import wire
from citance.api.scite.bodies import json_of
from citance.api.scite.openapi import describe, text_parameter
from citance.api.scite.search import RIS, SearchAsked, search, written
from citance.api.scite.words import Counted


def add_search(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    """Add the routes."""

    @routes.get(
        "/search/match_reference",
        **describe(
            wire.Match,
            "The article that has a title and a first author.",
            parameters=(text_parameter("title"), text_parameter("first_author")),
        ),
    )
    async def match_reference(request: Request) -> Response:
        title, surname = (_said(request.query_params.get(name)) for name in ("title", "first_author"))
        found = await ask(lambda index: index.find_by_title(title, surname)) if title else None
        doi = str(found.doi) if found is not None and found.doi else None
        return json_of(wire.Match(doi is not None, doi))

    pages_beside = APIRouter(route_class=_ForPrograms)
    told = describe(
        wire.SearchResults, "Articles, and the statements in them, by words and filters.", parameters=SearchAsked.described()
    )
    told["responses"][200]["content"] |= {kind: {"schema": {"type": "string"}} for kind in ("text/csv", RIS)}

    @pages_beside.get("/search", **told)
    async def find(request: Request) -> Response:
        asked = SearchAsked.read(request.query_params.multi_items())
        beside = {"vary": "Accept"}  # a browser gets a page at this address
        if asked.format == "json":
            answer = json_of(await ask(lambda index: search(index, asked, evidence)))
            answer.headers.update(beside)
            return answer
        text, kind = await ask(lambda index: written(index, asked, evidence))
        named = {"content-disposition": f'attachment; filename="search.{asked.format}"'}
        return Response(text, media_type=kind, headers=beside | named)

    routes.include_router(pages_beside)


class _ForPrograms(APIRoute):
    """A route that leaves a browser to the page of the same address: a browser that opens a page asks for HTML."""

    def matches(self, scope: Any) -> Any:
        accept = next((value for name, value in scope.get("headers", ()) if name == b"accept"), b"")
        return (Match.NONE, {}) if b"text/html" in accept else super().matches(scope)


def _said(text: str | None) -> str:
    """What a parameter says; scripts send the word `undefined` where they have nothing."""
    return "" if text is None or text.strip() in ("undefined", "null") else text.strip()
