"""What pages show, all of it together, as a file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from fastapi import Response
from fastapi.responses import StreamingResponse

from citance.errors import UnknownName
from citance.index import Index

EXPORTS = {
    "csv": ("statements", "csv", "text/csv; charset=utf-8", "csv"),
    "jsonl": ("statements", "jsonl", "application/x-ndjson", "jsonl"),
    "ris": ("articles", "ris", "application/x-research-info-systems", "ris"),
    "bibtex": ("articles", "bibtex", "application/x-bibtex", "bib"),
}
"""`export=` → what is exported, as what, its media type, and how a file of it ends."""

IN_MEMORY = 4 * 1024 * 1024  # longer ones are laid on disk until they are sent


def exported(index: Index, name: str, **chosen: Any) -> Response:
    """Exactly what a page shows, all its pages together, as a file. Raises UnknownName for an export there is not."""
    if name not in EXPORTS:
        raise UnknownName("export", name, EXPORTS)
    what, format, media_type, ending = EXPORTS[name]
    out = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - closed when it is sent, or not to be
    try:
        if format == "csv":  # without it Excel takes UTF-8 for the letters of old Windows; pandas and R's readr pass it over
            out.write(codecs.BOM_UTF8)
        index.export(what, format, out, **chosen)  # type: ignore[arg-type]
        out.seek(0)
    except BaseException:
        out.close()
        raise
    name = f"{file_name(what, chosen.get('article', ''), index.provenance('export').made_at)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_chunks(out), media_type=media_type, headers=headers)


def file_name(what: str, article: str, made_at: str) -> str:
    """What a file of these is called, without its ending: what it is about, and of which day."""
    about = re.sub(r"[^A-Za-z0-9.-]+", "-", article).strip("-.")[:80]
    return "-".join(part for part in ("citance", what, about, made_at[:10]) if part)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(64 * 1024):
            yield chunk
