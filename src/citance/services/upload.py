"""Documents that somebody handed to a server, as a value: what they are, how far the work is, and what became of each."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol

import msgspec

from citance.model import Problem
from citance.sources.folder import is_archive
from citance.store.packing import Visibility

UploadState = Literal["waiting", "reading", "classifying", "done", "failed"]
FileOutcome = Literal["waiting", "added", "replaced", "another_form", "unchanged", "unreadable", "removed"]


class UploadedFile(msgspec.Struct, frozen=True):
    """One file. `report` is the address of its article's report on the server; the Problems are those of reading and linking."""

    name: str
    bytes: int
    outcome: FileOutcome = "waiting"
    article: str | None = None  # its key
    title: str | None = None
    report: str | None = None
    statements: int = 0
    references: int = 0
    problems: tuple[Problem, ...] = ()


class Upload(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/upload/1"):
    """Files that were handed in together. `why` says what went wrong, or what is left to do; `done` of `total` is how far the
    present step is."""

    id: str
    state: UploadState
    at: str  # ISO 8601, UTC
    files: tuple[UploadedFile, ...]
    visibility: Visibility | None = None  # at most; None: as the server is set, or from each licence
    done: int = 0
    total: int | None = None
    why: str = ""
    ended_at: str | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state in ("done", "failed")


def is_taken(head: bytes, name: str) -> bool:
    """Whether a file that begins so may be uploaded under this name: not where it would be opened as an archive.

    Archives are for the command line, which knows how much they may hold.
    """
    return not is_archive(head, name)


class UploadPart(NamedTuple):
    """A file as it was handed in: the name it was given, and its bytes."""

    name: str
    content: BinaryIO


def handed_in(fields: Iterable[tuple[str, Any]]) -> tuple[list[UploadPart], str | None]:
    """The files of a form, and how much of them may be shown where it says so. What a field holds is a text, or a file as web
    frameworks give it: with `filename`, `file` and `size`. A field in which no file was chosen is passed over."""
    parts: list[UploadPart] = []
    shown: str | None = None
    for name, value in fields:
        if not isinstance(value, str):
            if value.filename or value.size:
                parts.append(UploadPart(value.filename or "", value.file))
        elif name == "visibility":
            shown = value or None
    return parts, shown


class Uploads(Protocol):
    """What takes uploads, and knows what became of them."""

    most_bytes: int  # of one upload

    def take(self, parts: Sequence[UploadPart], visibility: str | None) -> Awaitable[Upload]:
        """The files put aside, to be ingested soon. Raises InvalidInput where they are not what is taken."""
        ...

    def find(self, id: str) -> Awaitable[Upload]:
        """The upload of that id, as far as it is; raises NotFound."""
        ...


MOST_FILES = 20
"""In one upload: more are for the command line."""
