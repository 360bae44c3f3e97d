"""The search index: what is found, what a change does, what survives a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from errno import ENOSPC, EROFS
from pathlib import Path

import msgspec
import pytest

from citance.errors import SearchIndexError, StoreFull, StoreLocked, StoreReadOnly, UnknownName
from citance.model import Evidence, SectionKind, Stance, Standing, Tally
from citance.searching.base import (
    ARTICLE_FACETS,
    STATEMENT_FACETS,
    ArticleEntry,
    Changes,
    Search,
    SearchFilters,
    Sort,
    StatementEntry,
    catch_up,
)
from citance.searching.query import parse_query, resolve
from citance.searching.tantivy import TantivyIndex

HART = ArticleEntry(
    key="hart",
    title="Sirolimus for Vascular Anomalies in Children",
    abstract="Forty children were treated. Tolerability was good.",
    authors=("Emma Hart", "Núria Peñalver"),
    journal="Journal of Invented Paediatrics",
    year=2017,
    has_document=True,
)
GALE = ArticleEntry(
    key="gale",
    title="Severe infections under sirolimus: a review",
    authors=("Ruben Gale",),
    journal="Annals of Imaginary Medicine",
    year=2016,
    has_document=True,
    tally=Tally(contrasting_own=2, mentioning=1),
)
ALDER = ArticleEntry(
    key="alder", title="Rapamycin in kaposiform lesions", authors=("A Alder",), year=2011, tally=Tally(mentioning=5)
)
UNDATED = ArticleEntry(key="undated", title="A manual of sirolimus levels", tally=Tally(supporting_own=1))

STATEMENTS = {
    "hart": (
        StatementEntry(
            "h1",
            "hart",
            ("alder",),
            "Our patients had fewer infections than those of Alder.",
            SectionKind.DISCUSSION,
            2017,
            Stance.CONTRASTING,
            Evidence.OWN,
            journal="Journal of Invented Paediatrics",
            language="en",
        ),
        StatementEntry(
            "h2",
            "hart",
            ("gale", "alder"),
            "Sirolimus is tolerable in naïve children with IL-6 release.",
            SectionKind.INTRODUCTION,
            2017,
            Stance.MENTIONING,
            journal="Journal of Invented Paediatrics",
            self_citation=True,
            language="en",
        ),
    ),
    "gale": (
        StatementEntry(
            "g1",
            "gale",
            ("alder",),
            "Severe infection was seen under sirolimus.",
            SectionKind.RESULTS,
            2016,
            Stance.SUPPORTING,
            Evidence.REPORTED,
            journal="Annals of Imaginary Medicine",
            language="en",
        ),
        StatementEntry("g2", "gale", (), "As infecções foram graves.", year=None, visibility="private", language="pt"),
    ),
}
ALL = Changes((HART, GALE, ALDER, UNDATED), STATEMENTS)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    made = TantivyIndex(tmp_path / "search")
    made.apply(ALL, 7)
    made.commit()
    yield made
    made.close()


def statements(index: TantivyIndex, query: str = "", **more: object) -> set[str]:
    search = Search(resolve(parse_query(query), lambda _: ()), **more)  # type: ignore[arg-type]
    return {hit.name for hit in index.search_statements(search).hits}


def articles(index: TantivyIndex, query: str = "", **more: object) -> set[str]:
    search = Search(resolve(parse_query(query), lambda _: ()), **more)  # type: ignore[arg-type]
    return {hit.name for hit in index.search_articles(search).hits}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("infection", {"h1", "g1"}),
        ("INFECTIONS", {"h1", "g1"}),
        ("infection sirolimus", {"g1"}),
        ("infecções", {"g2"}),
        ("infeccoes", {"g2"}),
        ("naive", {"h2"}),
        ('"severe infections"', {"g1"}),
        ('"infection severe"', set()),
        ("IL-6", {"h2"}),
        ("6-IL", set()),
        ("infec*", {"h1", "g1", "g2"}),
        ("sirolimus*", {"h2", "g1"}),
        ("tolerab*", {"h2"}),
        ("il-6* -fever", {"h2"}),
        ("sirolimus OR Alder", {"h1", "h2", "g1"}),
        ("infection NOT severe", {"h1"}),
        ("-infection", {"h2", "g2"}),
        ("stance:contrasting", {"h1"}),
        ("evidence:reported", {"g1"}),
        ("section:(results OR discussion)", {"h1", "g1"}),
        ("self:yes", {"h2"}),
        ("self:no", {"h1", "g1", "g2"}),
        ("lang:pt", {"g2"}),
        ("year:2017", {"h1", "h2"}),
        ("year:<2017", {"g1"}),
        ("NOT year:>=2017", {"g1", "g2"}),
        ("cites:key:gale", {"h2"}),
        ("cites:key:alder infections", {"h1", "g1"}),
        ("citing:key:gale", {"g1", "g2"}),
        ("cites:key:nobody", set()),
        ("cites:10.5555/unknown", set()),
        ("id:key:gale", set()),
        ("type:article", set()),
        ("type:statement", {"h1", "h2", "g1", "g2"}),
        ("author:hart", {"h1", "h2"}),
        ("author:penalver tolerable", {"h2"}),
        ("title:review", {"g1", "g2"}),
        ("abstract:tolerability", {"h1", "h2"}),
        ("journal:imaginary", {"g1"}),
        ('journal:"invented paediatrics" infections', {"h1"}),
        ("journal:imagin*", {"g1"}),
        ("author:alder", set()),  # it has no document, so nothing stands in it
        ("", {"h1", "h2", "g1", "g2"}),
        ("中", set()),
    ],
)
def test_statements_found(index: TantivyIndex, query: str, found: set[str]) -> None:
    assert statements(index, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sirolimus", {"hart", "gale", "undated"}),
        ("sirolimus children", {"hart"}),
        ("treated hart", {"hart"}),
        ("title:treated", set()),
        ("abstract:treated", {"hart"}),
        ("author:Penalver", {"hart"}),
        ('author:"emma hart"', {"hart"}),
        ("journal:annals", {"gale"}),
        ("year:2011..2016", {"gale", "alder"}),
        ("id:key:alder", {"alder"}),
        ("stance:contrasting", {"gale"}),
        ("-stance:contrasting", {"hart", "alder", "undated"}),
        ("stance:(contrasting OR supporting) sirolimus", {"gale", "undated"}),
        ("evidence:own", {"gale", "undated"}),
        ("evidence:reported", set()),
        ("section:methods", set()),
        ("sirolimus type:article", {"hart", "gale", "undated"}),
        ('"vascular anomaly"', {"hart"}),
        ("kaposi*", {"alder"}),
    ],
)
def test_articles_found(index: TantivyIndex, query: str, found: set[str]) -> None:
    assert articles(index, query) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (SearchFilters(stance=(Stance.CONTRASTING, Stance.SUPPORTING)), {"h1", "g1"}),
        (SearchFilters(evidence=(Evidence.OWN,)), {"h1"}),
        (SearchFilters(section=(SectionKind.INTRODUCTION,)), {"h2"}),
        (SearchFilters(first_year=2017), {"h1", "h2"}),
        (SearchFilters(last_year=2016), {"g1"}),
        (SearchFilters(journal=("Annals of Imaginary Medicine",)), {"g1"}),
        (SearchFilters(self_citation=False), {"h1", "g1", "g2"}),
        (SearchFilters(cited=("gale", "nobody")), {"h2"}),
        (SearchFilters(citing=("gale",)), {"g1", "g2"}),
        (SearchFilters(visibility=("open", "snippet")), {"h1", "h2", "g1"}),
        (SearchFilters(visibility=("private",)), {"g2"}),
        (SearchFilters(visibility=("open", "snippet", "private")), {"h1", "h2", "g1", "g2"}),
        (SearchFilters(language=("pt",)), {"g2"}),
        (SearchFilters(first_year=2017, stance=(Stance.SUPPORTING,)), set()),
    ],
)
def test_filters(index: TantivyIndex, filters: SearchFilters, found: set[str]) -> None:
    assert statements(index, filters=filters) == found


def test_article_filters(index: TantivyIndex) -> None:
    assert articles(index, filters=SearchFilters(has_document=False)) == {"alder", "undated"}
    assert articles(index, filters=SearchFilters(has_document=True, first_year=2017)) == {"hart"}
    assert articles(index, filters=SearchFilters(stance=(Stance.MENTIONING,))) == {"gale", "alder"}
    assert articles(index, filters=SearchFilters(stance=(Stance.MENTIONING,), evidence=(Evidence.OWN,))) == set()
    assert articles(index, filters=SearchFilters(section=(SectionKind.METHODS,), self_citation=True)) == set(articles(index))


def test_what_was_said_of_an_article_is_that_of_its_last_tally(index: TantivyIndex) -> None:
    contrasted = SearchFilters(stance=(Stance.CONTRASTING,))
    assert articles(index, filters=contrasted) == {"gale"}
    judged = msgspec.structs.replace(GALE, tally=Tally(supporting_own=1, mentioning=1))
    index.apply(Changes((judged, msgspec.structs.replace(ALDER, tally=Tally(contrasting_reported=1)))), 8)
    index.commit()
    assert articles(index, filters=contrasted) == {"alder"}
    assert index.search_articles(Search(facets=("stance", "evidence"))).facets == {
        "stance": (("supporting", 2), ("contrasting", 1), ("mentioning", 1)),
        "evidence": (("own", 2), ("reported", 1)),
    }


def test_statements_of_an_article_that_was_retracted_since(index: TantivyIndex) -> None:
    """The notice comes as a change of the article alone: its statements are not written anew."""
    retracted, others = SearchFilters(retracted=True), SearchFilters(retracted=False)
    assert statements(index, filters=retracted) == set()
    assert index.search_statements(Search(facets=("retracted",))).facets == {"retracted": (("no", 4),)}
    index.apply(Changes((msgspec.structs.replace(HART, standing=(Standing.RETRACTED, Standing.CORRECTED)),)), 8)
    index.commit()
    assert statements(index, filters=retracted) == statements(index, "retracted:yes") == {"h1", "h2"}
    assert statements(index, filters=others) == statements(index, "-retracted:yes") == {"g1", "g2"}
    assert articles(index, filters=retracted) == articles(index, "retracted:yes") == {"hart"}
    assert articles(index, filters=others) == articles(index, "retracted:no") == {"gale", "alder", "undated"}
    assert articles(index, filters=SearchFilters(standing=(Standing.CORRECTED,))) == {"hart"}
    assert articles(index, filters=SearchFilters(standing=(Standing.CONCERN,))) == set()
    for asked in ("cites:key:alder", "-cites:key:gale"):  # whom statements cite is asked in parts
        found = index.search_statements(Search(resolve(parse_query(asked), lambda _: ()), facets=("retracted",)))
        there = {name: sum(hit.name[0] == name for hit in found.hits) for name in "gh"}
        assert dict(found.facets["retracted"]) == {"yes": there["h"], "no": there["g"]}


def test_what_is_stored_lies_in_small_blocks(index: TantivyIndex) -> None:
    """tantivy keeps a hundred of them in memory for each segment: at its own size 1.6 MB. After a commit, and made anew."""
    for _ in range(2):
        made = [json.loads(meta.read_bytes())["index_settings"] for meta in index.folder.glob("*/*/meta.json")]
        assert [settings["docstore_blocksize"] for settings in made] == [1024, 1024]
        index.clear()
        index.apply(Changes((GALE,), statements={"gale": STATEMENTS["gale"]}), 8)
        index.commit()
    assert statements(index) == {"g1", "g2"}


def test_facets_count_all_matches(index: TantivyIndex) -> None:
    found = index.search_statements(Search(limit=1, facets=STATEMENT_FACETS))
    assert found.total == 4
    assert len(found.hits) == 1
    assert found.sequence == 7
    assert {name: found.facets[name] for name in ("stance", "evidence", "section", "year", "journal", "self", "language")} == {
        "stance": (("contrasting", 1), ("mentioning", 1), ("supporting", 1), ("unclassified", 1)),
        "evidence": (("own", 1), ("reported", 1)),
        "section": (("discussion", 1), ("introduction", 1), ("other", 1), ("results", 1)),
        "year": (("2016", 1), ("2017", 2)),
        "journal": (("Journal of Invented Paediatrics", 2), ("Annals of Imaginary Medicine", 1)),
        "self": (("no", 3), ("yes", 1)),
        "language": (("en", 3), ("pt", 1)),
    }
    of_articles = index.search_articles(Search(facets=ARTICLE_FACETS)).facets
    assert of_articles["has_document"] == (("no", 2), ("yes", 2))
    assert of_articles["year"] == (("2011", 1), ("2016", 1), ("2017", 1))


def test_unknown_facet_is_answered_with_the_known_ones(index: TantivyIndex) -> None:
    with pytest.raises(UnknownName, match="stance, evidence, section, year, article_type, study_type, journal, author"):
        index.search_statements(Search(facets=("colour",)))


def test_orders(index: TantivyIndex) -> None:
    def order(sort: Sort) -> list[str]:
        return [hit.name for hit in index.search_articles(Search(sort=sort)).hits]

    assert order(Sort.NEWEST) == ["hart", "gale", "alder", "undated"]
    assert order(Sort.OLDEST) == ["alder", "gale", "hart", "undated"]
    assert order(Sort.MOST_CITED) == ["alder", "gale", "undated", "hart"] == order(Sort.RELEVANCE)
    assert order(Sort.MOST_CONTRASTED)[0] == "gale"
    assert order(Sort.MOST_SUPPORTED)[0] == "undated"
    statement_order = [hit.name for hit in index.search_statements(Search(sort=Sort.OLDEST)).hits]
    assert statement_order[0] == "g1"
    assert statement_order[-1] == "g2"


def test_a_word_in_the_title_weighs_more(index: TantivyIndex) -> None:
    hits = index.search_articles(Search(parse_query("children sirolimus OR kaposiform OR manual"))).hits
    assert hits[0].score > hits[-1].score > 0


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_make_up_the_whole(tmp_path: Path, sort: Sort) -> None:
    index = TantivyIndex(tmp_path)
    for number in range(3):  # several segments
        entries = tuple(
            StatementEntry(f"s{number}.{i}", f"c{number}", sentence="the same words", year=2000 + i % 2 if i % 5 else None)
            for i in range(40)
        )
        index.apply(Changes((), {f"c{number}": entries}), number + 1)
        index.commit()
    query = parse_query("words")
    whole = [hit.name for hit in index.search_statements(Search(query, sort=sort, limit=120)).hits]
    assert len(set(whole)) == 120
    pages = [index.search_statements(Search(query, sort=sort, offset=at, limit=7)) for at in range(0, 133, 7)]
    assert [hit.name for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {120}
    assert index.search_statements(Search(query, sort=sort, limit=0)).total == 120
    index.close()


def test_a_change_takes_the_place_of_what_was(index: TantivyIndex) -> None:
    rewritten = StatementEntry("h3", "hart", ("gale",), "Fever was rare.", year=2018)
    index.apply(Changes((ArticleEntry("hart", "A corrected title", tally=Tally(mentioning=9)),), {"hart": (rewritten,)}), 8)
    assert statements(index, "fever") == set()  # not committed yet
    index.commit()
    assert statements(index) == {"h3", "g1", "g2"}
    assert articles(index, "author:hart") == set()
    assert [hit.name for hit in index.search_articles(Search(sort=Sort.MOST_CITED, limit=1)).hits] == ["hart"]
    assert index.sequence == 8


def test_the_same_change_again_changes_nothing(index: TantivyIndex) -> None:
    for _ in range(2):
        index.apply(ALL, 7)
        index.apply(ALL, 7)
        index.commit()
        assert index.search_statements(Search()).total == 4
        assert index.search_articles(Search()).total == 4


def test_what_is_gone_takes_its_statements_along(index: TantivyIndex) -> None:
    index.apply(Changes((ArticleEntry("late", "Late"),), gone=("hart",)), 8)
    index.apply(Changes(gone=("late", "nobody")), 9)
    index.commit()
    assert statements(index) == {"g1", "g2"}
    assert articles(index) == {"gale", "alder", "undated"}
    index.apply(Changes((HART,), {"hart": STATEMENTS["hart"]}), 10)
    index.commit()
    assert statements(index, "author:hart") == {"h1", "h2"}


def test_statements_can_be_emptied(index: TantivyIndex) -> None:
    index.apply(Changes((), {"hart": ()}), 8)
    index.commit()
    assert statements(index) == {"g1", "g2"}


def test_where_there_is_no_index_nothing_is_found(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path / "none")
    found = index.search_articles(Search(facets=("year",)))
    assert (found.hits, found.total, found.sequence, found.facets) == ((), 0, 0, {"year": ()})
    index.commit()
    index.close()
    assert not (tmp_path / "none").exists()


def test_another_reader_sees_commits_and_clearing(index: TantivyIndex) -> None:
    reader = TantivyIndex(index.folder)
    assert statements(reader, "fever") == set()
    index.apply(Changes((), {"new": (StatementEntry("n1", "new", sentence="High fever."),)}), 8)
    index.commit()
    assert statements(reader, "fever") == {"n1"}
    index.clear()
    assert (index.sequence, statements(reader), statements(index)) == (0, set(), set())
    index.apply(ALL, 7)
    index.commit()
    assert statements(reader, "stance:contrasting") == {"h1"}


def test_a_second_writer_is_told_so(index: TantivyIndex) -> None:
    other = TantivyIndex(index.folder)
    for attempt in (lambda: other.apply(ALL, 8), other.clear):
        with pytest.raises(StoreLocked, match="another process is writing"):
            attempt()
    assert statements(other, "infection") == {"h1", "g1"}
    index.close()
    other.apply(Changes(gone=("gale",)), 8)
    other.close()
    assert statements(index, "infection") == {"h1"}


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_index import ALL, ArticleEntry, Changes, StatementEntry, TantivyIndex
index = TantivyIndex({folder!r})
index.apply(ALL, 7)
index.commit()
for number in range(8, 300):
    index.apply(Changes((ArticleEntry(f"a{{number}}", "More of it"),), {{"x": (StatementEntry(f"x{{number}}", "x"),)}}), number)
    if number == {commit_at}:
        index.commit()
index._write_state = lambda sequence: os._exit(9)  # the moment between commit and state
if {between}:
    index.commit()
os._exit(9)
"""


