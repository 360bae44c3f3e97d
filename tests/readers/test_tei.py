"""TEI: GROBID's, bare reference lists, and what older versions and journals do differently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from citance.extraction import extract
from citance.model import Box, Document, Extraction, PlacedLine, ProblemKind, SectionKind
from citance.readers import read, tei

FORMS = Path(__file__).parent / "forms"
NAMESPACE = "http://www.tei-c.org/ns/1.0"


@pytest.fixture(scope="module")
def newt() -> Extraction:
    return extract(read((FORMS / "grobid.xml").read_bytes(), "grobid.xml"))


def tei_of(body: str, entries: str = "", header: str = "") -> Extraction:
    back = f'<back><div type="references"><listBibl>{entries}</listBibl></div></back>' if entries else ""
    text = f'<TEI xmlns="{NAMESPACE}"><teiHeader>{header}</teiHeader><text><body>{body}</body>{back}</text></TEI>'
    return extract(read(text.encode(), "a.tei.xml"))


def entry(number: int, surname: str, year: int) -> str:
    return (
        f'<biblStruct xml:id="b{number}"><analytic><title level="a">Title {surname}</title><author><persName>'
        f"<forename>A</forename><surname>{surname}</surname></persName></author></analytic>"
        f'<monogr><title level="j">J</title><imprint><date when="{year}"/></imprint></monogr></biblStruct>'
    )


def test_front_matter(newt: Extraction) -> None:
    record = newt.document.record
    assert newt.document.format == "tei"
    assert (record.title, record.identifiers.doi) == ("Newts of the invented ponds", "10.5555/newt.8")
    (author,) = record.authors  # the other is an affiliation without a name
    assert (author.name, author.orcid) == ("Nora B Elft", "0000-0002-1825-0097")
    assert author.affiliations == ("Dept. of Ponds, University of Mooring, Mooring",)
    assert (record.journal.title, record.journal.issns, record.journal.publisher) == (
        "Pond Science",
        ("1234-5679",),
        "Pond Press",
    )
    assert (record.date, record.volume, record.issue, record.first_page, record.last_page) == ("2016-05-03", "8", "1", "21", "29")
    assert (record.keywords, record.language) == (("newts", "ponds"), "en")
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert record.abstract == "Newts were counted [1]."


def test_citations(newt: Extraction) -> None:
    text, references = newt.document.text, newt.document.references
    found = [
        (
            s.citation.marker.span.cut(text),
            None if (at := s.citation.reference) is None else references[at].id,
            str(s.citation.marker.kind),
            str(s.place),
        )
        for s in newt.statements
    ]
    assert found == [
        ("[1]", "b0", "tagged", "abstract"),
        ("2,", "b1", "tagged", "prose"),
        ("3", "b2", "tagged", "prose"),
        ("4", "b3", "inferred", "prose"),  # GROBID left it without a target
        ("[2]", "b1", "tagged", "prose"),
        ("[2]-[4]", "b2", "expanded", "prose"),
        ("[4]", "b3", "tagged", "prose"),
        ("[1]", "b0", "tagged", "figure"),
        ("[4]", "b3", "tagged", "table"),
        ("[3]", "b2", "tagged", "appendix"),
    ]


def test_sections_nest_as_they_are_numbered_or_headed(newt: Extraction) -> None:
    sections = newt.document.sections
    told = [(s.heading, s.kind, None if s.parent is None else sections[s.parent].heading) for s in sections]
    assert told == [
        ("", SectionKind.INTRODUCTION, None),
        ("Methods", SectionKind.METHODS, None),
        ("Nets", SectionKind.METHODS, "Methods"),
        ("Results", SectionKind.RESULTS, None),
        ("Ponds", SectionKind.OTHER, None),
        ("The north pond", SectionKind.OTHER, "Ponds"),
        ("", SectionKind.OTHER, None),
        ("Thanks", SectionKind.OTHER, ""),
        ("", SectionKind.OTHER, None),
        ("More ponds", SectionKind.OTHER, ""),
    ]


def test_a_division_without_heading_goes_on_with_the_one_before() -> None:
    found = tei_of(
        "<div><head>Results</head><p>One.</p></div><div><p>Two.</p></div><div><head>Discussion</head><p>Three.</p></div>"
    )
    document = found.document
    told = [
        (p.span.cut(document.text), document.sections[p.section].heading) for p in document.paragraphs if p.section is not None
    ]
    assert told == [
        ("Results", "Results"), ("One.", "Results"), ("Two.", "Results"), ("Discussion", "Discussion"), ("Three.", "Discussion")
    ]  # fmt: skip


def test_words_outside_of_paragraphs_are_kept() -> None:
    body = (
        "<div><head>Results</head><p>One.</p></div>"
        '<div> <ref type="bibr" target="#b0">(Moss, 2001)</ref> said so.<p>Two.</p> Three.</div> Four.'
    )
    found = tei_of(body, entry(0, "Moss", 2001))
    assert [p.span.cut(found.document.text) for p in found.document.paragraphs] == [
        "Results", "One.", "(Moss, 2001) said so.", "Two.", "Three.", "Four."
    ]  # fmt: skip
    assert len(found.statements) == 1


def test_references(newt: Extraction) -> None:
    article, book, paper, printed = newt.references
    work = article.works[0]
    assert (work.title, work.journal.title, work.year, work.volume, work.issue) == (
        "How to count newts", "Newt Letters", 2001, "4", "2"
    )  # fmt: skip
    assert (work.first_page, work.last_page, work.identifiers.doi) == ("5", "9", "10.5555/count.1")
    assert [(a.surname, a.given) for a in work.authors] == [("Rush", "A B"), ("Van Lake", "C")]
    assert article.raw.text == "A. B. Rush, C. Van Lake, How to count newts, Newt Letters 4(2) (2001) 5-9."
    assert article.raw.addresses == ("http://example.org/count",)
    assert (book.works[0].title, book.works[0].year, book.raw.kind) == ("The book of newts", 1990, "book")
    assert book.works[0].journal.publisher == "Mooring Press"
    assert (paper.works[0].title, paper.works[0].journal.title) == ("Newts at night", "Proceedings of the Pond Meeting")
    assert paper.works[0].authors[0].group
    assert printed.raw.text == "E. Frog, unpublished notes, 1999."
    assert printed.works[0].year == 1999


def test_places_on_the_page(newt: Extraction) -> None:
    document = newt.document
    placed = [(p.span.cut(document.text)[:16], p.page, p.box) for p in document.placed]
    assert placed == [
        ("[1]", 1, Box(100, 200, 131, 211)),
        ("Newts are small ", 1, Box(50, 300, 251, 311)),
        ("[2,", 1, Box(90, 312, 102, 322)),
        ("Some are not [4]", 2, Box(50, 60, 250, 70)),
        ("We used nets [2]", 2, Box(50, 400, 250, 422)),  # one page: the box around all its lines
    ]  # the paragraph on two pages could be on either
    assert all(isinstance(p, PlacedLine) for p in document.placed)
    assert tuple(sorted(document.placed)) == document.placed


@pytest.mark.parametrize("coords", ["", ";", "1,2,3", "a,b,c,d,e", "0,1,1,1,1", "1,nan,1,1,1", "1,1e99,1,1,1"])
def test_damaged_coordinates_place_nothing(coords: str) -> None:
    found = tei_of(
        f'<div><p>So <ref type="bibr" target="#b0" coords="{coords}">(Moss, 2001)</ref>.</p></div>', entry(0, "Moss", 2001)
    )
    assert found.document.placed == ()
    assert len(found.statements) == 1


def test_coordinates_of_other_links_are_left_alone() -> None:
    found = tei_of('<div><p>See <ref type="figure" target="#f" coords="1,2,3,4,5;1,2,3,4,5">Fig. 1</ref>.</p></div>')
    assert found.document.placed == ()


def test_bare_numbers_were_raised_in_print() -> None:
    body = (
        '<div><p>Newts swim.<ref type="bibr" target="#b0">1,</ref><ref type="bibr" target="#b1">2</ref> They dive.'
        '<ref type="bibr" target="#b1">2</ref> And rest.</p></div>'
    )
    found = tei_of(body, entry(0, "Moss", 2001) + entry(1, "Fern", 2002))
    document = found.document
    assert [span.cut(document.text) for span in document.superscripts] == ["1,", "2", "2"]
    assert [s.sentence.cut(document.text) for s in found.statements if s.sentence] == ["Newts swim.1,2"] * 2 + ["They dive.2"]


def test_numbers_in_brackets_outside_the_link_were_not() -> None:
    body = '<div><p>Newts swim [<ref type="bibr" target="#b0">1</ref>, <ref type="bibr" target="#b1">2</ref>].</p></div>'
    assert tei_of(body, entry(0, "Moss", 2001) + entry(1, "Fern", 2002)).document.superscripts == ()


def test_author_and_year_without_target_are_found_as_words() -> None:
    body = '<div><p>As <ref type="bibr" target="#b0">(Moss, 2001)</ref> and <ref type="bibr">(Fern, 2002)</ref> say.</p></div>'
    found = tei_of(body, entry(0, "Moss", 2001) + entry(1, "Fern", 2002))
    kinds = [(s.citation.reference, s.citation.marker.kind.value) for s in found.statements]
    assert kinds == [(0, "tagged"), (1, "inferred")]


def test_a_bare_list_of_references_is_read() -> None:
    data = f'<TEI xmlns="{NAMESPACE}"><text><listBibl>{entry(0, "Moss", 2001)}</listBibl></text></TEI>'
    document = read(data.encode(), "gold.xml")
    assert [r.works[0].title for r in document.references] == ["Title Moss"]
    assert document.record.title == ""
    assert {p.kind for p in document.problems} == {ProblemKind.NO_BODY, ProblemKind.NO_LINKS}


def test_older_spellings() -> None:
    old = (
        '<biblStruct xml:id="b0"><analytic><title>Of ferns</title><author><name><surname>Fern</surname>'
        '<forename>B.</forename></name></author><idno type="doi">10.5555/fern.1</idno></analytic><monogr>'
        '<title level="j">Ferns</title><imprint>'
        '<biblScope type="vol">3</biblScope><biblScope type="pp">7-12</biblScope><date>(Spring 1998)</date></imprint></monogr>'
        "</biblStruct>"
        '<bibl xml:id="b1">C. Reed, On reeds, 1970. <ptr target="http://example.org/reed"/></bibl>'
    )
    body = '<div1><head>Introduction</head><p>Ferns <ref type="bibr" target="#b0 #b1">1,2</ref>.</p></div1>'
    found = tei_of(body, old)
    work = found.references[0].works[0]
    assert (work.title, work.volume, work.first_page, work.last_page, work.year) == ("Of ferns", "3", "7", "12", 1998)
    assert (work.authors[0].surname, work.identifiers.doi) == ("Fern", "10.5555/fern.1")
    assert found.references[1].raw.text == "C. Reed, On reeds, 1970."
    assert found.references[1].raw.addresses == ("http://example.org/reed",)
    assert [s.citation.reference for s in found.statements] == [0, 1]


@pytest.mark.parametrize(
    "head",
    [b"<TEI>", b'<?xml version="1.0"?>\n<!-- x --><tei:TEI xmlns:tei="http://www.tei-c.org/ns/1.0">', "<TEI/>".encode("utf-16")],
)
def test_tei_is_known_by_its_root(head: bytes) -> None:
    assert tei.sniff(head)


def test_other_files_are_not_taken_for_tei() -> None:
    assert not tei.sniff(b"<article><p>TEI</p></article>")


def test_tei_cut_short_keeps_what_came_before() -> None:
    data = (FORMS / "grobid.xml").read_bytes()
    found = extract(tei.read(data[: data.index(b"There were nine")], "cut.xml"))
    assert found.document.record.identifiers.doi == "10.5555/newt.8"
    assert ProblemKind.TRUNCATED in {p.kind for p in found.document.problems}
    assert "We used nets" in found.document.text


def test_thousands_of_raised_citations_in_one_paragraph_take_no_longer_for_each(stopwatch: Any) -> None:
    links = "".join(f' were<ref type="bibr" target="#b{number}">{number}</ref>' for number in range(20_000))
    data = f'<TEI xmlns="{NAMESPACE}"><text><body><div><p>Newts{links}</p></div></body></text></TEI>'.encode()
    found: list[Document] = []
    assert not stopwatch.is_slow(lambda: found.append(tei.read(data, "a.tei.xml")), 6)
    assert found[0].text.startswith("Newts were0 were1")
