"""Figures of a classifier: by hand on a few items, and to the last digit as the public scoring tool gives them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from citance.classification.artefact import Point
from citance.classification.rules import Rules
from citance.classification.training.data import Labelled, LabelledLine, as_labelled, fold_of, read_labelled
from citance.classification.training.evaluate import Evaluation, evaluate
from citance.classification.training.journals import UNKNOWN, field_of
from citance.classification.training.plot import calibration_plot
from citance.classification.training.tables import all_tables, as_markdown, figure, report
from citance.model import Classification, Evidence, Scores, Stance

S, C, M, U = Stance.SUPPORTING, Stance.CONTRASTING, Stance.MENTIONING, Stance.UNCLASSIFIED
OWN, REPORTED = Evidence.OWN, Evidence.REPORTED


def item(label: Stance, weight: float = 1.0, evidence: Evidence | None = None, article: str = "a", journal: str = "") -> Labelled:
    line = LabelledLine(
        id="x",
        sentence="Ours agrees [1].",
        label=label.value,  # type: ignore[arg-type]
        weight=weight,
        evidence=evidence,
        article=article,
        journal=journal,
        heading="Results",
    )
    return as_labelled(line)


def said(stance: Stance, evidence: Evidence | None = None, supporting: float = 0.0, contrasting: float = 0.0) -> Classification:
    scores = None if stance is U else Scores(supporting, contrasting, 1.0 - supporting - contrasting)
    return Classification(stance, "model 7", scores, evidence)


GOLD = [
    item(S, 2.0, OWN),
    item(S, 1.0, REPORTED, "b"),
    item(C, 1.0, OWN, "b"),
    item(M, 6.0),
    item(M, 1.0, article="c"),
    item(C, 3.0, OWN),
]
SAID = [said(S, OWN, 0.9), said(C, OWN, 0.2, 0.6), said(C, REPORTED, 0.0, 0.8), said(M), said(S, OWN, 0.7), said(U)]


def test_figures_by_hand() -> None:
    got = evaluate(GOLD, SAID)
    supporting, contrasting = got.classes["supporting"], got.classes["contrasting"]
    assert (supporting.items, supporting.said) == (2, 2)
    assert supporting.weighted.precision.value == pytest.approx(2 / 3)
    assert supporting.weighted.recall.value == pytest.approx(2 / 3)
    assert supporting.unweighted.f1.value == pytest.approx(0.5)
    assert contrasting.weighted.precision.value == pytest.approx(1 / 2)
    assert contrasting.weighted.recall.value == pytest.approx(1 / 4)
    assert got.classes["mentioning"].weighted.recall.value == pytest.approx(6 / 7)
    assert (got.items, got.articles, got.weight, got.unclassified, got.by) == (6, 3, 14.0, 1, "model 7")
    assert got.confusion["contrasting"] == {"supporting": 0, "contrasting": 1, "mentioning": 0, "unclassified": 1}
    assert got.confusion_weighted["mentioning"]["mentioning"] == 6.0


def test_by_own_evidence_alone_what_is_reported_counts_as_mentioning() -> None:
    got = evaluate(GOLD, SAID, own=True)
    assert got.classes["supporting"].items == 1
    assert got.classes["contrasting"].said == 1  # the other verdict said that the evidence was reported
    assert got.classes["contrasting"].weighted.recall.value == 0.0
    assert got.evidence == ()


def test_stance_and_evidence_together() -> None:
    got = {(one.stance, one.evidence): one for one in evaluate(GOLD, SAID).evidence}
    assert got[S, OWN].figures.weighted.recall.value == 1.0
    own = got[C, OWN]  # one was taken for reported, one left unclassified
    assert (own.figures.items, own.figures.unweighted.recall.value) == (2, 0.0)
    assert own.heard.value == pytest.approx(1 / 4)
    assert got[S, REPORTED].heard.value == 0.0


def test_calibration_by_hand() -> None:
    got = evaluate(GOLD, SAID)
    supporting = got.calibration_by_class["supporting"]
    assert [(one.low, one.items, one.score, one.right) for one in supporting.bins] == [
        (0.2, 1, 0.2, 1.0),
        (0.7, 1, 0.7, 0.0),
        (0.9, 1, 0.9, 1.0),
    ]
    assert supporting.error == pytest.approx((0.8 * 1 + 0.7 * 1 + 0.1 * 2) / 4)
    assert got.calibration.error == pytest.approx((2 * 0.1 + 1 * 0.6 + 1 * 0.2 + 6 * 0 + 1 * 0.7) / 11)
    assert evaluate(GOLD[-1:], SAID[-1:]).calibration.error is None


def test_the_same_scores_at_other_operating_points() -> None:
    points = {"eager": Point(0.1, 0.1), "precise": Point(0.8, 0.7)}
    got = evaluate(GOLD, SAID, points=points).points
    assert {name: [classes[s].said for s in (S, C)] for name, classes in got.items()} == {"eager": [2, 2], "precise": [1, 1]}
    own = evaluate(GOLD, SAID, points=points, own=True).points
    assert own["precise"]["contrasting"].said == 0  # the one said that the evidence was reported


def test_intervals_hold_their_figure_and_come_out_the_same_twice() -> None:
    many = [item(S if n % 3 else M, article=str(n)) for n in range(90)]
    verdicts = [said(S if n % 4 else M) for n in range(90)]
    got = evaluate(many, verdicts)
    f1 = got.classes["supporting"].weighted.f1
    assert f1.low < f1.value < f1.high
    assert got == evaluate(many, verdicts)


def test_parts_of_few_items_are_not_shown() -> None:
    many = [item(S if n % 3 else M, article=str(n), journal="Journal of Invented Virology" if n < 25 else "") for n in range(30)]
    got = evaluate(many, [said(S)] * 30)
    assert [(part.name, part.items) for part in got.journals] == [("microbes and infection", 25)]
    assert [part.name for part in got.sections] == ["results"]


@pytest.mark.parametrize(
    ("journal", "field"),
    [
        ("PLoS ONE", "all sciences"),
        ("Journal of Invented Plant Nutrition", "plants, crops and food"),
        ("Invented Ecology", "animals, ecology and environment"),
        ("Annals of Invented Neurology", "nerves and brain"),
        ("Invented Psychiatry", "mind, behaviour and society"),
        ("Invented Microbiology", "microbes and infection"),
        ("Invented Cell Biology", "genes, cells and molecules"),
        ("The Invented Journal of Medicine", "medicine and health"),
        ("Zzz", UNKNOWN),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_fields_of_journals(journal: str | None, field: str) -> None:
    assert field_of(journal) == field


def test_tables_are_whole_markdown() -> None:
    got = evaluate(GOLD * 10, SAID * 10)
    for table in all_tables(got):
        assert {len(row) for row in table.rows} == {len(table.head)}
        lines = as_markdown(table, title=False).splitlines()
        assert len({line.count("|") for line in lines}) == 1
    assert report(got).startswith("**model 7, operating point default, on 60 items of 3 articles: macro F1 ")


@pytest.mark.parametrize(("value", "words"), [(0.5, ".500"), (1.0, "1.000"), (0.9999, "1.000"), (None, "–"), (0.0, ".000")])
def test_figures_are_written_short(value: float | None, words: str) -> None:
    assert figure(value) == words


def test_the_plot_is_sound_svg_with_a_mark_for_each_bin() -> None:
    got = evaluate(GOLD, SAID)
    tree = ElementTree.fromstring(calibration_plot(got.calibration_by_class, "five < six & more"))
    names = [node.tag.rpartition("}")[2] for node in tree.iter()]
    bins = {name: len(calibration.bins) for name, calibration in got.calibration_by_class.items()}
    assert names.count("polygon") == bins["supporting"] + bins["contrasting"]
    assert names.count("circle") == bins["mentioning"]
    assert names.count("rect") == sum(bins.values())
    x, y, width, height = (float(n) for n in tree.attrib["viewBox"].split())
    assert (x, y) == (0, 0)
    for node in tree.iter():
        for name, most in (
            ("x", width),
            ("cx", width),
            ("x1", width),
            ("x2", width),
            ("y", height),
            ("cy", height),
            ("y2", height),
        ):
            assert 0 <= float(node.get(name, 0)) <= most
    empty = evaluate(GOLD[-1:], SAID[-1:])
    ElementTree.fromstring(calibration_plot(empty.calibration_by_class, "nothing was said"))


@pytest.mark.shared
@pytest.mark.parametrize("own", [False, True])
def test_the_public_tool_gives_the_same_figures(shared: Path, tmp_path: Path, own: bool) -> None:
    """On a part of the training articles held by hash: the development set is opened by its bench alone."""
    source = shared / "data/stance/train.jsonl.gz"
    items = [one for one in read_labelled(source) if fold_of(one.article, 5) == 0]
    names = {str(one.line.id) for one in items}
    gold = tmp_path / "gold.jsonl"
    lines = gzip.decompress(source.read_bytes()).splitlines()
    gold.write_bytes(b"\n".join(line for line in lines if json.loads(line)["id"] in names))
    verdicts = Rules().classify([one.text for one in items])
    answers = tmp_path / "said.jsonl"
    answers.write_bytes(
        b"\n".join(
            msgspec.json.encode({"id": one.line.id, "stance": v.stance, "scores": v.scores, "evidence": v.evidence})
            for one, v in zip(items, verdicts, strict=True)
        )
    )
    command = [sys.executable, shared / "tools/score_stance.py", gold, answers, *(("--evidence", "own") if own else ())]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    theirs = json.loads(printed.rstrip().rpartition("\n")[2])
    ours = evaluate(items, verdicts, own=own)
    for stance, line in zip(("supporting", "contrasting", "mentioning"), printed.splitlines()[2:5], strict=True):
        found = ours.classes[stance]
        assert [round(x.value, 4) for x in _three(found.weighted)] == theirs[stance]
        assert [round(x.value, 4) for x in _three(found.unweighted)] == theirs["unweighted"][stance]
        assert f"{found.weighted.f1.low:.3f} - {found.weighted.f1.high:.3f}" in line
    assert ours.calibration.error == pytest.approx(theirs["ece"], abs=1e-9)
    assert {name: round(ours.calibration_by_class[name].error or 0, 4) for name in theirs["ece_by_class"]} == theirs[
        "ece_by_class"
    ]
    assert round(ours.macro_f1, 4) == theirs["macro_f1"]
    assert isinstance(ours, Evaluation)


def _three(figures):  # type: ignore[no-untyped-def]
    return figures.precision, figures.recall, figures.f1
