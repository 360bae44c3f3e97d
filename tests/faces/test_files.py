"""The PDFs that were read, handed out: to whom, with which bytes and headers, and what is said where there is none."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index
from citance.web.originals import address_of

sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))
from pdf_paper import Paper

Serve = Callable[..., Any]
WORK = "10.5555/wells.1"


def make_pdf() -> bytes:
    """A title, a page that cites, and the list on another page."""
    paper = Paper()
    first = paper.page()
    first.write(60, 90, "Newts in the wells of invented towns", size=16)
    first.write(60, 120, "Ada Arden, Blythe Quill", size=10)
    first.write_lines(60, 160, ["Introduction"], 12, 18, "bold")
    first.write_lines(60, 180, ["The keepers of gardens wrote down what they saw in the", "northern wells in the first year."])
    second = paper.page()
    y = second.write_lines(60, 80, ["Results"], 12, 18, "bold")
    y = second.write_lines(
        60, y, ["Newts grew fast where ferns followed [1]. Moss did not [2].", "Walls were dry in most of the towns [1]."]
    )
    y = second.write_lines(60, y + 30, ["References"], 12, 18, "bold")
    second.write_lines(
        60,
        y,
        [
            "1. Arden PB, Blythe Q. Ferns of wall one. Invented J. 2011;1(2):11-19.",
            f"   doi:{WORK}",
            "2. Castell R. Moss of wall two. Invented J. 2012;2(2):21-29. doi:10.5555/wells.2",
            "3. Dunmore S. Wells of wall three. Invented J. 2013;3(2):31-39. doi:10.5555/wells.3",
        ],
        9,
        11,
    )
    return paper.pdf()


PDF = make_pdf()
DIGEST = sha256(PDF).hexdigest()
FILE = f"/files/{DIGEST}.pdf"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "papers" / "newts of Ärden.pdf"
    path.parent.mkdir()
    path.write_bytes(PDF)
    return path


@pytest.fixture
def reading(tmp_path: Path, paper: Path) -> Callable[..., Path]:
    def read(visibility: str = "open") -> Path:
        folder = tmp_path / f"index-{visibility}"
        with open_index(folder, create=True) as index:
            index.ingest([paper.parent], visibility=visibility, workers=0)
            assert index.tally(WORK).total == 2
        return folder

    return read


def statement(folder: Path) -> str:
    with open_index(folder, read_only=True) as index:
        return index.report(WORK).statements[0].id


# -- to whom


@pytest.mark.parametrize("visibility", ["open", "snippet", "private"])
def test_the_owner_gets_every_file(serving: Serve, reading: Callable[..., Path], visibility: str) -> None:
    answer = serving(reading(visibility)).get(FILE)
    assert (answer.status_code, answer.content) == (200, PDF)


@pytest.mark.parametrize(("visibility", "status"), [("open", 200), ("snippet", 404), ("private", 404)])
def test_the_public_gets_files_of_open_documents(
    serving: Serve, reading: Callable[..., Path], paper: Path, visibility: str, status: int
) -> None:
    folder = reading(visibility)
    client = serving(folder, public=True, base_url="http://citations.example.org")
    for method in ("get", "head"):
        assert getattr(client, method)(FILE).status_code == status
    assert client.get(FILE, headers={"range": "bytes=0-9"}).status_code == {200: 206}.get(status, status)
    assert client.get(FILE, headers={"if-none-match": f'"{DIGEST}"'}).status_code == {200: 304}.get(status, status)
    shown = [client.get(f"/articles/{WORK}").text]
    if visibility != "private":
        id = statement(folder)
        shown += [client.get(f"/statements/{id}").text, client.get(f"/v1/statements/{id}").text]
    for text in shown:
        assert paper.name not in text
        assert str(paper.parent) not in text
        assert (DIGEST in text) == (status == 200)


def test_the_public_is_not_told_how_the_file_is_called_here(serving: Serve, reading: Callable[..., Path]) -> None:
    folder = reading()
    named = {
        public: serving(folder, public=public, base_url="http://localhost").get(FILE).headers["content-disposition"]
        for public in (True, False)
    }
    assert "rden" not in named[True]
    assert named[True].startswith("inline; filename=")
    assert named[False] == ("inline; filename=\"newts of _rden.pdf\"; filename*=UTF-8''newts%20of%20%C3%84rden.pdf")


def test_it_can_be_switched_off(serving: Serve, reading: Callable[..., Path]) -> None:
    folder = reading()
    client = serving(folder, files=False)
    assert client.get(FILE).status_code == 404
    page = client.get(f"/statements/{statement(folder)}").text
    assert "p. 2" in page
    assert "/files/" not in page
    assert "address" not in client.get(f"/v1/statements/{statement(folder)}").json()["read_from"]


def test_where_reading_needs_a_key_so_do_files(serving: Serve, reading: Callable[..., Path]) -> None:
    assert serving(reading(), open_reading=False).get(FILE).status_code == 401


# -- which bytes


@pytest.mark.parametrize(
    "asked",
    [
        "/files/../files/papers/newts.pdf",
        "/files/..%2Fpapers%2Fnewts.pdf",
        "/files/%2Fetc%2Fpasswd.pdf",
        "/files/" + "a" * 64 + ".pdf",
        "/files/" + DIGEST.upper() + ".pdf",
        "/files/" + DIGEST[:-1] + ".pdf",
        "/files/" + DIGEST + "%00.pdf",
        "/files/1.pdf",
        "/files/papers/newts%20of%20%C3%84rden.pdf",
        "/files/" + DIGEST,
        "/files/" + DIGEST + ".xml",
        "/files/",
    ],
)
def test_nothing_that_is_asked_is_a_path(serving: Serve, reading: Callable[..., Path], asked: str) -> None:
    answer = serving(reading()).get(asked, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert b"%PDF" not in answer.content


def test_a_file_that_has_changed_is_not_handed_out(serving: Serve, reading: Callable[..., Path], paper: Path) -> None:
    folder = reading()
    client = serving(folder)
    assert client.get(FILE).status_code == 200
    paper.write_bytes(PDF[:-1] + b" ")  # as long as it was
    answer = client.get(FILE)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "The file has changed since it was read." in answer.text
    page = client.get(f"/statements/{statement(folder)}").text
    assert '<span title="The file has changed since it was read.">p. 2</span>' in page
    assert "/files/" not in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_file_that_is_gone_is_said_to_be(serving: Serve, reading: Callable[..., Path], paper: Path, language: str) -> None:
    folder = reading()
    client = serving(folder)
    there = client.get(f"/statements/{statement(folder)}", headers={"accept-language": language})
    paper.unlink()
    words = {"en": "The file is no longer where it was read.", "de": "Die Datei ist nicht mehr dort, wo sie gelesen wurde."}
    answer = client.get(FILE, headers={"accept-language": language})
    assert answer.status_code == 404
    assert words[language] in answer.text
    for path in (f"/statements/{statement(folder)}", f"/articles/{WORK}"):
        page = client.get(path, headers={"accept-language": language, "if-none-match": there.headers.get("etag", "none")})
        assert page.status_code == 200
        assert words[language] in page.text
        assert "/files/" not in page.text
    assert "address" not in client.get(f"/v1/statements/{statement(folder)}").json()["read_from"]


def test_a_report_that_a_browser_has_is_asked_anew_when_a_file_goes(
    serving: Serve, reading: Callable[..., Path], paper: Path
) -> None:
    client = serving(reading())
    first = client.get(f"/articles/{WORK}")
    again = {"if-none-match": first.headers["etag"]}
    assert client.get(f"/articles/{WORK}", headers=again).status_code == 304
    paper.unlink()
    assert client.get(f"/articles/{WORK}", headers=again).status_code == 200


def test_a_path_that_is_not_absolute_begins_beside_the_index(
    serving: Serve, tmp_path: Path, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_index("index", create=True) as index:
        index.ingest(["papers"], visibility="open", workers=0)
    monkeypatch.chdir("/")
    assert serving(tmp_path / "index").get(FILE).content == PDF


# -- how it is answered


def test_the_headers_let_a_browser_show_it_and_nothing_of_it_run(serving: Serve, reading: Callable[..., Path]) -> None:
    headers = serving(reading()).get(FILE, headers={"accept-encoding": "gzip"}).headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == str(len(PDF))
    assert "content-encoding" not in headers
    assert headers["etag"] == f'"{DIGEST}"'
    assert headers["accept-ranges"] == "bytes"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert headers.get_list("content-security-policy") == [
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
    ]


def test_pages_of_others_get_nothing(serving: Serve, reading: Callable[..., Path]) -> None:
    client = serving(reading(), public=True, base_url="http://citations.example.org")
    embedded = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "embed"}
    assert client.get(FILE, headers={"origin": "https://evil.example", **embedded}).status_code == 403
    led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    answer = client.get(FILE, headers=led)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, len(PDF)),
        ("bytes=-7", 206, len(PDF) - 7, len(PDF)),
        ("bytes=-999999", 206, 0, len(PDF)),
        ("bytes=5-999999", 206, 5, len(PDF)),
        ("bytes = 0 - 0", 206, 0, 1),
        ("bytes=9-5", 200, 0, len(PDF)),
        ("bytes=0-1,5-6", 200, 0, len(PDF)),
        ("lines=0-1", 200, 0, len(PDF)),
        ("bytes=-", 200, 0, len(PDF)),
        (f"bytes={len(PDF)}-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_parts_are_sent(serving: Serve, reading: Callable[..., Path], asked: str, status: int, start: int, end: int) -> None:
    client = serving(reading())
    answer = client.get(FILE, headers={"range": asked})
    assert (answer.status_code, answer.content) == (status, PDF[start:end])
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(PDF)}"
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(PDF)}"
    head = client.head(FILE, headers={"range": asked})
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]


def test_a_part_is_sent_only_of_the_file_that_is_meant(serving: Serve, reading: Callable[..., Path]) -> None:
    client = serving(reading())
    modified = client.head(FILE).headers["last-modified"]
    for since, status in ((f'"{DIGEST}"', 206), (modified, 206), ('"another"', 200), (f'W/"{DIGEST}"', 200)):
        assert client.get(FILE, headers={"range": "bytes=0-4", "if-range": since}).status_code == status
    assert client.get(FILE, headers={"if-none-match": f'"{DIGEST}"'}).status_code == 304
    assert client.get(FILE, headers={"if-none-match": '"another"', "if-modified-since": modified}).status_code == 200
    assert client.get(FILE, headers={"if-modified-since": modified}).status_code == 304
    assert client.get(FILE, headers={"if-modified-since": "yesterday"}).status_code == 200


# -- where pages lead there


def test_pages_lead_to_the_page_of_the_file(serving: Serve, reading: Callable[..., Path]) -> None:
    folder = reading()
    client = serving(folder, root_path="/citance")
    with open_index(folder, read_only=True) as index:
        (citing,) = {view.citing.key for view in index.report(WORK).statements}
        place = index.statement(statement(folder)).read_from
    assert (place.form, place.page, place.file) == ("pdf", 2, DIGEST)
    there = "/citance" + address_of(DIGEST, 2, place.box)
    assert there.startswith(f"/citance{FILE}#page=2&view=FitH,")
    pages = [f"/statements/{statement(folder)}", f"/articles/{WORK}", f"/articles/{citing}?tab=references"]
    for path in pages:
        links = re.findall(
            r'<a href="([^"]*/files/[^"]*)" title="Opens the PDF at page 2">p. 2<span[^>]*> of the PDF<', client.get(path).text
        )
        assert there in [unescape(link) for link in links], path
    assert client.get(f"/v1/statements/{statement(folder)}").json()["read_from"]["address"] == there


@pytest.mark.parametrize(
    ("page", "box", "behind"),
    [
        (None, None, ""),
        (7, None, "#page=7"),
        (7, (50, 108, 200, 120), "#page=7&view=FitH,96"),
        (1, (0, 5, 9, 9), "#page=1&view=FitH,0"),
    ],
)
def test_an_address_opens_a_little_above_the_line(page: int | None, box: Any, behind: str) -> None:
    assert address_of("ab", page, box) == "/files/ab.pdf" + behind
