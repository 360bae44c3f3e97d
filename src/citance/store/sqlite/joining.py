"""Joining two articles into one, and parting them again."""

from __future__ import annotations

from citance.errors import NotFound
from citance.store.sqlite.batch import Batch, Touched
from citance.store.sqlite.changes import ARTICLE_CHANGED, GONE, STATEMENTS_CHANGED
from citance.store.sqlite.counting import rewrite_about, write_tally
from citance.store.sqlite.documents import read_front, references_of
from citance.store.sqlite.forms import choose_form
from citance.store.sqlite.names import statement_name, unresolved_name
from citance.store.sqlite.reviews import give_back
from citance.store.sqlite.visibility import apply, unite
from citance.store.values import Join
from citance.store.votes import add_vote, ballot_of, merge_votes, take_vote


def join_articles(batch: Batch, join: Join, at: str, document: int | None) -> int:
    """Make two articles one; the number of the record, 0 where they are one already."""
    survivor, absorbed = batch.find(join.survivor), batch.find(join.absorbed)
    if survivor is None:
        raise NotFound("article", join.survivor)
    if absorbed is None:
        return _enter_absorbed(batch, join, survivor, at, document)
    if survivor.id == absorbed.id:
        return 0
    batch.forget()
    db, s, a = batch.db, survivor.id, absorbed.id
    moved = [row[0] for row in db.execute("SELECT DISTINCT document FROM reference WHERE article = ?", (a,))]
    documents = [row[0] for row in db.execute("SELECT id FROM document WHERE article = ?", (a,))]
    record = batch.take_numbers("join_record", 1)
    db.execute(
        "INSERT INTO join_record (id, survivor, absorbed, why, identifiers, documents, at, document, last_document)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record, s, a, join.why, " ".join(sorted(absorbed.identifiers.split())), " ".join(map(str, documents)), at, document,
            batch.next_number("document") - 1 if document is None else document,
        ),
    )  # fmt: skip
    for name in absorbed.identifiers.split():
        db.execute("UPDATE identifier SET article = ? WHERE name = ?", (s, name))
    db.execute("UPDATE reference SET linked_as = coalesce(linked_as, article), article = ? WHERE article = ?", (s, a))
    db.execute("DELETE FROM about WHERE article = ?", (a,))
    for number in moved:
        rewrite_about(db, number, {s})
        batch.note(STATEMENTS_CHANGED, db.execute("SELECT article FROM document WHERE id = ?", (number,)).fetchone()[0])
    names = " ".join(dict.fromkeys(f"{survivor.identifiers} {absorbed.identifiers}".split()))
    votes = merge_votes(_votes(batch, s), _votes(batch, a))
    db.execute("UPDATE article SET identifiers = ?, votes = ?, single_vote = 0 WHERE id = ?", (names, votes, s))
    db.execute("UPDATE article SET joined_to = ? WHERE joined_to = ?", (s, a))
    db.execute(
        "UPDATE article SET joined_to = ?, document = NULL, identifiers = '', votes = NULL, single_vote = 0, parts = NULL,"
        " supporting_own = 0, supporting_reported = 0, contrasting_own = 0, contrasting_reported = 0, mentioning = 0,"
        " unclassified = 0, citing_articles = 0 WHERE id = ?",
        (s, a),
    )
    db.execute("UPDATE relation SET article = ? WHERE article = ?", (s, a))
    db.execute("UPDATE relation SET other = ? WHERE other = ?", (s, a))
    db.execute("UPDATE document SET article = ? WHERE article = ?", (s, a))
    db.execute("UPDATE review SET article = ? WHERE article = ?", (s, a))
    if (said := unite(batch, survivor.key, absorbed.key)) is not None:
        apply(batch, s, said)
    write_tally(db, s)
    if documents:
        choose_form(batch, s)
    batch.note(GONE, a, absorbed.key)
    batch.changes.pop((ARTICLE_CHANGED, a), None)
    batch.changes.pop((STATEMENTS_CHANGED, a), None)
    batch.note(ARTICLE_CHANGED, s)
    return record


