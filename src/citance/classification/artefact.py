"""The folder of a trained classifier → its manifest, verified file by file; what is absent or damaged is said at once.

manifest.json   what this is: see `Manifest`
encoder.onnx    the encoder, int8
vocab.txt       its word pieces
gate.tsv.gz     weights of the gate (`gate.py`); without it every statement goes to the encoder
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import msgspec

from citance.errors import ClassifierUnusable, InvalidRecord
from citance.model.codec import read_json
from citance.model.stance import Scores, Stance

SHIPPED = Path(__file__).with_name("model")
"""Where the artefact that comes with Citance lies."""

MANIFEST, ENCODER, VOCABULARY, GATE = "manifest.json", "encoder.onnx", "vocab.txt", "gate.tsv.gz"
SCHEMA = "citance/artefact/1"

Knots = tuple[tuple[float, float], ...]


class Point(msgspec.Struct, frozen=True):
    """An operating point: the calibrated scores from which a verdict is given."""

    supporting: float
    contrasting: float


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an artefact says of itself. Fields not named here (data digest, recipe) are for the model card."""

    name: str
    version: str
    inputs: str  # `inputs.INPUTS` of its training; other windows would be strangers to it
    files: dict[str, str]  # name → sha256
    points: dict[str, Point]  # default, precise
    # Knots of monotone, piecewise linear maps from softmax(logits / temperature) to calibrated scores.
    calibration: dict[str, Knots]  # supporting, contrasting; mentioning is what they leave
    temperature: float = 1.0
    evidence: float = 0.0  # own where the evidence logit is at least this
    languages: tuple[str, ...] = ("en",)
    schema: str = SCHEMA

    def calibrate(self, raw: Scores) -> Scores:
        """Calibrated scores of raw ones; they sum to one."""
        supporting = follow(self.calibration["supporting"], raw.supporting)
        contrasting = follow(self.calibration["contrasting"], raw.contrasting)
        over = max(1.0, supporting + contrasting)  # two maps can say more than one together
        supporting, contrasting = supporting / over, contrasting / over
        return Scores(supporting, contrasting, 1.0 - supporting - contrasting)


def decide(scores: Scores, point: Point) -> Stance:
    """The stance at an operating point: the likelier of the two verdicts where it reaches its threshold; else mentioning."""
    if scores.supporting >= scores.contrasting:
        return Stance.SUPPORTING if scores.supporting >= point.supporting else Stance.MENTIONING
    return Stance.CONTRASTING if scores.contrasting >= point.contrasting else Stance.MENTIONING


def follow(knots: Knots, x: float) -> float:
    """The value at x of the line through the knots (in order of x); flat beyond its ends."""
    if x <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1
    return knots[-1][1]


def read_manifest(folder: Path = SHIPPED) -> Manifest:
    """The manifest, whether or not the files it names are sound. Raises ClassifierUnusable."""
    try:
        manifest = read_json((folder / MANIFEST).read_bytes(), Manifest)
    except FileNotFoundError as error:
        raise ClassifierUnusable("trained", str(folder), "the trained model is not there") from error
    except (OSError, InvalidRecord) as error:
        raise ClassifierUnusable("trained", str(folder / MANIFEST), f"its manifest cannot be read: {error}") from error
    if manifest.schema != SCHEMA:
        raise ClassifierUnusable("trained", str(folder), f"it is a {manifest.schema}, this Citance reads {SCHEMA}")
    if missing := {ENCODER, VOCABULARY} - set(manifest.files):
        raise ClassifierUnusable("trained", str(folder), f"its manifest does not name {' and '.join(sorted(missing))}")
    if "default" not in manifest.points or {"supporting", "contrasting"} - set(manifest.calibration):
        raise ClassifierUnusable("trained", str(folder), "its manifest lacks a default operating point or a calibration")
    return manifest


def open_artefact(folder: Path = SHIPPED) -> Manifest:
    """The manifest, once every file it names is there and has the digest it says. Raises ClassifierUnusable."""
    manifest = read_manifest(folder)
    for name, said in manifest.files.items():
        try:
            is_so = digest(folder / name) == said
        except OSError as error:
            raise ClassifierUnusable("trained", str(folder / name), "the file is missing or cannot be read") from error
        if not is_so:
            raise ClassifierUnusable("trained", str(folder / name), "the file is damaged: its digest is not the manifest's")
    return manifest


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
