"""A store in plain dictionaries, gone when closed: for tests and small jobs.

It keeps what it was told and works everything else out when asked: tallies by looking at every statement, fields of works by
asking every reference. So it is slow and easily right, and what the SQLite store counts step by step is held against it.
"""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal, NamedTuple

import msgspec

from citance.errors import NotFound, StoreError
from citance.model import (
    Article,
    Classification,
    Document,
    Identifier,
    Link,
    LinkReason,
    LinkStatus,
    PlacedLine,
    ProblemKind,
    Reference,
    RelationKind,
    Review,
    Stance,
    StatementText,
    Tally,
    find_placed,
    statement_id,
)
from citance.model.document import NOTES
from citance.store import forms
from citance.store.articles import MOST_CANDIDATES, TURNED, VERSIONS, shown_record, sorted_names
from citance.store.base import (
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
    MatchKeys,
    Outcome,
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
    spell,
)
from citance.store.classified import as_kept
from citance.store.codes import KINDS, PLACES, REASON_WORDS, RELATION_CODE, SECTIONS, STYLES, VERDICTS, verdict_code
from citance.store.facets import facets_of, journal_of
from citance.store.packing import (
    PackedDocument,
    PackedStatement,
    PackedWork,
    marker_start,
    pack_front,
    strictest,
    unpack_placed,
    unpack_spans,
    words,
)
from citance.store.reviewing import Mention, find_mention, is_disputed, link_verdict_of, verdict_of
from citance.store.votes import add_vote, ballot_of, count_votes

_EVERYTHING = StatementFilter()


class _Statement(msgspec.Struct):
    number: int
    id: str
    packed: PackedStatement
    self_citation: bool
    history: list[tuple[str, Classification]] = msgspec.field(default_factory=list)


class _Form(msgspec.Struct):
    """A document: `article` and the links' articles are keys as they were given; joins are followed when asked."""

    number: int
    entry: Entry
    article: str
    named_as: str
    active: bool = False
    links: list[list[Link]] = msgspec.field(default_factory=list)
    statements: list[_Statement] = msgspec.field(default_factory=list)


class _Kept(NamedTuple):
    """What was said of a statement whose document is made anew, and whether it waits to be classified again."""

    parts: str
    history: list[tuple[str, Classification]]
    waits: bool


class _Review(msgspec.Struct):
    number: int
    review: Review
    statement: str | None = None
    before: tuple[int, Link] | None = None  # of a link review: the link as the machine made it
    known_as: tuple[tuple[str, ...], tuple[int, ...]] = ((), ())  # identifiers and match keys of the article it led to


class _State(msgspec.Struct):
    """All there is, so that a transaction can put it back."""

    works: dict[str, set[str]] = msgspec.field(default_factory=dict)  # key → identifiers; the rest is worked out
    orders: dict[str, int] = msgspec.field(default_factory=dict)  # key, absorbed ones too → when it was entered
    filed: dict[str, set[int]] = msgspec.field(default_factory=dict)  # key, absorbed ones too → match keys
    joined: dict[str, str] = msgspec.field(default_factory=dict)  # absorbed key → survivor's, as of the join
    forms: dict[int, _Form] = msgspec.field(default_factory=dict)
    unreadable: dict[str, UnreadableFile] = msgspec.field(default_factory=dict)
    joins: dict[int, JoinRecord] = msgspec.field(default_factory=dict)
    last_documents: dict[int, int] = msgspec.field(default_factory=dict)  # join → the newest document then
    given_visibility: dict[str, Visibility] = msgspec.field(default_factory=dict)  # key → what a person said
    moved: dict[int, list[int]] = msgspec.field(default_factory=dict)  # join → documents of the absorbed one
    waiting: set[str] = msgspec.field(default_factory=set)
    reviews: dict[int, _Review] = msgspec.field(default_factory=dict)
    tombstones: dict[int, Tombstone] = msgspec.field(default_factory=dict)
    changes: list[Change] = msgspec.field(default_factory=list)
    forgotten: int = 0
    progress: dict[str, int] = msgspec.field(default_factory=dict)
    last: dict[str, int] = msgspec.field(default_factory=dict)  # numbers given


