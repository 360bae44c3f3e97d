"""What stands on a page and is not of the article: running heads, feet, page and line numbers, notices of who fetched it.

Such lines come back: with other numbers, on other pages, at the same height. Catches `ARDEN ET AL.` over every second page
and `Page 4 of 11`; leaves the first line of a column alone, which stands at one height everywhere, too, but says other words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from citance.readers.pdf.lines import Fragment
from citance.readers.pdf.phrases import found
from citance.readers.pdf.values import Line, Page

_MARGIN = 0.12  # of the page's height, where heads and feet stand
_EDGE = 0.075  # where nothing else stands
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s|p\.\s?|[-–—|]\s?)?(?:[a-z]{0,2}\d{1,6}|[ivxlc]{1,6})(?:\s?(?:of|/|de|von)\s?\d{1,5})?(?:\s?[-–—|])?", re.I
)
# What a head or foot says of the article, the journal and the copy.
_NOTICE = found(anywhere=("marks", "numbers", "heads and feet"))
_COPY = found(anywhere=("copies",), begins=("manuscripts",))
_LINE_NUMBER = re.compile(r"\d{1,4}")
_FEWEST_LINE_NUMBERS = 8


def without_line_numbers(fragments: list[Fragment]) -> list[Fragment]:
    """The fragments without those that count the lines of a manuscript at its margin."""
    numbers = [f for f in fragments if len(f.pieces) == 1 and _LINE_NUMBER.fullmatch(f.pieces[0].text)]
    if len(numbers) < _FEWEST_LINE_NUMBERS:
        return fragments
    own = set(map(id, numbers))
    others = [f for f in fragments if id(f) not in own]
    if not others:
        return fragments
    starts = Counter(round(f.x0 / 10) for f in others if f.x1 - f.x0 > 60)
    left = min((10 * start for start, count in starts.items() if count >= 3), default=0.0)
    margin = [f for f in numbers if f.x1 <= left + 4]
    margin.sort(key=lambda f: f.baseline)
    values = [int(f.pieces[0].text) for f in margin]
    steps = Counter(after - before for before, after in pairwise(values))
    if len(margin) < _FEWEST_LINE_NUMBERS or not steps:
        return fragments
    step, count = steps.most_common(1)[0]
    if step not in (1, 5, 10) or count < 0.7 * (len(values) - 1):
        return fragments
    dropped = set(map(id, margin))
    return [f for f in fragments if id(f) not in dropped]


def find_furniture(pages: Sequence[Page], lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that are no part of the article."""
    heights = {page.number: page.height for page in pages}
    found: set[int] = set()
    repeated: dict[str, list[int]] = defaultdict(list)
    inner: dict[int, tuple[float, float]] = {}  # where the text of a page begins and ends, seen without its margins
    for index, line in enumerate(lines):
        high = heights[line.page]
        place = line.baseline / high
        if place < _MARGIN or place > 1 - _MARGIN:
            repeated[_key(line.text)].append(index)
        else:
            top, bottom = inner.get(line.page, (high, 0.0))
            inner[line.page] = min(top, line.box.y0), max(bottom, line.box.y1)
        if _COPY.search(line.text) and len(line.text) < 200:
            found.add(index)
    for key, indices in repeated.items():
        if len(indices) < 2 or not key:
            continue
        on_pages = {lines[index].page for index in indices}
        if len(on_pages) < 2 or (len(key) <= 2 and len(pages) > 4 and len(on_pages) < 3):
            continue
        places = Counter(round(lines[index].baseline / 6) for index in indices)
        for index in indices:
            if not any(map(str.isalpha, key)) and not _PAGE_NUMBER.fullmatch(lines[index].text.strip()):
                continue  # "2014;55:51-57.", the last line of a reference
            place = round(lines[index].baseline / 6)
            if places[place] + places[place - 1] + places[place + 1] >= 2:
                found.add(index)
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        by_page[line.page].append(index)
    for page, indices in by_page.items():
        found.update(_at_the_edges(lines, [index for index in indices if index not in found], heights[page]))
    found.update(_everywhere(lines, len(pages)))
    return found


def _key(text: str) -> str:
    return _BLANKS.sub("", _DIGITS.sub("0", text)).lower()


def _at_the_edges(lines: Sequence[Line], indices: Sequence[int], height: float) -> list[int]:
    """Page numbers and notices that stand alone at the top or the foot of a page, though they came but once."""
    found: list[int] = []
    if len(indices) < 2:
        return found
    by_height = sorted(indices, key=lambda index: lines[index].baseline)
    for ordered, step in ((by_height, 1), (by_height[::-1], -1)):
        for at, index in enumerate(ordered[:6]):
            line = lines[index]
            place = line.baseline / height
            edge = min(place, 1 - place)
            if edge > _MARGIN:
                break
            beyond = next((lines[i] for i in ordered[at + 1 :] if abs(lines[i].baseline - line.baseline) > 0.5 * line.size), None)
            room = abs(beyond.baseline - line.baseline) / max(1.0, line.size) if beyond is not None else 9.0
            text = line.text.strip()
            if (
                (_PAGE_NUMBER.fullmatch(text) and (room > 1.5 or edge < _EDGE))
                or (
                    room > (1.45 if edge < _EDGE else 2.0)
                    and _NOTICE.search(text)
                    and len(text) < 160
                    and (line.page > 1 or step < 0)
                )
                or (edge < _EDGE and room > 2.2 and len(text) < 110 and line.page > 1 and not text.endswith("."))
            ):
                found.append(index)
            elif room > 1.8:
                break
    return found


def _everywhere(lines: Sequence[Line], pages: int) -> list[int]:
    """What stands at one place of most pages, wherever that is: watermarks, notices along the text."""
    if pages < 4:
        return []
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line.text) > 6:
            places[line.text, round(line.baseline / 4), round(line.box.x0 / 4)].append(index)
    found: list[int] = []
    for indices in places.values():
        if len({lines[index].page for index in indices}) >= max(3, pages // 2):
            found += indices
    return found
