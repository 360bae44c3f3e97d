"""Packed streams: told by content, read whole, and never ended before their time."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest
import zstandard

from citance.errors import Unreadable
from citance.unpacking import is_packed, lines_of, unpacked

Pack = Callable[[bytes], bytes]

PACKINGS = [gzip.compress, lzma.compress, bz2.compress, zstandard.compress]
LINES = [b"line %d, of no great length\n" % number for number in range(20_000)]
packings = pytest.mark.parametrize("pack", PACKINGS, ids=["gzip", "xz", "bzip2", "zstd"])


@packings
def test_what_is_packed_comes_out_line_by_line(pack: Pack) -> None:
    packed = pack(b"".join(LINES))
    assert is_packed(packed)
    assert list(lines_of(io.BytesIO(packed), "packed")) == LINES


@packings
def test_parts_in_a_row_are_one(pack: Pack) -> None:
    packed = pack(b"one\ntw") + pack(b"") + pack(b"o\n")
    assert unpacked(io.BytesIO(packed)).read() == b"one\ntwo\n"


@packings
@pytest.mark.parametrize("share", [0.5, 0.99])
def test_what_breaks_off_is_told_behind_what_was_whole(pack: Pack, share: float) -> None:
    packed = pack(b"".join(LINES))
    given = []
    with pytest.raises(Unreadable, match="breaks off"):
        given.extend(lines_of(io.BytesIO(packed[: int(len(packed) * share)]), "packed"))
    assert given == LINES[: len(given)]


@packings
def test_what_is_spoilt_is_told(pack: Pack) -> None:
    packed = pack(b"".join(LINES))
    middle = len(packed) // 2
    spoilt = packed[:middle] + bytes(byte ^ 0xFF for byte in packed[middle : middle + 40]) + packed[middle + 40 :]
    with pytest.raises(Unreadable, match="spoilt"):
        list(lines_of(io.BytesIO(spoilt), "packed"))


def test_a_small_file_that_unpacks_to_much_is_not_unpacked_at_once() -> None:
    packed = zstandard.compress(b"\0" * 200_000_000)
    with unpacked(io.BytesIO(packed)) as stream:
        assert len(stream.read(10)) == 10


@pytest.mark.parametrize("plain", [b"", b"\n", b"one\n\xff\n", b"BZ\n"])
def test_plain_lines_are_given_as_they_are(plain: bytes) -> None:
    assert b"".join(lines_of(io.BytesIO(plain), "plain")) == plain


def test_the_mark_that_some_editors_put_first_is_no_part_of_the_first_line() -> None:
    assert list(lines_of(io.BytesIO(b"\xef\xbb\xbf{}\n\xef\xbb\xbf\n"), "plain")) == [b"{}\n", b"\xef\xbb\xbf\n"]


def test_trouble_with_the_file_itself_stays_what_it_is() -> None:
    class Gone(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            raise FileNotFoundError(2, "gone", "lines.jsonl")

    with pytest.raises(FileNotFoundError):
        list(lines_of(Gone(), "lines.jsonl"))  # type: ignore[arg-type]
