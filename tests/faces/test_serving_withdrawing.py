"""Who may speak in whose name, and take back whose reviews."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index
from citance.serving.keys import KeyRing
from citance.serving.limits import RateLimits
from citance.serving.options import ServeOptions
from citance.serving.visits import Visit, Visits


@pytest.mark.parametrize(("public", "may"), [(False, True), (True, False)])
def test_on_a_public_server_nobody_takes_back_without_a_key(public: bool, may: bool) -> None:
    visits = Visits(ServeOptions(public=public, open_writing=True), KeyRing(None), RateLimits())
    visit = Visit("192.0.2.1", None, False, None)
    assert visits.may(visit, "review")
    assert visits.may_withdraw(visit, "Ann") is may


def said_of(folder: Path) -> list[tuple[str, str]]:
    """Who says which stance, in the reviews that stand."""
    with open_index(folder, read_only=True) as index:
        return [(row.review.reviewer, str(row.review.stance)) for row in index.reviews()]


@pytest.fixture
def open_to_all(serving: Any, own_index: Path) -> Any:
    """A public server that takes reviews from everybody."""
    return serving(own_index, public=True, open_writing=True, base_url="https://citations.example.org")


def test_on_a_public_server_nobody_speaks_in_the_name_of_a_key(open_to_all: Any, own_index: Path) -> None:
    with open_index(own_index, read_only=True) as index:
        statement = next(iter(index.statements())).id
    with_key = {"Authorization": f"Bearer {KeyRing(own_index).create('Ann Alder', ('review',))[1]}"}
    path = f"/v1/statements/{statement}/reviews"
    kept = open_to_all.post(path, json={"stance": "supporting"}, headers=with_key)
    assert kept.status_code == 201, kept.text
    for name in ("Ann Alder", " ann  ALDER ", "\uff21nn Alder"):
        answer = open_to_all.post(path, json={"stance": "contrasting", "reviewer": name})
        assert (answer.status_code, "belongs to a key" in answer.json()["detail"]) == (403, True), answer.text
        page = open_to_all.get(f"/statements/{statement}")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None
        form = {"csrf_token": unescape(found[1]), "stance": "contrasting", "reviewer": name}
        answer = open_to_all.post(f"/statements/{statement}/review", data=form)
        assert (answer.status_code, "belongs to a key" in answer.text) == (403, True)
    assert open_to_all.delete(f"{path}/{kept.json()['number']}").status_code == 403
    assert said_of(own_index) == [("Ann Alder", "supporting")]
    assert open_to_all.post(path, json={"stance": "contrasting", "reviewer": "Bo"}).status_code == 201
    assert said_of(own_index) == [("Ann Alder", "supporting"), ("Bo", "contrasting")]
    assert open_to_all.delete(f"{path}/{kept.json()['number']}", headers=with_key).status_code == 204
    assert said_of(own_index) == [("Bo", "contrasting")]


def test_the_name_of_a_key_that_was_revoked_stays_its_owners(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.revoke(ring.create("Ann", ("review",))[0].id)
    visits = Visits(ServeOptions(public=True, open_writing=True), ring, RateLimits())
    nobody = Visit("192.0.2.1", None, False, None)
    assert not visits.may_sign(nobody, "Ann")
    assert visits.may_sign(nobody, "Bo")
    assert Visits(ServeOptions(open_writing=True), ring, RateLimits()).may_sign(nobody, "Ann")  # all sit at one machine
