"""How right verdicts are, read from the card that lies beside a classifier: any version's, at the point it spoke at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citance.classification.artefact import SHIPPED, read_manifest
from citance.index import Index
from citance.services.accuracy import CARD, Accuracy, figures_of, read_beside, read_tables

CARD_OF_SEVEN = """# Model card: heard 7

| | |
|---|---|
| made | today |

## How right it is

**heard 7, operating point default, on 1,200 items of 80 articles: macro F1 .700**

By stance:

| stance | items | P weighted | R weighted | F1 weighted | P | R | F1 |
|---|--:|--:|--:|--:|--:|--:|--:|
| supporting | 1,100 | .812 | .500 | .6 (.5–.7) | .9 | .9 | .9 |
| contrasting | 40 | .604 | .308 | .4 (.3–.5) | .9 | .9 | .9 |

Operating points:

| stance, operating point | items | P weighted | R weighted | note |
|---|--:|--:|--:|---|
| contrasting, default | 40 | .604 | .308 | |
| contrasting, strict | 40 | 1.000 | .105 | |

**heard 7, operating point default, on 1,200 items of 80 articles, own evidence alone (reported left out)**

By stance:

| stance | items | P weighted | R weighted |
|---|--:|--:|--:|
| supporting | 9 | .1 | .1 |

Bars:

| | at least | reached | |
|---|--:|--:|---|
| contrasting, f1 | .550 | .537 | **missed** |
"""
MANIFEST = {
    "name": "heard",
    "version": "7",
    "inputs": "1",
    "files": {"encoder.onnx": "", "vocab.txt": ""},
    "points": {name: {"supporting": 0.5, "contrasting": 0.5} for name in ("default", "strict", "loose")},
    "calibration": {"supporting": [[0, 0], [1, 1]], "contrasting": [[0, 0], [1, 1]]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / CARD).write_text(CARD_OF_SEVEN)
    return tmp_path


def test_the_figures_are_those_of_the_card(folder: Path) -> None:
    measured = figures_of(["rules 1", "heard 7"], folder)
    assert measured is not None
    assert measured.stances == {"supporting": Accuracy(0.812, 0.5, 1100), "contrasting": Accuracy(0.604, 0.308, 40)}
    assert (measured.classifier, measured.statements, measured.articles) == ("heard 7", 1200, 80)


def test_they_are_those_of_the_operating_point(folder: Path) -> None:
    measured = figures_of(["heard 7-strict"], folder)
    assert measured is not None
    assert measured.stances == {"contrasting": Accuracy(1.0, 0.105, 40)}
    assert figures_of(["heard 7-loose"], folder) is None, "the card says nothing of it"


@pytest.mark.parametrize("spoke", [(), ("rules 1",), ("heard 77",), ("heard 6",), ("heard",)])
def test_who_did_not_speak_here_has_no_figures_here(folder: Path, spoke: tuple[str, ...]) -> None:
    assert figures_of(spoke, folder) is None


@pytest.mark.parametrize(
    "text", ["", "# Model card: heard 6\n", CARD_OF_SEVEN.replace("heard 7", "heard 6"), "# Model card: heard 7\n"]
)
def test_a_card_of_another_version_or_none_gives_no_figures(folder: Path, text: str) -> None:
    (folder / CARD).write_text(text)
    assert figures_of(["heard 7"], folder) is None


def test_a_folder_without_a_classifier_gives_no_figures(tmp_path: Path) -> None:
    assert figures_of(["heard 7"], tmp_path) is None


def test_tables_tell_whose_evidence_and_leave_out_empty_columns() -> None:
    tables = list(read_tables(CARD_OF_SEVEN.splitlines()))
    assert [table.own for table in tables] == [False, False, True, False]
    assert tables[1].head == ("stance, operating point", "items", "P weighted", "R weighted")
    assert tables[3].rows == (("contrasting, f1", ".550", ".537", "missed"),)


def test_the_shipped_card_has_figures_of_both_verdicts_if_it_is_the_shipped_classifiers() -> None:
    if not (SHIPPED / "manifest.json").exists() or not read_beside(SHIPPED, CARD):
        pytest.skip("no trained classifier lies here")
    manifest = read_manifest()
    measured = figures_of([f"{manifest.name} {manifest.version}"])
    assert measured is not None, "the card beside the classifier is another one's, or its tables are written otherwise"
    assert set(measured.stances) == {"supporting", "contrasting"}
    assert all(0 < share < 1 for one in measured.stances.values() for share in (one.right, one.found))
    assert measured.statements
    assert measured.articles


def test_an_index_classified_by_rules_has_none(toy: Index) -> None:
    assert toy.measured() is None
