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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from read import CORPUS, Paragraph, body_paragraphs, local, parse, read_paragraph, reference_ids, trailing_end

LEFT_OUT = frozenset({"edge_cases.tar.xz", "variants.tar.xz"})
STOPS = re.compile(r"[.?!…]+(?![.?!…])")
APART = frozenset({"table", "ref-list", "ref", "sub-article", "response"})


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


ABBREVIATIONS = (
    "etc|i.e|e.g|cf|vs|ca|approx|resp|fig|figs|tab|eq|ref|refs|no|nos|vol|pp|dr|prof|inc|ltd|co|corp|st|jr|ph.d|m.d|u.s|"
    "u.k|u.s.a|sp|spp|var|subsp|ssp|cv|l|aff|nov|gen|linn|min|hr|hrs|sec|h|wk|yr|al|dept|univ|suppl|ver|max|avg|temp|conc"
)
EASY = both(before(r"[a-z]{4,}"), after(r" [A-Z][a-z]+ "), lambda s: not inside(s))

Kinds = Mapping[str, Callable[[Stop], bool]]

KINDS: Kinds = {
    "foreign": lambda s: not s.english,
    "ellipsis": lambda s: "…" in s.stop or ".." in s.stop,
    "question": lambda s: s.stop[-1] in "?!",
    "etc": words("etc"),
    "et_al": before(r"\bet\.? al"),
    "latin": words("i.e|e.g|cf|viz|vs|ca|c|approx|resp|a.m|p.m|w.r.t|s.l|s.str"),
    "figure": words("fig|figs|tab|tabs|eq|eqs|eqn|ref|refs|sec|sect|suppl|supp|no|nos|vol|pp|ch|chap|app|ed|eds|ver"),
    "title": words(
        "dr|drs|prof|mr|mrs|ms|inc|ltd|co|corp|st|univ|dept|jr|sr|ph.d|m.d|u.s|u.k|u.s.a|gmbh|pty|s.a|washington, d.c"
    ),
    "rank": words("sp|spp|var|subsp|ssp|f|cv|cvs|l|aff|nov|gen|syn|linn|pv|n"),
    "unit": before(
        r"\d ?(?:mg|kg|g|µg|μg|ng|min|mins|h|hr|hrs|s|sec|ms|ml|mL|l|L|µl|μl|µL|μL|cm|mm|km|m|µm|μm|nm|°C|mM|M|%|wk|yr|yrs|"
        r"ha|d|kDa|bp|kb|V|W|Hz|rpm)"
    ),
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

# Second and third draw for the stops that can be either: what looks like an abbreviation before what looks like a beginning.
BOTH_WAYS: Kinds = {
    "foreign_hard": both(
        lambda s: not s.english,
        lambda s: not before(r"[^\W\d_]{4,}")(s) or not after(r" [A-ZÀ-Ý]")(s),
        lambda s: not after(r"\d")(s),
    ),
    "abbr_capital": both(lambda s: s.english, words(ABBREVIATIONS), after(r" [A-Z(\[“\"]")),
    "initial_capital": both(lambda s: s.english, before(r"(?:^|[\s(.])[A-Z]"), after(r" [A-Z]")),
    "dotted_end": both(lambda s: s.english, before(r"(?:^|[\s(])(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}"), after(r" ")),
    "enumerated": both(lambda s: s.english, before(r"(?:^|[.;:,)] )\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])"), after(r" [A-Za-z]")),
}
# "et al." before its year had filled much of the second draw.
RARER: Kinds = {
    "abbr_other": both(
        lambda s: s.english,
        words(ABBREVIATIONS.replace("|al|", "|").replace("|min|", "|").replace("|h|", "|").replace("|fig|figs|", "|")),
        after(r" [A-Z][a-z]"),
    ),
    "dotted_capital": both(lambda s: s.english, before(r"(?:^|[\s(])(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}"), after(r" [A-Z][a-z]")),
    "in_quote": both(lambda s: s.english, inside, before(r"[a-z\d]{2,}"), after(r" [A-Z][a-z]")),
}


def stops(paragraph: Paragraph, english: bool, kinds: Kinds) -> list[tuple[int, str]]:
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
        kind = next((name for name, fits in kinds.items() if fits(stop)), None)
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


def article_candidates(archive: str, member: str, data: bytes, rng: random.Random, kinds: Kinds) -> list[Candidate]:
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
        for offset, kind in stops(paragraph, english, kinds):
            by_kind.setdefault(kind, []).append((archive, member, n, offset, kind, paragraph.digest))
    # Languages other than English are few, and one article may give several.
    return [c for kind, them in by_kind.items() for c in rng.sample(them, min(len(them), 6 if not english else 1))]


def draw(
    corpus: Path, seed: int, articles: int, kinds: Kinds, sizes: Mapping[str, int], taken: set[tuple[str, int]]
) -> list[Candidate]:
    """Gives the drawn candidates, kind by kind; adds their paragraphs to `taken`, from which none is drawn."""
    rng = random.Random(seed)
    pool: dict[str, dict[str, list[Candidate]]] = {kind: {} for kind in kinds}
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
                    for candidate in article_candidates(path.name, info.name, stream.read(), rng, kinds):
                        pool[candidate[4]].setdefault(path.name, []).append(candidate)
    drawn: list[Candidate] = []
    for kind, archives in pool.items():
        for them in archives.values():
            rng.shuffle(them)
        wanted = sizes[kind]
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
    given = arguments.parse_args()
    taken: set[tuple[str, int]] = set()
    first = dict.fromkeys(KINDS, 19) | {"foreign": 38, "easy": 85}
    second = dict.fromkeys(BOTH_WAYS, 20) | {"abbr_capital": 45, "initial_capital": 35, "foreign_hard": 30}
    drawn = draw(given.corpus, given.seed, 50, KINDS, first, taken)
    third = {"abbr_other": 35, "dotted_capital": 15, "in_quote": 15}
    drawn += draw(given.corpus, given.seed + 1, 100, BOTH_WAYS, second, taken)
    drawn += draw(given.corpus, given.seed + 2, 100, RARER, third, taken)
    sys.stdout.write("archive\tmember\tparagraph\toffset\tkind\tpart\tdigest\n")
    for archive, member, n, offset, kind, digest in drawn:
        sys.stdout.write(f"{archive}\t{member}\t{n}\t{offset}\t{kind}\t{part(member)}\t{digest}\n")


if __name__ == "__main__":
    main()
