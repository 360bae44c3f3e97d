"""The Index: the one object every face holds, and `open_index`, which wires its parts.

    with open_index("my-index", create=True) as index:
        index.ingest(["articles/"], classify="now")
        print(index.report("10.5555/toy.alder2011").tally)

Methods are thin: each hands the question to its service and returns a value that faces turn into words or, with
`model.codec.to_json`, into JSON whose top says its `schema`. This is the only place that names concrete parts.

An index is a folder: `citance.sqlite` (the truth), `search/` (derived from it; deleting it loses nothing, it is filled
again when somebody searches). Without a path it lives in memory and is gone when closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Self

import msgspec

from citance.errors import StoreReadOnly, UnknownName
from citance.model import Article, Evidence, Stance
from citance.searching.base import Sort
from citance.services.classify import ClassifySummary
from citance.services.export import FORMATS, ExportSummary, What
from citance.services.filters import NO_FILTERS, Filters
from citance.services.provenance import Provenance
from citance.services.report import ArticleReport, Coverage
from citance.services.review import Judged, ReviewImport, StatementDetails
from citance.services.search import ArticleHit, ArticleHits, FacetCount, Kind, SearchAnswer, StatementHit, StatementHits
from citance.services.shown import (
    AUDIENCES,
    ArticleView,
    Audience,
    AuthorView,
    RelationView,
    StatementView,
    TallyView,
)
from citance.store.base import JoinRecord, ProblemRow, ReviewRow, StatementOrder, Stats, Tombstone, Visibility

if TYPE_CHECKING:
    from citance.searching.base import SearchIndex
    from citance.services.ingest import IngestSummary
    from citance.store.base import Store

__all__ = [
    "ArticleHit",
    "ArticleHits",
    "ArticleReport",
    "ArticleView",
    "Audience",
    "AuthorView",
    "ClassifySummary",
    "Coverage",
    "ExportSummary",
    "FacetCount",
    "Filters",
    "Index",
    "IndexStats",
    "JoinRecord",
    "Judged",
    "ProblemRow",
    "Progress",
    "Provenance",
    "RelationView",
    "ReviewImport",
    "ReviewRow",
    "SearchAnswer",
    "Sort",
    "StatementDetails",
    "StatementHit",
    "StatementHits",
    "StatementOrder",
    "StatementView",
    "Stats",
    "TallyView",
    "Tombstone",
    "Visibility",
    "open_index",
]

Progress = Callable[[int, int | None], None]
"""Called now and then with how many are done, and how many there are (None where not known)."""

ClassifyWhen = Literal["later", "now", "rules"]
RebuildStage = Literal["find", "cut", "link", "classify", "search"]


class IndexStats(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/stats/1"):
    """How much there is, how much waits, what made it, and how large it is on disk (bytes; 0 in memory)."""

    path: str
    counts: Stats
    search_sequence: int  # what the search index has seen; behind `counts.sequence` until the next search
    bytes_store: int
    bytes_search: int
    provenance: Provenance


def open_index(
    path: str | Path | None,
    *,
    create: bool = False,
    read_only: bool = False,
    audience: Audience = "owner",
    clock: Callable[[], datetime] | None = None,
) -> Index:
    """The index in the folder `path`; None or ":memory:" gives a new one in memory.

    `create` makes the folder and the index where there is none; without it NotFound is raised. `audience` "public" shows
    only what documents' visibility allows (see services.shown) and cannot write. `clock` says what time it is, for
    provenance. Raises StoreVersion, StoreDamaged, StoreReadOnly.
    """
    raise NotImplementedError


class Index:
    """Everything one can ask of an index, and do with it. Made by `open_index`; a context manager.

    Wherever an article is named, `words` are any spelling of a DOI, PMID, PMCID or arXiv id, or an article's key.
    They raise InvalidIdentifier where they spell nothing, NotFound where the index does not know it.
    Methods that write raise StoreReadOnly where the index was opened read-only or for the public.
    """

    def __init__(
        self,
        store: Store,
        search: SearchIndex | None,
        *,
        path: Path | None = None,
        audience: Audience = "owner",
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        if audience not in AUDIENCES:
            raise UnknownName("audience", audience, AUDIENCES)
        self._store, self._search, self._folder = store, search, path
        self.audience: Audience = audience
        self._clock = clock or (lambda: datetime.now(UTC))

    # -- opening and closing

    @property
    def path(self) -> Path | None:
        """The folder of the index; None in memory."""
        return self._folder

    @property
    def sequence(self) -> int:
        """The number of the last change: two equal numbers of one index mean the same contents."""
        return self._store.sequence

    def close(self) -> None:
        """Let everything go."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- filling

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        classify: ClassifyWhen = "later",
        visibility: Visibility | str | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> IngestSummary:
        """What became of the files, folders and archives ("-" is standard input): read, with problems, unreadable...

        Known files are passed over, so a stopped run is gone on with by running it again. `classify`: "later" leaves
        statements unclassified, "now" classifies them at the end with the best classifier there is, "rules" with that one.
        `visibility` overrides what the licences say. `workers` defaults to the cores. `progress` counts files.
        """
        raise NotImplementedError

    def classify(
        self, classifier: str = "rules", *, again: bool = False, limit: int | None = None, progress: Progress | None = None
    ) -> ClassifySummary:
        """What a classifier made of the statements that wait. Stopped anywhere, the next run goes on from there.

        `again` lets all statements not classified by this very version wait first. UnknownName for an unknown classifier.
        """
        raise NotImplementedError

    def rebuild(self, stage: RebuildStage, *, workers: int | None = None, progress: Progress | None = None) -> int:
        """How many documents (or, of "classify", statements; of "search", articles) were made anew from what is stored.

        Stopped anywhere, the next run goes on from there. UnknownName for an unknown stage.
        """
        raise NotImplementedError

    def remove(self, words: str, why: str = "") -> Tombstone:
        """Take an article's documents and statements out for good; ingest leaves it out from now on."""
        raise NotImplementedError

    def remove_source(self, source: str, why: str = "") -> tuple[Tombstone, ...]:
        """As `remove`, for every document that came from this folder or archive."""
        raise NotImplementedError

    def tombstones(self) -> tuple[Tombstone, ...]:
        """All that was removed, oldest first."""
        raise NotImplementedError

    def lift_tombstone(self, number: int) -> None:
        """Let what was removed be ingested again."""
        raise NotImplementedError

    def set_visibility(self, words: str, visibility: Visibility | str) -> int:
        """How many documents of the article are now shown this much."""
        raise NotImplementedError

    # -- asking

    def find(self, words: str) -> Article:
        """The article that the words name."""
        raise NotImplementedError

    def article(self, words: str) -> ArticleView:
        """The article as answers show it, with all its fields."""
        raise NotImplementedError

    def tally(self, words: str, *, combined: bool = False) -> TallyView:
        """Statements about the article by stance and evidence; with its versions' where `combined`."""
        raise NotImplementedError

    def report(
        self,
        words: str,
        *,
        filters: Filters = NO_FILTERS,
        order: StatementOrder | str = StatementOrder.NEWEST,
        offset: int = 0,
        limit: int = 20,
        combined: bool = False,
    ) -> ArticleReport:
        """Who cites the article, where, in which words and with which stance: its tallies and one page of statements."""
        raise NotImplementedError

    def search(
        self,
        query: str = "",
        *,
        kind: Kind = "statements",
        filters: Filters = NO_FILTERS,
        sort: Sort | str = Sort.RELEVANCE,
        offset: int = 0,
        limit: int = 20,
        facets: tuple[str, ...] | None = None,
    ) -> SearchAnswer:
        """Statements or articles that match the query and the filters, one page, with counts by facet.

        `facets` None counts all there are, () none. Raises InvalidQuery with the place where the query cannot be read.
        """
        raise NotImplementedError

    def statement(self, id: str) -> StatementDetails:
        """One statement with the history of its classifications and its reviews; raises NotFound."""
        raise NotImplementedError

    def statements(
        self, words: str | None = None, *, filters: Filters = NO_FILTERS, combined: bool = False
    ) -> Iterator[StatementView]:
        """Every statement about the article, or of the whole index, lazily."""
        raise NotImplementedError

    def problems(self, words: str | None = None) -> Iterator[ProblemRow]:
        """What spoiled items of one article's documents, or of all files, in the order of ingest."""
        raise NotImplementedError

    def joins(self, words: str | None = None) -> tuple[JoinRecord, ...]:
        """Which articles were found to be one, and why; of one article or all, oldest first."""
        raise NotImplementedError

    def undo_join(self, number: int) -> None:
        """Part what a join made one; ingest never joins them again."""
        raise NotImplementedError

    def stats(self) -> IndexStats:
        """How much there is, how much waits, what made it, and how large it is."""
        raise NotImplementedError

    # -- reviewing

    def record_review(
        self,
        statement: str,
        *,
        reviewer: str,
        stance: Stance | str | None = None,
        evidence: Evidence | str | None = None,
        cited: str | None = None,
        no_article: bool = False,
        why: str = "",
    ) -> ReviewRow:
        """A person's word on a statement, as kept: on its stance, or (`cited`, `no_article`) on the article it leads to.

        Counts at once, and no machine overwrites it. The same reviewer's earlier word on it is withdrawn.
        """
        raise NotImplementedError

    def withdraw_review(self, number: int) -> None:
        """Undo a review: what other reviewers say, else the machine's word, holds again."""
        raise NotImplementedError

    def reviews(self, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
        """Reviews that stand, oldest first; `orphaned` True: those whose statement is no more, False: the others."""
        raise NotImplementedError

    def disagreements(self) -> tuple[StatementDetails, ...]:
        """Statements on whose stance reviewers disagree."""
        raise NotImplementedError

    def export_reviews(self, out: BinaryIO | str | Path) -> ExportSummary:
        """Write every review as JSON Lines, which `import_reviews` reads."""
        return self.export("reviews", "jsonl", out)

    def import_reviews(self, source: BinaryIO | str | Path) -> ReviewImport:
        """What became of reviews in JSON Lines; those whose statement is not here are kept as orphaned."""
        raise NotImplementedError

    # -- taking away

    def export(
        self,
        what: What = "statements",
        format: str = "jsonl",
        out: BinaryIO | str | Path = "-",
        *,
        article: str | None = None,
        query: str | None = None,
        filters: Filters = NO_FILTERS,
        combined: bool = False,
        provenance: bool = True,
        progress: Progress | None = None,
    ) -> ExportSummary:
        """What was written to `out` (a path, a binary stream, "-" for standard output), in constant memory.

        `services.export.FORMATS` (also `Index.formats`) lists what goes with which format; UnknownName else, MissingExtra
        for parquet without pyarrow. `article` and `query` choose what is exported; neither: all.
        `provenance` is written into the formats that have room for it, else into a file beside `out`.
        """
        raise NotImplementedError

    formats = FORMATS

    def backup(self, path: str | Path, progress: Progress | None = None) -> Path:
        """Where a copy of the index was written, while others read and write it; opens as an index."""
        raise NotImplementedError

    @staticmethod
    def restore(backup: str | Path, path: str | Path) -> Path:
        """Where a backup was laid out as an index again; raises StoreError where there is one already."""
        raise NotImplementedError

    def check(self) -> list[str]:
        """What is not sound, in words; empty when all is well. Slow: reads everything."""
        raise NotImplementedError

    # -- within

    def _writing(self) -> Store:
        if self.audience != "owner":
            raise StoreReadOnly(str(self._folder or ":memory:"), "opened for the public")
        return self._store


def __getattr__(name: str) -> Any:
    if name == "IngestSummary":  # its service brings the readers along, which asking an index does not need
        from citance.services.ingest import IngestSummary

        return IngestSummary
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
