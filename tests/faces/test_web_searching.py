"""The page of a search: its facets, another spelling, and the same search as a feed."""

from __future__ import annotations

import re
import time
from html import escape, unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from citance.web.catalogue import LANGUAGES, words_in
from citance.web.library import Library

ARTICLE = "10.5555/toy.alder2011"


def page_of(local: Any, address: str) -> Any:
    """As a browser asks: programs that ask for the same address mean scite's search."""
    return local.get(address, headers={"Accept": "text/html"})


def facets(page: str) -> set[str]:
    return set(re.findall(r'type="checkbox" name="([^"]+)"', page))


def test_statements_are_narrowed_by_what_a_report_is_narrowed_by(local: Any) -> None:
    page = page_of(local, f"/search?q=cites:{ARTICLE}").text
    assert facets(page) >= {"stance", "evidence", "section", "self", "type", "journal", "author"}
    assert 'name="confidence"' in page
    author = re.search(r'name="author" value="([^"]+)"', page)
    assert author is not None
    narrowed = page_of(local, f"/search?q=cites:{ARTICLE}&author={quote(author[1])}&confidence=50")
    assert narrowed.status_code == 200
    assert len(re.findall('class="statement ', narrowed.text)) > 0
    assert f'value="{author[1]}" checked' in narrowed.text
    assert len(facets(narrowed.text)) > 3  # each counted without its own filter
    assert page_of(local, "/search?q=sirolimus&kind=articles&type=research-article").status_code == 200


def test_a_search_is_narrowed_by_the_kind_of_study(local: Any) -> None:
    counted = local.get("/v1/search?query=&facets=study_type&limit=0").json()["statements"]["facets"]["study_type"]
    assert len(counted) > 2
    for one in counted:
        value, asked = one["value"], f"/v1/search?study_type={one['value']}&limit=100&facets=none"
        found = local.get(asked).json()["statements"]
        assert found["total"] == one["count"]
        assert {hit["statement"]["citing"]["study"]["type"] for hit in found["hits"]} == {value}
        assert local.get(f"/v1/search?query=study:{value}&limit=0").json()["statements"]["total"] == one["count"]
    page = page_of(local, f"/search?study={counted[0]['value']}&lang=de").text
    assert str(words_in("de")(f"study.{counted[0]['value']}")) in page
    assert local.get("/v1/search?study_type=guess").status_code == 400


def test_another_spelling_is_a_link(local: Any) -> None:
    page = page_of(local, "/search?q=infektion&section=discussion").text
    link = re.search(r'class="meant">[^<]*<a href="([^"]+)">infection</a>', page)
    assert link is not None
    assert page_of(local, link[1].replace("&amp;", "&")).text.count('class="statement ') > 0
    assert 'class="meant"' not in page_of(local, "/search?q=infection").text


def test_a_question_is_told_as_it_was_understood(local: Any) -> None:
    page = page_of(local, "/search?q=Does+sirolimus+cause+infections%3F&lang=en").text
    assert "<code>sirolimus OR cause OR infections</code>" in page
    assert "nothing has all of these words. Shown is what has at least half" in page
    page = page_of(local, "/search?q=Which+studies+contradict+sirolimus%3F&lang=en").text
    assert "<code>sirolimus</code>" in page
    assert "nothing has all of these words" not in page


def test_a_sentence_that_cites_several_works_is_shown_once(local: Any) -> None:
    page = page_of(local, "/search?q=stance:contrasting&size=200&lang=en").text
    total = re.search(r'role="status">(\d+) statements', page)
    assert total is not None
    shown = page.count('class="statement ')
    assert 0 < shown < int(total[1])
    groups = re.findall(r'<section class="citing">.*?class="title"><a href="([^"]+)"(.*?)</section>', page, re.S)
    plain = [
        (citing, re.sub("<[^>]+>", "", sentence))
        for citing, group in groups
        for sentence in re.findall(r"<blockquote[^>]*><p>(.*?)</p>", group, re.S)
    ]
    assert len(groups) < len(plain), "what follows from one article stands under one heading"
    assert all(before[0] != after[0] for before, after in pairwise(groups))
    own = re.findall(r'class="verdict">.*?</p>', page, re.S)
    assert len(plain) == shown == len(own)
    kinds = [(*one, "own evidence" in label) for one, label in zip(plain, own, strict=True)]
    assert len(set(kinds)) == len(kinds)
    several = [part for part in re.findall(r'<p class="whom">about (.*?)</p>', page) if part.count("<a ") > 1]
    assert several
    assert len(re.findall("<a ", "".join(re.findall(r'<p class="whom">.*?</p>', page)))) >= int(total[1]) - 1


