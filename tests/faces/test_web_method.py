"""The page on the method: what a clinician asks stands on top, in the figures of the card; tables are folded away."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import msgspec
import pytest

from citance.index import Index, Measured, Method
from citance.services.accuracy import Accuracy, CardTable
from citance.services.provenance import Provenance
from citance.web.catalogue import LANGUAGES, words_in
from citance.web.classifier_card import calibration_in, card_words
from citance.web.paths import Paths
from citance.web.render import render

MEASURED = Measured(
    "heard 7", {"supporting": Accuracy(0.812, 0.496), "contrasting": Accuracy(0.604, 0.308)}, statements=1200, articles=80
)
TABLE = CardTable("Figures", ("stance", "P weighted"), (("supporting", ".812"),))
METHOD = Method(
    classifiers=("heard 7",),
    name="heard",
    version="7",
    running=True,
    by_rules=False,
    languages=("en",),
    points={"default": {"supporting": 0.5, "contrasting": 0.4}},
    tables=(TABLE, msgspec.structs.replace(TABLE, own=True)),
    plot="<svg></svg>",
    provenance=Provenance("method", "2026-01-02T03:04:05Z", 7, "0"),
    measured=MEASURED,
)


def page_of(method: Method, language: str = "en") -> str:
    return render("method.html", words_in(language), Paths("", None), method=method, here={}, host="")


def told(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_three_sentences_stand_on_top_in_the_figures_of_the_card() -> None:
    page = page_of(METHOD)
    top = page[: page.index("<table")]
    sentences = re.search(r'<ol class="told">(.*?)</ol>', top, re.S)
    assert sentences is not None
    assert len(re.findall("<li>", sentences[1])) == 3
    text = told(sentences[1])
    assert "called contrasting, about 60 are right; of 100 called supporting, about 81" in text
    assert "contrast, about 31 are found; of 100 that do support, about 50" in text
    assert "1,200 statements of 80 articles" in text
    assert page.index("calibration.svg") < page.index("<table"), "the picture stands before the tables"


def test_in_german_they_have_german_numbers() -> None:
    text = told(page_of(METHOD, "de"))
    assert "widersprechend heißen, sind es etwa 60 wirklich" in text
    assert "1.200 Aussagen aus 80 Artikeln" in text
    assert "0,812" in text
    assert ".812" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_folded_away_and_have_captions_of_their_own(language: str) -> None:
    page = page_of(METHOD, language)
    folded = re.search(r'<details class="folded">.*</details>', page, re.S)
    assert folded is not None
    assert page.count("<table") == folded[0].count("<table") == 3
    captions = re.findall(r"<caption>(.*?)</caption>", page, re.S)
    assert len(set(captions)) == len(captions)
    assert all(re.search(r'<div class="scroll"[^>]*><table>', page) for _ in captions)


def test_figures_that_are_not_of_these_labels_do_not_stand_on_top() -> None:
    page = page_of(msgspec.structs.replace(METHOD, classifiers=("rules 1",), running=False, by_rules=True))
    top = page[: page.index('<details class="folded">')]
    assert 'class="told"' not in top
    assert "calibration.svg" not in top
    assert str(words_in("en")("measured.rules")) in top


def test_labels_of_a_former_version_are_told_to_be_such() -> None:
    page = page_of(msgspec.structs.replace(METHOD, classifiers=("heard 6",), running=False))
    top = page[: page.index('<details class="folded">')]
    assert "heard 6" in top
    assert str(words_in("en")("measured.elsewhere", name="heard 7")) in top
    assert 'class="told"' not in top
    assert 'class="told"' in page


def test_without_figures_none_are_told() -> None:
    page = page_of(msgspec.structs.replace(METHOD, measured=None, tables=(), plot=None))
    assert 'class="told"' not in page
    assert str(words_in("en")("method.no_card")) in page


def test_all_that_a_card_is_written_of_has_german_words() -> None:
    from citance.classification.artefact import SHIPPED
    from citance.classification.training.traps import TRAPS
    from citance.services.accuracy import CARD, read_beside, read_tables

    german = words_in("de")
    texts = [trap.why for trap in TRAPS]
    for table in read_tables(read_beside(SHIPPED, CARD).splitlines()):
        texts += [table.title, *table.head, *(cell for row in table.rows for cell in row[1:])]
    assert not [text for text in texts if "<span" in str(card_words(text, german))]


def test_the_words_of_the_calibration_plot_are_the_readers() -> None:
    texts = "<text x='1'>supporting, error 0.041</text><text>.2</text><text>a &lt; b</text>"
    plot = f"<svg><title>heard 7: calibration</title>{texts}</svg>"
    german = calibration_in(plot, words_in("de"))
    assert "<title>heard 7: Eichung</title>" in german
    assert ">stützend, Fehler 0,041<" in german
    assert "<text>0,2</text>" in german
    assert "a &lt; b" in german, "what is not known stands as it is, escaped"
    assert calibration_in(plot, words_in("en")) == plot


# -- beside a nought on a report


def legend_of(answer: Any) -> str:
    found = re.search(r'<li class="of-contrasting">.*?</li>', answer.text, re.S)
    assert found is not None
    return found[0]


def a_doi(local: Any, contrasted: bool) -> str:
    hits = local.get("/v1/search?kind=articles&limit=100").json()["articles"]["hits"]
    return next(
        hit["article"]["doi"]
        for hit in hits
        if hit["article"].get("doi") and hit["tally"]["total"] > 2 and bool(hit["tally"]["contrasting"]) == contrasted
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_nought_beside_contrasting_says_how_many_are_found(local: Any, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_in(language)
    doi = a_doi(local, contrasted=False)
    assert str(words("measured.not_all")) in legend_of(local.get(f"/articles/{doi}?lang={language}"))
    monkeypatch.setattr(Index, "measured", lambda _self: MEASURED)
    legend = legend_of(local.get(f"/articles/{doi}?lang={language}"))
    assert str(words("measured.of_100", n=31)) in legend
    assert "/about/method" in legend
    assert str(words("measured.of_100", n=31)) not in legend_of(local.get(f"/articles/{a_doi(local, True)}?lang={language}"))
