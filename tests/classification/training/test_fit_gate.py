"""The gate is fitted by us, the same each time, and its file says what its own reader reads."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import msgspec
import pytest

from citance.classification.artefact import GATE, digest
from citance.classification.gate import Gate

pytest.importorskip("numpy")

from citance.classification.training.data import LabelledLine, as_labelled
from citance.classification.training.fit_gate import FoldVerdict, fit_gate, main
from citance.model import Stance

VERBS = {
    "supporting": ("agree with", "are in line with"),
    "contrasting": ("contradict", "differ from"),
    "mentioning": ("were kept as in", "used the plants of", "came from", "are listed in"),
}


def lines() -> list[LabelledLine]:
    """Invented statements, of which the verb alone says the stance."""
    made = []
    for number, (where, what) in enumerate(
        itertools.product(("dunes", "bogs", "woods", "fens"), ("larches", "mosses", "sedges"))
    ):
        for label, verbs in VERBS.items():
            for verb in verbs:
                sentence = f"The {what} of the {where} {verb} Alder [3]."
                row = {"id": f"{number}{verb}", "sentence": sentence, "label": label, "article": f"a{number}", "weight": 1.0}
                made.append(msgspec.convert(row, LabelledLine))
    return made


def test_verdicts_pass_and_mentions_are_settled(tmp_path: Path) -> None:
    items = [as_labelled(line) for line in lines()]
    share = fit_gate(items, tmp_path / GATE, say=lambda words: None)
    assert share.supporting == share.contrasting == 0
    assert share.passed < 0.7
    gate = Gate(tmp_path / GATE)
    settled = [item.stance for item in items if gate.settle(item.text) is not None]
    assert settled
    assert set(settled) == {Stance.MENTIONING}


def test_what_the_encoder_would_not_find_is_no_loss(tmp_path: Path) -> None:
    items = [as_labelled(line) for line in lines()]
    judged = [FoldVerdict(item.line.id, item.stance) for item in items if item.stance is Stance.SUPPORTING]
    share = fit_gate(items, tmp_path / GATE, judged=judged, say=lambda words: None)
    assert share.contrasting == 0


def test_the_same_each_time_and_its_digest_goes_into_the_manifest(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    rows = [{name: getattr(line, name) for name in ("id", "sentence", "label", "article", "weight")} for line in lines()]
    labelled.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    (tmp_path / "manifest.json").write_text('{"files": {}, "recipe": 7}', "utf-8")
    digests = []
    for _ in range(2):
        main([str(labelled), "--into", str(tmp_path)])
        digests.append(digest(tmp_path / GATE))
    assert digests[0] == digests[1]
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8")) == {"files": {GATE: digests[0]}, "recipe": 7}
