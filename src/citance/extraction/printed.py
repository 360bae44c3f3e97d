"""Printed references taken apart: "Alder AB, Brandt C. A title. J Abbr. 2013;12(3):45-9." → fields.

Authors are read from the front in the style that reaches farthest (surname and initials, with or without stops, initials
first, or run together as some files print them), the place (volume, issue, pages) from the back; what is left between is
title and container. What cannot be told stays empty: a wrong field misleads linking more than a missing one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

from citance.model.article import ArticleRecord, Author, Journal
from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid
from citance.text.bodies import is_body

# ── identifiers ────────────────────────────────────────────────────────────────────────────────────────────────────────

_DOI_IN_TEXT = re.compile(r"(?<![\d.])10\.\s?\d{4,9}(?:\.\d+)*\s?/")
_PMID_IN_TEXT = re.compile(r"(?:PMID|Pub\s?Med(?:\s+PMID)?(?:\s+ID)?|pubmed/)\s*[:#]?\s*(\d{1,8})(?!\d)", re.I)
_PMCID_IN_TEXT = re.compile(r"\bPMC(?:ID)?:?\s?(?:PMC)?(\d{3,9})\b")
_ARXIV_IN_TEXT = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|[\s:,.]*|\s+preprint\s+(?:arxiv:)?\s*)((?:[a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5}))", re.I
)
# PubMed's number alone at the very end, as PMC prints it behind the pages or the DOI.
_LONE_PMID = re.compile(r"(?<=[\d.;a-z)])\s(\d{7,8})\s*\.?$")


def _without_pmid(text: str, pmid: Pmid | None) -> str:
    """The text without the PMID that is known: where tags are lost it is run on to the DOI before it."""
    if pmid is None or pmid not in text:
        return text
    return text.replace(pmid, " ", 1) if re.search(rf"(?<=[\w.]){pmid}\b", text) else text


def find_identifiers(text: str, given: Identifiers = NO_IDENTIFIERS) -> Identifiers:
    """The identifiers given, and those of the other kinds that stand in `text`."""
    doi, pmid, pmcid, arxiv = given.doi, given.pmid, given.pmcid, given.arxiv
    if doi is None and "10." in text:
        for start in _DOI_IN_TEXT.finditer(text):
            doi = Doi.read(_without_pmid(text[start.start() : start.start() + 200], pmid))
            if doi is not None:
                break
    if "PM" in text or "ubMed" in text or "ubmed" in text:
        if pmid is None and (found := _PMID_IN_TEXT.search(text)) is not None:
            pmid = Pmid.read(found[1])
        if pmcid is None and (found := _PMCID_IN_TEXT.search(text)) is not None:
            pmcid = Pmcid.read("PMC" + found[1])
    if arxiv is None and ("rXiv" in text or "rxiv" in text) and (found := _ARXIV_IN_TEXT.search(text)) is not None:
        arxiv = ArxivId.read(found[1])
    if (doi, pmid, pmcid, arxiv) == (given.doi, given.pmid, given.pmcid, given.arxiv):
        return given
    return Identifiers(doi, pmid, pmcid, arxiv)


# ── the words without what is no part of the reference ─────────────────────────────────────────────────────────────────

_LABEL = re.compile(
    r"^\s*(?:\(?[a-z]\)(?=\s)|\[\s?\d{1,4}[a-z]?\s?\]|\(\d{1,3}\)|\d{1,3}[.)]|\d{1,3}(?=\s[A-Z]\w+\s[A-Z]{1,3}\b))\s*"
)
_ACCESS = re.compile(
    r"""\[(?:PubMed|Cross\s?Ref|Google\sScholar|PMC[^\]]*|Medline|internet|online|e-?pub[^\]]*|electronic[^\]]*|(?:last\s)?accessed[^\]]*)\]
    |\(?\b(?:last\s)?accessed(?:\son)?:?\s[^).]*\)?
    |\b(?:available|retrieved|disponible|disponível)\s(?:online|from|at|em|en)?[:;,]?(?:\sat|\sfrom)?:?
    |\(?\be-?pub(?:lished)?\s(?:ahead\sof\sprint|online)?[^.;)]*[.;)]
    |\b(?:Pub\s?Med\s)?PMID:?\s?\d+|\bPub\s?Med:?\s?\d+|\bPMC(?:ID)?:?\s?(?:PMC)?\d+
    |\barxiv(?:\spreprint)?[:.\s]*(?:arxiv:)?\s?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?(?:\s?\[[^\]]+\])?""",
    re.I | re.X,
)
_ADDRESS = re.compile(r"(?:https?://|www\.|ftp://)\S+|\bdoi\s?[:.]?\s?(?=10\.)|(?<![\d.])10\.\d{4,9}/\S+|\bdoi:\S*", re.I)
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")


_ACCESS_SIGNS = ("[", "access", "avail", "retriev", "dispon", "pub", "pm", "arxiv")  # one of these stands in what _ACCESS finds


def _bare(text: str) -> str:
    """The text in one line without label, addresses and words about access."""
    if "\n" in text:
        text = _BROKEN_WORD.sub("", text)
    text = _LABEL.sub("", " ".join(text.split()), count=1)
    lower = text.lower()
    if "10." in text or "://" in text or "www." in lower or "doi" in lower:
        text = _ADDRESS.sub(" ", text)
    if any(sign in lower for sign in _ACCESS_SIGNS):
        text = _ACCESS.sub(" ", text)
    return _BLANK_BEFORE.sub(r"\1", " ".join(text.split())).strip(" ,;")


_BLANK_BEFORE = re.compile(r" ([,;.)])")


_JOURNAL_WORDS = frozenset(
    line
    for line in files("citance.extraction").joinpath("journal_words.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)

# ── authors ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_LETTERS = [chr(code) for code in range(0x41, 0x530) if chr(code).isalpha()]
_UP = "".join(letter for letter in _LETTERS if letter.isupper())
_LOW = "".join(letter for letter in _LETTERS if letter.islower())
_PARTICLE = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]e|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]as|[Dd]u|[Ll]a|[Ll]e|[Ee]l|[Aa]l|[Tt]er|[Tt]en|bin|ibn|zu|zur|af|St\.?|de\sla|ul)\s+"
    r"|[dD]['’]|[Aa]l-|[Ee]l-)"
)
_WORD = rf"[{_UP}][{_UP}{_LOW}'’‐‑-]*[{_UP}{_LOW}]"
_NEXT_WORD = rf"(?:[{_UP}][{_LOW}'’][{_UP}{_LOW}'’‐‑-]*|[{_UP}]{{4,}})"  # two capitals behind a surname are initials
_NO_NAME = r"(?!(?:The|In|An?|On|For|From)\s)"
_SURNAME = rf"{_NO_NAME}(?:{_PARTICLE})*{_WORD}(?:\s+(?:(?:y|e|i)\s+)?{_NEXT_WORD}){{0,2}}"
_ONE_WORD = rf"(?:{_PARTICLE})*{_WORD}(?:\s{_WORD})?"
_INITIAL = rf"[{_UP}][{_LOW}]?\."
_DOTTED = rf"{_INITIAL}(?:[\s‐‑-]*(?!Am\.|Br\.){_INITIAL}){{0,4}}(?:\s(?:de|van|von|da|dos)\b)?"
_PLAIN = rf"[{_UP}]{{1,4}}(?:[‐‑-][{_UP}])?(?:\s(?:de|da|dos|van|von)(?=[,.;\s]))?"
_SUFFIX = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_GIVEN = rf"[{_UP}][{_LOW}]+(?:[\s‐‑-](?:[{_UP}]\.?|[{_UP}][{_LOW}]+)){{0,2}}"
_END = rf"(?![{_UP}{_LOW}])"

# name: surname and given of one author. Each style is tried over the whole front; the one that reaches farthest is taken.
_CAMEL = (  # a surname in one writing, so that "KimJParkY" is two; prefixes are part of it
    rf"(?:{_PARTICLE})*(?:{_WORD}\s)??(?:Mc|Mac|Di|De|Der|Den|Du|Da|Do|Le|La|Van|Von|El|Al|Fitz|[OD]['’])?"
    rf"[{_UP}][{_LOW}'’]+(?:[‐‑-][{_UP}]?[{_LOW}]+)*"
)
_STYLES: dict[str, str] = {
    "Surname AB": rf"(?P<s>{_SURNAME})\s(?P<g>{_PLAIN}){_SUFFIX}{_END}",
    "Surname, A. B.": rf"(?P<s>{_SURNAME}),\s?(?P<g>{_DOTTED}){_SUFFIX}",
    "Surname, AB": rf"(?P<s>{_SURNAME}),\s(?P<g>{_PLAIN}){_SUFFIX}{_END}",
    "Surname A. B.": rf"(?P<s>{_SURNAME})\s(?P<g>{_DOTTED}){_SUFFIX}",
    "A. B. Surname": rf"(?P<g>{_DOTTED})\s?(?P<s>{_ONE_WORD}){_SUFFIX}{_END}",
    "AB Surname": rf"(?P<g>[{_UP}]{{1,3}})\s(?P<s>{_ONE_WORD}){_SUFFIX}{_END}",
    "SurnameAB": rf"(?P<s>{_CAMEL})(?P<g>[{_UP}]{{1,3}}(?:-[{_UP}])?)(?:,?\s?(?:Jr|Sr|III|II)\b\.?)?(?=[{_UP}][{_LOW}]|{_END})",
    "SurnameA. B.": rf"(?P<s>{_CAMEL})(?P<g>(?:[{_UP}]\.[\s‐‑-]*){{1,4}})(?:,?\s?(?:Jr|Sr)\b\.?)?",
    "Surname, Given": rf"(?P<s>{_SURNAME}),\s(?P<g>{_GIVEN}){_SUFFIX}{_END}",
}
_BETWEEN = r"(?:\s*[,;/]?\s*(?:…|\.\.\.|\. \. \.)?\s*(?:(?:and|&amp;|&|und|et|y|e)\s+)?)"
_OTHERS = (
    r"(?:\s*[,;]?\s*(?:(?:and|&)\s+)?(?:et\.?\s?al\b\.?|others\b|colleagues\b))?"
    r"(?:,?\s*\(?\b(?:eds?|editors?)\b\.?\)?)?"
)


@dataclass(frozen=True, slots=True)
class _Style:
    one: re.Pattern[str]
    many: re.Pattern[str]
    surname_first: bool


def _without_names(pattern: str) -> str:
    return pattern.replace("(?P<s>", "(?:").replace("(?P<g>", "(?:")


_READERS = {
    name: _Style(
        re.compile(one),
        re.compile(rf"(?:{_without_names(one)})(?:{_BETWEEN}(?:{_without_names(one)}))*+{_OTHERS}"),
        name.startswith("S"),
    )
    for name, one in _STYLES.items()
}
_YEAR_NEXT = re.compile(
    r"[\s.,:]*[\[(]?\s?((?:1[5-9]|20)\d\d)[a-z]?(?:,?\s(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:\s\d+)?)?\s?[\])]?(?=[\s.,:;)]|$|[A-Z])"
)


_FRONT_YEAR = re.compile(r"(?:\s?[\[(]\s?|[\s.,](?=(?:1[5-9]|20)\d\d[a-z]?[.,:;\s]))((?:1[5-9]|20)\d\d)")
_TITLE_NEXT = re.compile(rf"[a-z]?[\])]?[\s.:,]*[“\"‘'(\[]?[{_UP}{_LOW}]")  # after the year; in styles without titles, a number
_NO_NAMES = frozenset(
    {"and", "et", "al", "und", "der", "den", "von", "van", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el"}
    | {"zu", "zur", "af", "ter", "ten", "the", "of", "for", "on", "behalf"}
)


def _read_authors(text: str) -> tuple[tuple[Author, ...], int]:
    """(authors, offset where they end); nobody and 0 where the text does not begin with names."""
    best: tuple[int, re.Pattern[str]] | None = None
    for style in _READERS.values():
        match = style.many.match(text)
        if match is None:
            continue
        reach = match.end() if style.surname_first else _without_journal(style.one, text, match.end())
        if best is None or reach > best[0]:
            best = reach, style.one
    if best is None:
        return _read_group(text)
    end, one = best
    # Where nothing but names stands before the year, names in another style among them do not end the authors.
    year = _FRONT_YEAR.search(text, end, end + 600)
    if year is not None and year.start() > end and _TITLE_NEXT.match(text, year.end()) and _only_names(text[end : year.start()]):
        end = year.start()
    else:
        others = re.compile(r",?\s?et\.? al\b\.?").search(text, end, end + 300)
        if others is not None and _only_names(text[end : others.start()]):
            end = others.end()
    if text.endswith(" J.", 0, end) and (word := _WORD_AND_STOP.match(text, end)) and word[1].lower() in _JOURNAL_WORDS:
        end -= 3  # "Brandt, C. J. Am. Chem. Soc.": the journal's, not an initial
    return _names_in(text[:end], one), end


_WORD_AND_STOP = re.compile(rf"\s([{_UP}][{_LOW}]+)\.")


def _without_journal(one: re.Pattern[str], text: str, end: int) -> int:
    """Where the authors end, if the last of them is a journal's beginning: "D. Castell, J. Chem. Phys."."""
    last = None
    for match in one.finditer(text, 0, end):
        last, before = match, last
    if (
        last is not None
        and before is not None
        and last["s"].lower() in _JOURNAL_WORDS
        and text[last.end() : last.end() + 1] == "."
    ):
        return before.end()
    return end


