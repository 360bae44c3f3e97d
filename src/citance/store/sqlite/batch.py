"""What one transaction does to articles: those touched are held in memory until the end, so that a work cited by fifty documents
of a batch is read and written once."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from citance.store import parts as parts_of
from citance.store.sqlite.ballots import Ballots
from citance.store.sqlite.changes import ARTICLE_CHANGED, GONE, STATEMENTS_CHANGED
from citance.store.sqlite.counting import CITING, TALLY, write_parts
from citance.store.sqlite.interning import Interning
from citance.store.sqlite.meta import next_id, set_meta
from citance.store.sqlite.selecting import select_in
from citance.store.votes import Ballot, add_vote, take_vote


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

    def article_for(self, key: str, identifiers: Sequence[str], match_keys: Sequence[int]) -> Touched:
        """The article of this key, made now where it is new, with these identifiers where nobody has them."""
        article = self.find(key)
        if article is None:
            article = self.create(key, match_keys)
        self.add_identifiers(article, identifiers)
        return article

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
            elif article.changed or article.gains:  # verdicts that change places leave the counts as they were
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
