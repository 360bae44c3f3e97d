"""The routes of the web application: an address in, one or two questions to the Index, a page out.

    app.include_router(router(lambda: index))

Shapes and words are made elsewhere (asked, facets, marking, charts, catalogue, templates). An error of Citance becomes a page
that says it in words, with its status; anything else is the application's to answer. Pages load nothing but their own style sheet
and script, have no style or script within, and are complete without either; so the strictest policy for content suits them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from citance.errors import NotFound
from citance.index import CitedBy, CitedByOrder, Filters, Index, StatementView, TallyView
from citance.model import find_identifier
from citance.services.answer_cache import KeptAnswer
from citance.services.originals import Originals
from citance.web.assets import ASSETS
from citance.web.authors_and_journals import add_gatherings
from citance.web.badges import add_badges
from citance.web.classifier_card import calibration_in
from citance.web.comparing import add_comparing
from citance.web.desk import Desk, GetIndex, OwnDesk
from citance.web.exporting import EXPORTS, exported
from citance.web.facets import beyond, chips, make_facets, pages_of, years_of
from citance.web.highlights import find_examples
from citance.web.maps import map_page
from citance.web.originals import Shelfmark, add_originals, digest_of
from citance.web.page_query import SIZES, Asked, read_asked
from citance.web.render import load_templates
from citance.web.reviewing import add_reviewing, of_bracket
from citance.web.rows import VERDICTS
from citance.web.searching import add_searching, feed_about
from citance.web.signing import add_signing
from citance.web.uploading import add_uploading
from citance.web.visitor import Asker, PageRoute

GetToken = Callable[[Request], str]
API_EXAMPLES = {
    "tally": "/v1/articles/{doi}",
    "statements": "/v1/articles/{doi}/statements?stance=contrasting",
    "search": "/v1/search?query=infection&stance=contrasting",
}
"""What the page on the API shows, of the most cited article of the index that has a DOI."""
TOY_DOI = "10.5555/toy.alder2011"


def router(
    index: GetIndex, *, csrf_token: GetToken | None = None, desk: Desk | None = None, originals: Originals | None = None
) -> APIRouter:
    """The routes of all pages. `index` gives the index to ask, on each request.

    Without a `desk` nothing is written: it says who may correct a label, and does it. An application that has the index open for
    writing, and asks for no keys, gives `csrf_token` instead, which gives the token of the browser that asks. The PDFs that were
    read are handed out where `originals` are given.
    """
    load_templates()
    routes = APIRouter(include_in_schema=False, route_class=PageRoute)
    if desk is None and csrf_token is not None:
        desk = OwnDesk(index, csrf_token)
    application = _Pages(index, desk, Shelfmark(originals))
    routes.add_api_route("/", application.home, methods=["GET", "HEAD"])
    routes.add_api_route("/find", application.find, methods=["GET", "HEAD"])
    add_searching(routes, index, application.may_review)
    routes.add_api_route("/articles/{words:path}", application.article, methods=["GET", "HEAD"])
    routes.add_api_route("/statements/{id}", application.statement, methods=["GET", "HEAD"])
    routes.add_api_route("/statements/{id}/beside/{place}", application.beside, methods=["GET", "HEAD"])
    if desk is not None:
        add_reviewing(routes, index, desk)
        add_signing(routes, desk)
        if desk.uploads is not None:
            add_uploading(routes, desk, desk.uploads)
    routes.add_api_route("/about/method", application.method, methods=["GET", "HEAD"])
    routes.add_api_route("/about/api", application.api, methods=["GET", "HEAD"])
    routes.add_api_route("/about/calibration.svg", application.calibration, methods=["GET", "HEAD"])
    add_gatherings(routes, index)
    add_comparing(routes, index)
    add_badges(routes, index)
    if originals is not None:
        add_originals(routes, index, originals)
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

    def __init__(self, index: GetIndex, desk: Desk | None, shelfmark: Shelfmark) -> None:
        self._index, self._desk, self._shelfmark = index, desk, shelfmark
        self._examples = KeptAnswer(lambda: find_examples(index()))  # which reads everything

    def _state(self) -> str:
        index = self._index()
        return f"{index.sequence}-{index.audience}"

    def _may_upload(self) -> bool:
        return self._desk is not None and self._desk.uploads is not None and self._desk.takes_reviews()

    def may_review(self) -> bool:
        """Whether a person may correct labels here."""
        return self._desk is not None and self._desk.takes_reviews()

    def home(self, request: Request) -> Response:
        """One box to ask in, what there is, and where to begin."""
        index, state = self._index(), self._state()
        stats = index.recent_stats()
        shown, examples = self._examples.get(index.sequence)
        etag = f"{state}-{stats.counts.sequence}-{shown}"
        return Asker(request).page("home.html", etag=etag, stats=stats, examples=examples, may_upload=self._may_upload())

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
            return exported(index, export, asker.request.method, article=words, filters=asked.filters, combined=asked.combined)
        order = CitedByOrder(asked.order) if asked.order in list(CitedByOrder) else CitedByOrder.NEWEST
        report = index.report(words, limit=0, combined=asked.combined)
        counted: Callable[[TallyView], TallyView] = TallyView.own_alone if asked.own else lambda tally: tally
        found, places = index.cited_by_with_places(
            words, filters=asked.filters, order=order, offset=asked.offset, limit=asked.size, combined=asked.combined
        )
        pages = self._shelfmark.of(index, places, asker.paths.root)
        return asker.page(
            "report.html",
            possible=index.possible_verdicts(words, own=asked.own, combined=asked.combined),
            self_citations=self_citations_of(index, words, asked, found),
            etag=f"{self._state()}{digest_of(pages)}",  # files come and go, and the index does not change
            pages=pages,
            report=report,
            measured=index.measured(),
            article=report.article,
            tally=report.tally_combined if report.combined and report.tally_combined else report.tally,
            found=found,
            asked=asked,
            to=lambda pairs: asker.paths.article(report.article, pairs),
            feed=feed_about(report.article, asked, asker.paths),
            groups=by_citing(found.statements),
            facets=make_facets(found.facets, asked, asker.words, total=found.total),
            chips=chips(asked, asker.words),
            years=years_of(report.by_year),
            counted=counted(report.tally_combined if report.combined and report.tally_combined else report.tally),
            by_year={year: counted(part) for year, part in report.by_year.items()},
            by_section={section: counted(part) for section, part in report.by_section.items()},
            steps=pages_of(found.total, asked),
            beyond=beyond(found.total, asked),
            orders=[order.value for order in CitedByOrder],
            sizes=SIZES,
            exports=EXPORTS,
            tab="cited-by",
            may_review=self.may_review(),
        )

    def _references(self, words: str, asker: Asker) -> Response:
        index = self._index()
        found = index.references(words)
        said = [view.id for entry in found.references for view in entry.statements]
        pages = self._shelfmark.all(index, said, asker.paths.root)
        return asker.page(
            "references.html",
            etag=f"{self._state()}{digest_of(pages)}",
            pages=pages,
            report=(report := index.report(words, limit=0)),
            article=report.article,
            tally=report.tally,
            list=found,
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
        opens = self._shelfmark.opens(index, details.read_from, asker.paths.root, closely=True)
        desk = self._desk if self.may_review() else None
        may = desk is not None and desk.may(request, "review")
        return asker.page(
            "statement.html",
            # The form has a token that is not everybody's.
            etag=None if desk else f"{self._state()}{digest_of({id: opens})}",
            details=details,
            opens=opens,
            view=details.statement,
            beside=(beside := index.said_beside(id)),
            together=alike_in_bracket(details.statement, beside),
            bracket=of_bracket(details.statement, beside),
            csrf_token=desk.token(request) if desk and may else None,
            owner=desk.owner(request) if desk else None,
            usual_name=desk.usual_name if desk else "",
            needs_key=desk is not None and not may,
            sequence=index.sequence,
            done=asker.params.get("done", [""])[-1],
            withdrawable=[
                row.number for row in details.reviews if may and desk and desk.may_withdraw(request, row.review.reviewer)
            ],
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

    def method(self, request: Request) -> Response:
        """How a label is made, and how right it is."""
        return Asker(request).page("method.html", etag=self._state(), method=self._index().method())

    def api(self, request: Request) -> Response:
        """What programs can ask, with examples of what this index holds."""
        shown, examples = self._examples.get(self._index().sequence)
        dois = (str(one.hit.article.doi) for one in examples["most_cited"] if one.hit.article.doi)
        doi = quote(next(dois, TOY_DOI), safe="/")
        asked = {name: path.format(doi=doi) for name, path in API_EXAMPLES.items()}
        return Asker(request).page("api.html", etag=f"{self._state()}-{shown}", examples=asked)

    def calibration(self, request: Request) -> Response:
        """The calibration plot of the trained classifier."""
        plot = self._index().method().plot
        if plot is None:
            raise NotFound("calibration plot", "of the classifier")
        headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
        return Response(calibration_in(plot, Asker(request).words), media_type="image/svg+xml", headers=headers)


def self_citations_of(index: Index, words: str, asked: Asked, found: CitedBy) -> int:
    """How many statements about an article are by authors of its own, of those the audience may see. Nobody is asked where
    nothing narrows what was `found`."""
    everything = index.cited_by(words, limit=0, combined=asked.combined) if asked.filters != Filters() else found
    return next((one.count for one in everything.facets["self"] if one.value == "yes"), 0)


def alike_in_bracket(view: StatementView, beside: Sequence[StatementView]) -> int:
    """How many works of its bracket got the verdict of a statement, which was heard once for all of them; 0 where it is none."""
    if view.stance not in VERDICTS or view.reviewed or view.group is None:
        return 0
    return 1 + sum(other.group == view.group and other.stance is view.stance and not other.reviewed for other in beside)


def by_citing(statements: tuple[StatementView, ...]) -> list[list[StatementView]]:
    """The statements in their order, those that follow one another in one article together."""
    groups: list[list[StatementView]] = []
    for view in statements:
        if groups and groups[-1][0].citing.key == view.citing.key:
            groups[-1].append(view)
        else:
            groups.append([view])
    return groups


__all__ = ["by_citing", "router"]
