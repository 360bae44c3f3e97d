"""The store in plain dictionaries: each method is a line over the room that does it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from citance.errors import StoreError
from citance.model import Article, Classification, Document, Identifier, Link, PlacedLine, Reference, Review, StatementText, Tally
from citance.store.memory import (
    articles,
    changes,
    documents,
    entries,
    joining,
    judging,
    narrowing,
    remaking,
    removal,
    reviews,
    searched,
    statements,
    tallies,
    upkeep,
    writing,
)
from citance.store.memory import visibility as shown
from citance.store.memory.state import State
from citance.store.values import (
    ArticleToSearch,
    Change,
    CitationRow,
    CitingDocument,
    DocumentInfo,
    Entry,
    Extent,
    FileState,
    InJournal,
    Join,
    JoinRecord,
    KnownArticle,
    MatchKeys,
    OwnDocument,
    ProblemRow,
    Relation,
    ReviewRow,
    Stage,
    StatementColumns,
    StatementFilter,
    StatementOrder,
    StatementPage,
    StatementToSearch,
    Stats,
    Stored,
    StoredStatement,
    Tombstone,
    UnreadableFile,
    Visibility,
)

_EVERYTHING = StatementFilter()


class MemoryStore:
    """A store in dictionaries. See store.base.Store for what each method answers."""

    path = ""
    read_only = False

    def __init__(self) -> None:
        self._state = State()
        self._lock = threading.RLock()
        self._depth = 0

    def __enter__(self) -> MemoryStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self._state.put_back(State())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes one transaction of all that is written within."""
        with self._lock:
            before = copy.deepcopy(self._state) if not self._depth else None
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    changes.log(self._state)
            except BaseException:
                if before is not None:
                    self._state.put_back(before)
                raise
            finally:
                self._depth -= 1

    # Finding articles

    def find(self, identifier: Identifier) -> str | None:
        return articles.find(self._state, identifier)

    def find_by_identifiers(self, names: Collection[str]) -> dict[str, str]:
        return articles.find_by_identifiers(self._state, names)

    def find_by_match_keys(self, sought: Sequence[MatchKeys], most: int = 8) -> list[tuple[str, ...]]:
        return articles.find_by_match_keys(self._state, sought, most)

    def identifiers_of(self, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
        return articles.names_of(self._state, keys)

    def current_key(self, key: str) -> str:
        return self._state.now(key)

    def article(self, key: str) -> Article:
        return articles.read(self._state, key)

    def articles(self, keys: Collection[str]) -> dict[str, Article]:
        return articles.read_many(self._state, keys)

    def known_articles(self, keys: Collection[str]) -> dict[str, KnownArticle]:
        counted, own, related = self.tallies(keys), self.own_documents(keys), self.relations_of(keys)
        return {
            key: KnownArticle(article, counted[key], own.get(key), related.get(key, ()))
            for key, article in self.articles(keys).items()
        }

    def all_articles(self, *, with_document: bool | None = None) -> Iterator[Article]:
        return articles.every(self._state, with_document=with_document)

    def in_journals(self) -> Iterator[InJournal]:
        return articles.in_journals(self._state)

    def relations(self, key: str) -> tuple[Relation, ...]:
        return articles.relations(self._state, key)

    def relations_of(self, keys: Collection[str]) -> dict[str, tuple[Relation, ...]]:
        return articles.relations_of(self._state, keys)

    def related(self) -> tuple[str, ...]:
        return articles.related(self._state)

    def joins(self, key: str | None = None) -> tuple[JoinRecord, ...]:
        return joining.read(self._state, key)

    def join(self, join: Join, at: str = "") -> int:
        with self.transaction():
            return joining.join(self._state, join, at)

    def undo_join(self, number: int) -> None:
        with self.transaction():
            joining.part_articles(self._state, number)

    def drop_joins(self) -> None:
        with self.transaction():
            joining.drop_joins(self._state)

    def kept_apart(self, keys: Collection[str]) -> frozenset[frozenset[str]]:
        return joining.kept_apart(self._state, keys)

    # Documents

    def known_files(self, digests: Collection[str]) -> dict[str, FileState]:
        with self._lock:
            return writing.known_files(self._state, digests)

    def article_of_file(self, digest: str) -> str | None:
        with self._lock:
            return writing.article_of_file(self._state, digest)

    def put(self, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile] = ()) -> list[Stored]:
        with self.transaction():
            return writing.put(self._state, entries, unreadable)

    def put_again(self, entries: Sequence[tuple[int, Entry]]) -> None:
        with self.transaction():
            remaking.put_again(self._state, entries)

    def documents(self, key: str | None = None) -> Iterator[DocumentInfo]:
        return documents.infos(self._state, key)

    def read_last(self, limit: int) -> tuple[str, ...]:
        active = sorted((form.number for form in self._state.forms.values() if form.active), reverse=True)[:limit]
        return tuple(self._state.now(self._state.form(number).article) for number in active)

    def document_info(self, number: int) -> DocumentInfo:
        return documents.info_of(self._state, number)

    def document(self, number: int) -> Document:
        return documents.read_document(self._state, number)

    def entry(self, number: int) -> Entry:
        return entries.read_entry(self._state, number)

    def bibliography(self, number: int) -> tuple[Reference, ...]:
        return documents.bibliography(self._state, number)

    def links(self, number: int) -> tuple[tuple[Link, ...], ...]:
        return documents.links(self._state, number)

    def problems(self, key: str | None = None) -> Iterator[ProblemRow]:
        return documents.problems(self._state, key)

    def set_visibility(self, keys: Collection[str], visibility: Visibility) -> int:
        with self.transaction():
            return shown.say(self._state, keys, visibility)

    def given_visibility(self, keys: Collection[str]) -> dict[str, Visibility]:
        return shown.given(self._state, keys)

    # Citations, statements, tallies

    def tally(self, key: str, *, combined: bool = False) -> Tally:
        return tallies.tally(self._state, key, combined=combined)

    def tallies(self, keys: Collection[str]) -> dict[str, Tally]:
        return tallies.tallies(self._state, keys)

    def tallies_of(self, names: Collection[str]) -> dict[str, Tally]:
        return tallies.tallies_of(self._state, names)

    def tally_by(self, key: str, field: Literal["section", "year", "journal"], *, combined: bool = False) -> dict[str, Tally]:
        return tallies.tally_by(self._state, key, field, combined=combined)

    def statements_citing(
        self,
        key: str,
        filters: StatementFilter = _EVERYTHING,
        order: StatementOrder = StatementOrder.NEWEST,
        *,
        offset: int = 0,
        limit: int = 20,
        combined: bool = False,
    ) -> StatementPage:
        return statements.citing(self._state, key, filters, order, offset=offset, limit=limit, combined=combined)

    def columns_citing(self, key: str, *, combined: bool = False) -> StatementColumns:
        return narrowing.columns(self._state, key, combined=combined)

    def most_cited(self, limit: int) -> tuple[str, ...]:
        return tallies.most_cited(self._state, limit)

    def own_documents(self, keys: Collection[str]) -> dict[str, OwnDocument]:
        return narrowing.own_documents(self._state, keys)

    def citing_documents(self, numbers: Collection[int]) -> dict[int, CitingDocument]:
        return narrowing.citing_documents(self._state, numbers)

    def citing_keys(self, numbers: Collection[int]) -> dict[int, str]:
        """The keys of the articles whose documents these are."""
        return {number: self._state.now(self._state.form(number).article) for number in numbers}

    def how_sure(self, numbers: Collection[int]) -> dict[int, float]:
        return narrowing.how_sure(self._state, numbers)

    def texts(self, numbers: Collection[int]) -> Iterator[tuple[int, StatementText]]:
        return narrowing.texts(self._state, numbers)

    def numbered(self, numbers: Sequence[int]) -> tuple[StoredStatement, ...]:
        return statements.numbered(self._state, numbers)

    def statements_of(self, key: str) -> tuple[StoredStatement, ...]:
        return statements.of_article(self._state, key)

    def statement(self, id: str) -> StoredStatement:
        return statements.read(self._state, id)

    def read_from(self, id: str) -> tuple[DocumentInfo, PlacedLine | None]:
        return statements.read_from(self._state, id)

    def places(self, ids: Collection[str]) -> dict[str, tuple[DocumentInfo, PlacedLine]]:
        return statements.places(self._state, ids)

    def statements(self, ids: Collection[str]) -> dict[str, StoredStatement]:
        return statements.read_many(self._state, ids)

    def all_statements(self, filters: StatementFilter = _EVERYTHING, *, after: int = 0) -> Iterator[StoredStatement]:
        return statements.every(self._state, filters, after=after)

    def citations(self, key: str | None = None) -> Iterator[CitationRow]:
        return statements.citations(self._state, key)

    # Classification

    def waiting(self, limit: int, after: int = 0) -> list[StoredStatement]:
        return judging.waiting(self._state, limit, after)

    def record_classifications(self, classifications: Iterable[tuple[str, Classification]], at: str = "") -> int:
        with self.transaction():
            return judging.record(self._state, classifications, at)

    def classifications(self, id: str) -> tuple[tuple[str, Classification], ...]:
        return judging.history(self._state, id)

    def wait_again(self, *, keep: str | None = None) -> int:
        with self.transaction():
            return judging.wait_again(self._state, keep=keep)

    # Reviews

    def record_review(self, review: Review) -> int:
        with self.transaction():
            return reviews.record(self._state, review)

    def withdraw_review(self, number: int) -> None:
        with self.transaction():
            reviews.withdraw(self._state, number)

    def reviews(self, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
        return reviews.read(self._state, statement=statement, orphaned=orphaned)

    # Removal

    def remove(self, key: str, why: str = "", at: str = "") -> Tombstone:
        with self.transaction():
            return removal.remove_article(self._state, key, why, at)

    def remove_source(self, source: str, why: str = "", at: str = "") -> tuple[Tombstone, ...]:
        with self.transaction():
            return removal.remove_source(self._state, source, why, at)

    def tombstones(self) -> tuple[Tombstone, ...]:
        return removal.read(self._state)

    def lift_tombstone(self, number: int) -> None:
        removal.lift(self._state, number)

    # Changes

    @property
    def sequence(self) -> int:
        return changes.sequence(self._state)

    def changes_since(self, sequence: int, limit: int = 1000, *, articles: bool = True) -> list[Change]:
        return changes.since(self._state, sequence, limit, articles=articles)

    def forget_changes(self, upto: int) -> None:
        changes.forget(self._state, upto)

    def articles_to_search(self, keys: Collection[str] | None = None) -> Iterator[ArticleToSearch]:
        return searched.of_articles(self._state, keys)

    def statements_to_search(self, keys: Collection[str]) -> Iterator[tuple[str, list[StatementToSearch]]]:
        return searched.of_statements(self._state, keys)

    # Upkeep

    def progress(self, stage: Stage) -> int | None:
        return upkeep.progress(self._state, stage)

    def set_progress(self, stage: Stage, number: int | None) -> None:
        upkeep.set_progress(self._state, stage, number)

    def stats(self) -> Stats:
        return upkeep.stats(self._state)

    def extent(self) -> Extent:
        return upkeep.extent(self._state)

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Raises StoreError: what lives in memory has no file to copy."""
        raise StoreError(path, "a store in memory cannot be copied to a file")

    def check(self) -> list[str]:
        """Nothing is counted step by step here, so nothing can be out of step."""
        return []
