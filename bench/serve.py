"""How many answers a second `citance serve` gives, and how late the latest come: the load is made in this process.

    python bench/serve.py INDEX                      # the folder of an index: all kinds of questions, each for ten seconds
    python bench/serve.py INDEX --kinds tally        # one kind
    python bench/serve.py INDEX --workers 2 --connections 32
    python bench/serve.py INDEX --soak --requests 200000    # reads of all kinds, beside an ingest into the index (which grows)
    python bench/serve.py STORE.sqlite               # a store that `python bench/store.py --keep STORE.sqlite` made

The kinds: `tally` is GET /tallies/{doi}, of works drawn so that much-cited ones come no more often than others, one in ten not
known; `tallies` is POST /tallies with 500 of them; `report` the page of an article; `page` that of one of the 200 most cited
with 200 statements; `search` statements with two filters and facets; `papers` POST /papers with 50. Each connection asks again
when it has its answer: sixteen of them where a rate is asked for, else two, one for each worker, so that nobody waits for
others. Times are by the clock, from sending to the last byte, as a client sees them; the CPU of the server is beside them, for
machines that are shared.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from citance.index import STORE_FILE
from citance.store.sqlite.counting import TALLY

BARS = {"tally": "3,000/s, p99 20 ms", "tallies": "p95 60 ms", "page": "p95 80 ms", "search": "p95 80 ms"}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
Request = Callable[[], bytes]


class Client(asyncio.Protocol):
    """One connection that asks again and again; in raw bytes, so that the load costs little beside the answers."""

    def __init__(self, ask: Request, left: list[int], until: float) -> None:
        self._ask, self._left, self._until = ask, left, until
        self._buffer = bytearray()
        self._begun = 0.0
        self.times: list[float] = []
        self.failed: list[bytes] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        if self._left[0] <= 0 or time.perf_counter() > self._until:
            self._transport.close()
            return
        self._left[0] -= 1
        self._begun = time.perf_counter()
        self._transport.write(self._ask())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, end)
        if self._whole(end + 4, None if length is None else int(length[1])):
            self.times.append(time.perf_counter() - self._begun)
            if self._buffer[9:12] not in (b"200", b"404"):
                self.failed.append(bytes(self._buffer[:40] + b" ... " + self._buffer[-200:]))
            self._buffer.clear()
            self._send()

    def _whole(self, start: int, length: int | None) -> bool:
        """Whether the answer has come to its end; without a length it comes in chunks."""
        return self._buffer.endswith(b"0\r\n\r\n") if length is None else len(self._buffer) >= start + length

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None:
            self.failed.append(repr(error).encode())
        if not self.done.done():
            self.done.set_result(None)


async def load(port: int, ask: Request, connections: int, seconds: float, most: int = 1 << 60) -> tuple[list[float], list[bytes]]:
    """The seconds of each answer, and what failed."""
    loop, left, until = asyncio.get_running_loop(), [most], time.perf_counter() + seconds
    clients = [(await loop.create_connection(lambda: Client(ask, left, until), "127.0.0.1", port))[1] for _ in range(connections)]
    await asyncio.gather(*(client.done for client in clients))
    return [taken for client in clients for taken in client.times], [bad for client in clients for bad in client.failed]


def requests(dois: list[str], cited: list[str], seed: int = 1) -> dict[str, Request]:
    """Each kind's next request; `cited` are the keys of the most cited."""
    chance = random.Random(seed)
    words = ("cells", "patients", "model", "results", "species", "infection", "protein", "risk")

    def drawn() -> str:
        return chance.choice(dois) if chance.random() < 0.9 else f"10.5555/nobody.{chance.randrange(1 << 30)}"

    def get(path: str, accept: str = "application/json") -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()

    def page(path: str) -> bytes:
        return get(path, "text/html\r\nAccept-Encoding: gzip")  # as browsers ask

    def post(path: str, many: int) -> bytes:
        body = json.dumps([drawn() for _ in range(many)]).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def search() -> bytes:
        first = chance.randrange(2000, 2015)
        section = chance.choice(("discussion", "results"))
        facets = "stance,evidence,section,year,journal"
        return get(f"/v1/search?query={chance.choice(words)}&first_year={first}&section={section}&facets={facets}")

    return {
        "tally": lambda: get(f"/tallies/{quote(drawn(), safe='/')}"),
        "tallies": lambda: post("/tallies", 500),
        "papers": lambda: post("/papers", 50),
        "report": lambda: page(f"/articles/{quote(chance.choice(dois), safe='/')}"),
        "page": lambda: page(f"/articles/{chance.choice(cited)}?size=200"),
        "search": search,
    }


