"""What the faces are tried on: an index of the toy literature, and the application that serves it, asked in-process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index
from citance.toy import toy_path


@pytest.fixture(scope="session")
def toy_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the toy literature, classified by the rules and searchable, that no test changes."""
    folder = tmp_path_factory.mktemp("served") / "index"
    with open_index(folder, create=True) as index:
        index.ingest([toy_path()], classify="rules", workers=0)
    return folder


@pytest.fixture
def own_index(toy_index: Path, tmp_path: Path) -> Path:
    """A copy of that index, to change at will."""
    return shutil.copytree(toy_index, tmp_path / "own-index")


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
