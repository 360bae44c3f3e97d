"""Title and container where there is no volume: books, chapters, reports, with what their publisher printed behind."""

from __future__ import annotations

import re

from citance.extraction.printed.journals import is_journal
from citance.extraction.printed.letters import LOW, UP
from citance.extraction.printed.titles import QUOTED, find_in, split_title

_PRESS = (
    r"(?:Press|Presse|Publish\w+|Publications?|Verlag|Verlags\w+|Books|Springer|Elsevier|Wiley|Sage|SAGE|Routledge|Blackwell|Academic|Humana|Birkh[aä]user"
    r"|CRC|Kluwer|Macmillan|McGraw|Prentice|Saunders|Mosby|Editora?|Ed\.|Editorial|[EÉ]ditions?|Edições|Ediciones|Presses|Inc|Ltd|LLC|GmbH|University|Universit\w+)"
)
_CITY = rf"[{UP}][\w.’'-]*(?:[\s/][{UP}][\w.’'-]*){{0,3}}(?:,?\s\(?[{UP}][\w.]*(?:\s[{UP}][\w.]*)?\)?){{0,2}}"
# Who printed it, at the end: "New York, NY: Invent Press", "(London: Invent)", "Invent University Press, Melbourne".
_IMPRINT = re.compile(
    rf"(?:[.;?!,](?:\s?[–—-])?\s|(?<=[?!])\s|\s?,?\s?\()(?:{_CITY}\s?:\s?(?:(?:[{UP}&][^\s:;]*|and|of|the|for|de|und|y|et|da|do|dos|das|e|del|della|di|du|des|la|für|von)(?:\s|$)){{1,9}}"
    rf"|(?:[{UP}&][^\s:;,.]*\s|of\s|and\s|the\s){{0,5}}{_PRESS}\b(?:[\s&,.]+(?:[{UP}&][^\s:;]*|of|and)){{0,5}})[\s.,;()]*$"
)
# "; Invent Press: London, UK", behind the title in styles that part all by semicolons.
_IMPRINT_LAST = re.compile(rf";\s(?:(?:[{UP}&][^\s:;]*|and|of|the|for)\s?){{1,7}}:\s[{UP}][^;:]{{2,60}}$")
_CITY_LAST = re.compile(rf"(?<=[{LOW}]{{4}})[.;]\s[{UP}][\w’-]+(?:\s[{UP}][\w’-]+)?$")  # of "New York, Invent Press"
# What an edition is followed by is who printed it, and where.
_EDITION_INSIDE = re.compile(
    r"[.,;]?\s\(?(?:\d{1,2}(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Rr]ev(?:ised|\.))\s(?:rev(?:ised|\.)?\s)?"
    r"[Ee]d(?:n|ition)?\b\.?\)?[.,;:]\s(?=[A-Z])"
)
_NUMBERED_EDITION = re.compile(r"\s[Ee]d(?:n|ition)?\b")  # what is sought first, for it begins with signs that are seldom met
EDITION = re.compile(
    r"[.,;]?\s?[(\[]?\b(?:\d{1,2}(?:st|nd|rd|th|e|ª|a)?\.?,?\s?(?:rev(?:ised|\.)?\s|überarb\.\s)?(?:[Ee]d(?:n|ition|ição|ición|\.)?|Aufl(?:age|\.)?)|(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Rr]evised)\s[Ee]d(?:n|ition))\.?[)\]]?[\s.,;]*$"
)


def split_book(text: str, paged: bool, by_commas: bool) -> tuple[str, str]:
    """(title, container) where no volume is named: a book, a chapter, a page, or an article not yet in print."""
    edition = _EDITION_INSIDE.search(text, 8) if _NUMBERED_EDITION.search(text, 8) else None
    bare = without_imprint(text[: edition.start()] if edition else text)
    title, container = split_title(bare, paged and edition is None, by_commas)
    if container and not (paged or find_in(bare) or is_journal(container) or QUOTED.match(bare)):
        if ", and " in f", {container}" and bare == f"{title}, {container}":
            title = bare  # "Forms, and Uses" ends a title that lists
        container = ""  # a place, a subtitle, a page's name
    return without_imprint(title), without_imprint(container)


EDITED = re.compile(rf",\s(?:eds?\.?(?:\sby)?|edited\sby|hrsg\.\svon)\s(?=[{UP}])")  # "A handbook, eds Alder A., Brandt B."
# "Doctoral thesis, University of ...", "Technical report 41, ...", "Translated by ...": what kind of thing it is, to the end.
_KIND = re.compile(
    r"[.,;(\[]\s?(?:Unpublished\s)?(?:Ph\.?\s?D\.?\s(?:[Tt]hesis|[Dd]iss)|M\.?\s?[AS]c?\.?\s[Tt]hesis|Master[’']?s?\s[Tt]hesis|(?:Doctoral|Inaugural)?\s?[Dd]issert\w+\b|Tese\b"
    r"|Tech(?:nical|\.)\s[Rr]eport|Working\s[Pp]aper|(?:Translated|Edited)\sby)(?![^\[]*\]).*$"
)
_HOW_MANY = re.compile(r"[.,;]\s(?:\d{1,2}\s[Vv]ols?|Vol\.\s\d{1,4})\.?\s*$")  # "4 vols."
# What stands in every imprint, and at the end of every edition: most titles have neither and are not searched through.
_PRESS_SIGNS = (
    *(":", "Press", "Publi", "Verlag", "Books", "Springer", "Elsevier", "Wiley", "Sage", "SAGE", "Routledge", "Blackwell"),
    *("Academic", "Humana", "Birkh", "CRC", "Kluwer", "Macmillan", "McGraw", "Prentice", "Saunders", "Mosby", "Edit", "Ed."),
    *("ditions", "Edi", "Inc", "Ltd", "LLC", "GmbH", "Universi"),
)
_EDITION_SIGN = re.compile(r"[Ee]d|Aufl")
_AFTER_EDITION = 12  # characters, with what may stand behind it cut off


def without_imprint(words: str) -> str:
    """A title or container without publisher and edition; the whole where nothing would be left."""
    bare = words
    if (found := _KIND.search(bare)) is not None and found.start() > 2:
        bare = _up_to(bare, found)
    if (found := _HOW_MANY.search(bare)) is not None and found.start() > 2:
        bare = _up_to(bare, found)
    if ";" in bare and (found := _IMPRINT_LAST.search(bare)) is not None and found.start() > 10:
        bare = _up_to(bare, found)
    if any(sign in bare for sign in _PRESS_SIGNS) and (found := _IMPRINT.search(bare)) is not None and found.start() > 2:
        bare = _up_to(bare, found)
        if found[0].startswith(",") and (city := _CITY_LAST.search(bare)) is not None:
            bare = bare[: city.start()]
    if (
        _EDITION_SIGN.search(bare.rstrip(_STOPS)[-_AFTER_EDITION:])
        and (found := EDITION.search(bare)) is not None
        and found.start() > 2
    ):
        bare = _up_to(bare, found)
    return bare


_STOPS = " .,;)]"


def _up_to(text: str, found: re.Match[str]) -> str:
    """What stands before a match, and the question or exclamation mark it begins with."""
    at = found.start()
    return text[: at + (text[at] in "?!")]
