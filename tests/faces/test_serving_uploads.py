"""Documents handed in through the server: what is taken, what becomes of it, and what is left behind: nothing."""

from __future__ import annotations

import asyncio
import gzip
import io
import re
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from citance.index import Index, open_index
from citance.model import ProblemKind
from citance.services.reading import OneReader, Reading, ReadingJob
from citance.services.upload import Upload, UploadedFile
from citance.serving import ingesting
from citance.serving.app import create_app
from citance.serving.keys import KeyRing
from citance.serving.options import ServeOptions
from citance.serving.uploads import FOLDER, RECORD, Spool, _waiting, clean_name, read_record, write_record
from citance.toy import toy_path

ALDER, BRANDT = "10.5555/toy.alder2011", "10.5555/toy.brandt2013"
BROKEN = b"<?xml version='1.0'?><html><body>not an article</body></html>"
Serve = Callable[..., Any]


@pytest.fixture
def growing(tmp_path: Path) -> Path:
    """The folder of an index with one article in it."""
    folder = tmp_path / "growing"
    with open_index(folder, create=True) as index:
        index.ingest([toy_path() / "alder2011.xml"], classify="rules", workers=0)
    return folder


def toy(name: str) -> bytes:
    return (toy_path() / f"{name}.xml").read_bytes()


def file(name: str, content: bytes) -> tuple[str, tuple[str, bytes, str]]:
    return "file", (name, content, "application/xml")