class MemoryStore:
    """A store in dictionaries. See store.base.Store for what each method answers."""

    path = ""
    read_only = False

    def __init__(self) -> None:
        self._s = _State()
        self._lock = threading.RLock()
        self._depth = 0
        self._noted: dict[tuple[str, str], None] = {}
        self._emptied: set[str] = set()

    def __enter__(self) -> MemoryStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self._s = _State()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Makes one transaction of all that is written within."""
        with self._lock:
            before = copy.deepcopy(self._s) if not self._depth else None
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._finish()
            except BaseException:
                if before is not None:
                    self._s = before
                    self._noted.clear()
                    self._emptied.clear()
                raise
            finally:
                self._depth -= 1

    def _number(self, what: str) -> int:
        self._s.last[what] = self._s.last.get(what, 0) + 1
        return self._s.last[what]

    def _note(self, kind: Literal["article", "statements", "gone"], key: str) -> None:
        self._noted[kind, key] = None

    def _let_orphans_go(self) -> None:
        for key in sorted(self._emptied):
            self._drop_if_orphan(key)
        self._emptied.clear()

    def _finish(self) -> None:
        self._let_orphans_go()
        for kind, key in sorted(self._noted):
            if kind != "gone" and key not in self._s.works:
                continue
            self._s.changes.append(Change(self._number("change"), kind, key))  # type: ignore[arg-type]
        self._noted.clear()

    def _drop_if_orphan(self, key: str) -> None:
        if key not in self._s.works or self._forms_of(key) or any(True for _ in self._links_to({key})):
            return
        for form in self._active():
            if any(self._now(relation.article) == key for relation in form.entry.relations):
                return
        others = [k for k in self._s.joined if self._follow(k) == key]
        for other in others:
            del self._s.joined[other], self._s.orders[other]
            self._s.filed.pop(other, None)
        del self._s.works[key], self._s.orders[key]
        self._s.filed.pop(key, None)
        for number in [n for n, record in self._s.joins.items() if {key, *others} & {record.survivor, record.absorbed}]:
            del self._s.joins[number]
        self._note("gone", key)

    # Finding articles

    def _follow(self, key: str) -> str:
        while key in self._s.joined:
            key = self._s.joined[key]
        return key

    def _now(self, key: str) -> str:
        found = self._follow(key)
        if found not in self._s.works:
            raise NotFound("article", key)
        return found

    def _known(self, keys: Collection[str]) -> dict[str, str]:
        return {key: self._follow(key) for key in keys if self._follow(key) in self._s.works}

    def find(self, identifier: Identifier) -> str | None:
        """The key of the article that has this identifier."""
        return self.find_by_identifiers((spell(identifier),)).get(spell(identifier))

    def find_by_identifiers(self, names: Collection[str]) -> dict[str, str]:
        """The keys of the articles that have these identifiers."""
        wanted = set(names)
        return {name: key for key, held in self._s.works.items() for name in held & wanted}

    def find_by_match_keys(self, sought: Sequence[MatchKeys], most: int = 8) -> list[tuple[str, ...]]:
        """For each record, the keys of the articles filed under its match keys."""
        oldest = sorted(self._s.filed, key=self._s.orders.__getitem__)
        found = []
        for record in sought:
            filed = [[key for key in oldest if match_key in self._s.filed[key]][:MOST_CANDIDATES] for match_key in record.keys]
            shared = Counter(key for keys in filed for key in keys)
            enough = [key for key, times in shared.items() if times >= record.least]
            best = sorted(enough, key=lambda key: (-shared[key], self._s.orders[key]))[: 2 * most]
            now = dict.fromkeys(self._follow(key) for key in best)
            found.append(tuple(key for key in now if key in self._s.works)[:most])
        return found

    def _in_order(self) -> list[str]:
        return sorted(self._s.works, key=self._s.orders.__getitem__)

    def identifiers_of(self, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
        """All identifiers of these articles."""
        return {key: sorted_names(self._s.works[now]) for key, now in self._known(keys).items()}

    def current_key(self, key: str) -> str:
        """The key the article goes by now."""
        return self._now(key)

    def article(self, key: str) -> Article:
        """The article of this key."""
        key = self._now(key)
        names = sorted_names(self._s.works[key])
        form = self._active_form(key)
        votes: bytes | None = None
        for citing, position, place in self._links_to({key}):
            votes = add_vote(votes, citing.entry.packed.references[position].works[place].ballot)
        return Article(
            key=key,
            record=shown_record(form.entry.packed.record if form else None, votes, names),
            all_identifiers=names,
            has_document=form is not None,
            cited_by=self.tally(key).citing_articles,
            known_from_references=0 if form else count_votes(votes),
            versions=tuple(sorted(self._versions(key))),
        )

    def articles(self, keys: Collection[str]) -> dict[str, Article]:
        """Several articles by the keys asked for."""
        return {key: self.article(now) for key, now in self._known(keys).items()}

    def all_articles(self, *, with_document: bool | None = None) -> Iterator[Article]:
        """Every article, oldest first."""
        for key in self._in_order():
            article = self.article(key)
            if with_document is None or article.has_document == with_document:
                yield article

    def in_journals(self) -> Iterator[InJournal]:
        """Every article that says in which journal it appeared."""
        for with_document in (True, False):
            for article in self.all_articles(with_document=with_document):
                journal, form = article.record.journal, self._active_form(article.key)
                if journal.title or journal.issns:
                    yield InJournal(
                        article.key,
                        journal.title,
                        journal.issns,
                        article.record.year,
                        self.tally(article.key),
                        None if form is None else form.entry.visibility,
                        "" if form is None else journal.abbreviation or "",
                    )

    def _relations(self) -> Iterator[tuple[str, RelationKind, str, str]]:
        for form in self._active():
            for relation in form.entry.relations:
                one, two = self._now(form.article), self._now(relation.article)
                if one != two:
                    yield one, relation.kind, two, relation.printed

    def relations(self, key: str) -> tuple[Relation, ...]:
        """What this article and others say of each other."""
        key = self._now(key)
        said: dict[tuple[RelationKind, str], Relation] = {}
        for turned in (False, True):
            for one, kind, two, printed in sorted(self._relations()):
                own, other = (two, one) if turned else (one, two)
                shown = TURNED.get(kind) if turned else kind
                if own == key and shown is not None:
                    names = sorted_names(self._s.works[other])
                    said.setdefault((shown, other), Relation(shown, other, names, printed))
        return tuple(said.values())

    def relations_of(self, keys: Collection[str]) -> dict[str, tuple[Relation, ...]]:
        """What each of these articles and others say of each other."""
        return {key: found for key in self._known(keys) if (found := self.relations(key))}

    def related(self) -> tuple[str, ...]:
        """The keys of all articles that have relations."""
        return tuple(self.relations_of(self._in_order()))

    def _versions(self, key: str) -> set[str]:
        pairs = [(one, two) for one, kind, two, _ in self._relations() if kind in VERSIONS]
        return {two for one, two in pairs if one == key} | {one for one, two in pairs if two == key}

    def _family(self, key: str) -> set[str]:
        found, pending = {key}, {key}
        while pending:
            pending = {two for one in pending for two in self._versions(one)} - found
            found |= pending
        return found

    def joins(self, key: str | None = None) -> tuple[JoinRecord, ...]:
        """The joins of one article, or all."""
        if key is not None and key not in self._s.works and key not in self._s.joined:
            raise NotFound("article", key)
        return tuple(
            record for _, record in sorted(self._s.joins.items()) if key is None or key in (record.survivor, record.absorbed)
        )

    def join(self, join: Join, at: str = "") -> int:
        """Make two articles one."""
        with self.transaction():
            self._now(join.absorbed)
            return self._join(join, at, None)

    def _join(self, join: Join, at: str, document: int | None) -> int:
        survivor = self._now(join.survivor)
        newcomer = join.absorbed not in self._s.works and join.absorbed not in self._s.joined
        absorbed = join.absorbed if newcomer else self._now(join.absorbed)
        if survivor == absorbed:
            return 0
        number = self._number("join")
        newest = self._s.last.get("document", 0) if document is None else document
        if newcomer:
            names = set(join.identifiers)
            self._s.orders[absorbed] = self._number("article")
            self._add_identifiers(survivor, join.identifiers)
            newest -= document is not None
        else:
            names = self._s.works.pop(absorbed)
            self._s.works[survivor] |= names
        self._s.last_documents[number] = newest
        self._s.moved[number] = [form.number for form in self._s.forms.values() if self._follow(form.article) == absorbed]
        self._s.joined[absorbed] = survivor
        self._s.joins[number] = JoinRecord(
            number, survivor, absorbed, join.why, tuple(sorted(names)) if not newcomer else join.identifiers, at, document
        )
        if not newcomer:
            for citing, _, _ in self._links_to({survivor}):
                self._note("statements", self._now(citing.article))
            self._note("gone", absorbed)
        if said := self.given_visibility((survivor, absorbed)):
            self._s.given_visibility[survivor] = strictest(said.values())
            self._apply_visibility(survivor)
        if not newcomer and self._s.moved[number]:
            self._choose_form(survivor)
        self._note("article", survivor)
        return number

    def undo_join(self, number: int, at: str = "") -> None:
        """Part what a join made one."""
        with self.transaction():
            record = self._s.joins.get(number)
            if record is None or record.undone:
                raise NotFound("join", str(number))
            self._s.joins[number] = msgspec.structs.replace(record, undone=True)
            self._part(record, self._s.last_documents[number])

    def drop_joins(self) -> None:
        """Take back what records of documents joined."""
        with self.transaction():
            for number, record in sorted(self._s.joins.items(), reverse=True):
                if record.document is not None and not record.undone:
                    parted = self._part(record, self._s.last["document"])
                    del self._s.joins[number]
                    self._emptied.update(parted)

    def _part(self, record: JoinRecord, newest: int) -> tuple[str, str]:
        absorbed, survivor = record.absorbed, self._follow(record.absorbed)
        del self._s.joined[absorbed]
        theirs = set(record.identifiers)
        mine = self._s.works[survivor] - theirs
        self._s.works[survivor] = set(mine)
        self._s.works[absorbed] = set(theirs)
        for form in self._active():
            for position, links in enumerate(form.links):
                for place, link in enumerate(links):
                    if link.article is None or self._follow(link.article) != survivor or form.number <= newest:
                        continue
                    names = set(form.entry.packed.references[position].works[place].identifiers)
                    if names & theirs and not names & mine:
                        links[place] = msgspec.structs.replace(link, article=absorbed)
        for form in self._s.forms.values():
            names = set(form.entry.packed.identifiers)
            late = form.number > newest and names & theirs and not names & mine
            if form.number in self._s.moved[record.number] or (late and self._follow(form.article) == survivor):
                form.article = absorbed
        for key in (survivor, absorbed):
            self._name_by_own_key(key)
        for row in self._s.reviews.values():
            if row.statement is not None and self._follow(row.review.article) == absorbed:
                found = self._find_statement(row.statement)
                if found is not None and self._follow(found[0].article) != absorbed:
                    self._touch(*found)
                    self._let_go(row, found[0])
        for citing, _, _ in self._links_to({survivor, absorbed}):
            self._note("statements", self._now(citing.article))
        for key in (survivor, absorbed):
            if self._forms_of(key):
                self._choose_form(key)
            self._note("article", key)
        return survivor, absorbed

    def _name_by_own_key(self, key: str) -> None:
        """Give the statements of forms that were named by the other article's key, while the two were one, ids of their own."""
        own = {key, *(other for other in self._s.joined if self._follow(other) == key)}
        held = sorted(self._forms_of(key), key=lambda form: form.number)
        name = next((form.named_as for form in held if form.named_as in own), key)
        for form in held:
            if form.named_as in own:
                continue
            form.named_as = name
            new = {s.id: id for s, id in zip(form.statements, _ids(form.entry.packed, name), strict=False)}
            for statement in form.statements:
                if statement.id in self._s.waiting:
                    self._s.waiting.remove(statement.id)
                    self._s.waiting.add(new[statement.id])
                statement.id = new[statement.id]
            for row in self._s.reviews.values():
                if row.statement is not None:
                    row.statement = new.get(row.statement, row.statement)
            self._note("statements", key)

    def kept_apart(self, keys: Collection[str]) -> frozenset[frozenset[str]]:
        """Pairs among these keys whose join was undone."""
        pairs = set()
        for record in self._s.joins.values():
            if record.undone:
                ones = [key for key, now in self._known(keys).items() if now == record.survivor]
                twos = [key for key, now in self._known(keys).items() if now == record.absorbed]
                pairs |= {frozenset((one, two)) for one in ones for two in twos}
        return frozenset(pairs)

    # Documents

    def _active(self) -> list[_Form]:
        return [form for form in self._s.forms.values() if form.active]

    def _forms_of(self, key: str) -> list[_Form]:
        return [form for form in self._s.forms.values() if self._follow(form.article) == key]

    def _active_form(self, key: str) -> _Form | None:
        return next((form for form in self._forms_of(key) if form.active), None)

    def _links_to(self, keys: set[str]) -> Iterator[tuple[_Form, int, int]]:
        for form in self._active():
            for position, links in enumerate(form.links):
                for place, link in enumerate(links):
                    if link.article is not None and self._follow(link.article) in keys:
                        yield form, position, place

    def known_files(self, digests: Collection[str]) -> dict[str, FileState]:
        """Which of these bytes were seen before."""
        with self._lock:
            known = {digest: FileState.REMOVED for tomb in self._s.tombstones.values() for digest in tomb.digests}
            known |= {
                digest: FileState.UNREADABLE
                for digest, file in self._s.unreadable.items()
                if all(problem.kind is not ProblemKind.TIMEOUT for problem in file.problems)
            }
            known |= {form.entry.file.digest: FileState.STORED for form in self._s.forms.values()}
            return {digest: known[digest] for digest in digests if digest in known}

    def article_of_file(self, digest: str) -> str | None:
        """The article that these bytes gave a document of."""
        with self._lock:
            forms = (form for form in self._s.forms.values() if form.entry.file.digest == digest)
            return next((self._now(form.article) for form in forms), None)

    def put(self, entries: Sequence[Entry], unreadable: Sequence[UnreadableFile] = ()) -> list[Stored]:
        """Store documents with their links and statements."""
        with self.transaction():
            outcomes = []
            for entry in entries:
                outcomes.append(self._put(entry))
                self._let_orphans_go()  # after each, so that it makes no difference what is put together
            for file in unreadable:
                first = self._s.unreadable.get(file.file.digest, file)
                self._s.unreadable[file.file.digest] = msgspec.structs.replace(first, problems=file.problems)
            return outcomes

    def _put(self, entry: Entry) -> Stored:
        for form in self._s.forms.values():
            if form.entry.file.digest == entry.file.digest:
                return Stored(Outcome.UNCHANGED, self._now(form.article), form.number)
        if self.is_removed((entry.file.digest, *entry.packed.identifiers)):
            return Stored(Outcome.REMOVED)
        number = self._number("document")
        for join in entry.joins:
            self._enter_survivor(entry, join.survivor)
            self._join(join, entry.at, number)
        key = self._enter(entry.article, entry.packed.identifiers, entry.packed.match_keys)
        self._s.unreadable.pop(entry.file.digest, None)
        forms_before = sorted(self._forms_of(key), key=lambda form: form.number)
        named = forms_before[0].named_as if forms_before else key
        new = self._s.forms[number] = _Form(number, _kept(entry), key, named)
        if key in self._s.given_visibility:
            new.entry = msgspec.structs.replace(new.entry, visibility=self._s.given_visibility[key])
        former = next((form for form in forms_before if form.active), None)
        if former is not None and _rank(former) > _rank(new):
            return Stored(Outcome.INACTIVE, key, number)
        kept = self._retire(former) if former is not None else {}
        self._activate(new, kept)
        return Stored(Outcome.ADDED if former is None else Outcome.REPLACED, key, number)

    def _enter_survivor(self, entry: Entry, key: str) -> None:
        if self._follow(key) in self._s.works:
            return
        if key == entry.article:
            self._enter(key, (), entry.packed.match_keys)
        for reference, links in zip(entry.packed.references, entry.links, strict=False):
            for work, link in zip(reference.works, links, strict=False):
                if link.article == key:
                    self._enter(key, (), work.match_keys)

    def _enter(self, key: str, identifiers: Sequence[str], match_keys: Sequence[int]) -> str:
        now = self._follow(key)
        if now not in self._s.works:
            self._s.works[now] = set()
            self._s.orders[now] = self._number("article")
            self._s.filed[now] = set(match_keys)
        self._add_identifiers(now, identifiers)
        self._note("article", now)
        return now

    def _add_identifiers(self, key: str, names: Sequence[str]) -> None:
        taken = {name for held in self._s.works.values() for name in held}
        self._s.works[key] |= {name for name in names if name not in taken}

    def _activate(self, form: _Form, kept: dict[str, _Kept]) -> None:
        entry, packed = form.entry, form.entry.packed
        form.active = True
        form.links = []
        for position, reference in enumerate(packed.references):
            links = entry.links[position] if position < len(entry.links) else ()
            form.links.append([self._settle(link, reference.works[place]) for place, link in enumerate(links)])
        for relation in entry.relations:
            self._enter(relation.article, relation.identifiers, ())
        form.statements = []
        text = packed.unpack_text()
        for s, id in zip(packed.statements, _ids(packed, form.named_as), strict=True):
            own = s.reference is not None and s.self_citation
            statement = _Statement(self._number("statement"), id, s, own)
            former = kept.get(id)
            if former is not None and former.parts == _parts(text, s):
                statement.history = former.history
            if former is None or former.waits or not statement.history:
                self._s.waiting.add(id)
            form.statements.append(statement)
        key = self._now(form.article)
        self._note("article", key)
        self._note("statements", key)
        self._reattach(key, form)

    def _reattach(self, key: str, form: _Form) -> None:
        for row in self._s.reviews.values():
            if row.statement is None and not row.review.withdrawn and self._follow(row.review.article) == key:
                with suppress(NotFound):
                    self._attach(row, form)

    def _settle(self, link: Link, work: PackedWork) -> Link:
        """A link as it is kept: its article entered, its usual words left to the reason."""
        article = None
        if link.article is not None and link.status is LinkStatus.LINKED:
            article = self._enter(link.article, work.identifiers, work.match_keys)
            if link.article in self._s.joined:
                article = link.article
        runner_up = link.runner_up if link.runner_up and self._follow(link.runner_up) in self._s.works else None
        said = link.words or REASON_WORDS.get(link.reason, "")
        return Link(link.status, link.reason, said, article, link.score, (), runner_up)

    def _retire(self, form: _Form) -> dict[str, _Kept]:
        """Take a form's statements away, and keep its entry as its links are now; what was said of its statements."""
        links = tuple(tuple(links) for links in self._machine_links(form))
        form.entry = msgspec.structs.replace(form.entry, links=links, joins=())
        return self._undo(form)

    def _machine_links(self, form: _Form) -> list[list[Link]]:
        """The links as they were made; what persons said of them comes again with their reviews."""
        links = [list(each) for each in form.links]
        ids = {statement.id for statement in form.statements}
        for row in self._s.reviews.values():
            if row.statement in ids and row.before is not None and not row.review.withdrawn:
                position, link = row.before
                links[position][0] = link
        return links

    def _undo(self, form: _Form) -> dict[str, _Kept]:
        text = form.entry.packed.unpack_text()
        kept = {s.id: _Kept(_parts(text, s.packed), s.history, s.id in self._s.waiting) for s in form.statements if s.history}
        key = self._now(form.article)
        for links in form.links:
            for link in links:
                if link.article is not None:
                    self._emptied.add(self._now(link.article))
                    self._note("article", self._now(link.article))
        self._emptied |= {self._now(relation.article) for relation in form.entry.relations}
        self._emptied.add(key)
        ended = {s.id for s in form.statements}
        self._s.waiting -= ended
        for row in self._s.reviews.values():
            if row.statement is not None and row.statement in ended:
                row.statement = None
        form.active, form.links, form.statements = False, [], []
        self._note("statements", key)
        self._note("article", key)
        return kept

    def _choose_form(self, key: str, kept: dict[str, _Kept] | None = None) -> None:
        held = self._forms_of(key)
        best = max(held, key=_rank, default=None)
        kept = kept or {}
        for form in held:
            if form.active and form is not best:
                kept = kept | self._retire(form)
        if best is not None and not best.active:
            self._activate(best, kept)
        elif best is not None:
            self._reattach(key, best)
        self._note("statements", key)
        self._note("article", key)

    def put_again(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """Replace what was derived from stored documents."""
        with self.transaction():
            for number, entry in entries:
                form = self._form(number)
                for join in entry.joins:
                    self._enter_survivor(entry, join.survivor)
                    self._join(join, entry.at, number)
                kept = self._undo(form) if form.active else None
                old = form.entry
                packed = msgspec.structs.replace(
                    entry.packed,
                    format=old.packed.format,
                    front=old.packed.front,
                    text=old.packed.text,
                    layout=old.packed.layout,
                    date=old.packed.date,
                    year=old.packed.year,
                    journal=old.packed.journal,
                    study=old.packed.study if entry.packed.study is None else entry.packed.study,
                )
                form.entry = msgspec.structs.replace(
                    _kept(entry), packed=packed, file=old.file, visibility=old.visibility, at=old.at, joins=()
                )
                if kept is not None:
                    key = self._enter(form.article, entry.packed.identifiers, entry.packed.match_keys)
                    self._s.filed.setdefault(key, set()).update(entry.packed.match_keys)
                    self._activate(form, kept)
                if len(self._forms_of(self._now(form.article))) > 1:
                    self._choose_form(self._now(form.article), kept)

    def _form(self, number: int) -> _Form:
        form = self._s.forms.get(number)
        if form is None:
            raise NotFound("document", str(number))
        return form

    def documents(self, key: str | None = None) -> Iterator[DocumentInfo]:
        """The forms of one article, or all documents."""
        held = list(self._s.forms.values()) if key is None else self._forms_of(self._now(key))
        yield from (self._info(form) for form in sorted(held, key=lambda f: (key is not None and not f.active, f.number)))

    def _info(self, form: _Form) -> DocumentInfo:
        entry = form.entry
        return DocumentInfo(
            number=form.number,
            article=self._now(form.article),
            file=entry.file,
            format=entry.packed.format,
            active=form.active,
            visibility=entry.visibility,
            made_by=entry.made_by,
            date=entry.packed.date,
            licence=entry.packed.licence,
            at=entry.at,
            references=len(entry.packed.references),
            statements=len(form.statements),
            problems=len(entry.problems) + len(entry.packed.problems),
        )

    def document_info(self, number: int) -> DocumentInfo:
        """One document without its text."""
        return self._info(self._form(number))

    def document(self, number: int) -> Document:
        """The stored document, whole."""
        return self._form(number).entry.packed.unpack_document()

    def entry(self, number: int) -> Entry:
        """The stored document as an entry."""
        form = self._form(number)
        if not form.active:
            return msgspec.structs.replace(form.entry, article=self._now(form.article), joins=())
        links = self._read(self._machine_links(form))
        references = tuple(
            msgspec.structs.replace(
                reference,
                works=tuple(
                    PackedWork((links[i][j].article or "") if i < len(links) else "", work.identifiers, (), ballot_of(record))
                    for j, (work, record) in enumerate(zip(reference.works, read.works, strict=True))
                ),
            )
            for i, (reference, read) in enumerate(
                zip(form.entry.packed.references, form.entry.packed.unpack_references(), strict=True)
            )
        )
        packed: PackedDocument = msgspec.structs.replace(
            form.entry.packed,
            key=self._now(form.article),
            match_keys=(),
            references=references,
            statements=self.packed_statements(number),
            characters=0,
        )
        own = self._now(form.article)
        said = [(relation, other) for relation in form.entry.relations if (other := self._now(relation.article)) != own]
        said.sort(key=lambda pair: (RELATION_CODE[pair[0].kind], pair[1]))
        relations = tuple(Relation(r.kind, other, sorted_names(self._s.works[other]), r.printed) for r, other in said)
        return msgspec.structs.replace(
            form.entry,
            packed=packed,
            article=self._now(form.article),
            links=links,
            joins=(),
            relations=relations,
        )

    def packed_statements(self, number: int) -> tuple[PackedStatement, ...]:
        """The statements of a document, as packed."""
        return tuple(msgspec.structs.replace(s.packed, self_citation=s.self_citation) for s in self._form(number).statements)

    def bibliography(self, number: int) -> tuple[Reference, ...]:
        """The references of a document, read into fields."""
        return self._form(number).entry.packed.unpack_references()

    def links(self, number: int) -> tuple[tuple[Link, ...], ...]:
        """The links of a document."""
        return self._read(self._form(number).links)

    def _read(self, links: list[list[Link]]) -> tuple[tuple[Link, ...], ...]:
        return tuple(
            tuple(
                msgspec.structs.replace(
                    link,
                    article=self._follow(link.article) if link.article else None,
                    runner_up=link.runner_up if link.runner_up in self._s.works else None,
                )
                for link in each
            )
            for each in links
        )

    def problems(self, key: str | None = None) -> Iterator[ProblemRow]:
        """Problems of one article's documents, or all."""
        held = self._s.forms.values() if key is None else self._forms_of(self._now(key))
        for form in sorted(held, key=lambda form: form.number):
            for problem in (*form.entry.packed.problems, *form.entry.problems):
                yield ProblemRow(form.entry.file, problem, form.number, self._now(form.article))
        if key is None:
            for file in self._s.unreadable.values():
                yield from (ProblemRow(file.file, problem) for problem in file.problems)

    def set_visibility(self, keys: Collection[str], visibility: Visibility) -> int:
        """Keep what a person says of how much of these articles may be shown."""
        with self.transaction():
            return sum(self._say_visibility(self._now(key), visibility) for key in dict.fromkeys(keys))

    def _say_visibility(self, key: str, visibility: Visibility) -> int:
        absorbed = [one for one in self._s.joined if self._follow(one) == key]
        self._s.given_visibility |= dict.fromkeys((key, *absorbed), visibility)
        return self._apply_visibility(key)

    def _apply_visibility(self, key: str) -> int:
        """Show an article's documents as was said of it, if anything was; how many there are."""
        said = self._s.given_visibility.get(key)
        held = self._forms_of(key) if said is not None else []
        for form in held:
            form.entry = msgspec.structs.replace(form.entry, visibility=said)
            self._note("article", key)
            self._note("statements", key)
        return len(held)

    def given_visibility(self, keys: Collection[str]) -> dict[str, Visibility]:
        """What a person said of how much of these articles may be shown."""
        return {key: self._s.given_visibility[key] for key in keys if key in self._s.given_visibility}

    # Citations, statements, tallies

    def _cited(self, form: _Form, position: int | None) -> tuple[str, ...]:
        if position is None or position >= len(form.links):
            return ()
        return tuple(dict.fromkeys(self._now(link.article) for link in form.links[position] if link.article is not None))

    def _verdict(self, statement: _Statement) -> int:
        shown = verdict_of(row.review for row in self._reviews_on(statement.id))
        if shown is not None:
            return verdict_code(shown.stance, shown.evidence)
        if statement.history:
            last = statement.history[-1][1]
            return verdict_code(last.stance, last.evidence)
        return verdict_code(Stance.UNCLASSIFIED, None)

    def _about(self, keys: set[str]) -> Iterator[tuple[_Form, _Statement]]:
        for form in self._active():
            for statement in form.statements:
                if keys & set(self._cited(form, statement.packed.reference)):
                    yield form, statement

    def _count(self, keys: set[str]) -> Tally:
        counts = [0] * 7
        for _, statement in self._about(keys):
            counts[self._verdict(statement)] += 1
        counts[6] = len({form.number for form, _, _ in self._links_to(keys)})
        return Tally(*counts)

    def tally(self, key: str, *, combined: bool = False) -> Tally:
        """Statements about the article, and the articles that cite it."""
        key = self._now(key)
        return self._count(self._family(key) if combined else {key})

    def tallies(self, keys: Collection[str]) -> dict[str, Tally]:
        """The tallies of several articles."""
        return {key: self._count({now}) for key, now in self._known(keys).items()}

    def tallies_of(self, names: Collection[str]) -> dict[str, Tally]:
        """The tallies of the articles that have these identifiers."""
        return {name: self._count({key}) for name, key in self.find_by_identifiers(names).items()}

    def tally_by(self, key: str, field: Literal["section", "year", "journal"]) -> dict[str, Tally]:
        """The tally taken apart by where or when the article is cited."""
        parts: dict[Any, list[int]] = {}
        citing: dict[Any, set[int]] = {}
        for form, statement in self._about({self._now(key)}):
            packed = form.entry.packed
            part: Any = {"section": statement.packed.section, "year": packed.year or 0, "journal": packed.journal}[field]
            parts.setdefault(part, [0] * 7)[self._verdict(statement)] += 1
            citing.setdefault(part, set()).add(form.number)
        for part, documents in citing.items():
            parts[part][6] = len(documents)
        if field == "section":
            return {str(SECTIONS[part]): Tally(*parts[part]) for part in sorted(parts)}
        return {str(part or ""): Tally(*parts[part]) for part in sorted(parts, key=lambda part: (not part, part))}

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
        key = self._now(key)
        found = [pair for pair in self._about(self._family(key) if combined else {key}) if self._passes(*pair, filters)]

        def place(pair: tuple[_Form, _Statement]) -> tuple[int, int, int]:
            year, number = pair[0].entry.packed.year or 0, pair[1].number
            if order is StatementOrder.NEWEST:
                return (-year, -number, 0)
            return (year == 0, year, number) if order is StatementOrder.OLDEST else (number, 0, 0)

        found.sort(key=place)
        page = found[offset : offset + max(limit, 0)]
        return StatementPage(tuple(self._shown(form, statement) for form, statement in page), len(found))

    def columns_citing(self, key: str, *, combined: bool = False) -> StatementColumns:
        """All statements about an article, by what they are narrowed by."""
        key = self._now(key)
        found = list(self._about(self._family(key) if combined else {key}))
        found.sort(key=lambda pair: (-(pair[0].entry.packed.year or 0), -pair[1].number))
        verdicts = [VERDICTS[self._verdict(statement)] for _, statement in found]
        return StatementColumns(
            numbers=[statement.number for _, statement in found],
            documents=[form.number for form, _ in found],
            years=[form.entry.packed.year or 0 for form, _ in found],
            stances=[stance.value for stance, _ in verdicts],
            evidences=[evidence.value if evidence is not None else "" for _, evidence in verdicts],
            sections=[SECTIONS[statement.packed.section].value for _, statement in found],
            places=[PLACES[statement.packed.place].value for _, statement in found],
            self_citations=[statement.self_citation for _, statement in found],
            languages=[statement.packed.language for _, statement in found],
        )

    def most_cited(self, limit: int) -> tuple[str, ...]:
        """The keys of the articles that most others cite."""
        cited = {key: tally.citing_articles for key, tally in self.tallies(self._in_order()).items() if tally.citing_articles}
        return tuple(sorted(cited, key=lambda key: -cited[key])[:limit])

    def own_documents(self, keys: Collection[str]) -> dict[str, OwnDocument]:
        """What the active documents of these articles say."""
        active = {key: next(iter(self.documents(key)), None) for key in self._known(keys)}
        return {
            key: OwnDocument(found.visibility, self._form(found.number).entry.packed.study)
            for key, found in active.items()
            if found is not None and found.active
        }

    def citing_documents(self, numbers: Collection[int]) -> dict[int, CitingDocument]:
        """What the statements of these documents are narrowed by."""
        found = {}
        for number in sorted(numbers):
            form = self._form(number)
            article_type, journal, authors = facets_of(form.entry.packed.record)
            study = form.entry.packed.study
            citing = self._now(form.article)
            related = bool(self.relations(citing))
            found[number] = CitingDocument(citing, form.entry.visibility, journal, article_type, authors, study, related)
        return found

    def how_sure(self, numbers: Collection[int]) -> dict[int, float]:
        """How sure the stances of these statements are."""
        found: dict[int, float] = {}
        for _, statement in self._in_storing_order():
            if statement.number in numbers:
                sure = statement.history[-1][1].confidence if statement.history else None
                if any(row.review.subject == "stance" for row in self._reviews_on(statement.id)):
                    sure = 1.0
                if sure is not None:
                    found[statement.number] = sure
        return found

    def texts(self, numbers: Collection[int]) -> Iterator[tuple[int, StatementText]]:
        """The words of these statements."""
        return ((statement.number, statement.text) for statement in self.numbered(sorted(numbers)))

    def numbered(self, numbers: Sequence[int]) -> tuple[StoredStatement, ...]:
        """Statements by their numbers."""
        held = {pair[1].number: pair for pair in self._in_storing_order()}
        return tuple(self._shown(*held[number]) for number in numbers if number in held)

    def _passes(self, form: _Form, statement: _Statement, filters: StatementFilter) -> bool:
        stance, evidence = VERDICTS[self._verdict(statement)]
        packed, year = statement.packed, form.entry.packed.year
        return (
            (not filters.stance or stance in filters.stance)
            and (not filters.evidence or evidence in filters.evidence)
            and (not filters.section or SECTIONS[packed.section] in filters.section)
            and (not filters.place or PLACES[packed.place] in filters.place)
            and (filters.self_citation is None or filters.self_citation == statement.self_citation)
            and (filters.first_year is None or (year or 0) >= max(filters.first_year, 1))
            and (filters.last_year is None or 1 <= (year or 0) <= filters.last_year)
            and (not filters.journal or form.entry.packed.journal.casefold() in {name.casefold() for name in filters.journal})
        )

    def _shown(self, form: _Form, statement: _Statement) -> StoredStatement:
        packed = statement.packed
        stance, evidence = VERDICTS[self._verdict(statement)]
        reviews = tuple(row.review for row in self._reviews_on(statement.id))
        return StoredStatement(
            id=statement.id,
            number=statement.number,
            citing=self._now(form.article),
            cited=self._cited(form, packed.reference),
            document=form.number,
            reference=None if packed.reference is None else form.entry.packed.references[packed.reference].key,
            position=packed.reference,
            mention=packed.mention,
            marker_kind=KINDS[packed.kind],
            marker_style=STYLES[packed.style],
            place=PLACES[packed.place],
            section=SECTIONS[packed.section],
            year=form.entry.packed.year,
            self_citation=statement.self_citation,
            stance=stance,
            evidence=evidence,
            text=words(
                form.entry.packed.unpack_text(),
                packed.spans,
                id=statement.id,
                section=packed.section,
                heading=packed.heading,
                language=packed.language,
            ),
            visibility=form.entry.visibility,
            classification=statement.history[-1][1] if statement.history else None,
            reviews=reviews,
            disputed=is_disputed(reviews),
        )

    def statements_of(self, key: str) -> tuple[StoredStatement, ...]:
        """The statements an article makes."""
        form = self._active_form(self._now(key))
        return tuple(self._shown(form, statement) for statement in form.statements) if form else ()

    def _find_statement(self, id: str) -> tuple[_Form, _Statement] | None:
        return next(((form, s) for form in self._active() for s in form.statements if s.id == id), None)

    def statement(self, id: str) -> StoredStatement:
        """One statement by its id."""
        found = self._find_statement(id)
        if found is None:
            raise NotFound("statement", id)
        return self._shown(*found)

    def read_from(self, id: str) -> tuple[DocumentInfo, PlacedLine | None]:
        """The document a statement was read from, and where on its pages."""
        found = self._find_statement(id)
        if found is None:
            raise NotFound("statement", id)
        form, statement = found
        return self._info(form), find_placed(unpack_placed(form.entry.packed.layout), marker_start(statement.packed.spans))

    def places(self, ids: Collection[str]) -> dict[str, tuple[DocumentInfo, PlacedLine]]:
        """Where on their pages these statements stand."""
        known = ((id, *self.read_from(id)) for id in ids if self._find_statement(id) is not None)
        return {id: (document, placed) for id, document, placed in known if placed is not None}

    def statements(self, ids: Collection[str]) -> dict[str, StoredStatement]:
        """Several statements by their ids."""
        return {id: self._shown(*found) for id in ids if (found := self._find_statement(id)) is not None}

    def _in_storing_order(self) -> list[tuple[_Form, _Statement]]:
        pairs = [(form, statement) for form in self._active() for statement in form.statements]
        return sorted(pairs, key=lambda pair: pair[1].number)

    def all_statements(self, filters: StatementFilter = _EVERYTHING, *, after: int = 0) -> Iterator[StoredStatement]:
        """Every statement in the order of storing."""
        for form, statement in self._in_storing_order():
            if statement.number > after and self._passes(form, statement, filters):
                yield self._shown(form, statement)

    def citations(self, key: str | None = None) -> Iterator[CitationRow]:
        """Who cites whom."""
        wanted = None if key is None else self._now(key)
        for form in sorted(self._active(), key=lambda form: form.number):
            for position, reference in enumerate(form.entry.packed.references):
                for cited in self._cited(form, position):
                    if wanted in (None, cited):
                        mentions = sum(s.packed.reference == position for s in form.statements)
                        yield CitationRow(self._now(form.article), cited, reference.key, position, mentions)

    # Classification

    def waiting(self, limit: int, after: int = 0) -> list[StoredStatement]:
        """Statements that wait for a classifier."""
        pairs = [(f, s) for f, s in self._in_storing_order() if s.id in self._s.waiting and s.number > after]
        return [self._shown(form, statement) for form, statement in pairs[:limit]]

    def record_classifications(self, classifications: Iterable[tuple[str, Classification]], at: str = "") -> int:
        """Give statements a stance."""
        with self.transaction():
            known = 0
            for id, classification in classifications:
                found = self._find_statement(id)
                if found is None:
                    continue
                form, statement = found
                word = as_kept(classification)
                if not statement.history or statement.history[-1][1] != word:  # the same again is no news
                    statement.history.append((at, word))
                self._s.waiting.discard(id)
                self._touch(form, statement)
                known += 1
            return known

    def _touch(self, form: _Form, statement: _Statement) -> None:
        self._note("statements", self._now(form.article))
        for key in self._cited(form, statement.packed.reference):
            self._note("article", key)

    def classifications(self, id: str) -> tuple[tuple[str, Classification], ...]:
        """The history of a statement's classifications."""
        found = self._find_statement(id)
        return tuple(found[1].history) if found else ()

    def wait_again(self, *, keep: str | None = None) -> int:
        """Let classified statements wait again."""
        with self.transaction():
            again = {
                statement.id
                for _, statement in self._in_storing_order()
                if statement.history and (keep is None or statement.history[-1][1].by != keep)
            } - self._s.waiting
            self._s.waiting |= again
            return len(again)

    # Reviews

    def _reviews_on(self, id: str) -> list[_Review]:
        return [row for _, row in sorted(self._s.reviews.items()) if row.statement == id and not row.review.withdrawn]

    def record_review(self, review: Review) -> int:
        """Keep a person's word."""
        with self.transaction():
            row = _Review(self._number("review"), review)
            self._s.reviews[row.number] = row
            form = self._active_form(self._follow(review.article))
            if form is not None and not review.withdrawn:
                self._attach(row, form)
            return row.number

    def _attach(self, row: _Review, form: _Form) -> None:
        text = form.entry.packed.unpack_text()
        mentions = []
        for s in form.statements:
            sentence = unpack_spans(s.packed.spans).sentence
            reference = "" if s.packed.reference is None else form.entry.packed.references[s.packed.reference].key
            mentions.append(Mention(b"", s.id, reference, sentence.cut(text) if sentence else ""))
        found = find_mention(row.review, mentions)
        if found is None:
            return
        if row.review.subject == "link" and row.review.cited is not None:
            self._now(row.review.cited)
        for other in self._reviews_on(found.id):
            if (other.review.reviewer, other.review.subject) != (row.review.reviewer, row.review.subject):
                continue
            if (other.review.at, other.number) > (row.review.at, row.number):
                row.review = msgspec.structs.replace(row.review, withdrawn=True)
                return
            self._take_back(other, form)
        row.statement = found.id
        statement = next(s for s in form.statements if s.id == found.id)
        position = statement.packed.reference
        self._touch(form, statement)
        if row.review.subject == "link" and position is not None:
            others = [other for other in self._on_link(form, position) if other is not row]
            row.before = others[0].before if others else (position, form.links[position][0])
            row.known_as = others[0].known_as if others else self._names(form.links[position][0].article)
            self._follow_reviews(form, position, [*others, row])

    def _names(self, key: str | None) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The identifiers and match keys of an article, for the day when it is to come back."""
        if key is None:
            return (), ()
        now = self._follow(key)
        return tuple(sorted(self._s.works[now])), tuple(sorted(self._s.filed[now]))

    def _on_link(self, form: _Form, position: int) -> list[_Review]:
        """The reviews of a reference's link that stand."""
        ids = {s.id for s in form.statements if s.packed.reference == position}
        rows = (row for _, row in sorted(self._s.reviews.items()) if row.statement in ids and row.before is not None)
        return [row for row in rows if row.review.subject == "link" and not row.review.withdrawn]

    def _follow_reviews(self, form: _Form, position: int, rows: list[_Review]) -> None:
        holds = link_verdict_of(row.review for row in rows)
        cited = self._follow(holds.cited) if holds is not None and holds.cited else None
        if cited is not None and cited not in self._s.works:
            cited = None
        status = LinkStatus.LINKED if cited else LinkStatus.UNLINKED
        self._move(form, position, Link(status, LinkReason.REVIEWED, REASON_WORDS[LinkReason.REVIEWED], cited))

    def _move(self, form: _Form, position: int, link: Link) -> None:
        former = form.links[position][0].article
        form.links[position][0] = link
        for key in (former, link.article):
            if key is not None:
                self._emptied.add(self._now(key))
                self._note("article", self._now(key))
        self._note("statements", self._now(form.article))

    def _take_back(self, row: _Review, form: _Form) -> None:
        self._let_go(row, form)
        row.review = msgspec.structs.replace(row.review, withdrawn=True)

    def _let_go(self, row: _Review, form: _Form) -> None:
        """Let a review say nothing more of the statement it was attached to."""
        if row.before is not None:
            position, link = row.before
            others = [other for other in self._on_link(form, position) if other is not row]
            if others:
                self._follow_reviews(form, position, others)
            else:
                if link.article is not None:
                    self._enter(link.article, *row.known_as)
                self._move(form, position, link)
        row.statement = row.before = None

    def withdraw_review(self, number: int) -> None:
        """Undo a review."""
        with self.transaction():
            row = self._s.reviews.get(number)
            if row is None:
                raise NotFound("review", str(number))
            found = self._find_statement(row.statement) if row.statement else None
            if found is not None:
                self._touch(*found)
                self._take_back(row, found[0])
            else:
                row.review = msgspec.structs.replace(row.review, withdrawn=True)

    def reviews(self, *, statement: str | None = None, orphaned: bool | None = None) -> tuple[ReviewRow, ...]:
        """Reviews that stand."""
        return tuple(
            ReviewRow(row.number, row.review, row.statement)
            for _, row in sorted(self._s.reviews.items())
            if not row.review.withdrawn
            and (statement is None or row.statement == statement)
            and (orphaned is None or (row.statement is None) == orphaned)
        )

    # Removal

    def remove(self, key: str, why: str = "", at: str = "") -> Tombstone:
        """Take an article's documents out."""
        with self.transaction():
            key = self._now(key)
            return self._remove(key, self._forms_of(key), why, at)

    def remove_source(self, source: str, why: str = "", at: str = "") -> tuple[Tombstone, ...]:
        """Take out every document that came from a source."""
        with self.transaction():
            by_article: dict[str, list[_Form]] = {}
            for form in sorted(self._s.forms.values(), key=lambda form: form.number):
                if source in (form.entry.file.source, form.entry.file.name):
                    by_article.setdefault(self._now(form.article), []).append(form)
            files = [d for d, file in self._s.unreadable.items() if source in (file.file.source, file.file.name)]
            if not by_article and not files:
                raise NotFound("source", source)
            for digest in files:
                del self._s.unreadable[digest]
            return tuple(self._remove(key, held, why, at) for key, held in by_article.items())

    def _remove(self, key: str, held: list[_Form], why: str, at: str) -> Tombstone:
        names = set(self._s.works[key])
        for form in held:
            names |= set(form.entry.packed.identifiers)
            if form.active:
                self._undo(form)
            del self._s.forms[form.number]
        if self._forms_of(key):
            names = set()
            self._choose_form(key)
        self._emptied.add(key)
        digests = tuple(form.entry.file.digest for form in held)
        tomb = Tombstone(self._number("tombstone"), key, digests, tuple(sorted(names)), why, at)
        self._s.tombstones[tomb.number] = tomb
        return tomb

    def tombstones(self) -> tuple[Tombstone, ...]:
        """All that was removed."""
        return tuple(tomb for _, tomb in sorted(self._s.tombstones.items()))

    def is_removed(self, identifiers: Collection[str]) -> bool:
        """Whether an article with any of these identifiers was removed."""
        wanted = set(identifiers)
        return any(wanted & {*tomb.digests, *tomb.identifiers} for tomb in self._s.tombstones.values())

    def lift_tombstone(self, number: int) -> None:
        """Let what was removed be ingested again."""
        if self._s.tombstones.pop(number, None) is None:
            raise NotFound("removal", str(number))

    # Changes

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        return self._s.last.get("change", 0)

    def changes_since(self, sequence: int, limit: int = 1000, *, articles: bool = True) -> list[Change]:
        """What changed after a number."""
        if sequence < self._s.forgotten:
            raise NotFound("change", str(sequence))
        wanted = [change for change in self._s.changes if articles or change.kind != "article"]
        return [change for change in wanted if change.sequence > sequence][:limit]

    def forget_changes(self, upto: int) -> None:
        """Let go of changes up to a number."""
        self._s.changes = [change for change in self._s.changes if change.sequence > upto]
        self._s.forgotten = max(upto, self._s.forgotten)

    def articles_to_search(self, keys: Collection[str] | None = None) -> Iterator[ArticleToSearch]:
        """What the search index keeps of articles."""
        for key in self._in_order():
            if keys is None or key in keys:
                article = self.article(key)
                record = article.record
                yield ArticleToSearch(
                    key=key,
                    title=f"{record.title} {record.subtitle}".strip(),
                    abstract=record.abstract,
                    authors=tuple(author.name for author in record.authors),
                    journal=journal_of(record),
                    year=record.year,
                    tally=self.tally(key),
                    has_document=article.has_document,
                    article_type=record.article_type or "",
                    visibility=self._visibility(key),
                )

    def _visibility(self, key: str) -> Visibility:
        form = self._active_form(key)
        return Visibility.OPEN if form is None else form.entry.visibility

    def statements_to_search(self, keys: Collection[str]) -> Iterator[tuple[str, list[StatementToSearch]]]:
        """What the search index keeps of statements."""
        for article in self.articles_to_search(keys):
            form = self._active_form(article.key)
            if form is not None:
                article_type, _, authors = facets_of(form.entry.packed.record)
                sure = self.how_sure({statement.number for statement in form.statements})
                yield (
                    article.key,
                    [
                        StatementToSearch(
                            id=statement.id,
                            citing=article.key,
                            cited=statement.cited,
                            sentence=statement.text.sentence,
                            section=statement.section,
                            year=statement.year,
                            stance=statement.stance,
                            evidence=statement.evidence,
                            self_citation=statement.self_citation,
                            journal=article.journal,
                            visibility=str(statement.visibility),
                            language=statement.text.language,
                            article_type=article_type,
                            authors=authors,
                            confidence=sure.get(statement.number),
                            study=form.entry.packed.study,
                            around=statement.text.group or statement.text.span
                            if statement.visibility is Visibility.SNIPPET
                            else None,
                        )
                        for statement in self.statements_of(article.key)
                    ],
                )

    # Upkeep

    def progress(self, stage: Stage) -> int | None:
        """How far a rebuild has come."""
        return self._s.progress.get(stage)

    def set_progress(self, stage: Stage, number: int | None) -> None:
        """Remember how far a rebuild has come."""
        self._s.progress.pop(stage, None)
        if number is not None:
            self._s.progress[stage] = number

    def stats(self) -> Stats:
        """How much there is."""
        active = self._active()
        links = [link for form in active for links in form.links for link in links]
        statements = self._in_storing_order()
        counts = [0] * 6
        for _, statement in statements:
            counts[self._verdict(statement)] += 1
        made: dict[str, int] = {}
        for stage in ("reader", "finder", "cutter", "linker"):
            for form in sorted(self._s.forms.values(), key=lambda form: getattr(form.entry.made_by, stage)):
                name = getattr(form.entry.made_by, stage)
                if name:
                    made[f"{stage} {name}"] = made.get(f"{stage} {name}", 0) + 1
        last = Counter(s.history[-1][1].by for _, s in statements if s.history)
        made.update((f"classifier {by}", times) for by, times in sorted(last.items()))
        rows = [row for row in self._s.reviews.values() if not row.review.withdrawn]
        bodies = sum(
            len(body)
            for form in self._s.forms.values()
            for p in (form.entry.packed,)
            for body in (p.text, p.layout, p.bibliography, p.front)
        )
        return Stats(
            articles=len(self._s.works),
            with_document=len(active),
            documents=len(self._s.forms),
            references=len(links) + sum(not links for form in active for links in form.links),
            linked=sum(link.status is LinkStatus.LINKED for link in links),
            ambiguous=sum(link.status is LinkStatus.AMBIGUOUS for link in links),
            statements=len(statements),
            linked_statements=sum(bool(self._cited(form, s.packed.reference)) for form, s in statements),
            tally=Tally(*counts),
            waiting=len(self._s.waiting),
            reviews=len(rows),
            orphaned_reviews=sum(row.statement is None for row in rows),
            problems=len(list(self.problems())),
            documents_with_problems=sum(
                any(problem.kind not in NOTES for problem in (*form.entry.packed.problems, *form.entry.problems))
                for form in self._s.forms.values()
            ),
            unreadable=len(self._s.unreadable),
            sequence=self.sequence,
            bytes_documents=bodies,
            bytes_total=0,
            made_by=tuple(made.items()),
        )

    def extent(self) -> Extent:
        """How many documents, and what made all there is."""
        stats = self.stats()
        return Extent(stats.documents, tuple(name for name, _ in stats.made_by), stats.sequence)

    def backup(self, path: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Raises StoreError: what lives in memory has no file to copy."""
        raise StoreError(path, "a store in memory cannot be copied to a file")

    def check(self) -> list[str]:
        """Nothing is counted step by step here, so nothing can be out of step."""
        return []


def _ids(packed: PackedDocument, named: str) -> Iterator[str]:
    """The ids of a document's statements, by the key that its article is named by."""
    unresolved = 0
    for s in packed.statements:
        if s.reference is None:
            unresolved += 1
            yield statement_id(named, "", unresolved)
        else:
            yield statement_id(named, packed.references[s.reference].key, s.mention)


def _kept(entry: Entry) -> Entry:
    """The entry with its front matter as every store gives it back."""
    front = pack_front(entry.packed.record)
    return msgspec.structs.replace(entry, packed=msgspec.structs.replace(entry.packed, front=front))


def _rank(form: _Form) -> tuple[bool, int, int, str, int]:
    packed = form.entry.packed
    return forms.rank(packed.format, packed.date, form.number, len(packed.statements))


def _parts(text: str, statement: PackedStatement) -> str:
    spans = unpack_spans(statement.spans)
    return "\x1f".join(span.cut(text) if span else "" for span in (spans.before, spans.sentence, spans.after, spans.marker))
