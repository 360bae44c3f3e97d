"""Exports taken out of an index: what is chosen, who may see it, and that a file is whole or not there."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest

from citance.errors import InvalidInput, MissingExtra, UnknownName
from citance.index import Filters, Index
from citance.model import Stance
from citance.searching.base import Found, Search
from citance.searching.tantivy import TantivyIndex
from citance.services.export import selection
from citance.store.values import KnownArticle

ALDER = "10.5555/toy.alder2011"


def lines(index: Index, what: str, **asked: object) -> list[dict[str, object]]:
    out = BytesIO()
    summary = index.export(what, "jsonl", out, **asked)  # type: ignore[arg-type]
    first, *rest = [json.loads(line) for line in out.getvalue().splitlines()]
    assert first["schema"] == "citance/provenance/1"
    assert summary.rows == len(rest)
    return rest


def rows(index: Index, what: str, path: Path, format: str = "csv", **asked: object) -> list[dict[str, str]]:
    index.export(what, format, path, **asked)  # type: ignore[arg-type]
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t" if format == "tsv" else ","))


def test_every_format_is_written(toy: Index, tmp_path: Path) -> None:
    for what, formats in toy.formats.items():
        for format in formats:
            path = tmp_path / f"{what}.{format}"
            if format == "parquet" and find_spec("pyarrow") is None:
                with pytest.raises(MissingExtra, match="parquet"):
                    toy.export(what, format, path)
                assert not path.exists()
                continue
            summary = toy.export(what, format, path)
            assert path.stat().st_size > 0
            assert (summary.rows > 0) == (what != "reviews")
            sidecar = path.with_name(path.name + ".provenance.json")
            assert (summary.sidecar == str(sidecar)) == sidecar.exists()
            where = sidecar if sidecar.exists() else path
            assert b"citance/provenance/1" in where.read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_statements_are_all_there(toy: Index, tmp_path: Path) -> None:
    total = toy.stats().counts.statements
    exported = lines(toy, "statements")
    assert len(exported) == total
    assert {line["schema"] for line in exported} == {"citance/statement/1"}
    table = rows(toy, "statements", tmp_path / "s.csv")
    assert [row["id"] for row in table] == [line["id"] for line in exported]
    assert [row["id"] for row in rows(toy, "statements", tmp_path / "s.tsv", "tsv")] == [row["id"] for row in table]


def test_an_article_a_query_and_filters_choose(toy: Index, tmp_path: Path) -> None:
    report = toy.report(ALDER, limit=500)
    assert {line["id"] for line in lines(toy, "statements", article=ALDER)} == {s.id for s in report.statements}
    chosen = Filters(stance=(Stance.CONTRASTING,))
    contrasting = lines(toy, "statements", article=ALDER, filters=chosen)
    assert len(contrasting) == report.tally.contrasting > 0
    found = lines(toy, "statements", query=f"cites:{ALDER}", filters=chosen)
    assert {line["id"] for line in found} == {line["id"] for line in contrasting}
    with pytest.raises(InvalidInput):
        toy.export("statements", "jsonl", BytesIO(), article=ALDER, query="sirolimus")


def test_citations_count_what_the_graph_says(toy: Index, tmp_path: Path) -> None:
    expected = {}
    for line in (Path(__file__).parents[1] / "toy" / "expected_graph.tsv").read_text().splitlines():
        if not line.startswith(("#", "citing_doi")):
            citing, cited, times = line.split("\t")
            expected[citing, cited] = int(times)
    found: dict[tuple[str, str], int] = {}
    for row in rows(toy, "citations", tmp_path / "c.csv"):
        cited = row["cited_doi"] or (f"pmid:{row['cited_pmid']}" if row["cited_pmid"] else "")
        if cited and row["mentions"] != "0":
            pair = row["citing_doi"], cited
            found[pair] = found.get(pair, 0) + int(row["mentions"])
        stances = (int(row[name]) for name in ("supporting", "contrasting", "mentioning", "unclassified"))
        assert sum(stances) == int(row["mentions"])
    assert found == expected


def test_citations_of_one_article_are_those_of_its_tally(toy: Index) -> None:
    edges = lines(toy, "citations", article=ALDER)
    tally = toy.tally(ALDER)
    assert sum(int(edge["mentions"]) for edge in edges) == tally.total  # type: ignore[call-overload]
    assert sum(int(edge.get("contrasting", 0)) for edge in edges) == tally.contrasting  # type: ignore[call-overload]
    assert len({edge["citing"]["key"] for edge in edges}) == tally.citing_articles  # type: ignore[index]
    chosen = lines(toy, "citations", article=ALDER, filters=Filters(stance=(Stance.CONTRASTING,)))
    assert sum(int(edge["mentions"]) for edge in chosen) == tally.contrasting  # type: ignore[call-overload]


def test_an_article_that_goes_while_others_are_written_is_left_out(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may remove what was just read."""
    before = {row["article"]["key"] for row in lines(toy, "articles")}  # type: ignore[index]
    store = toy._store
    known_articles = store.known_articles
    with_document = store.all_articles(with_document=True)
    gone = next(one.key for one in with_document if not one.cited_by and not store.relations(one.key))

    def earlier(keys: Collection[str]) -> dict[str, KnownArticle]:
        monkeypatch.undo()
        found = known_articles(keys)
        store.remove(gone)
        return found

    monkeypatch.setattr(store, "known_articles", earlier)
    after = {row["article"]["key"] for row in lines(toy, "articles")}  # type: ignore[index]
    assert gone in before - after


