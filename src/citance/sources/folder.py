"""Files, folders and archives on this machine → their articles' bytes, one at a time.

    for item in walk(["articles/", "more.tar.xz", "-"]):
        item.name, item.data     # or item.problem, where there is no data

What is in an archive is told by its content, not its name. Archives are read as streams, so that memory holds one member
at a time whatever their size. Nothing here raises for a file: what cannot be read is an item with a Problem.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

import msgspec

from citance.model.document import Problem, ProblemKind
from citance.unpacking import is_packed, unpacked

# An article of more is refused by the readers too; ten times the largest met.
MOST_BYTES = 64_000_000
# Real archives of XML unpack to five to forty times their size. Beyond both limits it is a bomb.
MOST_GROWTH = 200
ALWAYS_ALLOWED = 1_000_000_000
# A stream whose size is not known beforehand (standard input) is held to this.
MOST_UNPACKED = 200_000_000_000

_ARTICLES = (".xml", ".nxml", ".tei", ".pdf")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!")  # of these only the first is opened
_TROUBLE = (
    tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError, struct.error, OverflowError, MemoryError,
)  # fmt: skip


class FoundFile(msgspec.Struct, frozen=True):
    """One file that should be an article: its bytes, or the Problem why there are none.

    `name` is the path as given, and for members of archives the archive's path, a slash, and the member's.
    """

    name: str
    data: bytes = b""
    problem: Problem | None = None


def as_text(name: str) -> str:
    """The name of a file or folder as it is kept and printed: bytes that are no UTF-8 are shown as such."""
    try:
        data = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair, as names on Windows can have it
        data = name.encode("utf-8", "surrogatepass")
    return data.decode("utf-8", "backslashreplace")


class _TooMuch(Exception):
    """An archive that unpacks to more than archives do."""


def walk(paths: Iterable[str | os.PathLike[str]], standard_input: IO[bytes] | None = None) -> Iterator[FoundFile]:
    """The articles at `paths`, in order, folders sorted by name and with all below them; lazily, one in memory at a time.

    A path is a file, a folder, an archive (`.tar`, also packed with gzip, bzip2, xz or zstd, or `.zip`), a packed file, or
    `-` for standard input. Within folders and archives only what is named as articles are (`.xml`, `.nxml`, `.tei`, `.pdf`), or
    is XML or a PDF to look at, counts; a file named directly is given whatever it is. Links to folders and hidden files
    are not followed.
    """
    for path in paths:
        if os.fspath(path) == "-":
            yield from _from_stream(standard_input if standard_input is not None else sys.stdin.buffer, "-", direct=True)
        else:
            yield from _from_path(os.fspath(path), direct=True)


def _from_path(path: str, direct: bool) -> Iterator[FoundFile]:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            yield from _from_folder(path)
        elif stat.S_ISREG(mode) or (direct and stat.S_ISFIFO(mode)):
            yield from _from_file(path, direct, regular=stat.S_ISREG(mode))
        elif direct:
            yield _unread(path, "neither a file nor a folder")
    except OSError as error:
        yield _unread(path, _words_of(error))


def _from_folder(folder: str) -> Iterator[FoundFile]:
    waiting = [folder]  # a stack, not recursion: folders nest as deep as they like
    while waiting:
        path = waiting.pop()
        if path is not folder and not (os.path.isdir(path) and not os.path.islink(path)):
            yield from _from_path(path, direct=False)
            continue
        try:
            names = sorted(name for name in os.listdir(path) if not name.startswith(".") and name != "__MACOSX")
        except OSError as error:
            yield _unread(path, _words_of(error))
            continue
        inside = [os.path.join(path, name) for name in names]
        waiting += reversed([p for p in inside if not (os.path.islink(p) and os.path.isdir(p))])


def _from_file(path: str, direct: bool, regular: bool) -> Iterator[FoundFile]:
    with open(path, "rb") as file:
        head = file.read(1024) if regular else b""
        if regular:
            file.seek(0)
        if not regular or is_archive(head, path):
            yield from _from_stream(file, path, direct)
        elif direct or path.lower().endswith(_ARTICLES) or _looks_like_article(head):
            yield _read_whole(file, path)


def _read_whole(file: BinaryIO, path: str) -> FoundFile:
    """The file's bytes; where it changes while it is read it is read again, once."""
    for _ in range(2):
        before = os.fstat(file.fileno())
        if before.st_size > MOST_BYTES:
            return _refused(path, f"{before.st_size:,} bytes; articles have at most {MOST_BYTES:,}")
        file.seek(0)
        data = file.read(MOST_BYTES + 1)
        after = os.stat(path)
        if (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino) and len(
            data
        ) == before.st_size:
            return FoundFile(path, data)
    return _not_read(path, ProblemKind.CHANGED_WHILE_READING, "the file changes while it is read")


