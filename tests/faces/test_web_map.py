"""The citation map: a drawing that is whole without script, its layout, and the file it can be taken away as."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.index import ArticleView, AuthorView, Index, open_index
from citance.web.catalogue import words_in
from citance.web.layout import COLUMN, COLUMNS, EDGE, Spot, curve_between, lay_out, make_columns, radius_of
from citance.web.maps import LONGEST_NAME, MANY, name_of

ALDER, KESTREL = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016"
SVG = "{http://www.w3.org/2000/svg}"

years = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.none() | st.integers(1990, 2020), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def index(toy_index: Any) -> Any:
    with open_index(toy_index, read_only=True) as opened:
        yield opened


# -- layout ------------------------------------------------------------------------------------------------------------------


@given(years)
def test_columns_hold_everyone_in_order_of_time(given_years: dict[str, int | None]) -> None:
    columns = make_columns(given_years)
    assert sorted(key for column in columns for key in column) == sorted(given_years)
    dated = [[given_years[key] for key in column] for column in columns if given_years[column[0]] is not None]
    for earlier, later in pairwise(dated):
        assert max(year for year in earlier if year) < min(year for year in later if year)
    assert len(dated) <= COLUMNS


@given(years, st.data())
def test_no_two_articles_stand_in_one_place_and_all_within(given_years: dict[str, int | None], data: st.DataObject) -> None:
    keys = sorted(given_years)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=30))
    found = lay_out(given_years, {}, pairs)
    assert found == lay_out(dict(reversed(given_years.items())), {}, pairs)
    spots = list(found.spots.values())
    for place, one in enumerate(spots):
        assert 20 < one.x < found.width
        assert 20 < one.y + 20 <= found.height
        assert all(abs(one.x - other.x) > 100 or abs(one.y - other.y) > 40 for other in spots[:place])


def test_more_statements_are_drawn_larger_within_bounds() -> None:
    assert radius_of(0) < radius_of(9) < radius_of(25) < 13
    assert radius_of(10**6) == radius_of(10**5)


def test_a_line_passes_by_the_articles_between() -> None:
    years = {"old": 2001, "between": 2003, "near": 2004, "new": 2005}
    spots = {key: Spot(80 + 146 * place, 100, 8) for place, key in enumerate(years)}
    found = lay_out(years, {}, [])._replace(spots=spots)
    straight, bowed = curve_between(spots["new"], spots["old"]), found.curve("new", "old")
    assert straight.height_at(spots["between"].x) == pytest.approx(100)
    for key in ("between", "near"):
        assert abs(bowed.height_at(spots[key].x) - spots[key].y) > spots[key].radius
    assert (bowed.start, bowed.end) == (straight.start, straight.end)
    assert found.curve("between", "old") == curve_between(spots["between"], spots["old"])  # none is between: as it was


def test_a_curve_ends_at_the_cited_article() -> None:
    old, new, same = Spot(100, 50, 5), Spot(300, 90, 8), Spot(100, 200, 5)
    curve = curve_between(new, old)
    assert curve.start == (292, 90)
    assert old.x < curve.end[0] < old.x + old.radius + 5
    assert old.x < curve.middle[0] < new.x
    assert curve_between(same, old).middle[0] < old.x  # round by the side, where no name stands


# -- the page ----------------------------------------------------------------------------------------------------------------


def drawn(text: str) -> ElementTree.Element:
    found = re.search(r'<div class="scroll map-room".*?>(<svg.*?</svg>)</div>', text, re.S)
    assert found
    return ElementTree.fromstring(found[1])


def test_all_that_is_said_is_drawn_and_stands_in_the_table(local: Any, index: Index) -> None:
    text = local.get(f"/articles/{ALDER}?tab=map&only=all").text
    found = index.citation_map(ALDER)
    links = list(drawn(text).iter("a"))
    ties = {one.get("data-ends") for one in links if "tie" in one.get("class", "").split()}
    assert ties == {f"{tie.citing} {tie.cited}" for tie in found.ties}
    assert {one.get("id") for one in links if "spot" in one.get("class", "").split()} == {f"n-{key}" for key in found.articles}
    assert text.count('<tr><th scope="row">') == len(found.ties)
    assert all(one.get("aria-label") for one in links if "spot" in one.get("class", "").split())


def test_shapes_tell_stances_apart(local: Any, index: Index) -> None:
    picture = drawn(local.get(f"/articles/{ALDER}?tab=map&only=all").text)
    for tie in index.citation_map(ALDER).ties:
        link = next(one for one in picture.iter("a") if one.get("data-ends") == f"{tie.citing} {tie.cited}")
        kinds = [group.get("class") for group in link.iter("g")]
        told = next(link.iter("title")).text or ""
        if tie.verdicts:
            assert kinds == [f"is-{name}" for name in ("supporting", "contrasting") if getattr(tie, name)]
        else:
            assert kinds == ["is-mentioning" if tie.mentioning else "is-unclassified"]
        for group in link.iter("g"):
            shapes = [path.get("class") for path in group.iter("path")]
            assert ("gap" in shapes) is (group.get("class") == "is-contrasting")
            assert ("sign" in shapes) is (group.get("class") in ("is-supporting", "is-contrasting"))
        for name in ("supporting", "contrasting", "mentioning"):
            assert (name in told) is bool(getattr(tie, name))


def test_a_line_leads_to_what_is_said(local: Any, index: Index) -> None:
    tie = max(index.citation_map(ALDER).ties, key=lambda tie: tie.contrasting)
    text = local.get(f"/articles/{ALDER}?tab=map&look={tie.citing}~{tie.cited}").text
    said = {view.id for view in index.statements_between(tie.citing, tie.cited)}
    assert set(re.findall(r'id="s-([a-z0-9]+)"', text)) == said
    assert len(said) == tie.total


def test_opening_and_folding_are_addresses(local: Any, index: Index) -> None:
    key = index.article(KESTREL).key
    closed = local.get(f"/articles/{ALDER}?tab=map&look={key}").text
    assert f"open={key}" in closed
    opened = local.get(f"/articles/{ALDER}?tab=map&open={key}&look={key}").text
    assert opened.count('class="ring"') == closed.count('class="ring"') + 1
    assert "Fold its neighbours" in opened


def test_verdicts_alone_leave_the_rest_out(local: Any, index: Index) -> None:
    picture = drawn(local.get(f"/articles/{ALDER}?tab=map&only=verdicts").text)
    kinds = {group.get("class") for one in picture.iter("a") for group in one.iter("g")}
    assert kinds == {"is-supporting", "is-contrasting"}
    assert any(not tie.verdicts for tie in index.citation_map(ALDER).ties)


def test_a_map_of_many_works_begins_with_verdicts_alone(local: Any, index: Index) -> None:
    found = index.citation_map(ALDER)
    assert len(found.articles) > MANY
    text = local.get(f"/articles/{ALDER}?tab=map&lang=en").text
    ends = {one.get("data-ends") for one in drawn(text).iter("a") if "tie" in one.get("class", "").split()}
    assert ends == {f"{tie.citing} {tie.cited}" for tie in found.ties if tie.verdicts}
    left = len(found.ties) - len(ends)
    assert f"{left} lines of mere mentions are not drawn" in text
    assert "only=all" in text
    everything = local.get(f"/articles/{ALDER}?tab=map&only=all&lang=en").text
    assert "only=verdicts" in everything
    assert "only=all&amp;look=" in everything, "what was chosen to be drawn stays while one looks about"
    assert "mere mentions" not in everything
    assert len(list(drawn(everything).iter("a"))) > len(ends)


def test_a_small_map_or_one_without_verdicts_draws_all(local: Any, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn_ties() -> int:
        return int(local.get(f"/articles/{ALDER}?tab=map").text.count('class="tie'))

    found = index.citation_map(ALDER)
    plain = [msgspec.structs.replace(tie, supporting=0, contrasting=0) for tie in found.ties]
    monkeypatch.setattr(Index, "citation_map", lambda *_a, **_k: msgspec.structs.replace(found, ties=tuple(plain)))
    assert drawn_ties() == len(plain)
    monkeypatch.setattr(Index, "citation_map", lambda *_a, **_k: found)
    monkeypatch.setattr("citance.web.maps.MANY", len(found.articles))
    assert drawn_ties() == len(found.ties)


def test_what_is_chosen_stands_beside_the_drawing(local: Any, index: Index) -> None:
    key = index.article(KESTREL).key
    text = local.get(f"/articles/{ALDER}?tab=map&look={key}&lang=en").text
    beside = re.search(r'<div class="map-and with-panel">.*?<ul class="map-legend"', text, re.S)
    assert beside is not None
    assert 'class="looked panel"' in beside[0]
    assert ">Close<" in beside[0]
    assert "with-panel" not in local.get(f"/articles/{ALDER}?tab=map").text


@pytest.mark.parametrize("name", ["Παπαδοπούλου & Castellanos-Íñiguez", "山田太郎山田太郎山田太郎山田太郎", "W" * 60])
def test_a_name_has_room_to_the_edge_of_the_drawing(name: str) -> None:
    author = AuthorView(name, name, "", None, None)
    shown = name_of(ArticleView("k", authors=(author,), year=2021), words_in("en"))
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in shown)
    assert wide <= LONGEST_NAME + len(" 2021")
    assert 4.2 * wide < EDGE, "half of it, of signs of twelve pixels that are seven or eight wide in the mean"
    assert 2 * EDGE + (COLUMNS - 1) * COLUMN < 1210, "the widest map fits the widest page"


def test_it_can_be_taken_away_as_a_file(local: Any) -> None:
    answer = local.get(f"/articles/{ALDER}?tab=map&export=svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "attachment" in answer.headers["content-disposition"]
    assert "script" not in answer.headers["content-security-policy"]
    picture = ElementTree.fromstring(answer.content)
    assert picture.tag == f"{SVG}svg"
    assert "--supporting:" in (picture.findtext(f"{SVG}style") or "")
    assert all((one.get("href") or "").startswith("http://localhost/") for one in picture.iter(f"{SVG}a"))
    assert b"<script" not in answer.content


@pytest.mark.parametrize("value", ["x", "~", "a~b", "<script>alert(1)</script>~x", "\x00", "é" * 500])
def test_no_state_breaks_it(local: Any, value: str) -> None:
    for field in ("look", "open", "only", "export"):
        answer = local.get(f"/articles/{ALDER}", params={"tab": "map", field: value})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_too_many_opened_are_refused_in_words(local: Any, index: Index) -> None:
    keys = list(index.citation_map(ALDER, citing=99, cited=99).articles)
    answer = local.get(f"/articles/{ALDER}", params={"tab": "map", "open": keys[:20]})
    assert answer.status_code == 400
