"""How every answer of /v1 is made: one question to the Index in a thread, its value as bytes, and what caches need to know.

The validator of an answer is the sequence number of the index with the question (`ETag`), so that a client who has the answer
already is told so before anything is looked up. `Last-Modified` is when the index last changed on disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate, parsedate_to_datetime
from typing import Any, TypeVar

import msgspec
from fastapi import Request
from fastapi.responses import Response

from citance.api.asking import Ask
from citance.api.v1.formats import MEDIA_TYPES, SUFFIXES
from citance.api.v1.parameters import RequestParameters, Route, check_fields
from citance.index import STORE_FILE, ArticleView, Index, Provenance, StatementView, TallyView
from citance.model.codec import to_json
from citance.services.export import What
from citance.services.export.bibtex import write_bibtex
from citance.services.export.bounded import Bounded
from citance.services.export.cito import write_jsonld
from citance.services.export.csl import write_csl
from citance.services.export.ris import write_ris
from citance.services.export.rows import COLUMNS, ArticleExport, CitationExport
from citance.services.export.tables import write_csv

T = TypeVar("T")


class Answer(msgspec.Struct):
    """Bytes in a format, and the state of the index they stand on; None: that in which it was asked."""

    body: bytes
    sequence: int | None = None
    headers: dict[str, str] = {}


Make = Callable[[Index, RequestParameters], Answer]


async def respond(request: Request, ask: Ask, route: Route, make: Make) -> Response:
    """The answer that `make` gives to the request; 304 without a body where the client has it."""
    asked = RequestParameters(request, route)

    def answer(index: Index) -> Response:
        sequence, changed = index.sequence, _changed(index)
        headers = _headers(asked.tag(sequence, index.audience), changed)
        if request.method not in ("GET", "HEAD"):  # what a body asks is in no tag
            headers = {"cache-control": "no-store", "vary": "Accept"}
        elif _has_tag(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        made = make(index, asked)
        stands_on = sequence if made.sequence is None else made.sequence
        if asked.cursor is not None:
            asked.cursor.check(stands_on)
        if stands_on != sequence and "etag" in headers:  # the index was written to meanwhile, or its search index is behind
            headers = _headers(asked.tag(stands_on, index.audience), None)
        elif "etag" in headers and _has_date(request, changed):
            return Response(status_code=304, headers=headers)
        if asked.format not in ("json", "jsonld"):
            name = request.scope["path"].rstrip("/").rpartition("/")[2]
            plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)[:80]
            headers["content-disposition"] = f'attachment; filename="{plain}.{SUFFIXES[asked.format]}"'
        return Response(made.body, 200, {**headers, **made.headers}, MEDIA_TYPES[asked.format])

    return await ask(answer)


def _headers(tag: str, changed: float | None) -> dict[str, str]:
    headers = {"etag": tag, "cache-control": "no-cache", "vary": "Accept"}
    if changed is not None:
        headers["last-modified"] = formatdate(changed, usegmt=True)
    return headers


def _changed(index: Index) -> float | None:
    """When the index was last written to, as its files tell; None in memory, and in the second in which it was: another change
    may follow that bears the same date."""
    if index.path is None:
        return None
    times = [found.stat().st_mtime for name in (STORE_FILE, f"{STORE_FILE}-wal") if (found := index.path / name).exists()]
    last = max(times, default=None)
    return None if last is None or time.time() - last < 1 else last


def _has_tag(request: Request, tag: str) -> bool:
    """Whether the client has this very answer: nobody has the tag of an answer that was never given."""
    bare = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == bare for part in request.headers.get("if-none-match", "").split(","))


def _has_date(request: Request, changed: float | None) -> bool:
    """Whether the client has an answer since the last change; a tag, where one is sent, is all that counts."""
    given = request.headers.get("if-none-match")
    if given is not None:
        return given.strip() == "*"
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        return int(changed) <= parsedate_to_datetime(since).timestamp()
    except (TypeError, ValueError, OverflowError):
        return False


# -- JSON --------------------------------------------------------------------------------------------------------------------


def whole(asked: RequestParameters, value: Any, sequence: int | None, **more: Any) -> Answer:
    """A value as JSON, with further members behind its own, or as much of it as `fields` ask for."""
    body = to_json(value)
    if more:
        body = body[:-1] + b"," + to_json(more)[1:]
    if asked.fields:
        check_fields(type(value), asked.fields, (*more, "schema"))
        body = to_json(_pruned(msgspec.json.decode(body), ["schema", "next", *asked.fields]))
    return Answer(body, sequence)


def page(asked: RequestParameters, value: Any, of: int, sequence: int, **more: Any) -> Answer:
    """As `whole`, with the cursor of the page after this one, where `of` is how many there are in all."""
    return whole(asked, value, sequence, **more, next=asked.next(of, sequence))


def _pruned(value: Any, fields: Iterable[str]) -> Any:
    """What the fields name of a decoded value: of each element, where it is a list."""
    if isinstance(value, list):
        return [_pruned(one, fields) for one in value]
    if not isinstance(value, Mapping):
        return value
    inner: dict[str, list[str] | None] = {}
    for field in fields:
        name, _, rest = field.partition(".")
        wanted = inner.setdefault(name, [])
        if not rest:
            inner[name] = None  # all of it
        elif wanted is not None:
            wanted.append(rest)
    kept = {}
    for name, rests in inner.items():
        if name in value:
            kept[name] = value[name] if rests is None else _pruned(value[name], rests)
    return kept


# -- other formats -----------------------------------------------------------------------------------------------------------


EXPORTS: dict[str, tuple[What, str]] = {
    "jsonl": ("statements", "jsonl"),
    "csv": ("statements", "csv"),
    "jsonld": ("citations", "cito-jsonld"),
    "ris": ("articles", "ris"),
    "bibtex": ("articles", "bibtex"),
    "csl-json": ("articles", "csl-json"),
}
"""Format → what is exported as what, where the answer is about statements: bibliographies are of the citing articles."""


def exported(index: Index, asked: RequestParameters, what: What | None = None, **selection: Any) -> Answer:
    """All that the selection holds, whatever the page, in the format asked for. `what` where it is not as EXPORTS has it."""
    usual, format = EXPORTS[asked.format]
    out = Bounded()
    summary = index.export(what or usual, format, out, **selection)
    return Answer(out.getvalue(), summary.provenance.sequence, {"citance-withheld": str(summary.withheld)})


def articles_as(format: str, rows: Iterable[tuple[ArticleView, TallyView]], stamp: Provenance) -> Answer:
    """These articles as csv, ris, bibtex or csl-json; `stamp` where there is room for it."""
    out = Bounded()
    found = [ArticleExport(article, tally) for article, tally in rows]
    match format:
        case "csv":
            write_csv(out, found, COLUMNS["articles"])
        case "ris":
            write_ris(out, found)
        case "bibtex":
            write_bibtex(out, found, stamp)
        case _:
            write_csl(out, found)
    return Answer(out.getvalue())


def statements_as_csv(rows: Iterable[StatementView]) -> Answer:
    """These statements as one table."""
    out = Bounded()
    write_csv(out, rows, COLUMNS["statements"])
    return Answer(out.getvalue())


def citations_as_jsonld(rows: Iterable[CitationExport], stamp: Provenance) -> Answer:
    """These citations in the words of CiTO."""
    out = Bounded()
    write_jsonld(out, rows, stamp)
    return Answer(out.getvalue())
