"""Pages as they are used without a mouse, and the words on them."""

from __future__ import annotations

import re
from typing import Any

ARTICLE = "10.5555/toy.alder2011"


def test_a_citation_beside_is_one_link_and_signs_are_none(local: Any) -> None:
    page = local.get(f"/articles/{ARTICLE}?size=200&lang=en").text
    links = re.findall(r'<a class="beside"[^>]*>(.*?)</a>', page, re.S)
    assert links
    for link in links:
        assert re.search(r"\w", re.sub("<[^>]+>", "", link)), link
    for one, other in re.findall(
        r'<a class="beside" href="([^"]+)"[^>]*>(?:(?!</a>).)*</a><a class="beside" href="([^"]+)"', page
    ):
        assert one != other


def test_one_can_skip_to_the_statements(local: Any) -> None:
    page = local.get(f"/articles/{ARTICLE}?lang=en").text
    assert '<a class="skip" href="#found">Skip to the statements</a>' in page
    assert page.count('id="found"') == 1
    assert page.index('id="narrow"') < page.index('id="found"') < page.index('class="statement ')
    assert "Zu den Aussagen springen" in local.get(f"/articles/{ARTICLE}?lang=de").text


def test_self_citations_are_told_beside_the_tally(local: Any) -> None:
    article = "10.5555/toy.gale2016"
    page = local.get(f"/articles/{article}?lang=en").text
    said = re.search(r'(\d+) self-citations?:</span> <a href="([^"]*self=yes[^"]*)#statements">only these</a>', page)
    assert said is not None
    assert page.index('class="sum"') < said.start() < page.index('class="tabs"')
    shown = local.get(said[2].replace("&amp;", "&") + "&size=200").text
    assert len(re.findall('class="statement ', shown)) == int(said[1])
    chosen = re.search(r'<a href="([^"]*)#statements" aria-current="true">only these</a>', shown)
    assert chosen is not None
    assert "self=" not in chosen[1], "what is chosen is let go by the same way"
    assert "without these</a>" in page
    assert "Selbstzitate:</span>" in local.get(f"/articles/{article}?lang=de").text


def test_the_figures_of_the_home_page_add_up_and_lead_to_what_they_count(local: Any) -> None:
    page = local.get("/?lang=en").text
    parted = page[page.index('class="parted"') : page.index("</ul>", page.index('class="parted"'))]
    figures = [int(one.replace(",", "")) for one in re.findall(r'class="figure">([\d,]+)<', parted)]
    whole = re.search(r"citation statements</dt><dd>([\d,]+)<", page)
    assert whole is not None
    assert sum(figures) == int(whole[1].replace(",", ""))
    for address, many in zip(re.findall(r'<a href="([^"]+)"', parted), figures, strict=True):
        found = local.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).text
        assert f'role="status">{many:,} statement' in found


def test_articles_that_are_searched_for_have_their_own_type(local: Any) -> None:
    page = local.get("/search?q=sirolimus&kind=articles&lang=en", headers={"Accept": "text/html"}).text
    assert "<legend>Type of article</legend>" in page
    assert "Type of citing article" not in page
    assert "<code>evidence:own</code>" in page


def test_the_page_on_the_api_shows_what_works(local: Any) -> None:
    assert 'href="/about/api' in local.get("/").text
    page = local.get("/about/api?lang=en").text
    asked = re.findall(r'curl "http://localhost([^"]+)"', page.replace("&amp;", "&").replace("&#34;", '"'))
    assert len(asked) == 3
    for address in asked:
        answer = local.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith("application/json")
    assert 'href="/openapi.json"' in page
    assert local.get("/about/api?lang=de").status_code == 200


def test_an_address_that_answers_browsers_otherwise_says_so(local: Any) -> None:
    for accept in ("text/html", "application/json"):
        assert "accept" in re.split(r",\s*", local.get("/search?q=x", headers={"Accept": accept}).headers["vary"].lower())


def test_what_goes_wrong_is_told_to_browsers_by_a_page(serving: Any, toy_index: Any, monkeypatch: Any) -> None:
    client = serving(toy_index, raises=False) if "raises" in serving.__code__.co_varnames else serving(toy_index)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("citance.index.Index.statement", broken)
    client.app_raises = False
    transport = getattr(client, "_transport", None)
    if transport is not None and hasattr(transport, "raise_server_exceptions"):
        transport.raise_server_exceptions = False
    page = client.get("/statements/abc?lang=en", headers={"Accept": "text/html"})
    assert page.status_code == 500
    assert page.headers["content-type"].startswith("text/html")
    assert "Something went wrong" in page.text
    assert client.get("/statements/abc").json()["detail"]


def test_an_export_is_named_after_what_it_holds(local: Any) -> None:
    answer = local.get(f"/articles/{ARTICLE}?export=csv")
    name = re.search(r'filename="([^"]+)"', answer.headers["content-disposition"])
    assert name is not None
    assert re.fullmatch(r"citance-statements-10\.5555-toy\.alder2011-\d{4}-\d\d-\d\d\.csv", name[1])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert not local.get(f"/articles/{ARTICLE}?export=bibtex").content.startswith(b"\xef")


def test_german_pages_have_one_word_for_evidence(local: Any) -> None:
    for address in (
        f"/articles/{ARTICLE}?lang=de",
        "/about/badge?lang=de",
        "/search?q=evidence:own&lang=de",
        "/about/method?lang=de",
    ):
        page = local.get(address, headers={"Accept": "text/html"}).text
        assert "Evidenz" not in page, address


def test_percentages_are_written_as_the_language_writes_them(local: Any) -> None:
    assert re.search(r"\d% sure", local.get(f"/articles/{ARTICLE}?lang=en").text)
    assert re.search("\\d\u00a0?\u202f? ?% sicher", local.get(f"/articles/{ARTICLE}?lang=de").text)
