"""Printed references taken apart: "Alder AB, Brandt C. A title. J Abbr. 2013;12(3):45-9." → fields.

Authors are read from the front in the style that reaches farthest (surname and initials, with or without stops, initials
first, or run together as some files print them), the place (volume, issue, pages) from the back; what is left between is
title and container. What cannot be told stays empty: a wrong field misleads linking more than a missing one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from citance.model.article import ArticleRecord, Author, Journal
from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid
from citance.text.bodies import is_body

# ── identifiers ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Here and below, what stands before a match is looked at after its first sign: a pattern that begins with a sign is sought
# many times faster than one that begins with a look behind.
_DOI_IN_TEXT = re.compile(r"10\.(?<![\d.]10\.)\s?\d{4,9}(?:\.\d+)*\s?/")
_PMID_IN_TEXT = re.compile(  # behind "PubMed" alone four digits are a year
    r"(?:PMID|Pub\s?Med(?:\s*[:#]|\s+PMID|\s+ID)|pubmed/|Pub\s?Med(?=\s*\d{5}))\s*[:#]?\s*(\d{1,8})(?!\d)", re.I
)
_PMCID_IN_TEXT = re.compile(r"\bPMC(?:ID)?:?\s?(?:PMC)?(\d{3,9})\b")
_ARXIV_IN_TEXT = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|[\s:,.]*|\s+preprint\s+(?:arxiv:)?\s*)((?:[a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5}))", re.I
)
# PubMed's number alone at the very end, as PMC prints it behind the pages or the DOI.
_LONE_PMID = re.compile(r"(?<=[\d.;a-z)])\s(\d{7,8})\s*\.?$")
# The same where the blank was lost: "8:541.29416032", "8:541-9, 200818772048".
_PMID_RUN_ON = re.compile(r"(?:(?<=\d\.)|(?<=[\s(](?:19|20)\d\d))(\d{8})\s*\.?$")


# Numbers that are of something else: "US Patent No. 6012345", "accession no. 12345678", "accessed 20150312".
_OTHER_NUMBER = re.compile(
    r"\bpatents?\b|\b(?:nos?|nrs?|number|accession|access(?:ed)?|appl(?:ication)?|reports?|order|docket|grant|isbn|code|ids?)\b[.:#]?\s*\d+\W*$",
    re.I,
)


def _find_lone_pmid(text: str) -> re.Match[str] | None:
    """A number at the very end that is a PMID though nothing says so."""
    if not text.rstrip().rstrip(".").rstrip()[-7:].isdecimal():  # nearly always
        return None
    if _OTHER_NUMBER.search(text) is not None:
        return None
    return _LONE_PMID.search(text) or (_PMID_RUN_ON.search(text) if "/" not in text[-24:] else None)


def _without_pmid(text: str, pmid: Pmid | None) -> str:
    """The text without the PMID that is known: where tags are lost it is run on to the DOI before it."""
    if pmid is None or pmid not in text:
        return text
    return text.replace(pmid, " ", 1) if re.search(rf"(?<=[\w.]){pmid}\b", text) else text


_ADDRESS_BEFORE = re.compile(r"(?:https?:/|www\.)\S*$", re.I)
_SLASH_ESCAPED = re.compile(r"(?<=10\.)(\d{4,9})%2F", re.I)


def _find_doi(text: str, pmid: Pmid | None) -> Doi | None:
    """The first DOI of a work in the text; one in an address is read with it, for the host tells what is no part of it."""
    if "%2" in text:
        text = _SLASH_ESCAPED.sub(r"\1/", text)
    for start in _DOI_IN_TEXT.finditer(text):
        at = start.start()
        address = _ADDRESS_BEFORE.search(text, max(0, at - 200), at) if text[at - 1 : at] in ("/", "=") else None
        doi = Doi.read(text[address.start() : at + 200]) if address is not None else None
        if doi is None:
            doi = Doi.read(_without_pmid(text[at : at + 200], pmid))
        if doi is not None and not doi.is_stump:
            return doi
    return None


def find_identifiers(text: str, given: Identifiers = NO_IDENTIFIERS) -> Identifiers:
    """The identifiers given, and those of the other kinds that stand in `text`."""
    doi, pmid, pmcid, arxiv = given.doi, given.pmid, given.pmcid, given.arxiv
    if doi is None and "10." in text:
        doi = _find_doi(text, pmid)
    if "PM" in text or "ubMed" in text or "ubmed" in text:
        if pmid is None and (found := _PMID_IN_TEXT.search(text)) is not None:
            pmid = Pmid.read(found[1])
        if pmcid is None and (found := _PMCID_IN_TEXT.search(text)) is not None:
            pmcid = Pmcid.read("PMC" + found[1])
    if arxiv is None and ("rXiv" in text or "rxiv" in text) and (found := _ARXIV_IN_TEXT.search(text)) is not None:
        arxiv = ArxivId.read(found[1])
    if doi is given.doi and pmid is given.pmid and pmcid is given.pmcid and arxiv is given.arxiv:
        return given
    return Identifiers(doi, pmid, pmcid, arxiv)


# ── the words without what is no part of the reference ─────────────────────────────────────────────────────────────────

_LABEL = re.compile(
    r"^\s*(?:\(?[a-z]\)(?=\s)|\[\s?\d{1,4}[a-z]?\s?\]|\(\d{1,3}\)|\d{1,3}[.)]|\d{1,3}(?:(?=\s[A-Z]\w+\s[A-Z]{1,3}\b)|(?=\s?(?:[A-Z]\.[\s-]?){1,4}[A-Z]\w)|-\s(?=[A-Z])))\s*"
)
# "7 July 2016", "July 7, 2016", "2016 Jul 7", "2016-07-25", "8.3.2006", "3 fev. 2017", "22 de maio de 2010".
_DATE = r"""(?:(?:\d{1,2}(?:st|nd|rd|th|º|er)?[\s./-]*(?:(?:of|de)\s)?)?(?:[^\W\d_]{3,10}\.?[\s,/-]*(?:de\s)?)?
        (?:\d{1,2}(?:st|nd|rd|th)?[\s,./-]+)?(?:19|20)\d\d(?!\d)
        (?:[\s,/-]+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:[\s,]*\d{1,2}\b)?|-\d\d-\d\d)?
        |\d{1,2}[./]\d{1,2}[./]\d\d\b)"""
_ACCESS = re.compile(
    r"""\[(?:PubMed|Cross\s?Ref|Google\sScholar|PMC[^\]]*|Medline|internet|online|e-?pub[^\]]*|electronic[^\]]*|home\s?page[^\]]*
        |(?:last\s)?(?:access|cited|consult|updated|retrieved|acess|visited)[^\]]*)\]
    |\(?\b(?:date\s(?:of\s)?)?(?:(?:last|first)\s)?(?:access(?:ed)?(?:\s(?:date|on))?|cited|visited|retrieved|retr\.|viewed|consult(?:ed|ado|ada)(?:\s(?:on|em|el|en))?
        |acesso(?:\sem)?|acessado(?:\sem)?|accesso|abgerufen(?:\sam)?|zugriff(?:\sam)?|consulté(?:\sle)?|letzter\szugriff|stand)\b:?\s*DATE\)?\.?
    |\(?\b(?:last\s)?accessed(?:\son)?:?\s[^).\d]*\)?
    |(?<=[.,;(]\s)(?:advance\sonline\spublication|in\spress|forthcoming|submitted(?:\sfor\spublication)?|(?:published\s)?online\sahead\sof\sprint)(?=\s*(?:[.,;)]|(?:19|20)\d\d|$))
    |\bISBN(?:[-\s]?1[03])?[\s:]*[\dXx][\dXx\s–-]{8,16}
    |\b(?:available|retrieved|disponible|disponível)\s(?:online|from|at|em|en)?[:;,]?(?:\sat|\sfrom)?:?
    |\(?\be-?pub(?:lished)?\s(?:ahead\sof\sprint|online)?[^.;)]*[.;)]
    |\b(?:Pub\s?Med\s)?PMID:?\s?\d+|\bPub\s?Med:?\s?\d{5,}|\bPMC(?:ID)?:?\s?(?:PMC)?\d+
    |\barxiv(?:\spreprint)?[:.\s]*(?:arxiv:)?\s?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?(?:\s?\[[^\]]+\])?""".replace(
        "DATE", _DATE
    ),
    re.I | re.X,
)
_ADDRESS = re.compile(
    r"""[HhWwFfDd1](?:(?<=[Hh])[Tt][Tt][Pp][Ss]?://\S+|(?<=[Ww])[Ww][Ww]\.\S+|(?<=[Ff])[Tt][Pp]://\S+
        |(?:(?<=\b[Dd])|(?<=\d[Dd]))[Oo][Ii]\s?[:.]?\s?(?=10\.)|(?<=\b[Dd])[Oo][Ii]:\S*|(?<=(?<![\d.])1)0\.\d{4,9}/\S+)""",
    re.X,
)
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


_ACCESS_SIGNS = (
    *("[", "access", "avail", "retr", "dispon", "pubmed", "pub med", "epub", "e-pub", "pmid", "pmc", "arxiv", "cited", "visited"),
    *("viewed", "consult", "acess", "abgerufen", "zugriff", "stand", "in press", "forthcoming", "submitted", "online"),
    "isbn",
)  # one of these stands in what _ACCESS finds


def _bare(text: str) -> str:
    """The text in one line without label, addresses and words about access."""
    if "\n" in text:
        text = _BROKEN_WORD.sub("", text)
    if not text.isascii():
        text = _UNSEEN.sub("", text)
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
    r"(?:(?:[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]e|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]o|[Dd]os|[Dd]as|[Dd]u|[Ll]a|[Ll]e|[Ee]l|[Aa]l|[Tt]er|[Tt]en|bin|ibn|zu|zur|af|St\.?|de\sla|ul)\s+"
    r"|[dD]['’]|[Aa]l-|[Ee]l-)"
)
_WORD = rf"[{_UP}][{_UP}{_LOW}'’‐‑–-]*[{_UP}{_LOW}]"
_NEXT_WORD = (
    rf"(?:(?![{_UP}]v\b)[{_UP}][{_LOW}'’][{_UP}{_LOW}'’‐‑-]*|[{_UP}]{{4,}})"  # two capitals behind a surname are initials
)
_NO_NAME = r"(?!(?:The|In|An?|On|For|From)\s)"
_SURNAME = (
    rf"{_NO_NAME}(?:{_PARTICLE})*{_WORD}(?:\s+(?:(?:y|e|i|van|von|de|der|den|del|da|do|dos|das|la)\s+){{0,3}}{_NEXT_WORD}){{0,3}}"
)
_ONE_WORD = rf"(?:{_PARTICLE})*{_WORD}(?:\s{_WORD})?"
_INITIAL = rf"[{_UP}][{_LOW}]?\."
_DOTTED = rf"{_INITIAL}(?:[\s‐‑-]*(?!Am\.|Br\.){_INITIAL}|[‐‑-][{_LOW}]\.|\s[{_LOW}]\.){{0,4}}(?:\s(?:de|van|von|da|dos)\b)?"
_PLAIN = (
    rf"[{_UP}]{{1,4}}(?:[‐‑-][{_UP}]{{1,4}}|vd?(?!\w)|d[aeo]s?[{_UP}](?![{_LOW}]))?(?:\s(?:de|da|do|dos|van|von)(?=[,.;\s]))?"
)
_SUFFIX = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?)?"
_GIVEN = rf"[{_UP}][{_LOW}]+(?:[\s‐‑-][{_UP}][{_LOW}]+)?(?:[\s‐‑-][{_UP}]\.?){{0,2}}"
_END = rf"(?![‐‑-]?[{_UP}{_LOW}])"  # "Brandt C-reactive protein": no initial

# name: surname and given of one author. Each style is tried over the whole front; the one that reaches farthest is taken.
_CAMEL = (  # a surname in one writing, so that "KimJParkY" is two; prefixes are part of it
    rf"(?:{_PARTICLE})*(?:{_WORD}\s)??(?:Mc|Mac|Di|De|Der|Den|Du|Da|Do|Le|La|Van|Von|El|Al|Fitz|[OD]['’])?"
    rf"[{_UP}][{_LOW}'’]+(?:[‐‑-][{_UP}]?[{_LOW}]+)*"
)
_STYLES: dict[str, str] = {
    "Surname AB": rf"(?P<s>{_SURNAME})\s(?P<g>{_PLAIN}){_SUFFIX}{_END}",
    "Surname, A. B.": rf"(?P<s>{_SURNAME})(?:\s(?:Jr|Sr)\.?)?,\s?(?P<g>{_DOTTED}){_SUFFIX}",
    "Surname, AB": rf"(?P<s>{_SURNAME}),\s(?P<g>{_PLAIN}){_SUFFIX}{_END}",
    "Surname A. B.": rf"(?P<s>{_SURNAME})\s(?P<g>{_DOTTED}){_SUFFIX}",
    "A. B. Surname": rf"(?P<g>{_DOTTED})\s?(?P<s>{_ONE_WORD}){_SUFFIX}{_END}",
    "AB Surname": rf"(?P<g>[{_UP}]{{1,3}})\s(?P<s>{_ONE_WORD}){_SUFFIX}{_END}",
    "SurnameAB": rf"(?P<s>{_CAMEL})(?P<g>[{_UP}]{{1,4}}(?:-[{_UP}])?)(?:,?\s?(?:Jr|Sr|III|II)\b\.?)?"
    rf"(?=[{_UP}][{_LOW}'’]|(?!['’]){_END})",
    "SurnameA. B.": rf"(?P<s>{_CAMEL})(?P<g>(?:[{_UP}]\.[\s‐‑-]*){{1,4}})(?:,?\s?(?:Jr|Sr)\b\.?)?",
    "Surname, Given": rf"(?P<s>{_SURNAME}),\s(?P<g>{_GIVEN}){_SUFFIX}{_END}",
}
_BETWEEN = r"(?:\s*[,;/]?\s*(?:…|\.\.\.|\. \. \.)?\s*(?:(?:and|&amp;|&|und|et|y|e)\s+)?)"
_OTHERS = (
    r"(?:\s*[,;]?\s*(?:(?:and|&)\s+)?(?:et\.?\s?al\b\.?|others\b|colleagues\b|u\.\s?a\.))?"
    r"(?:[,.]?\s*\(?\b(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hgg?|Orgs?|[Cc]oord|Producers?|Directors?)\b\.?\)?)?"
)


@dataclass(frozen=True, slots=True)
class _Style:
    one: re.Pattern[str]
    many: re.Pattern[str]
    surname_first: bool


# A surname that lost its capital, or the blank behind it, is a name where it stands among names.
_SMALL_NAME = (
    rf"(?:[{_LOW}][{_LOW}'’-]{{3,}}\s[{_UP}]{{1,3}}|(?:d[aeo]|van|von|Mc|De|Di)?[{_UP}][{_LOW}]{{2,}}[{_UP}]{{1,3}}"
    rf"|d[aeo][{_UP}][{_LOW}]{{2,}}\s[{_UP}]{{1,3}})(?=,)"
)


def _without_names(pattern: str) -> str:
    return pattern.replace("(?P<s>", "(?:").replace("(?P<g>", "(?:")


_READERS = {
    name: _Style(
        re.compile(one),
        re.compile(
            rf"(?:{_without_names(one)})(?:{_BETWEEN}(?:{_without_names(one)})"
            rf"{'|,' + chr(92) + 's' + _SMALL_NAME if name == 'Surname AB' else ''})*+{_OTHERS}"
        ),
        name.startswith("S"),
    )
    for name, one in _STYLES.items()
}
_YEAR_NEXT = re.compile(
    r"[\s.,:]*\((?:[^\W\d_]{3,9}\.?[\s,]*|\d{1,2}(?:st|nd|rd|th)?\s[^\W\d_]{3,9},?\s)?((?:1[5-9]|20)\d\d)[a-z]?[^()\[\]]{0,20}\)"
    r"|[\s.,:]*[\[(]?\s?((?:1[5-9]|20)\d\d)[a-z]?(?:,?\s(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*(?:\s\d+)?)?\s?[\])]?(?=[\s.,:;)]|$|[A-Z])"
)


_ANY_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_FRONT_YEAR = re.compile(r"(?:\s?[\[(]\s?|[\s.,](?=(?:1[5-9]|20)\d\d[a-z]?[.,:;\s]))((?:1[5-9]|20)\d\d)")
_TITLE_NEXT = re.compile(rf"[a-z]?[\])]?[\s.:,]*[“\"‘'(\[]?[{_UP}{_LOW}]")  # after the year; in styles without titles, a number
_NO_NAMES = frozenset(
    {"and", "et", "al", "und", "der", "den", "von", "van", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el"}
    | {"zu", "zur", "af", "ter", "ten", "the", "of", "for", "on", "behalf"}
)


_BODY_NAME = (  # "R Core Team", "Invent Trial Investigators", "the Committee on Plants of the Society"
    rf"(?:[Tt]he\s|U\.\s?S\.\s)?[{_UP}][\w’'/&-]*(?:\s(?:[{_UP}\d][\w’'/&-]*|of|for|and|on|in|the|&|de|do|da)){{0,10}}?"
    rf"\s(?:Team|(?:Study\s)?Group|Consortium|Committee|Organi[sz]ation|Collaborat(?:ion|ors|ive)|Initiative|Network|Society"
    rf"|Investigators|Association|Panel|Task\sForce|Commission|Council|Library|Institutes?|Ministry|Department|Agency|Administration|Academy)\b"
)
_BODY_FIRST = re.compile(
    rf"({_BODY_NAME}(?:\s(?:of|for|on)\s(?:the\s)?[{_UP}]\w+(?:\s[{_UP}]\w+){{0,4}})?)(?:\s?\([A-Z]{{2,9}}\))?(?:\s?[-–]\s?[A-Z]{{2,9}}\b)?(?=\s?[.,;:(\[])"
)
_BODY_AFTER = re.compile(rf"[\s,;]*(?:(?:and|&|for|on\sbehalf\sof|in\scollaboration\swith)\s)*({_BODY_NAME})\s?(?=[.:(])")
_FULL_GIVEN = rf"[{_UP}][{_LOW}]+(?:[\s-](?:[{_UP}]\.?|[{_UP}][{_LOW}]+))?"
_FULL_NAME = rf"{_NO_NAME}{_FULL_GIVEN}\s(?:{_PARTICLE})*{_WORD}"
_AND = r"(?:,?\s(?:and|&|und|et|y|e)\s)"
# Names written out are names where an "and" closes their list, or a middle initial stands in them: other words look alike.
# "Anna Alder, Bo Brandt, and Carl Castell" begins with given names, though "Alder, Bo Brandt" would be a name, too.
_TWO_FULL_NAMES = (
    rf"[{_UP}][{_LOW}]+\s(?:{_PARTICLE})*{_WORD},\s[{_UP}][{_LOW}]+\s(?:[{_UP}]\.\s)?(?:{_PARTICLE})*{_WORD}(?:,|\sand\s)"
)
_WRITTEN_OUT = re.compile(
    rf"(?P<first>(?!{_TWO_FULL_NAMES}){_NO_NAME}(?P<s>(?:{_PARTICLE})*{_WORD}(?:\s{_NEXT_WORD})?),\s(?P<g>{_FULL_GIVEN}|{_DOTTED})|{_FULL_NAME})"
    rf"(?P<more>(?:,\s{_FULL_NAME})*{_AND}(?:{_DOTTED}\s?)?{_FULL_NAME})(?=\s?[.,:;(“\"‘«]|$)"
)
_WITH_MIDDLE = re.compile(
    rf"(?P<g>{_NO_NAME}[{_UP}][{_LOW}]+\s(?:[{_UP}]\.\s?){{1,2}})(?P<s>(?:{_PARTICLE})*{_WORD})(?=[.,:])(?!\.\s[Ii]n:)"
)
_EACH_WRITTEN = re.compile(rf"(?P<g>{_FULL_GIVEN}|{_DOTTED})\s(?P<s>(?:{_PARTICLE})*{_WORD})(?=,|\s(?:and|&|und|et|y|e)\s|$)")


# "Alder, A., B. Brandt, and Carl Castell": what follows the names of one style in another, where an "and" closes the list.
_MORE_NAMES = re.compile(
    rf"(?:,\s(?:{_DOTTED}\s?{_ONE_WORD}|{_FULL_NAME}))*{_AND}(?:{_DOTTED}\s?{_ONE_WORD}|{_FULL_NAME})(?=\s?[.,:;(“\"])"
)


def _read_written_out(text: str) -> tuple[tuple[Author, ...], int]:
    """Authors whose given names are written out: "Alder, Anna, and Bo Brandt", "Anna Alder and Bo Brandt", "Anna B. Alder"."""
    match = _WRITTEN_OUT.match(text)
    if match is None:
        match = _WITH_MIDDLE.match(text)
        return ((Author(match["s"], match["g"].strip()),), match.end()) if match else ((), 0)
    names = [] if match["s"] is None else [Author(match["s"], match["g"])]
    rest = match["more"] if names else match[0]
    names += [Author(" ".join(each["s"].split()), each["g"]) for each in _EACH_WRITTEN.finditer(rest)]
    return tuple(names), match.end()


def _read_authors(text: str) -> tuple[tuple[Author, ...], int]:
    """(authors, offset where they end); nobody and 0 where the text does not begin with names."""
    body = _BODY_FIRST.match(text) if len(text) < 2000 or _BODY_WORD.search(text, 0, 200) else None
    if body is not None:
        return (Author(surname=body[1], group=True),), _others_end(text, body.end())
    authors, end = _read_persons(text)
    if end:
        if (more := _MORE_NAMES.match(text, end, end + 200)) is not None:
            found = [*_EACH_WRITTEN.finditer(more[0])]
            authors, end = (*authors, *(Author(" ".join(each["s"].split()), each["g"]) for each in found)), more.end()
        body = _BODY_AFTER.match(text, end, end + 200)
        if body is not None:
            return (*authors, Author(surname=body[1], group=True)), body.end()
    return authors, end


_OTHERS_AFTER = re.compile(_OTHERS)


def _others_end(text: str, end: int) -> int:
    """Where the authors end when "et al." and "(eds.)" behind them are theirs."""
    others = _OTHERS_AFTER.match(text, end)
    return others.end() if others else end


_BODY_WORD = re.compile(
    r"Team|Group|Consorti|Committee|Organi|Collab|Initiative|Network|Society|Investig|Associa|Panel|Force|Commis|Council"
)


def _read_persons(text: str) -> tuple[tuple[Author, ...], int]:
    """(authors, offset where they end), persons first; a body of people where there are none."""
    best: tuple[int, re.Pattern[str]] | None = None
    for style in _READERS.values():
        match = style.many.match(text)
        if match is None:
            continue
        reach = match.end() if style.surname_first else _without_journal(style.one, text, match.end())
        if best is None or reach > best[0]:
            best = reach, style.one
    written, reach = _read_written_out(text)
    if reach > (best[0] if best else 0):
        return written, reach
    if best is None:
        return _read_group(text)
    end, one = best
    # Where nothing but names stands before the year, names in another style among them do not end the authors.
    year = _front_year(text, end, end + 600)
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


_NOT_OF_NAMES = re.compile(
    r"[“\"«?]|(?<!\w)‘|:\s|\b(?:Journal|Annals|Archives|Proceedings|Transactions|Bulletin|Conference|Symposium)\b|\bThe\s"
)


def _front_year(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first year set apart, between these places. Nothing is sought before the first year of any kind."""
    first = _ANY_YEAR.search(text, start, end)
    return None if first is None else _FRONT_YEAR.search(text, max(start, first.start() - 3), end)


