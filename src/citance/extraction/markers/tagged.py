"""Markers that the file's own tags link to its reference list, and those a printed range or list hides between them.

Catches `[<2>]-[<7>]` (3 to 6 are linked nowhere), `<5 14-17>` (one link, one id, five works), `<8><><>-<12>` (empty links);
leaves `(<2010>-<2014>)` alone: years, not numbers of the list. (`<...>` is a link.)
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

import msgspec

from citance.extraction.bibliography import Bibliography
from citance.extraction.groups import bracketed, is_remark, joined_superscripts, mended, superscript_at, torn, whole
from citance.extraction.places import paragraph_starts
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span, TaggedLink

# After the minus: bullet, small and full-width hyphens, and the tildes with which East Asian journals print ranges.
DASHES = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63\uff0d~\u223c\u301c\uff5e"
# The words that say the same as a dash, in the languages that journals write in.
_TO = "to|through|thru|bis|al?|\u00e0|hasta|at\u00e9"
_TO_CJK = "\u81f3\u5230"  # 至 and 到, with no blank around them
# What may stand between the two ends of one printed range, and between an empty link and its neighbours. Words may where no
# bracket does: "[<3> to <6>]", but "compared [<3>] to [<6>]" compares two works.
_JOINT = re.compile(rf"[\s\[\]()\u2060\u200b]*(?:[{DASHES}]{{1,2}}[\s\[\]()\u2060\u200b]*)?|\s(?:{_TO})\s|\s?[{_TO_CJK}]\s?")
_DASH = re.compile(rf"[{DASHES}{_TO_CJK}]|\s(?:{_TO})\s")
# What parts numbers or stands around them: marks of works of interest ("4••"), and the commas of East Asian type, too.
_SIGNS = r"\s\[\](),;&*\u2022\u25cf\uff3b\uff3d\uff08\uff09\uff0c\uff1b\u3001\u30fb"
_AND_CJK = "\u548c\u53ca\u4e0e\u3068"
# "3, 5-7", "[3] and [5]", "refs 3 to 7", in the languages that journals write in.
_LEAD = r"(?:(?:see|cf\.?)\s)?(?:refs?\.?|references?|nos?\.?)"
_NUMBERS = re.compile(
    rf"(?:[{_SIGNS}{DASHES}]|and|{_LEAD})*\d"
    rf"(?:[\d{_SIGNS}{DASHES}{_TO_CJK}{_AND_CJK}]|(?<=[\s\d,])(?:and|y|e|et|und|og)(?=\s)|(?<=\s)(?:{_TO})(?=\s))*",
    re.I,
)
_TOKEN = re.compile(
    rf"(\d+)|([{DASHES}{_TO_CJK}]|(?<=\s)(?:{_TO})\b)|[,;&\uff0c\uff1b\u3001\u30fb{_AND_CJK}]|and|y|et?\b|und|og",
    re.I,
)
# "S1", "S2–S5", "S1-3, S7": numbers of a series of their own; each may have its letter, the first has.
_SERIES = re.compile(rf"[\s\[(]*([A-Z])\s?\d{{1,3}}(?:\s?[,;{DASHES}]\s?\1?\s?\d{{1,3}})*[\s\])]*")
_SERIES_TOKEN = re.compile(rf"(?:[A-Z]\s?)?(\d+)|([{DASHES}])|[,;]")
_NUMBER_IN_WORDS = re.compile(rf"\W*(?:{_LEAD}\s*)?\d{{1,4}}\s?[a-z]{{0,3}}\W*", re.I)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_YEARS_LETTER = re.compile(r"[a-h](?!\w)")  # of "2009b", where the link ends with the year
_LETTERS = re.compile(r"\W*[a-z](?:\W+[a-z])*\W*")
_BETWEEN_GROUPS = re.compile(rf"[^\S\n]?[,;{DASHES}]?[^\S\n]?")  # never over the end of a paragraph
# Read once: a member read off its class takes as long as making the marker does.
_TAGGED, _NUMERIC, _AUTHOR_YEAR = MarkerKind.TAGGED, MarkerStyle.NUMERIC, MarkerStyle.AUTHOR_YEAR
# The longest range believed: beyond it, the links of the corpus were pages, patients or slips.
LONGEST_RANGE = 100


def _start_of(link: TaggedLink) -> int:
    return link.span[0]


class _Token(NamedTuple):
    number: int  # -1: a dash; -2: what parts the items of a list
    start: int
    end: int


class _Words(NamedTuple):
    """What the words of a link look like."""

    tokens: tuple[_Token, ...] = ()  # of a link that is all numbers
    numbers: int = 0
    first: int = -1  # the first of them, of whatever else -1
    blank: bool = False
    style: MarkerStyle | None = None  # where the words alone tell
    missing: tuple[str, str] | None = None  # the brackets that open before and close behind, where one does
    bracketed: bool = False  # they bring their own brackets: [2], (2011), Arden (2011)


@lru_cache(maxsize=8192)
def _read_words(text: str) -> _Words:
    """The words of a link taken apart; the same few hundred come again and again ("12", "[3]")."""
    if text.isdecimal():
        number = int(text[:6])
        return _Words((_Token(number, 0, len(text)),), 1, number)
    words = _read_more(text)
    missing = torn(text)
    return words._replace(missing=missing if any(missing) else None, bracketed=text.rstrip().endswith((")", "]")))


def _read_more(text: str) -> _Words:
    """The words of a link that are more than one number."""
    if not text.strip():
        return _Words(blank=True)
    if _DASH.fullmatch(text.strip()):  # the dash of a range, linked like its ends
        return _Words((_Token(-1, 0, len(text)),))
    if _NUMBERS.fullmatch(text):
        tokens = tuple(_Token(int(m[1][:6]) if m[1] else -1 if m[2] else -2, m.start(), m.end()) for m in _TOKEN.finditer(text))
        numbers = [token.number for token in tokens if token.number >= 0]
        return _Words(tokens, len(numbers), numbers[0])
    if _SERIES.fullmatch(text):
        tokens = tuple(
            _Token(int(m[1]) if m[1] else -1 if m[2] else -2, m.start(), m.end()) for m in _SERIES_TOKEN.finditer(text)
        )
        return _Words(tokens, sum(token.number >= 0 for token in tokens), next(t.number for t in tokens if t.number >= 0))
    if _YEAR.search(text) or _LETTERS.fullmatch(text):
        return _Words(style=MarkerStyle.AUTHOR_YEAR)
    if _NUMBER_IN_WORDS.fullmatch(text):
        return _Words(style=MarkerStyle.NUMERIC)
    return _Words(style=MarkerStyle.OTHER)


class _Link(msgspec.Struct):
    """A link being read: its span, its words, the references it names, its style and group."""

    span: Span
    words: _Words
    targets: tuple[int, ...]
    style: MarkerStyle
    group: Span


class _Item(NamedTuple):
    """A printed number (first == last) or range, and the links of the run it reaches over."""

    first: int
    last: int
    span: Span
    from_link: int
    to_link: int


def find_tagged(document: Document, bibliography: Bibliography) -> list[CitationMarker]:
    """Every link as a marker (tagged), and the hidden members of ranges and lists (expanded), in order.

    A link whose ids lead nowhere keeps no targets; nor does an expanded marker whose range cannot be believed. `resolve`
    makes a Problem of each.
    """
    markers: list[CitationMarker] = []
    for run in _runs(document, bibliography):
        if len(run) == 1 and run[0].words.numbers < 2 and not run[0].words.blank:  # nearly all
            alone = run[0]
            markers.append(CitationMarker(_printed(document.text, alone), alone.group, _TAGGED, alone.style, alone.targets))
            continue
        items = _items(document.text, run)
        for at, link in enumerate(run):
            span, group = _printed(document.text, link), link.group
            if link.words.blank:
                span = _span_of_blank(run, at, items)
                group = _around(group, span)
            markers.append(CitationMarker(span, group, MarkerKind.TAGGED, link.style, link.targets))
        for item in items:
            markers.extend(_hidden(run, item, bibliography))
    return _with_joined_groups(document.text, markers)


def _printed(text: str, link: _Link) -> Span:
    """What is printed of a link's marker: with the letter that belongs to its year, and neither half a pair of brackets."""
    if link.words.missing is not None:
        return whole(text, link.span, link.group, link.words.missing)
    start, end = link.span
    letter = link.style is _AUTHOR_YEAR and end < link.group[1] and text[end].isalpha()
    if letter and text[max(start, end - 4) : end].isdecimal() and _YEARS_LETTER.match(text, end) is not None:
        return Span(start, end + 1)
    return link.span


