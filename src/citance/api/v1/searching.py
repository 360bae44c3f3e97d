"""Search over statements and articles, and how much the index holds."""

from __future__ import annotations

from typing import Literal

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.v1.answers import Answer, exported, page, respond, whole
from citance.api.v1.formats import MEDIA_TYPES
from citance.api.v1.openapi import told
from citance.api.v1.parameters import PAGING, SEARCH_FILTERS, RequestParameters, Route
from citance.api.v1.problems import Refusal
from citance.errors import UnknownName
from citance.index import Index, IndexStats, SearchAnswer, Sort

SEARCH = Route(
    ("query", "kind", "facets", *SEARCH_FILTERS, *PAGING),
    tuple(Sort),
    ("json", "jsonl", "csv", "ris", "bibtex", "csl-json", "jsonld"),
)
STATS = Route()
KINDS = ("statements", "articles")
OF_STATEMENTS = (Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST)
"""The orders that statements come in; the others go by an article's tally."""

OF_KIND = {"statements": ("jsonl", "csv", "jsonld"), "articles": ("jsonl", "csv", "ris", "bibtex", "csl-json")}
"""The formats in which what was found can be written; statements as JSON-LD are the citations they make."""


def add_search(routes: APIRouter, ask: Ask) -> None:
    """Add the routes."""

    @routes.get("/search", **told(SearchAnswer, "Statements or articles, by words and filters.", SEARCH, paged=True))
    async def search(request: Request) -> Response:
        return await respond(request, ask, SEARCH, _search)

    @routes.get("/stats", **told(IndexStats, "How much the index holds, and what made it.", STATS))
    async def stats(request: Request) -> Response:
        return await respond(request, ask, STATS, _stats)


def _search(index: Index, asked: RequestParameters) -> Answer:
    kind: Literal["statements", "articles"] = "articles" if asked.one_of("kind", KINDS) == "articles" else "statements"
    if kind == "statements" and asked.sort not in OF_STATEMENTS:
        raise UnknownName("order of statements", asked.sort, OF_STATEMENTS)
    query, filters = asked.text("query"), asked.filters()
    if asked.format != "json":
        if asked.format not in OF_KIND[kind]:
            kinds = ", ".join(("application/json", *(MEDIA_TYPES[name].partition(";")[0] for name in OF_KIND[kind])))
            raise Refusal("not_acceptable", f"{kind} can be had as {kinds}", formats=("json", *OF_KIND[kind]))
        return exported(index, asked, "citations" if asked.format == "jsonld" else kind, query=query, filters=filters)
    found = index.search(
        query,
        kind=kind,
        filters=filters,
        sort=asked.sort,
        offset=asked.offset,
        limit=asked.limit,
        facets=asked.names("facets"),
    )
    part = found.statements if kind == "statements" else found.articles
    assert part is not None
    return page(asked, found, part.total, found.provenance.sequence)


def _stats(index: Index, asked: RequestParameters) -> Answer:
    """The figures; where the files lie is nobody's business who is not at this machine."""
    stats = index.recent_stats()
    return whole(asked, msgspec.structs.replace(stats, path=""), stats.counts.sequence)
