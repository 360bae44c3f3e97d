"""Pages of many articles together: those of an author, of a journal; and the list of journals."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from citance.errors import NotFound
from citance.index import Index
from citance.web.page_query import LONGEST
from citance.web.visitor import Asker

MOST_JOURNALS = 100


def add_gatherings(routes: APIRouter, index: Callable[[], Index]) -> None:
    """The pages of authors and journals, added to the routes."""

    def author(name: str, request: Request) -> Response:
        """What is said of the articles that bear a name."""
        asker, asked = Asker(request), index()
        orcid = asker.params.get("orcid", ("",))[-1][:40] or None
        found = asked.author(_short("author", name), orcid=orcid)
        return asker.page("author.html", etag=f"{asked.sequence}-{asked.audience}", person=found, said=found.said)

    def journal(name: str, request: Request) -> Response:
        """What is said of the articles of a journal."""
        asker, asked = Asker(request), index()
        now = asked.sequence
        found = asked.journal_page(_short("journal", name))
        # Its figures may be those of a former state, the articles that stand out are looked up as they are.
        state = f"{found.provenance.sequence}.{now}-{asked.audience}"
        return asker.page("journal.html", etag=state, journal=found, said=found.said)

    def journals(request: Request) -> Response:
        """The journals of whose articles most is said."""
        asker, asked = Asker(request), index()
        found = asked.journals_page(MOST_JOURNALS)
        state = f"{found.provenance.sequence}-{asked.audience}"
        return asker.page("journals.html", etag=state, journals=found.journals, provenance=found.provenance)

    routes.add_api_route("/authors/{name:path}", author, methods=["GET", "HEAD"])
    routes.add_api_route("/journals", journals, methods=["GET", "HEAD"])
    routes.add_api_route("/journals/{name:path}", journal, methods=["GET", "HEAD"])


def _short(what: str, name: str) -> str:
    """The name, unless it is longer than any: such is nobody's."""
    if len(name) > LONGEST:
        raise NotFound(what, name[:40] + "…")
    return name
