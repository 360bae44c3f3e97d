"""`citance reviews`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.index import Index, ReviewRow, StatementDetails


def reviews(
    ctx: typer.Context,
    orphaned: Annotated[bool, typer.Option("--orphaned", help="Only those whose statement is not found any more.")] = False,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only statements on which reviewers disagree.")] = False,
    statement: Annotated[str | None, typer.Option("--statement", metavar="ID", help="Only those of one statement.")] = None,
    export: Annotated[
        str | None, typer.Option("--export", metavar="FILE", help="Write them all as JSON Lines; - for standard output.")
    ] = None,
    import_: Annotated[
        str | None,
        typer.Option("--import", metavar="FILE", help="Take in those of a file that --export wrote; - for standard input."),
    ] = None,
) -> None:
    """List, export and import what people have said.

    A review is attached to the sentence it was given on, and finds it again after a rebuild or when another form of the
    file comes in. Where the sentence is not there any more the review is kept as orphaned, never dropped.

        citance reviews
        citance reviews --orphaned
        citance reviews --export reviews.jsonl
        citance reviews --import reviews.jsonl
    """
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    if sum((export is not None, import_ is not None, disputed, orphaned or statement is not None)) > 1:
        raise InvalidInput("say one thing to do: list some, --disputed, --export or --import; those take all there are")
    with asked.open_index(write=import_ is not None) as index:
        if export is not None:
            _export(asked, index, export)
        elif import_ is not None:
            _import(asked, index, import_)
        elif disputed:
            _list_disputed(asked, index.disagreements())
        else:
            _list(asked, index.reviews(statement=statement, orphaned=True if orphaned else None), orphaned)


def _export(asked: GlobalOptions, index: Index, file: str) -> None:
    from citance.cli.numbers import count
    from citance.cli.output import name_of, print_summary, writing

    with writing(file):
        written = index.export_reviews(sys.stdout.buffer if file == "-" else file)
    if asked.json:
        print_summary(written, beside=file == "-")
    else:
        asked.say(f"{count(written.rows, 'review')} written to {name_of(file)}.")


def _import(asked: GlobalOptions, index: Index, file: str) -> None:
    from citance.cli.numbers import count
    from citance.cli.output import print_json

    taken = index.import_reviews(sys.stdin.buffer if file == "-" else file)
    if asked.json:
        print_json(taken)
        return
    print(f"{count(taken.read, 'review')} read, {taken.attached:,} attached, {taken.orphaned:,} orphaned.")
    if taken.left_out:
        print(f"Left out: {count(taken.left_out, 'link')} to articles that are not in this index.")


def _list_disputed(asked: GlobalOptions, disputed: Sequence[StatementDetails]) -> None:
    from citance.cli.numbers import count
    from citance.cli.output import print_answer

    if asked.json:
        print_answer("disputed", disputed=disputed)
        return
    from citance.cli.statement_page import print_statement
    from citance.cli.terminal import make_console

    for details in disputed:
        print_statement(make_console(), details)
        print()
    print(f"{count(len(disputed), 'disputed statement')}.")


def _list(asked: GlobalOptions, rows: Sequence[ReviewRow], orphaned: bool) -> None:
    from citance.cli.numbers import count
    from citance.cli.output import print_answer
    from citance.cli.statement_page import review_line

    if asked.json:
        print_answer("reviews", reviews=rows)
        return
    for row in rows:
        print(f"{review_line(row)}  [{row.statement or 'orphaned: ' + row.review.anchor[:60]}]")
    print(f"{count(len(rows), 'orphaned review' if orphaned else 'review')}.")
