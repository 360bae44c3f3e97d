"""The commands that ask and keep an index, on the toy literature."""

from __future__ import annotations

import csv
import io
import json
import os
import re
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


@pytest.mark.parametrize("words", [["report", "10.5555/\udcff"], ["search", "caf\udce9"], ["keys", "--create=\udcff"]])
def test_words_in_another_encoding_are_told_as_such(toy: Run, words: list[str]) -> None:
    result = toy(*words)
    assert result.exit_code == 2
    assert "is not UTF-8" in result.stderr


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
    unknown = toy("report", "10.5555/nobody")
    assert unknown.exit_code == 1
    assert "no article 10.5555/nobody in this index: it is not among the full texts, and none of them cites it" in unknown.stderr
    assert "citance search WORDS --type articles" in unknown.stderr
    assert toy("report", "nonsense").exit_code == 2
    assert toy("review", "nostatement", "--stance", "supporting").exit_code == 1


def test_report_of_an_article_that_nobody_cites_is_a_page_that_says_so(toy: Run) -> None:
    page = toy("report", "10.5555/toy.wen2024")
    assert page.exit_code == 0
    assert "Quality of life, cost and adherence" in page.output
    assert "Not cited by the 20 full texts of this index." in page.output
    assert "\n\n\n" not in page.output


def test_what_goes_together_is_told_as_usage(toy: Run) -> None:
    statement = answer(toy("report", ALDER, "--json", "--limit", "1"))["statements"][0]["id"]
    result = toy("review", statement, "--stance", "mentioning", "--evidence", "own", "--by", "A. Reader")
    assert result.exit_code == 2
    assert "evidence goes with supporting and contrasting alone" in result.stderr
    assert "--keep-going" not in result.stderr


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


def test_a_search_takes_the_filters_that_pages_have(toy: Run) -> None:
    every = answer(toy("search", "--json", "--limit", "0"))["statements"]["total"]
    filters = (
        *(("--study-type", "trial"), ("--article-type", "research-article"), ("--language", "en"), ("--confidence", "60")),
        *(("--author", "Nora Alder"), ("--cited", ALDER), ("--citing", ALDER)),
    )
    for name, value in filters:
        told = answer(toy("search", name, value, "--json", "--limit", "1"))
        assert told["filters"], name
        assert told["statements"]["total"] < every, name
        assert f"{name} " in toy("search", name, value).output, name
    assert toy("search", "--study-type", "guess").exit_code == 2
    here = answer(toy("search", "-t", "articles", "--with-document", "--json"))["articles"]["total"]
    assert here == 20
    gone = answer(toy("search", "--retracted", "--json"))["statements"]["total"]
    assert 0 < gone < every
    assert answer(toy("search", "--not-retracted", "--json"))["statements"]["total"] == every - gone


def test_a_search_of_articles_takes_them_of_the_articles(toy: Run) -> None:
    def found(*options: str) -> set[str | None]:
        told = answer(toy("search", "-t", "articles", "--limit", "200", "--json", *options))["articles"]
        assert len(told["hits"]) == told["total"]
        return {hit["article"].get("doi") for hit in told["hits"]}

    every = found()
    assert found("--retracted") == found("--standing", "retracted") == every - found("--not-retracted") != set()
    assert found("--standing", "corrected,concern") == {"10.5555/toy.castell2014"}
    for options in (("--stance", "contrasting"), ("--study-type", "trial"), ("--language", "pt"), ("--evidence", "reported")):
        assert set() < found(*options) < every, options
    assert toy("search", "--standing", "praised").exit_code == 2
    page = toy("search", "-t", "articles", "--stance", "contrasting", "--standing", "corrected", "--not-retracted").output
    assert "--stance contrasting --standing corrected --not-retracted --type articles" in " ".join(page.split())
    assert "study type: " in toy("search", "-t", "articles").output


def test_stats_count_what_came_in(toy: Run) -> None:
    told = answer(toy("stats", "--json"))
    assert told["counts"]["documents"] == 20
    page = toy("stats").output
    assert "20 with full text" in page
    assert "reader jats" in page


