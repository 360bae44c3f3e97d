"""The search index on disk: how it is written, how it comes back after a crash, how it is asked.

    FOLDER/1-3f09ac/state.json      the store's sequence number that the last commit reached
    FOLDER/1-3f09ac/articles/       a tantivy index each
    FOLDER/1-3f09ac/statements/

`state.json` is written after both commits, so it is never ahead of what is indexed; what lies between is applied again,
which changes nothing. A folder without it is not an index and is made anew. The inner folder bears the schema's
fingerprint: an index of another version is not seen by readers, and is deleted by the first writer.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Any

import tantivy

from citance.errors import CitanceError, SearchIndexError, StoreFull, StoreLocked, StoreReadOnly, UnknownName
from citance.searching.base import ARTICLE_FACETS, STATEMENT_FACETS, ArticleEntry, Changes, Found, Search, SearchFilters
from citance.searching.query import Kind, Query
from citance.searching.tantivy.answering import answer
from citance.searching.tantivy.asking import ArticleAsker, Asker, StatementAsker
from citance.searching.tantivy.entries import put_together
from citance.searching.tantivy.schema import (
    FINGERPRINT,
    PLAIN,
    STEMMED,
    article_document,
    article_schema,
    fields_of,
    keys_of,
    register,
    statement_document,
    statement_schema,
)
from citance.searching.tantivy.spelling import near_terms

# A word that comes so much more often than its neighbour is what that one was meant to be: misprints of a word are rarer than one
# in fifty.
MUCH_MORE = 50
# A commit leaves a segment to be merged: filling the index from 3,841 real articles costs 5.2 ms CPU an article with one every
# 50,000 documents and 4.2 with one every 150,000. But then an ingest of them takes 586 MB instead of 459, and no less CPU.
_COMMIT_AFTER = 50_000
_WAIT_AT_MOST = 20_000  # articles, some 15 MB: those cited twice in between are indexed once
# tantivy's least for one thread is 15 MB; above 50 MB segments get no larger between two of our commits. A second thread
# makes more and smaller segments: 10 % more work, which is better spent on reading articles.
_HEAP = 50_000_000
_THREADS = 1
# Bytes of what is stored that are packed together. Who reads a hit unpacks such a block, and tantivy keeps the last hundred of
# each segment: at its 16,384 bytes 1.6 MB of each, and an index that grows has ever more segments. Stored names take a twentieth
# more of the disk.
_BLOCK = 1024


class TantivyIndex:
    """A `SearchIndex` in a folder, made when something is first applied. Where there is none, nothing is found.

    Reading is safe from any thread; writing from one at a time.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._home = self.folder / FINGERPRINT
        self._state = self._home / "state.json"
        self._readers: tuple[_Reader, _Reader] | None = None  # of articles, of statements
        self._writers: tuple[Any, Any] | None = None
        self._waiting: dict[str, ArticleEntry] = {}  # articles to be written soon: the last word on each
        self._added = 0
        self._reached = 0
        self._lock = threading.Lock()

    # Writing

    @property
    def sequence(self) -> int:
        """The store's sequence number that the last commit reached; 0 where there is no index."""
        try:
            return int(json.loads(self._state.read_bytes())["sequence"])
        except FileNotFoundError:
            return 0
        except OSError as cause:  # `search` is a file, say, or not ours to read
            raise SearchIndexError(f"the search index at {self.folder} cannot be read: {_brief(cause)}") from cause
        except (ValueError, KeyError, TypeError) as cause:
            raise SearchIndexError(f"{self._state} is not sound") from cause

    def apply(self, changes: Changes, sequence: int) -> None:
        """Take the changes up to `sequence`; see the protocol."""
        with self._trouble():
            articles, statements = self._open_writers()
            for key in changes.gone:
                self._waiting.pop(key, None)
                articles.delete_documents_by_term("key", key)
                statements.delete_documents_by_term("citing", key)
            for citing, entries in changes.statements.items():
                statements.delete_documents_by_term("citing", citing)
                together = put_together(entries)
                for members in together:
                    statements.add_json(statement_document(members))
                self._added += len(together)
            for article in changes.articles:
                self._waiting[article.key] = article
            self._reached = max(self._reached, sequence)
            if len(self._waiting) >= _WAIT_AT_MOST:
                self._write_waiting(articles)
        if self._added + len(self._waiting) >= _COMMIT_AFTER:
            self.commit()

    def _write_waiting(self, articles: Any) -> None:
        for key in self._waiting:
            articles.delete_documents_by_term("key", key)
        for article in self._waiting.values():
            articles.add_json(article_document(article))
        self._added += len(self._waiting)
        self._waiting.clear()

    def commit(self) -> None:
        """Make what was applied durable and visible; nothing to do where nothing was."""
        if self._writers is None:
            return
        with self._trouble():
            articles, statements = self._writers
            self._write_waiting(articles)
            articles.commit()
            statements.commit()
            self._added = 0
            if self._reached != self.sequence:
                self._write_state(self._reached)

    def clear(self) -> None:
        """Forget everything; the sequence is 0 again."""
        with self._trouble():
            self._open_writers(anew=True)

    def close(self) -> None:
        """Commit what was applied, let merges end and the lock go."""
        self.commit()
        if self._writers is not None:
            with self._trouble():
                writers, self._writers = self._writers, None
                for writer in writers:
                    writer.wait_merging_threads()

    def _open_writers(self, *, anew: bool = False) -> tuple[Any, Any]:
        if self._writers is not None and not anew:
            return self._writers
        self._writers = None
        self._waiting.clear()
        self._added = 0
        self._home.mkdir(parents=True, exist_ok=True)
        if not anew and self._state.exists():
            self._writers = self._lock_sound_writers()
        if self._writers is None:
            self._wipe()
            self._writers = self._lock_writers()
            self._write_state(0)
        self._reached = self.sequence
        self._forget_other_versions()
        return self._writers

    def _lock_sound_writers(self) -> tuple[Any, Any] | None:
        """The writers; None where an index is not sound: what it held comes again from the store."""
        try:
            return self._lock_writers()
        except ValueError as cause:
            if _is_lock(cause):
                raise
        return None

    def _lock_writers(self) -> tuple[Any, Any]:
        indexes = []
        for name, schema in (("articles", article_schema()), ("statements", statement_schema())):
            (self._home / name).mkdir(exist_ok=True)
            index = _made(self._home / name, schema)
            register(index)
            indexes.append(index)
        return indexes[0].writer(_HEAP, _THREADS), indexes[1].writer(_HEAP, _THREADS)

    def _wipe(self) -> None:
        """Empties the folder; the state first, for without it the rest counts for nothing. Not while another writes."""
        for name in ("articles", "statements"):
            if (self._home / name / "meta.json").exists():
                try:
                    tantivy.Index.open(str(self._home / name)).writer(15_000_000, 1)
                except ValueError as cause:
                    if _is_lock(cause):
                        raise
        self._state.unlink(missing_ok=True)
        for name in ("articles", "statements"):
            shutil.rmtree(self._home / name, ignore_errors=True)
        self._readers = None

    def _forget_other_versions(self) -> None:
        for other in self.folder.iterdir():
            if other != self._home and other.is_dir():
                shutil.rmtree(other, ignore_errors=True)

    def _write_state(self, sequence: int) -> None:
        draft = self._state.with_suffix(".tmp")
        with draft.open("w") as file:
            json.dump({"sequence": sequence}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._state)

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Turns what tantivy and the disk throw into our errors. After one, the lock is let go and nothing half-done stays."""
        try:
            yield
        except CitanceError:
            raise
        except (OSError, ValueError, RuntimeError) as cause:
            writers, self._writers = self._writers, None
            self._waiting.clear()
            for writer in writers or ():
                with suppress(ValueError, RuntimeError):
                    writer.wait_merging_threads()  # the only way to let the lock go while the error still holds the writer
            raise _named(cause, str(self.folder)) from cause

    # Reading

    def search_statements(self, search: Search) -> Found:
        """The statements that answer, among those committed."""
        return self._search(search, 1, STATEMENT_FACETS)

    def search_articles(self, search: Search) -> Found:
        """The articles that answer, among those committed."""
        return self._search(search, 0, ARTICLE_FACETS)

    def _search(self, search: Search, which: int, known: tuple[str, ...]) -> Found:
        for facet in search.facets:
            if facet not in known:
                raise UnknownName("facet", facet, known)
        try:
            sequence = self.sequence
            with self._lock:
                readers = self._open_readers()
                if readers is None:
                    return Found((), 0, dict.fromkeys(search.facets, ()), 0)
                for reader in readers:
                    reader.refresh()
                searcher = readers[which].searcher
                asker = _asker(readers, which)
            total, hits, facets = answer(searcher, asker, search)
        except CitanceError:
            raise
        except UnicodeEncodeError:  # half of a surrogate pair is asked for, and stands in no entry
            return Found((), 0, dict.fromkeys(search.facets, ()), sequence)
        except (OSError, ValueError, RuntimeError) as cause:
            raise SearchIndexError(f"the search index at {self.folder} cannot be read: {_brief(cause)}") from cause
        return Found(hits, total, facets, sequence)

    def near(self, word: str, kind: Kind, visibility: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Stems of words that are spelled nearly like this one and come much more often."""
        with self._lock:
            readers = self._open_readers()
            if readers is None:
                return ()
            for reader in readers:
                reader.refresh()
            searcher = readers[1 if kind is Kind.STATEMENT else 0].searcher
        fields = (("sentence", STEMMED),) if kind is Kind.STATEMENT else (("title", STEMMED), ("author", PLAIN))
        found: list[tuple[int, int, str]] = []
        for field, analyzer in fields:
            stems = analyzer.analyze(word)
            if len(stems) != 1:
                continue
            names = fields_of(field, visibility)
            known = sum(searcher.doc_freq(name, stems[0]) for name in names)
            near: Counter[tuple[int, str]] = Counter()
            for name in names:
                for apart, often, term in near_terms(searcher, name, stems[0]):
                    near[apart, term] += often
            found += [(apart, -often, term) for (apart, term), often in near.items() if often >= MUCH_MORE * known and often > 1]
        return tuple(dict.fromkeys(term for _, _, term in sorted(found)))[:5]

    def _open_readers(self) -> tuple[_Reader, _Reader] | None:
        if self._readers is None and self._state.exists():
            self._readers = (
                _Reader(self._home / "articles", article_schema()),
                _Reader(self._home / "statements", statement_schema()),
            )
        if self._readers is not None and not self._state.exists():
            self._readers = None
        return self._readers


