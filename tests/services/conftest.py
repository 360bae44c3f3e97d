"""An index of the toy literature, made once and copied for each test; and its articles as TEI, as GROBID writes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from citance.index import STORE_FILE, Index, open_index
from citance.model import Document, RawReference
from citance.readers import read
from citance.store.sqlite import SqliteStore
from citance.toy import toy_path

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the toy literature, classified by the rules, to be copied and not changed."""
    folder = tmp_path_factory.mktemp("toy") / "index"
    with open_index(folder, create=True, clock=lambda: NOW) as index:
        index.ingest([toy_path()], classify="rules", workers=0)
    assert (folder / STORE_FILE).exists()
    return folder


@pytest.fixture
def toy(template: Path, tmp_path: Path) -> Iterator[Index]:
    """An index of the toy literature of one's own."""
    with open_index(shutil.copytree(template, tmp_path / "index"), clock=lambda: NOW) as index:
        yield index


@pytest.fixture
def open_toy(template: Path, tmp_path: Path) -> Iterator[Callable[..., Index]]:
    """Opens the same index of the toy literature in any way, as often as wanted."""
    folder = shutil.copytree(template, tmp_path / "index")
    opened: list[Index] = []

    def open_it(**how: object) -> Index:
        opened.append(open_index(folder, clock=lambda: NOW, **how))  # type: ignore[arg-type]
        return opened[-1]

    yield open_it
    for index in opened:
        index.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store, which is sound at the end."""
    with SqliteStore(str(tmp_path / "index" / STORE_FILE)) as made:
        yield made
        assert made.check() == []


@pytest.fixture(scope="session")
def tei_of() -> Callable[..., bytes]:
    """Makes TEI of an article, as GROBID would of its PDF."""
    return _tei_of


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">'


def _tei_of(path: Path, *, doi: str | None = "", year: bool = True, title: str | None = None, keep: float = 1.0) -> bytes:
    """The article as TEI: with its own DOI, another or none; with this share of its links."""
    document = read(path.read_bytes(), path.name)
    record = document.record
    stated = (record.identifiers.doi if doi == "" else doi) or ""
    people = "".join(
        f"<author><persName><forename>{escape(a.given)}</forename><surname>{escape(a.surname)}</surname></persName></author>"
        for a in record.authors
    )
    header = (
        f'<teiHeader><fileDesc><titleStmt><title level="a">{escape(title or record.title)}</title></titleStmt><sourceDesc>'
        f'<biblStruct><analytic>{people}<title level="a">{escape(title or record.title)}</title></analytic><monogr><imprint>'
        + (f'<date type="published" when="{record.year}"/>' if year else "<date/>")
        + "</imprint></monogr>"
        + (f'<idno type="DOI">{stated}</idno>' if stated else "")
        + "</biblStruct></sourceDesc></fileDesc></teiHeader>"
    )
    entries = "".join(_entry(reference, number) for number, reference in enumerate(document.references))
    back = f'<back><div type="references"><listBibl>{entries}</listBibl></div></back>'
    return f"{_HEAD}{header}<text><body>{_body(document, keep)}</body>{back}</text></TEI>".encode()


def _body(document: Document, keep: float) -> str:
    numbers = {reference.id: number for number, reference in enumerate(document.references)}
    most = int(len(document.links) * keep)
    parts = []
    for paragraph in document.paragraphs:
        text, at = "", paragraph.span.start
        for link in document.links[:most]:
            if paragraph.span.start <= link.span.start and link.span.end <= paragraph.span.end and link.span.start >= at:
                target = " ".join(f"#b{numbers[t]}" for t in link.targets if t in numbers)
                text += escape(document.text[at : link.span.start])
                text += f'<ref type="bibr" target="{target}">{escape(link.span.cut(document.text))}</ref>'
                at = link.span.end
        parts.append(f"<p>{text}{escape(document.text[at : paragraph.span.end])}</p>")
    return f"<div>{''.join(parts)}</div>"


def _entry(reference: RawReference, number: int) -> str:
    work = reference.works[0] if reference.works else None
    if work is None:
        return f'<bibl xml:id="b{number}">{escape(reference.text)}</bibl>'
    people = "".join(
        f"<author><persName><forename>{escape(a.given)}</forename><surname>{escape(a.surname)}</surname></persName></author>"
        for a in work.authors
    )
    doi = f'<idno type="DOI">{work.identifiers.doi}</idno>' if work.identifiers.doi else ""
    return (
        f'<biblStruct xml:id="b{number}"><analytic><title level="a">{escape(work.title)}</title>{people}{doi}</analytic><monogr>'
        f'<title level="j">{escape(work.journal.title)}</title><imprint><biblScope unit="volume">{escape(work.volume or "")}'
        f'</biblScope><biblScope unit="page" from="{escape(work.first_page or "")}"/><date when="{work.year or ""}"/></imprint>'
        "</monogr></biblStruct>"
    )
