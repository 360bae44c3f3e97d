"""What is sent to do harm, each with its expected answer: never a fault of ours, never more than was meant to be told."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citance.index import open_index
from citance.serving.guard import HEADERS
from citance.toy import toy_path

ALDER = "10.5555/toy.alder2011"
SCRIPT = "<script>alert(1)</script>"
Serve = Callable[..., Any]

TRAVERSALS = (
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cwindows%5cwin.ini",
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "keys.json",
    "..%00/keys.json",
    "%c0%ae%c0%ae/keys.json",
)
SECRETS = ("root:", "digest", "Traceback", "sqlite3", "site-packages")


def served(client: Any, method: str, path: str, **how: Any) -> Any:
    """An answer that tells nothing it should not, and has the headers that keep browsers safe."""
    answer = client.request(method, path, **how)
    assert answer.status_code < 500, (path, answer.text[:300])
    for secret in SECRETS:
        assert secret not in answer.text, (path, secret)
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert SCRIPT not in answer.text, path
    for name, _ in HEADERS:
        assert name.decode() in answer.headers, (path, name)
    return answer


@pytest.mark.parametrize("way", TRAVERSALS)
@pytest.mark.parametrize(
    "below", ["/static/", "/articles/", "/statements/", "/upload/", "/v1/documents/", "/v1/articles/", "/tallies/", "/"]
)
def test_no_path_leads_out(local: Any, below: str, way: str) -> None:
    answer = served(local, "GET", below + way)
    assert answer.status_code in (303, 400, 404)


@pytest.mark.parametrize(
    ("doi", "ours", "page"),
    [
        ("10.", 404, 404),  # could be the key of an article
        ("10.5555/", 400, 400),
        ("10.5555/%00", 400, 400),
        ("10.5555/%ff%fe", 400, 400),
        ("10.5555/" + "x" * 3000, 400, 404),
        ("10.5555/a%0d%0aSet-Cookie:%20x=1", 404, 404),
        ("10.5555/'%20OR%201=1--", 400, 400),
        ("10.5555/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 404, 404),
        ("javascript:alert(1)", 400, 400),
        ("https://evil.example/10.5555/x", 404, 404),
        ("10.5555/\u202eevil", 404, 404),
        ("${jndi:ldap://evil.example}", 400, 400),
    ],
)
def test_a_malformed_doi_is_said_to_be_one(local: Any, doi: str, ours: int, page: int) -> None:
    for path, status in (
        (f"/tallies/{doi}", 404),
        (f"/papers/{doi}", 404),
        (f"/v1/articles/{doi}", ours),
        (f"/v1/articles/{doi}/report", ours),
        (f"/articles/{doi}", page),
    ):
        answer = served(local, "GET", path)
        assert answer.status_code == status, (path, answer.text[:200])
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "how", "status"),
    [
        ("POST", "/tallies", {"content": b"[" * 100_000}, 400),
        ("POST", "/tallies", {"content": b'["' + b"x" * 900_000 + b'"]'}, 200),
        ("POST", "/v1/articles:batch", {"json": [[[]]]}, 400),
        ("POST", "/v1/articles:batch", {"content": b"[" * 60_000, "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/v1/articles:batch", {"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/v1/classify", {"json": [{"id": 1, "sentence": SCRIPT, "span": [5, 1]}]}, 400),
        ("POST", "/v1/classify", {"content": b"1e999999", "headers": {"content-type": "application/json"}}, 400),
        ("GET", "/v1/search?query=" + "(" * 3000, {}, 400),
        ("GET", "/v1/search?query=*:*%20AND%20_exists_:x", {}, 400),
        ("GET", "/v1/search?limit=99999999999999999999", {}, 400),
        ("GET", "/v1/search?fields=__class__.__init__.__globals__", {}, 400),
        ("GET", f"/v1/articles/{ALDER}/report?format=../../x", {}, 400),
        (
            "GET",
            "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&stance=%3Cscript%3E",
            {"headers": {"accept": "text/html"}},
            400,
        ),
        ("GET", "/find?q=javascript:alert(1)", {}, 303),
        ("GET", "/find?q=//evil.example", {}, 303),
        ("GET", "/?lang=../../../etc/passwd", {}, 200),
        ("GET", "/statements/%27%3B%20DROP%20TABLE%20statement%3B--", {}, 404),
        ("GET", "/key?next=//evil.example", {}, 200),
        ("TRACE", "/", {}, 405),
        ("CONNECT", "/", {}, 405),
        ("DELETE", f"/articles/{ALDER}", {}, 405),
        ("GET", "/v1/stats", {"headers": {"X-HTTP-Method-Override": "DELETE"}}, 200),
        ("GET", "/v1/stats", {"headers": {"X-Forwarded-Host": "localhost", "X-Original-URL": "/metrics"}}, 200),
        ("GET", "/v1/stats", {"headers": {"Cookie": "citance_key=" + "x" * 6000 + "; citance_browser=%C3; ;=;a"}}, 200),
        ("GET", "/v1/stats", {"headers": {"Authorization": "Digest username=x"}}, 200),
        ("GET", "/v1/stats", {"headers": {"If-None-Match": "*" * 5000, "Accept": "a/b;q=x," * 500}}, 406),
        ("GET", "/", {"headers": {"Accept-Language": "de;q=,;;;,*" * 200}}, 200),
        ("POST", "/upload", {"content": b"--x\r\n" * 1000, "headers": {"content-type": "multipart/form-data; boundary=x"}}, 400),
    ],
)
def test_what_is_sent_to_break_something_breaks_nothing(
    local: Any, method: str, path: str, how: dict[str, Any], status: int
) -> None:
    answer = served(local, method, path, **how)
    assert answer.status_code == status, answer.text[:300]
    where = answer.headers.get("location", "/")
    assert where.startswith("/")
    assert not where.startswith("//")


def routes(client: Any) -> Iterator[str]:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" in operations:
            yield path


NASTY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["\x00", "%", "..", "'", '"', "\u202e", "0"]
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    word=NASTY,
    name=st.sampled_from(["limit", "cursor", "stance", "q", "query", "doi", "year", "fields", "format", "page", "term"]),
)
def test_no_word_is_a_fault_of_ours(local: Any, word: str, name: str) -> None:
    from urllib.parse import quote

    for path in routes(local):
        filled = re.sub(r"\{[^}]*\}", lambda _: quote(word, safe="") or "x", path)
        answer = local.get(filled, params={name: word})
        assert answer.status_code < 500, (filled, name, word, answer.text[:300])


def test_a_title_that_is_a_script_is_text_everywhere(serving: Serve, tmp_path: Path) -> None:
    """Pages are tried by test_web_pages; here what machines are given, and what they are told it is."""
    folder = tmp_path / "hostile"
    article = (toy_path() / "brandt2013.xml").read_text("utf-8")
    title = "&lt;script&gt;alert(1)&lt;/script&gt;\u202e=cmd|' /C calc'!A0"
    article = re.sub(
        r"<article-title>.*?</article-title>", f"<article-title>{title}</article-title>", article, count=1, flags=re.S
    )
    (tmp_path / "hostile.xml").write_text(article, "utf-8")
    with open_index(folder, create=True) as index:
        index.ingest([tmp_path / "hostile.xml", toy_path() / "alder2011.xml"], classify="rules", workers=0)
    client = serving(folder)
    for path in (
        f"/papers/{ALDER}",
        f"/v1/articles/{ALDER}/report",
        f"/v1/articles/{ALDER}/report?format=csv",
        "/search?term=infants",
    ):
        answer = client.get(path, headers={"accept": "*/*"})
        assert not answer.headers["content-type"].startswith("text/html"), path
        assert answer.headers["x-content-type-options"] == "nosniff"
    for path in (f"/articles/{ALDER}", "/articles/10.5555/toy.brandt2013", "/search?q=infants", "/search.atom?q=infants"):
        assert SCRIPT not in client.get(path, headers={"accept": "text/html"}).text


# -- how it is sent ------------------------------------------------------------------------------------------------------------


def test_what_is_long_is_sent_compressed_to_those_who_can_read_it(local: Any) -> None:
    path = f"/articles/{ALDER}?size=200"
    plain = local.get(path, headers={"Accept-Encoding": "identity"})
    packed = local.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert int(packed.headers["content-length"]) < 1.1 * len(gzip.compress(plain.content))
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["vary"]
    again = local.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in (f"/tallies/{ALDER}", "/healthz"):  # asked thousands of times a second, and short
        assert "content-encoding" not in local.get(path, headers={"Accept-Encoding": "gzip"}).headers
    style = local.get("/static/citance.css", headers={"Accept-Encoding": "gzip"})
    assert style.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in local.head(f"/articles/{ALDER}", headers={"Accept-Encoding": "identity"}).headers


def test_exports_are_compressed_and_whole(local: Any) -> None:
    path = f"/articles/{ALDER}?export=csv"
    plain, packed = (local.get(path, headers={"Accept-Encoding": how}) for how in ("identity", "gzip"))
    assert (packed.headers.get("content-encoding"), packed.content) == ("gzip", plain.content)
