"""Lines in reading order → blocks: headings, paragraphs over lines, columns and pages, captions, cells of tables, footnotes.

A paragraph that a figure, a heading's table or the end of a page interrupts goes on behind it: the last paragraph of each size of
letters stays open until a line of that size begins another one. What is neither prose nor a cell (words in a drawing) is scrap.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from citance.readers.pdf.phrases import CAPTION, heads_abstract
from citance.readers.pdf.values import Line
from citance.text.headings import section_kind


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ABSTRACT = "abstract"  # a paragraph of it
    CAPTION = "caption"
    CELL = "cell"
    FOOTNOTE = "footnote"


@dataclass(slots=True)
class Block:
    """Lines that belong together, as indices in reading order."""

    kind: Kind
    lines: list[int] = field(default_factory=list)
    level: float = 0.0  # of a heading: greater stands above


@dataclass(frozen=True, slots=True)
class Body:
    """How most of the article is set."""

    size: float
    font: str
    leading: float  # from baseline to baseline
    bold: bool


_TABLE = re.compile(r"(?:\w+\s)?(?:tab|quadro|cuadro|box)", re.I)
_NUMBERED = re.compile(r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[A-H])[.)]?|(?:\d{1,2}\.){1,4})\s+(?=[^\W\d_])(?![a-z])")
_ENDED = re.compile(r"[.!?:;。][\s\d\"”’»)\](\[,–-]*+$")  # the end of a sentence, with what it cites behind it
_END = 40  # characters of a line in which that is looked for
_FORMULA_NUMBER = re.compile(r"[(\[](?:[A-Z]{1,2}\.?)?\d{1,3}(?:\.\d{1,3})?[a-z]?[)\]]")
_FORMULA_SIGN = re.compile(r"[=<>≤≥≈≃∼∝→+−±∫∑∏≡⊂∈]|^\W*,?$")
_STOPPED = re.compile(r"[.!?][\"”’)\]]*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BULLET = re.compile(r"[•●■▪–—*]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s")
_SAME_SIZE = 0.45  # points between letters that are of one size
_PARAGRAPH = 5  # lines, which no title or list of names has
_SPACED = 1.42  # leadings between the last line of a paragraph and the first of the next, where room parts them
_INDENT, _DEEP = 0.7, 5.0  # sizes
_LONGEST_HEADING = 160


def find_blocks(lines: Sequence[Line], apart: Collection[int], abstract: Collection[int] = frozenset()) -> list[Block]:
    """The blocks of the article in the order of their first lines.

    `apart` are lines that stand in none: of references, of title and authors; `abstract` those known to be of the abstract.
    """
    body = find_body(lines, apart)
    return _Builder(lines, apart, abstract, body).build() if body is not None else []


def find_body(lines: Sequence[Line], apart: Collection[int]) -> Body | None:
    """How the article's paragraphs are set: what most letters have, of lines that read like prose; None without letters."""
    weights: Counter[tuple[float, str, bool]] = Counter()
    for index, line in enumerate(lines):
        if index not in apart and len(line.text) > 25 and _words(line.text) >= 4:
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
        like = body is not None and index not in apart and abs(line.size - body.size) <= _SAME_SIZE and line.bold is body.bold
        run = run + 1 if like and _words(line.text) >= 5 else 0
        if run == _PARAGRAPH:
            return index - run + 1
    return len(lines)


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _is_known(heading: str) -> bool:
    """Whether the words are those of a heading of many articles."""
    return section_kind(heading) is not None or heads_abstract(heading)


