"""The phrases of `phrases.txt` as patterns: what a line is by its words, said once for the whole room."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citance.text.data import read_lists

_LETTER = r"[^\W\d_]"


def phrases(*groups: str) -> tuple[str, ...]:
    """The phrases of groups of the file."""
    lists = read_lists("phrases.txt", __package__)
    return tuple(phrase for group in groups for phrase in lists[group]["phrases"])


def any_of(*groups: str) -> str:
    """A pattern of the phrases of these groups, the longest first."""
    return f"(?:{'|'.join(map(_pattern, sorted(phrases(*groups), key=len, reverse=True)))})"


def _pattern(phrase: str) -> str:
    whole = phrase.rstrip("*")
    pattern = r"\s?".join(re.escape(word).replace("9", r"\d") for word in whole.split())
    before = rf"(?<!{_LETTER})" if whole[0].isalpha() else ""
    return before + pattern + (rf"(?!{_LETTER})" if whole == phrase and whole[-1].isalpha() else "")


def found(*, anywhere: Iterable[str] = (), begins: Iterable[str] = ()) -> re.Pattern[str]:
    """A pattern to search a line with: for phrases of groups anywhere in it, of others at its beginning."""
    parts = [any_of(*anywhere)] if anywhere else []
    parts += [f"^{any_of(*begins)}"] if begins else []
    return re.compile("|".join(parts), re.I)


# "Figure 2.", "Tab. 3 Ferns", "Supplementary Table S1": a word, a number, and what parts it from the words behind it.
CAPTION = re.compile(
    rf"(?:{any_of('before captions')}\s)?{any_of('captions')}"
    r"\s?(?P<number>[a-z]?\d{1,3}[a-z]?|[ivxl]{1,5}\b)(?P<sign>\s?[.:|–—-]|\s*$|\s+(?=[A-Z(\[“\"]))",
    re.I,
)
ABSTRACT = rf"(?:structured\s|graphical\s)?{any_of('abstract')}"
_ABSTRACT_HEADING = re.compile(rf"{ABSTRACT}\W*", re.I)
_HEADING_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d+)*|[IVX]{1,4}|[A-Z])[.):]?\s+(?=\S)")


def heads_abstract(heading: str) -> bool:
    """Whether a heading is nothing but the abstract's."""
    return _ABSTRACT_HEADING.fullmatch(heading.strip()) is not None


def without_number(heading: str) -> str:
    """A heading without the number before it: "2.1 Methods", "IV. Methods", "A) Methods"."""
    number = _HEADING_NUMBER.match(heading)
    return heading[number.end() :] if number is not None else heading
