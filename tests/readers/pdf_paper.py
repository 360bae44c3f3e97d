"""A small writer of PDFs, so that tests lay out pages of their own: words at places, in the standard fonts, with links.

    paper = Paper()
    page = paper.page()
    page.write(50, 80, "Growth was slow.", size=10)
    page.write_lines(50, 92, ["[1] Arden", "saw it."], size=10)
    data = paper.pdf()

Places are in points from the top left corner, as everywhere in `readers.pdf`. All letters are 0.6 of their size wide.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

FONTS = {"plain": "Courier", "bold": "Courier-Bold", "italic": "Courier-Oblique"}


def width(text: str, size: float) -> float:
    """How wide the words are."""
    return 0.6 * size * len(text)


@dataclass
class Sheet:
    """One page being written."""

    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None  # left, bottom, right, top, as the file has it
    commands: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def write(
        self, x: float, y: float, text: str, size: float = 10.0, font: str = "plain", rise: float = 0.0, mode: int = 0
    ) -> float:
        """Shows words with their baseline at y, in a render mode (3: not drawn); the place behind them."""
        escaped = text.encode("cp1252").decode("latin-1").translate({92: "\\\\", 40: "\\(", 41: "\\)"})
        self.commands.append(f"BT /{font} {size} Tf 1 0 0 1 {x:.2f} {self.height - y + rise:.2f} Tm {mode} Tr ({escaped}) Tj ET")
        return x + width(text, size)

    def write_lines(
        self, x: float, y: float, lines: Iterable[str], size: float = 10.0, leading: float = 12.0, font: str = "plain"
    ) -> float:
        """Lines below one another, `^12^` raised; a line that begins with blanks is set in. The baseline below them."""
        for line in lines:
            at = x + 2 * size * (line.startswith("  "))
            for number, part in enumerate(line.strip().split("^")):
                if part:
                    raised = number % 2
                    at = self.write(at, y, part, size * (0.6 if raised else 1), font, 0.36 * size * raised)
            y += leading
        return y

    def draw(self, *commands: str) -> None:
        """Anything else, in the words of the format and from the lower left corner: `"1 g"` writes white from here on."""
        self.commands += commands

    def link(self, box: tuple[float, float, float, float], uri: str) -> None:
        """A link from a box to an address."""
        x0, y0, x1, y1 = box
        rect = f"[{x0} {self.height - y1} {x1} {self.height - y0}]"
        self.links.append(f"<< /Type /Annot /Subtype /Link /Rect {rect} /A << /S /URI /URI ({uri}) >> >>")

    def link_to(self, box: tuple[float, float, float, float], page: int, y: float) -> None:
        """A link from a box to a place of a page, counted from 1."""
        x0, y0, x1, y1 = box
        rect = f"[{x0} {self.height - y1} {x1} {self.height - y0}]"
        self.links.append(f"<< /Type /Annot /Subtype /Link /Rect {rect} /Dest [@{page} /XYZ 0 {self.height - y} 0] >>")


@dataclass
class Paper:
    """A PDF being written."""

    sheets: list[Sheet] = field(default_factory=list)
    info: dict[str, str] = field(default_factory=dict)

    def page(self, width: float = 595.0, height: float = 842.0, rotate: int = 0) -> Sheet:
        """A new page."""
        self.sheets.append(Sheet(width, height, rotate))
        return self.sheets[-1]

    def pdf(self) -> bytes:
        """The file."""
        objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        fonts = " ".join(
            f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"
            for name, font in FONTS.items()
        )
        kids = [3 + 2 * at for at in range(len(self.sheets))]
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
        for kid, sheet in zip(kids, self.sheets, strict=True):
            links = " ".join(sheet.links)
            for at in range(len(kids), 0, -1):
                links = links.replace(f"@{at} ", f"{kids[at - 1]} 0 R ")
            crop = f"/CropBox [{' '.join(map(str, sheet.crop))}] " if sheet.crop is not None else ""
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] {crop}/Rotate {sheet.rotate} "
                f"/Resources << /Font << {fonts} >> /ExtGState << /clear << /ca 0 >> >> >> "
                f"/Contents {kid + 1} 0 R /Annots [{links}] >>".encode()
            )
            stream = zlib.compress("\n".join(sheet.commands).encode("latin-1"))
            objects.append(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        info = " ".join(f"/{key} ({value})" for key, value in self.info.items())
        objects.append(f"<< {info} >>".encode("latin-1"))
        out = b"%PDF-1.7\n"
        places = []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>".encode()
        return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (
            len(objects) + 1,
            table,
            trailer,
            len(out),
        )
