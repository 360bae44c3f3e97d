"""What is read out of PDFs, against the JATS of the same articles: `python bench/pdf.py`.

    python bench/pdf.py                    the 30 pairs of ../shared/corpus/pairs that rules are made on (by a hash of the id)
    python bench/pdf.py --held | --all     the other 20; all 50
    python bench/pdf.py --only ID --wrong references|fields|front               what is wrong, case by case
    python bench/pdf.py --without headings|numbers|both      what is left of the entries of lists that lose these
    python bench/pdf.py --mutate 2000      damaged and cut PDFs through the processes that ingest reads in

Citations are judged by ../shared/tools/score_pdf.py. By its alignment of references are judged, too:

references present   of the references of the JATS, the share that an entry read from the PDF is aligned with; those of
                     which the JATS tags nothing that the judge could align, by three quarters of their words. Articles
                     whose PDF prints no list (no title of ten is in its words) are named and left out;
fields, soft F1      authors (surnames run together), year, title, container, volume, first page of the entries: those of the
                     JATS are asked for where they are tagged. Compared folded; authors, titles and containers are the same
                     where nine tenths of the letters agree, and an abbreviated container where its words begin those asked
                     for; a book's name may be either's. A field of a missing reference is missed; one that the JATS does
                     not tag is not counted;
title, doi, authors  of the article itself, compared in the same way; abstract: the first words and the last ones agree.

Seconds are CPU of this process, for reading and extraction.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import hashlib
import json
import random
import re
import statistics
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from citance.errors import CitanceError
from citance.extraction import extract
from citance.model.article import ArticleRecord
from citance.model.citation import Extraction
from citance.model.reference import Reference
from citance.readers import read
from citance.readers.pdf.values import Line
from citance.services.reading import Reading, ReadingJob, read_all
from citance.text.normalise import fold, squash

SHARED = Path(__file__).resolve().parents[2] / "shared"
PAIRS = (SHARED / "corpus/pairs/pairs_a.zip", SHARED / "corpus/pairs/pairs_b.zip")
FIELDS = ("authors", "first author", "year", "title", "container", "volume", "page")
HANG = 20.0  # seconds
sys.path.insert(0, str(SHARED / "tools"))


@dataclass(frozen=True)
class Pair:
    """One article in two forms."""

    id: str
    pdf: bytes
    xml: bytes

    @property
    def is_held(self) -> bool:
        """Whether rules were not developed on it."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 5 >= 3


def pairs() -> Iterator[Pair]:
    for path in PAIRS:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    yield Pair(Path(name).stem, archive.read(name.removesuffix(".xml") + ".pdf"), archive.read(name))


# ── fields ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def fields_of(work: ArticleRecord) -> dict[str, str]:
    return {
        "authors": "".join(squash(author.surname) for author in work.authors),
        "first author": squash(work.authors[0].surname) if work.authors else "",
        "year": str(work.year or ""),
        "title": fold(work.title),
        "container": fold(work.journal.title),
        "volume": squash(work.volume or "").removeprefix("vol"),
        "page": squash(re.split(r"[-–]", work.first_page or "")[0].removeprefix("p.")),  # some files tag "518–25" as first page
    }


def alike(one: str, other: str) -> bool:
    one, other = one.replace(" ", ""), other.replace(" ", "")
    return one == other or difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.9


def abbreviates(one: str, other: str) -> bool:
    """Whether the words of one begin words of the other, in order: "j invent biol" and "journal of invented biology"."""
    short, long = sorted((one.split(), other.split()), key=lambda words: len("".join(words)))
    rest = iter(long)
    return bool(short) and all(any(word.startswith(begun) for word in rest) for begun in short)


def same(name: str, given: str, wanted: str) -> bool:
    if name in ("authors", "title"):
        return alike(given, wanted)
    if name == "container":
        return alike(given, wanted) or abbreviates(given, wanted)
    return given == wanted


@dataclass
class Count:
    """How often a field was asked for, given, and right."""

    asked: int = 0
    given: int = 0
    right: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.asked + other.asked, self.given + other.given, self.right + other.right)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.asked + self.given)


