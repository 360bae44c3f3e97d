"""The routes of the web application: an address in, one or two questions to the Index, a page out.

    app.include_router(router(lambda: index))

Shapes and words are made elsewhere (asked, facets, marking, charts, catalogue, templates). An error of Citance becomes a page
that says it in words, with its status; anything else is the application's to answer. Pages load nothing but their own style sheet
and script, have no style or script within, and are complete without either; so the strictest policy for content suits them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from citance.errors import InvalidInput, InvalidQuery, NotFound
from citance.index import ArticleHit, CitedByOrder, Filters, Index, IndexStats, SearchAnswer, Sort, StatementView, TallyView
from citance.model import find_identifier
from citance.web import charts
from citance.web.asked import LAST_PAGE, SIZES, Asked, read_asked
from citance.web.asker import Asker, PageRoute
from citance.web.assets import ASSETS
from citance.web.badges import add_badges
from citance.web.comparing import add_comparing
from citance.web.desk import Desk, GetIndex, OwnDesk
from citance.web.facets import Facet, chips, make_facets, pages_of, years_of
from citance.web.gatherings import add_gatherings
from citance.web.maps import map_page
from citance.web.render import render
from citance.web.reviewing import add_reviewing
from citance.web.signing import add_signing
from citance.web.uploading import add_uploading

GetToken = Callable[[Request], str]

EXPORTS = {
    "csv": ("statements", "csv", "text/csv; charset=utf-8", "csv"),
    "jsonl": ("statements", "jsonl", "application/x-ndjson", "jsonl"),
    "ris": ("articles", "ris", "application/x-research-info-systems", "ris"),
    "bibtex": ("articles", "bibtex", "application/x-bibtex", "bib"),
}
"""`export=` → what is exported, as what, its media type, and how a file of it ends."""

SEARCH_FACETS = ("stance", "evidence", "section", "journal")
EXAMPLES = 3  # of each kind
IN_MEMORY = 4 * 1024 * 1024  # of an export; longer ones are laid on disk until they are sent


def router(index: GetIndex, *, csrf_token: GetToken | None = None, desk: Desk | None = None) -> APIRouter:
    """The routes of all pages. `index` gives the index to ask, on each request.

    Without a `desk` nothing is written: it says who may correct a label, and does it. An application that has the index open for
    writing, and asks for no keys, gives `csrf_token` instead, which gives the token of the browser that asks.
    """
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)
    if desk is None and csrf_token is not None:
        desk = OwnDesk(index, csrf_token)
    application = _Pages(index, desk)
    routes.add_api_route("/", application.home, methods=["GET", "HEAD"])
    routes.add_api_route("/find", application.find, methods=["GET", "HEAD"])
    routes.add_api_route("/search", application.search, methods=["GET", "HEAD"])
    routes.add_api_route("/search.atom", application.feed, methods=["GET", "HEAD"])
    routes.add_api_route("/articles/{words:path}", application.article, methods=["GET", "HEAD"])
    routes.add_api_route("/statements/{id}", application.statement, methods=["GET", "HEAD"])
    routes.add_api_route("/statements/{id}/beside/{place}", application.beside, methods=["GET", "HEAD"])
    if desk is not None:
        add_reviewing(routes, index, desk)
        add_signing(routes, desk)
        if desk.uploads is not None:
            add_uploading(routes, desk, desk.uploads)
    routes.add_api_route("/about/method", application.method, methods=["GET", "HEAD"])
    routes.add_api_route("/about/calibration.svg", application.calibration, methods=["GET", "HEAD"])
    add_gatherings(routes, index)
    add_comparing(routes, index)
    add_badges(routes, index)
    routes.add_api_route("/static/{name}", asset, methods=["GET", "HEAD"])
    return routes


async def asset(name: str, request: Request) -> Response:
    """A file of ours; asked for with its digest it may be kept for a year."""
    found = ASSETS.get(name)
    if found is None:
        return Response("not found", 404, media_type="text/plain")
    lasting = request.query_params.get("v") == found.digest
    keep = "public, max-age=31536000, immutable" if lasting else "public, max-age=300"
    return Response(found.content, headers={"Cache-Control": keep}, media_type=found.media_type)


# -- the pages ---------------------------------------------------------------------------------------------------------------


class _Pages:
    """The handlers. Those that ask the index are plain functions, which the framework runs in threads."""

    def __init__(self, index: GetIndex, desk: Desk | None) -> None:
        self._index, self._desk = index, desk
        # Both read everything: asked once for each state of the index.
        self._stats = lru_cache(2)(lambda _sequence: index().stats())
        self._examples = lru_cache(2)(lambda _sequence: _find_examples(index()))

    def _state(self) -> str:
        index = self._index()
        return f"{index.sequence}-{index.audience}"

    def _may_upload(self) -> bool:
        return self._desk is not None and self._desk.uploads is not None and self._desk.takes_reviews()

    def _may_review(self) -> bool:
        return self._desk is not None and self._desk.takes_reviews()

    def home(self, request: Request) -> Response:
        """One box to ask in, what there is, and where to begin."""
        sequence = self._index().sequence
        stats: IndexStats = self._stats(sequence)
        return Asker(request).page(
            "home.html", etag=self._state(), stats=stats, examples=self._examples(sequence), may_upload=self._may_upload()
        )

    def find(self, request: Request) -> Response:
        """To the article that the words name, else to the search for them."""
        asker = Asker(request)
        words = read_asked(asker.params).words
        found = self._index().recognise(words) if words else None
        if found is not None:
            return RedirectResponse(asker.paths.article(found), 303)
        kind = [("kind", "articles")] if find_identifier(words) is not None else []
        return RedirectResponse(asker.paths.to("/search", [("q", words), *kind]) if words else asker.paths.to("/"), 303)

    def article(self, words: str, request: Request) -> Response:
        """The report of an article, or one of its other sides."""
        asker = Asker(request)
        match asker.params.get("tab", [""])[-1]:
            case "references":
                return self._references(words, asker)
            case "versions":
                return self._versions(words, asker)
            case "map":
                return map_page(self._index(), words, asker, self._state())
            case _:
                return self._report(words, asker)

    def _report(self, words: str, asker: Asker) -> Response:
        index, asked = self._index(), read_asked(asker.params, inside=True)
        export = asker.params.get("export", [""])[-1]
        if export:
            return self._export(index, export, article=words, filters=asked.filters, combined=asked.combined)
        order = CitedByOrder(asked.order) if asked.order in list(CitedByOrder) else CitedByOrder.NEWEST
        report = index.report(words, limit=0, combined=asked.combined)
        counted: Callable[[TallyView], TallyView] = charts.own_alone if asked.own else lambda tally: tally
        found = index.cited_by(
            words, filters=asked.filters, order=order, offset=asked.offset, limit=asked.size, combined=asked.combined
        )
        return asker.page(
            "report.html",
            etag=self._state(),
            report=report,
            article=report.article,
            tally=report.tally_combined if report.combined and report.tally_combined else report.tally,
            found=found,
            asked=asked,
            to=lambda pairs: asker.paths.article(report.article, pairs),
            groups=by_citing(found.statements),
            facets=make_facets(found.facets, asked, asker.words),
            chips=chips(asked, asker.words),
            years=years_of(report.by_year),
            counted=counted(report.tally_combined if report.combined and report.tally_combined else report.tally),
            by_year={year: counted(part) for year, part in report.by_year.items()},
            by_section={section: counted(part) for section, part in report.by_section.items()},
            steps=pages_of(found.total, asked),
            orders=[order.value for order in CitedByOrder],
            sizes=SIZES,
            exports=EXPORTS,
            tab="cited-by",
            may_review=self._may_review(),
        )

    def _references(self, words: str, asker: Asker) -> Response:
        index = self._index()
        return asker.page(
            "references.html",
            etag=self._state(),
            report=(report := index.report(words, limit=0)),
            article=report.article,
            tally=report.tally,
            list=index.references(words),
            tab="references",
        )

    def _versions(self, words: str, asker: Asker) -> Response:
        index = self._index()
        return asker.page(
            "versions.html",
            etag=self._state(),
            report=(report := index.report(words, limit=0)),
            article=report.article,
            tally=report.tally,
            joins=[join for join in index.joins(words) if not join.undone],
            tab="versions",
        )

    def statement(self, id: str, request: Request) -> Response:
        """One statement, for good: with its reasons, its history, and the works cited beside it."""
        index, asker = self._index(), Asker(request)
        details = index.statement(id)
        desk = self._desk if self._may_review() else None
        may = desk is not None and desk.may(request, "review")
        return asker.page(
            "statement.html",
            etag=None if desk else self._state(),  # the form has a token that is not everybody's
            details=details,
            view=details.statement,
            beside=index.said_beside(id),
            csrf_token=desk.token(request) if desk and may else None,
            owner=desk.owner(request) if desk else None,
            usual_name=desk.usual_name if desk else "",
            needs_key=desk is not None and not may,
            sequence=index.sequence,
            said="review" in asker.params.get("done", ()),
        )

    def beside(self, id: str, place: int, request: Request) -> Response:
        """To the work that another marker of the sentence cites; where that is not one, to the list of them."""
        index, asker = self._index(), Asker(request)
        view = index.statement(id).statement
        if 0 <= place < len(view.others):
            start, end = view.others[place]
            cited = {
                one.key: one
                for other in index.said_beside(id)
                if other.span is not None and other.span[0] < end and start < other.span[1]
                for one in other.cited
            }
            if len(cited) == 1:
                return RedirectResponse(asker.paths.article(next(iter(cited.values()))), 303)
        return RedirectResponse(asker.paths.statement(id) + "#beside", 303)

    def search(self, request: Request) -> Response:
        """Statements or articles that answer words and filters."""
        index, asker = self._index(), Asker(request)
        asked = read_asked(asker.params)
        asked = msgspec.structs.replace(asked, page=min(asked.page, LAST_PAGE))
        export = asker.params.get("export", [""])[-1]
        if export:
            return self._export(index, export, query=asked.words, filters=asked.filters)
        order = Sort(asked.order) if asked.order in list(Sort) else Sort.RELEVANCE
        trouble: InvalidQuery | None = None
        answer: SearchAnswer | None = None
        facets: list[Facet] = []
        try:
            answer, facets = _search(index, asked, order, asker)
        except InvalidQuery as error:
            trouble = error
        hits = answer and (answer.articles if asked.kind == "articles" else answer.statements)
        return asker.page(
            "search.html",
            status=400 if trouble else 200,
            etag=None if trouble else self._state(),
            asked=asked,
            to=lambda pairs: asker.paths.to("/search", pairs),
            answer=answer,
            hits=hits,
            facets=facets,
            chips=chips(asked, asker.words),
            steps=pages_of(hits.total, asked, LAST_PAGE) if hits else [],
            orders=[one.value for one in Sort if asked.kind == "articles" or not one.value.startswith("most_")],
            sizes=SIZES,
            exports={name: EXPORTS[name] for name in (("ris", "bibtex") if asked.kind == "articles" else ("csv", "jsonl"))},
            trouble=trouble,
            unknown=find_identifier(asked.words) if hits and not hits.total else None,
            may_review=self._may_review(),
        )

    def feed(self, request: Request) -> Response:
        """The newest statements that answer a search, as an Atom feed."""
        index, asker = self._index(), Asker(request)
        asked = read_asked(asker.params)
        answer = index.search(asked.words, filters=asked.filters, sort=Sort.NEWEST, limit=50, facets=())
        body = render(
            "feed.xml",
            asker.words,
            asker.paths,
            host=asker.host,
            asked=asked,
            answer=answer,
            hits=answer.statements.hits if answer.statements else (),
            made_at=answer.provenance.made_at,
        )
        return Response(body, media_type="application/atom+xml; charset=utf-8", headers={"Vary": "Accept-Language"})

    def method(self, request: Request) -> Response:
        """How a label is made, and how right it is."""
        return Asker(request).page("method.html", etag=self._state(), method=self._index().method())

    def calibration(self, request: Request) -> Response:
        """The calibration plot of the trained classifier."""
        plot = self._index().method().plot
        if plot is None:
            raise NotFound("calibration plot", "of the classifier")
        return Response(plot, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=300"})

    def _export(self, index: Index, name: str, **chosen: Any) -> Response:
        """Exactly what a page shows, all its pages together, as a file."""
        if name not in EXPORTS:
            raise InvalidInput(f"no export is called {name!r}; there are: {', '.join(EXPORTS)}")
        what, format, media_type, ending = EXPORTS[name]
        out = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - closed when it is sent
        index.export(what, format, out, **chosen)  # type: ignore[arg-type]
        out.seek(0)
        headers = {"Content-Disposition": f'attachment; filename="citance-{what}.{ending}"'}
        return StreamingResponse(_chunks(out), media_type=media_type, headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(64 * 1024):
            yield chunk


def _search(index: Index, asked: Asked, order: Sort, asker: Asker) -> tuple[SearchAnswer, list[Facet]]:
    """The answer, and its facets, each counted without its own filter, so that choices within one can be added."""
    articles = asked.kind == "articles"
    names = ("journal",) if articles else SEARCH_FACETS
    filters = asked.filters
    if articles:  # an article has no stance: what was set for statements asks nothing here
        filters = Filters(journal=filters.journal, first_year=filters.first_year, last_year=filters.last_year)
    kind: Any = "articles" if articles else "statements"
    answer = index.search(asked.words, kind=kind, filters=filters, sort=order, offset=asked.offset, limit=asked.size)
    hits = answer.articles if articles else answer.statements
    counts = dict(hits.facets) if hits else {}
    for name in names:
        if getattr(filters, name):
            wider = msgspec.structs.replace(filters, **{name: ()})
            others = index.search(asked.words, kind=kind, filters=wider, limit=0, facets=(name,))
            other_hits = others.articles if articles else others.statements
            counts[name] = other_hits.facets[name] if other_hits else ()
    return answer, make_facets(counts, msgspec.structs.replace(asked, filters=filters), asker.words, names)


def by_citing(statements: tuple[StatementView, ...]) -> list[list[StatementView]]:
    """The statements in their order, those that follow one another in one article together."""
    groups: list[list[StatementView]] = []
    for view in statements:
        if groups and groups[-1][0].citing.key == view.citing.key:
            groups[-1].append(view)
        else:
            groups.append([view])
    return groups


def _find_examples(index: Index) -> dict[str, list[ArticleHit]]:
    """Articles worth a first look: most contrasted, most supported, most cited; each under one of these alone."""
    examples: dict[str, list[ArticleHit]] = {}
    shown: set[str] = set()
    for sort, field in (
        (Sort.MOST_CONTRASTED, "contrasting"),
        (Sort.MOST_SUPPORTED, "supporting"),
        (Sort.MOST_CITED, "citing_articles"),
    ):
        found = index.search("", kind="articles", sort=sort, limit=3 * EXAMPLES, facets=()).articles
        hits = [hit for hit in (found.hits if found else ()) if hit.article.key not in shown and getattr(hit.tally, field)]
        examples[sort.value] = hits[:EXAMPLES]
        shown |= {hit.article.key for hit in hits[:EXAMPLES]}
    return examples


__all__ = ["EXPORTS", "by_citing", "router"]
