"""Bodies of people at the front of a printed reference, in one form of their name or in both: "GfE (Gesellschaft für ...)"."""

from __future__ import annotations

import re

from citance.extraction.printed.letters import LOW, UP
from citance.extraction.printed.titles import SMALL
from citance.model.article import Author
from citance.text.bodies import is_body, spells

_KINDS = (
    r"Team|(?:Study\s)?Group|Consortium|Committee|Organi[sz]ation|Collaborat(?:ion|ors|ive)|Initiative|Network|Society"
    r"|Investigators|Coordinators|Association|Panel|Task\sForce|Commission|Council|Library|Institutes?|Ministry|Department|Agency"
    r"|Administration|Academy"
)
STATE = r"(?:(?:U\.\s?S\.(?:\s?A\.)?|U\.\s?K\.|US|UK|EU)\s)"
_CAPITAL = rf"[{UP}][\w’'-]+"
_REST = (
    rf"(?:\s(?:of|for|on)\s(?:the\s)?{_CAPITAL}(?:(?:(?:,\s{_CAPITAL}){{0,5}},?\s(?:and|&))?\s(?:of\s|the\s)*{_CAPITAL}){{0,6}})?"
)
_NAME = (  # "R Core Team", "Invent Trial Investigators", "the Committee on Plants of the Society"
    rf"(?:[Tt]he\s)?(?:(?:{_KINDS})(?=\s(?:of|for|on)\s[{UP}])|{STATE}(?:{_KINDS})|"
    rf"(?:{STATE}|[{UP}][\w’'/&-]*\s)(?:(?:[{UP}\d][\w’'/&-]*|of|for|and|on|in|the|&|de|do|da)\s){{0,10}}?(?:{_KINDS}))\b"
)
_SHORT_BEHIND = r"(?:\s?[(\[][A-Z][A-Za-z/&-]{1,9}[)\]])?"
_FIRST = re.compile(rf"({_NAME}{_REST}){_SHORT_BEHIND}(?:\s?[-–]\s?[A-Z]{{2,9}}\b)?(?=\s?[.,;:(\[])")
_AFTER = re.compile(rf"[\s,;]*(?:(?:and|&|for|on\sbehalf\sof|in\scollaboration\swith)\s)*({_NAME})\s?(?=[.:(]|(?:19|20)\d\d)")
_ALSO = re.compile(r"\s?;\s")
_WORD = re.compile(
    r"Team|Group|Consorti|Committee|Organi|Collab|Initiative|Network|Society|Investig|Coordin|Associa|Panel|Force|Commis|Council"
    r"|Librar|Instit|Minist|Depart|Agency|Admin|Academy"
)
# "GfE (Gesellschaft für Ernährungsphysiologie)", "BMAS [Bundesministerium für ...]", "ARL – Akademie für ...".
_BOTH = re.compile(
    rf"({STATE}?[{UP}][{UP}{LOW}/&.-]{{1,12}}(?:\s[A-Z]{{2,8}})?)(?:\s?[(\[]([^\W\d_][^()\[\];:\d]{{5,110}})[)\]]|\s[–—-]\s([^\W\d_][^()\[\];:\d.]{{5,110}}?)(?=[.:]|,?\s\())"
)
_LONG_FIRST = re.compile(r"([^\W\d_][^()\[\]\d]{4,110}?)\s?[(\[](?=[a-z]*[A-Z][a-z/&.-]*[A-Z])([A-Za-z/&.-]{2,12})[)\]]")
_OF_A_STATE = re.compile(rf"({STATE}[A-Z]{{2,8}}(?:-[A-Z]{{2,8}})?)(?=[.,:;]?\s?[\d(\[]|[.:]\s)")
_COMPANY = re.compile(
    rf"([{UP}][\w&’'-]*(?:\s(?:[{UP}][\w&’'-]*|of|and|&)){{0,5}}?,?\s(?:Inc|Corp|Ltd|LLC|GmbH|Corporation|Company)\b\.?)(?=[.,:;]|\s[(\d]|$)"
)


def both_forms(text: str) -> tuple[str, str] | None:
    """The short and the long form of the name that a text begins with, where both are printed, in whichever order."""
    if (both := _BOTH.match(text)) is not None:
        short, long = both[1], both[2] or both[3]
    elif (both := _LONG_FIRST.match(text)) is not None:
        long, short = both[1], both[2]
    else:
        return None
    return (short, long.strip(" ,;.")) if is_body(long) or spells(short, long) else None


