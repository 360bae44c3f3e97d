"""Whether two forms of an article give the same citations: `python bench/variants.py [--show]`.

../shared/corpus/jats/variants.tar.xz holds second forms of articles that are in the other archives (the publisher's own XML
against PMC's, Europe PMC's against NCBI's). References of the two are paired by what they say (their key), else by place
in the list; the score is the share of in-text citations (reference x mention) that both give, and beside it the share of
these whose folded sentence is the same too, which is what a review's anchor needs. Where the files themselves hold
numbers of links more than a fifth apart they are different texts of the article (a draft, an abridged copy): such a pair
is shown and not counted.
"""

from __future__ import annotations

import argparse
import csv
import tarfile
from collections import Counter
from collections.abc import Callable, Hashable

from citance.extraction import extract
from citance.model import CitationStatement, Extraction
from citance.readers import read
from citance.text.normalise import fold
from strip import JATS

MANIFEST = JATS.parent / "manifest.tsv"


def pairs() -> list[tuple[str, str, str, str]]:
    """(archive, member) of each second form and of the first form it is another of."""
    with MANIFEST.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["path"].startswith("jats/")]
    firsts = {row["member"].rsplit(".", 1)[0]: row for row in rows if "variants" not in row["path"]}
    found = []
    for row in rows:
        if "variants" in row["path"]:
            name = row["member"].rsplit(".", 1)[0].split("__variant")[0]
            stated = next((flag.partition("=")[2] for flag in row["flags"].split() if flag.startswith("variant_of=")), name)
            first = firsts.get(stated.rsplit("/", 1)[-1].removesuffix(".xml").removesuffix(".nxml")) or firsts.get(name)
            if first is None:
                print(f"no first form of {row['member']} ({stated})")
                continue
            found.append((row["path"], row["member"], first["path"], first["member"]))
    return found


def load(path: str, member: str) -> Extraction:
    with tarfile.open(MANIFEST.parent / path) as tape:
        content = tape.extractfile(next(m for m in tape if m.name.rsplit("/", 1)[-1] == member))
        assert content is not None
        return extract(read(content.read(), member))


def counted(found: Extraction, name: Callable[[int], Hashable], words: bool) -> Counter[Hashable]:
    def sentence(statement: CitationStatement) -> str:
        return fold(statement.sentence.cut(found.document.text)) if words and statement.sentence is not None else ""

    return Counter((name(s.citation.reference), sentence(s)) for s in found.statements if s.citation.reference is not None)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--show", action="store_true", help="print what differs")
    options = arguments.parse_args()
    total = same = alike = 0
    print("| article | references | citations | the same | and the same sentence |\n|---|---|---|---|---|")
    for path, member, first_path, first_member in pairs():
        one, two = load(first_path, first_member), load(path, member)
        length = len(one.references), len(two.references)
        keys = [{reference.key for reference in found.references} for found in (one, two)]
        by_key = length[0] != length[1] or len(keys[0] & keys[1]) > 0.98 * max(length)
        names = [
            (lambda index, found=found: found.references[index].key) if by_key else (lambda index: index) for found in (one, two)
        ]
        counts = [counted(found, name, False) for found, name in zip((one, two), names, strict=True)]
        wordy = [counted(found, name, True) for found, name in zip((one, two), names, strict=True)]
        links = [len(found.document.links) for found in (one, two)]
        other_text = min(links) < 0.8 * max(links)
        both, most = (counts[0] & counts[1]).total(), max(counts[0].total(), counts[1].total())
        if not other_text:
            total, same = total + most, same + both
            alike += (wordy[0] & wordy[1]).total()
        print(
            f"| {first_member} | {length[0]} / {length[1]} | {counts[0].total()} / {counts[1].total()} | "
            f"{both / max(1, most):.3f} | {(wordy[0] & wordy[1]).total() / max(1, most):.3f} |"
            + (" another text" if other_text else "")
        )
        if options.show:
            for key, times in list((counts[0] - counts[1]).items())[:4]:
                print("   only in the first", times, key)
            for key, times in list((counts[1] - counts[0]).items())[:4]:
                print("   only in the second", times, key)
            for key, _ in list((wordy[0] - wordy[1]).items())[:3]:
                print("   sentence of the first", key)
            for key, _ in list((wordy[1] - wordy[0]).items())[:3]:
                print("   sentence of the second", key)
    print(f"| all | | {total} | {same / max(1, total):.4f} | {alike / max(1, total):.4f} |")


if __name__ == "__main__":
    main()
