"""Year, volume, issue and pages from the back of a printed reference."""

from __future__ import annotations

import re
from dataclasses import dataclass

_Y = r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?"
_PAGE = r"(?:[A-Za-z]{1,4}[-.]?)?\d+(?:\.\d+|\.e\d+)?(?:[A-Za-z]{1,2}\d*)?"
_PAGES = (
    r"(?:pp?\.?\s?|pages?\s|[SС]\.\s|pii:?\s|No\.\s(?=[a-z]+\d|\d{5})|Art(?:icle|\.)?(?:\s(?:ID|no\.?|number))?:?\s)?"
    rf"(?P<first>{_PAGE})(?:\s?[-‐‑–—−]+\s?(?P<last>{_PAGE}))?(?![\w/])"
)
_ISSUE = (
    r"(?:\s?[\[(]\s?(?P<issue>[^()\[\]]{1,30}?)\s?[\])](?:\s\((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[^()]{0,12}\))?)"
)
_ISSUE_TOO = _ISSUE.replace("issue", "issue2")  # a pattern names a group once
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_OTHER_MONTH = (
    r"(?:fev|fév|févr|abr|avr|mai|mag|giu|lug|juin|juil|ago|août|set|sett|out|ott|dez|déc|dic|ene|gen|janv|mär|okt)\.?(?!\w)"
)
_BEFORE = r"(?<![\d–-])(?<!\d[.,])"  # a number begins here: "Lett.49" does, "1.49" does not
_VOLUME = r"(?P<volume>(?:(?<![A-Za-z])[A-Z]{1,2})?\d{1,4}(?:[–/-]\d{1,4})?[A-Z]?)"
_PLACES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # 2013;12(3):45-9 and 2013 Jan 5;12:45
        rf"(?<![\d–-]){_Y}(?:[\s,]+(?:{_MONTH}|{_OTHER_MONTH}|\d\d?)(?:[-–/]{_MONTH})?(?:\s\d\d?)?)*\s?[;:,]\s?{_VOLUME}{_ISSUE}?\s?[:;,]\s?{_PAGES}",
        # vol. 50, no. 2-3, pp. 219-230
        r"\bv(?:ol(?:ume)?)?\.?\s?(?P<volume>[A-Z]?\d+[A-Z]?)(?:[,;\s]+(?:no|nr|n|issue|iss|number)\.?\s?(?P<issue>[\w–/-]+))?"
        rf"{_ISSUE_TOO}?(?:[,;:.\s]+{_MONTH}\s{_Y})?[,;:.\s]+{_PAGES}",
        # 12, no. 3 (2010): 45-9
        rf"{_BEFORE}(?P<volume>\d{{1,4}}),?\s(?:no|nr|n|issue|iss)s?\.?\s?(?P<issue>\d{{1,3}}(?:[-–/]\d{{1,3}})?)\s\((?:\w+\.?\s)?{_Y}\)[:,]\s{_PAGES}",
        # 21, 1 (Jun. 2013), 72-85
        rf"(?P<volume>\d{{1,4}}),\s(?P<issue>\d{{1,3}}(?:[-–]\d+)?)\s\((?:{_MONTH}\s)?{_Y}\),\s{_PAGES}",
        # 5:2 (2010), 45-9
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}})[.:](?P<issue>\d{{1,3}}(?:[-–/]\d{{1,3}})?)\s\({_Y}\)[:,]\s{_PAGES}",
        # 12 (2013) 45-9
        rf"{_BEFORE}{_VOLUME}{_ISSUE_TOO}?,?\s?\({_Y}\)[,:]?\s{_PAGES}",
        # 12.3 (2013): 45-9 and 12.3: 45-9
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}})\.(?P<issue>\d{{1,3}}):\s{_PAGES}",
        # 2018, 10, 13552 and 2018, 10 (3), 135
        rf"(?<![\d–-]){_Y},\s{_VOLUME}{_ISSUE}?,\s{_PAGES}",
        # 12(3), 45-49; 12(3):45; 12:e4714
        rf"{_BEFORE}{_VOLUME}{_ISSUE}?\s?[:,]\s?{_PAGES}",
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}}){_ISSUE}\s?{_PAGES}",
        # 2007;(4):45 and (4): 45-9, without a volume
        rf"(?<![\d–-]){_Y}\s?[;,]\s?{_ISSUE}\s?[:,]?\s?{_PAGES}",
        rf"(?<=[\w.,]\s)\((?P<issue>\d{{1,3}})\)\s?[:,]\s?{_PAGES}",
        # 12 328-338
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}})\s(?P<first>{_PAGE})\s?[-‐‑–—]\s?(?P<last>{_PAGE})(?![\w/])",
        r"(?<![\d.,–-])(?P<volume>\d{1,4}),?\s(?P<first>[A-Za-z]\w?\d+)(?![\w/])",
        # 1974 9 582 595, as files print that leave the marks to the style
        rf"(?<![\d–-]){_Y}\s(?P<volume>\d{{1,4}})\s(?:(?P<issue>\d{{1,3}})\s)?(?P<first>{_PAGE})(?:\s(?P<last>{_PAGE}))?\.?$",
        # pp. 168-170, after which only a publisher can follow
        r"\bpp?\.\s?(?P<first>[A-Z]?\d+)(?:\s?[-–—]\s?(?P<last>[A-Z]?\d+))?",
        rf"(?<![\d.,–-]){_Y}\s?[;,]\s?(?P<volume>\d{{1,4}}){_ISSUE}?(?=\s?[.;:,]|$)",
        r"(?<=[\s,])(?P<first>\d+)[-–—](?P<last>\d+)\s?\(",
        # (2015) 45-9, of a book
        rf"\({_Y}\)[:,]?\s{_PAGES}\.?$",
        # 2002; 15-21, of a book
        rf"(?<![\d–-]){_Y}\s?;\s?(?P<first>\d+)\s?[-–—]\s?(?P<last>\d+)\.?$",
        # p18, p. 18 at the end
        r"(?<=[.;,:]\s)pp?\.?\s?(?P<first>\d+)(?:\s?[-–—]\s?(?P<last>\d+))?\.?$",
        # 6 (2015), without pages
        rf"{_BEFORE}{_VOLUME},?\s?\({_Y}\)\.?$",
        # 30(6) at the end, of an article known by its DOI
        rf"{_BEFORE}{_VOLUME}\s?\((?P<issue>[A-Z]?\d{{1,3}})\)\.?$",
        # pages alone at the end
        r"(?<=[A-Za-z.,]\s)(?P<first>[A-Z]?\d{1,5})[-–—](?P<last>[A-Z]?\d{1,5})\.?$",
    )
)
# The year between volume and pages, which is sought only where one stands so: "vol. 76(1), 2012, p. 50", "46, 1976, 354-367",
# "3 (Spring 1987): 56–59", "vol. 10, no. 2, 2000".
_SEASON = r"(?:[^\W\d_]{3,9}\.?(?:[-–/][^\W\d_]{3,9})?\s)"
_YEAR_BETWEEN = re.compile(rf",\s{_SEASON}?(?:1[5-9]|20)\d\d(?:[.,:;]|$)|\({_SEASON}(?:1[5-9]|20)\d\d\)")
_NUMBER = r"(?:[,;.\s]+(?:no|nr|n|issue|iss)s?\.?\s?(?P<issue2>\d{1,4}(?:[–/-]\d{1,4})?))"
_WITH_YEAR_BETWEEN = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:\bv(?:ol(?:ume)?)?\.?\s?|{_BEFORE})(?P<volume>\d{{1,4}}[A-Z]?)(?:{_ISSUE}|{_NUMBER})?,\s{_SEASON}?{_Y}[,:]\s{_PAGES}",
        rf"{_BEFORE}{_VOLUME}(?:{_ISSUE}|{_NUMBER})?,?\s\({_SEASON}{_Y}\)[:,]\s{_PAGES}",
        rf"\bv(?:ol(?:ume)?)?\.?\s?(?P<volume>\d{{1,4}}[A-Z]?)(?:{_ISSUE}|{_NUMBER})?[,.]\s{_SEASON}?{_Y}\.?$",
    )
)
# "5, no. 2: 12-18", sought only where a number is called so.
_NUMBERED = re.compile(
    rf"{_BEFORE}(?P<volume>\d{{1,4}}),\s(?:no|nr|n|issue|iss)s?\.\s?(?P<issue>\d{{1,3}}(?:[-–/]\d{{1,3}})?):\s{_PAGES}", re.I
)
# None of them begins farther before the first digit than "volume. A".
_DIGIT = re.compile(r"\d")
_LEAD = 12
# Patterns that may begin with any letter or digit are the slow ones: those for years in brackets wait for such a year.
_YEAR_IN_BRACKETS = re.compile(rf"\({_Y}\)", re.I)
_PLACES_WITHOUT = tuple(pattern for pattern in _PLACES if _YEAR_IN_BRACKETS.pattern not in pattern.pattern)
_DATE_BEFORE = re.compile(rf"\b{_MONTH}\s?$")
_VERSION = re.compile(r"v\d{1,4}\.\d", re.I)  # "fernlib v1.2": no volume and page
_TWO_PAGES = re.compile(r"(\d{1,4})[–/-](\d{2,4})")
_LONG_NUMBER = re.compile(r"\d{5,7}")
_A_YEAR = re.compile(r"(?:1[89]|20)\d\d")
YEARS = re.compile(r"(?<![\d\w./–-])[\[(]?((?:1[5-9]|20)\d\d)[a-z]?[\])]?(?![\d/–-])(?!\w)")


