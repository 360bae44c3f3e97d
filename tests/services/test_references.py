"""What an article says of others, which works are cited beside one, and which article a person's words name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from citance.errors import NotFound
from citance.index import Index
from citance.services.accuracy import read_tables

IVANOVA, ALDER = "10.5555/toy.ivanova2017", "10.5555/toy.alder2011"


def test_references_come_with_what_is_said_of_them(toy: Index) -> None:
    answer = toy.references(IVANOVA)
    assert answer.has_document
    assert [entry.position for entry in answer.references] == list(range(1, len(answer.references) + 1))
    alder = next(entry for entry in answer.references if any(work.article and work.article.doi == ALDER for work in entry.works))
    assert alder.printed
    assert alder.works[0].tally == toy.tally(ALDER)
    about = [view.id for view in toy.report(ALDER, limit=500).statements if view.citing.doi == IVANOVA]
    assert sorted(view.id for view in alder.statements) == sorted(about)
    assert about
    said = sum(len(entry.statements) for entry in answer.references) + answer.unresolved
    assert said == sum(view.citing.doi == IVANOVA for view in toy.statements())


def test_an_article_without_full_text_has_no_references(toy: Index) -> None:
    known = next(
        work.article
        for entry in toy.references("10.5555/toy.wen2024").references
        for work in entry.works
        if work.article and not work.article.has_document
    )
    answer = toy.references(known.key)
    assert not answer.has_document
    assert answer.references == ()


def test_private_reference_lists_are_not_shown(open_toy: Callable[..., Index]) -> None:
    open_toy().set_visibility(IVANOVA, "private")
    assert open_toy(audience="public", read_only=True).references(IVANOVA).references == ()


def test_works_cited_beside_one(toy: Index) -> None:
    view = next(view for view in toy.statements() if view.others)
    beside = toy.said_beside(view.id)
    assert beside
    assert view.id not in [other.id for other in beside]
    assert {other.sentence for other in beside} == {view.sentence}
    assert {other.citing.key for other in beside} == {view.citing.key}
    with pytest.raises(NotFound):
        toy.said_beside("nosuchstatement1")


@pytest.mark.parametrize(
    "words",
    [
        ALDER,
        "https://doi.org/10.5555/TOY.ALDER2011",
        "PMID: 90000003",
        "Sirolimus for complicated vascular anomalies in children: a prospective single-arm study",
        "sirolimus for complicated vascular anomalies in children - a prospective single-arm study.",
        "Alder JM, Verhulst P, Quill R. Sirolimus for complicated vascular anomalies in children: a prospective single-arm study."
        " Journal of Invented Vascular Medicine. 2011;6(2):101-112.",
        "Somebody A. Whatever they call it. 2011. doi:10.5555/toy.alder2011",
    ],
)
def test_words_that_name_an_article(toy: Index, words: str) -> None:
    found = toy.recognise(words)
    assert found is not None
    assert found.doi == ALDER


@pytest.mark.parametrize(
    "words", ["", "sirolimus", "10.5555/nobody", "infection after sirolimus", '"', "stance:contrasting", "((("]
)
def test_words_that_name_none(toy: Index, words: str) -> None:
    assert toy.recognise(words) is None


def test_the_public_is_not_told_of_hidden_articles(open_toy: Callable[..., Index]) -> None:
    owner, public = open_toy(), open_toy(audience="public", read_only=True)
    uncited = next(
        view.citing
        for view in owner.statements()
        if not view.citing.cited_by and view.citing.doi and len(view.citing.title.split()) > 3
    )
    owner.set_visibility(uncited.key, "private")
    for words in (uncited.doi, uncited.title):
        assert owner.recognise(words) is not None
        assert public.recognise(words) is None


def test_method_says_who_spoke(toy: Index) -> None:
    method = toy.method()
    assert [words.split()[0] for words in method.classifiers] == ["rules"]
    assert not method.running
    assert method.by_rules


def test_tables_of_a_card() -> None:
    lines = [
        "# Card",
        "",
        "| | |",
        "|---|---|",
        "| made | today |",
        "",
        "**Figures:**",
        "",
        "| a | b |",
        "|---|--:|",
        "| x | **missed** `.5` |",
    ]
    (table,) = read_tables(lines)
    assert (table.title, table.head, table.rows) == ("Figures", ("a", "b"), (("x", "missed .5"),))
