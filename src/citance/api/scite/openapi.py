"""What the description of the API says of these routes, and of the shapes of their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response

from citance.api.scite import wire
from citance.api.scite.bodies import MOST_DOIS


def describe(
    shape: Any, summary: str, *, body: Literal["", "DOIs", "ISSNs"] = "", parameters: Sequence[Any] = ()
) -> dict[str, Any]:
    """What the description of the API says of a route: its answer, that it may not be there, its body and parameters."""
    failure = {"application/json": {"schema": _schema(wire.Failure)}}
    told: dict[str, Any] = {
        "summary": summary,
        "response_class": Response,
        "responses": {
            200: {"description": summary, "content": {"application/json": {"schema": _schema(shape)}}},
            400: {"description": "The question cannot be understood.", "content": failure},
            404: {"description": "Not in this index.", "content": failure},
            422: {"description": "A parameter is of another kind than it should be.", "content": failure},
        },
    }
    if body:
        array = {"type": "array", "maxItems": MOST_DOIS, "items": {"type": "string", "nullable": True}}
        example = ["9999-0016"] if body == "ISSNs" else ["10.5555/toy.alder2011", "10.5555/toy.kestrel2016"]
        content = {"application/json": {"schema": array, "example": example}}
        told["openapi_extra"] = {"requestBody": {"description": f"a list of {body}", "content": content}}
    if parameters:
        told["openapi_extra"] = {"parameters": list(parameters)}
    return told


def text_parameter(name: str) -> dict[str, Any]:
    """A parameter that is read as it comes."""
    return {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}


def get_or_post(routes: APIRouter, path: str, **told: Any) -> Callable[[Any], Any]:
    """Takes a function for both methods: scite's clients send a body with either."""

    def add(function: Any) -> Any:
        for method in ("GET", "POST"):
            routes.add_api_route(path, function, methods=[method], operation_id=f"{function.__name__}_{method.lower()}", **told)
        return function

    return add


def _schema(shape: Any) -> dict[str, Any]:
    match getattr(shape, "__origin__", None):
        case origin if origin is list:
            return {"type": "array", "items": _schema(shape.__args__[0])}
        case origin if origin is dict:
            return {"type": "object", "additionalProperties": _schema(shape.__args__[1])}
    if shape is int:
        return {"type": "integer"}
    return {"$ref": f"#/components/schemas/{SCHEMA_PREFIX}{shape.__name__}"}


SCHEMA_PREFIX = "scite."
SHAPES: Sequence[Any] = (
    wire.Tally,
    wire.Tallies,
    wire.SectionTally,
    wire.SectionTallies,
    wire.Paper,
    wire.Papers,
    wire.Citations,
    wire.References,
    wire.JournalTally,
    wire.YearlyIndex,
    wire.JournalIndex,
    wire.JournalNotices,
    wire.TypeTallies,
    wire.SubjectCoverage,
    wire.ArticleCount,
    wire.Stats,
    wire.Match,
    wire.SearchResults,
    wire.Failure,
)


def schemas() -> dict[str, Any]:
    """The shapes of these routes' answers, for the description of the whole API, by name."""
    _, components = msgspec.json.schema_components(SHAPES, ref_template=f"#/components/schemas/{SCHEMA_PREFIX}{{name}}")
    return {SCHEMA_PREFIX + name: schema for name, schema in components.items()}
