"""`citance visibility`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions

HOW = ("open", "snippet", "private")


def visibility(
    ctx: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Any of its identifiers.")],
    how: Annotated[str, typer.Argument(metavar="HOW", help="open, snippet or private.")],
) -> None:
    """Say how much of an article others may see.

    Of an open article others see everything; of a snippet one the citing sentences, cut to some 300 characters, without
    those around them; of a private one no words at all, though what it says of others still counts in their tallies. You
    who own the index always see everything.

    Ingest reads it off the licence. What is said here, or by --visibility there, is kept for the article: it holds for
    the full texts it has now and for other forms that come in later, whatever their licence, until it is said anew.

        citance visibility 10.5555/toy.alder2011 snippet
    """
    from citance.cli.filtering import read_choice
    from citance.cli.numbers import count
    from citance.cli.output import print_answer
    from citance.errors import NotFound

    asked: GlobalOptions = ctx.obj
    wanted = read_choice("visibility", how, HOW)
    with asked.open_index(write=True) as index:
        documents = index.set_visibility(article, wanted)
    if not documents:
        raise NotFound("full text of", article)
    if asked.json:
        print_answer("visibility", article=article, visibility=wanted, documents=documents)
    else:
        asked.say(f"{count(documents, 'full text')} of {article}: {wanted} from now on.")