def _names_in(front: str, one: re.Pattern[str]) -> tuple[Author, ...]:
    """The names in the front of a reference, in one style; or the first turned round and the others not."""
    found = list(one.finditer(front))
    if len(found) == 1 and len(front) - found[0].end() > 4:
        found += _READERS["A. B. Surname"].one.finditer(front, found[0].end())
    return tuple(Author(surname=" ".join(match["s"].split()), given=" ".join(match["g"].split())) for match in found)


def _only_names(text: str) -> bool:
    """Whether no word of a sentence stands in `text`: words in lower case are particles and conjunctions."""
    return all(
        word in _NO_NAMES or not word.isalpha() for word in re.findall(r"(?<![\w'’-])[a-z]\w+", text)
    ) and ". " not in re.sub(rf"\b[{_UP}][{_LOW}]?\. |\bJr\. ", "", text)


_GROUP_AND_YEAR = re.compile(
    r"([A-Z][^.(\d]{2,120}?)(?:\s\([A-Z]{2,9}\))?(?=\s*\((?:1[5-9]|20)\d\d[a-z]?\)|[.,]\s(?:1[5-9]|20)\d\d[.,;:\s])"
)
_ACRONYM = re.compile(r"([A-Z][A-Z/&-]{1,9}[A-Z])(?=[.:]\s[A-Z])")
_FIRST_SENTENCE = re.compile(r"((?:The\s\d+\s)?[A-Z][^.:(\d]{4,100})(?:\s\([A-Z]{2,9}\))?(?=\.\s)")


