"""What can be asked of a store: the protocol; `values` are what it speaks. Read this to know what a store can do.

A store keeps what is given (documents, front matter, reviews) and what is derived from it (links, statements,
classifications, tallies), and keeps the two in step: every method that writes is one transaction, after which tallies,
shown stances and the change log are true again, or nothing has happened.

Names. Articles are known outside by their *key*, statements by their *id* (see `model.statement_id`); both are permanent.
A key whose article was joined to another still answers. Documents are known by their *number*, which lives as long as
the document is stored. Identifiers are spoken as `scheme:value` ("doi:10.5555/a", "pmid:123").

Decisions are not taken here. Which article a reference means, and whether two articles are one, is said by the caller in
an `Entry`; the store applies it and records it. The small rules that a store must share with every other store (which
form of an article is active, which words of its references an article is shown with, what reviews outvote) are pure
functions beside this file: `forms`, `votes`, `reviewing`.

Reading never waits for writing. What a method answers is of one state of the store, whatever another process writes meanwhile;
those that answer an Iterator are lazy and see the store as it is at each step. Between two methods anything may have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from citance.model import Article, Classification, Document, Identifier, Link, PlacedLine, Reference, Review, StatementText, Tally
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


class Store(Protocol):
    """Everything an index knows. One writer, any number of readers.

    Any method may raise StoreDamaged; those that write raise StoreReadOnly, StoreFull and StoreLocked. Methods that take
    an article's key raise NotFound for one that never was.
    """

    path: str  # "" in memory
    read_only: bool

    # Finding articles

    def find(self, identifier: Identifier) -> str | None:
        """The key of the article that has this identifier."""
        ...

    def find_by_identifiers(self, names: Collection[str]) -> dict[str, str]:
        """The keys of the articles that have these identifiers (`scheme:value`), as far as there are any."""
        ...

    def find_by_match_keys(self, sought: Sequence[MatchKeys], most: int = 8) -> list[tuple[str, ...]]:
        """For each record, the keys of the articles filed under its match keys (see linking.identity), at most so many: those
        filed under most of them first, of equals the oldest.

        Of a match key with very many articles only the oldest few are looked at: such a key tells nothing.
        """
        ...

    def identifiers_of(self, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
        """All identifiers of these articles, by the keys asked for; unknown keys are left out."""
        ...

    def current_key(self, key: str) -> str:
        """The key the article goes by now: the same, or its survivor's after a join."""
        ...

    def article(self, key: str) -> Article:
        """The article: its own front matter where there is a document, else what its references agree on."""
        ...

    def articles(self, keys: Collection[str]) -> dict[str, Article]:
        """Several articles by the keys asked for; unknown keys are left out."""
        ...

    def known_articles(self, keys: Collection[str]) -> dict[str, KnownArticle]:
        """As `articles`, `tallies`, `own_documents` and `relations_of` together, looked up once."""
        ...

    def all_articles(self, *, with_document: bool | None = None) -> Iterator[Article]:
        """Every article, oldest first: those with a document, those without, or both."""
        ...

    def in_journals(self) -> Iterator[InJournal]:
        """Every article that says in which journal it appeared: those with a document first, then as `all_articles`."""
        ...

    def relations(self, key: str) -> tuple[Relation, ...]:
        """What this article and others say of each other; those said by others are turned round where the kind has a turn."""
        ...

    def relations_of(self, keys: Collection[str]) -> dict[str, tuple[Relation, ...]]:
        """The relations of several articles by the keys asked for; those without any, and unknown keys, are left out."""
        ...

    def related(self) -> tuple[str, ...]:
        """The keys of all articles that have relations: few, beside all there are."""
        ...

    def joins(self, key: str | None = None) -> tuple[JoinRecord, ...]:
        """The joins of one article, or all, oldest first."""
        ...

    def join(self, join: Join, at: str = "") -> int:
        """Make two articles one; the join's number. The survivor's tallies count both from now on."""
        ...

    def undo_join(self, number: int) -> None:
        """Part what a join made one; references go back to the article whose identifiers they carry. Never redone by ingest."""
        ...

    def drop_joins(self) -> None:
        """Take back every join that a document's record made and no person undid, the newest first: the articles stand as
        before it, the record is gone, and what was known through it alone is no more. Links that were made since stay with the
        survivor until their documents are linked anew, which makes the joins again where the records still say so. Joins that
        no document made are kept."""
        ...

    def kept_apart(self, keys: Collection[str]) -> frozenset[frozenset[str]]:
        """Pairs among these keys whose join was undone: they are not to be joined again."""
        ...

    # Documents

    def known_files(self, digests: Collection[str]) -> dict[str, FileState]:
        """Which of these bytes (SHA-256, hex) were seen before, and what became of them.

        Those that were not read in time are not among them: on a machine with less to do they may be.
        """
        ...

    def article_of_file(self, digest: str) -> str | None:
        """The key of the article that these bytes (SHA-256, hex) gave a document of; None where they gave none that is here."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Makes one transaction of all that is written within; what is asked within, in the same thread, sees it already.

        An exception must leave the block: then nothing of it has happened.
        """
        ...

    def put(self, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile] = ()) -> list[Stored]:
        """Store documents with their links and statements, one outcome for each entry: one transaction.

        Statements come in unclassified; reviews given on former ones find theirs again. Putting the same bytes again
        changes nothing; a form that ranks below the active one is kept without statements (see `forms`).
        """
        ...

    def put_again(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """Replace what was derived from stored documents (by number): one transaction. Classifications of statements whose
        words did not change are kept. Which form of an article is active is chosen anew, by what is found in each now."""
        ...

    def documents(self, key: str | None = None) -> Iterator[DocumentInfo]:
        """The forms of one article, the active one first; or all documents, oldest first."""
        ...

    def read_last(self, limit: int) -> tuple[str, ...]:
        """The keys of the articles whose active documents were stored last, the last first. Reads no more than that many."""
        ...

    def document_info(self, number: int) -> DocumentInfo:
        """One document without its text."""
        ...

    def document(self, number: int) -> Document:
        """The stored document, whole."""
        ...

    def entry(self, number: int) -> Entry:
        """The stored document as an entry: an active one with its links as they were made (a review comes again by itself),
        and of its works the key they lead to and no match keys; an inactive one as it last was."""
        ...

    def bibliography(self, number: int) -> tuple[Reference, ...]:
        """The references of a document, read into fields."""
        ...

    def links(self, number: int) -> tuple[tuple[Link, ...], ...]:
        """The links of a document: for each reference, for each of its works."""
        ...

    def problems(self, key: str | None = None) -> Iterator[ProblemRow]:
        """Problems of one article's documents, or all, unreadable files included, in the order of ingest."""
        ...

    def set_visibility(self, keys: Collection[str], visibility: Visibility) -> int:
        """Keep what a person says of how much of these articles may be shown; how many documents they have now. Raises NotFound.

        It is kept by article: it holds for all forms, those too that come in later, whatever their licence says, and when all
        is made anew. Where articles are joined the stricter word holds for both, and goes on to hold should they be parted.
        """
        ...

    def given_visibility(self, keys: Collection[str]) -> dict[str, Visibility]:
        """What a person said of the articles that have these keys now; those of which nothing was said are left out."""
        ...

    # Citations, statements, tallies

    def tally(self, key: str, *, combined: bool = False) -> Tally:
        """Statements about the article by stance and evidence, and the articles that cite it (in the text or only in their
        list). `combined` adds its versions; an article that cites several of them counts once."""
        ...

    def tallies(self, keys: Collection[str]) -> dict[str, Tally]:
        """The tallies of several articles by the keys asked for; unknown keys are left out."""
        ...

    def tallies_of(self, names: Collection[str]) -> dict[str, Tally]:
        """The tallies of the articles that have these identifiers (`scheme:value`), as far as there are any: one look-up, for
        hundreds as for one."""
        ...

    def tally_by(self, key: str, field: Literal["section", "year", "journal"], *, combined: bool = False) -> dict[str, Tally]:
        """The tally (`combined` as there) taken apart by where or when it is cited: values in order (sections as in an article,
        years, names); "" where not known. Here `citing_articles` counts those with a statement in that part."""
        ...

    def statements_citing(
        self,
        key: str,
        filters: StatementFilter = ...,
        order: StatementOrder = StatementOrder.NEWEST,
        *,
        offset: int = 0,
        limit: int = 20,
        combined: bool = False,
    ) -> StatementPage:
        """One page of the statements about an article, with its versions' where `combined`."""
        ...

    def columns_citing(self, key: str, *, combined: bool = False) -> StatementColumns:
        """All statements about an article, each once, by what they are narrowed by: quick, however many they are."""
        ...

    def most_cited(self, limit: int) -> tuple[str, ...]:
        """The keys of the articles that most others cite, most first; of equals those first that were stored first. Reads the
        counts of all articles: a tenth of a second for half a million."""
        ...

    def own_documents(self, keys: Collection[str]) -> dict[str, OwnDocument]:
        """What the active documents of these articles say, by the keys asked for; those without one are left out."""
        ...

    def citing_documents(self, numbers: Collection[int]) -> dict[int, CitingDocument]:
        """What the statements of these documents are narrowed by."""
        ...

    def citing_keys(self, numbers: Collection[int]) -> dict[int, str]:
        """The keys of the articles whose documents these are."""
        ...

    def how_sure(self, numbers: Collection[int]) -> dict[int, float]:
        """Of statements (by number) the classifier's score of the stance it gave, 1 where reviewers gave it; those that nobody
        scored are left out."""
        ...

    def texts(self, numbers: Collection[int]) -> Iterator[tuple[int, StatementText]]:
        """The words of statements (by number), in the order of storing."""
        ...

    def numbered(self, numbers: Sequence[int]) -> tuple[StoredStatement, ...]:
        """Statements by their numbers, in the order given; those that are no more are left out."""
        ...

    def statements_of(self, key: str) -> tuple[StoredStatement, ...]:
        """The statements an article makes, in reading order; none where it has no document."""
        ...

    def statement(self, id: str) -> StoredStatement:
        """One statement by its id; raises NotFound."""
        ...

    def read_from(self, id: str) -> tuple[DocumentInfo, PlacedLine | None]:
        """The document that a statement was read from, and where on its pages the marker stands (None where the document knows
        no pages, or not for this); raises NotFound."""
        ...

    def places(self, ids: Collection[str]) -> dict[str, tuple[DocumentInfo, PlacedLine]]:
        """As `read_from` of several statements, as far as a place on a page is known of them; unknown ones are left out."""
        ...

    def statements(self, ids: Collection[str]) -> dict[str, StoredStatement]:
        """Several statements by their ids; unknown ones are left out."""
        ...

    def all_statements(self, filters: StatementFilter = ..., *, after: int = 0) -> Iterator[StoredStatement]:
        """Every statement in the order of storing, after that number."""
        ...

    def citations(self, key: str | None = None) -> Iterator[CitationRow]:
        """Who cites whom: the citations of one article by others, or all, by citing document and position."""
        ...

    # Classification

    def waiting(self, limit: int, after: int = 0) -> list[StoredStatement]:
        """Statements that wait for a classifier, with a number above `after`, in order; at most `limit`."""
        ...

    def record_classifications(self, classifications: Iterable[tuple[str, Classification]], at: str = "") -> int:
        """Give statements (by id) a stance; how many were known ids. What was said before is kept as history.

        The same word of the same classifier again adds nothing to it: it stands there from when it was first said.
        """
        ...

    def classifications(self, id: str) -> tuple[tuple[str, Classification], ...]:
        """The history of a statement's classifications, oldest first, each with its time; the last one holds."""
        ...

    def wait_again(self, *, keep: str | None = None) -> int:
        """Let classified statements wait for a classifier again, all but those whose last word is of `keep` ("name version");
        how many did not wait already. What was said holds until something else is."""
        ...

    # Reviews

    def record_review(self, review: Review) -> int:
        """Keep a person's word; its number. The stance shown and counted, or the link, follow at once. The same reviewer's
        earlier word of the same subject on the same statement is withdrawn. A review whose statement is not in the index is
        kept as orphaned, and finds it when it comes. A link review speaks of the first work of its reference. The same word
        again, of the same time, is the one that stands already."""
        ...

    def withdraw_review(self, number: int) -> None:
        """Undo a review: what the other reviewers say, else the machine's word, holds again."""
        ...

    def reviews(self, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
        """Reviews that stand, oldest first: of one statement, or only the orphaned (or attached) ones."""
        ...

    # Removal

    def remove(self, key: str, why: str = "", at: str = "") -> Tombstone:
        """Take an article's documents out, with its statements and all they counted for. It stays as a work known from
        references where others cite it. What made it known is kept as a tombstone, so that ingest leaves it out."""
        ...

    def remove_source(self, source: str, why: str = "", at: str = "") -> tuple[Tombstone, ...]:
        """As `remove`, for every document that came from `source`; other forms of the same articles stay."""
        ...

    def tombstones(self) -> tuple[Tombstone, ...]:
        """All that was removed, oldest first."""
        ...

    def lift_tombstone(self, number: int) -> None:
        """Let what was removed be ingested again."""
        ...

    # Changes, for what is derived elsewhere

    @property
    def sequence(self) -> int:
        """The number of the last change: two equal numbers of one index mean the same contents."""
        ...

    def changes_since(self, sequence: int, limit: int = 1000, *, articles: bool = True) -> list[Change]:
        """What changed after `sequence`, oldest first, each article and kind once; without `articles` none of kind "article",
        which are nearly all. Raises NotFound where the log no longer reaches back so far: then everything must be taken anew."""
        ...

    def forget_changes(self, upto: int) -> None:
        """Let go of changes up to a number that every consumer has seen."""
        ...

    def articles_to_search(self, keys: Collection[str] | None = None) -> Iterator[ArticleToSearch]:
        """Those of these articles that there are now, or all there are, oldest first. Keys of articles that are gone or go by
        another key now are left out."""
        ...

    def statements_to_search(self, keys: Collection[str]) -> Iterator[tuple[str, list[StatementToSearch]]]:
        """Of each of these articles that has a document, all its statements in reading order."""
        ...

    # Upkeep

    def progress(self, stage: Stage) -> int | None:
        """The number of the last document a rebuild of this stage has done; None where none is under way."""
        ...

    def set_progress(self, stage: Stage, number: int | None) -> None:
        """Remember how far a rebuild has come; None when it is done."""
        ...

    def stats(self) -> Stats:
        """How much there is, counted now. Slow: reads all that is counted."""
        ...

    def extent(self) -> Extent:
        """How many documents, and what made all there is: in milliseconds, however much it is."""
        ...

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Write a copy that opens as a store, while others read and write; `progress(pages left, pages)`."""
        ...

    def check(self) -> list[str]:
        """What is not sound, in words: of the file, and of counts that do not add up. Slow: reads everything."""
        ...

    def close(self) -> None:
        """Let everything go. A closed store answers nothing."""
        ...
