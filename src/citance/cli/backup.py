"""`citance backup`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions


def backup(
    ctx: typer.Context,
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="Where to write the copy; there must be none yet.")],
) -> None:
    """Copy the index while it is in use.

    Others may read and write meanwhile; the copy is of one moment. It holds everything but the search index, which is
    made anew when somebody searches: 'citance --index FOLDER' opens it as it is, 'citance restore' puts it elsewhere.

        citance backup backups/2026-05-01
    """
    from citance.cli.output import print_answer, writing
    from citance.cli.progress import progress_bar

    asked: GlobalOptions = ctx.obj
    with asked.open_index() as index, progress_bar(asked, ("copying", "pages")) as progress, writing(folder):
        written = index.backup(folder, progress)
    if asked.json:
        print_answer("backup", backup=str(written))
    else:
        asked.say(f"A copy of the index is in {written}.")
