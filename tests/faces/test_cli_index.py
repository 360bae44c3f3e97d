"""The commands that ask and keep an index, on the toy literature."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from citance.cli.app import app
from citance.index import open_index
from citance.toy import toy_path

runner = CliRunner()
CITANCE = [sys.executable, "-c", "from citance.cli import main; main()"]
ALDER = "10.5555/toy.alder2011"
Run = Callable[..., Result]


def run_in(folder: Path) -> Run:
    def run(*words: str, input: str | bytes | None = None) -> Result:
        result = runner.invoke(app, ["--index", str(folder), *words], input=input)
        assert result.exit_code != 70, result.stderr
        return result

    return run


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """An index of the toy literature that no test changes."""
    run = run_in(tmp_path_factory.mktemp("toy") / "index")
    result = run("ingest", "--toy", "--classify", "now", "--workers", "1")
    assert result.exit_code == 0, result.stderr
    assert result.output.startswith("20 read, 0 with problems, 0 unreadable in ")
    return run


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of three toy articles."""
    folder = tmp_path_factory.mktemp("three") / "index"
    files = (str(toy_path() / f"{name}.xml") for name in ("alder2011", "brandt2013", "castell2014"))
    assert run_in(folder)("ingest", *files, "--workers", "1").exit_code == 0
    return folder


@pytest.fixture
def own(three: Path, tmp_path: Path) -> Run:
    """A copy of that index, to change at will."""
    shutil.copytree(three, tmp_path / "index")
    return run_in(tmp_path / "index")


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


# -- asking ----------------------------------------------------------------------------------------------------------------


def test_report_page_names_the_article_and_counts(toy: Run) -> None:
    page = toy("report", ALDER).output
    told = answer(toy("report", ALDER, "--json"))
    assert "Sirolimus for complicated vascular anomalies in children" in page
    assert f"{told['tally']['total']} statements in {told['tally']['citing_articles']} citing articles" in page
    assert "\x1b" not in page


@pytest.mark.parametrize("spelling", ["https://doi.org/10.5555/TOY.ALDER2011", "PMC90000003", "pmid:90000003", "90000003"])
def test_report_takes_any_spelling(toy: Run, spelling: str) -> None:
    assert answer(toy("report", spelling, "--json"))["article"]["doi"] == ALDER


def test_report_filters(toy: Run) -> None:
    told = answer(toy("report", ALDER, "--json", "--stance", "contrasting,supporting", "--year", "2014..", "--independent"))
    assert told["total"] > 0
    for item in told["statements"]:
        assert item["stance"] in ("contrasting", "supporting")
        assert item["citing"]["year"] >= 2014
        assert not item.get("self_citation")


def test_report_as_csv_has_every_statement_once(toy: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(toy("report", ALDER, "--format", "csv").stdout)))
    assert len(rows) == answer(toy("report", ALDER, "--json", "--limit", "0"))["total"]
    assert len({row["id"] for row in rows}) == len(rows)
    assert len(list(csv.DictReader(io.StringIO(toy("report", ALDER, "--format", "csv", "--limit", "3").stdout)))) == 3


def test_report_of_a_retracted_article_says_so_loudly(toy: Run) -> None:
    assert "!! RETRACTED" in toy("report", "10.5555/toy.kestrel2016", "--limit", "1").output


def test_report_of_a_preprint_and_its_paper(toy: Run) -> None:
    alone = answer(toy("report", "10.5555/toy.hart2017", "--json"))
    both = answer(toy("report", "10.5555/toy.hart2017", "--json", "--combined"))
    assert both["total"] > alone["total"]
    assert "--combined shows them" in toy("report", "10.5555/toy.hart2017").output.replace("\n", " ")


def test_what_is_not_there_ends_with_1_and_what_is_no_identifier_with_2(toy: Run) -> None:
    assert toy("report", "10.5555/nobody").exit_code == 1
    assert toy("report", "nonsense").exit_code == 2
    assert toy("review", "nostatement", "--stance", "supporting").exit_code == 1


def test_search_finds_statements_and_articles(toy: Run) -> None:
    told = answer(toy("search", "pneumonia", "infants", "--type", "both", "--json"))
    assert told["statements"]["total"] > 0
    assert told["articles"]["total"] > 0
    page = toy("search", "pneumonia infants", "--type", "both").output
    assert f"of {told['articles']['total']} articles" in page
    assert "Ask again: citance search 'pneumonia infants' --type both" in page


