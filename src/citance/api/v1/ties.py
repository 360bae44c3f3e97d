"""Articles among others: the map around one, and several set against each other."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.v1.answers import Answer, respond, whole
from citance.api.v1.articles import Identifier
from citance.api.v1.openapi import told
from citance.api.v1.parameters import RequestParameters, Route
from citance.errors import InvalidInput
from citance.index import CitationMap, Comparison, Index

MAP = Route(("opened",))
COMPARE = Route(("article",))


def add_ties(routes: APIRouter, ask: Ask) -> None:
    """Add the routes. They stand before those of one article, whose identifier takes the rest of a path."""

    @routes.get(
        "/articles/{identifier:path}/map",
        **told(CitationMap, "An article among those that cite it and those it cites, with what any says of any other.", MAP),
    )
    async def around(request: Request, identifier: Identifier) -> Response:
        return await respond(request, ask, MAP, lambda index, asked: _map(index, asked, identifier))

    @routes.get(
        "/compare", **told(Comparison, "What several articles say of each other, and who cites more than one of them.", COMPARE)
    )
    async def compare(request: Request) -> Response:
        return await respond(request, ask, COMPARE, _compare)


def _map(index: Index, asked: RequestParameters, identifier: str) -> Answer:
    found = index.citation_map(identifier, opened=asked.several("opened"))
    return whole(asked, found, found.provenance.sequence)


def _compare(index: Index, asked: RequestParameters) -> Answer:
    named = asked.several("article")
    if not named:
        raise InvalidInput("name the articles to compare: article=...&article=...")
    found = index.compare(named)
    return whole(asked, found, found.provenance.sequence)
