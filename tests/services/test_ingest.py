"""Files into a store: what is counted, what is passed over, and what does not stop the work."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from citance.linking.identity import JoinVerdict
from citance.model import Doi, Link, LinkReason, LinkStatus
from citance.services.ingest import IngestSummary, Said, ingest
from citance.services.reading import ReadingJob, read_file
from citance.services.rebuild import rebuild
from citance.store.base import Store
from citance.store.memory import MemoryStore
from citance.store.sqlite import SqliteStore
from citance.store.values import Stage, Visibility
from citance.toy import toy_path


def clock() -> datetime:
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def run(store: Store, *paths: object, **options: object) -> IngestSummary:
    return ingest(store, [str(path) for path in paths], **{"workers": 0, "clock": clock, **options})  # type: ignore[arg-type]


def contents(store: Store) -> list[object]:
    return [
        list(store.all_articles()),
        [(s.id, s.citing, s.cited, s.text, s.stance) for s in store.all_statements()],
        list(store.citations()),
        list(store.documents()),
        list(store.problems()),
        [(j.survivor, j.absorbed) for j in store.joins()],  # more may be known of them now, and be said
    ]


def test_the_toy_literature_goes_in_without_a_grumble(store: SqliteStore) -> None:
    files = len(list(toy_path().glob("*.xml")))
    summary = run(store, toy_path())
    assert summary.line == f"{files} read, 0 with problems, 0 unreadable"
    assert (summary.added, summary.statements) == (files, store.stats().statements)
    assert store.stats().waiting == summary.statements > 300
    again = run(store, toy_path())
    assert again.line == f"0 read, 0 with problems, 0 unreadable, {files} known already"


def test_memory_and_sqlite_are_filled_alike(store: SqliteStore) -> None:
    memory = MemoryStore()
    run(memory, toy_path())
    run(store, toy_path())
    assert contents(memory) == contents(store)


def test_neither_processes_nor_batches_show_in_the_outcome(store: SqliteStore, tmp_path: Path) -> None:
    run(store, toy_path(), workers=2, batch=5)
    with SqliteStore(str(tmp_path / "other.sqlite")) as other:
        run(other, toy_path(), batch=3)
        assert contents(other) == contents(store)


def test_what_was_read_before_is_not_read_again(store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(toy_path().glob("*.xml"))
    before = {sha256(file.read_bytes()).hexdigest(): read_file(ReadingJob(str(file), file.read_bytes())) for file in files}
    some = dict(list(before.items())[1::2])
    with SqliteStore(str(tmp_path / "other.sqlite")) as other:
        run(other, toy_path(), read_before=some)
        run(store, toy_path())
        assert contents(other) == contents(store)
    monkeypatch.setattr("citance.services.reading.pool.read_file", lambda job: pytest.fail("read again"))
    with SqliteStore(str(tmp_path / "third.sqlite")) as third:
        run(third, toy_path(), read_before=before)
        assert contents(third) == contents(store)


def test_a_stopped_run_is_gone_on_with(store: SqliteStore, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _: int | None) -> None:
        if done == 13:
            raise Stop

    with pytest.raises(Stop):
        run(store, toy_path(), batch=4, progress=stop, workers=2)
    stored = store.stats().documents
    assert 0 < stored < 20
    rest = run(store, toy_path(), batch=4)
    assert rest.unchanged == stored
    with SqliteStore(str(tmp_path / "other.sqlite")) as other:
        run(other, toy_path())
        assert contents(other) == contents(store)


def test_what_cannot_be_read_is_kept_with_its_problem(store: SqliteStore, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    shutil.copy(toy_path() / "ferro2010.xml", folder)
    (folder / "empty.xml").write_bytes(b"")
    (folder / "words.xml").write_text("These are no tags.")
    (folder / "cut.tar").write_bytes(b"")
    summary = run(store, folder, tmp_path / "nowhere.xml")
    assert (summary.read, summary.unreadable) == (1, 3)
    rows = {Path(row.file.name).name: row for row in store.problems()}
    assert set(rows) == {"empty.xml", "words.xml", "nowhere.xml"}
    assert all(row.document is None and row.file.digest for row in rows.values())
    again = run(store, folder, tmp_path / "nowhere.xml")
    assert (again.read, again.unreadable) == (0, 1)  # what has bytes is known; what has none is looked for again
    assert len(list(store.problems())) == 3


def article_citing(*works: tuple[str, str, str]) -> str:
    """An article that cites works once each; of each its title, DOI and PMID."""
    entries = "".join(
        f"<ref id='r{n}'><element-citation><person-group><name><surname>Arden</surname></name></person-group>"
        f"<article-title>{title}</article-title><year>2010</year><pub-id pub-id-type='doi'>{doi}</pub-id>"
        f"<pub-id pub-id-type='pmid'>{pmid}</pub-id></element-citation></ref>"
        for n, (title, doi, pmid) in enumerate(works)
    )
    cited = "".join(f"Ferns were slow [<xref rid='r{n}'>{n + 1}</xref>]. " for n in range(len(works)))
    return f"<article><front/><body><p>{cited}</p></body><back><ref-list>{entries}</ref-list></back></article>"


def test_a_folder_whose_name_is_no_utf8_is_read(store: SqliteStore, no_utf8: Path) -> None:
    (no_utf8 / "broken.xml.gz").write_bytes(b"\x1f\x8b\x08 and no more")
    assert run(store, no_utf8).line == "1 read, 0 with problems, 1 unreadable"
    assert [file.source.endswith("of-18\\xff") for file in (d.file for d in store.documents())] == [True]
    assert [row.problem.where.endswith("of-18\\xff/broken.xml.gz") for row in store.problems()] == [True]


def test_a_doi_that_was_given_to_two_works_does_not_make_them_one(store: SqliteStore, tmp_path: Path) -> None:
    ferns, roots = ("Ferns in the shade of walls", "90000001"), ("Roots of invented plants in salty soil", "90000002")
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    first.write_text(article_citing((ferns[0], "10.5555/lent", ferns[1]), (roots[0], "10.5555/lent", roots[1])), "utf-8")
    second.write_text(article_citing((roots[0], "10.5555/lent", roots[1])), "utf-8")
    run(store, first)
    run(store, second)
    held = store.find_by_identifiers({f"pmid:{pmid}" for _, pmid in (ferns, roots)})
    assert len(set(held.values())) == 2
    assert [store.tally(held[f"pmid:{pmid}"]).total for _, pmid in (ferns, roots)] == [1, 2]
    assert {row.problem.where for row in store.problems() if "10.5555/lent" in row.problem.where} == {"doi:10.5555/lent"}


def test_a_changed_file_replaces_what_it_said(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "article.xml"
    text = (toy_path() / "gale2016.xml").read_text("utf-8")
    path.write_text(text, "utf-8")
    run(store, path)
    before = store.stats()
    path.write_text(text.replace("</body>", "<sec><title>Added</title><p>Nothing more is cited.</p></sec></body>"), "utf-8")
    summary = run(store, path)
    assert (summary.replaced, summary.added) == (1, 0)
    after = store.stats()
    assert (after.articles, after.statements, after.documents) == (before.articles, before.statements, before.documents + 1)


def test_what_was_removed_is_left_out(store: SqliteStore) -> None:
    run(store, toy_path())
    key = store.find(Doi("10.5555/toy.gale2016"))
    assert key is not None
    store.remove(key, "as asked")
    summary = run(store, toy_path())
    assert (summary.read, summary.removed) == (0, 1)
    assert summary.line.endswith("1 left out as removed")


def test_visibility_can_be_said(store: SqliteStore) -> None:
    run(store, toy_path() / "ferro2010.xml", said=Said(Visibility.PRIVATE))
    assert [info.visibility for info in store.documents()] == [Visibility.PRIVATE]


# -- rebuild


@pytest.mark.parametrize("stage", [Stage.FIND, Stage.CUT, Stage.LINK])
def test_a_rebuild_with_the_same_versions_changes_nothing(store: SqliteStore, stage: Stage) -> None:
    run(store, toy_path())
    joins = store.joins()
    assert len(joins) > 0
    before = contents(store)
    assert rebuild(store, stage, workers=0) == 20
    after = contents(store)
    assert [(j.identifiers, j.at, j.document) for j in store.joins()] == [(j.identifiers, j.at, j.document) for j in joins]
    assert sorted(map(str, before[1])) == sorted(map(str, after[1]))  # stored anew, so in another order
    assert [before[0], *before[2:]] == [after[0], *after[2:]]


def test_what_a_record_joined_is_parted_by_linking_that_knows_better(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from citance.services import resolving

    run(store, toy_path())
    [join] = store.joins()
    total = store.tally(join.survivor).total
    before = contents(store)
    nothing = Link(LinkStatus.UNLINKED, LinkReason.TOO_WEAK, "a linker that trusts no fields")
    with monkeypatch.context() as worse:
        worse.setattr(resolving, "decide", lambda record, candidates: nothing)
        worse.setattr(resolving, "decide_join", lambda record, holders, own: JoinVerdict(holders[0].key, holders[0].key))
        rebuild(store, Stage.LINK, workers=0)
        assert store.joins() == ()
        assert store.current_key(join.absorbed) == join.absorbed
        assert store.tally(join.survivor).total < total
    rebuild(store, Stage.LINK, workers=0)
    assert contents(store)[-1] == before[-1]
    assert store.tally(join.survivor).total == total


def test_what_a_person_parted_stays_so_when_links_are_made_again(store: SqliteStore) -> None:
    run(store, toy_path())
    [join] = store.joins()
    store.undo_join(join.number)
    parted = (store.tally(join.survivor), store.tally(join.absorbed))
    rebuild(store, Stage.LINK, workers=0)
    assert [(j.number, j.undone) for j in store.joins()] == [(join.number, True)]
    assert (store.tally(join.survivor), store.tally(join.absorbed)) == parted


def test_a_stopped_rebuild_is_gone_on_with(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from citance.services import rebuild as module

    run(store, toy_path())
    before = contents(store)
    monkeypatch.setattr(module, "_AT_ONCE", 6)

    def stop(done: int, _: int | None) -> None:
        if done == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(store, Stage.CUT, workers=0, progress=stop)
    assert store.progress(Stage.CUT) == 12
    assert rebuild(store, Stage.CUT, workers=0) == 8
    assert store.progress(Stage.CUT) is None
    assert sorted(map(str, before[1])) == sorted(map(str, contents(store)[1]))


# -- what people say of visibility


def shown(store: SqliteStore, doi: str) -> set[Visibility]:
    """How the forms of an article are shown."""
    return {info.visibility for info in store.documents(store.find(Doi(doi)))}


def newer(tmp_path: Path, name: str) -> Path:
    """A newer copy of a file of the toy literature."""
    path = tmp_path / name
    text = (toy_path() / name).read_text("utf-8")
    path.write_text(text.replace("</body>", "<sec><title>Added</title><p>Nothing more is cited.</p></sec></body>"), "utf-8")
    return path


def test_what_was_said_holds_for_newer_forms(store: SqliteStore, tmp_path: Path) -> None:
    ferro = "10.5555/toy.ferro2010"
    run(store, toy_path() / "ferro2010.xml")
    assert shown(store, ferro) == {Visibility.OPEN}
    key = store.find(Doi(ferro))
    assert key is not None
    store.set_visibility([key], Visibility.PRIVATE)
    assert run(store, newer(tmp_path, "ferro2010.xml")).replaced == 1
    assert shown(store, ferro) == {Visibility.PRIVATE}
    for stage in (Stage.FIND, Stage.LINK):
        rebuild(store, stage, workers=0)
        assert shown(store, ferro) == {Visibility.PRIVATE}
    run(store, toy_path() / "ferro2010.xml", said=Said(unless=Visibility.OPEN, at_most=Visibility.OPEN))
    assert shown(store, ferro) == {Visibility.PRIVATE}


def test_what_is_said_holds_for_files_that_are_known(store: SqliteStore) -> None:
    run(store, toy_path())
    again = run(store, toy_path(), said=Said(Visibility.PRIVATE))
    assert (again.read, again.told) == (0, again.unchanged)
    assert again.line.endswith(f"{again.unchanged} known already ({again.told} of them private from now on)")
    assert {info.visibility for info in store.documents()} == {Visibility.PRIVATE}
    run(store, toy_path(), said=Said(unless=Visibility.OPEN))
    assert {info.visibility for info in store.documents()} == {Visibility.PRIVATE}


@pytest.mark.parametrize(
    ("said", "given", "then"),
    [
        ("", "", ""),
        ("visibility=open", "private", "open"),
        ("unless=private", "open", "open"),
        ("unless=private", "", "private"),
        ("at_most=open", "", ""),
        ("at_most=open", "private", "private"),
        ("at_most=snippet", "", "snippet"),
        ("at_most=snippet", "private", "private"),
        ("at_most=private", "open", "private"),
        ("unless=private at_most=snippet", "", "private"),
        ("unless=open at_most=snippet", "", "snippet"),
    ],
)
def test_who_may_widen(said: str, given: str, then: str) -> None:
    words = {name: Visibility(value) for name, _, value in (part.partition("=") for part in said.split())}
    assert Said(**words).over(Visibility(given) if given else None) == (then or None)