@pytest.mark.parametrize(("between", "reached"), [(False, 50), (True, 50)])
def test_after_a_crash_it_catches_up(tmp_path: Path, between: bool, reached: int) -> None:
    script = KILLED.format(tests=str(Path(__file__).parent), folder=str(tmp_path), commit_at=50, between=between)
    assert subprocess.run([sys.executable, "-c", script], env=os.environ, check=False).returncode == 9
    index = TantivyIndex(tmp_path)
    assert index.sequence == reached
    log = [(ALL, 7)]
    log += [
        (Changes((ArticleEntry(f"a{number}", "More of it"),), {"x": (StatementEntry(f"x{number}", "x"),)}), number)
        for number in range(8, 300)
    ]
    assert catch_up(index, lambda after: [entry for entry in log if entry[1] > after]) == 299
    assert index.search_articles(Search()).total == 4 + 292
    assert statements(index) == {"h1", "h2", "g1", "g2", "x299"}
    index.close()


def test_deleting_the_folder_loses_nothing(index: TantivyIndex) -> None:
    index.close()
    for part in sorted(index.folder.rglob("*"), reverse=True):
        part.rmdir() if part.is_dir() else part.unlink()
    again = TantivyIndex(index.folder)
    assert again.sequence == 0
    catch_up(again, lambda after: [(ALL, 7)] if after < 7 else [])
    assert statements(again, "infection") == {"h1", "g1"}
    again.close()


