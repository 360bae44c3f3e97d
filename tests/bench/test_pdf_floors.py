"""The figures we hold for PDFs (`bench/floors.json`), taken by `bench/pdf.py` over all pairs; and damaged files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOOR: dict[str, Any] = json.loads((ROOT / "bench/floors.json").read_text("utf-8"))["pdf"]

pytestmark = pytest.mark.shared


def figures(*arguments: str) -> dict[str, Any]:
    """What the bench's last line says."""
    command = [sys.executable, ROOT / "bench/pdf.py", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.rstrip().rpartition("\n")[2])
    return answer


def test_pdf(shared: Path) -> None:
    got = figures("--all")
    for name in ("references_present", "fields_soft_f1", "article title", "judge f1", "judge f1_with_sentence"):
        assert got[name] >= FLOOR[name], name
    assert got["seconds_median"] <= FLOOR["seconds_median_at_most"]


def test_damaged_pdfs(shared: Path) -> None:
    got = figures("--mutate", "60")
    assert not {"crash", "fault", "hang"} & got.keys(), got
    assert got["over_20_s"] == 0
    assert got["peak_memory_mb"] < 1024