def body_first(text: str) -> tuple[tuple[Author, ...], int] | None:
    """The bodies that an entry begins with, and where their names end; None where it does not begin with one.

    Of a name in both forms it is the longer; the shorter is printed beside it and need not be kept.
    """
    if (both := _BOTH.match(text)) is not None and (forms := both_forms(text)) is not None:
        return (Author(surname=forms[1], group=True),), both.end()
    first = _FIRST.match(text) if _WORD.search(text, 0, 200) is not None else None
    if first is None:
        first = _OF_A_STATE.match(text) or _COMPANY.match(text)
        return None if first is None else ((Author(surname=first[1], group=True),), first.end())
    authors, end = [Author(surname=first[1], group=True)], first.end()
    while (also := _ALSO.match(text, end)) is not None and (another := _FIRST.match(text, also.end())) is not None:
        authors.append(Author(surname=another[1], group=True))
        end = another.end()
    return tuple(authors), end


def body_after(text: str, end: int) -> tuple[Author, int] | None:
    """The body that follows the persons, "for the Invent Trial Investigators", and where its name ends."""
    body = _AFTER.match(text, end, end + 200)
    return None if body is None else (Author(surname=body[1], group=True), body.end())


_YEAR = r"(?:1[5-9]|20)\d\d"
_AND_YEAR = re.compile(
    rf"([A-Z][^.(\[\d]{{2,120}}?(?:\se\.\s?V\.)?){_SHORT_BEHIND}(?:,?\s\((?:Hrsg|Hgg?|[Ee]ds?)\.?\)(?=[:.,]?\s)[:.,]?)?"
    rf"(?=\s*\({_YEAR}[a-z]?\)|[.,]\s{_YEAR}[.,;:\s]|\s{_YEAR}[a-z]?:\s)"
)
# "BRASIL. Ministério da Saúde. Secretaria de Vigilância": the state, its ministry and what is below that, as ABNT has them.
_OF_STATE = re.compile(
    rf"([{UP}][{UP}{LOW}]+(?:\s[{UP}][{UP}{LOW}]+)?(?:\s\([^().]{{2,30}}\))?\.\s(?:Minist|Secretar|Conselho|Agência|Senado|Câmara|Presidência|Tribunal)"
    r"[^.:(\d]{3,90}(?:\.\s(?:Secretar|Departamento|Coordena|Conselho|Diretoria|Subsecretar|Instituto|Gabinete)[^.:(\d]{3,90})*)(?=\.\s)"
)
_ACRONYM = re.compile(r"([A-Z][A-Z/&-]{1,9}[A-Z])(?=[.:]\s[A-Z]|,\s[“\"])")
_FIRST_SENTENCE = re.compile(
    r"((?:[A-Z][a-z]+\.\s(?=Minist))?(?:The\s\d+\s)?[A-Z][^.:(\d]{4,100}(?:\se\.\s?V\.(?=\s))?)(?:\s\([A-Z]{2,9}\))?(?:\s\((?:Hrsg|Hgg?)\.?\))?(?=\.\s|:\s)"
)
_GERMAN_YEAR = re.compile(rf"\s{_YEAR}[a-z]?:")  # "Bundesministerium für Gesundheit 1997: Farne"
_ET_AL = re.compile(r"[.,;]?\s?et\.? al\b\.?")
_SURNAME = rf"(?:von\s|van\s|de\s)?[{UP}][{LOW}]+(?:[\s-][{UP}][{LOW}]+)?"
_SURNAMES = re.compile(rf"{_SURNAME}(?:/{_SURNAME})+")


def is_name(words: str) -> bool:
    """Whether the words have the capitals of a name: "United Nations Foundation", not "Care in a health service"."""
    return not words.startswith(("The ", "A ", "An ")) and all(word[0].isupper() or word in SMALL for word in words.split())


def read_group(text: str) -> tuple[tuple[Author, ...], int]:
    """A body of people at the front, where a year follows it, or where its name says that it is one."""
    match = _OF_STATE.match(text) or _ACRONYM.match(text) or _AND_YEAR.match(text)
    if match is None:
        match = _FIRST_SENTENCE.match(text)
        if match is None or not is_body(match[1]):
            return (), 0
        if text.startswith(":", match.end()) and not is_name(match[1]):
            return (), 0  # the title before the subtitle
    name = match[1].strip(" ,;")
    if match.re is _AND_YEAR and _GERMAN_YEAR.match(text, match.end()) is not None and ("," in name or not is_name(name)):
        return (), 0
    if len(name.split()) > (24 if match.re is _OF_STATE else 12):
        return (), 0
    others = _ET_AL.match(text, match.end())
    end = others.end() if others else match.end()
    if "/" in name and _SURNAMES.fullmatch(name) is not None:  # "Alder/Brandt (2001)" are persons
        return tuple(Author(surname=surname) for surname in name.split("/")), end
    return (Author(surname=name, group=True),), end
