"""What can be asked of the search index: the protocol, and the values it speaks.

The index is derived from the store and holds nothing of its own: words are indexed, only names are kept. Dropping its
folder loses nothing; it is filled again from the store's change log, and after a crash it goes on where its last commit
stood. What it answers are names (article keys, statement ids) with scores and counts; the words come from the store.

The unit of change is one article: its entry in the index of articles, and, where it has a document, all its statements
together. So a change needs no bookkeeping per statement, and saying the same change twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Protocol

import msgspec

from citance.model import Evidence, SectionKind, Stance, Standing, Tally
from citance.searching.query import EVERYTHING, Kind, Query

# In finer steps, statements that share a sentence would share an entry less often.
CONFIDENCE_STEPS = 20
VISIBILITIES = ("open", "snippet", "private")  # what an entry's means is said to the index; see services.feed


class ArticleEntry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An article as the index knows it: with a document, or only from references to it."""

    key: str
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()  # as a reader writes them: Given Surname
    journal: str = ""
    year: int | None = None
    tally: Tally = Tally()
    has_document: bool = False
    article_type: str = ""
    visibility: str = "open"  # one of VISIBILITIES: who sees no private ones may know all of it, all but its abstract, or nothing
    language: str | None = None
    study_type: str = ""  # a StudyType
    study_apart: bool = False  # whether only those may know it who may read private words
    standing: tuple[Standing, ...] = ()


class StatementEntry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A statement as the index knows it. Year, journal, type and authors are the citing article's.

    `cited` has several keys where one reference holds several works, none where the reference leads to no article.
    Only the sentence is searched: with those around it, the index would be a third larger and a third slower to make.
    """

    id: str
    citing: str
    cited: tuple[str, ...] = ()
    sentence: str = ""
    section: SectionKind = SectionKind.OTHER
    year: int | None = None
    stance: Stance = Stance.UNCLASSIFIED
    evidence: Evidence | None = None
    self_citation: bool = False
    journal: str = ""
    visibility: str = "open"  # one of VISIBILITIES
    language: str | None = None
    article_type: str = ""
    authors: tuple[str, ...] = ()
    confidence: float | None = None  # of the stance; kept in steps of 1 / CONFIDENCE_STEPS
    study_type: str = ""  # a StudyType; of the citing article, as the next
    study_apart: bool = False  # whether only those may know it who may read private words
    shown: str | None = None  # what others may read of the sentence, where that is not all of it


class Changes(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is now so, in place of what was so before. Order within one value does not matter.

    `statements` maps a citing article's key to all of its statements: those indexed before under that key are forgotten,
    so an empty tuple forgets them all. `gone` are keys of articles that are no more; their statements go with them.
    """

    articles: tuple[ArticleEntry, ...] = ()
    statements: dict[str, tuple[StatementEntry, ...]] = {}
    gone: tuple[str, ...] = ()


ChangeLog = Callable[[int], Iterable[tuple[Changes, int]]]
"""The store's changes after a sequence number, oldest first, each with the number it reaches; see `catch_up`."""


class Sort(StrEnum):
    """In which order hits come. Equals come in the order of a digest of their names: the same whatever was added before."""

    RELEVANCE = "relevance"  # equals newest first; of articles, those cited much come a little earlier. Where no words are
    # looked for, nothing is more relevant: statements then come newest first, articles most cited first
    NEWEST = "newest"  # year, latest first; those without a year last
    OLDEST = "oldest"  # year, earliest first; those without a year last
    MOST_CITED = "most_cited"  # articles by statements about them; for statements as RELEVANCE, like the next two
    MOST_CONTRASTED = "most_contrasted"
    MOST_SUPPORTED = "most_supported"


