"""The derived rows of one document: written and counted when it becomes its article's active form, taken back when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from citance.model import Link, LinkReason, LinkStatus
from citance.store.codes import REASON_CODE, REASON_WORDS, RELATION_CODE, STATUS_CODE, UNCLASSIFIED
from citance.store.packing import PackedWork
from citance.store.sqlite.ballots import PLACES
from citance.store.sqlite.batch import Batch, Touched
from citance.store.sqlite.changes import STATEMENTS_CHANGED
from citance.store.sqlite.documents import references_of
from citance.store.sqlite.keeping import KeptClassifications, keep_classifications, restore_classifications
from citance.store.sqlite.names import unresolved_name
from citance.store.sqlite.reviews import reattach
from citance.store.values import Entry
from citance.store.votes import ballot_of


def keys_of(entry: Entry) -> Iterator[str]:
    """The keys of all articles that an entry speaks of."""
    yield entry.article
    for links in entry.links:
        for link in links:
            if link.article is not None:
                yield link.article
    for relation in entry.relations:
        yield relation.article


class _Cited(NamedTuple):
    """Whom an entry cites: by the position of the reference; and of each, by number, in which sections."""

    by_position: list[list[Touched]]
    sections: dict[int, set[int]]


def activate(batch: Batch, citing: Touched, number: int, entry: Entry, kept: KeptClassifications) -> None:
    """Write an entry's references and statements, and count them: from now on this is the article's active form."""
    db = batch.db
    _write_statements(batch, number, entry, _write_references(batch, number, entry))
    citing.document = number
    citing.changed = True
    batch.note(STATEMENTS_CHANGED, citing.id)
    _write_relations(batch, citing, number, entry)
    if kept.classifications:
        batch.flush()
        restore_classifications(batch, number, kept)
    if batch.has_any("review") and db.execute("SELECT 1 FROM review WHERE article IN (?, 0) LIMIT 1", (citing.id,)).fetchone():
        batch.flush()
        reattach(batch, citing.id, number)


def _write_references(batch: Batch, number: int, entry: Entry) -> _Cited:
    """Write an entry's references and whom they lead to, each of whom has a vote more."""
    packed = entry.packed
    cited = _Cited([], {})
    by_position, sections = cited
    rows: list[tuple[Any, ...]] = []
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
            rows.append((number, position, place, reference.key, *_link_row(batch, link, target)))
        if not links:
            rows.append((number, position, 0, reference.key, *_NO_LINK))
        by_position.append(targets)
        at += len(reference.works)
    batch.db.executemany(
        "INSERT INTO reference (document, position, work, key, article, linked_as, status, reason, score, runner_up, words)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    return cited


def _write_statements(batch: Batch, number: int, entry: Entry, all_cited: _Cited) -> None:
    """Write an entry's statements, all of them waiting for a classifier, and count them for those they are about."""
    db, packed = batch.db, entry.packed
    by_position, sections = all_cited
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
            for target in by_position[cites]:
                cited = target.id
                about.append((cited, year, id, number, UNCLASSIFIED, section, place, self_citation, journal, s.language))
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
    db.executemany("INSERT INTO about VALUES (?,?,?,?,?,?,?,?,?,?)", about)
    db.execute("INSERT INTO waiting SELECT id FROM statement WHERE id >= ? AND id < ?", (first, first + len(rows)))
    db.execute("UPDATE document SET active = 1, first_statement = ?, statements = ? WHERE id = ?", (first, len(rows), number))


def _write_relations(batch: Batch, citing: Touched, number: int, entry: Entry) -> None:
    for relation in entry.relations:
        other = batch.article_for(relation.article, relation.identifiers, ())
        other.changed = True
        named = other.id if relation.article == other.key else batch.number_of(relation.article)
        batch.db.execute(
            "INSERT INTO relation (article, kind, other, document, named, printed) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (citing.id, RELATION_CODE[relation.kind], other.id, number, named, relation.printed),
        )
    if entry.relations:
        batch.flush()  # versions are read by their rows


_NO_LINK = (None, None, STATUS_CODE[LinkStatus.UNLINKED], REASON_CODE[LinkReason.TOO_LITTLE], None, None, None)


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


def undo(batch: Batch, number: int) -> KeptClassifications:
    """Take back all that a document's references and statements counted for; what may be used again by the next."""
    db = batch.db
    kept = keep_classifications(db, number)
    _count_back(batch, number)
    article = _delete_rows(batch, number)
    db.execute("UPDATE document SET active = 0, first_statement = 0, statements = 0 WHERE id = ?", (number,))
    citing = batch.get(article)
    citing.document = None
    citing.changed = True
    batch.expect_orphans((article,))
    batch.note(STATEMENTS_CHANGED, article)
    batch.flush()
    return kept


def _count_back(batch: Batch, number: int) -> None:
    """Let those whom a document cites have its votes and its statements no more."""
    db = batch.db
    first, count, year = db.execute("SELECT first_statement, statements, year FROM document WHERE id = ?", (number,)).fetchone()
    ballots = [[ballot_of(work) for work in reference.works] for reference in references_of(db, number)]
    cited: dict[int, set[int]] = {}
    for position, place, target in db.execute(
        "SELECT position, work, article FROM reference WHERE document = ? AND article IS NOT NULL", (number,)
    ).fetchall():
        batch.unvote(batch.get(target), ballots[position][place])
        cited.setdefault(position, set()).add(target)
    sections: dict[int, set[int]] = {target: set() for targets in cited.values() for target in targets}
    about = []
    for id, position, verdict, section in db.execute(
        "SELECT id, reference, verdict, section FROM statement WHERE id >= ? AND id < ? AND reference IS NOT NULL",
        (first, first + count),
    ).fetchall():
        for target in cited.get(position, ()):
            batch.get(target).count(verdict, -1, section, year)
            sections[target].add(section)
            about.append((target, year, id))
    for target, cited_in in sections.items():
        batch.get(target).count_citing(-1, cited_in, year)
    db.executemany("DELETE FROM about WHERE article = ? AND year = ? AND statement = ?", about)


def _delete_rows(batch: Batch, number: int) -> int:
    """Take a document's statements, references and relations out, and its reviews off them; the number of its article."""
    db = batch.db
    article, first, count = db.execute(
        "SELECT article, first_statement, statements FROM document WHERE id = ?", (number,)
    ).fetchone()
    last = first + count
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
    batch.expect_orphans(others)
    for other in others:
        batch.get(other).changed = True
    return int(article)