def finished(client: Any, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What became of an upload, when it is done."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        answer = client.get(address, headers=headers or {})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        if told["ended_at"]:
            assert "retry-after" not in answer.headers
            return told
        assert answer.headers["retry-after"] == "1"
        time.sleep(0.05)
    raise AssertionError("it did not end")


def left_behind(folder: Path) -> list[str]:
    return [found.name for found in (folder / FOLDER).glob("*/*") if found.name != RECORD]


# -- through the API -----------------------------------------------------------------------------------------------------------


def test_documents_are_handed_in_ingested_and_told_of(serving: Serve, growing: Path) -> None:
    client = serving(growing, root_path="/c", classifier="rules")
    assert client.get(f"/tallies/{ALDER}").json()["total"] == 0
    sent = client.post("/v1/documents", files=[file("../../brandt 2013.xml", toy("brandt2013")), file("b.xml", BROKEN)])
    assert sent.status_code == 202, sent.text
    where = sent.headers["location"]
    assert re.fullmatch(r"/c/v1/documents/[0-9a-f]{32}", where)
    assert sent.json()["schema"] == "citance/upload/1"
    assert [one["name"] for one in sent.json()["files"]] == ["1-brandt_2013.xml", "2-b.xml"]
    told = finished(client, where)
    assert told["state"] == "done", told
    good, bad = told["files"]
    assert (good["outcome"], good["report"]) == ("added", f"/c/articles/{BRANDT}")
    assert good["statements"] > 0
    assert good["title"]
    assert (bad["outcome"], bad["report"], bad["article"]) == ("unreadable", None, None)
    assert bad["problems"][0]["words"]
    assert client.get(good["report"]).status_code == 200
    after = client.get(f"/tallies/{ALDER}").json()
    assert after["total"] > 0
    assert after["unclassified"] == 0
    assert client.get("/search", params={"mode": "citations", "term": "infants"}).json()["count"] > 0
    assert left_behind(growing) == []
    with open_index(growing, read_only=True) as index:
        (document,) = index._store.documents(good["article"])
        assert document.file.name == f"{FOLDER}/{told['id']}/1-brandt_2013.xml"  # nothing of this machine
    # The same again: known, and led to all the same.
    again = finished(client, client.post("/v1/documents", files=[file("b.xml", toy("brandt2013"))]).headers["location"])
    assert (again["files"][0]["outcome"], again["files"][0]["report"]) == ("unchanged", f"/c/articles/{BRANDT}")


def test_one_file_may_be_the_body(serving: Serve, growing: Path) -> None:
    client = serving(growing, classifier="rules")
    sent = client.post(
        "/v1/documents?name=brandt.xml&visibility=private", content=toy("brandt2013"), headers={"content-type": "application/xml"}
    )
    assert sent.status_code == 202, sent.text
    told = finished(client, sent.headers["location"])
    assert (told["visibility"], told["files"][0]["name"]) == ("private", "1-brandt.xml")
    public = serving(growing, public=True)
    assert public.get(f"/v1/articles/{ALDER}/statements").json()["statements"] == []
    assert client.get(f"/v1/articles/{ALDER}/statements").json()["statements"] != []


def test_who_hands_in_may_only_narrow(serving: Serve, growing: Path) -> None:
    def shown(key: str) -> set[str]:
        with open_index(growing, read_only=True) as index:
            return {str(document.visibility) for document in index._store.documents(key)}

    def sent(client: Any, content: bytes, visibility: str) -> tuple[Any, str]:
        answer = client.post("/v1/documents", files=[file("a.xml", content)], data={"visibility": visibility})
        told = finished(client, answer.headers["location"])
        return told.get("visibility"), told["files"][0]["article"]

    closed = serving(growing, classifier="rules", visibility="private")
    told, key = sent(closed, toy("brandt2013"), "open")
    assert (told, shown(key)) == (None, {"private"})
    told, key = sent(closed, toy("ferro2010"), "snippet")
    assert shown(key) == {"private"}
    by_licence = serving(growing, classifier="rules")
    sent(by_licence, toy("ferro2010"), "open")
    assert shown(key) == {"private"}  # what holds for the article is not widened by handing it in again


def archives() -> dict[str, bytes]:
    tar, packed, zipped = io.BytesIO(), io.BytesIO(), io.BytesIO()
    for out, mode in ((tar, "w"), (packed, "w:gz")):
        with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
            member = tarfile.TarInfo("../../evil.xml")
            member.size = 4
            archive.addfile(member, io.BytesIO(b"<a/>"))
    with zipfile.ZipFile(zipped, "w") as other:
        other.writestr("../../evil.xml", "<a/>")
    old = io.BytesIO()  # of the years before "ustar" was written into it: a tar by its name alone
    with tarfile.open(fileobj=old, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("evil.xml"))
    bare = old.getvalue().replace(b"ustar\x0000", b"\x00" * 8)
    return {
        "old.tar": bare,
        "x.TGZ": bare,
        "7z": b"7z\xbc\xaf\x27\x1c",
        "tar": tar.getvalue(),
        "tar.gz": packed.getvalue(),
        "zip": zipped.getvalue(),
        "xml.gz": gzip.compress(b"<a/>", mtime=0),
    }


@pytest.mark.parametrize(("ending", "content"), archives().items())
def test_archives_are_for_the_command_line(serving: Serve, growing: Path, ending: str, content: bytes) -> None:
    answer = serving(growing).post("/v1/documents", files=[file("a.xml", toy("brandt2013")), file(f"b.{ending}", content)])
    assert answer.status_code == 400
    assert "citance ingest" in answer.json()["detail"]
    assert list((growing / FOLDER).glob("[0-9a-f]*")) == []


def test_what_is_no_upload_is_refused(serving: Serve, growing: Path) -> None:
    client = serving(growing, upload_bytes=100_000)
    for answer, status, words in (
        (client.post("/v1/documents", files=[file("a.xml", b" \n ")]), 400, "is empty"),
        (client.post("/v1/documents", data={"visibility": "open"}, files=[("other", ("", b""))]), 400, "no file"),
        (client.post("/v1/documents", files=[file("a.xml", b"<a/>")], data={"visibility": "all"}), 400, "open, snippet, private"),
        (client.post("/v1/documents", files=[file(f"{n}.xml", b"<a/>") for n in range(21)]), 400, "Too many files"),
        (client.post("/v1/documents", json={"file": "x"}), 415, "must be multipart/form-data"),
        (client.post("/v1/documents", content=b"<a/>", headers={"content-type": "text/plain"}), 415, "application/pdf"),
        (client.post("/v1/documents", content=b"--x", headers={"content-type": "multipart/form-data; boundary=y"}), 400, ""),
        (client.post("/v1/documents", content=b"x", headers={"content-type": "multipart/form-data"}), 400, "boundary"),
        (client.post("/v1/documents", files=[file("a.xml", b"<a>" * 70_000)]), 413, "bytes"),
        (client.post("/v1/documents", content=b"x" * 110_000, headers={"content-type": "application/xml"}), 413, "bytes"),
        (client.post("/tallies", content=b"x" * (2 << 20)), 413, "bytes"),  # elsewhere no body is as large
    ):
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text
    assert list((growing / FOLDER).glob("[0-9a-f]*")) == []


@pytest.mark.parametrize("id", ["none", "..%2f..", "%2e%2e%2fkeys.json%00", "0" * 32, "a" * 200, "0" * 31 + "\u0660", "x%0Ay"])
def test_an_id_leads_to_nothing_else(serving: Serve, growing: Path, id: str) -> None:
    KeyRing(growing).create("A", ("read",))
    client = serving(growing)
    for path in (f"/v1/documents/{id}", f"/upload/{id}"):
        answer = client.get(path)
        assert answer.status_code in (400, 404), answer.text
        assert "digest" not in answer.text


@given(st.text(max_size=300), st.integers(1, 20))
def test_names_are_made_harmless(name: str, number: int) -> None:
    made = clean_name(name, number)
    assert re.fullmatch(r"\d{1,2}-[A-Za-z0-9._-]{1,80}", made)
    assert ".." not in made or "/" not in made
    assert not made.endswith(".")
    assert clean_name(made.partition("-")[2], number) == made


# -- who may -------------------------------------------------------------------------------------------------------------------


def test_in_public_it_needs_a_key_before_anything_is_read(serving: Serve, growing: Path) -> None:
    client = serving(growing, public=True, classifier="rules", base_url="http://citations.example.org")
    ring = KeyRing(growing)
    (_, review), (_, ingest) = ring.create("A", ("review",)), ring.create("B", ("ingest",))
    given = [file("b.xml", toy("brandt2013"))]
    assert client.post("/v1/documents", files=given).status_code == 401
    assert client.post("/v1/documents", files=given, headers={"Authorization": f"Bearer {review}"}).status_code == 403
    assert not (growing / FOLDER).exists()
    assert client.post("/upload", files=given).status_code == 403
    assert "/key?next=%2Fupload" in client.get("/upload").text
    allowed = {"Authorization": f"Bearer {ingest}"}
    sent = client.post("/v1/documents", files=given, headers=allowed)
    assert sent.status_code == 202
    assert finished(client, sent.headers["location"])["files"][0]["outcome"] == "added"


def test_the_page_asks_who_may_before_anything_is_read(growing: Path) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("read")

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=b"), (b"transfer-encoding", b"chunked")]
    scope = {"type": "http", "method": "POST", "path": "/upload", "raw_path": b"/upload", "query_string": b"", "headers": headers}
    scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80), "scheme": "http", "http_version": "1.1", "root_path": ""}
    asyncio.run(create_app(str(growing), ServeOptions(public=True))(scope, receive, send))
    assert sent[0]["status"] == 403


