"""extract, classify and link: JSON Lines in and out, without an index."""

from __future__ import annotations

import gzip
import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from typer.testing import CliRunner, Result

from citance.cli.app import app
from citance.toy import toy_path

runner = CliRunner()
CITANCE = [sys.executable, "-c", "from citance.cli import main; main()"]
TOY = toy_path()
ALDER = str(TOY / "alder2011.xml")


def run(*words: str, input: str | bytes | None = None) -> Result:
    return runner.invoke(app, list(words), input=input)


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def line(**fields: Any) -> str:
    return json.dumps({"before": None, "after": None, "heading": "Discussion", **fields}, ensure_ascii=False) + "\n"


AGREES = line(id=1, sentence="Our counts are consistent with earlier findings [7].", span=[48, 51])
MENTIONS = line(id="b", sentence="Moths were counted by lamp [8].", span=[27, 30])
PORTUGUESE = line(id="c", sentence="As mariposas não foram contadas com as lâmpadas nos jardins da cidade [9].", span=[71, 74])


# -- extract ---------------------------------------------------------------------------------------------------------------


def test_extract_prints_one_object_a_citation_whose_spans_cut_out_the_marker() -> None:
    result = run("extract", ALDER)
    assert result.exit_code == 0
    found = objects(result.stdout)
    assert found
    for item in found:
        assert item["schema"] == "citance/citation/1"
        assert item["source"] == ALDER
        if item["marker_kind"] == "tagged" and item["sentence"] is not None:
            assert item["sentence"][slice(*item["span"])] == item["marker"]


def test_extract_from_standard_input_says_the_same() -> None:
    data = Path(ALDER).read_bytes()
    piped = subprocess.run([*CITANCE, "extract", "-"], input=data, capture_output=True, check=True).stdout.decode()
    named = [{**item, "source": ""} for item in objects(run("extract", ALDER).stdout)]
    assert [{**item, "source": ""} for item in objects(piped)] == named


def test_extract_with_several_workers_keeps_the_order() -> None:
    one, two = (run("extract", str(TOY), "-q", "--workers", n).stdout for n in "12")
    assert one == two


@pytest.mark.parametrize(("what", "schema"), [("references", "citance/reference/1"), ("document", "citance/document/1")])
def test_extract_what(what: str, schema: str) -> None:
    found = objects(run("extract", ALDER, "--what", what).stdout)
    assert {item["schema"] for item in found} == {schema}


def test_extract_unknown_what_names_the_known_ones() -> None:
    result = run("extract", ALDER, "--what", "sentences")
    assert result.exit_code == 2
    assert "there are: citations, references, document" in result.stderr


def test_extract_with_classify_adds_the_verdict() -> None:
    found = objects(run("extract", str(TOY), "-q", "--classify").stdout)
    assert {"supporting", "contrasting", "mentioning"} <= {item["stance"] for item in found}
    assert all(item["because"] is None for item in found if item["stance"] == "mentioning")


def test_extract_goes_on_after_a_file_it_cannot_read_and_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xml"
    empty.touch()
    result = run("extract", str(empty), "no-such-file.xml", ALDER, "-q")
    assert result.exit_code == 3
    assert {item["source"] for item in objects(result.stdout)} == {ALDER}
    assert {told.split(":")[0] for told in result.stderr.splitlines()} == {str(empty), "no-such-file.xml"}
    assert result.stderr.count("no-such-file.xml") == 1


def test_extract_tells_of_problems_as_json_where_asked() -> None:
    result = run("--json", "extract", "no-such-file.xml")
    told = json.loads(result.stderr)
    assert (told["schema"], told["problem"]["kind"]) == ("citance/extract-problem/1", "unreadable")