@contextmanager
def served(index: Path, workers: int) -> Iterator[tuple[int, int]]:
    """The port and the process of a server, while it is needed."""
    command = [
        sys.executable,
        "-c",
        "from citance.cli import main; main()",
        "--index",
        str(index),
        "--json",
        "serve",
        "--port",
        "0",
    ]
    process = subprocess.Popen([*command, "--workers", str(workers)], stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        yield int(address.rpartition(":")[2].strip("/")), process.pid
        process.send_signal(signal.SIGINT)
        process.wait(30)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def ingesting(folder: Path) -> Iterator[None]:
    """Articles out of `bench/scale.py` put into the index, sixteen at a time, until it is left."""
    command = [sys.executable, str(Path(__file__).resolve()), str(folder), "--only-ingest"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        print(process.stdout.readline().strip())  # when it has begun
        yield
    finally:
        process.terminate()
        process.wait(30)
    print(process.stdout.read().strip())


def ingest_for_ever(folder: Path) -> None:
    """What `ingesting` runs, in a process of its own; says at its end how many articles were stored."""
    from hashlib import sha256

    from citance.linking.identity import known_key, match_keys
    from citance.services.ingest import link
    from citance.services.reading import told_study
    from citance.store.packing import pack
    from citance.store.sqlite import SqliteStore
    from citance.store.values import SourceFile
    from scale import Literature, learn_words

    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    literature, seed, done = Literature(learn_words()), time.time_ns() % 1_000_000, 0
    with SqliteStore(str(folder / STORE_FILE)) as store:
        print("the ingest begins", flush=True)
        while not stop:
            with store.transaction():
                for _ in range(16):
                    packed = pack(
                        literature.extraction(20_000 + seed + done),
                        key_of=known_key,
                        match_keys_of=match_keys,
                        study_of=told_study,
                    )
                    name = f"soak {seed} {done}"
                    file = SourceFile(name, sha256(name.encode()).hexdigest(), "soak")
                    store.put((link(store, file, packed, "2026-01-01T00:00:00Z"),))
                    done += 1
    print(f"{done:,} articles were ingested meanwhile")


def workers_of(process: int) -> list[int]:
    """The processes that this one has made."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def cpu(processes: list[int]) -> float:
    """Seconds of CPU they have taken."""
    tick = os.sysconf("SC_CLK_TCK")
    stats = (Path(f"/proc/{one}/stat").read_text().rpartition(") ")[2].split() for one in processes)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / tick


def memory(processes: list[int]) -> float:
    """Megabytes they hold, without the pages of files that they look into: those are the system's, and given back when needed."""
    pages = (Path(f"/proc/{one}/statm").read_text().split() for one in processes)
    return sum(int(resident) - int(shared) for _, resident, shared, *_ in pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def told(name: str, times: list[float], failed: list[bytes], spent: float, wall: float) -> None:
    """One row."""
    ordered = sorted(times)
    p50, p95, p99 = (1000 * ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.95, 0.99))
    print(
        f"{name:<8} {len(times) / wall:>8,.0f}/s   p50 {p50:6.1f}   p95 {p95:6.1f}   p99 {p99:6.1f} ms"
        f"   CPU of the server {1000 * spent / len(times):6.3f} ms each   {len(failed)} failed   ({BARS.get(name, '')})"
    )
    for words in failed[:3]:
        print("    ", words)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("index", type=Path)
    options.add_argument("--kinds", default="tally,tallies,papers,report,page,search")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--connections", type=int, help="for all kinds the same")
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--soak", action="store_true", help="reads of all kinds during an ingest of made-up articles")
    options.add_argument("--requests", type=int, default=200_000)
    options.add_argument("--only-ingest", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.only_ingest:
        ingest_for_ever(asked.index)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.index
        if folder.is_file():
            (Path(scratch) / STORE_FILE).symlink_to(folder.resolve())
            folder = Path(scratch)
        with sqlite3.connect(f"file:{(folder / STORE_FILE).resolve()}?mode=ro", uri=True) as db:
            found = "SELECT substr(name, 5) FROM identifier WHERE name >= 'doi:' AND name < 'doi;'"
            dois = [row[0] for row in db.execute(f"{found} ORDER BY random() LIMIT 50000")]
            cited = [row[0] for row in db.execute(f"SELECT key FROM article ORDER BY {' + '.join(TALLY[:-1])} DESC LIMIT 200")]
        kinds = requests(dois, cited)
        with served(folder, asked.workers) as (port, process):
            time.sleep(1)
            workers = workers_of(process)
            if asked.soak:
                with ingesting(folder):
                    mixed(port, kinds, workers, asked.requests, asked.connections or 16)
                return
            for name in asked.kinds.split(","):
                connections = asked.connections or (16 if name in ("tally", "report") else asked.workers)
                asyncio.run(load(port, kinds[name], connections, 1))  # to warm up
                before, begun = cpu(workers), time.perf_counter()
                times, failed = asyncio.run(load(port, kinds[name], connections, asked.seconds))
                told(name, times, failed, cpu(workers) - before, time.perf_counter() - begun)


def mixed(port: int, kinds: dict[str, Request], workers: list[int], reads: int, connections: int) -> None:
    """Reads of all kinds, tallies most often; memory after the first tenth and at the end."""
    chance = random.Random(2)
    names = ["tally"] * 12 + ["tallies", "papers", "report", "search"]
    begun = time.perf_counter()

    def ask() -> bytes:
        return kinds[chance.choice(names)]()

    held = []
    for part in (reads // 10, reads - reads // 10):
        before, start = cpu(workers), time.perf_counter()
        times, failed = asyncio.run(load(port, ask, connections, 3600, part))
        told(f"{part:,}", times, failed, cpu(workers) - before, time.perf_counter() - start)
        held.append(memory(workers))
    took = time.perf_counter() - begun
    print(f"{took:.0f} s in all; memory {held[0]:.0f} MB after a tenth, {held[1]:.0f} at the end: {held[1] / held[0]:.2f}")


if __name__ == "__main__":
    main()