def test_an_index_of_another_version_is_made_anew(index: TantivyIndex) -> None:
    index.close()
    (home,) = index.folder.iterdir()
    home.rename(index.folder / "0-older")
    newer = TantivyIndex(index.folder)
    assert (newer.sequence, statements(newer)) == (0, set())
    newer.apply(ALL, 7)
    newer.close()
    assert [folder.name for folder in index.folder.iterdir()] == [home.name]


@pytest.mark.parametrize("name", ["articles/meta.json", "statements/meta.json"])
def test_a_damaged_index_says_so_and_is_made_anew(index: TantivyIndex, name: str) -> None:
    index.close()
    (home,) = index.folder.iterdir()
    (home / name).write_text("{broken")
    damaged = TantivyIndex(index.folder)
    with pytest.raises(SearchIndexError, match="cannot be read"):
        damaged.search_articles(Search())
    damaged.apply(Changes(), 0)
    assert damaged.sequence == 0
    damaged.apply(ALL, 7)
    damaged.close()
    assert statements(damaged, "infection") == {"h1", "g1"}


def test_an_unknown_visibility_does_not_pass_for_open(index: TantivyIndex) -> None:
    with pytest.raises(UnknownName, match="open, snippet, private"):
        index.apply(Changes((), {"new": (StatementEntry("n", "new", visibility="secret"),)}), 9)


