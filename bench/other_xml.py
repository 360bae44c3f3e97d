"""How much of what publishers' own XML tags is found: `python bench/other_xml.py [--show N] [FOLDER|ARCHIVE ...]`.

Reads the articles of ../shared/corpus/other in Elsevier's, BioMed Central's and GROBID's form and the reference lists of
OpenCitations (or the files named), and counts, per file and entry of the list, the citations found against those the file's
tags make, read here with lxml alone:

    tagged   every link of the text whose target is an entry, or something within one, once per target
    hidden   the members that a printed range hides: two links joined by nothing but a dash; or one link with one target
             whose words are several numbers

Inferred citations (found in plain text) are left out on both sides. Prints recall of both, precision, how many in prose have a
sentence that holds their marker, the share of entries with fields, and CPU time an article.
"""

from __future__ import annotations

import argparse
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from citance.errors import CitanceError
from citance.extraction import extract
from citance.model import MarkerKind, Place
from citance.readers import read

OTHER = Path(__file__).resolve().parents[2] / "shared/corpus/other"
ARCHIVES = ("elsevier_oa_stm.tar.xz", "bmc_art_trials.tar.xz", "grobid_tei_psychsci.tar.xz", "cec_gold_tei.tar.xz")
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
DASH = re.compile(r"[\s\[\]()]*[-\u2010-\u2015\u2212][\s\[\]()]*")
SEVERAL = re.compile(r"[\[(]?\s*\d+(\s*[,;\s\-\u2010-\u2015\u2212]\s*\d+)+\s*[\])]?")
ONE = re.compile(r"[\[(]?\s*(\d+)\s*[\])]?")
# Per dialect: links, their attribute, entries, what holds no text of the article, and blocks.
DIALECTS: dict[str, tuple[set[str], str, set[str], set[str]]] = {
    "elsevier": ({"cross-ref", "cross-refs"}, "refid", {"bib-reference"}, {"bib-reference", "author-group", "item-info", "meta"}),
    "bmc": ({"abbr"}, "bid", {"bibl"}, {"refgrp"}),
    "tei": ({"ref"}, "target", {"biblStruct"}, {"listBibl", "biblStruct", "fileDesc"}),
}
BLOCKS = {"p", "para", "simple-para", "note-para", "entry", "c", "section-title", "st", "title", "list-item", "footnote"}