def _only_names(text: str) -> bool:
    """Whether no word of a sentence stands in `text`: words in lower case are particles and conjunctions."""
    if _NOT_OF_NAMES.search(text) is not None:
        return False
    return all(
        word in _NO_NAMES or not word.isalpha() for word in re.findall(r"(?<![\w'’-])[a-z]\w+", text)
    ) and ". " not in re.sub(rf"\b[{_UP}][{_LOW}]?\. |\bJr\. ", "", text)


_GROUP_AND_YEAR = re.compile(
    r"([A-Z][^.(\d]{2,120}?)(?:\s\([A-Z]{2,9}\))?(?=\s*\((?:1[5-9]|20)\d\d[a-z]?\)|[.,]\s(?:1[5-9]|20)\d\d[.,;:\s])"
)
_ACRONYM = re.compile(r"([A-Z][A-Z/&-]{1,9}[A-Z])(?=[.:]\s[A-Z])")
_FIRST_SENTENCE = re.compile(r"((?:[A-Z][a-z]+\.\s(?=Minist))?(?:The\s\d+\s)?[A-Z][^.:(\d]{4,100})(?:\s\([A-Z]{2,9}\))?(?=\.\s)")


def _read_group(text: str) -> tuple[tuple[Author, ...], int]:
    """A body of people at the front, where a year follows it, or where its name says that it is one."""
    match = _ACRONYM.match(text) or _GROUP_AND_YEAR.match(text)
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
_PAGE = r"(?:[A-Za-z]{1,4}[-.]?)?\d+(?:\.\d+|\.e\d+)?(?:[A-Za-z]{1,2}\d*)?"
_PAGES = (
    r"(?:pp?\.?\s?|pages?\s|pii:?\s|No\.\s(?=[a-z]+\d|\d{5})|Art(?:icle|\.)?(?:\s(?:ID|no\.?|number))?:?\s)?"
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
        # 21, 1 (Jun. 2013), 72-85
        rf"(?P<volume>\d{{1,4}}),\s(?P<issue>\d{{1,3}}(?:[-–]\d+)?)\s\((?:{_MONTH}\s)?{_Y}\),\s{_PAGES}",
        # 12 (2013) 45-9
        rf"{_BEFORE}{_VOLUME}{_ISSUE_TOO}?,?\s?\({_Y}\)[,:]?\s{_PAGES}",
        # 12.3 (2013): 45-9 and 12.3: 45-9
        rf"(?<![\d.,–-])(?P<volume>\d{{1,4}})\.(?P<issue>\d{{1,3}}(?:[-–/]\d{{1,3}})?)\s\({_Y}\):\s{_PAGES}",
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
        # p18, p. 18 at the end
        r"(?<=[.;,:]\s)pp?\.?\s?(?P<first>\d+)(?:\s?[-–—]\s?(?P<last>\d+))?\.?$",
        # 6 (2015), without pages
        rf"{_BEFORE}{_VOLUME},?\s?\({_Y}\)\.?$",
        # pages alone at the end
        r"(?<=[A-Za-z.,]\s)(?P<first>[A-Z]?\d{1,5})[-–—](?P<last>[A-Z]?\d{1,5})\.?$",
    )
)
# None of them begins farther before the first digit than "volume. A".
_DIGIT = re.compile(r"\d")
_LEAD = 12
# Patterns that may begin with any letter or digit are the slow ones: those for years in brackets wait for such a year.
_YEAR_IN_BRACKETS = re.compile(rf"\({_Y}\)", re.I)
_PLACES_WITHOUT = tuple(pattern for pattern in _PLACES if _YEAR_IN_BRACKETS.pattern not in pattern.pattern)
_DATE_BEFORE = re.compile(rf"\b{_MONTH}\s?$")
_TWO_PAGES = re.compile(r"(\d{1,4})[–/-](\d{2,4})")
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
    number = _DIGIT.search(text, max(after, len(text) - 240))
    if number is None:
        return None
    after = max(after, len(text) - 240, number.start() - _LEAD)
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
            if (pages := _TWO_PAGES.fullmatch(parts.get("volume") or "")) and _A_YEAR.fullmatch(parts.get("first") or ""):
                last = _whole_last({"first": pages[1], "last": pages[2]})
                return _Place(*found.span(), int(parts["first"]), None, None, pages[1], last)  # "102-143, 1963"
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
_STOP = re.compile(r"[.?!]")
_IN = re.compile(
    r",\s?in\s(?=[A-Z][^.]{5,150}(?:\beds?\b|\bHrsg\b|\bHg\b|Press|Springer)|(?:Proceedings|Handbook|Advances|Encyclop))|[.,:;?!]\s*(?:(?:In|in|IN):\s*|In\s+(?!Vi(?:tro|vo)\b)(?=[A-Z“\"(]))|(?<=[)”\w])\s[Ii]n:\s*"
)
_IN_SIGNS = (", in ", "In", "in:", "IN:")  # one of these stands in what _IN finds


