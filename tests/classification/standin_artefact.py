"""An artefact to try things on: a stand-in encoder that counts marks, a few word pieces, a gate of a few words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from citance.classification.artefact import ENCODER, GATE, MANIFEST, SCHEMA, SHIPPED, VOCABULARY, digest
from citance.classification.inputs import INPUTS

STANDIN = Path(__file__).with_name("standin")

WORDS = """our results agree with contrast to those of we found in the study previous studies confirmed by but this is line not
reproduced however used was were . , [ ] ( )"""
GATE_LINES = """\
threshold\t0
bias\t-1
supporting\t-3:0.001 -1:0.01
contrasting\t-3:0.002 -1:0.004

2\ts\tagree with
2\ts\tcontrast
-3\ts\tused
1.5\ta\t^ however
0.5\tk\tdiscussion
"""


@pytest.fixture
def standin(tmp_path: Path) -> Path:
    """The folder of an artefact whose encoder counts words of agreement and of contrast."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / ENCODER).write_bytes((STANDIN / ENCODER).read_bytes())
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[PAD]", "[UNK]", *WORDS.split(), *letters, *(f"##{c}" for c in letters)]
    (folder / VOCABULARY).write_text("\n".join(pieces) + "\n", "utf-8")
    (folder / GATE).write_bytes(gzip.compress(GATE_LINES.encode(), mtime=0))
    write_manifest(folder)
    return folder


def write_manifest(folder: Path, change: Callable[[dict], None] = lambda manifest: None) -> None:
    """The manifest of the stand-in, with a change."""
    manifest = {
        "schema": SCHEMA,
        "name": "trained",
        "version": "0",
        "inputs": INPUTS,
        "files": {name: digest(folder / name) for name in (ENCODER, VOCABULARY, GATE)},
        "calibration": {"supporting": [[0, 0], [0.5, 0.4], [1, 1]], "contrasting": [[0, 0], [1, 0.9]]},
        "points": {
            "default": {"supporting": 0.4, "contrasting": 0.35},
            "precise": {"supporting": 0.999, "contrasting": 0.95},
        },
    }
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The artefact that comes with Citance; tests that need it are skipped where it is not there yet."""
    if not (SHIPPED / MANIFEST).exists():
        pytest.skip("the trained model is not in this checkout")
    return SHIPPED
