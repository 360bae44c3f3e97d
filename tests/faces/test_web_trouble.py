"""What pages say where something is not here or cannot be read: in the reader's language, and with a way on."""

from __future__ import annotations

import re
import string
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from citance.errors import InvalidIdentifier, InvalidQuery, NotFound, OutOfRange, TooMany, UnknownName
from citance.searching.query import TROUBLES, parse_query
from citance.web.catalogue import LANGUAGES, words_in
from citance.web.errors import mended, told
from citance.web.visitor import searched_for

ALDER = "10.5555/toy.alder2011"
UNREADABLE = {
    "closes_nothing": "frost)",
    "both_sides": "frost AND",
    "not_what": "frost NOT",
    "unclosed": "(frost",
    "empty_group": "( )",
    "unquoted": '"frost',
    "empty_phrase": '"--"',
    "field": "colour:blue",
    "inside": "title:(author:hart)",
    "no_value": "stance:",
    "year": "year:soon",
    "share": "confidence:120",
    "backwards": "year:2015..2010",
    "identifier": "cites:nothing",
    "language": "lang:english",
    "value": "stance:contrastng",
    "star_end": "fr*st",
    "star_short": "f*",
    "long": "x" * 5000,
    "too_deep": "(" * 60 + "x" + ")" * 60,
    "too_many": "x " * 300,
}


def page_of(local: Any, address: str) -> Any:
    return local.get(address, headers={"Accept": "text/html"})


def link(page: str, css: str) -> tuple[str, str]:
    found = re.search(rf'class="{css}">[^<]*<a href="([^"]+)"[^>]*>(.+?)</a>', page)
    assert found is not None, css
    return unescape(found[1]), unescape(found[2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", TROUBLES)
def test_every_trouble_with_a_query_has_words(kind: str, language: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_query(UNREADABLE[kind])
    error = caught.value
    assert error.trouble == kind
    words = words_in(language)
    entry = str(words.entries[f"query_trouble.{kind}"])
    assert {name for _, name, _, _ in string.Formatter().parse(entry) if name} <= set(error.particulars)
    said = told(error, words)
    assert said is not None
    assert "{" not in said


def test_words_for_queries_are_those_that_are_needed() -> None:
    assert {name.partition(".")[2] for name in words_in("en").entries if name.startswith("query_trouble.")} == set(TROUBLES)


def test_german_pages_tell_trouble_in_german() -> None:
    german, english = words_in("de"), words_in("en")
    for error in (
        NotFound("article", "10.5555/nobody"),
        NotFound("statement", "s1"),
        NotFound("author", "Nobody"),
        NotFound("journal", "Nobody"),
        NotFound("backup", "b"),
        InvalidIdentifier("larches"),
        UnknownName("stance", "contrastng", ("supporting", "contrasting")),
        OutOfRange("from", "soon", 1, 9999),
        TooMany("articles to compare", 50, 51),
    ):
        assert told(error, german) not in (None, told(error, english))


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/articles/10.5555/nobody", 404, "Dieser Index hat keinen Artikel 10.5555/nobody."),
        ("/articles/larches in winter", 400, "ist keine DOI"),
        ("/statements/nosuchstatement1", 404, "Dieser Index hat keine Aussage"),
        ("/authors/Nobody", 404, "Kein Artikel dieses Index trägt den Namen Nobody."),
        ("/search?from=soon", 400, "Erstes Jahr: eine Zahl von 1 bis 9999"),
        ("/search?stance=contrastng", 400, "Haltung: „contrastng“ gibt es nicht"),
        ("/search?q=stance:contrastng", 400, "stance: kennt supporting, contrasting"),
        ("/nosuchpage", 404, "Es gibt keine Seite /nosuchpage."),
    ],
)
def test_errors_speak_the_language_of_the_page(local: Any, address: str, status: int, says: str) -> None:
    answer = page_of(local, f"{address}{'&' if '?' in address else '?'}lang=de")
    assert answer.status_code == status
    assert says in unescape(answer.text)
    assert '<span lang="en">' not in answer.text


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("frost stance:contrastng", ["frost stance:contrasting"]),
        ("stance:contradicting", ["stance:contrasting"]),
        ("stnce:contrasting frost", ["stance:contrasting frost"]),
        ("year:2015..2010 frost", ["year:2010..2015 frost"]),
        ('-stance:"suporting"', ['-stance:"supporting"']),
        ("frost stance:foo", [f"frost stance:{one}" for one in ("supporting", "contrasting", "mentioning", "unclassified")]),
        ("self:maybe frost", ["self:yes frost", "self:no frost"]),
        ("study:foo", []),  # there are too many
        ("colour:blue", []),
        ("(frost", []),
    ],
)
def test_a_typo_in_an_operator_is_offered_mended(query: str, meant: list[str]) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_query(query)
    assert list(mended(caught.value)) == meant
    for one in meant:
        parse_query(one)