# ── one article ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Outcome:
    """What was read of one article, beside what was asked for."""

    id: str
    seconds: float = 0.0
    references: int = 0
    present: int = 0
    read: int = 0
    no_list: bool = False
    fields: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    front: dict[str, bool] = field(default_factory=dict)
    citations: list[bytes] = field(default_factory=list)
    sentences: list[bytes] = field(default_factory=list)  # of the JATS, which the judge compares those of the PDF with
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def citation_lines(found: Extraction, source: str) -> list[bytes]:
    """The citations as the judge reads them; so `citance extract` prints them, with more."""
    lines = []
    for statement in found.statements:
        index = statement.citation.reference
        cited: dict[str, Any] = {}
        if index is not None:
            cited = cited_object(found.references[index])
        line = {
            "source": source,
            "reference": cited,
            "place": str(statement.place),
            "sentence": None if statement.sentence is None else statement.sentence.cut(found.document.text),
        }
        lines.append(json.dumps(line).encode() + b"\n")
    return lines


def cited_object(reference: Reference) -> dict[str, Any]:
    first = reference.works[0] if reference.works else ArticleRecord()
    doi = first.identifiers.doi
    return {
        "id": reference.raw.id,
        "label": reference.raw.label,
        "doi": None if doi is None else str.__str__(doi),
        "title": first.title or None,
        "year": first.year,
        "text": reference.raw.text,
    }


def judge(pair: Pair) -> Outcome:
    """Reads both forms and compares them."""
    from score_pdf import align, jats_references  # type: ignore[import-not-found]

    outcome = Outcome(pair.id)
    truth = extract(read(pair.xml, f"{pair.id}.xml"))
    outcome.sentences = citation_lines(truth, f"{pair.id}.xml")
    asked = jats_references(pair.xml)
    outcome.references = len(asked)
    begun = time.process_time()
    try:
        found = extract(read(pair.pdf, f"{pair.id}.pdf"))
    except CitanceError as error:
        outcome.wrong["front"].append(f"not read: {error}")
        found = None
    outcome.seconds = time.process_time() - begun
    given: dict[str, Reference] = {}
    if found is not None:
        outcome.citations = citation_lines(found, f"{pair.id}.pdf")
        given = {reference.raw.id: reference for reference in found.references}
    outcome.read = len(given)
    to = align(asked, {id: cited_object(reference) for id, reference in given.items()})
    to |= align_by_words(asked, given, to)
    if found is not None and not to and prints_no_list(pair, asked):
        outcome.no_list = True
        outcome.references = 0
    outcome.present = len(set(to.values()))
    outcome.wrong["references"] += [f"missing: {ref['text'][:160]}" for ref in asked if ref["id"] not in to.values()]
    outcome.wrong["references"] += [f"too many: {ref.raw.text[:400]}" for id, ref in given.items() if id not in to]
    if not outcome.no_list:
        judge_fields(outcome, truth, {there: given[here] for here, there in to.items()})
    judge_front(outcome, truth.document.record, found.document.record if found is not None else ArticleRecord())
    return outcome


def align_by_words(asked: list[dict[str, Any]], given: dict[str, Reference], to: dict[str, str]) -> dict[str, str]:
    """Entries and references that the judge left, where they share three quarters of their words."""
    left = {id: set(fold(reference.raw.text).split()) for id, reference in given.items() if id not in to}
    pairs = []
    for ref in asked:
        if ref["id"] in to.values():
            continue
        words = set(ref["text"].split())
        for id, others in left.items():
            share = 2 * len(words & others) / max(1, len(words) + len(others))
            if share >= 0.75:
                pairs.append((share, id, ref["id"]))
    found: dict[str, str] = {}
    for _, id, there in sorted(pairs, reverse=True):
        if id not in found and there not in found.values():
            found[id] = there
    return found