def test_a_reader_that_goes_away_is_no_trouble(tmp_path: Path) -> None:
    words = tmp_path / "words"
    with words.open("wb") as told:
        command = [*CITANCE, "extract", *[str(TOY)] * 20, "-q"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline()
            writer.stdout.close()
            assert writer.wait(timeout=60) == 141
    assert words.read_bytes() == b""


# -- classify --------------------------------------------------------------------------------------------------------------


def test_classify_answers_each_line_in_order() -> None:
    result = run("classify", "-", input=AGREES + "\n" + MENTIONS + PORTUGUESE)
    first, second, third = objects(result.stdout)
    assert (first["id"], first["stance"], first["evidence"]) == (1, "supporting", "own")
    assert set(first["because"][0]) == {"in", "span", "cue", "role"}
    underlined = ["Our counts are consistent with earlier findings [7]."[slice(*words["span"])] for words in first["because"]]
    assert any("consistent with" in words for words in underlined)
    assert sum(first["scores"].values()) == pytest.approx(1)
    assert (second["id"], second["stance"], second["because"]) == ("b", "mentioning", None)
    assert (third["stance"], third["because"]) == ("mentioning", None)
    assert "its language seems to be pt" in third["reason"]


def test_classify_believes_the_language_it_is_told() -> None:
    german = line(id=1, sentence="Nix [1].", span=[4, 7], lang="de")
    (item,) = objects(run("classify", "-", input=german).stdout)
    assert (item["stance"], item["scores"], item["because"]) == ("unclassified", None, None)
    assert "language de" in item["reason"]
    (item,) = objects(run("classify", "-", "--any-language", input=german).stdout)
    assert (item["stance"], "language seems to be de" in item["reason"]) == ("mentioning", True)


def test_names_in_brackets_do_not_make_a_sentence_french() -> None:
    sentence = "Moth counts differ (Le Blanc et al., 2014; La Rue et al., 2016; Du Pont et al., 2019)."
    (item,) = objects(run("classify", "-", input=line(id=1, sentence=sentence, span=[20, 40])).stdout)
    assert item["stance"] != "unclassified"


def test_classify_reads_what_extract_prints() -> None:
    extracted = objects(run("extract", ALDER, "-q", "--classify").stdout)
    lines = "".join(json.dumps({**item, "id": number}) + "\n" for number, item in enumerate(extracted))
    verdicts = objects(run("classify", "-", input=lines).stdout)
    assert [item["stance"] for item in verdicts] == [item["stance"] for item in extracted]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_classify_unpacks_what_is_piped_in(pack: Any) -> None:
    piped = subprocess.run([*CITANCE, "classify"], input=pack((AGREES + MENTIONS).encode()), capture_output=True, check=True)
    assert [item["id"] for item in objects(piped.stdout.decode())] == [1, "b"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_packed_input_that_breaks_off_is_told(pack: Any) -> None:
    result = run("classify", "-", input=pack((AGREES * 500).encode())[:-40])
    assert result.exit_code == 3
    assert "breaks off" in result.stderr


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("nonsense\n", "line 2: "),
        ('{"id": 2}\n', "line 2: there is no field `sentence`"),
        ("[1, 2]\n", "line 2: expected a JSON object"),
        (line(id=2, sentence="Short.", span=[0, 20]), "line 2: `span` [0, 20] is not within the sentence of 6 characters"),
        (line(id=2, sentence="Short.", span="x"), "line 2: in `span`: "),
        (b'{"id": 2, "sentence": "caf\xe9"}\n', "line 2: the text is not UTF-8"),
    ],
)
def test_a_bad_line_stops_after_those_before_it_or_is_passed_over(bad: str | bytes, words: str) -> None:
    lines = AGREES.encode() + (bad if isinstance(bad, bytes) else bad.encode()) + MENTIONS.encode()
    stopped = run("classify", "-", input=lines)
    assert stopped.exit_code == 3
    assert [item["id"] for item in objects(stopped.stdout)] == [1]
    assert words in stopped.stderr
    assert "--keep-going" in stopped.stderr
    kept = run("classify", "-", "--keep-going", input=lines)
    assert kept.exit_code == 3
    assert [item["id"] for item in objects(kept.stdout)] == [1, "b"]
    assert words in kept.stderr


def test_classify_unknown_classifier_names_the_known_ones() -> None:
    result = run("classify", "-", "--classifier", "oracle", input=AGREES)
    assert result.exit_code == 2
    assert "rules" in result.stderr


# -- link ------------------------------------------------------------------------------------------------------------------

ARTICLES = [
    {
        "doi": "10.5555/lamp.2011",
        "authors": [["Grebe", "A"], ["Heron", "B"]],
        "year": 2011,
        "title": "Lamp oil and the flight of moths: a season in three gardens",
        "container": "Annals of Invented Entomology",
        "volume": "4",
        "first_page": "17",
    },
    {
        "doi": "10.5555/rain.2014",
        "authors": [["Ibis", "C"]],
        "year": 2014,
        "title": "Rain gauges made of glass",
        "container": "Invented Weather",
        "volume": "9",
        "first_page": "201",
    },
]
QUERIES = [
    {**ARTICLES[0], "id": "q1", "doi": None, "year": "2011"},
    {"id": "q2", "raw": "Ibis C. Rain gauges made of glass. Invented Weather. 2014;9:201-8."},
    {"id": "q3", "authors": [["Nobody", "X"]], "year": 1950, "title": "Something else altogether"},
]


def json_lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_link_answers_every_query_in_order_also_packed(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.write_bytes(gzip.compress(json_lines(ARTICLES)))
    result = run("link", "--index", str(articles), input=gzip.compress(json_lines(QUERIES)))
    assert result.exit_code == 0, result.stderr
    found = objects(result.stdout)
    assert [(item["id"], item["doi"]) for item in found] == [
        ("q1", "10.5555/lamp.2011"),
        ("q2", "10.5555/rain.2014"),
        ("q3", None),
    ]
    assert all(item["words"] for item in found)


@pytest.mark.parametrize("bad", [b"[]\n", b'{"raw": 5}\n', b'{"title": "caf\xe9"}\n'])
def test_link_tells_which_line_is_no_record_counting_blank_ones(bad: bytes, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes(json_lines(ARTICLES) + b"\n")
    result = run("link", "--index", str(articles), input=json_lines(QUERIES[:1]) + b"\n" + bad)
    assert result.exit_code == 3
    assert "line 3" in result.stderr


def test_link_without_articles_says_which_file_is_missing() -> None:
    result = run("link", "--index", "nowhere.jsonl", input=json_lines(QUERIES))
    assert result.exit_code == 3
    assert "nowhere.jsonl: there is no such file" in result.stderr
