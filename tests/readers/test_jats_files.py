"""Whole files: wrappers, encodings, entities, damage, bombs, sub-articles; and the laws every document keeps."""

from __future__ import annotations

import contextlib
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citance
from citance import readers
from citance.errors import Unreadable
from citance.model.document import Document, ProblemKind

TOY = sorted((Path(citance.__file__).parent / "toy").glob("*.xml"))
SMALL = (
    '<article><body><sec><title>Results</title><p>Größe [<xref ref-type="bibr" rid="B1">1</xref>].</p>'
    "<p>Second [{}].</p></sec></body>"
    '<back><ref-list><ref id="B1"><mixed-citation>Ott. Rice. 2001.</mixed-citation></ref></ref-list></back></article>'
).replace("{}", '<xref ref-type="bibr" rid="B1">1</xref>')


def kinds(document: Document) -> list[ProblemKind]:
    return [problem.kind for problem in document.problems]


def texts(document: Document) -> list[str]:
    return document.text.split("\n")


def read(text: str | bytes) -> Document:
    return readers.read(text if isinstance(text, bytes) else text.encode(), "some.xml")


# -- rows 6 and 7: wrappers, namespaces, entities --


@pytest.mark.parametrize(
    "whole",
    [
        SMALL.replace("<article>", '<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/">'),
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><record><metadata>{SMALL}</metadata></record></OAI-PMH>',
        SMALL.replace("<article>", '<j:article xmlns:j="urn:x">').replace("</article>", "</j:article>"),
        f'<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "http://example.org/JATS.dtd">{SMALL}',
    ],
    ids=["default namespace", "OAI wrapper", "prefix", "document type that is never fetched"],
)
def test_wrapped(whole: str) -> None:
    document = read(whole)
    assert texts(document) == ["Results", "Größe [1].", "Second [1]."]
    assert [link.targets for link in document.links] == [("B1",), ("B1",)]
    assert kinds(document) == []


def test_several_articles_in_one_file() -> None:
    document = read(f"<pmc-articleset>{SMALL}{SMALL}</pmc-articleset>")
    assert len(document.links) == 2
    assert kinds(document) == [ProblemKind.UNREADABLE]


@pytest.mark.parametrize("doctype", ["", '<!DOCTYPE article SYSTEM "x.dtd">'], ids=["bare", "with a document type"])
def test_named_entities_without_their_declarations(doctype: str) -> None:
    document = read(doctype + SMALL.replace("Second", "&alpha;&nbsp;&rarr; &unheardof; &amp; <![CDATA[&beta;]]>"))
    assert texts(document)[2] == "α → &unheardof; & &beta; [1]."
    assert kinds(document) == [ProblemKind.UNKNOWN_ENTITY]


def test_the_files_own_entities() -> None:
    declared = '<!DOCTYPE article [<!ENTITY who "Ott &amp; &co;"><!ENTITY co "Li"><!ENTITY far SYSTEM "file:///etc/hostname">]>'
    document = read(declared + SMALL.replace("Second", "&who; &#945; &far;"))
    assert texts(document)[2] == "Ott & Li α &far; [1]."
    assert kinds(document) == [ProblemKind.UNKNOWN_ENTITY]


# -- encodings --


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (SMALL.encode("utf-8-sig"), []),
        (SMALL.encode("utf-16"), []),
        (('<?xml version="1.0" encoding="UTF-16"?>' + SMALL).encode("utf-16"), []),
        (SMALL.encode("utf-16-le"), []),
        (('<?xml version="1.0" encoding="ISO-8859-1"?>' + SMALL).encode("latin-1"), []),
        (('<?xml version="1.0" encoding="windows-1252"?>' + SMALL).encode("cp1252"), []),
        (('<?xml version="1.0" encoding="ISO-8859-1"?>' + SMALL).encode(), [ProblemKind.ENCODING]),
        (('<?xml version="1.0" encoding="x-nobody"?>' + SMALL).encode("cp1252"), [ProblemKind.ENCODING]),
        (SMALL.encode("latin-1"), [ProblemKind.NOT_WELL_FORMED, ProblemKind.ENCODING]),
    ],
    ids=["BOM", "UTF-16", "UTF-16 said", "UTF-16 bare", "Latin-1", "cp1252", "UTF-8 as Latin-1", "unknown", "Latin-1 as UTF-8"],
)
def test_encodings(data: bytes, problems: list[ProblemKind]) -> None:
    document = read(data)
    assert texts(document)[1] == "Größe [1]."
    assert kinds(document) == problems