def _find_in(text: str) -> re.Match[str] | None:
    """Where the container begins with "In"."""
    return _IN.search(text) if any(sign in text for sign in _IN_SIGNS) else None


_QUOTED = re.compile(
    r"^\W{0,2}(?:“\s?([^”]+?)[,.]?\s?”|\"\s?([^\"]+?)[,.]?\s?\"|«\s?([^»]+?)[,.]?\s?»|‘\s?(.+?)[,.]?\s?’(?!\w)|``\s?(.+?)[,.]?\s?''(?!\w))[,.]*\s*"
)
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
    match = _WORD_BEFORE.search(before, before.rfind(" ") + 1)
    if match is None:
        return True  # after a digit or bracket
    word = match[1]
    if word[0].islower():
        return word not in _LOWER_ABBREVIATIONS or (lenient and not after[:1].islower())
    if len(word) == 1:  # "J." begins a journal; "Project I." may end a title, where nothing better does
        return lenient and word != "J" and before.count(" ") >= 3
    if word.lower() in _JOURNAL_WORDS or word in _TITLES_AND_PLACES or _GOES_ON.match(after):
        return False
    if (len(word) <= 4 or word[-1] not in "aeiouyáéíóú") and _COMMA_AND_WORD.search(before) and _ABBREVIATED.match(after):
        return False  # "..., Mon. Weather Rev."
    if len(word) <= 10 and _CAPITALS_ALONE.search(before):
        return False  # "... of running. J. Strength Cond. Res."
    previous = before[: match.start()].rstrip()
    return not previous.endswith((".", "?", "!")) or len(word) > 12 or previous.endswith(_LOWER_ENDS)


