"""Articles as RIS, UTF-8: two capitals, two blanks, a dash, a blank, the value; CRLF between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from citance.services.export.names import address, date_parts, is_preprint
from citance.services.export.rows import ArticleExport
from citance.services.views import ArticleView

_BLANKS = re.compile(r"\s+")


def write_ris(out: BinaryIO, rows: Iterable[ArticleExport]) -> int:
    """How many records were written. RIS has no room for provenance: it goes to a file beside."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - counted on purpose
        out.write((record(row.article) + "\r\n").encode("utf-8", "replace"))
    return count


def record(article: ArticleView) -> str:
    """The article as one record, from TY to ER."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _tags(article))


def _tags(article: ArticleView) -> Iterator[tuple[str, str]]:
    yield "TY", "UNPB" if is_preprint(article) else "JOUR" if article.journal else "GEN"
    for author in article.authors:
        # An asterisk would be read as another author's beginning by some programs; commas part surname, given, suffix.
        surname = plain(author.surname)
        if author.group:
            yield "AU", f"{surname},"  # the comma tells programs that this is one name and not to be parted
        else:
            yield "AU", f"{surname}, {plain(author.given)}" if author.given else surname
    parts = date_parts(article)
    yield from (
        (tag, value)
        for tag, value in (
            ("TI", plain(article.whole_title)),
            ("T2", plain(article.journal)),
            ("PY", str(article.year or "")),
            ("DA", "/".join([str(parts[0]), *(f"{part:02d}" for part in parts[1:])]) if len(parts) > 1 else ""),
            ("VL", plain(article.volume or "")),
            ("IS", plain(article.issue or "")),
            ("SP", plain(article.first_page or "")),
            ("EP", plain(article.last_page or "")),
            ("SN", plain(", ".join(article.issns))),
            ("PB", plain(article.publisher or "")),
            ("DO", plain(article.doi or "")),
            ("AN", plain(article.pmid or "")),
            ("C2", plain(article.pmcid or "")),
            ("LA", plain(article.language or "")),
            ("AB", plain(article.abstract)),
        )
        if value
    )
    for keyword in article.keywords:
        yield "KW", plain(keyword)
    for word in article.standing:
        yield "N1", word.capitalize()
    if not address(article).startswith("urn:"):
        yield "UR", address(article)
    yield "ER", ""


def plain(text: str) -> str:
    """The text in one line: a line end inside a value would begin a new tag."""
    return "".join(c for c in _BLANKS.sub(" ", text).strip() if c.isprintable())
