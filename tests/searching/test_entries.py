"""Statements that share an entry: put together and taken apart again; asked for whom they cite, each answers for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from citance.model import Stance
from citance.searching.base import Changes, Search, SearchFilters, Sort, StatementEntry
from citance.searching.query import parse_query, resolve
from citance.searching.tantivy import TantivyIndex
from citance.searching.tantivy.entries import cited_digest, put_together, read_members, write_members

A, B, C = "alder", "brandt", "castell"
SHARED = "Fever was rare in both trials."


def one(name: str, *cited: str, sentence: str = SHARED, stance: Stance = Stance.MENTIONING) -> StatementEntry:
    return StatementEntry(name, "hart", cited, sentence, year=2020, stance=stance, journal="Trial")


STATEMENTS = (
    one("s1", A),
    one("s2", B),
    one("s3"),  # leads to no article
    one("s4", A),  # the same work a second time in the same sentence
    one("s5", A, C),  # one reference that holds two works
    one("s6", C, stance=Stance.SUPPORTING),
    one("s7", B, sentence="Rashes were seen."),
)


def test_what_differs_only_in_whom_it_cites_is_one_entry() -> None:
    together = put_together(STATEMENTS)
    assert [[member.id for member in entry] for entry in together] == [["s1", "s2", "s3"], ["s4"], ["s5"], ["s6"], ["s7"]]


@pytest.mark.parametrize("names", [("abcdefghijklmnop", "qrstuvwxyz234567"), ("s1", "s2"), ("abcdefghijklmnop", "ß\ud800")])
def test_members_come_back_as_they_were(names: tuple[str, str]) -> None:
    members = read_members(write_members([one(names[0], A), one(names[1])]))
    assert members == [(names[0], cited_digest(A)), (names[1], 0)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fever", ["s1", "s2", "s3", "s4", "s5", "s6"]),
        ("cites:key:alder", ["s1", "s4", "s5"]),
        ("cites:key:brandt fever", ["s2"]),
        ("-cites:key:alder", ["s2", "s3", "s6", "s7"]),
        ("cites:key:alder OR cites:key:brandt", ["s1", "s2", "s4", "s5", "s7"]),
        ("cites:key:alder cites:key:brandt", []),  # one entry has both, no statement has
        ("cites:key:alder cites:key:castell", ["s5"]),
        ("rashes OR cites:key:castell", ["s5", "s6", "s7"]),
        ("-(fever cites:key:alder)", ["s2", "s3", "s6", "s7"]),
        ("-cites:key:nobody", ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]),
        ("cites:key:castell -stance:supporting", ["s5"]),
    ],
)
@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.OLDEST])
def test_each_statement_answers_for_itself(tmp_path: Path, query: str, found: list[str], sort: Sort) -> None:
    index = TantivyIndex(tmp_path)
    index.apply(Changes(statements={"hart": STATEMENTS}), 1)
    index.close()
    tree = resolve(parse_query(query), lambda _: ())
    answer = index.search_statements(Search(tree, sort=sort, facets=("stance", "journal")))
    whole = [hit.name for hit in answer.hits]
    assert sorted(whole) == found
    assert answer.total == len(found) == sum(count for _, count in answer.facets["stance"])
    assert dict(answer.facets["journal"]) == ({"Trial": len(found)} if found else {})
    pages = [index.search_statements(Search(tree, sort=sort, offset=at, limit=2)) for at in range(0, 8, 2)]
    assert [hit.name for page in pages for hit in page.hits] == whole


def test_a_filter_by_cited_articles_takes_any_of_them(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.apply(Changes(statements={"hart": STATEMENTS}), 1)
    index.close()
    answer = index.search_statements(Search(parse_query("fever"), SearchFilters(cited=(A, B)), facets=("year",)))
    assert {hit.name for hit in answer.hits} == {"s1", "s2", "s4", "s5"}
    assert (answer.total, answer.facets["year"]) == (4, (("2020", 4),))
