"""Bytes of any encoding → UTF-8, with a Problem where they were not what they said."""

from __future__ import annotations

import codecs
import re

from citance.model.document import Problem, ProblemKind

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}  # ASCII is a part of it


def as_utf8(data: bytes, name: str, problems: list[Problem]) -> bytes:
    """The file in UTF-8; left as it is where it says so itself (whether that is true is seen on parsing)."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                return data[3:]
            text = data.decode(encoding, "replace")
            if "\ufffd" in text:
                problems.append(Problem(ProblemKind.ENCODING, f"bytes that are not {encoding.upper()} were replaced"))
            return text.encode("utf-8", "replace")
    declared = _DECLARED.match(data[:400])
    if declared is None:
        return data
    encoding = declared[1].decode("ascii").lower()
    if encoding in _UTF8 or data.isascii():
        return data
    if _decoded(data, "utf-8") is not None:
        # Latin-1 text with two neighbouring letters that happen to be UTF-8 all through the file does not occur.
        problems.append(Problem(ProblemKind.ENCODING, f"declared as {encoding}, but is UTF-8"))
        return data
    as_declared = _decoded(data, encoding)
    if as_declared is None:
        problems.append(Problem(ProblemKind.ENCODING, f"declared as {encoding}, which it is not; read as Windows-1252"))
        as_declared = data.decode("cp1252", "replace")
    return as_declared.encode("utf-8", "replace")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return text if isinstance(text, str) else None  # codecs such as hex are named too


def decode_damaged(data: bytes, problems: list[Problem]) -> str:
    """The text of bytes that should be UTF-8; those that are not are read as Windows-1252, each for itself.

    So a file of that encoding is read right, and one with a damaged letter keeps all others.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "citance.windows-1252")
        words = "not UTF-8 throughout as it should be; the bytes that are not were read as Windows-1252"
        problems.append(Problem(ProblemKind.ENCODING, words, f"byte {error.start}"))
        return text


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("citance.windows-1252", _as_windows_1252)
