"""The store on SQLite: each method is a line over the room that does it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from citance.errors import NotFound, StoreError
from citance.model import Article, Classification, Document, Identifier, Link, PlacedLine, Reference, Review, StatementText, Tally
from citance.store.articles import sorted_names
from citance.store.packing import unpack_references
from citance.store.sqlite import (
    articles,
    changes,
    documents,
    entries,
    judging,
    narrowing,
    places,
    removal,
    reviews,
    searched,
    statements,
    upkeep,
)
from citance.store.sqlite import visibility as shown
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.connection import Connections, translating
from citance.store.sqlite.interning import Interning
from citance.store.sqlite.joining import drop_joins, join_articles, part_articles
from citance.store.sqlite.meta import get_meta, last_sequence, set_meta
from citance.store.sqlite.names import name_of
from citance.store.sqlite.remaking import put_again
from citance.store.sqlite.writing import put
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


class SqliteStore:
    """A store in one file. See store.base.Store for what each method answers."""

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        """Open the file `path`, made where there is none unless `read_only`; raises the errors of the store."""
        self.path = path
        self.read_only = read_only
        self._connections = Connections(path, read_only=read_only)
        self._interning = Interning()
        self._changes: dict[tuple[int, int], str | None] | None = None  # of the transaction under way
        self._gathering: Batch | None = None  # what `put` has gathered in it

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _db(self) -> sqlite3.Connection:
        batch = self._gathered()
        if batch is not None:
            batch.flush()
        return self._connections.reader

    def _gathered(self) -> Batch | None:
        """What was put and is not written yet, as far as this thread may see it."""
        if self._gathering is not None and self._connections.reader is self._connections.writer:
            return self._gathering
        return None

    def _reading(self) -> contextlib.AbstractContextManager[None]:
        """All that one method asks is asked of one state of the store."""
        return self._connections.reading()

    def _stepping(self) -> contextlib.AbstractContextManager[None]:
        """For what is told step by step, each of the state that is then: else the log of what others write grows meanwhile."""
        return translating(self.path)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes one transaction of all that is written within."""
        with self._connections.writing() as db:
            if self._changes is not None:  # within another
                yield
                return
            self._changes = {}
            try:
                yield
                self._settle()
                changes.log(db, self._changes)
            except BaseException:
                self._interning.forget()
                raise
            finally:
                self._changes = self._gathering = None

    def _settle(self) -> None:
        """Write what was gathered."""
        batch, self._gathering = self._gathering, None
        if batch is not None:
            batch.finish()

    @contextlib.contextmanager
    def _batch(self) -> Iterator[Batch]:
        with self.transaction():
            assert self._changes is not None
            self._settle()
            batch = Batch(self._connections.writer, self._interning, self._changes)
            yield batch
            batch.finish()

    # Finding articles

    def find(self, identifier: Identifier) -> str | None:
        """The key of the article that has this identifier."""
        name = identifier.spelled
        return self.find_by_identifiers((name,)).get(name)

    def find_by_identifiers(self, names: Collection[str]) -> dict[str, str]:
        """The keys of the articles that have these identifiers."""
        with self._reading():
            batch = self._gathered()
            return articles.find_by_identifiers(self._db, names) if batch is None else batch.find_holders(names)

    def find_by_match_keys(self, sought: Sequence[MatchKeys], most: int = 8) -> list[tuple[str, ...]]:
        """For each record, the keys of the articles filed under its match keys."""
        with self._reading():
            if len(self._interning.full_match_keys) > 100_000:
                self._interning.full_match_keys.clear()
            db, full = self._connections.reader, self._interning.full_match_keys
            return articles.find_by_match_keys(db, sought, most, full, self._gathered())

    def identifiers_of(self, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
        """All identifiers of these articles."""
        with self._reading():
            batch = self._gathered()
            held = {} if batch is None else batch.held(keys)
            found = {key: sorted_names(article.identifiers.split()) for key, article in held.items()}
            others = [key for key in keys if key not in held]
            return found | articles.names_of(self._connections.reader, others) if others else found

    def current_key(self, key: str) -> str:
        """The key the article goes by now."""
        with self._reading():
            return articles.current_key(self._db, key)

    def article(self, key: str) -> Article:
        """The article of this key."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            return articles.read_many(self._db, (id,))[id]

    def articles(self, keys: Collection[str]) -> dict[str, Article]:
        """Several articles by the keys asked for."""
        if not keys:
            return {}
        with self._reading():
            batch = self._gathered()
            db = self._connections.reader if batch is not None and not batch.is_pending(keys) else self._db
            ids = articles.ids_by_keys(db, keys)
            found = articles.read_many(db, set(ids.values()))
            return {key: found[id] for key, id in ids.items() if id in found}

    def known_articles(self, keys: Collection[str]) -> dict[str, KnownArticle]:
        """Several articles with what is shown beside them."""
        with self._reading():
            return articles.known(self._db, keys)

    def all_articles(self, *, with_document: bool | None = None) -> Iterator[Article]:
        """Every article, oldest first."""
        with self._stepping():
            yield from articles.every(self._db, with_document)

    def in_journals(self) -> Iterator[InJournal]:
        """Every article that says in which journal it appeared."""
        with self._stepping():
            yield from searched.in_journals(self._db)

    def relations(self, key: str) -> tuple[Relation, ...]:
        """What this article and others say of each other."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            return articles.relations(self._db, (id,)).get(id, ())

    def relations_of(self, keys: Collection[str]) -> dict[str, tuple[Relation, ...]]:
        """What each of these articles and others say of each other."""
        with self._reading():
            ids = articles.ids_by_keys(self._db, keys)
            found = articles.relations(self._db, set(ids.values()))
            return {key: found[id] for key, id in ids.items() if id in found}

    def related(self) -> tuple[str, ...]:
        """The keys of all articles that have relations."""
        with self._reading():
            return articles.related(self._db)

    def joins(self, key: str | None = None) -> tuple[JoinRecord, ...]:
        """The joins of one article, or all."""
        with self._reading():
            if key is None:
                return articles.joins(self._db, None)
            row = self._db.execute("SELECT id FROM article WHERE key = ?", (key,)).fetchone()
            if row is None:
                raise NotFound("article", key)
            return articles.joins(self._db, row[0])

    def join(self, join: Join, at: str = "") -> int:
        """Make two articles one."""
        with self._batch() as batch:
            if batch.find(join.absorbed) is None:
                raise NotFound("article", join.absorbed)
            return join_articles(batch, join, at, None)

    def undo_join(self, number: int) -> None:
        """Part what a join made one."""
        with self._batch() as batch:
            part_articles(batch, number)

    def drop_joins(self) -> None:
        """Take back what records of documents joined."""
        with self._batch() as batch:
            drop_joins(batch)

    def kept_apart(self, keys: Collection[str]) -> frozenset[frozenset[str]]:
        """Pairs among these keys whose join was undone."""
        with self._reading():
            # Articles that are not written yet were never parted.
            return articles.kept_apart(self._connections.reader, keys)

    # Documents

    def known_files(self, digests: Collection[str]) -> dict[str, FileState]:
        """Which of these bytes were seen before."""
        with self._reading():
            return documents.known_files(self._db, digests)

    def article_of_file(self, digest: str) -> str | None:
        """The article that these bytes gave a document of."""
        with self._reading():
            return documents.article_of_file(self._db, digest)

    def put(self, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile] = ()) -> list[Stored]:
        """Store documents with their links and statements."""
        with self.transaction():
            assert self._changes is not None
            if self._gathering is None:
                self._gathering = Batch(self._connections.writer, self._interning, self._changes)
            return put(self._gathering, entries, unreadable)

    def put_again(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """Replace what was derived from stored documents."""
        with self._batch() as batch:
            put_again(batch, entries)

    def documents(self, key: str | None = None) -> Iterator[DocumentInfo]:
        """The forms of one article, or all documents."""
        with self._stepping():
            if key is None:
                yield from documents.all_documents(self._db)
            else:
                yield from documents.of_article(self._db, articles.id_by_key(self._db, key))

    def read_last(self, limit: int) -> tuple[str, ...]:
        """The articles of the documents that were stored last."""
        with self._reading():
            return documents.read_last(self._db, limit)

    def document_info(self, number: int) -> DocumentInfo:
        """One document without its text."""
        with self._reading():
            return documents.info(self._db, number)

    def document(self, number: int) -> Document:
        """The stored document, whole."""
        with self._reading():
            return documents.read_document(self._db, number)

    def entry(self, number: int) -> Entry:
        """The stored document as an entry."""
        with self._reading():
            return entries.read_entry(self._db, number)

    def bibliography(self, number: int) -> tuple[Reference, ...]:
        """The references of a document, read into fields."""
        with self._reading():
            return unpack_references(documents.body(self._db, "bibliography", number))

    def links(self, number: int) -> tuple[tuple[Link, ...], ...]:
        """The links of a document."""
        with self._reading():
            documents.info(self._db, number)
            return documents.read_links(self._db, number)

    def problems(self, key: str | None = None) -> Iterator[ProblemRow]:
        """Problems of one article's documents, or all."""
        with self._stepping():
            yield from documents.problems(self._db, None if key is None else articles.id_by_key(self._db, key))

    def set_visibility(self, keys: Collection[str], visibility: Visibility) -> int:
        """Keep what a person says of how much of these articles may be shown."""
        with self._batch() as batch:
            return sum(shown.say(batch, key, visibility) for key in dict.fromkeys(keys))

    def given_visibility(self, keys: Collection[str]) -> dict[str, Visibility]:
        """What a person said of how much of these articles may be shown."""
        with self._reading():
            return shown.given(self._db, keys)

    # Citations, statements, tallies

    def tally(self, key: str, *, combined: bool = False) -> Tally:
        """Statements about the article, and the articles that cite it."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            if combined and len(family := articles.family(self._db, id)) > 1:
                return statements.combined_tally(self._db, family)
            return statements.tallies(self._db, (id,))[id]

    def tallies(self, keys: Collection[str]) -> dict[str, Tally]:
        """The tallies of several articles."""
        with self._reading():
            return statements.tallies_by_keys(self._db, keys)

    def tallies_of(self, names: Collection[str]) -> dict[str, Tally]:
        """The tallies of the articles that have these identifiers."""
        with self._reading():
            return statements.tallies_of(self._db, names)

    def tally_by(self, key: str, field: Literal["section", "year", "journal"], *, combined: bool = False) -> dict[str, Tally]:
        """The tally taken apart by where or when the article is cited."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            return statements.tally_by(self._db, articles.family(self._db, id) if combined else [id], field)

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
        """One page of the statements about an article."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            family = articles.family(self._db, id) if combined else [id]
            ids, total = statements.page_ids(self._db, family, filters, order, offset, limit)
            return StatementPage(tuple(statements.read_many(self._db, ids)), total)

    def columns_citing(self, key: str, *, combined: bool = False) -> StatementColumns:
        """All statements about an article, by what they are narrowed by."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            return narrowing.columns(self._db, articles.family(self._db, id) if combined else [id])

    def most_cited(self, limit: int) -> tuple[str, ...]:
        """The keys of the articles that most others cite."""
        with self._reading():
            return articles.most_cited(self._db, limit)

    def own_documents(self, keys: Collection[str]) -> dict[str, OwnDocument]:
        """What the active documents of these articles say."""
        with self._reading():
            return narrowing.own_documents(self._db, keys)

    def citing_documents(self, numbers: Collection[int]) -> dict[int, CitingDocument]:
        """What the statements of these documents are narrowed by."""
        with self._reading():
            return narrowing.citing_documents(self._db, numbers)

    def citing_keys(self, numbers: Collection[int]) -> dict[int, str]:
        """The keys of the articles whose documents these are."""
        with self._reading():
            return narrowing.citing_keys(self._db, numbers)

    def how_sure(self, numbers: Collection[int]) -> dict[int, float]:
        """How sure the stances of these statements are."""
        with self._reading():
            return narrowing.how_sure(self._db, numbers)

    def texts(self, numbers: Collection[int]) -> Iterator[tuple[int, StatementText]]:
        """The words of these statements."""
        with self._stepping():
            yield from narrowing.texts(self._db, numbers)

    def numbered(self, numbers: Sequence[int]) -> tuple[StoredStatement, ...]:
        """Statements by their numbers."""
        with self._reading():
            return tuple(statements.read_many(self._db, numbers))

    def statements_of(self, key: str) -> tuple[StoredStatement, ...]:
        """The statements an article makes."""
        with self._reading():
            id = articles.id_by_key(self._db, key)
            document = self._db.execute("SELECT document FROM article WHERE id = ?", (id,)).fetchone()[0]
            return () if document is None else tuple(statements.of_document(self._db, document))

    def statement(self, id: str) -> StoredStatement:
        """One statement by its id."""
        found = self.statements((id,))
        if id not in found:
            raise NotFound("statement", id)
        return found[id]

    def read_from(self, id: str) -> tuple[DocumentInfo, PlacedLine | None]:
        """The document a statement was read from, and where on its pages."""
        with self._reading():
            return places.read_from(self._db, id)

    def places(self, ids: Collection[str]) -> dict[str, tuple[DocumentInfo, PlacedLine]]:
        """Where on their pages these statements stand."""
        with self._reading():
            return places.places(self._db, ids)

    def statements(self, ids: Collection[str]) -> dict[str, StoredStatement]:
        """Several statements by their ids."""
        with self._reading():
            by_id = {
                statement.id: statement for statement in statements.read_many(self._db, statements.numbers_of(self._db, ids))
            }
            return {id: by_id[id] for id in ids if id in by_id}

    def all_statements(self, filters: StatementFilter = _EVERYTHING, *, after: int = 0) -> Iterator[StoredStatement]:
        """Every statement in the order of storing."""
        with self._stepping():
            yield from statements.every(self._db, filters, after)

    def citations(self, key: str | None = None) -> Iterator[CitationRow]:
        """Who cites whom."""
        with self._stepping():
            yield from statements.citations(self._db, None if key is None else articles.id_by_key(self._db, key))

    # Classification

    def waiting(self, limit: int, after: int = 0) -> list[StoredStatement]:
        """Statements that wait for a classifier."""
        with self._reading():
            return statements.read_many(self._db, judging.waiting(self._db, limit, after))

    def record_classifications(self, classifications: Iterable[tuple[str, Classification]], at: str = "") -> int:
        """Give statements a stance."""
        with self._batch() as batch:
            return judging.record(batch, classifications, at)

    def classifications(self, id: str) -> tuple[tuple[str, Classification], ...]:
        """The history of a statement's classifications."""
        with self._reading():
            return judging.history(self._db, name_of(id))

    def wait_again(self, *, keep: str | None = None) -> int:
        """Let classified statements wait again."""
        with self._batch() as batch:
            return judging.wait_again(batch, keep)

    # Reviews

    def record_review(self, review: Review) -> int:
        """Keep a person's word."""
        with self._batch() as batch:
            return reviews.record(batch, review)

    def withdraw_review(self, number: int) -> None:
        """Undo a review."""
        with self._batch() as batch:
            reviews.withdraw(batch, number)

    def reviews(self, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
        """Reviews that stand."""
        with self._reading():
            name = name_of(statement) or b"" if statement is not None else None
            return reviews.read(self._db, statement=name, orphaned=orphaned)

    # Removal

    def remove(self, key: str, why: str = "", at: str = "") -> Tombstone:
        """Take an article's documents out."""
        with self._connections.overwriting(), self._batch() as batch:
            return removal.remove_article(batch, key, why, at)

    def remove_source(self, source: str, why: str = "", at: str = "") -> tuple[Tombstone, ...]:
        """Take out every document that came from a source."""
        with self._connections.overwriting(), self._batch() as batch:
            return removal.remove_source(batch, source, why, at)

    def tombstones(self) -> tuple[Tombstone, ...]:
        """All that was removed."""
        with self._reading():
            return removal.read(self._db)

    def lift_tombstone(self, number: int) -> None:
        """Let what was removed be ingested again."""
        with self._batch() as batch:
            removal.lift(batch.db, number)

    # Changes

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        with self._reading():
            return last_sequence(self._db)

    def changes_since(self, sequence: int, limit: int = 1000, *, articles: bool = True) -> list[Change]:
        """What changed after a number."""
        with self._reading():
            return changes.since(self._db, sequence, limit, articles=articles)

    def forget_changes(self, upto: int) -> None:
        """Let go of changes up to a number."""
        with self._connections.writing() as db:
            changes.forget(db, upto)

    def articles_to_search(self, keys: Collection[str] | None = None) -> Iterator[ArticleToSearch]:
        """What the search index keeps of articles."""
        with self._stepping():
            yield from searched.every_article(self._db) if keys is None else searched.articles(self._db, keys)

    def statements_to_search(self, keys: Collection[str]) -> Iterator[tuple[str, list[StatementToSearch]]]:
        """What the search index keeps of statements."""
        with self._stepping():
            yield from searched.statements(self._db, keys)

    # Upkeep

    def progress(self, stage: Stage) -> int | None:
        """How far a rebuild has come."""
        with self._reading():
            kept = get_meta(self._db, f"rebuild_{stage}")
            return None if kept is None else int(kept)

    def set_progress(self, stage: Stage, number: int | None) -> None:
        """Remember how far a rebuild has come."""
        with self._connections.writing() as db:
            set_meta(db, f"rebuild_{stage}", number)

    def stats(self) -> Stats:
        """How much there is."""
        with self._reading():
            return upkeep.stats(self._db)

    def extent(self) -> Extent:
        """How many documents, and what made all there is."""
        with self._reading():
            return upkeep.extent(self._db)

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Write a copy to the file `path` that opens as a store, while others read and write."""
        with self._stepping():
            upkeep.backup(self._connections, path, progress)

    def check(self) -> list[str]:
        """What is not sound, in words."""
        with self._reading():
            return upkeep.check(self._db)

    def close(self) -> None:
        """Let everything go."""
        self._connections.close()


def restore(backup: str | os.PathLike[str], path: str | os.PathLike[str]) -> None:
    """Put a backup in the place of the index file `path`; raises StoreError where the backup is not sound, StoreLocked where
    somebody writes to the index. Readers that are open go on reading the former one until they open it anew."""
    copy = Connections(os.fspath(backup), read_only=True, as_it_is=True)  # a backup stays what it is
    try:
        with translating(os.fspath(backup)):
            found = upkeep.check(copy.reader)
    finally:
        copy.close()
    if found:
        raise StoreError(os.fspath(backup), found[0])
    upkeep.put_in_place(Path(backup), Path(path))
