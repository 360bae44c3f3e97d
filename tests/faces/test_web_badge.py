"""The badge: a script for other people's pages, and the page on which one chooses how it looks."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from typing import Any

import pytest

from citance.web.badges import GROUPS, PLACE_OF_WORDS, changed, read_options, script, spoken
from citance.web.catalogue import LANGUAGES

KESTREL = "10.5555/toy.kestrel2016"


def test_the_script_is_small_and_speaks_every_language() -> None:
    body, _ = script()
    assert len(gzip.compress(body)) < 15_000
    text = body.decode()
    assert PLACE_OF_WORDS not in text
    for language in LANGUAGES:
        words = spoken(language)
        assert json.dumps(words, ensure_ascii=False, separators=(",", ":")) in text
        assert all(words.values())
        for name in re.findall(r'(?:say\(words, |words\.)"?(\w+)"?', text):
            assert name in {*words, "stance", "kind"}, name


def test_it_has_a_row_for_what_is_unclassified_and_a_word_for_it() -> None:
    text = script()[0].decode()
    assert "...shownOf(tally).map((stance) => row(" in text
    assert all(spoken(language)["unclassified"] for language in LANGUAGES)


def test_it_needs_nothing_that_a_strict_policy_of_its_host_forbids() -> None:
    text = script()[0].decode()
    for forbidden in ("eval(", "innerHTML", "document.write", "new Function", "cookie =", "localStorage", "insertAdjacentHTML"):
        assert forbidden not in text


def test_browsers_are_told_when_it_has_not_changed(local: Any) -> None:
    first = local.get("/badge.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert "max-age=3600" in first.headers["cache-control"]
    again = local.get("/badge.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_scites_address_of_it_leads_to_it(local: Any) -> None:
    answer = local.get("/badge/scite-badge-latest.min.js")
    assert answer.headers["location"] == "/badge.js"


def test_other_sites_may_load_it_and_ask_what_it_asks_only_where_all_may(local: Any, public: Any) -> None:
    foreign = {"Origin": "https://journal.example"}
    for client, open_to_all in ((public, True), (local, False)):
        loaded = client.get("/badge.js", headers=foreign).headers
        assert loaded["cross-origin-resource-policy"] == ("cross-origin" if open_to_all else "same-origin")
        for route in ("/tallies", "/papers", "/tallies/cited-by-sections"):
            preflight = client.options(
                route,
                headers=foreign | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
            )
            assert (preflight.status_code == 204) is open_to_all
            answer = client.post(route, json=[KESTREL], headers=foreign)
            assert (answer.headers.get("access-control-allow-origin") == "*") is open_to_all
    page = public.get("/about/badge", headers=foreign).headers
    assert "access-control-allow-origin" not in page


def test_the_page_writes_what_was_chosen(local: Any) -> None:
    text = local.get(f"/about/badge?set=yes&doi=https://doi.org/{KESTREL}&layout=horizontal&tally-show=yes&show-zero=yes").text
    (code,) = re.findall(r"<pre class=\"snippet\"><code>(.*?)</code>", text, re.S)
    lines = unescape(code).splitlines()
    assert lines[0] == '<script src="http://localhost/badge.js" async crossorigin></script>'
    assert lines[1].startswith(f'<div class="citance-badge" data-doi="{KESTREL}" data-layout="horizontal"')
    assert 'data-show-zero="true"' in lines[1]
    assert 'data-show-total="false"' in lines[1]
    assert "data-tally-show" not in lines[1]
    assert lines[1] in text  # the badge that is shown is the one that is written


def test_without_a_question_all_is_as_usual(local: Any) -> None:
    assert changed(read_options({})) == []
    text = local.get("/about/badge").text
    assert re.search(r'<div class="citance-badge" data-doi="10\.[^"]+"></div>', text)


@pytest.mark.parametrize("value", ['"><script>alert(1)</script>', "javascript:alert(1)", "no doi", "é" * 300, "\x00"])
def test_nothing_chosen_is_ever_run(local: Any, value: str) -> None:
    names = ["doi", *(option.name for group in GROUPS.values() for option in group)]
    answer = local.get("/about/badge", params={"set": "yes"} | dict.fromkeys(names, value))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "javascript:alert" not in answer.text
