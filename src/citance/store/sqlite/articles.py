"""Reading articles: by identifier, by match key, by key; and how they are related."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from citance.errors import NotFound
from citance.model import Article, ArticleRecord, RelationKind, Tally
from citance.model.codec import decode
from citance.store.articles import MOST_OF_A_KEY, TURNED, VERSIONS, shown_record, sorted_names
from citance.store.codes import RELATIONS
from citance.store.packing import Visibility, decompress
from citance.store.sqlite.ballots import Ballots
from citance.store.sqlite.batch import Batch
from citance.store.sqlite.counting import TALLY
from citance.store.sqlite.selecting import select_in
from citance.store.values import JoinRecord, KnownArticle, MatchKeys, OwnDocument, Relation
from citance.store.votes import count_votes


def id_by_key(db: sqlite3.Connection, key: str) -> int:
    """The number of the article of this key, or of the one it was joined to; raises NotFound."""
    row = db.execute("SELECT id, joined_to FROM article WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise NotFound("article", key)
    return int(row[1] or row[0])


def ids_by_keys(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, int]:
    """The numbers of the articles of these keys, joins followed, as far as there are any."""
    rows = select_in(db, "SELECT key, id, joined_to FROM article WHERE key IN ({})", set(keys))
    return {key: joined_to or id for key, id, joined_to in rows}


def names_of(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """See Store.identifiers_of."""
    rows = select_in(
        db,
        "SELECT a.key, b.identifiers FROM article a JOIN article b ON b.id = coalesce(a.joined_to, a.id) WHERE a.key IN ({})",
        set(keys),
    )
    return {key: sorted_names(identifiers.split()) for key, identifiers in rows}


def find_by_identifiers(db: sqlite3.Connection, names: Collection[str]) -> dict[str, str]:
    """See Store.find_by_identifiers."""
    return dict(
        select_in(db, "SELECT i.name, a.key FROM identifier i JOIN article a ON a.id = i.article WHERE i.name IN ({})", names)
    )


def find_by_match_keys(
    db: sqlite3.Connection, sought: Sequence[MatchKeys], most: int, full: set[int], batch: Batch | None
) -> list[tuple[str, ...]]:
    """See Store.find_by_match_keys. Adds to `full` the match keys that need no more articles filed under them. `batch` has
    what is not written yet.

    Numbers are compared first, and only the few that are left are looked up: rows of articles lie all over the file.
    """
    filed: dict[int, list[int]] = {}
    wanted = set().union(*[record.keys for record in sought])
    for match_key, article in select_in(db, "SELECT key, article FROM match_key WHERE key IN ({})", sorted(wanted)):
        held = filed.get(match_key)
        if held is None:
            filed[match_key] = [article]
        else:
            held.append(article)
    if batch is not None:
        for match_key in batch.filed.keys() & wanted:
            held = filed.setdefault(match_key, [])
            held += [article for article in batch.filed[match_key] if article not in held]
    if not filed:
        return [()] * len(sought)
    for match_key, held in filed.items():
        if len(held) > MOST_OF_A_KEY:
            filed[match_key] = sorted(held)[:MOST_OF_A_KEY]
            full.add(match_key)
    best: list[Sequence[int]] = []
    known = filed.keys()
    for record in sought:
        if known.isdisjoint(record.keys):  # nearly always
            best.append(())
            continue
        shared: dict[int, int] = {}
        for match_key in record.keys:
            for article in filed.get(match_key, ()):
                shared[article] = shared.get(article, 0) + 1
        enough = [article for article, times in shared.items() if times >= record.least]
        # Twice as many, for some may be gone or be one since.
        best.append(sorted(enough, key=lambda article: (-shared[article], article))[: 2 * most])
    # Rows of articles that are gone or were joined are still there: they are skipped, or followed.
    question = "SELECT a.id, b.key FROM article a JOIN article b ON b.id = coalesce(a.joined_to, a.id) WHERE a.id IN ({})"
    now: dict[int, str] = {}
    unknown = {article for articles in best for article in articles}
    if batch is not None:
        now = {article: key for article in unknown if (key := batch.key_of(article)) is not None}
        unknown -= now.keys()
    now.update(select_in(db, question, unknown))
    return [tuple(dict.fromkeys(now[article] for article in articles if article in now))[:most] for articles in best]


_ARTICLE = (
    "SELECT a.id, a.key, a.identifiers, a.votes, a.single_vote, a.citing_articles, a.document, f.body FROM article a"
    " LEFT JOIN document_front f ON f.document = a.document"
)


def _article(row: tuple[Any, ...], versions: tuple[str, ...], ballots: Ballots) -> Article:
    _, key, identifiers, votes, single_vote, cited_by, document, front = row
    if document is None:
        votes = ballots.votes(votes, single_vote)
    names = sorted_names(identifiers.split())
    record = decode(decompress(front), ArticleRecord) if front is not None else None
    return Article(
        key=key,
        record=shown_record(record, votes, names),
        all_identifiers=names,
        has_document=document is not None,
        cited_by=cited_by,
        known_from_references=0 if document is not None else count_votes(votes),
        versions=versions,
    )


def read_many(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, Article]:
    """Articles by their numbers."""
    versions = versions_of(db, ids)
    ballots = Ballots(db)
    return {
        row[0]: _article(row, versions.get(row[0], ()), ballots)
        for row in select_in(db, f"{_ARTICLE} WHERE a.id IN ({{}}) AND a.joined_to IS NULL", sorted(ids))
    }


_KNOWN = (
    "SELECT k.key, a.id, a.key, a.identifiers, a.votes, a.single_vote, a.citing_articles, a.document, f.body, d.visibility,"
    f" c.study, {', '.join(f'a.{name}' for name in TALLY)} FROM article k JOIN article a ON a.id = coalesce(k.joined_to, k.id)"
    " LEFT JOIN document_front f ON f.document = a.document LEFT JOIN document d ON d.id = a.document"
    " LEFT JOIN document_facets c ON c.document = a.document WHERE k.key IN ({}) AND a.joined_to IS NULL"
)


def known(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, KnownArticle]:
    """See Store.known_articles. A page names hundreds of articles, whose rows lie all over the file: each is read once."""
    rows = list(select_in(db, _KNOWN, set(keys)))
    related = relations(db, {row[1] for row in rows})
    ballots = Ballots(db)
    found = {}
    for row in rows:
        said = related.get(row[1], ())
        versions = tuple(sorted({one.article for one in said if one.kind in VERSIONS})) if said else ()
        own = None if row[9] is None else OwnDocument(Visibility(row[9]), row[10])
        found[row[0]] = KnownArticle(_article(row[1:9], versions, ballots), Tally(*row[11:]), own, said)
    return found


def every(db: sqlite3.Connection, with_document: bool | None) -> Iterator[Article]:
    """All articles, oldest first, some at a time."""
    chosen = {None: "", True: " AND a.document IS NOT NULL", False: " AND a.document IS NULL"}[with_document]
    last = 0
    ballots = Ballots(db)
    question = f"{_ARTICLE} WHERE a.id > ? AND a.joined_to IS NULL{chosen} ORDER BY a.id LIMIT 1000"
    while rows := db.execute(question, (last,)).fetchall():
        versions = versions_of(db, [row[0] for row in rows])
        for row in rows:
            yield _article(row, versions.get(row[0], ()), ballots)
        last = rows[-1][0]


def version_ids(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, set[int]]:
    """The numbers of the direct versions of articles, said by either side."""
    found: dict[int, set[int]] = {}
    kinds = ", ".join(str(RELATIONS.index(kind)) for kind in VERSIONS)
    for own, other in (("article", "other"), ("other", "article")):
        for one, two in select_in(
            db, f"SELECT {own}, {other} FROM relation WHERE kind IN ({kinds}) AND {own} IN ({{}})", sorted(ids)
        ):
            if one != two:
                found.setdefault(one, set()).add(two)
    return found


def versions_of(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The keys of the versions of articles."""
    by_id = version_ids(db, ids)
    keys = dict(select_in(db, "SELECT id, key FROM article WHERE id IN ({})", {two for held in by_id.values() for two in held}))
    return {one: tuple(sorted(keys[two] for two in held if two in keys)) for one, held in by_id.items()}


