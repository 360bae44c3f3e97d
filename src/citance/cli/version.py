"""`citance version`."""

from __future__ import annotations

import sys
from typing import Any

import typer

PARTS = ("lxml", "msgspec", "zstandard", "tantivy", "typer", "rich")


def own_version() -> str:
    """The installed version of Citance."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("citance")
    except PackageNotFoundError:
        return "0 (not installed)"


def version(ctx: typer.Context) -> None:
    """Which versions of Citance and its parts are at work.

    For a report of trouble. Which reader, finder, cutter, linker and classifier made what is in an index, every report and
    export says by itself, and 'citance stats' counts.

        citance version
        citance version --json
    """
    from citance.cli.output import print_answer, print_pairs

    facts = _facts()
    if ctx.obj.json:
        print_answer("version", **facts)
    else:
        print_pairs(facts)


def _facts() -> dict[str, Any]:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    facts = {"citance": own_version(), "python": sys.version.split()[0]}
    for part in PARTS:
        try:
            facts[part] = version_of(part)
        except PackageNotFoundError:
            facts[part] = "not installed"
    return facts
