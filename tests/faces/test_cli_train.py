"""train and evaluate: labelled statements in, figures and a classifier out."""

from __future__ import annotations

import errno
import gzip
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from citance.classification.training.evaluate import evaluate
from citance.cli.app import app
from citance.model import Stance
from citance.services import train as service

runner = CliRunner()
AGREES = "Our counts are consistent with earlier findings [7]."
DIFFERS = "In contrast to earlier work [7], we found no moths at all."
MENTIONS = "Moths were counted by lamp [7]."


def run(*words: str) -> Result:
    return runner.invoke(app, list(words))


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    rows = []
    for number in range(30):
        sentence, label = ((AGREES, "supporting"), (DIFFERS, "contrasting"), (MENTIONS, "mentioning"))[number % 3]
        span = [sentence.index("["), sentence.index("]") + 1]
        row = {"id": number, "sentence": sentence, "span": span, "label": label, "heading": "Discussion", "article": str(number)}
        rows.append(row | ({} if label == "mentioning" else {"evidence": "own"}))
    rows[0]["label"] = "mentioning"  # a reader who saw it otherwise
    rows[0].pop("evidence")
    path = tmp_path / "labels.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


def test_evaluate_measures(labels: Path) -> None:
    result = run("evaluate", str(labels), "--classifier", "rules", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["schema"] == "citance/evaluation/1"
    assert (answer["items"], answer["articles"], answer["by"], answer["own"]) == (30, 30, "rules 1", False)
    assert answer["classes"]["supporting"]["unweighted"]["precision"]["value"] == pytest.approx(0.9)
    assert answer["classes"]["supporting"]["unweighted"]["recall"]["value"] == 1.0
    assert answer["confusion"]["mentioning"]["supporting"] == 1


def test_evaluate_shows_tables(labels: Path) -> None:
    shown = run("evaluate", str(labels), "--classifier", "rules", "--evidence", "own").stdout
    assert "rules 1, operating point default, on 30 items of 30 articles, own evidence alone" in shown
    assert "supporting" in shown
    assert "mentioning by the reader" in shown


def test_evaluate_writes_what_went_wrong(labels: Path, tmp_path: Path) -> None:
    out = tmp_path / "measured"
    assert run("evaluate", str(labels), "--classifier", "rules", "--out", str(out)).exit_code == 0
    assert {path.name for path in out.iterdir()} == {"evaluation.json", "evaluation.md", "calibration.svg", "wrong.jsonl"}
    (wrong,) = [json.loads(line) for line in (out / "wrong.jsonl").read_text("utf-8").splitlines()]
    assert (wrong["id"], wrong["label"], wrong["stance"], wrong["sentence"]) == (0, "mentioning", "supporting", AGREES)
    assert json.loads((out / "evaluation.json").read_text("utf-8"))["items"] == 30


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--classifier", "oracle"], 2, "no classifier is called 'oracle'"),
        (["--classifier", "./nowhere"], 5, "the trained model is not there"),
        (["--classifier", "rules", "--operating-point", "precise"], 2, "operating point"),
        (["--evidence", "hearsay"], 2, "hearsay"),
    ],
)
def test_evaluate_says_what_is_wrong(labels: Path, words: list[str], code: int, said: str) -> None:
    result = run("evaluate", str(labels), *words)
    assert said in result.stderr
    assert result.exit_code == code


