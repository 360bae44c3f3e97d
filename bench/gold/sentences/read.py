"""The reading that the offsets of `gold.tsv` count in: one body paragraph of a JATS file as plain text.

It is deliberately a second, tiny reading (lxml only, nothing of the package), so that a change of the package's
reader cannot move the gold. `digest` in `gold.tsv` notices when this reading itself drifts.
"""

from __future__ import annotations

import csv
import hashlib
import html
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from lxml import etree

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[3] / "shared" / "corpus" / "jats"
GOLD = HERE / "gold.tsv"

Interval = tuple[int, int]

# Blocks inside a <p>: set apart in print, so they leave a blank; their own <p>s are counted by themselves.
BLOCKS = frozenset({
    "table-wrap", "table-wrap-group", "table", "fig", "fig-group", "disp-formula", "disp-formula-group", "list", "def-list",
    "boxed-text", "disp-quote", "supplementary-material", "media", "graphic", "p",
})  # fmt: skip
# Not part of the line one reads: footnotes and the second spelling of a formula. They leave nothing.
UNPRINTED = frozenset({"fn", "tex-math", "annotation"})


@dataclass(frozen=True)
class Paragraph:
    """The text of one paragraph, and half-open code point spans of what lies in it."""

    text: str
    links: list[Interval]  # <xref>s that point to references
    sups: list[Interval]  # superscripts, citations or not

    @property
    def digest(self) -> str:
        """First 8 hex digits of the SHA-1 of the text."""
        return hashlib.sha1(self.text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Row:
    """One judged candidate stop; `offset` is the code point just after the stop."""

    archive: str
    member: str
    paragraph: int
    offset: int
    verdict: int
    kind: str
    part: str
    digest: str


def local(node: etree._Element) -> str:
    """Gives the tag without namespace; empty for comments, processing instructions and entities."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def parse(data: bytes) -> etree._Element | None:
    """Gives the outermost <article>, or None when there is none; raises lxml's XMLSyntaxError on broken XML."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True)
    root = etree.fromstring(data, parser)
    return next((n for n in root.iter() if local(n) == "article"), None)


def body_paragraphs(article: etree._Element) -> list[etree._Element]:
    """Gives every <p> below the article's own <body> in document order; a row's `paragraph` counts these from 0."""
    body = next((n for n in article if local(n) == "body"), None)
    return [] if body is None else [n for n in body.iter() if local(n) == "p"]


def reference_ids(article: etree._Element) -> frozenset[str]:
    """Gives the ids of all <ref>s."""
    return frozenset(n.get("id", "") for n in article.iter() if local(n) == "ref")


def read_paragraph(element: etree._Element, references: frozenset[str]) -> Paragraph:
    """Gives the printed text of a <p>, every run of white space (`str.split`'s) as one blank, none at the ends."""
    pieces: list[str] = []
    length = 0
    links: list[Interval] = []
    sups: list[Interval] = []

    def put(text: str | None) -> None:
        nonlocal length
        if text:
            pieces.append(text)
            length += len(text)

    def walk(node: etree._Element) -> None:
        put(node.text)
        for child in node:
            name = local(child)
            start = length
            if child.tag is etree.Entity:
                put(html.unescape(child.text or ""))
            elif name in BLOCKS or name == "break":
                put(" ")
            elif name and name not in UNPRINTED:
                walk(child)
                cites = child.get("ref-type") == "bibr" or bool(references & set(child.get("rid", "").split()))
                if name == "xref" and cites:
                    links.append((start, length))
                if name == "sup":
                    sups.append((start, length))
            put(child.tail)

    walk(element)
    raw = "".join(pieces)
    text, place = collapse(raw)

    def moved(spans: list[Interval]) -> list[Interval]:
        return sorted((place[a], place[b]) for a, b in spans if place[a] < place[b])

    return Paragraph(text, moved(links), moved(sups))


def collapse(raw: str) -> tuple[str, list[int]]:
    """Gives the text with runs of white space as one blank, and for every old offset the new one."""
    out: list[str] = []
    place: list[int] = []
    owed = False
    for char in raw:
        place.append(len(out))
        if char.isspace():
            owed = bool(out)
            continue
        if owed:
            out.append(" ")
            place[-1] = len(out)
            owed = False
        out.append(char)
    place.append(len(out))
    return "".join(out), place


def read_gold(path: Path = GOLD, part: str | None = None) -> list[Row]:
    """Gives the judged rows, all or those of one part (`develop`, `measure`)."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [
            Row(
                r["archive"],
                r["member"],
                int(r["paragraph"]),
                int(r["offset"]),
                int(r["verdict"]),
                r["kind"],
                r["part"],
                r["digest"],
            )
            for r in csv.DictReader(lines, delimiter="\t")
        ]
    return [r for r in rows if part in (None, r.part)]


def read_rows(rows: Iterable[Row], corpus: Path = CORPUS) -> Iterator[tuple[Row, Paragraph]]:
    """Gives each row with its paragraph, opening every archive once; order is by archive, not that of `rows`.

    Raises ValueError when a member is gone or a paragraph no longer reads as it did when it was judged.
    """
    for archive, group in groupby(sorted(rows, key=lambda r: r.archive), key=lambda r: r.archive):
        wanted: dict[str, list[Row]] = {}
        for row in group:
            wanted.setdefault(row.member, []).append(row)
        with tarfile.open(corpus / archive, "r|xz") as tar:
            for info in tar:
                if not (here := wanted.pop(info.name, None)):
                    continue
                stream = tar.extractfile(info)
                article = parse(stream.read()) if stream else None
                if article is None:
                    raise ValueError(f"{archive}:{info.name} holds no article")
                paragraphs, references = body_paragraphs(article), reference_ids(article)
                for row in here:
                    found = read_paragraph(paragraphs[row.paragraph], references)
                    if found.digest != row.digest:
                        raise ValueError(
                            f"{archive}:{info.name} paragraph {row.paragraph} reads {found.digest}, was judged as {row.digest}"
                        )
                    yield row, found
                if not wanted:
                    break
        if wanted:
            raise ValueError(f"{archive} lacks {sorted(wanted)}")


CLOSERS = "\"'”’»›)]}"
BRACKETED = re.compile(r"\s*(\[[^\[\]]*\]|\([^()]*\))")


def trailing_end(paragraph: Paragraph, offset: int) -> int:
    """Gives the end of what a sentence that stops at `offset` takes along.

    Closing quotes and brackets, superscripts, links that follow without a blank or as a superscript, and bracketed
    citations (a bracket with a link in it, or with nothing but numbers in square brackets).
    """
    text, end = paragraph.text, offset
    spans = paragraph.sups + [s for s in paragraph.links if not text[s[0]].isalpha()]
    while end < len(text):
        if text[end] in CLOSERS or (text[end] in ",-–—−" and end > offset):
            end += 1
            continue
        blank = end + (text[end] == " ")
        if reach := max((b for a, b in spans if a in (end, blank) and (a == end or (a, b) in paragraph.sups)), default=0):
            end = reach
            continue
        bracket = BRACKETED.match(text, end)
        if bracket and (
            any(bracket.start(1) <= a and b <= bracket.end(1) for a, b in paragraph.links)
            or re.fullmatch(r"\[[\d\s,;–—-]+\]", bracket[1])
        ):
            end = bracket.end(1)
            continue
        break
    return end


def is_cut(paragraph: Paragraph, offset: int, ends: Iterable[int]) -> bool:
    """Whether a splitter whose sentences end at `ends` cuts at this stop: a sentence ends from the stop to `trailing_end`.

    Blanks do not matter: a splitter may give the blank between sentences to the one before.
    """
    last = trailing_end(paragraph, offset)
    return any(offset <= len(paragraph.text[:e].rstrip()) <= last for e in ends)
