#!/usr/bin/env python3
"""Damaged articles: none may crash the reader, hang it or fill memory, and what the damage did not touch is still found.

    bench/mutations.py [-n 10000] [--seed 1] [--jobs 2] [--corpus ../shared/corpus/jats] [--files 400] [--show 5]

Half of the files get byte noise (a few bytes changed, cut out or put in), half structural damage (whole elements moved,
dropped or doubled). Each is read, and its citations extracted, in a child process that may use 1 GB and ten seconds; a child
that dies is a crash or a hang of the file it was at.

An untouched paragraph is a `<p>` that stands in the damaged file byte for byte, outside of what was moved, and that cites
references of which the same is true. What it should give is told by reading it alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from citance import readers
from citance.errors import CitanceError
from citance.model.document import Document

try:
    from citance.extraction import extract
except ImportError:
    extract = None  # type: ignore[assignment]

MEMORY = 1 << 30
SECONDS = 10
PARAGRAPH = re.compile(rb"<p(?: [^<>]*)?>(?:(?!<p[ >]).)*?</p>", re.S)
REF = re.compile(rb'<ref\s[^<>]*?id="([^"]+)"[^<>]*>.*?</ref>', re.S)

NAMESPACES = re.compile(rb' xmlns(?::\w+)?="[^"]*"')  # written on the first element of whatever is moved

Cited = tuple[str, tuple[tuple[str, ...], ...]]  # a paragraph's words and the targets of its links


class Original(NamedTuple):
    """An article before the damage: its bytes, and its citing paragraphs with what each gives when read alone."""

    name: str
    data: bytes
    paragraphs: list[tuple[bytes, Cited]]
    refs: dict[str, bytes]


def cited_in(document: Document) -> Counter[Cited]:
    """The citing paragraphs of a document and of its sub-articles."""
    found: Counter[Cited] = Counter()
    links = iter(document.links)
    link = next(links, None)
    for paragraph in document.paragraphs:
        targets = []
        while link is not None and link.span.start <= paragraph.span.end:
            targets.append(link.targets)
            link = next(links, None)
        if targets:
            found[paragraph.span.cut(document.text), tuple(targets)] += 1
    for inner in document.sub_articles:
        found += cited_in(inner)
    return found


def load(corpus: Path, most: int, chance: random.Random) -> list[Original]:
    """`most` articles drawn from the archives, written anew so that both kinds of damage start from the same bytes."""
    names: list[tuple[Path, str]] = []
    archives = [a for a in sorted(corpus.glob("*.tar.xz")) if a.name != "edge_cases.tar.xz"]
    small = [a for a in archives if a.stat().st_size < 4_000_000] or archives
    for archive in small:
        with tarfile.open(archive) as tar:
            names += [(archive, m.name) for m in tar if m.isfile() and m.size < 400_000]
    wanted: dict[Path, set[str]] = {}
    for archive, name in chance.sample(names, min(most, len(names))):
        wanted.setdefault(archive, set()).add(name)
    originals = []
    for archive, members in wanted.items():
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.name in members else None
                if file is not None:
                    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
                    root = etree.fromstring(file.read(), parser)
                    if root is not None:
                        originals.append(prepare(member.name, etree.tostring(root, encoding="utf-8")))
    return originals


def prepare(name: str, data: bytes) -> Original:
    refs = {m[1].decode(): m[0] for m in REF.finditer(data)}
    root_tag = re.search(rb"<article[ >][^>]*>?", data)
    head = root_tag[0] if root_tag else b"<article>"
    list_of_ids = "".join(f'<ref id="{i}"/>' for i in refs).encode()
    paragraphs = []
    for match in PARAGRAPH.finditer(data):
        if b"<xref" not in match[0]:
            continue
        try:
            alone = readers.read(head + b"<body>" + match[0] + b"</body><back>" + list_of_ids + b"</back></article>", name)
        except CitanceError:
            continue
        paragraphs += [(match[0], cited) for cited in cited_in(alone)]
    return Original(name, data, paragraphs, refs)


# -- damage --


def noise(original: Original, chance: random.Random) -> tuple[bytes, bytes]:
    """The article with one to eight places hit, and what was moved (nothing)."""
    data = bytearray(original.data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 200)]
            case 2:
                data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
            case _:
                other = chance.randrange(len(data))
                data[at:at] = data[other : other + chance.randint(1, 200)]
    return bytes(data), b""


def upheaval(original: Original, chance: random.Random) -> tuple[bytes, bytes]:
    """The article with one to four elements moved, dropped or doubled, and all that was moved."""
    root = etree.fromstring(original.data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    moved = []
    for _ in range(chance.randint(1, 4)):
        elements = [e for e in root.iter() if isinstance(e.tag, str) and e is not root]
        if not elements:
            break
        what, where = chance.choice(elements), chance.choice(elements)
        if any(above is what for above in where.iterancestors()) or what is where:
            where = root
        action = chance.randrange(3)
        copy = etree.fromstring(etree.tostring(what, with_tail=False))
        if action != 2 and (parent := what.getparent()) is not None:
            tail, before = what.tail, what.getprevious()  # its tail stays where it is
            if tail:
                if before is not None:
                    before.tail = (before.tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
            parent.remove(what)
        if action != 1:
            where.insert(chance.randint(0, len(where)), copy)
        moved.append(NAMESPACES.sub(b"", etree.tostring(copy, encoding="utf-8")))
    return etree.tostring(root, encoding="utf-8"), b"\n".join(moved)


# -- one file --


def outcome(original: Original, index: int, seed: int) -> dict[str, Any]:
    """What came of mutation `index`: read or refused, how many untouched paragraphs, and how many of them were not found."""
    chance = random.Random(f"{seed}/{index}")
    kind = noise if index % 2 == 0 else upheaval
    data, moved = kind(original, chance)
    result: dict[str, Any] = {"index": index, "kind": kind.__name__, "name": original.name, "untouched": 0, "lost": 0}
    started = time.process_time()
    try:
        document = readers.read(data, original.name)
        if extract is not None:
            extract(document)
    except CitanceError as error:
        result["refused"] = str(error)
        return result
    except Exception as error:
        result["crash"] = f"{type(error).__name__}: {error}"
        return result
    result["ms"] = (time.process_time() - started) * 1000
    result["problems"] = len(document.problems)
    found = cited_in(document)
    whole = {i for i, ref in original.refs.items() if ref in data and ref not in moved}
    for raw, cited in original.paragraphs:
        targets = {t for some in cited[1] for t in some}
        if raw in data and raw not in moved and targets <= whole:
            result["untouched"] += 1
            if cited not in found:
                result["lost"] += 1
                result.setdefault("example", cited[0][:100])
    return result


# -- children --


def work(originals: list[Original], indices: list[int], seed: int, out: int) -> None:
    """In the child: does the mutations in order, a line of JSON before and after each."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY + (1 << 28), MEMORY + (1 << 28)))  # the interpreter's own part beside
    with os.fdopen(out, "w") as lines:
        for index in indices:
            print(json.dumps({"at": index}), file=lines, flush=True)
            signal.alarm(SECONDS)
            result = outcome(originals[index % len(originals)], index, seed)
            signal.alarm(0)
            result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(json.dumps(result), file=lines, flush=True)


