"""Small invented documents in the shape that a store takes, and the stores they are put into."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from citance.model import (
    ArticleRecord,
    Author,
    CitationMarker,
    CitationStatement,
    Document,
    Extraction,
    Identifiers,
    InTextCitation,
    Journal,
    Link,
    LinkReason,
    LinkStatus,
    MarkerKind,
    MarkerStyle,
    Paragraph,
    Place,
    RawReference,
    Reference,
    SectionKind,
    Span,
    find_identifier,
)
from citance.store.base import Store
from citance.store.memory import MemoryStore
from citance.store.packing import Visibility, pack
from citance.store.sqlite import SqliteStore
from citance.store.values import Entry, Join, MadeBy, Relation, SourceFile

_MARKER = re.compile(r"\[(\d+(?:,\d+)*)\]")


def work(*names: str, title: str = "", year: int | None = None, surname: str = "", journal: str = "") -> ArticleRecord:
    """A record with these identifiers, in any spelling."""
    found = {type(name).scheme: name for name in map(find_identifier, names) if name is not None}
    return ArticleRecord(
        identifiers=Identifiers(**found),  # type: ignore[arg-type]
        title=title,
        year=year,
        authors=(Author(surname, "A"),) if surname else (),
        journal=Journal(journal),
    )


def key_of(record: ArticleRecord) -> str:
    """A key that a test can foresee: the first identifier, else the title."""
    return next((f"{name.scheme}:{name}" for name in record.identifiers), record.title)


def match_keys_of(record: ArticleRecord) -> tuple[int, ...]:
    """One key for the title."""
    digest = blake2b(record.title.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big", signed=True),) if record.title else ()


def extraction(
    text: str,
    record: ArticleRecord,
    references: list[tuple[ArticleRecord, ...]],
    format: str,
    *,
    sections: dict[int, SectionKind],
    self_citing: bool = False,
) -> Extraction:
    """A document whose sentences end at full stops and whose markers are [1] or [2,3], with what is found in it."""
    statements: list[CitationStatement] = []
    mentions: dict[int, int] = {}
    sentences = [Span(m.start(), m.end()) for m in re.finditer(r"[^.]+\.", text)]
    sentences = [Span(s.start + (text[s.start] == " "), s.end) for s in sentences]
    for number, sentence in enumerate(sentences):
        groups = [Span(m.start(), m.end()) for m in _MARKER.finditer(text, sentence.start, sentence.end)]
        for marker in _MARKER.finditer(text, sentence.start, sentence.end):
            group = Span(marker.start(), marker.end())
            for target in (int(n) - 1 for n in marker[1].split(",")):
                resolved = target if target < len(references) else None
                if resolved is not None:
                    mentions[resolved] = mentions.get(resolved, 0) + 1
                span = Span(group.start + 1, group.end - 1)
                citation = InTextCitation(
                    CitationMarker(span, group, MarkerKind.TAGGED, MarkerStyle.NUMERIC, (target,)),
                    resolved,
                    mentions.get(target, 1),
                    0,
                )
                others = tuple(other for other in groups if other != group)
                statements.append(
                    CitationStatement(
                        citation,
                        Place.PROSE,
                        sections.get(number, SectionKind.RESULTS),
                        heading=f"Heading {number % 2}",
                        sentence=sentence,
                        before=sentences[number - 1] if number else None,
                        after=sentences[number + 1] if number + 1 < len(sentences) else None,
                        others=others,
                        language="en",
                        self_citation=self_citing,
                    )
                )
    raws = tuple(RawReference(f"r{n}", n, f"Reference {n}", works=works) for n, works in enumerate(references, start=1))
    keys = [f"key-{key_of(works[0])}" if works else f"note-{number}" for number, works in enumerate(references)]
    read = tuple(map(Reference, keys, raws, references))
    document = Document(text, record, format, paragraphs=(Paragraph(Span(0, len(text))),), references=raws)
    return Extraction(document, read, tuple(statements))


def paper(
    name: str,
    text: str,
    *cites: ArticleRecord | tuple[ArticleRecord, ...],
    ids: tuple[str, ...] = (),
    format: str = "jats",
    date: str = "",
    journal: str = "Journal of Invented Results",
    source: str = "papers",
    year: int | None = 2020,
    article: str | None = None,
    links: dict[int, str | None] | None = None,
    joins: tuple[Join, ...] = (),
    relations: tuple[Relation, ...] = (),
    sections: dict[int, SectionKind] | None = None,
    visibility: Visibility = Visibility.OPEN,
    title: str = "",
    self_citing: bool = False,
    problems: tuple[Any, ...] = (),
) -> Entry:
    """A paper `name` ("10.5555/name" unless `ids` say otherwise) that says `text` and cites works by [1], [2]...

    Each reference is linked to the article of its first identifier (its title, where it has none), or as `links` says by
    position: a key, or None for unlinked. `article` is the key it is stored under, where that is not its own.
    """
    record = work(
        *(ids or (f"10.5555/{name}",)), title=title or f"The paper {name}", year=year, surname="Writer", journal=journal
    )
    record = msgspec.structs.replace(record, date=date or None)
    references = [one if isinstance(one, tuple) else (one,) for one in cites]
    packed = pack(
        extraction(text, record, references, format, sections=sections or {}, self_citing=self_citing),
        key_of=key_of,
        match_keys_of=match_keys_of,
    )
    decided = []
    for position, reference in enumerate(packed.references):
        works = []
        for one in reference.works:
            key = (links or {}).get(position, one.key)
            if key is None:
                works.append(Link(LinkStatus.UNLINKED, LinkReason.TOO_WEAK, "the nearest article does not agree enough"))
            else:
                works.append(Link(LinkStatus.LINKED, LinkReason.IDENTIFIER, "the reference carries its identifier", key))
        decided.append(tuple(works))
    digest = sha256(f"{name}{format}{text}{date}".encode()).hexdigest()
    return Entry(
        file=SourceFile(f"{source}/{name}.{format}", digest, source, len(text)),
        packed=packed,
        article=article or packed.key,
        links=tuple(decided),
        made_by=MadeBy("jats 1", "finder 1", "cutter 1", "linker 1"),
        joins=joins,
        relations=relations,
        problems=problems,
        visibility=visibility,
        at="2026-01-01T00:00:00Z",
    )


@pytest.fixture(name="paper")
def _paper() -> Callable[..., Entry]:
    return paper


@pytest.fixture(name="work")
def _work() -> Callable[..., ArticleRecord]:
    return work


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every kind of store, empty. What it holds at the end of a test is sound."""
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore(str(tmp_path / "citance.sqlite"))
    yield made
    assert made.check() == []
    made.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty SQLite store."""
    with SqliteStore(str(tmp_path / "citance.sqlite")) as made:
        yield made
