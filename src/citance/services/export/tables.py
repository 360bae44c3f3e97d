"""Tables: CSV for spreadsheets, TSV for programs, Parquet for data frames. UTF-8, a line of names first.

CSV follows RFC 4180 (CRLF, quotes doubled). A cell of words that a spreadsheet would run as a formula (it begins with
= + - @, a tab or a carriage return) is given a leading apostrophe, as OWASP advises; numbers never are. TSV is for programs
and keeps every word as it is; tab, line feed, carriage return and backslash are written \\t, \\n, \\r and \\\\.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, BinaryIO

from citance.errors import MissingExtra
from citance.model.codec import to_json
from citance.services.export.rows import Column, Value
from citance.services.provenance import Provenance

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width ones run in some spreadsheets too
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_GROUP = 5000  # rows of a Parquet row group: some 10 MB of statements


def write_csv(out: BinaryIO, rows: Iterable[Any], columns: Sequence[Column]) -> int:
    """How many rows were written as CSV."""
    text = io.TextIOWrapper(out, "utf-8", "replace", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow([name for name, *_ in columns])
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - counted on purpose
            writer.writerow([_cell(value(row)) for _, _, value in columns])
        return count
    finally:
        text.detach()


def write_tsv(out: BinaryIO, rows: Iterable[Any], columns: Sequence[Column]) -> int:
    """How many rows were written as TSV."""
    out.write(("\t".join(name for name, *_ in columns) + "\n").encode())
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - counted on purpose
        line = "\t".join(_plain(value(row)).translate(_ESCAPES) for _, _, value in columns)
        out.write((line + "\n").encode("utf-8", "replace"))
    return count


def write_parquet(out: BinaryIO, rows: Iterable[Any], columns: Sequence[Column], provenance: Provenance | None) -> int:
    """How many rows were written as Parquet; the provenance stands in the file's metadata as `citance.provenance`."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet") from error
    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    metadata = None if provenance is None else {b"citance.provenance": to_json(provenance)}
    schema = arrow.schema([(name, kinds[kind]) for name, kind, _ in columns], metadata=metadata)
    count = 0
    waiting = iter(rows)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(waiting, _GROUP)):
            values = [[value(row) for row in group] for _, _, value in columns]
            arrays = [arrow.array(column, field.type) for column, field in zip(values, schema, strict=True)]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _cell(value: Value) -> str:
    words = _plain(value)
    return f"'{words}" if isinstance(value, str) and words.startswith(_RUNS) else words


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.4g}"
        case str():
            return str.__str__(value)
        case _:
            return str(value)
