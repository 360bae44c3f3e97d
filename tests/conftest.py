"""What all tests share: an index of the toy literature. Those marked `shared` read the corpus, and are skipped without it."""

from __future__ import annotations

import math
import os
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from citance.index import open_index
from citance.toy import toy_path

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


@pytest.fixture(scope="session")
def toy_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the toy literature, classified by the rules and searchable, that no test changes."""
    folder = tmp_path_factory.mktemp("served") / "index"
    with open_index(folder, create=True) as index:
        index.ingest([toy_path()], classify="rules", workers=0)
    return folder


@pytest.fixture
def own_index(toy_index: Path, tmp_path: Path) -> Path:
    """A copy of that index, to change at will."""
    return shutil.copytree(toy_index, tmp_path / "own-index")


class Stopwatch:
    """Tells what takes so long that somebody built it to: CPU, not time, held against a plain piece of work at that moment.

    A machine may be five times as slow as another, and twice as slow as itself an hour ago.
    """

    NOMINAL = 0.005  # seconds of CPU that the plain piece of work takes on a quiet machine

    def pace(self) -> float:
        """How many times as long as on a quiet machine a plain piece of work takes now; at least 1."""
        words = "ferns on the walls of the northern towns, 12 of them" * 300
        begun = time.process_time()
        for _ in range(4):
            Counter(re.findall(r"\w+", words))
        return max(1.0, (time.process_time() - begun) / self.NOMINAL)

    def seconds(self, work: Callable[[], object], longest: float = 60.0) -> float:
        """CPU that it takes; infinite where it is not done after `longest` seconds of CPU, and is stopped."""

        def stop(*_: Any) -> None:
            raise TimeoutError

        before = signal.signal(signal.SIGVTALRM, stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, longest)
        begun = time.process_time()
        try:
            work()
        except TimeoutError:
            return math.inf
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
        return time.process_time() - begun

    def is_slow(self, work: Callable[[], object], budget: float) -> bool:
        """Whether it takes more than `budget` seconds of a quiet machine's CPU each time: where there is much else to do, what is
        quick is charged too much now and then."""
        return all(self.seconds(work, allowed) > allowed for allowed in self._allowed(budget))

    def _allowed(self, budget: float) -> Iterator[float]:
        yield budget
        for _ in range(3):
            yield budget * self.pace()


@pytest.fixture(scope="session")
def stopwatch() -> Stopwatch:
    """For what a stranger may have made to be slow."""
    return Stopwatch()


@pytest.fixture
def no_utf8(tmp_path: Path) -> Path:
    """A folder with one toy article, whose name is no UTF-8: `of-18` and a byte FF."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/of-18\xff"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("names here are UTF-8")
    shutil.copy(toy_path() / "alder2011.xml", folder)
    return folder
