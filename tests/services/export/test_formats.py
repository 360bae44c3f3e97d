"""The writers of export: what goes in, exactly what comes out, and words that would break each format."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.model import Stance
from citance.services.export import bibtex, cito, csl, opencitations, ris
from citance.services.export.lines import write_lines
from citance.services.export.names import address
from citance.services.export.rows import ArticleExport, CitationExport, Column
from citance.services.export.tables import write_csv, write_tsv
from citance.services.provenance import Provenance
from citance.services.views import ArticleView, AuthorView, TallyView

NONE = TallyView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
PROVENANCE = Provenance("export", "2026-01-02T03:04:05Z", 7, "0.1.0", query='"low {dose" @article')
PAPER = ArticleView(
    key="abcdefghijklm",
    title="Dose & response: 50 % of {mTOR}_inhibitors",
    authors=(
        AuthorView("Zoë Núñez", "Núñez", "Zoë"),
        AuthorView("Trial and Registry Group", "Trial and Registry Group", group=True),
    ),
    journal="Annals of Invented Medicine",
    year=2019,
    date="2019-07-04",
    volume="12",
    issue="3",
    first_page="101",
    last_page="110",
    issns=("9999-0001",),
    doi="10.5555/a_(b)<c>",
    pmid="90000001",
    standing=("retracted",),
)
OLD = ArticleView(key="zzzzzzzzzzzzz", title="An older one", year=2016, date="2016-09", pmid="90000002", journal="Other")
NAMELESS = ArticleView(key="nnnnnnnnnnnnn", title="A work without any identifier", year=2001)

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)


def article(view: ArticleView) -> ArticleExport:
    return ArticleExport(view, NONE)


def written(write, rows, *rest) -> str:
    out = BytesIO()
    write(out, rows, *rest)
    return out.getvalue().decode()


# -- tables

COLUMN: tuple[Column, ...] = (("words", str, lambda row: row[0]), ("number", int, lambda row: row[1]))


@given(st.lists(st.tuples(words, st.integers())))
def test_csv_comes_back_as_it_was_but_for_formulas(rows) -> None:
    table = list(csv.reader(StringIO(written(write_csv, rows, COLUMN), newline="")))
    assert table[0] == ["words", "number"]
    for (cell, _), (before, _) in zip(table[1:], rows, strict=True):
        assert cell in (before, f"'{before}")
    assert [number for _, number in table[1:]] == [str(number) for _, number in rows]


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1 °C was kept", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_of_words_is_run_as_a_formula(formula: str) -> None:
    text = written(write_csv, [(formula, -3)], COLUMN)
    ((cell, number),) = list(csv.reader(StringIO(text, newline="")))[1:]
    assert cell == f"'{formula}"
    assert number == "-3"


@given(st.lists(st.tuples(words, st.integers())))
def test_tsv_is_one_line_a_row_and_loses_nothing(rows) -> None:
    lines = written(write_tsv, rows, COLUMN).split("\n")
    assert len(lines) == len(rows) + 2
    back = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
    for line, (before, number) in zip(lines[1:-1], rows, strict=True):
        cell, count = line.split("\t")
        assert re.sub(r"\\[tnr\\]", lambda m: back[m[0]], cell) == before
        assert int(count) == number


def test_jsonl_begins_with_its_provenance() -> None:
    lines = [json.loads(line) for line in written(write_lines, [article(PAPER)], PROVENANCE).splitlines()]
    assert [line["schema"] for line in lines] == ["citance/provenance/1", "citance/article/1"]
    assert lines[0]["sequence"] == 7
    assert written(write_lines, [article(PAPER)], None).count("\n") == 1


# -- BibTeX


def test_bibtex_entry() -> None:
    assert bibtex.entry(PAPER) == (
        "@article{nunez2019_abcdef,\n"
        "  title = {{Dose \\& response: 50 \\% of \\textbraceleft{}mTOR\\textbraceright{}\\_inhibitors}},\n"
        "  author = {Núñez, Zoë and {Trial and Registry Group}},\n"
        "  journal = {Annals of Invented Medicine},\n"
        "  year = {2019},\n"
        "  month = jul,\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {101--110},\n"
        "  issn = {9999-0001},\n"
        "  doi = {10.5555/a_(b)<c>},\n"
        "  pmid = {90000001},\n"
        "  url = {https://doi.org/10.5555/a_(b)%3Cc%3E},\n"
        "  note = {Retracted}\n"
        "}\n\n"
    )


@given(words, words, words)
def test_bibtex_braces_balance_whatever_the_words(title: str, surname: str, doi: str) -> None:
    entry = bibtex.entry(ArticleView("k" * 13, title=title, doi=doi, authors=(AuthorView(surname, surname, title),)))
    depth = 0
    for place, letter in enumerate(entry.strip()):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth > 0 or place <= entry.index("{") or place == len(entry.strip()) - 1
    assert depth == 0
    assert len(entry.strip().splitlines()) <= 8


def test_bibtex_comment_balances_and_is_passed_over() -> None:
    text = written(bibtex.write_bibtex, [article(PAPER), article(NAMELESS)], PROVENANCE)
    head = text[: text.index("@article")]
    assert head.startswith("@comment{")
    words = head.strip().removeprefix("@comment{citance-provenance ").removesuffix("}")
    assert json.loads(words)["query"] == PROVENANCE.query
    assert "@" not in words
    assert head.count("{") == head.count("}")
    assert "@misc{work2001_nnnnnn" in text


@pytest.mark.parametrize(
    ("surname", "title", "name"),
    [
        ("Núñez", "", "nunez"),
        ("Łukasiewicz-Østergård", "", "lukasiewiczostergard"),
        ("de la Cruz", "", "delacruz"),
        ("田中", "On the ferns of old walls", "ferns"),
        ("田中 (Tanaka)", "On the ferns of old walls", "tanaka"),
        ("Папоротникова", "Ferns: a count", "ferns"),
        ("Παπαδοπούλου", "The β-fern", "fern"),
        ("", "Ferns: a count", "ferns"),
        ("", "2019 in ferns", "ferns"),
        ("田中", "壁のシダ", "anonymous"),
    ],
)
def test_a_bibtex_key_is_readable_and_ascii_whatever_script_the_author_writes(surname: str, title: str, name: str) -> None:
    view = ArticleView("abcdefghijklm", title=title, authors=(AuthorView(surname, surname),), year=2021)
    assert bibtex.key(view) == f"{name}2021_abcdef"


def test_bibtex_keys_of_one_export_differ() -> None:
    rows = [
        article(ArticleView(f"{number:06}ghijklm", authors=(AuthorView("田中", "田中"),), year=2021)) for number in range(500)
    ]
    keys = re.findall(r"^@\w+\{(.+),$", written(bibtex.write_bibtex, rows, None), re.M)
    assert len(set(keys)) == len(keys) == 500


# -- RIS


def test_ris_record() -> None:
    assert ris.record(PAPER).split("\r\n") == [
        "TY  - JOUR",
        "AU  - Núñez, Zoë",
        "AU  - Trial and Registry Group,",
        "TI  - Dose & response: 50 % of {mTOR}_inhibitors",
        "T2  - Annals of Invented Medicine",
        "PY  - 2019",
        "DA  - 2019/07/04",
        "VL  - 12",
        "IS  - 3",
        "SP  - 101",
        "EP  - 110",
        "SN  - 9999-0001",
        "DO  - 10.5555/a_(b)<c>",
        "AN  - 90000001",
        "N1  - Retracted",
        "UR  - https://doi.org/10.5555/a_(b)%3Cc%3E",
        "ER  - ",
        "",
    ]


@given(words, words)
def test_ris_values_never_begin_a_tag(title: str, abstract: str) -> None:
    record = ris.record(ArticleView("k" * 13, title=f"a\r\nER  - {title}", abstract=abstract))
    tags = [line[:6] for line in record.split("\r\n")[:-1]]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - ", tag) for tag in tags)
    assert tags.count("ER  - ") == 1


# -- CSL-JSON


def test_csl_items() -> None:
    items = json.loads(written(csl.write_csl, [article(PAPER), article(OLD)]))
    assert items[0]["author"] == [{"family": "Núñez", "given": "Zoë"}, {"literal": "Trial and Registry Group"}]
    assert items[0]["issued"] == {"date-parts": [[2019, 7, 4]]}
    assert (items[0]["type"], items[0]["page"], items[0]["DOI"]) == ("article-journal", "101-110", "10.5555/a_(b)<c>")
    assert items[1]["issued"] == {"date-parts": [[2016, 9]]}
    assert json.loads(written(csl.write_csl, [])) == []


def test_csl_type_of_a_preprint_is_article() -> None:
    preprint = ArticleView("k" * 13, title="Early", arxiv="2101.00001")
    assert (csl.item(preprint)["type"], csl.item(preprint)["genre"]) == ("article", "preprint")


# -- citations

EDGES = [
    CitationExport(PAPER, OLD, "ref1", 0, 3, supporting=1, contrasting=2, self_citation=True),
    CitationExport(PAPER, NAMELESS, "ref2", 1, 0),
    CitationExport(OLD, PAPER, "ref1", 0, 2, mentioning=1, unclassified=1),
]
TRIPLE = re.compile(r"<([^<>\"{}|^`\\\x00-\x20]+)>\s+((?:cito:\w+ <[^<>\"{}|^`\\\x00-\x20]+>(?: ;\s+)?)+) \.")


def test_turtle_says_each_stance_once_and_is_well_formed() -> None:
    text = written(cito.write_turtle, EDGES, PROVENANCE)
    comment, prefix, _, *rest = text.split("\n")
    assert comment.startswith("# citance-provenance {")
    assert prefix == "@prefix cito: <http://purl.org/spar/cito/> ."
    found = TRIPLE.findall("\n".join(rest))
    assert TRIPLE.sub("", "\n".join(rest)).strip() == ""
    old, paper = "https://pubmed.ncbi.nlm.nih.gov/90000002", "https://doi.org/10.5555/a_(b)%3Cc%3E"
    said = [(citing, re.findall(r"cito:(\w+) <(.*?)>", rest)) for citing, rest in found]
    assert said[0] == (paper, [(name, old) for name in ("cites", "supports", "disagreesWith", "sharesAuthorWith")])
    assert said[1] == (paper, [("cites", "urn:citance:article:nnnnnnnnnnnnn")])
    assert said[2] == (old, [("cites", paper), ("citesForInformation", paper)])


def test_jsonld_holds_the_same_triples() -> None:
    graph = json.loads(written(cito.write_jsonld, EDGES, PROVENANCE))
    assert graph["@context"]["provenance"] is None
    assert graph["@context"]["supports"] == {"@id": "http://purl.org/spar/cito/supports", "@type": "@id"}
    first, second = graph["@graph"]
    assert first["@id"] == address(PAPER)
    assert first["cites"] == [address(OLD), address(NAMELESS)]
    assert first["disagreesWith"] == [address(OLD)]
    assert second["citesForInformation"] == [address(PAPER)]
    assert json.loads(written(cito.write_jsonld, [], None))["@graph"] == []


def test_only_mentioned_stances_have_a_property() -> None:
    assert set(cito.PROPERTIES) == set(Stance) - {Stance.UNCLASSIFIED}


def test_opencitations_rows() -> None:
    rows = list(csv.DictReader(StringIO(written(opencitations.write_opencitations, EDGES))))
    assert [(row["citing"], row["cited"]) for row in rows] == [
        ("doi:10.5555/a_(b)<c> pmid:90000001", "pmid:90000002"),
        ("pmid:90000002", "doi:10.5555/a_(b)<c> pmid:90000001"),
    ]
    assert [row["timespan"] for row in rows] == ["P2Y10M", "-P2Y10M"]
    assert (rows[0]["creation"], rows[0]["author_sc"], rows[0]["journal_sc"]) == ("2019-07-04", "yes", "no")


@pytest.mark.parametrize(
    ("citing", "cited", "expected"),
    [
        ([2021, 3, 10], [2015, 3, 9], "P6Y0M1D"),
        ([2021, 3, 10], [2021, 3, 10], "P0Y0M0D"),
        ([2021, 3, 1], [2021, 2, 28], "P0Y0M1D"),
        ([2020, 1, 5], [2019, 12, 31], "P0Y0M5D"),
        ([2021], [2015, 3, 9], "P6Y"),
        ([2021, 1], [2020, 3], "P0Y10M"),
        ([2015], [2016], "-P1Y"),
        ([], [2016], ""),
    ],
)
def test_timespan(citing: list[int], cited: list[int], expected: str) -> None:
    assert opencitations.timespan(citing, cited) == expected
