"""What pages say of figures, where they could be misread."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from citance.classification.artefact import SHIPPED
from citance.index import Given, open_index
from citance.model import Stance
from citance.services.accuracy import CARD
from citance.toy import toy_path
from citance.web.catalogue import LANGUAGES, words_in
from citance.web.classifier_card import card_words
from citance.web.highlights import counting, find_examples
from citance.web.paths import Paths
from citance.web.render import _environment, render


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "given",
    [
        Given(Stance.MENTIONING, 0.47, 0.3),
        Given(Stance.MENTIONING, 0.47, 0.55, of_rival=True),
        Given(Stance.SUPPORTING, 0.47, 0.6, below=True),
        Given(Stance.MENTIONING, 0.47, None),
    ],
)
def test_a_label_below_its_rival_says_why(language: str, given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_in(language)
    monkeypatch.setitem(_environment().globals, "given", given)
    template = _environment().from_string("{{ told_given(given) }}")
    monkeypatch.setattr(_environment(), "get_template", lambda _name: template)
    told = render("any", words, Paths("", None))
    assert "47" in told
    assert str(words(f"stance.{given.rival}")) in told
    threshold = given.threshold and str(words.percent(given.threshold))
    assert not threshold or threshold not in told, "a threshold stands on the page of the method, where it is explained"


def test_a_report_explains_every_label_that_its_scores_do_not(local: Any) -> None:
    page = local.get("/articles/10.5555/toy.alder2011?size=200&lang=en").text
    explained = re.findall(r'<span class="hint given">([^<]+)</span>', page)
    assert explained
    for told in explained:
        assert re.search(r"\d+%", told)


@pytest.mark.parametrize(("language", "why"), [("en", "without a sentence (tables"), ("de", "ohne Satz (Tabellen")])
def test_unclassified_is_mostly_what_has_no_sentence(local: Any, language: str, why: str) -> None:
    page = local.get(f"/articles/10.5555/toy.alder2011?lang={language}").text
    legend = re.search(r'<li class="of-unclassified">.*?</li>', page, re.S)
    if legend is not None:
        assert why in legend[0]
    assert why in str(words_in(language)("report.waiting"))
    assert str(words_in(language)("define.unclassified")) in local.get(f"/about/method?lang={language}").text


def test_the_figures_of_the_first_page_add_up(local: Any, toy_index: Path) -> None:
    with open_index(toy_index, read_only=True) as index:
        tally = index.stats().counts.tally
    figures = re.search(r'<section class="figures".*?</section>', local.get("/?lang=en").text, re.S)
    assert figures is not None
    told = dict(re.findall(r'<li class="of-(\w+)">.*?<span class="figure">(\d+)</span>', figures[0], re.S))
    assert tally.unclassified
    assert sum(map(int, told.values())) == tally.total


def test_the_rows_of_the_list_of_journals_add_up(local: Any, toy_index: Path) -> None:
    with open_index(toy_index, read_only=True) as index:
        totals = [journal.tally.total for journal in index.journals(100)]
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', local.get("/journals?lang=en").text, re.S)
    told = [sum(map(int, re.findall(r"<td>(\d+)</td>", row)[1:])) for row in rows]
    assert told == totals
    shown = [int(total) for row in rows for total in re.findall(r'<td class="by-this">(\d+)</td>', row)]
    assert shown == sorted(totals, reverse=True), "what the rows are ordered by stands in them"


def test_what_still_waits_is_told_on_the_first_page(serving: Any, local: Any, tmp_path: Path) -> None:
    with open_index(tmp_path / "waiting", create=True) as index:
        index.ingest([toy_path()], workers=0)
        waiting = index.stats().counts.waiting
    assert waiting > 300
    text = serving(tmp_path / "waiting").get("/?lang=en").text
    assert f"{waiting} statements have not been classified yet" in text
    assert "Supported and contrasted count verdicts" not in text, "of which there are none"
    assert "not been classified yet" not in local.get("/?lang=en").text


def test_the_first_page_ranks_by_articles_and_says_how_many(local: Any, toy_index: Path) -> None:
    text = local.get("/?lang=en").text
    with open_index(toy_index, read_only=True) as index:
        examples = find_examples(index)
        for name, stance in (("most_contrasted", Stance.CONTRASTING), ("most_supported", Stance.SUPPORTING)):
            ranked = examples[name]
            assert ranked
            counts = [example.articles for example in ranked]
            assert counts == sorted(counts, reverse=True)
            every = index.search("", kind="articles", limit=500, facets=()).articles
            assert every is not None
            told = [index.cited_by(hit.article.key, filters=counting(stance), limit=0).citing_articles for hit in every.hits]
            assert counts == sorted(told, reverse=True)[: len(counts)]
            assert counting(stance).self_citation is False
            assert counts[-1] > 1, "one voice alone makes nobody the most contrasted"
            verb = name.removeprefix("most_")
            assert [f"{verb} by {n} article{'s' * (n != 1)}" for n in counts] == re.findall(
                rf'class="told">({verb} [^<]+)<', text
            )
        most = max(hit.tally.citing_articles for hit in every.hits)
        assert examples["most_cited"][0].articles == most, "whatever other list it stands in"
    assert len(re.findall(r'class="told">cited by \d+ articles?<', text)) == len(examples["most_cited"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_page_tells_of_the_classifier_in_force(local: Any, language: str) -> None:
    words = words_in(language)
    page = local.get(f"/about/method?lang={language}").text
    assert str(words("step.cues")) in page
    assert str(words("step.encoder")) not in page
    assert str(words("method.uncalibrated")) in page
    assert "**" not in page
    if "<table" in page:  # the trained classifier is installed: its figures are folded away
        folded = re.search(r'<details class="folded">.*?</details>', page, re.S)
        assert folded is not None
        assert page.count("<table") == folded[0].count("<table")
        assert page.count('class="told"') == folded[0].count('class="told"'), "another classifier's figures are folded away"


def test_tables_of_a_card_speak_the_language_of_the_page() -> None:
    german, english = words_in("de"), words_in("en")
    assert card_words("stance, operating point", german) == "Haltung, Arbeitspunkt"
    assert card_words("supporting, default", german) == "stützend, default"
    assert card_words("missed", german) == "verfehlt"
    assert card_words(".736 (.681–.789)", german) == "0,736 (0,681–0,789)"
    assert card_words("2,514", german) == "2.514"
    assert card_words("1.000", german) == "1,000"
    assert card_words("25.8 MB", german) == "25,8 MB"
    assert card_words("124 of 161", german) == "124 von 161"
    assert card_words("contrasting 39%", german) == "widersprechend 39 %"
    assert card_words("encoder.onnx", german) == "encoder.onnx"
    assert card_words(".736 (.681–.789)", english) == ".736 (.681–.789)"
    assert card_words("<b>larches</b>", german) == '<span lang="en">&lt;b&gt;larches&lt;/b&gt;</span>'
    assert card_words("stance, operating point", english) == "stance, operating point"


def test_what_the_shipped_classifier_learnt_from_is_told_in_each_language() -> None:
    cells = {
        cell
        for line in (SHIPPED / CARD).read_text("utf-8").splitlines()
        if line.startswith("| ")
        for cell in line.strip("| ").split(" | ")
    }
    learnt = {cell for cell in cells if "statements" in cell or "gold" in cell}
    assert len(learnt) >= 3
    for language in LANGUAGES:
        assert not {cell for cell in learnt if "lang=" in card_words(cell, words_in(language))}
