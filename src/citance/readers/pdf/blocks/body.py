"""How most of an article is set: the size, font and leading that its paragraphs have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citance.readers.pdf.values import Line

SAME_SIZE = 0.45  # points between letters that are of one size
_PARAGRAPH = 5  # lines, which no title or list of names has
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Body:
    """How most of the article is set."""

    size: float
    font: str
    leading: float  # from baseline to baseline
    bold: bool


def find_body(lines: Sequence[Line], apart: Collection[int]) -> Body | None:
    """How the article's paragraphs are set: what most letters have, of lines that read like prose; None without letters."""
    weights: Counter[tuple[float, str, bool]] = Counter()
    for index, line in enumerate(lines):
        if index not in apart and len(line.text) > 25 and count_words(line.text) >= 4:
            weights[round(2 * line.size) / 2, line.runs[0].font.name, line.bold] += len(line.text)
    if not weights:
        for index, line in enumerate(lines):
            if index not in apart:
                weights[round(2 * line.size) / 2, line.runs[0].font.name, line.bold] += len(line.text)
    if not weights:
        return None
    sizes: Counter[float] = Counter()
    for (size, _, _), weight in weights.items():
        sizes[size] += weight
    size = max(sizes, key=lambda s: sizes[s] + 0.5 * (sizes[s - 0.5] + sizes[s + 0.5]))
    _, font, bold = max((key for key in weights if key[0] == size), key=weights.__getitem__)
    steps: Counter[float] = Counter()
    for above, line in pairwise(line for index, line in enumerate(lines) if index not in apart and abs(line.size - size) < 0.5):
        if above.page == line.page and above.column == line.column and 0.8 * size < line.baseline - above.baseline < 3 * size:
            steps[round(2 * (line.baseline - above.baseline)) / 2] += 1
    leading = steps.most_common(1)[0][0] if steps else 1.2 * size
    return Body(size, font, leading, bold)


def first_prose(lines: Sequence[Line], apart: Collection[int]) -> int:
    """Index of the first line of the first paragraph set like most of the article; their number where there is none."""
    body = find_body(lines, apart)
    run = 0
    for index, line in enumerate(lines):
        like = body is not None and index not in apart and abs(line.size - body.size) <= SAME_SIZE and line.bold is body.bold
        run = run + 1 if like and count_words(line.text) >= 5 else 0
        if run == _PARAGRAPH:
            return index - run + 1
    return len(lines)


def count_words(text: str) -> int:
    """How many words of two letters or more it has."""
    return len(_WORD.findall(text))
