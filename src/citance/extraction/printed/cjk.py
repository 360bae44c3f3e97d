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
    text = _KOREAN_ISSUE.sub(r"vol. \1, no. \2,", text)
    place = read_place(text, 0)
    years = YEARS.findall(text)
    year = place.year if place and place.year else int(years[-1]) if years else None
    front = text[: place.start] if place else text
    if year is not None:
        front = re.sub(rf"[\s,.;(]*{year}\)?[\s,.;)]*$", "", front)
        front = re.sub(rf"\s?\({year}\)[\s.,:]*", ". ", front)
    parts = [part.strip(' ,;:「」『』"“”') for part in _PARTS.split(front)]
    parts = [part for part in parts if part and not _DATE.fullmatch(part)]
    if not (len(parts) > 1 and _NAMES.fullmatch(parts[0])):
        parts = _by_commas(front) or parts
    authors: tuple[Author, ...] = ()
    if len(parts) > 1 and _NAMES.fullmatch(parts[0]):
        authors = tuple(_author(name, japanese=_KANA.search(text) is not None) for name in re.split(r"\s?[,;·]\s?", parts[0]))
        authors = tuple(author for author in authors if author.surname)
        parts = parts[1:]
    in_journal = bool(place and (place.volume or place.issue)) or (len(parts) == 2 and not _PUBLISHED.search(parts[1]))
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


def _by_commas(front: str) -> list[str]:
    """Names, title and container, where commas part them: "김고사, 이담벽, '벽 위의 고사리,' 발명학회지, "; else nothing."""
    if (quoted := _QUOTED.match(front)) is not None:
        container = quoted["container"].split(", ")[0]
        return [part for part in (quoted["names"], quoted["title"].rstrip(" ,."), container.strip(" ,.")) if part]
    parts = [part.strip() for part in front.strip(" ,.").split(",")]
    parts = [part for part in parts if part and not _DATE.fullmatch(part)]
    names = 0
    while names < len(parts) - 1 and _NAMES.fullmatch(parts[names]):
        names += 1
    return [", ".join(parts[:names]), *parts[names:]] if names and len(parts) - names <= 3 else []


_DATE = re.compile(r"\(?\d{4}[a-z]?\)?")
_PUBLISHED = re.compile("[:社]|出版|출판")  # who prints books: "北京: 发明出版社"
_KOREAN_ISSUE = re.compile(r"제?\s?(\d{1,4})\s?[권卷],?\s?제?\s?(\d{1,4})\s?[호號],?")
_QUOTED = re.compile(
    r"(?P<names>[^'‘“\"\d]{2,200}?),\s?(?:\(?\d{4}[a-z]?\)?[,.]\s?)?['‘“\"](?P<title>.{4,300})[,.]?['’”\"],?\s?(?P<container>[^'’”\"]*)$"
)


def _author(name: str, japanese: bool) -> Author:
    """Surname and given name: of one sign and the others, but where a blank parts them, or where Japanese tells no border."""
    name = _OTHERS.sub("", name).strip()
    if " " in name:
        surname, _, given = name.partition(" ")
        return Author(surname, given)
    return Author(name) if japanese else Author(name[:1], name[1:])
