"""What is known of the classifier: which one gave the stances of this index, its thresholds, and what its card measures."""

from __future__ import annotations

from pathlib import Path

import msgspec

from citance.classification.artefact import SHIPPED, open_artefact
from citance.errors import ClassifierUnusable
from citance.services.accuracy import CARD, PLOT, CardTable, Measured, figures_at, read_beside, read_tables, running_point
from citance.services.provenance import Provenance, Stamp


class Method(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/method/1"):
    """The classifiers that spoke in this index, and the trained one that comes with Citance as far as its files are there."""

    classifiers: tuple[str, ...]  # "rules 1": those whose word stands in the index
    name: str | None  # of the trained classifier; None where its files are absent or damaged
    version: str | None
    running: bool  # whether its word stands in this index
    by_rules: bool  # whether the rules' does
    languages: tuple[str, ...]
    points: dict[str, dict[str, float]]  # operating point → stance → score from which it is given
    tables: tuple[CardTable, ...]  # what was measured
    plot: str | None  # calibration, an SVG document
    provenance: Provenance
    measured: Measured | None = None  # how right its verdicts are, at the operating point it speaks at here


def classifiers_of(stamp: Stamp) -> tuple[str, ...]:
    """Those whose word stands in the index, with their versions: "rules 1"."""
    return tuple(words.removeprefix("classifier ") for words in stamp.made_by if words.startswith("classifier "))


def method(stamp: Stamp, folder: Path = SHIPPED) -> Method:
    """What is known of the classifier whose files lie in `folder`."""
    classifiers = classifiers_of(stamp)
    by_rules = any(words.startswith("rules ") for words in classifiers)
    told = stamp.provenance("method")
    try:
        manifest = open_artefact(folder)
    except ClassifierUnusable:
        return Method(classifiers, None, None, False, by_rules, (), {}, (), None, told)
    points = {name: {"supporting": point.supporting, "contrasting": point.contrasting} for name, point in manifest.points.items()}
    point = running_point(classifiers, manifest)
    return Method(
        classifiers=classifiers,
        name=manifest.name,
        version=manifest.version,
        running=point is not None,
        by_rules=by_rules,
        languages=manifest.languages,
        points=points,
        tables=tuple(read_tables(read_beside(folder, CARD).splitlines())),
        plot=read_beside(folder, PLOT) or None,
        provenance=told,
        measured=figures_at(manifest, point or "default", folder),
    )