# -- by the page ---------------------------------------------------------------------------------------------------------------


def test_articles_are_handed_in_by_the_page(serving: Serve, growing: Path) -> None:
    client = serving(growing, classifier="rules")
    assert 'href="/upload"' in client.get("/").text
    page = client.get("/upload")
    token = unescape(re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1])  # type: ignore[index]
    hostile = '"><script>alert(1)</script>.xml'
    given = [file(hostile, toy("brandt2013").replace(b"Pneumocystis pneumonia", b"&lt;script&gt;alert(2)&lt;/script&gt;", 1))]
    for wrong in ({}, {"csrf_token": "x"}):
        assert client.post("/upload", files=given, data=wrong).status_code == 403
    assert client.post("/upload", data={"csrf_token": token}).status_code == 400
    sent = client.post("/upload", files=given, data={"csrf_token": token, "visibility": "snippet"})
    assert sent.status_code == 303, sent.text
    where = sent.headers["location"]
    first = client.get(where)
    assert first.headers["cache-control"] == "no-store"
    told = finished(client, f"/v1/documents/{where.rpartition('/')[2]}")
    assert told["visibility"] == "snippet"
    done = client.get(f"{where}?lang=de")
    assert "refresh" not in done.headers
    assert f'href="/articles/{BRANDT}"' in done.text
    assert "neu in diesem Index" in done.text
    assert "<script>alert" not in first.text + done.text
    many = client.post("/upload", files=[file(f"{n}.xml", b"<a/>") for n in range(30)], data={"csrf_token": token})
    assert many.status_code == 400


