"""In which format a client wants its answer: `?format=` says it, else the Accept header, else it is JSON."""

from __future__ import annotations

from collections.abc import Sequence

from citance.api.v1.problems import Refusal
from citance.errors import UnknownName

MEDIA_TYPES: dict[str, str] = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8; header=present",
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
    "jsonld": "application/ld+json",
}
"""Format → what it is called on the wire."""

SUFFIXES = {"json": "json", "jsonl": "jsonl", "csv": "csv", "ris": "ris", "bibtex": "bib", "csl-json": "json", "jsonld": "jsonld"}
_ALSO = {"application/jsonl": "jsonl", "application/json-seq": "jsonl", "text/x-bibtex": "bibtex", "application/bibtex": "bibtex"}
_BY_TYPE = {kind.partition(";")[0]: name for name, kind in MEDIA_TYPES.items()} | _ALSO


def choose_format(asked: str | None, accept: str, known: Sequence[str]) -> str:
    """One of the formats `known`, the first of which is taken where anything will do.

    Raises UnknownName for a `format` there is not, Refusal (406) where nothing the Accept header names is there.
    """
    if asked is not None:
        if asked not in known:
            raise UnknownName("format of this route", asked, known)
        return asked
    wanted = _by_preference(accept)
    if not wanted:
        return known[0]
    for kind in wanted:
        if kind in ("*/*", "application/*"):
            return known[0]
        if kind == "text/*" and "csv" in known:
            return "csv"
        if _BY_TYPE.get(kind) in known:
            return _BY_TYPE[kind]
    kinds = ", ".join(MEDIA_TYPES[name].partition(";")[0] for name in known)
    raise Refusal("not_acceptable", f"this route answers as {kinds}", formats=tuple(known))


def _by_preference(accept: str) -> list[str]:
    """The media types of an Accept header, the most wanted first; those with q=0 left out."""
    found: list[tuple[float, str]] = []
    for part in accept.split(",")[:50]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        try:
            weight = float(quality)
        except ValueError:
            weight = 1.0
        if kind and weight > 0:
            found.append((weight, kind))
    return [kind for _, kind in sorted(found, key=lambda pair: -pair[0])]
