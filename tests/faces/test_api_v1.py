"""Our own API on the toy literature, asked through an in-process client."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi")
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.concurrency import run_in_threadpool

from citance import errors
from citance.api.v1 import Refusal, Reviewer, router, schemas
from citance.api.v1.formats import choose_format
from citance.api.v1.problems import answer
from citance.index import Audience, Index, open_index
from citance.model.codec import to_json
from citance.services.status_codes import TABLE, TurnedAway

ALDER = "10.5555/toy.alder2011"
PROBLEM = "application/problem+json"


def client_of(index: Index, reviewer: Reviewer | None = None) -> TestClient:
    app = FastAPI()
    app.include_router(router(lambda question: run_in_threadpool(question, index), reviewer=reviewer))
    return TestClient(app)


@pytest.fixture(scope="module")
def index(toy_index: Path) -> Iterator[Index]:
    with open_index(toy_index) as index:
        yield index


@pytest.fixture(scope="module")
def client(index: Index) -> TestClient:
    return client_of(index)


@pytest.fixture
def own(own_index: Path) -> Iterator[Index]:
    """An index of the toy literature to change."""
    with open_index(own_index) as index:
        yield index


def problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    """The body of an answer that tells of this trouble."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    body: dict[str, Any] = response.json()
    assert body["type"] == f"urn:citance:problem:{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


# -- articles ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        ALDER,
        ALDER.upper(),
        quote(ALDER, safe=""),
        "https://doi.org/" + ALDER,
        quote("doi: " + ALDER),
    ],
)
@pytest.mark.parametrize("part", ["", "/report", "/statements", "/references"])
def test_an_article_answers_to_any_spelling(client: TestClient, spelling: str, part: str) -> None:
    response = client.get(f"/v1/articles/{spelling}{part}")
    assert response.status_code == 200, response.text
    assert ALDER in response.text


def test_a_map_and_a_comparison_are_what_the_index_says(client: TestClient, index: Index) -> None:
    other = index.citation_map(ALDER).ties[0].citing
    told = client.get(f"/v1/articles/{quote(ALDER, safe='')}/map", params={"opened": other})
    assert told.json() == json.loads(to_json(index.citation_map(ALDER, opened=[other])))
    told = client.get("/v1/compare", params={"article": [ALDER, other]})
    assert told.json() == json.loads(to_json(index.compare([ALDER, other])))
    few = client.get("/v1/compare", params={"article": [ALDER, other], "fields": "compared,among.citing"}).json()
    assert set(few) == {"schema", "compared", "among"}


def test_trouble_with_maps_and_comparisons_is_told(client: TestClient) -> None:
    problem(client.get("/v1/compare"), 400, "invalid_input")
    problem(client.get("/v1/compare", params={"article": "10.5555/none"}), 404, "not_found")
    problem(client.get("/v1/articles/10.5555/none/map"), 404, "not_found")
    problem(client.get(f"/v1/articles/{ALDER}/map", params={"depth": "2"}), 400, "unknown_name")


def test_an_article_answers_to_every_name_it_has(client: TestClient, index: Index) -> None:
    article = index.article(ALDER)
    for name in filter(None, (article.key, article.pmid, article.pmcid)):
        assert client.get(f"/v1/articles/{name}").json()["article"]["doi"] == ALDER


def test_an_article_tells_its_tally_notices_and_reach(client: TestClient) -> None:
    body = client.get(f"/v1/articles/{ALDER}").json()
    assert body["schema"] == "citance/article/1"
    assert body["tally"]["contrasting"] == body["tally"]["contrasting_own"] + body["tally"]["contrasting_reported"] > 0
    assert "contradicting" not in json.dumps(body)
    reach, tally = body["reach"], body["tally"]
    assert reach["statements"] == tally["total"] == reach["classified"] + reach["unclassified"]
    assert f"of {reach['citing_works']} citing works known, {tally['citing_articles']} cite it" in reach["words"]
    retracted = client.get("/v1/articles/10.5555/toy.kestrel2016").json()
    assert retracted["article"]["standing"] == ["retracted"]
    assert retracted["relations"][0]["kind"] == "retracted_by"


