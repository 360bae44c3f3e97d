"""What pages show, all of it together, as a file."""

from __future__ import annotations

import codecs
import re
from typing import Any

from fastapi import Response

from citance.errors import UnknownName
from citance.index import Index
from citance.services.export import What
from citance.services.export.bounded import Bounded

EXPORTS: dict[str, tuple[What, str, str, str]] = {
    "csv": ("statements", "csv", "text/csv; charset=utf-8", "csv"),
    "jsonl": ("statements", "jsonl", "application/x-ndjson", "jsonl"),
    "ris": ("articles", "ris", "application/x-research-info-systems", "ris"),
    "bibtex": ("articles", "bibtex", "application/x-bibtex", "bib"),
}
"""`export=` → what is exported, as what, its media type, and how a file of it ends."""


def exported(index: Index, name: str, method: str, **chosen: Any) -> Response:
    """Exactly what a page shows, all its pages together, as a file; nothing is made for HEAD. Raises UnknownName for an export
    there is not, TooMuch for one that is too large to be sent at once."""
    if name not in EXPORTS:
        raise UnknownName("export", name, EXPORTS)
    what, format, media_type, ending = EXPORTS[name]
    out = Bounded()
    if method != "HEAD":
        if format == "csv":  # without it Excel takes UTF-8 for the letters of old Windows; pandas and R's readr pass it over
            out.write(codecs.BOM_UTF8)
        index.export(what, format, out, **chosen)
    called = f"{file_name(what, chosen.get('article', ''), index.provenance('export').made_at)}.{ending}"
    response = Response(
        out.getvalue(), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{called}"'}
    )
    if method == "HEAD":
        del response.headers["content-length"]  # it is not known
    return response


def file_name(what: str, article: str, made_at: str) -> str:
    """What a file of these is called, without its ending: what it is about, and of which day."""
    about = re.sub(r"[^A-Za-z0-9.-]+", "-", article).strip("-.")[:80]
    return "-".join(part for part in ("citance", what, about, made_at[:10]) if part)
