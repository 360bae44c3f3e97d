"""The strip test: all links taken out of tagged articles, and the plain-text finders set against what the links said.

    python bench/strip.py [--articles 300] [--show 3] [--seed strip]

For each style, articles of ../shared/corpus/jats whose links are mostly printed so: their `links` are dropped (superscripts
and links to figures stay), `find_markers` reads the rest, and what it says is compared with the links as multisets of
(paragraph, reference), hidden members of ranges included. "Taken in vain" counts found markers at a place where no link
stood: intervals, exponents and years - and citations the publisher forgot to link, so it errs on the strict side.
"""

from __future__ import annotations

import argparse
import hashlib
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from citance.errors import CitanceError
from citance.extraction.bibliography import Bibliography
from citance.extraction.markers import find_markers
from citance.extraction.markers.tagged import find_tagged
from citance.extraction.markers.taken import Taken
from citance.extraction.resolve import resolve_markers
from citance.model import CitationMarker, Document, InTextCitation
from citance.readers import read

JATS = Path(__file__).resolve().parents[2] / "shared/corpus/jats"
STYLES = ("numeric", "author_year", "superscript")
FEWEST = 10  # links an article needs to have a style


def articles() -> Iterator[tuple[str, bytes]]:
    """Every article of the corpus but the broken ones."""
    for archive in sorted(JATS.glob("*.tar.xz")):
        if archive.name.startswith(("edge_cases", "variants")):
            continue
        with tarfile.open(archive) as tape:
            for member in tape:
                content = tape.extractfile(member) if member.isfile() else None
                if content is not None and member.name.endswith((".xml", ".nxml")):
                    yield f"{archive.name}/{member.name}", content.read()


def style_of(document: Document) -> str | None:
    markers = find_tagged(document, Bibliography(document.references))
    if len(markers) < FEWEST:
        return None
    return str(Counter(marker.style for marker in markers).most_common(1)[0][0])


def choose(count: int, seed: str) -> dict[str, str]:
    """Name → style of `count` articles of each style, drawn by a hash of their names."""
    drawn: dict[str, list[tuple[bytes, str]]] = defaultdict(list)
    for name, data in articles():
        try:
            style = style_of(read(data, name))
        except CitanceError:
            continue
        if style in STYLES:
            drawn[style].append((hashlib.sha1(f"{seed}{name}".encode()).digest(), name))
    return {name: style for style, names in drawn.items() for _, name in sorted(names)[:count]}


def counted(citations: list[InTextCitation]) -> Counter[tuple[int, int]]:
    return Counter((c.paragraph, c.reference) for c in citations if c.reference is not None)


def show(name: str, document: Document, what: str, citations: list[InTextCitation], odd: Counter[tuple[int, int]]) -> None:
    for citation in [c for c in citations if (c.paragraph, c.reference) in odd][:3]:
        start, end = citation.marker.span
        print(f"    {name.rpartition('/')[2]} {what}: {document.text[max(0, start - 60) : end + 20]!r}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=300)
    arguments.add_argument("--show", type=int, default=0, help="print the worst N articles of each style")
    arguments.add_argument("--seed", default="strip")
    options = arguments.parse_args()
    chosen = choose(options.articles, options.seed)
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    worst: dict[str, list[tuple[int, str]]] = defaultdict(list)
    stories: dict[str, tuple[Document, list[InTextCitation], list[InTextCitation]]] = {}
    for name, data in articles():
        if name not in chosen:
            continue
        style = chosen[name]
        document = read(data, name)
        tagged = find_tagged(document, Bibliography(document.references))
        truth, _ = resolve_markers(document, tagged)
        bare = msgspec.structs.replace(document, links=())
        begin = time.process_time()
        found: list[CitationMarker] = find_markers(bare)
        seconds[style] += time.process_time() - begin
        said, _ = resolve_markers(bare, found)
        right, got = counted(truth), counted(said)
        hit = (right & got).total()
        linked = Taken({marker.group for marker in tagged} | {marker.span for marker in tagged})
        vain = sum(not linked.touches(*marker.group) for marker in found)
        totals[style].update(
            articles=1, true=right.total(), got=got.total(), hit=hit, markers=len(found), vain=vain,
            ambiguous=sum(marker.ambiguous for marker in found), silent=not got,
        )  # fmt: skip
        if options.show:
            worst[style].append((right.total() + got.total() - 2 * hit, name))
            stories[name] = document, truth, said
    print("| style | articles | citations | precision | recall | F1 | taken in vain | ambiguous | nothing found | ms/article |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for style in STYLES:
        t = totals[style]
        precision, recall = t["hit"] / max(1, t["got"]), t["hit"] / max(1, t["true"])
        print(
            f"| {style} | {t['articles']} | {t['true']} | {precision:.4f} | {recall:.4f} | "
            f"{2 * precision * recall / max(1e-9, precision + recall):.4f} | {t['vain'] / max(1, t['markers']):.2%} | "
            f"{t['ambiguous']} | {t['silent']} | {seconds[style] / max(1, t['articles']) * 1e3:.1f} |"
        )
        for off, name in sorted(worst[style], reverse=True)[: options.show]:
            document, truth, said = stories[name]
            print(f"  {off} off: {name}")
            show(name, document, "lost", truth, counted(truth) - counted(said))
            show(name, document, "extra", said, counted(said) - counted(truth))


if __name__ == "__main__":
    main()
