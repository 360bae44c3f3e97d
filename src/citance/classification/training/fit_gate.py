"""Labelled statements → the weights of the gate: `python -m citance.classification.training.fit_gate TRAIN... --into FOLDER`.

A logistic regression "more than a mention, or not" over words and pairs of words, by full-batch gradient descent: no chance
in it, so no seed. Statements with scores of the encoder in place of labels (`--taught`) may be added: the gate learns from
many more sentences than people have judged what the encoder would make of them.

The threshold is chosen on out-of-fold scores, folds by article. With the encoder's own out-of-fold scores (`--judged`) it is
the highest at which no more than `--lose` of the verdicts that it rightly gives are lost, of supporting and of contrasting
(labelled ones it did not judge are left out); without, of all verdicts. All shares are weighted to natural prevalence.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from citance.classification.artefact import GATE, MANIFEST, digest
from citance.classification.gate import words_of
from citance.classification.training.data import Labelled, fold_of, read_labelled
from citance.model.citation import StatementText
from citance.model.stance import Scores, Stance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDS = 5
SEEN = 3  # a feature is learnt from so many statements at least
KEPT = 60_000  # features in the file: those that move most statements most
RIDGE = 10.0  # pulls weights to nothing; of .3, 1, 3 and 10 the best out of fold
STEPS = 150
# How much an item drawn to stand for w statements counts: w to this power; the best of 0, .5 and .8.
TEMPER = 0.8
CONTRASTING_COUNTS = 3.0  # times: they are half as many as the supporting, and as dear
TAUGHT_COUNT = 1.0  # all taught statements together count as much as so many times all labelled
# Of the verdicts the encoder would rightly give. With the first encoder, out of fold: .02 passes 37 % of statements and moves F1
# of contrasting from .483 to .480; .06 passes 32 %, .467; .10 passes 22 %, .454. Supporting moves by .004 at most in all three.
LOSE = 0.02


class Taught(msgspec.Struct, frozen=True):
    """An unlabelled statement with the encoder's scores."""

    text: StatementText
    article: str
    scores: Scores


class FoldVerdict(msgspec.Struct, frozen=True):
    """What the encoder, trained on other folds, said of a labelled statement."""

    id: str | int
    stance: Stance


def features(s: StatementText) -> Iterator[tuple[str, str]]:
    """What the gate sees of a statement, as (place, words)."""
    for place, words in zip("sba", words_of(s), strict=True):
        yield from ((place, word) for word in words)
        yield from ((place, f"{a} {b}") for a, b in pairwise(words))
    yield "k", str(s.section)


class Table:
    """Statements as rows of feature numbers; features seen too seldom are left out."""

    def __init__(self, statements: Sequence[StatementText], seen: int = SEEN) -> None:
        rows = [list(features(s)) for s in statements]
        counts = Counter(chain.from_iterable(map(set, rows)))
        self.names = sorted(name for name, count in counts.items() if count >= seen)
        self.counts = np.array([counts[name] for name in self.names], float)
        number = {name: i for i, name in enumerate(self.names)}
        kept = [[number[name] for name in row if name in number] for row in rows]
        self.lengths = np.array([len(row) for row in kept], np.int64)
        self.numbers = np.fromiter(chain.from_iterable(kept), np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])

    def rows(self, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Feature numbers and lengths of the chosen rows."""
        return self.numbers[np.repeat(chosen, self.lengths)], self.lengths[chosen]


def sums(weights: Floats, numbers: Ints, lengths: Ints) -> Floats:
    """For each row the sum of its features' weights."""
    total: Floats = np.concatenate([[0.0], np.cumsum(weights[numbers])])
    ends = np.cumsum(lengths)
    found: Floats = total[ends] - total[ends - lengths]
    return found


def fit(table: Table, chosen: NDArray[np.bool_], target: Floats, weight: Floats, ridge: float = RIDGE) -> tuple[Floats, float]:
    """Weights and bias that fit best on the chosen rows: Adam on all rows at once."""
    numbers, lengths = table.rows(chosen)
    y, per_item = target[chosen], weight[chosen]
    per_item = per_item / per_item.mean()
    w, b = np.zeros(len(table.names)), float(np.log(np.average(y, weights=per_item) / (1 - np.average(y, weights=per_item))))
    m, v, mb, vb = np.zeros_like(w), np.zeros_like(w), 0.0, 0.0
    for step in range(1, STEPS + 1):
        d = per_item * (1 / (1 + np.exp(-(sums(w, numbers, lengths) + b))) - y)
        g = np.bincount(numbers, np.repeat(d, lengths), len(w)) + ridge * w
        rate = 0.05 * (1 - step / (STEPS + 1))
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g
        w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-9)
        gb = float(d.sum())
        mb, vb = 0.9 * mb + 0.1 * gb, 0.99 * vb + 0.01 * gb * gb
        b -= rate * (mb / (1 - 0.9**step)) / (vb / (1 - 0.99**step) + 1e-9) ** 0.5
    return w, b


