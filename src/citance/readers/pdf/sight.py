"""Which letters of a page a reader can see: those drawn, in a colour that shows, on the part of the page that is shown.

A PDF can hold words that nobody sees: to be found by, to deceive, or left over by a template. Left out are

* letters that are not drawn (render mode 3) or drawn through and through transparent;
* letters beyond the edges of the page as it is shown (the crop box);
* letters as white as paper, where nothing is painted beneath or above that they could stand out from.

Where these are most of a page they are kept, for then we have misunderstood it: under the picture of a scanned page lies its
text, not drawn, by whoever recognised it; and a page whose background we do not see may be set in white.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from enum import Enum
from typing import Any

from citance.readers.pdf.values import Box, Piece

# Of 255 in each of red, green and blue. What is darker by more is grey on white, and can be read by who looks closely.
_WHITE = 250
_MOST_OBJECTS = 20_000  # on a page: a map, or a plot of every point; there, nothing is called unseen for its colour
_MOST_COMPARED = 2_000_000

_FILLS, _NOTHING = 0, 3  # render modes; 7, which cuts letters out of what is drawn next, shows them
_TEXT, _PATH = 1, 2  # types of objects


class Ink(Enum):
    """How letters are drawn."""

    DRAWN = "drawn"
    WHITE = "white"
    NONE = "none"


class Sight:
    """Looks at one page; remembers the letters in doubt until it is asked which are seen."""

    def __init__(self, pdfium: Any, page: int, box: Callable[[float, float, float, float], Box]) -> None:
        """`box` tells where left, bottom, right and top of the page's own space stand as the page is seen."""
        self._pdfium, self._page, self._box = pdfium, page, box
        self._unseen: set[int] = set()  # orders of pieces
        self._white: list[Piece] = []
        self._colour = (ctypes.c_uint * 4)()
        start = ctypes.addressof(self._colour)
        self._at_colour = start, start + 4, start + 8, start + 12

    def ink(self, shown_by: int) -> Ink:
        """How a text object draws its letters; 0 is none, as of letters that pdfium adds."""
        if not shown_by:
            return Ink.DRAWN
        mode = self._pdfium.FPDFTextObj_GetTextRenderMode(shown_by)
        if mode == _NOTHING:
            return Ink.NONE
        if mode != _FILLS or not self._pdfium.FPDFPageObj_GetFillColor(shown_by, *self._at_colour):
            return Ink.DRAWN
        if not self._colour[3]:
            return Ink.NONE
        return Ink.WHITE if self._is_white() else Ink.DRAWN

    def doubt(self, piece: Piece, ink: Ink) -> None:
        """A piece that may not be seen: of such ink, or of none where it stands outside the page."""
        if ink is Ink.WHITE:
            self._white.append(piece)
        else:
            self._unseen.add(piece.order)

    def seen(self, pieces: list[Piece]) -> list[Piece]:
        """Those of the pieces of the page that are seen."""
        if self._white:
            painted = self._painted()
            if painted is not None and len(painted) * len(self._white) <= _MOST_COMPARED:
                self._unseen.update(piece.order for piece in self._white if not any(_meets(piece, box) for box in painted))
        if not self._unseen:
            return pieces
        hidden = sum(len(piece.text) for piece in pieces if piece.order in self._unseen)
        if 2 * hidden > sum(len(piece.text) for piece in pieces):
            return pieces
        return [piece for piece in pieces if piece.order not in self._unseen]

    def _is_white(self) -> bool:
        red, green, blue, _ = self._colour
        return min(red, green, blue) >= _WHITE

    def _painted(self) -> list[Box] | None:
        """Where something is painted that is no text and not white; None where that is not known, or too much to look at."""
        pdfium = self._pdfium
        count = pdfium.FPDFPage_CountObjects(self._page)
        if count > _MOST_OBJECTS:
            return None
        fills, strokes = ctypes.c_int(0), ctypes.c_int(0)
        edges = (ctypes.c_float * 4)()
        at = ctypes.addressof(edges)
        painted: list[Box] = []
        for place in range(count):
            found = pdfium.FPDFPage_GetObject(self._page, place)
            kind = pdfium.FPDFPageObj_GetType(found) if found else _TEXT
            if kind == _TEXT:
                continue
            if kind == _PATH and pdfium.FPDFPath_GetDrawMode(found, ctypes.addressof(fills), ctypes.addressof(strokes)):
                # A thick line is a bar, too: what is stroked counts, in whatever colour.
                filled = fills.value and not (
                    pdfium.FPDFPageObj_GetFillColor(found, *self._at_colour) and (self._is_white() or not self._colour[3])
                )
                if not (filled or strokes.value):
                    continue
            if pdfium.FPDFPageObj_GetBounds(found, at, at + 4, at + 8, at + 12):  # left, bottom, right, top
                painted.append(self._box(*edges))
            else:
                return None
        return painted


def _meets(piece: Piece, box: Box) -> bool:
    return piece.x0 < box.x1 and piece.x1 > box.x0 and piece.top < box.y1 and piece.bottom > box.y0
