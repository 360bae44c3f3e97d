"""What the first page of a PDF says of the article, on pages of our own making."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_paper import Paper, Sheet

from citance.model.article import ArticleRecord
from citance.readers import read
from citance.readers.pdf.front import read_front
from citance.readers.pdf.joining import Words
from citance.readers.pdf.values import Box, Font, Line, Page, Pdf, Run

TEXT = [
    "The walls of the northern towns are old and carry",
    "more ferns than anybody has counted so far. We",
    "counted them in three summers and tell how many",
    "there were, and what the keepers thought of it.",
]


def body(sheet: Sheet, y: float, x: float = 50) -> None:
    """Running text under an introduction, long enough to be the usual size."""
    y = sheet.write_lines(x, y, ["1. Introduction"], 11, 16, "bold")
    for _ in range(5):
        y = sheet.write_lines(x, y, TEXT, 9, 11)


def abstract(sheet: Sheet, y: float, x: float = 50) -> float:
    y = sheet.write_lines(x, y, ["Abstract"], 10, 14, "bold")
    return sheet.write_lines(x, y, [*TEXT, *TEXT], 9, 11) + 12


def record(paper: Paper) -> ArticleRecord:
    return read(paper.pdf(), "paper.pdf").record


def surnames(found: ArticleRecord) -> list[str]:
    return [author.surname for author in found.authors]


def test_the_largest_words_near_the_top_are_the_title() -> None:
    paper = Paper()
    page = paper.page()
    page.write(50, 40, "Invented J. 2011;1:11-19 doi:10.5555/ferns.2011", 8)
    page.write(50, 70, "Original Article", 10)
    y = page.write_lines(50, 100, ["Ferns of the northern walls:", "a count of three summers^*^"], 18, 22, "bold")
    y = page.write_lines(50, y + 8, ["Pia B. Arden^1,2^, Quinn Blythe^2^ and Cara van Castell^1^"], 11, 14)
    y = page.write_lines(50, y, ["^1^Department of Walls, University of Nowhere", "^2^School of Ferns, Nowhere"], 8, 10)
    body(page, abstract(page, y + 10))
    found = record(paper)
    assert found.title == "Ferns of the northern walls: a count of three summers"
    assert surnames(found) == ["Arden", "Blythe", "van Castell"]
    assert found.authors[0].given == "Pia B."
    assert found.identifiers.doi == "10.5555/ferns.2011"
    assert found.year == 2011
    assert found.journal.title == "Invented J"
    assert found.abstract.startswith("The walls of the northern towns")
    assert found.abstract.endswith("what the keepers thought of it.")


def test_the_journal_in_larger_letters_is_no_title() -> None:
    paper = Paper()
    page = paper.page()
    page.write(50, 40, "Science of All Walls 12 (2011) 11-19", 8)
    page.write(50, 60, "Contents lists available at Invented Direct", 8)
    page.write(50, 90, "Science of All Walls", 20)
    page.write(50, 105, "journal homepage: www.invented.example/walls", 8)
    y = page.write_lines(50, 140, ["Ferns of the northern walls: a count"], 15, 20)
    page.write(50, y, "Pia Arden, Quinn Blythe", 11)
    body(page, abstract(page, y + 40))
    assert record(paper).title == "Ferns of the northern walls: a count"


def test_the_file_is_believed_where_the_page_says_the_same() -> None:
    paper = Paper(info={"Title": "Ferns of the northern walls: a count"})
    page = paper.page()
    page.write_lines(50, 60, ["Walls and their many keepers today"], 16)  # a banner
    page.write_lines(50, 120, ["Ferns of the northern walls: a count"], 14)
    body(page, abstract(page, 160))
    assert record(paper).title == "Ferns of the northern walls: a count"


def test_the_file_is_not_believed_where_the_page_says_something_else() -> None:
    paper = Paper(info={"Title": "The template of another article, left in the file"})
    page = paper.page()
    page.write_lines(50, 120, ["Ferns of the northern walls: a count"], 16)
    body(page, abstract(page, 160))
    assert record(paper).title == "Ferns of the northern walls: a count"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["Pia Arden, Quinn Blythe,", "Cara Castell"], ["Arden", "Blythe", "Castell"]),
        (["Pia Arden, MD, Quinn Blythe, PhD"], ["Arden", "Blythe"]),
        (["Pia ARDEN, Quinn DO BLYTHE"], ["Arden", "do Blythe"]),
        (["P. B. Arden; Q. Blythe & C. Castell"], ["Arden", "Blythe", "Castell"]),
        (["Pia Arden^1^", "Quinn Blythe^2^"], ["Arden", "Blythe"]),
        (["Pia Arden 0000-0001-2345-6789, Quinn Blythe"], ["Arden", "Blythe"]),
        (["Department of Walls, University of Nowhere"], []),
    ],
)
def test_authors(printed: list[str], expected: list[str]) -> None:
    paper = Paper()
    page = paper.page()
    y = page.write_lines(50, 100, ["Ferns of the northern walls: a count"], 16, 24)
    y = page.write_lines(50, y, printed, 11, 14)
    body(page, abstract(page, y + 40))
    assert surnames(record(paper)) == expected


def test_a_reference_s_doi_is_not_the_article_s() -> None:
    paper = Paper()
    page = paper.page()
    page.write_lines(50, 60, ["Ferns of the northern walls: a count"], 16)
    body(page, abstract(page, 100))
    page.write_lines(50, 560, ["References"], 12, 16, "bold")
    rows = [f"{n}. Arden PB. Ferns {n}. Invented J. 2011;1:{n}1-{n}9. doi:10.5555/other.{n}" for n in range(1, 5)]
    page.write_lines(50, 580, rows, 8, 10)
    assert record(paper).identifiers.doi is None


def test_the_doi_that_stands_at_the_foot_of_every_page() -> None:
    paper = Paper()
    for number in range(3):
        page = paper.page()
        if not number:
            page.write_lines(50, 60, ["Ferns of the northern walls: a count"], 16)
        body(page, 100)
        page.write(50, 820, f"https://doi.org/10.5555/ferns.2011 page {number + 1}", 7)
    assert record(paper).identifiers.doi == "10.5555/ferns.2011"


def test_the_dois_of_figures_are_not_the_article_s() -> None:
    paper = Paper()
    page = paper.page()
    page.write_lines(50, 60, ["Ferns of the northern walls: a count"], 16)
    body(page, 100)
    page.write_lines(50, 600, ["Figure 1. Ferns. doi:10.5555/walls.12.003", "Figure 2. Walls. doi:10.5555/walls.12.004"], 8, 10)
    assert record(paper).identifiers.doi == "10.5555/walls.12"


def test_an_abstract_without_a_heading_stands_before_the_introduction() -> None:
    paper = Paper()
    page = paper.page()
    page.write_lines(50, 60, ["Ferns of the northern walls: a count"], 16)
    page.write(50, 90, "Pia Arden and Quinn Blythe", 11)
    page.write_lines(50, 120, [*TEXT, *TEXT], 8, 10)
    body(page, 230)
    assert record(paper).abstract.startswith("The walls of the northern towns are old")


# ── any lines at all ───────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(
    [
        "Abstract",
        "Introduction",
        "Pia Arden, Quinn Blythe",
        "doi:10.5555/a",
        "To cite: Arden P. Ferns. 2011;1:1",
        "© 2011",
        "1",
        "•",
    ]
)


def any_line(text: str, y: float, page: int, size: float) -> Line:
    return Line(text, Box(50, y - size, 50 + len(text), y), page, [Run(0, len(text), Font("Invented"), size)], size, y)


ANY_LINE = st.builds(
    any_line, st.one_of(WORDS, st.text(max_size=80)), st.floats(-9, 900), st.integers(1, 3), st.sampled_from([0.0, 8.0, 16.0])
)


@given(st.lists(ANY_LINE, max_size=40), st.lists(ANY_LINE, max_size=6), st.text(max_size=60))
def test_any_lines_give_a_record(lines: list[Line], heads: list[Line], title: str) -> None:
    pdf = Pdf([Page(number, 595, 842) for number in (1, 2, 3)], {"Title": title, "Subject": title})
    front = read_front(pdf, lines, heads, frozenset(), Words(line.text for line in lines))
    assert front.lines | set(front.abstract) <= set(range(len(lines)))


def test_pages_without_a_size_are_read() -> None:
    paper = Paper()
    page = paper.page(width=0, height=0)
    page.write_lines(50, 60, ["Ferns of the northern walls: a count"], 16)
    body(page, 100)
    assert read(paper.pdf(), "paper.pdf").format == "pdf"
