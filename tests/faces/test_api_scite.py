"""scite's dialect: one test for each rule that its clients taught, and the requests of three of them, played again.

The rules are told at the head of `citance.api.scite`. Answers are held against scite's own description of 2024 where that
is at hand.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from citance.api.scite import READ_ROUTES, search, wire
from citance.api.scite.bodies import MOST_DOIS
from citance.api.scite.words import notices
from citance.index import ArticleCard, ArticleView, Index, RelationView, open_index
from citance.model import RelationKind, Stance, Tally
from citance.services.viewer import tally_view

ALDER, KESTREL, HART, PREPRINT = (
    "10.5555/toy.alder2011",
    "10.5555/toy.kestrel2016",
    "10.5555/toy.hart2017",
    "10.5555/toy.hart2016p",
)
CASTELL, IVANOVA, WEN = "10.5555/toy.castell2014", "10.5555/toy.ivanova2017", "10.5555/toy.wen2024"
COUNTS = ("total", "supporting", "contradicting", "mentioning", "unclassified", "citingPublications")
ZERO = dict.fromkeys(COUNTS, 0)
BATCHES = ("/tallies", "/papers", "/tallies/cited-by-sections")


@pytest.fixture
def index(toy_index: Path) -> Iterator[Index]:
    with open_index(toy_index, read_only=True) as opened:
        yield opened


# -- rule 1: other people's pages ----------------------------------------------------------------------------------------------


def preflight(client: Any, path: str, **headers: str) -> Any:
    asked = {"Origin": "https://journal.example", "Access-Control-Request-Method": "POST"}
    return client.options(path, headers=asked | {"Access-Control-Request-Headers": "content-type"} | headers)


@pytest.mark.parametrize("path", ["/tallies", "/papers", "/tallies/cited-by-sections", "/search/match_reference"])
def test_any_page_may_ask_a_public_server(public: Any, path: str) -> None:
    answer = preflight(public, path)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"GET", "POST"} <= set(answer.headers["access-control-allow-methods"].split(", "))
    assert "content-type" in answer.headers["access-control-allow-headers"]
    asked = public.post("/tallies", json=[ALDER], headers={"Origin": "https://journal.example"})
    assert asked.headers["access-control-allow-origin"] == "*"
    assert asked.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_private_network_is_granted_with_the_rest(public: Any) -> None:
    answer = preflight(public, "/tallies", **{"Access-Control-Request-Private-Network": "true"})
    assert answer.headers["access-control-allow-private-network"] == "true"


def test_no_page_of_others_may_ask_a_local_server(local: Any) -> None:
    assert preflight(local, "/tallies").status_code == 403
    answer = local.get(f"/tallies/{ALDER}", headers={"Origin": "https://journal.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_pages_on_the_list_may_ask_a_local_server(serving: Callable[..., Any], toy_index: Path) -> None:
    client = serving(toy_index, origins=("https://journal.example",))
    answer = preflight(client, "/tallies")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "https://journal.example")
    assert answer.headers["vary"] == "Origin"
    assert preflight(client, "/tallies", Origin="https://other.example").status_code == 403


@pytest.mark.parametrize("path", ["/", f"/articles/{ALDER}", "/v1/articles", "/healthz", "/openapi.json", "/talliesx"])
def test_nothing_else_is_for_other_pages(public: Any, path: str) -> None:
    assert preflight(public, path).status_code == 403
    assert "access-control-allow-origin" not in public.get(path, headers={"Origin": "https://journal.example"}).headers


# -- rule 2: numbers ----------------------------------------------------------------------------------------------------------


def test_a_tally_has_all_seven_fields_and_six_are_integers(local: Any) -> None:
    tally = local.get(f"/tallies/{ALDER}").json()
    assert set(tally) == {*COUNTS, "doi"}
    assert all(type(tally[name]) is int for name in COUNTS)
    assert tally["total"] == sum(tally[name] for name in COUNTS[1:5]) > 0
    assert '"contrasting"' not in local.get(f"/tallies/{ALDER}").text


# -- rule 3: keys and spellings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        ALDER,
        ALDER.upper(),
        ALDER.replace("/", "%2F"),
        ALDER.replace("/", "%2f").upper().replace("%2F", "%2f"),
        f"https://doi.org/{ALDER}",
        f"https%3A%2F%2Fdoi.org%2F{ALDER.replace('/', '%2F')}",
        f"doi:{ALDER}",
    ],
)
@pytest.mark.parametrize("route", ["/tallies/", "/papers/", "/tallies/cited-by-sections/", "/api_partner/citations/citing/"])
def test_a_doi_may_be_spelled_in_any_way_in_a_path(local: Any, route: str, spelling: str) -> None:
    answer = local.get(route + spelling)
    assert answer.status_code == 200
    assert answer.json() == local.get(route + ALDER).json()


@pytest.mark.parametrize("route", BATCHES)
def test_keys_are_as_asked_in_lower_case(local: Any, route: str) -> None:
    asked = [ALDER.upper(), f"HTTPS://doi.org/{KESTREL}", ALDER]
    (found,) = local.post(route, json=asked).json().values()
    assert set(found) == {ALDER, f"https://doi.org/{KESTREL}"}
    assert found[f"https://doi.org/{KESTREL}"]["doi"] == KESTREL


# -- rule 4: zeros ------------------------------------------------------------------------------------------------------------


def test_every_doi_asked_for_has_a_tally(local: Any) -> None:
    asked = ["10.5555/nobody", WEN, "no doi at all"]
    found = local.post("/tallies", json=asked).json()["tallies"]
    assert found == {key.lower(): ZERO | {"doi": key.lower()} for key in asked}
    sections = local.post("/tallies/cited-by-sections", json=asked).json()["tallies"]
    assert all(set(tally.values()) == {0, key} for key, tally in sections.items())


def test_one_that_is_not_known_is_not_found_in_words(local: Any) -> None:
    for route in ("/tallies/", "/papers/", "/tallies/cited-by-sections/", "/api_partner/references/references_to/"):
        for words in ("10.5555/nobody", "rubbish", "12345"):
            answer = local.get(route + words)
            assert answer.status_code == 404
            assert isinstance(answer.json()["detail"], str)


def test_a_known_article_that_nobody_cites_has_zeros(local: Any) -> None:
    assert local.get(f"/tallies/{WEN}").json() == ZERO | {"doi": WEN}


# -- rule 5: papers never fail -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [[], [None], ["", " ", "rubbish", 7, {}, [], True, "10.5555/" + "x" * 3000], ["10.5555/nobody"] * 500]
)
@pytest.mark.parametrize("route", BATCHES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rubbish_in_a_list_is_passed_over(local: Any, method: str, route: str, body: list[Any]) -> None:
    answer = local.request(method, route, content=json.dumps([*body, ALDER] if len(body) < 500 else body))
    assert answer.status_code == 200
    (found,) = answer.json().values()
    assert len(body) == 500 or ALDER in found


def test_papers_are_answered_though_the_index_fails(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from citance.errors import StoreDamaged

    def fails(*_: object) -> None:
        raise StoreDamaged("somewhere")

    monkeypatch.setattr(Index, "cards", fails)
    answer = local.post("/papers", json=[ALDER])
    assert (answer.status_code, answer.json()) == (200, {"papers": {}})
    alone = local.get(f"/papers/{ALDER}")
    assert (alone.status_code, alone.json()) == (503, {"detail": "the index cannot be used at the moment"})


# -- rule 6: notices ----------------------------------------------------------------------------------------------------------


def test_notices_are_a_list_with_exact_words(local: Any) -> None:
    retracted, corrected, sound = (local.get(f"/papers/{doi}").json() for doi in (KESTREL, CASTELL, ALDER))
    assert [notice["status"] for notice in retracted["editorialNotices"]] == ["Retracted"]
    assert retracted["editorialNotices"][0]["noticeDoi"] == "10.5555/toy.kestrel2018r"
    assert retracted["editorialNotices"][0]["doi"] == KESTREL
    assert retracted["retracted"] is True
    assert [notice["status"] for notice in corrected["editorialNotices"]] == ["Has correction"]
    assert (sound["editorialNotices"], sound["retracted"]) == ([], False)


@pytest.mark.parametrize(
    ("kind", "title", "printed", "status"),
    [
        (RelationKind.RETRACTED_BY, "Retraction: Opioid withdrawal in otters", "", "Retracted"),
        (RelationKind.RETRACTED_BY, "Notice of retraction of \u201cWithdrawal in otters\u201d", "retracted-article", "Retracted"),
        (RelationKind.RETRACTED_BY, "Opioid withdrawal in otters", "retracted-article", "Retracted"),
        (RelationKind.RETRACTED_BY, "WITHDRAWN: Otters and retraction", "retracted-article", "Withdrawn"),
        (RelationKind.RETRACTED_BY, "Otters", "withdrawal", "Withdrawn"),
        (RelationKind.CORRECTED_BY, "Correction: Errata in lists of otters", "", "Has correction"),
        (RelationKind.CORRECTED_BY, "Erratum to: Otters", "corrected-article", "Has erratum"),
    ],
)
def test_a_notice_is_what_it_calls_itself(kind: RelationKind, title: str, printed: str, status: str) -> None:
    card = ArticleCard(
        ArticleView("a"), tally_view(Tally()), (RelationView(kind, ArticleView("n", title=title), printed=printed),)
    )
    assert [notice.status for notice in notices(card, "10.5555/otters")] == [status]


def test_a_preprint_and_its_paper_name_each_other(local: Any) -> None:
    assert local.get(f"/papers/{HART}").json()["preprintLinks"] == [{"preprintDoi": PREPRINT}]
    assert local.get(f"/papers/{PREPRINT}").json()["publicationLinks"] == [{"publishedDoi": HART}]


# -- rule 7: bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"{}", b'"10.5555/x"', b"5", b"[", b'{"dois": []}', b"\xff", b'["\xe9"]', b"[" * 9000])
@pytest.mark.parametrize("route", [*BATCHES, "/tallies/aggregate"])
def test_what_is_no_array_is_refused_in_words(local: Any, route: str, body: bytes) -> None:
    answer = local.post(route, content=body)
    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


def test_an_array_may_be_so_long_and_no_longer(local: Any) -> None:
    many = [f"10.5555/{number}" for number in range(MOST_DOIS)]
    assert len(local.post("/tallies", json=many).json()["tallies"]) == MOST_DOIS
    assert local.post("/tallies", json=[*many, ALDER]).status_code == 400


def test_the_kind_of_the_body_may_be_told_in_any_way(local: Any) -> None:
    for kind in ("application/json", "application/json;charset=UTF-8", "text/plain", ""):
        answer = local.post("/tallies", content=json.dumps([ALDER]), headers={"Content-Type": kind})
        assert answer.json()["tallies"][ALDER]["total"] > 0


# -- rule 8: references -------------------------------------------------------------------------------------------------------


def test_a_title_and_a_surname_are_matched(local: Any, index: Index) -> None:
    title = index.article(ALDER).title
    assert local.get("/search/match_reference", params={"title": title, "first_author": "Alder"}).json() == {
        "matched": True,
        "doi": ALDER,
    }
    for params in ({}, {"title": "undefined", "first_author": "undefined"}, {"title": "Nothing of the kind"}, {"title": ""}):
        answer = local.get("/search/match_reference", params=params)
        assert (answer.status_code, answer.json()) == (200, {"matched": False, "doi": None})


# -- rule 9: pages of scite's site ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", [ALDER, ALDER.replace("/", "%2F"), ALDER.upper()])
def test_reports_lead_to_our_page(local: Any, spelling: str) -> None:
    answer = local.get(f"/reports/{spelling}?utm_source=badge&x=//evil.example")
    assert (answer.status_code, answer.headers["location"]) == (307, f"/articles/{ALDER}")


def test_other_addresses_lead_to_us_as_well(serving: Callable[..., Any], toy_index: Path) -> None:
    client = serving(toy_index, root_path="/citance")
    assert client.get("/citance/assistant?startTerm=two%20words").headers["location"] == "/citance/?q=two%20words"
    assert client.get("/citance/extension-install").headers["location"] == "/citance/"
    assert client.get("/citance/badge/scite-badge-latest.min.js").headers["location"] == "/citance/badge.js"
    assert client.get("/badge/../../etc/passwd").status_code == 404
    assert client.get("/reports/a-slug-of-scite").status_code == 404


# -- counting -----------------------------------------------------------------------------------------------------------------


def test_only_own_evidence_supports_or_contradicts(
    local: Any, serving: Callable[..., Any], toy_index: Path, index: Index
) -> None:
    ours = index.tally(ALDER)
    assert ours.contrasting_reported > 0
    own, everything = (client.get(f"/tallies/{ALDER}").json() for client in (local, serving(toy_index, scite_evidence="all")))
    assert (own["supporting"], own["contradicting"]) == (ours.supporting_own, ours.contrasting_own)
    assert own["mentioning"] == ours.mentioning + ours.supporting_reported + ours.contrasting_reported
    assert (everything["supporting"], everything["contradicting"]) == (ours.supporting, ours.contrasting)
    assert own["total"] == everything["total"] == ours.total
    assert own["citingPublications"] == ours.citing_articles


def test_statements_are_counted_as_tallies_are(local: Any) -> None:
    tally = local.get(f"/tallies/{ALDER}").json()
    said = local.get(f"/api_partner/citations/citing/{ALDER}").json()["citations"]
    for kind in ("supporting", "contradicting", "mentioning"):
        assert sum(one.get("type") == kind for one in said) == tally[kind]
    assert sum("type" not in one for one in said) == tally["unclassified"]


def test_sections_are_at_most_the_total(local: Any) -> None:
    sections = local.get(f"/tallies/cited-by-sections/{ALDER}").json()
    total = sections.pop("total")
    assert sections.pop("doi") == ALDER
    assert set(sections) == {"introduction", "methods", "results", "discussion", "other"}
    assert sum(sections.values()) <= total == local.get(f"/tallies/{ALDER}").json()["total"]


def test_several_articles_are_added_up(local: Any) -> None:
    one, two = (local.get(f"/tallies/{doi}").json() for doi in (ALDER, KESTREL))
    both = local.post("/tallies/aggregate", json=[ALDER, KESTREL, ALDER.upper(), None, "10.5555/nobody"]).json()
    assert both == {name: one[name] + two[name] for name in COUNTS}


# -- who cites whom -----------------------------------------------------------------------------------------------------------


def test_statements_come_in_pages(local: Any) -> None:
    whole = local.get(f"/api_partner/citations/citing/{ALDER}").json()
    first, second = (
        local.get(f"/api_partner/citations/citing/{ALDER}", params={"limit": 7, "offset": offset}).json() for offset in (0, 7)
    )
    assert whole["metadata"]["totalCitationCount"] == len(whole["citations"]) == first["metadata"]["totalCitationCount"]
    assert first["citations"] + second["citations"] == whole["citations"][:14]
    assert len({one["id"] for one in whole["citations"]}) == len(whole["citations"])
    assert all(one["id"] < 1 << 53 and one["target"] == ALDER and "snippet" not in one for one in whole["citations"])
    assert "papers" not in whole
    assert "tallies" not in whole


def test_papers_and_tallies_of_both_ends_may_be_had_with_them(local: Any) -> None:
    answer = local.get(f"/api_partner/citations/cited_by/{HART}", params={"papers": "true", "tallies": "true"}).json()
    ends = {end for one in answer["citations"] for end in (one["source"], one["target"]) if end.startswith("10.")}
    assert ends == set(answer["papers"]) == set(answer["tallies"])
    assert answer["tallies"][ALDER] == local.get(f"/tallies/{ALDER}").json()


def test_both_directions_agree(local: Any) -> None:
    listed = local.get(f"/api_partner/references/references_to/{ALDER}").json()
    assert listed["metadata"]["totalReferenceCount"] == local.get(f"/tallies/{ALDER}").json()["citingPublications"]
    for one in listed["references"]:
        back = local.get(f"/api_partner/references/references_from/{one['source']}").json()
        assert ALDER in {reference["target"] for reference in back["references"]}
    sources = {one["source"] for one in listed["references"]}
    assert set(local.get(f"/papers/sources/{ALDER}").json()["papers"]) == sources
    only = local.get(f"/api_partner/references/references_to/{ALDER}", params={"source_doi": [HART, "10.5555/nobody"]}).json()
    assert [one["source"] for one in only["references"]] == [HART]


def test_what_is_private_is_told_to_nobody_else(serving: Callable[..., Any], own_index: Path) -> None:
    with open_index(own_index) as writing:
        writing.set_visibility(IVANOVA, "private")
    client = serving(own_index, public=True)
    answer = client.get(f"/api_partner/citations/citing/{ALDER}").json()
    assert IVANOVA not in {one["source"] for one in answer["citations"]}
    assert answer["metadata"]["restrictedCitationCount"] > 0
    assert IVANOVA not in client.get(f"/papers/sources/{ALDER}").text
    assert client.get(f"/api_partner/references/references_from/{IVANOVA}").json().get("references", []) == []
    assert IVANOVA not in {
        hit["doi"] for hit in client.get("/search", params={"term": "sirolimus", "mode": "citations"}).json()["hits"]
    }


# -- search -------------------------------------------------------------------------------------------------------------------


def find(client: Any, **params: Any) -> Any:
    answer = client.get("/search", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_search_finds_articles_and_their_own_words(local: Any) -> None:
    found = find(local, term="pneumonia", limit=3)
    assert found["count"] >= len(found["hits"]) == 3
    snippets = [one["snippet"] for hit in found["hits"] for one in hit["citations"]]
    assert any('<strong class="highlight">' in snippet and "<cite data-doi=" in snippet for snippet in snippets)
    assert all(one["source"] == hit["doi"] for hit in found["hits"] for one in hit["citations"])
    assert found["aggregations"]["journals"][0]["docCount"] >= 1


def test_statements_of_one_stance_and_section_are_found(local: Any) -> None:
    found = find(local, citation_types=["contrasting"], section="discussion", limit=100)
    said = [one for hit in found["hits"] for one in hit["citations"]]
    assert len(said) == found["count"] > 0
    assert {one["section"] for one in said} == {"discussion"}
    assert {one["type"] for one in said} <= {"contradicting", "mentioning"}  # reported evidence is mentioning here
    assert "contradicting" in {one["type"] for one in said}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"has_retraction": True}, {KESTREL}),
        ({"has_correction": True}, {CASTELL}),
        ({"author": "kestrel", "has_retraction": True}, {KESTREL}),
        ({"title": "sirolimus", "date_to": 2011, "has_tally": True, "author": "Alder"}, {ALDER}),
        ({"affiliation": "anywhere"}, set()),
        ({"substances": ["sirolimus"]}, set()),
        ({"mesh_type": "Infant"}, set()),
        ({"citing_publications_from": 15}, {ALDER}),
    ],
)
def test_filters_leave_what_fits(local: Any, params: dict[str, Any], expected: set[str]) -> None:
    found = find(local, mode="papers", **params)
    assert {hit["doi"] for hit in found["hits"]} == expected
    assert found["count"] == len(expected)


def test_counts_bound_what_is_found(local: Any) -> None:
    hits = find(local, mode="papers", limit=100, supporting_from=1, mentioning_to=20)["hits"]
    assert hits
    assert all(hit["tally"]["supporting"] >= 1 and hit["tally"]["mentioning"] <= 20 for hit in hits)


@pytest.mark.parametrize("evidence", ["own", "all"])
@pytest.mark.parametrize(
    "params",
    [
        {"contrasting_from": 1},
        {"supporting_from": 2, "contrasting_from": 1},
        {"supporting_from": 1, "has_tally": True},
        {"has_retraction": True},
        {"has_correction": True, "has_tally": True},
        {"has_retraction": True, "mode": "citations"},
    ],
)
def test_what_fits_is_found_however_much_else_answers(
    serving: Callable[..., Any], toy_index: Path, monkeypatch: pytest.MonkeyPatch, params: dict[str, Any], evidence: str
) -> None:
    """Hits are looked at one by one among so many; those that cannot fit are not among them."""
    client = serving(toy_index, scite_evidence=evidence)
    asked = {"mode": "papers", "limit": 1000} | params
    whole = find(client, **asked)
    assert whole["count"] > 0
    monkeypatch.setattr(search, "MOST_HITS", whole["count"] + (5 if len(params) > 1 else 0))
    assert find(client, **asked) == whole


@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize(
    ("sort", "field"),
    [("total_supported", "supporting"), ("total_contrasted", "contradicting"), ("total_mentioned", "mentioning")],
)
def test_hits_are_sorted(serving: Callable[..., Any], toy_index: Path, sort: str, field: str, order: str) -> None:
    client = serving(toy_index, scite_evidence="all")
    values = [hit["tally"][field] for hit in find(client, mode="papers", sort=sort, sort_order=order, limit=100)["hits"]]
    assert values == sorted(values, reverse=order == "desc")


def test_dates_sort_and_bound(local: Any) -> None:
    years = [hit["year"] for hit in find(local, mode="papers", sort="date", limit=100, date_from="2012-01-01")["hits"]]
    assert years == sorted(years, reverse=True)
    assert min(years) >= 2012


def test_pages_join(local: Any) -> None:
    whole = [hit["doi"] for hit in find(local, mode="papers", limit=100)["hits"]]
    parts = [hit["doi"] for offset in range(0, len(whole), 10) for hit in find(local, mode="papers", offset=offset)["hits"]]
    assert parts == whole


@pytest.mark.parametrize("term", ["(", '"', "AND", "a:b:c", "x" * 500, "title:", "-", "*", "<script>alert(1)</script>", "\x00"])
def test_a_search_box_takes_anything(local: Any, term: str) -> None:
    assert "<script>" not in json.dumps(find(local, term=term)["hits"])


@pytest.mark.parametrize(
    "params", [{"term": '"'}, {"term": "((("}, {"term": "??"}, {"title": "??"}, {"term": "sirolimus", "author": "-"}]
)
def test_what_has_no_letters_matches_nothing(local: Any, params: dict[str, str]) -> None:
    assert (found := find(local, **params))["count"] == 0 == len(found["hits"])


def test_a_statement_is_found_by_the_type_that_is_told_of_it(local: Any) -> None:
    stats = {"supporting": 0, "contrasting": 0, "mentioning": 0}
    for kind in stats:
        found = find(local, mode="citations", citation_types=kind, limit=1000)
        types = {one["id"]: one["type"] for hit in found["hits"] for one in hit["citations"]}
        assert len(types) == found["count"] > 0
        assert set(types.values()) == {"contradicting" if kind == "contrasting" else kind}
        stats[kind] = found["count"]
    both = find(local, mode="citations", citation_types="supporting,mentioning", limit=0)["count"]
    assert both == stats["supporting"] + stats["mentioning"]


def test_statements_are_counted_and_paged_after_their_articles_are_looked_at(local: Any) -> None:
    asked = {"mode": "citations", "term": "pneumonia"}
    assert find(local, **asked, supporting_from=100_000)["count"] == 0
    every = find(local, **asked, has_tally=True, limit=1000)
    said = [one["id"] for hit in every["hits"] for one in hit["citations"]]
    assert every["count"] == len(set(said)) > 3
    pages = [find(local, **asked, has_tally=True, limit=3, offset=offset) for offset in range(0, every["count"], 3)]
    assert sorted(one["id"] for page in pages for hit in page["hits"] for one in hit["citations"]) == sorted(said)
    totals = [hit["tally"]["total"] for hit in find(local, **asked, sort="total_cited", limit=1000)["hits"]]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize(
    ("written", "meant"), [(" 2015", "2015"), ("2015 ", "2015"), ("2014-6", "2014-06"), ("2014-6-1", "2014-06-01")]
)
def test_dates_may_be_written_with_blanks_and_without_zeros(local: Any, written: str, meant: str) -> None:
    for side in ("date_from", "date_to"):
        count = find(local, mode="papers", **{side: meant})["count"]
        assert find(local, mode="papers", **{side: written})["count"] == count > 0


@pytest.mark.parametrize(
    "params", [{"limit": "x"}, {"limit": -1}, {"mode": "dream"}, {"section": "nowhere"}, {"date_from": "soon"}, {"sort": "x"}]
)
def test_what_cannot_be_understood_is_said(local: Any, params: dict[str, Any]) -> None:
    answer = local.get("/search", params=params)
    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


def test_hits_as_csv_and_ris(local: Any) -> None:
    table = local.get("/search", params={"title": "sirolimus", "format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("doi,title,")
    assert len(table.text.splitlines()) > 2
    assert local.get("/search", params={"title": "sirolimus", "format": "ris"}).text.count("TY  - ") > 1


def test_ris_is_that_of_every_export(local: Any, index: Index) -> None:
    asked = {"mode": "papers", "limit": 200}
    told = local.get("/search", params=asked | {"format": "ris"}).text
    hits = local.get("/search", params=asked).json()["hits"]
    assert told.count("TY  - ") == len(hits)
    article = index.article(ALDER)
    assert article.last_page
    record = next(one for one in told.split("ER  - ") if f"DO  - {ALDER}\r\n" in one)
    first = article.authors[0]
    assert f"AU  - {first.surname}, {first.given}\r\n" in record
    assert f"SP  - {article.first_page}\r\nEP  - {article.last_page}\r\n" in record
    named = [line.removeprefix("DO  - ") for line in told.splitlines() if line.startswith("DO  - ")]
    assert named == [hit["doi"] for hit in hits if hit["doi"].startswith("10.")]
    assert len(named) < len(hits)


def test_statements_found_are_cited_by_the_articles_they_stand_in(local: Any) -> None:
    asked = {"term": "sirolimus", "mode": "citations"}
    told = local.get("/search", params=asked | {"format": "ris"}).text
    dois = [line.removeprefix("DO  - ") for line in told.splitlines() if line.startswith("DO  - ")]
    assert dois == [hit["doi"] for hit in local.get("/search", params=asked).json()["hits"]]


@pytest.mark.parametrize("title", ["=1+1", "\n=1+1", "＝1+1", "@SUM(1)"])
def test_no_title_in_the_table_is_a_formula(local: Any, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    tally = wire.Tally(1, 1, 0, 0, 0, 1, ALDER)
    hit = wire.Hit(ALDER, ALDER, title, authors=(), tally=tally, editorial_notices=(), citations=())
    results = wire.SearchResults(1, wire.Aggregations(), (hit,))
    monkeypatch.setattr(search, "_found", lambda *_: (results, []))
    head, row = csv.reader(io.StringIO(local.get("/search", params={"format": "csv"}).text, newline=""))
    assert dict(zip(head, row, strict=True))["title"] == f"'{title}"


def test_a_browser_is_left_to_the_page_of_the_same_name(local: Any) -> None:
    answer = local.get("/search?q=pneumonia", headers={"Accept": "text/html,application/xhtml+xml"})
    assert "application/json" not in answer.headers["content-type"] or answer.status_code == 404


# -- journals and the whole ----------------------------------------------------------------------------------------------------


def test_a_journal_is_found_by_issn(local: Any, index: Index) -> None:
    issn = index.article(ALDER).issns[0]
    tallies = local.get(f"/journal/{issn}/tallies").json()
    assert issn in tallies["issns"]
    assert tallies["totalCites"] == index.journal(issn).tally.total
    assert local.get("/journal/0000-0000/tallies").status_code == 404
    years = local.get(f"/journal/{issn}/yearly-si", params={"years": [2016, 2017]}).json()
    assert [one["relativeYear"] for one in years] == ["2016", "2017"]


def test_the_support_index_rests_on_enough(index: Index) -> None:
    from citance.api.scite.journals import LEAST_FOR_INDEX, index_of
    from citance.api.scite.wire import Tally

    by_year = {2010: Tally(0, 90, 10, 0, 0, 0), 2015: Tally(0, LEAST_FOR_INDEX, 0, 0, 0, 0)}
    told = index_of(2015, by_year, ())
    assert (told.si_two_years, told.si_five_years) == (1.0, 1.0)
    assert told.si_all_years == pytest.approx(0.95)
    assert json.loads(json.dumps(_plain(index_of(2013, by_year, ())))) == {
        "relativeYear": "2013",
        "issns": [],
        "siFiveYears": 0.9,
        "siAllYears": 0.9,
    }


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)


def test_a_journal_is_told_by_year_and_by_its_notices(local: Any, index: Index) -> None:
    issn = index.article(ALDER).issns[0]
    every = local.get("/issn-sji", params={"issn": issn}).json()
    assert [one["relativeYear"] for one in every] == sorted((one["relativeYear"] for one in every), reverse=True)
    assert all(one["journal"] == index.journal(issn).title for one in every)
    year = every[0]["relativeYear"]
    assert local.get("/issn-sji", params={"issn": issn, "year": year}).json() == every[:1]
    assert local.post("/issn-sji-bulk", json=[issn, "0000-0000"]).json() == {issn: every, "0000-0000": []}
    assert local.post("/issn-sji-bulk", json={"issn": issn}).status_code == 400
    assert local.get(f"/dashboards/journal/{issn}/article-count").json() == {"totalArticleCount": index.journal(issn).articles}
    retracted = index.article(KESTREL)
    known, unknown = local.get("/issn-editorial-notices", params={"issn": f"{retracted.issns[0]},0000-0000"}).json()
    assert known["notices"]["totalRetractions"] == 1
    assert unknown == {"issn": "0000-0000"}


def test_statements_are_told_by_the_type_of_who_makes_them(local: Any, index: Index) -> None:
    types = local.get(f"/tallies/{ALDER}/cited-by-pubmed-types").json()
    assert types["journal article"] > 0
    assert sum(types.values()) <= index.tally(ALDER).total
    several = local.post("/tallies/cited-by-pubmed-types", json=[ALDER.upper(), "10.5555/nobody"]).json()
    assert several == {"pubmedSourceTypeTallies": {ALDER: types, "10.5555/nobody": {}}}
    assert local.get("/tallies/10.5555/nobody/cited-by-pubmed-types").status_code == 404


def test_the_whole_is_told(local: Any, index: Index) -> None:
    stats = local.get("/stats").json()
    assert stats["papersTotal"] == index.stats().counts.articles
    assert stats["citationStatementsTotal"] == index.stats().counts.statements
    tally = index.totals().tally
    assert stats["supportingTotal"] == tally.supporting_own


def test_a_statement_that_a_person_judged_says_so(serving: Callable[..., Any], own_index: Path) -> None:
    with open_index(own_index) as writing:
        statement = writing.report(ALDER, limit=1).statements[0]
        writing.record_review(statement.id, reviewer="A. Reader", stance=Stance.SUPPORTING)
    said = serving(own_index).get(f"/api_partner/citations/citing/{ALDER}").json()["citations"]
    assert [one["expertClassification"] for one in said if "expertClassification" in one] == ["supporting"]


# -- what its clients send -----------------------------------------------------------------------------------------------------


def test_the_badge(public: Any) -> None:
    """Three batches for a page with four badges, one of which names no DOI, from a journal's page."""
    headers = {"Origin": "https://journal.example", "Accept": "application/json", "Content-Type": "application/json"}
    dois = [ALDER, KESTREL, "10.5555/nobody", None]
    answers = {}
    for route in BATCHES:
        assert preflight(public, route).status_code == 204
        answer = public.post(route, content=json.dumps(dois), headers=headers)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        answers[route] = answer.json()
    for doi in dois[:3]:
        tally = answers["/tallies"]["tallies"][doi]
        assert isinstance(tally["total"], int)
        assert public.get(f"/reports/{tally['doi']}").status_code == 307
    notices = answers["/papers"]["papers"][KESTREL]["editorialNotices"]
    assert [notice["status"] for notice in notices] == ["Retracted"]
    assert answers["/tallies/cited-by-sections"]["tallies"][ALDER]["discussion"] >= 0