class _Reader:
    """One of the two indexes as readers see it."""

    def __init__(self, folder: Path, schema: tantivy.Schema) -> None:
        self.schema = schema
        self._meta = folder / "meta.json"
        self._index = tantivy.Index.open(str(folder))
        self._index.config_reader("manual", 0)
        register(self._index)
        self._seen: tuple[int, int, int] | None = None
        self._journals: list[str] | None = None
        self.searcher: tantivy.Searcher = self._index.searcher()

    def refresh(self) -> None:
        """Sees what was committed since, in whichever process: a commit puts another meta.json in place."""
        now = self._meta.stat()
        seen = (now.st_ino, now.st_mtime_ns, now.st_size)
        if seen != self._seen:
            self._index.reload()
            self.searcher = self._index.searcher()
            self._seen = seen
            self._journals = None

    def journals(self) -> Iterable[str]:
        """Every journal's name, read once between two commits."""
        if self._journals is None:
            self._journals = [name for name, _ in self.searcher.terms_with_prefix("journal", "")]
        return self._journals


def _asker(readers: tuple[_Reader, _Reader], which: int) -> Asker:
    """What turns trees into queries of articles (0) or of statements (1), which may have to ask for articles first."""
    articles, statements = readers
    of_articles = ArticleAsker(articles.schema, articles.journals)
    if which == 0:
        return of_articles
    searcher = articles.searcher

    def citing_where(tree: Query, visibility: tuple[str, ...]) -> Sequence[str]:
        asked = of_articles.ask(tree, SearchFilters(has_document=True, visibility=visibility))
        hits = searcher.search(asked, max(1, searcher.num_docs), count=False).hits
        return keys_of(searcher, [address for _, address in hits])

    return StatementAsker(statements.schema, statements.journals, citing_where)


