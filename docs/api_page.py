"""The page docs/reference/api.md, from the routes of /v1 as the program describes them; and the examples in that description,
which are what the routes answer on the toy literature."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shapes_page import _shape  # beside this file

from citance.api.v1 import shapes
from citance.api.v1.problems import REFUSALS, kind_of
from citance.index import ArticleCard
from citance.services.status_codes import TABLE
from citance.services.classify_lines import ClassifiedLine
from citance.services.upload import Upload, UploadedFile
from citance.serving.options import ServeOptions
from citance.serving.uploads import Spool

ALDER = "10.5555/toy.alder2011"
_QUESTIONS: dict[str, tuple[str, Any]] = {
    "ArticleExport": (f"/articles/{ALDER}", None),
    "ArticleReport": (f"/articles/{ALDER}/report?stance=contrasting&limit=1", None),
    "CitedBy": (f"/articles/{ALDER}/statements?stance=supporting&confidence=0.4&limit=1", None),
    "ArticleReferences": ("/articles/10.5555/toy.wen2024/references?limit=1", None),
    "CitationMap": ("/articles/10.5555/toy.kestrel2016/map", None),
    "Comparison": (f"/compare?article={ALDER}&article=10.5555/toy.kestrel2016", None),
    "Articles": ("/articles:batch", [ALDER, "10.5555/none"]),
    "SearchAnswer": ("/search?query=pneumonia&stance=contrasting&limit=1", None),
    "StatementDetails": ("/statements/{id}", None),
    "Classified": (
        "/classify?classifier=rules",
        [{"id": 1, "sentence": "In contrast to Alder et al. [7], we found no response.", "span": [28, 31], "heading": "Results"}],
    ),
    "IndexStats": ("/stats", None),
}
"""Shape of an answer → the question whose answer is the example of it: path below /v1, and body."""

_OWN: tuple[Any, ...] = (
    shapes.Articles,
    ArticleCard,
    shapes.Classified,
    ClassifiedLine,
    shapes.Reach,
    shapes.ReviewAsked,
    shapes.ReviewKept,
    Upload,
    UploadedFile,
)
"""Shapes that only this API has."""

_HEAD = """# The API under /v1

