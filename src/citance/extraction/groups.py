"""The whole group a marker stands in: "[3, 5-7]", "(A 2001; B 2003)", a run of superscripts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from citance.model.document import Document, Span

# What may stand between two superscripts of one group, raised or not: `<sup>3</sup>,<sup>5</sup>`.
_BETWEEN_SUPERSCRIPTS = re.compile(r"(?:[^\S\n]|[,;\-\u2010-\u2015\u2212]){1,3}")
# Farther from its brackets than this, a marker stands in a remark, not in a group. The longest author-year groups of the
# corpus run to some 400 characters; beyond, nearly all were parenthetical sentences.
_REACH = 400
_WIDE_PAIRS = (("［", "］"), ("（", "）"), ("【", "】"), ("〔", "〕"))  # of East Asian type
_PAIRS = (("[", "]"), ("(", ")"), *_WIDE_PAIRS)
_PAIRS_ROUND_FIRST = (("(", ")"), ("[", "]"), *_WIDE_PAIRS)
_CLOSERS = {"(": ")", "[": "]", "（": "）", "［": "］"}
_OPENERS = {closer: opener for opener, closer in _CLOSERS.items()}
_new = tuple.__new__  # a Span without the named tuple's own checks: one for every marker
# What may stand between the end of a link and the bracket that closes it: locators (", p. 62", ":153"), further years.
_PLACE = r"pp?|pgs?|pages?|cap|ch|chap|chapters?|figs?|tables?|tab|vol|sec|art|nos?|n|in press"
_BEFORE_CLOSER = re.compile(
    rf"(?>(?:[\s\d,;:.&/\-\u2010-\u2015]|(?<=\d)[a-z](?!\w)|\b(?:{_PLACE}|and|y|e|et|und|[a-z])\b)*)", re.I
)
_LOCATOR = re.compile(  # no further year: that is a marker of its own
    rf"\s?(?:[,:;]\s?(?:(?:{_PLACE})\b\.?\s?)?(?!(?:1[5-9]|20)\d\d(?!\d))[\dxvi]{{1,6}}(?:\s?[\-\u2013]\s?[\dxvi]{{1,6}})?\s?)?",
    re.I,
)
# What leads to a citation, in the brackets around one that has brackets of its own; anything more is a remark.
_LEAD_INS = re.compile(
    rf"(?>(?:[\s\d,;:.&+\-\u2010-\u2015]|\[\d|\d\]|(?<=\d)[a-z](?!\w)|\b(?:{_PLACE}|see|also|but|e\.?\s?g|i\.?\s?e|cf|for|an?|the|some|more|most|very|"
    r"recent(?:ly)?|excellent|comprehensive|detailed|examples?|instance|details?|reviews?|overviews?|reviewed|summari[sz]ed|described|"
    r"discussed|reported|characteri[sz]ed|presented|shown|cited|as|in|by|from|with|and|or|y|e|et|und|ou|refs?|references?|therein|"
    r"others?|al|sensu|ver|vide|v[ée]ase|voir|siehe|vgl|z\.\s?b|por exemplo|por ejemplo|par exemple)\b)*)",
    re.I,
)


def joined_superscripts(document: Document) -> list[Span]:
    """The document's superscripts in order, neighbours joined where only commas, dashes or blanks part them."""
    return join_superscripts(document.text, document.superscripts)


def join_superscripts(text: str, superscripts: Iterable[Span]) -> list[Span]:
    """Superscripts, given in order, with neighbours joined likewise."""
    joined: list[Span] = []
    start = end = -1
    for span in superscripts:
        if start >= 0 and (
            span.start <= end or (span.start - end <= 3 and _BETWEEN_SUPERSCRIPTS.fullmatch(text, end, span.start))
        ):
            end = max(end, span.end)
            continue
        if start >= 0:
            joined.append(_new(Span, (start, end)))
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
                return _new(Span, (start - 1, end + 1))
            at = text.find(closer, end, end + _REACH)
            if 0 <= at < within.end and text.find(opener, start, at) < 0:
                return _new(Span, (start - 1, at + 1))
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


def torn(words: str) -> tuple[str, str]:
    """The bracket that opens before these words, and the one that closes behind them; "" for each that is not missing.

    "2016)" gives "(" and ""; "Hoehne (1938" gives "" and ")".
    """
    before, opened = "", []
    for char in words:
        if char in _CLOSERS:
            opened.append(char)
        elif char in _OPENERS:
            if opened:
                opened.pop()
            else:
                before = _OPENERS[char]
    return before, _CLOSERS[opened[0]] if opened else ""


def mended(text: str, span: Span, within: Span, missing: tuple[str, str]) -> Span:
    """The span with the brackets that `torn` misses, where they are near: "Hoehne (1938" to ")", "May, 2004)" from "("."""
    start, end = span
    opener, closer = missing
    if closer:
        rest = _BEFORE_CLOSER.match(text, end, min(within.end, end + _REACH))
        if rest is not None and text.startswith(closer, rest.end(), within.end):
            end = rest.end() + 1
    if opener:
        at = _opener(text, opener, _CLOSERS[opener], max(within.start, start - _REACH), start)
        if at >= 0:
            start = at
    return Span(start, end)


def closed(text: str, span: Span) -> Span:
    """The span of a narrative marker to the bracket that closes its year, over one locator: "Auzel (1992" to "(1992, p. 96)"."""
    closer = torn(span.cut(text))[1]
    if closer:
        end = span.end
        if not text.startswith(closer, end):
            rest = _LOCATOR.match(text, end)
            end = rest.end() if rest is not None else end
        if text.startswith(closer, end):
            return Span(span.start, end + 1)
    return span


def whole(text: str, span: Span, group: Span, missing: tuple[str, str]) -> Span:
    """The span of a marker whose link was set a bracket too far or too short: of "[8,9]" linked as "[8" and "9]" the numbers,
    of "Auzel (1992)" linked as "Auzel (1992" all. `missing` is what `torn` says; brackets without their other half stay."""
    start, end = span
    opener, closer = missing
    if opener and text[end - 1] == _CLOSERS[opener] and opener in text[group.start : start]:
        end -= 1
    if closer:
        if end < group.end and text.startswith(closer, end):
            end += 1
        elif text[start] == _OPENERS[closer] and closer in text[end : group.end]:
            start += 1
    return Span(start, end) if start < end else span


def is_remark(text: str, pair: Span, links: Iterable[Span]) -> bool:
    """Whether the brackets say more than to lead in their citations: "(in turn a signal [37])", not "(for reviews see [2])"."""
    at, end = pair.start + 1, pair.end - 1
    for link in links:
        if link.start >= at:
            if _LEAD_INS.fullmatch(text, at, link.start) is None:
                return True
            at = link.end
    return at < end and _LEAD_INS.fullmatch(text, at, end) is None


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
