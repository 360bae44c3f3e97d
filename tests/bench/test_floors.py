"""The figures we hold (`bench/floors.json`): a floor goes up in the commit that earned it, down only in one that says so."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from citance.classification.artefact import MANIFEST, SHIPPED
from citance.classification.trained import Trained
from citance.services.evaluate import evaluate_classifier, read_gold

ROOT = Path(__file__).resolve().parents[2]
FLOORS: dict[str, dict[str, Any]] = json.loads((ROOT / "bench/floors.json").read_text("utf-8"))

pytestmark = pytest.mark.shared


def scored(tool: Path, *arguments: Path) -> dict[str, Any]:
    """The JSON line that a scoring tool ends with."""
    done = subprocess.run([sys.executable, tool, *arguments], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    return answer


def records(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines."""
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_extraction(shared: Path, tmp_path: Path) -> None:
    from citance.services.extract import Trouble, extract_lines

    floor = FLOORS["extraction"]
    archives = [shared / f"corpus/jats/{name}.tar.xz" for name in floor["archives"]]
    troubles: list[Trouble] = []
    out = tmp_path / "extracted.jsonl"
    with out.open("wb") as lines:
        lines.writelines(extract_lines([str(path) for path in archives], on_trouble=troubles.append))
    assert not [t for t in troubles if t.problem.kind == "unreadable"]
    got = scored(shared / "tools/score_extraction.py", out, *archives)
    for name in ("recall_tagged", "recall_hidden", "precision", "sentence_in_citing_block"):
        assert got[name] >= floor[name], name
    assert got["begins_with_superscript"] == 0


def test_other_xml() -> None:
    floor = FLOORS["other_xml"]
    done = subprocess.run([sys.executable, ROOT / "bench/other_xml.py"], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        name, _, figures = line.partition(" ")
        got = json.loads(figures)
        for figure in ("recall_tagged", "recall_hidden", "precision"):
            assert got[figure] is None or got[figure] >= floor[figure], (name, figure)
        assert got["files"] > 50


def test_linking(shared: Path, tmp_path: Path) -> None:
    from citance.services.link import link_records

    floor, data = FLOORS["linking"], shared / "data/linking"
    index, queries = records(data / "index.jsonl.gz"), records(data / "queries.jsonl.gz")
    out = tmp_path / "linked.jsonl"
    out.write_bytes(b"\n".join(msgspec.json.encode(answer) for answer in link_records(index, queries)))
    got = scored(shared / "tools/score_linking.py", data / "truth.jsonl.gz", out)
    assert got["fields"]["f1"] >= floor["fields_f1"]
    assert got["raw"]["f1"] >= floor["raw_f1"]
    assert got["all"]["false_links"] <= floor["false_links_at_most"]


def test_sentences() -> None:
    out = subprocess.run(
        [sys.executable, ROOT / "bench/sentences.py", "--part", "measure", "--no-peers", "--no-speed"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    row = next(line for line in out.splitlines() if "links as atoms" in line)
    assert float(row.split("|")[3].strip().rstrip("%")) / 100 >= FLOORS["sentences"]["right"], row


@pytest.mark.skipif("stance" not in FLOORS or not (SHIPPED / MANIFEST).exists(), reason="no trained model in this checkout")
def test_stance(shared: Path) -> None:
    floor, gold = FLOORS["stance"], shared / "data/stance/dev.jsonl.gz"
    assert hashlib.sha256(gold.read_bytes()).hexdigest() == floor["sha256"], "floors are of another set"
    evaluation, _ = evaluate_classifier(read_gold([gold]), Trained())
    for how in ("weighted", "unweighted"):
        for stance, least in floor[how].items():
            found = getattr(evaluation.classes[stance], how)
            for name, value in least.items():
                assert getattr(found, name).value >= value, (how, stance, name)
    for stance, most in floor["calibration_at_most"].items():
        assert (evaluation.calibration_by_class[stance].error or 0) <= most, stance
    if "precise" in floor:
        precise = evaluation.points["precise"]["contrasting"].weighted.precision.value
        assert precise >= floor["precise"]["contrasting_precision"]


def test_stance_rules(shared: Path) -> None:
    got = scored(ROOT / "bench/stance_rules.py", Path("dev"))
    assert got["supporting"][2] >= FLOORS["stance_rules"]["supporting_f1"]
    assert got["contrasting"][2] >= FLOORS["stance_rules"]["contrasting_f1"]
