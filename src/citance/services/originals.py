"""The files that documents were read from, as they lie on this machine: whether they are still there, and their bytes.

    originals = Originals(["/home/reader", "/home/reader/library"])
    state = originals.look(file)               # file: what the index keeps of it
    with originals.open(file) as original:     # or MissingOriginal
        original.read(0, 1000)

A file is sought where it was read from and nowhere else: at the path that the index keeps, which, where it is not absolute,
begins in one of a few folders. What is handed out has the very digest that was ingested, so that a page of it is the page that
statements were read from; and whoever puts another file, or a link to one, in its place gains nothing.
"""

from __future__ import annotations

import os
import stat
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO, NamedTuple, Self

from citance.errors import NotFound
from citance.services.reading import is_pdf
from citance.sources.folder import is_archive
from citance.store.values import SourceFile

# Files whose digest is remembered: some 200 bytes each.
_REMEMBERED = 10_000
# A file that was written to so lately may be written to again without its time being another one.
_FRESH = 2.0
_PIECE = 1 << 20


class OriginalState(StrEnum):
    """What is where a file was."""

    HERE = "here"
    GONE = "gone"  # nothing, or nothing that we may read
    CHANGED = "changed"  # other bytes
    PACKED = "packed"  # the archive that it was in
    OTHER = "other"  # it, and it is no PDF


class MissingOriginal(NotFound):
    """The file is not there as it was; `state` says why."""

    def __init__(self, state: OriginalState) -> None:
        self.state = state
        super().__init__("file", f"as it was read ({state.value})")


class _Mark(NamedTuple):
    """By which a file is known not to have changed, as far as its system tells."""

    device: int
    number: int
    size: int
    written: int
    changed: int

    @classmethod
    def of(cls, file: BinaryIO) -> Self:
        found = os.fstat(file.fileno())
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Original:
    """An open file whose bytes were found to be those that were ingested. Use it as a context, or close it."""

    def __init__(self, file: BinaryIO, mark: _Mark, digest: str) -> None:
        self._file, self._mark, self.digest = file, mark, digest
        self.size = mark.size
        self.modified = mark.written / 1e9

    def read(self, start: int, most: int) -> bytes:
        """Up to `most` bytes from there on. Raises MissingOriginal where the file has changed since it was opened."""
        self._file.seek(start)
        piece = self._file.read(most)
        if _Mark.of(self._file) != self._mark:
            raise MissingOriginal(OriginalState.CHANGED)
        return piece

    def close(self) -> None:
        """Let it go."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Originals:
    """Looks for files below `folders` where their paths are not absolute. Safe to share between threads."""

    def __init__(self, folders: Iterable[str | Path]) -> None:
        self._folders = tuple(Path(folder).absolute() for folder in folders)
        self._digests: OrderedDict[_Mark, str] = OrderedDict()
        self._lock = Lock()

    def look(self, file: SourceFile, *, closely: bool = True) -> OriginalState:
        """What is where the file was. Not `closely`: by its size and what is known of it, without reading it for that."""
        try:
            self._find(file, closely).close()
        except MissingOriginal as missing:
            return missing.state
        return OriginalState.HERE

    def open(self, file: SourceFile) -> Original:
        """The file, its digest compared; raises MissingOriginal."""
        return self._find(file, closely=True)

    def _find(self, file: SourceFile, closely: bool) -> Original:
        missing = OriginalState.GONE
        for path in self._paths(file.name):
            try:
                return self._open(path, file, closely)
            except MissingOriginal as trouble:
                missing = trouble.state if missing is OriginalState.GONE else missing
        raise MissingOriginal(missing)

    def _paths(self, name: str) -> Iterator[Path]:
        if "\0" in name or name == "-":
            return
        for folder in self._folders[: 1 if os.path.isabs(name) else None]:
            yield folder / name

    def _open(self, path: Path, file: SourceFile, closely: bool) -> Original:
        opened = _open_regular(path)
        try:
            state, mark = self._state(opened, path.name, file, closely)
        except OSError:
            state, mark = OriginalState.GONE, None
        if mark is None or state is not OriginalState.HERE:
            opened.close()
            raise MissingOriginal(state)
        return Original(opened, mark, file.digest)

    def _state(self, opened: BinaryIO, name: str, file: SourceFile, closely: bool) -> tuple[OriginalState, _Mark | None]:
        mark = _Mark.of(opened)
        head = opened.read(1024)
        if is_archive(head, name):
            return OriginalState.PACKED, None
        if not is_pdf(head):
            return OriginalState.OTHER, None
        if mark.size != file.size:
            return OriginalState.CHANGED, None
        with self._lock:
            digest = self._digests.get(mark)
        if digest is None and closely:
            digest = self._digest(opened, mark)
        return (OriginalState.HERE if digest in (None, file.digest) else OriginalState.CHANGED), mark

    def _digest(self, opened: BinaryIO, mark: _Mark) -> str:
        """The SHA-256 of a file, hex; remembered where it can be told from another one."""
        made = sha256()
        opened.seek(0)
        while piece := opened.read(_PIECE):
            made.update(piece)
        digest = made.hexdigest()
        if _Mark.of(opened) == mark and time.time() - max(mark.written, mark.changed) / 1e9 > _FRESH:
            with self._lock:
                self._digests[mark] = digest
                if len(self._digests) > _REMEMBERED:
                    self._digests.popitem(last=False)
        return digest


def _open_regular(path: Path) -> BinaryIO:
    """The file, if it is one: a pipe or a device is not waited for. Raises MissingOriginal."""
    how = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, how)
    except NotADirectoryError:  # one of the folders on the way is a file: the archive
        raise MissingOriginal(OriginalState.PACKED) from None
    except (OSError, ValueError):
        raise MissingOriginal(OriginalState.GONE) from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise MissingOriginal(OriginalState.GONE)
    return os.fdopen(number, "rb", buffering=0)
