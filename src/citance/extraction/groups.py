"""The whole group a marker stands in: "[3, 5-7]", "(A 2001; B 2003)", a run of superscripts."""

from __future__ import annotations

import re
from bisect import bisect_right

from citance.model.document import Document, Span

# What may stand between two superscripts of one group, raised or not: `<sup>3</sup>,<sup>5</sup>`.
_BETWEEN_SUPERSCRIPTS = re.compile(r"(?:[^\S\n]|[,;\-\u2010-\u2015\u2212]){1,3}")
# Farther from its brackets than this, a marker stands in a remark, not in a group. The longest author-year groups of the
# corpus run to some 400 characters; beyond, nearly all were parenthetical sentences.
_REACH = 400
_PAIRS = (("[", "]"), ("(", ")"))
_PAIRS_ROUND_FIRST = (("(", ")"), ("[", "]"))


def joined_superscripts(document: Document) -> list[Span]:
    """The document's superscripts in order, neighbours joined where only commas, dashes or blanks part them."""
    joined: list[Span] = []
    text = document.text
    start = end = -1
    for span in document.superscripts:
        if start >= 0 and (
            span.start <= end or (span.start - end <= 3 and _BETWEEN_SUPERSCRIPTS.fullmatch(text, end, span.start))
        ):
            end = max(end, span.end)
            continue
        if start >= 0:
            joined.append(Span(start, end))
        start, end = span
    if start >= 0:
        joined.append(Span(start, end))
    return joined


def superscript_at(superscripts: list[Span], span: Span) -> Span | None:
    """The superscript of the list that touches `span`; None where it stands on the line."""
    at = bisect_right(superscripts, (span.end, -1)) - 1
    if at >= 0:
        found = superscripts[at]
        if found.end > span.start or (found.start <= span.start and found.end >= span.end):
            return found
    return None


def bracketed(text: str, span: Span, within: Span, round_first: bool = False) -> Span | None:
    """The innermost pair of brackets around `span`, brackets included; None where there is none near."""
    start, end = span
    if start > within.start and end < within.end:  # the plain case: the bracket is the next character
        opener = text[start - 1]
        closer = "]" if opener == "[" else ")" if opener == "(" else ""
        if closer:
            if text[end] == closer and text.find(opener, start, end) < 0:
                return Span(start - 1, end + 1)
            at = text.find(closer, end, end + _REACH)
            if 0 <= at < within.end and text.find(opener, start, at) < 0:
                return Span(start - 1, at + 1)
    low, high = max(within.start, start - _REACH), min(within.end, end + _REACH)
    best: Span | None = None
    for opener, closer in _PAIRS_ROUND_FIRST if round_first else _PAIRS:
        left = _opener(text, opener, closer, low, start)
        if left < 0:
            continue
        right = _closer(text, opener, closer, end, high)
        if right >= 0 and right - left <= _REACH and (best is None or left > best.start):
            best = Span(left, right + 1)
    return best


def _opener(text: str, opener: str, closer: str, low: int, start: int) -> int:
    at = text.rfind(opener, low, start)
    while at >= 0 and text.count(closer, at, start) >= text.count(opener, at, start):  # that pair has closed again
        at = text.rfind(opener, low, at)
    return at


def _closer(text: str, opener: str, closer: str, end: int, high: int) -> int:
    at = text.find(closer, end, high)
    while at >= 0 and text.count(opener, end, at) > text.count(closer, end, at):
        at = text.find(closer, at + 1, high)
    return at