def test_the_extension(public: Any, index: Index) -> None:
    """The pop-up on an article's page, the DOI as it stands there; and titles found on a page of search results."""
    found_on_page = "10.5555/TOY.Alder2011"
    assert public.get(f"/tallies/{found_on_page}").json()["total"] > 0
    assert public.get(f"/papers/{found_on_page}").json()["editorialNotices"] == []
    assert public.get("/tallies/10.5555/nobody").status_code == public.get("/papers/10.5555/nobody").status_code == 404
    title = index.article(KESTREL).title
    for params in ({"title": title, "first_author": "Kestrel"}, {"title": title, "first_author": "undefined"}):
        assert public.get("/search/match_reference", params=params).json() == {"matched": True, "doi": KESTREL}


def test_zotero(public: Any) -> None:
    """A library of 500 items: duplicates, other identifiers and nothing at all among them; then one item, and its report."""
    items = [ALDER, ALDER, KESTREL, "978-3-16-148410-0", "", "10/abc123", *(f"10.5555/{n}" for n in range(494))]
    answer = public.post("/tallies", content=json.dumps(items), headers={"Content-Type": "application/json;charset=UTF-8"})
    found = answer.json()["tallies"]
    assert set(found) == set(items)
    assert found[ALDER] == public.get(f"/tallies/{ALDER}").json()
    assert public.get(f"/reports/{ALDER.replace('/', '%2F')}?utm_medium=plugin").headers["location"] == f"/articles/{ALDER}"