def _enter_absorbed(batch: Batch, join: Join, survivor: Touched, at: str, document: int | None) -> int:
    """Record a join with an article that nothing led to before: there is nothing to move."""
    id = batch.create_absorbed(join.absorbed, survivor)
    batch.add_identifiers(survivor, join.identifiers)
    if (said := unite(batch, survivor.key, join.absorbed)) is not None:
        apply(batch, survivor.id, said)
    last_document = batch.next_number("document") - 1 if document is None else document - 1
    record = batch.take_numbers("join_record", 1)
    batch.db.execute(
        "INSERT INTO join_record (id, survivor, absorbed, why, identifiers, documents, at, document, last_document)"
        " VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
        (record, survivor.id, id, join.why, " ".join(join.identifiers), at, document, last_document),
    )
    return record


def part_articles(batch: Batch, number: int) -> None:
    """Undo a join; see Store.undo_join."""
    db = batch.db
    row = db.execute("SELECT undone, last_document FROM join_record WHERE id = ?", (number,)).fetchone()
    if row is None or row[0]:
        raise NotFound("join", str(number))
    db.execute("UPDATE join_record SET undone = 1 WHERE id = ?", (number,))
    _part(batch, number, row[1])


def drop_joins(batch: Batch) -> None:
    """Take back what records of documents joined; see Store.drop_joins."""
    db, newest = batch.db, batch.next_number("document")
    batch.take_numbers("join_record", 0)  # those that go are not given again
    for (number,) in db.execute(
        "SELECT id FROM join_record WHERE document IS NOT NULL AND undone = 0 ORDER BY id DESC"
    ).fetchall():
        parted = _part(batch, number, newest)
        db.execute("DELETE FROM join_record WHERE id = ?", (number,))
        batch.expect_orphans(parted)


def _part(batch: Batch, number: int, last_document: int) -> tuple[int, int]:
    """Part what a join made one; the two articles' numbers. Of later documents' links and forms, those that name the absorbed
    one alone go to it: later than `last_document`."""
    db = batch.db
    batch.forget()
    a, identifiers, documents = db.execute(
        "SELECT absorbed, identifiers, documents FROM join_record WHERE id = ?", (number,)
    ).fetchone()
    (s,) = db.execute(
        "SELECT joined_to FROM article WHERE id = ?", (a,)
    ).fetchone()  # the survivor, or whom that was joined to since
    db.execute("UPDATE article SET joined_to = NULL WHERE id = ?", (a,))
    theirs = set(identifiers.split())
    mine = set(db.execute("SELECT identifiers FROM article WHERE id = ?", (s,)).fetchone()[0].split()) - theirs
    db.execute("UPDATE article SET identifiers = ? WHERE id = ?", (" ".join(sorted(mine)), s))
    db.execute("UPDATE article SET identifiers = ? WHERE id = ?", (" ".join(sorted(theirs)), a))
    db.executemany("UPDATE identifier SET article = ? WHERE name = ?", [(a, name) for name in sorted(theirs)])
    _give_back_aliases(batch, a, s)
    family = [a, *(row[0] for row in db.execute("SELECT id FROM article WHERE joined_to = ?", (a,)))]
    db.executemany("UPDATE relation SET other = ? WHERE other = ? AND named = ?", [(a, s, named) for named in family])
    _give_back_references(batch, s, a, theirs, mine, last_document)
    own = {int(n) for n in documents.split()}
    for (id,) in db.execute("SELECT id FROM document WHERE article = ? AND id > ?", (s, last_document)).fetchall():
        names = set(read_front(db, id).identifiers.spelled)
        if names & theirs and not names & mine:
            own.add(id)
    db.executemany("UPDATE document SET article = ? WHERE id = ?", [(a, id) for id in sorted(own)])
    db.executemany("UPDATE relation SET article = ? WHERE document = ?", [(a, id) for id in sorted(own)])
    for article in (s, a):
        _name_by_own_key(batch, article)
    if batch.has_any("review"):
        give_back(batch, a, _keys_of(batch, a))
    if own:
        for article in (s, a):
            choose_form(batch, article)
    for article in (s, a):
        write_tally(db, article)
        batch.note(ARTICLE_CHANGED, article)
    return s, a


def _keys_of(batch: Batch, article: int) -> list[str]:
    """An article's key, then those of the ones that were joined to it."""
    own = batch.db.execute("SELECT key FROM article WHERE id = ?", (article,)).fetchall()
    return [row[0] for row in own + batch.db.execute("SELECT key FROM article WHERE joined_to = ?", (article,)).fetchall()]


