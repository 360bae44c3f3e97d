"""Bytes → the letters of each page with their fonts and places, and its links, as pdfium tells them.

Letters come as pieces: those of one word that one text object shows, so that fonts and places are asked for once a piece.
"""

from __future__ import annotations

import ctypes
import re
import time
import unicodedata
from collections import defaultdict
from typing import Any

from citance.errors import Unreadable
from citance.readers.pdf.pdfium import load_pdfium
from citance.readers.pdf.sight import Ink, Sight
from citance.readers.pdf.values import NO_CONTROLS, Annotation, Box, Font, Page, Pdf, Piece

# A book of more pages, or a page of more letters, is read as far as this goes.
MOST_PAGES = 600
MOST_LETTERS = 2_500_000
MOST_PIECES = 350_000  # as of a book of 400 pages; a drawing has one for each letter
MOST_ON_A_PAGE = 60_000  # a map or a plot drawn in letters
MOST_LINKS = 2_000  # on a page
PATIENCE = 12.0  # seconds of CPU for the letters; articles take one tenth of one

_FAR = 20_000.0  # points from the corner of the page; nothing stands there

_ERRORS = {
    3: "a PDF too damaged to be opened",
    4: "an encrypted PDF: it asks for a password",
    5: "an encrypted PDF, of a kind that cannot be opened",
}
_INFO = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate")
_WORDS = re.compile(r"[^\s\x00\x01\x03-\x1f\uffff\u200b\u200c\u200d\u2060\ufeff]+")
_BLANK = re.compile(r"[\s\u200b]")
_SMALL_RAISED = re.compile(r"([⁰¹²³⁴-⁹⁺⁻ⁿªᵃ-ᵛ]+)")
_ACCENTS = dict(zip("`´ˆ˜¨ˇ˚¸¯˘˙˝", "\u0300\u0301\u0302\u0303\u0308\u030c\u030a\u0327\u0304\u0306\u0307\u030b", strict=True))
_ACCENT = re.compile(f"[{''.join(_ACCENTS)}]")
_AROUND = (1, -1, 2, -2, *(step for far in range(3, 90) for step in (-far, far)))  # where its letter is looked for
_MOST_ACCENTS = 600  # on a page
_TAKEN = "\ufff0"  # stands where an accent was that has been put on its letter
_LETTERS = str.maketrans({
    "\x02": "-", "\ufffe": "-",  # pdfium's signs for a hyphen at the end of a line
    "\u00ad": "-", "\u2010": "-", "\u2011": "-",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    _TAKEN: None,
    "\u0132": "IJ", "\u0133": "ij",
})  # fmt: skip
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"(?i:bold|black|heavy|demi|cmbx|cmb10|sfbx|[-.,_](?:b|bd|bi|bdit|boldit)$|[-.]b[+.])|[a-z](?:B|BI)$")
_NOT_BOLD = re.compile(r"demi-?light", re.I)
_ITALIC = re.compile(r"(?i:ital|obli|slanted|kursiv|cmti|cmsl|cmmi|sfti|[-.,_](?:i|it|bi|bdit|boldit)$)|[a-z]B?I$")


def read_pages(data: bytes, name: str) -> Pdf:
    """The pages of a PDF; raises Unreadable where it cannot be opened or asks for a password.

    Of a file of too many pages or letters the first are read, and `cut` says so.
    """
    pdfium = load_pdfium()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise Unreadable(name, _ERRORS.get(pdfium.FPDF_GetLastError(), "a PDF that cannot be opened"))
    try:
        return _read_document(pdfium, document, name)
    finally:
        pdfium.FPDF_CloseDocument(document)