def family(db: sqlite3.Connection, article: int) -> list[int]:
    """An article with all its versions, those of versions included."""
    found, pending = {article}, {article}
    while pending:
        pending = {two for held in version_ids(db, pending).values() for two in held} - found
        found |= pending
    return sorted(found)


def relations(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, tuple[Relation, ...]]:
    """The relations of articles by their numbers, of those that have any; see Store.relations."""
    said: dict[int, dict[tuple[RelationKind, str], Relation]] = {}
    for own, other, turned in (("article", "other", False), ("other", "article", True)):
        for article, code, key, identifiers, printed in select_in(
            db,
            f"SELECT r.{own}, r.kind, a.key, a.identifiers, r.printed FROM relation r JOIN article a ON a.id = r.{other}"
            f" WHERE r.{own} IN ({{}}) AND r.{other} <> r.{own} ORDER BY r.kind, a.key",
            ids,
        ):
            kind: RelationKind | None = RELATIONS[code]
            if turned:
                kind = TURNED.get(RELATIONS[code])
            if kind is not None:
                relation = Relation(kind, key, sorted_names(identifiers.split()), printed)
                said.setdefault(article, {}).setdefault((kind, key), relation)
    return {article: tuple(found.values()) for article, found in said.items()}


def joins(db: sqlite3.Connection, article: int | None) -> tuple[JoinRecord, ...]:
    """See Store.joins."""
    where, values = ("", ()) if article is None else ("WHERE j.survivor = ? OR j.absorbed = ?", (article, article))
    return tuple(
        JoinRecord(number, survivor, absorbed, why, tuple(identifiers.split()), at, document, bool(undone))
        for number, survivor, absorbed, why, identifiers, at, document, undone in db.execute(
            "SELECT j.id, a.key, b.key, j.why, j.identifiers, j.at, j.document, j.undone FROM join_record j"
            f" JOIN article a ON a.id = j.survivor JOIN article b ON b.id = j.absorbed {where} ORDER BY j.id",
            values,
        )
    )