def _read_group(text: str) -> tuple[tuple[Author, ...], int]:
    """A body of people at the front, where a year follows it, or where its name says that it is one."""
    match = _GROUP_AND_YEAR.match(text) or _ACRONYM.match(text)
    if match is None:
        match = _FIRST_SENTENCE.match(text)
        if match is None or not is_body(match[1]):
            return (), 0
    name = match[1].strip(" ,;")
    if len(name.split()) > 12:
        return (), 0
    others = re.compile(r"[.,;]?\s?et\.? al\b\.?").match(text, match.end())
    return (Author(surname=name, group=True),), others.end() if others else match.end()


# ── volume, issue, pages, year ─────────────────────────────────────────────────────────────────────────────────────────

_Y = r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?"
_PAGE = r"(?:[A-Za-z]{1,4}[-.]?)?\d+(?:\.\d+)?(?:[A-Za-z]{1,2}\d*)?"
_PAGES = (
    r"(?:pp?\.?\s?|pages?\s|Art(?:icle|\.)?(?:\s(?:ID|no\.?|number))?:?\s)?"
    rf"(?P<first>{_PAGE})(?:\s?[-‐‑–—−]+\s?(?P<last>{_PAGE}))?(?![\w/])"
)
_ISSUE = r"(?:\s?[\[(]\s?(?P<issue>[^()\[\]]{1,30}?)\s?[\])])"
_ISSUE_TOO = _ISSUE.replace("issue", "issue2")  # a pattern names a group once
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_BEFORE = r"(?<![\d,–-])(?<!\d\.)"  # a number begins here: "Lett.49" does, "1.49" does not
_VOLUME = r"(?P<volume>(?:(?<![A-Za-z])[A-Z]{1,2})?\d{1,4}(?:[–/-]\d{1,4})?[A-Z]?)"
_PLACES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # 2013;12(3):45-9 and 2013 Jan 5;12:45
        rf"(?<![\d–-]){_Y}(?:[\s,]+(?:{_MONTH}|\d\d?)(?:[-–/]{_MONTH})?(?:\s\d\d?)?)*\s?[;:,]\s?{_VOLUME}{_ISSUE}?\s?[:;,]\s?{_PAGES}",
        # vol. 50, no. 2-3, pp. 219-230
        r"\bvol(?:ume)?\.?\s?(?P<volume>[A-Z]?\d+[A-Z]?)(?:[,;\s]+(?:no|nr|n|issue|iss|number)\.?\s?(?P<issue>[\w–/-]+))?"
        rf"{_ISSUE_TOO}?(?:[,;:.\s]+{_MONTH}\s{_Y})?[,;:.\s]+{_PAGES}",
        # 21, 1 (Jun. 2013), 72-85
        rf"(?P<volume>\d{{1,4}}),\s(?P<issue>\d{{1,3}}(?:[-–]\d+)?)\s\((?:{_MONTH}\s)?{_Y}\),\s{_PAGES}",
        # 12 (2013) 45-9
        rf"{_BEFORE}{_VOLUME}{_ISSUE_TOO}?,?\s?\({_Y}\)[,:]?\s{_PAGES}",
        # 2018, 10, 13552 and 2018, 10 (3), 135
        rf"(?<![\d–-]){_Y},\s{_VOLUME}{_ISSUE}?,\s{_PAGES}",
        # 12(3), 45-49; 12(3):45; 12:e4714
        rf"{_BEFORE}{_VOLUME}{_ISSUE}?\s?[:,]\s?{_PAGES}",
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}}){_ISSUE}\s?{_PAGES}",
        # 12 328-338
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}})\s(?P<first>{_PAGE})\s?[-‐‑–—]\s?(?P<last>{_PAGE})(?![\w/])",
        r"(?<![\d.,–-])(?P<volume>\d{1,4}),?\s(?P<first>[A-Za-z]\w?\d+)(?![\w/])",
        # 1974 9 582 595, as files print that leave the marks to the style
        rf"(?<![\d–-]){_Y}\s(?P<volume>\d{{1,4}})\s(?:(?P<issue>\d{{1,3}})\s)?(?P<first>{_PAGE})(?:\s(?P<last>{_PAGE}))?\.?$",
        # pp. 168-170, after which only a publisher can follow
        r"\bpp?\.\s?(?P<first>[A-Z]?\d+)(?:\s?[-–—]\s?(?P<last>[A-Z]?\d+))?",
        rf"(?<![\d.,–-]){_Y}\s?[;,]\s?(?P<volume>\d{{1,4}}){_ISSUE}?(?=\s?[.;:,]|$)",
        r"(?<=[\s,])(?P<first>\d+)[-–—](?P<last>\d+)\s?\(",
        # 6 (2015), without pages
        rf"{_BEFORE}{_VOLUME},?\s?\({_Y}\)\.?$",
        # pages alone at the end
        r"(?<=[A-Za-z.,]\s)(?P<first>[A-Z]?\d{1,5})[-–—](?P<last>[A-Z]?\d{1,5})\.?$",
    )
)
# Patterns that may begin with any letter or digit are the slow ones: those for years in brackets wait for such a year.
_YEAR_IN_BRACKETS = re.compile(rf"\({_Y}\)", re.I)
_PLACES_WITHOUT = tuple(pattern for pattern in _PLACES if _YEAR_IN_BRACKETS.pattern not in pattern.pattern)
_DATE_BEFORE = re.compile(rf"\b{_MONTH}\s?$")
_A_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_YEARS = re.compile(r"(?<![\d\w./–-])[\[(]?((?:1[5-9]|20)\d\d)[a-z]?[\])]?(?![\d/–-])(?!\w)")


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    first: str | None = None
    last: str | None = None


