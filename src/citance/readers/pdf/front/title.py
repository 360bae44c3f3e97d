"""The title: the largest words near the top that are no journal's name, or those that the file and the page both say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from citance.readers.pdf.front.authors import is_of_names
from citance.readers.pdf.front.seen import CITE, JOURNALISH, KINDS, Seen, goes_on
from citance.readers.pdf.joining import join_lines
from citance.readers.pdf.phrases import found
from citance.text.headings import section_kind
from citance.text.normalise import squash

_NOTICE = found(anywhere=("marks",), begins=("numbers", "dates", "published", "people", "how to cite", "keywords", "over titles"))
_LETTERS = re.compile(r"[^\W\d_]")
# Points of size that it is worth to a heading that the file, or a line of how to cite, has the same words.
_AGREEMENT = 4.0


@dataclass(frozen=True, slots=True)
class _Heading:
    """Lines of one size that follow each other near the top of a page."""

    indices: list[int]
    text: str
    size: float
    agrees: bool  # the file or a line of how to cite says the same
    plain: bool  # reads like a title


def find_title(seen: Seen) -> list[int]:
    """The lines of the title: the largest near the top, or what the file's own title says where the page has it, too."""
    candidates = list(_headings(seen))
    if not candidates:
        return []
    best = max(candidates, key=lambda one: (one.plain, one.size + _AGREEMENT * one.agrees, -one.indices[0]))
    if not best.agrees and (not best.plain or best.size < seen.size + 0.4):
        bold = [one for one in candidates if one.plain and seen.lines[one.indices[0]].bold]
        return bold[0].indices if bold else best.indices if best.plain and best.size > seen.size - 0.5 else []
    return best.indices


def _headings(seen: Seen) -> Iterator[_Heading]:
    """What may be the title, by lines of one size."""
    told = _told_titles(seen)
    group: list[int] = []
    page = seen.lines[seen.first[0]].page
    for index in [*seen.first, -1]:
        over = len(group) == 1 and KINDS.fullmatch(seen.lines[group[0]].text.strip(" .:|")) is not None
        if group and index >= 0 and not over and goes_on(seen.lines[group[-1]], seen.lines[index]):
            group.append(index)
            continue
        if group and (heading := _heading(seen, group, told)) is not None:
            yield heading
        group = []
        if index >= 0 and seen.lines[index].page <= page + 1:
            group = [index]


def _heading(seen: Seen, group: list[int], told: Sequence[str]) -> _Heading | None:
    lines = [seen.lines[index] for index in group]
    if len(group) > 10:
        return None
    text = " ".join(join_lines([line.text for line in lines], seen.words).split())
    letters = squash(text)
    if len(letters) < 8 or len(text) > 400:
        return None
    large = max(line.size for line in lines) > seen.size - 0.3
    agrees = len(letters) > 24 and large and any(_alike(letters, other) for other in told)
    if KINDS.fullmatch(text.strip(" .:|")) or ((_NOTICE.search(text) or "@" in text) and not agrees):
        return None
    if not agrees and re.search(rf"{re.escape(letters)}(?:vol(?:ume)?)?\d{{0,4}}(?:19|20)\d\d", seen.squashed):
        return None  # the journal: volume and year follow somewhere
    place = lines[0].baseline / max(1.0, seen.heights.get(lines[0].page, 0.0))
    count = len(text.split())
    journalish = count <= 8 and JOURNALISH.search(text) is not None and not re.search(r"\b[a-z]{5,}\b", text)
    heading = count <= 5 and section_kind(text) is not None
    plain = (
        (count >= 3 or (count == 2 and len(letters) > 20))
        and len(letters) > 14
        and 2 * len(_LETTERS.findall(text)) > len(text)
        and not journalish
        and not heading
        and not ("," in text and is_of_names(text, going_on=False))
        and place < 0.62
        and not (text.endswith(".") and len(group) > 3)
    )
    if not plain and not agrees:
        return None
    return _Heading(group, text, max(line.size for line in lines), agrees, plain)


_MOST_TOLD = 8  # lines of how to cite; an article has one or two
_NO_TITLE = re.compile(r"untitled|\.(?:dvi|docx?|indd|tex|qxd|p65|pdf|fm|rtf|eps)\b|^microsoft word|^layout \d|^doi:|^\S+$", re.I)


def _told_titles(seen: Seen) -> list[str]:
    """Squashed words that hold the title: of the file's data about itself, and of a line that says how to cite."""
    told = []
    title = seen.info.get("Title", "")
    if title and not _NO_TITLE.search(title):
        told.append(squash(title))
    told += [squash(match[1]) for match in islice(CITE.finditer(seen.around), _MOST_TOLD)]
    return [words for words in told if len(words) > 14]


def _alike(letters: str, other: str) -> bool:
    """Whether a heading is what was told, or part of it; a cut title, or one with its subtitle behind, is the same."""
    if letters in other or (len(other) > 25 and letters.startswith(other)):
        return True
    return (
        abs(len(letters) - len(other)) < 0.2 * len(letters)
        and SequenceMatcher(None, letters, other, autojunk=False).ratio() > 0.9
    )


_MARKS = " *†‡§¶#✉"


def title_of(seen: Seen, indices: Sequence[int]) -> str:
    """The words of the title, without a sign for a note at its end; the file's own where the page holds them unseen."""
    if not indices:
        title = " ".join(seen.info.get("Title", "").split())
        letters = squash(title)
        return title if len(letters) > 14 and not _NO_TITLE.search(title) and letters in seen.squashed else ""
    texts = [seen.lines[index].text for index in indices]
    last = seen.lines[indices[-1]]
    if last.runs and last.runs[-1].raised and last.runs[-1].end >= len(last.text.rstrip()) and len(last.runs) > 1:
        raised = last.text[last.runs[-1].start : last.runs[-1].end]
        if not any(map(str.isalpha, raised)) or len(raised.strip()) == 1:
            texts[-1] = last.text[: last.runs[-1].start]
    return " ".join(join_lines(texts, seen.words).split()).rstrip(_MARKS)
