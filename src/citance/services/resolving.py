"""Which articles the records of a document speak of: what the store knows is looked up in bulk, what linking decides is
written down for the store to apply.

Documents are taken one at a time, each seeing what those before it brought, so that it makes no difference how many are
stored at once. Within a document a reference sees what those before it brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from citance.linking.candidates import MOST_CANDIDATES
from citance.linking.decide import decide
from citance.linking.identity import Holder, article_key, decide_join, known_key, lent_dois, match_keys
from citance.linking.versions import are_forms, are_strangers, are_versions
from citance.model import (
    NO_IDENTIFIERS,
    ArticleRecord,
    Candidate,
    Link,
    LinkReason,
    LinkStatus,
    Problem,
    ProblemKind,
    RelatedArticle,
    RelationKind,
)
from citance.model.keys import short_key
from citance.store.base import Store
from citance.store.codes import REASON_WORDS
from citance.store.forms import INFERRED
from citance.store.packing import PackedDocument, PackedWork
from citance.store.values import Join, MatchKeys, Relation

LINKER = "fields 2"  # 2: DOIs lent from another entry, titles that end with another number


def key_from_bytes(digest: str) -> str:
    """The key of a document whose front matter says nothing: made from its bytes."""
    return short_key(f"digest\x1f{digest}", 13)


_IDENTIFIER = Link(LinkStatus.LINKED, LinkReason.IDENTIFIER, REASON_WORDS[LinkReason.IDENTIFIER])
_OWN_WORDS = Link(LinkStatus.LINKED, LinkReason.OWN_WORDS, REASON_WORDS[LinkReason.OWN_WORDS])
_TOO_LITTLE = Link(LinkStatus.UNLINKED, LinkReason.TOO_LITTLE, REASON_WORDS[LinkReason.TOO_LITTLE])
_SAME_FIELDS = "same title, first author and year, to the letter"


class _Found(msgspec.Struct):
    """What one record's article is, and what follows from it."""

    link: Link
    joins: list[Join] = []
    problems: list[Problem] = []