def _with_joined_groups(text: str, markers: list[CitationMarker]) -> list[CitationMarker]:
    """The markers, of which those whose groups touch or are parted by a comma or dash share one: "[2]-[7]", "[1], [4]"."""
    chain: list[int] = []
    low = high = -1
    for at, marker in enumerate(markers):
        if marker.style is _AUTHOR_YEAR:
            continue  # their groups have brackets of their own
        start, end = marker.group
        if start == low and end == high:
            chain.append(at)
        elif chain and (low <= start < high or (0 <= start - high <= 3 and _BETWEEN_GROUPS.fullmatch(text, high, start))):
            chain.append(at)
            high = max(high, end)
        else:
            if len(chain) > 1:
                _share_group(markers, chain, Span(low, high))
            chain, low, high = [at], start, end
    _share_group(markers, chain, Span(low, high))
    return markers


def _share_group(markers: list[CitationMarker], chain: list[int], group: Span) -> None:
    """Gives the markers at these places one group."""
    for at in chain if len(chain) > 1 else ():
        if markers[at].group != group:
            markers[at] = msgspec.structs.replace(markers[at], group=group)


def _runs(document: Document, bibliography: Bibliography) -> Iterator[list[_Link]]:
    """The links in order, together where nothing but a dash, brackets or blanks stands between them."""
    text, by_id, highest = document.text, bibliography.by_id, bibliography.highest
    superscripts, starts = joined_superscripts(document), paragraph_starts(document)
    beyond = Span(len(text) + 1, len(text) + 1)
    ahead = iter((*superscripts, beyond))
    raised_next = next(ahead)  # the first superscript that does not end before the link
    run: list[_Link] = []
    within = Span(0, -1)
    group = Span(0, -1)
    previous = -1
    for tagged in document.links:
        span = tagged.span
        start, end = span
        joined = True
        if not within[0] <= start < within[1]:
            at = bisect_right(starts, start) - 1
            within = document.paragraphs[at].span if at >= 0 else span
            if within[1] < start:
                within = span
            joined = False
        gap = start - previous
        if run and not (
            joined and (gap == 0 or (0 < gap < 12 and text[previous] not in ",;" and _JOINT.fullmatch(text, previous, start)))
        ):
            yield run
            run = []
        words = _read_words(text[start:end])
        names = tagged.targets
        targets: tuple[int, ...]
        if len(names) == 1:
            one = by_id.get(names[0])
            targets = () if one is None else (one,)
        else:
            targets = tuple(dict.fromkeys([by_id[name] for name in names if name in by_id]))
        while raised_next[1] < start:
            raised_next = next(ahead)
        raised = None
        if raised_next[0] <= end or not 0 <= words.first <= highest:
            style, raised = _style(words, span, superscripts, highest, run)
        else:
            style = _NUMERIC
        if raised is not None:
            group = raised
        elif not (joined and group[0] <= start and end <= group[1]):
            if words.bracketed or words.missing or text[start - 1 : start].isalnum():
                group = _group_of_odd(document, span, within, words)
            else:  # nearly all
                group = bracketed(text, span, within, words.style is _AUTHOR_YEAR) or span
        run.append(_Link(span, words, targets, style, group))
        previous = end
    if run:
        yield run