# -- scite's own description ---------------------------------------------------------------------------------------------------


EXAMPLES: tuple[tuple[str, str, str, Any], ...] = (
    ("/tallies/{doi}", "get", f"/tallies/{ALDER}", None),
    ("/tallies", "post", "/tallies", [ALDER, "10.5555/nobody", KESTREL]),
    ("/tallies", "get", "/tallies", [ALDER]),
    ("/tallies/aggregate", "post", "/tallies/aggregate", [ALDER, KESTREL]),
    ("/tallies/cited-by-sections/{doi}", "get", f"/tallies/cited-by-sections/{ALDER}", None),
    ("/tallies/cited-by-sections", "post", "/tallies/cited-by-sections", [ALDER, "10.5555/nobody"]),
    *(("/papers/{doi}", "get", f"/papers/{doi}", None) for doi in (ALDER, KESTREL, HART, PREPRINT, CASTELL, WEN)),
    ("/papers", "post", "/papers", [ALDER, KESTREL, "10.5555/ext.holm2004"]),
    ("/papers", "get", "/papers", [ALDER]),
    ("/papers/sources/{target_doi}", "get", f"/papers/sources/{ALDER}", None),
    ("/search", "get", "/search?term=pneumonia", None),
    ("/search", "get", "/search?mode=citations&citation_types=supporting&limit=50", None),
    ("/search", "get", "/search?has_retraction=true", None),
    ("/search", "get", "/search?term=nothingofthekind", None),
    ("/api_partner/citations/citing/{doi}", "get", f"/api_partner/citations/citing/{ALDER}?papers=true&tallies=true", None),
    ("/api_partner/citations/cited_by/{doi}", "get", f"/api_partner/citations/cited_by/{WEN}?papers=true&tallies=true", None),
    ("/api_partner/references/references_to/{doi}", "get", f"/api_partner/references/references_to/{ALDER}?papers=true", None),
    ("/api_partner/references/references_from/{doi}", "get", f"/api_partner/references/references_from/{WEN}?tallies=true", None),
    ("/journal/{issn}/tallies", "get", "/journal/9999-0016/tallies", None),
    ("/journal/{issn}/yearly-si", "get", "/journal/9999-0016/yearly-si", None),
    ("/stats", "get", "/stats", None),
    ("/stats/subject-coverage", "get", "/stats/subject-coverage", None),
    ("/issn-sji", "get", "/issn-sji?issn=9999-0016", None),
    ("/issn-sji", "get", "/issn-sji?issn=9999-0016&year=2011", None),
    ("/issn-sji", "get", "/issn-sji?issn=0000-0000", None),
    ("/issn-sji-bulk", "post", "/issn-sji-bulk", ["9999-0016", "0000-0000", 7]),
    ("/issn-editorial-notices", "get", "/issn-editorial-notices?issn=9999-0016,0000-0000", None),
    ("/dashboards/journal/{slug_or_issn}/article-count", "get", "/dashboards/journal/9999-0016/article-count", None),
    ("/tallies/{doi}/cited-by-pubmed-types", "get", f"/tallies/{ALDER}/cited-by-pubmed-types", None),
    ("/tallies/cited-by-pubmed-types", "post", "/tallies/cited-by-pubmed-types", [ALDER, "10.5555/nobody"]),
)


