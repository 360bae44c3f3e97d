"""One article in several forms: recognised, the best one read, nothing counted twice, and the report says which."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from citance.model import ProblemKind
from citance.services.ingest import ingest
from citance.store.base import Store
from citance.store.sqlite import SqliteStore
from citance.toy import toy_path

ARTICLE = "hart2017.xml"
DOI = "10.5555/toy.hart2017"


def put(store: Store, folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    ingest(store, [str(path)], workers=0)


def forms(store: Store, key: str) -> list[tuple[str, bool]]:
    return sorted((info.format, info.active) for info in store.documents(key))


def the_article(store: Store) -> str:
    """The key of the one article that has documents."""
    keys = {info.article for info in store.documents()}
    assert len(keys) == 1
    return keys.pop()


JATS = (toy_path() / ARTICLE).read_bytes()
NAMES = ("article.xml", "same-doi.tei.xml", "no-doi.tei.xml", "no-doi-no-year.tei.xml")


@pytest.fixture(scope="module")
def files(tei_of: Callable[..., bytes]) -> dict[str, bytes]:
    """The article's forms: as published, and as GROBID might have read it well, worse and badly."""
    return {
        "article.xml": JATS,
        "same-doi.tei.xml": tei_of(toy_path() / ARTICLE),
        "no-doi.tei.xml": tei_of(toy_path() / ARTICLE, doi=None, keep=0.5),
        "no-doi-no-year.tei.xml": tei_of(toy_path() / ARTICLE, doi=None, year=False, keep=0.4),
    }


@pytest.mark.parametrize("order", list(permutations(NAMES))[::5])
def test_forms_are_one_article_in_whatever_order_they_come(
    store: SqliteStore, tmp_path: Path, files: dict[str, bytes], order: tuple[str, ...]
) -> None:
    for name in order:
        put(store, tmp_path, name, files[name])
    key = the_article(store)
    assert forms(store, key) == [("jats", True), ("tei", False), ("tei", False), ("tei", False)]
    with SqliteStore(str(tmp_path / "alone" / "citance.sqlite")) as alone:
        put(alone, tmp_path, "article.xml", JATS)
        assert store.stats().statements == alone.stats().statements
        assert store.stats().tally == alone.stats().tally
    assert store.find_by_identifiers({f"doi:{DOI}"})[f"doi:{DOI}"] == key


def test_of_two_readings_the_one_that_found_more_is_shown(store: SqliteStore, tmp_path: Path, files: dict[str, bytes]) -> None:
    for name in ("same-doi.tei.xml", "no-doi.tei.xml"):
        put(store, tmp_path, name, files[name])
    shown = next(info for info in store.documents(the_article(store)) if info.active)
    assert shown.file.name.endswith("same-doi.tei.xml")


def test_front_matter_alone_gives_way_to_any_full_text(store: SqliteStore, tmp_path: Path, files: dict[str, bytes]) -> None:
    front = JATS[: JATS.index(b"<body>")] + b"</article>"
    put(store, tmp_path, "front.xml", front)
    put(store, tmp_path, "same-doi.tei.xml", files["same-doi.tei.xml"])
    assert forms(store, the_article(store)) == [("jats", False), ("tei", True)]


def test_when_the_better_form_goes_the_other_is_shown_again(store: SqliteStore, tmp_path: Path, files: dict[str, bytes]) -> None:
    for name in ("no-doi.tei.xml", "article.xml"):
        put(store, tmp_path, name, files[name])
    before = store.stats().statements
    store.remove_source(str(tmp_path / "article.xml"))
    assert forms(store, the_article(store)) == [("tei", True)]
    assert 0 < store.stats().statements < before


def test_statements_of_a_form_keep_their_names_in_the_better_one(
    store: SqliteStore, tmp_path: Path, files: dict[str, bytes]
) -> None:
    put(store, tmp_path, "no-doi.tei.xml", files["no-doi.tei.xml"])
    before = {s.id for s in store.all_statements()}
    put(store, tmp_path, "article.xml", JATS)
    after = {s.id for s in store.all_statements()}
    assert len(before & after) > 0.8 * len(before)


def test_a_preprint_is_no_form_of_the_paper(store: SqliteStore, tmp_path: Path, tei_of: Callable[..., bytes]) -> None:
    put(store, tmp_path, "paper.xml", JATS)
    preprint = tei_of(toy_path() / ARTICLE, doi="10.1101/2016.05.05.123456")
    put(store, tmp_path, "preprint.tei.xml", preprint)
    assert len({info.article for info in store.documents()}) == 2


@pytest.mark.parametrize("order", [("tei", "jats"), ("jats", "tei")])
def test_an_identifier_with_the_next_word_behind_it_is_the_same(
    store: SqliteStore, tmp_path: Path, tei_of: Callable[..., bytes], order: tuple[str, ...]
) -> None:
    glued = {"jats": JATS, "tei": tei_of(toy_path() / ARTICLE, doi=f"{DOI}jiv.example.org")}
    for name in order:
        put(store, tmp_path, f"{name}.xml", glued[name])
    assert forms(store, the_article(store)) == [("jats", True), ("tei", False)]


def test_two_published_files_with_dois_of_which_one_begins_the_other_stay_two(store: SqliteStore, tmp_path: Path) -> None:
    put(store, tmp_path, "one.xml", JATS)
    other = re.sub(rb'<article-id pub-id-type="(?:pmid|pmc)">[^<]*</article-id>', b"", JATS)
    put(store, tmp_path, "two.xml", other.replace(DOI.encode(), f"{DOI}.v2".encode()))
    assert len({info.article for info in store.documents()}) == 2


def test_another_article_of_the_same_title_stays_another(
    store: SqliteStore, tmp_path: Path, tei_of: Callable[..., bytes]
) -> None:
    put(store, tmp_path, "paper.xml", JATS)
    text = tei_of(toy_path() / ARTICLE, doi=None).decode()
    head, _, rest = text.partition("</sourceDesc>")
    start, end = head.index("<analytic>") + 10, head.index('<title level="a">', head.index("<analytic>"))
    others = "<author><persName><forename>Zed</forename><surname>Quillfeather</surname></persName></author>"
    put(store, tmp_path, "other.tei.xml", f"{head[:start]}{others}{head[end:]}</sourceDesc>{rest}".encode())
    assert len({info.article for info in store.documents()}) == 2


@pytest.mark.parametrize("order", [("right", "wrong"), ("wrong", "right")])
def test_an_identifier_of_another_article_is_not_believed(
    store: SqliteStore, tmp_path: Path, tei_of: Callable[..., bytes], order: tuple[str, ...]
) -> None:
    other = next(p for p in sorted(toy_path().glob("*.xml")) if "hart" not in p.name)
    files = {"right": JATS, "wrong": tei_of(other, doi=DOI, title="On the singing of invented frogs in ponds at night")}
    for name in order:
        put(store, tmp_path, f"{name}.xml", files[name])
    if order[0] == "right":
        assert len({info.article for info in store.documents()}) == 2
        conflicts = [row.problem for row in store.problems() if row.problem.kind is ProblemKind.IDENTIFIER_CONFLICT]
        assert any("was not believed" in problem.words for problem in conflicts)
    shown = [info for info in store.documents(store.find_by_identifiers({f"doi:{DOI}"})[f"doi:{DOI}"]) if info.active]
    assert [info.format for info in shown] == ["jats"]