# -- damage --


def test_a_file_cut_short_is_read_as_far_as_it_goes() -> None:
    document = read(SMALL[: SMALL.index("Second") + 3])
    assert texts(document) == ["Results", "Größe [1].", "Sec"]
    assert kinds(document)[0] == ProblemKind.TRUNCATED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Größe", "<x>Größe"),
        ("Größe", "Größe < 3 & more"),
        ("Größe", "Größe </sec></body></article> "),
        ("Größe", "Größe \x01\x0b &#0; "),
        ("Größe", "<!-- Größe "),
        ("Größe", "<![CDATA[ Größe "),
        ("Größe", '<a b="1" b="2">Größe</a>'),
        ('<xref ref-type="bibr" rid="B1">1</xref>].</p><p>Sec', '<xref ref-type="bibr rid="B1">1</xref>].</p><p>Sec'),
        ("<body>", "<bo dy>"),
        ("<body>", ""),
        ("<article>", " \n<?xml version='1.0'?><article>"),
        ("<sec>", '<sec xlink:href="undeclared">'),
        ("<body>", "<article-meta><name><surname><body>"),
        ("<body>", "<article-meta><author-n otes><body>"),
        ("Größe", "Größe </p></sec></body><back><ref-list><title>Referen"),
        ("Größe", "Größe </p><ref-list><title>Referen"),
        ("Größe", "Größe </p><ref href='x'> and more"),
        ("Größe", "Größe </p><table><thead><tr><th style='a"),
    ],
)
def test_damage_in_one_place_leaves_the_next_paragraph_whole(old: str, new: str) -> None:
    assert old in SMALL
    document = read(SMALL.replace(old, new, 1))
    assert "Second [1]." in document.text
    assert document.links[-1].span.cut(document.text) == "1"
    assert document.links[-1].targets == ("B1",)
    assert [r.text for r in document.references] == ["Ott. Rice. 2001."]


def test_signs_outlive_damage_elsewhere() -> None:
    damaged = SMALL.replace("Größe", "Größe &#0;", 1).replace("Second", '<italic toggle="&quot;">A &amp; b</italic> &lt; c', 1)
    assert "A & b < c [1]." in read(damaged).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "archive"),
        (b"just words", "no known format"),
        (b"<html><body/></html>", "a web page"),
        (b"<TEI><text/></TEI>", "neither text nor references"),
        (b"<root><article-meta/></root>", "its root is <root>"),
        (b"<article><front>broken", "without title, identifier, text and references; .*Premature end"),
        (b"\x00\x01\x02" * 50, "no text"),
    ],
)
def test_what_is_no_article_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        readers.read(data, "some.xml")


def test_a_front_alone_is_an_article_that_is_known() -> None:
    """As of a notice of retraction, which has neither text nor references."""
    front = "<front><article-meta><title-group><article-title>Taken back</article-title></title-group></article-meta></front>"
    found = readers.read(f"<article>{front}</article>".encode(), "some.xml")
    assert found.record.title == "Taken back"
    assert [problem.kind.value for problem in found.problems] == ["no_body", "no_references"]


# -- bombs --

LAUGHS = (
    "<!DOCTYPE article ["
    + '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]><article><body><p>&a11;</p></body></article>"
)
QUADRATIC = f'<!DOCTYPE article [<!ENTITY a "{"x" * 9000}">]><article><body><p>{"&a;" * 20000}</p></body></article>'
IN_ATTRIBUTES = '<!DOCTYPE article [<!ENTITY a "{}">]><article>{}</article>'.format("x" * 9000, '<p id="&a;"/>' * 9000)
LOOP = '<!DOCTYPE article [<!ENTITY a "&b;"><!ENTITY b "&a;">]><article><p>&a;</p></article>'
PARAMETER = '<!DOCTYPE article [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>' + SMALL
DEFAULTS = '<!DOCTYPE article [<!ATTLIST p x CDATA "{}">]><article>{}</article>'.format("x" * 100_000, "<p/>" * 50_000)


