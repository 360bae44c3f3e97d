"""Lines read from a file or standard input, unpacked where the first bytes say that they are packed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, cast

from citance.errors import InvalidRecord, Unreadable

GZIP, XZ, BZIP2, ZSTD = b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd"


@contextmanager
def open_lines(path: str) -> Iterator[IO[bytes]]:
    """The lines of a file, or of standard input for `-`; gzip, xz, bzip2 and zstd are told by content, not by name.

    A packed file that breaks off raises Unreadable.
    """
    if path == "-":
        yield unpacked(sys.stdin.buffer)
    else:
        with open(path, "rb") as file:
            yield unpacked(file)


def name_of(path: str) -> str:
    """What to call it in messages."""
    return "standard input" if path == "-" else path


def unpacked(file: BinaryIO) -> IO[bytes]:
    """The stream itself, or what is packed in it."""
    import io

    buffered = file if hasattr(file, "peek") else io.BufferedReader(cast(io.RawIOBase, file))
    head = buffered.peek(8)[:8]
    if head.startswith(GZIP):
        import gzip

        return cast(IO[bytes], gzip.GzipFile(fileobj=buffered))
    if head.startswith(XZ):
        import lzma

        return lzma.open(buffered)
    if head.startswith(BZIP2):
        import bz2

        return bz2.open(buffered)
    if head.startswith(ZSTD):
        import zstandard

        return cast(IO[bytes], io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(buffered)))
    return cast(IO[bytes], buffered)


def sound_lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    """The lines; raises Unreadable where a packed file is cut off or spoilt."""
    import lzma
    import zlib

    try:
        yield from file
    except (EOFError, zlib.error, lzma.LZMAError) as error:
        raise Unreadable(name, "the packed data breaks off or is spoilt") from error
    except OSError as error:
        if error.filename is None and error.errno is None:  # gzip's BadGzipFile, bz2's
            raise Unreadable(name, "the packed data breaks off or is spoilt") from error
        raise


def json_objects(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """The JSON objects of lines, blank ones passed over; raises InvalidRecord with the line's number."""
    import msgspec

    decoder = msgspec.json.Decoder(dict[str, Any])
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InvalidRecord("this is not a JSON object", number) from error
