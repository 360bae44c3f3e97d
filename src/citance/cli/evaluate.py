"""`citance evaluate`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from citance.services.evaluate import Table


def evaluate(
    ctx: typer.Context,
    labelled: Annotated[list[str], typer.Argument(metavar="FILE", help="Labelled statements as JSON Lines, plain or packed.")],
    classifier: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="trained, rules, best (the default), or the folder of one that was trained."),
    ] = None,
    operating_point: Annotated[
        str | None, typer.Option(metavar="POINT", help="default, or precise: fewer verdicts, and right more often.")
    ] = None,
    evidence: Annotated[
        str | None, typer.Option(metavar="WHOSE", help="own: what is only reported counts as mentioning, as scite counts.")
    ] = None,
    out: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Write figures, tables, the calibration plot and what went wrong there.")
    ] = None,
) -> None:
    """Measure a classifier on statements that people have labelled.

    Each line is a statement as 'citance classify' reads it, with what a reader said:

        {"id": 1, "sentence": "This agrees with others [7].", "span": [24, 27],
         "heading": "Discussion", "label": "supporting", "evidence": "own"}

    'label' is supporting, contrasting or mentioning. Further fields are of use where they are there: 'weight' (how many
    statements of a population the item stands for), 'sure' (3 certain, 2 likely, 1 toss-up), 'article' (statements of one
    article are drawn together for the intervals) and 'journal'.

    Shows precision, recall and F1 of each stance, weighted and item by item, with the interval they lie in in 95 of 100
    samples of articles; how well scores are calibrated; the confusion; and the same by whose evidence, kind of section,
    field of the journal, and how sure the reader was.

        citance evaluate labelled.jsonl
        citance evaluate labelled.jsonl --classifier rules --json
        citance evaluate labelled.jsonl --classifier my-classifier --out measured
    """
    from citance.cli.filtering import read_choice
    from citance.cli.output import print_json, writing
    from citance.cli.progress import progress_bar
    from citance.services.classify import load_classifier
    from citance.services.evaluate import evaluate_classifier, read_gold, write_evaluation

    asked: GlobalOptions = ctx.obj
    own = evidence is not None and read_choice("evidence", evidence, ("own",)) == "own"
    point = operating_point or asked.settings.operating_point
    items = read_gold(labelled)
    model = load_classifier(classifier or asked.settings.classifier, point)
    with progress_bar(asked, ("classifying", "statements")) as progress:
        evaluation, verdicts = evaluate_classifier(items, model, own=own, point=point, progress=progress)
    written: tuple[Path, ...] = ()
    if out is not None:
        with writing(out):
            written = write_evaluation(evaluation, items, verdicts, out)
    if asked.json:
        print_json(evaluation)
        return
    from citance.cli.terminal import make_console, print_parts
    from citance.services.evaluate import all_tables, heading

    console = make_console()
    print_parts(console, [heading(evaluation)])
    for table in all_tables(evaluation):
        print_parts(console, _parts(table))
    for path in written:
        asked.say(f"Written: {path}")


def _parts(found: Table) -> Iterator[RenderableType]:
    """A heading and a table, as rich draws them."""
    from rich import table
    from rich.box import SIMPLE
    from rich.text import Text

    drawn = table.Table(box=SIMPLE, pad_edge=False, header_style="dim")
    for number, name in enumerate(found.head):
        drawn.add_column(name, justify="left" if number == 0 else "right")
    for row in found.rows:
        drawn.add_row(*row)
    yield Text(f"\n{found.title}", "bold")
    yield drawn
