"""The search index follows the store: by its log, anew, while files are read, and after a stop anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from citance.errors import NotFound
from citance.index import Index, SearchAnswer, open_index
from citance.searching.base import ArticleEntry, StatementEntry
from citance.services import feed
from citance.services.feed import Follower
from citance.services.ingest import ingest
from citance.store.values import ArticleToSearch, StatementToSearch
from citance.toy import toy_path

ALDER = "10.5555/toy.alder2011"


def everything(index: Index) -> list[SearchAnswer]:
    return [index.search("", kind="both", limit=2000, sort=sort) for sort in ("oldest", "most_cited")]


def parts(answers: list[SearchAnswer]) -> list[object]:
    return [(answer.statements, answer.articles) for answer in answers]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "STEP", 7)


def test_following_gives_what_a_filling_gives(tmp_path: Path) -> None:
    files = sorted(toy_path().glob("*.xml"))
    with open_index(tmp_path / "index", create=True) as index:
        for file in files:  # works are first known from references, then by their own document
            index.ingest([file], workers=0)
        followed = parts(everything(index))
        assert index.stats().search_sequence == index.sequence
        index.rebuild("search")
        assert parts(everything(index)) == followed


def test_what_is_indexed_is_what_the_store_shows(toy: Index) -> None:
    store = toy._store
    assert StatementToSearch._fields[:15] == StatementEntry.__struct_fields__[:15]
    assert ArticleToSearch._fields[:11] == ArticleEntry.__struct_fields__[:11]
    for row in store.articles_to_search():
        article = store.article(row.key)
        assert row.authors == tuple(author.name for author in article.record.authors)
        assert (row.year, row.has_document, row.tally) == (article.record.year, article.has_document, store.tally(row.key))
        assert row.language == article.record.language
        assert set(row.relations) == {relation.kind for relation in store.relations(row.key)}
        assert article.record.title in row.title
        for key, entries in store.statements_to_search([row.key]):
            assert [(e.id, e.citing, e.cited, e.sentence, e.section, e.stance, e.evidence, e.year) for e in entries] == [
                (s.id, key, s.cited, s.text.sentence, s.section, s.stance, s.evidence, s.year) for s in store.statements_of(key)
            ]


def test_following_for_long_leaves_no_long_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LONGEST_LOG", 30)
    with open_index(tmp_path / "index", create=True) as index:
        store = index._store
        follower = Follower(index._beside.opened(), store)
        for file in sorted(toy_path().glob("*.xml")):
            ingest(store, [file], workers=0, after_batch=follower.step)
            if store.sequence > 100:
                with pytest.raises(NotFound):  # what the index has committed is no longer told
                    store.changes_since(0)
                assert index._beside.opened().sequence > 0
        assert follower.finish() == store.sequence
        followed = parts(everything(index))
        index.rebuild("search")
        assert parts(everything(index)) == followed


def test_a_follower_claims_no_statements_it_has_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_index(tmp_path / "index", create=True) as index:
        store = index._store
        follower = Follower(index._beside.opened(), store)
        first, *others = sorted(toy_path().glob("*.xml"))
        ingest(store, [first], workers=0, after_batch=follower.step)
        # Another process writes between the last statements and the articles.
        step = follower.step
        monkeypatch.setattr(follower, "step", lambda: (step(), ingest(store, others, workers=0)))
        assert follower.finish() < store.sequence
        followed = parts(everything(index))
        index.rebuild("search")
        assert parts(everything(index)) == followed


def test_classifying_at_once_or_later_ends_alike(tmp_path: Path) -> None:
    with open_index(tmp_path / "now", create=True) as now, open_index(tmp_path / "later", create=True) as later:
        now.ingest([toy_path()], classify="now", workers=0)
        later.ingest([toy_path()], workers=0)
        later.classify()
        assert parts(everything(later)) == parts(everything(now))


def test_a_stop_between_steps_loses_nothing(toy: Index) -> None:
    expected = everything(toy)
    index = toy._beside.opened()
    index.clear()
    steps = feed.everything(toy._store)
    for _, (changes, sequence) in zip(range(3), steps, strict=False):
        index.apply(changes, sequence)
    index.close()
    assert index.sequence == 0
    assert everything(toy) == expected


def test_a_follower_that_never_finished_is_made_good(tmp_path: Path) -> None:
    with open_index(tmp_path / "index", create=True) as index:
        index.ingest([toy_path() / "quill2009.xml"], workers=0)
        follower = Follower(index._beside.opened(), index._store)
        from citance.services.ingest import ingest

        ingest(index._store, [toy_path()], workers=0, after_batch=follower.step, batch=3)
        index._beside.opened().close()  # commits what was taken, without the articles
        assert index.stats().search_sequence < index.sequence
        answers = parts(everything(index))
        index.rebuild("search")
        assert parts(everything(index)) == answers


def test_an_index_that_lags_behind_a_forgotten_log_is_filled_anew(toy: Index, tmp_path: Path) -> None:
    toy.search("")
    assert toy.path is not None
    shutil.copytree(toy.path / "search", tmp_path / "old")
    toy.remove(ALDER)
    expected = everything(toy)
    assert toy._store.changes_since(toy.sequence) == []
    shutil.rmtree(toy.path / "search")
    shutil.copytree(tmp_path / "old", toy.path / "search")
    with open_index(toy.path, read_only=True) as reader:
        assert parts(everything(reader)) == parts(expected)


def test_an_index_ahead_of_its_store_is_of_another_one(toy: Index, tmp_path: Path) -> None:
    expected = parts(everything(toy))
    backup = toy.backup(tmp_path / "copy")
    toy.remove(ALDER)
    toy.search("")
    assert toy.path is not None
    shutil.copytree(toy.path / "search", backup / "search")
    with open_index(backup) as older:
        assert parts(everything(older)) == expected


def test_what_is_written_meanwhile_is_left_for_the_next_time(toy: Index, tmp_path: Path) -> None:
    index, store = toy._beside.opened(), toy._store
    first, second, *_ = toy.statements()
    toy.record_review(first.id, reviewer="Ada", stance="mentioning")
    last = store.sequence
    told = store.changes_since

    def changes_since(sequence: int, most: int, *, articles: bool) -> object:
        """As another process that writes whenever somebody reads the log."""
        toy.record_review(second.id, reviewer=f"Ada {store.sequence}", stance="mentioning")
        return told(sequence, 1, articles=articles)

    store.changes_since = changes_since  # type: ignore[method-assign,assignment]
    assert feed.feed(index, store) == last
