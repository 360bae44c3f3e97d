"""What a heading says of its section: introduction, methods, results, discussion, other."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from citance.model.document import SectionKind
from citance.text.data import read_lists
from citance.text.normalise import fold

_ROMAN = re.compile(r"x{0,2}(?:ix|iv|v?i{0,3})")


class _Phrases(NamedTuple):
    """The phrases of `headings.txt`, folded, as word tuples; `held` as strings with blanks around."""

    whole: dict[str, SectionKind]
    opening: dict[str, SectionKind]
    begins: dict[tuple[str, ...], SectionKind]
    longest: int
    held: tuple[tuple[str, SectionKind], ...]


@cache
def _phrases() -> _Phrases:
    whole: dict[str, SectionKind] = {}
    opening: dict[str, SectionKind] = {}
    begins: dict[tuple[str, ...], SectionKind] = {}
    held: list[tuple[str, SectionKind]] = []
    for section, lists in read_lists("headings.txt").items():
        kind = SectionKind(section)
        for phrase in lists.get("whole", ()):
            whole[fold(phrase)] = kind
        for phrase in lists.get("opening", ()):
            opening[fold(phrase)] = kind
        for phrase in lists.get("begins", ()):
            begins[tuple(fold(phrase).split())] = kind
        held += [(f" {fold(phrase)} ", kind) for phrase in lists.get("holds", ())]
    return _Phrases(whole, opening, begins, max(map(len, begins)), tuple(held))


def _words(heading: str) -> list[str]:
    """The folded words of a heading without the numbers, letters and roman numerals before them."""
    words = fold(heading.replace("&", " and ")).split()
    letters = words
    while letters and (letters[0].isdigit() or len(letters[0]) > 1):
        letters = letters[1:]
    if len(letters) > 4 and all(len(word) == 1 for word in letters):  # R E S U L T S
        return ["".join(letters)]
    first = 0
    while first < len(words) - 1 and (len(words[first]) == 1 or words[first].isdigit() or _ROMAN.fullmatch(words[first])):
        first += 1
    return words[first:]


@lru_cache(maxsize=16384)
def section_kind(heading: str, opening: bool = False) -> SectionKind | None:
    """The kind of section a heading opens; None where the heading does not say ("Rice genomes").

    English, Spanish, Portuguese, French, German and Italian. A combined heading is of the kind it names first, so
    "Results and discussion" is results, as files that carry both in `sec-type` (`results|discussion`) order them.
    Conclusions and limitations are discussion, aims and reviews of literature introduction, case presentations results;
    what stands outside the argument (funding, acknowledgements, abbreviations, data availability) is other. A summary is
    discussion, but introduction where it is the `opening` of the article, as in notes on software.
    """
    words = _words(heading)
    phrases = _phrases()
    joined = " ".join(words)
    kind = (opening and phrases.opening.get(joined)) or phrases.whole.get(joined)
    if kind is not None:
        return kind
    for count in range(min(len(words), phrases.longest), 0, -1):
        kind = phrases.begins.get(tuple(words[:count]))
        if kind is not None:
            return kind
    padded = f" {joined} "
    return next((kind for phrase, kind in phrases.held if phrase in padded), None)
