"""The whole of ingest on the corpus: articles a second, CPU of each part, memory, bytes on disk, a second run.

python bench/ingest.py                        # every archive of ../shared/corpus/jats
python bench/ingest.py crops_wheat zika       # some
python bench/ingest.py --no-search            # the store alone
python bench/ingest.py --afterwards           # the search index is filled when all is stored, so that its CPU stands by itself
python bench/ingest.py --batch 64
python bench/ingest.py --keep FOLDER          # the index stays there

Else the search index follows while files are read, as in `citance ingest`; its CPU is then counted with that of storing.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import tempfile
import threading
import time
from pathlib import Path

from citance.services.feed import Follower, feed
from citance.services.ingest import BATCH, ingest
from citance.store.sqlite import SqliteStore
from store import DOCUMENTS

_PAGE = os.sysconf("SC_PAGE_SIZE")
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "jats"


class Memory:
    """The most memory that this process and its children had together, looked at ten times a second (proportional set size,
    so that what they share counts once).

    That size has the kernel walk through all pages, which for an ingest's took a tenth of the writer's time. So it is asked
    only where the resident sizes, which are kept counted, say that there may be more than ever before.
    """

    def __init__(self) -> None:
        self.most = 0
        self.parts: list[int] = []  # of this process and each child, when it was most
        self._shared: int | None = None  # what resident sizes count more than once, at the least
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            processes = [os.getpid(), *_children(os.getpid())]
            resident = sum(map(_resident, processes))
            if self._shared is not None and resident - self._shared <= self.most:
                continue
            parts = list(map(_proportional, processes))
            shared = resident - sum(parts)
            self._shared = shared if self._shared is None else min(self._shared, shared)
            if sum(parts) > self.most:
                self.most, self.parts = sum(parts), parts

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


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


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


def pages_of(store: SqliteStore, tables: tuple[str, ...]) -> int:
    """Bytes of all pages of these tables, the room in their last ones included."""
    marks = ",".join("?" * len(tables))
    question = f"SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN ({marks})"
    return int(store._connections.reader.execute(question, tables).fetchone()[0])


def main() -> None:
    """Ingest, feed the search index, and do it again."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("archives", nargs="*")
    options.add_argument("--workers", type=int)
    options.add_argument("--batch", type=int, default=BATCH)
    options.add_argument("--no-search", action="store_true")
    options.add_argument("--afterwards", action="store_true")
    options.add_argument("--keep", metavar="FOLDER")
    asked = options.parse_args()
    paths = [CORPUS / f"{name}.tar.xz" for name in asked.archives] or sorted(CORPUS.glob("*.tar.xz"))
    place = tempfile.TemporaryDirectory() if asked.keep is None else contextlib.nullcontext(asked.keep)
    with place as name:
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
            parts = ", ".join(f"{part / 1e6:.0f}" for part in memory.parts)
            print(f"memory at most {most:.0f} MB (then this process and each that reads: {parts}), of this process {own:.0f} MB")
            store._connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            million = 1e6 / max(stats.statements, 1)
            documents, whole = pages_of(store, DOCUMENTS) / 1e6, stats.bytes_total / 1e6
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
