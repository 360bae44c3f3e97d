"""The article's DOI: by what heads and feet repeat, the file says, and the first page prints or links."""

from __future__ import annotations

import re
from collections import Counter

from citance.model.identifiers import Doi
from citance.readers.pdf.front.seen import Seen
from citance.readers.pdf.joining import join_lines
from citance.readers.pdf.values import Pdf

_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*/[^\s\"<>,;]{3,}")


def find_doi(seen: Seen, pdf: Pdf) -> Doi | None:
    """The article's DOI: the one that heads and feet repeat, the file tells, or the first page prints or links."""
    opening = seen.lines[seen.first[0]].page
    votes: Counter[Doi] = Counter()
    for line in seen.heads:
        votes.update(dict.fromkeys(_dois(line.text), 3 if line.page <= opening + 1 else 2))
    for value in pdf.info.values():
        votes.update(dict.fromkeys(_dois(value), 3))
    here = [seen.lines[index] for index in seen.first if seen.lines[index].page == opening]
    for place, doi in enumerate(_dois(join_lines([line.text for line in here], seen.words))):
        votes[doi] += _ONCE if place == 0 else 1
    for page in pdf.pages:
        if page.number <= opening + 1:
            for annotation in page.annotations:
                if annotation.uri and _is_at_the_edge(annotation.box.y0, page.height, page.number == opening):
                    votes.update(dict.fromkeys(_dois(annotation.uri), 2))
    for index in seen.first:
        line = seen.lines[index]
        if line.page > opening and re.match(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s?)10\.", line.text, re.I):
            votes.update(_dois(line.text))
    return _whole(votes.most_common(1)[0][0], votes) if votes else None


_ONCE = 4  # votes of a DOI that only the first page prints
_PART = re.compile(r"[gtse]?\d{3}")


def _whole(doi: Doi, votes: Counter[Doi]) -> Doi:
    """The article's DOI where the one found is of a figure or table of it: 10.5555/walls.12.g001, 10.5555/walls.12.003.

    A bare number tells only where another such number stands beside it, and neither is repeated by heads and feet.
    """
    article, part = _parted(doi)
    if not part:
        return doi
    siblings = [other for other in votes if other != doi and _parted(other)[0] == article and _parted(other)[1]]
    lone = votes[doi] <= _ONCE and len(siblings) > 0
    whole = Doi.read(article) if lone or part[0].isalpha() else None
    return whole or doi


def _parted(doi: str) -> tuple[str, str]:
    """A DOI as that of an article and the number of a part: "10.5555/walls.12" and "g001"; all and nothing where it has none."""
    article, _, part = str.__str__(doi).rpartition(".")
    numbered = any(map(str.isdecimal, article.partition("/")[2]))
    return (article, part) if numbered and _PART.fullmatch(part) else (doi, "")


def _is_at_the_edge(top: float, height: float, first: bool) -> bool:
    """Whether a link stands where an article names itself: in the upper half of its first page, or in a head or foot."""
    return top < 0.12 * height or top > 0.88 * height or (first and top < 0.5 * height)


def _dois(text: str) -> list[Doi]:
    found = []
    for match in _DOI.finditer(text):
        doi = Doi.read(match[0].rstrip(".,;)]"))
        if doi is not None:
            found.append(doi)
    return found