def test_what_was_searched_is_asked_for_ever_more_at_once(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search walks past all before its offset: page by page, an export took four times as long for twice the rows."""
    monkeypatch.setattr(selection, "PAGE", 2)
    asked: list[int] = []
    find = TantivyIndex.search_statements

    def noted(index: TantivyIndex, search: Search) -> Found:
        asked.append(search.offset)
        return find(index, search)

    monkeypatch.setattr(TantivyIndex, "search_statements", noted)
    found = lines(toy, "statements", query="year:1900..")
    assert len({row["id"] for row in found}) == len(found) == toy.search("year:1900..").statements.total  # type: ignore[union-attr]
    assert len(found) > 200
    assert len(asked) < 12


def test_articles_that_answer_a_query_come_with_the_most_cited_first(toy: Index, tmp_path: Path) -> None:
    counts = [int(row["statements"]) for row in rows(toy, "articles", tmp_path / "a.csv", query="year:1900..")]
    assert len(counts) > 5
    assert counts == sorted(counts, reverse=True)


def test_articles_that_cite_an_article(toy: Index, tmp_path: Path) -> None:
    cited_by = {s.citing.doi for s in toy.report(ALDER, limit=500).statements}
    assert {row["doi"] for row in rows(toy, "articles", tmp_path / "a.csv", article=ALDER)} == cited_by
    with_document = rows(toy, "articles", tmp_path / "d.csv", filters=Filters(has_document=True))
    assert len(with_document) == 20
    early = rows(toy, "articles", tmp_path / "e.csv", filters=Filters(last_year=2010))
    assert {int(row["year"]) <= 2010 for row in early} == {True}
    (found,) = rows(toy, "articles", tmp_path / "f.csv", query=f"doi:{ALDER}")
    assert int(found["statements"]) == toy.tally(ALDER).total


def test_unknown_names_are_answered_with_the_known(toy: Index) -> None:
    with pytest.raises(UnknownName, match="bibtex"):
        toy.export("articles", "endnote", BytesIO())
    with pytest.raises(UnknownName, match="citations"):
        toy.export("people", "csv", BytesIO())  # type: ignore[arg-type]


def test_a_file_is_whole_or_not_there(toy: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.csv"
    path.write_text("as it was")
    monkeypatch.setattr("citance.services.viewer.tally_view", None)
    monkeypatch.setattr("citance.services.export.selection.tally_view", None)
    with pytest.raises(TypeError):
        toy.export("articles", "csv", path)
    assert path.read_text() == "as it was"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["old.csv"]


def test_provenance_can_be_left_out(toy: Index, tmp_path: Path) -> None:
    out = BytesIO()
    summary = toy.export("statements", "jsonl", out, provenance=False)
    assert out.getvalue().count(b"\n") == summary.rows
    assert toy.export("articles", "ris", tmp_path / "a.ris", provenance=False).sidecar is None
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.ris"]


def test_progress_is_told(toy: Index) -> None:
    told: list[int] = []
    summary = toy.export("statements", "jsonl", BytesIO(), progress=lambda done, _: told.append(done))
    assert told == sorted(told)
    assert told[-1] == summary.rows


def test_two_exports_of_one_state_are_the_same(open_toy: Callable[..., Index]) -> None:
    index = open_toy(read_only=True)
    for what, formats in index.formats.items():
        for format in formats:
            if format == "parquet":
                continue
            one, other = BytesIO(), BytesIO()
            index.export(what, format, one)
            index.export(what, format, other)
            assert one.getvalue() == other.getvalue(), (what, format)


def test_parquet(toy: Index, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "s.parquet"
    summary = toy.export("statements", "parquet", path)
    table = parquet.read_table(path)
    assert table.num_rows == summary.rows == toy.stats().counts.statements
    assert json.loads(table.schema.metadata[b"citance.provenance"])["schema"] == "citance/provenance/1"
    assert table.column("sentence").to_pylist() == [s.sentence for s in toy.statements()]
    assert table.schema.field("self_citation").type == "bool"
