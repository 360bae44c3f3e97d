"""Pages of many articles together: those of an author, of a journal; and the list of journals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from citance.errors import NotFound
from citance.index import Index, JournalView
from citance.model import Stance
from citance.web.charts import support_shown
from citance.web.errors import nearest
from citance.web.page_query import LONGEST, Pairs
from citance.web.visitor import Asker

MOST_JOURNALS = 100
COLUMNS = ("name", "articles", "statements", *(stance.value for stance in Stance), "support")
"""What the list of journals can be put in order by."""
USUAL_COLUMN = "statements"


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
        """The journals of whose articles most is said, by any column; one that is asked for by name or ISSN is gone to."""
        asker, asked = Asker(request), index()
        name = asker.params.get("name", ("",))[-1].strip()[:LONGEST]
        found = asked.journals_page(MOST_JOURNALS)
        named = asked.journal_named(name) if name else None
        if named is not None:
            return RedirectResponse(asker.paths.journal(named.title, named.issns), 303)
        order = read_order(asker.params.get("sort", ("",))[-1])
        return asker.page(
            "journals.html",
            etag=f"{found.provenance.sequence}-{asked.audience}",
            journals=in_order(found.journals, order),
            order=order,
            others=order.others(),
            most=MOST_JOURNALS,
            unknown=name,
            meant=nearest(name, [journal.title for journal in found.journals]) if name else None,
            provenance=found.provenance,
        )

    routes.add_api_route("/authors/{name:path}", author, methods=["GET", "HEAD"])
    routes.add_api_route("/journals", journals, methods=["GET", "HEAD"])
    routes.add_api_route("/journals/{name:path}", journal, methods=["GET", "HEAD"])


def _short(what: str, name: str) -> str:
    """The name, unless it is longer than any: such is nobody's."""
    if len(name) > LONGEST:
        raise NotFound(what, name[:40] + "…")
    return name


class Order(NamedTuple):
    """By which column a list stands, and whether the least comes first."""

    column: str = USUAL_COLUMN
    rising: bool = False

    def others(self) -> dict[str, Pairs]:
        """Each column → what is asked to have the list by it; by the present one, the other way round."""
        return {column: _asked(Order(column, column == "name")) for column in COLUMNS} | {
            self.column: _asked(Order(self.column, not self.rising))
        }


def _asked(order: Order) -> Pairs:
    return [] if order == Order() else [("sort", ("" if order.rising else "-") + order.column)]


def read_order(value: str) -> Order:
    """The order that an address asks for: `name`, or `-articles` for the most first. The usual one for what is none."""
    column = value.strip().removeprefix("-")
    return Order(column, not value.strip().startswith("-")) if column in COLUMNS else Order()


def in_order(journals: Iterable[JournalView], order: Order) -> list[JournalView]:
    """The journals by a column; those that have nothing there come last, whichever way it goes."""
    journals = list(journals)
    if order.column == "name":
        return sorted(journals, key=lambda journal: journal.title.casefold(), reverse=not order.rising)
    known = [(value, journal) for journal in journals if (value := _figure(journal, order.column)) is not None]
    known.sort(key=lambda one: one[0], reverse=not order.rising)
    return [journal for _, journal in known] + [one for one in journals if _figure(one, order.column) is None]


def _figure(journal: JournalView, column: str) -> float | None:
    match column:
        case "articles":
            return journal.articles
        case "statements":
            return journal.tally.total
        case "support":
            found = support_shown(journal.tally)
            return found.share if found else None
        case _:
            return int(getattr(journal.tally, column))