def test_broken_text_is_indexed_as_far_as_it_goes(index: TantivyIndex) -> None:
    odd = StatementEntry("odd", "odd", sentence="half a \ud835 pair and a \x00 null", journal="J\udc00")
    index.apply(Changes((ArticleEntry("odd", "\ud800", authors=("\udfff",)),), {"odd": (odd,)}), 8)
    index.commit()
    assert statements(index, "pair") == {"odd"}


@pytest.mark.parametrize(
    "name",
    ["a", "a" * 13, "a" * 16, "abcdefghijklmnop", "abcdefghijkln", "ABCDEFGHIJKLMNOP", "abcdefghijklmno1", "ß" * 16, "a b/ü\x00"],
)
def test_names_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    index = TantivyIndex(tmp_path)
    index.apply(Changes((ArticleEntry(name),), {"c": (StatementEntry(name, "c", (name,)),)}), 1)
    index.commit()
    assert [hit.name for hit in index.search_articles(Search()).hits] == [name]
    assert [hit.name for hit in index.search_statements(Search(filters=SearchFilters(cited=(name,)))).hits] == [name]
    index.close()


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        (ValueError("An IO error occurred: 'No space left on device (os error 28)'"), StoreFull),
        (OSError(ENOSPC, "No space left on device"), StoreFull),
        (OSError(EROFS, "Read-only file system"), StoreReadOnly),
        (PermissionError(13, "Permission denied"), StoreReadOnly),
        (ValueError("Data corrupted: 'something'"), SearchIndexError),
    ],
)
def test_an_error_names_the_trouble_and_lets_the_lock_go(
    index: TantivyIndex, monkeypatch: pytest.MonkeyPatch, cause: Exception, error: type[Exception]
) -> None:
    def fail(entry: StatementEntry) -> str:
        raise cause

    with monkeypatch.context() as patched:
        patched.setattr("citance.searching.tantivy.index.statement_document", fail)
        with pytest.raises(error) as raised:
            index.apply(Changes((), {"new": (StatementEntry("n", "new"),)}), 9)
    assert raised.value.__cause__ is cause
    other = TantivyIndex(index.folder)
    assert catch_up(other, lambda after: [(Changes((), {"new": ()}), 9)] if after < 9 else []) == 9
    assert statements(other) == {"h1", "h2", "g1", "g2"}
    other.close()


