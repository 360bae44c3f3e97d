"""Which lines are headings, and how high each stands."""

from __future__ import annotations

import re

from citance.readers.pdf.blocks.body import count_words
from citance.readers.pdf.blocks.layout import Layout
from citance.readers.pdf.phrases import heads_abstract
from citance.readers.pdf.values import Line
from citance.text.headings import section_kind

_NUMBERED = re.compile(r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4}|[A-H])[.)]?|(?:\d{1,2}\.){1,4})\s+(?=[^\W\d_])(?![a-z])")
_LONGEST = 160  # characters


def find_heading(layout: Layout, index: int, gap: float | None) -> list[int]:
    """The lines of the heading that begins here; none where none does."""
    line = layout.lines[index]
    if not _is_like_heading(layout, index) or (gap is not None and gap < 0.9 * line.size):
        return []
    found = [index]
    while len(found) < 4 and found[-1] + 1 < len(layout.lines) and found[-1] + 1 not in layout.apart:
        following = layout.lines[found[-1] + 1]
        before = layout.lines[found[-1]]
        step = layout.gap(before, following)
        if step is None or step > 1.6 * line.size or not _is_set_alike(before, following):
            break
        if _NUMBERED.match(following.text):
            break
        found.append(found[-1] + 1)
    text = " ".join(layout.lines[at].text for at in found)
    if len(found) == 4 or len(text) > _LONGEST:
        return []
    known = _is_known(text)
    last = layout.lines[found[-1]]
    if text.rstrip().endswith((",", ";", "-")) or (text.rstrip().endswith(".") and not (line.bold or known) and len(text) > 30):
        return []
    if not layout.is_short(last) and len(found) == 1 and not known and not line.size > layout.body.size + 0.9 and not line.bold:
        return []
    return found


def level_of(line: Line) -> float:
    """How high a heading stands: by its number's parts, else by size, capitals and weight."""
    number = re.match(r"\d{1,2}((?:\.\d{1,2})*)", line.text)
    if number and len(line.text) > number.end() and not line.text[number.end()].isalnum():
        return 100.0 - number[1].count(".")
    return line.size + 0.4 * line.bold + 0.3 * line.text.isupper() - 0.2 * line.italic


def _is_like_heading(layout: Layout, index: int) -> bool:
    line, body = layout.lines[index], layout.body
    text = line.text.strip()
    if index in layout.in_rows or len(text) < 3 or not (text[0].isupper() or text[0].isdigit()) or count_words(text) < 1:
        return False
    if line.size < body.size - 1.6 or line.size > 2.4 * body.size:
        return False
    plain = _NUMBERED.sub("", text)
    numbered = plain != text
    known = _is_known(text)
    whole = all(run.font.bold for run in line.runs if line.text[run.start : run.end].strip(" .:"))
    slanted = all(run.font.italic for run in line.runs if line.text[run.start : run.end].strip(" .:0123456789"))
    above = layout.lines[index - 1] if index else None
    roomy = above is None or (gap := layout.gap(above, line)) is None or gap > 1.12 * body.leading
    capitals = plain.isupper() and sum(map(str.isalpha, plain)) >= 4
    larger = line.size > body.size + 0.7
    if larger and (known or numbered or roomy):
        return True
    if whole and not body.bold:
        return roomy or known or numbered
    other = line.runs[0].font.name != body.font
    if capitals and (roomy or known) and line.size > body.size - 1.2:
        return True
    if slanted and roomy and layout.is_short(line):
        return True
    if numbered and (other or roomy) and layout.is_short(line) and roomy and not text.endswith("."):
        return True
    return known and layout.is_short(line) and roomy and (other or len(text) < 40)


def _is_set_alike(one: Line, other: Line) -> bool:
    a, b = one.runs[-1], other.runs[0]
    return (
        abs(one.size - other.size) < 0.3
        and a.font.bold is b.font.bold
        and a.font.italic is b.font.italic
        and a.font.name == b.font.name
    )


def _is_known(heading: str) -> bool:
    """Whether the words are those of a heading of many articles."""
    return section_kind(heading) is not None or heads_abstract(heading)
