"""The command line as a whole: its list, its manual, its words on errors, and what it costs to start."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from citance import errors
from citance.cli import exits, manual
from citance.cli.app import app
from citance.cli.commands import COMMANDS

runner = CliRunner()
CITANCE = [sys.executable, "-c", "from citance.cli import main; main()"]


def run(*words: str, input: str | bytes | None = None) -> Result:
    return runner.invoke(app, list(words), input=input)


# -- the list and the manual -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_summary_in_the_list_is_the_first_line_of_the_command(entry) -> None:
    function = getattr(importlib.import_module(f"citance.cli.{entry.module}"), entry.module)
    assert inspect.getdoc(function).splitlines()[0] == entry.summary


def test_every_command_file_is_listed() -> None:
    folder = Path(inspect.getfile(manual)).parent
    named = {path.stem for path in folder.glob("*.py") if path.read_text("utf-8").startswith(f'"""`citance {path.stem}`.')}
    assert named == {entry.module for entry in COMMANDS}


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_manual_page_fits_the_terminal(entry, width: int) -> None:
    from citance.cli.app import command_line

    page = manual.command_page(entry.name, command_line().get_command(None, entry.name))
    examples = {line for paragraph in page.paragraphs if paragraph.startswith("    ") for line in paragraph.splitlines()}
    for line in manual.lay_out(page, width):
        assert len(line) <= width or (width < 80 and f"  {line}" in examples), line


def test_help_of_a_command_names_its_options_and_an_example() -> None:
    words = run("report", "--help").output
    assert "--stance STANCE" in words
    assert "  citance report 10.5555/toy.alder2011" in words


def test_without_a_command_the_manual_is_shown() -> None:
    done = subprocess.run(CITANCE, capture_output=True, text=True)
    assert done.returncode == 0
    assert "Fill the index" in done.stdout


def test_help_is_a_word_too() -> None:
    done = subprocess.run([*CITANCE, "help", "report"], capture_output=True, text=True)
    assert done.stdout.startswith("citance report")


# -- errors ----------------------------------------------------------------------------------------------------------------


def every_error() -> list[type[errors.CitanceError]]:
    found, waiting = [], [errors.CitanceError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return found


def test_every_error_has_its_own_row_and_every_code_its_words() -> None:
    told = {rule.error for rule in exits.RULES}
    assert [error.__name__ for error in every_error() if error.__module__ == "citance.errors" and error not in told] == []
    assert {rule.code for rule in exits.RULES} <= {row.code for row in exits.CODES}


def test_the_particular_row_stands_before_the_general_one() -> None:
    for place, rule in enumerate(exits.RULES):
        earlier = [other for other in exits.RULES[:place] if other.when is None and issubclass(rule.error, other.error)]
        assert not [other for other in earlier if other.error is not rule.error], rule


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (errors.NotFound("index", "here"), 4, "there is no index at here"),
        (
            errors.NotFound("article", "10.5555/x"),
            1,
            "no article 10.5555/x in this index: it is not among the full texts, and none of them cites it",
        ),
        (errors.StoreLocked("here"), 4, "another process is writing to the index at here"),
        (errors.NotFound("settings file", "/nope"), 2, "there is no settings file at /nope"),
        (errors.InvalidRecord("no sentence", 7), 3, "line 7: no sentence"),
        (errors.InvalidRecord("a review needs a reviewer's name"), 2, "a review needs a reviewer's name"),
        (FileNotFoundError(2, "No such file", "a.xml"), 3, "a.xml: there is no such file"),
        (ZeroDivisionError("division by zero"), 70, "something went wrong in Citance: ZeroDivisionError: division by zero"),
    ],
)
def test_an_error_is_a_sentence_and_a_code(error: Exception, code: int, words: str) -> None:
    failure = exits.explain(error)
    assert (failure.code, failure.words) == (code, words)


@pytest.mark.parametrize(
    ("error", "command", "advice"),
    [
        (errors.InvalidRecord("no sentence", 7), "classify", "mend that line, or skip such lines with --keep-going"),
        (errors.InvalidRecord("no sentence", 7), "link", "mend that line"),
        (errors.InvalidRecord("no sentence", 7), "reviews", "mend that line"),
        (errors.InvalidRecord("evidence goes with a stance"), "review", "'citance review --help' shows what goes together"),
        (KeyboardInterrupt(), "ingest", exits.RESUME_ADVICE),
        (KeyboardInterrupt(), "report", ""),
    ],
)
def test_advice_fits_the_command_that_met_the_error(error: BaseException, command: str, advice: str) -> None:
    assert exits.explain(error, command).advice == advice


def test_commands_that_advise_to_keep_going_can() -> None:
    from citance.cli.app import command_line

    for entry in COMMANDS:
        options = {name for parameter in command_line().get_command(None, entry.name).params for name in parameter.opts}
        assert ("--keep-going" in options) == (entry.name in exits.KEEPS_GOING), entry.name


