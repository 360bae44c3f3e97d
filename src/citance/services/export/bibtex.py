"""Articles as BibTeX, UTF-8, readable by BibTeX and biblatex: one entry each, its key from author, year and our key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from citance.model.codec import to_json
from citance.services.export.names import address, date_parts, is_preprint, pages
from citance.services.export.rows import ArticleExport
from citance.services.provenance import Provenance
from citance.services.views import ArticleView, AuthorView
from citance.text.normalise import squash

# TeX's ten special characters. A brace is written as a command, not as \{: BibTeX counts braces whether escaped or not.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_BLANKS = re.compile(r"\s+")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")  # which folding spells out letter by letter: no name of a person
_LONG_WORD = 4  # letters: "the" and "on" tell nothing
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_bibtex(out: BinaryIO, rows: Iterable[ArticleExport], provenance: Provenance | None) -> int:
    """How many entries were written; provenance stands in a first @comment, which BibTeX passes over."""
    if provenance is not None:
        out.write(f"@comment{{citance-provenance {_tame(to_json(provenance).decode())}}}\n\n".encode())
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - counted on purpose
        out.write(entry(row.article).encode("utf-8", "replace"))
    return count


def entry(article: ArticleView) -> str:
    """The article as one entry, with a blank line behind it."""
    kind = "misc" if is_preprint(article) or not article.journal else "article"
    parts = date_parts(article)
    fields = [
        # The inner braces keep capitals as printed: styles would lower them.
        ("title", f"{{{escape(article.whole_title)}}}" if article.title else ""),
        ("author", " and ".join(_author(author) for author in article.authors)),
        ("journal", escape(article.journal)),
        ("year", str(article.year or "")),
        ("month", _MONTHS[parts[1] - 1] if len(parts) > 1 and 1 <= parts[1] <= 12 else ""),
        ("volume", escape(article.volume or "")),
        ("number", escape(article.issue or "")),
        ("pages", escape(pages(article, "--"))),
        ("publisher", escape(article.publisher or "")),
        ("issn", escape(", ".join(article.issns))),
        # Names and addresses are read verbatim, so they are not escaped; braces alone would break the entry.
        ("doi", _verbatim(article.doi or "")),
        ("pmid", _verbatim(article.pmid or "")),
        ("pmcid", _verbatim(article.pmcid or "")),
        ("eprint", _verbatim(article.arxiv or "")),
        ("archiveprefix", "arXiv" if article.arxiv else ""),
        ("url", _verbatim(address(article)) if not address(article).startswith("urn:") else ""),
        ("note", escape(", ".join(word.capitalize() for word in article.standing))),
        ("abstract", escape(article.abstract)),
        ("keywords", escape(", ".join(article.keywords))),
        ("language", escape(article.language or "")),
    ]
    lines = [f"  {name} = {_value(name, value)}" for name, value in fields if value]
    return f"@{kind}{{{key(article)},\n" + ",\n".join(lines) + "\n}\n\n"


def key(article: ArticleView) -> str:
    """A name for the entry, ASCII: first author and year for people, six characters of our key to tell apart what is alike.

    Where the author's name has no Latin letters, or there is none, a word of the title stands for it. Of the 580,000 articles of
    an index of a million statements 168 pairs share six characters, none of them the name and the year too.
    """
    name = _in_latin(article.authors[0].surname) if article.authors else ""
    words = (word for word in map(_in_latin, article.title.split()) if len(word) >= _LONG_WORD and not word.isdigit())
    return f"{name or next(words, 'anonymous')}{article.year or ''}_{article.key[:6]}"


def _in_latin(name: str) -> str:
    """The Latin letters and the digits of a name, small and without diacritics."""
    return "".join(c for c in squash(_GREEK.sub("", name)) if c.isascii())


def escape(text: str) -> str:
    """The text as TeX prints it; blanks and line ends become one blank each."""
    return "".join(_SPECIAL.get(c, c) for c in _BLANKS.sub(" ", text).strip() if c.isprintable())


def _value(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _author(author: AuthorView) -> str:
    # Braces keep a group's name in one piece, and any "and" or comma in it from being read as BibTeX's own.
    if author.group or not author.given:
        return f"{{{escape(author.surname)}}}"
    surname, given = escape(author.surname), escape(author.given)
    if re.search(r",|\band\b", surname):
        surname = f"{{{surname}}}"
    if re.search(r",|\band\b", given):
        given = f"{{{given}}}"
    return f"{surname}, {given}"


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WILD = str.maketrans({"{": "\\u007b", "}": "\\u007d", "@": "\\u0040"})


def _tame(json: str) -> str:
    """The same JSON, without the letters in its strings that would end a comment (lone braces) or begin an entry (@)."""
    return _STRING.sub(lambda string: string[0].translate(_WILD), json)


def _verbatim(text: str) -> str:
    shown = "".join(c for c in text if c.isprintable())
    return shown.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
