"""The bench of stance writes its tables where pages have room for them, and floors below what it measured."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from citance.classification.training.data import LabelledLine, as_labelled
from citance.classification.training.evaluate import evaluate
from citance.model import Classification, Scores, Stance

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_stance", ROOT / "bench/stance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_stance"] = module
    spec.loader.exec_module(module)
    return module


def test_what_stands_between_the_marks_is_replaced(bench: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("One.\n<!-- written by bench/stance.py: figures -->\nold\n<!-- end -->\nTwo.\n<!-- end -->\n")
    assert bench.put_between(page, "figures", "new\n\nlines\n")
    assert not bench.put_between(page, "all figures", "new")
    wanted = "One.\n<!-- written by bench/stance.py: figures -->\nnew\n\nlines\n<!-- end -->\nTwo.\n<!-- end -->\n"
    assert page.read_text() == wanted


def test_the_pages_have_room(bench: ModuleType) -> None:
    for page in bench.PAGES:
        assert "<!-- written by bench/stance.py: figures -->\n" in page.read_text("utf-8")
    assert "<!-- written by bench/stance.py: all figures -->\n" in bench.PAGES[0].read_text("utf-8")


def test_floors_are_below_what_was_measured(bench: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stances = (Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING) * 7
    items = [as_labelled(LabelledLine(id=n, sentence="Seen [1].", label=s.value, article=str(n))) for n, s in enumerate(stances)]  # type: ignore[arg-type]
    said = [Classification(s if n else Stance.MENTIONING, "model 7", Scores(0.2, 0.3, 0.5)) for n, s in enumerate(stances)]
    monkeypatch.setattr(bench, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(bench, "DATA", tmp_path)
    (tmp_path / "stance").mkdir()
    (tmp_path / "stance/dev.jsonl.gz").write_bytes(b"")
    bench.FLOORS.write_text('{"other": {"held": 1}}')
    bench.write_floors(bench.Measured("model 7", evaluate(items, said), evaluate(items, said), said))
    floors = json.loads(bench.FLOORS.read_text())
    assert floors["other"] == {"held": 1}
    assert floors["stance"]["weighted"]["contrasting"] == {"precision": 0.99, "recall": 0.99, "f1": 0.99}
    assert floors["stance"]["unweighted"]["supporting"]["recall"] == 0.845  # 6 of 7 are .857
    assert "precise" not in floors["stance"]