class SearchFilters(msgspec.Struct, frozen=True, omit_defaults=True):
    """What hits must be, besides matching the query: within a field any of the values, across fields all of them.

    Values are those that facets give; names may be in other letters, large or small. An empty tuple or None asks nothing.

    Of statements, years, journal, author, types and `retracted` are the citing article's. Of articles they are their own; stance
    and evidence are those of at least one statement about the article (the same one, where both are asked). Fields an article
    has not (section, self_citation, cited, citing, confidence) are ignored when articles are searched; has_document and standing
    when statements are.

    Where `visibility` leaves private ones out, nothing in the answer depends on their words, on the abstract of an article
    that is not open (nor on a study type read there), or on what a snippet leaves out of a long sentence: they are not looked
    into, also not for how rare a word is.
    """

    stance: tuple[Stance, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    section: tuple[SectionKind, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    journal: tuple[str, ...] = ()  # whole names
    self_citation: bool | None = None
    cited: tuple[str, ...] = ()  # article keys
    citing: tuple[str, ...] = ()
    visibility: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    has_document: bool | None = None
    article_type: tuple[str, ...] = ()
    author: tuple[str, ...] = ()  # whole names
    confidence: float | None = None  # at least; between two steps the higher one counts
    study_type: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()
    retracted: bool | None = None


STATEMENT_FACETS = (
    "stance",
    "evidence",
    "section",
    "year",
    "article_type",
    "study_type",
    "journal",
    "author",
    "self",
    "language",
    "confidence",
    "retracted",
)
ARTICLE_FACETS = (
    "stance",
    "evidence",
    "year",
    "article_type",
    "study_type",
    "journal",
    "language",
    "has_document",
    "standing",
    "retracted",
)


class Search(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question. `query` is parsed (see `query.parse_query`) and its identifiers resolved (`query.resolve`)."""

    query: Query = EVERYTHING
    filters: SearchFilters = SearchFilters()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()  # of STATEMENT_FACETS or ARTICLE_FACETS; others raise UnknownName
    journal_of: Callable[[str], str] | None = None  # the name of a journal → the one it is counted under


class Hit(msgspec.Struct, frozen=True):
    """A statement's id or an article's key. `score` is comparable within one answer; 0 where sorted by something else."""

    name: str
    score: float


class Found(msgspec.Struct, frozen=True):
    """One page of hits, and counts over all that matched.

    `facets` maps a facet to its (value, count) pairs: years and confidence (the lower end of a step) in order, the rest most
    frequent first; of journals and authors the first 20. Values nobody has are not listed. An article is counted under each
    stance of the statements about it. `sequence` is that of the store's change the answer stands on.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[tuple[str, int], ...]]
    sequence: int


class SearchIndex(Protocol):
    """Full text and facets over statements and articles. Any number of readers, in any process, and one writer."""

    @property
    def sequence(self) -> int:
        """The store's sequence number that the last commit reached; 0 where the index is new or was dropped."""
        ...

    def apply(self, changes: Changes, sequence: int) -> None:
        """Take the changes up to `sequence`; they are seen by readers, and survive a crash, from the next commit on.

        Commits by itself when much has gathered. Raises StoreLocked where another process writes, StoreReadOnly,
        StoreFull, and SearchIndexError for the rest. After an error all since the last commit is forgotten: go on with
        `catch_up`, which begins there.
        """
        ...

    def commit(self) -> None:
        """Make what was applied durable and visible. After a crash in the midst of it `sequence` is at most too low: taking
        the same changes once more does no harm."""
        ...

    def search_statements(self, search: Search) -> Found:
        """The statements that answer, among those committed."""
        ...

    def search_articles(self, search: Search) -> Found:
        """The articles that answer, among those committed."""
        ...

    def near(self, word: str, kind: Kind, visibility: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Stems of words, as the index files them, that are spelled nearly like this one and come much more often: a handful, the
        nearest first, and of those the most frequent. Of articles the words of titles and names count. `visibility` as in
        SearchFilters: where it leaves private ones out, their words do not count."""
        ...

    def clear(self) -> None:
        """Forget everything; the sequence is 0 again."""
        ...

    def close(self) -> None:
        """Commit what was applied and let the writer's lock go. Using the index again afterwards reopens it."""
        ...


def catch_up(index: SearchIndex, log: ChangeLog) -> int:
    """Apply what the store has seen since the index's last commit, and commit; the sequence number reached."""
    for changes, sequence in log(index.sequence):
        index.apply(changes, sequence)
    index.commit()
    return index.sequence
