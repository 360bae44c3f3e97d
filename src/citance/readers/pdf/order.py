"""Fragments of a page → its lines in reading order: columns, and what stands across them.

A gutter is a place that the left edges of several lines share, with lines of some width on either side. What crosses it
(titles, wide figures) cuts the page into bands; each band is read column by column, and each column is looked at again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from citance.readers.pdf.lines import LABEL_GAP, Fragment, find_fragments, join_fragments, make_line
from citance.readers.pdf.values import Line, Page

_Band = tuple[list[Fragment], list[Fragment], list[Fragment]]  # across, left, right

_FEWEST = 4  # lines on either side of a gutter
_NARROWEST = 0.11  # a column, in widths of the page: the labels of a list and the cells of a table are narrower
_MUCH = 20.0  # lines that a gutter parts on all pages, to be known
_CELL_GAP = 1.5  # sizes of the letters between two cells of a row
_WIDEST_CELL = 0.28  # widths of the page
_AS_KNOWN = 0.6  # what a gutter known from other pages must be worth beside the best of this one
_CUT = 20.0  # points without a letter across the page, which part what stands above from what stands below
_COLUMN = 0.3  # a column of prose, in widths of the page
_FILLED = 0.72  # of a line by its letters; less is a row of a table
_CROSSES = 10.0  # points on either side; less is a word that did not fit
_ROW_GAP = 2.6  # farther apart, in sizes, two fragments of one row are cells of a table
_MOST_FRAGMENTS = 4_000  # a page of more is a drawing, and read as the file orders it


def order_pages(pages: Sequence[Page], fragments: Sequence[list[Fragment]] | None = None) -> list[Line]:
    """The lines of all pages in reading order, each with its column and indent.

    A gutter that parts many lines is looked for first on every page: there, few lines on either side suffice.
    """
    if fragments is None:
        fragments = [find_fragments(page.pieces) for page in pages]
    for page, own in zip(pages, fragments, strict=True):
        _mark_tables(own, page.width)
    known = _known_gutters(pages, fragments)
    lines: list[Line] = []
    for page, own in zip(pages, fragments, strict=True):
        lines += _order_page(page, own, known)
    return lines


def _mark_tables(fragments: Sequence[Fragment], width: float) -> None:
    """Mark the fragments of rows that are a table's: those that look so, among others that do."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: f.baseline):
        if rows and fragment.baseline - rows[-1][-1].baseline <= 0.3 * fragment.size:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    tabular = [_is_tabular(row, width) for row in rows]
    for at, row in enumerate(rows):
        if tabular[at] and sum(tabular[max(0, at - 3) : at + 4]) >= 3:
            for fragment in row:
                fragment.tabular = True


def _is_tabular(row: list[Fragment], width: float) -> bool:
    """Whether a row is three cells or more, none of them wide, with much room between them."""
    if len(row) < 3:
        return False
    row.sort(key=lambda f: f.x0)
    cells = [[row[0].x0, row[0].x1]]
    for fragment in row[1:]:
        if fragment.x0 - cells[-1][1] <= _CELL_GAP * fragment.size:
            cells[-1][1] = max(cells[-1][1], fragment.x1)
        else:
            cells.append([fragment.x0, fragment.x1])
    widths = [x1 - x0 for x0, x1 in cells]
    extent = cells[-1][1] - cells[0][0]
    return len(cells) >= 3 and max(widths) < _WIDEST_CELL * width and sum(widths) < _FILLED * extent and extent > 0.5 * width


def _known_gutters(pages: Sequence[Page], fragments: Sequence[list[Fragment]]) -> list[float]:
    """The gutters that the pages share, the most worth first."""
    worths: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for page, own in zip(pages, fragments, strict=True):
        if 2 * _FEWEST <= len(own) <= _MOST_FRAGMENTS:
            gutter, worth = _gutter(own, page.width)
            if gutter is not None:
                worths[round(gutter / 4)].append((worth, gutter))
    found: dict[int, float] = {}
    for key, pairs in worths.items():
        worth = sum(w for near in (key - 1, key, key + 1) for w, _ in worths.get(near, ()))
        if worth >= _MUCH and (len(pairs) > 1 or len(pages) < 4):
            found[key] = sum(w for w, _ in pairs)
    return [max(worths[key])[1] for key in sorted(found, key=lambda key: -found[key])[:4]]


