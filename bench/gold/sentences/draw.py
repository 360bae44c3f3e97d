"""Draws candidate stops for the sentence gold: `python bench/gold/sentences/draw.py > candidates.tsv`.

A candidate is the offset just after a full stop, question or exclamation mark or ellipsis, never the last of its
paragraph. Each gets the first kind of `KINDS` that fits; from every kind the same number is drawn, spread
over the archives, at most one of a kind from an article, and one from a paragraph. Verdicts are a reader's work.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from read import CORPUS, Paragraph, body_paragraphs, local, parse, read_paragraph, reference_ids, trailing_end

LEFT_OUT = frozenset({"edge_cases.tar.xz", "variants.tar.xz"})
STOPS = re.compile(r"[.?!…]+(?![.?!…])")
APART = frozenset("table ref-list ref sub-article response".split())


@dataclass(frozen=True)
class Stop:
    """One candidate where it stands."""

    before: str  # up to and without the stop
    stop: str
    after: str
    glued_sup: bool  # a superscript begins right after
    cited: bool  # something trailing is taken along
    english: bool


def words(listed: str) -> Callable[[Stop], bool]:
    """Whether one of these words, in this spelling or capitalised, stands before the stop."""
    pattern = re.compile(r"(?:^|[\s(\[“\"'/,;–-])(?:" + "|".join(re.escape(w) for w in listed.split("|")) + r")$", re.I)
    return lambda s: s.stop == "." and bool(pattern.search(s.before))


def before(pattern: str) -> Callable[[Stop], bool]:
    """Whether the text before a plain full stop ends so."""
    compiled = re.compile(f"(?:{pattern})$")
    return lambda s: s.stop == "." and bool(compiled.search(s.before[-40:]))


def after(pattern: str) -> Callable[[Stop], bool]:
    """Whether the text after the stop begins so."""
    compiled = re.compile(pattern)
    return lambda s: bool(compiled.match(s.after))


def both(*tests: Callable[[Stop], bool]) -> Callable[[Stop], bool]:
    """Whether all tests hold."""
    return lambda s: all(t(s) for t in tests)


def inside(stop: Stop) -> bool:
    """Whether a bracket or a curly quote is open at the stop."""
    near = stop.before[-400:]
    return any(near.rfind(a) > near.rfind(b) for a, b in ("()", "[]", "“”"))


EASY = both(before(r"[a-z]{4,}"), after(r" [A-Z][a-z]+ "), lambda s: not inside(s))

KINDS: dict[str, Callable[[Stop], bool]] = {
    "foreign": lambda s: not s.english,
    "ellipsis": lambda s: "…" in s.stop or ".." in s.stop,
    "question": lambda s: s.stop[-1] in "?!",
    "etc": words("etc"),
    "et_al": before(r"\bet\.? al"),
    "latin": words("i.e|e.g|cf|viz|vs|ca|c|approx|resp|a.m|p.m|w.r.t|s.l|s.str"),
    "figure": words("fig|figs|tab|tabs|eq|eqs|eqn|ref|refs|sec|sect|suppl|supp|no|nos|vol|pp|ch|chap|app|ed|eds|ver"),
    "title": words("dr|drs|prof|mr|mrs|ms|inc|ltd|co|corp|st|univ|dept|jr|sr|ph.d|m.d|u.s|u.k|u.s.a|gmbh|pty|s.a|washington, d.c"),
    "rank": words("sp|spp|var|subsp|ssp|f|cv|cvs|l|aff|nov|gen|syn|linn|pv|n"),
    "unit": before(r"\d ?(?:mg|kg|g|µg|μg|ng|min|mins|h|hr|hrs|s|sec|ms|ml|mL|l|L|µl|μl|µL|μL|cm|mm|km|m|µm|μm|nm|°C|mM|M|%|wk|yr|yrs|ha|d|kDa|bp|kb|V|W|Hz|rpm)"),
    "genus": both(before(r"\b[A-Z][a-z]?"), after(r" [a-z]")),
    "initial": before(r"(?:^|[^A-Za-z])[A-Z]"),
    "cite_sup": lambda s: s.glued_sup,
    "cite_bracket": lambda s: s.cited and bool(re.match(r"\s*[\[(]", s.after)),
    "decimal": both(before(r"\d|[<=>≤≥] ?"), after(r"\d")),
    "glued": both(before(r"[\w)\]]"), after(r"[A-Z]")),
    "dotted": both(before(r"\w"), after(r"[a-z\d]")),
    "quoted": lambda s: bool(re.match(r"[\"'”’»)\]]", s.after)) or bool(re.search(r"[\"'”’»]$", s.before)),
    "bracket_inside": inside,
    "bracket_next": after(r" [(\[“\"'‘]"),
    "lower": after(r" [a-z]"),
    "digit_next": after(r" \d"),
    "symbol_next": after(r" [^A-Za-z\d]"),
    "number": before(r"\d"),
    "short": before(r"\b(?:[A-Z][a-z]{1,4}|[b-df-hj-np-tv-xz]{2,5}|(?:[A-Za-z]\.)+[A-Za-z])"),
    "acronym": before(r"\b[A-Z]{2,}\d?s?"),
    "easy": EASY,
}


def stops(paragraph: Paragraph, english: bool) -> list[tuple[int, str]]:
    """Gives (offset, kind) of every candidate of a paragraph; the unmarked rest has no kind and is left out."""
    text = paragraph.text
    sup_starts = {a for a, _ in paragraph.sups}
    found = []
    for match in STOPS.finditer(text):
        end = match.end()
        trailing = trailing_end(paragraph, end)
        if not text[trailing:].strip():
            continue
        stop = Stop(text[: match.start()], match[0], text[end:], end in sup_starts, trailing > end, english)
        kind = next((name for name, fits in KINDS.items() if fits(stop)), None)
        if kind:
            found.append((end, kind))
    return found


def is_english(article: etree._Element) -> bool:
    """Whether the file says English, or nothing."""
    lang = article.get("{http://www.w3.org/XML/1998/namespace}lang", "en")
    return lang.lower().startswith("en")


def part(member: str) -> str:
    """Gives `develop` or `measure`, by the member's name alone, so that an article is in one of them."""
    return ("develop", "measure")[hashlib.sha1(member.encode()).digest()[0] % 2]


