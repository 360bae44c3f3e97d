"""How many judged stops the splitter gets right, and how fast, beside pysbd, blingfire and nupunkt.

    python bench/sentences.py                    the develop part, wrong ones by kind
    python bench/sentences.py --show             ... and each wrong one with the words around it
    python bench/sentences.py --part measure     the figure to report; shows no single row
    python bench/sentences.py --part fresh2      one of three later draws, to be looked at like the develop part
    python bench/sentences.py --no-peers         ours alone

The set is `bench/gold/sentences` (796 stops of ../shared/corpus, judged before the splitter was written). Ours is run with
the links of the paragraph as atoms, as in the pipeline, and without, as the peers are; the language is not told to it.
The peers get plain text, in an environment of their own under `.bench/` that the first run makes. Speed is MB of UTF-8
per second of CPU on the first megabytes of paragraphs of the set's articles (a tenth of it for pysbd), one thread.

The measure part is for measuring. It was opened ten times on 22 November 2026 for its total (never a row, a kind or a
word of it), links as atoms:

* 382 of 392: first splitter that passed the develop part
* 382, four times: openers counted in the corpus; ordinary words after initials and et al.; labels, ratios, legends
* 384, twice: missing blanks behind acronyms and hyphened words, nouns that carry a letter; addresses in brackets
* 385: a verdict of the set mended, the splitter as it was
* 387: version 2, from its conventions and from stops drawn afresh: keys of legends, addresses and packages, missing blanks,
  labels with stops of their own
* 387: version 3, from stops drawn afresh from articles the set does not use: panels, keys and values that begin small, figures
  of supplements, units, authors of plants
* 387, on 23 November, the twelfth opening, for one before it left no line here: version 6, from stops of a third of the corpus
  that it cuts otherwise than version 5: remarks behind who named a plant, years before the present, acronyms, parts
* 387, the same day, the thirteenth: version 7, from stops drawn afresh and from ends on which peers differ, in articles outside
  this part: labels in rows and ranges, offices of states, plates and chromosomes, brackets behind abbreviations
* 387, the same day, the fourteenth: version 8, from 1,586 stops drawn afresh in articles outside this set (`fresh.tsv`) and from
  ends on which peers differ there: marks of legends behind abbreviations, parted decimals, counted labels, leading dots,
  quotation marks turned round

and three times more for counts over the wrong ones: how many had a cut of ours close behind (1 of 10, twice), and how many peers
agreed with us (all three for 5 of 10). The work went on between openings because of the total, so it is not quite a
first look. Rules came from the develop part, from stops drawn afresh from its articles with `draw.py` and other seeds,
and, earlier, from stops of paragraphs sampled over the whole corpus, which may have held articles of the measure part.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tarfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from citance.text.sentences import NAME, VERSION, iterate_sentences

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".bench" / "sentences"
PEERS = {"pysbd": "pysbd==0.3.4", "blingfire": "blingfire==0.1.8", "nupunkt": "nupunkt==0.8.0"}
SPEED_BYTES = 3_000_000
FRESH = ["fresh1", "fresh2", "fresh3"]  # the draws of fresh.tsv

Interval = tuple[int, int]
Splitter = Callable[[str, list[Interval]], list[int]]

# What runs in the peers' environment: texts in, sentence ends and CPU seconds out.
PEER_SCRIPT = """
import json, sys, time
name, texts = sys.argv[1], json.load(sys.stdin)
if name == "pysbd":
    import pysbd
    segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
    split = lambda text: [span.end for span in segmenter.segment(text)]
elif name == "blingfire":
    import blingfire
    split = lambda text: [end for _, end in blingfire.text_to_sentences_and_offsets(text)[1]]
else:
    import nupunkt
    split = lambda text: [end for _, end in nupunkt.sent_spans(text)]
