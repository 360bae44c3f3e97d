"""Files where they were read: found by the path that is kept and by nothing else, with the bytes that were read."""

from __future__ import annotations

import os
import threading
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from citance.services.originals import MissingOriginal, Originals, OriginalState
from citance.store.values import SourceFile

PDF = b"%PDF-1.4 of newts in wells, and no more than that\n" * 40


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "papers" / "newts.pdf"
    path.parent.mkdir()
    path.write_bytes(PDF)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def kept(name: object, data: bytes = PDF) -> SourceFile:
    return SourceFile(str(name), sha256(data).hexdigest(), "papers", len(data))


def test_it_is_read_whole_and_in_part(paper: Path) -> None:
    with Originals(["/"]).open(kept(paper)) as original:
        assert (original.size, original.modified) == (len(PDF), 1_700_000_000)
        assert original.read(0, len(PDF)) == PDF
        assert original.read(5, 7) == PDF[5:12]


def test_a_path_begins_where_it_was_read_or_beside_the_index(paper: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    assert Originals([other, tmp_path]).look(kept("papers/newts.pdf")) is OriginalState.HERE
    assert Originals([other]).look(kept("papers/newts.pdf")) is OriginalState.GONE
    assert Originals([other]).look(kept(paper)) is OriginalState.HERE  # absolute


@pytest.mark.parametrize("closely", [True, False])
def test_what_is_not_there_is_said(paper: Path, closely: bool) -> None:
    def look(name: object = paper, data: bytes = PDF) -> OriginalState:
        return Originals(["/"]).look(kept(name, data), closely=closely)

    assert look() is OriginalState.HERE
    assert look(paper.with_name("toads.pdf")) is OriginalState.GONE
    assert look(paper.parent) is OriginalState.GONE
    assert look("-") is OriginalState.GONE
    assert look("a\0b") is OriginalState.GONE
    paper.write_bytes(PDF + b"more")
    assert look() is OriginalState.CHANGED
    tei = paper.with_name("newts.tei.xml")
    tei.write_bytes(b"<TEI/>")
    assert look(tei, b"<TEI/>") is OriginalState.OTHER


def test_other_bytes_of_the_same_length_are_found_out(paper: Path) -> None:
    originals = Originals(["/"])
    assert originals.look(kept(paper)) is OriginalState.HERE
    paper.write_bytes(PDF.replace(b"newts", b"toads"))
    os.utime(paper, (1_700_000_000, 1_700_000_000))  # with the time of before, too
    assert originals.look(kept(paper)) is OriginalState.CHANGED
    with pytest.raises(MissingOriginal):
        originals.open(kept(paper))


def test_at_a_glance_what_was_found_out_is_remembered(paper: Path) -> None:
    paper.write_bytes(PDF.replace(b"newts", b"toads"))
    originals = Originals(["/"])
    assert originals.look(kept(paper), closely=False) is OriginalState.HERE  # the size says no more
    originals._digests.clear()
    os.utime(paper, (1_700_000_000, 1_700_000_000))
    assert originals.look(kept(paper)) is OriginalState.CHANGED


def test_a_member_of_an_archive_is_not_opened(paper: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.write(paper, "newts.pdf")
    assert Originals([tmp_path]).look(kept("papers.zip/newts.pdf")) is OriginalState.PACKED
    assert Originals([tmp_path]).look(kept("papers.zip")) is OriginalState.PACKED  # as a packed file is named


def test_a_link_leads_to_the_same_bytes_or_nowhere(paper: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.pdf"
    link.symlink_to(paper)
    assert Originals(["/"]).look(kept(link)) is OriginalState.HERE  # as it was when it was read through the link
    link.unlink()
    (tmp_path / "secret").write_bytes(b"%PDF-1.4 somebody's own" * 5)
    link.symlink_to(tmp_path / "secret")
    assert Originals(["/"]).look(kept(link)) is OriginalState.CHANGED


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    asked: list[OriginalState] = []
    thread = threading.Thread(target=lambda: asked.append(Originals(["/"]).look(kept(tmp_path / "pipe.pdf"))), daemon=True)
    thread.start()
    thread.join(5)
    assert asked == [OriginalState.GONE]


def test_what_changes_while_it_is_sent_breaks_off(paper: Path) -> None:
    with Originals(["/"]).open(kept(paper)) as original:
        original.read(0, 10)
        with paper.open("ab") as file:
            file.write(b"more")
        with pytest.raises(MissingOriginal):
            original.read(10, 10)