class _Builder:
    """Goes through the lines once; holds the paragraph of each size that may go on."""

    def __init__(self, lines: Sequence[Line], apart: Collection[int], abstract: Collection[int], body: Body) -> None:
        self.lines, self.apart, self.abstract, self.body = lines, apart, abstract, body
        self.blocks: list[Block] = []
        self.open: dict[int, Block] = {}  # by size, in half points
        self.cells: dict[tuple[int, int, int], Block] = {}  # by page, column and left edge
        self.caption: Block | None = None
        self.table_at: tuple[int, int] | None = None  # page and column in which cells are looked for
        self.last: int | None = None  # the line before, if not apart
        self.after_heading = False
        self.widths = self._column_widths()
        self.in_rows = self._find_rows()
        self.formulas = self._find_formulas()
        self.lowest = self._find_lowest()

    # -- what is known of the page

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
                if _FORMULA_SIGN.search(words) and _words(words) < 8:
                    found.update(row)
        return found

    def _find_lowest(self) -> dict[tuple[int, int], float]:
        """How far down each column of body text goes."""
        lowest: dict[tuple[int, int], float] = {}
        for index, line in enumerate(self.lines):
            if index not in self.apart and self._of_body(line) and self._is_prose(line):
                key = line.page, line.column
                lowest[key] = max(lowest.get(key, 0.0), line.baseline)
        return lowest

    def _of_body(self, line: Line) -> bool:
        return abs(line.size - self.body.size) <= _SAME_SIZE

    def _is_prose(self, line: Line) -> bool:
        """Whether a line could be one of a paragraph: several words, over much of its column."""
        text = line.text
        letters = sum(map(str.isalpha, text)) + text.count(" ")
        return letters >= 0.6 * len(text) and _words(text) >= 4

    def _short(self, line: Line) -> bool:
        left, right = self.widths[line.page, line.column]
        return line.box.x1 < right - 0.08 * (right - left) - line.size

    def _gap(self, above: Line, line: Line) -> float | None:
        """Points from baseline to baseline; None where the lines do not follow each other down one column."""
        if above.page != line.page or above.column != line.column or line.baseline < above.baseline - 1:
            return None
        return line.baseline - above.baseline

    # -- the walk

    def build(self) -> list[Block]:
        """All blocks."""
        index = 0
        count = len(self.lines)
        while index < count:
            if index in self.apart:
                self.last = None
                index += 1
                continue
            index = self._take(index)
        self.blocks = [block for block in self.blocks if block.lines]
        self.blocks.sort(key=lambda block: block.lines[0])
        return self.blocks

    def _take(self, index: int) -> int:
        """Puts one line, or the lines of one heading, where they belong; the index of the next."""
        line = self.lines[index]
        above = self.lines[self.last] if self.last is not None else None
        gap = self._gap(above, line) if above is not None else None
        if index in self.abstract:
            self._take_abstract(index, gap)
        elif self._begins_caption(index, gap):
            self.caption = self._add(Kind.CAPTION, index)
            place = line.page, line.column
            self.table_at = place if _TABLE.match(line.text) else None
        elif self.caption is not None and self._goes_on_caption(index, gap):
            self.caption.lines.append(index)
        else:
            self.caption = None
            heading = self._heading(index, gap)
            if heading:
                block = self._add(Kind.HEADING, *heading)
                block.level = self._level(line)
                self.last = heading[-1]
                self.after_heading = True
                self.table_at = None
                return heading[-1] + 1
            if self._is_cell(index, gap):
                if index not in self.formulas:
                    self._take_cell(index)
            elif self._is_footnote(index):
                self._take_footnote(index, gap)
            elif self._is_prose(line) or self._ends_paragraph(line, gap):
                if self._of_body(line):
                    self.table_at = None
                self._take_prose(index, gap)
                self.after_heading = False
        self.last = index
        return index + 1

    def _add(self, kind: Kind, *indices: int) -> Block:
        block = Block(kind, list(indices))
        self.blocks.append(block)
        return block

    def _take_abstract(self, index: int, gap: float | None) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.kind is not Kind.ABSTRACT or not self._goes_on(block, index, gap):
            self._add(Kind.ABSTRACT, index)
        else:
            block.lines.append(index)
        self.after_heading = False

    # -- captions

    def _begins_caption(self, index: int, gap: float | None) -> bool:
        line = self.lines[index]
        match = CAPTION.match(line.text)
        if match is None:
            return False
        bold = line.runs[0].font.bold and not self.body.bold
        if not self._of_body(line) or bold:
            return True
        if gap is not None and gap < 1.25 * self.body.leading:
            return False
        return bool(match["sign"].strip()) or line.runs[0].font.name != self.body.font

    def _goes_on_caption(self, index: int, gap: float | None) -> bool:
        assert self.caption is not None
        line = self.lines[index]
        if index in self.in_rows and not self._is_prose(line):
            return False  # a cell
        first = self.lines[self.caption.lines[-1]]
        if gap is None or gap > 1.75 * max(first.size, line.size) or gap > 1.25 * self.body.leading:
            return False
        if abs(line.size - first.size) > _SAME_SIZE:
            return False
        return len(self.caption.lines) < 40 and not (len(self.caption.lines) > 1 and gap > 1.3 * self._step(self.caption))

    def _step(self, block: Block) -> float:
        a, b = self.lines[block.lines[-2]], self.lines[block.lines[-1]]
        return b.baseline - a.baseline if b.baseline > a.baseline + 1 else self.body.leading

    # -- headings

    def _heading(self, index: int, gap: float | None) -> list[int]:
        """The lines of the heading that begins here; none where none does."""
        line = self.lines[index]
        if not self._like_heading(index) or (gap is not None and gap < 0.9 * line.size):
            return []
        found = [index]
        while len(found) < 4 and found[-1] + 1 < len(self.lines) and found[-1] + 1 not in self.apart:
            following = self.lines[found[-1] + 1]
            before = self.lines[found[-1]]
            step = self._gap(before, following)
            if step is None or step > 1.6 * line.size or not self._set_alike(before, following):
                break
            if _NUMBERED.match(following.text):
                break
            found.append(found[-1] + 1)
        text = " ".join(self.lines[at].text for at in found)
        if len(found) == 4 or len(text) > _LONGEST_HEADING:
            return []
        known = _is_known(text)
        last = self.lines[found[-1]]
        if text.rstrip().endswith((",", ";", "-")) or (
            text.rstrip().endswith(".") and not (line.bold or known) and len(text) > 30
        ):
            return []
        if not self._short(last) and len(found) == 1 and not known and not line.size > self.body.size + 0.9 and not line.bold:
            return []
        return found

    def _like_heading(self, index: int) -> bool:
        line, body = self.lines[index], self.body
        text = line.text.strip()
        if index in self.in_rows or len(text) < 3 or not (text[0].isupper() or text[0].isdigit()) or _words(text) < 1:
            return False
        if line.size < body.size - 1.6 or line.size > 2.4 * body.size:
            return False
        plain = _NUMBERED.sub("", text)
        numbered = plain != text
        known = _is_known(text)
        whole = all(run.font.bold for run in line.runs if line.text[run.start : run.end].strip(" .:"))
        slanted = all(run.font.italic for run in line.runs if line.text[run.start : run.end].strip(" .:0123456789"))
        above = self.lines[index - 1] if index else None
        roomy = above is None or (gap := self._gap(above, line)) is None or gap > 1.12 * body.leading
        capitals = plain.isupper() and sum(map(str.isalpha, plain)) >= 4
        larger = line.size > body.size + 0.7
        if larger and (known or numbered or roomy):
            return True
        if whole and not body.bold:
            return roomy or known or numbered
        other = line.runs[0].font.name != body.font
        if capitals and (roomy or known) and line.size > body.size - 1.2:
            return True
        if slanted and roomy and self._short(line):
            return True
        if numbered and (other or roomy) and self._short(line) and roomy and not text.endswith("."):
            return True
        return known and self._short(line) and roomy and (other or len(text) < 40)

    def _set_alike(self, one: Line, other: Line) -> bool:
        a, b = one.runs[-1], other.runs[0]
        return (
            abs(one.size - other.size) < 0.3
            and a.font.bold is b.font.bold
            and a.font.italic is b.font.italic
            and a.font.name == b.font.name
        )

    def _level(self, line: Line) -> float:
        """How high a heading stands: by its number's parts, else by size, capitals and weight."""
        number = re.match(r"\d{1,2}((?:\.\d{1,2})*)", line.text)
        if number and len(line.text) > number.end() and not line.text[number.end()].isalnum():
            return 100.0 - number[1].count(".")
        return line.size + 0.4 * line.bold + 0.3 * line.text.isupper() - 0.2 * line.italic

    # -- tables, footnotes

    def _is_cell(self, index: int, gap: float | None) -> bool:
        line = self.lines[index]
        if index in self.in_rows:
            return True
        if self.table_at != (line.page, line.column):
            return False
        if not self._of_body(line):
            return True
        return not self._is_prose(line) or (gap is not None and gap < 0.9 * self.body.leading)

    def _take_cell(self, index: int) -> None:
        line = self.lines[index]
        key = line.page, line.column, round(line.box.x0 / 4)
        for near in (key, (key[0], key[1], key[2] - 1), (key[0], key[1], key[2] + 1)):
            block = self.cells.get(near)
            if block is not None and 0 < line.baseline - self.lines[block.lines[-1]].baseline < 2.2 * line.size:
                block.lines.append(index)
                return
        self.cells[key] = self._add(Kind.CELL, index)

    def _is_footnote(self, index: int) -> bool:
        line = self.lines[index]
        if line.size > self.body.size - _SAME_SIZE:
            return False
        lowest = self.lowest.get((line.page, line.column))
        return lowest is not None and line.baseline > lowest + 0.5 * self.body.leading and self._is_prose(line)

    def _take_footnote(self, index: int, gap: float | None) -> None:
        line = self.lines[index]
        last = self.blocks[-1] if self.blocks else None
        if (
            last is not None
            and last.kind is Kind.FOOTNOTE
            and gap is not None
            and gap < 1.5 * line.size
            and last.lines[-1] == index - 1
        ):
            first = line.runs[0]
            if not (first.raised and line.runs[0].end - line.runs[0].start <= 3):
                last.lines.append(index)
                return
        self._add(Kind.FOOTNOTE, index)

    # -- prose

    def _ends_paragraph(self, line: Line, gap: float | None) -> bool:
        """Whether a line of few words is the last one of the paragraph above it, or of the one a page or column before."""
        block = self.open.get(self._key(line))
        if block is None or self.after_heading:
            return False
        last = self.lines[block.lines[-1]]
        if _STOPPED.search(last.text):
            return False
        if gap is None or self.last is None:
            return line.indent < _INDENT * line.size and (line.page, line.column) != (last.page, last.column)
        if gap > 1.3 * self.body.leading or block.lines[-1] != self.last:
            return False
        return _words(line.text) > 0 or abs(line.box.x0 - last.box.x0) < 3

    @staticmethod
    def _key(line: Line) -> int:
        return round(line.size)

    def _take_prose(self, index: int, gap: float | None) -> None:
        line = self.lines[index]
        block = self._open_for(line)
        if block is not None and self._goes_on(block, index, gap):
            block.lines.append(index)
            return
        self.open[self._key(line)] = self._add(Kind.PARAGRAPH, index)

    def _open_for(self, line: Line) -> Block | None:
        """The open paragraph of about this size that has the latest line."""
        best: Block | None = None
        for key in (self._key(line) - 1, self._key(line), self._key(line) + 1):
            block = self.open.get(key)
            if block is None or abs(self.lines[block.lines[-1]].size - line.size) > _SAME_SIZE:
                continue
            if best is None or block.lines[-1] > best.lines[-1]:
                best = block
        return best

    def _goes_on(self, block: Block, index: int, gap: float | None) -> bool:
        """Whether the line goes on with the open paragraph."""
        line, last = self.lines[index], self.lines[block.lines[-1]]
        text = line.text
        ended = _ENDED.search(last.text[-_END:]) is not None
        small = text[0].islower()
        if self.after_heading:
            return small and not ended
        if block.lines[-1] != self.last or gap is None:
            # Behind a figure, or at the top of the next column.
            if not ended:
                return True
            if small:
                return True
            return not self._short(last) and line.indent < _INDENT * line.size and not _BULLET.match(text)
        if gap > _SPACED * max(self.body.leading if self._of_body(line) else 1.2 * line.size, 1.0):
            return not ended and (small or gap < 2.5 * self.body.leading)
        if small or not ended:
            return True
        if _BULLET.match(text):
            return False
        inward = line.box.x0 - last.box.x0
        if _INDENT * line.size < inward < _DEEP * line.size and line.indent > 0.5 * line.size:
            return False
        return not (self._short(last) and text[0].isupper())
