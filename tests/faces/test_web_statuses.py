"""Pages of errors have the statuses that machines are answered, and tell nothing of the server."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from citance.errors import CitanceError, NotFound, SearchIndexError, StoreError, StoreFull, StoreLocked
from citance.services.status_codes import answer_of
from citance.web.visitor import error_page


@pytest.mark.parametrize(
    "error",
    [
        StoreError("/srv/secret", "disk I/O error"),
        StoreFull("/srv/secret"),
        StoreLocked("/srv/secret"),
        SearchIndexError("/srv/secret/search", "is not filled"),
        NotFound("index", "/srv/secret"),
        NotFound("article", "10.5555/nobody"),
    ],
)
def test_a_page_has_the_status_of_the_one_table(error: CitanceError) -> None:
    from fastapi import FastAPI

    scope = {
        "type": "http", "method": "GET", "path": "/", "root_path": "", "scheme": "http", "query_string": b"",
        "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "app": FastAPI(),
    }  # fmt: skip
    page = error_page(Request(scope), error)
    expected = answer_of(error)
    assert page.status_code == expected.status
    assert set(expected.headers.items()) <= set(page.headers.items())
    assert b"secret" not in page.body