split("Warm up. Then go.")
begin = time.process_time()
ends = [split(text) for text in texts]
json.dump({"ends": ends, "seconds": time.process_time() - begin}, sys.stdout)
"""


def gold_reader() -> ModuleType:
    """The reader that the set's offsets count in."""
    path = ROOT / "bench" / "gold" / "sentences" / "read.py"
    spec = importlib.util.spec_from_file_location("sentence_gold", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def with_atoms(text: str, links: list[Interval]) -> list[int]:
    return [span.end for span in iterate_sentences(text, links)]


def without_atoms(text: str, links: list[Interval]) -> list[int]:
    return [span.end for span in iterate_sentences(text)]


def peer_python() -> Path:
    """The interpreter of the peers' environment, made and filled where it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "numpy", *PEERS.values()], check=True)
    return python


def run_peer(name: str, texts: list[str]) -> dict[str, Any]:
    """Its sentence ends for each text, and the CPU seconds that took."""
    done = subprocess.run(
        [peer_python(), "-c", PEER_SCRIPT, name], input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def speed_texts(gold: ModuleType, rows: Iterable[Any]) -> list[tuple[str, list[Interval]]]:
    """Body paragraphs of the set's articles, whole articles in the order of the archives, until there are enough."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.archive, set()).add(row.member)
    found: list[tuple[str, list[Interval]]] = []
    share = SPEED_BYTES // len(wanted)
    for archive, members in sorted(wanted.items()):
        size = 0
        with tarfile.open(gold.CORPUS / archive, "r|xz") as tar:
            for info in tar:
                if info.name not in members or (stream := tar.extractfile(info)) is None:
                    continue
                article = gold.parse(stream.read())
                references = gold.reference_ids(article)
                for element in gold.body_paragraphs(article):
                    paragraph = gold.read_paragraph(element, references)
                    if paragraph.text:
                        found.append((paragraph.text, paragraph.links))
                    size += len(paragraph.text.encode())
                if size > share:
                    break
    return found


def megabytes_per_second(texts: list[tuple[str, list[Interval]]], split: Splitter) -> float:
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        for text, links in texts:
            split(text, links)
        best = min(best, time.process_time() - begin)
    return sum(len(text.encode()) for text, _ in texts) / 1e6 / best


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--part", choices=["develop", "measure", *FRESH], default="develop")
    options.add_argument("--show", action="store_true", help="each wrong stop of ours with its words (not of measure)")
    options.add_argument("--no-peers", action="store_true")
    options.add_argument("--no-speed", action="store_true")
    chosen = options.parse_args()

    gold = gold_reader()
    judged = gold.HERE / "fresh.tsv" if chosen.part in FRESH else gold.GOLD
    rows = list(gold.read_rows(gold.read_gold(judged, chosen.part)))
    texts = [paragraph.text for _, paragraph in rows]
    speed = [] if chosen.no_speed else speed_texts(gold, [row for row, _ in rows])

    results: list[tuple[str, list[list[int]], float]] = []
    for name, split in ((f"{NAME} {VERSION}, links as atoms", with_atoms), (f"{NAME} {VERSION}, plain text", without_atoms)):
        ends = [split(paragraph.text, paragraph.links) for _, paragraph in rows]
        results.append((name, ends, megabytes_per_second(speed, split) if speed else 0.0))
    if not chosen.no_peers:
        for name in PEERS:
            sample = [text for text, _ in speed][:: 10 if name == "pysbd" else 1]
            rate = 0.0
            if sample:
                rate = sum(len(text.encode()) for text in sample) / 1e6 / run_peer(name, sample)["seconds"]
            results.append((PEERS[name].replace("==", " "), run_peer(name, texts)["ends"], rate))

    print(f"{chosen.part}: {len(rows)} stops, of which {sum(row.verdict for row, _ in rows)} end a sentence\n")
    print("| splitter | right | share | missed ends | false ends | MB per CPU-s |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, ends, rate in results:
        verdicts = [
            (bool(row.verdict), gold.is_cut(paragraph, row.offset, cuts))
            for (row, paragraph), cuts in zip(rows, ends, strict=True)
        ]
        right = sum(want == got for want, got in verdicts)
        missed = sum(want and not got for want, got in verdicts)
        print(f"| {name} | {right} | {right / len(rows):.1%} | {missed} | {len(rows) - right - missed} | {rate:.2g} |")

    if chosen.part != "measure":
        wrong = [
            (row, paragraph)
            for (row, paragraph), cuts in zip(rows, results[0][1], strict=True)
            if gold.is_cut(paragraph, row.offset, cuts) != bool(row.verdict)
        ]
        print("\nours wrong, by kind:", dict(Counter(row.kind for row, _ in wrong)) or "none")
        for row, paragraph in wrong if chosen.show else []:
            before, after = paragraph.text[: row.offset][-80:], paragraph.text[row.offset :][:60]
            print(f"  {row.kind} {row.verdict} …{before}⏎{after}…")


if __name__ == "__main__":
    main()
