"""Files read in processes of their own: what crashes, hangs or takes too much is a Problem, and the rest goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from citance.model import ProblemKind
from citance.services.reading import OneReader, ReadingJob, file, process, read_all
from citance.toy import toy_path

PDF = b"%PDF-1.4 and no more"
AGES = 600.0  # seconds, which no load of the machine takes up

_TROUBLED = """
import os, time
from citance.services.reading import process
whole = process.read_file
def read_file(job):
    if "crash" in job.name:
        os._exit(7)
    if "hang" in job.name:
        time.sleep(60)
    if "glut" in job.name:
        bytearray(1_200_000_000)
    return whole(job)
process.read_file = read_file
process.main()
"""


@pytest.fixture
def troubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading processes that die over files named crash, never end over those named hang, and take 1.2 GB for a glut."""
    monkeypatch.setattr(file, "PATIENCE", AGES)
    monkeypatch.setattr(file, "PDF_PATIENCE", AGES)
    pipe = subprocess.PIPE

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", _TROUBLED], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)

    monkeypatch.setattr(process, "_start", start)


@pytest.fixture
def impatient(troubled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little patience with PDFs, of which only those named hang are read: what is no PDF has time on a busy machine, too."""
    monkeypatch.setattr(file, "PDF_PATIENCE", 2.0)


@pytest.mark.usefixtures("impatient")
def test_a_file_that_kills_or_hangs_its_reader_is_a_problem_and_the_rest_goes_on() -> None:
    whole = (toy_path() / "ferro2010.xml").read_bytes()
    names = ["one", "crash", "two", "three", "crash again", "hang", "four", *(f"more {n}" for n in range(20))]
    answers = list(read_all((ReadingJob(name, PDF if name == "hang" else whole) for name in names), 2))
    assert [job.name for job, _ in answers] == names
    failed = {job.name: answer.problems[0].kind for job, answer in answers if answer.packed is None}
    assert failed == {
        "crash": ProblemKind.UNREADABLE,
        "crash again": ProblemKind.UNREADABLE,
        "hang": ProblemKind.TIMEOUT,
    }


def test_trouble_on_the_way_in_stops_the_work() -> None:
    def jobs() -> Iterator[ReadingJob]:
        yield ReadingJob("one", b"<article/>")
        raise OSError("the walk broke off")

    with pytest.raises(OSError, match="broke off"):
        list(read_all(jobs(), 1))


def test_nothing_to_read_is_nothing() -> None:
    assert list(read_all(iter(()), 2)) == []


@pytest.mark.usefixtures("impatient")
def test_one_reader_begins_anew_after_a_file_that_ended_it() -> None:
    data = (toy_path() / "ferro2010.xml").read_bytes()
    reader = OneReader()
    try:
        whole = reader.read(ReadingJob("one", data, "document"))
        assert whole.document is not None
        assert whole.document.format == "jats"
        assert [problem.kind for problem in reader.read(ReadingJob("crash", data)).problems] == [ProblemKind.UNREADABLE]
        assert [problem.words for problem in reader.read(ReadingJob("hang", PDF)).problems] == [
            "it was not read within 2 seconds"
        ]
        assert reader.read(ReadingJob("two", data)).packed is not None
    finally:
        reader.close()


@pytest.mark.usefixtures("troubled")
@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_pdf_may_take_less_memory_than_other_files() -> None:
    data = (toy_path() / "ferro2010.xml").read_bytes()
    answers = {
        job.name: reading for job, reading in read_all(iter([ReadingJob("glut", data), ReadingJob("glut of a PDF", PDF)]), 1)
    }
    assert answers["glut"].packed is not None
    # MemoryError where the stand-in asks for it, before anything is read: the process ends.
    assert answers["glut of a PDF"].packed is None
    assert answers["glut of a PDF"].problems[0].kind is ProblemKind.UNREADABLE
