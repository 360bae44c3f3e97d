"""The web application over the toy literature: pages are sound HTML, say what the Index says, and run nothing they were given."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import html5lib
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from citance.errors import NotFound
from citance.index import Filters, Index, open_index
from citance.model import SectionKind, Stance
from citance.toy import toy_path
from citance.web import router
from citance.web.catalogue import LANGUAGES

ALDER, KESTREL, IVANOVA = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016", "10.5555/toy.ivanova2017"
NS = "{http://www.w3.org/1999/xhtml}"

# Scripts of some pages besides the one of all, by path or by tab.
BESIDES = {"/about/badge": {"/badge.js"}, "tab=map": {"/static/map.js"}}

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>{{ 7*7 }}"
ESCAPED = "&lt;script>alert(1)&lt;/script>&lt;img src=x onerror=alert(2)>&quot;'>&lt;b>{{ 7*7 }}"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the toy literature, and of one article whose words would like to be run."""
    folder = tmp_path_factory.mktemp("web")
    hostile = (toy_path() / "eriksen2016.xml").read_text(encoding="utf-8")
    hostile = re.sub(
        r"<article-title>.*?</article-title>", f"<article-title>{ESCAPED}</article-title>", hostile, count=1, flags=re.S
    )
    hostile = re.sub(r"<journal-title>.*?</journal-title>", f"<journal-title>{ESCAPED}</journal-title>", hostile, flags=re.S)
    hostile = re.sub(r"<surname>.*?</surname>", f"<surname>{ESCAPED}</surname>", hostile, count=1, flags=re.S)
    hostile = hostile.replace("<p>", f"<p>{ESCAPED} ").replace("toy.eriksen2016", "toy.hostile")
    hostile = re.sub(r'<article-id pub-id-type="pm[^"]*">[^<]*</article-id>', "", hostile)
    (folder / "hostile.xml").write_text(hostile, encoding="utf-8")
    with open_index(folder / "index", create=True) as index:
        index.ingest([toy_path(), folder / "hostile.xml"], classify="rules", workers=0)
        index.search("")  # so that the search index is filled once
    return folder / "index"


@pytest.fixture(scope="module")
def index(template: Path) -> Iterator[Index]:
    with open_index(template, read_only=True) as opened:
        yield opened


def client_of(index: Index, **options: Any) -> TestClient:
    app = FastAPI()
    app.include_router(router(lambda: index, **options))
    return TestClient(app, follow_redirects=False)


@pytest.fixture(scope="module")
def client(index: Index) -> TestClient:
    return client_of(index)


@pytest.fixture
def writing(template: Path, tmp_path: Path) -> Iterator[tuple[TestClient, Index]]:
    """A client of an index of one's own that takes reviews."""
    with open_index(shutil.copytree(template, tmp_path / "index")) as opened:
        yield client_of(opened, csrf_token=lambda request: "a-token"), opened


def hostile_key(index: Index) -> str:
    return index.article("10.5555/toy.hostile").key


def all_pages(index: Index) -> list[str]:
    statement = index.report(ALDER, limit=1).statements[0].id
    disputed = next(index.statements("10.5555/toy.hostile"), None)
    reference_only = next(
        work.article.key
        for entry in index.references(IVANOVA).references
        for work in entry.works
        if work.article and not work.article.has_document
    )
    pages = [
        "/",
        f"/articles/{ALDER}",
        f"/articles/{ALDER}?stance=contrasting&section=discussion&confidence=50&q=infection&size=50&sort=surest",
        f"/articles/{ALDER}?stance=unclassified&section=methods",
        f"/articles/{ALDER}?tab=references",
        f"/articles/{ALDER}?tab=versions",
        f"/articles/{reference_only}",
        f"/articles/{reference_only}?tab=references",
        f"/articles/{KESTREL}",
        "/articles/10.5555/toy.hart2017?combined=yes",
        "/articles/10.5555/toy.hart2017?tab=versions",
        "/articles/10.5555/toy.hostile",
        "/articles/10.5555/toy.hostile?tab=references",
        "/articles/10.5555/nobody",
        f"/statements/{statement}",
        "/statements/nosuchstatement1",
        "/search",
        "/search?q=sirolimus&stance=supporting&page=2&size=20",
        "/search?q=sirolimus&kind=articles",
        "/search?q=xyzzy",
        "/search?q=%28unclosed",
        "/about/method",
        f"/articles/{ALDER}?tab=map",
        f"/articles/{ALDER}?tab=map&only=verdicts&open={index.article(KESTREL).key}&look={index.article(KESTREL).key}",
        f"/articles/{ALDER}?tab=map&look={index.article(KESTREL).key}~{index.article(ALDER).key}",
        f"/articles/{reference_only}?tab=map",
        "/articles/10.5555/toy.hostile?tab=map",
        "/compare",
        f"/compare?article={ALDER}&article={KESTREL}&article=10.5555/toy.hostile&article=10.5555/nobody",
        "/journals",
        f"/authors/{quote(index.article(ALDER).authors[0].name)}",
        f"/authors/{quote(index.article('10.5555/toy.hostile').authors[0].name, safe='')}",
        f"/journals/{quote(index.article('10.5555/toy.hostile').journal, safe='')}",
        "/journals/nobody",
        "/about/badge",
        "/about/badge?set=yes&doi=10.5555/toy.kestrel2016&layout=horizontal&section-tally-show=yes&chart-type=pie",
    ]
    if disputed is not None:
        pages.append(f"/statements/{disputed.id}")
    return pages