Candidate = tuple[str, str, int, int, str, str]


def article_candidates(archive: str, member: str, data: bytes, rng: random.Random) -> list[Candidate]:
    """Gives one random candidate of each kind of this article; none when it cannot be parsed."""
    try:
        article = parse(data)
    except etree.XMLSyntaxError:
        return []
    if article is None:
        return []
    english, references = is_english(article), reference_ids(article)
    by_kind: dict[str, list[Candidate]] = {}
    for n, element in enumerate(body_paragraphs(article)):
        if any(local(a) in APART for a in element.iterancestors()):
            continue
        paragraph = read_paragraph(element, references)
        if len(paragraph.text) < 60:
            continue
        for offset, kind in stops(paragraph, english):
            by_kind.setdefault(kind, []).append((archive, member, n, offset, kind, paragraph.digest))
    # Languages other than English are few, and one article may give several.
    return [c for kind, them in by_kind.items() for c in rng.sample(them, min(len(them), 6 if kind == "foreign" else 1))]


def draw(corpus: Path, seed: int, articles: int, per_kind: int, easy: int) -> list[Candidate]:
    """Gives the drawn candidates, kind by kind."""
    rng = random.Random(seed)
    pool: dict[str, dict[str, list[Candidate]]] = {kind: {} for kind in KINDS}
    seen: set[str] = set()
    for path in sorted(corpus.glob("*.tar.xz")):
        if path.name in LEFT_OUT:
            continue
        with tarfile.open(path, "r|xz") as tar:
            names = [m.name for m in tar if m.isfile()]
        chosen = set(rng.sample(names, min(articles, len(names)))) - seen
        seen |= chosen
        with tarfile.open(path, "r|xz") as tar:
            for info in tar:
                stream = tar.extractfile(info) if info.name in chosen else None
                if stream:
                    for candidate in article_candidates(path.name, info.name, stream.read(), rng):
                        pool[candidate[4]].setdefault(path.name, []).append(candidate)
    drawn: list[Candidate] = []
    taken: set[tuple[str, int]] = set()
    for kind, archives in pool.items():
        for them in archives.values():
            rng.shuffle(them)
        wanted = {"easy": easy, "foreign": 2 * per_kind}.get(kind, per_kind)
        while wanted and any(archives.values()):
            for archive in rng.sample(sorted(archives), len(archives)):
                if wanted and archives[archive]:
                    candidate = archives[archive].pop()
                    if (candidate[1], candidate[2]) not in taken:
                        taken.add((candidate[1], candidate[2]))
                        drawn.append(candidate)
                        wanted -= 1
    return drawn


def main() -> None:
    """Writes the drawn candidates, without verdict, as tab-separated lines."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, default=CORPUS)
    arguments.add_argument("--seed", type=int, default=20240607)
    arguments.add_argument("--articles", type=int, default=50, help="per archive, at random")
    arguments.add_argument("--per-kind", type=int, default=19)
    arguments.add_argument("--easy", type=int, default=85)
    given = arguments.parse_args()
    sys.stdout.write("archive\tmember\tparagraph\toffset\tkind\tpart\tdigest\n")
    for archive, member, n, offset, kind, digest in draw(given.corpus, given.seed, given.articles, given.per_kind, given.easy):
        sys.stdout.write(f"{archive}\t{member}\t{n}\t{offset}\t{kind}\t{part(member)}\t{digest}\n")


if __name__ == "__main__":
    main()
