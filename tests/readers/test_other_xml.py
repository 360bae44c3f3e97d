"""Elsevier's and BioMed Central's own XML: what is tagged is found, whatever stands around it."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from citance.errors import Unreadable
from citance.extraction import extract
from citance.model import Extraction, MarkerKind, Place, ProblemKind, SectionKind
from citance.readers import bmc, elsevier, read, tei

FORMS = Path(__file__).parent / "forms"


@pytest.fixture(scope="module")
def heron() -> Extraction:
    return extract(read((FORMS / "elsevier.xml").read_bytes(), "elsevier.xml"))


@pytest.fixture(scope="module")
def otter() -> Extraction:
    return extract(read((FORMS / "bmc.xml").read_bytes(), "bmc.xml"))


def cited(found: Extraction) -> list[tuple[str | None, str, str]]:
    """Entry, kind and place of each citation, in reading order."""
    references = found.document.references
    return [
        (None if (at := s.citation.reference) is None else references[at].id, s.citation.marker.kind.value, s.place.value)
        for s in found.statements
    ]


def sentences(found: Extraction) -> list[str]:
    text = found.document.text
    return list(dict.fromkeys(s.sentence.cut(text) for s in found.statements if s.sentence is not None))


# -- Elsevier --


def test_elsevier_front_matter(heron: Extraction) -> None:
    record = heron.document.record
    assert heron.document.format == "elsevier"
    assert (record.identifiers.doi, record.title) == ("10.5555/heron.1", "Herons of the invented lakes")
    assert [(a.name, a.group, a.affiliations) for a in record.authors] == [
        ("Ada Reed", False, ("Institute of Ponds, Mooring",)),
        ("The Lake Group", True, ("Institute of Ponds, Mooring",)),
    ]
    assert record.authors[0].orcid == "0000-0002-1825-0097"
    assert (record.journal.title, record.journal.issns) == ("Journal of Invented Herons", ("1234-5679",))
    assert (record.year, record.date, record.volume, record.issue) == (2014, "2014-03-01", "12", "3")
    assert (record.first_page, record.last_page) == ("41", "49")
    assert (record.article_type, record.language, record.keywords) == ("review-article", "en", ("Herons",))
    assert record.licence == "http://creativecommons.org/licenses/by/3.0/"
    assert record.abstract == "We counted herons and found more than before [1]."


def test_elsevier_citations_with_their_ranges_and_places(heron: Extraction) -> None:
    assert cited(heron) == [
        ("bib1", "tagged", "abstract"),
        ("bib1", "tagged", "prose"),
        ("bib3", "tagged", "prose"),
        ("bib1", "tagged", "prose"),
        ("bib2", "expanded", "prose"),
        ("bib3", "expanded", "prose"),
        ("bib4", "tagged", "prose"),
        (None, "tagged", "prose"),
        ("bib4", "tagged", "footnote"),  # by the id of its second work
        ("bib2", "tagged", "figure"),
        ("bib1", "tagged", "table"),
    ]
    assert sentences(heron)[1:3] == ["Herons weigh 2 kg [1,3], see Fig. 1.", "They were rare [1]–[4]."]
    assert [p.kind for p in (*heron.document.problems, *heron.problems)] == [ProblemKind.DANGLING_LINK] * 2


def test_elsevier_sections(heron: Extraction) -> None:
    assert [(s.heading, s.kind) for s in heron.document.sections] == [
        ("Introduction", SectionKind.INTRODUCTION),
        ("Methods", SectionKind.METHODS),
        ("Thanks", SectionKind.OTHER),
    ]
    document = heron.document
    formula = next(p for p in document.paragraphs if "n = 7" in p.span.cut(document.text))
    assert formula.place is Place.PROSE
    assert [span.cut(document.text) for span in document.displays] == ["(1) n = 7"]


def test_elsevier_references(heron: Extraction) -> None:
    first, printed, chapter, several = heron.references
    work = first.works[0]
    assert (work.title, work.year, work.volume, work.issue) == ("Counting Ardea: A guide", 2001, "5", "2")
    assert (work.journal.title, work.first_page, work.last_page) == ("Pond Lett.", "10", "19")
    assert (work.identifiers.doi, [a.name for a in work.authors]) == ("10.5555/pond.5", ["B. Marsh Jr."])
    assert first.raw.label == "[1]"
    assert first.raw.text == "Marsh Jr. B., et al. Counting Ardea: A guide. Pond Lett. 2001;5(2):10-19. doi:10.5555/pond.5."
    assert printed.raw.text.startswith("C. Sedge, Notes on wading, Mooring Press, 1998")
    assert printed.raw.addresses == ("http://example.org/wading",)
    assert (chapter.works[0].title, chapter.works[0].journal.title, chapter.works[0].year) == ("Of birds", "The lakes", 1999)
    assert chapter.works[0].authors[0].surname == "Lake Board"
    assert [(w.authors[0].surname, w.volume) for w in several.works] == [("Bog", "1"), ("Carr", "2")]


def test_elsevier_file_without_an_article_is_said_to_be_so() -> None:
    data = (
        b'<xocs:doc xmlns:xocs="http://www.elsevier.com/xml/xocs/dtd"><xocs:meta/><xocs:rawtext>words</xocs:rawtext></xocs:doc>'
    )
    with pytest.raises(Unreadable, match="no article"):
        read(data, "raw.xml")


def test_elsevier_cut_short_keeps_what_came_before() -> None:
    data = (FORMS / "elsevier.xml").read_bytes()
    found = extract(elsevier.read(data[: data.index(b"Nobody knows")], "cut.xml"))
    assert found.document.record.title == "Herons of the invented lakes"
    assert ProblemKind.TRUNCATED in {p.kind for p in found.document.problems}
    assert "They were rare" in found.document.text


CE = 'xmlns:ce="http://www.elsevier.com/xml/common/dtd" xmlns:ja="http://www.elsevier.com/xml/ja/dtd"'
ENTRY = "<ce:label>1</ce:label><ce:other-ref><ce:textref>A. Moss, 2001.</ce:textref></ce:other-ref>"
LIST = (
    f'<ce:bibliography><ce:bibliography-sec><ce:bib-reference id="b1">{ENTRY}</ce:bib-reference></ce:bibliography-sec>'
    "</ce:bibliography>"
)
SAID = '<ce:para>Seen <ce:cross-ref refid="b1">[1]</ce:cross-ref>.</ce:para>'


@pytest.mark.parametrize(
    "article",
    [
        f"<ja:simple-article {CE}><ja:simple-head><ce:title>On mosses</ce:title></ja:simple-head><ja:body><ce:sections>{SAID}"
        f"</ce:sections></ja:body><ja:simple-tail>{LIST}</ja:simple-tail></ja:simple-article>",
        f"<ja:converted-article {CE}><ja:head><ce:title>On mosses</ce:title></ja:head><ja:converted-body>{SAID}"
        f"</ja:converted-body><ja:tail>{LIST}</ja:tail></ja:converted-article>",
        f"<bk:chapter xmlns:bk='http://www.elsevier.com/xml/bk/dtd' {CE}><ce:title>On mosses</ce:title><ce:sections><ce:section>"
        f"<ce:section-title>Introduction</ce:section-title>{SAID}</ce:section></ce:sections>{LIST}</bk:chapter>",
        f"<ja:article {CE}><ja:head><ce:title>On mosses</ce:title><ce:article-footnote><ce:note-para>After "
        f'<ce:cross-ref refid="b1">[1]</ce:cross-ref>.</ce:note-para></ce:article-footnote></ja:head><ja:tail>{LIST}</ja:tail>'
        "</ja:article>",
    ],
)
def test_elsevier_kinds_of_articles(article: str) -> None:
    found = extract(read(article.encode(), "kind.xml"))
    assert found.document.record.title == "On mosses"
    assert [kind for _, kind, _ in cited(found)] == ["tagged"]
    assert found.references[0].raw.text == "A. Moss, 2001."


def test_jats_made_from_elsevier_files_is_jats() -> None:
    data = (
        b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2//EN" "x.dtd"><article><?DTDIdentifier.IdentifierValue '
        b"-//ES//DTD journal article DTD version 5.6.0//EN//XML?><front><article-meta/></front><body><p>Words.</p></body>"
        b"</article>"
    )
    assert not elsevier.sniff(data)
    assert read(data, "pmc.xml").format == "jats"


@pytest.mark.parametrize(
    "start",
    [
        b'<!DOCTYPE article PUBLIC "-//ES//DTD journal article DTD version 5.1.0//EN//XML" "art510.dtd">\n<article>',
        b"<full-text-retrieval-response xmlns:ce='http://www.elsevier.com/xml/common/dtd'>",
        b'<x xmlns:ja = "http://www.elsevier.com/xml/ja/dtd"/>',
    ],
)
def test_elsevier_is_known_by_what_it_declares(start: bytes) -> None:
    assert elsevier.sniff(start)


# -- BioMed Central --


def test_bmc_front_matter(otter: Extraction) -> None:
    record = otter.document.record
    assert otter.document.format == "bmc"
    assert (record.identifiers.doi, record.identifiers.pmid) == ("10.5555/otter.4", "12345678")
    assert record.title == "Otters of the invented rivers"
    assert (record.authors[0].name, record.authors[0].affiliations) == ("Tom Q Weir Jr", ("School of Rivers, Mooring",))
    assert record.authors[1].group
    assert (record.journal.title, record.year, record.date, record.volume) == ("Invented Rivers", 2009, "2009-03-07", "9")
    assert (record.licence, record.article_type) == ("http://creativecommons.org/licenses/by/2.0", "research-article")
    assert (record.keywords, record.abstract) == (
        ("otters",),
        "Background\nOtters were thought lost.\nResults\nThey were not.",
    )


def test_bmc_citations_are_in_the_brackets_that_are_printed(otter: Extraction) -> None:
    assert cited(otter) == [
        ("B1", "tagged", "prose"),
        ("B2", "expanded", "prose"),
        ("B3", "tagged", "prose"),
        ("B1", "tagged", "prose"),
        ("B4", "tagged", "prose"),
        ("B2", "tagged", "figure"),
        ("B4", "tagged", "table"),
    ]
    assert sentences(otter)[:2] == ["Otters swim [1]-[3].", "Some dive [1,4], see Figure 1."]
    assert all(s.citation.marker.kind is not MarkerKind.INFERRED for s in otter.statements)


def test_bmc_references(otter: Extraction) -> None:
    article, book, page, report = otter.references
    work = article.works[0]
    assert (work.title, work.journal.title, work.year, work.volume) == ("How otters swim", "River Lett", 2001, "3")
    assert (work.identifiers.doi, work.identifiers.pmid, work.first_page) == ("10.5555/river.3", "11111111", "11")
    assert [a.name for a in work.authors] == ["A Brook", "CD Pool"]
    assert (book.works[0].title, book.works[0].year, book.raw.kind) == ("Drawing otters", 1990, "book")
    assert page.raw.addresses == ("http://example.org/otters",)
    assert "Report, seen in May" in report.raw.text
    assert report.works[0].authors[0].surname == "River Board"


def test_bmc_sections(otter: Extraction) -> None:
    headed = [(s.heading, s.kind) for s in otter.document.sections if s.heading]
    assert headed[:2] == [("Background", SectionKind.INTRODUCTION), ("Methods", SectionKind.METHODS)]


@pytest.mark.parametrize("start", [b"<art>", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a licence -->\n<art id='x'>"])
def test_bmc_is_known_by_its_root(start: bytes) -> None:
    assert bmc.sniff(start)


@pytest.mark.parametrize("start", [b"<article>", b"<artwork/>", b"", b"art", "<article>".encode("utf-16")])
def test_other_files_are_not_taken_for_bmc(start: bytes) -> None:
    assert not bmc.sniff(start)


@pytest.mark.parametrize(
    ("form", "reader", "root"), [("elsevier", elsevier, "article"), ("bmc", bmc, "art"), ("grobid", tei, "TEI")]
)
def test_of_several_articles_in_a_file_the_first_is_read_and_the_others_are_told(form: str, reader: Any, root: str) -> None:
    data = (FORMS / f"{form}.xml").read_text("utf-8")
    one = re.search(rf"<{root}[\s>].*</{root}>", data, re.S)
    assert one is not None
    several = f"{data[: one.start()]}<pack>{one[0] * 3}</pack>{data[one.end() :]}"
    alone, found = reader.read(data.encode(), f"{form}.xml"), reader.read(several.encode(), f"{form}.xml")
    assert found.text == alone.text
    told = [problem.words for problem in found.problems if problem not in alone.problems]
    assert told[-1:] == ["the file holds 2 more articles, which were not read"]


# -- damage --


def test_characters_that_xml_has_not_are_left_out_of_damaged_files() -> None:
    data = (FORMS / "bmc.xml").read_bytes().replace(b"How otters swim", b"How &#1;otters&#x1F; swim").replace(b"</bdy>", b"")
    found = extract(read(data, "damaged.xml"))
    assert found.references[0].works[0].title == "How otters swim"


@pytest.mark.parametrize("form", ["elsevier", "bmc", "grobid"])
def test_damaged_files_are_read_or_refused(form: str) -> None:
    data, chance = (FORMS / f"{form}.xml").read_bytes(), Random(form)
    for _ in range(150):
        damaged = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data)
        for _ in range(chance.randrange(1, 8)):
            at, length = chance.randrange(len(damaged) + 1), chance.choice([0, 1, 5, 80, 900])
            other = chance.randrange(len(data))
            damaged[at : at + length] = data[other : other + chance.choice([0, 1, 5, 80, 900])]
        try:
            found = extract(read(bytes(damaged), "damaged.xml"))
        except Unreadable:
            continue
        text = found.document.text
        for span in (*(link.span for link in found.document.links), *(line.span for line in found.document.placed)):
            assert 0 <= span.start <= span.end <= len(text)
