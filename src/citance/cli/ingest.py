"""`citance ingest`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.index import IngestSummary

WHEN: tuple[Literal["later", "now", "rules"], ...] = ("later", "now", "rules")
PHASES = (("reading", "files"), ("classifying", "statements"))


def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files, folders, archives (.tar, .tar.gz, .tar.xz, .tar.zst, .zip), or -."),
    ] = None,
    toy: Annotated[bool, typer.Option("--toy", help="The toy literature: twenty invented articles, to try things on.")] = False,
    classify: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="later (the default): leave statements waiting; now: with the best classifier there is; or rules.",
        ),
    ] = None,
    operating_point: Annotated[
        str | None,
        typer.Option(metavar="POINT", help="With --classify now: default, or precise: fewer verdicts, and right more often."),
    ] = None,
    visibility: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="open, snippet or private: how much may be shown, of files too that are known. Else the licence says.",
        ),
    ] = None,
    grobid: Annotated[
        str | None,
        typer.Option("--grobid", metavar="URL", help="A GROBID server that reads the PDFs, such as http://localhost:8070."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", min=1, metavar="N", help="Processes; as many as there are cores.")
    ] = None,
) -> None:
    """Read articles into the index.

    Finds every citation and its sentence, links references to the articles they mean, and keeps it all, with a copy of
    each document, in the folder of the index, which is made where there is none.

        citance ingest articles/ more.tar.xz
        citance ingest --toy --classify now
        citance ingest --grobid http://localhost:8070 papers/
        curl -s https://example.org/article.xml | citance ingest -

    JATS, Elsevier's and BioMed Central's XML, TEI and PDF are read; of an article in several forms the best is shown.
    With --grobid PDFs are read by that server, and here only where it fails.

    The same file again changes nothing, a better or newer form of an article replaces the former one, so a run that was
    stopped is gone on with by giving the same command again. What could not be read or understood is kept as a problem
    and the work goes on; 'citance problems' shows it. The exit code is 3 only if nothing at all could be read.

    Reading does not wait for stances: 'citance classify' gives them afterwards.
    """
    from citance.cli import exits
    from citance.cli.filtering import read_choice
    from citance.cli.output import print_json
    from citance.cli.progress import progress_bar
    from citance.cli.visibility import HOW
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    sources = list(paths or ())
    if toy:
        from citance.toy import toy_path

        sources.append(str(toy_path()))
    if not sources:
        raise InvalidInput("nothing was given to read; name files, folders or archives, or --toy")
    when = read_choice("time to classify", classify or asked.settings.classify, WHEN)
    if operating_point and when != "now":
        raise InvalidInput("--operating-point goes with --classify now")
    shown, settled = (
        None if one is None else read_choice("visibility", one, HOW) for one in (visibility, asked.settings.visibility)
    )
    must_exist(sources)
    with asked.open_index(create=True) as index, progress_bar(asked, *PHASES) as progress:
        summary = index.ingest(
            sources,
            classify=when,
            classifier=asked.settings.classifier,
            point=operating_point or asked.settings.operating_point,
            visibility=shown,
            new_visibility=settled,
            workers=workers or asked.settings.workers,
            progress=progress,
            grobid=grobid or asked.settings.grobid,
        )
    if asked.json:
        print_json(summary)
    elif not asked.quiet:
        print("\n".join(summary_lines(summary, when)))
    if summary.unreadable and not summary.read and not summary.unchanged:
        raise typer.Exit(exits.INPUT)


def must_exist(paths: list[str]) -> None:
    """Raise FileNotFoundError for the first path that is not there: a slip of the pen is told before the work begins."""
    import errno
    import os

    for path in paths:
        if path != "-" and not os.path.lexists(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def summary_lines(summary: IngestSummary, when: str) -> Iterator[str]:
    """What became of the files, how long it took, and what to do next."""
    from citance.cli.numbers import count, duration

    took = f" in {duration(summary.seconds)}" if summary.read else ""
    yield f"{summary.line}{took}."
    if summary.read:
        kinds = ((summary.added, "new"), (summary.replaced, "in place of a former form"), (summary.inactive, "as another form"))
        told = ", ".join(f"{number:,} {words}" for number, words in kinds if number)
        statements, entries = count(summary.statements, "statement"), count(summary.references, "entry")
        yield f"Articles: {told}; with {statements}, and {entries} in their reference lists."
    todo = []
    if summary.with_problems or summary.unreadable:
        todo.append(("citance problems", "what could not be read or resolved"))
    if summary.read and when == "later":
        todo.append(("citance classify", "give the statements a stance"))
    if summary.read:
        todo += [
            ("citance search WORDS", "find statements and articles"),
            ("citance report DOI", "who cites an article, and how"),
        ]
    if todo:
        yield "Next:"
        yield from (f"  {command:<22}{words}" for command, words in todo)
