"""`citance extract`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.services.extract import Trouble


def extract(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Files, folders, archives (.tar, .tar.gz, .tar.xz, .tar.zst, .zip), or -.")
    ],
    what: Annotated[str, typer.Option(metavar="WHAT", help="citations (the default), references or document.")] = "citations",
    sub_articles: Annotated[
        bool, typer.Option("--sub-articles", help="Also translations, responses and reviews that stand in the same file.")
    ] = False,
    classify: Annotated[bool, typer.Option("--classify", help="Add stance, scores, evidence and because.")] = False,
    classifier: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --classify: which classifier; else the best there is.")
    ] = None,
    operating_point: Annotated[
        str | None,
        typer.Option(metavar="POINT", help="With --classify: default, or precise: fewer verdicts, and right more often."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", min=1, metavar="N", help="Processes; as many as there are cores.")
    ] = None,
) -> None:
    """Print the citations of articles, each with its sentence.

    One line of JSON for each in-text citation, in reading order: the article it stands in, the reference it points at,
    the marker as printed and how we know of it (tagged in the file, expanded from a printed range, inferred from plain
    text), the sentence with those before and after, and where in the sentence the marker, its group and the other
    citations stand. Every object names its 'schema'. No index is made or needed.

        citance extract article.xml
        citance extract articles/ --classify > citations.jsonl
        citance extract archive.tar.xz --what references | head

    What could not be read or resolved is told on standard error (with -q only files that gave nothing), and the work
    goes on; if a file gave nothing, the exit code is 3.
    """
    from citance.cli import exits
    from citance.cli.filtering import read_choice
    from citance.cli.output import stdout
    from citance.errors import InvalidInput
    from citance.services.classify import load_classifier
    from citance.services.extract import WHAT, ExtractOptions, extract_lines

    asked: GlobalOptions = ctx.obj
    settings = asked.settings
    if not classify and (classifier or operating_point):
        raise InvalidInput("--classifier and --operating-point go with --classify")
    chosen = None
    if classify:
        chosen = load_classifier(classifier or settings.classifier, operating_point or settings.operating_point)
    options = ExtractOptions(read_choice("kind of object", what, WHAT), sub_articles, chosen)
    troubles = Troubles(asked)
    out = stdout()
    for lines in extract_lines(paths, options, workers or asked.settings.workers or _cores(paths), troubles.tell):
        out.write(lines)
    out.flush()
    if troubles.lost:
        raise typer.Exit(exits.INPUT)


class Troubles:
    """Tells of problems as they come, and counts the files that gave nothing."""

    def __init__(self, asked: GlobalOptions) -> None:
        self.asked, self.lost = asked, 0

    def tell(self, trouble: Trouble) -> None:
        """One line on standard error: file, place, kind and words; JSON where asked."""
        import sys

        problem = trouble.problem
        lost = problem.kind in ("unreadable", "truncated", "refused")
        self.lost += lost
        if self.asked.quiet and not lost:
            return
        if self.asked.json:
            from citance.cli.output import schema
            from citance.model.codec import to_json

            told = {"schema": schema("extract-problem"), "source": trouble.source, "problem": problem}
            print(to_json(told).decode(), file=sys.stderr)
        else:
            from citance.cli.filtering import spelt

            where = f" {problem.where}:" if problem.where not in ("", trouble.source) else ""
            print(f"{trouble.source}:{where} {problem.words} ({spelt(problem.kind)})", file=sys.stderr)


def _cores(paths: list[str]) -> int:
    """One process for a file or two, which would be done before a second one has started; else one a core."""
    import os

    if len(paths) < 3 and not any(os.path.isdir(path) or _is_archive(path) for path in paths):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _is_archive(path: str) -> bool:
    return path == "-" or path.endswith((".tar", ".tgz", ".txz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".zip"))
