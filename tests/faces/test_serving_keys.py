"""Keys, and how often one may ask: made, kept, recognised, revoked; counted, shared by workers, told in headers."""

from __future__ import annotations

import json
import logging
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from citance.cli.app import app
from citance.errors import InvalidInput, NotFound, StoreError, UnknownName
from citance.serving.keys import FILE, KeyRing
from citance.serving.limits import RateLimits, household

ALDER = "10.5555/toy.alder2011"
Serve = Callable[..., Any]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


# -- the ring ----------------------------------------------------------------------------------------------------------------


def test_a_key_is_kept_as_a_digest_for_its_owner_alone(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    key, spelled = ring.create("A. Reader", ("review", "ingest"))
    assert re.fullmatch(r"citance_[a-z2-7]{8}_[\w-]{43}", spelled)
    kept = (tmp_path / FILE).read_text()
    assert spelled.rpartition(key.id)[2][1:] not in kept
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert ring.find(spelled) == KeyRing(tmp_path).find(f" {spelled}\n") == key
    assert (key.owner, key.scopes) == ("A. Reader", ("review", "ingest"))
    assert key.may("review")
    assert key.may("read")
    assert not key.may("admin")
    assert ring.create("B", ("admin",))[0].may("ingest")
    assert len({ring.create("C", ("read",))[1] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "change", [lambda k: k[:-1] + ("a" if k[-1] != "a" else "b"), lambda k: k + "a", str.upper, lambda k: ""]
)
def test_another_spelling_is_no_key(tmp_path: Path, change: Callable[[str], str]) -> None:
    ring = KeyRing(tmp_path)
    _, spelled = ring.create("A", ("read",))
    _, other = ring.create("B", ("read",))
    assert ring.find(change(spelled)) is None
    assert ring.find(spelled[:16] + other[16:]) is None  # the one's name, the other's secret


def test_what_is_revoked_or_too_old_lets_nobody_in(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    ring = KeyRing(tmp_path, lambda: now[0])
    (lasting, one), (_, other) = ring.create("A", ("read",)), ring.create("B", ("read",), days=30)
    now[0] += timedelta(days=29)
    assert ring.find(one)
    assert ring.find(other)
    now[0] += timedelta(days=2)
    assert ring.find(other) is None
    KeyRing(tmp_path).revoke(lasting.id)  # as another process does
    assert ring.find(one) is None
    assert KeyRing(tmp_path).revoke(lasting.id).revoked_at == ring.list()[0].revoked_at
    assert len(ring.list()) == 2


def test_what_is_asked_amiss_is_said(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    with pytest.raises(UnknownName, match="read, review, ingest, admin"):
        ring.create("A", ("write",))
    for owner, scopes in (("", ("read",)), ("A", ())):
        with pytest.raises(InvalidInput):
            ring.create(owner, scopes)
    with pytest.raises(NotFound):
        ring.revoke("aaaaaaaa")
    with pytest.raises(NotFound):
        KeyRing(tmp_path / "nowhere").create("A", ("read",))
    assert KeyRing(None).list() == KeyRing(tmp_path / "nowhere").list() == ()
    (tmp_path / FILE).write_text("{")
    with pytest.raises(StoreError, match=re.escape(FILE)):
        ring.list()


# -- the command -------------------------------------------------------------------------------------------------------------


def run(folder: Path, *words: str, code: int = 0) -> Any:
    result = CliRunner().invoke(app, ["--index", str(folder), "keys", *words])
    assert result.exit_code == code, result.stderr
    return result


def test_keys_are_made_listed_and_revoked_by_command(own_index: Path, tmp_path: Path) -> None:
    assert "no keys" in run(own_index).stderr
    made = run(own_index, "--create", "A. Reader", "--scope", "review", "--scope", "INGEST", "--days", "30")
    spelled = made.stdout.strip()
    key = KeyRing(own_index).find(spelled)
    assert key is not None
    assert f"key {key.id} for A. Reader: review, ingest" in made.stderr
    listed = run(own_index).stdout
    assert key.id in listed
    assert "A. Reader" in listed
    assert f"until {key.expires_at}"[:16] in listed
    told = json.loads(run(own_index, "--json").stdout)
    assert (told["schema"], told["keys"][0]["scopes"]) == ("citance/keys/1", ["review", "ingest"])
    assert spelled[17:] not in listed + json.dumps(told)
    assert "digest" not in json.dumps(told)
    assert key.id in run(own_index, "--revoke", key.id).stderr
    assert "revoked" in run(own_index).stdout
    assert json.loads(run(own_index, "--create", "B", "--scope", "read", "--json").stdout)["key"].startswith("citance_")
    run(own_index, "--revoke", "zzzzzzzz", code=1)
    for wrong in (
        ["--create", "A"],
        ["--create", "A", "--scope", "write"],
        ["--scope", "read"],
        ["--create", "A", "--revoke", "b"],
    ):
        run(own_index, *wrong, code=2)
    run(tmp_path / "none", code=4)


# -- at the door -------------------------------------------------------------------------------------------------------------


def test_a_revoked_key_is_refused_by_the_server_that_runs(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True, base_url="http://citations.example.org")
    ring = KeyRing(own_index)
    key, spelled = ring.create("A", ("admin",))
    assert client.get("/metrics", headers=bearer(spelled)).status_code == 200
    ring.revoke(key.id)
    answer = client.get("/v1/stats", headers=bearer(spelled))
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.json()["detail"] == "this key is not good"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert client.get("/v1/stats").status_code == 200


def test_figures_of_a_public_server_are_for_the_admin(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True, metrics=False)
    ring = KeyRing(own_index)
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=bearer(ring.create("A", ("ingest",))[1])).status_code == 404
    assert client.get("/metrics", headers=bearer(ring.create("A", ("admin",))[1])).status_code == 200


def test_a_key_may_come_as_a_password(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, open_reading=False, public=True)
    _, spelled = KeyRing(own_index).create("A", ("read",))
    assert client.get("/v1/stats", auth=("anybody", spelled)).status_code == 200
    assert client.get("/v1/stats", auth=("anybody", "secret")).status_code == 401
    assert client.get("/v1/stats", headers={"Authorization": "Basic \N{SNOWMAN}".encode()}).status_code == 401


def test_the_password_of_a_proxy_is_no_key(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True)
    for _ in range(20):
        assert client.get("/v1/stats", auth=("reader", "for the proxy")).status_code == 200
    assert client.get("/v1/stats", auth=("reader", "citance_aaaaaaaa_wrong")).status_code == 401


def test_reading_may_need_a_key(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, open_reading=False, public=True, root_path="/c")
    for path in ("/v1/stats", f"/tallies/{ALDER}", "/openapi.json", "/metrics", f"/articles/{ALDER}"):
        assert client.get(path).status_code == 401, path
    for path in ("/healthz", "/static/citance.css"):
        assert client.get(path).status_code == 200, path
    page = client.get(f"/articles/{ALDER}?lang=de", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (
        303,
        f"/c/key?next=%2Farticles%2F{ALDER.replace('/', '%2F')}%3Flang%3Dde",
    )
    _, spelled = KeyRing(own_index).create("A", ("read",))
    assert client.get(f"/articles/{ALDER}", headers=bearer(spelled)).status_code == 200


def test_a_file_of_keys_that_is_damaged_lets_nobody_in(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True)
    _, spelled = KeyRing(own_index).create("A", ("admin",))
    (own_index / FILE).write_text("{")
    answer = client.get("/v1/stats", headers=bearer(spelled))
    assert (answer.status_code, str(own_index) in answer.text) == (503, False)
    assert client.get("/v1/stats").status_code == 200


def test_no_secret_is_written_down(serving: Serve, own_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = serving(own_index, public=True)
    _, spelled = KeyRing(own_index).create("A", ("read",))
    for words in (spelled, spelled[:-1], "hunter2"):
        client.get(f"/tallies/{ALDER}?key={words}", headers=bearer(words) | {"Cookie": f"citance_key={words}"})
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("citance"))
    assert f"/tallies/{ALDER}" in said
    assert spelled[17:40] not in said
    assert "hunter2" not in said


def test_who_tries_one_key_after_the_other_has_to_wait(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True, trusted_proxies=("testclient",))
    _, spelled = KeyRing(own_index).create("A", ("read",))
    somebody, another = {"X-Forwarded-For": "203.0.113.5"}, {"X-Forwarded-For": "203.0.113.6"}
    answers = [client.get("/v1/stats", headers=bearer(f"guess{n}") | somebody).status_code for n in range(12)]
    assert answers == [401] * 10 + [429] * 2
    told = client.get("/v1/stats", headers=bearer(spelled) | somebody)  # else a good one would be told from the others
    assert (told.status_code, told.headers["ratelimit-policy"]) == (429, '"keys";q=10;w=60')
    assert 1 <= int(told.headers["retry-after"]) <= 60
    assert client.get("/v1/stats", headers=bearer(spelled) | another).status_code == 200
    assert client.get("/v1/stats", headers=somebody).status_code == 200  # without a key, as everybody


# -- how often ---------------------------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_how_long_to_wait(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True, rate_per_address=5, rate_per_key=20, trusted_proxies=("testclient",))
    ones, others = {"X-Forwarded-For": "203.0.113.5"}, {"X-Forwarded-For": "203.0.113.6"}
    first = client.get(f"/tallies/{ALDER}", headers=ones)
    assert first.headers["ratelimit-policy"] == '"address";q=5;w=60'
    assert re.fullmatch(r'"address";r=4;t=\d+', first.headers["ratelimit"])
    assert "ratelimit" in first.headers["access-control-expose-headers"]
    codes = [client.get(f"/tallies/{ALDER}", headers=ones).status_code for _ in range(5)]
    assert codes == [200] * 4 + [429]
    for path, kind in ((f"/tallies/{ALDER}", "application/json"), ("/v1/stats", "application/problem+json")):
        refused = client.get(path, headers=ones)
        assert (refused.status_code, refused.headers["content-type"]) == (429, kind)
        assert refused.json()["detail"] == "no more than 5 questions a minute"
        assert 1 <= int(refused.headers["retry-after"]) <= 12
        assert refused.headers["ratelimit"].startswith('"address";r=0;')
        assert refused.headers["access-control-allow-origin"] if path[1] == "t" else True
    assert client.get(f"/tallies/{ALDER}", headers=others).status_code == 200
    for path in ("/healthz", "/static/citance.css"):  # what is asked all the time is not counted
        assert client.get(path, headers=ones).status_code == 200
    _, spelled = KeyRing(own_index).create("A", ("read",))
    with_key = client.get("/v1/stats", headers=ones | bearer(spelled))
    assert (with_key.status_code, with_key.headers["ratelimit-policy"]) == (200, '"key";q=20;w=60')


def test_an_untrusted_header_gives_no_new_bucket(serving: Serve, own_index: Path) -> None:
    client = serving(own_index, public=True, rate_per_address=3)
    codes = [client.get("/v1/stats", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(4)]
    assert codes == [200, 200, 200, 429]


def test_on_this_machine_nobody_is_counted(local: Any) -> None:
    assert "ratelimit" not in local.get("/healthz").headers
    assert "ratelimit" not in local.get("/v1/stats").headers


def test_a_bucket_fills_as_time_goes_by() -> None:
    now = [100.0]
    limits = RateLimits(clock=lambda: now[0])
    assert [limits.take("a", 60).remaining for _ in range(3)] == [59, 58, 57]
    assert all(limits.take("a", 60).allowed for _ in range(57))
    spent = limits.take("a", 60)
    assert (spent.allowed, spent.remaining, round(spent.wait)) == (False, 0, 1)
    assert limits.take("b", 60).allowed
    now[0] += 2
    assert [limits.take("a", 60).allowed for _ in range(3)] == [True, True, False]
    assert limits.take("a", 60, cost=0).allowed is False
    now[0] += 1000
    assert limits.take("a", 60, cost=0).remaining == 60
    assert limits.take("a", 60).remaining == 59


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 3)), max_size=80), st.integers(1, 40))
def test_nobody_gets_more_than_a_minute_allows(steps: list[tuple[float, int]], quota: int) -> None:
    now = [0.0]
    limits = RateLimits(clock=lambda: now[0])
    allowed: list[float] = []
    for pause, times in steps:
        now[0] += pause
        allowed += [now[0] for _ in range(times) if limits.take("a", quota).allowed]
    for start in allowed:  # a full bucket, and what fills it meanwhile
        assert sum(start <= one < start + 60 for one in allowed) <= 2 * quota
    assert len(allowed) <= quota + now[0] * quota / 60 + 1


def test_workers_share_their_buckets(tmp_path: Path) -> None:
    file = tmp_path / "shared"
    file.touch()
    mine = RateLimits(str(file), b"salt")
    code = (
        "import sys; from citance.serving.limits import RateLimits\n"
        "limits = RateLimits(sys.argv[1], b'salt'); [limits.take('a', 10) for _ in range(6)]"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], check=True)
    assert [mine.take("a", 10).allowed for _ in range(5)] == [True] * 4 + [False]
    assert file.stat().st_size < 2 << 20


def test_a_flood_of_addresses_makes_nothing_grow_and_frees_nobody() -> None:
    limits = RateLimits(clock=lambda: 0.0)
    for _ in range(5):
        limits.take("a", 5)
    for number in range(20_000):
        limits.take(f"flood {number}", 5)
    assert not limits.take("a", 5).allowed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("[fe80::1%eth0]", "fe80::2", True),
        ("[2001:db8::1]:4711", "2001:db8::2", True),
        ("192.0.2.1:4711", "192.0.2.1:4712", True),
        ("nonsense", "other", False),
    ],
)
def test_a_household_has_many_addresses(one: str, other: str, same: bool) -> None:
    assert (household(one) == household(other)) is same
