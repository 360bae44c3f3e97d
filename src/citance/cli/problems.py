"""`citance problems`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.index import ProblemRow


def problems(
    ctx: typer.Context,
    article: Annotated[
        str | None, typer.Argument(metavar="[ARTICLE]", help="Only those of this article: any identifier.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only these kinds, such as unreadable.")
    ] = None,
    count_only: Annotated[bool, typer.Option("--count", help="Only how many there are of each kind.")] = False,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Lines to show; 0 for all.")] = 0,
) -> None:
    """What could not be read, found or resolved, file by file.

    A problem spoils one item (a file, a link, a marker) while the rest goes on. Each line names the file, the place in it
    and what is wrong there; a count by kind comes last. Files that gave nothing at all are of the kinds unreadable,
    refused and not-well-formed.

        citance problems
        citance problems --kind unreadable,not-well-formed
        citance problems 10.5555/toy.alder2011
        citance problems --json
    """
    from citance.cli.filtering import known_words
    from citance.cli.output import print_answer, print_json_lines, with_schema
    from citance.model import ProblemKind
    from citance.model.document import NOTES

    asked: GlobalOptions = ctx.obj
    kinds = known_words("kind of problem", ProblemKind, kind)
    seen: Counter[str] = Counter()
    files: set[str] = set()  # in which something is amiss: what a note tells of spoils nothing
    noted: set[str] = set()
    with asked.open_index() as index:
        rows = (row for row in index.problems(article) if not kinds or row.problem.kind in kinds)
        if asked.json and not count_only:
            print_json_lines(with_schema("problem", row) for row in _first(rows, limit))
            return
        for row in rows:
            seen[str(row.problem.kind)] += 1
            (noted if row.problem.kind in NOTES else files).add(row.file.name)
            if not count_only and (not limit or seen.total() <= limit):
                print(_line(row))
    if asked.json:
        print_answer(
            "problem-counts",
            problems=seen.total(),
            files=len(files),
            files_with_notes=len(noted - files),
            kinds=dict(seen.most_common()),
        )
        return
    if seen and not count_only:
        print()
    _print_counts(seen, len(files), len(noted - files))


def _print_counts(kinds: Counter[str], files: int, files_with_notes: int) -> None:
    from citance.cli.filtering import spelt
    from citance.cli.numbers import count

    if not kinds:
        print("No problems.")
        return
    for name, number in kinds.most_common():
        print(f"{number:>8,}  {spelt(name)}")
    where = [f"in {count(files, 'file')}"] if files else []
    where += [f"notes alone in {count(files_with_notes, 'file')}"] if files_with_notes else []
    print(f"{count(kinds.total(), 'problem')} {' and '.join(where)}")


def _first(rows: Any, limit: int) -> Any:
    from itertools import islice

    return islice(rows, limit or None)


def _line(row: ProblemRow) -> str:
    from citance.cli.filtering import spelt

    where = f" at {row.problem.where}" if row.problem.where else ""
    return f"{row.file.name}: {spelt(row.problem.kind)}{where}: {row.problem.words}"