def parsed(text: str) -> ElementTree.Element:
    """The page as a tree; any error of HTML fails."""
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(text)
    told = [f"{code} {data} at {place}" for place, code, data in parser.errors]
    assert not told, told
    return tree


def texts(tree: ElementTree.Element, tag: str, css: str) -> list[str]:
    return ["".join(one.itertext()) for one in tree.iter(NS + tag) if css in one.get("class", "").split()]


def shown(text: str) -> set[str]:
    return set(re.findall(r'id="s-([a-z0-9]+)"', text))


# -- every page ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound(client: TestClient, index: Index, language: str) -> None:
    for page in all_pages(index):
        answer = client.get(page, headers={"Accept-Language": language})
        assert answer.status_code in (200, 400, 404), (page, answer.text[:300])
        tree = parsed(answer.text)
        assert tree.get("lang") == language
        headings = list(tree.iter(f"{NS}h1"))
        assert len(headings) == 1, page
        assert "".join(headings[0].itertext()).strip(), page
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), (page, sorted(x for x in ids if ids.count(x) > 1))
        labelled = {one.get("for") for one in tree.iter(f"{NS}label")}
        within = {id(field) for label in tree.iter(f"{NS}label") for field in label.iter()}
        for kind in ("input", "select", "textarea"):
            for field in tree.iter(NS + kind):
                assert field.get("type") == "hidden" or field.get("id") in labelled or id(field) in within, (page, field.attrib)
        for picture in tree.iter(f"{NS}img"):
            assert picture.get("alt")
        for drawing in tree.iter("{http://www.w3.org/2000/svg}svg"):
            assert drawing.get("aria-hidden") == "true" or drawing.get("aria-label"), page
        for level in range(3, 5):
            if any(True for _ in tree.iter(f"{NS}h{level}")):
                assert any(True for _ in tree.iter(f"{NS}h{level - 1}")), (page, level)


def test_no_page_needs_more_than_a_strict_policy_allows(client: TestClient, index: Index) -> None:
    for page in all_pages(index):
        text = client.get(page).text
        tree = parsed(text)
        for one in tree.iter():
            assert "style" not in one.attrib, page
            assert not [name for name in one.attrib if name.lower().startswith("on")], page
            for name in ("src", "action"):
                assert one.get(name, "/").startswith("/"), page
        run = [one for one in tree.iter(f"{NS}script") if one.get("type") != "application/ld+json"]  # that one is data
        loaded = {one.get("src", "").split("?")[0] for one in run}
        assert loaded == {"/static/citance.js"} | BESIDES.get(
            page.partition("?")[0], BESIDES.get(page.partition("?")[2][:7], set())
        )
        assert not list(tree.iter(f"{NS}style"))
        for link in tree.iter(f"{NS}link"):
            assert link.get("href", "").startswith("/")


def test_what_articles_say_is_never_run(client: TestClient, index: Index) -> None:
    assert index.article("10.5555/toy.hostile").title == HOSTILE
    seen = 0
    for page in [*all_pages(index), "/search?q=citing%3A10.5555%2Ftoy.hostile", "/search.atom?q=citing%3A10.5555%2Ftoy.hostile"]:
        text = client.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert "{{" not in text.replace("{{ 7*7 }}", ""), page
        seen += "&lt;script&gt;alert(1)" in text
    assert seen >= 4


