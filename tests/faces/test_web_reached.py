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
    said = re.search(r'<a href="([^"]*self=yes[^"]*)#statements">(\d+) self-citations?</a>', page)
    assert said is not None
    assert page.index('class="sum"') < said.start() < page.index('class="tabs"')
    shown = local.get(said[1].replace("&amp;", "&") + "&size=200").text
    assert len(re.findall('class="statement ', shown)) == int(said[2])
    assert "without self-citations</a>" in page
    assert "Selbstzitate</a>" in local.get(f"/articles/{article}?lang=de").text


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
