"""What a PDF loses easily: short paragraphs at its beginning, and an entry whose label was misread."""

from __future__ import annotations

import pytest
from pdf_paper import Paper, Sheet

from citance.extraction import extract
from citance.model import Document, Place, Problem, ProblemKind
from citance.readers import read

SHORT = [
    ["The moss of the northern wall was seen by all who", "came to look [1], and by the keepers of the garden."],
    ["Ferns were never seen there [2], though they live in", "the same gardens and drink of the same rain."],
]
LONG = [
    "We found ferns on the northern wall, in contrast to",
    "all who had written of it before [2]. The same was",
    "not true of the southern wall, where nothing grew in",
    "the years that we looked at it, with paper and with",
    "a pencil of our own and with nothing else in hand, as",
    "the keepers had told us that it would be [3].",
]
LIST = [f"{n}. Arden{n} PB. Ferns of wall {n}. Invented J. 201{n};{n}:{n}1-{n}9." for n in range(1, 7)]


def note(paragraphs: list[list[str]], below: list[str] | None = None, entries: list[str] = LIST, size: float = 10.0) -> Document:
    """An article of these paragraphs: a title, authors and what stands below them, a numbered list."""
    paper = Paper()
    page = paper.page()
    page.write(50, 60, "Ferns of an invented town", 16, font="bold")
    y = page.write_lines(50, 85, ["Pia B. Arden and Quinn Blythe", *(below or [])], size) + 14
    for paragraph in paragraphs:
        y = page.write_lines(50, y, paragraph) + 10
    _list(page, y, entries)
    return read(paper.pdf(), "note.pdf")


def _list(page: Sheet, y: float, entries: list[str]) -> None:
    page.write(50, y + 10, "References", font="bold")
    page.write_lines(50, y + 28, entries)


def left_out(document: Document) -> list[Problem]:
    return [problem for problem in document.problems if problem.kind is ProblemKind.LEFT_OUT]


def prose(document: Document) -> list[str]:
    return [p.span.cut(document.text) for p in document.paragraphs if p.place is Place.PROSE]


def test_short_paragraphs_before_a_long_one_are_text() -> None:
    document = note([*SHORT, LONG])
    assert [words.split()[:3] for words in prose(document)] == [
        ["The", "moss", "of"],
        ["Ferns", "were", "never"],
        ["We", "found", "ferns"],
    ]
    assert len(extract(document).statements) == 4
    assert not left_out(document)


def test_text_before_a_late_heading_of_the_introduction_is_text() -> None:
    paper = Paper()
    page = paper.page()
    page.write(50, 60, "Ferns of an invented town", 16, font="bold")
    y = page.write_lines(50, 85, ["Pia B. Arden and Quinn Blythe"]) + 14
    for paragraph in SHORT:
        y = page.write_lines(50, y, paragraph) + 10
    page.write(50, y + 8, "Introduction", 12, font="bold")
    y = page.write_lines(50, y + 28, LONG)
    _list(page, y, LIST)
    document = read(paper.pdf(), "late.pdf")
    assert document.text.startswith("The moss of")
    assert len(extract(document).statements) == 4


@pytest.mark.parametrize(
    "below",
    [
        ["1 Department of Ferns, Invented University, Mosstown 1234.", "2 Institute of Walls, Fern Street 7, Mosstown 1235."],
        ["Received 3 May of the year before and accepted in June.", "These authors contributed equally to the work."],
        ["* to whom correspondence about all of this should be sent.", "Email: pia@invented.example is read once every day."],
    ],
)
def test_addresses_dates_and_notes_in_the_letters_of_the_text_are_none(below: list[str]) -> None:
    document = note([LONG], below)
    assert document.text.startswith("We found ferns")
    assert not left_out(document)


def test_lines_that_look_like_text_and_are_not_taken_for_it_are_told() -> None:
    notice = [
        "This article may be read by all who come to the wall,",
        "and copied by all who have paper and a pencil, and may",
        "be sung by those who can sing, and told to the others",
        "who neither read nor sing, as long as they do listen.",
    ]
    other = ["This article hangs in the house of the keepers, and", "is read aloud to all who come there in the rain."]
    document = note([notice, other, LONG])
    assert document.text.startswith("We found ferns")
    (problem,) = left_out(document)
    assert problem.where == "p. 1"
    assert problem.words.startswith("4 lines ")
    assert "and copied by all" in problem.words


@pytest.mark.parametrize(
    ("label", "left"),
    [("l3. ", ""), ("[3. ", ""), ("3, ", ""), ("3 ", ""), ("", ""), ("S. ", "S. ")],  # nothing says that "S." is a number
)
def test_an_entry_whose_label_is_misread_is_one_of_its_own(label: str, left: str) -> None:
    entries = [*LIST[:2], label + LIST[2].removeprefix("3. "), *LIST[3:]]
    document = note([LONG], entries=entries)
    found = [(reference.label, reference.text) for reference in document.references]
    assert found == [(line[:2], left * (line == LIST[2]) + line[3:]) for line in LIST]
    assert not left_out(document)


def test_two_misread_labels_behind_one_another_over_several_lines_each() -> None:
    entries = []
    for n, label in enumerate(["1.", "2.", "l3.", "4,", "5.", "6."], 1):
        entries += [f"{label} Arden{n} PB, Blythe Q. Ferns and mosses of the wall.", f"Invented J. 201{n};{n}:{n}1-{n}9."]
    document = note([LONG], entries=entries)
    assert [reference.label for reference in document.references] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert [reference.text[:7] for reference in document.references] == [f"Arden{n} " for n in range(1, 7)]


def test_a_number_that_the_list_does_not_have_parts_no_entry() -> None:
    entries = [*LIST[:2], "   Printed again for the keepers of the wall in 2014.", *LIST[3:]]
    document = note([LONG], entries=entries)
    assert [reference.label for reference in document.references] == ["1.", "2.", "4.", "5.", "6."]
    assert [problem.where for problem in left_out(document)] == ["3"]


def test_a_list_that_begins_with_2_has_lost_1() -> None:
    document = note([LONG], entries=["l. " + LIST[0].removeprefix("1. "), *LIST[1:]])
    assert [problem.words for problem in left_out(document)] == ["the reference list has no 1: lost, or part of the entry before"]