def test_a_report_is_the_value_that_the_command_prints(client: TestClient, index: Index) -> None:
    body = client.get(f"/v1/articles/{ALDER}/report?limit=3&stance=contrasting&sort=oldest").json()
    from citance.index import Filters
    from citance.model import Stance

    value = json.loads(to_json(index.report(ALDER, filters=Filters(stance=(Stance.CONTRASTING,)), order="oldest", limit=3)))
    for one in (body, value):
        del one["provenance"]["made_at"]
    assert {name: body[name] for name in value} == value
    assert set(body) - set(value) == {"reach", "next"}


def test_sparse_fields_leave_the_rest_out(client: TestClient) -> None:
    body = client.get(f"/v1/articles/{ALDER}/report?fields=tally.total,statements.citing.title,statements.id&limit=2").json()
    assert set(body) == {"schema", "next", "tally", "statements"}
    assert set(body["tally"]) == {"total"}
    assert all(set(one) == {"citing", "id"} and set(one["citing"]) == {"title"} for one in body["statements"])
    assert len(body["statements"]) == 2


@pytest.mark.parametrize("field", ["tali", "tally.suporting", "statements.citing.authors.nam", "total.x", "by_year.2015.x"])
def test_a_field_there_is_not_is_told(client: TestClient, field: str) -> None:
    response = client.get(f"/v1/articles/{ALDER}/report?fields={field}")
    assert response.status_code == 400
    assert field in response.json()["detail"] or "known" in response.json()


@pytest.mark.parametrize("limit", [1, 7, 50])
@pytest.mark.parametrize("part", ["report?sort=stored", "statements?stance=mentioning&language=en", "references?"])
def test_pages_hold_everything_once(client: TestClient, part: str, limit: int) -> None:
    article = ALDER if "references" not in part else "10.5555/toy.wen2024"
    address = f"/v1/articles/{article}/{part}&limit={limit}"
    seen: list[Any] = []
    body = client.get(address).json()
    while True:
        rows = body.get("statements", body.get("references"))
        seen += [row.get("id", row.get("position")) for row in rows]
        if body["next"] is None:
            break
        assert len(rows) == limit
        body = client.get(f"{address}&cursor={body['next']}").json()
    assert len(seen) == len(set(seen)) == body["total"] > 5


def test_a_cursor_belongs_to_its_question(client: TestClient) -> None:
    cursor = client.get(f"/v1/articles/{ALDER}/report?limit=1").json()["next"]
    assert client.get(f"/v1/articles/{ALDER}/report?limit=2&fields=offset&cursor={cursor}").json()["offset"] == 1
    for other in (
        f"{ALDER}/report?stance=mentioning",
        f"{ALDER}/report?sort=oldest",
        f"{ALDER}/statements?",
        "10.5555/toy.kestrel2016/report?",
    ):
        problem(client.get(f"/v1/articles/{other}&cursor={cursor}"), 400, "bad_cursor")
    for broken in (cursor[:-2], cursor + "x", "AAAA", "é", "%00", "x" * 500, ""):
        problem(client.get(f"/v1/articles/{ALDER}/report?cursor={broken}"), 400, "bad_cursor")


def test_a_cursor_of_another_state_says_so(own: Index) -> None:
    client = client_of(own)
    for route, statements in ((f"articles/{ALDER}/report", "statements"), ("search?query=sirolimus", "")):
        address = f"/v1/{route}{'&' if '?' in route else '?'}limit=1"
        body = client.get(address).json()
        row = body["statements"][0]["id"] if statements else body["statements"]["hits"][0]["statement"]["id"]
        own.record_review(row, reviewer="A. Reader", stance="mentioning", why=route)
        told = problem(client.get(f"{address}&cursor={body['next']}"), 410, "cursor_expired")
        assert "the index has changed" in told["detail"]


def test_statements_have_words_spans_reasons_scores_and_provenance(client: TestClient) -> None:
    body = client.get(f"/v1/articles/{ALDER}/statements?stance=contrasting&evidence=own").json()
    assert body["schema"] == "citance/cited-by/1"
    assert body["total"] == len(body["statements"]) > 0
    for one in body["statements"]:
        start, end = one["span"]
        assert one["sentence"][start:end]
        said = one["classification"]
        assert said["by"] == "rules 1"
        assert abs(sum(said["scores"].values()) - 1) < 1e-5
        assert all({"in", "span", "cue", "role"} <= set(reason) for reason in said["because"])
    assert any(one.get("before") or one.get("after") for one in body["statements"])
    assert body["provenance"]["filters"] == {"stance": ["contrasting"], "evidence": ["own"]}
    assert {facet["value"] for facet in body["facets"]["stance"]} >= {"supporting", "contrasting"}