def prints_no_list(pair: Pair, asked: list[dict[str, Any]]) -> bool:
    """Whether not one title of ten is in the words of the PDF."""
    from citance.readers.pdf import read_lines

    words = squash(" ".join(line.text.rstrip("-") for line in read_lines(pair.pdf, pair.id)))
    titles = [title for ref in asked if len(title := squash(ref["title"])) > 25]
    return sum(title in words for title in titles) * 10 < len(titles)


def judge_fields(outcome: Outcome, truth: Extraction, read_as: dict[str, Reference]) -> None:
    for reference in truth.references:
        if not reference.raw.works:  # not tagged into fields
            continue
        wanted = fields_of(reference.works[0])
        there = read_as.get(reference.raw.id)
        given = fields_of(there.works[0]) if there is not None and there.works else dict.fromkeys(FIELDS, "")
        for name in FIELDS:
            if not wanted[name]:
                continue
            if name == "container" and not wanted["title"]:  # a book: its name is a title just as well
                given["container"] = given["title"] if same("title", given["title"], wanted["container"]) else given["container"]
            right = bool(given[name]) and same(name, given[name], wanted[name])
            outcome.fields[name] += Count(1, bool(given[name]), right)
            if not right and there is not None:
                outcome.wrong[f"fields {name}"].append(
                    f"{there.raw.text}\n      asked {wanted[name]!r}\n      given {given[name]!r}"
                )


def judge_front(outcome: Outcome, wanted: ArticleRecord, given: ArticleRecord) -> None:
    def note(name: str, asked: str, got: str, right: bool) -> None:
        if asked:
            outcome.front[name] = right
            if not right:
                outcome.wrong["front"].append(f"{name}: asked {asked[:300]!r}\n      given {got[:300]!r}")

    whole = fold(f"{wanted.title} {wanted.subtitle}")
    title = fold(given.title)
    note("title", wanted.title, given.title, alike(title, whole) or alike(title, fold(wanted.title)))
    note(
        "doi",
        str.__str__(wanted.identifiers.doi or ""),
        str.__str__(given.identifiers.doi or ""),
        wanted.identifiers.doi == given.identifiers.doi,
    )
    surnames = ["".join(squash(author.surname) for author in record.authors) for record in (wanted, given)]
    note("authors", surnames[0], surnames[1], alike(*surnames))
    note("year", str(wanted.year or ""), str(given.year or ""), wanted.year == given.year)
    journals = [fold(wanted.journal.title), fold(given.journal.title)]
    note("journal", journals[0], journals[1], bool(journals[1]) and (alike(*journals) or abbreviates(*journals)))
    asked, got = fold(wanted.abstract), fold(given.abstract)
    note("abstract", asked, got, alike(asked[:100], got[:100]) and alike(asked[-100:], got[-100:]))


# ── all ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def measure(chosen: list[Pair], wrong: str | None, by_judge: bool, processes: int) -> dict[str, Any]:
    """Every figure of these pairs, printed too."""
    outcomes = judge_all(chosen, processes)
    if wrong:
        for outcome in outcomes:
            for kind, cases in outcome.wrong.items():
                if kind.startswith(wrong):
                    for case in cases:
                        print(f"{outcome.id} {kind}: {case}")
    figures: dict[str, Any] = {"articles": len(outcomes)}
    figures["references_present"] = sum(o.present for o in outcomes) / max(1, sum(o.references for o in outcomes))
    figures["references_too_many"] = sum(o.read - o.present for o in outcomes) / max(1, sum(o.read for o in outcomes))
    counts = {name: sum((o.fields[name] for o in outcomes), Count()) for name in FIELDS}
    every = sum((count for name, count in counts.items() if name != "first author"), Count())
    figures["fields_soft_f1"] = every.f1
    figures |= {f"field {name}": count.f1 for name, count in counts.items()}
    for name in ("title", "doi", "authors", "year", "journal", "abstract"):
        marks = [o.front[name] for o in outcomes if name in o.front]
        figures[f"article {name}"] = sum(marks) / max(1, len(marks))
    figures["seconds_median"] = statistics.median(o.seconds for o in outcomes)
    figures["seconds_most"] = max(o.seconds for o in outcomes)
    for name, value in figures.items():
        print(f"{name:<24}{value:.4f}" if isinstance(value, float) else f"{name:<24}{value}")
    if unlisted := [o.id for o in outcomes if o.no_list]:
        print(f"  no list printed: {', '.join(unlisted)}")
    worst = sorted(outcomes, key=lambda o: o.present / max(1, o.references))[:6]
    print("  fewest references: " + ", ".join(f"{o.id} {o.present}/{o.references}" for o in worst if o.present < o.references))
    lowest = sorted((sum(o.fields.values(), Count()).f1, o.id) for o in outcomes if o.fields)[:6]
    print("  fields least right: " + ", ".join(f"{id} {f1:.2f}" for f1, id in lowest))
    for name in ("title", "doi", "authors", "abstract"):
        if missed := [o.id for o in outcomes if not o.front.get(name, True)]:
            print(f"  {name} not right: {', '.join(missed)}")
    if by_judge:
        figures |= judged(chosen, outcomes)
    return figures


