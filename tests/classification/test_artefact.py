"""An artefact is used whole or not at all, and what is wrong with it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin_artefact import write_manifest

from citance.classification.artefact import ENCODER, GATE, MANIFEST, VOCABULARY, Manifest, Point, decide, follow, open_artefact
from citance.errors import ClassifierUnusable
from citance.model import Scores, Stance


def test_a_whole_one_is_opened(standin: Path) -> None:
    assert open_artefact(standin).points["default"] == Point(0.4, 0.35)


def test_the_shipped_one_is_whole_and_small(shipped: Path) -> None:
    manifest = open_artefact(shipped)
    assert set(manifest.points) == {"default", "precise"}
    assert sum(path.stat().st_size for path in shipped.iterdir()) < 35 << 20
    assert (shipped / GATE).stat().st_size <= 1 << 20


def test_an_absent_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClassifierUnusable, match="not there"):
        open_artefact(tmp_path)


@pytest.mark.parametrize("name", [ENCODER, VOCABULARY, GATE])
def test_a_damaged_file_is_told_by_its_digest(standin: Path, name: str) -> None:
    data = bytearray((standin / name).read_bytes())
    data[len(data) // 2] ^= 1
    (standin / name).write_bytes(data)
    with pytest.raises(ClassifierUnusable, match=f"damaged.*{name}"):
        open_artefact(standin)


@pytest.mark.parametrize("name", [ENCODER, VOCABULARY, GATE])
def test_a_missing_file_is_told(standin: Path, name: str) -> None:
    (standin / name).unlink()
    with pytest.raises(ClassifierUnusable, match=name):
        open_artefact(standin)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.update(schema="citance/artefact/9"), "citance/artefact/9"),
        (lambda m: m.pop("version"), "version"),
        (lambda m: m["files"].pop(ENCODER), ENCODER),
        (lambda m: m["points"].pop("default"), "operating point"),
        (lambda m: m["calibration"].pop("contrasting"), "calibration"),
    ],
)
def test_a_manifest_that_does_not_fit_is_told(standin: Path, change: Callable[[dict], None], words: str) -> None:
    write_manifest(standin, change)
    with pytest.raises(ClassifierUnusable, match=words):
        open_artefact(standin)


def test_a_manifest_that_is_no_json_is_told(standin: Path) -> None:
    (standin / MANIFEST).write_text("{", "utf-8")
    with pytest.raises(ClassifierUnusable, match="manifest"):
        open_artefact(standin)


def test_a_manifest_may_say_more_than_is_read_here(standin: Path) -> None:
    write_manifest(standin, lambda m: m.update(recipe={"seed": 1}))
    assert json.loads((standin / MANIFEST).read_text("utf-8"))["recipe"]
    open_artefact(standin)


@pytest.mark.parametrize(
    ("scores", "stance"),
    [
        (Scores(0.39, 0.34, 0.27), "mentioning"),
        (Scores(0.4, 0.1, 0.5), "supporting"),
        (Scores(0.1, 0.35, 0.55), "contrasting"),
        (Scores(0.48, 0.46, 0.06), "supporting"),  # though it exceeds its threshold less
        (Scores(0.38, 0.36, 0.26), "mentioning"),  # the likelier verdict is not sure enough: the other is not given in its place
        (Scores(0.41, 0.42, 0.17), "contrasting"),
    ],
)
def test_the_verdict_is_the_likelier_one_where_it_reaches_its_threshold(scores: Scores, stance: str) -> None:
    assert decide(scores, Point(0.4, 0.35)) == Stance(stance)


@given(st.floats(0, 1), st.floats(0, 1))
def test_knots_are_followed_and_keep_the_order(x: float, y: float) -> None:
    knots = ((0.0, 0.0), (0.25, 0.05), (0.25, 0.1), (1.0, 0.9))
    assert 0 <= follow(knots, x) <= 0.9 + 1e-9
    if x <= y:
        assert follow(knots, x) <= follow(knots, y) + 1e-9


@given(st.floats(0, 1), st.floats(0, 1))
def test_calibrated_scores_sum_to_one(a: float, b: float) -> None:
    manifest = Manifest(
        name="n", version="1", inputs="1", files={}, points={},
        calibration={"supporting": ((0.0, 0.1), (1.0, 1.0)), "contrasting": ((0.0, 0.2), (1.0, 0.9))},
    )  # fmt: skip
    total = max(a + b, 1.0)
    calibrated = manifest.calibrate(Scores(a / total, b / total, 1 - (a + b) / total))
    assert abs(sum((calibrated.supporting, calibrated.contrasting, calibrated.mentioning)) - 1) < 1e-9
    assert min(calibrated.supporting, calibrated.contrasting, calibrated.mentioning) >= -1e-9