@pytest.mark.parametrize(
    "bomb",
    [
        LAUGHS,
        QUADRATIC,
        IN_ATTRIBUTES,
        LOOP,
        "<article>" + "<sec>" * 300_000,
        "<article>" + "<sec>" * 3000 + "</sec>" * 3000 + "</article>",
        "<article>&" + "<italic>" * 100_000,
        "<article>" + "<p a='1'/>" * 7_000_000,
    ],
    ids=["laughs", "quadratic", "attributes", "loop", "open depth", "depth", "depth in a broken file", "size"],
)
def test_bombs_are_refused_at_once(bomb: str, stopwatch: Any) -> None:
    def refuse() -> None:
        with pytest.raises(Unreadable, match="refused"):
            readers.read(bomb.encode(), "bomb.xml")

    assert not stopwatch.is_slow(refuse, 2)


@pytest.mark.parametrize("bomb", [PARAMETER, DEFAULTS], ids=["parameter entity", "default attributes"])
def test_declarations_do_nothing(bomb: str) -> None:
    document = readers.read(bomb.encode(), "bomb.xml")
    assert "root:" not in document.text


@pytest.mark.parametrize(
    "bomb",
    [
        "<article><body>" + "<p>x" * 200_000,
        "<article><body>" + "<!--" * 200_000,
        "<article><body>" + "<![CDATA[" * 200_000,
        "<article><body>" + "<p a='" * 200_000,
        "<article><body>" + "</p>" * 200_000,
        "<!DOCTYPE article [" + "<!ENTITY a '" * 200_000,
        "<article><body>" + "&" * 500_000 + "<p>",
        "<article " + "a=1 " * 200_000,
        "<article><a>" + "</article>" * 100_000,
    ],
)
def test_broken_files_take_no_longer_the_worse_they_are_broken(bomb: str, stopwatch: Any) -> None:
    def read() -> None:
        with contextlib.suppress(Unreadable):
            readers.read(bomb.encode(), "bomb.xml")

    assert not stopwatch.is_slow(read, 4)


@pytest.mark.parametrize("name", ["italic", "p", "boxed-text", "list", "table", "xref", "sec", "sub-article", "named-content"])
def test_deep_but_allowed_nesting_is_read(name: str) -> None:
    deep = f"<article><body><p>{f'<{name}>' * 240}x{f'</{name}>' * 240}</p></body></article>"
    if name == "sub-article":
        deep = f"<article>{f'<{name}>' * 240}<body><p>x</p></body>{f'</{name}>' * 240}</article>"
        assert read(deep).sub_articles
    elif name != "table":  # words in a table but in no cell are none of its
        assert "x" in read(deep).text


# -- parts of a file --


def test_rows_5_and_46_sub_articles_are_documents_of_their_own() -> None:
    document = read(
        """<article><body><p>Main <xref ref-type="bibr" rid="B1">1</xref></p></body>
        <back><ref-list><ref id="B1"><label>7</label><mixed-citation>Ott.</mixed-citation></ref></ref-list></back>
        <sub-article article-type="reply" id="s1"><front-stub><title-group><article-title>Answer</article-title></title-group>
        </front-stub><body><p>Own <xref ref-type="bibr" rid="S1">1</xref>, main's <xref rid="B1">7</xref></p></body>
        <back><ref-list><ref id="S1"><mixed-citation>Li.</mixed-citation></ref></ref-list></back></sub-article>
        <response response-type="reply"><body><p>Thanks.</p></body></response></article>"""
    )
    assert texts(document) == ["Main 1"]
    assert [r.id for r in document.references] == ["B1"]
    answer, thanks = document.sub_articles
    assert (answer.name, answer.record.title) == ("s1 reply", "Answer")
    assert [link.targets for link in answer.links] == [("S1",), ("B1",)]
    assert [r.id for r in answer.references] == ["S1", "B1"]
    assert kinds(answer) == []
    assert kinds(document) == [ProblemKind.SUB_ARTICLE]
    assert document.problems[0].words.endswith("s1 reply, reply; links to references in there, not among its own citations: 2")
    assert (thanks.name, texts(thanks)) == ("reply", ["Thanks."])