@pytest.mark.parametrize(
    ("language", "record", "unreadable", "many", "nothing"),
    [
        (
            *("en", "without a full text", "could not be read as an article", "1 of 2 files could not"),
            "The file could not be read",
        ),
        (
            *("de", "ohne Volltext", "konnte nicht als Artikel gelesen werden", "1 von 2 Dateien war"),
            "Die Datei war nicht zu lesen",
        ),
    ],
)
def test_the_page_says_openly_what_has_no_text(
    serving: Serve, growing: Path, language: str, record: str, unreadable: str, many: str, nothing: str
) -> None:
    client = serving(growing, classifier="rules")
    title = b"<title-group><article-title>A notice</article-title></title-group>"
    front = b"<article><front><article-meta>%s</article-meta></front></article>" % title
    sent = client.post("/v1/documents", files=[file("notice.xml", front), file("broken.xml", b"<article><front>broken")])
    where = sent.headers["location"]
    finished(client, where)
    page = client.get(f"/upload/{where.rpartition('/')[2]}?lang={language}").text
    assert page.count("<details open>") == 1
    assert record in page
    assert f'{unreadable}: <span lang="en">' in page
    assert f'<p class="lead">{many}' in page
    with open_index(growing, read_only=True) as index:
        assert index.stats().counts.unreadable == 1
    alone = client.post("/v1/documents", files=[file("hello.pdf", b"hello")]).headers["location"]
    finished(client, alone)
    page = client.get(f"/upload/{alone.rpartition('/')[2]}?lang={language}").text
    assert f"<h1>{nothing}</h1>" in page
    assert "<details" not in page


def test_what_is_kept_apart_is_no_problem(serving: Serve, growing: Path) -> None:
    client = serving(growing, classifier="rules")
    body = b'<front-stub/><body><p>As they say <xref ref-type="bibr" rid="B1">1</xref>.</p></body>'
    within = b'<sub-article article-type="reply" id="s1">' + body + b"</sub-article></article>"
    whole = toy("brandt2013").replace(b"</article>", within)
    where = client.post("/v1/documents", files=[file("b.xml", whole)]).headers["location"]
    finished(client, where)
    page = client.get(f"/upload/{where.rpartition('/')[2]}?lang=en").text
    assert "<summary>Note</summary>" in page
    assert "problem" not in page


def test_while_it_waits_the_page_looks_again(serving: Serve, growing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool, "_nudge", lambda self: None)
    client = serving(growing)
    where = client.post("/v1/documents", files=[file("b.xml", toy("brandt2013"))]).headers["location"]
    page = client.get(f"/upload/{where.rpartition('/')[2]}")
    assert page.headers["refresh"] == "2"
    assert client.get(where).json()["state"] == "waiting"


# -- what may go wrong -----------------------------------------------------------------------------------------------------------


