"""How well printed references are taken apart: `python bench/printed.py [tagged|sets|styles] [--wrong FIELD] [--only SET]`.

Three tables; in each, of the references that have a field, the share where `read_printed` gives it, and in brackets the share
where it gives something else (the rest it leaves empty). Compared folded, so that case, accents and marks do not count.

tagged   1,500 entries of ../shared/corpus/jats that are both printed and tagged (a `mixed-citation` with words between its
         tags, with title, source and year), drawn with a seed, three of an article at most. The tags are what is asked for.
sets     ../shared/corpus/refs: references labelled by hand (AnyStyle, GROBID, ParsCit, EXCITE), at most 1,500 of a set. Its
         names are not parted, so the first author is right where the surname stands among the first four words of the field.
styles   ../shared/corpus/refs/crossref_artificial_styles: 443 works, each printed in eight styles. Nobody has said what their
         fields are: what most styles give is asked for. In styles without titles, none is asked for.

Last a timing: milliseconds of CPU for one reference, over the tagged ones.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import html
import json
import random
import re
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from citance.errors import Unreadable
from citance.extraction.references import read_printed
from citance.model.article import ArticleRecord
from citance.readers import read
from citance.text.normalise import fold, squash

CORPUS = Path(__file__).resolve().parents[2] / "shared/corpus"
SEED = 20_240
FIELDS = ("author", "year", "title", "container", "volume", "page")
UNTITLED = ("american-chemical-society", "american-institute-of-physics", "elsevier-without-titles")


class Case(NamedTuple):
    """A printed reference and what its fields are; a field that is not known is not in `fields`."""

    printed: str
    fields: dict[str, str]


def fields_of(record: ArticleRecord) -> dict[str, str]:
    first = record.authors[0] if record.authors else None
    return {
        "author": squash(first.surname) if first else "",
        "year": str(record.year or ""),
        "title": squash(record.title),
        "container": squash(record.journal.title),
        "volume": squash(record.volume or ""),
        "page": squash(record.first_page or ""),
    }


# ── tagged entries of the corpus ───────────────────────────────────────────────────────────────────────────────────────


def tagged_cases() -> list[Case]:
    cases = []
    for archive in sorted((CORPUS / "jats").glob("*.tar.xz")):
        with tarfile.open(archive) as members:
            for member in members:
                if not member.isfile() or hashlib.sha1(f"{SEED}{member.name}".encode()).digest()[0] % 2:
                    continue
                handle = members.extractfile(member)
                assert handle is not None
                cases += article_cases(handle.read(), member.name)
    return random.Random(SEED).sample(cases, min(1500, len(cases)))


def article_cases(content: bytes, name: str) -> list[Case]:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
        references = {reference.id: reference for reference in read(content, name).references}
    except (etree.XMLSyntaxError, Unreadable):
        return []
    cases = []
    for ref in root.iter("{*}ref"):
        citations = list(ref.iter("{*}mixed-citation", "{*}citation"))
        reference = references.get(ref.get("id", ""))
        if len(citations) != 1 or reference is None or len(reference.works) != 1:
            continue
        work = reference.works[0]
        between = sum(bool((child.tail or "").strip()) for child in citations[0])
        if between >= 4 and work.title and work.authors and work.year and work.journal.title:
            fields = {name: value for name, value in fields_of(work).items() if value}
            cases.append(Case(reference.text, fields))
    return random.Random(name).sample(cases, min(3, len(cases)))


# ── references labelled by hand ────────────────────────────────────────────────────────────────────────────────────────

_NAMES = {"authors": "author", "date": "year", "journal": "container", "source": "container", "pages": "page", "fpage": "page"}
_OF_A_BOOK = {"editor": "author", "booktitle": "container", "container-title": "container"}


def labelled(printed: str, parts: Iterable[tuple[str, str]]) -> Case | None:
    """The case of a text with labelled parts; None where neither title nor author is labelled."""
    fields: dict[str, str] = {}
    for label, text in parts:
        name = _NAMES.get(label, label)
        if name in FIELDS and text.strip():
            fields.setdefault(name, text)
    for label, text in parts:
        if _OF_A_BOOK.get(label) and text.strip():
            fields.setdefault(_OF_A_BOOK[label], text)
    if "year" in fields:
        year = re.search(r"(?:1[5-9]|20)\d\d", fields.pop("year"))
        if year:
            fields["year"] = year[0]
    fields = {
        name: text if name == "year" else fold(text) if name == "author" else squash(re.sub(r"^\W*in:?\s", "", text, flags=re.I))
        for name, text in fields.items()
        if name in ("author", "year", "title")
    }
    if "title" not in fields and "author" not in fields:
        return None
    return Case(" ".join(printed.split()), {name: text for name, text in fields.items() if text})


def files_in(archive: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(CORPUS / "refs" / archive) as members:
        for member in members:
            handle = members.extractfile(member) if member.isfile() else None
            if handle is not None:
                yield member.name, handle.read()


def xml_cases(archive: str, wanted: str, each: str, only: str = "") -> Iterator[Case | None]:
    for name, content in files_in(archive):
        if not name.endswith(wanted) or only not in name:
            continue
        try:
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
        except etree.XMLSyntaxError:
            continue
        for entry in root.iter(f"{{*}}{each}"):
            parts = [(label_of(child), "".join(map(str, child.itertext()))) for child in entry.iter() if child is not entry]
            blank = " " if each == "sequence" else ""
            yield labelled(blank.join(str(text) for text in entry.itertext()), parts)


def label_of(element: Any) -> str:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if name == "title" and element.get("level"):
        return {"a": "title", "m": "title"}.get(element.get("level"), "container")
    return name


_TAGGED_TEXT = re.compile(r"<([a-z-]+)>(.*?)</\1>", re.S)


def text_cases(archive: str, wanted: Callable[[str], bool]) -> Iterator[Case | None]:
    for name, content in files_in(archive):
        if not wanted(name):
            continue
        for line in content.decode("utf-8", "replace").splitlines():
            parts = [(label, html.unescape(re.sub(r"<[^>]+>", "", text))) for label, text in _TAGGED_TEXT.findall(line)]
            if parts:
                yield labelled(html.unescape(re.sub(r"</?[a-z-]+>", "", line)), parts)


def hand_labelled() -> dict[str, list[Case]]:
    sets: dict[str, Iterable[Case | None]] = {
        "anystyle core": xml_cases("anystyle_parser.tar.xz", "core.xml", "sequence"),
        "anystyle good": xml_cases("anystyle_parser.tar.xz", "good.xml", "sequence"),
        "anystyle ugly": xml_cases("anystyle_parser.tar.xz", "ugly.xml", "sequence"),
        "grobid": xml_cases("grobid_training_citation.tar.xz", ".xml", "bibl", "citation/corpus"),
        "parscit cora": text_cases("parscit_train.tar.xz", lambda name: name.endswith("tagged_references.txt")),
        "parscit humanities": text_cases("parscit_train.tar.xz", lambda name: name.endswith(".data")),
        "excite": text_cases("excite_segmented.tar.xz", lambda name: "footnote" not in name),
    }
    drawn = {}
    for name, found in sets.items():
        cases = list({case.printed: case for case in found if case is not None}.values())
        drawn[name] = random.Random(SEED).sample(cases, min(1500, len(cases)))
    return drawn


# ── one work in many styles ────────────────────────────────────────────────────────────────────────────────────────────


def style_cases() -> dict[str, list[Case]]:
    works: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with gzip.open(CORPUS / "refs/crossref_artificial_styles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry["set"].startswith("1_"):
                works[entry["target_gt"]["DOI"]].append((entry["style"], entry["ref_string"]))
    styles: dict[str, list[Case]] = defaultdict(list)
    for printed in works.values():
        read_as = [(style, fields_of(read_printed(text))) for style, text in printed]
        most: dict[str, str] = {}
        for name in FIELDS:
            values = Counter(fields[name] for style, fields in read_as if fields[name])
            if values and values.most_common(1)[0][1] >= 3:
                most[name] = values.most_common(1)[0][0]
        most.pop("container", None)  # spelt out in one style and shortened in another
        for style, text in printed:
            styles[style].append(Case(text, most | ({"title": ""} if style in UNTITLED else {})))
    return styles


# ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def same(name: str, given: str, wanted: str, loose: bool) -> bool:
    if loose and name == "author":
        return len(given) > 1 and any(given.startswith(word) for word in wanted.split()[:4]) and given in wanted.replace(" ", "")
    return given == wanted


def score(label: str, cases: list[Case], wrong: str | None, loose: bool = False) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        given = fields_of(read_printed(case.printed))
        for name, wanted in case.fields.items():
            verdict = "right" if same(name, given[name], wanted, loose) else "other" if given[name] else "empty"
            counts[name][verdict] += 1
            if wrong == name and verdict != "right":
                print(f"  {verdict}: {case.printed}\n      asked {wanted!r}\n      given {given[name]!r}")
    cells = [
        f"{name} {counts[name]['right'] / total:.3f} ({counts[name]['other'] / total:.3f})"
        for name in FIELDS
        if (total := counts[name].total())
    ]
    print(f"{label:32} {len(cases):5}  {'  '.join(cells)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="*", choices=["tagged", "sets", "styles", []], help="all where none is named")
    parser.add_argument("--wrong", choices=FIELDS, help="print what is wrong with this field")
    parser.add_argument("--only", default="", help="only sets whose name has this in it")
    options = parser.parse_args()
    tables = options.table or ["tagged", "sets", "styles"]
    if "sets" in tables:
        for name, cases in hand_labelled().items():
            if options.only in name:
                score(name, cases, options.wrong, loose=True)
    if "styles" in tables:
        for name, cases in sorted(style_cases().items()):
            if options.only in name:
                score(name, cases, options.wrong)
    if "tagged" in tables:
        cases = tagged_cases()
        score("tagged", cases, options.wrong)
        started = time.process_time()
        for case in cases:
            read_printed(case.printed)
        print(f"{(time.process_time() - started) / len(cases) * 1000:.3f} ms for one")


if __name__ == "__main__":
    main()
