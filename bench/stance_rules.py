"""How right the rules are, and each cue alone: `python bench/stance_rules.py [train|dev|dev_hard] [--cues]`.

Reads the labelled statements of ../shared/data/stance. The table by cue (how often it speaks, and what the label then is)
is where the weights of `classification/cues.py` come from; it is read off the training part only.
"""

from __future__ import annotations

import collections
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from citance.classification.cues import CUES, OWN, REPORTED
from citance.classification.rules import Rules
from citance.model import SectionKind, Span, StatementText
from citance.text.headings import section_kind

SHARED = Path(__file__).resolve().parents[2] / "shared"


def read(part: str) -> list[dict]:
    with gzip.open(SHARED / "data/stance" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def statement(row: dict) -> StatementText:
    span = Span(*row["span"])
    kind = section_kind(row["heading"] or "") or SectionKind.OTHER
    return StatementText(row["sentence"], row["before"] or "", row["after"] or "", span, span, section=kind)


def by_cue(rows: list[dict]) -> None:
    """For each cue: statements it speaks in, and their labels, with and without whose-words beside it."""
    for cue in CUES:
        counts: dict[bool, collections.Counter[str]] = {True: collections.Counter(), False: collections.Counter()}
        for row in rows:
            if cue.regex.search(row["sentence"]):
                counts[bool(OWN.search(row["sentence"]) or REPORTED.search(row["sentence"]))][row["label"][0].upper()] += 1
        print(f"{cue.name:<30}{cue.stance:<13} beside {dict(counts[True])}   alone {dict(counts[False])}")


def main(arguments: list[str]) -> None:
    part = next((a for a in arguments if not a.startswith("-")), "dev")
    rows = read(part)
    if "--cues" in arguments:
        by_cue(rows)
        return
    verdicts = Rules().classify([statement(r) for r in rows])
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for row, verdict in zip(rows, verdicts, strict=True):
            scores = msgspec.to_builtins(verdict.scores)
            out.write(
                json.dumps({"id": row["id"], "stance": verdict.stance, "scores": scores, "evidence": verdict.evidence}) + "\n"
            )
        out.flush()
        gold = SHARED / f"data/stance/{part}.jsonl.gz"
        subprocess.run([sys.executable, SHARED / "tools/score_stance.py", gold, out.name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
