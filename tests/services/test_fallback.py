"""The best classifier there is: the trained one, or, where its files are absent or damaged, the rules, which is said."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from citance.classification import trained
from citance.classification.rules import Rules
from citance.classification.trained import Trained
from citance.cli import main
from citance.errors import ClassifierUnusable, FallbackWarning, UnknownName
from citance.services.classify import load_classifier


@pytest.fixture
def absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No trained model: the folder it should be in."""
    monkeypatch.setattr(trained.Trained.__init__, "__defaults__", ("default", tmp_path))
    return tmp_path


def test_without_its_files_the_rules_are_taken_and_it_is_said(absent: Path) -> None:
    with pytest.warns(FallbackWarning, match="rules are taken"):
        assert isinstance(load_classifier("best"), Rules)
    with pytest.warns(FallbackWarning, match="not there"):
        assert load_classifier("best", "precise").version == Rules.version


def test_asked_for_by_name_it_is_an_error(absent: Path) -> None:
    with pytest.raises(ClassifierUnusable, match="not there") as caught:
        load_classifier("trained")
    assert caught.value.path == str(absent)


def test_a_damaged_one_is_no_better_than_none(absent: Path) -> None:
    (absent / "manifest.json").write_text("{}", "utf-8")
    with pytest.warns(FallbackWarning, match="manifest"):
        load_classifier("best")


def test_the_rules_need_nothing(absent: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(load_classifier("rules"), Rules)


def test_points_are_known_by_name() -> None:
    with pytest.raises(UnknownName, match="default, precise"):
        load_classifier("rules", "bold")
    with pytest.raises(UnknownName, match="there are: default"):
        load_classifier("rules", "precise")


def test_the_command_line_says_it_once_and_goes_on(absent: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.jsonl"
    line = json.dumps({"id": 1, "sentence": "Our results agree with [3].", "span": [23, 26], "section": "discussion"})
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(SystemExit) as left:
        main(["classify", str(path)])
    told = capfd.readouterr()
    assert (left.value.code, json.loads(told.out)["id"], told.err.count("rules are taken")) == (0, 1, 1)
    with pytest.raises(SystemExit) as left:
        main(["classify", str(path), "--classifier", "trained"])
    assert left.value.code == 5
    assert "--classifier rules" in capfd.readouterr().err


def test_the_shipped_one_is_the_best() -> None:
    if not (trained.SHIPPED / "manifest.json").exists():
        pytest.skip("the trained model is not in this checkout")
    assert isinstance(load_classifier("best"), Trained)
    assert load_classifier("best", "precise").version.endswith("-precise")
