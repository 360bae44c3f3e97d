"""Verdicts that the classifier is not even half sure of: pages say so of each, count them apart, and can leave them out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from citance.index import Filters, StatementView, open_index
from citance.model import Scores, Stance
from citance.services.sieve import LEAST_SURE
from citance.web.catalogue import LANGUAGES, words_in
from citance.web.pages import alike_in_bracket
from citance.web.paths import Paths
from citance.web.rows import Rows, is_possible

ALDER = "10.5555/toy.alder2011"


@pytest.fixture(scope="module")
def views(toy_index: Path) -> list[StatementView]:
    with open_index(toy_index, read_only=True) as index:
        return list(index.statements())


def with_score(view: StatementView, sure: float) -> StatementView:
    assert view.classification is not None
    scores = Scores(supporting=0.0, contrasting=sure, mentioning=1 - sure)
    return msgspec.structs.replace(view, classification=msgspec.structs.replace(view.classification, scores=scores))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unsure_verdict_is_called_possible_and_has_a_hollow_mark(views: list[StatementView], language: str) -> None:
    words, rows = words_in(language), Rows(words_in(language), Paths("", None))
    view = next(view for view in views if view.stance is Stance.CONTRASTING and view.classification)
    unsure, sure = with_score(view, LEAST_SURE - 0.01), with_score(view, LEAST_SURE)
    assert str(words("possible.contrasting")) in rows.statement(unsure)
    assert 'class="mark possible of-contrasting"' in rows.statement(unsure)
    assert str(words("possible.contrasting")) not in rows.statement(sure)
    assert "mark possible" not in rows.statement(sure)
    assert not is_possible(msgspec.structs.replace(unsure, reviewed=True)), "a person's word is no guess"
    assert not is_possible(msgspec.structs.replace(unsure, stance=Stance.MENTIONING))


def test_a_score_is_never_rounded_up() -> None:
    words = words_in("en")
    assert [words.score(share) for share in (0.4957, 0.5, 0.29, 0.7, 0.996, 1.0)] == ["49%", "50%", "29%", "70%", "99%", "100%"]


def test_possible_verdicts_are_counted_apart_and_can_be_left_out(local: Any, views: list[StatementView], toy_index: Path) -> None:
    with open_index(toy_index, read_only=True) as index:
        about = index.cited_by(ALDER, limit=200).statements
        sure = index.cited_by(ALDER, filters=Filters(confidence=LEAST_SURE), limit=0).total
        possible, own = index.possible_verdicts(ALDER), index.possible_verdicts(ALDER, own=True)
    many = {stance: sum(is_possible(view) for view in about if view.stance == stance) for stance in ("supporting", "contrasting")}
    assert sum(many.values()), "the toy literature has none: choose another article"
    assert {stance: n for stance, n in many.items() if n} == possible
    assert own == {
        stance: n
        for stance in ("supporting", "contrasting")
        if (n := sum(is_possible(view) and view.stance == stance and view.evidence == "own" for view in about))
    }
    page = local.get(f"/articles/{ALDER}?lang=en&size=200").text
    link = r'<span class="off-paper">: <a href="[^"]*stance=(\w+)&amp;confidence=50[^"]*#statements"'
    told = re.findall(rf"(\d+) of them only possible{link}", page)
    assert {stance: int(n) for n, stance in told} == {stance: n for stance, n in many.items() if n}
    assert page.count('<div class="statement possible') == sum(many.values())
    half = re.search(r'href="([^"]*confidence=50[^"]*)" data-live>at least 50% sure<', page)
    assert half is not None
    left = local.get(half[1].replace("&amp;", "&") + "&size=200").text
    assert len(re.findall(r'id="s-', left)) == sure
    assert '<div class="statement possible' not in left
    assert "at least 50% sure</a>" in local.get("/search?q=stance:contrasting&lang=en", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_over_a_bracket_says_of_how_many(local: Any, views: list[StatementView], language: str) -> None:
    several = [
        view
        for view in views
        if view.stance in ("supporting", "contrasting")
        and view.group
        and sum(other.sentence == view.sentence and other.group == view.group for other in views) > 1
    ]
    assert several
    told = words_in(language)
    for view in several[:3]:
        page = local.get(f"/statements/{view.id}?lang={language}").text
        beside = [other for other in views if other.id != view.id and other.citing.key == view.citing.key]
        beside = [other for other in beside if other.sentence == view.sentence]
        n = alike_in_bracket(view, beside)
        assert n > 1
        assert str(told("statement.together", n=n)) in page
    plain = next(view for view in views if view.stance is Stance.MENTIONING and view.group)
    assert alike_in_bracket(plain, [plain]) == 0
