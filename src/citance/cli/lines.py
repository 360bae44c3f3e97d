"""Lines read from a file or standard input, unpacked where the first bytes say that they are packed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from citance.errors import InvalidRecord
from citance.unpacking import lines_of


@contextmanager
def open_lines(path: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file, or of standard input for `-`; see unpacking for what else may be in it."""
    if path == "-":
        yield lines_of(sys.stdin.buffer, "standard input")
    else:
        with open(path, "rb") as file:
            yield lines_of(file, path)


def json_objects(lines: Iterator[bytes]) -> Iterator[dict[str, Any] | None]:
    """The JSON object of each line, None for a blank one; raises InvalidRecord with the line's number."""
    import msgspec

    decoder = msgspec.json.Decoder(dict[str, Any])
    for number, line in enumerate(lines, 1):
        try:
            yield decoder.decode(line) if line.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InvalidRecord("this is not a JSON object", number) from error
