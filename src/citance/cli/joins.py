"""`citance joins`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions


def joins(
    ctx: typer.Context,
    article: Annotated[
        str | None, typer.Argument(metavar="[ARTICLE]", help="Only those of this article: any identifier.")
    ] = None,
    undo: Annotated[int | None, typer.Option("--undo", metavar="N", help="Part what the join of this number made one.")] = None,
) -> None:
    """Which articles were found to be one; undo a join.

    A record that carries two identifiers, say a DOI and a PMID, joins the articles known by each; their citations are
    counted together from then on. A join that was undone is never made again by ingest.

        citance joins
        citance joins --undo 12
    """
    from citance.cli.numbers import count
    from citance.cli.output import print_answer

    asked: GlobalOptions = ctx.obj
    with asked.open_index(write=undo is not None) as index:
        if undo is not None:
            index.undo_join(undo)
            if asked.json:
                print_answer("done", done="join_undone", number=undo)
            else:
                asked.say(f"Join {undo} is undone.")
            return
        rows = index.joins(article)
    if asked.json:
        print_answer("joins", joins=rows)
        return
    for row in rows:
        names = ", ".join(row.identifiers) or row.absorbed
        undone = "  (undone)" if row.undone else ""
        print(f"{row.number:>5}  {row.at[:10]}  {names} is {row.survivor}: {row.why}{undone}")
    print(f"{count(len(rows), 'join')}.")
