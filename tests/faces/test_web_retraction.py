"""Retraction on reports: how many cite a retracted article since, its year in the chart, and what retracted articles say."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from citance.services.views import TallyView
from citance.web import charts
from citance.web.catalogue import LANGUAGES, words_in

KESTREL, ALDER = "10.5555/toy.kestrel2016", "10.5555/toy.alder2011"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_retracted_article_says_how_many_cite_it_since(local: Any, language: str) -> None:
    told = local.get(f"/v1/articles/{KESTREL}/report?limit=0").json()
    since, words = told["since_retraction"], words_in(language)
    page = local.get(f"/articles/{KESTREL}?lang={language}").text
    all_of_them = words.number(told["tally"]["citing_articles"])
    expected = words("since.later", n=since["later"], all=all_of_them, date=words.date(since["date"]))
    assert str(expected) in page
    chart = re.search(r'<svg class="chart timeline".*?</svg>', page, re.S)
    assert chart is not None
    assert 'class="notice-line"' in chart[0]
    assert str(words("since.marked", year=2018)) in chart[0]
    other = local.get(f"/articles/{ALDER}?lang={language}").text
    assert "notice-line" not in other
    assert 'class="since"' not in other


def test_the_red_line_leads_to_the_statements_it_speaks_of(local: Any) -> None:
    page = local.get(f"/articles/{ALDER}?lang=en").text
    lines = re.findall(r'<p class="from-retracted"><strong><a href="([^"]+)">.*?(\d+) (supporting|contrasting) statement', page)
    assert lines
    for address, many, stance in lines:
        narrowed = local.get(unescape(address).partition("#")[0]).text
        verdicts = re.findall(r'<article class="statement of-(\w+)', narrowed) or re.findall(r"statement of-(\w+)", narrowed)
        assert set(verdicts) == {stance}
        assert f">{many} statement" in narrowed
        assert str(words_in("en")("retracted_by.yes")) in narrowed, "the filter is shown, and can be taken away"
        assert 'name="retracted" value="yes" checked' in narrowed


def test_other_filters_keep_it_and_searches_pass_it_over(local: Any) -> None:
    page = local.get(f"/articles/{ALDER}?retracted=no&stance=supporting&lang=en").text
    assert "retracted=no" in page
    assert local.get("/search?q=sirolimus&retracted=yes").status_code == 200
    assert local.get("/search?q=retracted:yes").status_code == 200


def test_the_api_takes_it_as_a_parameter(local: Any) -> None:
    theirs = local.get(f"/v1/articles/{ALDER}/statements?retracted=true").json()
    assert {one["citing"]["doi"] for one in theirs["statements"]} == {KESTREL}
    assert local.get(f"/v1/articles/{ALDER}/statements?retracted=perhaps").status_code == 400


def test_a_notice_outside_the_years_of_a_chart_widens_it() -> None:
    words = words_in("en")
    tally = TallyView(3, 0, 0, 3, 0, 1, 0, 0, 0, 0)
    for notice, years in ((2009, ("2009", "2012")), (2015, ("2010", "2015"))):
        chart = str(charts.timeline({"2010": tally, "2012": tally}, words, notice=notice))
        shown = re.findall(r'class="year"[^>]*>(\d+)<', chart)
        assert (shown[0], shown[-1]) == years
    assert "notice-line" not in str(charts.timeline({"2010": tally}, words))


def test_the_line_of_a_notice_is_parted_where_figures_stand() -> None:
    words = words_in("en")
    tally = TallyView(5, 0, 2, 3, 0, 1, 0, 0, 2, 0)
    for by_year, parts in (({"2010": tally, "2012": tally}, 2), ({"2010": tally}, 1)):
        chart = str(charts.timeline(by_year, words, notice=2012))
        lines = [
            (float(top), float(end))
            for top, end in re.findall(r'y1="([\d.]+)" y2="([\d.]+)"', re.findall(r'<g class="notice-line">.*?</g>', chart)[0])
        ]
        assert len(lines) == parts
        figures = re.findall(r'class="figure" x="([\d.]+)%" y="([\d.]+)"', chart)
        (x,) = set(re.findall(r'<line x1="([\d.]+)%"', chart))
        crossed = [y for at, y in figures if at == x for top, end in lines if top < float(y) and float(y) - 9 < end]
        assert not crossed
