"""What a licence, as printed, lets be shown of an article.

A licence is read as permission only where it says so: the name or address of a Creative Commons licence or deed, of the public
domain or of the Open Government Licence, "unrestricted use", or "open access" together with what it permits. Words that deny
("is not open access", "unrestricted use is prohibited") permit nothing, and "open access" alone is no licence: Elsevier's user
licence has it in its address and allows reading only. In doubt a sentence at a time is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from citance.store.packing import Visibility


def visibility_of(licence: str | None) -> Visibility:
    """How much of a document may be shown by its licence: open where it says so, else a sentence at a time."""
    return Visibility.OPEN if licence and _permits(_without_addresses(licence)) else Visibility.SNIPPET


def _permits(words: str) -> bool:
    for sentence in _SENTENCE.split(words):
        # A licence may well forbid something and be one: of its name only what follows at once is asked.
        if _says(sentence, _NAMED, _NOT_SO.match) or _says(sentence, _FREE, _FORBIDDEN.search):
            return True
    sentences = _SENTENCE.split(words)
    granted = [one for one in sentences if _PERSONAL.search(one) is None and _says(one, _GRANTED, _FORBIDDEN.search)]
    return bool(granted) and any(_says(one, _ACCESS, _FORBIDDEN.search) for one in sentences)


def _says(sentence: str, what: re.Pattern[str], denied: Callable[[str, int], re.Match[str] | None]) -> bool:
    """Whether it says so anywhere: neither has the clause a denial before that, nor is it `denied` by what follows."""
    return any(
        _DENIAL.search(sentence[: found.start()].rpartition(",")[2] + found[0]) is None and denied(sentence, found.end()) is None
        for found in what.finditer(sentence)
    )


def _without_addresses(licence: str) -> str:
    """The words, in which an address stands for what it leads to, if that is known, and says nothing else."""
    return _ADDRESS.sub(lambda found: next((name for part, name in _LEADS_TO if part in found[0].lower()), " "), licence)


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|\bcreativecommons\.org/\S+", re.I)
_LEADS_TO = (
    ("creativecommons.org", " Creative Commons "),
    ("open-government-licence", " Open Government Licence "),
)
_SENTENCE = re.compile(r"[.;:!?]\s")
_NAMED = re.compile(r"creative\s?commons|\bcc[\s-]?(?:by|0)\b|open government licen[cs]e|\bogl\b", re.I)
_FREE = re.compile(r"public domain|unrestricted,?\s(?:non-?\s?commercial\s)?(?:re-?)?use", re.I)
_ACCESS = re.compile(r"open[-\s]?access", re.I)
_USES = r"\b(?:(?:re-?)?use|copying|reproduction|(?:re-?)?distribution|sharing)\b"
_GRANTED = re.compile(
    rf"\b(?:permit|allow)(?:s|ed|ing)?\b.*?{_USES}|{_USES}.*?\b(?:permitted|allowed)\b"
    r"|\bmay be (?:freely )?(?:copied|reproduced|(?:re-?)?(?:distributed|used)|shared)\b",
    re.I,
)
_DENIAL = re.compile(r"\b(?:not|no|nor|never|neither|without|cannot)\b|n['’]t\b", re.I)
_NOT_SO = re.compile(r"(?:\s[\w-]+){0,5}?\s(?:is|are|do|does)\s(?:not|prohibited|forbidden)\b", re.I)
_FORBIDDEN = re.compile(r"\b(?:prohibited|forbidden)\b|\b(?:is|are)\snot\b|\bnot\s(?:permitted|allowed|granted)\b", re.I)
_PERSONAL = re.compile(r"\b(?:personal|private)\b", re.I)
