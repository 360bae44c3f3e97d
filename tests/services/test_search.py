"""Search over statements and articles, and the search index keeping step with the store."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import msgspec
import pytest

from citance.errors import InvalidInput, InvalidQuery, NotFound, UnknownName
from citance.index import Filters, Index, SearchAnswer
from citance.model import SectionKind, Stance
from citance.searching.base import ARTICLE_FACETS, STATEMENT_FACETS
from citance.services.search import Kind

ALDER = "10.5555/toy.alder2011"


def test_words_are_found_and_marked(toy: Index) -> None:
    answer = toy.search("pneumonia infants")
    assert answer.articles is None
    assert answer.statements is not None
    assert answer.statements.total > 0
    for hit in answer.statements.hits:
        found = {span.cut(hit.statement.sentence).lower() for span in hit.statement.matched}
        assert any(word.startswith("pneumon") for word in found)
        assert any(word.startswith("infant") for word in found)


def test_filters_and_facets_agree(toy: Index) -> None:
    everything = toy.search("sirolimus", limit=100).statements
    assert everything is not None
    counts = {facet.value: facet.count for facet in everything.facets["stance"]}
    for stance, count in counts.items():
        only = toy.search("sirolimus", filters=Filters(stance=(Stance(stance),)), limit=100).statements
        assert only is not None
        assert only.total == count
        assert {hit.statement.stance for hit in only.hits} == {Stance(stance)}
    two = toy.search("", filters=Filters(stance=(Stance.CONTRASTING,), section=(SectionKind.DISCUSSION,)), limit=100).statements
    assert two is not None
    assert two.total == len(two.hits) > 0
    assert toy.search("sirolimus", facets=()).statements.facets == {}  # type: ignore[union-attr]


def test_statements_about_an_article_are_those_of_its_report(toy: Index) -> None:
    report = toy.report(ALDER, limit=500)
    for answer in (toy.search(f"cites:{ALDER}", limit=500), toy.search("", filters=Filters(cited=(f"doi:{ALDER}",)), limit=500)):
        assert answer.statements is not None
        assert {hit.statement.id for hit in answer.statements.hits} == {s.id for s in report.statements}


def test_articles_are_found_with_their_tallies(toy: Index) -> None:
    answer = toy.search("author:alder", kind="articles")
    assert answer.statements is None
    assert answer.articles is not None
    (hit,) = [hit for hit in answer.articles.hits if hit.article.doi == ALDER]
    assert hit.tally == toy.tally(ALDER)
    most = toy.search("", kind="articles", sort="most_cited", limit=500).articles
    assert most is not None
    totals = [hit.tally.total for hit in most.hits]
    assert totals == sorted(totals, reverse=True)


def test_both_kinds_at_once(toy: Index) -> None:
    answer = toy.search("sirolimus", kind="both", limit=3)
    assert answer.statements is not None
    assert answer.articles is not None
    assert len(answer.statements.hits) == len(answer.articles.hits) == 3
    assert set(answer.statements.facets) == set(STATEMENT_FACETS)
    assert set(answer.articles.facets) == set(ARTICLE_FACETS)


def test_what_cannot_be_understood(toy: Index) -> None:
    with pytest.raises(InvalidQuery):
        toy.search('"never closed')
    with pytest.raises(UnknownName, match="colour"):
        toy.search("a", facets=("colour",))
    with pytest.raises(UnknownName, match="statements"):
        toy.search("a", kind="people")  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="most_cited"):
        toy.search("a", sort="best")
    with pytest.raises(UnknownName, match="place"):
        toy.search("a", filters=Filters(place=("table",)))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        toy.search("a", filters=Filters(cited=("10.5555/nobody",)))
    with pytest.raises(InvalidInput):
        toy.search("a", limit=-1)


def test_a_deleted_search_folder_comes_back_by_itself(open_toy: Callable[..., Index]) -> None:
    first = open_toy()
    before = first.search("sirolimus", limit=500)
    folder = first.path
    assert folder is not None
    first.close()
    shutil.rmtree(folder / "search")
    assert open_toy(read_only=True).search("sirolimus", limit=500) == before


def test_a_review_is_found_by_search_at_once(toy: Index) -> None:
    found = toy.search("sirolimus stance:mentioning", limit=1).statements
    assert found is not None
    one = found.hits[0].statement
    toy.record_review(one.id, reviewer="A. Reader", stance="contrasting")
    again = toy.search("sirolimus stance:contrasting", limit=500).statements
    assert again is not None
    assert one.id in {hit.statement.id for hit in again.hits}


def test_a_removed_article_is_found_no_more(toy: Index) -> None:
    assert toy.search(f"citing:{ALDER}").statements.total > 0  # type: ignore[union-attr]
    toy.remove(ALDER, why="test")
    assert toy.search(f"citing:{ALDER}").statements.total == 0  # type: ignore[union-attr]
    assert toy.search("", filters=Filters(cited=(ALDER,))).statements.total > 0  # type: ignore[union-attr]


def test_rebuilding_the_search_index_changes_nothing(toy: Index) -> None:
    before = toy.search("sirolimus OR infection", kind="both", limit=500)
    assert toy.rebuild("search") == toy.stats().counts.articles
    assert toy.search("sirolimus OR infection", kind="both", limit=500) == before


def test_the_log_brings_the_same_as_a_whole_filling(toy: Index) -> None:
    def everything() -> list[SearchAnswer]:
        return [toy.search("", kind="both", limit=2000, sort=sort) for sort in ("oldest", "most_cited")]

    toy.search("")
    toy.record_review(toy.report(ALDER).statements[0].id, reviewer="A. Reader", stance="supporting")
    toy.remove("10.5555/toy.ferro2010")
    by_log = everything()
    toy.rebuild("search")
    assert everything() == by_log


def test_search_narrows_as_reports_do(toy: Index) -> None:
    """By all that a report narrows by, but for words and places; confidence by its step."""
    key = toy.article("10.5555/toy.alder2011").key
    about = toy.cited_by(key, limit=500)

    def both(filters: Filters) -> tuple[set[str], set[str]]:
        asked = msgspec.structs.replace(filters, cited=(key,))
        found = toy.search(filters=asked, limit=500).statements
        assert found is not None
        return {hit.statement.id for hit in found.hits}, {
            view.id for view in toy.cited_by(key, filters=filters, limit=500).statements
        }

    for facet in ("article_type", "author", "journal", "language"):
        found = toy.search(filters=Filters(cited=(key,)), facets=(facet,)).statements
        assert found is not None
        counts = {one.value: one.count for one in found.facets[facet]}
        assert counts == {one.value: one.count for one in about.facets[facet]}
        for one in about.facets[facet][:3]:
            searched, shown = both(Filters(**{facet: (one.value,)}))
            assert searched == shown
            assert len(shown) == one.count
    unsure = next(view for view in about.statements if view.classification and (view.classification.confidence or 0) < 0.9)
    for filters in (Filters(confidence=0.8), Filters(confidence=1.0), Filters(author=("NOBODY",))):
        searched, shown = both(filters)
        assert searched == shown
    toy.record_review(unsure.id, reviewer="Ada", stance=str(unsure.stance))
    assert unsure.id in both(Filters(confidence=1.0))[0]


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("infektion", "statements", "infection"),
        ("sirolimuss AND stance:contrasting", "statements", "sirolimus stance:contrasting"),
        ('"vasculr anomalies" -rats', "articles", '"vascular anomalies" NOT rats'),
        ("author:haart", "articles", "author:hart"),
        ("Infektion", "statements", "infection"),
        ("inFektion", "statements", ""),  # spelled so on purpose, as PLoS and mRNA are
        ("INFEKTION", "articles", ""),
        ("Toxicol", "statements", ""),  # of the name of a journal, and nearly "toxic"
        ("stat", "articles", ""),
        ("infection", "statements", ""),
        ("xqzzkv", "statements", ""),
        ("10.5555/nobody", "articles", ""),
    ],
)
def test_another_spelling_is_offered_where_little_is_found(toy: Index, typed: str, kind: Kind, meant: str) -> None:
    assert toy.search(typed, kind=kind).suggestion == meant


def test_no_spelling_tells_of_what_may_not_be_seen(open_toy: Callable[..., Index]) -> None:
    owner = open_toy()
    found = owner.search("kaposiform", limit=500).statements
    assert found is not None
    for key in {hit.statement.citing.key for hit in found.hits}:
        owner.set_visibility(key, "private")
    assert owner.search("kaposiforn").suggestion == "kaposiform"
    assert open_toy(audience="public", read_only=True).search("kaposiforn").suggestion == ""


def test_a_question_is_searched_by_what_it_is_about(toy: Index) -> None:
    asked = toy.search("What is glacial of sirolimus and infection?", limit=500)
    assert asked.understood == "glacial OR sirolimus OR infection"  # no sentence has all three
    assert asked.statements is not None
    sentences = [hit.statement.sentence.lower() for hit in asked.statements.hits]
    met = [sum(word in sentence for word in ("glacial", "sirolimus", "infection")) for sentence in sentences]
    assert met
    assert min(met) >= 2  # of three words at least half
    many = toy.search("Is sirolimus in children with infection or fever glacial?", limit=500).statements
    assert many is not None
    words = ("sirolimus", "child", "infection", "fever", "glacial")
    met = [sum(word in hit.statement.sentence.lower() for word in words) for hit in many.hits]
    assert met == sorted(met, reverse=True)  # more of the words come before rarer words
    both = toy.search("Does sirolimus and infection?", limit=500)
    assert both.understood == "sirolimus infection"
    plain = toy.search("sirolimus infection", limit=500)
    assert both.statements == plain.statements
    assert plain.understood == ""


def test_a_sentence_without_a_small_word_is_found_and_comes_later(toy: Index) -> None:
    plain, small, named = (
        toy.search(words, limit=500).statements
        for words in ("lymphatic malformations", "for lymphatic malformations", '"for" lymphatic malformations')
    )
    assert plain
    assert small
    assert named
    assert plain.total == small.total > named.total > 0
    has = ["for" in hit.statement.sentence.lower().split() for hit in small.hits]
    assert has.index(False) == sum(has)
    assert "for" not in {span.cut(hit.statement.sentence).lower() for hit in small.hits for span in hit.statement.matched}
    again = toy.search("malformations und Heilung?", limit=0)  # a question: of what must be there at least half
    assert again.understood == "malformations OR Heilung"
    found = toy.search("malformations for glacial people?", limit=0)
    assert found.understood == "malformations OR glacial OR people"