def test_filters_combine_and_lists_take_commas(client: TestClient) -> None:
    address = f"/v1/articles/{ALDER}/statements?limit=200&fields=total,statements.stance,statements.citing.year"
    both = client.get(f"{address}&stance=supporting,contrasting&first_year=2015").json()
    again = client.get(f"{address}&stance=supporting&stance=contrasting&first_year=2015").json()
    assert both == again
    assert {one["stance"] for one in both["statements"]} == {"supporting", "contrasting"}
    assert all(one["citing"]["year"] >= 2015 for one in both["statements"])
    author = client.get(f"{address}&author=lorna%20gale&words=sirolimus&confidence=0.1&article_type=research-article").json()
    assert author["total"] >= 0


@pytest.mark.parametrize(
    "asked",
    [
        "stanze=contrasting",
        "stance=contradicting",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=1&limit=2",
        "first_year=0",
        "first_year=2020&last_year=2010",
        "self_citation=perhaps",
        "confidence=2",
        "confidence=nan",
        "sort=surest",
        "format=xml",
        "format=",
        "stance=",
        "journal=",
        "author=" + "x" * 301,
        "&".join(["section=other"] * 101),
        "author=" + "x" * 3000,
    ],
)
def test_what_is_not_understood_is_told(client: TestClient, asked: str) -> None:
    response = client.get(f"/v1/articles/{ALDER}/report?{asked}")
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == PROBLEM


def test_a_misspelt_parameter_is_answered_with_the_known_ones(client: TestClient) -> None:
    told = problem(client.get("/v1/search?stanze=contrasting"), 400, "unknown_name")
    assert "stance" in told["known"]
    assert client.get("/v1/stats?_=1234").status_code == 200  # what keeps caches away


# -- formats -----------------------------------------------------------------------------------------------------------------

EVERY = ["jsonl", "csv", "ris", "bibtex", "csl-json", "jsonld"]


def check(response: Any, format: str) -> None:
    """The answer is written in the format, and says so."""
    assert response.status_code == 200, response.text
    kind, text = response.headers["content-type"].partition(";")[0], response.text
    match format:
        case "jsonl":
            assert kind == "application/x-ndjson"
            assert all(json.loads(line)["schema"] for line in text.splitlines())
        case "csv":
            assert kind == "text/csv"
            assert len(list(csv.DictReader(io.StringIO(text)))) > 0
        case "ris":
            assert kind == "application/x-research-info-systems"
            assert text.startswith("TY  - ")
        case "bibtex":
            assert kind == "application/x-bibtex"
            assert "\n@" in text
        case "csl-json":
            assert kind == "application/vnd.citationstyles.csl+json"
            assert json.loads(text)[0]["title"]
        case _:
            assert kind == "application/ld+json"
            assert json.loads(text)["@graph"][0]["cites"]


@pytest.mark.parametrize("format", EVERY)
@pytest.mark.parametrize(
    "part", ["report?stance=contrasting", "statements?stance=contrasting&confidence=0.3", "references?", "?"]
)
def test_every_answer_about_an_article_in_every_format(client: TestClient, part: str, format: str) -> None:
    article = "10.5555/toy.wen2024" if part.startswith("references") else ALDER
    response = client.get(f"/v1/articles/{article}/{part}&format={format}".replace("/?", "?"))
    if (part == "?" and format in ("jsonl", "jsonld")) or (part == "references?" and format == "jsonl"):
        problem(response, 400, "unknown_name")
    else:
        check(response, format)
        if format not in ("jsonld",):
            assert response.headers["content-disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize(("kind", "formats"), [("statements", ("jsonl", "csv", "jsonld")), ("articles", EVERY[:-1])])
def test_what_a_search_found_in_every_format(client: TestClient, kind: str, formats: tuple[str, ...]) -> None:
    for format in EVERY:
        response = client.get(f"/v1/search?query=sirolimus&kind={kind}&format={format}")
        if format in formats:
            check(response, format)
        else:
            problem(response, 406, "not_acceptable")


def test_an_export_holds_what_the_filters_let_through_whatever_the_page(client: TestClient) -> None:
    asked = f"/v1/articles/{ALDER}/statements?stance=contrasting&confidence=0.3"
    total = client.get(f"{asked}&limit=1").json()["total"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"{asked}&limit=1&format=csv").text)))
    assert len(rows) == total > 1
    assert {row["stance"] for row in rows} == {"contrasting"}


