"""Lists parted by their numbers, which count on from 1: `1.` `[1]` `(1)` `S1` and bare ones; a volume or a year does not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from citance.readers.pdf.phrases import CAPTION
from citance.readers.pdf.references.entries import Part, is_ended, is_opening
from citance.readers.pdf.references.gaps import closed
from citance.readers.pdf.references.headings import is_list_heading, is_other_heading
from citance.readers.pdf.references.layout import left_edges
from citance.readers.pdf.references.region import is_foreign
from citance.readers.pdf.values import Line, usual_size

_LABEL = re.compile(
    r"(?P<open>[\[(]?)\s?(?P<letter>[A-Z]{0,2})(?P<number>\d{1,4})\s?(?P<close>[\])]?[.:)]?(?:\s?[-–]\s)?)\s*(?=(?P<next>.?))"
)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A line that begins with a number."""

    index: int
    number: int
    label: str
    skip: int
    fits: float  # how much it looks like a label, beside its number


def by_numbers(lines: Sequence[Line], region: Sequence[int], last_label: int, headed: bool = True) -> list[Part]:
    """Entries whose labels count on from 1, or from the last label of the list before."""
    forms: dict[tuple[str, str, str], list[_Numbered]] = defaultdict(list)
    left = left_edges(lines, region)
    for index in region:
        found = _LABEL.match(lines[index].text)
        if found is None or (not found["open"] and not found["close"] and found["next"] and found["next"].islower()):
            continue
        line = lines[index]
        fits = 0.3 * (line.box.x0 - left[line.page, line.column] < 14) + 0.1 * found["next"].isupper()
        form = (found["open"], found["letter"], found["close"].strip(" -–"))
        label = line.text[: found.end("close")].strip()
        forms[form].append(_Numbered(index, int(found["number"]), label, found.end(), fits))
    best: list[_Numbered] = []
    for candidates in forms.values():
        chain = _longest_chain(candidates, last_label)
        if len(chain) > len(best):
            best = chain
    if len(best) < 2 and not (best and best[0].index == region[0] and best[0].number == last_label + 1):
        return []
    if headed and sum(index < best[0].index and is_opening(lines[index].text) for index in region) > max(1, len(best) // 4):
        return []  # numbers somewhere behind another list
    return closed(lines, _between(lines, best, region))


_NEVER = -1e9


def _longest_chain(candidates: Sequence[_Numbered], last_label: int) -> list[_Numbered]:
    """The longest run of numbers that counts on; one or two may be missing on the way."""
    score: list[float] = []
    before: list[int | None] = []
    at_number: dict[int, int] = {}  # number → the candidate with it that ends the best chain so far
    for place, candidate in enumerate(candidates):
        number = candidate.number
        mine = 1.0 if number in (1, last_label + 1) else 0.2 if 1 <= number <= 3 else _NEVER
        previous = None
        for step, worth in ((1, 1.0), (2, 0.4), (3, 0.2)):
            other = at_number.get(number - step)
            if other is not None and score[other] + worth > mine:
                mine, previous = score[other] + worth, other
        score.append(mine + candidate.fits)
        before.append(previous)
        if number not in at_number or score[at_number[number]] < score[place]:
            at_number[number] = place
    if not score:
        return []
    at: int | None = max(range(len(score)), key=score.__getitem__)
    if at is None or score[at] < 0.5:
        return []
    chain = []
    while at is not None:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _between(lines: Sequence[Line], labels: Sequence[_Numbered], region: Sequence[int]) -> list[Part]:
    """Each label with the lines behind it that are its entry's."""
    size = usual_size(lines[label.index] for label in labels)
    parts: list[Part] = []
    ends = [label.index for label in labels[1:]] + [region[-1] + 1]
    own = set(region)
    longest = 0
    for label, end in zip(labels, ends, strict=True):
        last = label is labels[-1]
        part = Part([label.index], label.label, label.skip, label.number)
        for index in range(label.index + 1, end):
            if index not in own or is_foreign(lines[index], size):
                continue
            if last and len(part.lines) > longest + 2 and len(labels) > 3:
                break
            if _breaks_off(lines, part.lines[-1], index, last):
                break
            part.lines.append(index)
        longest = max(longest, len(part.lines))
        parts.append(part)
    return parts


def _breaks_off(lines: Sequence[Line], before: int, index: int, last: bool) -> bool:
    """Whether a line is no more of the entry that the line before it belongs to."""
    line, above = lines[index], lines[before]
    if CAPTION.match(line.text) or is_other_heading(line, above) or is_list_heading(line.text):
        return True
    same_column = line.page == above.page and line.column == above.column
    nearest = above if last else lines[index - 1]  # a caption between two lines of an entry is no room
    if same_column and line.baseline - nearest.baseline > 2.6 * max(line.size, above.size):
        return True
    if not last:
        return False
    ended = is_ended(above.text)
    if not same_column:
        return ended
    return ended and (line.baseline - above.baseline > 1.75 * above.size or line.bold != above.bold)