def test_search_that_finds_nothing_is_done_too(toy: Run) -> None:
    result = toy("search", "zeppelin")
    assert result.exit_code == 0
    assert "No statements match." in result.output


def test_search_query_that_cannot_be_read(toy: Run) -> None:
    result = toy("search", '"open phrase')
    assert result.exit_code == 2
    assert "at character 1" in result.stderr


def test_search_as_csv_is_one_table(toy: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(toy("search", "sirolimus", "--type", "articles", "-f", "csv").stdout)))
    assert rows[0]["title"]
    assert toy("search", "sirolimus", "--type", "both", "-f", "csv").exit_code == 2


def test_stats_count_what_came_in(toy: Run) -> None:
    told = answer(toy("stats", "--json"))
    assert told["counts"]["documents"] == 20
    page = toy("stats").output
    assert "20 with full text" in page
    assert "reader jats" in page


def test_every_command_that_lists_answers_in_json(toy: Run) -> None:
    for words in (["reviews"], ["reviews", "--orphaned"], ["reviews", "--disputed"], ["joins"], ["remove", "--list"], ["check"]):
        assert isinstance(answer(toy(*words, "--json")), dict)
    assert toy("problems", "--json").exit_code == 0


def test_link_recognises_references_among_the_articles_of_an_index(toy: Run) -> None:
    query = {"id": 1, "authors": [["Alder", "J M"]], "year": "2011", "first_page": "101", "volume": "6"}
    query["title"] = "Sirolimus for complicated vascular anomalies in children: a prospective single-arm study"
    unknown = {"id": 2, "authors": [["Nobody", "X"]], "year": 1950, "title": "Something else altogether"}
    result = toy("link", input=json.dumps(query) + "\n" + json.dumps(unknown) + "\n")
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["doi"] == ALDER
    assert first["article"] == answer(toy("report", ALDER, "--json"))["article"]["key"]
    assert (second["doi"], second["article"]) == (None, None)


# -- exports ---------------------------------------------------------------------------------------------------------------


def test_export_to_a_file_tells_what_and_where(toy: Run, tmp_path: Path) -> None:
    out = tmp_path / "statements.csv"
    result = toy("export", "statements", "--format", "csv", "-o", str(out), "--stance", "contrasting")
    assert result.exit_code == 0
    assert f"written to {out}" in result.stderr
    assert {row["stance"] for row in csv.DictReader(io.StringIO(out.read_text("utf-8")))} == {"contrasting"}


@pytest.mark.parametrize(("what", "format"), [("citations", "turtle"), ("articles", "citation-js"), ("articles", "bibtex")])
def test_export_to_standard_output_and_by_other_names(toy: Run, what: str, format: str) -> None:
    result = toy("export", what, "-f", format)
    assert result.exit_code == 0
    assert "10.5555/toy.alder2011" in result.stdout


def test_export_in_an_unknown_format_names_the_known_ones(toy: Run) -> None:
    result = toy("export", "articles", "-f", "docx")
    assert result.exit_code == 2
    assert "bibtex" in result.stderr


def test_export_to_where_we_may_not_write_ends_with_6(toy: Run, tmp_path: Path) -> None:
    result = toy("export", "articles", "-o", str(tmp_path / "no" / "such" / "folder.jsonl"))
    assert result.exit_code == 6
    assert "cannot write" in result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_full_disk_behind_standard_output_ends_with_6() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*CITANCE, "extract", str(toy_path()), "-q"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 6
    assert done.stderr.startswith("citance: cannot write standard output")
    assert "Traceback" not in done.stderr


# -- filling and keeping ---------------------------------------------------------------------------------------------------


def test_ingest_again_changes_nothing_and_says_so(own: Run) -> None:
    again = own("ingest", str(toy_path() / "alder2011.xml"), "--workers", "1")
    assert again.output.startswith("0 read, 0 with problems, 0 unreadable, 1 known already.")


def test_ingest_of_nothing_readable_ends_with_3(tmp_path: Path) -> None:
    run = run_in(tmp_path / "index")
    poem = tmp_path / "poem.xml"
    poem.write_text("no article")
    result = run("ingest", str(poem), "--workers", "1")
    assert result.exit_code == 3
    assert "citance problems" in result.output
    assert "poem.xml" in run("problems").output
    assert json.loads(run("problems", "--json").stdout)["problem"]["kind"] == "unreadable"


def test_ingest_of_a_slip_of_the_pen_makes_no_index(tmp_path: Path) -> None:
    result = run_in(tmp_path / "index")("ingest", "no-such-folder")
    assert result.exit_code == 3
    assert not (tmp_path / "index").exists()
    assert run_in(tmp_path / "index")("ingest").exit_code == 2


