"""The values that go into a store and come out of it; how much of a document may be shown is among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import compress
from typing import Any, Literal, NamedTuple

import msgspec

from citance.model import (
    Article,
    Classification,
    Evidence,
    Link,
    MarkerKind,
    MarkerStyle,
    Place,
    Problem,
    RelationKind,
    Review,
    SectionKind,
    Span,
    Stance,
    StatementText,
    Tally,
)
from citance.store.packing import PackedDocument, Visibility

__all__ = [
    "ArticleToSearch",
    "Change",
    "CitationRow",
    "CitingDocument",
    "DocumentInfo",
    "Entry",
    "Extent",
    "FileState",
    "InJournal",
    "Join",
    "JoinRecord",
    "KnownArticle",
    "MadeBy",
    "MatchKeys",
    "Outcome",
    "OwnDocument",
    "ProblemRow",
    "Relation",
    "ReviewRow",
    "SourceFile",
    "Stage",
    "StatementColumns",
    "StatementFilter",
    "StatementOrder",
    "StatementPage",
    "StatementToSearch",
    "Stats",
    "Stored",
    "StoredStatement",
    "Tombstone",
    "UnreadableFile",
    "Visibility",
]


# -- what goes in ----------------------------------------------------------------------------------------------------------


class SourceFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a document's bytes came from. `name` is the file or archive member, `source` what was ingested (folder, archive)."""

    name: str
    digest: str  # SHA-256 of the bytes, hex
    source: str = ""
    size: int = 0


class MadeBy(msgspec.Struct, frozen=True, omit_defaults=True):
    """Name and version of what made a document's derived rows, each as "name version"."""

    reader: str = ""
    finder: str = ""  # of references and markers
    cutter: str = ""  # of statements
    linker: str = ""


class Join(msgspec.Struct, frozen=True, omit_defaults=True):
    """Two articles found to be one: `absorbed` becomes another key of `survivor`. `why` is for a person.

    Where `absorbed` is not known before, it is entered as that other key, with `identifiers`, so that it can be parted again.
    """

    survivor: str
    absorbed: str
    why: str = ""
    identifiers: tuple[str, ...] = ()


class Relation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an article says of another article by its own word. `identifiers` are entered for one not known before."""

    kind: RelationKind
    article: str  # key of the other one
    identifiers: tuple[str, ...] = ()
    printed: str = ""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One document to store, with every decision about it.

    `article` is the key of its article; `links[i][j]` the verdict on work j of reference i (as in `packed.references`).
    A key the store does not know makes a new article, from the front matter or from the words of the reference; the
    identifiers given with it are entered unless another article has them.
    """

    file: SourceFile
    packed: PackedDocument
    article: str
    links: tuple[tuple[Link, ...], ...] = ()
    made_by: MadeBy = MadeBy()
    joins: tuple[Join, ...] = ()  # applied before anything else
    relations: tuple[Relation, ...] = ()
    problems: tuple[Problem, ...] = ()  # of linking; those of reading and extraction are in `packed`
    visibility: Visibility = Visibility.OPEN
    at: str = ""  # ISO 8601, UTC


class UnreadableFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that gave no document."""

    file: SourceFile
    problems: tuple[Problem, ...]
    at: str = ""


class MatchKeys(NamedTuple):
    """What a record is sought by: its match keys, and under how many of them at least an article must be filed."""

    keys: tuple[int, ...]
    least: int = 1


class Outcome(StrEnum):
    """What became of an entry."""

    ADDED = "added"  # the article's first document
    REPLACED = "replaced"  # a better form or newer version; the statements of the former active one are gone
    INACTIVE = "inactive"  # kept as another form; it gives no statements
    UNCHANGED = "unchanged"  # these bytes are known
    REMOVED = "removed"  # it was removed from this index, and stays out


class Stored(msgspec.Struct, frozen=True):
    """What became of an entry, under which key and number (None where nothing was stored)."""

    outcome: Outcome
    article: str | None = None
    document: int | None = None


# -- what comes out --------------------------------------------------------------------------------------------------------


class FileState(StrEnum):
    """What the store knows of a file's bytes."""

    STORED = "stored"
    UNREADABLE = "unreadable"
    REMOVED = "removed"


class DocumentInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """One form of an article, without its text."""

    number: int
    article: str
    file: SourceFile
    format: str
    active: bool
    visibility: Visibility
    made_by: MadeBy
    date: str = ""
    licence: str | None = None
    at: str = ""
    references: int = 0
    statements: int = 0
    problems: int = 0


class StoredStatement(msgspec.Struct, frozen=True, omit_defaults=True):
    """A statement as it is shown: its words, where it stands, whom it cites, and the stance that holds.

    `stance` and `evidence` are what counts in the tally: the reviewers' word where there is one, else the classifier's.
    `disputed` says that reviewers disagree. Faces must honour `visibility`.
    """

    id: str
    number: int  # grows in the order of storing; for paging, not for keeping
    citing: str  # key
    cited: tuple[str, ...]  # keys; several where the reference holds several works, none where it leads nowhere
    document: int
    reference: str | None  # key within the citing article; None where unresolved or ambiguous
    position: int | None  # of the reference in the bibliography, from 0
    mention: int
    marker_kind: MarkerKind
    marker_style: MarkerStyle
    place: Place
    section: SectionKind
    year: int | None  # of the citing article
    self_citation: bool
    stance: Stance
    evidence: Evidence | None
    text: StatementText
    visibility: Visibility
    classification: Classification | None = None  # the machine's, whether or not it holds
    reviews: tuple[Review, ...] = ()
    disputed: bool = False
    paged: bool = False  # whether its document is of a form that may know on which page it stands


class StatementToSearch(NamedTuple):
    """What of a statement the search index keeps, and no more. Year, journal, types and authors are the citing article's."""

    id: str
    citing: str  # key
    cited: tuple[str, ...]  # keys
    sentence: str
    section: SectionKind
    year: int | None
    stance: Stance
    evidence: Evidence | None
    self_citation: bool
    journal: str
    visibility: str
    language: str | None
    article_type: str
    authors: tuple[str, ...]
    confidence: float | None  # see Store.how_sure
    study: str | None  # as in PackedDocument
    around: Span | None  # of a snippet document: where in the sentence the marker, or the group it is of, stands


class ArticleToSearch(NamedTuple):
    """What of an article the search index keeps, and no more."""

    key: str
    title: str  # with the subtitle
    abstract: str
    authors: tuple[str, ...]  # as a reader writes them: Given Surname
    journal: str
    year: int | None
    tally: Tally
    has_document: bool
    article_type: str  # "" where not known
    visibility: str  # of its document; open where there is none
    language: str | None  # as its document says
    study: str | None  # as in PackedDocument; None also where there is no document
    relations: tuple[RelationKind, ...] = ()  # what it and others say of each other, each kind once