def _read_place(text: str, after: int) -> _Place | None:
    """Volume, issue and pages, where they stand; the last that a pattern finds, the surest pattern first.

    Only the end of the text is looked through: what stands before is authors and title.
    """
    after = max(after, len(text) - 240)
    for pattern in _PLACES if _YEAR_IN_BRACKETS.search(text, after) else _PLACES_WITHOUT:
        found = None
        for match in pattern.finditer(text, after):
            found = match
        if found is not None:
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
            issue = parts.get("issue") or parts.get("issue2")
            year = parts.get("year")
            if issue and re.fullmatch(r"(?:1[5-9]|20)\d\d", issue) and not year:  # 12 (2013): 45
                year, issue = issue, None
            if not year and parts.get("volume") and _A_YEAR.fullmatch(parts["volume"]):
                year, parts["volume"] = parts["volume"], None
            return _Place(
                *found.span(), int(year) if year else None, parts.get("volume"), issue, parts.get("first"), _whole_last(parts)
            )
    return None


def _whole_last(parts: dict[str, str | None]) -> str | None:
    """The last page written out: 1485-93 ends on 1493."""
    first, last = parts.get("first"), parts.get("last")
    if first and last and first.isdecimal() and last.isdecimal() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last


# ── title and container ────────────────────────────────────────────────────────────────────────────────────────────────

