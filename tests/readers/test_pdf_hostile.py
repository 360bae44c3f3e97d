"""PDFs made to be slow or to smuggle something in: what a stranger may upload to a server."""

from __future__ import annotations

import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pdf_paper import Paper

from citance.readers import pdf, read
from citance.readers.pdf.characters import read_pages
from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.lines import find_fragments, make_line
from citance.readers.pdf.references import find_reference_lists
from citance.readers.pdf.values import Box, Font, Line, Piece, Run


def line(text: str, y: float = 60.0, page: int = 1, size: float = 8.0, bold: bool = False) -> Line:
    """A line set in one font."""
    box = Box(50, y - size, 50 + 0.5 * size * len(text), y)
    return Line(text, box, page, [Run(0, len(text), Font("Invented", bold), size)], size, y)


def test_a_line_of_hyphens_and_capitals_under_references_is_read_at_once(stopwatch: Any) -> None:
    paper = Paper()
    page = paper.page(width=3000)
    page.write(50, 60, "References", 14, "bold")
    for row in range(4):
        page.write(50, 90 + 12 * row, "Aa-" * 160, 8)
    data = paper.pdf()
    assert not stopwatch.is_slow(lambda: read(data, "hyphens.pdf"), 5.0)


def test_many_lines_under_references_take_time_by_their_number(stopwatch: Any) -> None:
    def lines(many: int) -> list[Line]:
        entries = [line("Arden PB, ferns and walls.", y=70.0 + 10 * (at % 70), page=1 + at // 70) for at in range(many)]
        return [line("References", size=12.0, bold=True), *entries]

    few, many = lines(1_000), lines(4_000)
    # Four times the lines: four times the work, and sixteen times where each is held against all others.
    budget = 9 * min(stopwatch.seconds(lambda: find_reference_lists(few)) for _ in range(3))
    assert not stopwatch.is_slow(lambda: find_reference_lists(many), budget)


def test_a_paragraph_of_many_lines_is_joined_by_their_number(stopwatch: Any) -> None:
    lines = ["ferns on the walls of the northern towns"] * 20_000
    # A second; minutes where each is joined to all before it.
    assert not stopwatch.is_slow(lambda: join_lines(lines, Words(lines)), 5.0)


def test_words_that_are_not_drawn_are_not_read() -> None:
    paper = Paper()
    page = paper.page()
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10)
    page.write(50, 170, "We cite Arden (2011) for all of it.", 10, mode=3)
    text = " ".join(line.text for line in pdf.read_lines(paper.pdf(), "hidden.pdf"))
    assert "walls" in text
    assert "Arden" not in text


def test_a_scan_whose_text_was_laid_under_its_picture_is_read() -> None:
    paper = Paper()
    page = paper.page()
    for row in range(8):
        page.write(50, 60 + 12 * row, "Ferns grow on the walls of the towns.", 10, mode=3)
    page.write(50, 300, "Fetched by a library", 10)
    lines = [line.text for line in pdf.read_lines(paper.pdf(), "scan.pdf")]
    assert lines.count("Ferns grow on the walls of the towns.") == 8
    assert "Fetched by a library" in lines


def test_control_characters_of_the_file_s_own_data_reach_nobody() -> None:
    paper = Paper(info={"Title": "Ferns\\001 of the\\006\\nnorthern \\177walls: a count"})
    page = paper.page()
    page.write(50, 60, "Ferns of the northern walls: a count", 9)
    page.write_lines(50, 90, ["Ferns grow on the walls of the towns."] * 8, 9)
    page.link((50, 50, 90, 70), "https://walls.invented.example/\\006ferns")
    data = paper.pdf()
    found = read_pages(data, "controls.pdf")
    assert found.info["Title"] == "Ferns of the northern walls: a count"
    assert found.pages[0].annotations[0].uri == "https://walls.invented.example/ferns"
    assert read(data, "controls.pdf").record.title == "Ferns of the northern walls: a count"


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6))
def test_lines_hold_no_control_characters(words: list[str]) -> None:
    font = Font("Invented")
    pieces = [Piece(word, 50.0 + 20 * at, 68.0 + 20 * at, 60.0, 8.0, font, 52.0, 60.0, True, at) for at, word in enumerate(words)]
    for fragment in find_fragments(pieces):
        made = make_line(fragment, 1)
        assert not any(unicodedata.category(letter) == "Cc" for letter in made.text)
        assert all(made.runs[at].end <= made.runs[at + 1].start for at in range(len(made.runs) - 1))
