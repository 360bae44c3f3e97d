"""Articles: what a record says of one, and what the index holds of it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from citance.model.identifiers import NO_IDENTIFIERS, Identifiers


class Author(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One author as printed: surname and given names (or initials), or a group's whole name in `surname`."""

    surname: str
    given: str = ""
    orcid: str | None = None  # 0000-0000-0000-0000
    affiliations: tuple[str, ...] = ()
    group: bool = False  # a collaboration, society or agency

    @property
    def name(self) -> str:
        """The name as a reader writes it: `Given Surname`."""
        return f"{self.given} {self.surname}".strip()


class Journal(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where an article appeared."""

    title: str = ""
    abbreviation: str | None = None
    issns: tuple[str, ...] = ()
    publisher: str | None = None


class RelationKind(StrEnum):
    """How one article is related to another by its own word; JATS `related-article-type` folded to what we act on."""

    CORRECTION_OF = "correction_of"  # this article corrects that one
    CORRECTED_BY = "corrected_by"
    RETRACTION_OF = "retraction_of"
    RETRACTED_BY = "retracted_by"
    CONCERN_ABOUT = "concern_about"
    CONCERN_BY = "concern_by"  # that one is an expression of concern about this
    COMMENTARY_ON = "commentary_on"
    COMPANION = "companion"
    PREPRINT_OF = "preprint_of"  # this is the preprint, that is the paper
    HAS_PREPRINT = "has_preprint"
    OTHER = "other"


class Standing(StrEnum):
    """What notices make of the article they are about, gravest first."""

    RETRACTED = "retracted"
    CONCERN = "concern"  # an expression of concern was published
    CORRECTED = "corrected"


class RelatedArticle(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Another article this one names as related; a Notice where it corrects or retracts."""

    kind: RelationKind
    identifiers: Identifiers = NO_IDENTIFIERS
    printed: str = ""  # the type as the file has it, and any words


class ArticleRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What one source says of an article: a file's front matter, or a reference to it. Empty where it says nothing."""

    identifiers: Identifiers = NO_IDENTIFIERS
    title: str = ""
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    journal: Journal = Journal()
    year: int | None = None
    date: str | None = None  # ISO 8601, as exact as known: 2019, 2019-07, 2019-07-04
    volume: str | None = None
    issue: str | None = None
    first_page: str | None = None  # or an article number
    last_page: str | None = None
    abstract: str = ""
    article_type: str | None = None  # as the source has it: research-article, review-article, preprint...
    keywords: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    licence: str | None = None  # an address, or the words
    language: str | None = None  # ISO 639-1
    other_ids: tuple[tuple[str, str], ...] = ()  # (kind, id): publisher-id, manuscript...
    related: tuple[RelatedArticle, ...] = ()


class Article(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An article of the index: its key, every identifier that led to it, and what is known of it.

    `record.identifiers` holds the preferred ones; `all_identifiers` all that were joined (two DOIs of one work, say).
    """

    key: str  # internal, stable: see linking.identity
    record: ArticleRecord
    all_identifiers: tuple[str, ...] = ()  # "doi:10...", "pmid:..."
    has_document: bool = False
    cited_by: int = 0  # articles that cite it
    known_from_references: int = 0  # the references whose agreement gave its fields; 0 where a source gave them
    versions: tuple[str, ...] = ()  # keys of its other versions (preprint, paper)