@pytest.mark.parametrize(
    "field", ["q", "stance", "journal", "author", "type", "language", "from", "confidence", "sort", "page", "size", "lang"]
)
@pytest.mark.parametrize(
    "value", [HOSTILE, "\x00", "é" * 3000, "-1", "99999999999999999999", "NaN", "' OR 1=1 --", "../../etc/passwd"]
)
def test_no_value_breaks_a_page(client: TestClient, field: str, value: str) -> None:
    for page in ("/search", f"/articles/{ALDER}", "/find"):
        answer = client.get(page, params={field: value})
        assert answer.status_code in (200, 303, 400), (page, answer.status_code)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


@pytest.mark.parametrize("name", ["..%2F..%2Fpyproject.toml", "../pages.py", "base.html", "%00", "citance.css%00.js"])
def test_only_our_files_are_served(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_files_may_be_kept_by_their_digest(client: TestClient) -> None:
    address = re.search(r'href="(/static/citance\.css\?v=[0-9a-f]+)"', client.get("/").text)
    assert address
    assert "immutable" in client.get(address[1]).headers["cache-control"]
    assert "immutable" not in client.get("/static/citance.css?v=other").headers["cache-control"]


def test_a_page_unchanged_is_not_sent_twice(client: TestClient) -> None:
    first = client.get(f"/articles/{ALDER}")
    again = client.get(f"/articles/{ALDER}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    german = client.get(f"/articles/{ALDER}", headers={"If-None-Match": first.headers["etag"], "Accept-Language": "de"})
    assert german.status_code == 200


def test_addresses_keep_what_a_proxy_puts_before_them(index: Index) -> None:
    app = FastAPI()
    app.include_router(router(lambda: index))
    text = TestClient(app, root_path="/citance").get(f"/articles/{ALDER}").text
    for address in re.findall(r'(?:href|src|action)="(/[^"]*)"', text):
        assert address.startswith("/citance/"), address


# -- the report ------------------------------------------------------------------------------------------------------------


def test_the_report_says_what_the_index_says(client: TestClient, index: Index) -> None:
    report = index.report(ALDER, limit=20)
    text = client.get(f"/articles/{ALDER}").text
    assert shown(text) == {view.id for view in report.statements}
    tree = parsed(text)
    figures = [int(words) for words in texts(tree, "span", "figure")]
    tally = report.tally
    assert figures == [tally.supporting, tally.mentioning, tally.contrasting, tally.unclassified]
    assert report.article.title in text
    assert f"{tally.total} statements in {tally.citing_articles} citing articles" in text


def test_a_switch_counts_own_evidence_alone(client: TestClient, index: Index) -> None:
    tally = index.report(ALDER).tally
    assert tally.supporting_reported + tally.contrasting_reported
    text = client.get(f"/articles/{ALDER}?count=own").text
    figures = [int(words) for words in texts(parsed(text), "span", "figure")]
    reported = tally.supporting_reported + tally.contrasting_reported
    assert figures == [tally.supporting_own, tally.mentioning + reported, tally.contrasting_own, tally.unclassified]
    assert "count=own" in client.get(f"/articles/{ALDER}").text
    assert 'name="count" value="own"' in text


def test_support_by_a_retracted_article_is_told(client: TestClient, index: Index) -> None:
    gone = index.article(KESTREL).key
    about = {view.cited[0].key for view in index.statements_made(KESTREL) if view.cited}
    told = 0
    for key in about:
        found = index.cited_by(key, limit=500)
        by_gone = [view.stance.value for view in found.statements if view.citing.key == gone]
        assert found.from_retracted == {stance: by_gone.count(stance) for stance in set(by_gone)}
        told += "has been retracted.</a></strong>" in client.get(f"/articles/{key}").text
    assert told


def test_programs_read_the_article_in_the_head(client: TestClient, index: Index) -> None:
    for doi in (ALDER, KESTREL, "10.5555/toy.hostile"):
        article = index.article(doi)
        tree = parsed(client.get(f"/articles/{doi}").text)
        (data,) = [one.text or "" for one in tree.iter(f"{NS}script") if one.get("type") == "application/ld+json"]
        assert "<" not in data
        told = json.loads(data)
        assert told["name"] == article.title.rstrip(".")
        assert told["@id"] == f"https://doi.org/{doi}"
        assert [one["name"] for one in told["author"]] == [author.name for author in article.authors]
        assert None not in told.values()
        named = {one.get("property"): one.get("content") for one in tree.iter(f"{NS}meta")}
        assert named["og:title"] == told["name"]
        assert (named["og:url"] or "").startswith("http://testserver/articles/10.5555/")


CHOICES = [
    ("stance=contrasting", Filters(stance=(Stance.CONTRASTING,))),
    ("stance=contrasting&stance=supporting", Filters(stance=(Stance.CONTRASTING, Stance.SUPPORTING))),
    ("section=discussion", Filters(section=(SectionKind.DISCUSSION,))),
    ("evidence=reported", None),
    ("self=yes", Filters(self_citation=True)),
    ("from=2016", Filters(first_year=2016)),
    ("to=2014", Filters(last_year=2014)),
    ("type=letter", Filters(article_type=("letter",))),
    ("study=systematic_review", Filters(study_type=("systematic_review",))),
    ("journal=Toy+Trials", Filters(journal=("Toy Trials",))),
    ("language=pt", Filters(language=("pt",))),
    ("confidence=90", Filters(confidence=0.9)),
    ("q=infection", Filters(words="infection")),
]


@pytest.mark.parametrize(("question", "filters"), CHOICES)
def test_every_facet_changes_what_is_shown(client: TestClient, index: Index, question: str, filters: Filters | None) -> None:
    whole = shown(client.get(f"/articles/{ALDER}?size=200").text)
    text = client.get(f"/articles/{ALDER}?size=200&{question}").text
    left = shown(text)
    assert left < whole
    assert left
    if filters is not None:
        assert left == {view.id for view in index.cited_by(ALDER, filters=filters, limit=200).statements}
    assert 'class="chips"' in text


def test_every_choice_offered_leads_to_as_many_as_it_says(client: TestClient) -> None:
    tree = parsed(client.get(f"/articles/{ALDER}?section=discussion").text)
    form = next(one for one in tree.iter(f"{NS}form") if one.get("id") == "narrow")
    tried = 0
    for choice in form.iter(f"{NS}label"):
        if "choice" not in choice.get("class", ""):
            continue
        field = next(choice.iter(f"{NS}input"))
        (count,) = texts(choice, "span", "count")
        name, value = field.get("name", ""), field.get("value", "")
        if name == "section":
            continue
        answer = client.get(f"/articles/{ALDER}", params={"section": "discussion", name: value, "size": "200"})
        assert len(shown(answer.text)) == int(count), (name, value)
        tried += 1
    assert tried > 15


def test_pages_of_statements_follow_one_another(client: TestClient, index: Index) -> None:
    total = index.report(ALDER, limit=0).total
    seen: list[str] = []
    for page in range(1, 10):
        text = client.get(f"/articles/{ALDER}?page={page}").text
        ids = re.findall(r'id="s-([a-z0-9]+)"', text)
        if not ids:
            break
        seen += ids
        assert ('rel="next"' in text) == (page * 20 < total)
    assert len(seen) == len(set(seen)) == total


def test_exports_hold_what_is_shown(client: TestClient, index: Index) -> None:
    page = client.get(f"/articles/{ALDER}?stance=contrasting&confidence=50").text
    tree = parsed(page)
    links = {unescape(one.get("href", "")) for one in tree.iter(f"{NS}a") if "export=" in one.get("href", "")}
    assert len(links) == 4
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        if "csv" in link:
            assert len(answer.text.splitlines()) == len(shown(page)) + 1
        if "jsonl" in link:
            assert {line.split('"id":"')[1][:16] for line in answer.text.splitlines()[1:]} == shown(page)


def test_a_retraction_cannot_be_missed(client: TestClient) -> None:
    text = client.get(f"/articles/{KESTREL}").text
    (notice,) = texts(parsed(text), "div", "notice")
    assert "This article has been retracted." in notice
    assert "14 May 2018" in notice
    assert "10.5555/toy.kestrel2018r" in notice
    assert text.index('class="notice') < text.index('class="sum"')
    citing = client.get("/articles/10.5555/toy.alder2011?size=200").text
    assert 'class="standing retracted"' in citing  # the retracted article cites it too


def test_a_work_known_only_from_references_has_a_whole_page(client: TestClient, index: Index) -> None:
    known = next(
        work.article
        for entry in index.references(IVANOVA).references
        for work in entry.works
        if work.article and not work.article.has_document and work.tally and work.tally.total
    )
    text = client.get(f"/articles/{known.key}").text
    assert known.title in text
    assert "No full text of this article is in the index." in text
    assert shown(text)


def test_the_reasons_are_underlined_and_the_marker_is_marked(client: TestClient, index: Index) -> None:
    view = next(view for view in index.report(ALDER, limit=100).statements if view.classification and view.classification.because)
    tree = parsed(client.get(f"/statements/{view.id}").text)
    because = view.classification.because[0]  # type: ignore[union-attr]
    words = {"before": view.before, "sentence": view.sentence, "after": view.after}[because.where]
    assert because.span.cut(words) in " ".join(texts(tree, "u", "because"))
    (said,) = list(tree.iter(f"{NS}blockquote"))
    assert view.sentence in "".join(said.itertext())
    assert view.span is not None
    assert texts(said, "mark", "marker") == [view.span.cut(view.sentence)]


def test_other_citations_of_a_sentence_lead_to_their_works(client: TestClient, index: Index) -> None:
    view = next(
        view
        for view in index.statements()
        if len(view.others) == 1
        and len({cited.key for other in index.said_beside(view.id) if other.span == view.others[0] for cited in other.cited}) == 1
    )
    answer = client.get(f"/statements/{view.id}/beside/0")
    (beside,) = {cited.key for other in index.said_beside(view.id) if other.span == view.others[0] for cited in other.cited}
    assert answer.status_code == 303
    assert index.article(answer.headers["location"].removeprefix("/articles/")).key == beside
    assert client.get(f"/statements/{view.id}/beside/99").headers["location"] == f"/statements/{view.id}#beside"


# -- finding ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (ALDER, f"/articles/{ALDER}"),
        ("https://doi.org/10.5555/TOY.ALDER2011", f"/articles/{ALDER}"),
        ("90000003", f"/articles/{ALDER}"),
        ("Sirolimus for complicated vascular anomalies in children: a prospective single-arm study", f"/articles/{ALDER}"),
        ("sirolimus infection", "/search?q=sirolimus+infection"),
        ("10.5555/nobody", "/search?q=10.5555%2Fnobody&kind=articles"),
        ("", "/"),
    ],
)
def test_the_box_understands(client: TestClient, words: str, where: str) -> None:
    answer = client.get("/find", params={"q": words})
    assert (answer.status_code, answer.headers["location"]) == (303, where)