def test_the_bibliography_of_an_article_is_itself_and_of_a_report_who_cites_it(client: TestClient) -> None:
    assert f"DO  - {ALDER}" in client.get(f"/v1/articles/{ALDER}?format=ris").text
    assert f"DO  - {ALDER}" not in client.get(f"/v1/articles/{ALDER}/report?format=ris").text


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("application/x-bibtex", "bibtex"),
        ("text/csv;q=0.5, application/x-research-info-systems", "ris"),
        ("text/*", "csv"),
        ("application/json;q=0, text/csv", "csv"),
        ("APPLICATION/LD+JSON; profile=x", "jsonld"),
        ("image/png, application/json;q=0.1", "json"),
        ("text/csv;q=x", "csv"),
    ],
)
def test_accept_chooses_the_format(accept: str, format: str) -> None:
    assert choose_format(None, accept, ("json", *EVERY)) == format


def test_what_cannot_be_accepted_is_told_and_format_stands_above(client: TestClient) -> None:
    told = problem(client.get("/v1/stats", headers={"accept": "image/png"}), 406, "not_acceptable")
    assert told["formats"] == ["json"]
    response = client.get(f"/v1/articles/{ALDER}?format=ris", headers={"accept": "application/json"})
    assert response.text.startswith("TY  - ")
    assert response.headers["vary"] == "Accept"


# -- caches ------------------------------------------------------------------------------------------------------------------