def _read_document(pdfium: Any, document: int, name: str) -> Pdf:
    count = pdfium.FPDF_GetPageCount(document)
    if count <= 0:
        raise Unreadable(name, "a PDF without pages")
    info = {key: value for key in _INFO if (value := _info(pdfium, document, key))}
    pdf = Pdf([], info, count)
    until = time.process_time() + PATIENCE
    letters = pieces = 0
    fonts: dict[int, Font] = {}
    for index in range(count):
        if index >= MOST_PAGES or letters > MOST_LETTERS or pieces > MOST_PIECES:
            pdf.cut = f"only the first {index} of {count} pages were read"
            break
        if time.process_time() > until:
            pdf.cut = f"only the first {index} of {count} pages were read within {PATIENCE:.0f} seconds"
            break
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            pdf.cut = pdf.cut or f"page {index + 1} is damaged"
            continue
        try:
            read, seen = _PageReader(pdfium, document, page, index + 1, fonts).read()
        finally:
            pdfium.FPDF_ClosePage(page)
        pdf.pages.append(read)
        letters += seen
        pieces += len(read.pieces)
    if not pdf.pages:
        raise Unreadable(name, "a PDF of which no page can be opened")
    _mend_dashes(pdf)
    return pdf


def _mend_dashes(pdf: Pdf) -> None:
    """Makes dashes of the letters e of a font that has no other: its maker called its dash so, and "1e3" is a range."""
    shown: dict[str, set[str]] = defaultdict(set)
    for page in pdf.pages:
        for piece in page.pieces:
            shown[piece.font.name].add(piece.text)
    names = {name for name, texts in shown.items() if name and texts == {"e"}}
    for page in pdf.pages if names else ():
        page.pieces = [piece._replace(text="–") if piece.font.name in names else piece for piece in page.pieces]


