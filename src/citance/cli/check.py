"""`citance check`."""

from __future__ import annotations

import typer

from citance.cli.global_options import GlobalOptions


def check(ctx: typer.Context) -> None:
    """Make sure that the index is sound.

    Reads everything: whether the file is whole, and whether tallies and counts add up. What is wrong is told in words,
    and the exit code is 4.

        citance check
    """
    from citance.cli import exits
    from citance.cli.output import print_answer

    asked: GlobalOptions = ctx.obj
    with asked.open_index() as index:
        wrong = index.check()
    if asked.json:
        print_answer("check", sound=not wrong, wrong=wrong)
    else:
        print("\n".join(wrong) if wrong else "All is well.")
    if wrong:
        raise typer.Exit(exits.INDEX)