def test_much_is_committed_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citance.searching.tantivy.index._COMMIT_AFTER", 3)
    index = TantivyIndex(tmp_path)
    index.apply(Changes((HART,)), 1)
    assert index.sequence == 0
    index.apply(Changes((HART, GALE), {"hart": STATEMENTS["hart"]}), 2)
    assert index.sequence == 2
    index.close()


def test_tantivy_is_not_loaded_before_it_is_needed() -> None:
    script = "import sys, citance, citance.searching.base, citance.searching.query; sys.exit('tantivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    place = tmp_path / "search"
    place.write_text("not a folder")
    index = TantivyIndex(place)
    with pytest.raises(SearchIndexError, match="cannot be read"):
        _ = index.sequence
    with pytest.raises(SearchIndexError, match="cannot be written"):
        index.apply(Changes(gone=("a",)), 1)


@pytest.mark.parametrize("name", ["с" * 100, "ß" * 101, "é" * 3000, "a.*", "(", "\x00", "&&~~##--", "\\", "[[:alpha:]]"])
def test_no_name_breaks_a_search(index: TantivyIndex, name: str) -> None:
    assert statements(index, filters=SearchFilters(author=(name,), journal=(name,))) == set()
    assert articles(index, filters=SearchFilters(author=(name,), journal=(name,))) == set()