_BREAK = re.compile(rf"(?<=[.?!])[”\"’]?\s*(?=[\"“‘'(\[]?[{_UP}0-9])|(?<=[.?!])\s+(?=[a-z])")
_IN = re.compile(r"[.,:;?!]\s*(?:(?:In|in|IN):\s*|In\s+(?!Vi(?:tro|vo)\b)(?=[A-Z“\"(]))|(?<=[)”\w])\s[Ii]n:\s*")
_QUOTED = re.compile(r"^\W{0,2}[“\"‘«]\s?(.+?)[,.?!]?\s?[”\"’»](?![a-z])[,.]?\s*")
_WORD_BEFORE = re.compile(rf"(?<![\w-])([{_UP}{_LOW}]+)\.?$")


_LOWER_ABBREVIATIONS = frozenset(
    {"subsp", "var", "cv", "spp", "vs", "ssp", "sp", "cf", "al", "approx", "ca", "nov", "st", "pv", "f"}
)
_LOWER_ENDS = tuple(f" {word}." for word in _LOWER_ABBREVIATIONS)
_GOES_ON = re.compile(r"(?:Suppl|Part|Series|Section|Sect|Ser)\b|[A-Z]:\s")


def _ends_sentence(before: str, after: str, lenient: bool) -> bool:
    """Whether the stop at the end of `before` ends the title, and is not one of an abbreviated journal name.

    A capitalised word is taken for an abbreviation where it is a known one or follows another word with a stop.
    """
    if before[-1] in "?!":
        return True
    match = _WORD_BEFORE.search(before)
    if match is None:
        return True  # after a digit or bracket
    word = match[1]
    if word[0].islower():
        return lenient or word not in _LOWER_ABBREVIATIONS
    if len(word) == 1:  # "J." begins a journal; "Project I." may end a title, where nothing better does
        return lenient and word != "J" and before.count(" ") >= 3
    if word.lower() in _JOURNAL_WORDS or _GOES_ON.match(after):
        return False
    previous = before[: match.start()].rstrip()
    return not previous.endswith((".", "?", "!")) or len(word) > 12 or previous.endswith(_LOWER_ENDS)


