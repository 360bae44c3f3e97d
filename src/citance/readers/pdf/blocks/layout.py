"""What is known of all lines before any is put in a block: their columns, rows of cells, formulas, and where prose ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

from citance.readers.pdf.blocks.body import SAME_SIZE, Body, count_words
from citance.readers.pdf.values import Line

_FORMULA_NUMBER = re.compile(r"[(\[](?:[A-Z]{1,2}\.?)?\d{1,3}(?:\.\d{1,3})?[a-z]?[)\]]")
_FORMULA_SIGN = re.compile(r"[=<>≤≥≈≃∼∝→+−±∫∑∏≡⊂∈]|^\W*,?$")


class Layout:
    """The lines of an article with how most of it is set; what it answers is asked of each line."""

    def __init__(self, lines: Sequence[Line], apart: Collection[int], body: Body) -> None:
        """`apart` are the lines that stand in no block."""
        self.lines, self.apart, self.body = lines, apart, body
        self.widths = self._column_widths()
        self.in_rows = self._find_rows()
        self.formulas = self._find_formulas()
        self.lowest = self._find_lowest()

    def _column_widths(self) -> dict[tuple[int, int], tuple[float, float]]:
        """Left and right edge of each column."""
        edges: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        for line in self.lines:
            edges[line.page, line.column].append((line.box.x0, line.box.x1))
        found: dict[tuple[int, int], tuple[float, float]] = {}
        for key, pairs in edges.items():
            rights = sorted(x1 for _, x1 in pairs)
            found[key] = min(x0 for x0, _ in pairs), rights[int(0.9 * (len(rights) - 1))]
        return found

    def _find_rows(self) -> set[int]:
        """The lines that share their height with another line of their column: cells."""
        found: set[int] = set()
        for a, b in pairwise(range(len(self.lines))):
            one, other = self.lines[a], self.lines[b]
            if (
                one.page == other.page
                and one.column == other.column
                and abs(one.baseline - other.baseline) < 0.45 * min(one.size, other.size)
            ):
                found.update((a, b))
        return found

    def _find_formulas(self) -> set[int]:
        """The lines of rows that are a formula and its number."""
        found: set[int] = set()
        row: list[int] = []
        for index in sorted(self.in_rows):
            if row and abs(self.lines[index].baseline - self.lines[row[-1]].baseline) > 0.5 * self.lines[index].size:
                row = []
            row.append(index)
            if len(row) > 1 and _FORMULA_NUMBER.fullmatch(self.lines[index].text):
                words = " ".join(self.lines[at].text for at in row[:-1])
                if _FORMULA_SIGN.search(words) and count_words(words) < 8:
                    found.update(row)
        return found

    def _find_lowest(self) -> dict[tuple[int, int], float]:
        """How far down each column of body text goes."""
        lowest: dict[tuple[int, int], float] = {}
        for index, line in enumerate(self.lines):
            if index not in self.apart and self.of_body(line) and self.is_prose(line):
                key = line.page, line.column
                lowest[key] = max(lowest.get(key, 0.0), line.baseline)
        return lowest

    def of_body(self, line: Line) -> bool:
        """Whether a line has the size of the article's paragraphs."""
        return abs(line.size - self.body.size) <= SAME_SIZE

    def is_prose(self, line: Line) -> bool:
        """Whether a line could be one of a paragraph: several words, over much of its column."""
        text = line.text
        letters = sum(map(str.isalpha, text)) + text.count(" ")
        return letters >= 0.6 * len(text) and count_words(text) >= 4

    def is_short(self, line: Line) -> bool:
        """Whether a line ends before its column does."""
        left, right = self.widths[line.page, line.column]
        return line.box.x1 < right - 0.08 * (right - left) - line.size

    def gap(self, above: Line, line: Line) -> float | None:
        """Points from baseline to baseline; None where the lines do not follow each other down one column."""
        if above.page != line.page or above.column != line.column or line.baseline < above.baseline - 1:
            return None
        return line.baseline - above.baseline
