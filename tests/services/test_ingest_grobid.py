"""Ingest with a GROBID server: its reading is stored under the PDF's name, in order, and where it fails Citance reads itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import citance
from citance.errors import InvalidInput
from citance.model import Problem, ProblemKind
from citance.services.ingest import IngestSummary, ingest
from citance.sources.grobid import AT_ONCE, GrobidAnswer
from citance.store.sqlite import SqliteStore
from citance.toy import toy_path

TOY = sorted(toy_path().glob("*.xml"))


class Reader:
    """Stands in for `Grobid`: answers by the number that the PDF holds, the later the sooner."""

    def __init__(self, tei: dict[int, bytes]) -> None:
        self.tei = tei
        self.asked: list[int] = []
        self.under_way = self.most = 0
        self.guard = threading.Lock()
        self.closed = False

    def read(self, pdf: bytes) -> GrobidAnswer:
        number = int(pdf.split()[1])
        with self.guard:
            self.asked.append(number)
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.03 if number % 2 == 0 else 0.0)
        with self.guard:
            self.under_way -= 1
        if number in self.tei:
            return GrobidAnswer(self.tei[number])
        return GrobidAnswer(problem=Problem(ProblemKind.FELL_BACK, "GROBID did not read it (an invented reason)"))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    for number in range(20):
        (made / f"{number:02}.pdf").write_bytes(b"%%PDF-1.7 %d " % number)
    return made


def run(store: SqliteStore, folder: Path, reader: Reader) -> IngestSummary:
    return ingest(store, [str(folder)], workers=0, grobid=reader)  # type: ignore[arg-type]


def test_its_readings_are_stored_in_the_order_of_the_files(
    store: SqliteStore, folder: Path, tei_of: Callable[..., bytes]
) -> None:
    reader = Reader({number: tei_of(TOY[number]) for number in range(20)})
    summary = run(store, folder, reader)
    assert (summary.files, summary.unreadable) == (20, 0)
    stored = list(store.documents())
    assert [Path(info.file.name).name for info in stored] == [f"{number:02}.pdf" for number in range(20)]
    assert {info.format for info in stored} == {"tei"}
    assert 1 < reader.most <= AT_ONCE
    assert reader.closed


def test_what_it_does_not_read_falls_back_with_a_problem(store: SqliteStore, folder: Path, tei_of: Callable[..., bytes]) -> None:
    reader = Reader({number: tei_of(TOY[number]) for number in range(20) if number != 7})
    summary = run(store, folder, reader)
    assert summary.unreadable == 1  # it is no PDF that anybody could read
    told = [row.problem for row in store.problems() if row.file.name.endswith("07.pdf")]
    assert told[0].kind is ProblemKind.FELL_BACK
    assert len(told) == 2


def test_known_files_are_not_sent_again(store: SqliteStore, folder: Path, tei_of: Callable[..., bytes]) -> None:
    tei = {number: tei_of(TOY[number]) for number in range(20)}
    run(store, folder, Reader(tei))
    again = Reader(tei)
    summary = run(store, folder, again)
    assert (summary.unchanged, again.asked) == (20, [])


def test_other_forms_are_not_sent(store: SqliteStore, folder: Path, tei_of: Callable[..., bytes]) -> None:
    (folder / "05.xml").write_bytes(TOY[5].read_bytes())
    reader = Reader({number: tei_of(TOY[number]) for number in range(20)})
    run(store, folder, reader)
    assert sorted(reader.asked) == list(range(20))
    (key,) = {info.article for info in store.documents() if info.file.name.endswith("05.xml")}
    assert [(info.format, info.active) for info in store.documents(key)] == [("jats", True), ("tei", False)]


def test_the_address_of_a_server_is_all_one_gives(folder: Path, tmp_path: Path, tei_of: Callable[..., bytes]) -> None:
    tei = tei_of(TOY[0])

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.answer(b"true")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.answer(tei)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        with citance.open_index(tmp_path / "index", create=True) as index:
            summary = index.ingest([folder / "00.pdf"], workers=0, grobid=f"http://127.0.0.1:{server.server_address[1]}")
            assert summary.read == 1
    finally:
        server.shutdown()
        server.server_close()


def test_no_server_stops_the_work_before_it_begins(folder: Path, tmp_path: Path) -> None:
    with (
        citance.open_index(tmp_path / "index", create=True) as index,
        pytest.raises(InvalidInput, match="no GROBID answers"),
    ):
        index.ingest([folder], workers=0, grobid="http://127.0.0.1:9")
