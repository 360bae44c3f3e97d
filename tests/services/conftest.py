"""The toy literature in a store, put there without the ingest service: linked by identifiers alone, in the order of years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from citance.extraction import extract
from citance.index import Index
from citance.linking.identity import article_key, match_keys
from citance.model import ArticleRecord, Link, LinkReason, LinkStatus
from citance.readers import read
from citance.store.base import Entry, MadeBy, Relation, SourceFile, Store
from citance.store.packing import PackedDocument, PackedWork, pack
from citance.toy import toy_path

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MADE_BY = MadeBy("jats 1", "markers 1", "sentences 1", "identifiers 1")


@cache
def packed_toys() -> tuple[tuple[SourceFile, PackedDocument], ...]:
    """The toy articles as they are stored, oldest first."""
    found = []
    for path in sorted(toy_path().glob("*.xml")):
        data = path.read_bytes()
        packed = pack(extract(read(data, path.name)), key_of=article_key, match_keys_of=match_keys)
        found.append((SourceFile(path.name, sha256(data).hexdigest(), "toy", len(data)), packed))
    return tuple(sorted(found, key=lambda pair: (pair[1].date, pair[0].name)))


def fill(store: Store) -> None:
    """Put the toy literature into the store."""
    for file, packed in packed_toys():
        links = tuple(tuple(_link(store, work) for work in reference.works) for reference in packed.references)
        own = store.find_by_identifiers(packed.identifiers)
        relations = tuple(
            Relation(related.kind, known or article_key(ArticleRecord(related.identifiers)), names, related.printed)
            for related in packed.record.related
            if (names := tuple(f"{name.scheme}:{name}" for name in related.identifiers))
            for known in [next(iter(store.find_by_identifiers(names).values()), None)]
        )
        key = next(iter(own.values()), packed.key)
        entry = Entry(file, packed, key, links, MADE_BY, relations=relations, at="2026-01-01T00:00:00Z")
        store.put([entry])


def _link(store: Store, work: PackedWork) -> Link:
    known = store.find_by_identifiers(work.identifiers)
    if known:
        return Link(LinkStatus.LINKED, LinkReason.IDENTIFIER, "same identifier", next(iter(known.values())))
    return Link(LinkStatus.LINKED, LinkReason.OWN_WORDS, "from the reference", work.key)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the toy literature, classified by the rules, to be copied and not changed."""
    from citance.index import STORE_FILE, open_index

    folder = tmp_path_factory.mktemp("toy")
    with open_index(folder / "index", create=True, clock=lambda: NOW) as index:
        fill(index._store)
        index.classify()
    assert (folder / "index" / STORE_FILE).exists()
    return folder / "index"


@pytest.fixture
def toy(template: Path, tmp_path: Path) -> Iterator[Index]:
    """An index of the toy literature of one's own."""
    from citance.index import open_index

    with open_index(_copied(template, tmp_path), clock=lambda: NOW) as index:
        yield index


@pytest.fixture
def open_toy(template: Path, tmp_path: Path) -> Iterator[Callable[..., Index]]:
    """Opens the same index of the toy literature in any way, as often as wanted."""
    from citance.index import open_index

    folder = _copied(template, tmp_path)
    opened: list[Index] = []

    def open_it(**how: object) -> Index:
        opened.append(open_index(folder, clock=lambda: NOW, **how))  # type: ignore[arg-type]
        return opened[-1]

    yield open_it
    for index in opened:
        index.close()


def _copied(template: Path, to: Path) -> Path:
    import shutil

    return Path(shutil.copytree(template, to / "index", ignore=shutil.ignore_patterns("*.lock")))
