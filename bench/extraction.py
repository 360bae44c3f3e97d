"""Accuracy and cost of extraction on ../shared/corpus/jats, in one command.

    python bench/extraction.py                 accuracy over every archive but edge_cases, then cost
    python bench/extraction.py --no-accuracy   cost only
    python bench/extraction.py --peers         and pubmed_parser and pyeuropepmc beside it (they get a venv in .bench/)

Accuracy is ../shared/tools/score_extraction.py's. Cost is CPU time of one process on a sample of articles, each stage
apart, with lxml's bare parse of the same bytes as the unit; the first pass over the sample warms caches and is not counted.
Peers are run on the same files, by what each offers nearest to in-text citations.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from citance.errors import CitanceError
from citance.extraction import cut_statements, find_markers, read_references, resolve_markers
from citance.readers import read
from citance.services.extract import ExtractOptions, Trouble, extract_lines
from citance.services.garbage import let_garbage_wait

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
JATS = SHARED / "corpus/jats"
PEERS = ROOT / ".bench/peers"
STAGES = ("lxml parse", "read", "references", "find", "resolve", "cut")

# Run inside the peers' own environment: file paths on standard input, one JSON line each of (peer, seconds, citations).
PEER_PROGRAM = """
import gc, json, sys, time
gc.set_threshold(100_000, 20, 50)  # as for ours
import pubmed_parser
from pyeuropepmc import FullTextXMLParser

def by_pubmed_parser(path):
    pubmed_parser.parse_pubmed_xml(path)
    pubmed_parser.parse_pubmed_references(path)
    return sum(1 for p in pubmed_parser.parse_pubmed_paragraph(path, all_paragraph=True) for _ in p["reference_ids"])

def by_pyeuropepmc(path):
    parser = FullTextXMLParser(open(path, encoding="utf-8").read())
    parser.extract_metadata()
    parser.get_full_text_sections()
    return len(parser.extract_references())

for path in map(str.strip, sys.stdin):
    for name, peer in (("pubmed_parser", by_pubmed_parser), ("pyeuropepmc", by_pyeuropepmc)):
        begin = time.process_time()
        try:
            count = peer(path)
        except Exception as error:
            count = -1
        print(json.dumps([name, time.process_time() - begin, count]), flush=True)
"""


def archives() -> list[Path]:
    return [path for path in sorted(JATS.glob("*.tar.xz")) if not path.name.startswith("edge_cases")]


def sample(count: int) -> Iterator[tuple[str, bytes]]:
    """The same `count` articles every time, drawn by a hash of their names."""
    drawn: list[tuple[bytes, str, bytes]] = []
    for archive in archives():
        with tarfile.open(archive) as tape:
            for member in tape:
                digest = hashlib.sha1(member.name.encode()).digest()
                content = tape.extractfile(member) if member.isfile() and digest[0] < 64 else None
                if content is not None:
                    drawn.append((digest, member.name, content.read()))
    for _, name, data in sorted(drawn)[:count]:
        yield name, data


def bare_parse(data: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, recover=True)
    etree.parse(io.BytesIO(data), parser)


def stages(name: str, data: bytes) -> dict[str, float]:
    """CPU seconds of each stage on one article."""
    clock, taken = time.process_time, {}

    def timed(stage: str, work: Callable[[], object]) -> object:
        begin = clock()
        result = work()
        taken[stage] = clock() - begin
        return result

    timed("lxml parse", lambda: bare_parse(data))
    document = timed("read", lambda: read(data, name))
    references = timed("references", lambda: read_references(document))
    markers = timed("find", lambda: find_markers(document))
    citations, _ = timed("resolve", lambda: resolve_markers(document, markers))
    timed("cut", lambda: cut_statements(document, references, citations))
    return taken


def cost(files: list[tuple[str, bytes]]) -> float:
    """Prints the table of stages; gives back the mean of the whole in milliseconds."""
    let_garbage_wait()  # as in the worker processes of extract
    rows: dict[str, list[float]] = defaultdict(list)
    for turn in range(2):
        rows.clear()
        for name, data in files:
            try:
                taken = stages(name, data)
            except CitanceError as error:
                if turn:
                    print(f"  left out: {error}")
                continue
            for stage in STAGES:
                rows[stage].append(taken[stage] * 1e3)
            rows["whole"].append(sum(taken[stage] for stage in STAGES[1:]) * 1e3)
    base = sum(rows["lxml parse"])
    print(f"\n{len(rows['whole'])} articles, one process, CPU milliseconds an article\n")
    print("| stage | mean | p50 | p99 | share of lxml's bare parse |\n|---|---|---|---|---|")
    for stage in (*STAGES, "whole"):
        values = sorted(rows[stage])
        mean = sum(values) / len(values)
        middle, late = values[len(values) // 2], values[int(len(values) * 0.99)]
        print(f"| {stage} | {mean:.2f} | {middle:.2f} | {late:.2f} | {sum(values) / base:.2f} |")
    return sum(rows["whole"]) / len(rows["whole"])


def peers(files: list[tuple[str, bytes]], ours: float) -> None:
    """Prints what the peers take on the same files, as a ratio to ours."""
    python = PEERS / "bin/python"
    if not python.exists():
        venv.create(PEERS, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pubmed_parser", "pyeuropepmc"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (_, data) in enumerate(files):
            path = Path(folder) / f"{number}.xml"
            path.write_bytes(data)
            paths.append(str(path))
        run = subprocess.run([python, "-c", PEER_PROGRAM], input="\n".join(paths), capture_output=True, text=True, check=False)
    if run.returncode:
        print(run.stderr[-2000:])
    seconds: dict[str, list[float]] = defaultdict(list)
    failed: dict[str, int] = defaultdict(int)
    for line in run.stdout.splitlines():
        peer, taken, count = json.loads(line)
        seconds[peer].append(taken * 1e3)
        failed[peer] += count < 0
    print("\n| | mean ms | p99 | times ours | failed | gives sentences |\n|---|---|---|---|---|---|")
    print(f"| citance | {ours:.2f} | | 1 | 0 | yes |")
    for peer, values in seconds.items():
        values.sort()
        mean = sum(values) / len(values)
        print(f"| {peer} | {mean:.2f} | {values[int(len(values) * 0.99)]:.2f} | {mean / ours:.1f} | {failed[peer]} | no |")


def accuracy(processes: int) -> None:
    paths = [str(path) for path in archives()]
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        begin = time.perf_counter()
        lost: list[Trouble] = []
        for lines in extract_lines(paths, ExtractOptions(), processes, lost.append):
            out.write(lines)
        out.flush()
        for trouble in lost:
            if trouble.problem.kind in ("unreadable", "refused", "truncated"):
                print(f"  {trouble.source}: {trouble.problem.words}")
        print(f"extracted in {time.perf_counter() - begin:.0f} s, {processes} processes, JSON Lines written")
        subprocess.run([sys.executable, SHARED / "tools/score_extraction.py", out.name, *paths], check=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--no-accuracy", action="store_true")
    arguments.add_argument("--peers", action="store_true")
    arguments.add_argument("--articles", type=int, default=300, help="sample for the cost")
    arguments.add_argument("--processes", type=int, default=2)
    options = arguments.parse_args()
    if not options.no_accuracy:
        accuracy(options.processes)
    files = list(sample(options.articles))
    ours = cost(files)
    if options.peers:
        peers(files, ours)


if __name__ == "__main__":
    main()
