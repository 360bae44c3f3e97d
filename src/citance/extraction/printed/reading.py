"""Printed references taken apart: "Alder AB, Brandt C. A title. J Abbr. 2013;12(3):45-9." → fields.

Authors are read from the front in the style that reaches farthest (surname and initials, with or without stops, initials
first, or run together as some files print them), the place (volume, issue, pages) from the back; what is left between is
title and container. What cannot be told stays empty: a wrong field misleads linking more than a missing one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from citance.extraction.printed.authors import front_year, only_names, read_authors
from citance.extraction.printed.bare import bare_of
from citance.extraction.printed.books import EDITED, EDITION, split_book
from citance.extraction.printed.cjk import is_cjk, read_cjk
from citance.extraction.printed.identifiers import find_identifiers, find_lone_pmid
from citance.extraction.printed.journals import is_journal
from citance.extraction.printed.letters import LOW, UP
from citance.extraction.printed.place import YEARS, Place, read_place
from citance.extraction.printed.retold import retell
from citance.extraction.printed.standards import is_standard, read_standard
from citance.extraction.printed.titles import EDGES, EDITORS, SMALL, VOLUME_FIRST, split_title, trim
from citance.model.article import ArticleRecord, Author, Journal
from citance.model.identifiers import Identifiers, Pmid
from citance.text.bodies import is_body

_YEAR_NEXT = re.compile(
    r"[\s.,:]*\((?:[^\W\d_]{3,9}\.?[\s,]*|\d{1,2}(?:st|nd|rd|th)?\s[^\W\d_]{3,9},?\s)?((?:1[5-9]|20)\d\d)[a-z]?[^()\[\]]{0,20}\)"
    r"|[\s.,:]*[\[(]?\s?((?:1[5-9]|20)\d\d)[a-z]?(?:,?\s(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?:\s\d+)?)?\s?[\])]?(?=[\s.,:;)]|$|[A-Z])"
)
_QUOTE_OPENS = re.compile(rf"[“\"‘«](?<!\w[“\"‘«])(?=\s?[{UP}\d¿¡])")


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


def _yearly(place: Place | None, front: _Front, year: int | None) -> str | None:
    """The volume of a journal that counts by years: "(2018). Title. J. Invent. 2018, 1-5"."""
    return str(year) if front.dated and place is not None and place.year == year and place.first else None


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
    named = all(word[0].isupper() or not word[0].isalpha() or word in SMALL for word in words)
    if (len(words) <= 4 and named) or (len(words) <= 20 and is_body(name)):
        return Author(surname=name, group=True)
    return None


def _untold(dated: re.Match[str], bare: str, identifiers: Identifiers) -> ArticleRecord:
    """A work of nobody: "A title. (2006). A Journal, 48(1), 5-9."."""
    place = read_place(bare, dated.end())
    container = bare[dated.end() : place.start if place else len(bare)].strip(EDGES)
    return ArticleRecord(
        identifiers=identifiers,
        title=trim(dated[1]),
        journal=Journal(title=container if (place and place.volume) or is_journal(container) else ""),
        year=int(dated[2]),
        volume=place.volume if place else None,
        issue=place.issue if place else None,
        first_page=place.first if place else None,
        last_page=place.last if place else None,
    )


_A_YEAR = re.compile(r"(?:19|20)\d\d")
_THE_SAME = re.compile(
    r"\W*(?:\d{1,3}[.)]?\s+)?(?:[^\W\d_][\w'’-]+(?:,?\s(?:[^\W\d_]\.\s?){1,3})?,?\s)?(?:ibid|ibidem|loc\.?\s?cit|op\.?\s?cit)\b",
    re.I,
)
# "See Alder A, ...", "For a review, see: Alder A, ...": what leads to the entry; but "See A, Brandt B" is a name.
_LEADS = re.compile(
    rf"(?:[Ff]or\s(?:an?\s|some\s)?(?:recent\s|selected\s)*(?:reviews?|examples?|overviews?|details|instance),?\s(?:see|cf\.)(?:\salso)?[,:]?\s+"
    rf"|(?:[Ss]ee(?:\salso)?|[Cc]f\.|e\.g\.|[Rr]eviewed\s(?:in|by))[,:]?\s+)(?=(?:[{UP}]\.\s?)*[{UP}][{LOW}]{{2}})"
)
# ", p 45–67. In Brandt C (ed), ...": the pages of a chapter before its book.
_CHAPTER_PAGES = re.compile(r",\spp?\.?\s(?P<first>[A-Z]?\d{1,5})\s?[-‐‑–—]\s?(?P<last>[A-Z]?\d{1,5})(?=\.\s[Ii]n:?\s)")
# Where no other year stands, that of the visit is the best there is.
_LOOKED_AT = re.compile(
    r"\b(?:access|cited|retrieved|consult|acesso|abgerufen|zugriff|updated)[^)\].;]{0,40}?((?:19|20)\d\d)(?!\d)", re.I
)
# "648 p." at the end is how long a book is, not where something stands in it.
_EXTENT = re.compile(
    r"(?<=[.;,)\]\d])\s(?:[–—-]\s?)?\d{1,4}\s?(?:pp?|pages|págs?|S|[сc](?=\.?$))\b\.?(?:\s\([^()]{3,60}\))?[\s.]*$"
)
_EXTENT_ENDS = ("p", "pages", "pág", "págs", "S", "с", "c")
# Longer entries are notes, or lists of hundreds of authors: those are read at the front, and the place at the end.
_LONGEST = 4000


class _Front(NamedTuple):
    """Who stands before the title, where it begins, and the year where it stands there, too."""

    authors: tuple[Author, ...]
    at: int
    year: int | None = None
    dated: bool = False  # a year stands there, though it may be a volume


# An entry is asked for twice within its article: when the reference is read, and when its name is looked for in the text.
@lru_cache(maxsize=256)
def read_printed(text: str) -> ArticleRecord:
    """What the words of one printed reference say. What cannot be told stays empty."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1000]} {text[-1000:]}"
    identifiers = find_identifiers(text)
    if _THE_SAME.match(text):
        return ArticleRecord(identifiers=identifiers)  # no work of its own: it points to the entry before
    lone = find_lone_pmid(text) if identifiers.pmid is None else None
    if lone is not None:
        pmid = Pmid.read(lone[1])
        identifiers = Identifiers(identifiers.doi, pmid, identifiers.pmcid, identifiers.arxiv)
        text = text[: lone.start()]
    bare = bare_of(text)
    bare = retell(bare)
    if is_cjk(bare):
        return read_cjk(bare, identifiers)
    if bare.rstrip(" .").endswith(_EXTENT_ENDS):
        bare = _EXTENT.sub("", bare)
    if (lead := _LEADS.match(bare)) is not None:
        bare = bare[lead.end() :]
    if (standard := read_standard(bare, identifiers)) is not None:
        return standard
    authors, at = read_authors(bare)
    if not at and (dated := _BEFORE_YEAR.match(bare)) is not None:
        if (name := _single_name(dated[1])) is not None:
            authors, at = (name,), dated.start(2) - 1
        elif len(dated[1].split()) > 4 and not any(map(str.isdigit, dated[1])):  # nobody: the title stands before the year
            return _untold(dated, bare, identifiers)
    return _read_behind(_read_front(bare, authors, at), bare, text, identifiers)


