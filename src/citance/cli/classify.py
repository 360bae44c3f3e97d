"""`citance classify`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.errors import InvalidRecord


def classify(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="JSON Lines to classify, - for standard input; gzip and the like are told by content. "
            "None, and nothing piped in: what waits in the index.",
        ),
    ] = None,
    classifier: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="trained, rules, best (the default), or the folder of one that 'citance train' made."),
    ] = None,
    operating_point: Annotated[
        str | None, typer.Option(metavar="POINT", help="default, or precise: fewer verdicts, and right more often.")
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Tell of lines that are no such record, and go on.", rich_help_panel="For lines")
    ] = False,
    any_language: Annotated[
        bool,
        typer.Option(
            "--any-language",
            help="Judge also statements whose 'lang' is one the classifier does not know.",
            rich_help_panel="For lines",
        ),
    ] = False,
    waiting: Annotated[
        bool,
        typer.Option("--waiting", help="What waits in the index, whatever standard input is.", rich_help_panel="For the index"),
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--all", help="Also what another version or classifier has judged before.", rich_help_panel="For the index"),
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Stop after so many.", rich_help_panel="For the index")
    ] = None,
) -> None:
    """Give waiting statements a stance, or classify JSON Lines.

    Over the index it takes the statements that wait, and can be stopped at any time: the next run goes on from there.
    What people have said with 'citance review' is never overwritten.

        citance classify
        citance classify --all

    With a file, or with something piped in, it needs no index: it reads lines like

        {"id": 1, "before": "...", "sentence": "This agrees with others [7].",
         "after": "...", "span": [24, 27], "heading": "Discussion"}

    and prints {id, stance, scores, evidence, because} for each, in order. Spans are [start, end) in characters (code
    points) of the sentence; 'group_span', 'others', 'section' and 'lang' may be given as 'citance extract' prints them.
    'because' lists the words that tipped the verdict, {in, span, cue, role}, and is null for mentioning. A statement whose
    'lang' is one the classifier does not know, or without a sentence, is 'unclassified': 'scores' is null, and 'reason'
    says why. Without 'lang' it is judged; where its words seem to be in such a language, 'reason' says that.

        citance classify < statements.jsonl > stances.jsonl
    """
    from citance.errors import InvalidInput

    asked: GlobalOptions = ctx.obj
    classifier = classifier or asked.settings.classifier
    point = operating_point or asked.settings.operating_point
    sources = list(files or ())
    of_index = waiting or again or limit is not None
    if sources and of_index:
        raise InvalidInput("--waiting, --all and --limit are for the index; what is in files is classified line by line")
    if not sources and not of_index and _is_piped():
        sources = ["-"]
    if not sources and (keep_going or any_language):
        raise InvalidInput("--keep-going and --any-language are for lines: name a file, or - for standard input")
    if sources:
        _classify_lines(asked, sources, classifier, point, keep_going, any_language)
    else:
        _classify_index(asked, classifier, point, again, limit)


def _is_piped() -> bool:
    """Whether standard input is a file or a pipe; not a terminal, /dev/null, or closed."""
    import os
    import stat

    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def _classify_lines(
    asked: GlobalOptions, sources: list[str], classifier: str, point: str, keep_going: bool, any_language: bool
) -> None:
    from citance.cli import exits
    from citance.cli.lines import open_lines
    from citance.cli.output import print_json_lines
    from citance.services.classify import load_classifier
    from citance.services.classify_lines import classify_lines

    model = load_classifier(classifier, point)
    bad = 0

    def tell(trouble: InvalidRecord) -> None:
        nonlocal bad
        bad += 1
        asked.say_failure(exits.explain(trouble)._replace(advice=""))

    for source in sources:
        with open_lines(source) as lines:
            verdicts = classify_lines(lines, model, any_language=any_language, on_bad_line=tell if keep_going else None)
            print_json_lines(verdicts)
    if bad:
        raise typer.Exit(exits.INPUT)


def _classify_index(asked: GlobalOptions, classifier: str, point: str, again: bool, limit: int | None) -> None:
    from citance.cli.numbers import count
    from citance.cli.output import print_json
    from citance.cli.progress import progress_bar

    with asked.open_index(write=True) as index, progress_bar(asked, ("classifying", "statements")) as progress:
        summary = index.classify(classifier, point=point, again=again, limit=limit, progress=progress)
    if asked.json:
        print_json(summary)
        return
    if not summary.classified:
        print("Nothing waits for a classifier.")
        return
    print(
        f"{count(summary.classified, 'statement')} classified by {summary.by}: {summary.supporting:,} supporting, "
        f"{summary.contrasting:,} contrasting, {summary.mentioning:,} mentioning, {summary.unclassified:,} not judged "
        "(another language, or no sentence)."
    )
    if summary.waiting:
        print("More wait; 'citance classify' goes on.")