_TITLES_AND_PLACES = frozenset({"St", "Mt", "Ft", "Dr", "Mr", "Mrs", "Prof", "Jr", "Sr", "Nr", "No", "Vol", "Fig", "Ed", "Sta"})
_COMMA_AND_WORD = re.compile(rf",\s[{_UP}][{_LOW}]{{1,7}}\.$")
_ABBREVIATED = re.compile(rf"(?:[{_UP}][{_UP}{_LOW}]*\.?\s?){{0,3}}[{_UP}][{_LOW}]{{0,7}}\.(?:[\s,]|$)")
# A sentence ended, and only words with capitals since, a shortened one among them.
_CAPITALS_ALONE = re.compile(
    rf"[{_LOW})\d][.?!]\s(?:[{_UP}][\w-]*\.?\s){{0,3}}[{_UP}][{_LOW}]{{0,6}}\.\s(?:[{_UP}][\w-]*\.?\s){{0,3}}[{_UP}][\w-]*\.$"
)


# "Title. Vol. 31, Journal. Publisher; 1992. p. 351-82", as some reference managers write it.
_VOLUME_FIRST = re.compile(r"(?<=[.?!])\s*Vol\.\s(?P<volume>\d+[A-Z]?),\s(?P<container>[^.;,]+)")


_QUOTE_GOES_ON = re.compile(r":|(?!in\b|IN\b)[a-z]")  # "“Invented” plants and others"
_BREAK_INSIDE = re.compile(rf"[{_LOW}]{{5,}}[.?!,]\s[{_UP}]|[{_UP}]{{4,}}[.?!]\s|[”\"]")
_SMALL = frozenset(
    [
        "of",
        "the",
        "and",
        "in",
        "for",
        "&",
        "on",
        "de",
        "der",
        "für",
        "la",
        "et",
        "y",
        "e",
        "und",
        "des",
        "do",
        "da",
        "di",
        "del",
        "von",
        "to",
    ]
)


