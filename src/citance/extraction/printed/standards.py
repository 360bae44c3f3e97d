"""Standards: "ISO 9001:2015. Quality management systems", "DIN EN 12464-1", "ASTM D638-14": a designation, and what it is of.

The designation is no volume with pages, and its letters are nobody's surname and initials: they are the body that issued it.
"""

from __future__ import annotations

import re

from citance.extraction.printed.books import without_imprint
from citance.extraction.printed.titles import EDGES, trim
from citance.model.article import ArticleRecord, Author
from citance.model.identifiers import Identifiers
from citance.text.bodies import is_body

_ISSUER = (
    r"(?:ISO|IEC|IEEE|ITU-[TR]|DIN|VDI|VDE|ASTM|ANSI|ASHRAE|ASME|AATCC|TAPPI|AASHTO|NFPA|NACE|AOAC|CLSI|BS|PAS|EN|CEN|CENELEC|ETSI|NF|UNE|UNI"
    r"|[ÖO]NORM|NEN|JIS|GB(?:/?T)?|YY(?:/T)?|NY(?:/T)?|AS|NZS|CSA|ABNT|NBR|SANS|CNS|GOST|ГОСТ|ДСТУ|СТО|СП|СНиП)"
)
_SERIES = r"(?:TS|TR|PAS|HD|R|Р|T|Std|Standard|Guide|Recommendation|Method)"
_A_YEAR = r"(?:19|20)\d\d"
DESIGNATION = re.compile(
    rf"(?P<issuer>{_ISSUER}(?:[/\s]{_ISSUER}){{0,3}})(?:[/\s]{_SERIES}\.?){{0,2}}[\s‐‑-]?"
    rf"(?P<number>(?:[A-Z]{{1,3}}[\s.]?)?(?!{_A_YEAR}(?!\d|[:/.‐‑–-]\d))\d{{1,6}}(?:[./‐‑–-][A-Z]?\d{{1,5}}[A-Z]?)*(?:e\d|[a-z])?)"
    rf"(?:\s?:\s?(?P<year>{_A_YEAR})(?:-\d\d)?)?(?:\s?\([A-Z]\))?(?!\w|:\d)"
)
# Who issued it may stand before: "International Organization for Standardization (ISO). (2009). ISO 10993-5:2009".
_BODY_BEFORE = re.compile(
    rf"([^\W\d_][^.,;:(\[\d]{{1,90}})(?:\s[(\[][A-Z]{{2,9}}[)\]])?[.,;:]?\s(?:\(?({_A_YEAR})\)?[.,;:]{{0,2}}\s)?(?={_ISSUER})"
)
_YEAR = re.compile(rf"(?<![\w:./‐‑–-])\(?({_A_YEAR})\)?(?![\w:/‐‑–-])")
_YEAR_FIRST = re.compile(rf"[\s.,:]*\(({_A_YEAR})\)")
_YEAR_NUMBERED = re.compile(rf"[‐‑–-](?:({_A_YEAR})|(\d\d))[a-z]?\d?$")
_YEAR_LAST = re.compile(rf"(?<!\w){_A_YEAR}[).;,]?\s?[.;,]?$")
# An article about a standard has a volume and pages behind its year.
_IN_A_JOURNAL = re.compile(r"\d;\s?\d{1,4}\s?[(:]|\bvol\.\s?\d|\d\s?\(\d{1,3}\)[:,]\s?\d", re.I)
_PUBLISHED = re.compile(
    rf"[,;.]\s(?={_ISSUER}\b(?!\s?\d)|[^,;.:]{{0,60}}\b(?:Verlag|Press|Publish\w+|Standardi[sz]ation|Standards)\b)"
)
_LONGEST_ISSUER = 30  # characters
_LONGEST_NAME = 400
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2})[.;]\s+")
_TOLD = re.compile(
    r"(?<![^\W\d_])[a-zà-ÿа-я]{4}"
)  # a word of a sentence; in the names of towns and countries there is one at most


def read_standard(bare: str, identifiers: Identifiers) -> ArticleRecord | None:
    """The standard an entry is, by the body that issued it; its title begins with the designation. None for other entries."""
    found, body, dated = DESIGNATION.match(bare), "", None
    if found is None:
        before = _BODY_BEFORE.match(bare)
        if before is None or (found := DESIGNATION.match(bare, before.end())) is None:
            return None
        body, dated = before[1].strip(), before[2]
        if not (is_body(body) or "International" in body or re.fullmatch(_ISSUER, body)):
            return None
    rest = bare[found.end() :]
    if _IN_A_JOURNAL.search(rest) is not None:
        return None
    if (first := _YEAR_FIRST.match(rest)) is not None:
        dated, rest = first[1], rest[first.end() :]
    years = _YEAR.findall(rest)
    year = dated or (years[-1] if years else found["year"])
    return ArticleRecord(
        identifiers=identifiers,
        title=_titled(found[0], rest),
        authors=(Author(surname=body or found["issuer"].split()[0], group=True),),  # DIN of DIN EN ISO, which took it over
        year=int(year) if year else _numbered_year(found),
    )


def is_standard(text: str, start: int, end: int) -> bool:
    """Whether what looks like volume and page is a standard's number and year: "Hardness of steel, ISO 6508-1:1999"."""
    found = DESIGNATION.search(text, max(0, start - _LONGEST_ISSUER), end)
    return found is not None and found["year"] is not None and found.start() <= start and found.end() >= end


def _numbered_year(found: re.Match[str]) -> int | None:
    """The year at the end of a number: of GB/T 50081-2002; of ASTM D638-14, where two digits do."""
    numbered = _YEAR_NUMBERED.search(found["number"])
    if numbered is None or not (numbered[1] or found["issuer"] == "ASTM"):
        return None
    return int(numbered[1]) if numbered[1] else int(numbered[2]) + (1900 if numbered[2] > "50" else 2000)


def _undated(words: str) -> str:
    """The words without a year at their end."""
    year = _YEAR_LAST.search(words, max(0, len(words) - 12))
    return words if year is None else words[: year.start()].rstrip(" ,;.(")


def _titled(designation: str, rest: str) -> str:
    """The designation and the name behind it, without who printed it, where and when."""
    if (published := _PUBLISHED.search(rest, 3)) is not None:
        rest = rest[: published.start()]
    name = _undated(without_imprint(_undated(rest[:_LONGEST_NAME])))
    first, *more = _SENTENCE.split(name.lstrip(EDGES))
    for sentence in more:
        if len(_TOLD.findall(sentence)) < 2:
            break
        first = f"{first}. {sentence}"
    first = trim(first)
    if not first:
        return designation
    mark = name.lstrip()[:1]
    if mark == "/":  # "GB/T 13885-2003/ISO 6869:2000": the same one, elsewhere
        return f"{designation}/{first}"
    return f"{designation}{mark if mark in ('.', ',', ':') else ''} {first}"
