"""The badge that other people's pages show, and the page on which one chooses how it looks.

The script is one for all languages: the words it says are taken from the catalogues, and written into it when it is asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response

from citance.index import Index, Sort
from citance.model import Doi, find_identifier
from citance.web.catalogue import LANGUAGES, words_in
from citance.web.page_query import LONGEST
from citance.web.visitor import Asker

PLACE_OF_WORDS = "/*words*/ { en: {} }"
_NAMES = (
    *(f"badge.{name}" for name in ("title", "total", "cites", "open", "statements", "articles")),
    *(f"stance.{name}" for name in ("supporting", "contrasting", "mentioning", "unclassified")),
    *(f"section.{name}" for name in ("introduction", "methods", "results", "discussion", "other")),
    *(f"standing.{name}" for name in ("retracted", "concern", "corrected")),
    "site.name",
    "format.thousands",
)


class Option(NamedTuple):
    """One attribute of a badge: `choices` (value, name of its words) where there are several, else a tick; `usual` says which."""

    name: str
    usual: str
    choices: tuple[tuple[str, str], ...] = ()


_WAYS = (("vertical", "vertical"), ("horizontal", "horizontal"))
GROUPS: dict[str, tuple[Option, ...]] = {
    "look": (
        Option("layout", "vertical", _WAYS),
        Option("theme", "", (("", "page"), ("light", "light"), ("dark", "dark"))),
        Option("small", "false"),
        Option("vertical-compact", "false"),
        Option("force-collapse", "false"),
    ),
    "shown": (
        Option("tally-show", "true"),
        Option("show-labels", "false"),
        Option("show-logo", "true"),
        Option("show-total", "true"),
        Option("show-cites", "true"),
        Option("show-retractions", "true"),
        Option("show-notices", "true"),
        Option("show-zero", "false"),
    ),
    "sections": (
        Option("section-tally-show", "false"),
        Option("section-tally-layout", "vertical", _WAYS),
        Option("chart-type", "", (("", "none"), ("bar", "bar"), ("pie", "pie"), ("donut", "donut"))),
    ),
    "hint": (Option("tooltip-placement", "", (("", "fitting"), *((side, side) for side in ("top", "bottom", "left", "right")))),),
}
"""The attributes that the page offers, in the groups in which it shows them; their names are those of scite's badge."""


def add_badges(routes: APIRouter, index: Callable[[], Index]) -> None:
    """The script and the page, added to the routes."""

    def configure(request: Request) -> Response:
        """The page on which a badge is configured."""
        asker = Asker(request)
        doi = _asked_doi(asker.params.get("doi", ("",))[-1]) or _example(index())
        chosen = read_options(asker.params)
        attributes = [("class", "citance-badge"), ("data-doi", doi), *changed(chosen)]
        return asker.page(
            "badge.html",
            doi=doi,
            groups=GROUPS,
            chosen=chosen,
            attributes=attributes,
            address=f"{asker.host}{asker.paths.root}/badge.js",
        )

    routes.add_api_route("/badge.js", badge_script, methods=["GET", "HEAD"])
    routes.add_api_route("/about/badge", configure, methods=["GET", "HEAD"])


def badge_script(request: Request) -> Response:
    """The script. It is asked for by one address for ever, so browsers ask each hour whether there is a newer one."""
    body, digest = script()
    headers = {"Cache-Control": "public, max-age=3600", "ETag": f'"{digest}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")


@cache
def script() -> tuple[bytes, str]:
    """The script with the words of every language in it, and its digest."""
    source = files("citance.web").joinpath("badge.js").read_text(encoding="utf-8")
    assert PLACE_OF_WORDS in source
    words = {language: spoken(language) for language in LANGUAGES}
    body = source.replace(PLACE_OF_WORDS, json.dumps(words, ensure_ascii=False, separators=(",", ":"))).encode()
    return body, hashlib.sha256(body).hexdigest()[:16]


def spoken(language: str) -> dict[str, Any]:
    """What the script says in a language, each under the last part of its name in the catalogue."""
    entries = words_in(language).entries
    return {name.rpartition(".")[2]: entries[name] for name in _NAMES}


def read_options(params: dict[str, list[str]]) -> dict[str, str]:
    """Every attribute with what was chosen, or, where the form was not sent, what is usual."""
    sent = "set" in params
    chosen = {}
    for option in (one for group in GROUPS.values() for one in group):
        given = params.get(option.name, ("",))[-1]
        if option.choices:
            chosen[option.name] = given if given in dict(option.choices) and option.name in params else option.usual
        else:
            chosen[option.name] = ("true" if given else "false") if sent else option.usual
    return chosen


def changed(chosen: dict[str, str]) -> Sequence[tuple[str, str]]:
    """The attributes that are not as usual, as they are written."""
    usual = {option.name: option.usual for group in GROUPS.values() for option in group}
    return [(f"data-{name}", value) for name, value in chosen.items() if value != usual[name]]


def _asked_doi(words: str) -> str:
    found = find_identifier(words[:LONGEST]) if words.strip() else None
    return str(found) if isinstance(found, Doi) else ""


def _example(index: Index) -> str:
    found = index.search("", kind="articles", sort=Sort.MOST_CITED, limit=10, facets=()).articles
    return next((hit.article.doi for hit in (found.hits if found else ()) if hit.article.doi), "10.5555/toy.alder2011")
