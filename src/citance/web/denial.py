"""The page that says why a question was not let in: made before a route is found, it asks nothing of the application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from citance.web.catalogue import LANGUAGES, choose_language, words_in
from citance.web.paths import Paths, asked_path
from citance.web.render import render

_TOLD = (400, 401, 403, 408, 413, 421, 429, 503)
"""Statuses that have words of their own in the catalogue."""
_PASSING = (408, 429, 503)
"""Those of what can be asked for again."""


def denial_page(scope: Mapping[str, Any], headers: Mapping[bytes, bytes], status: int, why: str) -> str:
    """The page in the asker's language; `why` are the particulars, in English."""
    root: str = scope.get("root_path", "")
    pairs = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    by_name = dict(pairs).get("lang", "")
    words = words_in(choose_language(by_name, headers.get(b"accept-language", b"").decode("latin-1")))
    path, reads = asked_path(scope), scope.get("method") in ("GET", "HEAD")
    return render(
        "denied.html",
        words,
        Paths(root, by_name if by_name in LANGUAGES else None),
        here={language: Paths(root, language).to(path, pairs if reads else ()) for language in LANGUAGES},
        again=(path, pairs) if reads and status in _PASSING else None,
        code=status,
        told=str(status) if status in _TOLD else "other",
        why=why,
    )