def test_the_values_there_are_are_links(local: Any) -> None:
    page = page_of(local, "/search?q=frost+stance:foo&lang=en").text
    offered = re.search(r'class="meant">Did you mean (.*?)</p>', page)
    assert offered is not None
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', offered[1])
    assert [shown for _, shown in links][:2] == ["frost stance:supporting", "frost stance:contrasting"]
    assert len(links) == 4
    assert page_of(local, unescape(links[0][0])).status_code == 200
    assert "frost stance foo" not in page


def test_what_was_meant_is_a_link(local: Any) -> None:
    address, shown = link(page_of(local, "/search?q=stance:contrastng&section=discussion").text, "meant")
    assert shown == "stance:contrasting"
    assert parse_qs(urlsplit(address).query) == {"q": ["stance:contrasting"], "section": ["discussion"]}
    assert page_of(local, address).status_code == 200
    address, shown = link(page_of(local, "/search?q=frost&stance=contrastng").text, "meant")
    assert shown == "contrasting"
    assert parse_qs(urlsplit(address).query) == {"q": ["frost"], "stance": ["contrasting"]}


@pytest.mark.parametrize("address", ["/articles/larches%20and:frost", "/authors/O%27Nobody", "/journals/x%22y"])
def test_what_is_not_here_can_be_searched_for(local: Any, address: str) -> None:
    where, _ = link(page_of(local, address).text, "sought")
    assert page_of(local, where).status_code == 200


@pytest.mark.parametrize("address", ["/articles/10.5555/nobody%3Cb%3E", "/search?q=10.5555/nobody%3Cb%3E"])
def test_an_identifier_of_nothing_here_leads_to_where_it_is_known(local: Any, address: str) -> None:
    text = local.get(address, headers={"accept": "text/html", "accept-language": "en"}).text
    assert 'href="https://doi.org/10.5555/nobody%3Cb%3E"' in text
    assert "may well be cited elsewhere" in text
    assert "<b>" not in text


def test_a_name_is_searched_for_as_it_stands() -> None:
    assert searched_for("larches in winter") == "larches in winter"
    assert searched_for(ALDER) == ALDER
    assert searched_for("frost AND") == '"frost AND"'
    assert searched_for('larches: a "review"') == '"larches: a review"'
    assert searched_for("--") == ""


@pytest.mark.parametrize("address", ["/search?q=sirolimus&page=400", f"/articles/{ALDER}?page=400"])
def test_past_the_last_page_there_is_a_way_back(local: Any, address: str) -> None:
    page = page_of(local, f"{address}&lang=en").text
    assert 'class="statement ' not in page
    found = re.search(r'class="empty beyond">([^<]*)<a href="([^"]+)"', page)
    assert found is not None
    assert "400" in found[1]
    assert 'class="statement ' in page_of(local, unescape(found[2])).text


def test_years_are_taken_in_order(local: Any) -> None:
    backwards, forwards = (
        page_of(local, f"/articles/{ALDER}?from={first}&to={last}&lang=en").text for first, last in ((2018, 2012), (2012, 2018))
    )
    counts = [re.search(r'class="found"[^>]*>([^<]*)', page) for page in (backwards, forwards)]
    assert counts[0] is not None
    assert counts[1] is not None
    assert counts[0][1] == counts[1][1]
    assert "2012–2018" in backwards