def local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def files(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from ((str(p), p.read_bytes()) for p in sorted(path.rglob("*")) if p.is_file())
        else:
            with tarfile.open(path) as tape:
                for member in tape:
                    if (content := tape.extractfile(member)) is not None:
                        yield member.name, content.read()


def between(one: Any, other: Any) -> str | None:
    """The words between two links of one block; None where they stand in different ones."""
    block = next((above for above in one.iterancestors() if local(above) in BLOCKS), None)
    if block is None or block is not next((above for above in other.iterancestors() if local(above) in BLOCKS), None):
        return None
    inside = False
    parts: list[str] = []
    for event, element in etree.iterwalk(block, events=("start", "end")):
        if event == "start":
            if element is other:
                return "".join(parts)
            if inside and element.text:
                parts.append(element.text)
        elif element is one:
            inside = True
        if event == "end" and inside and element.tail:
            parts.append(element.tail)
    return None


def truth(data: bytes) -> tuple[Counter[str], Counter[str]]:
    """Citations that tags make and those that ranges hide, by id of the entry."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, recover=True)
    root: Any = etree.fromstring(data, parser)
    dialect = {"art": "bmc", "TEI": "tei"}.get(local(root), "elsevier")
    links, attribute, entries, aside = DIALECTS[dialect]
    owner: dict[str, str] = {}
    order: list[str] = []
    numbers: dict[int, str] = {}
    for entry in root.iter():
        if local(entry) in entries and (identity := entry.get("id") or entry.get(XML_ID)):
            order.append(identity)
            for inner in entry.iter():
                if isinstance(inner.tag, str) and (within := inner.get("id") or inner.get(XML_ID)):
                    owner[within] = identity
            label = next((c for c in entry if local(c) == "label"), None)
            digits = [] if label is None else re.findall(r"\d+", "".join(label.itertext()))
            if len(digits) == 1 and len(digits[0]) < 4:
                numbers.setdefault(int(digits[0]), identity)
    if not numbers:
        numbers = dict(enumerate(order, 1))
    tagged: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    before: tuple[Any, int | None, set[str]] | None = None
    for link in root.iter():
        if local(link) not in links or any(local(above) in aside for above in link.iterancestors()):
            continue
        targets = list(dict.fromkeys(owner[t] for t in (link.get(attribute) or "").replace("#", "").split() if t in owner))
        if not targets:
            before = None
            continue
        tagged.update(targets)
        text = re.sub(r"\s+", " ", "".join(link.itertext())).strip()
        if len(set(targets)) == 1 and SEVERAL.fullmatch(text):
            members: list[int] = []
            for a, b in re.findall(r"(\d+)(?:\s*[-\u2010-\u2015\u2212]\s*(\d+))?", text):
                members += range(int(a), int(b or a) + 1) if int(b or a) - int(a) <= 100 else ()
            if members and numbers.get(members[0]) == targets[0]:
                hidden.update(numbers[n] for n in members[1:] if n in numbers and numbers[n] not in targets)
        alone = ONE.fullmatch(text)
        number = int(alone[1]) if alone else None
        if before is not None and number is not None and before[1] is not None and 1 < number - before[1] <= 100:
            gap = between(before[0], link)
            if gap is not None and DASH.fullmatch(gap):
                inner = (numbers[n] for n in range(before[1] + 1, number) if n in numbers)
                hidden.update(n for n in inner if n not in before[2])
        before = (link, number, set(targets))
    return tagged, hidden


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", default=[str(OTHER / name) for name in ARCHIVES])
    parser.add_argument("--show", type=int, default=0, help="the worst files")
    asked = parser.parse_args()
    for path in asked.paths:
        measure(path, asked.show)


def measure(path: str, show: int) -> None:
    count: Counter[str] = Counter()
    worst: list[tuple[int, int, int, str]] = []
    seconds = 0.0
    for name, data in files([path]):
        tagged, hidden = truth(data)
        begun = time.process_time()
        try:
            found = extract(read(data, name))
        except CitanceError as trouble:
            print(f"  {name}: {trouble}")
            continue
        seconds += time.process_time() - begun
        document = found.document
        got: Counter[str] = Counter()
        for statement in found.statements:
            marker, reference = statement.citation.marker, statement.citation.reference
            if marker.kind is MarkerKind.INFERRED:
                count["inferred"] += 1
            elif reference is not None:
                got[document.references[reference].id] += 1
            if statement.place is Place.PROSE:
                count["prose"] += 1
                sentence = statement.sentence
                held = sentence is not None and sentence.start <= marker.span.start and marker.span.end <= sentence.end
                count["held"] += held and bool(marker.span.cut(document.text).strip())
        both = tagged + hidden
        count["files"] += 1
        count["tagged"] += tagged.total()
        count["hidden"] += hidden.total()
        count["found"] += got.total()
        count["hit"] += (both & got).total()
        count["tagged_hit"] += (tagged & got).total()
        count["entries"] += len(document.references)
        count["with_title"] += sum(any(work.title for work in r.works) for r in found.references)
        count["with_authors"] += sum(any(work.authors for work in r.works) for r in found.references)
        count["with_year"] += sum(any(work.year for work in r.works) for r in found.references)
        lost, extra = (both - got).total(), (got - both).total()
        worst.append((lost + extra, lost, extra, name))
    figures = {
        "files": count["files"],
        "tagged": count["tagged"],
        "hidden": count["hidden"],
        "recall_tagged": share(count["tagged_hit"], count["tagged"]),
        "recall_hidden": share(count["hit"] - count["tagged_hit"], count["hidden"]),
        "precision": share(count["hit"], count["found"]),
        "inferred": count["inferred"],
        "sentence_holds_marker": share(count["held"], count["prose"]),
        "entries": count["entries"],
        "entries_with_title": share(count["with_title"], count["entries"]),
        "entries_with_authors": share(count["with_authors"], count["entries"]),
        "entries_with_year": share(count["with_year"], count["entries"]),
        "ms_per_article": round(1000 * seconds / max(1, count["files"]), 1),
    }
    print(Path(path).name, json.dumps(figures))
    for _, lost, extra, name in sorted(worst, reverse=True)[:show]:
        print(f"  {lost} lost, {extra} extra: {name}")


if __name__ == "__main__":
    main()
