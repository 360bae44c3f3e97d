"""Files of what pages show: exactly that, no larger than one answer may be, and made only for who wants them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from citance.index import Index
from citance.services.export import bounded
from citance.web.catalogue import words_in

ARTICLE = "10.5555/toy.alder2011"
ADDRESSES = ("/search?export=jsonl", "/search?kind=articles&export=ris", f"/articles/{ARTICLE}?export=csv")


def page_of(client: Any, address: str) -> Any:
    return client.get(address, headers={"Accept": "text/html"})


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_too_large_for_one_answer_is_refused_by_a_page(
    public: Any, monkeypatch: pytest.MonkeyPatch, address: str, language: str
) -> None:
    assert page_of(public, address).status_code == 200
    monkeypatch.setattr(bounded, "MOST_BYTES", 1000)
    answer = page_of(public, f"{address}&lang={language}")
    assert answer.status_code == 400
    assert "content-disposition" not in answer.headers
    words = words_in(language)
    assert f"<h1>{words('too_much.title')}</h1>" in answer.text
    assert str(words("too_much.told", most=words.number(0))) in answer.text
    assert "citance export" in answer.text


def test_v1_has_the_same_bound(public: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST_BYTES", 1000)
    answer = public.get("/v1/search?format=jsonl")
    assert answer.status_code == 400
    told = answer.json()
    assert (told["type"], told["most"]) == ("urn:citance:problem:too_much", 1000)
    assert "citance export" in told["detail"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_made_for_who_wants_no_body(local: Any, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    got = page_of(local, address)

    def export(*_: Any, **__: Any) -> None:
        raise AssertionError("made for HEAD")

    monkeypatch.setattr(Index, "export", export)
    head = local.head(address, headers={"Accept": "text/html"})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-disposition"):
        assert head.headers[name] == got.headers[name]
    assert "content-length" not in head.headers
    assert local.head(f"/articles/{ARTICLE}?export=docx").status_code == 400


@pytest.mark.parametrize("more", ["", "&text=yes", "&stance=supporting&section=results", "&self=yes&confidence=60", "&from=2015"])
def test_articles_found_are_exported_as_the_page_shows_them(local: Any, more: str) -> None:
    page = page_of(local, f"/search?kind=articles&q=pneumonia{more}").text
    shown = re.search(r"\b(\d+) articles?\b", page)
    assert shown is not None
    (address,) = {link.replace("&amp;", "&") for link in re.findall(r'href="(/search\?[^"]*export=ris[^"]*)"', page)}
    answer = page_of(local, address)
    assert answer.status_code == 200
    assert answer.text.count("TY  - ") == int(shown[1]) > 0


@pytest.mark.parametrize("narrowed", ["", "&stance=contrasting", "&section=results"])
def test_what_is_offered_for_export_is_counted_as_what_it_is(local: Any, narrowed: str) -> None:
    page = page_of(local, f"/articles/{ARTICLE}?lang=en{narrowed}").text
    told = re.search(r'class="exports">.*?all (\d+) statements:.*?The (\d+) citing articles:', page, re.S)
    assert told
    lines = page_of(local, f"/articles/{ARTICLE}?export=jsonl{narrowed}").text.splitlines()
    assert len(lines) - 1 == int(told[1]), "the first line says where they come from"
    assert page_of(local, f"/articles/{ARTICLE}?export=ris{narrowed}").text.count("TY  -") == int(told[2])
