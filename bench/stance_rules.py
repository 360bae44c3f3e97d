"""How right the rules are: `python bench/stance_rules.py [train|dev|dev_hard]`; where their weights come from: `--cues`, `--fit`.

Reads the labelled statements of ../shared/data/stance. `--cues` counts, for each cue, the labels of the statements it
speaks in; `--fit` fits the weights of `classification/cues.py` and the section's lean of `rules.py` by logistic regression.
Both read the training part only.
"""

from __future__ import annotations

import collections
import gzip
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from citance.classification.cues import CUES, FIRST_PERSON, NOT_A_VERDICT, OWN, REPORTED
from citance.classification.rules import Rules, verdicts
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


def fit(rows: list[dict], steps: int = 1500, rate: float = 0.05, ridge: float = 2.0, temper: float = 0.6) -> None:
    """Log-odds of supporting and of contrasting against mentioning, full-batch Adam over sparse features.

    Items count by their weight (statements of the population each stands for) to the power `temper`, so that the rare
    verdicts are not drowned by the mentions; `ridge` pulls what is seldom seen towards nothing.
    """
    features = []
    for row in rows:
        s = statement(row)
        beside = bool(OWN.search(s.sentence) or REPORTED.search(s.sentence))
        heard = {(h.cue.name, beside): h.points / (h.cue.beside if beside else h.cue.alone or 1) for h in verdicts(s)}
        heard[("section", s.section)] = heard[("bias", True)] = 1.0
        heard[("first person", True)] = float(bool(FIRST_PERSON.search(s.sentence)))
        heard[("no verdict", True)] = float(bool(NOT_A_VERDICT.search(s.sentence)))
        features.append({k: v for k, v in heard.items() if v})
    names = sorted({name for found in features for name in found}, key=str)
    weights = [float(row.get("weight", 1)) ** temper for row in rows]
    total = sum(weights)
    for stance in ("supporting", "contrasting"):
        w, m, v = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
        kept = [i for i, row in enumerate(rows) if row["label"] in (stance, "mentioning")]
        for step in range(1, steps + 1):
            g = {k: ridge * w[k] / len(rows) * (k[0] != "bias") for k in names}
            for i in kept:
                z = sum(w[k] * x for k, x in features[i].items())
                d = weights[i] / total * (1 / (1 + math.exp(-z)) - (rows[i]["label"] == stance))
                for k, x in features[i].items():
                    g[k] += d * x
            for k in names:
                m[k] = 0.9 * m[k] + 0.1 * g[k]
                v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k]
                w[k] -= rate * m[k] / (1 - 0.9**step) / (math.sqrt(v[k] / (1 - 0.999**step)) + 1e-9)
        for name in names:
            print(f"{stance:<13}{name[0]:<30}{name[1]!s:<14}{w[name]:6.1f}")


def main(arguments: list[str]) -> None:
    part = next((a for a in arguments if not a.startswith("-")), "dev")
    rows = read(part)
    if "--cues" in arguments:
        by_cue(rows)
        return
    if "--fit" in arguments:
        fit(read("train"))
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
