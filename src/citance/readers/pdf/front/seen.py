"""What of an article's first pages is looked at, and what several of its parts ask."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.values import Line, Pdf, usual_size
from citance.text.normalise import squash

_FIRST_PAGES = 3  # a cover sheet, a page of highlights, and the article
_MOST_LINES = 400  # on them: three pages of small print
_MOST_SIZED = 2_000  # lines that tell the size of the running text: those of 20 pages


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at: lines of the first pages in reading order, heads and feet, and what the file says of itself."""

    lines: Sequence[Line]
    first: list[int]  # indices of the lines of the first pages that are not references
    heads: Sequence[Line]
    info: dict[str, str]
    words: Words
    heights: dict[int, float]
    size: float  # of the running text
    around: str  # heads and feet of the first page and all its lines, as one string
    squashed: str  # the letters of that


def look(pdf: Pdf, lines: Sequence[Line], heads: Sequence[Line], apart: Collection[int], words: Words) -> Seen | None:
    """What is looked at of an article; None where its first pages hold nothing but references."""
    first = [index for index, line in enumerate(lines[:_MOST_LINES]) if line.page <= _FIRST_PAGES and index not in apart]
    if not first:
        return None
    opening = lines[first[0]].page
    near = [line.text for line in heads if line.page <= opening + 1]
    around = join_lines([*near, *(lines[index].text for index in first if lines[index].page <= opening)], words)
    heights = {page.number: page.height for page in pdf.pages}
    return Seen(lines, first, heads, pdf.info, words, heights, usual_size(lines[:_MOST_SIZED]), around, squash(around))


def goes_on(above: Line, line: Line) -> bool:
    """Whether a line stands right below another and is set like it."""
    if above.page != line.page or abs(above.size - line.size) > max(0.4, 0.03 * line.size):
        return False
    down = line.baseline - above.baseline
    beside = min(above.box.x1, line.box.x1) - max(above.box.x0, line.box.x0)
    return 0 < down < 2.0 * line.size and beside > 0 and (above.bold == line.bold or above.italic != line.italic)


# What stands over titles and is none: the kind of article, the journal's own marks.
KINDS = re.compile(
    r"""(?:open\s?access|(?:full\s|original\s|short\s|brief\s|rapid\s|mini\s?|systematic\s|invited\s|regular\s|clinical\s|basic\s|special\s|scientific\s)*
        (?:research|review|article|articles|paper|report|reports|communication|communications|letter|letters|note|notes|study|protocol
        |case\sreport|case\sstudy|case\sseries|editorial|commentary|perspective|perspectives|opinion|viewpoint|correspondence|methods?
        |meta-?analysis|investigation|investigations|contribution|science|clinical\strial|data|software|tool|resource|feature|trial
        |artigo\soriginal|artigo|artículo(?:\soriginal)?|article\soriginal|originalarbeit|übersicht|revisão|revisión|original)
        (?:\s(?:article|articles|paper|report|letter|review|communication|protocol|note|study|research|in\s\w+))*)""",
    re.I | re.X,
)
JOURNALISH = re.compile(
    r"\b(?:Journal|Annals|Archives|Bulletin|Transactions|Proceedings|Revista|Acta|Zeitschrift|Magazine|Gazette|Quarterly)\b", re.I
)
CITE = re.compile(r"(?:how to cite|to cite|cite (?:this|as)|citation)\b[^:]{0,40}:\s*(.{40,400})", re.I)
