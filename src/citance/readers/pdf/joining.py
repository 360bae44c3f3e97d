"""Lines → running words: words parted at the end of a line are made whole, addresses go on without a blank.

Whether a hyphen at the end of a line is the word's own is told by the words of the document: "meta-" and "analysis" are
parted by a hyphen where "meta-analysis" stands somewhere else on one line and "metaanalysis" does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

HYPHENS = "-‐‑\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:[-‐‑][^\W\d_]+)*)[-‐‑\u00ad]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# Where nothing else is known, these keep the hyphen behind them.
_KEEP = re.compile(
    "self|non|meta|well|long|short|high|low|double|single|multi|cross|half|all|ex|quasi|semi|x|t|b|post|pre|anti|co|mid|inter"
    "|two|three|four|five|six|seven|eight|nine|ten|one|evidence|case|follow|time|dose|health|age|sex|risk|large|small"
)
_ADDRESS = re.compile(r"(?:https?:|ftp:|www\.|doi\.org|(?<!\d)10\.\d{4,9}/)\S*$", re.I)
_LONGEST_WORD = 400  # characters in which the last word or address of what is joined is looked for
_ENDS_OPEN = tuple("/-_=&?%.:#~+")
_GOES_ON = re.compile(r"[^\s]*[\d/_=&?%~]|[a-z0-9][\w.-]*$|\w+\.(?:[a-z]{2,5}\b|\w+/)")
_SHORT_NUMBER = re.compile(r"\d{1,2}[.,;]?")  # of a note, or of the next entry
_WHOLE_DOI = re.compile(r"10\.\d{4,9}/\S{4,}$")


class Words:
    """The words that stand whole on the lines of a document, and those with a hyphen of their own."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._seen: set[str] = set()
        for line in lines:
            self._seen.update(word.lower() for word in _WORD.findall(line.rstrip().rstrip(HYPHENS)))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether "before-" and "after" are parted by a hyphen in the word, too, and not only by the end of the line."""
        before, after = before.lower().replace("‐", "-").replace("‑", "-"), after.lower()
        if before + after in self._seen:
            return False
        return f"{before}-{after}" in self._seen or _KEEP.fullmatch(before.rpartition("-")[2]) is not None

    def join(self, before: str, after: str) -> str:
        """Two lines that follow each other as one string."""
        before, after = before.rstrip(), after.lstrip()
        if not before or not after:
            return before + after
        low = max(0, len(before) - _LONGEST_WORD)
        address = _ADDRESS.search(before, low)
        if address is not None and _goes_on(before, address, after):
            return before + after
        if before[-1] in HYPHENS:
            word, next_word = _LAST_WORD.search(before, low), _FIRST_WORD.match(after)
            if word is not None and next_word is not None and after[0].islower():
                keeps = before[-1] != "\u00ad" and self.keeps_hyphen(word[1], next_word[0])
                return (before if keeps else before[:-1]) + after
            if len(before) > 1 and not before[-2].isspace():  # "IL-" "6", "Müller-" "Castell"
                return before + after
        if before[-1] in "–—/" and len(before) > 1 and not before[-2].isspace() and (before[-1] == "/" or after[0].isalnum()):
            return before + after  # "45–" "49"
        return f"{before} {after}"


def _goes_on(before: str, address: re.Match[str], after: str) -> bool:
    """Whether the address at the end of a line goes on in the next one."""
    first = after.split(None, 1)[0]
    if address[0].endswith((".", ",", ";", ")")) and not re.match(r"[\w.-]*\w[/_=&?%]|\d{4,}\b|[a-z]{2,5}/", first):
        return False  # the end of a sentence, most times
    if address[0].endswith(_ENDS_OPEN) or first[0] in "/._=&?%-":
        return True
    whole = _WHOLE_DOI.search(address[0])
    if whole is not None and (not any(map(str.isdigit, first)) or first[0] in "([“" or _SHORT_NUMBER.fullmatch(first)):
        return False
    return _GOES_ON.match(first) is not None and not first[0].isupper() and any(char in "0123456789/._=&?-" for char in first)


class Running:
    """Lines joined one by one; each costs its own length, however much stands before it."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._done: list[str] = []
        self._tail = ""  # the end of the text, which tells how the next line is joined
        self._before = 0  # how many letters stand before the tail

    def __len__(self) -> int:
        return self._before + len(self._tail)

    def add(self, line: str) -> None:
        """Joins one more line to the end."""
        text = self._words.join(self._tail, line)
        cut = max(0, len(text) - 2 * _LONGEST_WORD)
        self._done.append(text[:cut])
        self._tail = text[cut:]
        self._before += cut

    def __str__(self) -> str:
        return "".join(self._done) + self._tail


def join_lines(lines: Sequence[str], words: Words) -> str:
    """Lines that follow each other as one string."""
    running = Running(words)
    for line in lines:
        running.add(line)
    return str(running)
