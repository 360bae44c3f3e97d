"""What a browser is shown that is not let in: a short page in its language; programs are told in JSON as before."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citance.serving.keys import KeyRing
from citance.serving.uploads import Spool
from citance.web.catalogue import LANGUAGES
from citance.web.denial import denial_page

Serve = Callable[..., Any]
ARTICLE = "/articles/10.5555/toy.alder2011"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "de"}


def is_page(answer: Any, status: int, title: str) -> bool:
    told = (answer.status_code, answer.headers["content-type"], f"<h1>{title}</h1>" in answer.text)
    assert told == (status, "text/html; charset=utf-8", True), answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert 'lang="de"' in answer.text
    assert "content-security-policy" in answer.headers
    return True


def test_who_asks_too_often_sees_a_page(serving: Serve, toy_index: Path) -> None:
    client = serving(toy_index, public=True, rate_per_address=1, root_path="/c")
    client.get(ARTICLE)
    answer = client.get(f"{ARTICLE}?lang=de", headers={"Accept": "text/html"})
    assert is_page(answer, 429, "Zu viele Fragen")
    assert int(answer.headers["retry-after"]) >= 1
    assert "Nicht mehr als 1 Fragen in der Minute" in answer.text
    assert 'href="/c/?lang=de"' in answer.text
    assert 'action="/c/find?lang=de"' in answer.text
    again = client.get(f"{ARTICLE}?q=%22a+b%22&page=2&lang=de", headers={"Accept": "text/html"}).text
    assert f'href="/c{ARTICLE}?q=%22a+b%22&amp;page=2&amp;lang=de">Noch einmal versuchen</a>' in again
    assert f'href="/c{ARTICLE}?q=%22a+b%22&amp;page=2&amp;lang=en" hreflang="en"' in again
    assert "Too many questions" in client.get(ARTICLE, headers={"Accept": "text/html"}).text


def test_a_form_without_a_key_leads_to_where_one_gives_it(serving: Serve, toy_index: Path) -> None:
    client = serving(toy_index, public=True, open_reading=False)
    answer = client.post("/articles/x", headers=BROWSER)
    assert is_page(answer, 401, "Das braucht einen Schlüssel")
    assert 'href="/key"' in answer.text
    assert "Noch einmal versuchen" not in answer.text
    assert answer.headers["www-authenticate"]


def test_what_is_too_large_is_said_by_the_door_and_while_it_is_read(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, upload_bytes=1000)
    large = b"x" * (1 << 17)
    headers = {**BROWSER, "Content-Type": "multipart/form-data; boundary=b"}
    assert is_page(client.post("/upload", content=large, headers=headers), 413, "Das ist zu groß")
    begun = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    pieces = iter([begun, large])  # without a length
    assert is_page(client.post("/upload", content=pieces, headers=headers), 413, "Das ist zu groß")


def test_a_full_spool_is_told_of_by_a_page(serving: Serve, own_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool, "_nudge", lambda self: None)
    client = serving(own_index, upload_jobs=0)
    token = client.get("/upload").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"data": {"csrf_token": token}, "files": [("file", ("a.xml", b"<a/>", "application/xml"))]}
    answer = client.post("/upload", headers=BROWSER, **sent)
    assert is_page(answer, 503, "Gerade nicht")
    assert answer.headers["retry-after"] == "60"


def test_a_wrong_name_is_told_with_nothing_of_the_index(local: Any) -> None:
    assert is_page(local.get(ARTICLE, headers={**BROWSER, "Host": "evil.example"}), 421, "Dieser Server heißt anders")


@pytest.mark.parametrize("hostile", ["/%3Cscript%3Ealert(1)", "/%ff%fe", "/a%0d%0ab"])
def test_nothing_asked_is_run(serving: Serve, own_index: Path, hostile: str) -> None:
    KeyRing(own_index).create("A", ("read",))
    client = serving(own_index, public=True, rate_per_address=1)
    client.get("/")
    answer = client.get(hostile, headers={**BROWSER, "Authorization": "Bearer <script>"})
    assert answer.status_code in (401, 429)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/v1/stats", BROWSER["Accept"], "application/problem+json"),
        ("/articles/x", "*/*", "application/json"),
        ("/tallies/10.5555/x", "application/json", "application/json"),
    ],
)
def test_programs_are_told_in_json(serving: Serve, toy_index: Path, path: str, accept: str, kind: str) -> None:
    client = serving(toy_index, public=True, open_reading=False)
    answer = client.post(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (401, kind)
    assert answer.json()["detail"]


def test_its_links_lead_nowhere_else() -> None:
    assert 'href="//' not in denial_page({"path": "//evil.example"}, {}, 429, "why")


@pytest.mark.parametrize("path", ["//evil.example", "///evil.example/?stance=suporting", "/%2fevil.example", "/\\evil.example"])
@pytest.mark.parametrize("root", ["", "/c"])
def test_no_page_leads_to_a_host_that_the_path_names(serving: Serve, toy_index: Path, root: str, path: str) -> None:
    client = serving(toy_index, root_path=root)
    answer = client.get(f"http://localhost{path}", headers=BROWSER)
    assert answer.status_code == 404
    leads = re.findall(r'(?:href|src|action|content)="([^"]*evil[^"]*)"', answer.text)
    assert leads
    assert all(re.match(rf"{root}/[^/\\]", one) for one in leads), leads


def test_every_status_is_told_in_every_language() -> None:
    for language in LANGUAGES:
        for status in (400, 401, 403, 408, 413, 421, 429, 500, 503):
            scope = {"path": "/", "query_string": f"lang={language}".encode()}
            assert f'<html lang="{language}">' in denial_page(scope, {}, status, "why")