def _read_front(bare: str, authors: tuple[Author, ...], at: int) -> _Front:
    """What stands before the title, behind the authors as far as they were read."""
    quoted = _QUOTE_OPENS.search(bare, at, at + 200)
    if quoted is not None and only_names(bare[at : quoted.start()]):
        if not authors:
            authors = _named_before(bare[: quoted.start()])
        if front_year(bare, at, quoted.start()) is None:
            at = quoted.start()
    after = _YEAR_NEXT.match(bare, at)
    if after is None or re.match(r"\s?[;:,]\s?\d", bare[after.end() : after.end() + 4]):
        return _Front(authors, at, dated=after is not None)
    return _Front(authors, after.end(), int(after[1] or after[2]), dated=True)


def _read_behind(front: _Front, bare: str, text: str, identifiers: Identifiers) -> ArticleRecord:
    """The record, of what stands before the title and of what follows."""
    at = front.at
    chapter = _CHAPTER_PAGES.search(bare, at) if ", p" in bare else None
    if chapter is not None:
        bare = bare[: chapter.start()] + bare[chapter.end() :]
    place = read_place(bare, at)
    if place is not None and place.volume and _A_YEAR.fullmatch(place.first or "") and is_standard(bare, place.start, place.end):
        place = None
    if chapter is not None and (place is None or place.first is None):
        place = replace(place or Place(len(bare), len(bare)), first=chapter["first"], last=chapter["last"])
    year, middle = _read_year(front, place, bare, text)
    if year is None and place is not None and place.first and not place.last and _A_YEAR.fullmatch(place.first):
        year, place = int(place.first), replace(place, first=None)  # "vol. 87, 1990."
    parted = VOLUME_FIRST.search(middle)
    by_commas = at > 0 and bare[at - 1 : at + 1].rstrip().endswith(",")
    middle = middle.strip(" ,;:–—-").removeprefix(".").strip()
    if place is None or place.volume is None:
        title, container = split_book(middle, place is not None, by_commas)
    else:
        title, container = split_title(middle, True, by_commas)
        if _BRAZILIAN.match(bare, place.start) is not None:
            container = _without_town(container)
    return ArticleRecord(
        identifiers=identifiers,
        title=trim(title),
        authors=front.authors,
        journal=Journal(title=_trim_container(container, in_journal=place is not None and place.volume is not None)),
        year=year,
        volume=place.volume
        if place and place.volume
        else parted["volume"]
        if parted
        else _yearly(place, front, year) or _of_a_book(bare, at),
        issue=place.issue if place else None,
        first_page=place.first if place else None,
        last_page=place.last if place else None,
    )


