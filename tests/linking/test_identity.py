"""Identity: keys, fingerprints, and when identifiers join articles or keep them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.linking.identity import (
    Holder,
    article_key,
    decide_join,
    fingerprint,
    identifier_names,
    lent_dois,
    match_keys,
    same_doi,
)
from citance.model.article import ArticleRecord, Author
from citance.model.document import ProblemKind
from citance.model.identifiers import ArxivId, Doi, Identifiers, Pmcid, Pmid

TITLE = "Tolerance of a drug in children with lesions"


def record(
    doi: str | None = None,
    pmid: str | None = None,
    title: str = TITLE,
    author: str = "Alder",
    year: int | None = 2013,
    page: str | None = None,
    volume: str | None = None,
) -> ArticleRecord:
    return ArticleRecord(
        identifiers=Identifiers(doi=Doi(doi) if doi else None, pmid=Pmid(pmid) if pmid else None),
        title=title,
        authors=(Author(author),) if author else (),
        year=year,
        first_page=page,
        volume=volume,
    )


# -- keys


def test_a_key_is_of_the_surest_identifier() -> None:
    assert (
        article_key(record("10.5555/a", "1"))
        == article_key(record("10.5555/a", title="Another"))
        != article_key(record(None, "1"))
    )
    assert len(article_key(record("10.5555/a"))) == 13


def test_without_identifiers_the_words_make_the_key() -> None:
    assert article_key(record()) == article_key(record(title=TITLE.upper() + ".", author="ALDER"))
    assert article_key(record()) != article_key(record(year=2014))


@pytest.mark.parametrize(
    "says_too_little", [record(title="Editorial"), record(title=TITLE, author="", year=None), ArticleRecord()]
)
def test_too_little_has_no_fingerprint(says_too_little: ArticleRecord) -> None:
    assert fingerprint(says_too_little) is None
    assert article_key(says_too_little)


def test_a_work_without_title_is_named_by_its_place() -> None:
    assert fingerprint(record(title="", volume="12", page="045")) == fingerprint(record(title="", volume="12", page="45"))
    assert fingerprint(record(title="", volume="12")) is None


def test_arxiv_s_own_doi_is_the_arxiv_id_too() -> None:
    names = identifier_names(record("10.48550/arxiv.2101.00001"))
    assert names == ("doi:10.48550/arxiv.2101.00001", "arxiv:2101.00001")


@given(
    st.text(),
    st.text(),
    st.one_of(st.none(), st.integers(0, 3000)),
    st.one_of(st.none(), st.text()),
    st.one_of(st.none(), st.text()),
)
def test_match_keys_are_a_few_signed_numbers(
    title: str, author: str, year: int | None, page: str | None, volume: str | None
) -> None:
    keys = match_keys(record(title=title, author=author, year=year, page=page, volume=volume))
    assert len(keys) <= 4
    assert all(-(2**63) <= key < 2**63 for key in keys)


@pytest.mark.parametrize(
    "other",
    [
        record(title="Tolerance of a drg in childern with lesions"),
        record(year=2014),
        record(title="Another title altogether for the same", page="45", volume="12"),
        record(year=2010, title="", page="45", volume="12"),
        record(title="Another title altogether for the same", page="0045", volume="12"),
        record(title="Another title altogether for the same", page="\uff14\uff15", volume="012"),  # digits, but not ASCII's
    ],
)
def test_records_of_one_work_share_a_match_key(other: ArticleRecord) -> None:
    assert set(match_keys(record(page="45", volume="12"))) & set(match_keys(other))


# -- joining


def holder(key: str, *names: str, title: str = TITLE, document: bool = False) -> Holder:
    return Holder(key, names, record(title=title), document)


def test_nobody_holds_it() -> None:
    join = decide_join(record("10.5555/a", "1"), [])
    key = article_key(record("10.5555/a"))
    assert (join.article, join.key, join.added) == (key, key, ("doi:10.5555/a", "pmid:1"))


def test_the_holder_gains_what_it_had_not() -> None:
    join = decide_join(record("10.5555/a", "1"), [holder("D", "doi:10.5555/a")])
    assert (join.article, join.joined, join.added, join.problems) == ("D", (), ("pmid:1",), ())


def test_a_record_with_both_joins_the_doi_s_and_the_pmid_s_article() -> None:
    join = decide_join(record("10.5555/a", "1"), [holder("P", "pmid:1"), holder("D", "doi:10.5555/a")])
    assert (join.article, join.joined, join.problems) == ("D", ("P",), ())
    assert join.key == article_key(record("10.5555/a"))
    assert "DOI and PMID" in join.words


def test_an_article_with_a_document_keeps_its_key() -> None:
    join = decide_join(record("10.5555/a", "1"), [holder("P", "pmid:1", document=True)])
    assert (join.article, join.key) == ("P", "P")


def test_a_pmid_that_claims_another_doi_stays_apart() -> None:
    asked = record("10.5555/b", "1", title="Roots of invented plants in salty soil")
    join = decide_join(asked, [holder("A", "doi:10.5555/a", "pmid:1")])
    key = article_key(asked)
    assert (join.article, join.key, join.added, join.refused) == (key, key, ("doi:10.5555/b",), ("pmid:1",))
    assert [problem.kind for problem in join.problems] == [ProblemKind.IDENTIFIER_CONFLICT]


def test_where_no_identifier_is_left_there_is_no_article() -> None:
    asked = ArticleRecord(identifiers=Identifiers(pmid=Pmid("1"), arxiv=ArxivId("2101.00001")))
    holders = [Holder("A", ("pmid:1", "arxiv:2101.00002")), Holder("B", ("arxiv:2101.00001", "pmid:2"))]
    join = decide_join(asked, holders)
    assert join.article == "A"
    assert join.refused == ("arxiv:2101.00001",)


def test_another_pmid_for_a_doi_is_refused() -> None:
    join = decide_join(record("10.5555/a", "2"), [holder("A", "doi:10.5555/a", "pmid:1")])
    assert (join.article, join.added, join.refused) == ("A", (), ("pmid:2",))
    assert join.problems


def test_a_doi_whose_article_has_another_title_and_another_pmid_is_lent() -> None:
    held = [holder("A", "doi:10.5555/a", "pmid:1", title="Roots of invented plants in salty soil")]
    join = decide_join(record("10.5555/a", "2"), held)
    assert (join.added, join.refused) == (("pmid:2",), ("doi:10.5555/a",))
    assert join.article == join.key == article_key(record(None, "2"))
    assert [problem.kind for problem in join.problems] == [ProblemKind.IDENTIFIER_CONFLICT]
    known = [*held, holder("P", "pmid:2")]
    assert decide_join(record("10.5555/a", "2"), known).article == "P"
    assert decide_join(record("10.5555/a", "2"), held, own=True).article == "A"


def test_dois_that_one_list_gives_to_several_works_are_lent() -> None:
    works = [("doi:10.5555/a", "pmid:1"), ("doi:10.5555/a", "pmid:2"), ("doi:10.5555/b", "pmid:3"), ("doi:10.5555/b",)]
    assert lent_dois(works) == {"doi:10.5555/a"}
    assert lent_dois([*works[2:], ("doi:10.5555/b", "pmid:3")]) == frozenset()


def test_two_dois_of_one_work_are_one_article() -> None:
    join = decide_join(record("10.5555/jstor.9", "1"), [holder("A", "doi:10.5555/a", "pmid:1")])
    assert (join.article, join.added, join.problems) == ("A", ("doi:10.5555/jstor.9",), ())


def test_a_doi_cut_short_is_left_out() -> None:
    join = decide_join(record("10.5555/j.rice", "1"), [holder("A", "doi:10.5555/j.rice.2013.01.001", "pmid:1")])
    assert (join.article, join.added, join.refused) == ("A", (), ("doi:10.5555/j.rice",))
    assert [problem.kind for problem in join.problems] == [ProblemKind.BAD_IDENTIFIER]


def test_a_pmid_known_under_quite_another_title_does_not_join() -> None:
    others = [holder("D", "doi:10.5555/a"), holder("P", "pmid:1", title="Roots of invented plants in salty soil")]
    join = decide_join(record("10.5555/a", "1"), others)
    assert (join.article, join.joined, join.refused) == ("D", (), ("pmid:1",))
    shorter = [holder("D", "doi:10.5555/a"), holder("P", "pmid:1", title="Tolerance of a drug")]
    assert decide_join(record("10.5555/a", "1"), shorter).joined == ("P",)


def test_a_pmcid_and_an_arxiv_id_join_like_the_rest() -> None:
    asked = ArticleRecord(identifiers=Identifiers(pmcid=Pmcid("PMC1"), arxiv=ArxivId("2101.00001")))
    join = decide_join(asked, [holder("X", "arxiv:2101.00001"), holder("C", "pmcid:PMC1")])
    assert (join.article, join.joined) == ("C", ("X",))


def test_a_record_without_identifiers_joins_nothing() -> None:
    assert decide_join(record(), []).article is None


@given(st.permutations([holder("D", "doi:10.5555/a"), holder("P", "pmid:1"), holder("C", "pmcid:PMC1")]))
def test_the_order_of_holders_does_not_matter(holders: list[Holder]) -> None:
    asked = ArticleRecord(identifiers=Identifiers(Doi("10.5555/a"), Pmid("1"), Pmcid("PMC1")))
    assert decide_join(asked, holders) == decide_join(asked, holders[::-1])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.5555/j.rice", "10.5555/j.rice.2013.01.001", True),
        ("10.5555/nar.25.5.0955", "10.5555/nar.25.5.955", True),
        ("10.5555/(sici)1-2(3)4:5<6::aid>7", "10.5555/sici1-2(3)4:56::aid7", True),
        ("10.5555/rice.12", "10.5555/rice.123", False),
        ("10.5555/rice.12", "10.5555/rice.13", False),
        ("10.5555/a", "10.5556/a", False),
    ],
)
def test_same_doi(one: str, other: str, same: bool) -> None:
    assert same_doi(one, other) is same_doi(other, one) is same
