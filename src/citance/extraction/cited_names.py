"""What an author-year marker would call a reference: surnames, how many authors, year and letter."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from citance.extraction.printed.bodies import STATE, both_forms
from citance.extraction.printed.standards import DESIGNATION
from citance.extraction.references import read_works
from citance.model.reference import RawReference
from citance.text.bodies import SMALL_WORDS, is_body

NO_YEAR = 0  # the "year" of works in press or without date
_YEAR = re.compile(r"(?<![\d.])(1[5-9]\d\d|20\d\d)([a-zа-е]?)(?![\d\w])")
# The letters behind years, as Cyrillic has them; those that only look Latin are typed for Latin ones.
_LATIN_LETTERS = str.maketrans("абвгдес", "abcdeec")
_EAST_ASIAN = re.compile("[\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_PLAIN = str.maketrans(dict(zip("’ʼ‘‐‑–ßøØłŁıđæ", "'''---soollida", strict=True)))  # one letter for one
_PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|ter|ten|do|das|zu|zur|st\.?)"
_LEADING_NAME = re.compile(rf"\W*((?:{_PARTICLE}\s+)*[^\W\d_][\w'’\-]*)", re.I)
_LEADING_PARTICLES = re.compile(rf"\A(?:{_PARTICLE}\s+)+")
_DOUBLE = re.compile(  # "Arden Blythe P", of which a reader may have taken "Blythe P" for given names
    r"([^\W\d_][\w'’\-]+\s[^\W\d_a-zà-ÿ][a-zà-ÿ'’\-]{3,}),?\s(?:[^\W\d_a-zà-ÿ]\.?[\s\-]?){1,3}(?![\w])"
)
_HALF = re.compile(r"((?:\w+\s)??[^\W\d_]{4,})[\-\u2010\u2011 ]\w")  # the first half of a double surname, its particle before
# What may be a given name and a surname, where an untagged entry was read as one name: "Anna B. Alder. 2005. Ferns of walls."
_WRITTEN_OUT = re.compile(r"(?=.{5,80}\Z)[^\W\d_a-z][^\W\d_]+(?:[\s-][^\W\d_a-z][\w.'’-]*){0,2}\s([^\W\d_a-z][\w'’\-]{2,})")
_PARTS = re.compile(r"\s[-–—]|[-–—]\s|[/;]")
_BY_THE_WAY = re.compile(r"\[[^\]]{6,}\]?")  # "[homepage on the Internet]"
_OF_STATE = re.compile(rf"{STATE}(?=\w{{2}})", re.I)  # "U.S. EPA": US EPA, USEPA, EPA
_STATE_AND_ACRONYM = re.compile(rf"{STATE}[A-Z-]+")
_LEGAL_KIND = re.compile(r",?\s(?:e\.\s?v|inc|corp|ltd|llc|gmbh)$")
# Behind this, a group's name is often cut off in its initials: CDC of Disease Control and Prevention, FAO of the United Nations.
_CUT_BEHIND = re.compile(r"\s(?:and|of\sthe)\s")


class CitedName(NamedTuple):
    """How a reference can be called in the text. Names are flat: lower case, without accents, letter for letter."""

    firsts: tuple[str, ...]  # forms of the first author's surname or the group's name, the fullest first
    initial: str  # of the first author's given names; "" where there is none
    second: str  # surname of the second author; "" where there is none
    authors: int  # how many; 0 where the entry does not say
    year: int  # NO_YEAR where it has none
    letter: str  # "a" of 2018a, as printed in the entry
    shorts: tuple[str, ...] = ()  # what is left of a double surname where only its first half is printed


def flat(text: str) -> str:
    """The text in lower case without accents, exactly as long as it was."""
    if not text.isascii():
        text = text.translate(_PLAIN)
    if text.isascii():
        return text.lower()
    return "".join(char.lower() if char < "\x80" else _flat_letter(char) for char in text)


def _flat_letter(char: str) -> str:
    if "\uac00" <= char <= "\ud7a3":
        return char  # a syllable of Korean, which is no letter with accents
    return unicodedata.normalize("NFD", char)[0].lower()[:1] or char


def cited_name(reference: RawReference) -> CitedName:
    """What `reference` goes by: from its tagged fields, else from its words taken apart, else from how they begin."""
    text = unicodedata.normalize("NFC", reference.text)
    works = reference.works
    if not works or not works[0].authors:
        works = read_works(reference)
    surname = second = given = ""
    group = False
    authors, year = 0, None
    if works:
        year, names = works[0].year, works[0].authors
        authors = len(names)
        if names:
            surname, given, group = unicodedata.normalize("NFC", names[0].surname), names[0].given, names[0].group
            second = flat(unicodedata.normalize("NFC", names[1].surname)) if authors > 1 else ""
    if not surname:
        match = _LEADING_NAME.match(text)
        surname = match[1] if match else ""
    letter = ""
    for match in _YEAR.finditer(text) if year is None or f"{year}" in text else ():
        if year is None:
            year = int(match[1])
        if match[2] and int(match[1]) == year:
            letter = latin_letter(match[2])
            break
    forms = _forms(surname, group)
    if group:
        forms = _group_forms(forms, surname, text)
    if works and (standard := DESIGNATION.match(works[0].title)) is not None:  # "ISO 9001:2015" in the text
        forms = (*forms, flat(f"{standard['issuer']} {standard['number']}"), flat(standard["issuer"].split()[0]))
    shorts: tuple[str, ...] = ()
    if is_east_asian(surname) and not group:
        forms, shorts = _east_asian_forms(forms, flat(given), _KANA.search(text) is not None)
    elif forms and not group:
        double = _DOUBLE.match(text) if flat(text[: len(surname)]) == forms[0] else None
        if double is not None and " " not in surname:
            forms = (flat(double[1]), *forms)
        half = _HALF.match(forms[0])
        shorts = (half[1],) if half is not None and half[1] not in forms else ()
    if not reference.works and (written := _WRITTEN_OUT.fullmatch(surname)) is not None and not is_body(surname):
        last = flat(written[1])
        shorts = (*shorts, last) if last not in forms + shorts else shorts
    return CitedName(forms, flat(given[:1]), second, authors, year or NO_YEAR, letter, shorts)


def latin_letter(letter: str) -> str:
    """The letter behind a year as a Latin one: the second of a Cyrillic alphabet is b."""
    return letter.translate(_LATIN_LETTERS)


def is_east_asian(name: str) -> bool:
    """Whether a name is written in Chinese, Japanese or Korean signs, which stand side by side without blanks."""
    return name[:1] > "\u2fff" and _EAST_ASIAN.match(name) is not None


def _east_asian_forms(forms: tuple[str, ...], given: str, japanese: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ways such a name is written, and what is left of it: all of it mostly, in Japanese texts mostly the surname.

    Of a Japanese name whose border nobody tells, its first two signs are the surname most often, else the first three or one.
    """
    if not forms:
        return (), ()
    whole = forms[0].replace(" ", "")
    if given and is_east_asian(given):
        return (whole + given.replace(" ", ""), *forms), ()
    if not given and len(whole) >= (3 if japanese else 4):
        return (whole, *forms), (whole[:2], whole[:3])
    return forms, ()


