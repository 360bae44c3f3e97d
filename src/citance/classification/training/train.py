"""Labelled statements → an artefact folder, in stages that resume: folds, calibration, teaching, the last fit, export.

    python -m citance.classification.training.train LABELLED... --start BERT --into FOLDER --work FOLDER [--pretrained NETWORK]
        [--more LABELLED...] [--last LABELLED...] [--unlabelled STATEMENTS] [--beside FOLDER...] [--folds 3] [--seed 1]

1. For each fold of articles a network is fitted on the others and reads this one: scores of statements of articles it has not
   learnt from.
2. On those the calibration and the operating points are chosen.
3. With unlabelled statements, the networks of the folds teach: the last one learns their mean scores of these too, and of each
   labelled statement the score of the one that had not seen it, mixed into its label. Those of other trainings of the same
   statements, begun otherwise, may teach beside them.
4. The last network learns from everything, and is written as the artefact.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
import torch

from citance.classification.artefact import ENCODER, MANIFEST, VOCABULARY, Manifest, Point, digest
from citance.classification.inputs import INPUTS, Mark, Place, Window, Windows
from citance.classification.lines import StatementLine, as_text, read_line
from citance.classification.training.calibrate import Scored, calibrated, fit_calibration, fit_points
from citance.classification.training.data import LANGUAGE, Labelled, fold_of, read_labelled
from citance.classification.training.data import digest as digest_of_data
from citance.classification.training.export import compare, export, softmax
from citance.classification.training.fit import Example, Progress, Recipe, as_example, fit, read
from citance.classification.training.network import StanceNetwork, load_start
from citance.model.stance import Evidence, Scores

Tell = Callable[[str, Progress | None], None]
"""Told the stage, and within a fit how far it is."""

TRUST = 0.75  # of the label in what is learnt of a labelled statement, where the networks of the folds teach; the rest is theirs
TAUGHT_WEIGHT = 0.6  # of an unlabelled statement beside a labelled one
CLEAR = 0.97  # given to mentioning: such an unlabelled statement teaches little
CLEAR_KEPT = 0.1  # share of those kept all the same
READ_FOR_8_BITS = 400  # windows that the weights in 8 bits are chosen for
COMPARED = 500  # others, of which it is told how far the 8 bits are from the trained network


class FoldScores(msgspec.Struct, frozen=True):
    """What a network of a fold said of a labelled statement it had not learnt from; raw scores."""

    id: str | int
    scores: Scores
    own: float  # logit


def train(
    items: Sequence[Labelled],
    folder: Path,
    *,
    start: Path,
    vocabulary: Path,
    work: Path,
    recipe: Recipe,
    more: Sequence[Labelled] = (),
    last: Sequence[Labelled] = (),
    unlabelled: Sequence[StatementLine] = (),
    beside: Sequence[Path] = (),
    folds: int = 3,
    runs: int = 1,
    name: str = "trained",
    version: str = "1",
    tell: Tell = lambda *_: None,
) -> Manifest:
    """The manifest of the artefact written to `folder`.

    `items` are cut into folds and may carry weights; `more` are learnt from and never measured on: in every fold but that of
    their article, where it has items. `last` are learnt from by the last network alone, so that they may come after the folds.
    `beside` are the work folders of other trainings, whose folds are done and teach too; nothing is measured on those.
    What is done is kept in `work`, so that the same call goes on where it was cut short.
    """
    work.mkdir(parents=True, exist_ok=True)
    windows = Windows(vocabulary)
    examples = [as_example(item, windows, recipe) for item in items]
    extra = [as_example(item, windows, recipe) for item in more]
    teachers, raw, own = out_of_fold(items, examples, more, extra, start, work, recipe, folds, tell)
    write_out_of_fold(items, raw, own, work / "out_of_fold.jsonl")
    extra += [as_example(item, windows, recipe) for item in last]
    lessons = [*examples, *extra]
    if unlabelled:
        tell("teaching", None)
        said = [raw]
        for other in beside:
            more_teachers, theirs, _ = out_of_fold(items, examples, (), (), start, other, recipe, folds, tell)
            teachers, said = [*teachers, *more_teachers], [*said, theirs]
        taught = teach(teachers, unlabelled, windows, work, recipe)
        lessons = [*(_softened(e, s) for e, s in zip(examples, np.mean(said, axis=0), strict=True)), *extra, *taught]
    network = fit_mean(lessons, start, work, recipe, runs, tell)
    tell("export", None)
    manifest = Manifest(
        name=name,
        version=version,
        inputs=INPUTS,
        files={},
        points={"default": Point(0.5, 0.5)},
        calibration=fit_calibration(raw, items),
        evidence=_evidence_threshold(own, items),
    )
    manifest = msgspec.structs.replace(manifest, points=fit_points(calibrated(raw, manifest), items))
    told = {"recipe": recipe, "data": _data(items, [*more, *last], unlabelled), "start": digest(start)}
    return write_artefact(network, manifest, folder, vocabulary, examples, told)


def fit_mean(lessons: Sequence[Example], start: Path, work: Path, recipe: Recipe, runs: int, tell: Tell) -> StanceNetwork:
    """The mean of the weights of so many networks, trained from one beginning in different orders."""
    torch.manual_seed(recipe.seed)
    begin = StanceNetwork(dropout=recipe.dropout)
    load_start(begin, start)
    networks = []
    for run in range(runs):
        stage = "all" if runs == 1 else f"all, run {run + 1} of {runs}"
        one = msgspec.structs.replace(recipe, seed=recipe.seed + run)
        networks.append(fit(lessons, one, begin, checkpoint=work / f"last{run}.pt", on_progress=lambda p, s=stage: tell(s, p)))  # type: ignore[misc]
    states = [network.state_dict() for network in networks]
    networks[0].load_state_dict({name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]})
    return networks[0]


def out_of_fold(
    items: Sequence[Labelled],
    examples: Sequence[Example],
    more: Sequence[Labelled],
    extra: Sequence[Example],
    start: Path,
    work: Path,
    recipe: Recipe,
    folds: int,
    tell: Tell,
) -> tuple[list[StanceNetwork], Scored, list[float]]:
    """A network for each fold, and for each item the raw scores and evidence logit of the one that had not seen it."""
    fold = [fold_of(item.article, folds) for item in items]
    measured = {item.article.lower() for item in items}
    fold_of_more = [fold_of(item.article, folds) if item.article.lower() in measured else None for item in more]
    teachers: list[StanceNetwork] = []
    raw, own = np.zeros((len(items), 3)), [0.0] * len(items)
    for number in range(folds):
        stage = f"fold {number + 1} of {folds}"
        done = work / f"fold{number}.weights.pt"
        if done.exists():
            network = StanceNetwork(dropout=recipe.dropout)
            network.load_state_dict(torch.load(done, weights_only=True))
        else:
            learnt = [e for e, f in zip(examples, fold, strict=True) if f != number]
            learnt += [e for e, f in zip(extra, fold_of_more, strict=True) if f != number]
            checkpoint = work / f"fold{number}.pt"
            network = fit(learnt, recipe, start, checkpoint=checkpoint, on_progress=lambda p, s=stage: tell(s, p))  # type: ignore[misc]
            torch.save(network.state_dict(), done)
            checkpoint.unlink()
        held = [i for i, f in enumerate(fold) if f == number]
        already = work / f"fold{number}.read.npz"
        if not already.exists():
            answers = read(network, [examples[i].window for i in held], marks=recipe.marks)
            stance = softmax(np.stack([a.stance.numpy() for a in answers]))
            np.savez(already, stance=stance, own=np.array([float(a.evidence) for a in answers]))
        with np.load(already) as said:
            raw[held] = said["stance"]
            for i, logit in zip(held, said["own"].tolist(), strict=True):
                own[i] = logit
        teachers.append(network)
        tell(stage + " read", None)
    return teachers, raw, own


def teach(
    teachers: Sequence[StanceNetwork], unlabelled: Sequence[StatementLine], windows: Windows, work: Path, recipe: Recipe
) -> list[Example]:
    """Unlabelled statements with the mean scores of the teachers, kept in `work`.

    Those without a phrase of agreement or contrast are left out, and most of those that the first teacher finds clear mentions.
    """
    asked = sha256(msgspec.json.encode((list(unlabelled), len(teachers)))).hexdigest()[:16]
    kept_at = work / f"taught-{asked}.json"
    if kept_at.exists():
        return msgspec.json.decode(kept_at.read_bytes(), type=list[Example])
    chance = random.Random(recipe.seed)
    given = [w for w in (windows.window(as_text(line, LANGUAGE)) for line in unlabelled) if _might_say(w)]
    first = _scores(teachers[0], given, recipe)
    chosen = [i for i in range(len(given)) if first[i, 2] < CLEAR or chance.random() < CLEAR_KEPT]
    kept = [given[i] for i in chosen]
    mean = np.mean([first[chosen], *(_scores(teacher, kept, recipe) for teacher in teachers[1:])], axis=0)
    taught = [Example(w, (float(s), float(c), float(m)), None, TAUGHT_WEIGHT) for w, (s, c, m) in zip(kept, mean, strict=True)]
    kept_at.write_bytes(msgspec.json.encode(taught))
    return taught


def _scores(network: StanceNetwork, windows: Sequence[Window], recipe: Recipe) -> Scored:
    return softmax(np.stack([a.stance.numpy() for a in read(network, windows, marks=recipe.marks)]))


def _might_say(window: Window) -> bool:
    """A phrase of agreement or contrast stands in the sentence or the one after."""
    return any(
        mark in (Mark.AGREEMENT, Mark.CONTRAST) and place in (Place.SENTENCE, Place.AFTER)
        for mark, place in zip(window.marks, window.places, strict=True)
    )


def _softened(example: Example, scores: Scored) -> Example:
    s, c, m = (TRUST * said + (1.0 - TRUST) * float(seen) for said, seen in zip(example.stance, scores, strict=True))
    return example._replace(stance=(s, c, m))


def _evidence_threshold(own: Sequence[float], items: Sequence[Labelled]) -> float:
    """The logit from which evidence is called own: the one with the best mean of the two recalls."""
    judged = [(o, i.evidence is Evidence.OWN) for o, i in zip(own, items, strict=True) if i.evidence is not None]
    if len({truth for _, truth in judged}) < 2:
        return 0.0

    def value(threshold: float) -> float:
        right = [(o >= threshold) == truth for o, truth in judged]
        sides = [[r for r, (_, truth) in zip(right, judged, strict=True) if truth is side] for side in (True, False)]
        return float(sum(sum(side) / len(side) for side in sides) + 2 * sum(right) / len(right))

    return max((n / 10 for n in range(-40, 41)), key=value)


def write_out_of_fold(items: Sequence[Labelled], raw: Scored, own: Sequence[float], path: Path) -> None:
    """The raw out-of-fold scores as JSON Lines: what thresholds and the gate are chosen on."""
    with path.open("wb") as lines:
        for item, (s, c, m), logit in zip(items, raw.tolist(), own, strict=True):
            lines.write(msgspec.json.encode(FoldScores(item.line.id, Scores(s, c, m), logit)) + b"\n")


def write_artefact(
    network: StanceNetwork,
    manifest: Manifest,
    folder: Path,
    vocabulary: Path,
    examples: Sequence[Example],
    told: dict[str, object],
) -> Manifest:
    """Exports the network, compares, and writes the folder: encoder, vocabulary, manifest. A gate is added by `fit_gate`."""
    folder.mkdir(parents=True, exist_ok=True)
    windows = random.Random(0).sample([e.window for e in examples], len(examples))
    export(network, folder / ENCODER, read_for=windows[-READ_FOR_8_BITS:])
    shutil.copyfile(vocabulary, folder / VOCABULARY)
    sample = windows[:COMPARED]
    apart = compare(read(network, sample), folder / ENCODER, sample)
    manifest = msgspec.structs.replace(manifest, files={name: digest(folder / name) for name in (ENCODER, VOCABULARY)})
    whole = msgspec.to_builtins(manifest) | {"int8": apart._asdict()} | msgspec.to_builtins(told)
    (folder / MANIFEST).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return manifest


def _data(items: Sequence[Labelled], more: Sequence[Labelled], unlabelled: Sequence[StatementLine]) -> dict[str, object]:
    return {"labelled": len(items), "more": len(more), "unlabelled": len(unlabelled), "digest": digest_of_data([*items, *more])}


def main() -> None:
    """Trains from the command line, with a line a minute or so."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("labelled", type=Path, nargs="+")
    options.add_argument("--start", type=Path, required=True, help="folder with model.safetensors and vocab.txt")
    options.add_argument("--pretrained", type=Path, help="network written by `pretrain`, to begin with in place of the BERT")
    options.add_argument("--into", type=Path, required=True)
    options.add_argument("--work", type=Path, required=True)
    options.add_argument("--more", type=Path, nargs="*", default=[])
    options.add_argument("--last", type=Path, nargs="*", default=[], help="learnt from by the last network only")
    options.add_argument("--unlabelled", type=Path)
    options.add_argument("--beside", type=Path, nargs="*", default=[], help="work folders of other trainings, to teach too")
    options.add_argument("--folds", type=int, default=3)
    options.add_argument("--runs", type=int, default=1, help="networks whose mean is the last one")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    unlabelled: list[StatementLine] = []
    if asked.unlabelled:
        lines = enumerate(asked.unlabelled.read_bytes().splitlines(), 1)
        unlabelled = [read_line(line, StatementLine, number) for number, line in lines]

    def tell(stage: str, progress: Progress | None) -> None:
        if progress is None:
            print(stage, flush=True)
        elif progress.step % 50 == 0:
            print(
                f"{stage}: epoch {progress.epoch}/{progress.epochs} step {progress.step}/{progress.steps} {progress.loss:.3f}",
                flush=True,
            )

    manifest = train(
        read_labelled(*asked.labelled),
        asked.into,
        start=asked.pretrained or asked.start / "model.safetensors",
        vocabulary=asked.start / "vocab.txt",
        work=asked.work,
        recipe=Recipe(seed=asked.seed),
        more=read_labelled(*asked.more),
        last=read_labelled(*asked.last),
        unlabelled=unlabelled,
        beside=asked.beside,
        folds=asked.folds,
        runs=asked.runs,
        tell=tell,
    )
    print(manifest.points, manifest.evidence)


if __name__ == "__main__":
    main()