def _split_title(text: str, placed: bool, by_commas: bool = False) -> tuple[str, str]:
    """(title, container) of what stands between authors and place; one of them may be empty.

    `by_commas`: a comma stands behind the authors or their year, so that one may part title and container, too.
    """
    if "Vol." in text and (parted := _VOLUME_FIRST.search(text)) is not None:
        return text[: parted.start()], parted["container"]
    quoted = _QUOTED.match(text)
    if quoted is not None and quoted.end() - quoted.start() > 10 and _QUOTE_GOES_ON.match(text, quoted.end()) is None:
        return quoted[quoted.lastindex or 0], re.sub(r"^[\s,.]*(?:[iI]n\b)?:?\s*", "", text[quoted.end() :])
    inside = _find_in(text)
    if inside is not None and inside.start() > (3 if inside[0].endswith(": ") else 10):
        return text[: inside.start() + 1], text[inside.end() :]
    if placed and _is_journal(text) and _all_capitals(text):
        begins = text.split(". ", 1)[0].split()
        if len(begins) <= 10 and (len(begins) < 2 or _BREAK_INSIDE.search(text) is None):
            return "", text  # a style without titles
    if placed and _JOURNAL_OF.match(text) is not None and _all_capitals(text):
        return "", text
    if by_commas and (parted_by := _by_comma(text, placed)) is not None:
        return text[: parted_by.start()], text[parted_by.end() :]
    ends = [match for stop in _STOP.finditer(text) if (match := _BREAK.match(text, stop.end())) is not None]
    breaks = [match for match in ends if match.start() > 2 and any(map(str.isalpha, text[match.end() :]))]
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
        title, container = " ".join(words[:at_word]), " ".join(words[at_word:])
        if not placed and not _is_journal(container):
            return text, ""
        return (title, container) if at_word >= 3 else ("", text)
    commas = [match for match in _COMMA_AND_NAME.finditer(text) if match.start() > 5]
    named = [match for match in commas if _is_journal(text[match.end() :])]
    commas = [match for match in commas if match.start() > 20 and (placed or text.count(" ", match.end()) <= 2)]
    if commas or named:
        comma = (named or commas)[0 if placed and not named else -1]
        return text[: comma.start()], text[comma.end() :]
    words = text.split()
    if (
        (placed or _is_journal(text))
        and len(words) <= 6
        and all(word[0].isupper() or word in ("of", "the", "and", "in", "for", "&") for word in words)
    ):
        return "", text
    return text, ""