def test_statements_wait_until_they_are_classified(own: Run) -> None:
    waiting = answer(own("stats", "--json"))["counts"]["waiting"]
    assert waiting > 0
    told = answer(own("classify", "--waiting", "--limit", "5", "--json"))
    assert (told["classified"], told["waiting"]) == (5, True)
    assert answer(own("classify", "--waiting", "--json"))["classified"] == waiting - 5
    assert own("classify", "--waiting").output == "Nothing waits for a classifier.\n"


def test_a_review_counts_at_once_and_travels(own: Run, tmp_path: Path) -> None:
    own("classify", "--waiting")
    statement = answer(own("report", ALDER, "--json", "--limit", "1"))["statements"][0]["id"]
    kept = own("review", statement, "--stance", "supporting", "--evidence", "own", "--why", "it says so", "--by", "A. Reader")
    assert kept.exit_code == 0
    told = answer(own("report", ALDER, "--json", "--limit", "1"))["statements"][0]
    assert (told["stance"], told["reviewed"]) == ("supporting", True)
    assert "it says so" in own("review", statement).output
    file = tmp_path / "reviews.jsonl"
    assert own("reviews", "--export", str(file)).exit_code == 0
    assert own("review", statement, "--withdraw", "1").exit_code == 0
    assert own("reviews").output.endswith("0 reviews.\n")
    assert "1 attached" in own("reviews", "--import", str(file)).output
    assert "A. Reader: supporting (own)" in own("reviews").output


def test_removed_is_removed_until_it_is_lifted(own: Run) -> None:
    file = str(toy_path() / "brandt2013.xml")
    assert own("remove", "10.5555/toy.brandt2013", "--why", "asked to").exit_code == 0
    assert "asked to" in own("remove", "--list").output
    assert "1 left out as removed" in own("ingest", file, "--workers", "1").output
    assert own("remove", "--lift", "1").exit_code == 0
    assert own("ingest", file, "--workers", "1").output.startswith("1 read")
    assert own("remove").exit_code == 2


def test_backup_and_restore(own: Run, tmp_path: Path) -> None:
    assert own("backup", str(tmp_path / "copy")).exit_code == 0
    restored = run_in(tmp_path / "restored")
    assert restored("restore", str(tmp_path / "copy")).exit_code == 0
    assert restored("restore", str(tmp_path / "copy")).exit_code == 4, "there is one already"
    assert answer(restored("stats", "--json"))["counts"]["documents"] == 3


def test_rebuild_knows_its_stages(own: Run) -> None:
    assert "there are: find, cut, link, classify, search" in own("rebuild", "--stage", "all").stderr
    assert own("rebuild", "--stage", "search").exit_code == 0


def test_without_an_index_a_question_ends_with_4_and_says_what_to_do(tmp_path: Path) -> None:
    result = run_in(tmp_path / "none")("stats")
    assert result.exit_code == 4
    assert "citance ingest" in result.stderr


def test_questions_are_answered_while_somebody_writes_and_a_second_writer_waits(own: Run, tmp_path: Path) -> None:
    with open_index(tmp_path / "index"):  # holds the writer's lock
        for words in (["report", ALDER], ["search", "sirolimus"], ["stats"], ["problems"], ["export", "articles"], ["joins"]):
            assert own(*words).exit_code == 0, words
        second = own("classify", "--waiting")
        assert second.exit_code == 4
        assert "wait until it has finished" in second.stderr.lower()
    assert own("classify", "--waiting").exit_code == 0


def test_the_index_is_named_by_the_environment_too(toy: Run, tmp_path: Path) -> None:
    environment = {**os.environ, "CITANCE_INDEX": str(tmp_path / "elsewhere")}
    done = subprocess.run([*CITANCE, "stats"], env=environment, capture_output=True, text=True)
    assert f"there is no index at {tmp_path / 'elsewhere'}" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.xml").write_bytes((toy_path() / "alder2011.xml").read_bytes() + b"\n" * number)
    command = [*CITANCE, "--index", str(tmp_path / "index"), "ingest", str(tmp_path), "--workers", "1"]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    while not (tmp_path / "index" / "citance.sqlite").exists():
        time.sleep(0.01)
        assert started.poll() is None
    os.killpg(started.pid, signal.SIGINT)
    _, words = started.communicate(timeout=60)
    assert started.returncode == 130
    assert b"Traceback" not in words
    assert b"give the same command again" in words
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "unreadable" in again.stdout
