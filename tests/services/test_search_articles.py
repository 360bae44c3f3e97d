"""Articles are searched by the facets that statements are: what is found and counted is what is shown of each article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from citance.index import ArticleHits, ArticleView, Filters, Index, TallyView, open_index
from citance.model import Evidence, Stance, Standing, StudyType
from citance.searching.base import ARTICLE_FACETS
from citance.services import search as service
from citance.toy import toy_path

ALDER, KESTREL = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016"
PAPER = """<article article-type="{type}" xml:lang="en"><front><article-meta><article-id pub-id-type="doi">{doi}</article-id>
<title-group><article-title>{title}</article-title></title-group><pub-date><year>2024</year></pub-date>{related}
<abstract><p>{abstract}</p></abstract></article-meta></front><body><p>Nothing more is said.</p></body></article>"""


def found(index: Index, query: str = "", **filters: Any) -> ArticleHits:
    answer = index.search(query, kind="articles", filters=Filters(**filters), limit=500).articles
    assert answer is not None
    assert answer.total == len(answer.hits)
    return answer


def keys(hits: ArticleHits) -> set[str]:
    return {hit.article.key for hit in hits.hits}


def names(index: Index, **filters: Any) -> set[str | None]:
    return {hit.article.doi for hit in found(index, **filters).hits}


def counts(hits: ArticleHits, facet: str) -> dict[str, int]:
    return {one.value: one.count for one in hits.facets[facet]}


def shown(index: Index, article: ArticleView, tally: TallyView) -> dict[str, Iterable[object]]:
    """Under which values an article is counted, by what its own page says of it."""
    language = index.article(article.key).language
    return {
        "stance": [stance for stance in Stance if getattr(tally, stance)],
        "evidence": [one for one in Evidence if getattr(tally, f"supporting_{one}") or getattr(tally, f"contrasting_{one}")],
        "year": [article.year] if article.year else [],
        "article_type": [article.article_type] if article.article_type else [],
        "study_type": [article.study.type] if article.study else [],
        "journal": [index._journal_names().title(article.journal)] if article.journal else [],
        "language": [language] if language else [],
        "has_document": ["yes" if article.has_document else "no"],
        "standing": article.standing,
        "retracted": ["yes" if "retracted" in article.standing else "no"],
    }


def test_each_facet_counts_what_articles_show(toy: Index) -> None:
    everything = found(toy)
    by_facet: dict[str, Counter[str]] = {facet: Counter() for facet in ARTICLE_FACETS}
    for hit in everything.hits:
        for facet, values in shown(toy, hit.article, hit.tally).items():
            by_facet[facet].update(map(str, values))
    for facet in ARTICLE_FACETS:
        assert counts(everything, facet) == by_facet[facet], facet
    assert len(counts(everything, "study_type")) > 4


def test_what_is_known_from_references_alone_tells_its_study_type_by_its_title(toy: Index, tmp_path: Path) -> None:
    reference = """<back><ref-list><ref id="r1"><element-citation><article-title>Frost on larches: a randomised controlled trial
        </article-title><year>2010</year><pub-id pub-id-type="doi">10.5555/toy.frost</pub-id></element-citation></ref></ref-list>
        """
    paper = PAPER.format(type="letter", doi="10.5555/toy.citing", title="On frost", related="", abstract="")
    (tmp_path / "letter.xml").write_text(paper.replace("</article>", f"{reference}</back></article>"))
    toy.ingest([tmp_path / "letter.xml"], workers=0)
    article = toy.article("10.5555/toy.frost")
    assert (article.has_document, article.study and article.study.type) == (False, StudyType.TRIAL)
    assert "10.5555/toy.frost" in names(toy, study_type=(StudyType.TRIAL,), has_document=False)


FILTERS: tuple[tuple[str, Callable[[str], dict[str, Any]]], ...] = (
    ("stance", lambda value: {"stance": (Stance(value),)}),
    ("evidence", lambda value: {"evidence": (Evidence(value),)}),
    ("article_type", lambda value: {"article_type": (value,)}),
    ("study_type", lambda value: {"study_type": (StudyType(value),)}),
    ("journal", lambda value: {"journal": (value,)}),
    ("language", lambda value: {"language": (value,)}),
    ("has_document", lambda value: {"has_document": value == "yes"}),
    ("standing", lambda value: {"standing": (Standing(value),)}),
    ("retracted", lambda value: {"retracted": value == "yes"}),
)


@pytest.mark.parametrize(("facet", "chosen"), FILTERS, ids=[facet for facet, _ in FILTERS])
def test_each_count_is_what_choosing_it_finds(toy: Index, facet: str, chosen: Callable[[str], dict[str, Any]]) -> None:
    for other in ({}, {"has_document": True}, {"evidence": (Evidence.OWN,)}, {"first_year": 2014, "retracted": False}):
        if facet in other:
            continue
        told = counts(found(toy, **other), facet)
        for value, count in told.items():
            chosen_too = found(toy, **other, **chosen(value))
            assert chosen_too.total == count, (value, other)
            for hit in chosen_too.hits:
                assert value in {str(one) for one in shown(toy, hit.article, hit.tally)[facet]}


def test_stance_and_evidence_are_those_of_one_statement(toy: Index) -> None:
    both = found(toy, stance=(Stance.CONTRASTING,), evidence=(Evidence.REPORTED,))
    expected = {hit.article.key for hit in found(toy).hits if hit.tally.contrasting_reported}
    assert keys(both) == expected
    assert 0 < len(expected) < found(toy, stance=(Stance.CONTRASTING,)).total


def test_a_query_says_it_too(toy: Index) -> None:
    assert keys(found(toy, "stance:contrasting")) == keys(found(toy, stance=(Stance.CONTRASTING,)))
    assert keys(found(toy, "-stance:contrasting study:trial")) == (
        keys(found(toy, study_type=(StudyType.TRIAL,))) - keys(found(toy, stance=(Stance.CONTRASTING,)))
    )
    assert {hit.article.doi for hit in found(toy, "retracted:yes").hits} == {KESTREL} == names(toy, retracted=True)
    assert keys(found(toy, "lang:pt")) == keys(found(toy, language=("pt",)))


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_new_classification_and_a_review_change_what_is_found(tmp_path: Path, on_disk: bool) -> None:
    with open_index(tmp_path / "index" if on_disk else None, create=True) as index:
        index.ingest([toy_path()], workers=0)
        cited = found(index, stance=(Stance.UNCLASSIFIED,))
        assert found(index, stance=(Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING)).total == 0
        assert cited.total == sum(hit.tally.total > 0 for hit in found(index).hits)
        index.classify("rules")
        contrasted = names(index, stance=(Stance.CONTRASTING,))
        assert ALDER in contrasted
        (only,) = [
            hit
            for hit in found(index, stance=(Stance.MENTIONING,)).hits
            if hit.tally.total == hit.tally.mentioning == 1 and not hit.article.has_document
        ][:1]
        statement = index.report(only.article.key).statements[0]
        review = index.record_review(statement.id, reviewer="A. Reader", stance="contrasting")
        assert names(index, stance=(Stance.CONTRASTING,)) == contrasted | {only.article.doi}
        assert only.article.key not in keys(found(index, stance=(Stance.MENTIONING,)))
        assert review.number is not None
        index.withdraw_review(review.number)
        assert names(index, stance=(Stance.CONTRASTING,)) == contrasted


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_notice_that_comes_later_changes_what_is_found(tmp_path: Path, on_disk: bool) -> None:
    """The retracted article and its statements were indexed before; neither comes anew."""
    notice = tmp_path / "notice.xml"
    related = f'<related-article related-article-type="retracted-article" ext-link-type="doi" xlink:href="{ALDER}"/>'
    written = PAPER.format(type="retraction", doi="10.5555/toy.notice", title="Retraction", related=related, abstract="")
    notice.write_text(written.replace("<article ", '<article xmlns:xlink="http://www.w3.org/1999/xlink" ', 1))

    def retracted_ones_say(index: Index) -> int:
        hits = index.search("", filters=Filters(retracted=True)).statements
        assert hits is not None
        return hits.total

    with open_index(tmp_path / "index" if on_disk else None, create=True) as index:
        index.ingest([toy_path()], workers=0)
        before = retracted_ones_say(index)
        assert names(index, retracted=True) == {KESTREL}
        index.ingest([notice], workers=0)
        assert names(index, retracted=True) == names(index, standing=(Standing.RETRACTED,)) == {KESTREL, ALDER}
        theirs = index.search(f"citing:{ALDER}").statements
        assert theirs is not None
        assert retracted_ones_say(index) == before + theirs.total > before
        index.remove("10.5555/toy.notice")
        assert names(index, retracted=True) == {KESTREL}
        assert retracted_ones_say(index) == before


def test_the_public_finds_no_study_type_that_a_hidden_abstract_gave(open_toy: Callable[..., Index], tmp_path: Path) -> None:
    owner = open_toy()
    paper = tmp_path / "larches.xml"
    abstract = "Forty mice were randomly assigned to frost."
    doi = "10.5555/toy.larches"
    paper.write_text(PAPER.format(type="research-article", doi=doi, title="Larches", related="", abstract=abstract))
    owner.ingest([paper], visibility="open", workers=0)
    public = open_toy(read_only=True, audience="public")
    before = counts(found(public), "study_type")
    assert doi in names(public, study_type=(StudyType.ANIMAL,))
    owner.set_visibility(doi, "snippet")
    assert doi in names(owner, study_type=(StudyType.ANIMAL,))
    assert doi in names(public)
    assert doi not in names(public, study_type=(StudyType.ANIMAL,))
    assert counts(found(public), "study_type")["animal"] == before["animal"] - 1


def test_an_index_of_an_older_version_is_filled_anew_by_itself(toy: Index) -> None:
    expected = found(toy, stance=(Stance.SUPPORTING,))
    assert toy.path is not None
    (home,) = (toy.path / "search").iterdir()
    home.rename(home.with_name("6-c7cb20"))
    toy.close()
    with open_index(toy.path) as index:
        assert found(index, stance=(Stance.SUPPORTING,)) == expected
        assert [folder.name for folder in (toy.path / "search").iterdir()] == [home.name]


def test_what_only_one_kind_has_asks_nothing_of_the_other(toy: Index) -> None:
    answer = toy.search("", kind="both", filters=Filters(standing=(Standing.CORRECTED,), section=("discussion",)), limit=500)  # type: ignore[arg-type]
    assert answer.articles is not None
    assert answer.statements is not None
    assert {hit.article.standing for hit in answer.articles.hits} == {(Standing.CORRECTED,)}
    assert {hit.statement.section for hit in answer.statements.hits} == {"discussion"}
    assert service.KINDS == ("statements", "articles", "both")
