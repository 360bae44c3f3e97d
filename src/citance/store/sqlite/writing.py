"""Putting documents: one batch, one transaction. Articles touched are held in memory until the end, so that a work cited by
fifty documents of a batch is read and written once; rows of references and statements are written in bulk."""

from __future__ import annotations

import sqlite3
from base64 import b32decode
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

import msgspec

from citance.model import Link, LinkReason, LinkStatus, Problem, statement_id
from citance.model.codec import decode, encode
from citance.store import forms
from citance.store import parts as parts_of
from citance.store.base import Entry, Outcome, Stored, UnreadableFile
from citance.store.codes import REASON_CODE, REASON_WORDS, RELATION_CODE, STATUS_CODE, UNCLASSIFIED
from citance.store.facets import facets_of
from citance.store.packing import PackedStatement, PackedWork, compress, decompress, unpack_references
from citance.store.sqlite.ballots import PLACES, Ballots
from citance.store.votes import Ballot, add_vote, ballot_of, take_vote

T = TypeVar("T")
# How many values one IN (...) has: padded to one of these, so that SQLite compiles few questions and keeps them. What it is
# padded with is sought as well, so the steps are small.
_CHUNKS = (1, 2, 4, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 200)

TALLY = (
    "supporting_own",
    "supporting_reported",
    "contrasting_own",
    "contrasting_reported",
    "mentioning",
    "unclassified",
    "citing_articles",
)
CITING = 6  # index of citing_articles among them; the others are verdict codes
ARTICLE_CHANGED, STATEMENTS_CHANGED, GONE = 0, 1, 2


def chunks(values: Iterable[T], size: int = _CHUNKS[-1]) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def select_in(db: sqlite3.Connection, sql: str, values: Iterable[Any]) -> Iterator[Any]:
    """The rows of `sql`, where `{}` stands for the list of values, however many they are."""
    for chunk in chunks(values):
        size = next(size for size in _CHUNKS if size >= len(chunk))
        yield from db.execute(sql.format("?" + ",?" * (size - 1)), chunk + [None] * (size - len(chunk)))


def name_of(id: str) -> bytes | None:
    """The ten bytes a statement's id spells; None where it spells none."""
    try:
        return b32decode(id.upper()) if len(id) == 16 else None
    except ValueError:
        return None


class Interned:
    """Words that occur again and again, as small numbers: one table of (id, words). Forgotten when a batch fails."""

    def __init__(self, table: str, column: str) -> None:
        self._select = f"SELECT id FROM {table} WHERE {column} = ?"
        self._insert = f"INSERT INTO {table} ({column}) VALUES (?)"
        self._known: dict[str, int] = {}

    def number(self, db: sqlite3.Connection, words: str) -> int:
        """The number of these words, given now where they are new."""
        number = self._known.get(words)
        if number is None:
            row = db.execute(self._select, (words,)).fetchone()
            number = int(row[0]) if row else int(db.execute(self._insert, (words,)).lastrowid or 0)
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[words] = number
        return number

    def forget(self) -> None:
        """Forget what is remembered: the transaction that wrote it may not have happened."""
        self._known.clear()


class Interning:
    """All tables of words of one store."""

    def __init__(self) -> None:
        self.heading = Interned("heading", "words")
        self.journal = Interned("journal", "title")
        self.source = Interned("source", "name")
        self._makers: dict[tuple[str, str], int] = {}
        self.full_match_keys: set[int] = set()  # those with more articles than are ever given: more are not filed

    def maker(self, db: sqlite3.Connection, stage: str, name: str) -> int:
        """The number of a maker, given now where it is new."""
        number = self._makers.get((stage, name))
        if number is None:
            row = db.execute("SELECT id FROM maker WHERE stage = ? AND name = ?", (stage, name)).fetchone()
            if row is None:
                number = int(db.execute("INSERT INTO maker (stage, name) VALUES (?, ?)", (stage, name)).lastrowid or 0)
            else:
                number = int(row[0])
            self._makers[stage, name] = number
        return number

    def forget(self) -> None:
        """As `Interned.forget`, of all."""
        self.heading.forget()
        self.journal.forget()
        self.source.forget()
        self._makers.clear()
        self.full_match_keys.clear()


class Touched:
    """An article as this batch leaves it. `counts` are what its tally gains."""

    __slots__ = (
        "changed", "counts", "document", "gains", "id", "identifiers", "key", "new", "parts", "single_vote", "total", "votes",
    )  # fmt: skip

    def __init__(
        self,
        id: int,
        key: str,
        document: int | None,
        identifiers: str,
        votes: bytes | None,
        single_vote: int = 0,
        total: int = 0,
        parts: bytes | None = None,
        *,
        new: bool = False,
    ) -> None:
        self.id, self.key, self.document = id, key, document
        self.identifiers, self.new = identifiers, new
        self.votes, self.single_vote = votes, single_vote
        self.counts = [0, 0, 0, 0, 0, 0, 0]
        self.total, self.parts = total, parts
        self.gains: list[parts_of.Gain] = []  # of parts, where they are kept
        self.changed = new

    def count(self, verdict: int, times: int, section: int, year: int) -> None:
        """So many more (or fewer) statements of this verdict."""
        self.counts[verdict] += times
        if self.parts is not None:
            self.gains.append((section, year, verdict, times))

    def count_citing(self, times: int, sections: Iterable[int], year: int) -> None:
        """One citing article more or less (1, -1), with statements in these sections."""
        self.counts[CITING] += times
        if self.parts is not None and (cited_in := list(sections)):
            self.gains += [(section, -1, parts_of.CITING, times) for section in cited_in]
            self.gains.append((-1, year, parts_of.CITING, times))


