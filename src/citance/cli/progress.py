"""A progress bar on standard error, where a person looks on; nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from citance.cli.asked import Asked

Report = Callable[[int, int | None], None]


@contextmanager
def progress_bar(asked: Asked, verb: str, noun: str) -> Iterator[Report | None]:
    """What to call with how many are done and how many there are (None: not known); None where nobody looks on."""
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
        task = bars.add_task(verb, total=None, so_far="")

        def report(done: int, total: int | None) -> None:
            so_far = f"{done:,} {noun}" if total is None else f"{done:,} of {total:,} {noun}"
            bars.update(task, completed=done, total=total, so_far=so_far)

        yield report
