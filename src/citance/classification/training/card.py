"""An artefact and its evaluation → the model card: what it is, what it learnt from, how right it is, and where it goes wrong.

Written by the program, so that it holds for what lies beside it. Nothing of the labelled texts is quoted; the examples are
of our own invention (`traps.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from citance.classification.artefact import MANIFEST
from citance.classification.base import Classifier
from citance.classification.training import tables
from citance.classification.training.evaluate import Evaluation
from citance.classification.training.plot import calibration_plot
from citance.classification.training.traps import TRAPS

CARD, PLOT = "card.md", "calibration.svg"


class Source(msgspec.Struct, frozen=True):
    """A set that was learnt from."""

    name: str
    items: int
    licence: str = "not stated"
    used: str = "labels"  # for what
    digest: str = ""  # SHA-256 of the file


class Floor(msgspec.Struct, frozen=True):
    """A bar, and what was reached."""

    what: str
    least: float
    reached: float


class Facts(msgspec.Struct, frozen=True):
    """What a card tells beside what stands in the manifest.

    `measured_on` says on which statements the evaluation was made, and what that is worth.
    """

    made: str  # day, ISO 8601
    start: str  # the encoder it was made from, and its licence
    sources: tuple[Source, ...]
    measured_on: str
    floors: tuple[Floor, ...] = ()
    notes: tuple[str, ...] = ()


def write_card(
    folder: Path, facts: Facts, evaluation: Evaluation, own: Evaluation | None = None, classifier: Classifier | None = None
) -> tuple[Path, Path]:
    """Writes the card and its plot into the artefact's folder; their paths. `classifier` answers the traps."""
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    sizes = {name: (folder / name).stat().st_size for name in manifest["files"]}
    card, plot = folder / CARD, folder / PLOT
    card.write_text(model_card(manifest, sizes, facts, evaluation, own, classifier), encoding="utf-8")
    plot.write_text(calibration_plot(evaluation.calibration_by_class, f"{evaluation.by}: calibration"), encoding="utf-8")
    return card, plot


def model_card(
    manifest: Mapping[str, Any],
    sizes: Mapping[str, int],
    facts: Facts,
    evaluation: Evaluation,
    own: Evaluation | None = None,
    classifier: Classifier | None = None,
) -> str:
    """The card as Markdown."""
    sections = [
        _what_it_is(manifest, facts),
        _use(),
        _learnt_from(manifest, facts),
        _recipe(manifest),
        _how_right(facts, evaluation, own),
        _calibration(evaluation),
        _where_wrong(evaluation, classifier),
        _files(manifest, sizes),
    ]
    return "\n\n".join(sections) + "\n"


def _what_it_is(manifest: Mapping[str, Any], facts: Facts) -> str:
    return "\n".join(
        [
            f"# Model card: {manifest['name']} {manifest['version']}",
            "",
            "Gives a citation statement its stance toward the cited work: supporting, contrasting or mentioning, with calibrated",
            "scores that sum to one, whose evidence it is, and the words that tipped it.",
            "",
            "| | |",
            "|---|---|",
            f"| made | {facts.made} |",
            f"| from | {facts.start} |",
            f"| languages | {', '.join(manifest.get('languages', ('en',)))} |",
            f"| windows | version {manifest['inputs']} |",
            *(f"| operating point {name} | {_point(point)} |" for name, point in manifest["points"].items()),
        ]
    )


def _point(point: Mapping[str, float]) -> str:
    return ", ".join(f"{stance} from a score of {tables.figure(score, 2)}" for stance, score in point.items())


def _use() -> str:
    return """## What it is for, and what not

For sorting many statements about a work, so that a person reads the telling ones first; for tallies over many works; for
finding candidates of replication and contradiction. Each verdict is a suggestion with a score and a reason.

Not for judging a work, an author or a journal by the tally alone; not for statements in languages it does not know (they stay
unclassified); not as proof that a claim is true or was refuted. A statement is judged by three sentences: what an article
says elsewhere is not heard. Whether the citing article describes the cited one rightly is not asked."""


