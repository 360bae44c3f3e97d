"""What a statement says of the file it was read from: its form, its page, and who may know its name."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import citance
from citance.cli.statement_page import form_line
from citance.index import FormView
from citance.services.ingest import link
from citance.services.reading import ReadingJob, read_file
from citance.services.viewer import Viewer
from citance.store.sqlite import SqliteStore
from citance.store.values import SourceFile, Visibility

TEI = Path(__file__).parents[1] / "readers/forms/grobid.xml"


def test_a_statement_out_of_tei_knows_its_page(tmp_path: Path) -> None:
    with citance.open_index(tmp_path / "index", create=True) as index:
        index.ingest([TEI], workers=0)
        said = {s.id: s for s in index.report("10.5555/count.1").statements}
        places = {(index.statement(id).read_from.page, index.statement(id).read_from.box) for id in said}
        assert places == {(1, (100, 200, 131, 211)), (None, None)}  # GROBID gives no place for the legend of the figure
        assert {index.statement(id).read_from.form for id in said} == {"tei"}
        assert index.report("10.5555/newt.8").article.form == "tei"


@pytest.mark.parametrize(
    ("audience", "visibility", "name", "address"),
    [
        ("owner", Visibility.OPEN, "https://example.org/newts.pdf", "https://example.org/newts.pdf#page=1"),
        ("owner", Visibility.SNIPPET, "papers/newts.pdf", None),
        ("public", Visibility.OPEN, "https://example.org/newts.pdf", "https://example.org/newts.pdf#page=1"),
        ("public", Visibility.SNIPPET, "https://example.org/newts.pdf", None),
    ],
)
def test_a_file_with_an_address_is_opened_at_the_page(
    tmp_path: Path, audience: str, visibility: Visibility, name: str, address: str | None
) -> None:
    packed = read_file(ReadingJob(name, TEI.read_bytes())).packed
    assert packed is not None
    with SqliteStore(str(tmp_path / "citance.sqlite")) as store:
        entry = link(store, SourceFile(name, "ab" * 32, "papers"), packed, "2026-01-02T03:04:05Z")
        store.put([msgspec.structs.replace(entry, visibility=visibility)])
        first = next(iter(store.all_statements()))
        view = Viewer(store, audience).form_of(first.id)  # type: ignore[arg-type]
    assert (view.form, view.page, view.address) == ("tei", 1, address)
    assert view.name == (name if audience == "owner" else "")


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (FormView("pdf", 7, (1, 2, 3, 4), "newts.pdf"), "Read from PDF, p. 7 (newts.pdf)"),
        (FormView("tei"), "Read from TEI"),
        (FormView("odd", name="a.odd"), "Read from odd (a.odd)"),
        (
            FormView("pdf", 7, address="https://example.org/a.pdf#page=7"),
            "Read from PDF, p. 7 (https://example.org/a.pdf#page=7)",
        ),
    ],
)
def test_the_terminal_says_it_in_a_line(form: FormView, line: str) -> None:
    assert form_line(form) == line


def test_what_is_not_known_is_left_out() -> None:
    assert msgspec.to_builtins(FormView("jats")) == {"form": "jats"}