def _group_forms(forms: tuple[str, ...], surname: str, text: str) -> tuple[str, ...]:
    """The forms with both that a group's name is printed in, "World Harvest Office (WHO)", and those without state or kind."""
    found = list(forms)
    own = both_forms(surname)
    both = own or both_forms(text.lstrip(" .[]0123456789"))
    if both is not None and (own is not None or any(flat(form) in forms for form in both)):
        short, long = both
        found += [*_forms(long, True), flat(short)]
    elif len(cut := _initials(_CUT_BEHIND.split(surname)[0])) >= 3 and not _OF_STATE.match(flat(surname)):
        found.append(cut)
    for form in tuple(found):
        if (state := _OF_STATE.match(form)) is not None:
            bare, letters = form[state.end() :], re.sub(r"\W", "", state[0])
            found += [f"{letters} {bare}", bare]
            found += [letters + bare] if " " not in bare else [initials] if len(initials := _initials(bare)) >= 3 else []
        if (kind := _LEGAL_KIND.search(form)) is not None:
            found.append(form[: kind.start()])
    return tuple(dict.fromkeys(found))


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W_]+", name) if word.lower() not in SMALL_WORDS).lower()


def _forms(surname: str, group: bool) -> tuple[str, ...]:
    """The ways a first author is written: in full, without particles, a group by its initials."""
    name = flat(surname).strip(" .,;:")
    if not name:
        return ()
    forms = [name]
    if group or surname.count(" ") >= 2:
        surname = _BY_THE_WAY.sub(" ", surname)
        parts = [part for part in map(str.strip, _PARTS.split(surname)) if part]
        if len(parts) > 1:  # "World Harvest Office - WHO": the one name or the other
            forms += [flat(part) for part in parts if len(part) > 1]
            surname = max(parts, key=len)
        capitals = _initials(surname) if " " in surname and not _STATE_AND_ACRONYM.fullmatch(surname) else ""
        if len(capitals) >= 2:
            forms.append(capitals)
        forms += [flat(word) for word in re.findall(r"[(\[]([A-Z]{2,})[)\]]", surname)]
    bare = _LEADING_PARTICLES.sub("", name)
    if bare != name and len(bare) > 2:
        forms.append(bare)
    return tuple(dict.fromkeys(forms))
