"""The pages that show how to work with Citance do what they show."""

from __future__ import annotations

from pathlib import Path

import pytest
from doc_pages import DOCS, PAGES, blocks, run_page, shows

RUN = ("tutorial.md", "guides/library.md", "guides/reviewing.md", "reference/extract.md", "explanation/links.md")


@pytest.mark.parametrize("name", RUN)
def test_the_examples_print_what_the_page_shows(name: str, tmp_path: Path) -> None:
    ran = 0
    for block, printed, shown in run_page(DOCS / name, tmp_path):
        ran += 1
        if shown is not None:
            assert shows(printed, shown), f"{name}, line {block.line}: {block.text}\nprints:\n\n{printed}"
    assert ran


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_of_every_page_can_be_read(page: Path) -> None:
    for block in blocks(page):
        if block.language == "python":
            compile(block.text, f"{page.name}, line {block.line}", "exec")


@pytest.mark.parametrize(
    ("printed", "shown", "right"),
    [
        ("one\ntwo\nthree\n", "one\n...\nthree\n", True),
        ("one\nthree\n", "one\n...\nthree\n", True),
        ("one\ntwo\nthree\n", "...\nthree\n", True),
        ("one\ntwo\n", "one\n...\n", True),
        ("one\n", "one\n...\n", True),
        ("one\ntwo\n", "one\n", False),
        ("one 12 two", "one ... two", True),
        ("one two", "two", False),
        ("in 0.9 s on 2031-01-01 10:00", "in 1.2 s on 2026-05-01 09:12", True),
        ("in 19 s.", "in 0.9 s.", True),  # where there is much else to do
        ("in 2 min 5 s.", "in 0.9 s.", True),
        ("(a|b)", "(a|c)", False),
    ],
)
def test_what_counts_as_shown(printed: str, shown: str, right: bool) -> None:
    assert shows(printed, shown) is right
