"""The routes as OpenAPI describes them: parameters from the table they are read by, shapes from the values they are written from.

The examples are asked of the toy literature that comes with Citance.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from fastapi.responses import Response

from citance.api.v1.formats import MEDIA_TYPES
from citance.api.v1.parameters import Route
from citance.api.v1.problems import MEDIA_TYPE
from citance.api.v1.shapes import Articles, Classified, Reach, ReviewAsked, ReviewKept
from citance.index import (
    ArticleReferences,
    ArticleReport,
    CitationMap,
    CitedBy,
    Comparison,
    IndexStats,
    SearchAnswer,
    StatementDetails,
)
from citance.services.classify_lines import UnclassifiedLine
from citance.services.export.rows import ArticleExport
from citance.services.upload import MOST_FILES, Upload

PREFIX = "v1."
REFUSED = "Refused"
"""What the description calls an error; a document's Problem is another thing."""
_REF = f"#/components/schemas/{PREFIX}{{name}}"

SHAPES: tuple[Any, ...] = (
    ArticleExport,
    ArticleReferences,
    ArticleReport,
    Articles,
    CitationMap,
    CitedBy,
    Classified,
    Comparison,
    IndexStats,
    Reach,
    ReviewAsked,
    ReviewKept,
    SearchAnswer,
    StatementDetails,
    UnclassifiedLine,
    Upload,
)

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). Facts of the error stand beside: `known` names, the `offset` in a query...",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "advice": {"type": "string"},
    },
}

_BODIES: dict[str, dict[str, Any]] = {
    "batch": {
        "application/json": {
            "schema": {
                "oneOf": [
                    {"type": "array", "maxItems": 500, "items": {"type": "string"}},
                    {
                        "type": "object",
                        "required": ["identifiers"],
                        "properties": {"identifiers": {"type": "array", "maxItems": 500, "items": {"type": "string"}}},
                    },
                ]
            },
            "example": ["10.5555/toy.alder2011", "10.5555/toy.kestrel2016"],
        }
    },
    "classify": {
        "application/json": {
            "schema": {"type": "array", "maxItems": 200, "items": {"$ref": _REF.format(name="UnclassifiedLine")}},
            "example": [
                {
                    "id": 1,
                    "sentence": "In contrast to Alder [7], we found no such effect.",
                    "span": [21, 24],
                    "heading": "Results",
                }
            ],
        },
        "application/x-ndjson": {
            "schema": {"type": "string", "description": "One object a line, as `citance extract` writes them."},
            "example": '{"id": 1, "sentence": "This agrees with others [7].", "span": [24, 27]}\n',
        },
    },
    "review": {
        "application/json": {
            "schema": {"$ref": _REF.format(name="ReviewAsked")},
            "example": {"stance": "contrasting", "why": "the opposite", "reviewer": "A. Reader"},
        }
    },
    "documents": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "array", "maxItems": MOST_FILES, "items": {"type": "string", "format": "binary"}},
                    "visibility": {"type": "string", "enum": ["open", "snippet", "private"]},
                },
            }
        },
        "application/xml": {"schema": {"type": "string", "format": "binary", "description": "One file."}},
        "application/pdf": {"schema": {"type": "string", "format": "binary", "description": "One file."}},
    },
}


EXAMPLES = Path(__file__).with_name("examples.json")
"""Shape → what the toy literature answers; written by `make docs`."""


@cache
def _examples() -> dict[str, Any]:
    return msgspec.json.decode(EXAMPLES.read_bytes(), type=dict[str, Any]) if EXAMPLES.exists() else {}


def told(
    shape: Any, summary: str, route: Route | None, *, paged: bool = False, body: str = "", status: int = 200
) -> dict[str, Any]:
    """What FastAPI is told of a route besides its path. No `shape`: its answer is empty. No `route`: it answers JSON, whatever is
    asked behind the `?`."""
    asked, route = route, route or Route()
    answer: dict[str, Any] = {"$ref": _REF.format(name=shape.__name__)} if shape is not None else {}
    if paged:
        answer = {"allOf": [answer, {"type": "object", "properties": {"next": {"type": ["string", "null"]}}}]}
    if route.names:
        # `fields` leaves members out, required ones too.
        answer = {"anyOf": [answer, {"type": "object", "description": "Only the members that `fields` names."}]}
    content: dict[str, Any] = {}
    for name in route.formats if shape is not None else ():
        content[MEDIA_TYPES[name].partition(";")[0]] = {"schema": answer if name == "json" else {}}
    responses: dict[int | str, Any] = {status: {"description": summary, "content": content}}
    for code, words in _failures(body, status if asked is not None else 0).items():
        responses[code] = {"description": words, "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name=REFUSED)}}}}
    responses["default"] = {  # what the server around these routes says, such as too many requests
        "description": "Another failure.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name=REFUSED)}}},
    }
    responses[414] = {"description": "The address is too long for the server."}
    if asked is not None and not body and status == 200:
        responses[304] = {"description": "You have this answer (If-None-Match, If-Modified-Since)."}
    extra: dict[str, Any] = {"parameters": route.described()} if asked is not None and status == 200 else {}
    if body:
        extra["requestBody"] = {"required": True, "content": _BODIES[body]}
    return {
        "summary": summary,
        "response_class": Response,
        "status_code": status,
        "responses": responses,
        "openapi_extra": extra,
    }


def _failures(body: str, status: int) -> dict[int, str]:
    found = {400: "The question cannot be understood.", 404: "Not in this index."}
    if status == 200:
        found[406] = "No such format."
        found[410] = "The cursor is of another state of the index."
    if body:
        found[413] = "The body is too large."
        found[415] = "The body is of another kind."
    if status in (201, 202, 204):
        found[401] = "This needs a key."
        found[403] = "The key does not allow it, or this index takes none from here."
    found[503] = "The index, or a part of it, cannot be used now."
    return found


def schemas() -> dict[str, Any]:
    """The shapes of these routes' answers, for the description of the whole API, by name."""
    _, components = msgspec.json.schema_components(SHAPES, schema_hook=_hook, ref_template=_REF)
    for name, example in _examples().items():  # here, for FastAPI takes every null out of those beside a route
        components[name]["examples"] = [example]
    return {PREFIX + REFUSED: PROBLEM, **{PREFIX + name: schema for name, schema in components.items()}}


def _hook(kind: type) -> dict[str, Any]:
    return {"type": "string"} if issubclass(kind, str) else {"description": "Anything."}
