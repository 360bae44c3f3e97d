"""Python looks for circles seldom while much is read, and as before afterwards."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from citance.services.garbage import collecting_seldom


def test_it_is_as_before_afterwards_even_after_an_error() -> None:
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
    with pytest.raises(RuntimeError), collecting_seldom():
        raise RuntimeError
    assert gc.get_threshold() == before


@pytest.mark.parametrize(
    "begin",
    [
        "from citance.services.reading import process; process.serve = lambda *_: print(gc.get_threshold()[0], file=sys.stderr);"
        " process.main()",
        "from citance.services import extract; extract._begin_work(); print(gc.get_threshold()[0], file=sys.stderr)",
    ],
)
def test_processes_that_read_look_seldom(begin: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"import gc, sys; {begin}"], stdin=subprocess.DEVNULL, capture_output=True)
    assert int(done.stderr) > 50_000, done.stderr


def test_a_process_that_serves_looks_seldom_and_not_at_what_it_has_loaded() -> None:
    begin = (
        "import gc, sys, msgspec; from citance.serving.app import load_app; from citance.serving.options import ServeOptions;"
        " load_app('nowhere', msgspec.to_builtins(ServeOptions())); print(gc.get_threshold()[0], gc.get_freeze_count())"
    )
    done = subprocess.run([sys.executable, "-c", begin], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    often, loaded = map(int, done.stdout.split())
    assert often > 5_000
    assert loaded > 10_000
