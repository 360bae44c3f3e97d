"""Numbers and lists that could be taken for others: pages say what they count."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from citance.index import Filters, Index, TallyView, open_index
from citance.model import Evidence, Stance
from citance.web import charts
from citance.web.catalogue import LANGUAGES, words_in

ALDER, GALE, IVANOVA = "10.5555/toy.alder2011", "10.5555/toy.gale2016", "10.5555/toy.ivanova2017"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def index(toy_index: Path) -> Any:
    with open_index(toy_index, read_only=True) as opened:
        yield opened


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


# -- a search that finds the other kind ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_not_typed_to_its_end_shows_the_article(local: Any, index: Index, language: str) -> None:
    words = "Sirolimus for complicated vascular anomalies in children prospective"
    statements, articles = index.search(words).statements, index.search(words, kind="articles").articles
    assert statements is not None
    assert articles is not None
    assert (statements.total, articles.total) == (0, 1)
    text = local.get("/find", params={"q": words, "lang": language}, headers=HTML)
    text = local.get(text.headers["location"], headers=HTML).text
    assert index.article(ALDER).title in unescape(text)
    assert str(words_in(language)("search.instead", n=1)) in text
    assert str(words_in(language)("search.nothing")) not in text


def test_both_tabs_of_a_search_say_how_many(local: Any, index: Index) -> None:
    for kind in ("", "&kind=articles"):
        text = local.get(f"/search?q=sirolimus{kind}&lang=en", headers=HTML).text
        tabs = plain(re.search(r'<nav class="tabs".*?</nav>', text, re.S)[0])  # type: ignore[index]
        statements, articles = index.search("sirolimus").statements, index.search("sirolimus", kind="articles").articles
        assert statements is not None
        assert articles is not None
        assert tabs == f"Statements {statements.total} Articles {articles.total}"
    assert local.get("/search?q=sirolimus&kind=articles&study=trial", headers=HTML).status_code == 200


# -- tallies ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_small_tally_says_whose_it_is(local: Any, index: Index, language: str) -> None:
    words = words_in(language)
    report = local.get(f"/articles/{ALDER}?size=200&lang={language}").text
    some = index.cited_by(ALDER, limit=200)
    cited = {view.citing.key for view in some.statements if some.citing.get(view.citing.key)}
    cited = {key for key in cited if some.citing[key].total}
    lines = re.findall(r'<section class="citing">.*?</p>\s*</div>', report, re.S)
    assert cited
    assert len(lines) > len(cited), "what is not cited itself has no such tally"
    for line in lines:
        assert line.count('class="mini"') == line.count(f'<span class="whose">{words("mini.itself")}</span>')
    assert report.count(f">{words('mini.itself')}<") >= len(cited)
    references = local.get(f"/articles/{IVANOVA}?tab=references&lang={language}").text
    assert references.count('class="mini"') == references.count(f">{words('mini.everywhere')}<") > 0
    assert str(words("mini.here")) in references


@pytest.mark.parametrize(("language", "told"), [("en", "Cited by 15 articles"), ("de", "Zitiert von 15 Artikeln")])
def test_cited_by_counts_articles(local: Any, index: Index, language: str, told: str) -> None:
    assert index.tally(ALDER).citing_articles == 15
    text = local.get(f"/articles/{ALDER}?lang={language}").text
    assert plain(re.search(r'<nav class="tabs".*?</li>', text, re.S)[0]) == told  # type: ignore[index]


def test_own_evidence_alone_says_what_its_mentions_are(local: Any, index: Index) -> None:
    cited = [(hit, hit.tally) for hit in index.search("", kind="articles", limit=100).articles.hits]  # type: ignore[union-attr]
    hit, tally = next((hit, tally) for hit, tally in cited if tally.supporting_reported + tally.contrasting_reported)
    reported = tally.supporting_reported + tally.contrasting_reported
    text = local.get(f"/articles/{hit.article.key}?count=own&lang=en").text
    split = re.search(r'(\d+) mentioning · <a href="([^"]+)">(\d+) verdicts? on reported evidence', text)
    assert split is not None
    assert (int(split[1]), int(split[3])) == (tally.mentioning, reported)
    listed = local.get(unescape(split[2]).replace("#statements", "&size=200")).text
    asked = Filters(stance=(Stance.SUPPORTING, Stance.CONTRASTING), evidence=(Evidence.REPORTED,))
    assert len(set(re.findall(r'id="s-([a-z0-9]+)"', listed))) == index.cited_by(hit.article.key, filters=asked, limit=0).total
    assert "by each statement" in text
    assert "verdicts on reported" not in local.get(f"/articles/{hit.article.key}?lang=en").text


def test_a_support_index_needs_twenty_verdicts(local: Any, index: Index) -> None:
    def tally(supporting: int, contrasting: int) -> TallyView:
        return TallyView(supporting + contrasting, supporting, contrasting, 0, 0, 0, supporting, 0, contrasting, 0)

    assert charts.support_shown(tally(19, 0)) is None
    assert charts.support_shown(tally(10, 10)) is not None
    assert not charts.support_years({2010: tally(3, 1), 2011: tally(30, 1)}, words_in("en"))
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', local.get("/journals?lang=en").text, re.S)
    for row, journal in zip(rows, index.journals(100), strict=True):
        assert bool(re.search(r"\d% \(\d+–\d+%\)", row)) == (journal.tally.supporting + journal.tally.contrasting >= 20)


# -- side by side, and on paper --------------------------------------------------------------------------------------------


def test_the_earliest_of_very_many_years_share_a_column() -> None:
    def tally(mentioning: int) -> TallyView:
        return TallyView(mentioning, 0, 0, mentioning, 0, 1, 0, 0, 0, 0)

    drawing = str(charts.timeline({1886: tally(2), 1901: tally(3), 2010: tally(40), 2017: tally(7)}, words_in("en")))
    titles = re.findall(r"<title>(.*?)</title>", drawing)
    assert titles == ["≤ 1968: 5 mentioning", "2010: 40 mentioning", "2017: 7 mentioning"]
    assert ">≤ 1968</text>" in drawing
    assert "1886 to 2017" in drawing
    fifty = str(charts.timeline({1968: tally(2), 2017: tally(7)}, words_in("en")))
    assert "≤" not in fifty


def test_what_is_compared_has_one_scale(local: Any, index: Index) -> None:
    text = local.get(f"/compare?article={ALDER}&article={GALE}&lang=en").text
    drawn = [ElementTree.fromstring(one) for one in re.findall(r'<svg class="chart timeline".*?</svg>', text, re.S)]
    assert len(drawn) == 2
    years = [[one.text for one in drawing.iter("text") if one.get("class") == "year"] for drawing in drawn]
    assert years[0] == years[1]
    # As many statements stand as high, or hang as low, in the one drawing as in the other.
    units = []
    for drawing, tallies in zip(drawn, (index.report(ALDER).by_year, index.report(GALE).by_year), strict=True):
        told = [int(one.text or "") for one in drawing.iter("text") if one.get("class") == "figure"]
        assert told, "how many there are"
        assert max(told) == max(tally.total - tally.contrasting for tally in tallies.values())
        for group in drawing.iter("g"):
            year = int((group.findtext("title") or "")[:4])
            tall = sum(float(one.get("height") or 0) for one in group.iter("rect"))
            units.append(tall / tallies[str(year)].total)
    assert units == pytest.approx([units[0]] * len(units), rel=0.03)
    # As many statements are as long in the one column as in the other.
    bars = re.findall(r'<svg class="chart bar" width="100%" height="10".*?</svg><span class="count">(\d+)', text, re.S)
    drawings = re.findall(r'<svg class="chart bar" width="100%" height="10".*?</svg>', text, re.S)
    lengths = [sum(float(width) for width in re.findall(r' width="([\d.]+)%" height="10', drawing[40:])) for drawing in drawings]
    most = max(map(int, bars))
    for many, length in zip(bars, lengths, strict=True):
        assert length == pytest.approx(100 * int(many) / most, abs=0.1)


@pytest.mark.parametrize(("language", "part"), [("en", "Statements 1–20 of 60."), ("de", "Aussagen 1–20 von 60.")])
def test_paper_says_which_part_it_shows(local: Any, language: str, part: str) -> None:
    text = local.get(f"/articles/{ALDER}?lang={language}").text
    told = plain(re.search(r'<p class="on-paper">.*?</p>', text)[0])  # type: ignore[index]
    assert told.startswith(part)
    assert told.endswith(f"http://localhost/articles/{ALDER}?lang={language}")
    whole = local.get(f"/articles/{ALDER}?size=200&lang={language}").text
    assert part[:10] not in re.search(r'<p class="on-paper">.*?</p>', whole)[0]  # type: ignore[index]
