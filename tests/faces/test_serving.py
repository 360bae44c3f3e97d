"""The door of the server: who comes in, how much, how long, what browsers are told; errors, health, and the command itself."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from citance import errors
from citance.cli.app import app
from citance.cli.listening import check_port, free_port, is_loopback
from citance.errors import InvalidInput
from citance.index import Index, open_index
from citance.services.status_codes import TABLE, answer_of
from citance.serving.app import create_app
from citance.serving.guard import HEADERS
from citance.serving.options import ServeOptions
from citance.toy import toy_path

ALDER = "10.5555/toy.alder2011"
Serve = Callable[..., Any]


# -- who comes in -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "localhost:8710", "127.0.0.1:8710", "[::1]:8710", "LOCALHOST"])
def test_this_machine_has_many_names(local: Any, host: str) -> None:
    assert local.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "evil.example:localhost", ""]
)
def test_a_name_that_is_not_ours_is_not_answered(local: Any, host: str) -> None:
    """A page may have its own name lead to this machine; then the browser takes our answers for the page's own."""
    answer = local.get(f"/tallies/{ALDER}", headers={"Host": host})
    assert answer.status_code == 421
    assert "total" not in answer.text


def test_what_a_proxy_says_does_not_stand_instead_of_the_host(local: Any) -> None:
    """The rebinding page could say it, too."""
    assert local.get("/healthz", headers={"Host": "evil.example", "X-Forwarded-Host": "localhost"}).status_code == 421
    assert local.get("/healthz", headers={"X-Forwarded-Host": "evil.example"}).status_code == 421


def test_names_are_allowed_one_by_one(serving: Serve, toy_index: Path) -> None:
    client = serving(toy_index, hosts=("citations.example.org",), public=True)
    assert client.get("/healthz", headers={"Host": "citations.example.org:443"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "other.example.org"}).status_code == 421


def test_a_public_server_without_a_list_answers_by_any_name(public: Any) -> None:
    assert public.get("/healthz", headers={"Host": "whatever.example"}).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_writes_is_for_our_own_pages(local: Any, method: str, headers: dict[str, str]) -> None:
    assert local.request(method, "/statements/abc/review", headers=headers).status_code == 403


def test_our_own_pages_and_programs_get_past_the_door(local: Any) -> None:
    for headers in ({}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}):
        assert local.post("/nothing/there", headers=headers).status_code in (404, 405)


# -- what browsers are told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/tallies/{ALDER}", "/nothing/there", "/openapi.json", "/tallies/rubbish", "/"])
def test_every_answer_has_the_headers_of_safety(local: Any, path: str) -> None:
    answer = local.get(path)
    for name, value in HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_refusals_have_them_too(local: Any) -> None:
    answer = local.get("/", headers={"Host": "evil.example"})
    assert answer.headers["x-content-type-options"] == "nosniff"


# -- how much, how long --------------------------------------------------------------------------------------------------------


def test_a_body_may_be_so_large_and_no_larger(local: Any) -> None:
    assert local.post("/tallies", content=b" " * 100_000 + b"[]").status_code == 200
    assert local.post("/tallies", content=b" " * (1 << 20) + b"[]").status_code == 413
    assert local.post("/tallies", content=(b" " * 65_536 for _ in range(20))).status_code == 413  # no length told
    assert local.post("/tallies", content=b"[]", headers={"Content-Length": "x"}).status_code == 400
    assert local.post("/tallies", content=b"[]", headers={"Content-Length": "9" * 5000}).status_code == 413


