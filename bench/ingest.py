"""The whole of ingest on the corpus: articles a second, CPU of each part, memory, bytes on disk, a second run.

python bench/ingest.py                        # every archive of ../shared/corpus/jats
python bench/ingest.py crops_wheat zika       # some
python bench/ingest.py --no-search            # the store alone
python bench/ingest.py --afterwards           # the search index is filled when all is stored, so that its CPU stands by itself
python bench/ingest.py --batch 64

Else the search index follows while files are read, as in `citance ingest`; its CPU is then counted with that of storing.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import threading
import time
from pathlib import Path

from citance.services.feed import Follower, feed
from citance.services.ingest import BATCH, ingest
from citance.store.sqlite import SqliteStore

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "jats"


class Memory:
    """The most memory that this process and its children had together, looked at ten times a second (proportional set size,
    so that what they share counts once)."""

    def __init__(self) -> None:
        self.most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, sum(map(_proportional, [os.getpid(), *_children(os.getpid())])))

    def stop(self) -> float:
        """The most, in MB."""
        self._stop.set()
        self._thread.join()
        return self.most / 1e6


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(number) for number in task.read_text().split()]
        except OSError:
            continue
    return found


def _proportional(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def size(folder: Path) -> float:
    """MB of all files below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def main() -> None:
    """Ingest, feed the search index, and do it again."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("archives", nargs="*")
    options.add_argument("--workers", type=int)
    options.add_argument("--batch", type=int, default=BATCH)
    options.add_argument("--no-search", action="store_true")
    options.add_argument("--afterwards", action="store_true")
    asked = options.parse_args()
    paths = [CORPUS / f"{name}.tar.xz" for name in asked.archives] or sorted(CORPUS.glob("*.tar.xz"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SqliteStore(str(folder / "citance.sqlite")) as store:
            index = None
            searching = 0.0
            if not asked.no_search:
                from citance.searching.tantivy import TantivyIndex

                index = TantivyIndex(folder / "search")
            memory = Memory()
            begun = time.monotonic()
            follow = None if index is None or asked.afterwards else Follower(index, store)
            after = None if follow is None else follow.step
            summary = ingest(store, paths, workers=asked.workers, batch=asked.batch, after_batch=after)
            stored = time.monotonic()
            if index is not None:
                cpu = time.process_time()
                if follow is not None:
                    follow.finish()
                else:
                    feed(index, store)
                index.close()
                searching = time.process_time() - cpu
            done = time.monotonic()
            most = memory.stop()
            stats = store.stats()
            each = 1000 / max(summary.read, 1)
            print(summary.line)
            print(
                f"{stats.statements:,} statements, {stats.references:,} references ({stats.linked:,} linked, {stats.ambiguous:,} "
                f"ambiguous), {stats.articles:,} articles, {len(store.joins()):,} joins, {stats.problems:,} problems"
            )
            beside = "with what of search was done meanwhile" if follow is not None else "without search"
            print(
                f"{summary.read / (done - begun):.0f} articles/s whole ({done - begun:.1f} s by the clock), "
                f"{summary.read / (stored - begun):.0f} until all was stored, {beside}"
            )
            print(
                f"CPU an article: reading {summary.reading_seconds * each:.2f} ms (in its processes), "
                f"walking, linking and storing, {beside}, {summary.writing_seconds * each:.2f} ms, "
                f"search after that {searching * each:.2f} ms"
            )
            own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"memory at most {most:.0f} MB, of this process {own:.0f} MB")
            store._connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            million = 1e6 / max(stats.statements, 1)
            documents, whole = stats.bytes_documents / 1e6, stats.bytes_total / 1e6
            search = size(folder / "search") if index is not None else 0.0
            print(
                f"MB for a million statements: tables {(whole - documents) * million:.0f}, search index {search * million:.0f}, "
                f"stored documents {documents * million:.0f}"
            )
            begun = time.monotonic()
            again = ingest(store, paths, workers=asked.workers, batch=asked.batch)
            print(f"again: {again.line} in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
