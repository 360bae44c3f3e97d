"""The store by itself: CPU of the writer, bytes by table, and pages and tallies of much-cited works.

A literature out of `bench/scale.py` is packed, linked and stored as ingest would (reading left out), then asked.

    python bench/store.py                          # 14,300 articles, a million statements, about ten minutes
    python bench/store.py --articles 1000
    python bench/store.py --keep /tmp/scale.sqlite # keep the file; where it is there already, only ask it
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from citance.linking.identity import known_key, match_keys
from citance.model import Classification, SectionKind, Stance
from citance.services.ingest import BATCH, link
from citance.services.reading import told_study
from citance.store.packing import pack
from citance.store.sqlite import SqliteStore
from citance.store.values import SourceFile, StatementFilter, StatementOrder
from scale import MILLION, Literature, learn_words

DOCUMENTS = ("document_text", "document_layout", "document_bibliography", "document_front", "document_dormant")


def build(store: SqliteStore, articles: int, batch: int) -> None:
    """Fill the store, and say what the writer needed."""
    literature = Literature(learn_words())
    linking = putting = committing = packing = 0.0
    statements = references = done = 0
    waiting = iter(literature.extractions(articles))
    more = True
    while more:
        begun = time.process_time()
        packed = []
        for extraction in waiting:
            t = time.process_time()
            one = pack(extraction, key_of=known_key, match_keys_of=match_keys, study_of=told_study)
            packing += time.process_time() - t
            packed.append((SourceFile(f"{done}", sha256(f"{done}".encode()).hexdigest(), "scale"), one))
            done += 1
            if len(packed) == batch:
                break
        more = len(packed) == batch
        begun = time.process_time()
        spent = 0.0
        with store.transaction():
            for file, document in packed:
                t0 = time.process_time()
                entry = link(store, file, document, "2026-01-01T00:00:00Z")
                t1 = time.process_time()
                store.put((entry,))
                t2 = time.process_time()
                linking, putting, spent = linking + t1 - t0, putting + t2 - t1, spent + t2 - t0
                statements += len(document.statements)
                references += len(document.references)
        committing += time.process_time() - begun - spent
        sys.stderr.write(f"\r{done:,} articles, {statements:,} statements")
    sys.stderr.write("\n")
    each = 1000 / done
    print(
        f"{done:,} articles with {statements / done:.0f} statements and {references / done:.0f} references each; CPU of the "
        f"writer {(linking + putting + committing) * each:.2f} ms an article: link {linking * each:.2f}, "
        f"put {putting * each:.2f}, commit {committing * each:.2f}; pack, in the reading processes, {packing * each:.2f}"
    )


def classify(store: SqliteStore) -> None:
    """Give every statement a stance with the frequencies of `scale`, so that the history is on disk too."""
    from scale import scores_of, stance_of

    begun, done = time.process_time(), 0
    db = store._connections.reader
    while ids := store.waiting(2000):
        said = []
        for statement in ids:
            stance, evidence = stance_of(statement.id)
            said.append((statement.id, Classification(stance, "scale 1", scores_of(statement.id, stance), evidence)))
        store.record_classifications(said, "2026-01-01T00:00:00Z")
        done += len(said)
        sys.stderr.write(f"\r{done:,} classified")
    sys.stderr.write("\n")
    if done:
        print(f"classification: {(time.process_time() - begun) / done * 1e6:.0f} µs a statement, reading its words included")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sizes(path: str, statements: int) -> None:
    """Print the bytes of each table with its indexes, for a million statements."""
    db = sqlite3.connect(path)
    try:
        rows = db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
    except sqlite3.OperationalError:
        rows = []
    owner = dict(db.execute("SELECT name, tbl_name FROM sqlite_master"))
    tables: dict[str, int] = {}
    for name, size in rows:
        tables[owner.get(name, name)] = tables.get(owner.get(name, name), 0) + size
    scale = 1e6 / statements / 1e6
    kept = sum(size for name, size in tables.items() if name in DOCUMENTS)
    rest = sum(tables.values()) - kept
    print(f"MB for a million statements: tables {rest * scale:.0f}, stored documents {kept * scale:.0f}")
    for name, size in sorted(tables.items(), key=lambda item: -item[1]):
        if size * scale >= 0.5:
            print(f"  {name:<24}{size * scale:8.1f}")
    for name, size in sorted(rows, key=lambda row: -row[1])[:14]:
        print(f"    {name:<34}{size * scale:8.1f}")
    db.close()


def timed(asks: list[Callable[[], object]]) -> str:
    """p50, p95 and the longest, in milliseconds, of each of these asked once, after one round to warm up."""
    for ask in asks:
        ask()
    took = []
    for ask in asks:
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return f"p50 {took[len(took) // 2]:7.2f}  p95 {took[int(len(took) * 0.95)]:7.2f}  max {took[-1]:7.2f} ms"


def ask(store: SqliteStore) -> None:
    """Print how long pages and tallies of the 50 most cited and 50 ordinary works take."""
    db = store._connections.reader
    total = "supporting_own + supporting_reported + contrasting_own + contrasting_reported + mentioning + unclassified"
    top = db.execute(f"SELECT key, {total} AS n FROM article ORDER BY n DESC LIMIT 50").fetchall()
    ordinary = [row[0] for row in db.execute(f"SELECT key FROM article WHERE {total} BETWEEN 1 AND 60 ORDER BY id LIMIT 20000")]
    chosen = {"top": [key for key, _ in top], "ordinary": random.Random(1).sample(ordinary, min(50, len(ordinary)))}
    print(f"most cited: {top[0][1]:,}, {top[9][1]:,} (10th), {top[-1][1]:,} (50th) statements")
    filters = {
        "no filter": StatementFilter(),
        "contrasting": StatementFilter(stance=(Stance.CONTRASTING,)),
        "methods since 2015": StatementFilter(section=(SectionKind.METHODS,), first_year=2015),
        "not by themselves": StatementFilter(self_citation=False),
        "nothing matches": StatementFilter(stance=(Stance.SUPPORTING,), last_year=1900),
    }
    for name, keys in chosen.items():
        print(f"{name} works ({len(keys)})")
        print(f"  tally                      {timed([lambda k=k: store.tally(k) for k in keys])}")
        print(f"  by section                 {timed([lambda k=k: store.tally_by(k, 'section') for k in keys])}")
        print(f"  by year                    {timed([lambda k=k: store.tally_by(k, 'year') for k in keys])}")
        for words, filter in filters.items():
            print(f"  page, {words:<20} {timed([lambda k=k, f=filter: store.statements_citing(k, f) for k in keys])}")
        oldest = [lambda k=k: store.statements_citing(k, order=StatementOrder.OLDEST) for k in keys]
        print(f"  page, oldest first         {timed(oldest)}")
        print(f"  article                    {timed([lambda k=k: store.article(k) for k in keys])}")


def main() -> None:
    """Build, classify, weigh and ask."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=MILLION)
    options.add_argument("--batch", type=int, default=BATCH)
    options.add_argument("--keep", metavar="FILE")
    options.add_argument("--classify", action="store_true", help="also give every statement a stance")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.keep or str(Path(folder) / "scale.sqlite")
        there = Path(path).exists()
        with SqliteStore(path) as store:
            if not there:
                build(store, asked.articles, asked.batch)
            if asked.classify:
                classify(store)
            statements = int(store._connections.reader.execute("SELECT count(*) FROM statement").fetchone()[0])
            store._connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            sizes(path, statements)
            ask(store)


if __name__ == "__main__":
    main()