def ask(application: Any, receive: Callable[[], Any], path: str = "/tallies", method: str = "POST") -> tuple[int, dict[str, Any]]:
    """Status and JSON of one request whose body comes as `receive` has it."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"transfer-encoding", b"chunked")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "asgi": {"version": "3.0"},
    }
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_a_body_that_does_not_come_is_not_waited_for(toy_index: Path) -> None:
    async def never() -> Any:
        await asyncio.sleep(60)

    application = create_app(str(toy_index), ServeOptions(request_seconds=0.05))
    status, answer = ask(application, never)
    assert (status, answer["detail"]) == (408, "the body did not come in 0.05 seconds")


def test_an_answer_that_takes_too_long_is_given_up(toy_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Index, "tallies", lambda *_: time.sleep(0.3))

    async def body() -> Any:
        return {"type": "http.request", "body": b'["10.5555/x"]', "more_body": False}

    application = create_app(str(toy_index), ServeOptions(answer_seconds=0.05))
    status, answer = ask(application, body)
    assert (status, answer["detail"]) == (503, "no answer in 0.05 seconds")


# -- behind a proxy -----------------------------------------------------------------------------------------------------------


def test_it_may_be_put_under_a_path(serving: Serve, toy_index: Path) -> None:
    client = serving(toy_index, root_path="/citance", origins=("https://journal.example",))
    whole, taken_off = client.get(f"/citance/tallies/{ALDER}"), client.get(f"/tallies/{ALDER}")
    assert whole.status_code == taken_off.status_code == 200
    assert whole.json() == taken_off.json()
    for path in (f"/citance/reports/{ALDER}", f"/reports/{ALDER}"):
        assert client.get(path).headers["location"] == f"/citance/articles/{ALDER}"
    asked = {"Origin": "https://journal.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/citance/tallies", headers=asked).status_code == 204


def scope_seen(options: ServeOptions, client: str, headers: dict[str, str]) -> dict[str, Any]:
    """The scope as the application behind the guard sees it."""
    from citance.serving.guard import Guard
    from citance.serving.metrics import Metrics

    seen: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    given = [(name.lower().encode(), value.encode()) for name, value in {"Host": "localhost", **headers}.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "scheme": "http",
        "client": (client, 1),
        "headers": given,
        "root_path": "",
    }
    asyncio.run(Guard(application, options, Metrics())(scope, lambda: None, lambda _: None))
    return seen


def test_a_trusted_proxy_says_who_asks_and_how() -> None:
    headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7, 127.0.0.1", "X-Forwarded-Proto": "https"}
    seen = scope_seen(ServeOptions(), "127.0.0.1", headers)
    assert (seen["client"][0], seen["scheme"]) == ("198.51.100.7", "https")
    seen = scope_seen(ServeOptions(trusted_proxies=("10.0.0.1",)), "192.0.2.1", headers)
    assert (seen["client"][0], seen["scheme"]) == ("192.0.2.1", "http")


# -- errors -------------------------------------------------------------------------------------------------------------------


def every_error() -> Iterator[type[errors.CitanceError]]:
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.CitanceError):
            yield kind


@pytest.mark.parametrize("kind", list(every_error()), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_tells_nothing_of_the_server(kind: type[errors.CitanceError]) -> None:
    plain = kind.__init__ in (Exception.__init__, errors.CitanceError.__init__)
    needed = () if plain else [p for p in inspect.signature(kind).parameters.values() if p.default is p.empty]
    answer = answer_of(kind("/srv/secret") if plain else kind(*(1 if p.annotation == "int" else "/srv/secret" for p in needed)))
    assert 400 <= answer.status < 600
    assert answer.status < 500 or "/srv/secret" not in answer.words
    assert any(issubclass(kind, row.error) for row in TABLE)


def test_a_fault_is_told_without_its_story(serving: Serve, toy_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Index, "tallies", fails)
    answer = answer_of(ZeroDivisionError("secret"))
    assert (answer.status, "secret" in answer.words) == (500, False)
    with pytest.raises(ZeroDivisionError):  # the server logs it
        serving(toy_index).get(f"/tallies/{ALDER}")


# -- health and figures --------------------------------------------------------------------------------------------------------


def test_health_says_whether_the_index_can_be_asked(local: Any, serving: Serve, toy_index: Path, monkeypatch: Any) -> None:
    told = local.get("/healthz").json()
    assert (told["status"], told["sequence"] > 0) == ("ok", True)

    def fails(_: Index) -> int:
        raise errors.StoreDamaged("/srv/secret")

    client = serving(toy_index)
    monkeypatch.setattr(Index, "sequence", property(fails))
    answer = client.get("/healthz")
    assert (answer.status_code, "/srv" in answer.text) == (503, False)


def test_journals_are_added_up_before_anybody_asks(own_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi.testclient import TestClient

    begun = threading.Event()
    monkeypatch.setattr(Index, "journals", lambda *_, **__: begun.set())
    with TestClient(create_app(str(own_index), ServeOptions())):  # type: ignore[arg-type]
        assert begun.wait(20)
    begun.clear()
    monkeypatch.setattr("citance.serving.app.ADDED_UP", 0)  # as if the index were large
    with TestClient(create_app(str(own_index), ServeOptions())) as client:  # type: ignore[arg-type]
        assert client.get("/healthz", headers={"host": "localhost"}).status_code == 200
    assert not begun.is_set()


def test_figures_are_of_routes_and_not_of_what_was_asked(local: Any) -> None:
    local.get(f"/tallies/{ALDER}")
    text = local.get("/metrics").text
    assert re.search(r'^citance_requests_total\{route="/tallies/\{doi:path\}",method="GET",status="200"\} \d+$', text, re.M)
    assert "10.5555" not in text
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) .+|[a-z_]+(\{[^}]*(\{[^}]*\}[^}]*)*\})? [-\d.e+]+", line), line


def test_a_public_server_keeps_its_figures_where_it_is_told_to(serving: Serve, toy_index: Path) -> None:
    assert serving(toy_index, metrics=False).get("/metrics").status_code == 404


def test_what_another_process_wrote_is_in_the_next_answer(serving: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "growing"
    with open_index(folder, create=True) as index:
        index.ingest([toy_path() / "alder2011.xml"], workers=0)
    client = serving(folder)
    assert client.get(f"/tallies/{ALDER}").json()["total"] == 0
    before = client.get("/healthz").json()["sequence"]
    code = "import sys; from citance import open_index\nwith open_index(sys.argv[1]) as i: i.ingest([sys.argv[2]], workers=0)"
    subprocess.run([sys.executable, "-c", code, str(folder), str(toy_path() / "brandt2013.xml")], check=True)
    assert client.get(f"/tallies/{ALDER}").json()["total"] > 0
    assert client.get("/healthz").json()["sequence"] > before
    assert client.get("/search", params={"mode": "citations", "term": "infants"}).json()["count"] > 0


# -- the command --------------------------------------------------------------------------------------------------------------


def test_listening(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    assert all(map(is_loopback, ("127.0.0.1", "localhost", "::1", "127.1.2.3")))
    assert not any(map(is_loopback, ("0.0.0.0", "example.org", "10.0.0.1", "::")))
    port = free_port("127.0.0.1")
    assert check_port("127.0.0.1", port) == port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InvalidInput, match="--port"):
            check_port("127.0.0.1", taken.getsockname()[1])


def test_who_would_show_everything_to_everybody_is_asked_to_say_so(toy_index: Path) -> None:
    result = CliRunner().invoke(app, ["--index", str(toy_index), "serve", "--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "--public" in result.stderr


def test_without_the_extra_it_says_how_to_install_it(toy_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "granian", None)
    result = CliRunner().invoke(app, ["--index", str(toy_index), "serve"])
    assert result.exit_code == 5
    assert "pip install 'citance[serve]'" in result.stderr


def test_where_there_is_no_index_nothing_is_served(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--index", str(tmp_path / "none"), "serve", "--port", "0"])
    assert result.exit_code == 4


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_it_serves_until_it_is_stopped(toy_index: Path) -> None:
    command = [sys.executable, "-c", "from citance.cli import main; main()", "--index", str(toy_index), "--json"]
    server = subprocess.Popen(
        [*command, "serve", "--port", "0", "--root-path", "citance/"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # A server that never answers is a failure, not a wait for ever.
    patience = threading.Timer(120, os.killpg, (server.pid, signal.SIGKILL))
    patience.start()
    try:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        assert told["schema"] == "citance/serving/1"
        assert re.fullmatch(r"http://localhost:\d+/citance/", told["address"])
        with urllib.request.urlopen(f"{told['address']}tallies/{ALDER}", timeout=60) as answer:
            assert json.load(answer)["total"] > 0
        server.send_signal(signal.SIGINT)
        _, complaints = server.communicate(timeout=60)
        assert (server.returncode, complaints.splitlines()[-1:]) == (0, ["stopped"])
        assert "Traceback" not in complaints
    finally:
        patience.cancel()
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()
