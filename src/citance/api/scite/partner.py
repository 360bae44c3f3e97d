"""Statements and references as partners are given them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.scite import wire, words
from citance.api.scite.bodies import json_of
from citance.api.scite.openapi import describe, text_parameter
from citance.api.scite.words import Counted, read_doi
from citance.index import Index
from citance.model import Doi

MOST_CITATIONS = 3_000  # as scite gives on a page
MOST_OFFSET = 1_000_000_000  # behind all that anything has


def add_partner(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    """Add the routes."""
    _add_citations(routes, ask, evidence)
    _add_references(routes, ask, evidence)


def _add_citations(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @routes.get("/api_partner/citations/citing/{doi:path}", **describe(wire.Citations, "Statements about an article."))
    async def citing(
        doi: str, papers: bool = False, tallies: bool = False, limit: int = MOST_CITATIONS, offset: int = 0
    ) -> Response:
        asked = read_doi(doi)

        def answer(index: Index) -> wire.Citations:
            begin, size = _within(offset, MOST_OFFSET), _within(limit, MOST_CITATIONS)
            report = index.report(asked, order="stored", offset=begin, limit=size)
            found = words.citations(report.statements, evidence, target=str(asked), key=report.article.key)
            return wire.Citations(
                wire.CitationsMetadata(report.total, report.withheld),
                found,
                **_both_ends(index, (end for one in found for end in (one.source, one.target)), evidence, papers, tallies),
            )

        return json_of(await ask(answer))

    @routes.get("/api_partner/citations/cited_by/{doi:path}", **describe(wire.Citations, "What an article says of others."))
    async def cited_by(doi: str, papers: bool = False, tallies: bool = False) -> Response:
        asked = read_doi(doi)

        def answer(index: Index) -> wire.Citations:
            found = words.citations(index.statements_made(asked), evidence)
            return wire.Citations(
                wire.CitationsMetadata(len(found)),
                found,
                **_both_ends(index, (end for one in found for end in (one.source, one.target)), evidence, papers, tallies),
            )

        return json_of(await ask(answer))


def _add_references(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @routes.get(
        "/api_partner/references/references_to/{doi:path}",
        **describe(wire.References, "Who has an article in the list.", parameters=(text_parameter("source_doi"),)),
    )
    async def references_to(
        request: Request, doi: str, papers: bool = False, tallies: bool = False, limit: int = MOST_CITATIONS, offset: int = 0
    ) -> Response:
        asked = read_doi(doi)
        given = [*request.query_params.getlist("source_doi"), *request.query_params.getlist("source_doi[]")]
        wanted = {str(found) for one in given if (found := Doi.read(one)) is not None}

        def answer(index: Index) -> wire.References:
            sources = [words.name_of(article) for article in index.citing_articles(asked)]
            sources = [source for source in sources if not given or source in wanted]
            page = sources[_within(offset, MOST_OFFSET) :][: _within(limit, MOST_CITATIONS)]
            return wire.References(
                wire.ReferencesMetadata(len(sources), len(set(sources))),
                tuple(wire.Reference(source, str(asked)) for source in page),
                **_both_ends(index, (*page, str(asked)), evidence, papers, tallies),
            )

        return json_of(await ask(answer))

    @routes.get(
        "/api_partner/references/references_from/{doi:path}", **describe(wire.References, "The references of an article.")
    )
    async def references_from(doi: str, papers: bool = False, tallies: bool = False) -> Response:
        asked = read_doi(doi)

        def answer(index: Index) -> wire.References:
            targets = [words.name_of(article) for article in index.cited_articles(asked)]
            return wire.References(
                wire.ReferencesMetadata(len(targets), 1 if targets else 0),
                tuple(wire.Reference(str(asked), target) for target in targets),
                **_both_ends(index, (*targets, str(asked)), evidence, papers, tallies),
            )

        return json_of(await ask(answer))


def _both_ends(index: Index, ends: Iterable[str], evidence: Counted, papers: bool, tallies: bool) -> dict[str, Any]:
    """The papers and tallies that were asked for, of every DOI that occurs."""
    dois = dict.fromkeys(end for end in ends if end.startswith("10."))
    parts: dict[str, Any] = {}
    if papers:
        parts["papers"] = {doi: words.paper(card, doi, evidence) for doi, card in index.cards(dois).items()}
    if tallies:
        known = index.tallies(dois)
        parts["tallies"] = {doi: words.tally(known.get(doi), doi, evidence) for doi in dois}
    return parts


def _within(number: int, most: int) -> int:
    """The number, or the nearest that is asked for in earnest: these clients want an answer above all."""
    return max(0, min(number, most))
