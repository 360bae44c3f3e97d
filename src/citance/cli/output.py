"""How answers are printed: JSON, JSON Lines, CSV, and plain lines; always UTF-8."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO


def stdout() -> BinaryIO:
    """Standard output as bytes, after what was printed as text."""
    sys.stdout.flush()
    return sys.stdout.buffer


def print_json(value: Any) -> None:
    """A value as one JSON document, laid out for reading on a terminal and on one line otherwise."""
    from citance.model.codec import to_json

    line = to_json(value)
    if sys.stdout.isatty():
        import msgspec

        line = msgspec.json.format(line, indent=2)
    stdout().write(line + b"\n")


def print_answer(name: str, **facts: Any) -> None:
    """Facts as one JSON document that says its `schema`, citance/NAME/1."""
    print_json({"schema": schema(name), **facts})


def print_summary(value: Any, *, beside: bool) -> None:
    """A summary as JSON: on standard error where it stands `beside` what standard output holds."""
    from citance.model.codec import to_json

    if beside:
        print(to_json(value).decode(), file=sys.stderr)
    else:
        print_json(value)


def schema(name: str) -> str:
    """The name of a shape that only the command line prints."""
    return f"citance/{name}/1"


def with_schema(name: str, value: Any) -> dict[str, Any]:
    """A value's fields with the schema of that name before them; for values that are rows of other answers, too."""
    import msgspec

    from citance.model.codec import to_json

    return {"schema": schema(name), **msgspec.json.decode(to_json(value))}


def print_json_lines(values: Iterable[Any]) -> None:
    """Values as JSON Lines, each flushed through at once where a person looks on."""
    from citance.model.codec import to_json

    out, live = stdout(), sys.stdout.isatty()
    for value in values:
        out.write((value if isinstance(value, bytes) else to_json(value)) + b"\n")
        if live:
            out.flush()
    out.flush()


def print_csv(what: str, rows: Iterable[Any]) -> None:
    """Statements or articles as the CSV that `citance export` writes."""
    from citance.services.export.rows import COLUMNS
    from citance.services.export.tables import write_csv

    write_csv(stdout(), rows, COLUMNS[what])


def print_pairs(pairs: Mapping[str, Any]) -> None:
    """Names and values in two columns."""
    width = max(map(len, pairs))
    for name, value in pairs.items():
        print(f"{name:<{width}}  {value}")


def name_of(out: str) -> str:
    """What to call an output in messages."""
    return "standard output" if out == "-" else out


@contextmanager
def writing(out: str, *, reads: bool = False) -> Iterator[None]:
    """Turns trouble with the output into OutputError, so that it is not taken for trouble with the input. Where other files are
    read meanwhile (`reads`), trouble with those stays what it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if reads and not _is_about(error, out):
            raise
        from citance.cli.exits import OutputError

        raise OutputError(name_of(out), (error.strerror or str(error)).lower()) from error


def _is_about(error: OSError, folder: str) -> bool:
    """Whether it is a file in this folder, or a folder that this one is to be in, that there is trouble with, or a full disk."""
    from pathlib import Path

    from citance.cli.exits import NO_ROOM

    if not isinstance(error.filename, str):
        return error.errno in NO_ROOM
    path, place = Path(error.filename), Path(folder)
    return path.is_relative_to(place) or place.is_relative_to(path)