def test_advice_names_commands_and_options_there_are() -> None:
    """`citance restore FILE` once stood for the folder it takes."""
    import re

    from citance.cli.app import command_line

    advice = " ".join(rule.advice for rule in exits.RULES if isinstance(rule.advice, str))
    for name, rest in re.findall(r"'citance (\w+)([^']*)'", advice):
        command = command_line().get_command(None, name)
        known = {option for parameter in command.params for option in parameter.opts}
        known |= {p.metavar.strip("[]") for p in command.params if p.metavar} | {"WORDS", "--help"}
        for word in re.findall(r"--[\w-]+|\b[A-Z]+\b", rest):
            assert word in known, f"citance {name}{rest}"


def test_a_settings_file_that_is_not_there_and_a_setting_that_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITANCE_CONFIG", "/nope")
    absent = run("stats")
    assert (absent.exit_code, absent.stderr.splitlines()[0]) == (2, "citance: there is no settings file at /nope")
    assert "CITANCE_CONFIG" in absent.stderr.splitlines()[1]
    monkeypatch.delenv("CITANCE_CONFIG")
    monkeypatch.setenv("CITANCE_WORKERS", "several")
    unfit = run("stats")
    assert unfit.exit_code == 2
    assert unfit.stderr.startswith("citance: setting workers: expected ")
    assert "--keep-going" not in unfit.stderr


@pytest.mark.parametrize("word", ["not-well-formed", "not_well_formed", "Not well formed"])
def test_names_of_several_words_may_be_written_with_hyphens_underscores_or_blanks(word: str) -> None:
    from citance.cli.filtering import known_words, read_choice, spelt
    from citance.model import ProblemKind

    assert known_words("kind of problem", ProblemKind, [f"unreadable, {word}"])[1] is ProblemKind.NOT_WELL_FORMED
    assert read_choice("kind", word, ["unreadable", "not_well_formed"]) == "not_well_formed"
    assert spelt(ProblemKind.NOT_WELL_FORMED) == "not-well-formed"


def test_what_breaks_while_ctrl_c_is_answered_is_an_interruption() -> None:
    error = RuntimeError("nothing to roll back")
    error.__context__ = KeyboardInterrupt()
    assert exits.explain(error).code == exits.INTERRUPTED


def test_an_unknown_command_is_answered_with_the_likely_one() -> None:
    result = run("reprot")
    assert result.exit_code == 2
    assert "did you mean 'report'?" in result.stderr
    assert result.stdout == ""


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    result = run("report", "10.5555/x", "--stance", "agreeing")
    assert result.exit_code == 2
    assert "there are: supporting, contrasting, mentioning, unclassified" in result.stderr


def test_errors_are_json_where_asked_before_or_after_the_command(tmp_path: Path) -> None:
    for words in (["--json", "report", "10.5555/x"], ["report", "10.5555/x", "--json"]):
        result = run("--index", str(tmp_path / "none"), *words)
        told = json.loads(result.stderr)["error"]
        assert (told["kind"], told["exit_code"], result.exit_code) == ("not_found", 4, 4)
        assert told["facts"]["what"] == "index"


def test_usage_errors_are_json_where_asked() -> None:
    result = run("--json", "report")
    assert json.loads(result.stderr)["error"]["kind"] == "usage"
    assert result.exit_code == 2


def test_a_fault_tells_its_story_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("citance.cli.output.print_pairs", broken)
    quiet, loud = run("version"), run("version", "-v")
    assert quiet.exit_code == loud.exit_code == 70
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2015", (2015, 2015)),
        ("2010..2020", (2010, 2020)),
        ("2010-2020", (2010, 2020)),
        ("2018..", (2018, None)),
        ("..2005", (None, 2005)),
    ],
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    from citance.cli.filtering import read_years

    assert read_years(text) == years


@pytest.mark.parametrize("text", ["", "..", "abc", "2020..2010", "20155"])
def test_no_years(text: str) -> None:
    from citance.cli.filtering import read_years

    with pytest.raises(errors.InvalidInput):
        read_years(text)


# -- starting --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("import citance", ["typer", "rich", "msgspec", "lxml", "tantivy", "sqlite3"]),
        ("from citance.cli import main; main(['--help'])", ["typer", "rich", "msgspec", "lxml", "tantivy", "sqlite3"]),
        ("import citance.cli.app", ["rich", "msgspec", "lxml", "tantivy", "sqlite3"]),
    ],
)
def test_nothing_heavy_is_loaded_to_start(code: str, forbidden: list[str]) -> None:
    look = f"{code}\nimport sys; sys.stderr.write(' '.join(m for m in {forbidden!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_help_takes_no_longer_than_a_few_bare_starts() -> None:
    def quickest(command: list[str]) -> float:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    assert quickest([*CITANCE, "--help"]) < 6 * quickest([sys.executable, "-c", "pass"])


def test_version_is_that_of_the_package() -> None:
    import citance

    assert run("--version").output.strip() == f"citance {citance.__version__}"
    parts = json.loads(run("version", "--json").output)
    assert parts["citance"] == citance.__version__
    assert "lxml" in parts


def test_colour_is_left_out_where_output_is_no_terminal() -> None:
    environment = {**os.environ, "FORCE_COLOR": ""}
    done = subprocess.run([*CITANCE, "report", "--help"], capture_output=True, text=True, env=environment)
    assert "\x1b" not in done.stdout


# -- the reference page ----------------------------------------------------------------------------------------------------


def test_reference_page_is_what_the_program_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"
    assert page.read_text("utf-8") == manual.commands_markdown(), "run 'make docs'"