@dataclass(frozen=True, slots=True)
class Place:
    start: int
    end: int
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    first: str | None = None
    last: str | None = None


def read_place(text: str, after: int) -> Place | None:
    """Volume, issue and pages, where they stand; the last that a pattern finds, the surest pattern first.

    Only the end of the text is looked through: what stands before is authors and title.
    """
    number = _DIGIT.search(text, max(after, len(text) - 240))
    if number is None:
        return None
    after = max(after, len(text) - 240, number.start() - _LEAD)
    patterns = _PLACES if _YEAR_IN_BRACKETS.search(text, after) else _PLACES_WITHOUT
    if _YEAR_BETWEEN.search(text, after) is not None:
        patterns = _WITH_YEAR_BETWEEN + patterns
    if ", n" in text or ", N" in text or ", iss" in text:
        patterns = (_NUMBERED, *patterns)
    for pattern in patterns:
        found = None
        for match in pattern.finditer(text, after):
            found = match
        if found is not None:
            if _VERSION.match(text, found.start()):
                continue
            parts = found.groupdict()
            if (
                not parts.get("volume")
                and parts.get("last")
                and _A_YEAR.fullmatch(parts["first"])
                and _A_YEAR.fullmatch(parts["last"])
            ):
                continue  # from one year to another
            if parts.get("volume") and _DATE_BEFORE.search(text[max(0, found.start() - 12) : found.start("volume")]):
                continue  # a day
            if _A_YEAR.fullmatch(parts.get("volume") or "") and _A_YEAR.fullmatch(parts.get("first") or "") and parts.get("year"):
                continue  # years in a row
            issue = parts.get("issue") or parts.get("issue2")
            if (pages := _TWO_PAGES.fullmatch(parts.get("volume") or "")) and _A_YEAR.fullmatch(parts.get("first") or ""):
                last = _whole_last({"first": pages[1], "last": pages[2]})
                return Place(*found.span(), int(parts["first"]), None, None, pages[1], last)  # "102-143, 1963"
            year = parts.get("year")
            if issue and not parts.get("first") and _LONG_NUMBER.fullmatch(issue):  # 6(23101), of an article that has a number
                issue, parts["first"] = None, issue
            if issue and re.fullmatch(r"(?:1[5-9]|20)\d\d", issue) and not year:  # 12 (2013): 45
                year, issue = issue, None
            if not year and parts.get("volume") and _A_YEAR.fullmatch(parts["volume"]):
                year, parts["volume"] = parts["volume"], None
            return Place(
                *found.span(), int(year) if year else None, parts.get("volume"), issue, parts.get("first"), _whole_last(parts)
            )
    return None


def _whole_last(parts: dict[str, str | None]) -> str | None:
    """The last page written out: 1485-93 ends on 1493."""
    first, last = parts.get("first"), parts.get("last")
    if first and last and first.isdecimal() and last.isdecimal() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last