def judge_all(chosen: list[Pair], processes: int) -> list[Outcome]:
    if processes <= 1:
        return [judge(pair) for pair in chosen]
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(judge, chosen))


def judged(chosen: list[Pair], outcomes: list[Outcome]) -> dict[str, Any]:
    """What score_pdf.py says of the citations; it prints its table."""
    import contextlib
    import io

    import score_pdf

    with tempfile.TemporaryDirectory() as folder:
        pdf, jats, some = (Path(folder) / name for name in ("pdf.jsonl", "jats.jsonl", "pairs.zip"))
        pdf.write_bytes(b"".join(line for o in outcomes for line in o.citations))
        jats.write_bytes(b"".join(line for o in outcomes for line in o.sentences))
        with zipfile.ZipFile(some, "w") as archive:
            for pair in chosen:
                archive.writestr(f"{pair.id}/{pair.id}.xml", pair.xml)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            score_pdf.main([str(some), str(pdf), str(jats), "--show", "8"])
    table, _, last = out.getvalue().rstrip().rpartition("\n")
    print(table)
    return {f"judge {name}": value for name, value in json.loads(last).items()}


# ── lists that lose what tells them ──────────────────────────────────────────────────────────────────────────────────────


def without(chosen: list[Pair], what: str) -> dict[str, Any]:
    """The share of entries that are found letter for letter when the headings of lists, or their numbers, are taken away.

    Numbers are taken from lists that have them: what is left begins where the number did, and hangs as before.
    """
    from citance.readers.pdf import read_lines
    from citance.readers.pdf.references import find_reference_lists

    asked: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for pair in chosen:
        lines = read_lines(pair.pdf, pair.id)
        lists = find_reference_lists(lines)
        entries = [entry for one in lists for entry in one.entries]
        if what != "headings" and 2 * sum(bool(entry.reference.label) for entry in entries) <= len(entries):
            continue
        if what != "headings":
            for entry in entries:
                lines[entry.lines[0]] = unnumbered(lines[entry.lines[0]], entry.reference.label or "")
        if what != "numbers":
            gone = {one.heading for one in lists}
            lines = [line for index, line in enumerate(lines) if index not in gone]
        found = Counter(entry.reference.text for one in find_reference_lists(lines) for entry in one.entries)
        wanted = Counter(entry.reference.text for entry in entries)
        asked[pair.id], kept[pair.id] = wanted.total(), (wanted & found).total()
    figures = {"lists": len(asked), "entries": asked.total(), "found": kept.total() / max(1, asked.total())}
    print(f"without {what}: {figures}")
    lost = [f"{id} {kept[id]}/{asked[id]}" for id in asked if kept[id] < 0.8 * asked[id]]
    print(f"  fewer than four of five in: {', '.join(lost)}")
    return figures


def unnumbered(line: Line, label: str) -> Line:
    """The line without its label."""
    return dataclasses.replace(line, text=line.text.strip().removeprefix(label).lstrip(" .)]"), links=[])


