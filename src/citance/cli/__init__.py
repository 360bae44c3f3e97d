"""The command line: one command a file; arguments in, words out.

`commands.py` lists the commands, `app.py` puts them together, `exits.py` is the table of exit codes. Nothing heavy is
imported before a command is known: `citance --help` is printed from the list alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line and exit with its code (see `citance.cli.exits`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["help"]:  # `citance help report`, as other programs have it
        words = [*words[1:2], "--help"]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a letter the terminal has not, or a file's odd name, is no reason to stop
            stream.reconfigure(errors="replace")
    try:
        if words in ([], ["--help"], ["-h"]):  # answered from the list, without the machinery
            from citance.cli.manual import root_page, show

            show(root_page())
        else:
            from citance.cli.app import command_line

            command_line().main(args=words, prog_name="citance")
    except KeyboardInterrupt:  # before there was anything to interrupt
        sys.exit(130)
