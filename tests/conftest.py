"""What all tests share: those marked `shared` read the corpus beside the checkout, and are skipped where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# A test is no stopwatch: on a busy machine an example takes a second that takes a millisecond on a quiet one.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Where the trained model is not in the checkout the rules stand in for "best"; only tests of that mind the warning."""
    if not (ROOT / "src/citance/classification/model/manifest.json").exists():
        config.addinivalue_line("filterwarnings", "ignore::citance.errors.FallbackWarning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="../shared is absent")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and labelled sets beside the checkout."""
    return SHARED
