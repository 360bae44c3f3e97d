"""Where the long word lists of the splitter come from: `python bench/sentence_openers.py`.

Prints `opens`, the words for [en] of `text/openers.txt`, and writes `text/ordinary_words.txt`. A word opens that begins
sentences in at least 5 English articles of ../shared/corpus, and that stands in small letters in at least four times as many
articles as with a capital within a sentence: an ordinary word, not a name. A word is ordinary for which one article is
enough, if it stands in small letters in five, and seldom as the second name of a species (`O. sanctum`). Those that are
also surnames of five authors, and of a quarter as many as they open sentences in articles, are listed apart; the splitter
does not trust them behind an initial. Articles of the measure
part of `bench/gold/sentences` are left out.
"""

from __future__ import annotations

import re
import sys
import tarfile
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "corpus" / "jats"
ARTICLES = 5
RATIO = 4
SURNAMES = 5
SHARE = 4

OPENS = re.compile(r"[a-z]{4,}(?:\d\d?%|\))?[.?!] ([A-Z][a-z]+)(?=[ ,])")
CAPITAL_WITHIN = re.compile(r"[a-z,;] ([A-Z][a-z]+)\b")
SMALL = re.compile(r"\b[a-z]+\b")
EPITHET = re.compile(r"\b[A-Z][a-z]?\. ([a-z]+)\b")
NAME = re.compile(r"[A-Z][a-z]+")
WRITTEN = HERE.parent / "src" / "citance" / "text" / "ordinary_words.txt"
HEAD = """# Ordinary English words that can open a sentence, with a capital, and those of them that are surnames as often. Counted
# in the corpus and written by bench/sentence_openers.py.
"""
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def measured() -> set[tuple[str, str]]:
    """The articles that only measure."""
    sys.path.insert(0, str(HERE / "gold" / "sentences"))
    from read import read_gold

    return {(row.archive, row.member) for row in read_gold(part="measure")}


def main() -> None:
    opens: Counter[str] = Counter()
    small: Counter[str] = Counter()
    within: Counter[str] = Counter()
    surnames: Counter[str] = Counter()
    epithets: Counter[str] = Counter()  # E. coli
    left_out = measured()
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    for archive in sorted(CORPUS.glob("*.tar.xz")):
        if archive.name.startswith(("edge_cases", "variants")):
            continue
        with tarfile.open(archive, "r|xz") as tar:
            for info in tar:
                stream = tar.extractfile(info)
                if stream is None or (archive.name, info.name) in left_out:
                    continue
                root = etree.fromstring(stream.read(), parser)
                for surname in root.iter("{*}surname"):
                    surnames.update(set(NAME.findall(surname.text or "")))
                body = root.find(".//{*}body")
                if body is None or (root.get(LANGUAGE) or "en").lower() != "en":
                    continue
                text = " ".join(" ".join("".join(p.itertext()).split()) for p in body.iter("{*}p"))
                opens.update(set(OPENS.findall(text)))  # counts articles, not times
                within.update(set(CAPITAL_WITHIN.findall(text)))
                small.update(set(SMALL.findall(text)))
                epithets.update(set(EPITHET.findall(text)))
    ordinary = sorted(word for word in opens if small[word.lower()] >= max(ARTICLES, RATIO * within[word]) and len(word) > 1)
    print("opens:", *(word for word in ordinary if opens[word] >= ARTICLES))
    names = (word for word in ordinary if surnames[word] >= max(SURNAMES, opens[word] / SHARE))
    WRITTEN.write_text(HEAD + listed("ordinary", ordinary) + listed("surnames", names), encoding="utf-8")


def listed(section: str, words: Iterable[str]) -> str:
    """One section of a data file, in lines."""
    lines = textwrap.fill("words: " + " ".join(words), 120, subsequent_indent="       ", break_on_hyphens=False)
    return f"[{section}]\n{lines}\n"


if __name__ == "__main__":
    main()