# "Title. Vol. 31, Journal. Publisher; 1992. p. 351-82", as some reference managers write it.
_VOLUME_FIRST = re.compile(r"(?<=[.?!])\s*Vol\.\s(?P<volume>\d+[A-Z]?),\s(?P<container>[^.;,]+)")


def _split_title(text: str) -> tuple[str, str]:
    """(title, container) of what stands between authors and place; one of them may be empty."""
    parted = _VOLUME_FIRST.search(text)
    if parted is not None:
        return text[: parted.start()], parted["container"]
    quoted = _QUOTED.match(text)
    if quoted is not None and len(quoted[1]) > 20:
        return quoted[1], re.sub(r"^[\s,.]*(?:[iI]n\b)?:?\s*", "", text[quoted.end() :])
    inside = _IN.search(text)
    if inside is not None and inside.start() > 10:
        return text[: inside.start() + 1], text[inside.end() :]
    breaks = [match for match in _BREAK.finditer(text) if match.start() > 2 and any(map(str.isalpha, text[match.end() :]))]
    for lenient in (False, True):
        for at in reversed(breaks):
            before, after = text[: at.start()], text[at.end() :]
            if _ends_sentence(before, after, lenient):
                return before, after
    if breaks:  # abbreviations all along: they are the container, what stands before them is the title
        words = text.split()
        at_word = len(words)
        while at_word and (words[at_word - 1].endswith(".") or words[at_word - 1][0].isupper()):
            at_word -= 1
        return (" ".join(words[:at_word]), " ".join(words[at_word:])) if at_word >= 3 else ("", text)
    comma = re.search(rf",\s(?=(?:[{_UP}][\w&:-]*\.?,?\s?(?:of\s|the\s|and\s|&\s|in\s|for\s)*){{1,8}}$)", text)
    if comma is not None and comma.start() > 20:
        return text[: comma.start()], text[comma.end() :]
    words = text.split()
    if len(words) <= 6 and all(word[0].isupper() or word in ("of", "the", "and", "in", "for", "&") for word in words):
        return "", text
    return text, ""


