"""The Index from outside: opening, filling, taking out, bringing back; two at once; and what it says when it cannot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

import citance
from citance.errors import (
    InvalidIdentifier,
    InvalidInput,
    NotFound,
    OutOfRange,
    SearchIndexError,
    StoreError,
    StoreLocked,
    StoreReadOnly,
    UnknownName,
)
from citance.index import Filters, Index, open_index
from citance.model.codec import to_json
from citance.toy import toy_path

ALDER = "10.5555/toy.alder2011"


@pytest.fixture
def folder(own_index: Path) -> Path:
    """The folder of an index of the toy literature, to change at will."""
    return own_index


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    with open_index(folder) as opened:
        yield opened


# -- opening


def test_there_must_be_an_index_unless_one_is_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=f"^there is no index at {tmp_path / 'none'}$"):
        open_index(tmp_path / "none")
    with pytest.raises(NotFound):
        open_index(tmp_path / "none", create=True, read_only=True)
    assert not (tmp_path / "none").exists()
    with open_index(tmp_path / "deep" / "new", create=True) as index:
        assert index.stats().counts.articles == 0
        assert index.search("anything").statements.total == 0  # type: ignore[union-attr]
        with pytest.raises(NotFound):
            index.report(ALDER)


def test_what_is_no_index_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "citance.sqlite").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreError):
        open_index(tmp_path)
    with pytest.raises(UnknownName, match="public"):
        open_index(None, audience="everybody")  # type: ignore[arg-type]


def test_the_public_front_opens_it_too(folder: Path) -> None:
    with citance.open_index(folder, read_only=True) as index:
        assert index.report(ALDER).tally.total > 30


def test_a_lone_word_or_path_is_not_taken_letter_by_letter(index: Index) -> None:
    """`ingest("/data")` began with all of "/"."""
    file = toy_path() / "ferro2010.xml"
    with open_index(None) as memory:
        for one in (str(file), file):
            summary = memory.ingest(one, workers=0)
            assert summary.read + summary.unchanged == 1
    assert index.tallies(ALDER) == index.tallies([ALDER]) != {}
    assert index.cards(ALDER).keys() == {ALDER}
    assert index.compare(ALDER).compared == index.compare([ALDER]).compared


def test_a_filter_by_a_word_that_none_has_is_no_answer_of_nothing(index: Index) -> None:
    assert index.report(ALDER, filters=Filters(stance=("contrasting",))).total  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="supporting"):
        Filters(stance=("contradicting",))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="several"):
        Filters(section="methods")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="takes several"):
        Filters(author="Rosa Quill")  # type: ignore[arg-type]
    for year in (0, 2**70):
        with pytest.raises(OutOfRange):
            Filters(first_year=year)


def test_an_index_in_memory_answers_alike(index: Index) -> None:
    with open_index(None) as memory:
        memory.ingest([toy_path()], classify="rules", workers=0)
        assert memory.path is None
        assert memory.tally(ALDER) == index.tally(ALDER)
        one, other = memory.report(ALDER, limit=500), index.report(ALDER, limit=500)
        assert one.statements == other.statements
        assert one.by_section == other.by_section
        found, expected = memory.search("sirolimus", limit=500), index.search("sirolimus", limit=500)
        assert found.statements == expected.statements


# -- two at once


def test_readers_read_while_one_writes_and_a_second_writer_is_refused(folder: Path) -> None:
    with open_index(folder) as writer, open_index(folder, read_only=True) as reader:
        with pytest.raises(StoreLocked):
            open_index(folder)
        before = reader.tally(ALDER)
        statement = next(s for s in writer.report(ALDER, limit=500).statements if s.stance == "mentioning")
        writer.record_review(statement.id, reviewer="A. Reader", stance="contrasting")
        assert reader.tally(ALDER).contrasting == before.contrasting + 1
        found = reader.search(f"cites:{ALDER} stance:contrasting").statements
        assert found is not None
        assert found.total == before.contrasting + 1


def test_reading_only_changes_no_byte_of_the_store(folder: Path) -> None:
    before = (folder / "citance.sqlite").read_bytes()
    with open_index(folder, read_only=True) as reader:
        reader.report(ALDER)
        reader.search("sirolimus")
        for attempt in (lambda: reader.remove(ALDER), reader.classify, lambda: reader.ingest([toy_path()])):
            with pytest.raises(StoreReadOnly):
                attempt()
    assert (folder / "citance.sqlite").read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_we_may_not_write_to(folder: Path) -> None:
    folder.chmod(0o555)
    try:
        with open_index(folder, read_only=True) as reader:
            assert reader.search("sirolimus").statements.total > 0  # type: ignore[union-attr]
    finally:
        folder.chmod(0o755)


def test_an_empty_answer_is_never_given_for_want_of_an_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder / "search")
    with open_index(folder, read_only=True) as reader:
        assert reader.search("sirolimus").statements.total > 0  # type: ignore[union-attr]
    shutil.rmtree(folder / "search")

    def locked(*_: object) -> int:
        raise StoreLocked("search")

    monkeypatch.setattr("citance.services.search_index.feed", locked)
    with open_index(folder, read_only=True) as reader, pytest.raises(SearchIndexError, match="another process"):
        reader.search("sirolimus")


# -- filling and taking out


def test_the_same_files_again_change_nothing(index: Index) -> None:
    sequence, report = index.sequence, index.report(ALDER, limit=500)
    summary = index.ingest([toy_path()], classify="rules", workers=0)
    assert summary.read == 0
    assert summary.unchanged == summary.files == 20
    assert index.sequence == sequence
    assert index.report(ALDER, limit=500).statements == report.statements


def test_reading_does_not_wait_for_a_classifier(tmp_path: Path) -> None:
    with open_index(tmp_path / "later", create=True) as index:
        index.ingest([toy_path()], workers=0)
        counts = index.stats().counts
        assert counts.waiting == counts.statements == counts.tally.unclassified > 0
        assert index.report(ALDER).coverage.classified == 0
        with pytest.raises(UnknownName, match="later"):
            index.ingest([], classify="soon")  # type: ignore[arg-type]


def test_visibility_given_at_ingest(tmp_path: Path) -> None:
    with open_index(tmp_path / "private", create=True) as index:
        index.ingest([toy_path()], visibility="private", workers=0)
        assert {s.visibility.value for s in index.statements()} == {"private"}
        with pytest.raises(UnknownName, match="snippet"):
            index.ingest([], visibility="hidden")


def test_what_was_removed_stays_out_until_it_is_let_in(index: Index) -> None:
    cited = "10.5555/toy.brandt2013"
    before = index.tally(cited)
    own = sum(s.citing.doi == ALDER for s in index.statements())
    total = index.stats().counts.statements
    stone = index.remove(ALDER, why="asked by the author")
    assert index.stats().counts.statements == total - own
    assert index.find(ALDER).has_document is False
    assert index.tally(cited).total <= before.total
    assert index.ingest([toy_path() / "alder2011.xml"], workers=0).removed == 1
    assert [(t.number, t.why) for t in index.tombstones()] == [(stone.number, "asked by the author")]
    index.lift_tombstone(stone.number)
    assert index.ingest([toy_path() / "alder2011.xml"], classify="rules", workers=0).read == 1
    assert index.stats().counts.statements == total
    assert index.tally(cited) == before


def test_a_source_is_removed_whole(index: Index) -> None:
    sources = {row.file.source for row in index._store.documents()}
    for source in sources:
        index.remove_source(source)
    counts = index.stats().counts
    assert (counts.statements, counts.documents) == (0, 0)
    assert index.search("").statements.total == 0  # type: ignore[union-attr]


def test_a_folder_whose_name_is_no_utf8_is_removed_under_either_of_its_names(no_utf8: Path) -> None:
    for name in (str(no_utf8), f"{no_utf8.parent}/of-18\\xff"):
        with open_index(None) as index:
            index.ingest(no_utf8, workers=0)
            assert [stone.identifiers[0] for stone in index.remove_source(name)] == [f"doi:{ALDER}"]


def test_half_of_a_surrogate_pair_names_no_article(index: Index) -> None:
    for words in ("\udcff", "\ud800", "10.5555/a\udcff", "10.5555/a\ud800.1", "abcdefghijk0\udcff"):
        with pytest.raises(InvalidIdentifier):
            index.report(words)
        assert (index.cards([words]), index.tallies([words]), index.recognise(words)) == ({}, {}, None)
    for filters in (Filters(author=("\udcff",)), Filters(journal=("fern \ud800",))):
        assert index.search(filters=filters).statements.total == 0  # type: ignore[union-attr]


@pytest.mark.parametrize("folder", ["index", None])
def test_half_of_a_surrogate_pair_is_not_kept_and_not_written(tmp_path: Path, folder: str | None) -> None:
    with open_index(None if folder is None else tmp_path / folder, create=True) as index:
        index.ingest(toy_path() / "brandt2013.xml", workers=0)
        said = next(index.statements()).id
        for keep in (
            lambda: index.record_review(said, reviewer="A. \udcff", stance="supporting"),
            lambda: index.record_review(said, reviewer="A.", stance="supporting", why="\ud800"),
            lambda: index.remove("10.5555/toy.brandt2013", "\udcff"),
            lambda: index.remove_source(str(toy_path()), "\udcff"),
            lambda: index.export("statements", "jsonl", BytesIO(), query="\udcff"),
        ):
            with pytest.raises(InvalidInput, match="half of a surrogate pair"):
                keep()
        assert (index.article_of_file("\udcff"), index.article_of_file("no digest")) == (None, None)
        assert (index.reviews(), index.tombstones(), index.stats().counts.documents) == ((), (), 1)


def test_joins_are_listed_with_their_reason(index: Index) -> None:
    for join in index.joins():
        assert join.why
        assert index.joins(join.survivor)


@pytest.mark.parametrize("stage", ["find", "cut", "link", "classify", "search"])
def test_every_stage_can_be_made_again_and_comes_out_the_same(index: Index, stage: str) -> None:
    reports = [index.report(doi, limit=500) for doi in (ALDER, "10.5555/ext.sato2007")]
    found = index.search("sirolimus", limit=500)
    assert index.rebuild(stage, classifier="rules", workers=0) > 0  # type: ignore[arg-type]
    for before in reports:
        after = index.report(str(before.article.doi), limit=500)
        assert after.tally == before.tally
        assert {s.id: s for s in after.statements} == {s.id: s for s in before.statements}
    again = index.search("sirolimus", limit=500)
    assert again.statements is not None
    assert found.statements is not None
    assert again.statements.facets == found.statements.facets


def test_unknown_stages_are_answered_with_the_known(index: Index) -> None:
    with pytest.raises(UnknownName, match="classify, search"):
        index.rebuild("everything")  # type: ignore[arg-type]


# -- keeping


def test_a_backup_opens_as_an_index_and_comes_back(index: Index, tmp_path: Path) -> None:
    report = to_json(index.report(ALDER, limit=500).statements)
    written = index.backup(tmp_path / "copy")
    with pytest.raises(StoreError, match="already"):
        index.backup(tmp_path / "copy")
    with open_index(written, read_only=True) as copy:
        assert to_json(copy.report(ALDER, limit=500).statements) == report
    restored = Index.restore(written, tmp_path / "again")
    with open_index(restored) as again:
        assert to_json(again.report(ALDER, limit=500).statements) == report
        assert again.search("sirolimus").statements == index.search("sirolimus").statements
    with pytest.raises(StoreError, match="already"):
        Index.restore(written, tmp_path / "again")
    with pytest.raises(NotFound):
        Index.restore(tmp_path / "nothing", tmp_path / "new")


def test_restoring_over_an_index_takes_its_search_along(folder: Path, tmp_path: Path) -> None:
    with open_index(folder) as index:
        index.backup(tmp_path / "copy")
        before = index.search("sirolimus", limit=500)
        index.remove(ALDER)
    Index.restore(tmp_path / "copy", folder, replace=True)
    with open_index(folder) as index:
        assert index.search("sirolimus", limit=500).statements == before.statements


def test_stats_say_how_much_there_is(index: Index) -> None:
    stats = index.stats()
    assert stats.counts.documents == 20
    assert stats.counts.waiting == 0
    assert stats.bytes_store > 100_000
    assert stats.bytes_search > 10_000
    assert stats.search_sequence == stats.counts.sequence == index.sequence
    assert any(name.startswith("classifier ") for name, _ in stats.counts.made_by)
    assert b'"schema":"citance/stats/1"' in to_json(stats)


def test_it_is_sound(index: Index) -> None:
    assert index.check() == []


def test_problems_name_their_file(index: Index, tmp_path: Path) -> None:
    before = len(list(index.problems()))  # of what is kept apart
    broken = tmp_path / "broken.xml"
    broken.write_text("<article><front>this never ends")
    index.ingest([broken], workers=0)
    rows = list(index.problems())[before:]
    assert rows
    assert {Path(row.file.name).name for row in rows} == {"broken.xml"}
    assert list(index.problems(ALDER)) == []
