"""References printed in Chinese, Japanese and Korean: `王伟, 李明. 墙上的蕨[J]. 发明学报, 2010, 45(3): 12-15.`"""

from __future__ import annotations

import re

from citance.extraction.printed.place import YEARS, read_place
from citance.model.article import ArticleRecord, Author, Journal
from citance.model.identifiers import Identifiers

_LETTER = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_BEGINS = re.compile(rf"\W{{0,3}}[{_LETTER}]{{2}}")
_WIDE = str.maketrans(
    {"，": ", ", "．": ". ", "。": ". ", "：": ": ", "；": "; ", "（": "(", "）": ")", "、": ", ", "［": "[", "］": "]"}
)
_KANA = re.compile("[\u3040-\u30ff]")
_NAMES = re.compile(
    rf"(?:[{_LETTER}]{{2,4}}|[{_LETTER}]{{1,3}}\s[{_LETTER}]{{1,3}})(?:\s?[,;·]\s?(?:[{_LETTER}]{{1,4}}\s?){{1,2}})*\s?(?:等|외|他|ほか)?"
)
_OTHERS = re.compile(r"(?:等|외|他|ほか)$")
_PARTS = re.compile(r"\.\s*|\s?(?<=」)|:\s(?=「)")


def is_cjk(text: str) -> bool:
    """Whether the words begin with a name in one of these scripts."""
    return not text.isascii() and _BEGINS.match(text) is not None


def read_cjk(text: str, identifiers: Identifiers) -> ArticleRecord:
    """Names, title, container and place; in this order, parted by stops. What cannot be told stays empty."""
    text = " ".join(text.translate(_WIDE).split())
    place = read_place(text, 0)
    years = YEARS.findall(text)
    year = place.year if place and place.year else int(years[-1]) if years else None
    front = text[: place.start] if place else text
    if year is not None:
        front = re.sub(rf"[\s,.;(]*{year}\)?[\s,.;)]*$", "", front)
        front = re.sub(rf"\s?\({year}\)[\s.,:]*", ". ", front)
    parts = [part.strip(' ,;:「」『』"“”') for part in _PARTS.split(front)]
    parts = [part for part in parts if part]
    authors: tuple[Author, ...] = ()
    if len(parts) > 1 and _NAMES.fullmatch(parts[0]):
        authors = tuple(_author(name, japanese=_KANA.search(text) is not None) for name in re.split(r"\s?[,;·]\s?", parts[0]))
        authors = tuple(author for author in authors if author.surname)
        parts = parts[1:]
    in_journal = place is not None and bool(place.volume or place.issue)
    return ArticleRecord(
        identifiers=identifiers,
        title=parts[0] if parts else "",
        authors=authors,
        journal=Journal(title=parts[1] if in_journal and len(parts) > 1 else ""),
        year=year,
        volume=place.volume if place else None,
        issue=place.issue if place else None,
        first_page=place.first if place else None,
        last_page=place.last if place else None,
    )


def _author(name: str, japanese: bool) -> Author:
    """Surname and given name: of one sign and the others, but where a blank parts them, or where Japanese tells no border."""
    name = _OTHERS.sub("", name).strip()
    if " " in name:
        surname, _, given = name.partition(" ")
        return Author(surname, given)
    return Author(name) if japanese else Author(name[:1], name[1:])
