"""How much the index holds."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.scite import wire, words
from citance.api.scite.bodies import json_of
from citance.api.scite.openapi import describe
from citance.api.scite.words import Counted
from citance.index import Index


def add_totals(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    """Add the routes."""

    @routes.get(
        "/stats/subject-coverage", **describe(list[wire.SubjectCoverage], "Articles have no subjects here: an empty list.")
    )
    async def subjects() -> Response:
        return json_of([])

    @routes.get("/stats", **describe(wire.Stats, "How much the index holds."))
    async def stats() -> Response:
        return json_of(await ask(lambda index: _stats(index, evidence)))


def _stats(index: Index, evidence: Counted) -> wire.Stats:
    counts = index.totals()
    tally = words.tally(counts.tally, msgspec.UNSET, evidence)
    return wire.Stats(
        citations_total=counts.linked_references,
        citations_new_total=0,
        papers_total=counts.articles,
        citations_distinct_sources=counts.documents,
        authors_total=0,
        affilations_total=0,
        publishers_total=0,
        journals_total=counts.journals,
        self_cites_total=counts.self_citations,
        unique_citations=counts.linked_references,
        citation_statements_total=tally.total,
        contrasting_total=tally.contradicting,
        mentioning_total=tally.mentioning,
        supporting_total=tally.supporting,
        introduction_total=counts.by_section.get("introduction", 0),
        methods_total=counts.by_section.get("methods", 0),
        results_total=counts.by_section.get("results", 0),
        discussion_total=counts.by_section.get("discussion", 0),
        other_total=counts.by_section.get("other", 0),
    )
