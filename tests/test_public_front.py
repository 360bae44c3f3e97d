"""`import citance`: what it gives, and what it must not load."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import citance
from citance.errors import NotFound


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_import_loads_nothing_heavy() -> None:
    heavy = ("lxml", "tantivy", "msgspec", "zstandard", "sqlite3", "rich", "typer", "pyarrow", "numpy", "onnxruntime")
    code = f"import sys, citance; print([name for name in {heavy!r} if name in sys.modules])"
    assert run(code) == "[]"


def test_the_index_is_loaded_without_readers_and_search_engine() -> None:
    heavy = ("lxml", "tantivy", "rich", "citance.readers", "citance.extraction.pipeline")
    code = f"import sys, citance; citance.open_index; print([n for n in {heavy!r} if n in sys.modules])"
    assert run(code) == "[]"


def test_every_name_is_there() -> None:
    for name in citance.__all__:
        assert getattr(citance, name) is not None
    assert set(citance.__all__) <= set(dir(citance))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = citance.no_such_thing


def test_errors_are_those_of_the_tree() -> None:
    assert citance.NotFound is NotFound
    assert issubclass(citance.NotFound, citance.CitanceError)


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert citance.__version__ == project["project"]["version"]