@pytest.mark.shared
@pytest.mark.parametrize(("route", "method", "path", "body"), EXAMPLES, ids=lambda value: value if isinstance(value, str) else "")
def test_answers_are_as_scite_describes_its_own(local: Any, shared: Path, route: str, method: str, path: str, body: Any) -> None:
    from jsonschema import Draft202012Validator

    described = json.loads((shared / "research" / "scite-openapi-2024.json").read_text("utf-8"))
    operation = described["paths"][route][method]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    answer = local.request(method.upper(), path, content=json.dumps(body) if body is not None else None)
    assert answer.status_code == 200
    Draft202012Validator({**schema, "components": described["components"]}).validate(answer.json())
    if route == "/search":
        told = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        from citance.api.scite.search import SearchAsked

        assert told <= set(SearchAsked.__struct_fields__)


def test_every_route_is_among_those_that_pages_may_read(local: Any) -> None:
    described = local.get("/openapi.json").json()["paths"]
    ours = [path for path, told in described.items() if any("scite" in one.get("tags", ()) for one in told.values())]
    assert len(ours) >= 15
    assert all(any(path == route or path.startswith(f"{route}/") for route in READ_ROUTES) for path in ours)


def test_the_description_of_the_api_holds_together(local: Any) -> None:
    described = local.get("/openapi.json").json()
    named = set(_references(described))
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert named <= known


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