# "Journal of Invention, Discovery and Error": what begins so is the container of a style without titles.
_JOURNAL_OF = re.compile(
    rf"(?:The\s)?(?:[{_UP}]\w+\s){{0,2}}(?:Journal|Annals|Archives|Proceedings|Transactions|Bulletin|Notices)\s(?:of|on|in|for)\s"
)


def _all_capitals(text: str) -> bool:
    """Whether every word begins with a capital but the small ones of names."""
    return all(word[0].isupper() or not word[0].isalpha() or word in _SMALL for word in text.split())


def _by_comma(text: str, placed: bool) -> re.Match[str] | None:
    """The comma between title and container of "Title of it, J. Invent. Biol.", where such a name ends the text."""
    commas = [comma for comma in _COMMA_AND_NAME.finditer(text) if comma.start() > 12]
    if not commas or _HARD_BREAK.search(text, 0, commas[-1].start()) is not None:
        return None
    for comma in commas:
        name = text[comma.end() :]
        if _is_journal(name.split(", ", 1)[0]) and _is_one_name(name):
            return comma
    return commas[-1] if placed and _is_one_name(text[commas[-1].end() :]) else None


def _is_one_name(name: str) -> bool:
    """Whether the stops in a name are those of shortened words: none ends the title, with the container behind it."""
    if "”" in name or '"' in name or _ENDS_AND_NAME.match(name) is not None:
        return False
    return all(len(word[1]) <= 6 or word[1].lower() in _JOURNAL_WORDS for word in _STOPPED.finditer(name))


_STOPPED = re.compile(rf"([{_UP}{_LOW}]+)[.?!]\s")
_HARD_BREAK = re.compile(rf"(?:[{_LOW}]{{5}}|[)\]”])[.?!]\s[{_UP}]")
_ENDS_AND_NAME = re.compile(rf"[{_UP}][\w-]*\.\s[^.]*$")  # "Texas. Geology": the end of the title, and the container


# ", Journal of Invented Things" at the end; names in capitals may hold commas themselves.
_COMMA_AND_NAME = re.compile(rf",\s(?=(?:[{_UP}&][\w&:-]*\.?,?(?:\s|$)(?:(?:of|the|and|&|in|for|on|de|der|für|la)\s)*){{1,9}}$)")
_EDGES = " .,;:–—-()[]“”\"'‘’*/"


_PRESS = (
    r"(?:Press|Presse|Publish\w+|Publications?|Verlag|Verlags\w+|Books|Springer|Elsevier|Wiley|Sage|SAGE|Routledge|Blackwell|Academic|Humana|Birkh[aä]user"
    r"|CRC|Kluwer|Macmillan|McGraw|Prentice|Saunders|Mosby|Editora?|Ed\.|Editorial|[EÉ]ditions?|Edições|Ediciones|Presses|Inc|Ltd|LLC|GmbH|University|Universit\w+)"
)
_CITY = rf"[{_UP}][\w.’'-]*(?:[\s/][{_UP}][\w.’'-]*){{0,3}}(?:,?\s\(?[{_UP}][\w.]*(?:\s[{_UP}][\w.]*)?\)?){{0,2}}"
# Who printed it, at the end: "New York, NY: Invent Press", "(London: Invent)", "Invent University Press, Melbourne".
_IMPRINT = re.compile(
    rf"(?:[.;?!,]\s|(?<=[?!])\s|\s?,?\s?\()(?:{_CITY}\s?:\s?(?:(?:[{_UP}&][^\s:;]*|and|of|the|for|de|und|y|et|da|do|dos|das|e|del|della|di|du|des|la|für|von)(?:\s|$)){{1,9}}"
    rf"|(?:[{_UP}&][^\s:;,.]*\s|of\s|and\s|the\s){{0,5}}{_PRESS}\b(?:[\s&,.]+(?:[{_UP}&][^\s:;]*|of|and)){{0,5}})[\s.,;()]*$"
)
# "; Invent Press: London, UK", behind the title in styles that part all by semicolons.
_IMPRINT_LAST = re.compile(rf";\s(?:(?:[{_UP}&][^\s:;]*|and|of|the|for)\s?){{1,7}}:\s[{_UP}][^;:]{{2,60}}$")
_CITY_LAST = re.compile(rf"(?<=[{_LOW}]{{4}})[.;]\s[{_UP}][\w’-]+(?:\s[{_UP}][\w’-]+)?$")  # of "New York, Invent Press"
# What an edition is followed by is who printed it, and where.
_EDITION_INSIDE = re.compile(
    r"[.,;]?\s\(?(?:\d{1,2}(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Rr]ev(?:ised|\.))\s(?:rev(?:ised|\.)?\s)?"
    r"[Ee]d(?:n|ition)?\b\.?\)?[.,;:]\s(?=[A-Z])"
)
_EDITION = re.compile(
    r"[.,;]?\s*[(\[]?\b(?:\d{1,2}(?:st|nd|rd|th|e|ª|a)?\.?,?\s?(?:rev(?:ised|\.)?\s|überarb\.\s)?(?:[Ee]d(?:n|ition|ição|ición|\.)?|Aufl(?:age|\.)?)|(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Rr]evised)\s[Ee]d(?:n|ition))\.?[)\]]?[\s.,;]*$"
)