def run(originals: list[Original], indices: list[int], seed: int) -> list[dict[str, Any]]:
    """All mutations of `indices`; where a child dies the next goes on behind the file it died of."""
    results: list[dict[str, Any]] = []
    while indices:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                work(originals, indices, seed, writing)
            finally:
                os._exit(0)
        os.close(writing)
        at = None
        done = 0
        with os.fdopen(reading) as lines:
            for line in lines:
                message = json.loads(line)
                if "at" in message:
                    at = message["at"]
                else:
                    results.append(message)
                    at, done = None, done + 1
        _, status = os.waitpid(child, 0)
        indices = indices[done:]
        if at is not None:
            word = signal.Signals(status & 0x7F).name if status & 0x7F else "it ended"
            kind = "hang" if word == "SIGALRM" else "crash"
            results.append({"index": at, "name": originals[at % len(originals)].name, "untouched": 0, "lost": 0, kind: word})
            indices = indices[1:]
        elif done == 0:
            sys.exit("the child does not start")
    return results


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("-n", type=int, default=1000, help="how many mutations")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--files", type=int, default=300, help="from how many articles")
    arguments.add_argument("--corpus", type=Path, default=Path(__file__).parents[2] / "shared/corpus/jats")
    arguments.add_argument("--show", type=int, default=5)
    asked = arguments.parse_args()
    originals = load(asked.corpus, asked.files, random.Random(asked.seed))
    batches = [list(range(job, asked.n, asked.jobs)) for job in range(asked.jobs)]
    pipes = []
    for batch in batches[1:]:
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(reading)
            with os.fdopen(writing, "w") as out:
                json.dump(run(originals, batch, asked.seed), out)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    results = run(originals, batches[0], asked.seed)
    for reading in pipes:
        with os.fdopen(reading) as lines:
            results += json.load(lines)
    return show(results, len(originals), asked.show)


def show(results: list[dict[str, Any]], files: int, most: int) -> int:
    crashes = [r for r in results if "crash" in r]
    hangs = [r for r in results if "hang" in r]
    lost = [r for r in results if r["lost"]]
    times = sorted(r["ms"] for r in results if "ms" in r)
    print(f"{len(results)} mutations of {files} articles{'' if extract else ' (read only: no extraction yet)'}")
    print(f"crashes {len(crashes)}, hangs {len(hangs)}, refused {sum('refused' in r for r in results)}")
    memory = max((r.get("memory", 0) for r in results), default=0)
    print(f"peak memory {memory / 1e6:.0f} MB, slowest {times[-1] if times else 0:.0f} ms")
    for kind in ("noise", "upheaval"):
        some = [r for r in results if r.get("kind") == kind]
        untouched, gone = sum(r["untouched"] for r in some), sum(r["lost"] for r in some)
        print(f"{kind}: {untouched} untouched citing paragraphs, {gone} not found ({100 * gone / max(1, untouched):.3f} %)")
    for result in [*crashes, *hangs, *sorted(lost, key=lambda r: -r["lost"])][:most]:
        print("  ", {k: v for k, v in result.items() if k not in ("memory", "ms", "problems")})
    return 1 if crashes or hangs else 0


if __name__ == "__main__":
    sys.exit(main())
