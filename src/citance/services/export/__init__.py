"""Statements, citations, articles and reviews, written in the formats other programs read.

Where the provenance goes: the first line of JSON Lines, the metadata of Parquet, a comment in Turtle and BibTeX, a member
beside the graph in JSON-LD. CSV, TSV, the CSV of OpenCitations, RIS and CSL-JSON have no room for it that all their readers
would pass over: it goes to a file of its own beside the export, named with `.provenance.json` behind. What is written to a
stream has no beside: there it is in the summary alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, ENOSPC
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from citance.errors import StoreFull, UnknownName
from citance.model.codec import to_json
from citance.services.export.rows import COLUMNS
from citance.services.export.selection import Selection
from citance.services.progress import Progress
from citance.services.provenance import Provenance

What = Literal["statements", "citations", "articles", "reviews"]
FORMATS: dict[What, tuple[str, ...]] = {
    "statements": ("jsonl", "csv", "tsv", "parquet"),
    "citations": ("jsonl", "csv", "tsv", "parquet", "opencitations", "cito-turtle", "cito-jsonld"),
    "articles": ("jsonl", "csv", "tsv", "parquet", "csl-json", "ris", "bibtex"),
    "reviews": ("jsonl",),
}
"""What can be exported, and as what."""

_HOLDS_PROVENANCE = ("jsonl", "parquet", "cito-turtle", "cito-jsonld", "bibtex")
_TOLD_EVERY = 500


class ExportSummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/export/1"):
    """What an export wrote. `sidecar` is the file its provenance went to, where the format itself has no room for it."""

    what: str
    format: str
    rows: int
    withheld: int  # statements (of articles: articles) not written for this audience
    provenance: Provenance
    sidecar: str | None = None


def check_format(what: str, format: str) -> None:
    """Raises UnknownName for what cannot be exported, or not so."""
    if what not in FORMATS:
        raise UnknownName("kind of export", what, FORMATS)
    if format not in FORMATS[what]:
        raise UnknownName(f"format for {what}", format, FORMATS[what])


def export(
    what: What,
    format: str,
    out: BinaryIO | str | Path,
    selection: Selection,
    stamp: Provenance,
    *,
    provenance: bool = True,
    progress: Progress | None = None,
) -> ExportSummary:
    """What was written of statements, citations or articles. A file appears whole or not at all."""
    check_format(what, format)
    rows: Iterator[Any] = {
        "statements": selection.statements,
        "citations": selection.citations,
        "articles": selection.articles,
    }[what]()
    rows = _begun(rows)
    if progress is not None:
        rows = _told(rows, progress)
    return finish(
        what, format, out, stamp, lambda file: _write(what, format, file, rows, stamp, provenance), selection, provenance
    )


def finish(
    what: str,
    format: str,
    out: BinaryIO | str | Path,
    stamp: Provenance,
    write: Callable[[BinaryIO], int],
    selection: Selection | None,
    provenance: bool,
) -> ExportSummary:
    """Open, write, close, lay the provenance beside where the format cannot hold it, and say what was done."""
    with _opened(out) as file:
        count = write(file)
    withheld = 0 if selection is None else selection.withheld
    sidecar = None
    if provenance and format not in _HOLDS_PROVENANCE and isinstance(out, str | Path) and str(out) != "-":
        sidecar = f"{out}.provenance.json"
        Path(sidecar).write_bytes(msgspec.json.format(to_json(stamp)) + b"\n")
    return ExportSummary(what, format, count, withheld, stamp, sidecar)


def _write(what: str, format: str, out: BinaryIO, rows: Iterator[Any], stamp: Provenance, provenance: bool) -> int:
    held = stamp if provenance else None
    match format:
        case "jsonl":
            from citance.services.export.lines import write_lines

            return write_lines(out, rows, held, "citance/statement/1" if what == "statements" else None)
        case "csv" | "tsv":
            from citance.services.export.tables import write_csv, write_tsv

            return (write_csv if format == "csv" else write_tsv)(out, rows, COLUMNS[what])
        case "parquet":
            from citance.services.export.tables import write_parquet

            return write_parquet(out, rows, COLUMNS[what], held)
        case "opencitations":
            from citance.services.export.opencitations import write_opencitations

            return write_opencitations(out, rows)
        case "cito-turtle" | "cito-jsonld":
            from citance.services.export.cito import write_jsonld, write_turtle

            return (write_turtle if format == "cito-turtle" else write_jsonld)(out, rows, held)
        case "csl-json":
            from citance.services.export.csl import write_csl

            return write_csl(out, rows)
        case "ris":
            from citance.services.export.ris import write_ris

            return write_ris(out, rows)
        case _:
            from citance.services.export.bibtex import write_bibtex

            return write_bibtex(out, rows, held)


@contextmanager
def _opened(out: BinaryIO | str | Path) -> Iterator[BinaryIO]:
    """A stream to write to. A file is written under another name and put in its place when it is whole."""
    if not isinstance(out, str | Path):
        yield out
        return
    if str(out) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(out)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            yield file
        os.replace(draft, path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        if error.errno in (ENOSPC, EDQUOT):
            raise StoreFull(str(path)) from error
        raise
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _begun(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows, the first of which is at hand: a question that cannot be read is told before anything is written."""
    first = list(islice(rows, 1))
    return chain(first, rows)


def _told(rows: Iterator[Any], progress: Progress) -> Iterator[Any]:
    count = 0
    for count, row in enumerate(rows, 1):
        yield row
        if count % _TOLD_EVERY == 0:
            progress(count, None)
    progress(count, None)
