"""What is said of the articles of a person or a journal, and the support index with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.errors import NotFound
from citance.index import Index, TallyView, open_index, support_of
from citance.model import Tally
from citance.services.gathered import MOST_NAMED, Sums

QUILL = "Rosa Quill"


def counted(supporting: int, contrasting: int) -> TallyView:
    total = supporting + contrasting
    return TallyView(total, supporting, contrasting, 0, 0, 1, supporting, 0, contrasting, 0)


# -- the support index -------------------------------------------------------------------------------------------------------


def test_nothing_is_said_where_no_statement_has_a_verdict() -> None:
    assert support_of(counted(0, 0)) is None


def test_it_is_wilsons_interval() -> None:
    """Eight of ten: the textbook's 49 % to 94 %."""
    found = support_of(counted(8, 2))
    assert found is not None
    assert (round(found.share, 3), round(found.low, 3), round(found.high, 3), found.statements) == (0.8, 0.49, 0.943, 10)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_share_lies_within_its_interval_and_that_within_one(supporting: int, contrasting: int) -> None:
    found = support_of(counted(supporting, contrasting))
    if supporting + contrasting == 0:
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low <= found.share + 1e-9
    assert found.share - 1e-9 <= found.high <= 1
    more = support_of(counted(supporting * 4, contrasting * 4))
    assert more is not None
    assert more.high - more.low < found.high - found.low


# -- adding up ---------------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_those_that_stand_out_are_the_first_of_all(pairs: list[tuple[int, int]]) -> None:
    sums = Sums()
    for place, (supporting, contrasting) in enumerate(pairs):
        sums.add(f"k{place:03}", 2000 + place % 3, Tally(supporting_own=supporting, contrasting_own=contrasting))
    assert sums.articles == len(pairs)
    assert sums.tally.supporting == sum(one for one, _ in pairs)
    assert sum(tally.total for tally in sums.years.values()) == sums.tally.total
    ranked = sorted(((one, one + two, f"k{place:03}") for place, (one, two) in enumerate(pairs) if one), reverse=True)
    assert sums.best("supporting") == tuple(key for *_, key in ranked[:MOST_NAMED])


# -- people ------------------------------------------------------------------------------------------------------------------


def bearing(toy: Index, name: str) -> set[str]:
    every = toy.search(f'author:"{name}"', kind="articles", limit=100, facets=()).articles
    assert every is not None
    return {hit.article.key for hit in every.hits if any(author.name == name for author in hit.article.authors)}


def test_a_persons_articles_are_those_that_bear_the_name(toy: Index) -> None:
    found = toy.author(QUILL.upper())
    keys = bearing(toy, QUILL)
    assert found.name == QUILL
    assert found.said.articles == len(keys) > 1
    tallies = [toy.tally(key) for key in keys]
    assert found.said.tally.total == sum(tally.total for tally in tallies)
    assert found.said.tally.contrasting == sum(tally.contrasting for tally in tallies)
    assert sum(tally.total for tally in found.said.by_year.values()) == found.said.tally.total
    assert not found.partial
    counts = [told.tally.contrasting for told in found.said.most_contrasted]
    assert counts == sorted(counts, reverse=True)
    assert all(counts)


def test_other_spellings_are_told_and_not_added(toy: Index) -> None:
    found = toy.author(QUILL)
    assert QUILL not in {one.name for one in found.spellings}
    for one in found.spellings:
        assert one.name.split()[-1] == "Quill"
        assert one.name[0] == "R"
        other = toy.author(one.name)
        assert other.said.articles == one.articles


def test_an_orcid_narrows_a_name(toy: Index) -> None:
    names = Counter(author.name for article in toy._store.all_articles() for author in article.record.authors if author.orcid)
    if not names:
        pytest.skip("no ORCID in the toy literature")
    name = next(iter(names))
    whole = toy.author(name)
    narrowed = toy.author(name, orcid=whole.orcids[0].name)
    assert narrowed.orcid == whole.orcids[0].name
    assert narrowed.said.articles == whole.orcids[0].articles <= whole.said.articles
    with pytest.raises(NotFound):
        toy.author(name, orcid="0000-0000-0000-0000")


def test_two_of_a_name_who_wrote_together_are_each_found_by_their_orcid(tmp_path: Path) -> None:
    one, other = "0000-0002-1825-0097", "0000-0001-5109-3700"
    authors = "".join(
        f'<contrib contrib-type="author"><contrib-id contrib-id-type="orcid">https://orcid.org/{orcid}</contrib-id>'
        "<name><surname>Marsh</surname><given-names>Ida</given-names></name></contrib>"
        for orcid in (one, other)
    )
    (tmp_path / "marsh.xml").write_text(
        '<article><front><article-meta><article-id pub-id-type="doi">10.5555/marsh.1</article-id><title-group><article-title>'
        f"Two of a name</article-title></title-group><contrib-group>{authors}</contrib-group></article-meta></front>"
        "<body><p>Newts.</p></body></article>"
    )
    with open_index(tmp_path / "index", create=True) as index:
        index.ingest([tmp_path / "marsh.xml"], workers=0)
        whole = index.author("Ida Marsh")
        assert whole.said.articles == 1
        assert {(told.name, told.articles) for told in whole.orcids} == {(one, 1), (other, 1)}
        for orcid in (one, other):
            assert index.author("Ida Marsh", orcid=orcid).said.articles == 1


@pytest.mark.parametrize("name", ["", " ", "Nobody Known", "***", 'x" OR stance:contrasting', "a" * 5000])
def test_a_name_that_nobody_bears_is_not_found(toy: Index, name: str) -> None:
    with pytest.raises(NotFound):
        toy.author(name)


def test_the_public_sees_no_article_of_which_only_a_private_document_speaks(open_toy: Callable[..., Index]) -> None:
    owner = open_toy()
    key = next(
        article.key
        for article in owner._store.all_articles(with_document=True)
        if not article.cited_by and article.record.authors
    )
    name = owner.article(key).authors[0].name
    before = owner.author(name).said.articles
    owner.set_visibility(key, "private")
    public = open_toy(read_only=True, audience="public")
    try:
        assert public.author(name).said.articles == before - 1
    except NotFound:
        assert before == 1


# -- journals ----------------------------------------------------------------------------------------------------------------


def test_a_journals_page_adds_up_to_the_journal(toy: Index) -> None:
    listed = toy.journals()
    assert [journal.tally.total for journal in listed] == sorted((journal.tally.total for journal in listed), reverse=True)
    for journal in listed[:5]:
        page = toy.journal_page(journal.issns[0] if journal.issns else journal.title)
        assert (page.title, page.said.articles, page.said.tally) == (journal.title, journal.articles, journal.tally)
        assert page.said.by_year == journal.by_year
        for told in page.said.most_cited:
            assert toy.article(told.article.key).journal
    assert toy.journals(1) == listed[:1]
    with pytest.raises(NotFound):
        toy.journal_page("A journal that is not here")