def _made(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    """The index in the folder; where there is none, one that stores in small blocks: tantivy takes that from meta.json alone."""
    meta = folder / "meta.json"
    if not meta.exists():
        tantivy.Index(schema, str(folder))
        told = json.loads(meta.read_bytes())
        told["index_settings"]["docstore_blocksize"] = _BLOCK
        meta.write_text(json.dumps(told))
    return tantivy.Index(schema, str(folder))


def _is_lock(cause: BaseException) -> bool:
    return "LockBusy" in str(cause)


def _brief(cause: BaseException) -> str:
    return str(cause).split(". Content:")[0][:300]


def _named(cause: Exception, folder: str) -> CitanceError:
    """Our error for what tantivy (which speaks in words only) or the disk threw."""
    words = str(cause)
    number = cause.errno if isinstance(cause, OSError) else None
    if _is_lock(cause):
        return StoreLocked(folder)
    if number in (ENOSPC, EDQUOT) or "No space left" in words or "StorageFull" in words:
        return StoreFull(folder)
    if number in (EACCES, EPERM, EROFS) or "PermissionDenied" in words or "ReadOnlyFilesystem" in words:
        return StoreReadOnly(folder)
    return SearchIndexError(f"the search index at {folder} cannot be written: {_brief(cause)}")
