"""`citance remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions


def remove(
    ctx: typer.Context,
    article: Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help="Any of its identifiers.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="All that came from this folder or archive, as it was ingested."),
    ] = None,
    why: Annotated[str, typer.Option(metavar="WORDS", help="The reason, kept with it.")] = "",
    removed: Annotated[bool, typer.Option("--list", help="List what was removed.")] = False,
    lift: Annotated[
        int | None, typer.Option("--lift", metavar="N", help="Let what was removed under this number come in again.")
    ] = None,
) -> None:
    """Take articles out of the index, for good.

    The documents go, with their statements and all they counted for, out of tallies, search and exports. A note of what
    was removed stays, so that ingest leaves it out from now on. A work that others cite stays known from their references.

        citance remove 10.5555/toy.kestrel2016 --why 'publisher asked'
        citance remove --source old-articles.tar.xz
        citance remove --list
    """
    from citance.cli.numbers import count
    from citance.cli.output import print_answer
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    if sum((article is not None, source is not None, removed, lift is not None)) != 1:
        raise InvalidInput("say one thing to do: an article to remove, --source, --list or --lift")
    with asked.open_index(write=not removed) as index:
        if lift is not None:
            index.lift_tombstone(lift)
            if asked.json:
                print_answer("done", done="removal_lifted", number=lift)
            else:
                asked.say(f"What was removed as {lift} may come in again with the next ingest.")
            return
        if removed:
            gone = index.tombstones()
        elif source is not None:
            gone = index.remove_source(source, why)
        else:
            gone = (index.remove(article or "", why),)
    if asked.json:
        print_answer("removed", removed=gone)
        return
    for stone in gone:
        names = ", ".join(stone.identifiers) or stone.article
        print(f"{stone.number:>5}  {stone.at[:10]}  {names}" + (f"  {stone.why}" if stone.why else ""))
    print(f"{count(len(gone), 'article')} removed.")
