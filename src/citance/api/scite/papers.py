"""Papers: bibliographic records with their notices."""

from __future__ import annotations

from collections.abc import Iterable
from logging import getLogger
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.scite import wire, words
from citance.api.scite.bodies import json_of, read_dois, shown_as
from citance.api.scite.openapi import describe, get_or_post
from citance.api.scite.words import Counted, read_doi
from citance.errors import CitanceError, NotFound
from citance.index import Index
from citance.model import Doi

_log = getLogger("citance.api")


def add_papers(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    """Add the routes."""

    @get_or_post(routes, "/papers", **describe(wire.Papers, "Up to 500 articles.", body="DOIs"))
    async def papers(request: Request) -> Response:
        asked = await read_dois(request)

        def answer(index: Index) -> dict[str, wire.Paper]:
            cards = index.cards({doi for doi in asked.values() if doi is not None})
            return {
                key: words.paper(cards[doi], shown_as(key, doi), evidence)
                for key, doi in asked.items()
                if doi is not None and doi in cards
            }

        try:
            return json_of(wire.Papers(await ask(answer)))
        except CitanceError:
            # A client that is told of a failure here takes all badges off its page, their tallies with them.
            _log.exception("papers could not be answered")
            return json_of(wire.Papers({}))

    @routes.get("/papers/sources/{target_doi:path}", **describe(wire.Papers, "The articles that cite one."))
    async def sources(target_doi: str) -> Response:
        asked = read_doi(target_doi)
        return json_of(wire.Papers(await ask(lambda index: _papers(index, index.citing_articles(asked), evidence))))

    @routes.get("/papers/{doi:path}", **describe(wire.Paper, "An article with its notices."))
    async def paper(doi: str) -> Response:
        asked = read_doi(doi)
        return json_of(await ask(lambda index: words.paper(_card(index, asked), str(asked), evidence)))


def _card(index: Index, doi: Doi) -> Any:
    card = index.cards((doi,)).get(doi)
    if card is None:
        raise NotFound("article", doi)
    return card


def _papers(index: Index, articles: Iterable[Any], evidence: Counted) -> dict[str, wire.Paper]:
    """Papers by DOI; scite knows no others."""
    dois = [str(article.doi) for article in articles if article.doi]
    return {doi: words.paper(card, doi, evidence) for doi, card in index.cards(dois).items()}
