"""How well references are linked by their fields, and where the weights of `citance.linking.scoring` come from.

    python bench/linking.py                score both halves and the whole, list what is wrong by kind, state the time
    python bench/linking.py --fit          fit the weights on the first half and print the table for scoring.py
    python bench/linking.py --wrong        print each wrong answer, to look at

Data: ../shared/data/linking (8,000 references, half of them with the right article taken out of an index of 45,801). Halves
are by the hash of the query's id: weights and thresholds were chosen on the first, the second only measures.

The fit is logistic regression on the levels of the features, with two guards. The weights are drawn towards those judged by
hand (`BY_HAND`, a Gaussian of variance 1/PULL), so that levels the data seldom show keep a sensible weight. And each label may
be wrong with a chance of `MISLABELLED`: a few references carry the DOI of another work, and a few works are in the index
twice; a pair that the rest of the data says is mislabelled counts for little. No random numbers are used.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import pathlib
import time
from collections import Counter, defaultdict
from typing import Any

from citance.extraction.references import read_printed
from citance.linking.candidates import MemoryCandidates
from citance.linking.features import View, compare
from citance.linking.scoring import BIAS, CLEARLY_LESS, LINKED, WEIGHTS
from citance.model.link import Candidate
from citance.services.link import link_records, read_record

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data" / "linking"
PULL = 2.0
MISLABELLED = 0.002
BY_HAND: dict[tuple[str, str], float] = {
    ("", "bias"): -6.0,
    ("title", "same"): 9.0,
    ("title", "same, of middling length"): 7.0,
    ("title", "same, but short"): 4.0,
    ("title", "one begins the other"): 5.0,
    ("title", "one ends the other"): 3.0,
    ("title", "nearly the same"): 7.0,
    ("title", "alike"): 3.0,
    ("title", "partly alike"): -1.0,
    ("title", "different"): -6.0,
    ("title marks", "different numbers"): -2.0,
    ("title marks", "another part"): -6.0,
    ("title marks", "one is a notice or an answer"): -4.0,
    ("first author", "same"): 3.0,
    ("first author", "nearly the same"): 2.0,
    ("first author", "elsewhere"): 0.0,
    ("first author", "different"): -4.0,
    ("other authors", "all"): 2.0,
    ("other authors", "most"): 1.0,
    ("other authors", "few"): 0.0,
    ("other authors", "none"): -2.0,
    ("year", "same"): 1.0,
    ("year", "differs by one"): -1.0,
    ("year", "differs by a few"): -2.0,
    ("year", "different"): -3.0,
    ("journal", "same"): 1.5,
    ("journal", "different"): -1.5,
    ("volume", "same"): 2.0,
    ("volume", "different"): -2.0,
    ("issue", "same"): 0.5,
    ("issue", "different"): -1.0,
    ("page", "same"): 4.0,
    ("page", "same, but short"): 1.5,
    ("page", "same number"): 3.0,
    ("page", "different"): -3.0,
    ("edition", "year and volume both differ"): -2.0,
}

Level = tuple[str, str]
Pair = tuple[str, bool, tuple[Level, ...]]  # query, whether it is the right article, what the features say


def read(name: str) -> list[dict[str, Any]]:
    with gzip.open(SHARED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def in_first_half(query: str) -> bool:
    return hashlib.sha1(query.encode()).digest()[0] % 2 == 0


def compare_all(index: list[dict[str, Any]], queries: list[dict[str, Any]], truth: dict[str, Any]) -> list[Pair]:
    """Every candidate of every query, compared."""
    source = MemoryCandidates(Candidate(entry["doi"], read_record(entry)) for entry in index)
    pairs = []
    missed = 0
    for query in queries:
        printed = query.get("raw")
        record = read_printed(printed) if printed else read_record(query)
        asked, right = View(record, printed), truth[query["id"]]["doi"]
        candidates = source.candidates(record, printed)
        missed += right is not None and all(candidate.key != right for candidate in candidates)
        pairs += [(query["id"], candidate.key == right, compare(asked, View(candidate.record))) for candidate in candidates]
    print(f"{missed} right articles are not among the candidates")
    return pairs


def fit(pairs: list[Pair]) -> dict[Level, float]:
    """The weights that make the labels likeliest, by Newton's method on the distinct patterns."""
    counts: dict[tuple[Level, ...], list[int]] = defaultdict(lambda: [0, 0])
    for _, right, levels in pairs:
        counts[levels][right] += 1
    names = [("", "bias"), *sorted({level for levels in counts for level in levels})]
    place = {name: at for at, name in enumerate(names)}
    prior = [BY_HAND.get(name, 0.0) for name in names]
    weights = list(prior)
    patterns = [([0, *(place[level] for level in levels)], no, yes) for levels, (no, yes) in counts.items()]
    for _ in range(60):
        slope = [PULL * (weight - by_hand) for weight, by_hand in zip(weights, prior, strict=True)]
        bend = [[PULL if row == column else 0.0 for column in range(len(names))] for row in range(len(names))]
        for ats, no, yes in patterns:
            odds = sum(weights[at] for at in ats)
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            no_sound, yes_sound = no * soundness(1 - chance), yes * soundness(chance)
            push = (no_sound + yes_sound) * chance - yes_sound
            weight = (no_sound + yes_sound) * chance * (1 - chance)
            for at in ats:
                slope[at] += push
                row = bend[at]
                for other in ats:
                    row[other] += weight
        step = solve(bend, slope)
        longest = max(map(abs, step))
        weights = [weight - part * min(1.0, 3 / longest) for weight, part in zip(weights, step, strict=True)]
        if longest < 1e-6:
            break
    return dict(zip(names, weights, strict=True))


