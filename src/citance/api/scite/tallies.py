"""Tallies of articles: one, many, by section, by type of article."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.scite import wire, words
from citance.api.scite.bodies import json_of, read_dois, shown_as
from citance.api.scite.openapi import describe, get_or_post
from citance.api.scite.words import Counted, read_doi
from citance.index import Index, TallyView
from citance.model import Doi


def add_tallies(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    """Add the routes."""

    @routes.post("/tallies/aggregate", **describe(wire.Tally, "One tally for several articles.", body="DOIs"))
    async def aggregate(request: Request) -> Response:
        dois = {doi for doi in (await read_dois(request)).values() if doi is not None}
        known = await ask(lambda index: index.tallies(dois))
        return json_of(words.added(words.tally(counts, msgspec.UNSET, evidence) for counts in known.values()))

    @routes.get("/tallies/cited-by-sections/{doi:path}", **describe(wire.SectionTally, "In which sections an article is cited."))
    async def sections_of(doi: str) -> Response:
        asked = read_doi(doi)
        return json_of(await ask(lambda index: _sections(index, asked, str(asked), index.tally(asked))))

    @get_or_post(
        routes,
        "/tallies/cited-by-sections",
        **describe(wire.SectionTallies, "The same for up to 500 DOIs.", body="DOIs"),
    )
    async def sections(request: Request) -> Response:
        asked = await read_dois(request)

        def answer(index: Index) -> dict[str, wire.SectionTally]:
            known = index.tallies({doi for doi in asked.values() if doi is not None})
            return {key: _sections(index, doi, shown_as(key, doi), known.get(doi or "")) for key, doi in asked.items()}

        return json_of(wire.SectionTallies(await ask(answer)))

    @get_or_post(routes, "/tallies", **describe(wire.Tallies, "The tallies of up to 500 DOIs.", body="DOIs"))
    async def tallies(request: Request) -> Response:
        asked = await read_dois(request)
        dois = {doi for doi in asked.values() if doi is not None}
        known = await ask(lambda index: index.tallies(dois)) if dois else {}
        return json_of(
            wire.Tallies({key: words.tally(known.get(doi or ""), shown_as(key, doi), evidence) for key, doi in asked.items()})
        )

    @routes.post("/tallies/cited-by-pubmed-types", **describe(wire.TypeTallies, "The same for up to 500 DOIs.", body="DOIs"))
    async def types(request: Request) -> Response:
        asked = await read_dois(request)

        def answer(index: Index) -> dict[str, dict[str, int]]:
            known = index.tallies({doi for doi in asked.values() if doi is not None})
            return {key: _types(index, doi) if doi in known and known[doi].total else {} for key, doi in asked.items()}

        return json_of(wire.TypeTallies(await ask(answer)))

    @routes.get(
        "/tallies/{doi:path}/cited-by-pubmed-types",
        **describe(dict[str, int], "How often articles of each type cite an article, in statements."),
    )
    async def types_of(doi: str) -> Response:
        asked = read_doi(doi)
        return json_of(await ask(lambda index: _types(index, asked)))

    @routes.get("/tallies/{doi:path}", **describe(wire.Tally, "How often statements support, contrast or mention an article."))
    async def tally(doi: str) -> Response:
        asked = read_doi(doi)
        known = await ask(lambda index: _one(index, asked))
        return json_of(words.tally(known, str(asked), evidence))


def _one(index: Index, doi: Doi) -> TallyView:
    found = index.tallies((doi,)).get(doi)
    if found is None or not found.citing_articles:
        return index.tally(doi)  # raises where there is no such article, or the audience must not know of it
    return found


def _types(index: Index, doi: Doi | None) -> dict[str, int]:
    """Statements by the type of the citing article, in PubMed's words where it has one for it."""
    if doi is None:
        return {}
    return words.by_type({one.value: one.count for one in index.cited_by(doi, limit=0).facets["article_type"]})


def _sections(index: Index, doi: Doi | None, shown: str, counts: TallyView | None) -> wire.SectionTally:
    if doi is None or counts is None or not counts.total:
        return words.section_tally({}, 0, shown)
    return words.section_tally(index.tally_by_section(doi), counts.total, shown)
