"""Streams packed with gzip, xz, bzip2 or zstd, told by their first bytes, not by their names.

    with open("statements.jsonl.zst", "rb") as file:
        for line in lines_of(file, "statements.jsonl.zst"): ...

What breaks off or is spoilt is never taken for the end.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

from citance.errors import Unreadable


def lines_of(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """The lines of text in a stream, which may be packed, without the mark that some editors put before the first.

    Raises Unreadable, with the `name`, where a packed one breaks off or is spoilt; the lines before that were given.
    """
    try:
        for number, line in enumerate(unpacked(stream)):
            yield line if number else line.removeprefix(codecs.BOM_UTF8)
    except Exception as error:
        if not _is_spoilt(error):
            raise
        raise Unreadable(name, "the packed data breaks off or is spoilt") from error


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is packed."""
    return _packing(head) is not None


def unpacked(stream: IO[bytes]) -> IO[bytes]:
    """What is packed in the stream, or the stream itself where it is not packed; several packed parts in a row are one.

    Reading raises EOFError where it breaks off, and OSError or an error of the packing's own where it is spoilt.
    """
    buffered: Any = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream))
    unpack = _packing(buffered.peek(8)[:8])
    return cast(IO[bytes], buffered if unpack is None else unpack(buffered))


def _is_spoilt(error: Exception) -> bool:
    """Whether the error says that packed data breaks off or is damaged, and not that a file could not be read at all."""
    import lzma
    import zlib

    if isinstance(error, OSError):
        return error.errno is None and error.filename is None  # as gzip, bz2 and the reader of zstd put it
    return isinstance(error, EOFError | zlib.error | lzma.LZMAError)


def _packing(head: bytes) -> Callable[[Any], Any] | None:
    """What unpacks a stream that begins so; None where it is not packed."""
    return next((unpack for magic, unpack in _PACKINGS.items() if head.startswith(magic)), None)


# Each is imported when it is met: together they take as long as the rest of a command that reads plain lines.


def _gzip(stream: Any) -> Any:
    import gzip

    return gzip.GzipFile(fileobj=stream)


def _xz(stream: Any) -> Any:
    import lzma

    return lzma.LZMAFile(stream)


def _bzip2(stream: Any) -> Any:
    import bz2

    return bz2.BZ2File(stream)


def _zstd(stream: Any) -> Any:
    return io.BufferedReader(_Zstd(stream), 1 << 17)


_PACKINGS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": _gzip,
    b"\xfd7zXZ\x00": _xz,
    b"BZh": _bzip2,
    b"\x28\xb5\x2f\xfd": _zstd,
}


class _Zstd(io.RawIOBase):
    """What is packed with zstd. The library's own reader takes the middle of a frame for its end where the data breaks off."""

    # A block of 128 kB can be packed into four bytes, so that so many bytes give 64 MB at the most.
    _PIECE = 2048

    def __init__(self, packed: IO[bytes]) -> None:
        from zstandard import ZstdDecompressor, ZstdError

        self._packed, self._begin_frame, self._trouble = packed, ZstdDecompressor().decompressobj, ZstdError
        self._frame: Any = None  # the one that has begun and not ended
        self._waiting = b""  # packed bytes behind the end of a frame
        self._ready = memoryview(b"")
        self._given = 0  # bytes

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            piece = self._waiting or self._packed.read(self._PIECE)
            if not piece:
                if self._frame is not None:
                    raise EOFError("unexpected end of zstd data")
                return 0
            self._unpack(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        self._given += size
        return size

    def _unpack(self, piece: bytes) -> None:
        self._frame = self._frame or self._begin_frame()
        try:
            self._ready = memoryview(self._frame.decompress(piece))
        except self._trouble as error:
            raise OSError(f"spoilt zstd data: {error}") from error
        self._waiting = b""
        if self._frame.eof:
            self._waiting, self._frame = self._frame.unused_data, None