def test_sub_articles_that_cite_nothing_are_no_problem() -> None:
    document = read(
        """<article><body><p>Main <xref ref-type="bibr" rid="B1">1</xref></p></body>
        <back><ref-list><ref id="B1"/></ref-list></back>
        <sub-article article-type="decision-letter" id="d1"><body><p>Accepted.</p></body></sub-article></article>"""
    )
    assert [part.name for part in document.sub_articles] == ["d1 decision-letter"]
    assert kinds(document) == []


def test_row_42_reference_lists_nested_and_in_odd_places() -> None:
    document = read(
        """<article><body><sec><title>Methods</title><p>x <xref rid="M1">9</xref></p><ref-list><ref id="M1"/></ref-list></sec>
        <boxed-text><p>y</p><ref-list><ref id="X1"/></ref-list></boxed-text></body><back>
        <app-group><app><title>A</title><ref-list><ref id="A1"/></ref-list></app></app-group>
        <ref-list><ref id="B1"/><ref-list><ref id="B2"/></ref-list></ref-list></back></article>"""
    )
    assert [(r.id, r.position, r.list) for r in document.references] == [
        ("M1", 1, 0), ("X1", 2, 1), ("A1", 3, 2), ("B1", 4, 3), ("B2", 5, 4),
    ]  # fmt: skip
    assert [link.targets for link in document.links] == [("M1",)]


def test_parts_of_the_text_with_lists_of_their_own() -> None:
    one, other, third = (f'<ref-list><ref id="{name}1"><label>1</label></ref></ref-list>' for name in "BAC")
    document = read(
        f"<article><body><sec><title>Walls</title><p>Ferns.</p></sec></body><back>{one}<app-group>"
        f"<app><title>First</title><p>Moss.</p><sec><title>References</title>{other}</sec></app>"
        f"<app><title>Second</title><p>Reeds.</p>{third}</app></app-group></back></article>"
    )
    assert [(own.span.cut(document.text), own.list) for own in document.own_lists] == [
        ("First\nMoss.\nReferences", 1),
        ("Second\nReeds.", 2),
    ]
    assert read(f"<article><body><p>Ferns.</p><sec><title>References</title>{one}</sec></body></article>").own_lists == ()


def test_row_43_a_citation_in_a_footnote_comes_after_the_list() -> None:
    document = read(
        """<article><body><p>Word <xref ref-type="fn" rid="fn1">a</xref></p></body><back><fn-group><fn id="fn1"><p>
        <mixed-citation>Ott, <source>Rice</source>, <year>2001</year>.</mixed-citation></p></fn></fn-group>
        <ref-list><ref id="B1"/></ref-list></back></article>"""
    )
    assert [(r.id, r.text) for r in document.references] == [("B1", ""), ("fn1", "Ott, Rice, 2001.")]
    assert ProblemKind.NOTE_REFERENCE in kinds(document)


def test_where_footnotes_are_all_the_bibliography_their_signs_cite() -> None:
    def tagged(name: str) -> str:
        return (
            f"<mixed-citation><name><surname>{name}</surname></name>, <source>Rice</source>, <year>2001</year></mixed-citation>"
        )

    notes = (
        tagged("Ott"),
        "Ibid., 14.",
        tagged("Li"),
        "Ott, op. cit., 12.",
        "Cho, op. cit.",
        "Cho, Rye (Oldtown, 1999), 3.",
        "Sic.",
    )
    signs = "".join(f'<xref ref-type="fn" rid="n{number}">{number}</xref> ' for number in range(1, 8))
    printed = "".join(f'<fn id="n{number}"><label>{number}</label><p>{note}</p></fn>' for number, note in enumerate(notes, 1))
    document = read(f"<article><body><p>{signs}</p></body><back><fn-group>{printed}</fn-group></back></article>")
    assert [r.id for r in document.references] == ["n1", "n3"]
    assert [link.targets for link in document.links] == [("n1",), ("n1",), ("n3",), ("n1",)]
    assert [span.cut(document.text) for span in document.other_links if len(span.cut(document.text)) < 3] == ["5", "6", "7"]
    assert "not read: 2 (n5, n6)" in document.problems[-1].words


