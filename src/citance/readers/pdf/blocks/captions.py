"""Where captions of figures and tables begin, and how far they go."""

from __future__ import annotations

from citance.readers.pdf.blocks.body import SAME_SIZE
from citance.readers.pdf.blocks.layout import Layout
from citance.readers.pdf.blocks.values import Block
from citance.readers.pdf.phrases import CAPTION


def begins_caption(layout: Layout, index: int, gap: float | None) -> bool:
    """Whether a caption begins with this line, `gap` points below the line before."""
    line = layout.lines[index]
    match = CAPTION.match(line.text)
    if match is None:
        return False
    bold = line.runs[0].font.bold and not layout.body.bold
    if not layout.of_body(line) or bold:
        return True
    if gap is not None and gap < 1.25 * layout.body.leading:
        return False
    return bool(match["sign"].strip()) or line.runs[0].font.name != layout.body.font


def goes_on_caption(layout: Layout, caption: Block, index: int, gap: float | None) -> bool:
    """Whether the line goes on with the caption."""
    line = layout.lines[index]
    if index in layout.in_rows and not layout.is_prose(line):
        return False  # a cell
    first = layout.lines[caption.lines[-1]]
    if gap is None or gap > 1.75 * max(first.size, line.size) or gap > 1.25 * layout.body.leading:
        return False
    if abs(line.size - first.size) > SAME_SIZE:
        return False
    return len(caption.lines) < 40 and not (len(caption.lines) > 1 and gap > 1.3 * _step(layout, caption))


def _step(layout: Layout, block: Block) -> float:
    a, b = layout.lines[block.lines[-2]], layout.lines[block.lines[-1]]
    return b.baseline - a.baseline if b.baseline > a.baseline + 1 else layout.body.leading