class StatementFilter(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which statements: within a field any of the values, across fields all; an empty tuple or None asks nothing."""

    stance: tuple[Stance, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    section: tuple[SectionKind, ...] = ()
    place: tuple[Place, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    self_citation: bool | None = None
    journal: tuple[str, ...] = ()  # whole names of the citing article's journal, case ignored


class StatementOrder(StrEnum):
    """In which order statements come."""

    NEWEST = "newest"  # year of the citing article, latest first, without a year last; of equals the one stored last
    OLDEST = "oldest"  # earliest first, without a year last; of equals the one stored first
    STORED = "stored"


class StatementPage(msgspec.Struct, frozen=True):
    """One page, and how many match in all."""

    statements: tuple[StoredStatement, ...]
    total: int


class InJournal(NamedTuple):
    """An article of a journal, with no more of it than journals are told by."""

    key: str
    journal: str  # its title; "" where an ISSN alone is known
    issns: tuple[str, ...]
    year: int | None
    tally: Tally
    visibility: Visibility | None  # of its document; None where there is none
    abbreviation: str = ""  # of the journal, where its document has one


class StatementColumns(NamedTuple):
    """The statements about an article, newest first as StatementOrder has it, field by field: what they are narrowed and counted
    by, without their words. Every list has one value for each statement."""

    numbers: list[int]
    documents: list[int]
    years: list[int]  # of the citing article; 0 where not known
    stances: list[str]
    evidences: list[str]  # "" where none
    sections: list[str]
    places: list[str]
    self_citations: list[bool]
    languages: list[str | None]

    def only(self, meant: Sequence[bool]) -> StatementColumns:
        """Those of the statements that are meant."""
        columns: Iterator[Any] = (list(compress(column, meant)) for column in self)
        return StatementColumns(*columns)


class CitingDocument(NamedTuple):
    """What the statements of one document are narrowed and counted by; "" where not known."""

    visibility: Visibility
    journal: str  # its title, else its abbreviation
    article_type: str
    authors: str  # as a reader writes them, a line each: Given Surname. Thousands are counted, and not looked at one by one
    study: str | None = None  # as in PackedDocument
    related: bool = True  # whether it says of other articles, or they of it, that they are related: a correction, a notice...


class OwnDocument(NamedTuple):
    """What an article's own active document says besides its words: who may see those, and what kind of study it is."""

    visibility: Visibility
    study: str | None  # as in PackedDocument


class KnownArticle(NamedTuple):
    """An article with all that is shown beside it wherever it is named."""

    article: Article
    tally: Tally
    own: OwnDocument | None  # None where it has no document
    relations: tuple[Relation, ...]  # as those of Store.relations_of


class CitationRow(msgspec.Struct, frozen=True):
    """One reference that leads to an article: who cites whom, through which reference, how often in the text."""

    citing: str
    cited: str
    reference: str
    position: int
    mentions: int


class ProblemRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem with the file it stands in. `document` is None for an unreadable file."""

    file: SourceFile
    problem: Problem
    document: int | None = None
    article: str | None = None


class JoinRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A join that was made: by which document's record, when, and whether it was undone."""

    number: int
    survivor: str
    absorbed: str
    why: str
    identifiers: tuple[str, ...]  # those the absorbed one had
    at: str
    document: int | None = None
    undone: bool = False


class ReviewRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A review, and the statement it speaks of now: None where it is orphaned."""

    number: int
    review: Review
    statement: str | None = None


class Tombstone(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was removed and must stay out: the bytes and identifiers by which it would be known again."""

    number: int
    article: str
    digests: tuple[str, ...]
    identifiers: tuple[str, ...]
    why: str
    at: str


class Change(msgspec.Struct, frozen=True):
    """One thing of an article that is not as it was; what it is now is asked of the store.

    `article`: fields, tally or relations. `statements`: the statements of its document. `gone`: it is no more.
    """

    sequence: int
    kind: Literal["article", "statements", "gone"]
    key: str


class Stage(StrEnum):
    """What can be made again from stored documents."""

    FIND = "find"
    CUT = "cut"
    LINK = "link"
    CLASSIFY = "classify"


class Stats(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much there is."""

    articles: int = 0
    with_document: int = 0
    documents: int = 0  # inactive forms included
    references: int = 0  # works of references of active documents
    linked: int = 0
    ambiguous: int = 0
    statements: int = 0
    linked_statements: int = 0  # those about at least one article
    tally: Tally = Tally()  # over statements, each once, linked or not
    waiting: int = 0  # for a classifier
    reviews: int = 0
    orphaned_reviews: int = 0
    problems: int = 0  # notes among them, which spoil nothing
    documents_with_problems: int = 0  # not those with notes alone: as the summary of an ingest counts
    unreadable: int = 0
    sequence: int = 0
    bytes_documents: int = 0
    bytes_total: int = 0
    made_by: tuple[tuple[str, int], ...] = ()  # "reader jats 2" → documents; "classifier rules 1" → statements


class Extent(msgspec.Struct, frozen=True):
    """What every answer says of the index it stands on; told without counting statements."""

    documents: int  # inactive forms included
    made_by: tuple[str, ...]  # as in Stats, without the numbers
    sequence: int