# -- streams: archives, packed files, standard input --


def _from_stream(stream: IO[bytes], name: str, direct: bool) -> Iterator[FoundFile]:
    """What an open file or a pipe holds: an archive's members, a packed file, or itself."""
    buffered: Any = io.BufferedReader(_Counted(stream, MOST_UNPACKED))
    try:
        size = os.fstat(stream.fileno()).st_size
    except (OSError, AttributeError, io.UnsupportedOperation):
        size = 0
    try:
        head = buffered.peek(1024)
        if head.startswith(b"PK\x03\x04"):
            yield from _from_zip(buffered, name)
            return
        packed = is_packed(head)
        if packed:
            most = max(ALWAYS_ALLOWED, MOST_GROWTH * size) if size else MOST_UNPACKED
            buffered = io.BufferedReader(_Counted(unpacked(buffered), most))
            head = buffered.peek(1024)
        if _is_tar(head) or (packed and not _looks_like_article(head) and _named_tar(name)) or (_named_tar(name) and not packed):
            yield from _from_tar(buffered, name)
            return
        data = buffered.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            yield _refused(name, f"more than {MOST_BYTES:,} bytes")
        elif direct or name.lower().removesuffix(".gz").endswith(_ARTICLES) or _looks_like_article(data[:1024]):
            yield FoundFile(name, data)
    except _TooMuch:
        yield _refused(name, "it unpacks to more than archives do")
    except _TROUBLE as error:
        yield _broken(name, error, 0)


def _from_tar(stream: Any, name: str) -> Iterator[FoundFile]:
    read = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined]  # or the archive remembers every header it has seen
                if not member.isfile() or not _wanted(member.name):
                    continue
                path = f"{name}/{member.name}"
                if member.size > MOST_BYTES:
                    yield _refused(path, f"{member.size:,} bytes; articles have at most {MOST_BYTES:,}")
                    continue
                file = archive.extractfile(member)
                data = file.read() if file is not None else b""
                if len(data) < member.size:
                    raise EOFError("unexpected end of data")
                read += 1
                if _is_article(member.name, data):
                    yield FoundFile(path, data)
            # The end of an archive is two empty blocks; tarfile takes the end of the file for it too.
            if not archive.offset or (stream.tell() - archive.offset) < 512:
                raise EOFError("the archive ends without its closing blocks")
    except _TooMuch:
        yield _refused(name, f"it unpacks to more than archives do; {read} members were read")
    except _TROUBLE as error:
        yield _broken(name, error, read)


