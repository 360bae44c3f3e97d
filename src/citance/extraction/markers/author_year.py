"""Names and years of listed references, read from plain text.

Catches `(Smith et al., 2018a,b)`, `Smith and Jones (2010, 2012)`, `García-López y Núñez’s (2015)`; leaves `In May 2010` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citance.extraction.bibliography import Bibliography
from citance.extraction.cited_names import NO_YEAR, CitedName, flat, is_east_asian, latin_letter
from citance.extraction.groups import bracketed, closed
from citance.extraction.markers.printed_names import BETWEEN, CAPITAL, COAUTHOR_OF, LEADING_AND, UNDATED
from citance.extraction.markers.taken import Taken
from citance.model.citation import CitationMarker, MarkerKind, MarkerStyle
from citance.model.document import Document, Span

_YEAR = re.compile(r"[12]\d{3}")
_NOT_YEAR_AFTER = re.compile(r"[\d.\w\-\u2010-\u2015]")
_LETTER = re.compile(r"([a-zA-Zа-е])?(?!\w|[\-\u2010-\u2015]\d{1,3}(?!\d))")  # "Arden 2004-12" is a specimen
# What makes of a name and a year a word of mouth, and no work of the list.
_UNPUBLISHED = re.compile(
    r"\)?,?\s\(?(?:pers(?:onal|\.)\s?(?:comm|obs)|unpubl|private comm|comunicaci[oó]n personal|com\. pess)", re.I
)
_MORE_LETTERS = re.compile(r"\s?(?:,|;|&|and|\u2013|-|/)\s?(?:([a-z])(?![\w.])|([а-е])(?=\s?[,;)\]]))")
_KNOWN_BY = 80  # characters of an entry
_REACH = 160  # from the first name to the year; six printed authors fit

_WORDS_OF_NAMES = re.compile(rf"{CAPITAL}[\w'’]{{2,}}")
_MARKS = re.compile("[\u0300-\u036f]")


class _Match(NamedTuple):
    """A listed reference that a printed name and year could mean."""

    reference: int
    start: int  # of the name in the text
    fit: int  # how well the printed authors agree: 4 all, 2 as far as they go; one less for half a surname


def find_author_year(document: Document, bibliography: Bibliography, taken: Taken) -> Iterator[CitationMarker]:
    """The names of listed references before their year, and the years and letters that follow on the same names."""
    text = document.text
    for start, end, letter, listed in _dates(text, bibliography.by_year, taken):
        matches = _called(text, start, listed, bibliography)
        if not matches:
            continue
        name = min(match.start for match in matches)
        letters, ends = [letter], [end]
        more = _MORE_LETTERS.match(text, end) if letter else None
        while more:
            letters.append(latin_letter(more[1] or more[2]))
            ends.append(more.end())
            more = _MORE_LETTERS.match(text, more.end())
        spans = [Span(name if _is_first_year(text, name, start) else start, end)]
        if len(ends) == 1:  # else the bracket closes behind the last letter
            spans[0] = closed(text, spans[0])
        spans += (Span(after - 1, after) for after in ends[1:])
        group = _group(document, Span(name, ends[-1]), start)
        for letter, span in zip(letters, spans, strict=True):
            targets = _choose(matches, letter, bibliography, start)
            yield CitationMarker(span, group, MarkerKind.INFERRED, MarkerStyle.AUTHOR_YEAR, targets, len(targets) > 1)


def _dates(text: str, by_year: dict[int, list[int]], taken: Taken) -> Iterator[tuple[int, int, str, list[int]]]:
    """The years in the text that some reference has, with their letter, and those references; then "in press" and its like."""
    years = {str(year): listed for year, listed in by_year.items()}
    for start in _places(text, {year[:2] for year in years if len(year) == 4 and year[0] in "12"}):
        end = start + 4
        listed = years.get(text[start:end])
        if listed is None or _NOT_YEAR_AFTER.match(text, start - 1) or taken.touches(start, end):
            continue
        letter = _LETTER.match(text, end)
        if letter is not None and _UNPUBLISHED.match(text, letter.end()) is None:
            yield start, letter.end(), latin_letter((letter[1] or "").lower()), listed
    undated = by_year.get(NO_YEAR)
    for match in UNDATED.finditer(text) if undated is not None else ():
        if not taken.touches(*match.span()):
            yield match.start(), match.end(), "", undated or []


def _places(text: str, centuries: Iterable[str]) -> list[int]:
    """Where these pairs of digits stand, in order; looked for one by one, as plain strings are found faster than patterns."""
    places: list[int] = []
    for century in centuries:
        at = text.find(century)
        while at >= 0:
            places.append(at)
            at = text.find(century, at + 2)
    places.sort()
    return places


def _is_first_year(text: str, start: int, year: int) -> bool:
    return _YEAR.search(text, start, year) is None  # else it goes on after another year of the same names


def _group(document: Document, span: Span, year: int) -> Span:
    """The brackets around a citation; for one in running words, from the name to the closing bracket."""
    pair = bracketed(document.text, Span(year, span.end), Span(0, len(document.text)), round_first=True)
    if pair is None:
        return span
    return Span(min(pair.start, span.start), max(pair.end, span.end))


def _called(text: str, year: int, listed: list[int], bibliography: Bibliography) -> list[_Match]:
    """The listed references of that year whose names stand right before it; the ones that explain most of the words."""
    low = max(0, year - _REACH)
    words = text[low:year]
    cut = words.rfind("\n")
    if cut >= 0:
        low += cut + 1
        words = words[cut + 1 :]
    places: list[int] | None = None
    if not words.isascii() and _MARKS.search(words):  # accents as characters of their own: read without them
        places = [at for at, char in enumerate(words) if not "\u0300" <= char <= "\u036f"]
        words = "".join([words[at] for at in places])
    flattened = flat(words)
    found: list[_Match] = []
    for index in listed:
        name = bibliography.called(index)
        for form in name.firsts + name.shorts:
            match = _called_so(words, flattened, index, form, name, bibliography)
            if match is not None:
                at, half = match.start, form in name.shorts
                found.append(_Match(index, low + (places[at] if places else at), 2 * match.fit - half))
                break
    if len(found) > 1:
        start = min(match.start for match in found)
        fit = max(match.fit for match in found if match.start == start)
        found = [match for match in found if match.start == start and match.fit == fit]
    return found


def _called_so(words: str, flattened: str, index: int, form: str, name: CitedName, bibliography: Bibliography) -> _Match | None:
    at = flattened.rfind(form)
    while at >= 0:
        end = at + len(form)
        if (at == 0 or not flattened[at - 1].isalnum() or (end - at > 1 and is_east_asian(form))) and not (
            words[at:end].islower() or words[at - 1 : at] == "-"
        ):
            between = BETWEEN.fullmatch(words, end)
            if between is not None and not COAUTHOR_OF.search(words, 0, at):
                fit = _fit(between, name)
                if fit:
                    return _Match(index, at, fit) if _names_third(between, bibliography.references[index].text) else None
        at = flattened.rfind(form, 0, at)
    return None


def _fit(between: re.Match[str], name: CitedName) -> int:
    """How well the printed co-authors agree with the entry's: 2, 1, or 0 where they are others."""
    initials = re.findall(r"\w", flat(between["initials"] or ""))
    if initials and name.initial and initials[0] != name.initial:
        return 0
    others = between["others"] is not None
    second = flat(between["names"] or "")
    if second:
        second = second[LEADING_AND.match(second).end() :].strip(" ,;&+/")  # type: ignore[union-attr]
    if second:
        if name.authors == 1:
            return 0
        if name.second and not _begins_alike(second, name.second):
            return 0
        return 2 if (name.authors == 2) == (not others and "," not in second) else 1
    if others:
        return 2 if name.authors > 2 else 1
    return 2 if name.authors <= 1 else 1


