"""Writes the pages of docs/reference that the program knows better than a person: `python docs/write_reference.py`.

`--check` writes nothing and exits with 1 where a page is not what the program says; a test does that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from api_page import api_markdown, examples_json  # beside this file, as are the next
from endpoints_page import endpoints_markdown  # beside this file, as are the next
from linking_page import linking_markdown
from shapes_page import json_markdown, settings_markdown

from citance.cli.manual import commands_markdown

FOLDER = Path(__file__).parent / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_markdown,
    "endpoints.md": endpoints_markdown,
    "linking.md": linking_markdown,
    "json.md": json_markdown,
    "settings.md": settings_markdown,
    "api.md": api_markdown,
    "../../src/citance/api/v1/examples.json": examples_json,  # what the description of the API shows
}


def stale_pages() -> list[str]:
    """The names of pages that are not what the program says now."""
    return [name for name, write in PAGES.items() if not _is_fresh(FOLDER / name, write())]


def _is_fresh(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


def main() -> None:
    """Write the pages, or only look."""
    if "--check" in sys.argv:
        stale = stale_pages()
        sys.exit(f"not as the program says: {', '.join(stale)}; run 'make docs'" if stale else 0)
    FOLDER.mkdir(exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), "utf-8")


if __name__ == "__main__":
    main()
