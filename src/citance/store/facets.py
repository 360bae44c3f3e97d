"""What the statements of a document are narrowed and counted by besides what stands with each: the same for every store."""

from __future__ import annotations

from citance.model import ArticleRecord


def facets_of(record: ArticleRecord) -> tuple[str, str, tuple[str, ...]]:
    """Article type, journal (its title, else its abbreviation) and the names of the authors, each once; "" where not known."""
    names = dict.fromkeys(" ".join(author.name.split()) for author in record.authors)
    return record.article_type or "", journal_of(record), tuple(name for name in names if name)


def journal_of(record: ArticleRecord) -> str:
    """The journal's title, else its abbreviation, which is better than none."""
    return record.journal.title or record.journal.abbreviation or ""
