"""`citance reviews`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions


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
    from citance.cli.export import name_of
    from citance.cli.numbers import count
    from citance.cli.output import print_answer, print_json, print_summary
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    if export is not None and import_ is not None:
        raise InvalidInput("--export and --import go opposite ways: give one of them")
    with asked.open_index(write=import_ is not None) as index:
        if export is not None:
            written = index.export_reviews(sys.stdout.buffer if export == "-" else export)
            if asked.json:
                print_summary(written, beside=export == "-")
            else:
                asked.say(f"{count(written.rows, 'review')} written to {name_of(export)}.")
            return
        if import_ is not None:
            taken = index.import_reviews(sys.stdin.buffer if import_ == "-" else import_)
            if asked.json:
                print_json(taken)
            else:
                print(f"{count(taken.read, 'review')} read, {taken.attached:,} attached, {taken.orphaned:,} orphaned.")
                if taken.left_out:
                    print(f"Left out: {count(taken.left_out, 'link')} to articles that are not in this index.")
            return
        if disputed:
            answers = index.disagreements()
        else:
            rows = index.reviews(statement=statement, orphaned=True if orphaned else None)
    if disputed:
        if asked.json:
            print_answer("disputed", disputed=answers)
            return
        from citance.cli.statement_page import print_statement
        from citance.cli.terminal import make_console

        for details in answers:
            print_statement(make_console(), details)
            print()
        print(f"{count(len(answers), 'disputed statement')}.")
        return
    if asked.json:
        print_answer("reviews", reviews=rows)
        return
    from citance.cli.statement_page import review_line

    for row in rows:
        print(f"{review_line(row)}  [{row.statement or 'orphaned: ' + row.review.anchor[:60]}]")
    print(f"{count(len(rows), 'orphaned review' if orphaned else 'review')}.")