_EDGES = " .,;:–—-()[]“”\"'‘’*/"


_EDITORS = re.compile(r"^.{3,150}?\b(?:eds?|editors?)\b\.?\)?[.,:]*\s+(?=\S)")  # of the book a chapter stands in
_PUBLISHER = re.compile(r"\s*\([^()]*$")  # "(Springer, 2013)" of which the year was taken


def _trim(title: str) -> str:
    """The title without marks at its ends; a closing bracket that has its opening one stays."""
    trimmed = title.strip(_EDGES)
    if trimmed.count("(") > trimmed.count(")"):
        if title[title.index(trimmed) + len(trimmed) :].startswith(")"):
            return trimmed + ")"
        return _PUBLISHER.sub("", trimmed)
    return trimmed


# Longer entries are notes, or lists of hundreds of authors: those are read at the front, and the place at the end.
_LONGEST = 4000


def read_printed(text: str) -> ArticleRecord:
    """What the words of one printed reference say. What cannot be told stays empty."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1000]} {text[-1000:]}"
    identifiers = find_identifiers(text)
    if identifiers.pmid is None and (lone := _LONE_PMID.search(text)) is not None:
        pmid = Pmid.read(lone[1])
        identifiers = Identifiers(identifiers.doi, pmid, identifiers.pmcid, identifiers.arxiv)
        text = text[: lone.start()]
    bare = _bare(text)
    authors, at = _read_authors(bare)
    year = None
    after = _YEAR_NEXT.match(bare, at)
    if after is not None and not re.match(r"\s?[;:,]\s?\d", bare[after.end() : after.end() + 4]):
        year, at = int(after[1]), after.end()
    place = _read_place(bare, at)
    middle = bare[at : place.start if place else len(bare)]
    tail = bare[place.end :] if place else ""
    if year is None and place is not None:
        year = place.year
    if year is None:
        years = _YEARS.findall(tail) or _YEARS.findall(middle)
        year = int(years[-1]) if years else None
        if years and not _YEARS.findall(tail):  # at the end of the title or container: no part of it
            middle = re.sub(rf"[\s,;.(\[]*{years[-1]}[a-z]?[\s)\].;,:]*$", "", middle)
    parted = _VOLUME_FIRST.search(middle)
    title, container = _split_title(middle.strip(" ,;:").removeprefix(".").strip())
    if not place and container:  # a book's publisher, a page's name: no container
        container = container if _IN.search(middle) else ""
    container = _EDITORS.sub("", container.strip(_EDGES), count=1)
    container = re.sub(r"\s*\b(?:vol|volume|no|pp?)\.?$|\((?:19|20)\d\d\)", "", container, flags=re.I)
    return ArticleRecord(
        identifiers=identifiers,
        title=_trim(title),
        authors=authors,
        journal=Journal(title=container.strip(_EDGES)),
        year=year,
        volume=place.volume if place and place.volume else parted["volume"] if parted else None,
        issue=place.issue if place else None,
        first_page=place.first if place else None,
        last_page=place.last if place else None,
    )
