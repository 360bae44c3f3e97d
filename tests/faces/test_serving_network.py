"""The real server with two workers, over real sockets: those who send slowly, too much, or go away; what its workers share."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from citance.serving.keys import KeyRing
from citance.serving.uploads import FOLDER
from citance.toy import toy_path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

POST = b"POST /tallies HTTP/1.1\r\nHost: localhost\r\n"
PATIENCE = 1  # seconds that the server waits for a request
SERVE = """
import sys, msgspec
from citance.cli.listening import free_port, run
from citance.serving.options import ServeOptions
options = msgspec.convert(msgspec.json.decode(sys.argv[2]), ServeOptions)
port = free_port("127.0.0.1")
run(sys.argv[1], options, host="127.0.0.1", port=port, workers=2, verbose=True, ready=lambda: print(port, flush=True))
"""


class Server(NamedTuple):
    port: int
    folder: Path
    process: subprocess.Popen[str]

    def get(
        self, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers or {})
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()

    def talk(self, *pieces: bytes, pause: float = 0.0) -> bytes:
        """What is answered to these bytes, until the server closes or has said a whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            for piece in pieces:
                try:
                    line.sendall(piece)
                except OSError:
                    break
                time.sleep(pause)
            heard = b""
            with suppress(OSError):
                while (more := line.recv(65536)) and b"\r\n\r\n" not in heard:
                    heard += more
            return heard


@pytest.fixture(scope="module")
def server(toy_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    import shutil

    folder = shutil.copytree(toy_index, tmp_path_factory.mktemp("network") / "index")
    options = {
        "public": True,
        "secret": "ab" * 32,
        "request_seconds": PATIENCE,
        "upload_seconds": PATIENCE,
        "rate_per_address": 300,
        "rate_per_key": 40,
        "classifier": "rules",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), json.dumps(options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    patience = threading.Timer(120, os.killpg, (process.pid, signal.SIGKILL))
    patience.start()
    assert process.stdout is not None
    assert process.stderr is not None
    heard: list[str] = []
    listening = threading.Thread(target=lambda: heard.extend(process.stderr or ()))
    listening.start()
    try:
        yield Server(int(process.stdout.readline()), folder, process)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    finally:
        patience.cancel()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        listening.join()
        process.stdout.close()
        process.stderr.close()
    said = "".join(heard)
    assert "Traceback" not in said, said[-3000:]
    assert '"path": "/v1/stats"' in said
    assert "citance_" not in said  # no key


def test_who_sends_headers_by_the_letter_is_hung_up_on(server: Server) -> None:
    begun = time.monotonic()
    heard = server.talk(*(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "[n : n + 1] for n in range(40)), pause=0.1)
    assert b"200" not in heard.split(b"\r\n")[0]
    assert time.monotonic() - begun < 15


def test_who_sends_a_body_by_the_letter_is_answered_before_it_is_there(server: Server) -> None:
    head = b"POST /tallies HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    heard = server.talk(head, b"[", pause=0.1)
    assert heard.startswith(b"HTTP/1.1 408"), heard


@pytest.mark.parametrize(
    ("path", "length"), [(b"/tallies", b"1048577"), (b"/v1/documents", b"999999999"), (b"/key", b"99999999999999999999999")]
)
def test_too_much_is_refused_before_it_is_sent(server: Server, path: bytes, length: bytes) -> None:
    heard = server.talk(b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + b"\r\n\r\n")
    assert re.match(rb"HTTP/1.1 4(13|00)", heard), heard


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n",
        POST + b"Content-Length: 2\r\nContent-Length: 7\r\n\r\n[]GET /",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nA : b\r\n c\r\n\r\n",
    ],
    ids=["version", "tls", "long-path", "many-headers", "two-framings", "two-lengths", "folded"],
)
def test_what_is_no_request_is_refused_and_nobody_suffers(server: Server, sent: bytes) -> None:
    heard = server.talk(sent)
    assert heard == b"" or re.match(rb"HTTP/1.[01] (400|404|408|414|431|200)", heard), heard[:100]
    assert b"citance_requests_total" not in heard
    assert server.get("/healthz")[0] == 200


def test_who_goes_away_in_the_middle_of_an_upload_leaves_nothing(server: Server) -> None:
    _, spelled = KeyRing(server.folder).create("A", ("ingest",))
    head = f"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {spelled}\r\n"
    head += "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 3000000\r\n\r\n"
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n'
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(head.encode() + part + b"<a>" * 500_000)
    time.sleep(PATIENCE + 0.5)
    assert not list((server.folder / FOLDER).glob("[0-9a-f]*"))
    assert server.get("/healthz")[0] == 200


def test_any_worker_answers_for_an_upload_and_what_it_brought(server: Server) -> None:
    _, spelled = KeyRing(server.folder).create("A", ("ingest",))
    allowed = {"Authorization": f"Bearer {spelled}", "Content-Type": "application/xml"}
    text = (toy_path() / "brandt2013.xml").read_bytes().replace(b"toy.brandt2013", b"toy.another2026").replace(b"9000", b"9900")
    status, headers, body = server.get("/v1/documents?name=another.xml", allowed, text)
    assert status == 202, body
    until = time.monotonic() + 60
    while not (told := json.loads(server.get(headers["location"])[2]))["ended_at"] and time.monotonic() < until:
        time.sleep(0.2)
    assert (told["state"], told["files"][0]["outcome"]) == ("done", "added"), told
    for _ in range(6):
        assert server.get("/v1/articles/10.5555/toy.another2026")[0] == 200


def test_all_workers_refuse_a_key_that_is_revoked_and_count_its_questions_together(server: Server) -> None:
    ring = KeyRing(server.folder)
    key, spelled = ring.create("A", ("read",))
    allowed = {"Authorization": f"Bearer {spelled}", "Connection": "close"}
    codes = [server.get("/v1/stats", allowed)[0] for _ in range(60)]
    good = codes.count(200)
    assert set(codes) == {200, 429}
    assert 40 <= good <= 50, codes  # and what the bucket gained meanwhile
    ring.revoke(key.id)
    assert {server.get("/v1/stats", allowed)[0] for _ in range(8)} == {401}