def _group_of_odd(document: Document, span: Span, within: Span, words: _Words) -> Span:
    """The group of a link with brackets of its own, whole or torn, or glued to a word: not the brackets of a remark around it."""
    text = document.text
    whole = mended(text, span, within, words.missing) if words.missing else span
    round_first = words.style is MarkerStyle.AUTHOR_YEAR
    pair = bracketed(text, whole, within, round_first)
    if pair is None:
        return whole
    glued = words.numbers and text[span.start - 1 : span.start].isalnum()
    if (glued or (words.bracketed and not (words.missing and words.missing[0]))) and text[pair.start] == "(":
        first = bisect_left(document.links, pair.start, key=_start_of)
        links = takewhile(lambda inner: inner.start < pair.end, (link.span for link in islice(document.links, first, None)))
        if is_remark(text, pair, links):
            return whole
    return pair


def _style(
    words: _Words, span: Span, superscripts: list[Span], highest: int, run: list[_Link]
) -> tuple[MarkerStyle, Span | None]:
    """How a link is printed, and the superscript it stands in."""
    raised = superscript_at(superscripts, span) if superscripts else None
    if raised is not None:
        return MarkerStyle.SUPERSCRIPT, Span(min(raised.start, span.start), max(raised.end, span.end))
    if words.blank:
        return (run[-1].style if run else MarkerStyle.OTHER), None
    if words.style is not None:
        return words.style, None
    year = words.first > highest and 1500 <= words.first < 2100
    return (MarkerStyle.AUTHOR_YEAR if year else MarkerStyle.NUMERIC), None


