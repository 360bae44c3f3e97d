"""The cases of statements.txt, and what surrounds a statement in its document."""

from __future__ import annotations

import msgspec
import pytest
from extraction_cases import Case, read_cases, write_document

from citance.extraction import extract
from citance.model import CitationStatement, Document, Paragraph, Place, Section, SectionKind, Span

THREE = Case("", [("refs", "1..3")]).document.references


def cut(document: Document, span: Span | None) -> str:
    return "-" if span is None else span.cut(document.text)


def written(document: Document, statement: CitationStatement) -> dict[str, str]:
    citation = statement.citation
    name = "-" if citation.reference is None else document.references[citation.reference].id
    return {
        "says": f"{name} {citation.mention} | {cut(document, statement.sentence)}",
        "before": cut(document, statement.before),
        "after": cut(document, statement.after),
        "others": " ".join(cut(document, span) for span in statement.others) or "-",
        "lang": statement.language or "-",
        "self": "yes" if statement.self_citation else "no",
    }


@pytest.mark.parametrize("case", read_cases("statements.txt"), ids=lambda case: case.title)
def test_case(case: Case) -> None:
    document = case.document
    found = iter(written(document, statement) for statement in extract(document).statements)
    got: dict[str, str] = {}
    for key, value in case.all("says", "before", "after", "others", "lang", "self"):
        if key == "says":
            got = next(found)
        assert got[key] == value
    assert next(found, None) is None


def test_section_and_place_come_with_the_paragraph() -> None:
    document = write_document("Mice were cold [<1>]. ¶footnote See <1>.", THREE)
    first, second = document.paragraphs
    document = msgspec.structs.replace(
        document,
        sections=(Section("What we did", SectionKind.METHODS),),
        paragraphs=(msgspec.structs.replace(first, section=0), second),
    )
    one, other = extract(document).statements
    assert (one.section, one.heading, one.place) == (SectionKind.METHODS, "What we did", Place.PROSE)
    assert (other.section, other.heading, other.place) == (SectionKind.OTHER, "", Place.FOOTNOTE)


def test_a_language_the_file_states_is_the_hint() -> None:
    document = write_document("[<1>] etc.", THREE)
    paragraph = Paragraph(document.paragraphs[0].span, language="pt")
    document = msgspec.structs.replace(document, paragraphs=(paragraph,))
    assert extract(document).statements[0].language == "pt"


def test_the_language_of_the_article_is_that_of_its_first_paragraph_that_tells() -> None:
    names = "Pteridium aquilinum, Athyrium distentifolium, Dryopteris cristata, Polypodium vulgare, Asplenium trichomanes, "
    words = "The ferns of the walls were watered twice a day in spring, and none of them wilted before the end of the summer. "
    document = write_document(f"{names * 2}<1>. ¶prose {words * 2} ¶table <2>", THREE)
    assert {statement.language for statement in extract(document).statements} == {"en"}
