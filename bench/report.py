"""First pages of reports at a million statements, inside the process: `python bench/report.py STORE`.

STORE is a file that `python bench/store.py --keep STORE` made. Asked are the 50 most cited works and 50 drawn from the
others, each once, so that nothing is remembered from an earlier question; a page is the whole answer of `Index.report`: the
article, its tallies, by section and by year, 20 statements with their citing articles, and provenance.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import citance
from citance.index import STORE_FILE


def main(store: str) -> None:
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        cited = db.execute(
            "SELECT a.key, count(*) AS n FROM about b JOIN article a ON a.id = b.article GROUP BY b.article ORDER BY n DESC"
        ).fetchall()
    top, rest = cited[:50], random.Random(1).sample(cited[50:], 50)
    print(f"{sum(n for _, n in cited):,} statements about {len(cited):,} works; the top work has {cited[0][1]:,}")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / STORE_FILE).symlink_to(Path(store).resolve())
        with citance.open_index(folder, read_only=True) as index:
            first, second = ([page(index, key) for key, _ in works] for works in (top, rest))
    for name, times in (("50 most cited", first), ("50 others", second), ("all", first + second)):
        times = sorted(times)
        middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"{name:<14} p50 {middle:5.1f} ms   p95 {late:5.1f} ms   most {times[-1]:5.1f} ms")


def page(index: citance.Index, key: str) -> float:
    """Milliseconds for the first page, by the clock."""
    begin = time.perf_counter()
    index.report(key)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main(sys.argv[1])
