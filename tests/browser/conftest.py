"""A real browser before a real server. Skipped where there is no Chromium, or no Playwright to drive it with.

Chromium is Debian's (`apt-get install chromium`) or the one that `playwright install chromium` brings; `CITANCE_CHROMIUM` names
another. Pages come from `citance serve` over the toy literature, in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from citance.index import open_index
from citance.toy import toy_path

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

WIDTHS = {390: 844, 1440: 900}
"""Width → height of a phone and of a desk."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the toy literature, classified by the rules and searchable."""
    folder = tmp_path_factory.mktemp("browsed") / "index"
    with open_index(folder, create=True) as index:
        index.ingest([toy_path()], classify="rules", workers=0)
        index.search("")
    return folder


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[str]:
    """The address of a server of this index, as long as it is asked for."""
    citance = [sys.executable, "-c", "import sys; from citance.cli import main; sys.exit(main())"]
    command = [*citance, "--json", "--index", str(folder), "serve", "--port", "0", *options]
    settings = {name: value for name, value in os.environ.items() if name != "CITANCE_CHROMIUM"}  # which is ours alone
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=settings) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())["address"].rstrip("/")
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[str]]:
    """Serves an index for as long as it is asked: `with serving(folder) as address`."""
    return serve


@pytest.fixture(scope="session")
def served(toy_folder: Path) -> Iterator[str]:
    """The address of a server for this machine."""
    with serve(toy_folder) as address:
        yield address


@pytest.fixture(scope="session")
def served_to_all(toy_folder: Path) -> Iterator[str]:
    """The address of a server for everybody."""
    with serve(toy_folder, "--public") as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    with playwright.sync_playwright() as started:
        path = os.environ.get("CITANCE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        if path is None and not Path(started.chromium.executable_path).exists():
            pytest.skip("no Chromium here")
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _is_complaint(said: Any, page: Any) -> bool:
    """Not that a page which is not here is not here: of that the browser speaks by itself."""
    return said.type in ("error", "warning") and said.location.get("url") != page.url


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page: `open_page(width=390, theme="dark", script=True, language="de")`. Whatever the page complains of fails."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(*, width: int = 1440, theme: str = "light", script: bool = True, language: str = "en") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=theme,
            java_script_enabled=script,
            locale=language,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said, page) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