class Resolver:
    """Links one document."""

    def __init__(self, store: Store, packed: PackedDocument) -> None:
        """Look up in bulk what the store knows of all its records."""
        self._store = store
        self.record = packed.record  # unfolded once
        self._match_keys = packed.match_keys
        self._inferred = packed.format in INFERRED
        works = [(work.identifiers, work.match_keys) for reference in packed.references for work in reference.works]
        self._lent = lent_dois([names for names, _ in works])
        by_name = self._by_name = store.find_by_identifiers(set(packed.identifiers).union(*[names for names, _ in works]))
        known = frozenset(by_name)
        # The document itself may be another form of an article, of which less is printed: one key is enough to look.
        sought: dict[MatchKeys, None] = {MatchKeys(packed.match_keys, 1): None} if packed.match_keys else {}
        wanted: set[str] = {by_name[name] for name in packed.identifiers if name in by_name}
        for names, keys in works:
            if names and not known.isdisjoint(names):
                held = {by_name.get(name) for name in names}
                if len(held) > 1:
                    wanted.update(key for key in held if key is not None)
            elif keys:
                # A record with identifiers that nobody holds is nearly always of a new work: looked at only where two keys agree.
                sought[MatchKeys(keys, 2 if names else 1)] = None
        found = zip(sought, store.find_by_match_keys(list(sought), MOST_CANDIDATES), strict=True)
        self._filed = {record: keys for record, keys in found if keys}
        self._known = store.articles({key for keys in self._filed.values() for key in keys})
        # Works of this document that are new, by match key: those keys that two of its works have, for others find nothing.
        self._new: dict[int, list[tuple[str, PackedWork]]] = {}
        for match_key in _repeated([match_key for _, keys in works for match_key in keys]):
            self._new[match_key] = []
        self._moved: dict[str, str] = {}  # keys joined to others by this document
        # Key → its identifiers, as far as looked up or brought; at first those of articles that some record would give another.
        self._names: dict[str, tuple[str, ...]] = store.identifiers_of(wanted) if wanted else {}

    def resolve(self, packed: PackedDocument, digest: str) -> tuple[str, list[tuple[Link, ...]], list[Join], list[Problem]]:
        """The key of the document's article, the links of its references, and the joins and problems on the way."""
        article, joins, problems = self._find_own(packed, digest)
        links: list[tuple[Link, ...]] = []
        for reference in packed.references:
            works = []
            for work in reference.works:
                outcome = self._find_work(work)
                works.append(outcome.link)
                joins += outcome.joins
                problems += outcome.problems
            links.append(tuple(works))
        return self._now(article), links, joins, problems

    def _find_own(self, packed: PackedDocument, digest: str) -> tuple[str, list[Join], list[Problem]]:
        """The document's own article: by its identifiers, and by its front matter where another form of it has none.

        A form out of which things are inferred may print the identifier of another article (one it answers, or cites first): one
        that leads to an article with quite another title and authors is not believed.
        """
        names, key = packed.identifiers, packed.key
        problems: list[Problem] = []
        if self._inferred and (strange := self._strangers(names)):
            names = ()
            key = known_key(msgspec.structs.replace(self.record, identifiers=NO_IDENTIFIERS))
            problems.append(Problem(ProblemKind.IDENTIFIER_CONFLICT, strange, "front matter"))
        key = key or key_from_bytes(digest)
        found = self._find(self.record, names, packed.match_keys, key, None)
        article = self._now(found.link.article or key)
        joins = [*found.joins, *self._other_forms(article, names, packed.match_keys)]
        return self._now(article), joins, [*problems, *found.problems]

    def _strangers(self, names: tuple[str, ...]) -> str:
        """Why the identifiers cannot be the document's own, for people to read; "" where they can."""
        held = self._store.articles({self._by_name[name] for name in names if name in self._by_name})
        for name in names:
            other = held.get(self._by_name.get(name, ""))
            if other is not None and are_strangers(self.record, other.record):
                return f"{name} is of another article, {other.record.title[:80]!r}; it was not believed to be this one's"
        return ""

    def _other_forms(self, article: str, names: tuple[str, ...], keys: tuple[int, ...]) -> list[Join]:
        """The articles that are this one too, known only from a form without identifiers, or with one that was misread."""
        joins = []
        for candidate in self._candidates(keys, 1):
            other = candidate.key
            held = self._known.get(other)
            if other == article or held is None or not held.has_document or self._differ(names, candidate, of_form=True):
                continue
            why = are_forms(self.record, candidate.record)
            if why is None or self._store.kept_apart([article, other]):
                continue
            known = self._store.articles([article]).get(article)
            survivor, absorbed = (article, other) if known is not None and known.has_document else (other, article)
            joins.append(Join(survivor, absorbed, f"another form of it: {why}", self._names_of(absorbed)))
            self._join(survivor, absorbed)
            break  # two that are not one another's form are left to people
        return joins

    def relations(self, related: Iterable[RelatedArticle], article: str) -> tuple[Relation, ...]:
        """What an article says of others, as far as it names them by an identifier."""
        found = []
        for other in related:
            record = ArticleRecord(identifiers=other.identifiers)
            names = other.identifiers.spelled
            if not names:
                continue
            key = next((self._now(self._by_name[name]) for name in names if name in self._by_name), None)
            if key is None:
                key = article_key(record)
                self._enter(key, names)
            if key != article:
                found.append(Relation(other.kind, key, names, other.printed))
        return tuple(found)

    def versions(self, article: str, said: Iterable[Relation]) -> tuple[Relation, ...]:
        """The preprints of a paper, or the papers of a preprint, that the index has and the document does not name itself:
        as a rule a preprint does not know yet what becomes of it."""
        known = {article, *(relation.article for relation in said)}
        (filed,) = self._store.find_by_match_keys([MatchKeys(self._match_keys, 1)], MOST_CANDIDATES)
        found = []
        for key, other in self._store.articles(set(filed) - known).items():
            for kind, preprint, paper in (
                (RelationKind.PREPRINT_OF, self.record, other.record),
                (RelationKind.HAS_PREPRINT, other.record, self.record),
            ):
                why = are_versions(preprint, paper)
                if why is not None and other.key not in known:
                    found.append(Relation(kind, key, (), why))
        return tuple(sorted(found, key=lambda relation: relation.article))

    # -- one record

    def _find_work(self, work: PackedWork) -> _Found:
        if self._lent and not self._lent.isdisjoint(work.identifiers):
            return self._find_without_doi(work)
        names = work.identifiers
        if names:
            key = self._by_name.get(names[0])
            # The common case: every identifier is known, and of one article.
            if key is not None and all(self._by_name.get(name) == key for name in names[1:]):
                return _Found(_with_article(_IDENTIFIER, self._now(key)))
        elif not work.match_keys and not work.key:
            return _Found(_TOO_LITTLE)
        return self._find(None, names, work.match_keys, work.key, work)

    def _find_without_doi(self, work: PackedWork) -> _Found:
        """A work whose DOI the list gives to another too: by what else it has."""
        doi = next(name for name in work.identifiers if name in self._lent)
        names = tuple(name for name in work.identifiers if name != doi)
        record = work.record
        record = msgspec.structs.replace(record, identifiers=msgspec.structs.replace(record.identifiers, doi=None))
        found = self._find(record, names, work.match_keys, known_key(record), msgspec.structs.replace(work, identifiers=names))
        words = f"{doi} is given to several works with different PMIDs; it was believed of none"
        found.problems.append(Problem(ProblemKind.IDENTIFIER_CONFLICT, words, doi))
        return found

    def _find(
        self, record: ArticleRecord | None, names: tuple[str, ...], keys: tuple[int, ...], key: str, work: PackedWork | None
    ) -> _Found:
        if not self._by_name.keys().isdisjoint(names):
            held = list(dict.fromkeys([self._now(self._by_name[name]) for name in names if name in self._by_name]))
            return self._by_identifiers(record, names, held, work)
        candidates = self._candidates(keys, 1 if work is None or not names else 2)
        if candidates:
            candidates = [c for c in candidates if not self._differ(names, c, of_form=work is None and self._has_document(c))]
        if candidates and work is None and record is not None:
            candidates = [c for c in candidates if c.key == key or self._may_be(record, names, c)]
        if candidates:
            if any(c.key == key for c in candidates):
                if names:
                    self._enter(key, names)
                    return _Found(_with_article(_IDENTIFIER, key))
                return _Found(Link(LinkStatus.LINKED, LinkReason.FIELDS, _SAME_FIELDS, key))
            if record is None:
                assert work is not None
                record = work.record
            link = decide(record, candidates)
            if link.status is LinkStatus.LINKED and link.article is not None:
                return self._by_fields(link, names, key)
            if link.status is LinkStatus.AMBIGUOUS and not names and work is not None:
                return _Found(link)
        if not key:
            return _Found(_TOO_LITTLE)
        if names and key not in self._names:  # nobody has any of them, as was seen above
            self._names[key] = names
            for name in names:
                self._by_name[name] = key
        else:
            self._enter(key, names)
        if work is not None and self._new:
            for match_key in self._new.keys() & keys:
                self._new[match_key].append((key, work))
        return _Found(_with_article(_IDENTIFIER if names else _OWN_WORDS, key))

    def _by_identifiers(
        self, record: ArticleRecord | None, names: tuple[str, ...], held: list[str], work: PackedWork | None
    ) -> _Found:
        """The record's identifiers lead to one article or several: it gains the rest, they join, or they conflict."""
        if len(held) == 1:
            new = [name for name in names if name not in self._by_name]
            schemes = {_scheme(name) for name in self._names_of(held[0])}
            if not any(_scheme(name) in schemes for name in new):
                self._enter(held[0], names)
                return _Found(_with_article(_IDENTIFIER, held[0]))
        if record is None:
            assert work is not None
            record = work.record
        known = self._store.articles(held)
        holders = [
            Holder(
                key=key,
                identifiers=self._names_of(key),
                record=known[key].record if key in known else None,
                has_document=known[key].has_document if key in known else False,
            )
            for key in held
        ]
        verdict = decide_join(record, holders, own=work is None)
        article = verdict.article
        problems = list(verdict.problems)
        if article is None:  # each of its identifiers is another article's by right: a work of its own, without them
            return _Found(_TOO_LITTLE, [], problems)
        apart = self._store.kept_apart([article, *verdict.joined]) if verdict.joined else frozenset()
        joins = []
        for other in verdict.joined:
            if frozenset((article, other)) in apart:
                problems.append(
                    Problem(
                        ProblemKind.IDENTIFIER_CONFLICT, f"{' and '.join(names)} stand in one record, but were parted by hand"
                    )
                )
                continue
            joins.append(Join(article, other, verdict.words, self._names_of(other)))
            self._join(article, other)
        self._enter(article, [name for name in verdict.added if name not in verdict.refused])
        return _Found(_with_article(_IDENTIFIER, article), joins, problems)

    def _by_fields(self, link: Link, names: tuple[str, ...], key: str) -> _Found:
        """The fields say it is an article we know. Identifiers that the record brings join, so that it can be undone."""
        assert link.article is not None
        if not names:
            return _Found(link)
        if self._store.kept_apart([link.article, key]):
            self._enter(key, names)
            return _Found(_with_article(_IDENTIFIER, key))
        join = Join(link.article, key, link.words, names)
        self._moved[key] = link.article
        self._enter(link.article, names)
        return _Found(link, [join])

    # -- what this document knows and brings

    def _has_document(self, candidate: Candidate) -> bool:
        held = self._known.get(candidate.key)
        return held is not None and held.has_document

    def _may_be(self, record: ArticleRecord, names: tuple[str, ...], candidate: Candidate) -> bool:
        """Whether a document's own record may be asked whether it is of this article: of one that has a document only where the
        two are forms of one article, of one known from references, where this one has identifiers, only if two keys agree."""
        if self._has_document(candidate):
            return are_forms(record, candidate.record) is not None
        return not names or len(set(match_keys(record)) & set(match_keys(candidate.record))) >= 2

    def _candidates(self, keys: tuple[int, ...], least: int) -> list[Candidate]:
        """The articles that a record could speak of, by its match keys: those of the store, then those of this document."""
        if not self._filed and not self._new:
            return []
        found: dict[str, Candidate] = {}
        if self._filed:
            for key in self._filed.get(MatchKeys(keys, least), ()):
                if key in self._known:
                    found[self._now(key)] = Candidate(self._now(key), self._known[key].record)
        if not self._new or self._new.keys().isdisjoint(keys):  # nearly always: nothing else in this document is like it
            return list(found.values())
        shared: dict[str, int] = {}
        new: dict[str, PackedWork] = {}
        for match_key in keys:
            for key, work in self._new.get(match_key, ()):
                shared[key] = shared.get(key, 0) + 1
                new[key] = work
        for key, times in shared.items():
            if times >= least and self._now(key) not in found:
                found[self._now(key)] = Candidate(self._now(key), new[key].record)
        return list(found.values())

    def _differ(self, names: tuple[str, ...], candidate: Candidate, of_form: bool = False) -> bool:
        """Whether identifiers keep a record and an article apart, so that fields need not be asked.

        A different identifier of one scheme does; so does an arXiv id on one side and other identifiers on the other: the
        preprint and the paper are two articles. One that the article's own record has keeps nothing apart, though nobody holds
        it: the join that brought it there has been taken back, to be made again. Of two forms one of which is inferred, a DOI
        that is the other's cut short, or with more behind it, is a misreading and no different one.
        """
        if not names:
            return False
        own = candidate.record.identifiers.spelled
        theirs = self._names.get(candidate.key) or own
        if not theirs or not set(own).isdisjoint(names):
            return False
        ours = {_scheme(name) for name in names}
        others = {_scheme(name) for name in theirs}
        if of_form and any(_one_doi(name, other) for name in names for other in theirs):
            return not (self._inferred or any(form.format in INFERRED for form in self._store.documents(candidate.key)))
        return bool(ours & others) or (("arxiv" in ours) != ("arxiv" in others))

    def _names_of(self, key: str) -> tuple[str, ...]:
        names = self._names.get(key)
        if names is None:
            names = self._names[key] = self._store.identifiers_of((key,)).get(key, ())
        return names

    def _enter(self, key: str, names: Iterable[str]) -> None:
        for name in names:
            if self._by_name.setdefault(name, key) == key:
                held = self._names.get(key)
                if held is None:
                    held = self._names[key] = ()
                if name not in held:
                    self._names[key] = (*held, name)

    def _join(self, survivor: str, absorbed: str) -> None:
        self._names[survivor] = tuple(dict.fromkeys((*self._names_of(survivor), *self._names_of(absorbed))))
        self._moved[absorbed] = survivor

    def _now(self, key: str) -> str:
        while key in self._moved:
            key = self._moved[key]
        return key


def _with_article(link: Link, key: str) -> Link:
    return Link(link.status, link.reason, link.words, key)


def _scheme(name: str) -> str:
    return name.partition(":")[0]


def _one_doi(one: str, other: str) -> bool:
    """Whether two identifiers are one DOI, of which one reading has the beginning or more behind it."""
    if one == other or not _scheme(one) == "doi" == _scheme(other):
        return False
    short, long = sorted((one, other), key=len)
    return len(short) > 16 and long.startswith(short) and not long[len(short)].isdigit()


def _repeated(values: Sequence[int]) -> set[int]:
    """Those of the values that occur more than once."""
    return set() if len(set(values)) == len(values) else {value for value, times in Counter(values).items() if times > 1}