def _order_page(page: Page, fragments: list[Fragment], known: Sequence[float]) -> list[Line]:
    lines: list[Line] = []
    for column, part in enumerate(_columns(fragments, page.width, tuple(known))):
        made = [line for row in _rows(part) if (line := make_line(row, page.number, page.annotations)).text]
        if not made:
            continue
        left = _left_edge(made)
        for line in made:
            line.column = column
            line.indent = line.box.x0 - left
        lines += made
    return lines


def _columns(fragments: list[Fragment], width: float, known: Sequence[float], depth: int = 0) -> list[list[Fragment]]:
    """The fragments as columns and bands in reading order."""
    if len(fragments) < 4 or depth > 6 or len(fragments) > _MOST_FRAGMENTS:
        return [fragments] if fragments else []
    best, worth = max(
        [(one, sum(_worth_known(left, right, width) for _, left, right in _bands(fragments, one))) for one in known],
        key=lambda pair: pair[1],
        default=(0.0, 0.0),
    )
    gutter: float | None
    gutter, fresh = _gutter(fragments, width) if len(fragments) >= 2 * _FEWEST else (None, 0.0)
    if worth and (gutter is None or worth >= _AS_KNOWN * fresh):
        gutter = best
        known = tuple(one for one in known if abs(one - best) > 16)
    if gutter is None:
        return [fragments]
    bands = _joined(_bands(fragments, gutter))
    if len(bands) == 1 and not bands[0][1] and not bands[0][2]:
        return [fragments] if not known else _columns(fragments, width, known, depth + 1)
    parts: list[list[Fragment]] = []
    for across, left, right in bands:
        parts += _columns(across, width, known, depth + 1)
        parts += _columns(left, width, known, depth + 1)
        parts += _columns(right, width, known, depth + 1)
    return parts


def _joined(bands: list[_Band]) -> list[_Band]:
    """The bands, those that stand on one side only or hold no columns as parts of what runs across."""
    joined: list[_Band] = []
    for across, left, right in bands:
        columns = _beside(left, right)
        plain = across if columns else across + left + right
        before = joined[-1] if joined else None
        if before is not None and not before[1] and not before[2]:
            joined.pop()
            plain = before[0] + plain
        joined.append((plain, left, right) if columns else (plain, [], []))
    return joined


