"""`citance export`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from citance.cli.filtering import Evidences, Journals, Places, Sections, SelfCitations, Stances, Years, make_filters, read_choice
from citance.cli.global_options import GlobalOptions


def export(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="statements, citations or articles (or reviews).")],
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="One of those above; jsonl if not said.")
    ] = "jsonl",
    out: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; standard output if not said.")
    ] = "-",
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="ID", help="Only what is about this article.", rich_help_panel="What to export"),
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="QUERY", help="Only what a search finds.", rich_help_panel="What to export")
    ] = None,
    combined: Annotated[
        bool, typer.Option("--combined", help="With --article: its versions', too.", rich_help_panel="What to export")
    ] = False,
    stance: Stances = None,
    evidence: Evidences = None,
    section: Sections = None,
    place: Places = None,
    year: Years = None,
    self_citation: SelfCitations = None,
    journal: Journals = None,
    provenance: Annotated[
        bool, typer.Option("--provenance/--no-provenance", help="Say what the export stands on; the default.")
    ] = True,
) -> None:
    """Write statements, citations or articles for other programs.

    Statements: jsonl, csv, tsv, parquet. Citations: these and opencitations (their CSV), cito-turtle and cito-jsonld,
    where a citation supports, disagrees with or cites. Articles: jsonl, csv, tsv, parquet, csl-json (also for
    citation-js), ris and bibtex.

        citance export statements --stance contrasting -o contrasting.jsonl
        citance export statements --format csv --article 10.5555/toy.alder2011
        citance export citations --format cito-turtle -o citations.ttl
        citance export articles --format bibtex --query 'sirolimus'

    With it go the query, the filters, the date, the state of the index and the versions of what made it: in the file
    where the format has room, else in a file beside it. parquet needs: pip install 'citance[parquet]'.
    """
    from citance.cli.numbers import count
    from citance.cli.output import name_of, writing
    from citance.cli.progress import progress_bar
    from citance.errors import UnknownName
    from citance.index import Index

    asked: GlobalOptions = ctx.obj
    kind = read_choice("export", what, Index.formats)
    formats = Index.formats[kind]
    try:
        shape = read_choice("format", ALIASES.get(format.lower(), format), formats)
    except UnknownName as error:
        raise UnknownName(f"format of {kind}", format, formats) from error
    filters = make_filters(stance, evidence, section, year, self_citation, journal, place=place)
    sys.stdout.flush()
    opened = asked.open_for_search() if query is not None or kind == "articles" else asked.open_index()
    with opened as index, progress_bar(asked, ("writing", kind)) as progress, writing(out):
        summary = index.export(
            kind,
            shape,
            sys.stdout.buffer if out == "-" else out,
            article=article,
            query=query,
            filters=filters,
            combined=combined,
            provenance=provenance,
            progress=progress if out != "-" else None,
        )
    if asked.json:
        from citance.cli.output import print_summary

        print_summary(summary, beside=out == "-")
        return
    if out != "-" or sys.stderr.isatty():
        beside = f"; its provenance is in {summary.sidecar}" if summary.sidecar else ""
        held_back = f", {summary.withheld:,} held back" if summary.withheld else ""
        asked.say(f"{count(summary.rows, kind.removesuffix('s'))} written to {name_of(out)}{held_back}{beside}.")


ALIASES = {"citation-js": "csl-json", "csl": "csl-json", "turtle": "cito-turtle", "ttl": "cito-turtle", "jsonld": "cito-jsonld"}
