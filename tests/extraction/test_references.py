"""References: printed ones taken apart (case file), what the tags leave out, several works in one entry, keys."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.extraction.references import read_printed, read_reference, read_references, read_works, reference_key, split_works
from citance.model.article import ArticleRecord, Author, Journal
from citance.model.document import Document
from citance.model.identifiers import Doi, Identifiers, Pmid
from citance.model.reference import RawReference

FIELDS = ("authors", "year", "title", "container", "place", "ids")


def _cases() -> list[tuple[str, str, dict[str, str]]]:
    cases = []
    for block in (Path(__file__).parent / "references.txt").read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, expected = block.partition("\n---\n")
        title, _, printed = head.partition("\n")
        fields = dict(line.split(": ", 1) for line in expected.splitlines() if line)
        cases.append((title, printed.strip(), {name: fields.get(name, "").strip() for name in FIELDS}))
    return cases


CASES = _cases()


def _as_fields(record: ArticleRecord) -> dict[str, str]:
    place = [record.volume, record.issue, record.first_page, record.last_page]
    return {
        "authors": "; ".join(f"*{a.surname}" if a.group else f"{a.surname}, {a.given}".rstrip(", ") for a in record.authors),
        "year": str(record.year or ""),
        "title": record.title,
        "container": record.journal.title,
        "place": " | ".join(part or "" for part in place).replace("  ", " ").strip() if any(place) else "",
        "ids": " ".join(
            [
                str(i)
                for i in (record.identifiers.doi, record.identifiers.pmid, record.identifiers.pmcid, record.identifiers.arxiv)
                if i
            ]
        ),
    }


@pytest.mark.parametrize(("title", "printed", "expected"), CASES, ids=[title for title, _, _ in CASES])
def test_printed_case(title: str, printed: str, expected: dict[str, str]) -> None:
    assert _as_fields(read_printed(printed)) == expected


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    read_printed(text)


PIECES = (
    "Alder A",
    "Brandt, B. C.",
    "and",
    "et al.",
    "(2010)",
    "2010;",
    "12-13",
    "12(3)",
    ":45-9",
    "vol. 2",
    "pp. 4-5",
    "J. Invent. Bot.",
)
MORE_PIECES = (
    "“Snails”",
    "In:",
    "eds",
    "Oslo: Press",
    "1999",
    "accessed 2 May 2011",
    "Title of it.",
    ",",
    ".",
    "R Core Team",
    "Ibid",
    "doi:",
)


@given(st.lists(st.sampled_from(PIECES + MORE_PIECES), max_size=12).map(" ".join))
def test_pieces_of_references_in_any_order_are_read(text: str) -> None:
    read_printed(text)


@pytest.mark.parametrize("bit", ["A. ", "Aa ", "AaA", "van der ", "12(3), ", "vol. 1, ", "(", "10. ", "2010 ", "J. ", "Epub "])
def test_long_nonsense_is_read_in_time(bit: str, stopwatch: Any) -> None:
    assert not stopwatch.is_slow(lambda: read_printed(bit * 20_000), 2)


@given(
    st.lists(st.text(string.ascii_uppercase, min_size=1, max_size=1).map(lambda c: c + "ell"), min_size=1, max_size=8),
    st.integers(1800, 2030),
    st.integers(1, 999),
    st.integers(1, 9999),
)
def test_what_is_printed_in_order_is_found(surnames: list[str], year: int, volume: int, page: int) -> None:
    names = ", ".join(f"{surname} AB" for surname in surnames)
    record = read_printed(f"{names}. Growth of plants in the dark. J Invent Bot. {year};{volume}:{page}.")
    assert [author.surname for author in record.authors] == surnames
    assert (record.year, record.volume, record.first_page) == (year, str(volume), str(page))
    assert (record.title, record.journal.title) == ("Growth of plants in the dark", "J Invent Bot")


def _raw(text: str = "", **fields: object) -> RawReference:
    return RawReference(id="B1", position=1, text=text, **fields)  # type: ignore[arg-type]


TAGGED = ArticleRecord(title="A title", authors=(Author("Alder", "A"),), year=2010)


def test_what_is_tagged_is_never_overwritten() -> None:
    work = ArticleRecord(title="A title", identifiers=Identifiers(doi=Doi("10.5555/tagged")))
    (read,) = read_reference(
        _raw("A title. doi:10.5555/printed", works=(work,), addresses=("https://doi.org/10.5555/linked",))
    ).works
    assert read.identifiers.doi == "10.5555/tagged"


def test_identifiers_are_found_in_addresses_then_in_print() -> None:
    addresses = ("https://doi.org/10.5555/linked", "http://www.ncbi.nlm.nih.gov/pubmed/15357017")
    (read,) = read_reference(
        _raw("Alder A. A title. doi:10.5555/printed. PMCID: PMC123456", works=(TAGGED,), addresses=addresses)
    ).works
    assert read.identifiers == Identifiers(doi=Doi("10.5555/linked"), pmid=Pmid("15357017"))
    (read,) = read_reference(_raw("Alder A. A title. doi:10.5555/printed.", works=(TAGGED,))).works
    assert read.identifiers == Identifiers(doi=Doi("10.5555/printed"))
    assert read.title == "A title"


def test_an_entry_with_only_identifiers_tagged_is_taken_apart() -> None:
    work = ArticleRecord(identifiers=Identifiers(pmid=Pmid("15357017")))
    (read,) = read_reference(_raw("Alder A, Brandt B. On rice. J Invent Bot. 2010;3:45.", works=(work,))).works
    assert read.identifiers.pmid == "15357017"
    assert (read.title, read.year, read.volume) == ("On rice", 2010, "3")


@pytest.mark.parametrize(
    ("tagged", "volume", "issue"),
    [
        ("35(2)", "35", "2"),
        ("Vol. 5", "5", None),
        ("vol. IV", "IV", None),
        ("Volume 35(2)", "35", "2"),
        ("Bd 7", "7", None),
        ("58(2):", "58", "2"),
        ("12(Suppl 1)", "12", "Suppl 1"),
        ("(7):", None, "7"),
        ("12,", "12", None),
        ("12-13", "12-13", None),
        ("24", "24", None),
    ],
)
def test_a_volume_with_its_issue_is_parted(tagged: str, volume: str | None, issue: str | None) -> None:
    (read,) = read_reference(_raw("A title.", works=(ArticleRecord(title="A title", volume=tagged),))).works
    assert (read.volume, read.issue) == (volume, issue)


@pytest.mark.parametrize(
    ("tagged", "page"),
    [
        ("p. 5", "5"),
        ("p. e91", "e91"),
        ("pp 45", "45"),
        ("e91.", "e91"),
        ("e91. doi:10.5555/fern.91", "e91"),
        ("S-9", "S-9"),
        ("p91", "p91"),
        ("HYTO9", "HYTO9"),
        ("5,", "5"),
    ],
)
def test_a_page_is_without_the_words_beside_it(tagged: str, page: str | None) -> None:
    work = ArticleRecord(title="A title", first_page=tagged, last_page=tagged)
    (read,) = read_reference(_raw("A title.", works=(work,))).works
    assert (read.first_page, read.last_page) == (page, page)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"volume": "7, article 72"}, ("7", None, "72")),
        ({"volume": "7", "issue": "3, article e72"}, ("7", "3", "e72")),
        ({"volume": "2013, Article ID 720164"}, ("2013", None, "720164")),
        ({"volume": "7", "issue": "article 72"}, ("7", None, "72")),
        ({"volume": "7, article 72", "first_page": "1", "last_page": "9"}, ("7", None, "1")),
    ],
)
def test_the_number_of_an_article_is_its_page(fields: dict[str, str], expected: tuple[str | None, str | None, str]) -> None:
    (read,) = read_reference(_raw("A title.", works=(ArticleRecord(title="A title", **fields),))).works  # type: ignore[arg-type]
    assert (read.volume, read.issue, read.first_page) == expected


@pytest.mark.parametrize(
    ("tagged", "title"),
    [
        ("“Ferns of walls,” in", "Ferns of walls"),
        ('"Ferns of walls", In:', "Ferns of walls"),
        ("“Ferns of walls”.", "Ferns of walls"),
        ("“Ferns” of walls", "“Ferns” of walls"),
        ("“Ferns” and “walls”", "“Ferns” and “walls”"),
        ("‘Ferns’ of walls, live in", "‘Ferns’ of walls, live in"),
    ],
)
def test_a_title_is_without_the_marks_that_set_it_apart(tagged: str, title: str) -> None:
    (read,) = read_reference(_raw("A title.", works=(ArticleRecord(title=tagged),))).works
    assert read.title == title


@pytest.mark.parametrize(
    ("surname", "given", "name"),
    [
        ("Core Team", "R", "R Core Team"),
        ("Team", "R Core", "R Core Team"),
        ("Organization", "World Health", "World Health Organization"),
        ("World Health Organization", "", "World Health Organization"),
        ("Invent Trial Investigators", "", "Invent Trial Investigators"),
    ],
)
def test_a_body_tagged_as_a_person_is_a_body(surname: str, given: str, name: str) -> None:
    work = ArticleRecord(title="A title", authors=(Author(surname, given), Author("Council", "A")))
    (read,) = read_reference(_raw("A title.", works=(work,))).works
    assert read.authors == (Author(name, group=True), Author("Council", "A"))


def test_a_title_beside_the_tags_is_read() -> None:
    work = ArticleRecord(authors=(Author("Alder", "A"),), year=2010)
    (read,) = read_reference(_raw("Alder A, 2010 Growth of grass in the dark. J Invent Bot (in press).", works=(work,))).works
    assert (read.title, read.year, read.authors) == ("Growth of grass in the dark", 2010, work.authors)


def test_identifiers_outside_the_tags_of_several_works_are_given_to_none() -> None:
    works = (TAGGED, ArticleRecord(title="Another title"))
    assert read_reference(_raw("One; another. doi:10.5555/printed", works=works)).works == works


def test_works_tagged_and_lettered_get_what_stands_in_their_part() -> None:
    works = (TAGGED, ArticleRecord(title="Another title"))
    read = read_reference(
        _raw("a) A. Alder, Adv. Mater. 2016, 28, 2155; b) B. Brandt, Joule 2019, 10.5555/printed.", works=works)
    ).works
    assert [work.identifiers.doi for work in read] == [None, "10.5555/printed"]


def test_a_known_pmid_run_on_to_the_doi_is_no_part_of_it() -> None:
    work = ArticleRecord(title="A title", identifiers=Identifiers(pmid=Pmid("15357017")))
    (read,) = read_reference(_raw("A title. doi:10.5555/rice.2010.03.00815357017", works=(work,))).works
    assert read.identifiers.doi == "10.5555/rice.2010.03.008"


def test_letters_part_one_text_into_several_works() -> None:
    text = "a) A. Alder, B. Brandt, J. Mat. 2016, 28, 2155; b) C. Castell, Joule 2018, 2, 184; c) D. Ferro, Joule 2015, 6, 805."
    works = read_reference(_raw(text)).works
    assert [(w.authors[0].surname, w.year, w.volume, w.first_page) for w in works] == [
        ("Alder", 2016, "28", "2155"),
        ("Castell", 2018, "2", "184"),
        ("Ferro", 2015, "6", "805"),
    ]


@pytest.mark.parametrize(
    "text", ["The role of vitamin a) and b) in mice", "a) only one, J. Invent. 2010, 1, 2", "a) one; c) three", "", "a)"]
)
def test_other_letters_part_nothing(text: str) -> None:
    assert split_works(text) == [text]


def test_a_note_names_no_work() -> None:
    reference = read_reference(_raw("The numbering is that of reference 1.", is_note=True))
    assert reference.works == ()
    assert reference.key


def _document(*references: RawReference) -> Document:
    return Document(text="", record=ArticleRecord(), format="test", references=references)


def test_references_keep_order_and_length() -> None:
    raws = (_raw("Note.", is_note=True), _raw("x", works=(TAGGED,)), _raw(""))
    read = read_references(_document(*raws))
    assert [reference.raw for reference in read] == list(raws)


def test_a_key_comes_from_what_is_said_and_not_from_where_it_stands() -> None:
    other = ArticleRecord(title="Another title", authors=(Author("Brandt"),), year=2011)
    one, two = _raw("x", works=(TAGGED,)), _raw("y", works=(other,))
    first = [reference.key for reference in read_references(_document(one, two))]
    second = [reference.key for reference in read_references(_document(two, one))]
    assert first == second[::-1]
    assert all(len(key) == 8 for key in first)


def test_a_key_survives_another_form_of_the_file() -> None:
    journal = Journal("J Invent Bot")
    tagged = ArticleRecord(
        title="Growth of <plants> in the dark: a study", authors=(Author("Müller", "A"),), year=2010, journal=journal
    )
    other = ArticleRecord(title="Growth of plants in the dark : a study of rice", authors=(Author("Muller", "Anna"),), year=2010)
    assert reference_key(tagged, "one text") == reference_key(other, "another text")


def test_doubles_are_numbered() -> None:
    keys = [reference.key for reference in read_references(_document(*[_raw("x", works=(TAGGED,))] * 3))]
    assert keys == [keys[0], f"{keys[0]}-2", f"{keys[0]}-3"]


def test_works_tagged_as_one_are_told_apart_by_their_letters() -> None:
    tagged = ArticleRecord(authors=(Author("Alder", "A."), Author("Brandt", "B.")), year=2001, journal=Journal("Inv. Chem."))
    text = "(a) Alder, A. Inv. Chem. 2001, 3, 45. (b) Brandt, B. Inv. Chem. 2002, 4, 56."
    works = read_works(RawReference("r1", 1, text, works=(tagged,)))
    assert [(work.authors[0].surname, work.year, work.first_page) for work in works] == [
        ("Alder", 2001, "45"),
        ("Brandt", 2002, "56"),
    ]