class Share(NamedTuple):
    """What a threshold does, in shares of the statements at natural prevalence."""

    passed: float  # of all statements
    supporting: float  # of the verdicts, lost
    contrasting: float


class Fold(NamedTuple):
    """Labelled statements with the gate's scores, each from a fit without its article."""

    items: Sequence[Labelled]
    scores: Floats
    counted: Floats  # how much an item counts in shares; 0 where it was not drawn at random
    rightly: dict[Stance, NDArray[np.bool_]]  # which the encoder would rightly give this stance

    def share(self, threshold: float) -> Share:
        """What the threshold passes and loses."""
        settled = self.scores < threshold
        lost = (float(self.counted[settled & r].sum() / max(self.counted[r].sum(), 1e-9)) for r in self.rightly.values())
        return Share(float(self.counted[~settled].sum() / self.counted.sum()), *lost)


def out_of_fold(table: Table, items: Sequence[Labelled], taught: Sequence[Taught], say: Callable[[str], None]) -> Floats:
    """The gate's scores of the labelled items, each from a fit without its article."""
    folds = np.array([fold_of(article, FOLDS) for article in (*(i.article for i in items), *(t.article for t in taught))])
    target, weight = targets(items, taught)
    scores = np.zeros(len(items))
    for k in range(FOLDS):
        w, b = fit(table, folds != k, target, weight)
        mine = folds == k
        mine[len(items) :] = False
        scores[mine[: len(items)]] = sums(w, *table.rows(mine)) + b
        say(f"fold {k + 1} of {FOLDS}")
    return scores


def targets(items: Sequence[Labelled], taught: Sequence[Taught]) -> tuple[Floats, Floats]:
    """For all rows, how much more than a mention they are, and how much they count."""
    target = [float(item.stance is not Stance.MENTIONING) for item in items]
    weight = [_counts(item) for item in items]
    total = sum(weight)
    for t in taught:
        target.append(1.0 - t.scores.mentioning)
        odds = CONTRASTING_COUNTS * t.scores.contrasting + (1 - t.scores.contrasting)
        weight.append(TAUGHT_COUNT * total / max(len(taught), 1) * odds)
    return np.array(target), np.array(weight)


def _counts(item: Labelled) -> float:
    drawn: float = (item.weight or 1.0) ** TEMPER
    return drawn * (CONTRASTING_COUNTS if item.stance is Stance.CONTRASTING else 1.0)


def threshold_for(fold: Fold, lose: float) -> float:
    """The highest threshold that loses at most this share of either verdict."""
    best = -np.inf
    for threshold in np.quantile(fold.scores, np.linspace(0.01, 0.95, 189)):
        share = fold.share(float(threshold))
        if max(share.supporting, share.contrasting) <= lose:
            best = float(threshold)
    return best


