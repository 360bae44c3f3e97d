"""How much of the gold is also cut by our own extraction: labelled statements found again among extracted ones.

citance extract --format jsonl --classify CORPUS > extracted.jsonl
python bench/stance_recut.py extracted.jsonl                     # counts, for each file of ../shared/data/stance
python bench/stance_recut.py extracted.jsonl --write mixed.jsonl # and train, every second found statement in our cut

A labelled statement is found where a statement of the same article has the same words, or one holds the other (texts are
compared folded and without blanks, so a lost separator or another end of sentence does no harm), and its citation group
lies over the marked span.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from citance.classification.training.data import fold_of
from citance.text.normalise import fold_with_map

GOLD = Path(__file__).resolve().parents[2] / "shared" / "data" / "stance"
FILES = ("train", "dev", "dev_hard")
LEAST = 30  # letters two sentences must share to be the same; shorter ones are found in too many others

CUT = ("before", "sentence", "after", "span", "group_span", "others", "heading", "section")

Item = dict[str, Any]


def squashed(text: str) -> tuple[str, list[int]]:
    """The folded text without blanks, and for each letter where it stood."""
    folded, offsets = fold_with_map(text)
    kept = [(char, offset) for char, offset in zip(folded, offsets, strict=True) if char != " "]
    return "".join(char for char, _ in kept), [offset for _, offset in kept]


def over(text: str, offsets: list[int], span: list[int]) -> tuple[int, int]:
    """The letters of the squashed text that a span covers."""
    return bisect.bisect_left(offsets, span[0]), bisect.bisect_left(offsets, span[1])


def overlap(gold: Item, ours: Item) -> str | None:
    """How our statement matches the labelled one: the same, longer, shorter; None where it does not."""
    theirs, their_map = squashed(gold["sentence"])
    text, text_map = squashed(ours["sentence"])
    if theirs == text:
        kind, shift = "same", 0
    elif len(theirs) >= LEAST and theirs in text:
        kind, shift = "longer", text.index(theirs)
    elif len(text) >= LEAST and text in theirs:
        kind, shift = "shorter", -theirs.index(text)
    else:
        return None
    a, b = over(theirs, their_map, gold["span"])
    c, d = over(text, text_map, ours["group_span"])
    a, b = a + shift, b + shift
    return kind if a < d and c < b else None


def read(path: Path) -> list[Item]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    """Counts by file; train in both cuts on request."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("extracted", type=Path)
    options.add_argument("--write", type=Path)
    asked = options.parse_args()
    gold = {name: read(GOLD / f"{name}.jsonl.gz") for name in FILES}
    wanted = {item["article"].lower() for items in gold.values() for item in items}
    ours: defaultdict[str, list[Item]] = defaultdict(list)
    with asked.extracted.open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            names = {str(item["article"][kind] or "").lower() for kind in ("doi", "pmcid", "pmid")}
            for name in names & wanted:
                if item["sentence"]:
                    ours[name].append(item)
    views = asked.write.open("w", encoding="utf-8") if asked.write else None
    for name, items in gold.items():
        found: Counter[str] = Counter()
        for item in items:
            statements = ours.get(item["article"].lower(), [])
            matches = [(kind, s) for s in statements if (kind := overlap(item, s))]
            best = min(matches, key=lambda match: ("same", "longer", "shorter").index(match[0]), default=None)
            found["no article" if not statements else "not found" if best is None else best[0]] += 1
            if views and name == "train":
                ours_too = best is not None and best[0] == "same" and fold_of(item["id"], 2) == 0
                cut = {key: best[1][key] for key in CUT} if best and ours_too else {}
                views.write(json.dumps({**item, **cut}, ensure_ascii=False) + "\n")
        total = len(items)
        print(f"{name}: {total} items; " + ", ".join(f"{kind} {n} ({n / total:.1%})" for kind, n in found.most_common()))
    if views:
        views.close()


if __name__ == "__main__":
    main()
