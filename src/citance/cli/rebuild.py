"""`citance rebuild`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions

STAGES = {
    "find": ("document", "references and markers found anew, and all that follows from them"),
    "cut": ("document", "sentences cut anew, and all that follows from them"),
    "link": ("document", "references linked to articles anew"),
    "classify": ("statement", "classified anew"),
    "search": ("article", "put into a new search index"),
}


def rebuild(
    ctx: typer.Context,
    stage: Annotated[str, typer.Option(metavar="STAGE", help="find, cut, link, classify or search.")],
    operating_point: Annotated[
        str | None,
        typer.Option(metavar="POINT", help="With classify: default, or precise: fewer verdicts, and right more often."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", min=1, metavar="N", help="Processes; as many as there are cores.")
    ] = None,
) -> None:
    """Make derived things again from the stored documents.

    The index keeps a copy of every document, so the files are not needed. 'find' looks for references and markers again,
    'cut' for sentences, 'link' for the articles that references mean, 'classify' gives all stances anew, 'search' makes
    the search index anew. Reviews stay, and find their statements again. A run that was stopped goes on when the same
    command is given again.

        citance rebuild --stage cut
    """
    from citance.cli.filtering import read_choice
    from citance.cli.numbers import count
    from citance.cli.output import print_answer
    from citance.cli.progress import progress_bar
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    name = read_choice("stage", stage, STAGES)
    if operating_point and name != "classify":
        raise InvalidInput("--operating-point goes with --stage classify")
    noun = STAGES[name][0]
    point = operating_point or asked.settings.operating_point
    with asked.open_index(write=True) as index, progress_bar(asked, ("rebuilding", f"{noun}s")) as progress:
        done = index.rebuild(name, classifier=asked.settings.classifier, point=point, workers=workers, progress=progress)  # type: ignore[arg-type]
    if asked.json:
        print_answer("rebuild", stage=name, done=done)
    else:
        print(f"{count(done, noun)} done: {STAGES[name][1]}.")