def test_entries_tagged_as_paragraphs_or_items_have_their_printed_numbers() -> None:
    entries = "Ott A. Rice. J Rice 2001;1:2.", "Li C. Rye. J Rice 2002;2:3."
    printed = "".join(f"<p>[{number}] {entry}</p>" for number, entry in enumerate(entries, 1))
    listed = "".join(f'<list-item id="i{number}"><p>{entry}</p></list-item>' for number, entry in enumerate(entries, 1))
    for part in (f"<ref-list>{printed}</ref-list>", f'<sec><title>参考文献</title><list list-type="order">{listed}</list></sec>'):
        part = part.replace("<ref-list>", "<ref-list><title>Literature cited</title>")
        references = read(f"<article><body><p>Rice [1].</p></body><back>{part}</back></article>").references
        assert [(r.label, r.text) for r in references] == [("1", entries[0]), ("2", entries[1])]


def test_blanks_where_a_name_should_be_are_nobody() -> None:
    name = "<name><surname> </surname><given-names>\n</given-names></name>"
    citations = f"<element-citation>{name}</element-citation>", f"<mixed-citation>{name}<year>2011</year>.</mixed-citation>"
    refs = "".join(f"<ref>{citation}</ref>" for citation in citations)
    nothing, dated = read(f"<article><back><ref-list>{refs}</ref-list></back></article>").references
    assert (nothing.text, nothing.works) == ("", ())
    assert [(work.authors, work.year) for work in dated.works] == [((), 2011)]


def test_row_31_links_in_front_matter_and_floats() -> None:
    document = read(
        """<article><front><article-meta><title-group><article-title>On Ott <xref rid="B1">1</xref></article-title></title-group>
        <author-notes><fn><p>After <xref rid="B1">1</xref></p></fn></author-notes>
        <abstract><title>Abstract</title><p>So did Ott <xref rid="B1">1</xref></p></abstract>
        <abstract abstract-type="graphical"><p>A picture</p></abstract></article-meta></front><body><p>z</p></body>
        <back><ref-list><ref id="B1"/></ref-list></back>
        <floats-group><fig><caption><p>From <xref rid="B1">1</xref></p></caption></fig></floats-group></article>"""
    )
    assert [(str(p.place), p.span.cut(document.text)) for p in document.paragraphs] == [
        ("heading", "Abstract"),
        ("abstract", "So did Ott 1"),
        ("abstract", "A picture"),
        ("prose", "z"),
        ("figure", "From 1"),
        ("other", "On Ott 1"),
        ("footnote", "After 1"),
    ]
    assert len(document.links) == 4
    assert document.record.abstract == "So did Ott 1"
    assert document.record.title == "On Ott"


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<body><p>x</p></body>", ProblemKind.NO_REFERENCES),
        ("<body><p>x</p></body><back><ref-list><ref/></ref-list></back>", ProblemKind.NO_LINKS),
        ("<front><article-meta/></front>", ProblemKind.NO_BODY),
    ],
)
def test_row_4_what_a_file_lacks_is_said(inside: str, kind: ProblemKind) -> None:
    assert kind in kinds(read(f"<article>{inside}</article>"))


def test_a_body_that_is_a_web_page_as_escaped_text() -> None:
    page = (
        "<!--version=html--> <b> </b><p align=left><font size=2><b>RESULTS</b></font></p><center>Rice<br>grows"
        "<sup><a href='#1'>1,2</a></sup>. <i>It</i> is <b>green</b>.</center><p>&nbsp;</p><table><tr><td>7</td></tr></table>"
    )
    escaped = page.replace("&", "&amp;").replace("<", "&lt;")
    document = read(f'<article><body specific-use="quirks-mode"><p>{escaped}</p><p>Own.</p></body></article>')
    assert texts(document) == ["RESULTS", "Rice grows1,2. It is green.", "7", "Own."]
    assert [span.cut(document.text) for span in document.superscripts] == ["1,2"]
    assert [section.kind for section in document.sections] == ["results"]
    check_laws(document)