def knots(fold: Fold, stance: Stance, threshold: float, bins: int = 5) -> list[tuple[float, float]]:
    """How often the settled are of this stance after all, by score: means of bins, made to rise."""
    is_so = np.array([item.stance is stance for item in fold.items], float)
    settled = np.flatnonzero((fold.scores < threshold) & (fold.counted > 0))
    settled = settled[np.argsort(fold.scores[settled])]
    points: list[list[float]] = []  # x, y, count
    for part in np.array_split(settled, bins):
        count = float(fold.counted[part].sum())
        points.append([float(np.median(fold.scores[part])), float((fold.counted[part] * is_so[part]).sum() / count), count])
        while len(points) > 1 and points[-2][1] > points[-1][1]:  # pool what falls
            (x0, y0, n0), (x1, y1, n1) = points[-2:]
            points[-2:] = [[(x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1]]
    return [(round(x, 3), round(y, 5)) for x, y, _ in points]


def write_gate(path: Path, table: Table, w: Floats, head: dict[str, str]) -> int:
    """Writes the weights that matter most; how many."""
    order = np.argsort(-np.abs(w) * np.sqrt(table.counts))[:KEPT]
    lines = [f"{w[i]:.3f}\t{table.names[i][0]}\t{table.names[i][1]}" for i in sorted(order) if abs(w[i]) >= 0.0005]
    text = "".join(f"{name}\t{value}\n" for name, value in head.items()) + "\n" + "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return len(lines)


def put_digest(folder: Path) -> None:
    """The gate's digest into the manifest beside it."""
    path = folder / MANIFEST
    manifest: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    manifest["files"][GATE] = digest(folder / GATE)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


def fit_gate(
    items: Sequence[Labelled],
    path: Path,
    *,
    taught: Sequence[Taught] = (),
    judged: Sequence[FoldVerdict] = (),
    lose: float = LOSE,
    say: Callable[[str], None] = print,
) -> Share:
    """Fits the gate, writes it to the path, and says what it passes and loses, out of fold."""
    table = Table([*(item.text for item in items), *(t.text for t in taught)])
    say(f"{len(items)} labelled and {len(taught)} taught statements, {len(table.names)} features")
    scores = out_of_fold(table, items, taught, say)
    stances = {str(j.id): j.stance for j in judged}
    found = [stances.get(str(item.line.id)) if judged else item.stance for item in items]
    rightly = {
        stance: np.array([item.stance is stance and said is stance for item, said in zip(items, found, strict=True)])
        for stance in (Stance.SUPPORTING, Stance.CONTRASTING)
    }
    weights = np.array([item.weight or 0.0 for item in items])
    fold = Fold(items, scores, weights if weights.any() else np.ones(len(items)), rightly)
    threshold = threshold_for(fold, lose)
    share = fold.share(threshold)
    w, b = fit(table, np.ones(len(items) + len(taught), bool), *targets(items, taught))
    head = {"threshold": f"{threshold:.3f}", "bias": f"{b:.4f}"}
    for stance in rightly:
        head[stance.value] = " ".join(f"{x}:{y}" for x, y in knots(fold, stance, threshold))
    count = write_gate(path, table, w, head)
    say(
        f"{count} weights, {path.stat().st_size} bytes; threshold {threshold:.2f}: passes {share.passed:.1%}, loses "
        f"{share.supporting:.1%} of supporting, {share.contrasting:.1%} of contrasting that the encoder would find"
    )
    every = {stance: np.array([i.stance is stance for i in items]) for stance in rightly}
    whole = fold._replace(rightly=every).share(threshold)
    say(f"of all verdicts it loses {whole.supporting:.1%} of supporting, {whole.contrasting:.1%} of contrasting")
    return share


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", nargs="+", type=Path, help="JSON Lines, as `citance train` takes them")
    parser.add_argument("--into", type=Path, required=True, help="folder of the artefact")
    parser.add_argument("--taught", type=Path, help="JSON Lines of {text, article, scores}: the encoder's own judgement")
    parser.add_argument("--judged", type=Path, help="JSON Lines of {id, stance}: the encoder on the labelled, out of fold")
    parser.add_argument("--lose", type=float, default=LOSE, help="share of verdicts that may be lost")
    asked = parser.parse_args(arguments)
    taught = [msgspec.json.decode(line, type=Taught) for line in _lines(asked.taught)]
    judged = [msgspec.json.decode(line, type=FoldVerdict) for line in _lines(asked.judged)]
    fit_gate(read_labelled(*asked.labelled), asked.into / GATE, taught=taught, judged=judged, lose=asked.lose)
    if (asked.into / MANIFEST).exists():
        put_digest(asked.into)


def _lines(path: Path | None) -> list[bytes]:
    return [] if path is None else [line for line in path.read_bytes().splitlines() if line]


if __name__ == "__main__":
    main()