def _name_by_own_key(batch: Batch, article: int) -> None:
    """Give the statements of forms that were named by the other article's key, while the two were one, names of their own."""
    db = batch.db
    forms = db.execute(
        "SELECT id, named_as, first_statement, statements FROM document WHERE article = ? ORDER BY id", (article,)
    ).fetchall()
    if not forms:
        return
    own = _keys_of(batch, article)
    named = next((named for _, named, _, _ in forms if named in own), own[0])
    for document, former, first, count in forms:
        if former in own:
            continue
        db.execute("UPDATE document SET named_as = ? WHERE id = ?", (named, document))
        unresolved, names = 0, []
        for id, name, key, mention in db.execute(
            "SELECT s.id, s.name, r.key, s.mention FROM statement s LEFT JOIN reference r"
            " ON r.document = s.document AND r.position = s.reference AND r.work = 0 WHERE s.id >= ? AND s.id < ? ORDER BY s.id",
            (first, first + count),
        ):
            unresolved += key is None
            names.append((unresolved_name(named, unresolved) if key is None else statement_name(named, key, mention), name, id))
        db.executemany("UPDATE statement SET name = ? WHERE id = ?", [(new, id) for new, _, id in names])
        db.executemany("UPDATE review SET statement = ? WHERE statement = ?", [(new, name) for new, name, _ in names])
        batch.note(STATEMENTS_CHANGED, article)


def _give_back_aliases(batch: Batch, a: int, s: int) -> None:
    """Those that had been joined to the absorbed one before it was absorbed follow it."""
    db = batch.db
    pending = [a]
    while pending:
        survivor = pending.pop()
        for (other,) in db.execute(
            "SELECT j.absorbed FROM join_record j JOIN article x ON x.id = j.absorbed"
            " WHERE j.survivor = ? AND j.undone = 0 AND x.joined_to = ?",
            (survivor, s),
        ).fetchall():
            db.execute("UPDATE article SET joined_to = ? WHERE id = ?", (a, other))
            pending.append(other)


def _give_back_references(batch: Batch, s: int, a: int, theirs: set[str], mine: set[str], last_document: int) -> None:
    """References that led to the absorbed one before, and later ones that carry an identifier of it and none of the other's."""
    db = batch.db
    family = {a} | {row[0] for row in db.execute("SELECT id FROM article WHERE joined_to = ?", (a,))}
    rows = db.execute("SELECT document, position, work, linked_as FROM reference WHERE article = ?", (s,)).fetchall()
    by_document: dict[int, list[tuple[int, int, int | None]]] = {}
    for document, position, work, linked_as in rows:
        if linked_as in family or document > last_document:
            by_document.setdefault(document, []).append((position, work, linked_as))
    votes_s, votes_a = _votes(batch, s), _votes(batch, a)
    for document, places in by_document.items():
        references = references_of(db, document)
        moved = False
        for position, work, linked_as in places:
            record = references[position].works[work]
            if linked_as not in family:
                names = set(record.identifiers.spelled)
                if not names & theirs or names & mine:
                    continue
            ballot = ballot_of(record)
            votes_s = take_vote(votes_s, ballot) if votes_s is not None else None
            votes_a = add_vote(votes_a, ballot)
            db.execute(
                "UPDATE reference SET article = ?, linked_as = ? WHERE document = ? AND position = ? AND work = ?",
                (a, linked_as if linked_as != a else None, document, position, work),
            )
            moved = True
        if moved:
            rewrite_about(db, document, {s, a})
            batch.note(STATEMENTS_CHANGED, db.execute("SELECT article FROM document WHERE id = ?", (document,)).fetchone()[0])
    db.execute("UPDATE article SET votes = ?, single_vote = 0 WHERE id = ?", (votes_s, s))
    db.execute("UPDATE article SET votes = ?, single_vote = 0 WHERE id = ?", (votes_a, a))


def _votes(batch: Batch, article: int) -> bytes | None:
    return batch.ballots.votes(*batch.db.execute("SELECT votes, single_vote FROM article WHERE id = ?", (article,)).fetchone())