def test_search_agrees_with_the_index(client: TestClient, index: Index) -> None:
    found = index.search("infection", filters=Filters(stance=(Stance.CONTRASTING,)), limit=20).statements
    assert found
    text = client.get("/search?q=infection&stance=contrasting").text
    assert shown(text) <= {hit.statement.id for hit in found.hits}
    said = {(hit.statement.citing.key, hit.statement.sentence, hit.statement.evidence) for hit in found.hits}
    assert len(shown(text)) == len(said)  # what says the same of several works in one sentence is shown once
    stances = dict(re.findall(r'name="stance" value="(\w+)".*?class="count">(\d+)<', text))
    wide = index.search("infection", limit=0).statements
    assert wide
    assert stances == {one.value: str(one.count) for one in wide.facets["stance"]}


def test_a_query_that_cannot_be_read_is_answered_with_the_reason(client: TestClient) -> None:
    answer = client.get("/search?q=colour:blue")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_the_feed_is_sound(client: TestClient, index: Index) -> None:
    answer = client.get("/search.atom?q=stance%3Acontrasting")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    found = index.newest("stance:contrasting", limit=50)
    assert found
    ids = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
    assert ids == [f"http://testserver/statements/{new.statement.id}" for new in found]
    times = [entry.findtext(f"{atom}updated") for entry in feed.iter(f"{atom}entry")]
    assert times == [new.since for new in found] == sorted(times, reverse=True)
    assert feed.findtext(f"{atom}updated") == times[0]
    titles = [entry.findtext(f"{atom}title") or "" for entry in feed.iter(f"{atom}entry")]
    assert sum(" → " in title and title.endswith(": contrasting") for title in titles) == sum(
        bool(n.statement.cited) for n in found
    )
    assert all(feed.findtext(f"{atom}{name}") for name in ("id", "title", "updated"))


