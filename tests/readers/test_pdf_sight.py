"""Which words of a page are read: those that can be seen on it."""

from __future__ import annotations

import pytest
from pdf_paper import Paper, Sheet

from citance.readers import pdf

HIDDEN = "We cite Arden (2011) for all of it."


def page_of_prose(paper: Paper) -> Sheet:
    page = paper.page()
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10)
    return page


def paper_with_words(colour: str) -> Paper:
    """A page of prose with a sentence more, written in a colour."""
    paper = Paper()
    page = page_of_prose(paper)
    page.draw(colour)
    page.write(50, 200, HIDDEN, 10)
    return paper


def read(paper: Paper) -> str:
    return " ".join(line.text for line in pdf.read_lines(paper.pdf(), "seen.pdf"))


@pytest.mark.parametrize("colour", ["1 g", "1 1 1 rg", "0 0 0 0 k", "0.99 g", "/clear gs"])
def test_white_or_transparent_words_are_not_read(colour: str) -> None:
    words = read(paper_with_words(colour))
    assert "walls" in words
    assert "Arden" not in words


@pytest.mark.parametrize("colour", ["0 g", "0.9 g", "1 1 0 rg", "0 0 0 0.1 k"])
def test_pale_words_are(colour: str) -> None:
    assert "Arden" in read(paper_with_words(colour))


PAINTED = {
    "a bar": "0 0 0.5 rg 40 630 400 30 re f",
    "a bar that is a thick line": "0 0 0.5 RG 30 w 40 645 m 440 645 l S",
    "a picture": "q 400 0 0 30 40 630 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \\0 EI Q",
    "a page of dark paper": "0.2 g 0 0 595 842 re f",
}


@pytest.mark.parametrize("painted", PAINTED)
def test_white_words_on_something_dark_are_read(painted: str) -> None:
    paper = Paper()
    page = paper.page()
    page.draw(PAINTED[painted].replace("\\0", "\x40"), "0 g")
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10)
    page.draw("1 g")
    page.write(50, 200, HIDDEN, 10)
    assert "Arden" in read(paper)


@pytest.mark.parametrize("beside", ["0 0 0.5 rg 40 30 400 30 re f", "1 g 0 0 595 842 re f", "0 g 40 630 400 30 re n"])
def test_what_is_painted_elsewhere_or_white_or_not_at_all_shows_nothing(beside: str) -> None:
    paper = Paper()
    page = paper.page()
    page.draw(beside, "0 g")
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10)
    page.draw("1 g")
    page.write(50, 200, HIDDEN, 10)
    assert "Arden" not in read(paper)


def test_a_page_set_in_white_is_read_whatever_its_paper_is() -> None:
    paper = Paper()
    page = paper.page()
    page.draw("1 g")
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10)
    assert "walls" in read(paper)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_beyond_the_edge_of_the_page_are_not_read(rotate: int) -> None:
    paper = Paper()
    page = page_of_prose(paper)
    page.rotate = rotate
    page.crop = (20, 100, 575, 822)
    page.write(50, 800, HIDDEN, 10)  # below
    page.write(-300, 300, "Journal name: invented", 10)  # to the left
    page.write(500, 400, "on the edge of it", 10)  # begins within
    text = read(paper)
    assert "walls" in text
    assert "Arden" not in text
    assert "invented" not in text
    assert "on the" in text


def test_where_most_would_be_beyond_the_edge_it_is_not_believed() -> None:
    paper = Paper()
    page = page_of_prose(paper)
    page.crop = (0, 0, 100, 100)
    assert "walls" in read(paper)


def test_a_scan_under_white_is_still_a_scan() -> None:
    paper = Paper()
    page = paper.page()
    page.draw("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x40 EI Q", "1 g")
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10, mode=3)
    page.write(50, 300, "Fetched by a library", 10)
    text = read(paper)
    assert "walls" in text
    assert "Fetched" in text
