"""An unknown name is answered with the known ones, the likeliest first."""

from __future__ import annotations

from citance.cli.commands import COMMANDS


def known_commands(name: str) -> str:
    """What to say of a command that is none."""
    names = [entry.name for entry in COMMANDS]
    near = closest(name, names)
    if near:
        return f"there is no command {name!r}; did you mean {near!r}?"
    return f"there is no command {name!r}; there are: {', '.join(names)}"


def closest(name: str, known: list[str]) -> str | None:
    """The known name that was probably meant."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return found[0] if found else None