# -- language, visibility, reviews -----------------------------------------------------------------------------------------


def test_language_follows_the_browser_or_the_address(client: TestClient) -> None:
    assert "Wie wird es zitiert?" in client.get("/", headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"}).text
    assert "How is it cited?" in client.get("/", headers={"Accept-Language": "fr"}).text
    german = client.get(f"/articles/{ALDER}?lang=de")
    assert "widersprechend" in german.text
    assert "lang=de" in re.search(r'class="title"><a href="([^"]+)"', german.text)[1]  # type: ignore[index]


def test_every_link_of_a_page_leads_somewhere(client: TestClient, index: Index) -> None:
    """From a page in a language asked for by name: below the same site, no link is dead."""
    seen: dict[str, int] = {}
    for page in (f"/articles/{ALDER}?lang=de&stance=contrasting", "/?lang=de", "/search?q=stance:contrasting&lang=de"):
        tree = parsed(client.get(page).text)
        for link in tree.iter(f"{NS}a"):
            address = link.get("href", "").split("#")[0]
            if address.startswith("/") and address not in seen:
                assert "lang=" in address, address
                seen[address] = client.get(address).status_code
    assert {address for address, status in seen.items() if status not in (200, 303)} == set()
    assert any("/beside/" in address for address in seen)


def test_the_public_sees_no_private_statement_on_any_page(template: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(template, tmp_path / "index")
    with open_index(folder) as owner:
        view = owner.report(ALDER, limit=1).statements[0]
        owner.set_visibility(view.citing.key, "private")
        owner.search("")
    with open_index(folder, read_only=True, audience="public") as index:
        client = client_of(index, csrf_token=lambda request: "a-token")
        words = view.sentence[:60]
        tied = f"look={view.citing.key}~{index.article(ALDER).key}"
        looks = (f"/articles/{ALDER}?tab=map&{tied}", f"/compare?article={ALDER}&article={KESTREL}")
        for page in (f"/articles/{ALDER}?size=200", f"/articles/{view.citing.key}?tab=references", "/search?size=200", *looks):
            assert unescape(client.get(page).text).find(words) < 0, page
        assert client.get(f"/statements/{view.id}").status_code == 404
        assert view.id not in client.get(f"/articles/{ALDER}?export=csv").text
        with pytest.raises(NotFound):
            index.statement(view.id)
        other = index.report(ALDER, limit=20).statements[0].id
        assert 'method="post"' not in client.get(f"/statements/{other}").text
        assert (
            client.post(f"/statements/{other}/review", data={"csrf_token": "a-token", "stance": "mentioning"}).status_code == 403
        )


def test_a_wrong_label_is_corrected_with_a_token_alone(writing: tuple[TestClient, Index]) -> None:
    client, index = writing
    view = next(view for view in index.report(ALDER, limit=50).statements if view.stance is Stance.CONTRASTING)
    page = client.get(f"/statements/{view.id}")
    assert 'name="csrf_token" value="a-token"' in page.text
    assert "etag" not in page.headers
    parsed(page.text)
    form = {"stance": "supporting", "evidence": "own", "why": HOSTILE, "reviewer": "Ada"}
    for token in ("", "another", "a-tokén"):
        assert client.post(f"/statements/{view.id}/review", data=form | {"csrf_token": token}).status_code == 403
    assert index.reviews() == ()
    taken = client.post(f"/statements/{view.id}/review", data=form | {"csrf_token": "a-token"})
    assert taken.status_code == 303
    assert index.statement(view.id).statement.stance is Stance.SUPPORTING
    after = client.get(taken.headers["location"]).text
    parsed(after)
    assert "Ada" in after
    assert "<script>alert" not in after
    assert client.post(f"/statements/{view.id}/review", data={"csrf_token": "a-token"}).status_code == 400
    assert client.post(f"/statements/{view.id}/review", content=b"x" * 70_000).status_code == 400


def test_without_a_token_nothing_can_be_written(client: TestClient, index: Index) -> None:
    view = index.report(ALDER, limit=1).statements[0]
    text = client.get(f"/statements/{view.id}").text
    assert 'method="post"' not in text
    assert client.post(f"/statements/{view.id}/review", data={"stance": "mentioning"}).status_code in (404, 405)


def test_a_first_load_is_small(client: TestClient) -> None:
    import gzip

    pages = [f"/articles/{ALDER}?size=200", "/static/citance.css", "/static/citance.js", "/static/mark.svg"]
    assert sum(len(gzip.compress(client.get(page).content)) for page in pages) < 120_000