def _beside(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Whether lines of the one side stand beside lines of the other."""
    few, many = (left, right) if len(left) < len(right) else (right, left)
    if len(few) + len(many) < 4:
        return False
    return any(other.top < one.baseline < other.bottom + 0.5 * other.size for one in few for other in many)


def _gutter(fragments: Sequence[Fragment], width: float) -> tuple[float | None, float]:
    """Where the best gutter runs, and how much it parts; None where there is none."""
    low, high = min([f.x0 for f in fragments]), max([f.x1 for f in fragments])
    narrowest = _NARROWEST * width
    edges = Counter([round(f.x0 / 2) for f in fragments if low + narrowest < f.x0 < high - narrowest])
    best, most = None, 0.0
    for edge, _ in edges.most_common(12):
        if edges[edge] + edges[edge - 1] + edges[edge + 1] < _FEWEST:
            continue
        gutter = 2 * edge - 3.0
        score = sum(_worth(left, right, narrowest) for _, left, right in _bands(fragments, gutter))
        if score > most:
            best, most = gutter, score
    return best, most


def _worth(left: Sequence[Fragment], right: Sequence[Fragment], narrowest: float, fewest: int = _FEWEST) -> float:
    """How much a gutter parts in a band: the lines on the lesser side, 0 where these are no columns."""
    least = 0
    for side in (left, right):
        wide, rows = _wide_rows(side, narrowest)
        if wide < fewest or 2 * wide < rows:
            return 0
        least = wide if not least else min(least, wide)
    return least + 0.01 * (len(left) + len(right))


def _worth_known(left: Sequence[Fragment], right: Sequence[Fragment], width: float) -> float:
    """The same for a gutter known from other pages: few lines will do, and prose on one side, a table or drawing on the other."""
    worth = _worth(left, right, _NARROWEST * width, 2)
    if not worth and left and right:
        for prose, other in ((left, right), (right, left)):
            wide, rows = _wide_rows(prose, _COLUMN * width)
            if wide >= _FEWEST and wide >= 0.6 * rows and sum(not f.label for f in other) > 1:
                return 0.5 * wide
    return worth


def _wide_rows(side: Sequence[Fragment], narrowest: float) -> tuple[int, int]:
    """How many rows are so wide and full of letters, and how many there are."""
    widths: dict[int, list[float]] = defaultdict(lambda: [1e9, -1e9, 0.0])  # of rows: left, right, what is set
    for fragment in side:
        row = widths[round(fragment.baseline / 3)]
        row[0] = min(row[0], fragment.x0)
        row[1] = max(row[1], fragment.x1)
        row[2] += fragment.x1 - fragment.x0
    return sum([x1 - x0 >= narrowest and filled >= _FILLED * (x1 - x0) for x0, x1, filled in widths.values()]), len(widths)


def _bands(fragments: Sequence[Fragment], gutter: float) -> list[_Band]:
    """(across, left, right) from top to bottom: what crosses the gutter, and what stands below it on either side."""
    low, high = gutter - _CROSSES, gutter + _CROSSES
    bands: list[_Band] = [([], [], [])]
    lowest = 1e9
    for fragment in sorted(fragments, key=lambda f: f.baseline):
        across, left, right = bands[-1]
        if fragment.top - lowest > _CUT and (left or right):
            bands.append(([], [], []))
            across, left, right = bands[-1]
        lowest = fragment.bottom if lowest > 1e8 else max(lowest, fragment.bottom)
        if fragment.tabular or (fragment.x0 < low and fragment.x1 > high):
            if left or right:
                bands.append(([fragment], [], []))
            else:
                across.append(fragment)
        elif fragment.x0 + fragment.x1 < 2 * gutter:
            left.append(fragment)
        else:
            right.append(fragment)
    return bands


def _rows(fragments: Iterable[Fragment]) -> list[Fragment]:
    """The fragments of one column as its lines, top to bottom; cells of a table stay apart, left to right."""
    rows: list[list[Fragment]] = []
    edges: list[tuple[float, float]] = []  # of the tallest fragment of each row
    for fragment in sorted(fragments, key=lambda f: f.baseline):
        at = len(rows) - 1
        while at >= 0 and at >= len(rows) - 3:
            top, bottom = edges[at]
            overlap = min(bottom, fragment.bottom) - max(top, fragment.top)
            if overlap >= 0.55 * min(bottom - top, fragment.bottom - fragment.top):
                break
            at -= 1
        else:
            at = -1
        if at < 0:
            rows.append([fragment])
            edges.append((fragment.top, fragment.bottom))
            continue
        rows[at].append(fragment)
        top, bottom = edges[at]
        if fragment.bottom - fragment.top > bottom - top:
            edges[at] = fragment.top, fragment.bottom
    joined: list[Fragment] = []
    for row in rows:
        row.sort(key=lambda f: f.x0)
        current = [row[0]]
        end = row[0].x1
        for fragment in row[1:]:
            size = max(fragment.size, current[-1].size)
            most = LABEL_GAP if len(current) == 1 and current[0].label else _ROW_GAP
            if fragment.x0 - end <= most * size:
                current.append(fragment)
            else:
                joined.append(join_fragments(current))
                current = [fragment]
            end = max(end, fragment.x1)
        joined.append(join_fragments(current))
    return joined


def _left_edge(lines: Sequence[Line]) -> float:
    """Where most lines of a column begin, or fewer that stand farther out: the edge that hanging entries hang from."""
    edges = Counter([round(line.box.x0) for line in lines])
    enough = max(1, len(lines) // 10)
    return float(min([edge for edge in edges if edges[edge] + edges[edge + 1] >= enough], default=min(edges)))
