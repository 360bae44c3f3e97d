"""docs/reference/errors.md names every problem and every error, with the kinds and exit codes that the program gives."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest
from doc_pages import DOCS

from citance import errors
from citance.cli.exits import CODES, OutputError, SettingsError, explain
from citance.model import ProblemKind

PAGE = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")]


def tree() -> Iterator[type[errors.CitanceError]]:
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.CitanceError):
            yield kind


def made(kind: type[errors.CitanceError]) -> errors.CitanceError:
    if kind.__init__ in (Exception.__init__, errors.CitanceError.__init__):
        return kind("words")
    needed = [p for p in inspect.signature(kind).parameters.values() if p.default is p.empty]
    return kind(*(1 if p.annotation == "int" else "words" for p in needed))


def test_every_kind_of_problem_is_described() -> None:
    described = [cells[0].strip("`") for cells in rows("Problems")]
    assert sorted(described) == sorted(ProblemKind)


def test_every_error_is_described() -> None:
    described = [cells[0].strip("`") for cells in rows("Errors")]
    assert sorted(described) == sorted(kind.__name__ for kind in tree())


@pytest.mark.parametrize("cells", rows("Errors"), ids=lambda cells: cells[0].strip("`"))
def test_kind_code_and_facts_are_so(cells: list[str]) -> None:
    error = made(getattr(errors, cells[0].strip("`")))
    failure = explain(error)
    assert (cells[1].strip("`"), int(cells[2])) == (failure.kind, failure.code)
    assert set(re.findall(r"`(\w+)`", cells[4])) == set(vars(error))


def test_codes_told_in_passing() -> None:
    (row,) = (cells for cells in rows("Errors") if cells[0] == "`NotFound`")
    told = {"no index": "index", "no backup": "backup", "no settings file": "settings file"}
    for words, about in told.items():
        (code,) = re.findall(rf"{words}: (\d)", row[3], re.I)
        assert explain(errors.NotFound(about, "x")).code == int(code), words
    (row,) = (cells for cells in rows("Errors") if cells[0] == "`InvalidRecord`")
    assert f"A line of the input: {explain(errors.InvalidRecord('x', 7)).code}" in row[3]
    last = PAGE.rsplit("\n\n", 1)[1]
    for error in (FileNotFoundError("x"), OutputError("x", "full"), KeyboardInterrupt(), SettingsError("x")):
        failure = explain(error)
        assert f"`{failure.kind}` and ends with {failure.code}" in last.replace("\n", " ")
        assert failure.code in {code.code for code in CODES}