def _names_third(between: re.Match[str], entry: str) -> bool:
    """Whether the entry names the last of three or more printed authors: not Dorn where "Arden, Blythe, & Castell" is printed."""
    named = _WORDS_OF_NAMES.findall(between["names"] or "")
    return len(named) < 2 or flat(named[-1]) in flat(entry)


def _begins_alike(printed: str, surname: str) -> bool:
    """Whether the printed second author is the entry's, who may be named without particles or with all his surnames."""
    if is_east_asian(printed) and surname.startswith(printed):
        return True
    words, seen = re.findall(r"\w+", surname), re.findall(r"\w+", printed)
    if len(surname) > 4 and surname[0] > "\u03ff" and any(word.startswith(surname[:-1]) for word in seen):  # inflected
        return True
    return bool(words) and (printed.startswith(surname) or words[-1] in seen or words[0] in seen[:3])


def _are_one(matches: list[_Match], bibliography: Bibliography) -> bool:
    """Whether the references are one entry, printed in several lists: of the article and of its supplement."""
    references = [bibliography.references[match.reference] for match in matches]
    return len({one.list for one in references}) == len(references) and len({_opening(one.text) for one in references}) == 1


def _opening(entry: str) -> str:
    """The first letters and digits of an entry, enough to know it by."""
    return "".join([char for char in flat(entry[:_KNOWN_BY]) if char.isalnum()])


def _choose(matches: list[_Match], letter: str, bibliography: Bibliography, at: int) -> tuple[int, ...]:
    """The reference a letter picks among works of the same names and year; all of them where nothing tells."""
    if len(matches) > 1 and (beside := bibliography.beside(at)) is not None:  # those of the part's own list, where it has some
        own = bibliography.references[beside].list
        matches = [match for match in matches if bibliography.references[match.reference].list == own] or matches
    if len(matches) == 1 or _are_one(matches, bibliography):
        return (matches[0].reference,)
    lettered = [m.reference for m in matches if bibliography.called(m.reference).letter == letter]
    if len(lettered) == 1:
        return (lettered[0],)
    if letter and not any(bibliography.called(m.reference).letter for m in matches):
        place = ord(letter) - ord("a")
        if place < len(matches):
            return (matches[place].reference,)
    return tuple(m.reference for m in matches)
