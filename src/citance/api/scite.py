"""scite's public API, so that a tool written for it works here when its host name is changed: badge, extension, Zotero, JabRef.

What such clients need of a server: numbers as integers and all seven of them; `contradicting`; keys as they asked, in lower
case; zeros for an article that is not known, instead of nothing; a list of notices, be it empty; rubbish in a list passed
over; errors whose `detail` is a text; and above all an answer, for one failed request for papers takes every badge off a page.
DOIs stand in paths raw, escaped, or as an address. Any page on the web may read these routes where the server says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from logging import getLogger
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match

from citance.api import scite_wire as wire
from citance.api import scite_words as words
from citance.api.asking import Ask
from citance.api.scite_search import RIS, SearchAsked, search, written
from citance.api.scite_words import Counted, dois_of, key_of, read_doi
from citance.errors import CitanceError, InvalidInput, NotFound
from citance.index import Index, JournalView, TallyView
from citance.model import Doi

T = TypeVar("T")

READ_ROUTES = (
    *("/tallies", "/papers", "/search", "/api_partner", "/journal", "/stats"),
    *("/issn-sji", "/issn-sji-bulk", "/issn-editorial-notices", "/dashboards"),
)
"""Paths (and what lies below) that other people's pages may read where the server is public: nothing here writes."""

MOST_DOIS = 500
MOST_CITATIONS = 3_000  # as scite gives on a page
# An index S/(S+C) on fewer statements says next to nothing; scite's own threshold.
LEAST_FOR_INDEX = 100

_log = getLogger("citance.api")


def router(ask: Ask, *, evidence: Counted = "own") -> APIRouter:
    """The routes; statements are counted by `evidence` (see scite_words)."""
    routes = APIRouter(tags=["scite"])
    _add_tallies(routes, ask, evidence)
    _add_papers(routes, ask, evidence)
    _add_partner(routes, ask, evidence)
    _add_journals(routes, ask, evidence)
    _add_search(routes, ask, evidence)
    _add_pages(routes)
    return routes


# -- tallies -----------------------------------------------------------------------------------------------------------------


