"""Reviews as JSON Lines, which are read back by `services.review.import_reviews`."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from citance.services.export import ExportSummary, finish
from citance.services.export.lines import write_lines
from citance.services.provenance import Provenance
from citance.services.review import REVIEW_SCHEMA, review_lines
from citance.services.viewer import Viewer


def export_reviews(viewer: Viewer, format: str, out: BinaryIO | str | Path, stamp: Provenance, provenance: bool) -> ExportSummary:
    """What was written of the reviews that the audience may see."""
    held = stamp if provenance else None

    def write(file: BinaryIO) -> int:
        return write_lines(file, review_lines(viewer), held, REVIEW_SCHEMA)

    return finish("reviews", format, out, stamp, write, None, provenance)
