"""A progress bar on standard error, where a person looks on; nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from citance.cli.global_options import GlobalOptions

Report = Callable[[int, int | None], None]


@contextmanager
def progress_bar(asked: GlobalOptions, *phases: tuple[str, str]) -> Iterator[Report | None]:
    """What to call with how many are done and how many there are (None: not known); None where nobody looks on.

    Each phase is a verb and what it counts, ("reading", "files"); the next one begins when the count starts over.
    """
    if asked.quiet or asked.json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[so_far]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        left = list(phases)
        verb, noun = left.pop(0)
        task = bars.add_task(verb, total=None, so_far="")
        last = 0

        def report(done: int, total: int | None) -> None:
            nonlocal verb, noun, task, last
            if done < last and left:
                verb, noun = left.pop(0)
                bars.remove_task(task)
                task = bars.add_task(verb, total=None, so_far="")
            last = done
            so_far = f"{done:,} {noun}" if total is None else f"{done:,} of {total:,} {noun}"
            bars.update(task, completed=done, total=total, so_far=so_far)

        yield report