def test_a_search_is_kept_as_a_json_feed(local: Any) -> None:
    page = page_of(local, "/search?q=stance:contrasting&section=discussion").text
    address = re.search(r'type="application/feed\+json"[^>]* href="([^"]+)"', page)
    assert address is not None
    answer = local.get(address[1].replace("&amp;", "&"))
    assert answer.headers["content-type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith(address[1].replace("&amp;", "&"))
    assert feed["items"]
    for item in feed["items"]:
        assert item["tags"] == ["contrasting", "discussion"]
        assert item["content_text"]
        assert local.get(item["url"].removeprefix("http://localhost")).status_code == 200
    atom = local.get(address[1].replace("&amp;", "&").replace("search.json", "search.atom"))
    assert atom.text.count("<entry>") == len(feed["items"])


def test_a_feed_is_the_same_when_asked_again_later(local: Any) -> None:
    first = local.get("/search.atom?q=sirolimus").text
    time.sleep(1.1)
    assert local.get("/search.atom?q=sirolimus").text == first


def test_a_report_has_the_feed_of_what_it_shows(local: Any) -> None:
    page = local.get(f"/articles/{ARTICLE}?stance=contrasting&lang=en").text
    address = re.search(r'type="application/atom\+xml"[^>]* href="([^"]+)"', page)
    assert address is not None
    shown = set(re.findall(r'id="s-(\w+)"', local.get(f"/articles/{ARTICLE}?stance=contrasting&size=200").text))
    feed = local.get(address[1].replace("&amp;", "&")).text
    assert shown
    assert set(re.findall(r"<id>[^<]*/statements/(\w+)</id>", feed)) == shown
    assert "Alder et al. 2011: contrasting" in feed


@pytest.mark.parametrize("name", ["search.atom", "search.json"])
def test_a_feed_that_has_not_changed_is_not_sent_again(local: Any, name: str) -> None:
    first = local.get(f"/{name}?q=sirolimus")
    again = local.get(f"/{name}?q=sirolimus", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_links_out_lead_over_the_library(serving: Any, toy_index: Path) -> None:
    library = serving(
        toy_index, library_proxy="https://proxy.example/login?url=", link_resolver="https://find.example/openurl?vid=1"
    )
    page = library.get(f"/articles/{ARTICLE}").text
    assert f'href="https://proxy.example/login?url=https://doi.org/{ARTICLE}"' in page
    address = re.search(r'href="(https://find\.example/openurl[^"]+)"', page)
    assert address is not None
    asked = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)
    assert asked["vid"] == ["1"]
    assert asked["ctx_ver"] == ["Z39.88-2004"]
    assert f"info:doi/{ARTICLE}" in asked["rft_id"]
    assert asked["rft.atitle"]
    assert asked["rft.date"]
    assert asked["rft.aulast"] == ["Alder"]


def test_without_a_library_links_are_direct(local: Any) -> None:
    page = local.get(f"/articles/{ARTICLE}").text
    assert f'href="https://doi.org/{ARTICLE}"' in page
    assert "openurl" not in page


def test_a_proxy_may_take_the_address_escaped() -> None:
    assert Library("https://p.example/login?qurl=").proxied("https://doi.org/10.5555/a") == (
        "https://p.example/login?qurl=https%3A%2F%2Fdoi.org%2F10.5555%2Fa"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_journal_leads_to_its_page(local: Any, language: str) -> None:
    words = words_in(language)
    for asked in ("toy trials", "Toy Trials.", "Imag J Paediatr"):
        page = page_of(local, f"/search?q={quote(asked)}&lang={language}").text
        found = re.search(r'<p class="help">([^<]+) <a href="(/journals/[^"]+)"><cite>([^<]+)</cite>', page)
        assert found is not None, asked
        told = local.get(f"/v1/search?kind=articles&limit=0&journal={quote(found[3])}").json()["articles"]["total"]
        assert found[1] == str(words("search.is_journal", articles=words("count.articles", n=told)))
        assert f"<h1>{found[3]}</h1>" in page_of(local, found[2]).text
    for asked in ("sirolimus", "toy", "", "page"):
        assert (
            'href="/journals/' not in page_of(local, f"/search?q={asked}").text.partition('id="results"')[0].partition("<main")[2]
        )


def found_of(page: str) -> int:
    found = re.search(r'id="found"[^>]*>([\d,]+) ', page)
    assert found is not None
    return int(found[1].replace(",", ""))


def offered(page: str) -> dict[tuple[str, str], int]:
    """(parameter, value) → how many there would be, of all that can be chosen."""
    pattern = r'type="checkbox" name="([^"]+)" value="([^"]+)".*?<span class="count">([\d,]+)</span>'
    return {(name, unescape(value)): int(count.replace(",", "")) for name, value, count in re.findall(pattern, page)}


@pytest.mark.parametrize("also", ["", "&evidence=own", "&q=sirolimus&retracted=no"])
def test_articles_are_narrowed_by_the_facets_of_articles(local: Any, also: str) -> None:
    page = page_of(local, f"/search?kind=articles&lang=en{also}").text
    choices = offered(page)
    assert {name for name, _ in choices} >= {"stance", "text", "type", "study", "journal"}
    assert "Type of article" in page
    assert "Study type</legend>" in page
    first = {name: [value for of, value in choices if of == name][:2] for name, _ in choices}
    for (name, value), count in choices.items():
        if value not in first[name]:
            continue
        narrowed = page_of(local, f"/search?kind=articles&lang=en{also}&{name}={quote(value)}").text
        assert found_of(narrowed) == count, (name, value)
        assert f'name="{name}" value="{escape(value)}" checked' in narrowed
        assert {pair: many for pair, many in offered(narrowed).items() if pair[0] == name} == {
            pair: many for pair, many in choices.items() if pair[0] == name
        }, "counted without its own filter"


def test_filters_that_are_set_but_not_offered_are_kept_and_told(local: Any) -> None:
    page = page_of(local, "/search?kind=articles&evidence=own&author=Nora+Alder&retracted=no&standing=corrected&lang=de").text
    form = re.search(r'<form id="narrow".*?</form>', page, re.S)
    assert form is not None
    for name, value in (("evidence", "own"), ("author", "Nora Alder"), ("retracted", "no")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form[0]
    assert "Ohne zurückgezogene Artikel" in page
    assert 'name="standing" value="corrected" checked' in page


def test_the_tabs_keep_what_only_the_other_kind_is_narrowed_by(local: Any) -> None:
    page = page_of(local, "/search?kind=articles&section=discussion&text=yes&stance=supporting&lang=en").text
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.S)
    assert tabs is not None
    assert tabs[0].count("section=discussion") == tabs[0].count("text=yes") == 2
    rest = page.replace(tabs[0], "")
    assert "section=discussion" not in rest.split("<main", 1)[1].split("<footer", 1)[0]
    statements = page_of(local, "/search?section=discussion&text=yes&standing=retracted&stance=supporting&lang=en").text
    chips = re.search(r'<ul class="chips".*?</ul>', statements, re.S)
    assert chips is not None
    assert "Full text here" not in chips[0]
    assert found_of(statements) == found_of(page_of(local, "/search?section=discussion&stance=supporting&lang=en").text)


def test_what_retracted_articles_say_is_a_facet_of_statements(local: Any) -> None:
    choices = offered(page_of(local, "/search?lang=en").text)
    said = page_of(local, "/search?retracted=yes&lang=en").text
    assert choices["retracted", "yes"] == found_of(said) > 0
    assert 'name="retracted" value="yes" checked' in said
    feed = local.get("/search.json?retracted=yes")
    assert len(feed.json()["items"]) == found_of(said)
    assert page_of(local, "/search?standing=praised&kind=articles").status_code == 400


def test_a_search_without_an_answer_says_what_each_word_finds(local: Any) -> None:
    def told(words: str) -> dict[str, int]:
        page = local.get("/search", params={"q": words, "lang": "en"}, headers={"accept": "text/html"}).text
        assert "0 statements" in page
        counted = re.findall(r'>?(\w+)(?:</a>)? <span class="count">(\d+)</span>(?:, |\s*</p>)', page)
        return {word: int(many) for word, many in counted}

    found = told("sirolimus zeppelins quokkas")
    assert found["sirolimus"] > 0
    assert (found["zeppelins"], found["quokkas"]) == (0, 0)
    assert set(told("the effect of zeppelins with wings on quokkas")) == {"effect", "zeppelins", "wings", "quokkas"}
    assert not told("stance:contrasting zeppelins quokkas")
    page = local.get("/search?q=zeppelins+quokkas&lang=en", headers={"accept": "text/html"}).text
    assert "not translated" in page


@pytest.mark.parametrize("pasted", ["Smith J (2019. Frogs: a trial. Pond 393: 12", 'On "frogs and toads: a study. Pond 2001; 12'])
def test_what_cannot_be_read_as_a_query_can_be_searched_for_in_plain_words(local: Any, pasted: str) -> None:
    answer = local.get("/search", params={"q": pasted}, headers={"accept": "text/html"})
    assert answer.status_code == 400
    link = re.search(r'class="meant">.*?href="([^"]+)"', answer.text)
    assert link
    assert local.get(unescape(link[1]), headers={"accept": "text/html"}).status_code == 200


def test_sentences_shown_once_are_told_where_they_are_fewer_than_statements(local: Any) -> None:
    def page(words: str) -> str:
        return str(local.get("/search", params={"q": words, "lang": "en", "size": 200}, headers={"accept": "text/html"}).text)

    together = page("stance:contrasting")
    assert together.count('class="statement ') < int(re.findall(r'id="found"[^>]*>(\d+)', together)[0])
    assert "is shown once" in together
    alone = page("cites:10.5555/toy.alder2011")
    assert alone.count('id="s-') == int(re.findall(r'id="found"[^>]*>(\d+)', alone)[0])
    assert "is shown once" not in alone


def test_a_search_for_words_that_stand_nowhere_together_offers_any_of_them(local: Any) -> None:
    page = page_of(local, "/search?q=sirolimus%20vincristine%20pharmacokinetic%20retraction").text
    assert "Nothing matches." in page
    (half,) = re.findall(r'href="([^"]+)">At least half of these words<', page)
    closest = page_of(local, unescape(half)).text
    assert "Shown is what has at least half of them" in closest
    (offered,) = re.findall(r'href="([^"]+)">Any of these words<', page)
    assert 0 < found_of(closest) <= found_of(page_of(local, unescape(offered)).text)
    two = page_of(local, "/search?q=vincristine%20retraction").text
    assert "Any of these words" in two
    assert "half" not in two
    words = parse_qs(urlsplit(unescape(offered)).query)["q"][0].split(" OR ")
    assert len(words) > 1
    assert page_of(local, unescape(offered)).text.count('id="s-') > 0


def test_where_few_statements_are_found_the_articles_are_told_and_nothing_is_to_be_narrowed(local: Any) -> None:
    one = page_of(local, "/search?q=sirolimus%20%22for%22%20lymphatic%20malformations").text
    assert re.search(r'id="found"[^>]*>1 statement<', one)
    assert re.search(r'kind=articles[^"]*">\d+ articles answer these words, too<', one)
    assert 'id="sort"' not in one
    assert not facets(one)
    few = page_of(local, "/search?q=pharmacokinetic").text
    assert 'id="sort"' in few
    assert 'id="size"' not in few, "all are on this page"


def test_the_name_of_an_author_leads_to_the_author(local: Any) -> None:
    for kind in ("", "&kind=articles"):
        page = page_of(local, f"/search?q=rosa%20quill{kind}").text
        assert 'This is the name of an author: <a href="/authors/Rosa%20Quill">Rosa Quill</a>' in page, kind
    assert "the name of an author" not in page_of(local, "/search?q=quill&kind=articles").text


def test_where_filters_leave_no_statement_it_is_they_that_are_told(local: Any) -> None:
    page = page_of(local, "/search?q=sirolimus&stance=supporting&section=methods").text
    assert "No statement passes all these filters." in page
    assert "No statement has these words" not in page
    assert "articles answer these words, too" in page