@pytest.mark.parametrize(
    "page", ["<!--version=html-->", "<!--version=html--> \t&#1;a", "<!--version=html-->" + "<div>" * 5_000 + "a"]
)
def test_pages_that_are_none_break_nothing(page: str) -> None:
    escaped = page.replace("&", "&amp;").replace("<", "&lt;")
    check_laws(read(f'<article><body specific-use="quirks-mode"><p>{escaped}</p><p>Own.</p></body></article>'))


# -- laws --


def check_laws(document: Document) -> None:
    """What holds for every document."""
    end = -1
    for paragraph in document.paragraphs:
        assert paragraph.span.start == end + 1
        words = paragraph.span.cut(document.text)
        assert words == " ".join(words.split())
        assert paragraph.section is None or 0 <= paragraph.section < len(document.sections)
        end = paragraph.span.end
    assert end == len(document.text) or not document.paragraphs
    spans = ([link.span for link in document.links], document.superscripts, document.other_links)
    for some in spans:
        assert all(a.start <= b.start for a, b in pairwise(some))
        for span in some:
            assert 0 <= span.start <= span.end <= len(document.text)
            assert "\n" not in span.cut(document.text)
            assert span.cut(document.text) == span.cut(document.text).strip()
    assert [r.position for r in document.references] == list(range(1, len(document.references) + 1)) or document.name
    for index, section in enumerate(document.sections):
        assert section.parent is None or section.parent < index
    for inner in document.sub_articles:
        check_laws(inner)


@pytest.mark.parametrize("path", TOY, ids=lambda p: p.stem)
def test_the_toy_literature_is_read_without_a_problem(path: Path) -> None:
    document = readers.read(path.read_bytes(), path.name)
    check_laws(document)
    assert document.record.title
    assert document.record.identifiers.doi
    assert document.record.authors
    assert set(kinds(document)) <= {ProblemKind.NO_REFERENCES, ProblemKind.NO_LINKS, ProblemKind.SUB_ARTICLE}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TOY), st.integers(0, 2**32), st.integers(1, 40))
def test_noise_never_breaks_the_reader(path: Path, seed: int, hits: int) -> None:
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(hits):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 60)]
            case 2:
                data[at:at] = chance.choice([b"<", b">", b"&", b"</p>", b"<p>", b'"', b"\x00", b"]]>", b"<!--", b"</article>"])
            case _:
                data[at:at] = data[at : at + chance.randrange(1, 200)]
    try:
        document = readers.read(bytes(data), path.name)
    except Unreadable:
        return
    check_laws(document)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.sampled_from(["x", " ", "1 ", "\u2009", "é\n"]),
        lambda inner: st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "p",
                        "sec",
                        "xref",
                        "sup",
                        "italic",
                        "fig",
                        "caption",
                        "list",
                        "fn",
                        "td",
                        "table",
                        "tr",
                        "title",
                        "ext-link",
                        "disp-formula",
                        "label",
                        "break",
                        "boxed-text",
                        "ref-list",
                        "ref",
                        "mixed-citation",
                        "name",
                        "abstract",
                        "sub-article",
                        "body",
                        "back",
                        "front",
                    ]
                ),
                inner,
            ),
            max_size=4,
        ),
        max_leaves=30,
    )
)
def test_any_tree_keeps_the_laws(tree: object) -> None:
    def written(node: object) -> str:
        if isinstance(node, str):
            return node
        assert isinstance(node, list)
        return "".join(f'<{name} id="i{len(name)}" rid="i3">{written(inner)}</{name}> a' for name, inner in node)

    check_laws(read(f"<article>{written(tree)}<body>{written(tree)}</body></article>"))
