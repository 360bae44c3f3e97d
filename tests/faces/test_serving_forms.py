"""Writing through the server: reviews by form and by API, who may, tokens, and what a page of somebody else's can do: nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index
from citance.model import Stance
from citance.serving.keys import KeyRing
from citance.web.reviewing import of_bracket

ALDER = "10.5555/toy.alder2011"
HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>"
Serve = Callable[..., Any]


@pytest.fixture
def mine(serving: Serve, own_index: Path) -> Any:
    """A client of an index of one's own, served to this machine."""
    return serving(own_index)


@pytest.fixture
def theirs(serving: Serve, own_index: Path) -> Any:
    """A client of the same, served to everybody."""
    return serving(own_index, public=True, base_url="https://citations.example.org")


@pytest.fixture
def contrasting(own_index: Path) -> str:
    """The id of a statement that the machine calls contrasting."""
    with open_index(own_index, read_only=True) as index:
        return next(view.id for view in index.report(ALDER, limit=50).statements if view.stance is Stance.CONTRASTING)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def key(own_index: Path, *scopes: str) -> str:
    return KeyRing(own_index).create("A. Keyholder", scopes)[1]


def token_in(page: Any) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None, page.text[-600:]
    return unescape(found[1])


def reviews(folder: Path) -> list[Any]:
    with open_index(folder, read_only=True) as index:
        return [row.review for row in index.reviews()]


# -- by form -----------------------------------------------------------------------------------------------------------------


def test_a_label_is_corrected_by_form_and_no_machine_overrules_it(mine: Any, own_index: Path, contrasting: str) -> None:
    page = mine.get(f"/statements/{contrasting}")
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    form = {"csrf_token": token_in(page), "stance": "supporting", "evidence": "own", "why": HOSTILE, "reviewer": "A. Reader"}
    taken = mine.post(f"/statements/{contrasting}/review", data=form)
    assert (taken.status_code, taken.headers["location"]) == (303, f"/statements/{contrasting}?done=review#reviews")
    after = mine.get(taken.headers["location"])
    assert "A. Reader" in after.text
    assert "<script>alert" not in after.text
    assert mine.get(f"/v1/statements/{contrasting}").json()["statement"]["stance"] == "supporting"
    with open_index(own_index) as index:  # another process, while it is served
        index.classify("rules", again=True)
        index.rebuild("classify", classifier="rules")
    told = mine.get(f"/v1/statements/{contrasting}").json()
    assert (told["statement"]["stance"], told["statement"]["reviewed"]) == ("supporting", True)
    assert told["history"][-1]["classification"]["stance"] == "contrasting"
    again = mine.get(f"/statements/{contrasting}").text
    assert "reviewed" in again
    assert "A. Reader" in again


def test_a_correction_may_hold_for_all_works_of_the_bracket(mine: Any, own_index: Path) -> None:
    with open_index(own_index, read_only=True) as index:
        found = index.search("stance:contrasting", limit=200, facets=()).statements
        assert found is not None
        views = [hit.statement for hit in found.hits]
        view, others = next((one, others) for one in views if len(others := of_bracket(one, index.said_beside(one.id))) > 1)
        assert all(other.group == view.group for other in others)
    page = mine.get(f"/statements/{view.id}?lang=en")
    assert f"Also for the {len(others)} other works" in page.text
    form = {"csrf_token": token_in(page), "stance": "mentioning", "reviewer": "A. Reader"}
    mine.post(f"/statements/{others[0].id}/review", data={**form, "reviewer": "B. Other"})
    assert [one.statement for one in reviews(own_index)] == [others[0].id], "by itself it is of one statement"
    mine.post(f"/statements/{view.id}/review", data={**form, "bracket": "yes"})
    said = {one.statement: one.reviewer for one in reviews(own_index)}
    assert said == {view.id: "A. Reader", others[0].id: "B. Other"} | {other.id: "A. Reader" for other in others[1:]}
    after = mine.get(f"/statements/{view.id}?lang=en").text
    assert 'name="bracket"' not in after, "people have spoken of them all"
    assert "scored higher" not in after
    assert "Yes, it is right" not in after