def _split_book(text: str, paged: bool, by_commas: bool) -> tuple[str, str]:
    """(title, container) where no volume is named: a book, a chapter, a page, or an article not yet in print."""
    edition = _EDITION_INSIDE.search(text, 8)
    bare = _without_imprint(text[: edition.start()] if edition else text)
    title, container = _split_title(bare, paged and edition is None, by_commas)
    if container and not (paged or _find_in(bare) or _is_journal(container) or _QUOTED.match(bare)):
        container = ""  # a place, a subtitle, a page's name
    return _without_imprint(title), _without_imprint(container)


_EDITED = re.compile(rf",\s(?:eds?\.?(?:\sby)?|edited\sby|hrsg\.\svon)\s(?=[{_UP}])")  # "A handbook, eds Alder A., Brandt B."


# "Doctoral thesis, University of ...", "Technical report 41, ...", "Translated by ...": what kind of thing it is, to the end.
_KIND = re.compile(
    r"[.,;(\[]\s?(?:Unpublished\s)?(?:Ph\.?\s?D\.?\s(?:[Tt]hesis|[Dd]iss)|M\.?\s?[AS]c?\.?\s[Tt]hesis|Master[’']?s?\s[Tt]hesis|(?:Doctoral|Inaugural)?\s?[Dd]issert\w+\b|Tese\b"
    r"|Tech(?:nical|\.)\s[Rr]eport|Working\s[Pp]aper|(?:Translated|Edited)\sby)(?![^\[]*\]).*$"
)


# What stands in every imprint, and at the end of every edition: most titles have neither and are not searched through.
_PRESS_SIGNS = (
    *(":", "Press", "Publi", "Verlag", "Books", "Springer", "Elsevier", "Wiley", "Sage", "SAGE", "Routledge", "Blackwell"),
    *("Academic", "Humana", "Birkh", "CRC", "Kluwer", "Macmillan", "McGraw", "Prentice", "Saunders", "Mosby", "Edit", "Ed."),
    *("ditions", "Edi", "Inc", "Ltd", "LLC", "GmbH", "Universi"),
)
_EDITION_SIGN = re.compile(r"[Ee]d|Aufl")
_AFTER_EDITION = 12  # characters, with what may stand behind it cut off


def _without_imprint(words: str) -> str:
    """A title or container without publisher and edition; the whole where nothing would be left."""
    bare = words
    if (found := _KIND.search(bare)) is not None and found.start() > 2:
        bare = _up_to(bare, found)
    if ";" in bare and (found := _IMPRINT_LAST.search(bare)) is not None and found.start() > 10:
        bare = _up_to(bare, found)
    if any(sign in bare for sign in _PRESS_SIGNS) and (found := _IMPRINT.search(bare)) is not None and found.start() > 2:
        bare = _up_to(bare, found)
        if found[0].startswith(",") and (city := _CITY_LAST.search(bare)) is not None:
            bare = bare[: city.start()]
    if (
        _EDITION_SIGN.search(bare.rstrip(_STOPS)[-_AFTER_EDITION:])
        and (found := _EDITION.search(bare)) is not None
        and found.start() > 2
    ):
        bare = _up_to(bare, found)
    return bare


_STOPS = " .,;)]"


def _up_to(text: str, found: re.Match[str]) -> str:
    """What stands before a match, and the question or exclamation mark it begins with."""
    at = found.start()
    return text[: at + (text[at] in "?!")]


_JOURNAL_NAMES = re.compile(
    r"\b(?:Journal|Annals|Archives?|Proceedings|Transactions|Reviews?|Letters|Bulletin|Nature|Science|PLoS|PLOS|BMC|Lancet|Revista|Rivista|Revue"
    r"|Zeitschrift|Acta|Cell|Frontiers|Advances|Quarterly|Gazette|Magazine|Reports|Chemistry|Biology|Research|Medicine|Conference|Symposium)\b"
)


def _is_journal(name: str) -> bool:
    """Whether a name is a journal's, by its words."""
    words = name.replace(".", " ").split()
    return 1 <= len(words) <= 12 and (
        _JOURNAL_NAMES.search(name) is not None or sum(word.lower() in _JOURNAL_WORDS for word in words) * 2 >= len(words) > 1
    )


_EDITORS = re.compile(r"^.{3,150}?\b(?:eds?|editors?)\b\.?\)?[.,:]*\s+(?=\S)")  # of the book a chapter stands in
_PUBLISHER = re.compile(r"\s*\([^()]*$")  # "(Springer, 2013)" of which the year was taken


def _trim(title: str) -> str:
    """The title without marks at its ends; a closing bracket that has its opening one stays."""
    start = len(title) - len(title.lstrip(_EDGES))
    trimmed = title.strip(_EDGES)
    for opening, closing in ("()", "[]"):
        if trimmed.count(opening) > trimmed.count(closing):
            at = title.find(closing, start + len(trimmed))
            if at >= 0:
                trimmed = title[start : at + 1]
            elif opening == "(":
                trimmed = _PUBLISHER.sub("", trimmed)
    return trimmed


_QUOTE_OPENS = re.compile(rf"[“\"‘«](?<!\w[“\"‘«])(?=\s?[{_UP}\d¿¡])")


def _named_before(front: str) -> tuple[Author, ...]:
    """The one author named in full before a quoted title: "Anna Alder, “..."."""
    words = front.strip(" ,.:;").split()
    if 2 <= len(words) <= 4 and "," not in front.strip(" ,") and all(word[0].isupper() for word in words):
        return (Author(surname=words[-1], given=" ".join(words[:-1])),)
    return ()


_VOLUME_OF = re.compile(r"(?<=[.,;(\s])[Vv]ol(?:ume)?s?\.?\s?(\d{1,4}[A-Z]?)(?=[\s.,;:)]|$)")


