"""docs/reference/extract.md describes every field that `citance extract` can print, and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from doc_pages import DOCS

from citance.model import ArticleRecord, Document, MarkerKind, MarkerStyle, Place, SectionKind, Stance
from citance.model.article import RelationKind
from citance.model.codec import to_json
from citance.readers import read
from citance.services.extract import CitationObject, DocumentObject, ExtractOptions, ReferenceObject, objects_of
from citance.toy import toy_path

PAGE = (DOCS / "reference" / "extract.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """Field → description in the tables below a heading; a row can describe several fields."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = {}
    for first, second in re.findall(r"^\| (`.+?) \| (.+) \|$", part, re.M):
        for name in re.findall(r"`([^`]+)`", first):
            assert name not in found, name
            found[name] = second
    return found


def fields_of(shape: Any) -> dict[str, Any]:
    """The fields of a struct as they are printed, with their types."""
    return {field.encode_name: field.type for field in msgspec.structs.fields(shape)}


def structs_in(kind: Any) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for argument in get_args(kind):
        yield from structs_in(argument)


def test_citations() -> None:
    fields = fields_of(CitationObject)
    expected = set(fields)
    for name in ("article", "reference"):
        for shape in structs_in(fields[name]):
            expected |= {f"{name}.{inner}" for inner in fields_of(shape)}
    (because,) = structs_in(fields["because"])
    expected |= {f"because[].{inner}" for inner in fields_of(because)}
    described = rows("Citations")
    assert set(described) == expected
    (work,) = structs_in(fields_of(next(structs_in(fields["reference"])))["works"])
    for name in fields_of(work):
        assert f"`{name}`" in described["reference.works"]


def test_references_and_documents() -> None:
    assert set(rows("References")) == set(fields_of(ReferenceObject))
    document = {**fields_of(DocumentObject)}
    assert set(rows("Documents")) == set(document) | set(fields_of(Document))


@pytest.mark.parametrize(("heading", "shape"), [("Documents", Document), ("Articles", ArticleRecord)])
def test_what_is_within(heading: str, shape: Any) -> None:
    described = rows(heading)
    if heading == "Articles":
        assert set(described) == set(fields_of(shape))
    for name, kind in fields_of(shape).items():
        for inner in structs_in(kind):
            if inner in (Document, ArticleRecord):
                continue
            missing = [field for field in fields_of(inner) if f"`{field}`" not in described[name]]
            assert not missing, f"{heading}: {name}"


def test_every_value_is_named() -> None:
    described = rows("Citations")
    for name, values in {
        "status": ("resolved", "unresolved", "ambiguous"),
        "marker_kind": MarkerKind,
        "marker_style": MarkerStyle,
        "place": Place,
        "section": SectionKind,
        "stance": Stance,
        "because[].in": ("before", "sentence", "after"),
        "because[].role": ("cue", "whose"),
    }.items():
        assert [value for value in values if f"`{value}`" not in described[name]] == [], name
    assert [kind for kind in RelationKind if f"`{kind}`" not in rows("Articles")["related"]] == []


@pytest.mark.parametrize("what", ["citations", "references", "document"])
def test_what_is_printed_is_what_is_described(what: Any) -> None:
    described = rows({"citations": "Citations", "references": "References", "document": "Documents"}[what])
    for file in sorted(toy_path().glob("*.xml")):
        objects, _ = objects_of(read(file.read_bytes(), file.name), file.name, ExtractOptions(what, sub_articles=True))
        for item in objects:
            printed = json.loads(to_json(item))
            assert set(printed) <= set(described)
            assert set(printed.get("document", {})) <= set(described)
            assert f"`{item.schema}`" in described["schema"]