def soundness(chance: float) -> float:
    """The chance that a label is right, where the weights so far give it `chance`."""
    right = (1 - MISLABELLED) * chance
    return right / (right + MISLABELLED * (1 - chance))


def solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """x of matrix · x = vector, by Gaussian elimination."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in rows[at + 1 :]:
            factor = below[at] / rows[at][at]
            if factor:
                for column in range(at, size + 1):
                    below[column] -= factor * rows[at][column]
    found = [0.0] * size
    for at in reversed(range(size)):
        found[at] = (rows[at][size] - sum(rows[at][other] * found[other] for other in range(at + 1, size))) / rows[at][at]
    return found


def tally(answers: dict[str, str | None], truth: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and share of unmatchable wrongly linked, by form."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for query, said in answers.items():
        right, count = truth[query]["doi"], counts[truth[query]["form"]]
        count.update(said=said is not None, right=said is not None and said == right, due=right is not None)
        count.update(unmatchable=right is None, false=right is None and said is not None)
    out = {}
    for form, count in sorted(counts.items()):
        precision, recall = count["right"] / max(1, count["said"]), count["right"] / max(1, count["due"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        out[form] = {"P": precision, "R": recall, "F1": f1, "false": count["false"] / max(1, count["unmatchable"])}
    return out


def show(title: str, figures: dict[str, dict[str, float]]) -> None:
    for form, figure in figures.items():
        print(f"{title:<12} {form:<7} " + "  ".join(f"{name} {value:.4f}" for name, value in figure.items()))


def sweep(pairs: list[Pair], weights: dict[Level, float], truth: dict[str, Any]) -> None:
    """Figures at several thresholds on both halves, to choose LINKED on the first."""
    by_query: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for query, right, levels in pairs:
        by_query[query].append((weights[("", "bias")] + sum(weights.get(level, 0.0) for level in levels), right))
    for threshold in (-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        for first in (True, False):
            answers: dict[str, str | None] = {}
            for query in truth:
                if in_first_half(query) is not first:
                    continue
                best = sorted(by_query.get(query, []), reverse=True)[:2]
                linked = best and best[0][0] >= threshold and (len(best) < 2 or best[0][0] - best[1][0] >= CLEARLY_LESS)
                answers[query] = (truth[query]["doi"] if best[0][1] else "another") if linked else None
            show(f"{threshold:+.1f} {'first' if first else 'second'}", tally(answers, truth))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    index, queries = read("index"), read("queries")
    truth = {entry["id"]: entry for entry in read("truth")}
    if options.fit:
        pairs = compare_all(index, queries, truth)
        weights = fit([pair for pair in pairs if in_first_half(pair[0])])
        print(f"BIAS = {weights[('', 'bias')]:.1f}")
        for name in BY_HAND:
            if name[0]:
                print(f'    ("{name[0]}", "{name[1]}"): {weights.get(name, BY_HAND[name]):.1f},')
        sweep(pairs, weights, truth)
        return
    started = time.process_time()
    links = {link["id"]: link for link in link_records(index, queries)}
    print(
        f"{len(queries)} queries on {len(index)} records: {time.process_time() - started:.1f} s CPU, reading the index included"
    )
    print(f"BIAS {BIAS}, LINKED {LINKED}, CLEARLY_LESS {CLEARLY_LESS}, {len(WEIGHTS)} weights")
    answers = {query: link["doi"] for query, link in links.items()}
    show("first half", tally({q: a for q, a in answers.items() if in_first_half(q)}, truth))
    show("second half", tally({q: a for q, a in answers.items() if not in_first_half(q)}, truth))
    show("all", tally(answers, truth))
    kinds: Counter[str] = Counter()
    asked = {query["id"]: query for query in queries}
    known = {entry["doi"]: entry for entry in index}
    for query, link in links.items():
        right = truth[query]["doi"]
        if link["doi"] == right:
            continue
        kind = "linked, though not in the index" if right is None else "linked to another" if link["doi"] else link["status"]
        kinds[f"{truth[query]['form']}: {kind}"] += 1
        if options.wrong:
            print(f"\n{query} {kind} ({link['score']}): {link['words']}\n  asked {asked[query]}")
            for name, key in (("said", link["doi"]), ("right", right), ("runner-up", link["runner_up"])):
                if key in known:
                    print(f"  {name} {known[key]}")
    for kind, count in sorted(kinds.items()):
        print(f"{count:4} {kind}")


if __name__ == "__main__":
    main()