def test_ingest_and_stats_say_what_they_count(tmp_path: Path) -> None:
    """Ingest counts entries of reference lists, stats the works in them: two numbers, which once had one name."""
    run = run_in(tmp_path / "index")
    assert "175 entries in their reference lists" in run("ingest", "--toy", "--workers", "1").output
    assert "references      177  counted by work" in run("stats").output


@pytest.mark.parametrize(
    ("words", "schema"),
    [
        (["report", ALDER], "report"),
        (["search", "sirolimus"], "search"),
        (["stats"], "stats"),
        (["problems", "--count"], "problem-counts"),
        (["reviews"], "reviews"),
        (["reviews", "--orphaned"], "reviews"),
        (["reviews", "--disputed"], "disputed"),
        (["joins"], "joins"),
        (["remove", "--list"], "removed"),
        (["check"], "check"),
        (["version"], "version"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_every_question_is_answered_in_json_that_names_its_schema(toy: Run, words: list[str], schema: str) -> None:
    assert answer(toy(*words, "--json"))["schema"] == f"citance/{schema}/1"


def test_every_deed_is_answered_in_json_that_names_its_schema(own: Run, tmp_path: Path) -> None:
    def schema(*words: str) -> str:
        return answer(own("--json", *words))["schema"]

    statement = answer(own("report", ALDER, "--json", "--limit", "1"))["statements"][0]["id"]
    file = str(tmp_path / "reviews.jsonl")
    assert schema("ingest", str(toy_path() / "ferro2010.xml"), "--workers", "1") == "citance/ingest/1"
    assert schema("classify", "--waiting") == "citance/classify/1"
    assert schema("review", statement, "--stance", "mentioning", "--by", "A. Reader") == "citance/review-row/1"
    assert schema("review", statement) == "citance/statement-details/1"
    assert schema("reviews", "--export", file) == "citance/export/1"
    assert schema("reviews", "--import", file) == "citance/review-import/1"
    assert schema("review", statement, "--withdraw", "1") == "citance/statement-details/1"
    assert schema("export", "articles", "-o", str(tmp_path / "articles.jsonl")) == "citance/export/1"
    assert schema("visibility", ALDER, "open") == "citance/visibility/1"
    assert schema("remove", ALDER) == "citance/removed/1"
    assert schema("remove", "--lift", "1") == "citance/done/1"
    assert schema("rebuild", "--stage", "search") == "citance/rebuild/1"
    assert schema("backup", str(tmp_path / "copy")) == "citance/backup/1"
    restored = run_in(tmp_path / "restored")("--json", "restore", str(tmp_path / "copy"))
    assert answer(restored)["schema"] == "citance/restore/1"
    assert json.loads(own("--json", "joins", "--undo", "99").stderr)["schema"] == "citance/error/1"


def test_every_schema_of_the_command_line_is_on_the_page_of_shapes() -> None:
    import citance.cli

    folder = Path(citance.cli.__file__).parent
    words = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'(?:print_answer|with_schema|schema)\("([a-z-]+)"', words))
    page = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text("utf-8")
    assert len(named) > 10
    assert [name for name in sorted(named) if f"`citance/{name}/1`" not in page] == []


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


@pytest.mark.parametrize(
    "words", [["reviews", "--export", "{}"], ["export", "statements", "-o", "{}"], ["backup", "{}"]], ids=lambda words: words[0]
)
def test_what_cannot_be_written_is_no_trouble_with_the_input(toy: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "file").touch()
    result = toy(*(word.format(tmp_path / "file" / "below") for word in words))
    assert (result.exit_code, result.stderr.split(": ")[1][:12]) == (6, "cannot write")


def test_a_query_that_cannot_be_read_is_told_before_anything_is_written(toy: Run) -> None:
    result = toy("export", "statements", "--query", "(")
    assert (result.exit_code, result.stdout) == (2, "")


def test_articles_are_exported_by_the_filters_of_a_search_for_them(toy: Run) -> None:
    asked = ["--stance", "contrasting", "--year", "2010..2016"]
    found = answer(toy("search", "-t", "articles", "--json", "--limit", "500", *asked))["articles"]["hits"]
    exported = [json.loads(line) for line in toy("export", "articles", "--no-provenance", *asked).stdout.splitlines()]
    assert len(found) < 37
    assert {one["article"]["key"] for one in exported} == {one["article"]["key"] for one in found} != set()


@pytest.mark.parametrize(
    "words",
    [
        ["export", "articles", "--section", "methods"],
        ["export", "articles", "--self"],
        ["export", "articles", "--combined"],
        ["export", "statements", "--combined"],
        ["export", "reviews", "--article", ALDER],
        ["export", "reviews", "--stance", "supporting"],
        ["export", "reviews", "--query", "moths"],
        ["reviews", "--disputed", "--orphaned"],
        ["reviews", "--export", "-", "--statement", "x"],
        ["review", "x", "--why", "so it is"],
        ["review", "x", "--withdraw", "1", "--stance", "supporting"],
        ["classify", "lines.jsonl", "--limit", "3"],
        ["classify", "lines.jsonl", "--all"],
        ["classify", "--waiting", "--keep-going"],
        ["extract", "article.xml", "--classifier", "rules"],
        ["ingest", "article.xml", "--operating-point", "precise"],
        ["rebuild", "--stage", "cut", "--operating-point", "precise"],
        ["keys", "--create", "A. Reader", "--scope", "read", "--days", "9999999999"],
        ["report", ALDER, "--limit", "9" * 20],
        ["search", "moths", "--offset", "9" * 20],
        ["search", "moths", "--sort", "most-cited"],
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_a_wish_that_would_be_passed_over_is_refused(toy: Run, words: list[str]) -> None:
    result = toy(*words)
    assert (result.exit_code, result.stdout) == (2, ""), result.stderr


@pytest.mark.parametrize("words", [["joins", "--undo"], ["remove", "--lift"]], ids=lambda words: words[0])
@pytest.mark.parametrize("number", ["0", "99", "9" * 20])
def test_a_number_that_nothing_has_is_not_there(own: Run, words: list[str], number: str) -> None:
    assert own(*words, number).exit_code == 1


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
    row = json.loads(run("problems", "--json").stdout)
    assert (row["schema"], row["problem"]["kind"]) == ("citance/problem/1", "unreadable")


def test_stats_say_where_problems_stand(tmp_path: Path) -> None:
    run = run_in(tmp_path / "index")
    (tmp_path / "torn.xml").write_bytes((toy_path() / "alder2011.xml").read_bytes().replace(b"</sec>", b"", 1))
    (tmp_path / "poem.xml").write_text("no article")
    run("ingest", str(tmp_path / "torn.xml"), str(tmp_path / "poem.xml"), "--workers", "1")
    assert re.search(r"^problems +\d+  in 1 document and 1 unreadable file$", run("stats").output, re.M)


def test_problems_count_files_as_stats_and_ingest_do(tmp_path: Path) -> None:
    """A note, which spoils nothing, is told of apart."""
    run = run_in(tmp_path / "index")
    whole = (toy_path() / "alder2011.xml").read_bytes()
    (tmp_path / "torn.xml").write_bytes((toy_path() / "brandt2013.xml").read_bytes().replace(b"</sec>", b"", 1))
    letter = (
        b'<sub-article article-type="reply"><body><p>So says <xref ref-type="bibr" rid="%s">one</xref>.</p></body></sub-article>'
    )
    first = re.search(rb'<ref id="([^"]+)"', whole)
    assert first is not None
    (tmp_path / "noted.xml").write_bytes(whole.replace(b"</article>", letter % first[1] + b"</article>"))
    told = run("ingest", str(tmp_path / "torn.xml"), str(tmp_path / "noted.xml"), "--workers", "1").output
    assert told.startswith("2 read, 1 with problems")
    assert re.search(r"^problems +\d+  in 1 document$", run("stats").output, re.M)
    assert re.search(r"^\d+ problems in 1 file and notes alone in 1 file$", run("problems").output, re.M)
    counts = json.loads(run("problems", "--count", "--json").stdout)
    assert (counts["files"], counts["files_with_notes"]) == (1, 1)


def test_problem_kinds_have_one_spelling(tmp_path: Path) -> None:
    """What is printed can be given to --kind; so can what JSON has, and what one might say."""
    run = run_in(tmp_path / "index")
    torn = tmp_path / "torn.xml"
    whole = (toy_path() / "alder2011.xml").read_bytes()
    torn.write_bytes(whole.replace(b"</sec>", b"", 1))
    run("ingest", str(torn), "--workers", "1")
    (kind,) = {row["problem"]["kind"] for row in map(json.loads, run("problems", "--json").stdout.splitlines())} & {
        "not_well_formed"
    }
    assert kind == "not_well_formed"
    page = run("problems").output
    assert "not-well-formed" in page
    assert run("problems", "--kind", "nonsense").stderr.count("not-well-formed") == 1
    for word in ("not-well-formed", "not_well_formed", "not well formed"):
        assert "torn.xml: not-well-formed" in run("problems", "--kind", word).output


@pytest.mark.parametrize("settings", [{"CITANCE_CLASSIFIER": "oracle"}, {}])
def test_ingest_knows_its_classifier_before_it_reads(tmp_path: Path, settings: dict[str, str]) -> None:
    words = ["--classify", "now", *(() if settings else ("--operating-point", "sure"))]
    index = tmp_path / "index"
    result = runner.invoke(app, ["--index", str(index), "ingest", str(toy_path() / "ferro2010.xml"), *words], env=settings)
    assert result.exit_code == 2
    assert answer(run_in(index)("stats", "--json"))["counts"].get("articles", 0) == 0


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


def test_a_review_is_taken_back_from_its_own_statement_alone(own: Run) -> None:
    one, other = (one["id"] for one in answer(own("report", ALDER, "--json", "--limit", "2"))["statements"])
    assert own("review", one, "--stance", "mentioning", "--by", "A. Reader").exit_code == 0
    for number in ("1", "2", "9" * 20):
        assert own("review", other, "--withdraw", number).exit_code == 1
    assert own("reviews").output.endswith("1 review.\n")
    assert own("review", one, "--withdraw", "1").exit_code == 0


def test_a_review_whose_sentence_is_gone_can_be_taken_back(own: Run) -> None:
    statement = answer(own("report", ALDER, "--json", "--limit", "1"))["statements"][0]
    assert own("review", statement["id"], "--stance", "mentioning", "--by", "A. Reader").exit_code == 0
    assert own("remove", statement["citing"]["doi"]).exit_code == 0
    assert "orphaned" in own("reviews").output
    assert answer(own("review", statement["id"], "--withdraw", "1", "--json"))["done"] == "review_withdrawn"
    assert own("reviews").output.endswith("0 reviews.\n")


def test_removed_is_removed_until_it_is_lifted(own: Run) -> None:
    file = str(toy_path() / "brandt2013.xml")
    assert own("remove", "10.5555/toy.brandt2013", "--why", "asked to").exit_code == 0
    assert "asked to" in own("remove", "--list").output
    assert "1 left out as removed" in own("ingest", file, "--workers", "1").output
    assert own("remove", "--lift", "1").exit_code == 0
    assert own("ingest", file, "--workers", "1").output.startswith("1 read")
    assert own("remove").exit_code == 2


def test_a_folder_whose_name_is_no_utf8_is_removed_though_it_is_gone(no_utf8: Path, tmp_path: Path) -> None:
    run = run_in(tmp_path / "index")
    assert run("ingest", str(no_utf8), "--workers", "1").output.startswith("1 read")
    shutil.rmtree(no_utf8)
    removed = run("remove", "--source", str(no_utf8))
    assert "1 article removed" in removed.output, removed.stderr


def test_backup_and_restore(own: Run, tmp_path: Path) -> None:
    assert own("backup", str(tmp_path / "copy")).exit_code == 0
    restored = run_in(tmp_path / "restored")
    assert restored("restore", str(tmp_path / "copy")).exit_code == 0
    assert restored("restore", str(tmp_path / "copy")).exit_code == 4, "there is one already"
    assert answer(restored("stats", "--json"))["counts"]["documents"] == 3


def contents(index: Run) -> dict[str, Any]:
    """All that is derived or given, without what numbers the state of the index and tells the time."""
    statements = [json.loads(line) for line in index("export", "statements", "--no-provenance").stdout.splitlines()]
    reviews = answer(index("reviews", "--json"))["reviews"]
    reports = [answer(index("report", name, "--json", "--limit", "500")) for name in (ALDER, "10.5555/toy.hart2017")]
    tallies = [{name: report[name] for name in ("tally", "by_section", "by_year", "total")} for report in reports]
    counts = answer(index("stats", "--json"))["counts"]
    kept = ("articles", "references", "linked", "statements", "linked_statements", "tally", "reviews", "joins")
    return {
        "statements": sorted(statements, key=lambda statement: statement["id"]),
        "reviews": sorted(reviews, key=lambda row: row["number"]),
        "tallies": tallies,
        "counts": {name: counts.get(name) for name in kept},
    }


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the whole toy literature, classified, with three reviews."""
    folder = tmp_path_factory.mktemp("reviewed") / "index"
    run = run_in(folder)
    assert run("ingest", "--toy", "--classify", "now", "--workers", "1").exit_code == 0
    first, second, third = (item["id"] for item in answer(run("report", ALDER, "--json", "--limit", "3"))["statements"])
    assert run("review", first, "--stance", "supporting", "--evidence", "own", "--by", "A. Reader").exit_code == 0
    assert run("review", second, "--cited", "10.5555/toy.hart2017", "--by", "A. Reader").exit_code == 0
    assert run("review", third, "--stance", "mentioning", "--by", "B. Reader").exit_code == 0
    return folder


@pytest.mark.parametrize("stage", ["find", "cut", "link", "classify"])
def test_rebuild_leaves_everything_as_it_was(reviewed: Path, tmp_path: Path, stage: str) -> None:
    shutil.copytree(reviewed, tmp_path / "index")
    index = run_in(tmp_path / "index")
    before = contents(index)
    assert len(before["reviews"]) == 3
    result = index("rebuild", "--stage", stage, "--workers", "1")
    assert result.exit_code == 0, result.stderr
    assert contents(index) == before
    assert index("check").output == "All is well.\n"


def test_visibility_of_an_article_is_said_and_kept(own: Run, tmp_path: Path) -> None:
    said = own("visibility", ALDER, "private")
    assert said.exit_code == 0
    assert said.stderr == f"1 full text of {ALDER}: private from now on.\n"
    with open_index(tmp_path / "index", read_only=True, audience="public") as public:
        assert not [s for s in public.statements() if s.citing.doi == ALDER]
    assert own("visibility", ALDER, "secret").exit_code == 2
    assert own("visibility", "10.5555/nobody", "open").exit_code == 1


def test_visibility_of_an_article_without_full_text_has_nothing_to_hold_for(own: Run) -> None:
    found = answer(own("search", "--type", "articles", "--limit", "100", "--json"))["articles"]["hits"]
    keys = [hit["article"]["key"] for hit in found]
    cited_only = next(key for key in keys if not answer(own("report", key, "--json"))["coverage"]["has_document"])
    result = own("visibility", cited_only, "open")
    assert result.exit_code == 1
    assert f"no full text of {cited_only} in this index" in result.stderr


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
    for number in range(400):  # enough that a slow machine interrupts before they are done
        (tmp_path / f"{number}.xml").write_bytes((toy_path() / "alder2011.xml").read_bytes() + b"\n" * number)
    command = [*CITANCE, "--index", str(tmp_path / "index"), "ingest", str(tmp_path), "--workers", "1"]
    # Tests that run behind a shell's "&" ignore the signal, and what they start would, too.
    started = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
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
