"""What the faces are tried on: the application that serves an index, asked in-process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[..., Any]]:
    """Serves an index in-process: `serving(folder, public=True...)` gives a client of it, which asks as a browser on this
    machine would."""
    from fastapi.testclient import TestClient

    from citance.serving.app import create_app
    from citance.serving.options import ServeOptions

    opened: list[TestClient] = []

    def serve(folder: Path, *, base_url: str = "http://localhost", **how: Any) -> TestClient:
        application: Any = create_app(str(folder), ServeOptions(**how))
        client = TestClient(application, base_url=base_url, follow_redirects=False)
        opened.append(client.__enter__())
        return opened[-1]

    yield serve
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def local(serving: Callable[..., Any], toy_index: Path) -> Any:
    """A client of the toy literature, served to this machine alone."""
    return serving(toy_index)


@pytest.fixture(scope="session")
def public(serving: Callable[..., Any], toy_index: Path) -> Any:
    """A client of the toy literature, served to everybody."""
    return serving(toy_index, public=True, base_url="http://citations.example.org")