def test_a_name_in_the_settings_stands_in_the_form(serving: Serve, own_index: Path, contrasting: str) -> None:
    client = serving(own_index, reviewer="A. Usual")
    page = client.get(f"/statements/{contrasting}")
    assert 'value="A. Usual"' in page.text
    client.post(f"/statements/{contrasting}/review", data={"csrf_token": token_in(page), "stance": "mentioning", "reviewer": " "})
    assert [one.reviewer for one in reviews(own_index)] == ["A. Usual"]


@pytest.mark.parametrize(
    "change",
    [lambda t: "", lambda t: ("b" if t[0] == "a" else "a") + t[1:], lambda t: t[:-4], lambda t: "\N{SNOWMAN}", lambda t: t + t],
)
def test_a_form_needs_the_token_of_this_browser(
    mine: Any, own_index: Path, contrasting: str, change: Callable[[str], str]
) -> None:
    token = token_in(mine.get(f"/statements/{contrasting}"))
    form = {"csrf_token": change(token), "stance": "supporting", "reviewer": "A"}
    answer = mine.post(f"/statements/{contrasting}/review", data=form)
    assert answer.status_code == 403
    assert "too old" in answer.text
    assert reviews(own_index) == []


def test_a_token_is_of_one_browser_and_one_server(serving: Serve, own_index: Path, contrasting: str) -> None:
    secret = "ab" * 32
    one, other = serving(own_index, secret=secret), serving(own_index, secret=secret)
    form = {"stance": "supporting", "reviewer": "A"}
    token = token_in(one.get(f"/statements/{contrasting}"))
    other.get(f"/statements/{contrasting}")  # has a cookie of its own
    assert other.post(f"/statements/{contrasting}/review", data=form | {"csrf_token": token}).status_code == 403
    another = serving(own_index)  # begun anew, with the same browser
    another.cookies = one.cookies
    assert another.post(f"/statements/{contrasting}/review", data=form | {"csrf_token": token}).status_code == 403
    worker = serving(own_index, secret=secret)  # another worker of the same server
    worker.cookies = one.cookies
    assert worker.post(f"/statements/{contrasting}/review", data=form | {"csrf_token": token}).status_code == 303


