"""The GROBID client, against a server that speaks its protocol and serves TEI of our own making."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from traceback import format_exception

import pytest

from citance.errors import InvalidInput
from citance.model import ProblemKind
from citance.sources.grobid import GONE_AFTER, TRIES, Grobid, GrobidAnswer

TEI = (Path(__file__).parents[1] / "readers/forms/grobid.xml").read_bytes()
PDF = b"%PDF-1.7\ninvented\x00\xff\r\n--not-the-boundary\r\n"

Reply = Callable[[BaseHTTPRequestHandler], None]


def say(status: int, body: bytes = b"", **headers: str) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


class StandIn:
    """A server that answers with what it is given, the last again and again, and remembers what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [say(200, TEI)]
        self.alive: Reply = say(200, b"true")
        self.asked: list[tuple[float, str, dict[str, list[bytes]]]] = []
        self.under_way = self.most_under_way = 0
        self.guard = threading.Lock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *words: object) -> None:
                pass

            def do_GET(self) -> None:
                stand_in.alive(self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
                form: dict[str, list[bytes]] = {}
                for part in BytesParser().parsebytes(head + body).get_payload():
                    name = part.get_param("name", header="content-disposition")
                    form.setdefault(name, []).append(part.get_payload(decode=True))
                with stand_in.guard:
                    stand_in.asked.append((time.monotonic(), self.path, form))
                    reply = stand_in.replies.pop(0) if len(stand_in.replies) > 1 else stand_in.replies[0]
                    stand_in.under_way += 1
                    stand_in.most_under_way = max(stand_in.most_under_way, stand_in.under_way)
                try:
                    reply(self)
                except OSError:
                    pass
                finally:
                    with stand_in.guard:
                        stand_in.under_way -= 1

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def server() -> Iterator[StandIn]:
    made = StandIn()
    yield made
    made.server.shutdown()
    made.server.server_close()


def ask(server: StandIn, **how: float) -> GrobidAnswer:
    with Grobid(server.url, **{"pause": 0.01, "timeout": 5.0, **how}) as grobid:  # type: ignore[arg-type]
        return grobid.read(PDF)


def words(answer: GrobidAnswer) -> str:
    assert answer.tei == b""
    assert answer.problem is not None
    assert answer.problem.kind is ProblemKind.FELL_BACK
    return answer.problem.words


def test_a_pdf_goes_out_whole_and_tei_comes_back(server: StandIn) -> None:
    answer = ask(server)
    assert (answer.tei, answer.problem) == (TEI, None)
    ((_, path, form),) = server.asked
    assert path == "/api/processFulltextDocument"
    assert form["input"] == [PDF]
    assert form["teiCoordinates"] == [b"ref", b"s"]
    assert form["includeRawCitations"] == [b"1"]


def test_a_path_and_a_password_in_the_address_are_used(server: StandIn) -> None:
    seen: list[str | None] = []

    def reply(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["authorization"])
        say(200, TEI)(handler)

    server.replies = [reply]
    with Grobid(server.url.replace("//", "//me:s%40fe@") + "/grobid/api/") as grobid:
        assert grobid.read(PDF).tei == TEI
    assert server.asked[0][1] == "/grobid/api/processFulltextDocument"
    assert seen == ["Basic bWU6c0BmZQ=="]


def test_a_busy_server_is_waited_for(server: StandIn) -> None:
    server.replies = [say(503), say(503, retry_after="0"), say(503), say(200, TEI)]
    assert ask(server).tei == TEI
    assert len(server.asked) == 4


def test_all_wait_for_a_busy_server_together(server: StandIn) -> None:
    server.replies = [say(503), say(200, TEI)]
    with Grobid(server.url, pause=0.3) as grobid:
        first = threading.Thread(target=grobid.read, args=(PDF,))
        first.start()
        while not server.asked:
            time.sleep(0.005)
        time.sleep(0.1)
        grobid.read(PDF)
        first.join()
    begun, *later = (at for at, _, _ in server.asked)
    assert len(later) == 2
    assert min(later) - begun >= 0.3


def test_a_server_busy_for_too_long_is_given_up(server: StandIn) -> None:
    server.replies = [say(503)]
    assert "busy" in words(ask(server, busy_patience=0.1))


def test_a_busy_server_that_wants_no_pause_is_given_one(server: StandIn) -> None:
    server.replies = [say(503, retry_after="0")]
    assert "busy" in words(ask(server, pause=0.1, busy_patience=1.0))
    assert len(server.asked) <= 4  # after 0.1, 0.3 and 0.7 seconds


def test_a_connection_that_breaks_is_tried_again(server: StandIn) -> None:
    server.replies = [hang_up, say(502), say(200, TEI)]
    assert ask(server).tei == TEI


def test_after_some_tries_the_file_falls_back(server: StandIn) -> None:
    server.replies = [hang_up]
    words(ask(server))
    assert len(server.asked) == TRIES


def test_a_server_that_is_gone_is_asked_no_more(server: StandIn) -> None:
    server.replies = [hang_up]
    with Grobid(server.url, pause=0.001) as grobid:
        for _ in range(GONE_AFTER + 2):
            last = grobid.read(PDF)
    assert "asked no more" in words(last)
    assert len(server.asked) == GONE_AFTER * TRIES


def test_silence_ends_in_time(server: StandIn) -> None:
    server.replies = [lambda handler: time.sleep(3)]
    begun = time.monotonic()
    assert "no answer within" in words(ask(server, timeout=0.2))
    assert time.monotonic() - begun < 2
    assert len(server.asked) == 1  # a file that hangs the server is not sent again


def drip_on(handler: BaseHTTPRequestHandler, said: bytes) -> None:
    """Send a byte now and then, of what is said again and again."""
    for number in range(200):
        handler.wfile.write(said[number % len(said) :][:1])
        handler.wfile.flush()
        time.sleep(0.02)


def is_given_up(server: StandIn, reply: Reply) -> None:
    server.replies = [reply]
    begun = time.monotonic()
    assert "no answer within" in words(ask(server, timeout=0.3))
    assert time.monotonic() - begun < 2


def test_an_answer_that_drips_ends_in_time(server: StandIn) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        drip_on(handler, b"<")

    is_given_up(server, drip)


def test_an_answer_without_end_is_not_taken(server: StandIn) -> None:
    server.replies = [say(200, TEI * 50)]
    assert "larger than" in words(ask(server, most_bytes=100_000))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (say(204), "found nothing"),
        (say(200, b""), "found nothing"),
        (say(500, b"[TIMEOUT] PDF to XML conversion timed out"), "[TIMEOUT]"),
        (say(400, b"\xff\x00bad"), "status 400"),
        (say(200, b"<html>a proxy's greeting</html>"), "no TEI"),
        (say(200, TEI[:4000]), "no TEI"),
        (say(200, b"\x00\xff" * 5000), "no TEI"),
        (say(200, b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body/></text></TEI>'), "neither text nor references"),
    ],
)
def test_what_is_no_reading_falls_back(server: StandIn, reply: Reply, said: str) -> None:
    server.replies = [reply]
    assert said in words(ask(server))


def test_closing_ends_what_is_under_way(server: StandIn) -> None:
    server.replies = [lambda handler: time.sleep(5)]
    grobid = Grobid(server.url)
    answers: list[GrobidAnswer] = []
    thread = threading.Thread(target=lambda: answers.append(grobid.read(PDF)))
    thread.start()
    while not server.asked:
        time.sleep(0.005)
    grobid.close()
    thread.join(2)
    assert not thread.is_alive()
    words(answers[0])


def test_a_head_that_drips_ends_in_time(server: StandIn) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.flush_headers()
        drip_on(handler, b"x-drip: 1\r\n")

    is_given_up(server, drip)


def test_closing_ends_a_connection_that_is_being_opened() -> None:
    with socket.socket() as deaf:  # takes no more connections: whoever asks for one waits
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = []
        for _ in range(4):
            waiting.append(one := socket.socket())
            one.setblocking(False)
            one.connect_ex(deaf.getsockname())
        try:
            grobid = Grobid(f"http://127.0.0.1:{deaf.getsockname()[1]}", timeout=6)
            thread = threading.Thread(target=grobid.read, args=(PDF,))
            thread.start()
            time.sleep(0.3)
            grobid.close()
            thread.join(3)
            assert not thread.is_alive()
        finally:
            for one in waiting:
                one.close()


def test_closing_ends_what_is_agreed_on_for_tls() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        grobid = Grobid(f"https://127.0.0.1:{mute.getsockname()[1]}", timeout=6)
        thread = threading.Thread(target=grobid.read, args=(PDF,))
        thread.start()
        with mute.accept()[0] as connected:
            assert connected.recv(1)  # the client's first words
            grobid.close()
            thread.join(3)
            assert not thread.is_alive()


def test_a_living_server_is_known(server: StandIn) -> None:
    Grobid(server.url).check()


@pytest.mark.parametrize("reply", [say(404), say(200, b"<html>"), hang_up])
def test_what_is_no_grobid_is_told_at_once(server: StandIn, reply: Reply) -> None:
    server.alive = reply
    with pytest.raises(InvalidInput, match=r"GROBID"):
        Grobid(server.url).check()


def test_no_server_at_all_is_told_at_once() -> None:
    with pytest.raises(InvalidInput, match="no GROBID answers"):
        Grobid("http://127.0.0.1:9").check()


@pytest.mark.parametrize(
    "url",
    ["http://me:s3cret@127.0.0.1:9", "me:s3cret@127.0.0.1:9", "ftp://me:s3cret@host", "http://me:s3cret/x@host", "//s3cret@[::1"],
)
def test_a_password_is_never_told(url: str) -> None:
    with pytest.raises(InvalidInput) as told:
        Grobid(url).check()
    assert "s3cret" not in "".join(format_exception(told.value))
    assert "127.0.0.1:9" in str(told.value) or "host" in str(told.value) or "[::1" in str(told.value)


@pytest.mark.parametrize("url", ["ftp://example.org", "http://", "http://host:port", "file:///etc/passwd"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(InvalidInput, match="no address"):
        Grobid(url)