# ── damage ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def damaged(originals: list[Pair], count: int, seed: int) -> Iterator[ReadingJob]:
    """PDFs cut off, with bytes changed, moved, doubled or dropped, and with numbers of their structure made absurd."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        pair = originals[number % len(originals)]
        yield ReadingJob(f"{number}-{pair.id}.pdf", damage(pair.pdf, chance))


_NUMBER = re.compile(
    rb"/(Length|Width|Height|Count|Size|Prev|First|N|W|Columns|Predictor|Kids|MediaBox|FirstChar|LastChar)\s*\[?\s*(\d+)"
)


def damage(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(5)
    if kind == 0:
        return data[: chance.randrange(1, len(data))]
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 20, 200))):
        at = chance.randrange(len(changed))
        other = chance.randrange(len(changed))
        length = chance.choice((1, 8, 200, 5000))
        match kind:
            case 1:
                changed[at : at + min(length, 8)] = chance.randbytes(min(length, 8))
            case 2:
                changed[at:at] = changed[other : other + length]
            case 3:
                del changed[at : at + length]
            case _:
                numbers = list(_NUMBER.finditer(changed, at, at + 200_000))
                if numbers:
                    start, end = chance.choice(numbers).span(2)
                    changed[start:end] = chance.choice((b"0", b"-1", b"1", b"65535", b"2147483647", b"99999999999", b"7 0 R"))
        if not changed:
            break
    return bytes(changed)


def mutate(originals: list[Pair], count: int, seed: int, workers: int) -> dict[str, Any]:
    """Reads so many damaged files in the processes of ingest, and counts what became of them."""
    kinds: Counter[str] = Counter()
    slowest, slow = 0.0, []
    crashes = []
    for job, reading in read_all(damaged(originals, count, seed), workers):
        outcome = became(reading)
        kinds[outcome] += 1
        slowest = max(slowest, reading.seconds)
        if reading.seconds > HANG or outcome == "hang":
            slow.append(job.name)
        if outcome in ("crash", "fault"):
            crashes.append(f"{job.name}: {reading.problems[0].words}")
    memory = peak_of_children()
    figures = {"files": count, **kinds, "over_20_s": len(slow), "slowest": slowest, "peak_memory_mb": memory}
    print(json.dumps(figures))
    for line in [*crashes, *(f"slow: {name}" for name in slow)][:20]:
        print(" ", line)
    return figures


def became(reading: Reading) -> str:
    """read, refused (a Problem says why), fault (an exception of ours), crash (the process died) or hang (it was ended)."""
    if reading.packed is not None:
        return "read"
    problem = reading.problems[0]
    if problem.kind == "timeout":
        return "hang"
    if problem.words.startswith("the reader failed"):
        return "fault"
    return "crash" if problem.words.startswith("the process that read it ended") else "refused"


def peak_of_children() -> float:
    """The most memory that an ended child of this process held, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--held", action="store_true", help="the pairs that rules are not developed on")
    which.add_argument("--all", action="store_true", help="all pairs")
    parser.add_argument("--only", default="", help="only pairs with this in their id")
    parser.add_argument("--wrong", help="print what is wrong: references, fields, 'fields title', front")
    parser.add_argument("--no-judge", action="store_true", help="without the figures of score_pdf.py")
    parser.add_argument("--json", action="store_true", help="end with a line of JSON")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--mutate", type=int, metavar="N", help="read N damaged PDFs instead")
    parser.add_argument("--without", choices=["headings", "numbers", "both"], help="take these from all lists instead")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chosen = [p for p in pairs() if asked.only in p.id and (asked.all or asked.mutate or asked.only or p.is_held == asked.held)]
    if asked.mutate:
        figures = mutate([p for p in chosen if len(p.pdf) < 2_000_000], asked.mutate, asked.seed, asked.jobs)
    elif asked.without:
        figures = without(chosen, asked.without)
    else:
        figures = measure(chosen, asked.wrong, not asked.no_judge, asked.jobs)
    if asked.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