def _learnt_from(manifest: Mapping[str, Any], facts: Facts) -> str:
    data = manifest.get("data", {})
    rows = [f"| {one.name} | {one.items:,} | {one.used} | {one.licence} | {one.digest[:12]} |" for one in facts.sources]
    lines = ["## What it learnt from", "", "| set | items | used as | licence | sha256 |", "|---|--:|---|---|---|", *rows, ""]
    counts = ", ".join(f"{name} {value:,}" for name, value in data.items() if isinstance(value, int))
    if counts:
        lines.append(f"In all: {counts}.")
    if data.get("digest"):
        lines.append(f"Digest of statements and labels in order: `{data['digest']}`.")
    return "\n".join([*lines, *facts.notes]).rstrip()


def _recipe(manifest: Mapping[str, Any]) -> str:
    recipe = manifest.get("recipe", {})
    lines = ["## Recipe", "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in recipe.items())]
    apart = manifest.get("int8")
    if apart:
        lines += [
            "",
            f"Scores of the shipped 8-bit form differ from those of the trained network by {apart['mean']:.4f} in the mean and "
            f"{apart['largest']:.3f} at most; {apart['other_verdict']:.1%} of the highest scores change place.",
        ]
    return "\n".join(lines)


def _how_right(facts: Facts, evaluation: Evaluation, own: Evaluation | None) -> str:
    parts = ["## How right it is", facts.measured_on, f"**{tables.heading(evaluation)}**"]
    shown = [tables.class_table(evaluation), tables.points_table(evaluation), tables.evidence_table(evaluation)]
    parts += [tables.as_markdown(table) for table in shown if table.rows]
    if own is not None:
        parts += [f"**{tables.heading(own)}**", tables.as_markdown(tables.class_table(own))]
    if facts.floors:
        rows = [f"| {f.what} | {tables.figure(f.least)} | {tables.figure(f.reached)} | {_met(f)} |" for f in facts.floors]
        parts.append("\n".join(["Bars:", "", "| | at least | reached | |", "|---|--:|--:|---|", *rows]))
    return "\n\n".join(parts)


def _met(floor: Floor) -> str:
    return "met" if floor.reached >= floor.least else "**missed**"


def _calibration(evaluation: Evaluation) -> str:
    return f"""## Calibration

![For each stance, how often a score is right, by score]({PLOT})

{tables.as_markdown(tables.calibration_table(evaluation))}"""


def _where_wrong(evaluation: Evaluation, classifier: Classifier | None) -> str:
    shown = [
        tables.confusion_table(evaluation.confusion),
        tables.part_confusion_table("By kind of section, in items", evaluation.sections, "section"),
        tables.part_confusion_table("By field of the journal, in items", evaluation.journals, "field"),
    ]
    parts = ["## What it gets wrong", *(tables.as_markdown(table) for table in shown if table.rows)]
    if classifier is not None:
        parts.append("\n".join(_answers(classifier)))
    return "\n\n".join(parts)


def _answers(classifier: Classifier) -> Iterator[str]:
    """The traps, and what the classifier says to each."""
    verdicts = classifier.classify([trap.text for trap in TRAPS])
    right = sum(trap.stance is verdict.stance for trap, verdict in zip(TRAPS, verdicts, strict=True))
    yield f"Traps of our own invention; it answers {right} of {len(TRAPS)} as a reader does:"
    yield ""
    yield "| statement, the marked citation in ⟦ ⟧ | the trap | a reader says | it says |"
    yield "|---|---|---|---|"
    for trap, verdict in zip(TRAPS, verdicts, strict=True):
        said = f"{verdict.stance} {verdict.confidence or 0:.0%}"
        words = " ".join(part.strip() for part in trap.written.split("/") if part.strip())
        yield f"| {words} | {trap.why} | {trap.stance} | {said if verdict.stance is trap.stance else f'**{said}**'} |"


def _files(manifest: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
    rows = [f"| {name} | {sizes.get(name, 0) / 1e6:.1f} MB | `{digest}` |" for name, digest in manifest["files"].items()]
    return "\n".join(["## Files", "", "| file | size | sha256 |", "|---|--:|---|", *rows])


def sources_of(manifest: Mapping[str, Any]) -> Sequence[Source]:
    """The sets that a manifest names under `sources`."""
    return msgspec.convert(manifest.get("sources", []), list[Source])
