"""What each network of a training learns from: nothing of an article that it will be measured on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from citance.classification.inputs import Window  # noqa: E402
from citance.classification.lines import StatementLine  # noqa: E402
from citance.classification.training import train as training  # noqa: E402
from citance.classification.training.data import Labelled, LabelledLine, as_labelled, fold_of  # noqa: E402
from citance.classification.training.fit import Example, Recipe  # noqa: E402
from citance.classification.training.network import Read, StanceNetwork  # noqa: E402

FOLDS = 3


def labelled(name: str, article: str) -> Labelled:
    return as_labelled(LabelledLine(id=name, sentence=f"{name} [1].", label="mentioning", article=article, weight=1.0))


def example(number: int) -> Example:
    return Example(Window([101, number, 102], [0, 0, 0], [0, 0, 0], [None] * 3), (0.0, 0.0, 1.0), None, 1.0)


@pytest.fixture
def learnt(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """Filled with what each network learnt from, by the second id of the window, in place of learning."""
    seen: list[set[int]] = []

    def fit(examples: list[Example], *_: Any, checkpoint: Path, **__: Any) -> StanceNetwork:
        seen.append({e.window.ids[1] for e in examples})
        checkpoint.write_bytes(b"")
        return StanceNetwork()

    def read(_: StanceNetwork, windows: list[Window], **__: Any) -> list[Read]:
        return [Read(torch.zeros(3), torch.zeros(()), torch.zeros((3, 2))) for _ in windows]

    monkeypatch.setattr(training, "fit", fit)
    monkeypatch.setattr(training, "read", read)
    monkeypatch.setattr(training.torch, "save", lambda *_: None)
    return seen


def test_a_network_of_a_fold_learns_nothing_of_the_articles_it_reads(learnt: list[set[int]], tmp_path: Path) -> None:
    items = [labelled(f"i{n}", f"10.5555/a{n}") for n in range(12)]
    more = [labelled(f"m{n}", f"10.5555/A{n}") for n in range(12)]  # of the same articles, written otherwise
    free = [labelled(f"f{n}", f"10.5555/free{n}") for n in range(3)]
    _, raw, _ = training.out_of_fold(
        items,
        [example(n) for n in range(12)],
        [*more, *free],
        [example(100 + n) for n in range(12)] + [example(200 + n) for n in range(3)],
        tmp_path,
        tmp_path,
        Recipe(),
        FOLDS,
        lambda *_: None,
    )
    assert len(learnt) == FOLDS
    assert np.allclose(raw, 1 / 3)
    for fold, ids in enumerate(learnt):
        mine = {n for n, item in enumerate(items) if fold_of(item.article, FOLDS) == fold}
        assert mine
        assert ids == {n + k for n in range(12) if n not in mine for k in (0, 100)} | {200, 201, 202}


def test_trainings_beside_teach_and_are_not_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Folds of two trainings, of which one says contrasting and the other mentioning of the only statement."""
    mine, beside = np.array([[0.0, 1.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])
    seen: dict[str, Any] = {}

    def kept(name: str, answer: Any) -> Any:
        def keep(*given: Any) -> Any:
            seen[name] = given[0]
            return answer

        return keep

    monkeypatch.setattr(
        training,
        "out_of_fold",
        lambda *given: (["a", "b"], mine, [0.0]) if given[5] == tmp_path / "w" else (["c"], beside, [0.0]),
    )
    monkeypatch.setattr(training, "Windows", lambda _: None)
    monkeypatch.setattr(training, "as_example", lambda *_: example(1))
    monkeypatch.setattr(training, "digest", lambda _: "")
    for name, answer in {
        "teach": [],
        "fit_mean": None,
        "fit_calibration": {},
        "calibrated": [],
        "fit_points": {},
        "write_artefact": "done",
    }.items():
        monkeypatch.setattr(training, name, kept(name, answer))
    line = StatementLine(id="u", sentence="Larches die [1].", span=(13, 16))
    training.train(
        [labelled("i", "10.5555/a")],
        tmp_path,
        start=tmp_path,
        vocabulary=tmp_path,
        work=tmp_path / "w",
        recipe=Recipe(),
        unlabelled=[line],
        beside=[tmp_path / "other"],
    )
    assert seen["teach"] == ["a", "b", "c"]
    trust = training.TRUST
    assert seen["fit_mean"][0].stance == pytest.approx((0.0, (1 - trust) / 2, trust + (1 - trust) / 2))
    assert seen["fit_calibration"].tolist() == mine.tolist()
