"""Ties between articles: they add up to what reports say, hold no private word, and put first what is worth reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from citance.errors import InvalidInput, NotFound
from citance.index import Index, Tie
from citance.services.ties import MOST_COMPARED, MOST_OPENED, takes_sides

ALDER, KESTREL, IVANOVA = "10.5555/toy.alder2011", "10.5555/toy.kestrel2016", "10.5555/toy.ivanova2017"
SET = (ALDER, KESTREL, "10.5555/toy.hart2017")


def test_the_ties_of_an_article_are_its_tally(toy: Index) -> None:
    found = toy.citation_map(ALDER, citing=1000, cited=1000)
    report = toy.report(ALDER)
    to_it = [tie for tie in found.ties if tie.cited == found.centre]
    assert sum(tie.total for tie in to_it) == report.tally.total
    assert sum(tie.supporting for tie in to_it) == report.tally.supporting
    assert sum(tie.contrasting for tie in to_it) == report.tally.contrasting
    assert len(to_it) == report.tally.citing_articles
    assert found.left_out == {}


def test_it_shows_what_neighbours_say_of_each_other(toy: Index) -> None:
    found = toy.citation_map(ALDER)
    assert any(found.centre not in (tie.citing, tie.cited) for tie in found.ties)
    assert all(tie.citing in found.articles and tie.cited in found.articles for tie in found.ties)
    pairs = [(tie.citing, tie.cited) for tie in found.ties]
    assert len(pairs) == len(set(pairs))
    for tie in found.ties:
        said = Counter(view.stance.value for view in toy.statements_between(tie.citing, tie.cited))
        assert said == Counter(
            {name: n for name in ("supporting", "contrasting", "mentioning", "unclassified") if (n := getattr(tie, name))}
        )


def test_verdicts_come_first_where_room_is_scarce(toy: Index) -> None:
    whole = toy.citation_map(ALDER, citing=1000, cited=0)
    small = toy.citation_map(ALDER, citing=3, cited=0)
    verdicts = {tie.citing: tie.verdicts for tie in whole.ties if tie.cited == whole.centre}
    kept = {tie.citing for tie in small.ties if tie.cited == small.centre}
    assert len(kept) == 3
    assert min(verdicts[key] for key in kept) >= max(many for key, many in verdicts.items() if key not in kept)
    assert small.left_out[small.centre] - whole.left_out[small.centre] == len(verdicts) - 3


def test_opening_a_neighbour_brings_its_own(toy: Index) -> None:
    closed = toy.citation_map(ALDER)
    other = toy.article(IVANOVA).key
    opened = toy.citation_map(ALDER, opened=[IVANOVA, "10.5555/nobody", ALDER])
    assert opened.opened == (closed.centre, other)
    assert set(closed.articles) < set(opened.articles)
    with pytest.raises(InvalidInput):
        toy.citation_map(ALDER, opened=list(toy.citation_map(ALDER, citing=99, cited=99).articles)[: MOST_OPENED + 1])


def test_the_map_of_a_work_known_from_references_alone(toy: Index) -> None:
    unread = next(
        work.article
        for entry in toy.references(IVANOVA).references
        for work in entry.works
        if work.article and not work.article.has_document
    )
    found = toy.citation_map(unread.key)
    assert {tie.cited for tie in found.ties if found.centre in (tie.citing, tie.cited)} == {unread.key}


def test_compared_articles_are_judged_side_by_side(toy: Index) -> None:
    found = toy.compare([*SET, ALDER.upper()])
    assert found.compared == tuple(toy.article(one).key for one in SET)
    inside = set(found.compared)
    assert all(tie.citing in inside and tie.cited in inside for tie in found.among)
    about: dict[str, set[str]] = {}
    for tie in found.from_common:
        about.setdefault(tie.citing, set()).add(tie.cited)
    assert set(about) == set(found.common)
    assert all(len(cited) > 1 and cited <= inside and citing not in inside for citing, cited in about.items())
    sides = [takes_sides(tie for tie in found.from_common if tie.citing == key) for key in found.common]
    assert sides == sorted(sides, reverse=True)


def test_taking_sides_needs_two_works() -> None:
    assert takes_sides([Tie("c", "a", supporting=1), Tie("c", "b", contrasting=1)])
    assert not takes_sides([Tie("c", "a", supporting=1, contrasting=2), Tie("c", "b", mentioning=1)])


def test_too_many_and_unknown_ones_are_refused(toy: Index) -> None:
    with pytest.raises(NotFound):
        toy.compare([ALDER, "10.5555/nobody"])
    keys = list(toy.citation_map(ALDER, citing=99, cited=99).articles)
    assert toy.compare(keys[:MOST_COMPARED]).compared == tuple(keys[:MOST_COMPARED])


def test_the_public_sees_no_tie_of_a_private_document(open_toy: Callable[..., Index]) -> None:
    owner = open_toy()
    citing = owner.report(ALDER, limit=1).statements[0].citing.key
    assert any(tie.citing == citing for tie in owner.citation_map(ALDER).ties)
    owner.set_visibility(citing, "private")
    public = open_toy(read_only=True, audience="public")
    for ties in (public.citation_map(ALDER).ties, public.compare(SET).among, public.compare(SET).from_common):
        assert all(tie.citing != citing for tie in ties)
    with pytest.raises(NotFound):
        public.statements_between(citing, ALDER)
