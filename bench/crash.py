"""Sudden death: an ingest is killed at random moments, gone on with, and at the end compared with one that was not disturbed.

python bench/crash.py                                  # 200 articles of ../shared/corpus, 20 deaths
python bench/crash.py --deaths 5 --archive FILE
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from citance.store.sqlite import SqliteStore

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "jats"

CHILD = """
import sys
from datetime import UTC, datetime
from citance.services.ingest import ingest
from citance.store.sqlite import SqliteStore
with SqliteStore(sys.argv[1]) as store:
    ingest(store, [sys.argv[2]], workers=2, batch=int(sys.argv[3]), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
"""


def unpack(archive: Path, folder: Path, most: int) -> int:
    """The first articles of an archive as files; how many."""
    with tarfile.open(archive) as members:
        done = 0
        for member in members:
            if done == most:
                break
            if member.isfile() and member.name.endswith(".xml"):
                data = members.extractfile(member)
                assert data is not None
                (folder / Path(member.name).name).write_bytes(data.read())
                done += 1
    return done


def digest(path: str) -> str:
    """A digest of all that an index holds that does not hang on when it was stored."""
    with SqliteStore(path, read_only=True) as store:
        found = sha256()
        for article in store.all_articles():
            found.update(repr((article, store.tally(article.key), store.relations(article.key))).encode())
        for statement in store.all_statements():
            found.update(repr((statement.id, statement.citing, statement.cited, statement.text)).encode())
        for row in store.citations():
            found.update(repr(row).encode())
        for problem in store.problems():
            found.update(repr((problem.file.name, problem.problem)).encode())
        return found.hexdigest()


def main() -> None:
    """Kill, go on, compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--archive", type=Path, default=CORPUS / "crops_wheat.tar.xz")
    options.add_argument("--articles", type=int, default=200)
    options.add_argument("--deaths", type=int, default=20)
    options.add_argument("--batch", type=int, default=16)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        count = unpack(asked.archive, papers, asked.articles)
        quiet, stormy = (str(Path(folder) / name / "citance.sqlite") for name in ("quiet", "stormy"))
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", CHILD, quiet, str(papers), str(asked.batch)], check=True)
        whole = time.monotonic() - begun
        deaths = finished = 0
        kept = []
        while deaths < asked.deaths:
            child = subprocess.Popen([sys.executable, "-c", CHILD, stormy, str(papers), str(asked.batch)])
            try:
                # Some while it starts, most after some batches, so that there are many deaths before all is done.
                child.wait(timeout=0.5 + chance.random() * max(2.0, whole))
                finished += 1
                Path(stormy).unlink()
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                child.wait()
                deaths += 1
                if Path(stormy).exists():
                    with SqliteStore(stormy) as store:
                        unsound = store.check()
                        if unsound:
                            sys.exit(f"after death {deaths}: {unsound}")
                        kept.append(store.stats().documents)
        subprocess.run([sys.executable, "-c", CHILD, stormy, str(papers), str(asked.batch)], check=True)
        same = digest(quiet) == digest(stormy)
        print(
            f"{count} articles, {deaths} deaths ({finished} runs came to an end in between)\n"
            f"documents found after each: {', '.join(map(str, kept))}\n"
            f"the index that died {'is the same as' if same else 'DIFFERS FROM'} the one that did not"
        )
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
