"""`extract` from files to objects: the contract a program reads, and what trouble does to it."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import zstandard

from citance.errors import UnknownName
from citance.model import Classification, Stance, StatementText
from citance.services.extract import ExtractOptions, Trouble, extract_lines

ARTICLE = b"""<article><front><journal-meta><journal-title-group><journal-title>Toy Cold</journal-title></journal-title-group>
</journal-meta><article-meta><article-id pub-id-type="doi">10.5555/cold.1</article-id>
<title-group><article-title>Mice in the cold</article-title></title-group><contrib-group><contrib contrib-type="author">
<name><surname>Arden</surname><given-names>Paula</given-names></name></contrib></contrib-group>
<pub-date><year>2020</year></pub-date></article-meta></front>
<body><sec><title>Results</title><p>Mice slept. They stopped eating [<xref rid="B1">1</xref>-<xref rid="B3">3</xref>], as did rats
[<xref rid="B4">4</xref>]. All woke.</p><table-wrap><table><tr><td><xref rid="B1">1</xref></td></tr></table></table-wrap>
<p>See also [<xref rid="B9" ref-type="bibr">9</xref>].</p></sec></body>
<back><ref-list>
<ref id="B1"><label>1</label><element-citation><person-group><name><surname>Arden</surname><given-names>P</given-names></name>
</person-group><article-title>Cold</article-title><year>2001</year><pub-id pub-id-type="doi">10.5555/cold.0</pub-id>
</element-citation></ref>
<ref id="B2"><label>2</label><element-citation><article-title>Warm</article-title><year>2002</year></element-citation></ref>
<ref id="B3"><label>3</label><element-citation><article-title>Tepid</article-title><year>2003</year></element-citation></ref>
<ref id="B4"><label>4</label>
<element-citation><article-title>One</article-title><year>2004</year><pub-id pub-id-type="pmid">11</pub-id></element-citation>
<element-citation><article-title>Two</article-title><year>2005</year><pub-id pub-id-type="pmid">12</pub-id>
</element-citation></ref>
</ref-list></back>
<sub-article article-type="response" id="sa1"><front-stub/><body><p>We answer [<xref rid="S1">1</xref>].</p></body>
<back><ref-list><ref id="S1">
<label>1</label><element-citation><article-title>Answer</article-title><year>2006</year></element-citation></ref>
</ref-list></back></sub-article></article>"""

FIELDS = {
    "schema", "source", "part", "article", "reference", "status", "marker", "marker_kind", "marker_style", "mention", "place",
    "section", "heading", "before", "sentence", "after", "span", "group_span", "others", "lang", "self_citation",
}  # fmt: skip


EACH = ExtractOptions()


def lines(
    paths: list[str], options: ExtractOptions = EACH, processes: int = 1, trouble: list[Trouble] | None = None
) -> list[dict[str, Any]]:
    told = trouble if trouble is not None else []
    return [json.loads(line) for block in extract_lines(paths, options, processes, told.append) for line in block.splitlines()]


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "cold.xml"
    path.write_bytes(ARTICLE)
    return str(path)


def test_one_object_for_each_citation(article: str) -> None:
    found = lines([article])
    assert [(o["reference"].get("id"), o["marker"], o["marker_kind"], o["mention"], o["place"]) for o in found] == [
        ("B1", "1", "tagged", 1, "prose"),
        ("B2", "1-3", "expanded", 1, "prose"),
        ("B3", "3", "tagged", 1, "prose"),
        ("B4", "4", "tagged", 1, "prose"),
        ("B1", "1", "tagged", 2, "table"),
        (None, "9", "tagged", 1, "prose"),
    ]
    for item in found:
        assert set(item) == FIELDS
        assert item["schema"] == "citance/citation/1"
        assert item["article"] == {
            "doi": "10.5555/cold.1", "pmcid": None, "pmid": None, "title": "Mice in the cold", "year": 2020,
            "journal": "Toy Cold",
        }  # fmt: skip


def test_spans_are_of_the_sentence_in_code_points(article: str) -> None:
    first = lines([article])[0]
    sentence = first["sentence"]
    assert (first["before"], first["after"]) == ("Mice slept.", "All woke.")
    assert sentence[slice(*first["span"])] == "1"
    assert sentence[slice(*first["group_span"])] == "[1-3]"
    assert [sentence[slice(*span)] for span in first["others"]] == ["4"]
    assert (first["section"], first["heading"], first["self_citation"]) == ("results", "Results", True)
    assert first["reference"] == {
        "id": "B1", "position": 1, "label": "1", "doi": "10.5555/cold.0", "pmid": None, "title": "Cold", "year": 2001,
        "text": first["reference"]["text"],
    }  # fmt: skip


def test_a_table_cell_has_no_sentence(article: str) -> None:
    cell = lines([article])[4]
    assert [cell[key] for key in ("sentence", "span", "group_span", "before", "after")] == [None] * 5
    assert cell["others"] == []


def test_several_works_in_one_entry(article: str) -> None:
    reference = lines([article])[3]["reference"]
    assert [work["pmid"] for work in reference["works"]] == ["11", "12"]
    assert reference["pmid"] == "11"


def test_an_unresolved_citation_says_so(article: str) -> None:
    last = lines([article])[5]
    assert (last["reference"], last["status"]) == ({}, "unresolved")
    assert last["sentence"] == "See also [9]."


def test_sub_articles_only_when_asked(article: str) -> None:
    assert {item["part"] for item in lines([article])} == {None}
    parts = lines([article], ExtractOptions(sub_articles=True))
    assert [item["reference"]["id"] for item in parts if item["part"]] == ["S1"]


def test_references_and_documents(article: str) -> None:
    references = lines([article], ExtractOptions(what="references"))
    assert [(item["id"], item["position"]) for item in references] == [("B1", 1), ("B2", 2), ("B3", 3), ("B4", 4)]
    assert {item["schema"] for item in references} == {"citance/reference/1"}
    (document,) = lines([article], ExtractOptions(what="document"))
    assert document["schema"] == "citance/document/1"
    first = document["document"]["links"][0]
    assert document["document"]["text"][slice(*first["span"])] == "1"


def test_an_unknown_kind_of_object_is_answered_with_the_known() -> None:
    with pytest.raises(UnknownName, match="citations, references, document"):
        ExtractOptions(what="sentences")  # type: ignore[arg-type]


def content(name: str) -> bytes:
    return ARTICLE if name.endswith("ml") else b"words about the mice"


def packed(kind: str, names: Sequence[str]) -> bytes:
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, content(name))
        return out.getvalue()
    mode = {"tar.gz": "w:gz", "tar.xz": "w:xz"}.get(kind, "w")
    with tarfile.open(fileobj=out, mode=mode) as tape:  # type: ignore[call-overload]
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(content(name))
            tape.addfile(info, io.BytesIO(content(name)))
    return zstandard.compress(out.getvalue()) if kind == "tar.zst" else out.getvalue()


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.xz", "tar.zst", "zip"])
def test_archives_are_named_by_their_members(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"cold.{kind}"
    path.write_bytes(packed(kind, ["a/one.xml", "a/two.nxml", "a/read.me"]))
    assert {item["source"] for item in lines([str(path)])} == {f"{path}/a/one.xml", f"{path}/a/two.nxml"}


def test_folders_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b.xml", "a.xml", "sub/c.nxml", "notes.txt", ".hidden.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content(name))
    sources = list(dict.fromkeys(Path(item["source"]).name for item in lines([str(tmp_path)])))
    assert sources == ["a.xml", "b.xml", "c.nxml"]


def test_several_processes_give_the_same_lines_in_the_same_order(tmp_path: Path) -> None:
    path = tmp_path / "cold.tar"
    path.write_bytes(packed("tar", [f"{number}.xml" for number in range(30)]))
    assert lines([str(path)], processes=2) == lines([str(path)])


def test_trouble_is_told_and_the_work_goes_on(tmp_path: Path, article: str) -> None:
    (tmp_path / "empty.xml").write_bytes(b"")
    (tmp_path / "cut.tar.gz").write_bytes(packed("tar.gz", ["one.xml"])[:200])
    trouble: list[Trouble] = []
    names = ["empty.xml", "cut.tar.gz", "gone.xml"]
    found = lines([*(str(tmp_path / name) for name in names), article], trouble=trouble)
    assert len(found) == 6
    kinds = {Path(item.source).name: str(item.problem.kind) for item in trouble}
    assert kinds["empty.xml"] == "unreadable"
    assert kinds["cut.tar.gz"] == "truncated"
    assert kinds["gone.xml"] == "unreadable"
    assert kinds["cold.xml"] == "dangling_link"


class Agreeing:
    """A classifier that finds everything supporting; it shows what a classifier is handed."""

    name, version, languages = "agreeing", "1", frozenset({"en"})

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        assert all(s.span is not None and s.sentence[slice(*s.span)].strip() for s in statements)
        return [Classification(Stance.SUPPORTING, "agreeing 1") for _ in statements]


def test_a_classifier_adds_its_verdict_where_there_is_a_sentence(article: str) -> None:
    found = lines([article], ExtractOptions(classifier=Agreeing()))
    assert set(found[0]) == FIELDS | {"stance", "scores", "evidence", "because"}
    assert [item["stance"] for item in found] == ["supporting"] * 4 + ["unclassified", "supporting"]
    assert found[0]["because"] is None


class Failing:
    """A classifier with a fault."""

    name, version, languages = "failing", "1", frozenset({"en"})

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        raise ZeroDivisionError("by nought")


def test_a_fault_of_ours_costs_one_article_and_is_told(article: str) -> None:
    trouble: list[Trouble] = []
    assert lines([article], ExtractOptions(classifier=Failing()), trouble=trouble) == []
    assert "by nought" in trouble[0].problem.words