def test_a_line_without_a_label_is_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": 1, "sentence": "Seen [1].", "label": "mentioning"}\n{"id": 2, "sentence": "Seen [1]."}\n')
    result = run("evaluate", str(path), "--classifier", "rules")
    assert result.exit_code == 3
    assert "line 2" in result.stderr
    path.write_text("\n")
    assert run("evaluate", str(path), "--classifier", "rules").exit_code == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"span": [0, 99]}, "`span` [0, 99] is not within the sentence of 9 characters"),
        ({"others": [[5, 2]]}, "`others` [5, 2] is not within the sentence"),
        ({"sure": 5}, "in `sure`: "),
        ({"weight": -1}, "in `weight`: "),
        ({"label": "unclassified"}, "in `label`: "),
    ],
)
def test_a_label_that_cannot_be_measured_by_is_named(changed: dict[str, object], words: str, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    good = {"id": 1, "sentence": "Seen [1].", "span": [5, 8], "label": "mentioning"}
    path.write_text(json.dumps(good) + "\n" + json.dumps(good | changed) + "\n")
    result = run("evaluate", str(path), "--classifier", "rules")
    assert result.exit_code == 3
    assert f"line 2: labels.jsonl: {words}" in result.stderr


def test_packed_labels_are_told_by_content_and_never_end_before_their_time(labels: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "labels.jsonl"
    renamed.write_bytes(labels.read_bytes())
    assert run("evaluate", str(renamed), "--classifier", "rules").exit_code == 0
    renamed.write_bytes(labels.read_bytes()[:-20])
    result = run("evaluate", str(renamed), "--classifier", "rules")
    assert result.exit_code == 3
    assert "breaks off" in result.stderr


def test_train_wants_something_to_learn_from() -> None:
    result = run("train")
    assert result.exit_code == 2
    assert "nothing to learn from" in result.stderr


def test_train_says_what_to_install(labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    result = run("train", str(labels), "--out", str(tmp_path / "own"))
    assert result.exit_code == 5
    assert "pip install 'citance[train]'" in result.stderr


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "own/work/abc"), 6),
        (PermissionError(errno.EACCES, "Permission denied", "own"), 6),
        (OSError(errno.ENOSPC, "No space left on device"), 6),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "labels.jsonl"), 3),
        (PermissionError(errno.EACCES, "Permission denied", "owned.jsonl"), 3),
    ],
)
def test_train_tells_what_cannot_be_written_from_what_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, trouble: OSError, code: int
) -> None:
    def train_classifier(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(service, "train_classifier", train_classifier)
    result = run("train", "labels.jsonl", "--out", "own/first" if trouble.filename == "own" else "own")
    assert result.exit_code == code
    assert ("cannot write own" in result.stderr) == (code == 6)


def test_train_hands_on_what_was_asked_and_says_how_to_use_it(
    labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = str(tmp_path / "index")
    assert run("--index", index, "ingest", "--toy", "--classify", "rules", "--workers", "1").exit_code == 0
    report = json.loads(run("--index", index, "report", "10.5555/toy.alder2011", "--json", "--limit", "1").stdout)
    statement = report["statements"][0]["id"]
    assert run("--index", index, "review", statement, "--stance", "contrasting", "--by", "A. Reader").exit_code == 0
    asked: dict[str, object] = {}

    def train_classifier(files: list[str], folder: str, **more: object) -> service.TrainSummary:
        asked.update(more, files=files, folder=folder)
        say = more["say"]
        assert callable(say)
        say("fold 1 of 4")
        return service.TrainSummary("own 1", folder, 31, 1, 0, False, evaluate([], []))

    monkeypatch.setattr(service, "train_classifier", train_classifier)
    words = ("--with-reviews", "--out", "mine", "--seed", "7", "--epochs", "2", "--folds", "4", "--device", "cpu", "--afresh")
    result = run("--index", index, "train", str(labels), *words)
    assert result.exit_code == 0
    assert (asked["files"], asked["folder"], asked["name"], asked["device"]) == ([str(labels)], "mine", "own", "cpu")
    assert (asked["seed"], asked["epochs"], asked["folds"], asked["resume"]) == (7, 2, 4, False)
    assert [(one.line.id, one.stance) for one in asked["reviewed"]] == [(statement, Stance.CONTRASTING)]  # type: ignore[attr-defined]
    assert "fold 1 of 4" in result.stderr
    assert "Learnt from 31 statements, 1 of them reviews" in result.stdout
    assert "citance classify --all --classifier mine" in result.stdout
