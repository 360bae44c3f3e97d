"""Which statements are underlined: the same ones every time. `python bench/gold/because/draw.py` lists set and id.

From ../shared/data/stance, those judged supporting or contrasting with `sure` 2 or 3: 60 of each from one fold in five of the
articles of train, 110 of each from dev and dev_hard; a fifth of each have reported evidence.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

from citance.classification.training.data import fold_of

STANCE = Path(__file__).resolve().parents[4] / "shared/data/stance"
SEED = 20
FOLD = 0  # of five: the articles whose underlined train items a developer may look at


def rows(part: str) -> list[dict]:
    """The rows of a part of the stance data, in order."""
    with gzip.open(STANCE / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def draw() -> Iterator[tuple[str, dict]]:
    """(set, row) of every statement to underline, supporting and contrasting mixed."""
    chance = random.Random(SEED)
    train = [("train", row) for row in rows("train") if fold_of(row["article"], 5) == FOLD]
    dev = [(part, row) for part in ("dev", "dev_hard") for row in rows(part)]
    for pool, count in ((train, 60), (dev, 110)):
        drawn = []
        for label in ("supporting", "contrasting"):
            sure = [item for item in pool if item[1]["label"] == label and item[1]["sure"] >= 2]
            reported = [item for item in sure if item[1]["evidence"] == "reported"]
            own = [item for item in sure if item[1]["evidence"] == "own"]
            some = chance.sample(reported, min(len(reported), count // 5))
            drawn += [*some, *chance.sample(own, count - len(some))]
        chance.shuffle(drawn)
        yield from drawn


if __name__ == "__main__":
    for part, row in draw():
        print(part, row["id"], sep="\t")