def test_who_has_the_answer_is_told_so_until_the_index_changes(own: Index) -> None:
    client = client_of(own)
    address = f"/v1/articles/{ALDER}/report?limit=1"
    first = client.get(address)
    tag = {"if-none-match": f'"other", {first.headers["etag"]}'}
    again = client.get(address, headers=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(f"{address}&stance=contrasting", headers=tag).status_code == 200
    assert client.get(address, headers={**tag, "accept": "text/csv"}).status_code == 200
    own.record_review(first.json()["statements"][0]["id"], reviewer="A. Reader", stance="supporting")
    assert client.get(address, headers=tag).status_code == 200


def test_the_time_of_the_last_change_is_told(own: Index) -> None:
    client = client_of(own)
    for file in own.path.iterdir() if own.path else ():
        os.utime(file, (time.time() - 3600, time.time() - 3600))
    changed = client.get("/v1/stats").headers["last-modified"]
    assert client.get("/v1/stats", headers={"if-modified-since": changed}).status_code == 304
    assert client.get("/v1/stats", headers={"if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}).status_code == 200
    assert client.get("/v1/stats", headers={"if-modified-since": "yesterday"}).status_code == 200
    both = {"if-modified-since": changed, "if-none-match": '"other"'}
    assert client.get("/v1/stats", headers=both).status_code == 200  # the tag is all that counts


def test_who_cannot_have_it_is_not_told_that_nothing_changed(client: TestClient) -> None:
    for headers in ({"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        assert client.get("/v1/articles/10.5555/none", headers=headers).status_code == 404
    assert client.get("/v1/stats", headers={"if-none-match": "*"}).status_code == 304


def test_an_index_in_memory_has_no_time(tmp_path: Path) -> None:
    with open_index(None) as index:
        assert "last-modified" not in client_of(index).get("/v1/stats").headers


def test_head_answers_as_get(client: TestClient) -> None:
    response = client.head(f"/v1/articles/{ALDER}")
    assert response.status_code == 200
    assert response.headers["etag"] == client.get(f"/v1/articles/{ALDER}").headers["etag"]


# -- many at once ------------------------------------------------------------------------------------------------------------


def test_a_batch_answers_every_identifier_as_asked(client: TestClient) -> None:
    asked = [ALDER.upper(), "pmid:1", "no identifier", "10.5555/toy.kestrel2016"]
    body = client.post("/v1/articles:batch", json=asked).json()
    assert body["schema"] == "citance/articles/1"
    assert list(body["articles"]) == asked
    assert body["found"] == 2
    assert body["articles"][ALDER.upper()]["tally"]["total"] > 0
    assert body["articles"]["pmid:1"] is None
    assert body["articles"]["no identifier"] is None
    assert "abstract" not in body["articles"][ALDER.upper()]["article"]
    assert client.post("/v1/articles:batch", json={"identifiers": asked}).json()["articles"] == body["articles"]
    bare = client.post(f"/v1/articles:batch?fields=articles.{'x'}.tally.total,found", json=asked).json()
    assert bare["found"] == 2
    check(client.post("/v1/articles:batch?format=ris", json=asked), "ris")


def test_a_batch_has_its_limits(client: TestClient) -> None:
    assert client.post("/v1/articles:batch", json=[f"10.5555/{n}" for n in range(500)]).json()["found"] == 0
    problem(client.post("/v1/articles:batch", json=["10.5555/x"] * 501), 400, "invalid_input")
    for body in (b"", b"{", b"{}", b"[1]", b"[null]", b'"x"', b"[" * 100_000, b"\xff"):
        response = client.post("/v1/articles:batch", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 400, body[:20]
        assert response.headers["content-type"] == PROBLEM
    large = {"content-type": "application/json"}
    problem(client.post("/v1/articles:batch", content=b" " * (2**20 + 1), headers=large), 413, "too_large")
    problem(client.post("/v1/articles:batch", data={"a": "b"}), 415, "unsupported_media_type")


# -- statements --------------------------------------------------------------------------------------------------------------


def test_a_statement_tells_its_history_and_reviews(own: Index) -> None:
    client = client_of(own)
    (first,) = own.report(ALDER, limit=1).statements
    asked = {"stance": "contrasting", "evidence": "own", "why": "the opposite", "reviewer": "A. Reader"}
    kept = client.post(f"/v1/statements/{first.id}/reviews", json=asked)
    assert kept.status_code == 201, kept.text
    assert kept.json()["schema"] == "citance/review-row/1"
    assert kept.headers["location"] == f"/v1/statements/{first.id}"
    body = client.get(kept.headers["location"]).json()
    assert body["schema"] == "citance/statement-details/1"
    assert body["statement"]["stance"] == "contrasting"
    assert body["statement"]["reviewed"] is True
    assert body["history"][-1]["classification"]["by"] == "rules 1"
    assert [row["review"]["why"] for row in body["reviews"]] == ["the opposite"]
    assert body["provenance"]["sequence"] == own.sequence
    assert body["provenance"]["made_by"]
    for format in EVERY[1:]:
        check(client.get(f"/v1/statements/{first.id}?format={format}"), format)
    graph = client.get(f"/v1/statements/{first.id}?format=jsonld").json()["@graph"]
    assert graph[0]["disagreesWith"]
    problem(client.get("/v1/statements/none"), 404, "not_found")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"why": "no stance", "reviewer": "A"},
        {"stance": "contradicting", "reviewer": "A"},
        {"stance": "unclassified", "reviewer": "A"},
        {"stance": "supporting"},
        {"stance": "mentioning", "evidence": "own", "reviewer": "A"},
        {"stance": "supporting", "cited": ALDER, "reviewer": "A"},
        {"stance": "supporting", "reviewer": "A", "number": 1},
        {"cited": "nothing", "reviewer": "A"},
    ],
)
def test_a_review_that_says_too_much_or_too_little_is_refused(own: Index, said: dict[str, Any]) -> None:
    (first,) = own.report(ALDER, limit=1).statements
    response = client_of(own).post(f"/v1/statements/{first.id}/reviews", json=said)
    assert response.status_code == 400, response.text
    assert own.reviews() == ()


def test_who_may_review_is_asked_at_the_door(own: Index) -> None:
    def only_readers(request: Request) -> str:
        if request.headers.get("authorization") != "Bearer good":
            raise Refusal("forbidden", "this needs a key")
        return "the key's owner"

    client = client_of(own, only_readers)
    (first,) = own.report(ALDER, limit=1).statements
    said = {"stance": "mentioning", "reviewer": "somebody"}
    problem(client.post(f"/v1/statements/{first.id}/reviews", json=said), 403, "forbidden")
    kept = client.post(f"/v1/statements/{first.id}/reviews", json=said, headers={"authorization": "Bearer good"}).json()
    assert kept["review"]["reviewer"] == "the key's owner"
    # A form on a page elsewhere can send none of what is taken here.
    plain = {"content-type": "text/plain", "authorization": "Bearer good"}
    foreign = client.post(f"/v1/statements/{first.id}/reviews", content=json.dumps(said), headers=plain)
    problem(foreign, 415, "unsupported_media_type")


def seen_by(audience: Audience, own: Index) -> Index:
    assert own.path is not None
    return open_index(own.path, audience=audience, read_only=True)


def test_the_public_is_shown_no_private_word_and_writes_nothing(own: Index) -> None:
    secret = next(one for one in own.report(ALDER, limit=50).statements if one.sentence)
    own.set_visibility(secret.citing.key, "private")
    with seen_by("public", own) as public:
        client = client_of(public)
        problem(client.get(f"/v1/statements/{secret.id}"), 404, "not_found")
        said = {"stance": "mentioning", "reviewer": "A"}
        problem(client.post(f"/v1/statements/{secret.id}/reviews", json=said), 404, "not_found")
        start = secret.sentence[:40]
        for part in (
            "report?limit=200",
            "statements?limit=200",
            "report?format=csv",
            "statements?format=jsonl",
            "report?format=jsonld",
        ):
            response = client.get(f"/v1/articles/{ALDER}/{part}")
            assert response.status_code == 200
            assert start not in response.text
            assert secret.id not in response.text
        assert client.get(f"/v1/articles/{secret.citing.key}/references").status_code in (200, 404)
        assert start not in client.get(f"/v1/articles/{secret.citing.key}/references").text
        assert secret.id not in client.get("/v1/search?limit=200").text
        # One audience is never told that it has what another was shown.
        tag = client_of(own).get("/v1/stats").headers["etag"]
        assert client.get("/v1/stats", headers={"if-none-match": tag}).status_code == 200


# -- search, stats, classify -------------------------------------------------------------------------------------------------


def test_search_finds_statements_and_articles_with_facets(client: TestClient, index: Index) -> None:
    found = client.get("/v1/search?query=pneumonia%20infants&stance=contrasting&limit=3").json()
    assert found["schema"] == "citance/search/1"
    assert found["articles"] is None
    assert all(hit["statement"]["stance"] == "contrasting" for hit in found["statements"]["hits"])
    assert found["statements"]["facets"]["section"]
    articles = client.get("/v1/search?query=author:alder&kind=articles&sort=most-cited&facets=year").json()
    assert articles["articles"]["hits"][0]["article"]["doi"] == ALDER
    assert set(articles["articles"]["facets"]) == {"year"}
    assert client.get("/v1/search?query=sirolimus&facets=none").json()["statements"]["facets"] == {}
    about = client.get(f"/v1/search?cited={quote(ALDER, safe='')}&limit=0").json()
    assert about["statements"]["total"] == index.tally(ALDER).total


def test_search_pages_hold_everything_once(client: TestClient) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        body = client.get(f"/v1/search?query=sirolimus&sort=newest&limit=20{cursor}").json()
        seen += [hit["statement"]["id"] for hit in body["statements"]["hits"]]
        if body["next"] is None:
            break
        cursor = f"&cursor={body['next']}"
    assert len(seen) == len(set(seen)) == body["statements"]["total"] > 40


def test_a_query_that_cannot_be_read_is_answered_with_the_place(client: TestClient) -> None:
    told = problem(client.get("/v1/search?query=fever%20(rash"), 400, "invalid_query")
    assert told["offset"] == 6
    problem(client.get("/v1/search?facets=colour"), 400, "unknown_name")
    problem(client.get("/v1/search?kind=authors"), 400, "unknown_name")
    told = problem(client.get("/v1/search?kind=statements&sort=most_cited"), 400, "unknown_name")
    assert told["known"] == ["relevance", "newest", "oldest"]
    problem(client.get("/v1/search?cited=10.5555/none"), 404, "not_found")


def test_stats_do_not_tell_where_files_lie(client: TestClient, index: Index) -> None:
    response = client.get("/v1/stats")
    assert response.json()["counts"]["documents"] == 20
    assert str(index.path) not in response.text


def test_statements_are_classified_as_lines_or_as_a_list(client: TestClient) -> None:
    lines = [
        {"id": "a", "sentence": "In contrast to Alder et al. [7], we found no response.", "span": [28, 31], "heading": "Results"},
        {"id": 2, "sentence": None},
    ]
    body = client.post("/v1/classify?classifier=rules", json=lines).json()
    assert body["schema"] == "citance/classified/1"
    assert body["by"] == "rules 1"
    assert [one["id"] for one in body["verdicts"]] == ["a", 2]
    assert body["verdicts"][0]["stance"] == "contrasting"
    assert body["verdicts"][0]["because"]
    assert body["verdicts"][1]["stance"] == "unclassified"
    assert body["verdicts"][1]["reason"]
    content = "\n".join(map(json.dumps, lines))
    kind = {"content-type": "application/x-ndjson", "accept": "application/x-ndjson"}
    answered = client.post("/v1/classify?classifier=rules", content=content, headers=kind)
    assert [json.loads(line) for line in answered.text.splitlines()] == body["verdicts"]


def test_classify_takes_little_at_a_time_and_no_folders(client: TestClient, tmp_path: Path) -> None:
    line = {"id": 1, "sentence": "x"}
    assert len(client.post("/v1/classify?classifier=rules", json=[line] * 200).json()["verdicts"]) == 200
    problem(client.post("/v1/classify?classifier=rules", json=[line] * 201), 400, "invalid_input")
    for asked in (f"classifier={quote(str(tmp_path))}", "classifier=", "operating_point=sure"):
        problem(client.post(f"/v1/classify?{asked}", json=[line]), 400, "unknown_name")
    told = problem(client.post("/v1/classify?classifier=rules", json=[line, {"id": 2}]), 400, "invalid_record")
    assert told["line"] == 2
    lines = {"content": '{"id": 1, "sentence": "x"}\n\n\n{"id": 2}\n', "headers": {"content-type": "application/x-ndjson"}}
    assert problem(client.post("/v1/classify?classifier=rules", **lines), 400, "invalid_record")["line"] == 4
    long = {"id": 2, "sentence": "x" * 2**15}
    assert problem(client.post("/v1/classify?classifier=rules", json=[line, long]), 400, "invalid_record")["line"] == 2
    outside = {"id": 1, "sentence": "x", "span": [0, 9]}
    problem(client.post("/v1/classify?classifier=rules", json=[outside]), 400, "invalid_record")


# -- errors and the description ----------------------------------------------------------------------------------------------


def _tree(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


def test_every_error_of_the_tree_has_its_row() -> None:
    for kind in _tree(errors.CitanceError):
        if kind.__module__ == "citance.errors" and kind is not errors.CitanceError:
            row = next(row for row in TABLE if issubclass(kind, row.error))
            assert row.error is not errors.CitanceError, f"{kind.__name__} has no row of its own"
    places = [row.error for row in TABLE]
    for place, kind in enumerate(places):
        assert not any(issubclass(later, kind) for later in places[place + 1 :]), f"rows behind {kind.__name__} are never met"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.StoreLocked("/secret/place"), 503),
        (errors.StoreReadOnly("/secret/place"), 403),
        (errors.StoreDamaged("/secret/place", "page 7"), 503),
        (errors.ClassifierUnusable("trained", "/secret/place", "no file"), 503),
        (errors.SearchIndexError("the search index in /secret/place is not filled"), 503),
        (errors.NotFound("index", "/secret/place"), 503),
        (RuntimeError("/secret/place"), 500),
    ],
)
def test_an_error_does_not_tell_where_files_lie(error: Exception, status: int) -> None:
    response = answer(error)
    assert response.status_code == status
    assert b"secret" not in bytes(response.body)


def test_what_the_door_refuses_is_told_as_a_problem() -> None:
    response = answer(TurnedAway(408, "the body did not come in time"))
    assert (response.status_code, response.media_type) == (408, PROBLEM)


def test_reviews_go_to_an_index_of_their_own(own: Index) -> None:
    (first,) = own.report(ALDER, limit=1).statements
    said = {"stance": "mentioning", "reviewer": "A. Reader"}
    with open_index(own.path, read_only=True) as reader:
        problem(client_of(reader).post(f"/v1/statements/{first.id}/reviews", json=said), 403, "forbidden")
        app = FastAPI()
        door = router(
            lambda question: run_in_threadpool(question, reader), write=lambda question: run_in_threadpool(question, own)
        )
        app.include_router(door)
        client = TestClient(app)
        kept = client.post(f"/v1/statements/{first.id}/reviews", json=said)
        assert kept.status_code == 201, kept.text
        assert client.get(kept.headers["location"]).json()["statement"]["reviewed"] is True


def test_routes_and_methods_there_are_not(client: TestClient) -> None:
    problem(client.get("/v1/nothing"), 404, "no_such_route")
    problem(client.get("/v1/"), 404, "no_such_route")
    problem(client.get("/v1/articles/10.5555%2Fx%0Ay"), 404, "no_such_route")
    told = client.put("/v1/stats")
    problem(told, 405, "method_not_allowed")
    assert told.headers["allow"] == "GET"
    assert problem(client.get("/v1/articles/10.5555/none"), 404, "not_found")["name"] == "10.5555/none"
    problem(client.get("/v1/articles/nothing"), 400, "invalid_identifier")


def test_every_answer_is_shown_by_an_example_with_all_its_members() -> None:
    for name, schema in schemas().items():
        if "schema" in schema.get("properties", ()) and name not in ("v1.Provenance", "v1.ReviewKept", "v1.Upload"):
            (example,) = schema["examples"]
            assert set(schema["required"]) <= set(example), name


def test_it_is_served_behind_the_door(local: Any, public: Any) -> None:
    for served in (local, public):
        answer = served.get(f"/v1/articles/{ALDER}/report?limit=1")
        assert answer.status_code == 200
        assert answer.json()["provenance"].get("audience", "owner") == ("owner" if served is local else "public")
        assert "access-control-allow-origin" not in answer.headers
        (first,) = answer.json()["statements"]
        said = {"stance": "mentioning", "reviewer": "A. Reader"}
        foreign = served.post(f"/v1/statements/{first['id']}/reviews", json=said, headers={"origin": "https://evil.example"})
        assert foreign.status_code == 403
        assert served.post("/v1/articles:batch", json=[ALDER]).json()["found"] == 1
        assert "v1.ArticleReport" in served.get("/openapi.json").json()["components"]["schemas"]
    problem(public.post(f"/v1/statements/{first['id']}/reviews", json=said), 401, "refused")


def test_the_description_is_whole_and_its_examples_work(client: TestClient) -> None:
    app: Any = client.app
    described = app.openapi()
    names = set(schemas())
    told = json.dumps(described)
    assert all(part.split('"')[0] in names for part in told.split("#/components/schemas/v1.")[1:] for part in ["v1." + part])
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if "{id}" in path:
                continue
            examples = {one["name"]: one["example"] for one in operation.get("parameters", ()) if "example" in one}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
            address = path.replace("{identifier}", ALDER)
            response = client.request(method, address, params=examples, json=body)
            assert response.status_code == 200, (path, response.text)


def test_articles_are_searched_by_the_filters_of_statements(local: Any) -> None:
    def found(**asked: object) -> Any:
        answer = local.get("/v1/search", params={"query": "", "kind": "articles", "limit": 200} | asked)
        assert answer.status_code == 200, answer.text
        told = answer.json()["articles"]
        assert told["total"] == len(told["hits"])
        return told

    everything = found()
    facets = {name: {one["value"]: one["count"] for one in pairs} for name, pairs in everything["facets"].items()}
    assert {"stance", "evidence", "study_type", "language", "has_document", "standing", "retracted"} <= set(facets)
    for name in ("stance", "evidence", "study_type", "language", "standing"):
        for value, count in facets[name].items():
            assert found(**{name: value})["total"] == count, (name, value)
    for name in ("retracted", "has_document"):
        assert found(**{name: "true"})["total"] == facets[name]["yes"]
        assert found(**{name: "false"})["total"] == facets[name]["no"]
    for hit in found(stance="contrasting", evidence="own", retracted="false")["hits"]:
        assert hit["tally"]["contrasting_own"] > 0
        assert "retracted" not in hit["article"].get("standing", ())
    assert local.get("/v1/search?kind=articles&standing=praised").status_code == 400


def test_a_search_is_narrowed_to_what_retracted_articles_say(local: Any) -> None:
    def total(asked: str) -> int:
        return int(local.get(f"/v1/search?limit=0&facets=none&{asked}").json()["statements"]["total"])

    assert total("retracted=true") == total("query=retracted:yes") > 0
    assert total("retracted=true") + total("retracted=false") == total("")
