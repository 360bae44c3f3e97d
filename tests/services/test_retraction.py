"""What became of a retracted article: how many cite it since the notice, and what retracted articles say of others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from citance.index import Filters, Index
from citance.model import RelationKind
from citance.services.retraction import SinceRetraction, since_retraction

KESTREL, ALDER = "10.5555/toy.kestrel2016", "10.5555/toy.alder2011"


def test_the_citing_articles_of_a_retracted_one_are_told_apart_by_the_notice(toy: Index) -> None:
    report = toy.report(KESTREL, limit=0)
    since = report.since_retraction
    assert since is not None
    assert since.date == "2018-05-14"
    assert since.later + since.earlier + since.unsure + since.undated == report.tally.citing_articles
    years = [view.citing.year for view in toy.report(KESTREL, limit=200).statements]
    assert since.later >= len({year for year in years if year and year > 2018}) > 0
    assert toy.report(ALDER, limit=0).since_retraction is None


NOTICE = "retracted_by"


def since(notices: list[tuple[str | None, int | None]], by_year: dict[str, int], same_year: dict[str, str | None]) -> Any:
    """`same_year`: citing article → its date, of those of the year of the notice."""
    store = SimpleNamespace(
        tally_by=lambda _key, _field: {year: SimpleNamespace(citing_articles=many) for year, many in by_year.items()},
        columns_citing=lambda _key: SimpleNamespace(
            documents=list(range(len(same_year))), years=[int(str(notices[0][0] or notices[0][1])[:4])] * len(same_year)
        ),
        citing_keys=lambda numbers: {number: list(same_year)[number] for number in numbers},
        articles=lambda keys: {key: SimpleNamespace(record=SimpleNamespace(date=same_year[key])) for key in keys},
    )
    relations = [
        SimpleNamespace(kind=RelationKind(NOTICE), article=SimpleNamespace(date=date, year=year)) for date, year in notices
    ]
    return since_retraction(SimpleNamespace(store=store), "key", relations)  # type: ignore[arg-type]


def test_of_the_same_year_the_dates_decide_as_far_as_they_are_known() -> None:
    same = {"before": "2015-03-01", "after": "2015-08", "day": "2015-06-12", "month": "2015-06", "year": "2015", "none": None}
    found = since([("2015-06-12", 2015)], {"2014": 2, "2015": len(same), "2017": 3, "": 1}, same)
    assert found == SinceRetraction("2015-06-12", later=4, earlier=4, unsure=3, undated=1)
    assert found.year == 2015


def test_a_notice_of_which_the_year_alone_is_known_says_nothing_of_that_year() -> None:
    found = since([(None, 2015)], {"2015": 2, "2016": 1}, {"one": "2015-01-01", "other": "2015-12-31"})
    assert found == SinceRetraction("2015", later=1, earlier=0, unsure=2, undated=0)


def test_the_first_of_several_notices_counts() -> None:
    assert since([("2019-01-01", 2019), ("2016-02-02", 2016)], {"2017": 1}, {}).later == 1


@pytest.mark.parametrize("notices", [[], [(None, None)]])
def test_without_a_dated_notice_nothing_is_told(notices: list[tuple[str | None, int | None]]) -> None:
    assert since(notices or [], {"2017": 1}, {}) is None


# -- what retracted articles say


def test_what_a_retracted_article_says_is_a_filter_and_a_facet(toy: Index) -> None:
    everything = toy.cited_by(ALDER, limit=200)
    theirs = toy.cited_by(ALDER, filters=Filters(retracted=True), limit=200)
    others = toy.cited_by(ALDER, filters=Filters(retracted=False), limit=200)
    assert {view.citing.doi for view in theirs.statements} == {KESTREL}
    assert theirs.total + others.total == everything.total
    assert {one.value: one.count for one in everything.facets["retracted"]} == {"yes": theirs.total, "no": others.total}
    assert theirs.facets["retracted"] == everything.facets["retracted"], "counted without its own filter"
    for stance, many in everything.from_retracted.items():
        assert toy.cited_by(ALDER, filters=Filters(stance=(stance,), retracted=True), limit=0).total == many
    assert toy.cited_by(KESTREL, limit=0).facets["retracted"] == (), "nobody who cites it was retracted"


def test_a_query_says_it_too(toy: Index) -> None:
    def found(query: str) -> Any:
        hits = toy.search(query, limit=200).statements
        assert hits is not None
        return hits

    theirs = found("retracted:yes")
    assert {hit.statement.citing.doi for hit in theirs.hits} == {KESTREL}
    assert found("retracted:no").total == found("").total - theirs.total == found("-retracted:yes").total
    assert found(f"retracted:yes cites:{ALDER}").total == toy.cited_by(ALDER, filters=Filters(retracted=True), limit=0).total


def test_as_a_filter_a_search_knows_it(toy: Index) -> None:
    for retracted, query in ((True, "retracted:yes"), (False, "retracted:no")):
        found = toy.search("", filters=Filters(retracted=retracted), limit=500)
        asked = toy.search(query, limit=500)
        assert found.statements == asked.statements
        assert found.statements is not None
        told = {one.value: one.count for one in found.statements.facets["retracted"]}
        assert told == {"yes" if retracted else "no": found.statements.total}
    about = toy.search("", filters=Filters(cited=(ALDER,)), facets=("retracted",)).statements
    assert about is not None
    assert set(about.facets["retracted"]) == set(toy.cited_by(ALDER, limit=0).facets["retracted"])
