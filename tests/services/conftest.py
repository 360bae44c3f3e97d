"""An index of the toy literature, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from citance.index import STORE_FILE, Index, open_index
from citance.toy import toy_path

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the toy literature, classified by the rules, to be copied and not changed."""
    folder = tmp_path_factory.mktemp("toy") / "index"
    with open_index(folder, create=True, clock=lambda: NOW) as index:
        index.ingest([toy_path()], classify="rules", workers=0)
    assert (folder / STORE_FILE).exists()
    return folder


@pytest.fixture
def toy(template: Path, tmp_path: Path) -> Iterator[Index]:
    """An index of the toy literature of one's own."""
    with open_index(shutil.copytree(template, tmp_path / "index"), clock=lambda: NOW) as index:
        yield index


@pytest.fixture
def open_toy(template: Path, tmp_path: Path) -> Iterator[Callable[..., Index]]:
    """Opens the same index of the toy literature in any way, as often as wanted."""
    folder = shutil.copytree(template, tmp_path / "index")
    opened: list[Index] = []

    def open_it(**how: object) -> Index:
        opened.append(open_index(folder, clock=lambda: NOW, **how))  # type: ignore[arg-type]
        return opened[-1]

    yield open_it
    for index in opened:
        index.close()
