"""Walking files, folders, archives and standard input, whole and damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from citance.model.document import ProblemKind
from citance.sources import folder
from citance.sources.folder import FoundFile, as_text, walk

NOISE = os.urandom(30_000).hex().encode()
ARTICLE = b"<article>" + NOISE + b"</article>"
FILES = {"a.xml": ARTICLE, "sub/b.nxml": ARTICLE, "c.txt": ARTICLE, "d.md": b"words", "e.xml": b"", ".f.xml": ARTICLE}
EXPECTED = ["a.xml", "c.txt", "e.xml", "sub/b.nxml"]  # what is XML by its name or to look at, and not hidden


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    for name, data in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def tar_of(articles: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in FILES:
            archive.add(articles / name, arcname=name)
    return out.getvalue()


def zip_of(articles: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            archive.write(articles / name, name)
    return out.getvalue()


PACKINGS = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
    "tar.zst": zstandard.compress,
}


def names(found: list[FoundFile], path: Path | str) -> list[str]:
    return sorted(item.name.removeprefix(f"{path}/") for item in found)


def only_problem(path: Path | str) -> tuple[ProblemKind, str]:
    (item,) = [item for item in walk([path]) if item.problem is not None]
    assert item.problem is not None
    return item.problem.kind, item.problem.words


def test_a_folder(articles: Path) -> None:
    found = list(walk([articles]))
    assert [item.name for item in found] == [str(articles / name) for name in EXPECTED]
    assert found[0].data == ARTICLE
    assert all(item.problem is None for item in found)


def test_every_form_of_articles_counts_in_a_folder(tmp_path: Path) -> None:
    forms = {
        "a.pdf": b"%PDF-1.4",
        "b.tei": b"<TEI/>",
        "c.xml": b"<art/>",
        "d": b"%PDF-1.7 without a name",
        "e.norm-xml": b"<?xml?>",
    }
    for name, data in {**forms, "f.txt": b"words", "g.html": b"<html>"}.items():
        (tmp_path / name).write_bytes(data)
    assert [Path(found.name).name for found in walk([tmp_path])] == sorted(forms)


def test_a_file_named_directly_is_given_whatever_it_is(articles: Path) -> None:
    assert [(item.name, item.data) for item in walk([articles / "d.md"])] == [(str(articles / "d.md"), b"words")]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("named", ["right", "wrong"])
def test_archives_are_told_by_their_content(articles: Path, tmp_path: Path, packing: str, named: str) -> None:
    path = tmp_path / (f"some.{packing}" if named == "right" else "some.xml")
    path.write_bytes(PACKINGS[packing](tar_of(articles)))
    found = list(walk([path]))
    assert names(found, path) == EXPECTED
    assert found[0].data == ARTICLE


def test_zip(articles: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(zip_of(articles))
    assert names(list(walk([path])), path) == EXPECTED


@pytest.mark.parametrize("packing", PACKINGS)
def test_an_archive_cut_short_gives_what_was_whole_and_says_so(articles: Path, tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"some.{packing}"
    whole = PACKINGS[packing](tar_of(articles))
    path.write_bytes(whole[: len(whole) * 2 // 3])
    found = list(walk([path]))
    assert found[-1].problem is not None
    assert found[-1].problem.kind == ProblemKind.TRUNCATED
    assert all(item.data == ARTICLE for item in found[:-1])


def test_a_packed_article_cut_short_is_none(tmp_path: Path) -> None:
    path = tmp_path / "some.xml.zst"
    path.write_bytes(zstandard.compress(ARTICLE * 100)[:-10])
    assert only_problem(path)[0] == ProblemKind.TRUNCATED


def test_a_zip_cut_short(articles: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(zip_of(articles)[:-100])
    assert only_problem(path)[0] == ProblemKind.UNREADABLE


def test_a_damaged_member_does_not_take_the_others_with_it(articles: Path, tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    whole = bytearray(zip_of(articles))
    whole[2000:2040] = bytes(40)
    path.write_bytes(whole)
    found = list(walk([path]))
    assert [item.problem is None for item in found].count(False) == 1
    assert len(found) == len(EXPECTED)


def test_an_encrypted_member(tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xml", ARTICLE)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in only_problem(path)[1]


@pytest.mark.parametrize("name", ["fake.tar", "fake.tar.gz"])
def test_a_name_that_promises_an_archive(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no archive at all, but words")
    assert only_problem(tmp_path / name)[0] in (ProblemKind.UNREADABLE, ProblemKind.TRUNCATED)


def test_a_packed_article(tmp_path: Path) -> None:
    path = tmp_path / "one.xml.gz"
    path.write_bytes(gzip.compress(ARTICLE))
    assert [(item.name, item.data) for item in walk([path])] == [(str(path), ARTICLE)]


def test_nothing_there(tmp_path: Path) -> None:
    assert only_problem(tmp_path / "nothing.xml") == (ProblemKind.UNREADABLE, "no such file or directory")


@pytest.mark.parametrize("kind", ["xml", "tar.xz", "zip"])
def test_standard_input(articles: Path, kind: str) -> None:
    data = {"xml": ARTICLE, "tar.xz": lzma.compress(tar_of(articles)), "zip": zip_of(articles)}[kind]
    found = list(walk(["-"], io.BytesIO(data)))
    assert names(found, "-") == (["-"] if kind == "xml" else EXPECTED)


def test_a_pipe_holding_a_zip(articles: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:
        try:
            pipe.write_bytes(zip_of(articles))
        finally:
            os._exit(0)
    assert names(list(walk([pipe])), pipe) == EXPECTED
    os.wait()


def test_giants_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST_BYTES", 1000)
    (tmp_path / "big.xml").write_bytes(ARTICLE)
    assert only_problem(tmp_path / "big.xml")[0] == ProblemKind.REFUSED
    (tmp_path / "big.zip").write_bytes(zip_of_one("a.xml", ARTICLE))
    assert only_problem(tmp_path / "big.zip")[0] == ProblemKind.REFUSED


def zip_of_one(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("packing", ["tar.gz", "tar.xz", "zip"])
def test_archives_that_unpack_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str) -> None:
    monkeypatch.setattr(folder, "ALWAYS_ALLOWED", 1_000_000)
    monkeypatch.setattr(folder, "MOST_GROWTH", 10)
    path = tmp_path / f"bomb.{packing}"
    blank = b"<a>" + b" " * 3_000_000
    if packing == "zip":
        path.write_bytes(zip_of_one("a.xml", blank))
    else:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            member = tarfile.TarInfo("a.xml")
            member.size = len(blank)
            archive.addfile(member, io.BytesIO(blank))
        path.write_bytes(PACKINGS[packing](out.getvalue()))
    assert only_problem(path)[0] == ProblemKind.REFUSED


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(ARTICLE)
    ticks = iter(range(1, 100))
    real = os.fstat
    monkeypatch.setattr(folder.os, "fstat", lambda f: (os.utime(path, (next(ticks), 1)), real(f))[1])
    assert [item.data for item in walk([path])] == [ARTICLE]  # access times do not count
    monkeypatch.setattr(folder.os, "fstat", lambda f: (real(f), os.utime(path, (1, next(ticks))))[0])
    assert only_problem(path)[0] == ProblemKind.CHANGED_WHILE_READING


def test_links_in_a_circle_are_not_followed(articles: Path) -> None:
    (articles / "circle").symlink_to(articles)
    assert len(list(walk([articles]))) == len(EXPECTED)


def test_folders_as_deep_as_one_likes(tmp_path: Path) -> None:
    path = tmp_path
    for _ in range(60):
        path = path / "deeper"
    path.mkdir(parents=True)
    (path / "a.xml").write_bytes(ARTICLE)
    assert [item.name for item in walk([tmp_path])] == [str(path / "a.xml")]


def test_a_name_is_kept_as_text_whatever_its_bytes() -> None:
    names = {"of 1850": "of 1850", "fougères": "fougères", "of-18\udcff": r"of-18\xff", "\ud800": r"\xed\xa0\x80"}
    assert {name: as_text(name) for name in names} == names
    assert all(as_text(kept) == kept for kept in names.values())
