"""What stance costs: `python bench/stance_speed.py [--statements N] [--model FOLDER]`.

Statements of ../shared/corpus/jats, cut by our own extraction from articles drawn by a fixed seed, at the corpus's natural mix
(English, articles whole, so that members of a group and sentences with several citations come as they come). In one run:

- the whole path, the way `citance classify` goes, beside the plain encoder, which reads every distinct statement, and beside one
  that reads every statement, equal or not;
- the gate alone, one core;
- how long a new process takes to its first label, and how much memory it has taken after 1,000 statements;
- what a million statements and PMC's open-access subset, 0.6 billion, would cost.

Clock where cores are meant, CPU for one core; both are shown, for a machine that does other work beside has less clock.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from citance.classification.artefact import GATE, SHIPPED
from citance.classification.gate import Gate
from citance.classification.trained import Trained
from citance.extraction import extract
from citance.model import StatementText
from citance.readers import read
from citance.services.extract import statement_text
from citance.sources.folder import walk

SHARED = Path(__file__).resolve().parents[2] / "shared"
BATCH = 1000

FIRST = """
import sys, time, json
begun = time.time()
from pathlib import Path
from citance.classification.trained import Trained
from citance.model import StatementText
Trained(folder=Path(sys.argv[1])).classify([StatementText("Our results agree with those of others [3].")])
print(json.dumps(time.time() - float(sys.argv[2])))
"""

MEMORY = """
import sys, json, resource
from pathlib import Path
import msgspec
from citance.classification.trained import Trained
from citance.model import StatementText
statements = msgspec.json.decode(sys.stdin.buffer.read(), type=list[StatementText])
Trained(folder=Path(sys.argv[1])).classify(statements)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def statements(count: int) -> list[StatementText]:
    """So many statements of whole articles, drawn by a fixed seed."""
    chance = random.Random(11)
    found: list[StatementText] = []
    for texts in articles(chance):
        found += texts
        if len(found) >= count:
            break
    return found[:count]


def articles(chance: random.Random) -> Iterator[list[StatementText]]:
    """The English statements of one article in twelve of each archive, the archives in an order of chance."""
    archives = sorted((SHARED / "corpus/jats").glob("*.tar.xz"))
    chance.shuffle(archives)
    for archive in archives:
        for file in walk([archive]):
            if file.data and chance.random() < 1 / 12:
                found = extract(read(file.data, file.name))
                texts = (statement_text(found.document, s) for s in found.statements)
                yield [t for t in texts if t is not None and t.language in (None, "en")]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of CPU."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def in_batches(model: Trained, texts: Sequence[StatementText]) -> None:
    for i in range(0, len(texts), BATCH):
        model.classify(texts[i : i + BATCH])


def a_process(code: str, *words: str, given: bytes = b"") -> float:
    """What a new process says."""
    command = [sys.executable, "-c", code, *words]
    return float(json.loads(subprocess.run(command, input=given, check=True, capture_output=True).stdout))


def main() -> None:
    import msgspec

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--plain", type=int, default=1_000, help="how many the plain encoder reads")
    parser.add_argument("--model", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    texts = statements(asked.statements)
    cores = len(os.sched_getaffinity(0))

    gate = Gate(asked.model / GATE)
    _, cpu = min(timed(lambda: [gate.settle(s) for s in texts]) for _ in range(3))
    print(f"{len(texts)} statements, {cores} cores")
    print(f"{'gate alone':<42}{len(texts) / cpu:10,.0f} statements/s of CPU, one core")

    whole = Trained(folder=asked.model)
    whole.classify(texts[:1])
    clock, cpu = timed(lambda: in_batches(whole, texts))
    show("whole path", len(texts), clock, cpu)
    distinct = whole.settled + whole.read
    print(f"  {distinct / whole.asked:.1%} distinct; of these the gate settled {whole.settled / distinct:.1%}, "
          f"the encoder read {whole.read / distinct:.1%}")  # fmt: skip

    part = texts[:: max(1, len(texts) // asked.plain)]
    blocks = [texts[i : i + 50] for i in range(0, len(texts), max(50, 50 * len(texts) // asked.plain))]
    plain = Trained(folder=asked.model, gate=False)
    plain.classify(texts[:1])
    show("plain encoder, distinct statements once", sum(map(len, blocks)), *timed(lambda: [plain.classify(b) for b in blocks]))
    single = Trained(folder=asked.model, gate=False)
    single.classify(texts[:1])
    show("plain encoder, every statement", len(part), *timed(lambda: single._read_all(part)))

    starts = [a_process(FIRST, str(asked.model), str(time.time())) for _ in range(5)]
    print(f"{'first label after process start':<42}{statistics.median(starts):10.2f} s (median of {len(starts)})")
    memory = a_process(MEMORY, str(asked.model), given=msgspec.json.encode(texts[:1000]))
    print(f"{'memory after 1,000 statements':<42}{memory:10,.0f} MB")
    per = cpu / len(texts)
    print(f"a million statements: {1e6 * per / 3600:.2f} core hours, {1e6 * per / 60 / cores:.0f} minutes on {cores} cores")
    print(f"0.6 billion: {6e8 * per / 3600:,.0f} core hours; 64 cores take {6e8 * per / 3600 / 64 / 24:.1f} days")


def show(name: str, count: int, clock: float, cpu: float) -> None:
    print(f"{name:<42}{count / clock:10,.0f} statements/s by the clock, {count / cpu:,.0f} a second of CPU")


if __name__ == "__main__":
    main()
