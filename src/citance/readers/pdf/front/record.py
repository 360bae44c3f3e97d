"""The first pages → what they say of the article, and which lines say it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from citance.model.article import ArticleRecord, Journal
from citance.model.identifiers import Identifiers
from citance.readers.pdf.front.abstract import find_abstract
from citance.readers.pdf.front.authors import find_authors
from citance.readers.pdf.front.doi import find_doi
from citance.readers.pdf.front.journal import find_journal_and_year
from citance.readers.pdf.front.seen import look
from citance.readers.pdf.front.title import find_title, title_of
from citance.readers.pdf.joining import Words, join_lines
from citance.readers.pdf.values import Line, Pdf


@dataclass(frozen=True, slots=True)
class Front:
    """What the first pages say, and their lines, as indices into the lines that were given."""

    record: ArticleRecord
    lines: frozenset[int] = frozenset()  # title and authors
    abstract: tuple[int, ...] = ()  # without its heading


def read_front(pdf: Pdf, lines: Sequence[Line], heads: Sequence[Line], apart: Collection[int], words: Words) -> Front:
    """What the first pages say of the article.

    `heads` are the running heads and feet that were taken out of `lines`; `apart` the lines of reference lists.
    """
    seen = look(pdf, lines, heads, apart, words)
    if seen is None:
        return Front(ArticleRecord())
    title_lines = find_title(seen)
    title = title_of(seen, title_lines)
    authors, author_lines = find_authors(seen, title_lines)
    abstract = find_abstract(seen, (title_lines or author_lines or [seen.first[0]])[-1])
    journal, year = find_journal_and_year(seen, title, authors)
    record = ArticleRecord(
        identifiers=Identifiers(doi=find_doi(seen, pdf)),
        title=title,
        authors=authors,
        journal=Journal(title=journal),
        year=year,
        abstract=" ".join(join_lines([lines[index].text for index in abstract], words).split()),
    )
    return Front(record, frozenset([*title_lines, *author_lines]), tuple(abstract))