def _of_a_book(bare: str, at: int) -> str | None:
    """The volume of a series: "Invented herbs, vol. 7. Berlin: Invent"."""
    found = _VOLUME_OF.search(bare, at)
    return found[1] if found else None


def _yearly(place: _Place | None, front: re.Match[str] | None, year: int | None) -> str | None:
    """The volume of a journal that counts by years: "(2018). Title. J. Invent. 2018, 1-5"."""
    return str(year) if front is not None and place is not None and place.year == year and place.first else None


_BEFORE_YEAR = re.compile(
    r"([^()“\"]{2,200}?(?:\([A-Z]{2,10}\))?)[.,]?\s?(?:\((?:Hrsg|Hgg?|[Ee]ds?)\.?\)[.,]?\s?)?(?<!\d\s)(?<!\d)\(((?:1[5-9]|20)\d\d)[a-z]?(?:,\s[^()]{3,15})?\)[.:,]?\s"
)


def _single_name(front: str) -> Author | None:
    """Who stands alone before a year: a body, or one surname ("Alder et al."); None where it reads like a title."""
    name = re.sub(r",?\s(?:et\.?\sal|u\.\s?a)\.?$", "", front).strip(" ,.;:")
    words = name.split()
    if not words or not name[0].isalpha():
        return None
    if len(words) == 1 and name != front.strip(" ,.;:"):
        return Author(surname=name)
    named = all(word[0].isupper() or not word[0].isalpha() or word in _SMALL for word in words)
    if (len(words) <= 4 and named) or (len(words) <= 20 and is_body(name)):
        return Author(surname=name, group=True)
    return None


def _untold(dated: re.Match[str], bare: str, identifiers: Identifiers) -> ArticleRecord:
    """A work of nobody: "A title. (2006). A Journal, 48(1), 5-9."."""
    place = _read_place(bare, dated.end())
    container = bare[dated.end() : place.start if place else len(bare)].strip(_EDGES)
    return ArticleRecord(
        identifiers=identifiers,
        title=_trim(dated[1]),
        journal=Journal(title=container if (place and place.volume) or _is_journal(container) else ""),
        year=int(dated[2]),
        volume=place.volume if place else None,
        issue=place.issue if place else None,
        first_page=place.first if place else None,
        last_page=place.last if place else None,
    )


_THE_SAME = re.compile(r"\W*(?:\d{1,3}[.)]?\s+)?(?:ibid|ibidem|loc\.?\s?cit|op\.?\s?cit)\b", re.I)


# Where no other year stands, that of the visit is the best there is.
_LOOKED_AT = re.compile(
    r"\b(?:access|cited|retrieved|consult|acesso|abgerufen|zugriff|updated)[^)\].;]{0,40}?((?:19|20)\d\d)(?!\d)", re.I
)


# "648 p." at the end is how long a book is, not where something stands in it.
_EXTENT = re.compile(r"(?<=[.;,)\]\d])\s\d{1,4}\s?(?:pp?|pages|págs?|S)\b\.?(?:\s\([^()]{3,60}\))?[\s.]*$")

_EXTENT_ENDS = ("p", "pages", "pág", "págs", "S")


# Longer entries are notes, or lists of hundreds of authors: those are read at the front, and the place at the end.
_LONGEST = 4000


# An entry is asked for twice within its article: when the reference is read, and when its name is looked for in the text.
@lru_cache(maxsize=256)
def read_printed(text: str) -> ArticleRecord:
    """What the words of one printed reference say. What cannot be told stays empty."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1000]} {text[-1000:]}"
    identifiers = find_identifiers(text)
    if _THE_SAME.match(text):
        return ArticleRecord(identifiers=identifiers)  # no work of its own: it points to the entry before
    lone = _find_lone_pmid(text) if identifiers.pmid is None else None
    if lone is not None:
        pmid = Pmid.read(lone[1])
        identifiers = Identifiers(identifiers.doi, pmid, identifiers.pmcid, identifiers.arxiv)
        text = text[: lone.start()]
    bare = _bare(text)
    if bare.rstrip(" .").endswith(_EXTENT_ENDS):
        bare = _EXTENT.sub("", bare)
    authors, at = _read_authors(bare)
    if not at and (dated := _BEFORE_YEAR.match(bare)) is not None:
        if (name := _single_name(dated[1])) is not None:
            authors, at = (name,), dated.start(2) - 1
        elif len(dated[1].split()) > 4 and not any(map(str.isdigit, dated[1])):  # nobody: the title stands before the year
            return _untold(dated, bare, identifiers)
    quoted = _QUOTE_OPENS.search(bare, at, at + 200)
    if quoted is not None and _only_names(bare[at : quoted.start()]):
        if not authors:
            authors = _named_before(bare[: quoted.start()])
        if (dated := _front_year(bare, at, quoted.start())) is None:
            at = quoted.start()
    year = None
    after = _YEAR_NEXT.match(bare, at)
    if after is not None and not re.match(r"\s?[;:,]\s?\d", bare[after.end() : after.end() + 4]):
        year, at = int(after[1] or after[2]), after.end()
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
    if year is None and (looked := [date[1] for date in _LOOKED_AT.finditer(text)]):
        year = int(looked[-1])
    parted = _VOLUME_FIRST.search(middle)
    by_commas = at > 0 and bare[at - 1 : at + 1].rstrip().endswith(",")
    middle = middle.strip(" ,;:–—-").removeprefix(".").strip()
    if place is None or place.volume is None:
        title, container = _split_book(middle, place is not None, by_commas)
    else:
        title, container = _split_title(middle, True, by_commas)
    if (edited := _EDITED.search(container)) is not None and not _only_names(container[: edited.start()]):
        container = _EDITION.sub("", container[: edited.start()])
    container = _EDITORS.sub("", container.strip(_EDGES), count=1)
    container = re.sub(
        r"\s*\b(?:vol|volume|no|pp?)\.?$|\((?:19|20)\d\d\)|\(pp?\.[\s\d–-]+\)?$|\s\(80\b.*$", "", container, flags=re.I
    )
    return ArticleRecord(
        identifiers=identifiers,
        title=_trim(title),
        authors=authors,
        journal=Journal(title=container.strip(_EDGES)),
        year=year,
        volume=place.volume
        if place and place.volume
        else parted["volume"]
        if parted
        else _yearly(place, after, year) or _of_a_book(bare, at),
        issue=place.issue if place else None,
        first_page=place.first if place else None,
        last_page=place.last if place else None,
    )
