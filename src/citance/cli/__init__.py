"""The command line: one command a file; arguments in, words out.

`commands.py` lists the commands, `app.py` puts them together, `exits.py` is the table of exit codes. Nothing heavy is
imported before a command is known: `citance --help` reads only the list.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line and exit with its code (see `citance.cli.exits`)."""
    from citance.cli.app import command_line

    command_line().main(args=arguments, prog_name="citance")
    sys.exit(0)
