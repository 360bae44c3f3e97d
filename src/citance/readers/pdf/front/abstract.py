"""Which lines are the abstract: those under its heading or word; without one, the paragraph before the introduction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citance.model.document import SectionKind
from citance.readers.pdf import phrases
from citance.readers.pdf.front.seen import Seen, goes_on
from citance.readers.pdf.values import Line
from citance.text.headings import section_kind
from citance.text.normalise import squash

ABSTRACT = re.compile(rf"{phrases.ABSTRACT}(?P<end>\s*$|\s*[:.–—|-]+\s*|\s+(?=[A-ZÀ-Ý]))", re.I)
_BEHIND_ABSTRACT = phrases.found(begins=("marks", "dates", "published", "people", "how to cite", "keywords", "behind abstracts"))
_OPENING = frozenset({"introduction", "background", "introducao", "introduccion", "einleitung", "introduzione", "lintroduction"})
_SENTENCES = re.compile(r"[a-z]{2}[.!?](?:\s|$)")


def find_abstract(seen: Seen, behind: int) -> list[int]:
    """The lines of the abstract: under its heading or word; without one, the first paragraph before the introduction."""
    for at, index in enumerate(seen.first):
        line = seen.lines[index]
        match = ABSTRACT.match(line.text.strip("■▪● "))
        if match is None or (match["end"].isspace() and match["end"] and not _set_apart(line, match.end())):
            continue
        rest = line.text[match.end() :].strip()
        own = _abstract_lines(seen, seen.first[at + 1 :], line if rest else None)
        own = [index, *own] if rest else own
        if sum(len(seen.lines[one].text) for one in own) > 150:
            return own
    return _without_heading(seen, behind)


def _set_apart(line: Line, end: int) -> bool:
    """Whether the first word of a line is set in another font than the rest, or in capitals."""
    if line.text[: end - 1].isupper():
        return True
    first = line.runs[0] if line.runs else None
    return first is not None and first.end <= end + 2 and len(line.runs) > 1


def _abstract_lines(seen: Seen, after: Sequence[int], begun: Line | None) -> list[int]:
    """The lines from the abstract's beginning to the keywords, the introduction, or a change of size or room."""
    own: list[int] = []
    above = begun
    column: Line | None = begun
    for index in after[:120]:
        line = seen.lines[index]
        text = line.text.strip()
        if _ends_abstract(seen, text, line, above):
            break
        if column is None:
            column = line
        if abs(line.size - column.size) > 0.55 and len(text) > 25:
            if above is not None and above.page == line.page and above.column != line.column:
                continue  # a column of dates and addresses beside it
            break
        beside = min(column.box.x1, line.box.x1) - max(column.box.x0, line.box.x0)
        if (
            beside <= 0
            and line.page == column.page
            and line.baseline < column.baseline + 200
            and line.box.width < column.box.width * 0.7
        ):
            continue
        if above is not None and above.page == line.page and line.baseline - above.baseline > 3.4 * line.size and own:
            break
        own.append(index)
        above = line
    return own


def _ends_abstract(seen: Seen, text: str, line: Line, above: Line | None) -> bool:
    if _BEHIND_ABSTRACT.search(text) or ABSTRACT.fullmatch(text):
        return True
    if len(text) > 60:
        return False
    name = squash(phrases.without_number(text))
    if name in _OPENING:
        numbered = text[:1].isdigit() or text[:2] in ("I.", "I ")
        return (
            name != "background"
            or numbered
            or line.size > seen.size + 0.6
            or (above is not None and line.size > above.size + 0.6)
        )
    return above is not None and line.size > above.size + 1.4 and section_kind(text) is not SectionKind.OTHER


def _without_heading(seen: Seen, behind: int) -> list[int]:
    """The first paragraph of sentences behind the authors, where the introduction has a heading of its own after it."""
    after = [index for index in seen.first if index > behind]
    until = next(
        (
            at
            for at, index in enumerate(after)
            if len(text := seen.lines[index].text.strip()) < 40 and squash(phrases.without_number(text)) in _OPENING
        ),
        None,
    )
    if until is None:
        return []
    runs: list[list[int]] = []
    for index in after[:until]:
        line = seen.lines[index]
        if runs and goes_on(seen.lines[runs[-1][-1]], line) and not _BEHIND_ABSTRACT.search(line.text):
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in reversed(runs):
        text = " ".join(seen.lines[index].text for index in run)
        if (
            len(run) >= 3
            and len(text) > 250
            and _SENTENCES.search(text)
            and not _LICENCE.search(text)
            and not _NO_PROSE.search(text)
        ):
            return run
    return []


_LICENCE = phrases.found(anywhere=("licences",))
_NO_PROSE = re.compile(r"@|\bDepartment of\b.*\bUniversity\b")