def test_tokens_look_different_each_time(mine: Any, contrasting: str) -> None:
    """A compressed page that always holds the same secret tells it by its length."""
    assert len({token_in(mine.get(f"/statements/{contrasting}")) for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "form", [{"stance": "sure"}, {}, {"stance": "mentioning", "evidence": "own"}, {"stance": "supporting", "reviewer": ""}]
)
def test_what_is_no_review_is_refused(mine: Any, own_index: Path, contrasting: str, form: dict[str, str]) -> None:
    token = token_in(mine.get(f"/statements/{contrasting}"))
    answer = mine.post(f"/statements/{contrasting}/review", data={"csrf_token": token, "reviewer": "A"} | form)
    assert answer.status_code == 400
    assert reviews(own_index) == []
    many = "&".join(f"a{n}=1" for n in range(100))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert mine.post(f"/statements/{contrasting}/review", content=many, headers=kind).status_code == 400
    assert mine.post("/statements/none/review", data={"csrf_token": token, "stance": "supporting"}).status_code == 404


def test_while_another_process_writes_one_is_told_so(
    mine: Any, own_index: Path, contrasting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citance.serving.writing.write.__defaults__", (0.2,))
    token = token_in(mine.get(f"/statements/{contrasting}"))
    with open_index(own_index):
        form = {"csrf_token": token, "stance": "supporting", "reviewer": "A"}
        assert mine.post(f"/statements/{contrasting}/review", data=form).status_code == 503
        answer = mine.post(f"/v1/statements/{contrasting}/reviews", json={"stance": "supporting", "reviewer": "A"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert str(own_index) not in answer.text
        assert mine.get("/v1/stats").status_code == 200  # readers go on
    assert mine.post(f"/statements/{contrasting}/review", data=form).status_code == 303


def test_where_the_folder_cannot_be_written_to_no_form_is_shown(
    serving: Serve, own_index: Path, contrasting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citance.serving.writing.os.access", lambda *_: False)
    client = serving(own_index)
    for path in (f"/statements/{contrasting}", f"/articles/{ALDER}"):
        text = client.get(path).text
        assert 'method="post"' not in text
        assert "#review" not in text


# -- with a key --------------------------------------------------------------------------------------------------------------


def test_in_public_a_review_needs_a_key_and_is_kept_in_its_name(theirs: Any, own_index: Path, contrasting: str) -> None:
    said = {"stance": "supporting", "why": "agrees", "reviewer": "Somebody Else"}
    path = f"/v1/statements/{contrasting}/reviews"
    assert theirs.post(path, json=said).status_code == 401
    refused = theirs.post(path, json=said, headers=bearer(key(own_index, "read", "ingest")))
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert "scope 'review'" in refused.json()["detail"]
    assert theirs.post(path, json=said, headers=bearer("citance_aaaaaaaa_" + "a" * 43)).status_code == 401
    assert reviews(own_index) == []
    kept = theirs.post(path, json=said, headers=bearer(key(own_index, "review")))
    assert kept.status_code == 201, kept.text
    assert kept.json()["review"]["reviewer"] == "A. Keyholder"
    assert kept.json()["review"]["anchor"] == ""  # it quotes the document
    assert theirs.get(kept.headers["location"]).json()["statement"]["stance"] == "supporting"


def test_what_one_may_not_see_one_says_nothing_of(theirs: Any, own_index: Path, contrasting: str) -> None:
    with open_index(own_index) as index:
        index.set_visibility(index.statement(contrasting).statement.citing.key, "private")
    allowed = bearer(key(own_index, "admin"))
    answer = theirs.post(f"/v1/statements/{contrasting}/reviews", json={"stance": "supporting"}, headers=allowed)
    assert answer.status_code == 404
    assert reviews(own_index) == []


def test_a_person_gives_a_key_to_the_browser(theirs: Any, own_index: Path, contrasting: str) -> None:
    page = theirs.get(f"/statements/{contrasting}")
    assert 'method="post"' not in page.text
    where = unescape(re.search(r'href="(/key\?[^"]+)"', page.text)[1])  # type: ignore[index]
    asking = theirs.get(where)
    assert asking.headers["cache-control"] == "no-store"
    form = {"csrf_token": token_in(asking), "next": f"/statements/{contrasting}#review"}
    wrong = theirs.post("/key", data=form | {"key": "citance_guess"})
    assert wrong.status_code == 401
    assert "no key" in wrong.text
    assert "citance_guess" not in wrong.text
    good = theirs.post("/key", data=form | {"key": key(own_index, "review")})
    assert (good.status_code, good.headers["location"]) == (303, f"/statements/{contrasting}#review")
    cookie = next(one for one in good.headers.get_list("set-cookie") if one.startswith("citance_key="))
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))
    page = theirs.get(f"/statements/{contrasting}")
    assert "A. Keyholder" in page.text
    review = {"csrf_token": token_in(page), "stance": "supporting", "reviewer": "Somebody Else"}
    assert theirs.post(f"/statements/{contrasting}/review", data=review).status_code == 303
    assert [one.reviewer for one in reviews(own_index)] == ["A. Keyholder"]
    # The browser sends the cookie unasked: the API, whose questions have no token, takes nothing on its word.
    assert theirs.post(f"/v1/statements/{contrasting}/reviews", json={"stance": "mentioning"}).status_code == 401
    (kept,) = KeyRing(own_index).list()
    KeyRing(own_index).revoke(kept.id)
    gone = theirs.post(f"/statements/{contrasting}/review", data=review)
    assert gone.status_code == 403
    assert "citance_key=;" in gone.headers["set-cookie"]


# -- taking back -------------------------------------------------------------------------------------------------------------


def said(own_index: Path, statement: str, reviewer: str) -> int:
    with open_index(own_index) as index:
        return index.record_review(statement, reviewer=reviewer, stance="supporting").number


def test_a_review_is_taken_back_by_a_button(mine: Any, own_index: Path, contrasting: str) -> None:
    number = said(own_index, contrasting, "A. Reader")
    page = mine.get(f"/statements/{contrasting}")
    assert f'name="review" value="{number}" form="withdrawing" aria-label="Take back what A. Reader said"' in page.text
    path = f"/statements/{contrasting}/withdrawal"
    form = {"csrf_token": token_in(page), "review": str(number)}
    assert mine.post(path, data=form | {"csrf_token": "guess"}).status_code == 403
    assert mine.post(path, data=form | {"review": f"0{number}"}).status_code == 404
    (other,) = [view.id for view in mine_statements(own_index) if view.id != contrasting][:1]
    assert mine.post(f"/statements/{other}/withdrawal", data=form).status_code == 404
    assert len(reviews(own_index)) == 1
    taken = mine.post(path, data=form)
    assert (taken.status_code, taken.headers["location"]) == (303, f"/statements/{contrasting}?done=withdrawal#reviews")
    again = mine.get(taken.headers["location"]).text
    assert "The review is taken back" in again
    assert 'form="withdrawing"' not in again
    assert reviews(own_index) == []
    assert mine.get(f"/v1/statements/{contrasting}").json()["statement"]["stance"] == "contrasting"
    assert mine.post(path, data=form).status_code == 404  # it stands no more


def test_where_reviewers_disagree_it_is_told_what_counts(mine: Any, own_index: Path, contrasting: str) -> None:
    said(own_index, contrasting, "A. Reader")
    rule = "They disagree: what most of them say counts"
    assert rule not in mine.get(f"/statements/{contrasting}?lang=en").text
    with open_index(own_index) as index:
        index.record_review(contrasting, reviewer="B. Reader", stance="mentioning", why="  It names it. ")
    page = mine.get(f"/statements/{contrasting}?lang=en").text
    assert rule in page
    assert "<q>It names it.</q>" in page


def mine_statements(own_index: Path) -> list[Any]:
    with open_index(own_index, read_only=True) as index:
        return list(index.report(ALDER, limit=5).statements)


def test_a_key_takes_back_what_was_said_in_its_name(theirs: Any, own_index: Path, contrasting: str) -> None:
    foreign, own = said(own_index, contrasting, "Somebody Else"), said(own_index, contrasting, "A. Keyholder")
    path = f"/v1/statements/{contrasting}/reviews"
    assert theirs.delete(f"{path}/{own}").status_code == 401
    assert theirs.delete(f"{path}/{own}", headers=bearer(key(own_index, "ingest"))).status_code == 403
    mayor = bearer(key(own_index, "review"))
    refused = theirs.delete(f"{path}/{foreign}", headers=mayor)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert theirs.delete(f"{path}/{own}", headers=mayor | {"Origin": "https://evil.example"}).status_code == 403
    assert len(reviews(own_index)) == 2
    done = theirs.delete(f"{path}/{own}", headers=mayor)
    assert (done.status_code, done.content) == (204, b"")
    assert theirs.delete(f"{path}/{own}", headers=mayor).status_code == 404
    assert theirs.delete(f"{path}/{2**80}", headers=mayor).status_code == 404
    assert theirs.delete(f"{path}/first", headers=mayor).status_code == 404
    assert [one.reviewer for one in reviews(own_index)] == ["Somebody Else"]
    assert theirs.delete(f"{path}/{foreign}", headers=bearer(key(own_index, "admin"))).status_code == 204
    assert reviews(own_index) == []


def test_the_page_offers_to_take_back_ones_own_alone(theirs: Any, own_index: Path, contrasting: str) -> None:
    foreign, own = said(own_index, contrasting, "Somebody Else"), said(own_index, contrasting, "A. Keyholder")
    at = f"/statements/{contrasting}"
    assert "withdrawing" not in theirs.get(at).text
    theirs.post("/key", data={"csrf_token": token_in(theirs.get("/key")), "key": key(own_index, "review")})
    page = theirs.get(at)
    assert re.findall(r'name="review" value="(\d+)"', page.text) == [str(own)]
    form = {"csrf_token": token_in(page), "review": str(foreign)}
    refused = theirs.post(f"{at}/withdrawal", data=form)
    assert refused.status_code == 403
    assert "whoever gave it" in refused.text
    # The browser sends the cookie unasked: the API takes nothing on its word.
    assert theirs.delete(f"/v1/statements/{contrasting}/reviews/{own}").status_code == 401
    assert theirs.post(f"{at}/withdrawal", data=form | {"review": str(own)}).status_code == 303
    assert [one.reviewer for one in reviews(own_index)] == ["Somebody Else"]


def test_a_browser_forgets_its_key(theirs: Any, own_index: Path) -> None:
    form = {"csrf_token": token_in(theirs.get("/key")), "next": "/"}
    theirs.post("/key", data=form | {"key": key(own_index, "review")})
    assert "A. Keyholder" in theirs.get("/key").text
    theirs.post("/key", data=form | {"forget": "yes"})
    assert "A. Keyholder" not in theirs.get("/key").text


def test_guessing_on_the_page_is_slowed_down(theirs: Any, own_index: Path) -> None:
    form = {"csrf_token": token_in(theirs.get("/key"))}
    codes = [theirs.post("/key", data=form | {"key": f"guess {n}"}).status_code for n in range(11)]
    assert codes == [401] * 10 + [429]
    assert theirs.post("/key", data=form | {"key": key(own_index, "review")}).status_code == 429
    assert theirs.post("/key", data={"key": "x"}).status_code == 403


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\nSet-Cookie: a=b",
        "/\t/evil",
        HOSTILE,
    ],
)
def test_the_page_of_keys_leads_nowhere_else(theirs: Any, own_index: Path, there: str) -> None:
    page = theirs.get("/key", params={"next": there})
    assert 'name="next" value="/"' in page.text
    assert "<script>alert" not in page.text
    given = theirs.post("/key", data={"csrf_token": token_in(page), "next": there, "key": key(own_index, "read")})
    assert (given.status_code, given.headers["location"]) == (303, "/")


def test_below_a_path_cookies_and_ways_are_below_it(serving: Serve, own_index: Path, contrasting: str) -> None:
    client = serving(own_index, public=True, root_path="/c")
    page = client.get(f"/c/statements/{contrasting}")
    where = unescape(re.search(r'href="(/c/key\?[^"]+)"', page.text)[1])  # type: ignore[index]
    asking = client.get(where)
    assert "Path=/c;" in asking.headers["set-cookie"]
    form = {"csrf_token": token_in(asking), "next": f"/statements/{contrasting}", "key": key(own_index, "review")}
    assert client.post("/c/key", data=form).headers["location"] == f"/c/statements/{contrasting}"


# -- pages of others -----------------------------------------------------------------------------------------------------------


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Origin": "http://localhost:3000"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "object"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda one: f"{one['Sec-Fetch-Site']}-{one['Sec-Fetch-Dest']}")
def test_a_foreign_page_on_this_machine_reads_nothing(mine: Any, contrasting: str, headers: dict[str, str]) -> None:
    for path in ("/", f"/articles/{ALDER}", "/v1/stats", f"/statements/{contrasting}", "/openapi.json", "/key", "/nothing"):
        answer = mine.get(path, headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (403, "pages of other origins may not ask this"), path
        assert "access-control-allow-origin" not in answer.headers
    for path in (f"/tallies/{ALDER}", f"/papers/{ALDER}"):  # which are shared where somebody says so: nobody has
        answer = mine.get(path, headers=headers)
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_link_from_elsewhere_leads_here(mine: Any, contrasting: str) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert mine.get(f"/articles/{ALDER}", headers=link).status_code == 200
    sent = mine.post(f"/statements/{contrasting}/review", headers=link, data={"stance": "supporting", "reviewer": "A"})
    assert sent.status_code == 403  # a form there, which is a navigation, too


def written(path: str, client: Any, headers: dict[str, str], token: str) -> Iterator[Any]:
    form = {"csrf_token": token, "stance": "supporting", "reviewer": "Eve", "key": "x"}
    yield client.post(path, data=form, headers=headers)
    yield client.post(path, json=form, headers=headers)
    yield client.post(path, content="{}", headers=headers | {"Content-Type": "text/plain"})
    yield client.post(path, files={"file": ("a.xml", b"<a/>")}, data=form, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        *FOREIGN,
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://localhost@evil.example"},
        {"Origin": "http://evil.example#://localhost"},
    ],
    ids=str,
)
def test_a_foreign_page_writes_nothing(mine: Any, own_index: Path, contrasting: str, headers: dict[str, str]) -> None:
    """Even if it had the token."""
    token = token_in(mine.get(f"/statements/{contrasting}"))
    for path in (
        f"/statements/{contrasting}/review",
        f"/v1/statements/{contrasting}/reviews",
        "/key",
        "/upload",
        "/v1/documents",
        "/v1/classify",
    ):
        for answer in written(path, mine, headers, token):
            assert answer.status_code == 403, path
    assert reviews(own_index) == []


def test_a_page_of_ours_that_came_without_tls_is_not_ours(theirs: Any, own_index: Path, contrasting: str) -> None:
    allowed = bearer(key(own_index, "review"))
    path, said = f"/v1/statements/{contrasting}/reviews", {"stance": "supporting"}
    http, https = ({"Origin": f"{scheme}://citations.example.org"} | allowed for scheme in ("http", "https"))
    assert theirs.post(path, json=said, headers=http).status_code == 403
    assert theirs.post(path, json=said, headers=https).status_code == 201


@pytest.mark.parametrize("language", ["en", "de"])
def test_pages_by_which_one_writes_are_sound(mine: Any, theirs: Any, contrasting: str, own_index: Path, language: str) -> None:
    import html5lib

    form = {"csrf_token": token_in(theirs.get("/key")), "key": key(own_index, "review")}
    pages = [mine.get(path, params={"lang": language}) for path in ("/key", "/upload", f"/statements/{contrasting}")]
    pages += [theirs.get(path, params={"lang": language}) for path in ("/key", "/upload", f"/statements/{contrasting}")]
    pages += [theirs.post("/key", data=form | {"key": "none"}, params={"lang": language})]
    theirs.post("/key", data=form)
    pages += [theirs.get(path, params={"lang": language}) for path in ("/key", "/upload", f"/statements/{contrasting}")]
    for page in pages:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(page.text)
        assert not parser.errors, (page.url, parser.errors)
        assert tree.get("lang") == language
        assert len(list(tree.iter("h1"))) == 1
        labelled = {one.get("for") for one in tree.iter("label")}
        within = {id(field) for label in tree.iter("label") for field in label.iter()}
        for kind in ("input", "select", "textarea"):
            for field in tree.iter(kind):
                assert field.get("type") == "hidden" or field.get("id") in labelled or id(field) in within, field.attrib
        assert "unsafe" not in page.headers["content-security-policy"]
        assert not list(tree.iter("style"))
        assert not [one for one in tree.iter() if "style" in one.attrib or any(str(name).startswith("on") for name in one.attrib)]


def test_every_form_has_a_token(mine: Any, contrasting: str) -> None:
    for path in (f"/statements/{contrasting}", "/key", "/upload"):
        for form in re.findall(r'<form method="post".*?</form>', mine.get(path).text, re.S):
            assert 'name="csrf_token"' in form, path