def _add_tallies(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @routes.post("/tallies/aggregate", **_told(wire.Tally, "One tally for several articles.", body="DOIs"))
    async def aggregate(request: Request) -> Response:
        dois = {doi for doi in (await _asked(request)).values() if doi is not None}
        known = await ask(lambda index: index.tallies(dois))
        return _json(words.added(words.tally(counts, msgspec.UNSET, evidence) for counts in known.values()))

    @routes.get("/tallies/cited-by-sections/{doi:path}", **_told(wire.SectionTally, "In which sections an article is cited."))
    async def sections_of(doi: str) -> Response:
        asked = read_doi(doi)
        return _json(await ask(lambda index: _sections(index, asked, str(asked), index.tally(asked))))

    @_get_or_post(
        routes,
        "/tallies/cited-by-sections",
        **_told(wire.SectionTallies, "The same for up to 500 DOIs.", body="DOIs"),
    )
    async def sections(request: Request) -> Response:
        asked = await _asked(request)

        def answer(index: Index) -> dict[str, wire.SectionTally]:
            known = index.tallies({doi for doi in asked.values() if doi is not None})
            return {key: _sections(index, doi, _shown(key, doi), known.get(doi or "")) for key, doi in asked.items()}

        return _json(wire.SectionTallies(await ask(answer)))

    @_get_or_post(routes, "/tallies", **_told(wire.Tallies, "The tallies of up to 500 DOIs.", body="DOIs"))
    async def tallies(request: Request) -> Response:
        asked = await _asked(request)
        dois = {doi for doi in asked.values() if doi is not None}
        known = await ask(lambda index: index.tallies(dois)) if dois else {}
        return _json(
            wire.Tallies({key: words.tally(known.get(doi or ""), _shown(key, doi), evidence) for key, doi in asked.items()})
        )

    @routes.post("/tallies/cited-by-pubmed-types", **_told(wire.TypeTallies, "The same for up to 500 DOIs.", body="DOIs"))
    async def types(request: Request) -> Response:
        asked = await _asked(request)

        def answer(index: Index) -> dict[str, dict[str, int]]:
            known = index.tallies({doi for doi in asked.values() if doi is not None})
            return {key: _types(index, doi) if doi in known and known[doi].total else {} for key, doi in asked.items()}

        return _json(wire.TypeTallies(await ask(answer)))

    @routes.get(
        "/tallies/{doi:path}/cited-by-pubmed-types",
        **_told(dict[str, int], "How often articles of each type cite an article, in statements."),
    )
    async def types_of(doi: str) -> Response:
        asked = read_doi(doi)
        return _json(await ask(lambda index: _types(index, asked)))

    @routes.get("/tallies/{doi:path}", **_told(wire.Tally, "How often statements support, contrast or mention an article."))
    async def tally(doi: str) -> Response:
        asked = read_doi(doi)
        known = await ask(lambda index: _one(index, asked))
        return _json(words.tally(known, str(asked), evidence))


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


# -- papers ------------------------------------------------------------------------------------------------------------------


def _add_papers(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @_get_or_post(routes, "/papers", **_told(wire.Papers, "Up to 500 articles.", body="DOIs"))
    async def papers(request: Request) -> Response:
        asked = await _asked(request)

        def answer(index: Index) -> dict[str, wire.Paper]:
            cards = index.cards({doi for doi in asked.values() if doi is not None})
            return {
                key: words.paper(cards[doi], _shown(key, doi), evidence)
                for key, doi in asked.items()
                if doi is not None and doi in cards
            }

        try:
            return _json(wire.Papers(await ask(answer)))
        except CitanceError:
            # A client that is told of a failure here takes all badges off its page, their tallies with them.
            _log.exception("papers could not be answered")
            return _json(wire.Papers({}))

    @routes.get("/papers/sources/{target_doi:path}", **_told(wire.Papers, "The articles that cite one."))
    async def sources(target_doi: str) -> Response:
        asked = read_doi(target_doi)
        return _json(wire.Papers(await ask(lambda index: _papers(index, index.citing_articles(asked), evidence))))

    @routes.get("/papers/{doi:path}", **_told(wire.Paper, "An article with its notices."))
    async def paper(doi: str) -> Response:
        asked = read_doi(doi)
        return _json(await ask(lambda index: words.paper(_card(index, asked), str(asked), evidence)))


def _card(index: Index, doi: Doi) -> Any:
    card = index.cards((doi,)).get(doi)
    if card is None:
        raise NotFound("article", doi)
    return card


def _papers(index: Index, articles: Iterable[Any], evidence: Counted) -> dict[str, wire.Paper]:
    """Papers by DOI; scite knows no others."""
    dois = [str(article.doi) for article in articles if article.doi]
    return {doi: words.paper(card, doi, evidence) for doi, card in index.cards(dois).items()}


# -- who cites whom ----------------------------------------------------------------------------------------------------------


def _add_partner(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @routes.get("/api_partner/citations/citing/{doi:path}", **_told(wire.Citations, "Statements about an article."))
    async def citing(
        doi: str, papers: bool = False, tallies: bool = False, limit: int = MOST_CITATIONS, offset: int = 0
    ) -> Response:
        asked = read_doi(doi)

        def answer(index: Index) -> wire.Citations:
            report = index.report(asked, order="stored", offset=max(0, offset), limit=max(0, min(limit, MOST_CITATIONS)))
            found = words.citations(report.statements, evidence, target=str(asked), key=report.article.key)
            return wire.Citations(
                wire.CitationsMetadata(report.total, report.withheld),
                found,
                **_both_ends(index, (end for one in found for end in (one.source, one.target)), evidence, papers, tallies),
            )

        return _json(await ask(answer))

    @routes.get("/api_partner/citations/cited_by/{doi:path}", **_told(wire.Citations, "What an article says of others."))
    async def cited_by(doi: str, papers: bool = False, tallies: bool = False) -> Response:
        asked = read_doi(doi)

        def answer(index: Index) -> wire.Citations:
            found = words.citations(index.statements_made(asked), evidence)
            return wire.Citations(
                wire.CitationsMetadata(len(found)),
                found,
                **_both_ends(index, (end for one in found for end in (one.source, one.target)), evidence, papers, tallies),
            )

        return _json(await ask(answer))

    @routes.get(
        "/api_partner/references/references_to/{doi:path}",
        **_told(wire.References, "Who has an article in the list.", parameters=(_text("source_doi"),)),
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
            page = sources[max(0, offset) :][: max(0, min(limit, MOST_CITATIONS))]
            return wire.References(
                wire.ReferencesMetadata(len(sources), len(set(sources))),
                tuple(wire.Reference(source, str(asked)) for source in page),
                **_both_ends(index, (*page, str(asked)), evidence, papers, tallies),
            )

        return _json(await ask(answer))

    @routes.get("/api_partner/references/references_from/{doi:path}", **_told(wire.References, "The references of an article."))
    async def references_from(doi: str, papers: bool = False, tallies: bool = False) -> Response:
        asked = read_doi(doi)

        def answer(index: Index) -> wire.References:
            targets = [words.name_of(article) for article in index.cited_articles(asked)]
            return wire.References(
                wire.ReferencesMetadata(len(targets), 1 if targets else 0),
                tuple(wire.Reference(str(asked), target) for target in targets),
                **_both_ends(index, (*targets, str(asked)), evidence, papers, tallies),
            )

        return _json(await ask(answer))


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


# -- journals and the whole --------------------------------------------------------------------------------------------------


def _add_journals(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @routes.get("/journal/{issn}/tallies", **_told(wire.JournalTally, "Statements about the articles of a journal."))
    async def journal_tallies(issn: str) -> Response:
        journal = await ask(lambda index: index.journal(issn))
        counts = words.tally(journal.tally, msgspec.UNSET, evidence)
        return _json(
            wire.JournalTally(
                journal.title,
                journal.issns,
                counts.total,
                counts.supporting,
                counts.mentioning,
                counts.contradicting,
                counts.unclassified,
            )
        )

    @routes.get(
        "/journal/{issn}/yearly-si",
        **_told(list[wire.YearlyIndex], "Its support index S/(S+C), year by year.", parameters=(_text("years"),)),
    )
    async def yearly_index(request: Request, issn: str) -> Response:
        journal = await ask(lambda index: index.journal(issn))
        by_year = {year: words.tally(counts, msgspec.UNSET, evidence) for year, counts in journal.by_year.items()}
        asked = [int(year) for year in request.query_params.getlist("years") if year.isdecimal() and len(year) <= 4]
        return _json([_index_of(year, by_year, journal.issns) for year in asked or sorted(by_year)])

    @routes.get(
        "/issn-sji",
        **_told(list[wire.JournalIndex], "The support index of a journal, year by year, the latest first."),
    )
    async def journal_index(issn: str = "", year: str = "") -> Response:
        return _json(await ask(lambda index: _indexes(index, issn, evidence, year.strip())))

    @routes.post("/issn-sji-bulk", **_told(dict[str, list[wire.JournalIndex]], "The same for up to 500 ISSNs.", body="ISSNs"))
    async def journal_indexes(request: Request) -> Response:
        issns = [issn for issn in await _listed(request, "ISSNs") if isinstance(issn, str)]
        return _json(await ask(lambda index: {issn: _indexes(index, issn, evidence) for issn in issns}))

    @routes.get(
        "/issn-editorial-notices",
        **_told(list[wire.JournalNotices], "Notices about the articles of up to 500 journals."),
    )
    async def journal_notices(issn: str = "") -> Response:
        issns = list(dict.fromkeys(one.strip() for one in issn.split(",") if one.strip()))
        if len(issns) > MOST_DOIS:
            raise InvalidInput(f"at most {MOST_DOIS} ISSNs at a time; these are {len(issns)}")
        return _json(await ask(lambda index: [_notices(index, one) for one in issns]))

    @routes.get("/dashboards/journal/{issn}/article-count", **_told(wire.ArticleCount, "How many articles a journal has here."))
    async def article_count(issn: str) -> Response:
        return _json(wire.ArticleCount((await ask(lambda index: index.journal(issn))).articles))

    @routes.get("/stats/subject-coverage", **_told(list[wire.SubjectCoverage], "Articles have no subjects here: an empty list."))
    async def subjects() -> Response:
        return _json([])

    @routes.get("/stats", **_told(wire.Stats, "How much the index holds."))
    async def stats() -> Response:
        return _json(await ask(lambda index: _stats(index, evidence)))


def _journal(index: Index, issn: str) -> JournalView | None:
    try:
        return index.journal(issn)
    except NotFound:
        return None


def _indexes(index: Index, issn: str, evidence: Counted, year: str = "") -> list[wire.JournalIndex]:
    """The support indexes of a journal, the latest year first; none where it is not known."""
    journal = _journal(index, issn)
    if journal is None:
        return []
    by_year = {one: words.tally(counts, msgspec.UNSET, evidence) for one, counts in journal.by_year.items()}
    found = [_index_of(one, by_year, journal.issns) for one in sorted(by_year, reverse=True) if year in ("", str(one))]
    return [
        wire.JournalIndex(
            journal.issns,
            journal.title,
            issn,
            one.relative_year,
            one.si_two_years,
            one.si_five_years,
            one.si_all_years,
        )
        for one in found
    ]


def _notices(index: Index, issn: str) -> wire.JournalNotices:
    journal = _journal(index, issn)
    if journal is None:
        return wire.JournalNotices(issn)
    cards = index.cards(journal.noticed).values()
    statuses = Counter(notice.status for card in cards for notice in words.notices(card, ""))
    return wire.JournalNotices(
        issn,
        wire.NoticeCounts(
            statuses["Retracted"],
            statuses["Has expression of concern"],
            statuses["Withdrawn"],
            statuses["Has erratum"],
            statuses["Has correction"],
        ),
    )


def _index_of(year: int, by_year: dict[int, wire.Tally], issns: tuple[str, ...]) -> wire.YearlyIndex:
    def over(first: int) -> float | msgspec.UnsetType:
        counts = words.added(counts for one, counts in by_year.items() if first <= one <= year)
        both = counts.supporting + counts.contradicting
        return counts.supporting / both if both >= LEAST_FOR_INDEX else msgspec.UNSET

    return wire.YearlyIndex(str(year), issns, over(year - 1), over(year - 4), over(0))


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


# -- search ------------------------------------------------------------------------------------------------------------------


def _add_search(routes: APIRouter, ask: Ask, evidence: Counted) -> None:
    @routes.get(
        "/search/match_reference",
        **_told(
            wire.Match, "The article that has a title and a first author.", parameters=(_text("title"), _text("first_author"))
        ),
    )
    async def match_reference(request: Request) -> Response:
        title, surname = (_said(request.query_params.get(name)) for name in ("title", "first_author"))
        found = await ask(lambda index: index.find_by_title(title, surname)) if title else None
        doi = str(found.doi) if found is not None and found.doi else None
        return _json(wire.Match(doi is not None, doi))

    pages_beside = APIRouter(route_class=_ForPrograms)
    told = _told(
        wire.SearchResults, "Articles, and the statements in them, by words and filters.", parameters=SearchAsked.described()
    )
    told["responses"][200]["content"] |= {kind: {"schema": {"type": "string"}} for kind in ("text/csv", RIS)}

    @pages_beside.get("/search", **told)
    async def find(request: Request) -> Response:
        asked = SearchAsked.read(request.query_params.multi_items())
        beside = {"vary": "Accept"}  # a browser gets a page at this address
        if asked.format == "json":
            answer = _json(await ask(lambda index: search(index, asked, evidence)))
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


# -- pages of scite's site that its clients open -----------------------------------------------------------------------------


def _add_pages(routes: APIRouter) -> None:
    def to(request: Request, path: str) -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + path, 307)

    @routes.get("/reports/{doi:path}", include_in_schema=False)
    async def report(request: Request, doi: str) -> Response:
        return to(request, "/articles/" + quote(read_doi(doi), safe="/"))

    @routes.get("/assistant", include_in_schema=False)
    async def assistant(request: Request, startTerm: str = "") -> Response:
        return to(request, "/?q=" + quote(startTerm))

    @routes.get("/extension-install", include_in_schema=False)
    async def extension(request: Request) -> Response:
        return to(request, "/")

    @routes.get("/badge/{name}", include_in_schema=False)
    async def badge(request: Request, name: str) -> Response:
        if not name.endswith(".js"):
            raise NotFound("file", name)
        return to(request, "/badge.js")


# -- what all share ----------------------------------------------------------------------------------------------------------

_encode = msgspec.json.Encoder().encode


def _json(value: Any) -> Response:
    return Response(_encode(value), media_type="application/json")


async def _asked(request: Request) -> dict[str, Doi | None]:
    """By key: the DOIs of a body that is a bare JSON array. No body is an empty list."""
    return dois_of(await _listed(request, "DOIs"))


async def _listed(request: Request, what: str) -> list[object]:
    body = await request.body()
    try:
        given = msgspec.json.decode(body) if body.strip() else []
    except (msgspec.MsgspecError, RecursionError):  # the latter, of what is nested too deeply
        raise InvalidInput("the body is no JSON") from None
    if not isinstance(given, list):
        raise InvalidInput(f"the body must be a bare JSON array of {what}")
    if len(given) > MOST_DOIS:
        raise InvalidInput(f"at most {MOST_DOIS} {what} at a time; these are {len(given)}")
    return given


def _shown(key: str, doi: Doi | None) -> str:
    """The DOI as an answer names it: as it was asked, without the address around it."""
    return str(doi) if doi is not None and not key.startswith("10.") else key_of(key)


def _told(shape: Any, summary: str, *, body: Literal["", "DOIs", "ISSNs"] = "", parameters: Sequence[Any] = ()) -> dict[str, Any]:
    """What the description of the API says of a route: its answer, that it may not be there, its body and parameters."""
    failure = {"application/json": {"schema": _schema(wire.Failure)}}
    told: dict[str, Any] = {
        "summary": summary,
        "response_class": Response,
        "responses": {
            200: {"description": summary, "content": {"application/json": {"schema": _schema(shape)}}},
            400: {"description": "The question cannot be understood.", "content": failure},
            404: {"description": "Not in this index.", "content": failure},
            422: {"description": "A parameter is of another kind than it should be.", "content": failure},
        },
    }
    if body:
        array = {"type": "array", "maxItems": MOST_DOIS, "items": {"type": "string", "nullable": True}}
        example = ["9999-0016"] if body == "ISSNs" else ["10.5555/toy.alder2011", "10.5555/toy.kestrel2016"]
        content = {"application/json": {"schema": array, "example": example}}
        told["openapi_extra"] = {"requestBody": {"description": f"a list of {body}", "content": content}}
    if parameters:
        told["openapi_extra"] = {"parameters": list(parameters)}
    return told


def _text(name: str) -> dict[str, Any]:
    """A parameter that is read as it comes."""
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}


def _get_or_post(routes: APIRouter, path: str, **told: Any) -> Callable[[Any], Any]:
    """Takes a function for both methods: scite's clients send a body with either."""

    def add(function: Any) -> Any:
        for method in ("GET", "POST"):
            routes.add_api_route(path, function, methods=[method], operation_id=f"{function.__name__}_{method.lower()}", **told)
        return function

    return add


def _schema(shape: Any) -> dict[str, Any]:
    match getattr(shape, "__origin__", None):
        case origin if origin is list:
            return {"type": "array", "items": _schema(shape.__args__[0])}
        case origin if origin is dict:
            return {"type": "object", "additionalProperties": _schema(shape.__args__[1])}
    if shape is int:
        return {"type": "integer"}
    return {"$ref": f"#/components/schemas/{SCHEMA_PREFIX}{shape.__name__}"}


SCHEMA_PREFIX = "scite."
SHAPES: Sequence[Any] = (
    wire.Tally,
    wire.Tallies,
    wire.SectionTally,
    wire.SectionTallies,
    wire.Paper,
    wire.Papers,
    wire.Citations,
    wire.References,
    wire.JournalTally,
    wire.YearlyIndex,
    wire.JournalIndex,
    wire.JournalNotices,
    wire.TypeTallies,
    wire.SubjectCoverage,
    wire.ArticleCount,
    wire.Stats,
    wire.Match,
    wire.SearchResults,
    wire.Failure,
)


def schemas() -> dict[str, Any]:
    """The shapes of these routes' answers, for the description of the whole API, by name."""
    _, components = msgspec.json.schema_components(SHAPES, ref_template=f"#/components/schemas/{SCHEMA_PREFIX}{{name}}")
    return {SCHEMA_PREFIX + name: schema for name, schema in components.items()}
