"""Bytes of one format → Document; one format, one file.

    document = readers.read(data, "article.xml")

`READERS` is the list, in the order in which they are asked. A reader is a module or object with `NAME`, `sniff(head)` and
`read(data, name)`; a stranger's comes through the entry point group `citance.readers` and is asked after ours.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from citance.errors import Unreadable
from citance.model.document import Document
from citance.readers import bmc, elsevier, jats, pdf, tei

# How much of a file is looked at to tell its format. Wrappers and licence comments can push the root far down.
HEAD = 65_536


class Reader(Protocol):
    """What a reader is."""

    NAME: str

    def sniff(self, head: bytes) -> bool:
        """Whether a file beginning so could be of this format."""
        ...

    def read(self, data: bytes, name: str) -> Document:
        """The document; raises Unreadable where none can be made."""
        ...


# Those that know their root come before JATS, which looks for an <article> anywhere.
READERS: tuple[Reader, ...] = (pdf, elsevier, bmc, tei, jats)


@cache
def all_readers() -> tuple[Reader, ...]:
    """Ours, then those that other packages bring."""
    from importlib.metadata import entry_points

    return (*READERS, *(point.load() for point in entry_points(group="citance.readers")))


def read(data: bytes, name: str) -> Document:
    """The document that `data` holds, read by the first reader that knows the format; `name` is for messages only.

    Raises Unreadable where the file is empty, of no known format, refused, or broken beyond reading.
    """
    if not data or data.isspace():
        raise Unreadable(name, "the file is empty")
    head = data[:HEAD]
    for reader in READERS:
        if reader.sniff(head):
            return reader.read(data, name)
    for reader in all_readers()[len(READERS) :]:
        if reader.sniff(head):
            return reader.read(data, name)
    raise Unreadable(name, f"{_describe(head)}; formats read: {', '.join(r.NAME for r in all_readers())}")


def _describe(head: bytes) -> str:
    """What a file that nobody reads seems to be."""
    if head.startswith(b"%PDF"):
        return "a PDF"
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd")):
        return "a compressed file or archive"
    if b"\x00" in head[:1024]:
        return "no text"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start.startswith(b"<"):
        return "XML, but no article in a form that is read"
    return "of no known format"


__all__ = ["HEAD", "READERS", "Reader", "all_readers", "read"]
