"""Who may not see private words learns nothing of them: not by what is found, nor by how rare a word is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from citance.errors import UnknownName
from citance.searching.base import ARTICLE_FACETS, STATEMENT_FACETS, ArticleEntry, Changes, Search, SearchFilters, StatementEntry
from citance.searching.query import Kind, parse_query, resolve
from citance.searching.tantivy import TantivyIndex

PUBLIC = ("open", "snippet")
LANTERNS = 3

Made = Callable[[str], TantivyIndex]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Indexes that differ in words of private sentences, of a private article, and of the abstract of a snippet one."""

    def make(secret: str) -> TantivyIndex:
        open_ones = [
            ArticleEntry(f"open{n}", "A lantern in fog", "Fog is wet.", ("Ann Lantern",), "Fogs", 2000 + n, has_document=True)
            for n in range(LANTERNS)
        ]
        hidden = ArticleEntry(
            "hidden", f"On {secret}", secret, (f"Bo {secret}",), "Whispers", 1999, has_document=True, visibility="private"
        )
        study = "trial" if secret == "candle" else "cohort"
        brief = ArticleEntry(
            "brief",
            "Fog, cut",
            f"Fog with {secret}",
            ("Cy Mist",),
            "Fogs",
            2010,
            has_document=True,
            visibility="snippet",
            study_type=study,
            study_apart=True,
        )
        said = {one.key: (StatementEntry(f"{one.key}-1", one.key, ("fog",), "The lantern was seen [1]."),) for one in open_ones}
        said["hidden"] = (StatementEntry("hidden-1", "hidden", ("fog",), f"The {secret} was seen.", visibility="private"),)
        long = StatementEntry("brief-1", "brief", ("fog",), f"The {secret} said that mist was seen.", visibility="snippet")
        said["brief"] = (structs.replace(long, shown="… mist was seen.", study_type=study, study_apart=True),)
        index = TantivyIndex(tmp_path / secret)
        index.apply(Changes((*open_ones, hidden, brief), said), 1)
        index.commit()
        return index

    return make


QUERIES = (
    *("lantern", "lantrn", "candle", "fog", "lant*", "cand*", "title:lantern", "author:lantern", "author:candle"),
    *("abstract:lantern", "abstract:candle", "abstract:fog -abstract:candle", "title:candle", "journal:whispers", "-candle", ""),
    *('"the lantern"', '"the candle"', "id:key:hidden", "citing:key:hidden"),
    *("mist", '"the lantern said"', "study:cohort", "-study:trial"),
)


@pytest.mark.parametrize("query", QUERIES)
def test_answers_do_not_depend_on_them(made: Made, query: str) -> None:
    tree = resolve(parse_query(query), lambda _: ())
    found = []
    for secret in ("lantern", "lantrn", "candle"):
        index = made(secret)
        seen = SearchFilters(visibility=PUBLIC)
        found.append(
            (
                index.search_articles(Search(tree, seen, facets=ARTICLE_FACETS)),  # with their scores
                index.search_statements(Search(tree, seen, facets=STATEMENT_FACETS)),
            )
        )
        assert "hidden" not in {hit.name for hit in found[-1][0].hits}
        assert not any("Whispers" in name for part in found[-1] for pairs in part.facets.values() for name, _ in pairs)
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("who", [(), ("open", "snippet", "private")])
def test_the_owner_finds_all_of_a_sentence_and_what_its_abstract_tells(made: Made, who: tuple[str, ...]) -> None:
    index = made("candle")
    for query in ('"candle said that mist"', "study:trial", "mist"):
        found = index.search_statements(Search(parse_query(query), SearchFilters(visibility=who), facets=("study_type",)))
        assert [hit.name for hit in found.hits] == ["brief-1"]
        assert found.facets["study_type"] == (("trial", 1),)
    seen = index.search_statements(Search(parse_query("mist"), SearchFilters(visibility=PUBLIC), facets=("study_type",)))
    assert ([hit.name for hit in seen.hits], seen.facets["study_type"]) == (["brief-1"], ())
    for visibility, keys in ((who, ["brief"]), (PUBLIC, [])):
        seen = index.search_articles(Search(parse_query("study:trial"), SearchFilters(visibility=visibility)))
        assert [hit.name for hit in seen.hits] == keys
    for filters in (
        SearchFilters(study_type=("trial", "none"), visibility=who),
        SearchFilters(study_type=("trial",), visibility=PUBLIC),
    ):
        assert index.search_statements(Search(filters=filters)).total == (filters.visibility == who)


@pytest.mark.parametrize("kind", Kind)
def test_spellings_do_not_depend_on_them(made: Made, kind: Kind) -> None:
    indexes = [made(secret) for secret in ("lantern", "lantrn", "candle")]
    # Where "lantrn" is a word that somebody wrote, "lantern" is not often enough to be what it was meant to be.
    assert [index.near("lantrn", kind) for index in indexes] == [("lantern",), (), ("lantern",)]
    assert [index.near("lantrn", kind, PUBLIC) for index in indexes] == [("lantern",)] * 3


@pytest.mark.parametrize(
    ("query", "articles", "statements"),
    [
        ("candle", {"hidden", "brief"}, {"hidden-1", "brief-1"}),
        ("title:candle", {"hidden"}, {"hidden-1"}),
        ("author:cand*", {"hidden"}, {"hidden-1"}),
        ("abstract:candle", {"hidden", "brief"}, {"hidden-1", "brief-1"}),
        ('"fog with candle"', {"brief"}, set()),
        ("fog candle", {"brief"}, set()),
    ],
)
def test_who_sees_all_finds_all(made: Made, query: str, articles: set[str], statements: set[str]) -> None:
    index, search = made("candle"), Search(parse_query(query))
    assert {hit.name for hit in index.search_articles(search).hits} == articles
    assert {hit.name for hit in index.search_statements(search).hits} == statements


def test_articles_are_narrowed_by_visibility(made: Made) -> None:
    index = made("candle")
    for visibility in ("private", "snippet"):
        found = index.search_articles(Search(filters=SearchFilters(visibility=(visibility,)))).hits
        assert {hit.name for hit in found} == {{"private": "hidden", "snippet": "brief"}[visibility]}


def test_an_unknown_visibility_of_an_article_does_not_pass_for_open(made: Made) -> None:
    index = made("candle")
    index.apply(Changes((ArticleEntry("other", visibility="secret"),)), 2)
    with pytest.raises(UnknownName):
        index.commit()
