"""`citance restore`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions


def restore(
    ctx: typer.Context, file: Annotated[str, typer.Argument(metavar="FOLDER", help="What 'citance backup' wrote.")]
) -> None:
    """Bring an index back from a backup.

    Lays it out in the folder of the index, where there must not be one yet; the search index is made anew when somebody
    searches.

        citance --index literature restore backups/2026-05-01
    """
    from citance.cli.ingest import must_exist
    from citance.cli.output import print_answer
    from citance.index import Index

    asked: GlobalOptions = ctx.obj
    must_exist([file])
    folder = Index.restore(file, asked.folder)
    if asked.json:
        print_answer("restore", index=str(folder))
    else:
        asked.say(f"The index is in {folder}.")