def test_who_goes_away_in_the_middle_leaves_nothing(growing: Path) -> None:
    sent: list[Any] = []
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n' + b"<a>" * 600_000
    messages = iter([{"type": "http.request", "body": body, "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=b"), (b"transfer-encoding", b"chunked")]
    path = "/v1/documents"
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
    scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80), "scheme": "http", "http_version": "1.1", "root_path": ""}
    asyncio.run(create_app(str(growing), ServeOptions())(scope, receive, send))
    assert not (growing / FOLDER).exists() or list((growing / FOLDER).glob("[0-9a-f]*")) == []


def test_the_work_goes_on_though_the_client_went_away(serving: Serve, growing: Path) -> None:
    sent = serving(growing, classifier="rules").post("/v1/documents", files=[file("b.xml", toy("brandt2013"))])
    assert finished(serving(growing), sent.headers["location"])["state"] == "done"  # another worker answers for it


def put_aside(folder: Path, id: str, content: bytes, **record: Any) -> Path:
    place = folder / FOLDER / id
    place.mkdir(parents=True)
    (place / "1-a.xml").write_bytes(content)
    known = Upload(id, "reading", "2026-01-01T00:00:00Z", (UploadedFile("1-a.xml", len(content)),))
    write_record(place, Upload(**{name: getattr(known, name) for name in known.__struct_fields__} | record))
    return place


def test_a_server_that_was_stopped_goes_on(serving: Serve, growing: Path) -> None:
    place = put_aside(growing, "ab" * 16, toy("brandt2013"))
    half = growing / FOLDER / ("cd" * 16)  # whose server died while it took it
    half.mkdir()
    (half / "1-b.xml").write_bytes(b"<a")
    import os

    os.utime(half, (0, 0))
    client = serving(growing, classifier="rules")
    assert finished(client, f"/v1/documents/{place.name}")["files"][0]["outcome"] == "added"
    assert not half.exists()


def test_work_that_takes_too_long_is_given_up(serving: Serve, growing: Path) -> None:
    client = serving(growing, job_seconds=0.2)
    with open_index(growing):  # somebody else writes on and on
        told = finished(client, client.post("/v1/documents", files=[file("b.xml", toy("brandt2013"))]).headers["location"])
    assert told["state"] == "failed"
    assert told["why"]
    assert left_behind(growing) == []