def _from_zip(stream: Any, name: str) -> Iterator[FoundFile]:
    read = 0
    try:
        with tempfile.SpooledTemporaryFile(max_size=16_000_000) as copy:
            seekable = stream
            if not stream.seekable():  # a zip's list stands at its end
                while piece := stream.read(1 << 20):
                    copy.write(piece)
                seekable = copy
            with zipfile.ZipFile(seekable) as archive:
                packed = sum(m.compress_size for m in archive.infolist())
                room = max(ALWAYS_ALLOWED, MOST_GROWTH * packed)
                for member in archive.infolist():
                    if member.is_dir() or not _wanted(member.filename):
                        continue
                    path = f"{name}/{member.filename}"
                    try:
                        with archive.open(member) as file:
                            data = file.read(MOST_BYTES + 1)  # what the header says of the size is not to be trusted
                    except _TROUBLE as error:
                        yield _broken(path, error, None)
                        continue
                    room -= len(data)
                    if room < 0:
                        raise _TooMuch
                    read += 1
                    if len(data) > MOST_BYTES:
                        yield _refused(path, f"more than {MOST_BYTES:,} bytes")
                    elif _is_article(member.filename, data):
                        yield FoundFile(path, data)
    except _TooMuch:
        yield _refused(name, f"it unpacks to more than archives do; {read} members were read")
    except _TROUBLE as error:
        yield _broken(name, error, read)


class _Counted(io.RawIOBase):
    """A stream that ends with _TooMuch after `most` bytes."""

    def __init__(self, stream: Any, most: int) -> None:
        self._stream, self._left = stream, most

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return isinstance(self._stream, io.BufferedReader | io.BytesIO) and self._stream.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuch
        buffer[: len(data)] = data
        return len(data)


# -- what a file is --


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _named_tar(name: str) -> bool:
    return ".tar" in Path(name).name.lower() or name.lower().endswith((".tgz", ".txz", ".tbz", ".tbz2", ".tzst"))


def is_archive(head: bytes, name: str) -> bool:
    """Whether a file that begins so, with half a kilobyte at least, is an archive or packed; a tar of old, by its name."""
    if head.startswith(_ARCHIVES) or is_packed(head) or _is_tar(head):
        return True
    return _named_tar(name) and head != b"" and not _looks_like_article(head)


def _looks_like_article(head: bytes) -> bool:
    """Whether a file that is not named so begins as an article in XML or a PDF does (web pages are no articles)."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")[:200]
    return start.startswith((b"<?xml", b"<!DOCTYPE art", b"<art", b"<TEI", b"<!--", b"%PDF-"))


def _wanted(member: str) -> bool:
    """Whether a member may be an article: not hidden, and not of a kind that never is one."""
    base = member.rsplit("/", 1)[-1]
    return not base.startswith(".") and "__MACOSX/" not in member and not base.lower().endswith(_NEVER)


_NEVER = (
    ".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".svg", ".mp4", ".avi", ".mov", ".doc", ".docx", ".xls", ".xlsx",
    ".ppt", ".pptx", ".zip", ".gz", ".xz", ".tar", ".csv", ".tsv", ".json",
)  # fmt: skip


def _is_article(name: str, data: bytes) -> bool:
    return name.lower().endswith(_ARTICLES) or _looks_like_article(data[:1024])


# -- trouble --


def _words_of(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__


def _unread(name: str, words: str) -> FoundFile:
    return _not_read(name, ProblemKind.UNREADABLE, words)


def _refused(name: str, words: str) -> FoundFile:
    return _not_read(name, ProblemKind.REFUSED, f"refused: {words}")


def _not_read(name: str, kind: ProblemKind, words: str) -> FoundFile:
    return FoundFile(name, problem=Problem(kind, words, as_text(name)))


_CUT_SHORT = ("unexpected end", "truncated", "ended before", "empty file")  # as the libraries put it


def _broken(name: str, error: BaseException, read: int | None) -> FoundFile:
    """An archive or member that gave out; what was read of it before has been given already."""
    words = _words_of(error)
    short = isinstance(error, EOFError) or any(w in words.lower() for w in _CUT_SHORT)
    if read is None:
        return _unread(name, f"cannot be unpacked: {words}")
    kind = ProblemKind.TRUNCATED if short else ProblemKind.UNREADABLE
    what = "the archive is cut short" if short else "the archive cannot be read on"
    return _not_read(name, kind, f"{what}, {read} members were read: {words}")
