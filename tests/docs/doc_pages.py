"""The pages of docs/ as the tests read them: their code blocks, their links, their tables; and a shell that runs the blocks.

A page is run from top to bottom in one empty folder: `sh` blocks by a shell in which `citance` is this Citance, `python`
blocks by this Python, each in a process of its own. A `text` block right behind one of these shows what it prints; there a
line `...` stands for any number of lines, `...` within a line for any words, and dates and seconds may differ. A block
behind a comment `<!-- not run: why -->` is passed over.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))

_BLOCK = re.compile(r"^(?P<note><!-- not run: .+? -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
_ANY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\dZ)?)?|\b(?:\d+ min )?\d+(?:\.\d)? s\b")


class Block(NamedTuple):
    """A fenced block: its language, its text, where it stands, and whether it says that it is not run."""

    language: str
    text: str
    line: int
    passed_over: bool


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    words = page.read_text(encoding="utf-8")
    return [
        Block(found["language"], found["text"], words.count("\n", 0, found.start("language")) + 1, found["note"] is not None)
        for found in _BLOCK.finditer(words)
    ]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def run_page(page: Path, folder: Path) -> Iterator[tuple[Block, str, str | None]]:
    """Each block that was run, what it printed, and what the page shows it to print (None where it shows nothing)."""
    environment = _environment(folder)
    work = folder / "work"
    work.mkdir()
    held = [*blocks(page), None]
    for block, behind in pairwise(held):
        if block is None or block.passed_over or block.language not in ("sh", "python"):
            continue
        command = ["sh", "-e", "-c", block.text] if block.language == "sh" else [sys.executable, "-c", block.text]
        done = subprocess.run(
            command,
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,  # a reader sees both
            encoding="utf-8",
            timeout=120,
        )
        where = f"{page.relative_to(ROOT)}, line {block.line}"
        assert done.returncode == 0, f"{where}: exit code {done.returncode}\n{block.text}\n{done.stdout}"
        yield block, done.stdout, behind.text if behind is not None and behind.language == "text" else None


def _environment(folder: Path) -> dict[str, str]:
    """As of a reader at a terminal of 80 columns who has installed this Citance and set nothing."""
    commands = folder / "bin"
    commands.mkdir()
    for name, words in (("citance", '-c "from citance.cli import main; main()" '), ("python", "")):
        command = commands / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n')
        command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CITANCE_")}
    path = f"{commands}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"PATH": path, "COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1"}


def shows(printed: str, shown: str) -> bool:
    """Whether what was printed is what the page shows, dates, seconds and `...` apart."""
    return re.fullmatch(_pattern(shown), _plain(printed)) is not None


def _plain(text: str) -> str:
    lines = [line.rstrip() for line in _ANY.sub("<then>", text).splitlines()]
    return "\n".join(lines).strip("\n")


def _pattern(shown: str) -> str:
    lines = _plain(shown).split("\n")
    pattern = ""
    for number, line in enumerate(lines):
        if line == "...":
            pattern += r"(?:.*\n)*" if number < len(lines) - 1 else r"(?:.*\n?)*"
        else:
            pattern += ".*".join(re.escape(part) for part in line.split("..."))
            pattern += "\n" if number < len(lines) - 1 else ""
    # A last "..." may stand for nothing at all.
    return pattern.replace("\n(?:.*\\n?)*", "(?:\n.*)*")
