"""How good `because` is: `python bench/because.py [train|dev] [--model FOLDER] [--show N]`; dev only to measure.

1. Taking its words out of the statement lowers the score of the stance more than taking as many other words, drawn at random
   (mean of three draws), in what share of the verdicts.
2. How well its words are those that a reader underlined (`bench/gold/because`): F1 over words, over the items whose stance
   the classifier and the reader share, and over all.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from citance.classification.artefact import SHIPPED
from citance.classification.trained import Trained
from citance.classification.training.data import LabelledLine, as_labelled
from citance.model import Classification, Span, Stance, StatementText

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = Path(__file__).with_name("gold") / "because/underlined.tsv"
PLACES = ("before", "sentence", "after")
DRAWS = 3


class Word(NamedTuple):
    """A word of a statement: in which sentence, and where."""

    where: str
    start: int
    end: int


def texts(s: StatementText) -> dict[str, str]:
    return {"before": s.before, "sentence": s.sentence, "after": s.after}


def words(s: StatementText) -> list[Word]:
    """All words outside the marked group."""
    group = s.group or s.span or Span(0, 0)
    found = [Word(where, *m.span()) for where, text in texts(s).items() for m in re.finditer(r"\S*\w\S*", text)]
    return [w for w in found if w.where != "sentence" or w.end <= group.start or w.start >= group.end]


def within(all_words: Iterable[Word], spans: Iterable[tuple[str, int, int]]) -> set[Word]:
    """The words that the spans touch."""
    spans = list(spans)
    return {w for w in all_words if any(w.where == where and w.start < end and start < w.end for where, start, end in spans)}


def without(s: StatementText, gone: Iterable[Word]) -> StatementText:
    """The statement without these words; its marked group moves with them."""
    left, group = texts(s), s.group or s.span
    for w in sorted(gone, key=lambda w: -w.start):
        text = left[w.where]
        end = w.end + 1 if text[w.end : w.end + 1] == " " else w.end
        left[w.where] = text[: w.start] + text[end:]
        if w.where == "sentence" and group is not None and w.start < group.start:
            group = Span(group.start - (end - w.start), group.end - (end - w.start))
    return msgspec.structs.replace(s, **left, span=group, group=group, others=())


def score(verdict: Classification, stance: Stance) -> float:
    assert verdict.scores is not None
    return float(getattr(verdict.scores, stance))


def read(part: str) -> list[tuple[StatementText, Stance, list[tuple[str, int, int]]]]:
    """The underlined statements: text, judged stance, and what was underlined."""
    underlined = collections.defaultdict(list)
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            underlined[row["set"], row["id"]].append((row["in"], int(row["start"]), int(row["end"])))
    items = []
    for name in ("train",) if part == "train" else ("dev", "dev_hard"):
        with gzip.open(SHARED / f"data/stance/{name}.jsonl.gz", "rb") as lines:
            for line in lines:
                if (name, str(json.loads(line)["id"])) in underlined:
                    row = as_labelled(msgspec.json.decode(line, type=LabelledLine))
                    items.append((row.text, row.stance, underlined[name, str(row.line.id)]))
    return items


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="train", choices=("train", "dev"))
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--show", type=int, default=0, help="this many items where the words differ most")
    asked = parser.parse_args()
    model = Trained(folder=asked.model, gate=False)
    items = read(asked.part)
    verdicts = model.classify([s for s, *_ in items])
    chance = random.Random(0)
    lower, falls, found = [], [], []
    for (s, judged, underlined), verdict in zip(items, verdicts, strict=True):
        if not verdict.because:
            found.append((0, 0, 0, s, judged, verdict))
            continue
        every = words(s)
        ours = within(every, ((b.where, b.span.start, b.span.end) for b in verdict.because))
        theirs = within(every, underlined)
        found.append((len(ours & theirs), len(ours), len(theirs), s, judged, verdict))
        others = [w for w in every if w not in ours]
        drawn = [chance.sample(others, min(len(ours), len(others))) for _ in range(DRAWS)]
        changed = model.classify([without(s, gone) for gone in (ours, *drawn)])
        after, *at_random = (score(v, verdict.stance) for v in changed)
        lower.append(after < sum(at_random) / DRAWS)
        falls.append((score(verdict, verdict.stance) - after, score(verdict, verdict.stance) - sum(at_random) / DRAWS))
    print(f"{len(items)} statements underlined ({asked.part}), {len(lower)} of them given a verdict")
    print(f"removing the words lowers the score more than random ones in {sum(lower) / len(lower):.3f}", end="; ")
    print("mean fall {:.3f} against {:.3f}".format(*(sum(x) / len(x) for x in zip(*falls, strict=True))))
    shared = [row for row in found if row[5].stance is row[4]]
    for name, rows in (("stance shared", shared), ("all given a verdict", [r for r in found if r[1]])):
        pooled = 2 * sum(r[0] for r in rows) / max(1, sum(r[1] + r[2] for r in rows))
        each = sum(2 * r[0] / (r[1] + r[2]) for r in rows) / max(1, len(rows))
        print(f"token F1, {name} ({len(rows)}): {pooled:.3f} pooled, {each:.3f} mean of items; "
              f"{sum(r[1] for r in rows) / len(rows):.1f} words against {sum(r[2] for r in rows) / len(rows):.1f}")  # fmt: skip
    for both, ours_, theirs_, s, judged, verdict in sorted(shared, key=lambda r: r[0] / (r[1] + r[2]))[: asked.show]:
        print(f"\n{judged} {both}/{ours_}/{theirs_}:", [b.cue for b in verdict.because])
        _, _, spans = next(item for item in items if item[0] is s)
        print("  underlined:", [texts(s)[where][a:b] for where, a, b in spans], "\n  ", s.sentence[:300])


if __name__ == "__main__":
    main()