class _PageReader:
    """Reads one page; holds the memory that pdfium writes its answers to."""

    def __init__(self, pdfium: Any, document: int, page: int, number: int, fonts: dict[int, Font]) -> None:
        self.pdfium, self.document, self.page, self.number, self.fonts = pdfium, document, page, number, fonts
        self.numbers = (ctypes.c_double * 4)()
        start = ctypes.addressof(self.numbers)
        self.left, self.right, self.bottom, self.top = start, start + 8, start + 16, start + 24
        self.floats = (ctypes.c_float * 6)()
        self.at_floats = ctypes.addressof(self.floats)
        self.turned: int = pdfium.FPDFPage_GetRotation(page)  # quarters clockwise
        self.directions = [0, 0, 0, 0]  # letters that would be upright were the page turned so much more
        box = self.floats
        if pdfium.FPDF_GetPageBoundingBox(page, self.at_floats):  # left, top, right, bottom
            self.x, self.y, self.x_end, self.y_end = box[0], box[3], box[2], box[1]
        else:
            self.x = self.y = 0.0
            self.x_end, self.y_end = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        self._turn(self.turned)

    def read(self) -> tuple[Page, int]:
        """The page, and how many letters it has."""
        pdfium = self.pdfium
        page = Page(self.number, self.width, self.height)
        text_page = pdfium.FPDFText_LoadPage(self.page)
        count = 0
        if text_page:
            try:
                count = min(pdfium.FPDFText_CountChars(text_page), MOST_ON_A_PAGE)
                if count > 0:
                    page.pieces = self._pieces(text_page, count)
                    if (turn := self._better_turn()) != self.turned:  # a table set sideways
                        self._turn(turn)
                        page.width, page.height = self.width, self.height
                        page.pieces = self._pieces(text_page, count)
            finally:
                pdfium.FPDFText_ClosePage(text_page)
        page.annotations = self._annotations()
        return page, max(0, count)

    def _turn(self, quarters: int) -> None:
        """Look at the page turned clockwise so far."""
        self.turned = quarters % 4
        wide, high = max(1.0, self.x_end - self.x), max(1.0, self.y_end - self.y)  # a damaged page may have no size
        self.width, self.height = (high, wide) if self.turned % 2 else (wide, high)

    def _better_turn(self) -> int:
        """How the page must be turned so that most of its letters stand upright."""
        most = max(range(4), key=lambda turn: self.directions[turn])
        return (self.turned + most) % 4 if self.directions[most] > 2 * self.directions[0] else self.turned

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """A place of the page as it is seen, from the top left."""
        turned = self.turned
        if turned == 0:
            return x - self.x, self.y_end - y
        if turned == 1:
            return y - self.y, x - self.x
        if turned == 2:
            return self.x_end - x, y - self.y
        return self.y_end - y, self.x_end - x

    def _box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the page as it is seen."""
        (xa, ya), (xb, yb) = self._place(left, top), self._place(right, bottom)
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def _pieces(self, text_page: int, count: int) -> list[Piece]:
        pdfium = self.pdfium
        text = self._text(text_page, count)
        if _ACCENT.search(text):
            text = self._with_accents(text_page, text)
        object_of, box_of = pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetCharBox
        left, right, bottom, top, numbers = self.left, self.right, self.bottom, self.top, self.numbers
        pieces: list[Piece] = []
        sight = Sight(pdfium, self.page, self._box)
        looks: dict[int, tuple[Font, float, int, float]] = {}
        inks: dict[int, Ink] = {}
        directions = self.directions = [0, 0, 0, 0]
        width, height = self.width, self.height
        previous_end = order = 0
        for match in _WORDS.finditer(text):
            start, end = match.span()
            blank = start > previous_end and _BLANK.search(text, previous_end, start) is not None
            previous_end = end
            first, last = object_of(text_page, start), object_of(text_page, end - 1)
            if first == last:
                cuts = [start, end]
                objects = [first]
            else:
                cuts, objects = [start], [first]
                for at in range(start + 1, end):
                    shown_by = object_of(text_page, at)
                    if shown_by != objects[-1]:
                        cuts.append(at)
                        objects.append(shown_by)
                cuts.append(end)
            for at, shown_by in enumerate(objects):
                a, b = cuts[at], cuts[at + 1]
                look = looks.get(shown_by)
                if look is None:
                    look = looks[shown_by] = self._look(text_page, a, shown_by)
                    inks[shown_by] = sight.ink(shown_by)
                font, size, direction, baseline = look
                if direction:
                    if direction > 0:
                        directions[direction] += b - a
                    continue
                directions[0] += b - a
                box_of(text_page, a, left, right, bottom, top)
                x0, x1, low, high = numbers
                if b - a > 1:
                    box_of(text_page, b - 1, left, right, bottom, top)
                    x1 = numbers[1]
                if self.turned:
                    x0, x1, low, high = self._ink(text_page, a, b)
                else:
                    x0, x1, low, high = x0 - self.x, x1 - self.x, self.y_end - low, self.y_end - high
                if x1 < x0:  # letters that run from right to left
                    x0, x1 = x1, x0
                if not (-_FAR < x0 <= x1 < _FAR and -_FAR < low < _FAR and -_FAR < baseline < _FAR):
                    continue  # of a damaged file; no number at all is none of these, either
                letters = text[a:b].translate(_LETTERS)
                order += 1
                if text[a] == _TAKEN:  # whether a blank stands there is told by the room alone
                    order += 1
                    if not letters:
                        continue
                piece = Piece(letters, x0, x1, baseline, size, font, high, low, blank and a == start, order)
                pieces.append(piece)
                within = x0 < width and x1 > 0 and high < height and low > 0
                if not within or inks[shown_by] is not Ink.DRAWN:
                    sight.doubt(piece, inks[shown_by] if within else Ink.NONE)
        pieces = sight.seen(pieces)
        return [part for piece in pieces for part in _plain(piece)]

    def _ink(self, text_page: int, start: int, end: int) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of letters of a turned page; height is the first one's."""
        xs: list[float] = []
        ys: list[float] = []
        numbers = self.numbers
        for at in (start, end - 1):
            self.pdfium.FPDFText_GetCharBox(text_page, at, self.left, self.right, self.bottom, self.top)
            for x, y in (self._place(numbers[0], numbers[2]), self._place(numbers[1], numbers[3])):
                xs.append(x)
                ys.append(y)
        return min(xs), max(xs), max(ys[:2]), min(ys[:2])

    def _text(self, text_page: int, count: int) -> str:
        """The page's letters, exactly one for each that pdfium counts."""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = self.pdfium.FPDFText_GetText(text_page, 0, count, ctypes.addressof(buffer))
        if written == count + 1:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        letter = self.pdfium.FPDFText_GetUnicode
        codes = [letter(text_page, at) for at in range(count)]
        return "".join([chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\uffff" for code in codes])

    def _with_accents(self, text_page: int, text: str) -> str:
        """The text with accents that are drawn by themselves put on the letter under them.

        That is the next one (TeX), the one before, or one farther off, for pdfium moves accents to the end of a line at times.
        """
        letters = list(text)
        box_of, numbers = self.pdfium.FPDFText_GetCharBox, self.numbers
        places = self.left, self.right, self.bottom, self.top
        for count, match in enumerate(_ACCENT.finditer(text)):
            if count == _MOST_ACCENTS:
                break
            at = match.start()
            box_of(text_page, at, *places)
            middle, height = (numbers[0] + numbers[1]) / 2, (numbers[2] + numbers[3]) / 2
            for step in _AROUND:
                beside = at + step
                if not 0 <= beside < len(text):
                    continue
                letter = {"ı": "i", "ȷ": "j"}.get(text[beside], text[beside])
                if not letter.isalpha():
                    continue
                whole = unicodedata.normalize("NFC", letter + _ACCENTS[match[0]])
                if len(whole) != 1:
                    continue
                box_of(text_page, beside, *places)
                left, right, bottom, top = numbers
                if left - 0.5 <= middle <= right + 0.5 and bottom - 3 <= height <= top + max(3.0, top - bottom):
                    letters[beside], letters[at] = whole, _TAKEN
                    break
        return "".join(letters)

    def _look(self, text_page: int, at: int, shown_by: int) -> tuple[Font, float, int, float]:
        """Font, size as seen, how many quarters the page is to be turned to read it (-1: it cannot be read), and baseline."""
        pdfium, floats = self.pdfium, self.floats
        size = pdfium.FPDFText_GetFontSize(text_page, at)
        a = d = 1.0
        b = c = 0.0
        if pdfium.FPDFText_GetMatrix(text_page, at, self.at_floats):
            a, b, c, d = floats[0], floats[1], floats[2], floats[3]
        for _ in range(self.turned):
            a, b, c, d = b, -a, d, -c
        if abs(b) <= 0.2 * abs(a):
            direction = 0 if a > 0 else 2
        elif abs(a) <= 0.2 * abs(b):
            direction = 1 if b > 0 else 3
        else:
            direction = -1
        size = abs(size) * (c * c + d * d) ** 0.5
        handle = pdfium.FPDFTextObj_GetFont(shown_by) if shown_by else 0
        font = self.fonts.get(handle)
        if font is None:
            font = self.fonts[handle] = _font(pdfium, handle) if handle else Font("")
        numbers = self.numbers
        if not pdfium.FPDFText_GetCharOrigin(text_page, at, self.left, self.right):
            direction = -1
        baseline = self._place(numbers[0], numbers[1])[1]
        return font, size, direction if 1.0 < size < 400.0 else -1, baseline

    def _annotations(self) -> list[Annotation]:
        pdfium = self.pdfium
        place, link = ctypes.c_int(0), ctypes.c_void_p()
        at_place, at_link = ctypes.addressof(place), ctypes.addressof(link)
        found: list[Annotation] = []
        for _ in range(MOST_LINKS):
            if not pdfium.FPDFLink_Enumerate(self.page, at_place, at_link) or not link.value:
                break
            if not pdfium.FPDFLink_GetAnnotRect(link.value, self.at_floats):  # left, top, right, bottom
                continue
            left, top, right, bottom = self.floats[:4]
            box = self._box(left, bottom, right, top)
            if not all(-_FAR < place < _FAR for place in box):
                continue
            annotation = self._annotation(link.value, box)
            if annotation is not None:
                found.append(annotation)
        return found

    def _annotation(self, link: int, box: Box) -> Annotation | None:
        pdfium, document = self.pdfium, self.document
        goal = pdfium.FPDFLink_GetDest(document, link)
        if not goal:
            action = pdfium.FPDFLink_GetAction(link)
            kind = pdfium.FPDFAction_GetType(action) if action else 0
            if kind == 3:
                length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
                if not 1 < length < 4096:
                    return None
                buffer = ctypes.create_string_buffer(length)
                pdfium.FPDFAction_GetURIPath(document, action, ctypes.addressof(buffer), length)
                return Annotation(box, self.number, buffer.value.decode("utf-8", "replace").translate(NO_CONTROLS).strip())
            goal = pdfium.FPDFAction_GetDest(document, action) if kind == 1 else None
        if not goal:
            return None
        to_page = pdfium.FPDFDest_GetDestPageIndex(document, goal)
        if to_page < 0:
            return None
        flags, places = (ctypes.c_int * 3)(), (ctypes.c_float * 3)()
        at = ctypes.addressof(flags)
        to = ctypes.addressof(places)
        x = y = None
        if pdfium.FPDFDest_GetLocationInPage(goal, at, at + 4, at + 8, to, to + 4, to + 8):
            x = places[0] - self.x if flags[0] else None
            y = self.y_end - places[1] if flags[1] else None  # pages of one file are of one height
        if y is None:
            view, corners = ctypes.c_ulong(0), (ctypes.c_float * 4)()
            kind = pdfium.FPDFDest_GetView(goal, ctypes.addressof(view), ctypes.addressof(corners))
            if kind in (3, 7) and view.value:  # fit a width, from this height on
                y = self.y_end - corners[0]
            elif kind == 5:  # fit a rectangle: left, bottom, right, top
                x, y = corners[0] - self.x, self.y_end - corners[3]
        if y is not None and not -_FAR < y < _FAR:
            x = y = None
        return Annotation(box, self.number, None, to_page + 1, x, y)


def _plain(piece: Piece) -> list[Piece]:
    """The piece; digits that are small and raised by themselves as pieces of their own."""
    text = piece.text
    if text.isascii():
        return [piece]
    if not _SMALL_RAISED.search(text):
        return [piece]
    parts: list[Piece] = []
    wide = (piece.x1 - piece.x0) / max(1, len(text))
    at = 0
    for part in _SMALL_RAISED.split(text):
        if not part:
            continue
        x0 = piece.x0 + wide * at
        at += len(part)
        cut = piece._replace(text=part, x0=x0, x1=piece.x0 + wide * at, blank=piece.blank and not parts)
        if _SMALL_RAISED.fullmatch(part):
            plain = unicodedata.normalize("NFKC", part)
            cut = cut._replace(text=plain, size=0.6 * piece.size, baseline=piece.baseline - 0.35 * piece.size)
        parts.append(cut)
    return parts


def _font(pdfium: Any, handle: int) -> Font:
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(handle, ctypes.addressof(buffer), 255)
    name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
    flags = pdfium.FPDFFont_GetFlags(handle)
    flags = 0 if flags < 0 else flags
    bold = bool(flags & 1 << 18) or (_BOLD.search(name) is not None and not _NOT_BOLD.search(name))
    italic = bool(flags & 1 << 6) or _ITALIC.search(name) is not None
    return Font(name, bold, italic)


def _info(pdfium: Any, document: int, key: str) -> str:
    length = pdfium.FPDF_GetMetaText(document, key.encode(), None, 0)
    if not 2 < length < 65_536:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_GetMetaText(document, key.encode(), ctypes.addressof(buffer), length)
    return " ".join(buffer.raw[: length - 2].decode("utf-16-le", "replace").translate(NO_CONTROLS).split())
