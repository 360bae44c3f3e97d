"""Reference lists on pages of our own making: where they stand, and how they part into entries."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.references import find_reference_lists, is_list_heading
from citance.readers.pdf.values import Annotation, Box, Font, Line, LineLink, Run

CASES = Path(__file__).with_name("pdf_references.txt").read_text("utf-8")
COLUMN = 300.0  # points from one column to the next


def line(
    text: str, x: float = 50.0, y: float = 100.0, page: int = 1, column: int = 0, size: float = 8.0, bold: bool = False
) -> Line:
    """A line set in one font."""
    box = Box(x, y - size, x + 0.5 * size * len(text), y)
    return Line(text, box, page, [Run(0, len(text), Font("Invented", bold), size)], size, y, column=column)


def lay_out(picture: str) -> list[Line]:
    """The lines of a case, placed as its notation says."""
    lines: list[Line] = []
    page, column, y = 1, 0, 60.0
    heading = y
    for row in picture.splitlines():
        words = row.strip()
        if words in (">", ">>", "^"):
            page, column = (page + 1, 0) if words == ">>" else (page, column + (words == ">"))
            y = heading + 10 if words == "^" else 60.0
        elif not words:
            y += 5
        else:
            mark = words[0] if words[0] in "#~" else ""
            size = {"#": 12.0, "~": 10.0, "": 8.0}[mark]
            y += 1.25 * size
            indent = 3.0 * (len(row) - len(row.lstrip()))
            lines.append(line(words.lstrip("#~ "), 50 + COLUMN * column + indent, y, page, column, size, bold=mark == "#"))
            heading = y if mark == "#" and is_list_heading(lines[-1].text) else heading
    return lines


def cases() -> list[object]:
    found: list[object] = []
    for case in CASES.split("\n=== ")[1:]:
        title, _, rest = case.partition("\n")
        picture, _, expected = rest.partition("---\n")
        entries = [tuple(part.strip() for part in row.split("::")) for row in expected.splitlines() if row.strip()]
        found.append(pytest.param(picture, entries, id=title))
    return found


@pytest.mark.parametrize(("picture", "entries"), cases())
def test_case(picture: str, entries: list[tuple[str, str]]) -> None:
    lists = find_reference_lists(lay_out(picture))
    found = [(entry.reference.label or "", entry.reference.text) for one in lists for entry in one.entries]
    assert found == entries


def test_ids_and_positions_go_on_through_all_lists() -> None:
    picture = next(case.values[0] for case in cases() if case.id.startswith("two lists"))  # type: ignore[attr-defined]
    lists = find_reference_lists(lay_out(picture))
    references = [entry.reference for one in lists for entry in one.entries]
    assert [(r.id, r.position, r.list) for r in references] == [("#1", 1, 0), ("#2", 2, 0), ("#3", 3, 1), ("#4", 4, 1)]


def test_links_inside_an_entry_are_its_addresses() -> None:
    lines = lay_out("# References\n1. Arden PB. Ferns. 2011.\n2. Castell C. Mosses. 2012.\n")
    for uri in ("https://doi.org/10.5555/ferns", "mailto:arden@invented.example"):
        lines[1].links.append(LineLink(3, 8, Annotation(lines[1].box, 1, uri)))
    (one,) = find_reference_lists(lines)
    assert [entry.reference.addresses for entry in one.entries] == [("https://doi.org/10.5555/ferns",), ()]


def test_the_lines_of_a_list_are_its_heading_and_entries_and_nothing_between() -> None:
    picture = next(case.values[0] for case in cases() if case.id.startswith("a caption"))  # type: ignore[attr-defined]
    lines = lay_out(picture)
    (one,) = find_reference_lists(lines)
    left = [line.text for index, line in enumerate(lines) if index not in one.lines]
    assert left == ["Figure 3. The walls in the year 2011.", "Correspondence: the keepers of the walls, Nowhere."]


@pytest.mark.parametrize(
    "heading",
    [
        *("References", "REFERENCES:", "5. References", "R E F E R E N C E S", "Notes and references", "VI. BIBLIOGRAPHY"),
        *("Referências bibliográficas", "Literaturverzeichnis", "■ REFERENCES", "参考文献", "Список литературы"),
    ],
)
def test_headings_of_lists(heading: str) -> None:
    assert is_list_heading(heading)


@pytest.mark.parametrize(
    "words", ["Reference values", "References to walls are rare.", "12", "", "The literature", "references,"]
)
def test_words_that_head_no_list(words: str) -> None:
    assert not is_list_heading(words)


# ── lines joined ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("the charac-", "teristics of walls", "the characteristics of walls"),
        ("a double-", "blind study", "a double-blind study"),
        ("the moss-", "grown walls", "the moss-grown walls"),  # as it stands elsewhere
        ("IL-", "6 and walls", "IL-6 and walls"),
        ("Arden-", "Blythe P", "Arden-Blythe P"),
        ("pages 11–", "19 of it", "pages 11–19 of it"),
        ("walls and", "ferns", "walls and ferns"),
        ("see doi:10.5555/inv.", "2011.001. Next", "see doi:10.5555/inv.2011.001. Next"),
        ("doi:10.5555/inv.2011.001", "12. Castell C.", "doi:10.5555/inv.2011.001 12. Castell C."),
        ("doi:10.5555/inv.2011.001.", "Castell C.", "doi:10.5555/inv.2011.001. Castell C."),
        ("https://www.invented.example/walls-", "and-ferns.html", "https://www.invented.example/walls-and-ferns.html"),
        ("https://assets.", "walls.invented.example/ferns/", "https://assets.walls.invented.example/ferns/"),
        ("", "walls", "walls"),
    ],
)
def test_joined_lines(above: str, below: str, joined: str) -> None:
    assert Words(["moss-grown things", above, below]).join(above, below) == joined


# ── any lines at all ───────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = st.sampled_from(
    [
        "References",
        "1. Arden PB. Ferns. 2011;1:1-9.",
        "[2] Castell",
        "(2012)",
        "2013;3:31",
        "Figure 1",
        "Dunmore D (2013) Walls.",
        "—",
    ]
)
ANY_LINE = st.builds(
    line,
    st.one_of(PIECES, st.text(max_size=60)),
    x=st.floats(-50, 900),
    y=st.floats(-50, 900),
    page=st.integers(1, 3),
    column=st.integers(0, 2),
    size=st.sampled_from([0.0, 7.0, 8.0, 12.0]),
    bold=st.booleans(),
)


@given(st.lists(ANY_LINE, max_size=60))
def test_any_lines_give_lists_whose_entries_share_no_line(lines: list[Line]) -> None:
    lists = find_reference_lists(lines)
    own = [index for one in lists for entry in one.entries for index in entry.lines]
    assert len(own) == len(set(own))
    assert [entry.reference.position for one in lists for entry in one.entries] == list(
        range(1, sum(len(o.entries) for o in lists) + 1)
    )


@given(st.lists(st.text(max_size=20), max_size=6))
def test_joining_loses_no_letters(lines: list[str]) -> None:
    joined = join_lines(lines, Words(lines))
    assert [c for c in joined if c.isalnum()] == [c for text in lines for c in text if c.isalnum()]
