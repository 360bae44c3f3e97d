"""Identifiers: the table of odd spellings, and what holds of every text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citance.errors import InvalidIdentifier
from citance.model.identifiers import SCHEMES, ArxivId, Doi, Identifiers, Pmcid, Pmid, find_identifier, parse_identifier


def _cases() -> list[tuple[str, str, str | None]]:
    cases = []
    for line in (Path(__file__).parent / "identifiers.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, rest = line.partition(": ")
            spelling, _, result = rest.rpartition("=> ")
            cases.append((kind, spelling.strip(" ").replace("\\n", "\n"), None if result == "refused" else result))
    return cases


CASES = _cases()


@pytest.mark.parametrize(("kind", "spelling", "result"), CASES, ids=[f"{kind} {spelling}" for kind, spelling, _ in CASES])
def test_case(kind: str, spelling: str, result: str | None) -> None:
    assert SCHEMES[kind].read(spelling) == result


@pytest.mark.parametrize(("kind", "spelling", "result"), CASES)
def test_parse_raises_where_read_finds_none(kind: str, spelling: str, result: str | None) -> None:
    if result is None:
        with pytest.raises(InvalidIdentifier) as raised:
            SCHEMES[kind].parse(spelling)
        assert raised.value.text == spelling
    else:
        assert SCHEMES[kind].parse(spelling) == result


_NOISE = st.text(alphabet="10.5/abcdepubmid%2F4<>()[]&;lt–-v: \n\"'\\", max_size=30)


@given(st.one_of(_NOISE.map("10.5555/".__add__), st.text(max_size=40).map("10.5555/".__add__), _NOISE, st.text()))
@example("10.5555/a%2541")
@example("10.5555/&amp;lt;")
def test_reading_a_doi_again_changes_nothing(text: str) -> None:
    doi = Doi.read(text)
    if doi is not None:
        assert Doi.parse(str(doi)) == doi
        assert Doi.read(doi.url) is not None


@given(st.integers(1, 99_999_999), st.sampled_from(["{}", "PMID: {}", "https://pubmed.ncbi.nlm.nih.gov/{}/", "PubMed:{}."]))
def test_a_pmid_survives_its_spellings(number: int, form: str) -> None:
    assert Pmid.parse(form.format(number)) == str(number)


@given(
    st.integers(1, 999_999_999),
    st.sampled_from(["PMC{}", "PMC{}.1", "PMCID: PMC{}", "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/"]),
)
def test_a_pmcid_survives_its_spellings(number: int, form: str) -> None:
    assert Pmcid.parse(form.format(number)) == f"PMC{number}"


@given(
    st.from_regex(r"\A[0-9]{2}(0[1-9]|1[0-2])\.[0-9]{4,5}\Z"), st.sampled_from(["{}", "arXiv:{}v2", "https://arxiv.org/abs/{}"])
)
def test_an_arxiv_id_survives_its_spellings(number: str, form: str) -> None:
    assert ArxivId.parse(form.format(number)) == number


@given(st.text())
def test_whatever_is_found_is_found_again(text: str) -> None:
    found = find_identifier(text)
    if found is not None:
        assert type(found).parse(str(found)) == found


def test_a_person_s_words_are_told_apart() -> None:
    assert isinstance(parse_identifier("10.5555/abc.1"), Doi)
    assert isinstance(parse_identifier("PMC123"), Pmcid)
    assert isinstance(parse_identifier("2101.00001"), ArxivId)
    assert isinstance(parse_identifier("12345"), Pmid)
    with pytest.raises(InvalidIdentifier):
        parse_identifier("no identifier")


def test_identifiers_come_the_surest_first() -> None:
    held = Identifiers(doi=Doi("10.5555/abc.1"), pmid=Pmid("1"), pmcid=Pmcid("PMC1"))
    assert list(held) == ["10.5555/abc.1", "PMC1", "1"]
    assert not Identifiers()


def test_a_clean_doi_is_read_in_two_microseconds(stopwatch: Any) -> None:
    def read_many() -> None:
        for _ in range(10_000):
            Doi.read("10.5555/j.febslet.2006.04.008")

    # Ten times the bar: the bar is for a quiet machine, this is against a slow way being taken for all.
    assert not stopwatch.is_slow(read_many, 10_000 * 20e-6)


@pytest.mark.parametrize(
    ("doi", "stump"),
    [
        ("10.1002/(issn)1097-0010", True),
        ("10.1002/(sici)1097-0258(19960830)15:16", True),
        ("10.1002/(sici)1097-0258(19960830)15:16<1::aid-abc1>3.0.co;2-m", False),
        ("10.1371/journal.pone", True),
        ("10.1371/journal.pone.0000001", False),
        ("10.1126/science", True),
        ("10.1002/14651858", True),
        ("10.1002/14651858.cd000001.pub2", False),
        ("10.1016/0038-0717", True),
        ("10.1016/j.plantsci.2015", True),
        ("10.1016/j.plantsci.2015.02.001", False),
        ("10.5555/ferns", False),  # elsewhere a work may have a name
        ("10.5555/978-3-662-", True),
    ],
)
def test_a_doi_of_a_journal_or_cut_short_tells_no_work(doi: str, stump: bool) -> None:
    assert Doi(doi).is_stump is stump


@pytest.mark.parametrize(
    "words",
    [
        "arxiv" + " " * 100_000 + "x",
        "pmid" + "\n" * 100_000 + "x",
        "ncbi.nlm.nih.gov/entrez/" + "0" * 100_000,
        "europepmc.org/abstract/med/" + "0" * 1_900,
        "10.1234/" * 10_000,
        "10.1234/" + "doi" * 30_000,
        "10.1234/" + "([" * 50_000,
        "1" * 100_000,
    ],
    ids=lambda words: words[:24],
)
def test_what_is_long_is_looked_at_once(words: str, stopwatch: Any) -> None:
    """A list of identifiers may come from anybody: eight thousand blanks behind "arxiv" took ten seconds."""
    assert not stopwatch.is_slow(lambda: find_identifier(words), 1)


def test_blanks_and_zeros_within_do_not_matter() -> None:
    assert find_identifier("arXiv:" + " " * 60 + "2101.00001") == "2101.00001"
    assert find_identifier("PMID:" + "\n" * 60 + "0" * 60 + "123") == "123"
    assert find_identifier("https://www.ncbi.nlm.nih.gov/entrez/query.fcgi?list_uids=00123") == "123"
    assert find_identifier("pubmed central" + " " * 60 + "PMC 0123") == "PMC123"
