"""Articles: one, what is said of it, what it says of others; and many at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.v1 import bodies
from citance.api.v1.answers import Answer, articles_as, citations_as_jsonld, exported, page, respond, whole
from citance.api.v1.openapi import told
from citance.api.v1.parameters import PAGING, REPORT_FILTERS, STATEMENT_FILTERS, RequestParameters, Route
from citance.api.v1.shapes import Articles, reach
from citance.errors import InvalidInput
from citance.index import (
    ArticleCard,
    ArticleReferences,
    ArticleReport,
    ArticleView,
    CitedBy,
    CitedByOrder,
    Index,
    ReferenceView,
    StatementOrder,
)
from citance.model import Stance
from citance.model.codec import read_json
from citance.services.export.rows import ArticleExport, CitationExport

MOST_IDENTIFIERS = 500
MOST_BATCH = 2**20  # bytes: 500 addresses of 2,000 characters

BIBLIOGRAPHY = ("csv", "ris", "bibtex", "csl-json")
ARTICLE = Route(formats=("json", *BIBLIOGRAPHY))
REPORT = Route(
    (*REPORT_FILTERS, "combined", *PAGING),
    tuple(StatementOrder),
    ("json", "jsonl", "csv", "ris", "bibtex", "csl-json", "jsonld"),
)
STATEMENTS = Route((*STATEMENT_FILTERS, "combined", *PAGING), tuple(CitedByOrder), REPORT.formats)
REFERENCES = Route(PAGING, formats=("json", *BIBLIOGRAPHY, "jsonld"))
BATCH = Route(formats=("json", *BIBLIOGRAPHY))

Identifier = Annotated[
    str,
    Path(
        min_length=1,
        max_length=2000,
        description="A DOI, PMID, PMCID or arXiv id in any spelling, slashes raw or as %2F; or the article's key.",
        examples=["10.5555/toy.alder2011"],
    ),
]


def add_articles(routes: APIRouter, ask: Ask) -> None:
    """Add the routes."""

    @routes.post("/articles:batch", **told(Articles, "Up to 500 articles in brief, with their tallies.", BATCH, body="batch"))
    async def batch(request: Request) -> Response:
        asked = read_identifiers(await bodies.read_body(request, bodies.JSON, MOST_BATCH))
        return await respond(request, ask, BATCH, lambda index, question: _batch(index, question, asked))

    @routes.get(
        "/articles/{identifier:path}/report", **told(ArticleReport, "Who cites an article, how, and where.", REPORT, paged=True)
    )
    async def report(request: Request, identifier: Identifier) -> Response:
        return await respond(request, ask, REPORT, lambda index, asked: _report(index, asked, identifier))

    @routes.get(
        "/articles/{identifier:path}/statements",
        **told(CitedBy, "The statements about an article, by any filter, with counts by facet.", STATEMENTS, paged=True),
    )
    async def statements(request: Request, identifier: Identifier) -> Response:
        return await respond(request, ask, STATEMENTS, lambda index, asked: _statements(index, asked, identifier))

    @routes.get(
        "/articles/{identifier:path}/references",
        **told(ArticleReferences, "What an article says of others, by its reference list.", REFERENCES, paged=True),
    )
    async def references(request: Request, identifier: Identifier) -> Response:
        return await respond(request, ask, REFERENCES, lambda index, asked: _references(index, asked, identifier))

    @routes.get("/articles/{identifier:path}", **told(ArticleExport, "An article with its tally and its notices.", ARTICLE))
    async def article(request: Request, identifier: Identifier) -> Response:
        return await respond(request, ask, ARTICLE, lambda index, asked: _article(index, asked, identifier))


def _article(index: Index, asked: RequestParameters, identifier: str) -> Answer:
    report = index.report(identifier, limit=0)
    if asked.format != "json":
        return articles_as(asked.format, [(report.article, report.tally)], report.provenance)
    return whole(
        asked,
        ArticleExport(report.article, report.tally),
        report.provenance.sequence,
        tally_combined=report.tally_combined,
        relations=report.relations,
        versions=report.versions,
        reach=reach(report.article, report.tally, report.coverage),
        provenance=report.provenance,
    )


def _report(index: Index, asked: RequestParameters, identifier: str) -> Answer:
    filters, combined = asked.filters(), asked.flag("combined") or False
    if asked.format != "json":
        return exported(index, asked, article=identifier, filters=filters, combined=combined)
    report = index.report(
        identifier, filters=filters, order=asked.sort, offset=asked.offset, limit=asked.limit, combined=combined
    )
    tally = report.tally_combined if combined and report.tally_combined is not None else report.tally
    return page(
        asked,
        report,
        report.total,
        report.provenance.sequence,
        reach=reach(report.article, tally, report.coverage),
    )


def _statements(index: Index, asked: RequestParameters, identifier: str) -> Answer:
    filters, combined = asked.filters(), asked.flag("combined") or False
    if asked.format != "json":
        return exported(index, asked, article=identifier, filters=filters, combined=combined)
    found = index.cited_by(
        identifier, filters=filters, order=asked.sort, offset=asked.offset, limit=asked.limit, combined=combined
    )
    return page(asked, found, found.total, found.provenance.sequence)


# -- references --------------------------------------------------------------------------------------------------------------


def _references(index: Index, asked: RequestParameters, identifier: str) -> Answer:
    found = index.references(identifier)
    if asked.format == "jsonld":
        return citations_as_jsonld(_edges(index.article(identifier), found.references), found.provenance)
    if asked.format != "json":
        works = [work for entry in found.references for work in entry.works if work.article and work.tally]
        return articles_as(
            asked.format, [(work.article, work.tally) for work in works if work.article and work.tally], found.provenance
        )
    shown = msgspec.structs.replace(found, references=found.references[asked.offset :][: asked.limit])
    total = len(found.references)
    return page(asked, shown, total, found.provenance.sequence, total=total)


def _edges(citing: ArticleView, entries: tuple[ReferenceView, ...]) -> Iterator[CitationExport]:
    for entry in entries:
        counts = {stance.value: sum(one.stance is stance for one in entry.statements) for stance in Stance}
        own = any(one.self_citation for one in entry.statements)
        for work in entry.works:
            if work.article is not None:
                yield CitationExport(citing, work.article, "", entry.position, len(entry.statements), **counts, self_citation=own)


# -- many at once ------------------------------------------------------------------------------------------------------------


def read_identifiers(body: bytes) -> list[str]:
    """The identifiers of a body: a bare array, or `{"identifiers": [...]}`."""
    given: Any = read_json(body, Any)
    if isinstance(given, dict):
        given = given.get("identifiers")
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise InvalidInput('the body must be an array of texts, or {"identifiers": [...]}')
    if len(given) > MOST_IDENTIFIERS:
        raise InvalidInput(f"at most {MOST_IDENTIFIERS} identifiers at a time; these are {len(given)}")
    return given


def _batch(index: Index, asked: RequestParameters, identifiers: list[str]) -> Answer:
    cards = index.cards(identifiers)
    provenance = index.provenance("articles")
    if asked.format != "json":
        once = {card.article.key: card for card in cards.values()}
        return articles_as(asked.format, [(card.article, card.tally) for card in once.values()], provenance)
    articles = {name: _in_brief(cards[name]) if name in cards else None for name in identifiers}
    return whole(asked, Articles(articles, len(cards), provenance), None)


def _in_brief(card: ArticleCard) -> ArticleCard:
    """The card without what only a close look shows; `fields` of ArticleView after `standing`."""
    brief = msgspec.structs.replace(card.article, **_CLOSE)
    return msgspec.structs.replace(card, article=brief)


_CLOSE: dict[str, Any] = {
    field.name: field.default
    for field in msgspec.structs.fields(ArticleView)
    if field.name in ("subtitle", "publisher", "licence", "language", "keywords", "subjects", "abstract", "identifiers")
}