Written by the program (`make docs`). `citance serve` answers these routes; the same as OpenAPI, with examples, is at
`/openapi.json`. Answers are JSON objects that name their `schema`: the shapes of [what `--json` prints](json.md), and those
[at the end of this page](#shapes-of-this-api-alone).

```console
$ curl 'http://127.0.0.1:8710/v1/articles/10.5555/toy.alder2011/report?stance=contrasting'
$ curl -H 'Accept: application/x-bibtex' http://127.0.0.1:8710/v1/articles/10.5555/toy.alder2011
$ curl 'http://127.0.0.1:8710/v1/search?query=pneumonia+infants&fields=statements.hits.statement.sentence'
$ curl --json '["10.5555/toy.alder2011", "PMC90000003"]' http://127.0.0.1:8710/v1/articles:batch
```

**Naming articles.** `{identifier}` is a DOI, PMID, PMCID or arXiv id in any spelling, an address of one, or the article's key;
slashes stand raw or as `%2F`.

**Filters** stand within a field for any of the values (`stance=supporting,contrasting`, or the parameter twice; names
of journals, article types and authors hold commas, so they are given one by one), across fields for all. A parameter
that a route does not know is an error which names the known ones.

**Pages.** `limit` says how many (at most 200). `next` in an answer is the cursor of the page after it, null on the
last. A cursor belongs to its question and to one state of the index: when that has changed, the answer is 410, and one
begins again.

**Parts.** `fields=tally,statements.sentence,statements.citing.title` leaves out all other members, but `schema` and
`next`.

**Formats** are chosen by the `Accept` header, or by `format=`, which stands above it. Where an answer is about
statements, CSV and JSON Lines hold the statements, bibliographies (RIS, BibTeX, CSL-JSON) the articles that make them,
and JSON-LD the citations in the words of CiTO: all that the filters let through, whatever the page, up to 32 MB.
`Citance-Withheld` says how many were left out because the public may not see them.

**Caches.** Answers to GET have an `ETag` made from the state of the index and the question, and `Last-Modified`, when
the index was last written to; with `If-None-Match` or `If-Modified-Since` the answer is 304 where nothing has changed.

**Reach.** `reach` says how far an answer about an article reaches: how many works are known to cite it, in how many the
text that does is here, and how many statements are classified.

## Routes
"""


_PROBLEMS = """
## Problems

Errors are `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, and facts of the error (`known` names, the
`offset` in a query, `advice`...). What the server around these routes refuses, such as too slow a body, is
`urn:citance:problem:refused`, with the status that says why.

| status | type | title |
|---|---|---|
"""


def api_markdown() -> str:
    """The page of routes, problems and shapes."""
    described = _description()
    page = [_HEAD]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            page.append(_route(method.upper(), path, operation))
    page.append(_PROBLEMS)
    rows = [(row.status, kind_of(row.error), row.title) for row in TABLE]
    rows += [(status, kind, title) for kind, (status, title) in REFUSALS.items()]
    page += [f"| {status} | `urn:citance:problem:{kind}` | {title} |\n" for status, kind, title in sorted(rows)]
    page.append("\n## Shapes of this API alone\n")
    page += [_linked(_shape(shape, _name(shape))).replace("\n## ", "\n### ").replace(" or UnsetType", "") for shape in _OWN]
    return "".join(page)


def examples_json() -> str:
    """What the routes answer on the toy literature, by shape; lists cut short."""
    from fastapi.testclient import TestClient

    from citance.api.v1 import router
    from citance.index import open_index
    from citance.toy import toy_path

    with tempfile.TemporaryDirectory() as folder:
        index = open_index(Path(folder) / "index", create=True, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        with index:
            index.ingest([toy_path()], classify="rules", workers=1)
            client = TestClient(_application(router, index))
            statement = index.report(ALDER, limit=1).statements[0].id
            answers = {}
            for shape, (path, body) in _QUESTIONS.items():
                address = "/v1" + path.replace("{id}", statement)
                response = client.get(address) if body is None else client.post(address, json=body)
                if response.status_code != 200:
                    raise RuntimeError(f"{address}: {response.text}")
                told = response.text.replace(f"{toy_path()}/", "toy/")  # the same wherever this is run
                answers[shape] = _short(json.loads(told))
    return json.dumps(answers, ensure_ascii=False, indent=1) + "\n"


def _application(router: Any, index: Any) -> Any:
    from fastapi import FastAPI
    from starlette.concurrency import run_in_threadpool

    app = FastAPI()
    app.include_router(router(lambda question: run_in_threadpool(question, index), uploads=Spool(None, ServeOptions())))
    return app


def _description() -> dict[str, Any]:
    from citance.api.v1 import router

    described: dict[str, Any] = _application(router, None).openapi()
    return described


def _short(value: Any) -> Any:
    """The value with lists of objects cut to one, and without what differs from machine to machine."""
    if isinstance(value, list):
        return [_short(one) for one in (value[:1] if any(isinstance(one, list | dict) for one in value) else value)]
    if isinstance(value, dict):
        return {key: "1.0" if key == "citance" else 0 if key.startswith("bytes_") else _short(one) for key, one in value.items()}
    return value


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    status, answer = next((code, told) for code, told in operation["responses"].items() if code.startswith("2"))
    lines = [f"\n### {method} {path}\n\n{operation['summary']}"]
    if status != "200":
        lines.append(f" Answered with {status}.")
    content = answer.get("content", {})
    shape = re.search(r"schemas/v1\.(\w+)", json.dumps(content.get("application/json")))
    if shape is not None:
        lines.append(f" JSON: {_reference(shape[1])}.")
    kinds = [f"`{kind}`" for kind in content if kind != "application/json"]
    if kinds:
        lines.append(f" Also: {', '.join(kinds)}.")
    if "requestBody" in operation:
        lines.append(f" The body is {' or '.join(f'`{kind}`' for kind in operation['requestBody']['content'])}.")
    rows = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    if rows:
        lines.append("\n\n| parameter | | |\n|---|---|---|\n")
        lines += [
            f"| `{one['name']}` | {_kind(one['schema'])} | {one['description'].replace('|', chr(92) + '|')} |\n" for one in rows
        ]
    else:
        lines.append("\n")
    for kind, told in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            lines.append(f"\n```json\n{json.dumps(told['example'], ensure_ascii=False)}\n```\n")
    return "".join(lines)


def _reference(name: str) -> str:
    """A link to where the shape is described."""
    from citance import index
    from citance.services.export.rows import ArticleExport

    own = {shape.__name__: shape for shape in _OWN}
    shape = own.get(name) or getattr(index, name, None) or ArticleExport
    tag = str(shape.__struct_config__.tag)
    return f"[{tag}]({'' if shape in _OWN else 'json.md'}#{_anchor(shape)})"


def _linked(text: str) -> str:
    """The links of a shape: those to shapes that are described on the page of JSON lead there."""
    own = {_anchor(shape) for shape in _OWN}
    return re.sub(r"\]\(#([\w-]+)\)", lambda found: found[0] if found[1] in own else f"](json.md#{found[1]})", text)


def _name(shape: Any) -> str:
    tag = shape.__struct_config__.tag
    return str(tag) if tag else str(shape.__name__)


def _anchor(shape: Any) -> str:
    return re.sub(r"[^a-z0-9-]", "", _name(shape).lower())


def _kind(schema: dict[str, Any]) -> str:
    if schema["type"] == "array":
        inner = schema["items"]
        return f"any of {', '.join(f'`{one}`' for one in inner['enum'])}" if "enum" in inner else "texts"
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if schema["type"] in ("integer", "number") and "minimum" in schema:
        return f"{schema['minimum']} to {schema['maximum']}"
    return {"boolean": "`true`, `false`", "string": "text"}.get(schema["type"], schema["type"])
