"""What the pages name exists: pages and headings they link to, commands and options, make targets, benches, words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from doc_pages import DOCS, PAGES, ROOT, blocks, prose

import citance
from citance.cli.app import app
from citance.model import Place, SectionKind, Stance

_GROUP = typer.main.get_command(app)
_CONTEXT = click.Context(_GROUP)
COMMANDS: dict[str, click.Command] = {name: _GROUP.get_command(_CONTEXT, name) for name in _GROUP.list_commands(_CONTEXT)}  # type: ignore[attr-defined]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    lines = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for target in LINK.findall(prose(page))
        if ":" not in target
    }
    assert [str(page) for page in PAGES if page.resolve() not in linked and page.name not in ("README.md", "index.md")] == []


def lines_of_shell() -> Iterator[tuple[Path, str]]:
    """Every line of a block, and every bit of code in the prose, that calls citance."""
    for page in PAGES:
        for block in blocks(page):
            if block.language == "sh":
                yield from ((page, line) for line in block.text.splitlines())
        for code in re.findall(r"`(citance [^`\n]+)`", prose(page)):
            yield page, code


def calls() -> Iterator[tuple[Path, str, list[str]]]:
    for page, line in lines_of_shell():
        for part in re.split(r"(?<!')[|](?!')|&&|;", line):
            if re.match(r"\s*citance\s", part):
                words = shlex.split(re.split(r"\s#\s", part.strip())[0].replace("...", "X"))
                yield page, line, words[1:]


@pytest.mark.parametrize(("page", "line", "words"), list(calls()), ids=lambda value: value if isinstance(value, str) else "")
def test_commands_and_options_exist(page: Path, line: str, words: list[str]) -> None:
    if words[0] == "--index":
        words = words[2:]
    if words[0].startswith("-"):
        return
    assert words[0] in COMMANDS, f"{page.name}: {line}"
    known = {option for parameter in COMMANDS[words[0]].params for option in (*parameter.opts, *parameter.secondary_opts)}
    general = {"--index", "--json", "-q", "--quiet", "-v", "--verbose", "-h", "--help"}
    for word in words[1:]:
        if re.match(r"--?[a-z]", word) and not word.startswith("-rats"):
            assert word.partition("=")[0] in known | general, f"{page.name}: {line}"


def test_every_command_is_on_the_page_of_commands() -> None:
    described = set(re.findall(r"^## citance (\w+)$", (DOCS / "reference" / "commands.md").read_text(encoding="utf-8"), re.M))
    assert described == set(COMMANDS)


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for page in (*PAGES, ROOT / "CONTRIBUTING.md"):
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.M))
        assert named <= targets, page
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"demo", "test"} <= set(re.findall(r"^make (\w+)", readme, re.M))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_run_or_named_exist(page: Path) -> None:
    for name in re.findall(r"(?<![\w/])((?:bench|tests|docs)/[\w/]+\.(?:py|txt|tsv|md))", page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_the_words_page_names_what_there_is() -> None:
    words = (DOCS / "explanation" / "words.md").read_text(encoding="utf-8")
    for value in (*Stance, *Place, *SectionKind):
        assert value in words, value


def test_names_imported_from_the_front_exist() -> None:
    for page in PAGES:
        for block in blocks(page):
            if block.language == "python":
                for name in re.findall(r"\bcitance\.([A-Za-z_]+)\b(?! import)", block.text):
                    assert hasattr(citance, name) or name in ("toy", "model", "readers", "extraction"), f"{page.name}: {name}"


def test_nothing_from_the_corpus_is_an_example() -> None:
    """Examples are of the toy literature: the only DOIs are under 10.5555, which is for tests."""
    for page in PAGES:
        found = set(re.findall(r"\b10\.\d{4,9}/", page.read_text(encoding="utf-8")))
        assert found <= {"10.5555/"}, page


def test_pages_the_program_writes_are_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    from write_reference import PAGES as WRITTEN
    from write_reference import stale_pages

    assert {"commands.md", "endpoints.md", "linking.md", "json.md", "settings.md", "api.md"} == {
        name for name in WRITTEN if "/" not in name
    }
    assert stale_pages() == [], "run 'make docs'"


def test_every_setting_is_told() -> None:
    """Its words are the comment beside it, which must stand on its line: two had lost theirs to a formatter."""
    rows = [line for line in (DOCS / "reference/settings.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) > 15
    assert [row for row in rows if len(row.split(" | ")[-1].strip(" |")) < 5] == []


def test_each_change_says_what_it_is() -> None:
    for fragment in (ROOT / "changes").iterdir():
        if fragment.name != "README.md":
            assert re.fullmatch(r"[\w-]+\.(added|changed|fixed|removed)\.md", fragment.name), fragment.name
            assert fragment.read_text(encoding="utf-8").strip()
