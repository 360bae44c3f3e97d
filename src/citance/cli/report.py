"""`citance report`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citance.cli.filtering import Evidences, Journals, Places, Sections, SelfCitations, Stances, Years, make_filters
from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.index import Index, StatementView

FORMATS = ("table", "json", "csv")
ORDERS = ("newest", "oldest", "stored")
PAGE = 20


def report(
    ctx: typer.Context,
    article: Annotated[
        str, typer.Argument(metavar="ID", help="A DOI, PMID, PMCID or arXiv id in any spelling, or an address of one.")
    ],
    stance: Stances = None,
    evidence: Evidences = None,
    section: Sections = None,
    place: Places = None,
    year: Years = None,
    self_citation: SelfCitations = None,
    journal: Journals = None,
    sort: Annotated[
        str, typer.Option(metavar="ORDER", help="newest (the default), oldest, or stored: as they were read.")
    ] = "newest",
    limit: Annotated[
        int | None, typer.Option(min=0, metavar="N", help=f"Statements to show; {PAGE} on a page, all of them in CSV.")
    ] = None,
    offset: Annotated[int, typer.Option(min=0, metavar="N", help="Pass over so many first.")] = 0,
    combined: Annotated[bool, typer.Option("--combined", help="With the statements about its other versions.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="table (the default), json or csv.")] = "table",
) -> None:
    """Who cites an article, in which words, and with which stance.

    Shows the article and what its notices say, how many statements support, contrast or mention it and whose evidence
    they speak from (the citing article's own, or reported), in which sections and years, and the statements themselves:
    the marker pointed out, the words that tipped the verdict underlined, the id by which 'citance review' knows it.

        citance report 10.5555/toy.alder2011
        citance report PMC90000003 --stance contrasting --independent
        citance report 10.5555/toy.alder2011 --section results --year 2015..
        citance report 10.5555/toy.alder2011 --format csv > statements.csv

    The counts are over all statements about the article, whatever the filters. Preprint and paper are two articles that
    know each other; --combined takes them together, a citing article counting once.
    """
    from citance.cli.filtering import read_choice

    asked: GlobalOptions = ctx.obj
    shape = "json" if asked.json else read_choice("format", format, FORMATS)
    order = read_choice("order", sort, ORDERS)
    filters = make_filters(stance, evidence, section, year, self_citation, journal, place=place)
    with asked.open_index() as index:
        if shape == "csv":
            from citance.cli.output import print_csv

            asking = {"filters": filters, "order": order, "combined": combined}
            print_csv("statements", _all_pages(index, article, asking, offset, limit))
            return
        answer = index.report(
            article, filters=filters, order=order, offset=offset, limit=PAGE if limit is None else limit, combined=combined
        )
    if shape == "json":
        from citance.cli.output import print_json

        print_json(answer)
    else:
        from citance.cli.report_page import print_report
        from citance.cli.terminal import make_console

        print_report(make_console(), answer)


def _all_pages(index: Index, article: str, asking: dict[str, Any], offset: int, limit: int | None) -> Iterator[StatementView]:
    """Statements page after page, in their order, until there are no more or enough."""

    left = limit
    while left is None or left > 0:
        size = 500 if left is None else min(500, left)
        page = index.report(article, offset=offset, limit=size, **asking)
        yield from page.statements
        offset += size
        if offset >= page.total:
            return
        left = None if left is None else left - size