def test_work_that_breaks_off_is_told_of(serving: Serve, growing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citance.serving.uploads.sys.executable", "/bin/false")
    client = serving(growing)
    told = finished(client, client.post("/v1/documents", files=[file("b.xml", toy("brandt2013"))]).headers["location"])
    assert (told["state"], told["why"]) == ("failed", "the work broke off")
    assert left_behind(growing) == []


def work_in_this_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Upload:
    """What becomes of an upload of one article, ingested here."""
    place = put_aside(folder, "ab" * 16, toy("brandt2013"))
    monkeypatch.chdir(folder)  # and back
    monkeypatch.setattr(ingesting, "TURN", 0.0)
    ingesting.main(str(folder), place.name, ingesting.Work(classifier="rules"))
    told = read_record(place)
    assert told is not None
    return told


def test_others_write_while_a_file_is_read_and_between_the_batches_of_stances(
    growing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, classify, batches = OneReader.read, Index.classify, []

    def reading(self: OneReader, job: ReadingJob) -> Reading:
        with open_index(growing):  # StoreLocked where the upload holds it
            return read(self, job)

    def classifying(self: Index, *how: Any, **more: Any) -> Any:
        batches.append(id(self))
        return classify(self, *how, **more)

    monkeypatch.setattr(OneReader, "read", reading)
    monkeypatch.setattr(Index, "classify", classifying)
    monkeypatch.setattr(ingesting, "AT_ONCE", 10)
    told = work_in_this_process(growing, monkeypatch)
    assert (told.state, told.files[0].outcome) == ("done", "added"), told
    assert len(batches) >= told.files[0].statements / 10 > 1
    assert (told.done, told.total) == (told.files[0].statements // 10 * 10, told.files[0].statements)
    with open_index(growing, read_only=True) as index:
        assert index.stats().counts.waiting == 0


def test_a_file_that_takes_too_long_to_read_is_given_up_alone(growing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citance.services.reading.file.PATIENCE", 0.001)
    told = work_in_this_process(growing, monkeypatch)
    assert (told.state, told.files[0].outcome) == ("done", "unreadable")
    assert [problem.kind for problem in told.files[0].problems] == [ProblemKind.TIMEOUT]


def told_by(spool: Spool, place: Path) -> Upload:
    """What became of it in the end."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        told = read_record(place)
        if told is not None and told.finished:
            return told
        time.sleep(0.01)
    raise AssertionError("it did not end")


@pytest.fixture
def spool(growing: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spool]:
    monkeypatch.setattr("citance.serving.uploads._PAUSE", 0.001)
    made = Spool(str(growing), ServeOptions(classifier="rules"))
    yield made
    made.close()


def test_work_that_cannot_be_begun_is_given_up_after_some_tries(
    spool: Spool, growing: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("citance.serving.uploads.sys.executable", "/nowhere/python")
    places = [put_aside(growing, id * 16, toy("brandt2013")) for id in ("ab", "cd")]
    spool.start()
    for place in places:
        told = told_by(spool, place)
        assert (told.state, told.why) == ("failed", "the work could not be begun")
    assert left_behind(growing) == []
    assert len([one for one in caplog.records if "cannot be ingested" in one.message]) == 10


def test_a_folder_that_cannot_be_looked_into_for_a_while_stops_nothing(
    spool: Spool, growing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []

    def waiting(folder: Path) -> list[str]:
        looked.append(folder)
        if 1 < len(looked) < 4:
            raise PermissionError(13, "not now", str(folder))
        return _waiting(folder)

    monkeypatch.setattr("citance.serving.uploads._waiting", waiting)
    place = put_aside(growing, "ab" * 16, toy("brandt2013"))
    spool.start()
    assert told_by(spool, place).state == "done"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_begun_anew(spool: Spool, growing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    died = threading.Event()

    def die(lock: Path, wait: bool) -> None:
        died.set()
        raise SystemExit

    place = put_aside(growing, "ab" * 16, toy("brandt2013"))
    with monkeypatch.context() as once:
        once.setattr("citance.serving.uploads.alone", die)
        spool.start()
        assert died.wait(10)
        assert spool._thread is not None
        spool._thread.join(10)
    spool.start()
    assert told_by(spool, place).state == "done"


def test_no_more_wait_than_may(serving: Serve, growing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool, "_nudge", lambda self: None)
    client = serving(growing, upload_jobs=2)
    answers = [client.post("/v1/documents", files=[file("b.xml", b"<a/>")]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 503]
    assert answers[-1].headers["retry-after"] == "60"


def test_a_record_that_cannot_be_put_in_place_leaves_the_old_one_and_nothing_else(
    growing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = put_aside(growing, "ab" * 16, b"<a/>")
    before = read_record(place)
    assert before is not None

    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as once:
        once.setattr("os.replace", full)
        with pytest.raises(OSError, match="no space"):
            write_record(place, replace(before, state="done"))
    assert read_record(place) == before
    assert sorted(one.name for one in place.iterdir()) == ["1-a.xml", RECORD]


def test_old_uploads_are_forgotten(serving: Serve, growing: Path) -> None:
    import os

    old = put_aside(growing, "ab" * 16, b"<a/>", state="done", ended_at="2020-01-01T00:00:00Z")
    new = put_aside(growing, "cd" * 16, b"<a/>", state="done", ended_at="2026-01-01T00:00:00Z")
    os.utime(old, (0, 0))
    serving(growing)
    assert not old.exists()
    assert read_record(new) is not None
    assert left_behind(growing) == []
