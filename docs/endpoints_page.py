"""The page docs/reference/endpoints.md, from the description that the server gives of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citance.api.scite import READ_ROUTES
from citance.api.scite.bodies import MOST_DOIS
from citance.api.scite.journals import LEAST_FOR_INDEX
from citance.services.status_codes import TABLE
from citance.serving.app import describe
from citance.serving.options import ServeOptions

_LIMITS = ServeOptions()
_HEAD = f"""# Endpoints

Written by the program (`make docs`). What `citance serve` answers to programs; the same, with every field of every answer, is at
`/openapi.json` of a running server. Pages for people are not among it.

A request may have {_LIMITS.request_bytes:,} bytes, must have come whole within {_LIMITS.request_seconds:g} seconds, and is
answered within {_LIMITS.answer_seconds:g}. With `--public`, or where the setting `allow_origins` names them, pages of other
origins may read what lies at {", ".join(f"`{route}`" for route in READ_ROUTES)}: nothing else.
"""

_ABOUT = {
    "scite": f"""The dialect of scite's public API, for tools that were written for it. Lists of DOIs are bare JSON arrays of
at most {MOST_DOIS}; members that are no DOI get zeros, those that are no text are passed over. Answers stand under the DOI as it
was asked, in lower case. In a path a DOI may be raw, escaped, or an address. Supporting and contradicting count own evidence
alone (see the setting `scite_evidence`); a statement that reports another's result is mentioning there.

| what scite has and we do not | what is answered |
|---|---|
| authors, affiliations, publishers in `/stats`; subjects | 0; an empty list |
| affiliations, substances, MeSH terms in `/search` | nothing has them |
| support index of a journal on fewer than {LEAST_FOR_INDEX} statements | left out |
| `/reports/…`, `/assistant`, `/extension-install`, `/badge/…` of its site | sent on to our pages |
""",
    "v1": "Our own API: all that is known, with the reasons.\n",
    "upkeep": "For whoever looks after the server. With `--public` only the setting `metrics` opens `/metrics`.\n",
}
_TITLES = {"scite": "As scite has it", "v1": "Our own", "upkeep": "Upkeep"}
_TABLE = "| route | what it answers | parameters |\n|---|---|---|\n"


def endpoints_markdown() -> str:
    """The whole page."""
    paths = describe()["paths"]
    page = [_HEAD]
    for tag, words in _ABOUT.items():
        page.append(f"\n## {_TITLES[tag]}\n\n{words}\n{_TABLE}")
        page += _rows(paths, tag)
    page.append(
        "\n## Errors\n\nThe first row that fits counts. `detail` is a text; under `/v1` errors are problems (RFC 9457).\n\n"
    )
    page.append("| error | status | what is said |\n|---|--:|---|\n")
    page += (f"| `{row.error.__name__}` | {row.status} | {row.words or 'its own words'} |\n" for row in TABLE)
    return "".join(page)


def _rows(paths: dict[str, Any], tag: str) -> Iterator[str]:
    for path, methods in paths.items():
        told = {method.upper(): one for method, one in methods.items() if tag in one.get("tags", ())}
        if told:
            one = next(iter(told.values()))
            given = ", ".join(f"`{p['name']}`" for p in one.get("parameters", ()) if p["in"] == "query")
            body = one.get("requestBody", {}).get("description", "")
            yield f"| {' or '.join(told)} `{path}` | {one.get('summary', '')} | {', '.join(filter(None, (body, given)))} |\n"
