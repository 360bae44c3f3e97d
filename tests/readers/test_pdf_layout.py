"""PDFs of our own making: what stands on a page, in which order it is read, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from pdf_paper import Paper, Sheet, width

from citance.errors import Unreadable
from citance.extraction import extract
from citance.model import Document, Extraction, Place, ProblemKind, SectionKind
from citance.readers import pdf, read
from citance.readers.pdf.characters import read_pages

LEFT, RIGHT = 50.0, 310.0  # where columns begin; each has room for 44 letters of size 9
WORDS = [
    *("moss", "grew", "on", "the", "northern", "walls", "of", "the", "invented", "towns", "and", "ferns", "followed"),
    *("in", "its", "second", "year", "while", "the", "keepers", "of", "gardens", "wrote", "down", "what", "they", "saw"),
]
TOP = 60.0


def filled(count: int, letters: int = 44, skip: int = 0) -> list[str]:
    """So many lines of running words, each about as wide as a column."""
    lines: list[str] = []
    at = skip
    while len(lines) < count:
        line = ""
        while len(line) + 1 + len(WORDS[at % len(WORDS)]) <= letters:
            line = f"{line} {WORDS[at % len(WORDS)]}".strip()
            at += 1
        lines.append(line)
    return lines


def paragraph(document: Document, words: str) -> str:
    """The one paragraph that holds these words."""
    (found,) = [p for p in document.paragraphs if words in p.span.cut(document.text)]
    return found.span.cut(document.text)


def texts(document: Document, place: Place = Place.PROSE) -> list[str]:
    return [p.span.cut(document.text) for p in document.paragraphs if p.place is place]


def entries(sheet: Sheet, x: float, y: float, count: int = 6) -> float:
    """A numbered reference list under its heading."""
    y = sheet.write_lines(x, y + 12, ["References"], 12, 18, "bold")
    lines = []
    for n in range(1, count + 1):
        lines += [f"{n}. Arden{n} PB, Blythe Q. Ferns of wall {n}.", f"Invented J. 20{10 + n};{n}(2):{n}1-{n}9."]
    return sheet.write_lines(x, y, lines, 8, 10)


@pytest.fixture(scope="module")
def two_columns() -> Document:
    """A title over two columns; the words go on in the second column and on the second page."""
    paper = Paper()
    first = paper.page()
    first.write(90, TOP, "Ferns and mosses of the invented walls", 16, "bold")
    first.write(200, TOP + 24, "Paula Arden, Quentin Blythe", 10)
    first.write(LEFT, TOP + 60, "1. Introduction", 11, "bold")
    first.write_lines(LEFT, TOP + 80, [*filled(46), "others counted the ferns and found metab-"], 9, 11)
    last = "and the last words of the page are not the"
    first.write_lines(RIGHT, TOP + 80, ["olic heat in them [2,3]. That was a surprise", *filled(44, skip=3), last], 9, 11)
    second = paper.page()
    ended = "and so they ended."
    second.write_lines(LEFT, TOP, ["end of it, for ferns do grow slowly [4]. He", *filled(19, skip=5), ended], 9, 11)
    second.write(LEFT, TOP + 21 * 11 + 14, "2. Materials and methods", 11, "bold")
    second.write_lines(LEFT, TOP + 21 * 11 + 32, ["We counted what is", *filled(20, skip=7)], 9, 11)
    second.write_lines(RIGHT, TOP, [*filled(19, skip=9), ended], 9, 11)
    entries(second, RIGHT, TOP + 20 * 11 + 10)
    for number, sheet in enumerate(paper.sheets, 1):
        sheet.write(LEFT, 30, "Journal of Invented Walls 12 (2020)", 8)
        sheet.write(500, 30, f"{100 + number}", 8)
        sheet.write(250, 825, f"Page {number} of 2", 8)
    return read(paper.pdf(), "walls.pdf")


def test_columns_are_read_one_after_the_other(two_columns: Document) -> None:
    assert "found metabolic heat in them [2,3]. That was" in two_columns.text
    assert "the last words of the page are not the end of it" in two_columns.text
    assert two_columns.text.endswith("and so they ended.")


def test_heads_and_feet_are_no_words_of_the_article(two_columns: Document) -> None:
    assert "Journal of Invented" not in two_columns.text
    assert "Page 1" not in two_columns.text
    assert "101" not in two_columns.text


def test_headings_open_sections_of_their_kind(two_columns: Document) -> None:
    headings = [(section.heading, section.kind) for section in two_columns.sections]
    assert headings == [("1. Introduction", SectionKind.INTRODUCTION), ("2. Materials and methods", SectionKind.METHODS)]


def test_citations_of_both_columns(two_columns: Document) -> None:
    found = extract(two_columns)
    markers = [(s.citation.marker.span.cut(two_columns.text), s.citation.reference) for s in found.statements]
    assert markers == [("2,3", 1), ("2,3", 2), ("4", 3)]
    assert "[2,3]" in found.statements[0].sentence.cut(two_columns.text)  # type: ignore[union-attr]


def test_every_line_knows_its_place(two_columns: Document) -> None:
    (line,) = [p for p in two_columns.placed if p.span.cut(two_columns.text).startswith("end of it")]
    assert line.page == 2
    assert (line.box.left, line.box.top) == (int(LEFT), int(TOP - 0.75 * 9))
    spans = [p.span for p in two_columns.placed]
    assert spans == sorted(spans)


def one_column(lines: list[str], leading: float = 13.0) -> Extraction:
    """Lines of one page in size 10, then six references."""
    paper = Paper()
    sheet = paper.page()
    sheet.write(LEFT, TOP, "Introduction", 12, "bold")
    y = sheet.write_lines(LEFT, TOP + 24, lines, 10, leading)
    entries(sheet, LEFT, y + 10)
    return extract(read(paper.pdf(), "page.pdf"))


LONG = filled(6, 78)


def test_raised_numbers_are_superscripts_and_cite() -> None:
    found = one_column([*LONG, "and growth was slow.^2,3^ Ferns took 10 m^2^ of the wall,^5^ others^1,4-6^ did not.", *LONG])
    document = found.document
    assert [span.cut(document.text) for span in document.superscripts] == ["2,3", "2", "5", "1,4-6"]
    cited = [s.citation.reference for s in found.statements]
    assert cited == [1, 2, 4, 0, 3, 4, 5]
    assert "slow.2,3 Ferns" in document.text  # no blank between a word and what is raised behind it


def test_hyphens_at_the_end_of_lines() -> None:
    text = one_column([
        "Well-known ferns cover the walls and nobody had ever said that well-",
        "known ferns do so. A metabolism is what all the ferns have, and meta-",
        "bolism is what they keep. See https://example.org/walls/",
        "ferns for more of them. The years are 2011-",
        "2014 and the ferns were there. Wall-",
        "Fern was written with a hyphen and capital letters at the end of a line.",
    ]).document.text  # fmt: skip
    assert "that well-known ferns do so" in text
    assert "and metabolism is what" in text
    assert "https://example.org/walls/ferns for" in text
    assert "2011-2014" in text
    assert "Wall-Fern" in text


def test_paragraphs_by_indent_and_by_room() -> None:
    document = one_column(
        [*LONG[:3], "so it ended there.", "  The ferns began a new paragraph that is set in by", *LONG[:2], "and ended."]
    ).document
    assert len(texts(document)) == 2
    assert texts(document)[1].startswith("The ferns began")
    paper = Paper()
    sheet = paper.page()
    sheet.write_lines(LEFT, TOP, [*LONG[:4], "end."], 10, 12)
    sheet.write_lines(LEFT, TOP + 5 * 12 + 10, [*LONG[:4], "end."], 10, 12)
    assert len(texts(read(paper.pdf(), "room.pdf"))) == 2


def test_captions_footnotes_and_tables_stay_out_of_the_running_words() -> None:
    paper = Paper()
    first, second = paper.page(), paper.page()
    y = first.write_lines(LEFT, TOP, [*LONG, *LONG, "and this sentence is interrupted by a figure of"], 10, 12)
    first.write_lines(
        LEFT,
        y + 30,
        ["Figure 1. Growth of ferns on walls, after reference [2] and its", "many tables that nobody has read."],
        8,
        10,
    )
    first.write_lines(
        LEFT, 780, ["^1^ We thank those who told us of the ferns on the walls and who know", "of them since long [5]."], 7, 9
    )
    y = second.write_lines(LEFT, TOP, ["ferns that grow on walls [3]. More words come.", *LONG], 10, 12)
    y = second.write_lines(LEFT, y + 24, ["Table 1. Ferns by wall"], 8, 10, "bold")
    for row, cells in enumerate([("Wall", "Ferns", "Source"), ("North", "12", "[4]"), ("South", "7", "[1,6]")]):
        for column, cell in enumerate(cells):
            second.write(LEFT + 120 * column, y + 4 + 11 * row, cell, 8)
    y = second.write_lines(LEFT, y + 70, LONG, 10, 12)
    entries(second, LEFT, y)
    found = extract(read(paper.pdf(), "floats.pdf"))
    document = found.document
    assert "interrupted by a figure of ferns that grow on walls [3]." in document.text
    places = {(s.citation.marker.span.cut(document.text), s.place) for s in found.statements}
    assert places == {
        ("2", Place.FIGURE), ("5", Place.FOOTNOTE), ("3", Place.PROSE), ("4", Place.TABLE), ("1,6", Place.TABLE)
    }  # fmt: skip


def test_line_numbers_of_a_manuscript_are_left_out() -> None:
    paper = Paper()
    sheet = paper.page()
    for number, line in enumerate(filled(30, 70), 1):
        sheet.write(30 - width(str(number), 8), TOP + 20 * number, str(number), 8)
        sheet.write(60, TOP + 20 * number, line, 10)
    text = read(paper.pdf(), "manuscript.pdf").text
    assert not any(char.isdigit() for char in text)


def test_ligatures_and_accents() -> None:
    paper = Paper()
    sheet = paper.page()
    sheet.write_lines(LEFT, TOP, [*LONG, "so Müller saw them in Málaga and wrote of señores there"], 10, 12)
    x = sheet.write(LEFT, TOP + 90, "the town of Na", 10)
    sheet.write(x, TOP + 90, "i", 10)
    sheet.write(x, TOP + 90, "¨", 10)  # drawn over the letter before it
    sheet.write(x + 6, TOP + 90, "ve is not on any of the maps that they had", 10)
    text = read(paper.pdf(), "accents.pdf").text
    assert "Müller saw them in Málaga" in text
    assert "Naïve is not" in text


def test_a_font_that_shows_nothing_but_e_shows_dashes() -> None:
    paper = Paper()
    sheet = paper.page()
    sheet.write_lines(LEFT, TOP, LONG, 10, 12)
    for row, (before, after) in enumerate(
        [
            ("as for all the growth [1", "3] that was seen to be"),
            ("so very slow in the years 2010", "2012"),
            ("on walls that were 2", "4 m high"),
        ]
    ):
        x = sheet.write(LEFT, TOP + 84 + 12 * row, before, 10)
        x = sheet.write(x, TOP + 84 + 12 * row, "e", 10, "italic")
        sheet.write(x, TOP + 84 + 12 * row, after, 10)
    text = read(paper.pdf(), "dashes.pdf").text
    assert "growth [1–3] that was" in text
    assert "2010–2012" in text


def test_a_wide_table_parts_the_columns_above_it_from_those_below() -> None:
    paper = Paper()
    for number in range(2):  # the gutter is known from another page
        sheet = paper.page()
        for x in (LEFT, RIGHT):
            sheet.write_lines(x, TOP, filled(15, skip=int(x) + 5 * number), 9, 11)
    sheet.write_lines(LEFT, TOP + 165, ["and the left column ends over a wide table in"], 9, 11)
    sheet.write_lines(RIGHT, TOP + 165, ["and the right one ends over it before a very"], 9, 11)
    for row in range(6):
        for cell in range(5):
            sheet.write(LEFT + 110 * cell, TOP + 200 + 11 * row, f"{row}.{cell}", 8)
    sheet.write_lines(LEFT, TOP + 290, ["long list of ferns, and so on it goes, so far", *filled(5)], 9, 11)
    sheet.write_lines(RIGHT, TOP + 290, filled(6, skip=4), 9, 11)
    words = [line.text for line in pdf.read_lines(paper.pdf(), "wide.pdf") if line.page == 2]
    places = [
        words.index(next(w for w in words if w.startswith(start)))
        for start in ("and the left", "and the right", "0.0", "long list")
    ]
    assert places == sorted(places)
    assert places[1] - places[0] == 16  # all the right column's lines stand between


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pages_are_read_the_way_their_words_stand(turn: int) -> None:
    paper = Paper()
    paper.page(rotate=turn).write_lines(LEFT, TOP, LONG, 10, 12)
    lines = pdf.read_lines(paper.pdf(), "turned.pdf")
    assert [line.text for line in lines] == LONG
    assert [round(line.baseline - TOP) for line in lines] == [0, 12, 24, 36, 48, 60]
    assert all(abs(line.box.x0 - LEFT) < 2 for line in lines)


def test_words_along_the_margin_are_left_out() -> None:
    paper = Paper()
    sheet = paper.page()
    sheet.write_lines(LEFT, TOP, LONG, 10, 12)
    sheet.commands.append("BT /plain 8 Tf 0 1 -1 0 580 300 Tm (fetched by somebody on some day) Tj ET")
    assert "fetched" not in read(paper.pdf(), "margin.pdf").text


def test_links_give_the_words_under_them() -> None:
    paper = Paper()
    first, second = paper.page(), paper.page()
    first.write_lines(LEFT, TOP, ["Growth was slow [12], they said."], 10)
    x = LEFT + width("Growth was slow ", 10)
    first.link_to((x, TOP - 8, x + width("[12]", 10), TOP + 2), 2, 100)
    first.link((LEFT, TOP - 8, LEFT + width("Growth", 10), TOP + 2), "https://example.org/growth")
    second.write_lines(LEFT, 100, ["12. Arden"], 10)
    line = pdf.read_lines(paper.pdf(), "links.pdf")[0]
    growth, twelve = line.links
    assert line.text[growth.start : growth.end] == "Growth"
    assert growth.annotation.uri == "https://example.org/growth"
    assert line.text[twelve.start : twelve.end] == "[12]"
    assert (twelve.annotation.to_page, twelve.annotation.to_y) == (2, 100)


def test_links_of_the_file_lead_to_entries_where_most_agree_with_what_is_printed() -> None:
    def cited(goals: dict[str, int]) -> dict[str, list[int]]:
        paper = Paper()
        first, second = paper.page(), paper.page()
        first.write_lines(LEFT, TOP, LONG, 10, 12)
        words = "so says one [1] and so says another [2] and so, in the end, says [4] too."
        first.write(LEFT, TOP + 72, words, 10)
        for name, number in goals.items():
            x = LEFT + width(words[: words.index(name)], 10)
            first.link_to((x, TOP + 64, x + width(name, 10), TOP + 74), 2, TOP + 30 + 20 * (number - 1) - 12)
        entries(second, LEFT, TOP)
        document = read(paper.pdf(), "linked.pdf")
        return {link.span.cut(document.text): [int(target[1:]) for target in link.targets] for link in document.links}

    assert cited({"[1]": 1, "[2]": 2, "[4]": 4}) == {"[1]": [1], "[2]": [2], "[4]": [4]}
    assert cited({"[1]": 6, "[2]": 1, "[4]": 2}) == {}


def test_no_text_layer_names_the_program_that_adds_one() -> None:
    paper = Paper()
    for _ in range(3):
        paper.page()
    with pytest.raises(Unreadable, match="ocrmypdf"):
        read(paper.pdf(), "scan.pdf")


def test_damaged_and_cut_files_are_unreadable_in_plain_words() -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read(b"%PDF-1.7\nnothing of it", "broken.pdf")
    data = Paper([Sheet(), Sheet()]).pdf()
    for end in range(9, len(data) - 9, 97):
        with pytest.raises(Unreadable, match=r"cut\.pdf: a PDF"):
            read(data[:end], "cut.pdf")


def test_what_stands_far_off_the_page_is_left_out() -> None:
    paper = Paper()
    sheet = paper.page()
    sheet.write_lines(LEFT, TOP, LONG, 10, 12)
    sheet.write(10.0**9, TOP, "nowhere", 10)
    sheet.link((0, 0, 10.0**12, 10), "https://example.org/nowhere")
    text = read(paper.pdf(), "far.pdf").text
    assert text.startswith(LONG[0])
    assert "nowhere" not in text


def test_many_pages_are_read_as_far_as_patience_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper()
    for _ in range(4):
        paper.page().write_lines(LEFT, TOP, LONG, 10, 12)
    monkeypatch.setattr("citance.readers.pdf.characters.MOST_PAGES", 3)
    document = read(paper.pdf(), "book.pdf")
    (problem,) = [p for p in document.problems if p.kind is ProblemKind.TRUNCATED]
    assert problem.words == "only the first 3 of 4 pages were read"
    monkeypatch.setattr("citance.readers.pdf.characters.PATIENCE", -1.0)
    with pytest.raises(Unreadable):
        read(paper.pdf(), "slow.pdf")


def test_a_page_of_scattered_letters_takes_no_long_time(stopwatch: Any) -> None:
    paper = Paper()
    sheet = paper.page()
    for at in range(12_000):
        sheet.write(20 + at * 7919 % 550, 20 + at * 104_729 % 800, "ab"[at % 2], 5 + at % 4)
    data = paper.pdf()
    assert not stopwatch.is_slow(lambda: read(data, "map.pdf"), 8)


def test_what_the_file_says_of_itself() -> None:
    paper = Paper(info={"Title": "Ferns (of the walls)".replace("(", "\\(").replace(")", "\\)")})
    paper.page().write(50, 50, "Ferns")
    found = read_pages(paper.pdf(), "info.pdf")
    assert found.info["Title"] == "Ferns (of the walls)"
    assert found.page_count == 1


def test_pdfs_are_known_by_their_sign() -> None:
    assert pdf.sniff(b"%PDF-1.4\n...")
    assert pdf.sniff(b"\n\njunk before %PDF-1.4")
    assert not pdf.sniff(b"<article>about %PDF-1.4</article>")
