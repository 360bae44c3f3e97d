"""The CPU that the report page of much-cited works takes with 200 statements, as a server gives it: median and p95 over works.

    python bench/page.py INDEX                # the folder of an index; forty of its 200 most cited works, each three times
    python bench/page.py INDEX --works 60 --turns 5

The application is asked in this process, from the request to the compressed answer, without a network. Each turn opens the index
anew, so that nothing is remembered of a work; the least of the turns counts for it, for machines that are shared. `again` is the
same page asked once more, as by somebody who comes back to it.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from citance.index import STORE_FILE
from citance.serving.app import create_app
from citance.serving.options import ServeOptions
from citance.store.sqlite.counting import TALLY

AMONG = 200


@asynccontextmanager
async def opened(index: Path) -> AsyncIterator[Any]:
    """The application, begun and ended as a server does it."""
    app, begun, ended, over = create_app(str(index), ServeOptions()), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not begun.is_set():
            return {"type": "lifespan.startup"}
        await over.wait()
        return {"type": "lifespan.shutdown"}

    async def send(message: Any) -> None:
        (begun if message["type"].startswith("lifespan.startup") else ended).set()

    life = asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send))
    await begun.wait()
    yield app
    over.set()
    await ended.wait()
    await life


async def spent(app: Any, key: str) -> float:
    """Seconds of CPU for one page."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    path = f"/articles/{key}"
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"size=200", "root_path": "", "client": ("127.0.0.1", 9),
        "server": ("localhost", 80), "state": {},
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html"), (b"accept-encoding", b"gzip")],
    }  # fmt: skip
    before = time.process_time()
    await app(scope, receive, send)
    taken = time.process_time() - before
    assert sent[0]["status"] == 200, sent[0]
    return taken


async def measure(index: Path, works: list[str], others: list[str], turns: int) -> tuple[list[float], list[float]]:
    """The least seconds of each work, asked for the first time and again."""
    first, again = dict.fromkeys(works, 60.0), dict.fromkeys(works, 60.0)
    for _ in range(turns):
        async with opened(index) as app:
            for key in others:  # templates and the like
                await spent(app, key)
            for key in works:
                first[key] = min(first[key], await spent(app, key))
                again[key] = min(again[key], await spent(app, key))
    return list(first.values()), list(again.values())


def told(name: str, times: list[float]) -> None:
    """One row."""
    ordered = sorted(times)
    p50, p95, most = (1000 * ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.95, 1))
    print(f"{name:<8} {len(times)} works   median {p50:6.1f}   p95 {p95:6.1f}   most {most:6.1f} ms of CPU")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("index", type=Path)
    options.add_argument("--works", type=int, default=40)
    options.add_argument("--turns", type=int, default=3)
    asked = options.parse_args()
    with sqlite3.connect(f"file:{(asked.index / STORE_FILE).resolve()}?mode=ro", uri=True) as db:
        ranked = f"SELECT key FROM article ORDER BY {' + '.join(TALLY[:-1])} DESC, key LIMIT {AMONG + 5}"
        cited = [row[0] for row in db.execute(ranked)]
    works = cited[:AMONG][:: max(1, AMONG // asked.works)][: asked.works]
    first, again = asyncio.run(measure(asked.index, works, cited[AMONG:], asked.turns))
    told("page", first)
    told("again", again)


if __name__ == "__main__":
    main()