def _items(text: str, run: list[_Link]) -> list[_Item]:
    """The printed numbers and ranges of a run, over all its links, in order."""
    items: list[_Item] = []
    dash = False
    for at, link in enumerate(run):
        start = link.span.start
        if at:
            gap = text[run[at - 1].span.end : start]
            if _DASH.search(gap):
                dash = True
            elif gap and not link.words.blank and not run[at - 1].words.blank:
                dash = False
        for number, begin, end in link.words.tokens:
            if number == -1:
                dash = bool(items)
            elif number == -2:
                dash = False
            elif dash and items:
                was = items[-1]
                between = was.from_link != at
                span = Span(run[was.from_link].span.start, link.span.end) if between else Span(was.span.start, start + end)
                items[-1] = _Item(was.first, number, span, was.from_link, at)
                dash = False
            else:
                items.append(_Item(number, number, Span(start + begin, start + end), at, at))
        if link.words.style is not None:
            dash = False
    return items


def _span_of_blank(run: list[_Link], at: int, items: list[_Item]) -> Span:
    """Where an empty link is printed: the range it is a middle of, else its neighbour, else nowhere."""
    for item in items:
        if item.from_link <= at <= item.to_link:
            return item.span
    neighbours = run[at::-1] + run[at + 1 :]
    return next((link.span for link in neighbours if not link.words.blank), run[at].span)


def _around(one: Span, other: Span) -> Span:
    """The span from the earlier start to the later end."""
    return Span(min(one.start, other.start), max(one.end, other.end))


def _hidden(run: list[_Link], item: _Item, bibliography: Bibliography) -> Iterator[CitationMarker]:
    """The members of a printed item that no link names, as one marker; without targets where it cannot be believed."""
    first, last = run[item.from_link], run[item.to_link]
    if item.from_link == item.to_link:
        if first.words.numbers < 2:
            return
        members = _members_within(first, item, bibliography)
    elif item.first == item.last:
        return
    else:
        members = _members_between(first, last, item, bibliography)
    group = _around(_around(first.group, last.group), item.span)
    if members is None:
        yield CitationMarker(item.span, group, MarkerKind.EXPANDED, first.style, ())
        return
    named = {target for link in run[item.from_link : item.to_link + 1] for target in link.targets}
    hidden = tuple(member for member in members if member not in named)
    if hidden:
        yield CitationMarker(item.span, group, MarkerKind.EXPANDED, first.style, hidden)


def _members_within(link: _Link, item: _Item, bibliography: Bibliography) -> list[int] | None:
    """The references a number or range printed inside one link means; None where it cannot be believed.

    Believed where the link's own id is one of the numbers it prints, and it names fewer than it prints.
    """
    if link.style is MarkerStyle.AUTHOR_YEAR or not link.targets:
        return []
    if not 0 <= item.last - item.first <= LONGEST_RANGE or item.first < 1:
        return None
    printed = [token.number for token in link.words.tokens if token.number >= 0]
    if len(link.targets) >= len(printed) and item.first == item.last:
        return []
    known = [bibliography.numbers[target] or 0 for target in link.targets]
    if not any(number in printed or item.first <= number <= item.last for number in known):
        return None
    return bibliography.expand(range(item.first, item.last + 1), link.targets[0])


def _members_between(first: _Link, last: _Link, item: _Item, bibliography: Bibliography) -> list[int] | None:
    """The references between the links at the two ends of a printed range; None where it cannot be believed."""
    low, high = item.first, item.last
    if MarkerStyle.AUTHOR_YEAR in (first.style, last.style) or not first.targets or not last.targets:
        return []
    numbers = bibliography.numbers
    left = next((target for target in first.targets if numbers[target] == low), first.targets[-1])
    right = next((target for target in last.targets if numbers[target] == high), last.targets[0])
    end = numbers[right]
    if high < low and numbers[left] == low and end is not None and str(end).endswith(str(high)):
        high = end  # "111-5" for 111 to 115
    if not 0 < high - low <= LONGEST_RANGE:
        return None
    if numbers[left] == low or end == high:  # one end may carry a wrong id; it is named by its link all the same
        return bibliography.expand(range(low + 1, high), left)
    if right - left == high - low:  # the labels do not say what is printed, the places in the list do
        return list(range(left, right + 1))
    return None