def _read_year(front: _Front, place: Place | None, bare: str, text: str) -> tuple[int | None, str]:
    """The year, wherever it stands; and what is left between front and place without it."""
    middle = bare[front.at : place.start if place else len(bare)]
    year = front.year
    if year is None and place is not None:
        year = place.year
    if year is None:
        tail = bare[place.end :] if place else ""
        years = YEARS.findall(tail) or YEARS.findall(middle)
        year = int(years[-1]) if years else None
        if years and not YEARS.findall(tail):  # at the end of the title or container: no part of it
            middle = re.sub(rf"[\s,;.(\[]*{years[-1]}[a-z]?[\s)\].;,:]*$", "", middle)
    if year is None and (looked := [date[1] for date in _LOOKED_AT.finditer(text)]):
        year = int(looked[-1])
    return year, middle


# ", v. 12, n. 3, p. 45": the style (ABNT) in which the town stands behind the journal's name.
_BRAZILIAN = re.compile(r"[,\s]*[Vv]\.\s?\d")
_TOWN_LAST = re.compile(rf",\s[{UP}][\w.'’-]+(?:\s(?:d[aeo]s?\s)?[{UP}][\w.'’-]+){{0,3}}(?:\s?[-/(,]\s?[A-Z]{{2}}\)?)?[\s,.]*$")


def _without_town(container: str) -> str:
    """The journal's name without the town behind it: "Revista Inventada, São Paulo"."""
    town = _TOWN_LAST.search(container)
    return container if town is None or is_journal(town[0].strip(EDGES)) else container[: town.start()]


def _trim_container(container: str, in_journal: bool) -> str:
    """The container without its editors, and without marks of a volume, pages or year at its end."""
    if (edited := EDITED.search(container)) is not None and not only_names(container[: edited.start()]):
        container = EDITION.sub("", container[: edited.start()])
    container = EDITORS.sub("", trim(container) if in_journal else container.strip(EDGES), count=1)
    container = re.sub(
        r"\s*\b(?:vol|volume|no|pp?)\.?$|\s*\([^()]*$|\((?:19|20)\d\d\)|\(pp?\.[\s\d–-]+\)?$|\s\(80\b.*$",
        "",
        container,
        flags=re.I,
    )
    return trim(container) if in_journal else container.strip(EDGES)  # "J Invent Hypertens (Greenwich)"
