"""What an entry of a reference list looks like: how it begins and ends, and whether lines taken together read like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citance.readers.pdf.phrases import any_of
from citance.readers.pdf.values import Line

YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)|\b(?:in press|n\.d\.|s\.d\.|forthcoming|submitted|unpublished|no prelo)", re.I)
_PARTICLES = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e[rnl]?|[Dd]ella|[Dd]i|[Dd]a|[Dd][ao]s|[Dd]u|[Ll][ae]|[Ee]l|[Aa]l|[Tt]e[nr]|bin|ibn|zu|af)\s+"
    r"|[dDOL]['’]|[Aa]l-|[Ee]l-)*"
)
_CAPITAL = r"[^\W\d_a-z]"
# A word is taken whole (++): a line of hyphens and capitals can then be read in one way only, and not in thousands.
_NAME = rf"{_PARTICLES}{_CAPITAL}[\w'’‐‑-]*+(?:\s(?:(?:y|e|de|da|do|dos|del|van|von|der|la)\s)?{_CAPITAL}[\w'’‐‑-]++){{0,3}}"
_OPENS = re.compile(
    rf"{_NAME},?\s(?:{_CAPITAL}\.?[\s‐‑-]?){{1,4}}(?:[\s,.;:&(]|$)"  # Alder AB, / Alder, A. B.,
    rf"|(?:{_CAPITAL}\.[\s‐‑-]?){{1,4}}{_NAME}"  # A. B. Alder
    rf"|{_NAME},\s{_CAPITAL}[\w'’‐‑-]"  # Alder, Anna
    r"|.{3,120}?[.,]?\s?\(?(?:1[6-9]|20)\d\d[a-z]?\)?[.,:;)]"  # An Invented Agency (2013).
    r"|(?:---+|———*|___+|⸻)"  # the same author
)
_STOPS, _QUOTES = (".", "!", "?", ")", "]"), '”’"'
_SHORTEST, _LONGEST = 25, 3_000
_NO_NAME = re.compile(r"https?:|www\.|doi\b|PM(?:C?ID|id)\b|Available|Accessed|Retrieved|Disponível|\d", re.I)
_E_PRINT = re.compile(r"\barXiv:\s?(?:[a-z-]+/)?\d{4}\.?\d{3}|\b(?:hep|astro|cond|nucl|math|gr)-[a-z]{2}/\d{7}", re.I)


def reads_like_one(text: str) -> bool:
    return _SHORTEST <= len(text) <= _LONGEST and (YEAR.search(text) is not None or _E_PRINT.search(text) is not None)


def is_ended(text: str) -> bool:
    """Whether a line may be the last of an entry: it ends with a stop, a number, a bracket or an address."""
    word = (text[-_LONGEST:].rsplit(None, 1) or [""])[-1]
    if not word or text[-1].isspace():
        return False
    bare = word[:-1] if word[-1] in _QUOTES else word
    return "/" in word or bare.endswith(_STOPS) or bare[-1:].isdecimal()


def is_opening(text: str) -> bool:
    """Whether a line may be the first of an entry: names, or a body and a year."""
    if (
        not text
        or text[0] in "[(<"
        or _NO_NAME.match(text)
        or (text[0].islower() and not text.startswith(("de ", "van ", "von ", "d'", "d’")))
    ):
        return False
    return _OPENS.match(text) is not None


# What most references have and the cells of a table under "Reference" have not: pages, a volume, a publisher, an address.
NUMBERS = re.compile(r"\d\s?[-–−‐]\s?\w?\d|\d\s?[:(]\s?\w?\d|(?:19|20)\d\d,\s\d|\bvol\.|https?:|\bdoi\b|10\.\d{4,9}/")
_PLACED = re.compile(rf"{NUMBERS.pattern}|\bpp?\.|{any_of('publishers')}")


@dataclass(slots=True)
class Part:
    """The lines of one entry; the label as printed, how many letters of the first line it takes, and its number."""

    lines: list[int]
    label: str | None = None
    skip: int = 0
    number: int = 0


def at_starts(own: Sequence[int], starts: Sequence[int]) -> list[Part]:
    begins = set(starts)
    parts: list[Part] = []
    for index in own:
        if index in begins or not parts:
            parts.append(Part([]))
        parts[-1].lines.append(index)
    return parts


def without_tail(lines: Sequence[Line], parts: list[Part]) -> list[Part]:
    """The entries without what follows the last one: notices that have no year and no names."""
    while parts:
        text = " ".join(lines[index].text for index in parts[-1].lines)
        if YEAR.search(text) or is_opening(text) or "http" in text:
            break
        parts.pop()
    return parts


def are_good(lines: Sequence[Line], parts: Sequence[Part]) -> bool:
    """Whether at least half of the entries read like references."""
    texts = [" ".join(lines[index].text for index in part.lines) for part in parts]
    return 2 * sum(map(reads_like_one, texts)) >= len(texts) > 0


def share(lines: Sequence[Line], parts: Sequence[Part]) -> float:
    """The share of entries that have a year and a place."""
    texts = [" ".join(lines[index].text for index in part.lines) for part in parts]
    return sum(reads_like_one(text) and _PLACED.search(text) is not None for text in texts) / max(1, len(texts))