_TOUCHED = (
    "id, key, document, identifiers, votes, single_vote,"
    " supporting_own + supporting_reported + contrasting_own + contrasting_reported + mentioning + unclassified, parts"
)


# Articles held in memory over the documents of a batch: some 15 MB. A batch of 256 real documents has 18,000.
_MOST_HELD = 40_000
# Documents whose ballots are held meanwhile. Those of a batch are in memory anyhow, and half of what is asked for is theirs.
_MOST_DOCUMENTS_HELD = 320


class Batch:
    """What one transaction does to articles. Use: `load` the keys at hand, put, `flush`; at the end, `finish`.

    What was put is not in the tables before `flush`: identifiers and match keys are sought here as well, whatever else is
    read comes after a flush.
    """

    def __init__(self, db: sqlite3.Connection, interning: Interning, changes: dict[tuple[int, int], str | None]) -> None:
        self.db = db
        self.interning = interning
        self._by_key: dict[str, Touched] = {}
        self._by_id: dict[int, Touched] = {}
        self._absent: set[str] = set()  # keys looked for in vain
        self._next_article = next_id(db, "article")
        self._absorbed: list[tuple[int, str, int]] = []
        self._grown: set[int] = set()  # articles with so many statements now that their parts are to be kept
        self._at_hand: dict[int, Touched] = {}  # handed out since the last flush: these alone may have changed
        self.filed: dict[int, list[int]] = {}  # match key → articles to be filed under it
        self._holders: dict[str, tuple[int, str] | None] = {}  # identifier → number and key of its article, as far as asked
        self._identifiers: list[tuple[str, int]] = []  # to be written
        self._numbers: dict[str, int] = {}  # table → its next number, as far as one was taken
        self._any: dict[str, bool] = {}
        self.changes = changes  # (kind, article) → key of one that is gone; see `log`
        self._emptied: set[int] = set()  # articles that lost a reference: they may be orphans now
        self.ballots = Ballots(db, _MOST_DOCUMENTS_HELD)

    # Articles

    def load(self, keys: Iterable[str]) -> None:
        """Fetch the articles of these keys, so that `find` need not ask one by one."""
        wanted = set(keys).difference(self._by_key, self._absent)
        if not wanted:
            return
        self._absent |= wanted
        moved: list[tuple[str, int]] = []
        question = f"SELECT {_TOUCHED}, joined_to FROM article WHERE key IN ({{}})"
        for *row, joined_to in select_in(self.db, question, sorted(wanted)):
            key = row[1]
            self._absent.discard(key)
            if joined_to is None:
                self._hold(*row)
            else:
                moved.append((key, joined_to))
        for key, joined_to in moved:
            self._by_key[key] = self.get(joined_to)

    def _hold(self, id: int, key: str, *rest: Any) -> Touched:
        article = self._by_id.get(id)
        if article is None:
            article = self._by_id[id] = Touched(id, key, *rest)
        self._by_key[key] = article
        return article

    def get(self, id: int) -> Touched:
        """The article of this number."""
        article = self._by_id.get(id)
        if article is None:
            row = self.db.execute(f"SELECT {_TOUCHED} FROM article WHERE id = ?", (id,)).fetchone()
            article = self._hold(*row)
        self._at_hand[id] = article
        return article

    def find(self, key: str) -> Touched | None:
        """The article of this key, or the one it was joined to."""
        article = self._by_key.get(key)
        if article is None and key not in self._absent:
            self.load((key,))
            article = self._by_key.get(key)
        if article is not None:
            self._at_hand[article.id] = article
        return article

    def is_pending(self, keys: Iterable[str]) -> bool:
        """Whether something about the articles of these keys is not written yet."""
        if self._absorbed:
            return True
        return any((article := self._by_key.get(key)) is not None and article.id in self._at_hand for key in keys)

    def held(self, keys: Iterable[str]) -> dict[str, Touched]:
        """The articles of these keys, as far as they are in memory; for reading alone."""
        return {key: article for key in keys if (article := self._by_key.get(key)) is not None}

    def key_of(self, id: int) -> str | None:
        """The key of the article of this number, where it is in memory."""
        article = self._by_id.get(id)
        return None if article is None else article.key

    def next_number(self, table: str) -> int:
        """The next number of a table that counts its rows."""
        number = self._numbers.get(table)
        if number is None:
            number = self._numbers[table] = next_id(self.db, table)
        return number

    def take_numbers(self, table: str, count: int) -> int:
        """The first of so many numbers of a table, which nobody else will be given."""
        first = self.next_number(table)
        self._numbers[table] = first + count
        return first

    def has_any(self, table: str) -> bool:
        """Whether a table has rows. Asked once: a batch of documents adds none to those tables it is asked of."""
        found = self._any.get(table)
        if found is None:
            found = self._any[table] = self.db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None
        return found

    def forget_any(self) -> None:
        """Ask again which tables have rows: one is about to gain some."""
        self._any.clear()

    def create(self, key: str, match_keys: Sequence[int]) -> Touched:
        """A new article of this key."""
        id = self._next_article
        self._next_article += 1
        article = Touched(id, key, None, "", None, new=True)
        self._absent.discard(key)
        self._by_key[key] = self._by_id[id] = self._at_hand[id] = article
        self.add_match_keys(article, match_keys)
        return article

    def create_absorbed(self, key: str, survivor: Touched) -> int:
        """Enter a key that was never an article's own as another key of an article; its number."""
        id = self._next_article
        self._next_article += 1
        self._absorbed.append((id, key, survivor.id))
        self._absent.discard(key)
        self._by_key[key] = survivor
        return id

    def number_of(self, key: str | None) -> int | None:
        """The number that was given for this key: the article's own, or that of one that was joined to another."""
        for id, absorbed, _ in self._absorbed:
            if absorbed == key:
                return id
        row = self.db.execute("SELECT id FROM article WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else None

    def add_match_keys(self, article: Touched, match_keys: Sequence[int]) -> None:
        """File an article under more keys, all but those that have more articles than are ever given."""
        full, filed, id = self.interning.full_match_keys, self.filed, article.id
        if filed.keys().isdisjoint(match_keys) and full.isdisjoint(match_keys):  # nearly always
            for match_key in match_keys:
                filed[match_key] = [id]
            return
        for match_key in match_keys:
            if match_key in full:
                continue
            held = filed.get(match_key)
            if held is None:
                filed[match_key] = [id]
            elif id not in held:
                held.append(id)

    def find_holders(self, names: Collection[str]) -> dict[str, str]:
        """The keys of the articles that have these identifiers, those not written yet among them."""
        self.ask_holders(names)
        holders = self._holders
        return {name: holder[1] for name in names if (holder := holders[name]) is not None}

    def ask_holders(self, names: Collection[str]) -> None:
        """See to it that it is known who has these identifiers."""
        holders = self._holders
        unknown = [name for name in names if name not in holders]
        if unknown:
            unknown.sort()  # what is sought in order is found in a third less time
            holders.update(dict.fromkeys(unknown))
            question = "SELECT i.name, a.id, a.key FROM identifier i JOIN article a ON a.id = i.article WHERE i.name IN ({})"
            for name, id, key in select_in(self.db, question, unknown):
                holders[name] = id, key

    def add_identifiers(self, article: Touched, names: Sequence[str]) -> None:
        """Give an article identifiers, all but those that some article has."""
        holders = self._holders
        for name in names:
            if name not in holders:
                self.ask_holders(names)
            if holders[name] is None:
                holders[name] = article.id, article.key
                self._identifiers.append((name, article.id))
                article.identifiers = f"{article.identifiers} {name}" if article.identifiers else name
                article.changed = True

    def vote(self, article: Touched, ballot: Ballot, place: int = 0) -> None:
        """One more reference leads to this article. `place` is where its ballot stands in document_works, where it does."""
        article.changed = True
        if article.votes is None and not article.single_vote and place:
            article.single_vote = place
            return
        article.votes = add_vote(self.ballots.votes(article.votes, article.single_vote), ballot)
        article.single_vote = 0

    def unvote(self, article: Touched, ballot: Ballot) -> None:
        """One reference less leads to this article."""
        if article.votes is not None:
            article.votes = take_vote(article.votes, ballot)
        article.single_vote = 0
        article.changed = True
        self._emptied.add(article.id)

    def expect_orphans(self, articles: Iterable[int]) -> None:
        """Let these articles go in the end where nothing speaks of them any more."""
        self._emptied.update(articles)

    def note(self, kind: int, article: int, key: str | None = None) -> None:
        """Log a change."""
        self.changes[kind, article] = key

    def flush(self) -> None:
        """Write the articles touched."""
        db = self.db
        new, changed, counted, kept_parts = [], [], [], []
        for article in self._at_hand.values():
            if article.new:
                held = (article.document, article.identifiers, article.votes, article.single_vote)
                new.append((article.id, article.key, *held, *article.counts))
            elif any(article.counts):
                held = (article.document, article.identifiers, article.votes, article.single_vote)
                counted.append((*held, *article.counts, article.id))
            elif article.changed:
                changed.append((article.document, article.identifiers, article.votes, article.single_vote, article.id))
            else:
                continue
            self.changes.setdefault((ARTICLE_CHANGED, article.id), None)
            if article.parts is not None:
                if article.gains:
                    article.parts = parts_of.changed(article.parts, article.gains)
                    kept_parts.append((article.parts, article.id))
                    article.gains = []
            else:
                article.total += sum(article.counts[:CITING])
                if article.total >= parts_of.LEAST:
                    self._grown.add(article.id)
            article.new = article.changed = False
            article.counts = [0, 0, 0, 0, 0, 0, 0]
        self._at_hand.clear()
        columns = ", ".join(TALLY)
        db.executemany(
            f"INSERT INTO article (id, key, document, identifiers, votes, single_vote, {columns})"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            new,
        )
        db.executemany("INSERT INTO article (id, key, joined_to) VALUES (?, ?, ?)", self._absorbed)
        self._absorbed = []
        db.executemany("UPDATE article SET document = ?, identifiers = ?, votes = ?, single_vote = ? WHERE id = ?", changed)
        gains = ", ".join(f"{name} = {name} + ?" for name in TALLY)
        db.executemany(
            f"UPDATE article SET document = ?, identifiers = ?, votes = ?, single_vote = ?, {gains} WHERE id = ?", counted
        )
        db.executemany("UPDATE article SET parts = ? WHERE id = ?", kept_parts)
        # Sorted, for neighbours share pages.
        self._identifiers.sort()
        db.executemany("INSERT INTO identifier (name, article) VALUES (?, ?) ON CONFLICT DO NOTHING", self._identifiers)
        self._identifiers = []
        rows = [(match_key, id) for match_key in sorted(self.filed) for id in self.filed[match_key]]
        db.executemany("INSERT INTO match_key (key, article) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)
        self.filed.clear()

    def forget(self) -> None:
        """Write what was touched and forget it, before SQL changes articles behind its back."""
        self.flush()
        self._by_key.clear()
        self._by_id.clear()
        self._absent.clear()
        self._holders.clear()

    def settle(self) -> None:
        """Between documents: what may not wait for the end of the batch, so that it makes no difference where that is."""
        if self._emptied or self._grown or len(self._by_id) > _MOST_HELD:
            self.finish()

    def finish(self) -> None:
        """Write all, and let orphans go."""
        self.forget()
        self._drop_orphans()
        from citance.store.sqlite.counting import write_parts

        for article_id in self._grown:
            write_parts(self.db, article_id)
        self._grown.clear()
        set_meta(self.db, "next_article", self._next_article)
        for table, number in self._numbers.items():
            set_meta(self.db, f"next_{table}", number)

    def _drop_orphans(self) -> None:
        """Articles that nothing speaks of any more are no more. Those whose identifiers a tombstone keeps go as well."""
        for id in sorted(self._emptied):
            row = self.db.execute(
                "SELECT key, document, votes, joined_to, identifiers, single_vote FROM article WHERE id = ?", (id,)
            ).fetchone()
            if row is None or row[1] is not None or row[2] is not None or row[3] is not None or row[5]:
                continue
            if self.db.execute("SELECT 1 FROM document WHERE article = ?", (id,)).fetchone():
                continue
            if self.db.execute("SELECT 1 FROM relation WHERE other = ?", (id,)).fetchone():
                continue
            drop_article(self, id, row[0], row[4])
        self._emptied.clear()


def log(db: sqlite3.Connection, changes: dict[tuple[int, int], str | None]) -> None:
    """Write what a transaction changed to the log, each article and kind once; articles of neighbouring numbers in one row."""
    sequence = last_sequence(db)
    rows: list[tuple[int, int, int, str | None, int]] = []
    former, length = (-1, -1), 0
    for change in sorted(changes):
        kind, article = change
        key = changes[change]
        sequence += 1
        if key is None and (kind, article - 1) == former and length < _LONGEST_RUN:
            length += 1
            rows[-1] = (sequence, kind, article, None, length)
        else:
            length = 1
            rows.append((sequence, kind, article, key, length))
        former = change if key is None else (-1, -1)
    db.executemany("INSERT INTO change (sequence, kind, article, key, length) VALUES (?, ?, ?, ?, ?)", rows)
    if rows:
        set_meta(db, "sequence", sequence)


# So that who asks for a few changes is not read many more.
_LONGEST_RUN = 100


def drop_article(batch: Batch, id: int, key: str, identifiers: str) -> None:
    """Take out an article that nothing speaks of, with the keys that were joined to it."""
    db = batch.db
    db.executemany("DELETE FROM identifier WHERE name = ?", [(name,) for name in identifiers.split()])
    db.execute("DELETE FROM relation WHERE article = ?", (id,))
    ones = [row[0] for row in db.execute("SELECT id FROM article WHERE id = ? OR joined_to = ?", (id, id))]
    db.executemany("DELETE FROM join_record WHERE survivor = ? OR absorbed = ?", [(one, one) for one in ones])
    db.execute("DELETE FROM article WHERE id = ? OR joined_to = ?", (id, id))
    batch.changes.pop((ARTICLE_CHANGED, id), None)
    batch.changes.pop((STATEMENTS_CHANGED, id), None)
    batch.note(GONE, id, key)


# -- meta ------------------------------------------------------------------------------------------------------------------


def get_meta(db: sqlite3.Connection, name: str) -> str | None:
    """A small value by its name."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(db: sqlite3.Connection, name: str, value: object | None) -> None:
    """Keep a small value; None lets it go."""
    db.execute("DELETE FROM meta WHERE name = ?", (name,))
    if value is not None:
        db.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (name, str(value)))


def last_sequence(db: sqlite3.Connection) -> int:
    """The number of the last change."""
    return int(get_meta(db, "sequence") or 0)


def next_id(db: sqlite3.Connection, table: str) -> int:
    """A number never given before: numbers of rows that are gone may still stand in the log or under a match key."""
    kept = get_meta(db, f"next_{table}")
    return int(kept) if kept is not None else int(db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])


# -- documents -------------------------------------------------------------------------------------------------------------


def put(batch: Batch, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile]) -> list[Stored]:
    """Store the entries; see Store.put."""
    db = batch.db
    digests = {bytes.fromhex(entry.file.digest) for entry in entries}
    known: dict[bytes, tuple[int, int]] = {
        digest: (number, article)
        for digest, number, article in select_in(db, "SELECT digest, id, article FROM document WHERE digest IN ({})", digests)
    }
    outcomes = []
    for entry in entries:
        batch.load(_keys_of(entry))
        batch.ask_holders(_names_of(entry))
        outcomes.append(_put_one(batch, entry, known))
        batch.settle()
    for file in unreadable:
        _put_unreadable(batch, file)
    return outcomes


def _names_of(entry: Entry) -> set[str]:
    names = {name for reference in entry.packed.references for work in reference.works for name in work.identifiers}
    names.update(entry.packed.identifiers)
    return names


def _keys_of(entry: Entry) -> Iterator[str]:
    yield entry.article
    for links in entry.links:
        for link in links:
            if link.article is not None:
                yield link.article
    for relation in entry.relations:
        yield relation.article


def _put_one(batch: Batch, entry: Entry, known: dict[bytes, tuple[int, int]]) -> Stored:
    digest = bytes.fromhex(entry.file.digest)
    if digest in known:
        number, article = known[digest]
        return Stored(Outcome.UNCHANGED, batch.get(article).key, number)
    if batch.has_any("tombstone") and is_removed(batch.db, (entry.file.digest, *entry.packed.identifiers)):
        return Stored(Outcome.REMOVED)
    from citance.store.sqlite.joining import join_articles

    number = insert_document(batch, entry)
    for join in entry.joins:
        enter_survivor(batch, entry, join.survivor)
        join_articles(batch, join, entry.at, number)
    citing = article_for(batch, entry.article, entry.packed.identifiers, entry.packed.match_keys)
    batch.db.execute("UPDATE document SET article = ?, named_as = ? WHERE id = ?", (citing.id, named_as(batch, citing), number))
    if batch.has_any("given_visibility"):  # what a person said of the article holds for every form of it
        said = batch.db.execute("SELECT visibility FROM given_visibility WHERE key = ?", (citing.key,)).fetchone()
        if said is not None:
            batch.db.execute("UPDATE document SET visibility = ? WHERE id = ?", (said[0], number))
    known[digest] = (number, citing.id)
    if batch.has_any("unreadable"):
        batch.db.execute("DELETE FROM problem WHERE unreadable IN (SELECT id FROM unreadable WHERE digest = ?)", (digest,))
        batch.db.execute("DELETE FROM unreadable WHERE digest = ?", (digest,))
    former = citing.document
    if former is not None and not _outranks(batch.db, number, len(entry.packed.statements), former):
        make_dormant(batch, number, entry)
        return Stored(Outcome.INACTIVE, citing.key, number)
    kept = Kept()
    if former is not None:
        kept = retire(batch, former)
        citing = batch.get(citing.id)
    activate(batch, citing, number, entry, kept)
    return Stored(Outcome.ADDED if former is None else Outcome.REPLACED, citing.key, number)


def enter_survivor(batch: Batch, entry: Entry, key: str) -> None:
    """Make the article that another is to be joined to, where it is this very entry that brings it."""
    if batch.find(key) is not None:
        return
    if key == entry.article:
        batch.create(key, entry.packed.match_keys)
        return
    for reference, links in zip(entry.packed.references, entry.links, strict=False):
        for work, link in zip(reference.works, links, strict=False):
            if link.article == key:
                batch.create(key, work.match_keys)
                return


def article_for(batch: Batch, key: str, identifiers: Sequence[str], match_keys: Sequence[int]) -> Touched:
    """The article of this key, made now where it is new, with these identifiers where nobody has them."""
    article = batch.find(key)
    if article is None:
        article = batch.create(key, match_keys)
    batch.add_identifiers(article, identifiers)
    return article


def named_as(batch: Batch, article: Touched) -> str:
    """The key that the ids of an article's statements are made from: the one it had when it first had a document."""
    row = batch.db.execute(
        "SELECT named_as FROM document WHERE article = ? AND named_as <> '' ORDER BY id LIMIT 1", (article.id,)
    ).fetchone()
    return str(row[0]) if row else article.key


def _outranks(db: sqlite3.Connection, number: int, statements: int, former: int) -> bool:
    """Whether a document just written, with so many statements, is a better form than the active one."""
    ranks = {
        id: forms.rank(format, date, id, statements if id == number else count)
        for id, format, date, count in db.execute(
            "SELECT id, format, date, statements FROM document WHERE id IN (?, ?)", (number, former)
        )
    }
    return ranks[number] > ranks[former]


def rank_of(db: sqlite3.Connection, number: int) -> tuple[bool, int, int, str, int]:
    """What a stored document is compared by with the other forms of its article; see forms.rank."""
    format, date, active, statements = db.execute(
        "SELECT format, date, active, statements FROM document WHERE id = ?", (number,)
    ).fetchone()
    if not active:
        row = db.execute("SELECT body FROM document_dormant WHERE document = ?", (number,)).fetchone()
        statements = len(decode(decompress(row[0]), Entry).packed.statements) if row is not None else 0
    return forms.rank(format, date, number, statements)


def insert_document(batch: Batch, entry: Entry) -> int:
    """Write the given part of an entry; the document's number. Its article is not known yet."""
    db, interning, packed, made = batch.db, batch.interning, entry.packed, entry.made_by
    number = batch.take_numbers("document", 1)
    row = (
        number,
        0,
        0,
        bytes.fromhex(entry.file.digest),
        entry.file.name,
        interning.source.number(db, entry.file.source),
        entry.file.size,
        packed.format,
        str(entry.visibility),
        packed.date,
        packed.year or 0,
        interning.journal.number(db, packed.journal),
        packed.licence,
        "",
        interning.maker(db, "reader", made.reader),
        interning.maker(db, "finder", made.finder),
        interning.maker(db, "cutter", made.cutter),
        interning.maker(db, "linker", made.linker),
        entry.at,
        0,
        0,
        len(packed.references),
        0,
    )
    db.execute(f"INSERT INTO document VALUES ({','.join('?' * len(row))})", row)
    for table, body in (
        ("text", packed.text),
        ("layout", packed.layout),
        ("bibliography", packed.bibliography),
        ("front", packed.front),
    ):
        db.execute(f"INSERT INTO document_{table} (document, body) VALUES (?, ?)", (number, body))
    article_type, title, authors = facets_of(packed.record)
    facets = (number, article_type, title, "\n".join(authors), packed.study)
    db.execute("INSERT INTO document_facets VALUES (?, ?, ?, ?, ?)", facets)
    insert_problems(db, number, packed.problems, linking=False)
    insert_problems(db, number, entry.problems, linking=True)
    return number


def insert_problems(db: sqlite3.Connection, number: int, problems: Sequence[Problem], *, linking: bool) -> None:
    """Record problems of a document."""
    if problems:
        db.executemany(
            "INSERT INTO problem (document, linking, kind, words, place) VALUES (?, ?, ?, ?, ?)",
            [(number, int(linking), str(p.kind), p.words, p.where) for p in problems],
        )
        db.execute("UPDATE document SET problems = problems + ? WHERE id = ?", (len(problems), number))


def _put_unreadable(batch: Batch, file: UnreadableFile) -> None:
    db, digest = batch.db, bytes.fromhex(file.file.digest)
    known = db.execute("SELECT id FROM unreadable WHERE digest = ?", (digest,)).fetchone()
    if known is not None:
        number = known[0]
        db.execute("DELETE FROM problem WHERE unreadable = ?", (number,))
    else:
        batch.forget_any()
        number = db.execute(
            "INSERT INTO unreadable (digest, name, source, size, at) VALUES (?, ?, ?, ?, ?)",
            (digest, file.file.name, batch.interning.source.number(db, file.file.source), file.file.size, file.at),
        ).lastrowid
    db.executemany(
        "INSERT INTO problem (unreadable, linking, kind, words, place) VALUES (?, 0, ?, ?, ?)",
        [(number, str(p.kind), p.words, p.where) for p in file.problems],
    )


def is_removed(db: sqlite3.Connection, names: Iterable[str]) -> bool:
    """Whether a tombstone has any of these digests or identifiers."""
    return next(select_in(db, "SELECT 1 FROM tombstone_name WHERE name IN ({})", names), None) is not None


# -- the derived rows of one document --------------------------------------------------------------------------------------


class Kept(msgspec.Struct):
    """What is kept of statements whose document is made anew: classifications by name, with a digest of the words; and which
    of these wait to be classified again."""

    classifications: dict[bytes, tuple[bytes, list[tuple[Any, ...]]]] = {}
    waiting: set[bytes] = set()


def activate(batch: Batch, citing: Touched, number: int, entry: Entry, kept: Kept) -> None:
    """Write an entry's references and statements, and count them: from now on this is the article's active form."""
    db, packed = batch.db, entry.packed
    cited_by_position: list[list[Touched]] = []
    reference_rows: list[tuple[Any, ...]] = []
    sections: dict[int, set[int]] = {}  # cited article → where it is cited
    ballots = [work.ballot for reference in packed.references for work in reference.works]
    batch.ballots.write(number, ballots)
    at = number * PLACES  # where the next work's ballot stands
    for position, reference in enumerate(packed.references):
        links = entry.links[position] if position < len(entry.links) else ()
        targets: list[Touched] = []
        for place, link in enumerate(links):
            work = reference.works[place]
            target = _follow(batch, link, work)
            if target is not None:
                batch.vote(target, work.ballot, at + place if at + place < (number + 1) * PLACES else 0)
                if target.id not in sections:
                    sections[target.id] = set()
                if target not in targets:
                    targets.append(target)
            reference_rows.append((number, position, place, reference.key, *_link_row(batch, link, target)))
        if not links:
            reference_rows.append((number, position, 0, reference.key, *_NO_LINK))
        cited_by_position.append(targets)
        at += len(reference.works)
    db.executemany(
        "INSERT INTO reference (document, position, work, key, article, linked_as, status, reason, score, runner_up, words)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        reference_rows,
    )
    named, year, journal = db.execute("SELECT named_as, year, journal FROM document WHERE id = ?", (number,)).fetchone()
    first = batch.take_numbers("statement", len(packed.statements))
    rows: list[tuple[Any, ...]] = []
    about: list[tuple[Any, ...]] = []
    unresolved = 0
    headings: dict[str, int] = {}
    keys = [reference.key for reference in packed.references]
    for id, s in enumerate(packed.statements, start=first):
        cites, mention, section, place = s.reference, s.mention, s.section, s.place
        if cites is None:
            unresolved += 1
            name = unresolved_name(named, unresolved)
            self_citation = 0
        else:
            name = blake2b(f"{named}\x1f{keys[cites]}\x1f{mention}".encode(), digest_size=10).digest()  # statement_name
            self_citation = int(s.self_citation)
            for target in cited_by_position[cites]:
                cited = target.id
                about.append((cited, year, id, number, UNCLASSIFIED, section, place, self_citation, journal))
                target.counts[UNCLASSIFIED] += 1
                if target.parts is not None:
                    target.gains.append((section, year, UNCLASSIFIED, 1))
                sections[cited].add(section)
        words = s.heading
        heading = headings.get(words)
        if heading is None:
            heading = headings[words] = batch.interning.heading.number(db, words)
        rows.append(
            (
                id, name, number, cites, mention, s.kind, s.style, place, section,
                self_citation, UNCLASSIFIED, heading, s.language, s.spans,
            )
        )  # fmt: skip
    for target_id, cited_in in sections.items():
        batch.get(target_id).count_citing(1, cited_in, year)
    db.executemany("INSERT INTO statement VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    about.sort()
    db.executemany("INSERT INTO about VALUES (?,?,?,?,?,?,?,?,?)", about)
    db.execute("INSERT INTO waiting SELECT id FROM statement WHERE id >= ? AND id < ?", (first, first + len(rows)))
    db.execute("UPDATE document SET active = 1, first_statement = ?, statements = ? WHERE id = ?", (first, len(rows), number))
    citing.document = number
    citing.changed = True
    batch.note(STATEMENTS_CHANGED, citing.id)
    for relation in entry.relations:
        other = article_for(batch, relation.article, relation.identifiers, ())
        other.changed = True
        named = other.id if relation.article == other.key else batch.number_of(relation.article)
        db.execute(
            "INSERT INTO relation (article, kind, other, document, named, printed) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (citing.id, RELATION_CODE[relation.kind], other.id, number, named, relation.printed),
        )
    if entry.relations:
        batch.flush()  # versions are read by their rows
    from citance.store.sqlite.judging import restore_classifications
    from citance.store.sqlite.reviews import reattach

    if kept.classifications:
        batch.flush()
        restore_classifications(batch, number, kept)
    if batch.has_any("review") and db.execute("SELECT 1 FROM review WHERE article IN (?, 0) LIMIT 1", (citing.id,)).fetchone():
        batch.flush()
        reattach(batch, citing.id, number)


_NO_LINK = (None, None, STATUS_CODE[LinkStatus.UNLINKED], REASON_CODE[LinkReason.TOO_LITTLE], None, None, None)


def statement_name(named: str, reference: str, mention: int) -> bytes:
    """The ten bytes of `statement_id`, without the way over its letters."""
    return blake2b(f"{named}\x1f{reference}\x1f{mention}".encode(), digest_size=10).digest()


def unresolved_name(named: str, ordinal: int) -> bytes:
    """The name of a citation that leads to no reference, or to none surely: the n-th such of its article."""
    return statement_name(named, "", ordinal)


assert name_of(statement_id("a", "b", 1)) == statement_name("a", "b", 1)


def _follow(batch: Batch, link: Link, work: PackedWork) -> Touched | None:
    """The article a link leads to, made now where it is new."""
    key = link.article
    if key is None or link.status is not LinkStatus.LINKED:
        return None
    article = batch.find(key) or batch.create(key, work.match_keys)
    if work.identifiers:
        batch.add_identifiers(article, work.identifiers)
    return article


def _link_row(batch: Batch, link: Link, target: Touched | None) -> tuple[Any, ...]:
    # Codes of words are found by their identity: members of an enumeration are hashed in Python.
    reason, words = link.reason, link.words
    # One that names an article by a key it had before it was joined goes back with that key, should the two be parted.
    named = batch.number_of(link.article) if target is not None and link.article != target.key else None
    if target is not None and reason is _BY_IDENTIFIER and words == _BY_IDENTIFIER_WORDS and link.score is None:
        return (target.id, named, *_LINK_BY_IDENTIFIER)
    runner_up = batch.find(link.runner_up) if link.runner_up else None
    return (
        target.id if target else None,
        named,
        STATUS_CODE[link.status],
        REASON_CODE[reason],
        link.score,
        runner_up.id if runner_up else None,
        words if words != REASON_WORDS.get(reason, "") else None,
    )


# What nearly every link says.
_BY_IDENTIFIER = LinkReason.IDENTIFIER
_BY_IDENTIFIER_WORDS = REASON_WORDS[_BY_IDENTIFIER]
_LINK_BY_IDENTIFIER = (STATUS_CODE[LinkStatus.LINKED], REASON_CODE[_BY_IDENTIFIER], None, None, None)


def retire(batch: Batch, number: int) -> Kept:
    """Take back all that a document's references and statements counted for, and keep it as a dormant form."""
    batch.flush()  # its article may have come in this very batch
    entry = dormant_entry(batch.db, number)
    kept = undo(batch, number)
    make_dormant(batch, number, entry)
    return kept


def undo(batch: Batch, number: int) -> Kept:
    """Take back all that a document's references and statements counted for; what may be used again by the next."""
    from citance.store.sqlite.judging import keep_classifications

    db = batch.db
    article, first, count, year = db.execute(
        "SELECT article, first_statement, statements, year FROM document WHERE id = ?", (number,)
    ).fetchone()
    kept = keep_classifications(db, number)
    ballots = [[ballot_of(work) for work in reference.works] for reference in references_of(db, number)]
    cited: dict[int, set[int]] = {}
    for position, place, target in db.execute(
        "SELECT position, work, article FROM reference WHERE document = ? AND article IS NOT NULL", (number,)
    ).fetchall():
        batch.unvote(batch.get(target), ballots[position][place])
        cited.setdefault(position, set()).add(target)
    sections: dict[int, set[int]] = {target: set() for targets in cited.values() for target in targets}
    last = first + count
    about = []
    for id, position, verdict, section in db.execute(
        "SELECT id, reference, verdict, section FROM statement WHERE id >= ? AND id < ? AND reference IS NOT NULL", (first, last)
    ).fetchall():
        for target in cited.get(position, ()):
            batch.get(target).count(verdict, -1, section, year)
            sections[target].add(section)
            about.append((target, year, id))
    for target, cited_in in sections.items():
        batch.get(target).count_citing(-1, cited_in, year)
    db.executemany("DELETE FROM about WHERE article = ? AND year = ? AND statement = ?", about)
    db.execute(
        "UPDATE review SET statement = NULL WHERE article = ?"
        " AND statement IN (SELECT name FROM statement WHERE id >= ? AND id < ?)",  # not those of another form, in a join
        (article, first, last),
    )
    for table, column in (("classification", "statement"), ("waiting", "statement"), ("statement", "id")):
        db.execute(f"DELETE FROM {table} WHERE {column} >= ? AND {column} < ?", (first, last))
    db.execute("DELETE FROM reference WHERE document = ?", (number,))
    db.execute("DELETE FROM document_works WHERE document = ?", (number,))
    batch.ballots.forget(number)
    others = [row[0] for row in db.execute("SELECT other FROM relation WHERE document = ?", (number,))]
    db.execute("DELETE FROM relation WHERE document = ?", (number,))
    for other in others:
        batch._emptied.add(other)
        batch.get(other).changed = True
    db.execute("UPDATE document SET active = 0, first_statement = 0, statements = 0 WHERE id = ?", (number,))
    citing = batch.get(article)
    citing.document = None
    citing.changed = True
    batch._emptied.add(article)
    batch.note(STATEMENTS_CHANGED, article)
    batch.flush()
    return kept


def references_of(db: sqlite3.Connection, number: int) -> Any:
    """The references of a document, read into fields."""
    row = db.execute("SELECT body FROM document_bibliography WHERE document = ?", (number,)).fetchone()
    return unpack_references(row[0])


# -- dormant forms ---------------------------------------------------------------------------------------------------------


def make_dormant(batch: Batch, number: int, entry: Entry) -> None:
    """Keep the derived part of an entry as it came, without its bodies, for the day it becomes active."""
    packed = msgspec.structs.replace(entry.packed, text=b"", layout=b"", bibliography=b"", front=b"")
    body = compress(encode(msgspec.structs.replace(entry, packed=packed)))
    batch.db.execute("DELETE FROM document_dormant WHERE document = ?", (number,))
    batch.db.execute("INSERT INTO document_dormant (document, body) VALUES (?, ?)", (number, body))


def wake(batch: Batch, number: int, kept: Kept) -> None:
    """Make a dormant form the active one; `kept` of the form that was, where there was one."""
    row = batch.db.execute("SELECT body FROM document_dormant WHERE document = ?", (number,)).fetchone()
    entry = decode(decompress(row[0]), Entry)
    batch.db.execute("DELETE FROM document_dormant WHERE document = ?", (number,))
    article = batch.db.execute("SELECT article FROM document WHERE id = ?", (number,)).fetchone()[0]
    batch.load(_keys_of(entry))
    activate(batch, batch.get(article), number, entry, kept)


def dormant_entry(db: sqlite3.Connection, number: int) -> Entry:
    """The entry of an active document, made from its rows. Works go by the key they lead to; they are filed no further."""
    from citance.store.sqlite.documents import read_entry

    return read_entry(db, number, as_named=True)


def statement_rows(db: sqlite3.Connection, number: int) -> tuple[PackedStatement, ...]:
    """The statements of an active document, as packed."""
    first, count = db.execute("SELECT first_statement, statements FROM document WHERE id = ?", (number,)).fetchone()
    return tuple(
        PackedStatement(reference, mention, kind, style, place, section, bool(own), spans, heading, language)
        for reference, mention, kind, style, place, section, own, spans, heading, language in db.execute(
            "SELECT s.reference, s.mention, s.kind, s.style, s.place, s.section, s.self_citation, s.spans, h.words, s.language"
            " FROM statement s JOIN heading h ON h.id = s.heading WHERE s.id >= ? AND s.id < ? ORDER BY s.id",
            (first, first + count),
        )
    )