def kept_apart(db: sqlite3.Connection, keys: Collection[str]) -> frozenset[frozenset[str]]:
    """See Store.kept_apart."""
    by_id: dict[int, set[str]] = {}
    for key, id in ids_by_keys(db, keys).items():
        by_id.setdefault(id, set()).add(key)
    pairs = set()
    for one, two in select_in(db, "SELECT survivor, absorbed FROM join_record WHERE undone = 1 AND survivor IN ({})", by_id):
        for a in by_id.get(one, ()):
            for b in by_id.get(two, ()):
                pairs.add(frozenset((a, b)))
    return frozenset(pairs)


def current_key(db: sqlite3.Connection, key: str) -> str:
    """The key the article goes by now; raises NotFound."""
    return str(db.execute("SELECT key FROM article WHERE id = ?", (id_by_key(db, key),)).fetchone()[0])


def related(db: sqlite3.Connection) -> tuple[str, ...]:
    """The keys of all articles that have relations, oldest first."""
    found = db.execute(
        "SELECT id, key FROM article WHERE id IN (SELECT article FROM relation UNION SELECT other FROM relation) ORDER BY id"
    ).fetchall()
    known = relations(db, [id for id, _ in found])
    return tuple(key for id, key in found if id in known)


def most_cited(db: sqlite3.Connection, limit: int) -> tuple[str, ...]:
    """The keys of the articles that most others cite, most first."""
    rows = db.execute(
        "SELECT key FROM article WHERE joined_to IS NULL AND citing_articles > 0 ORDER BY citing_articles DESC, id LIMIT ?",
        (limit,),
    )
    return tuple(key for (key,) in rows)
