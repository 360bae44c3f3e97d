"""Pages of many articles: an author's, a journal's, several compared."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from citance.index import Index, JournalView, TallyView, open_index
from citance.services import answer_cache
from citance.services.answer_cache import KeptAnswer
from citance.web.authors_and_journals import in_order, read_order

ALDER, KESTREL, HART = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016", "10.5555/toy.hart2017"
SET = f"article={ALDER}&article={KESTREL}&article={HART}"


@pytest.fixture(scope="module")
def index(toy_index: Any) -> Any:
    with open_index(toy_index, read_only=True) as opened:
        yield opened


def words_of(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


# -- authors and journals ----------------------------------------------------------------------------------------------------


def test_a_report_leads_to_its_authors_and_journal(local: Any, index: Index) -> None:
    text = local.get(f"/articles/{ALDER}").text
    links = re.findall(r'href="(/(?:authors|journals)/[^"]+)"', text)
    assert len([one for one in links if one.startswith("/authors/")]) == len(index.article(ALDER).authors)
    for link in links:
        answer = local.get(link)
        assert answer.status_code == 200, link
        assert "Sirolimus for complicated vascular anomalies" in answer.text


def test_an_authors_page_tells_the_sum_and_what_it_rests_on(local: Any, index: Index) -> None:
    found = index.author("Rosa Quill")
    told = words_of(local.get("/authors/Rosa%20Quill").text)
    tally = found.said.tally
    assert f"{tally.total} statements about {found.said.articles} articles" in told
    assert f"on {tally.supporting + tally.contrasting} statements" in told
    assert "95% interval" in told
    assert "Names are not persons" in told


def test_a_journals_page_and_the_list_of_journals(local: Any, index: Index) -> None:
    text = local.get("/journals").text
    listed = re.findall(r'<th scope="row"><a href="(/journals/[^"]+)">', text)
    assert len(listed) == len(index.journals(100))
    first = index.journals(1)[0]
    told = words_of(local.get(listed[0]).text)
    assert first.title in told
    assert f"{first.tally.total} statements about {first.articles} articles" in told


@pytest.mark.parametrize("page", ["/", "/journals", "/journals/{journal}"])
def test_a_former_state_is_not_shown_under_the_tag_of_the_present_one(
    toy_index: Path, tmp_path: Path, serving: Any, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    held: list[KeptAnswer[Any]] = []
    made = KeptAnswer.__init__
    monkeypatch.setattr(answer_cache, "PAUSE", 10**6)
    monkeypatch.setattr(KeptAnswer, "__init__", lambda self, *of: (made(self, *of), held.append(self))[0])
    folder = tmp_path / "index"
    shutil.copytree(toy_index, folder)
    client = serving(folder)
    with open_index(folder) as index:
        page = page.format(journal=quote(index.article(ALDER).journal))
        former = client.get(page)
        index.remove(ALDER)
    stale = client.get(page)
    for one in held:
        one._not_before = 0.0
    fresh = client.get(page, headers={"if-none-match": stale.headers["etag"]})
    assert fresh.status_code == 200
    assert former.headers["etag"] != fresh.headers["etag"] != stale.headers["etag"]
    assert client.get(page, headers={"if-none-match": fresh.headers["etag"]}).status_code == 304


def test_the_list_of_journals_says_of_which_state_it_tells(local: Any, index: Index) -> None:
    found = index.journals_page(3)
    assert (found.journals, found.provenance.sequence) == (index.journals(3), index.sequence)
    assert f"index state {index.sequence:,}" in words_of(local.get("/journals").text)


@pytest.mark.parametrize("kind", ["authors", "journals"])
@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "nobody", "a/b/../c", "x" * 3000, "%00", "*", '"'])
def test_a_name_that_is_not_here_is_a_page(local: Any, kind: str, name: str) -> None:
    answer = local.get(f"/{kind}/{quote(name, safe='')}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "<h1>" in answer.text


# -- several compared --------------------------------------------------------------------------------------------------------


def test_articles_stand_side_by_side(local: Any, index: Index) -> None:
    text = local.get(f"/compare?{SET}").text
    head = re.search(r'<table class="compared of-3">\s*<thead>(.*?)</thead>', text, re.S)
    assert head
    assert head[1].count('scope="col"') == 3
    for doi in (ALDER, KESTREL, HART):
        assert index.article(doi).title in text
    assert "Leave out" in text


def test_who_disagrees_with_whom_is_told_in_their_words(local: Any, index: Index) -> None:
    text = local.get(f"/compare?{SET}").text
    found = index.compare([ALDER, KESTREL, HART])
    contrasting = [tie for tie in (*found.among, *found.from_common) if tie.contrasting]
    shown = re.findall(r'id="s-([a-z0-9]+)"', text)
    assert len(shown) == len(contrasting) > 3
    assert all(index.statement(id).statement.stance == "contrasting" for id in shown)


def test_many_are_named_in_a_text_and_not_put_side_by_side(local: Any, index: Index) -> None:
    keys = list(index.citation_map(ALDER).articles)[:12]
    answer = local.get("/compare", params={"articles": "\n".join(keys) + ", 10.5555/nobody; no-name"})
    assert answer.status_code == 200
    assert 'class="compared' not in answer.text
    assert "<code>10.5555/nobody</code>" in answer.text
    assert "<code>no-name</code>" in answer.text
    assert answer.text.count('<th scope="col">') >= 12


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "\x00", "é" * 400, "../../etc", ALDER, ""])
def test_no_name_breaks_it(local: Any, value: str) -> None:
    answer = local.get("/compare", params={"article": [value, ALDER], "articles": value})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def listed_journals(client: Any, asked: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', client.get(f"/journals?lang=en{asked}").text)


@pytest.mark.parametrize("column", ["articles", "statements", "supporting", "contrasting", "mentioning", "unclassified"])
def test_journals_are_put_in_order_by_each_head(local: Any, index: Index, column: str) -> None:
    def figure(title: str) -> int:
        journal = next(one for one in index.journals(100) if one.title == title)
        return journal.articles if column == "articles" else getattr(journal.tally, "total" if column == "statements" else column)

    text = local.get("/journals?lang=en").text
    head = next(one for one in re.findall(r"<th scope=\"col\".*?</th>", text, re.S) if f"={column}" in one or f"-{column}" in one)
    link = unescape(re.findall(r'href="([^"]+)"', head)[0])
    falling = [figure(title) for title in listed_journals(local, f"&sort=-{column}")]
    rising = [figure(title) for title in listed_journals(local, f"&sort={column}")]
    assert falling == sorted(falling, reverse=True)
    assert rising == sorted(rising)
    assert len(rising) == len(falling) == len(index.journals(100))
    sorted_text = local.get(link).text
    assert sorted_text.count("aria-sort=") == 1
    assert local.get(link).headers["etag"]


def test_journals_without_a_support_index_come_last_and_names_go_by_the_alphabet(local: Any) -> None:
    names = listed_journals(local, "&sort=name")
    assert names == sorted(names, key=str.casefold)
    assert names == listed_journals(local, "&sort=-name")[::-1]
    assert len(listed_journals(local, "&sort=support")) == len(names)
    assert listed_journals(local, "&sort=nonsense") == listed_journals(local, "")

    def journal(title: str, supporting: int, contrasting: int) -> JournalView:
        tally = TallyView(supporting + contrasting, supporting, contrasting, 0, 0, 1, supporting, 0, contrasting, 0)
        return JournalView(title, (), 1, tally, {})

    some = [journal("few", 3, 0), journal("split", 15, 15), journal("agreed", 40, 1)]
    assert [one.title for one in in_order(some, read_order("-support"))] == ["agreed", "split", "few"]
    assert [one.title for one in in_order(some, read_order("support"))] == ["split", "agreed", "few"]


def test_a_journal_is_found_by_name_or_issn_from_their_list(local: Any, index: Index) -> None:
    first = index.journals(1)[0]
    for words in (first.title.upper(), *first.issns):
        answer = local.get("/journals", params={"name": words})
        assert (answer.status_code, local.get(answer.headers["location"]).status_code) == (303, 200)
    answer = local.get("/journals", params={"name": first.title[:-1] + "x", "lang": "en"})
    assert answer.status_code == 200
    assert "Did you mean" in answer.text
    assert "<b>x" not in local.get("/journals", params={"name": "<b>x"}).text
