"""Pieces → fragments (letters that stand close together on one line) → lines with their runs, raised letters marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from citance.readers.pdf.values import NO_CONTROLS, Annotation, Box, Line, LineLink, Piece, Run

# In sizes of the letters. Wider than any blank of most justified lines, narrower than most gutters between columns.
GAP = 0.95
LABEL_GAP = 3.0  # behind the number of a reference, a bullet
_BACK = 0.6  # so far a piece may begin before the end of the one before it: accents, overstrikes
_ABOVE, _BELOW = 0.75, 0.22  # how far letters reach from their baseline
_RAISED, _LOWERED, _SMALL = 0.10, 0.06, 0.88  # shift and size of a raised letter, in sizes of the line
_RAISED_AS_LARGE = 0.25
_BLANK = 0.16  # where the file's order does not tell whether a blank stands there


@dataclass(slots=True)
class Fragment:
    """Pieces that stand close together on one line."""

    pieces: list[Piece]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    baseline: float
    tabular: bool = False  # whether it stands in a row that looks like a table's; order sets it

    @property
    def label(self) -> bool:
        """Whether it is but a number with its stop or brackets, or a bullet."""
        return _is_label(self.pieces)


def find_fragments(pieces: Sequence[Piece]) -> list[Fragment]:
    """The fragments of a page, each begun where the file's order leaves the line or leaps."""
    fragments: list[Fragment] = []
    current: list[Piece] = []
    x1 = top = bottom = size = 0.0
    for piece in pieces:
        piece_top, piece_bottom = piece.baseline - _ABOVE * piece.size, piece.baseline + _BELOW * piece.size
        if current:
            large = max(size, piece.size)
            gap = piece.x0 - x1
            most = GAP if gap < GAP * large or not _is_label(current) else LABEL_GAP
            overlap = min(bottom, piece_bottom) - max(top, piece_top)
            if overlap >= 0.5 * min(bottom - top, piece_bottom - piece_top) and -_BACK * large <= gap <= most * large:
                current.append(piece)
                x1 = max(x1, piece.x1)
                if piece.size > size:
                    size, top, bottom = piece.size, piece_top, piece_bottom
                continue
            fragments.append(_fragment(current))
        current = [piece]
        x1, top, bottom, size = piece.x1, piece_top, piece_bottom, piece.size
    if current:
        fragments.append(_fragment(current))
    return fragments


def _is_label(pieces: Sequence[Piece]) -> bool:
    """Whether the pieces are but a number with its stop or brackets, or a bullet."""
    if len(pieces) > 2:
        return False
    text = "".join([piece.text for piece in pieces])
    return len(text) <= 5 and (not any(map(str.isalnum, text)) or text.strip("[]().•–-").isdecimal())


def _fragment(pieces: list[Piece]) -> Fragment:
    size, baseline = _main(pieces)
    return Fragment(
        pieces,
        min([piece.x0 for piece in pieces]),
        max([piece.x1 for piece in pieces]),
        baseline - _ABOVE * size,
        baseline + _BELOW * size,
        size,
        baseline,
    )


def _main(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Size and baseline of most letters."""
    if len(pieces) == 1:
        return pieces[0].size, pieces[0].baseline
    weights: dict[tuple[float, float], int] = defaultdict(int)
    for piece in pieces:
        weights[round(piece.size, 1), round(piece.baseline, 1)] += len(piece.text)
    return max(weights, key=weights.__getitem__)


def join_fragments(fragments: Sequence[Fragment]) -> Fragment:
    """One fragment of several that stand on one line, left to right."""
    if len(fragments) == 1:
        return fragments[0]
    return _fragment([piece for fragment in fragments for piece in fragment.pieces])


def make_line(fragment: Fragment, page: int, annotations: Sequence[Annotation] = ()) -> Line:
    """The words of a fragment as a line."""
    size, baseline = fragment.size, fragment.baseline
    text = ""
    runs: list[Run] = []
    places: list[tuple[int, int, float, float]] = []
    previous: Piece | None = None
    was_raised = False
    for piece in fragment.pieces:
        letters = piece.text
        if not letters.isprintable() and not (letters := letters.translate(NO_CONTROLS)).strip():
            continue
        raised, lowered = _shifted(piece, size, baseline)
        if previous is not None and _parted(previous, piece, raised or was_raised, size):
            text += " "
        start = len(text)
        text += letters
        end = len(text)
        last = runs[-1] if runs else None
        if (
            last is not None
            and last.font is piece.font
            and last.raised is raised
            and last.lowered is lowered
            and abs(last.size - piece.size) < 0.2
        ):
            runs[-1] = last._replace(end=end)
        else:
            runs.append(Run(start, end, piece.font, piece.size, raised, lowered))
        places.append((start, end, piece.x0, piece.x1))
        previous, was_raised = piece, raised
    box = Box(fragment.x0, fragment.top, fragment.x1, fragment.bottom)
    links = _links(places, box, annotations) if annotations else []
    return Line(text, box, page, runs, size, baseline, links)


def _shifted(piece: Piece, size: float, baseline: float) -> tuple[bool, bool]:
    """Whether a piece is raised above the line, or set lower."""
    up = baseline - piece.baseline
    if piece.size <= _SMALL * size:
        if up > _RAISED * size:
            return True, False
        if up < -_LOWERED * size:
            return False, True
    elif up > _RAISED_AS_LARGE * size:
        return True, False
    # Some fonts hold raised digits that stand on the line as far as the file knows: their ink does not.
    if piece.text[0].isalnum() and up > -0.1 * size and baseline - piece.bottom > 0.22 * size:
        return piece.text[0].isdecimal() or piece.size <= _SMALL * size, False
    return False, False


def _parted(previous: Piece, piece: Piece, beside_raised: bool, size: float) -> bool:
    """Whether a blank stands between two pieces."""
    gap = piece.x0 - previous.x1
    if piece.order == previous.order + 1 or (piece.order == previous.order):
        return piece.blank and not (beside_raised and gap < 0.12 * size)
    return gap > _BLANK * size


def _links(places: list[tuple[int, int, float, float]], box: Box, annotations: Sequence[Annotation]) -> list[LineLink]:
    """The letters under each link that crosses the line."""
    found: list[LineLink] = []
    middle = (box.y0 + box.y1) / 2
    for annotation in annotations:
        left, top, right, bottom = annotation.box
        if not top - 1 <= middle <= bottom + 1 or right <= box.x0 or left >= box.x1:
            continue
        first = last = -1
        for start, end, x0, x1 in places:
            if x1 <= left + 0.3 or x0 >= right - 0.3:
                continue
            wide = (x1 - x0) / (end - start) or 1.0
            a = start + max(0, round((left - x0) / wide)) if left > x0 else start
            b = end - max(0, round((x1 - right) / wide)) if right < x1 else end
            if a < b:
                first = a if first < 0 else first
                last = b
        if 0 <= first < last:
            found.append(LineLink(first, last, annotation))
    found.sort(key=lambda link: link.start)
    return found
