"""Journals under their names: sure spellings are one, possible ones are told, and an ISSN against it keeps two apart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from citance.errors import NotFound
from citance.index import Filters, Index
from citance.model import Tally
from citance.services.journal_names import ALONE, JournalNames, abbreviated, could_be, folded_name
from citance.services.journals import Journals
from citance.store.packing import Visibility


def journals(*known: tuple[str, tuple[str, ...]]) -> Journals:
    """Those of articles that bear these names and ISSNs, each cited once."""
    held = [(f"k{n}", title, issns, 2001, Tally(mentioning=1), Visibility.OPEN, "") for n, (title, issns) in enumerate(known)]
    return journals_of(held)


def journals_of(held: list[tuple[Any, ...]]) -> Journals:
    """Those of such rows."""
    store = SimpleNamespace(in_journals=lambda: iter(held), related=lambda: (), relations_of=lambda _keys: {})
    viewer: Any = SimpleNamespace(store=store, audience="owner")
    return Journals(viewer)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Larch Res.", "J Larch Res"),
        ("The Larch", "Larch."),
        ("Larch & Frost", "Larch and Frost"),
        ("LARCH RESEARCH", "Larch Research"),
        (". Larch Res", "Larch Res."),
    ],
)
def test_sure_spellings_are_one_journal(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)
    known = journals((one, ()), (other, ()), (one, ()))
    assert len(known) == 1
    assert known.find(other).articles == 3
    assert known.find(one).title == one  # the most frequent


@pytest.mark.parametrize(
    ("one", "other"), [("Larch", "Larches"), ("Frost Letters", "Frost Reviews"), ("The", "And"), ("林業", "森林")]
)
def test_others_are_not(one: str, other: str) -> None:
    assert len(journals((one, ()), (other, ()))) == 2


def test_two_issns_keep_nearly_alike_names_apart() -> None:
    known = journals(("The Larch", ("1111-1111",)), ("Larch", ("2222-2222",)), ("Larch.", ()))
    assert len(known) == 2
    assert known.find("1111-1111").title == "The Larch"
    assert known.find("2222-2222").articles == 1
    # The same name with another ISSN is the same journal, printed and online.
    assert len(journals(("Larch", ("1111-1111",)), ("Larch", ("2222-2222",)))) == 1


@pytest.mark.parametrize(
    ("one", "other", "could"),
    [
        ("J. Larch Res.", "Journal of Larch Research", True),
        ("Natl Larch Rev", "National Larch Review", True),
        ("Larch", "Larchery", False),
        ("Frost Report", "Frost Reports", False),
        ("Frost Letters", "Frost Reviews", False),
        ("J Larch Res", "Journal of Larch Research and Frost Control", False),
        ("J Larch Res", "J. Larch Res.", False),  # it is the same
    ],
)
def test_abbreviations_could_be_the_same(one: str, other: str, could: bool) -> None:
    names = folded_name(one), folded_name(other)
    assert could_be(*names) is could
    assert could_be(*reversed(names)) is could


def test_what_could_be_the_same_is_told_and_not_counted() -> None:
    known = journals(
        ("Journal of Larch Research", ("1111-1111",)),
        ("J. Lrch Res.", ()),
        ("J Lrch Res", ()),
        ("J. Lark Res.", ("3333-3333",)),
    )
    found = known._find("1111-1111")
    assert found.sums.articles == 1
    (spelling,) = known._spellings(found)
    assert (folded_name(spelling.title), spelling.articles) == ("j lrch res", 2)
    (back,) = known._spellings(known._find("j. lrch res"))
    assert back.title == "Journal of Larch Research"
    with pytest.raises(NotFound):
        known.find("Journal of Larks")


def test_an_abbreviation_that_goes_with_an_issn_is_the_journal() -> None:
    one = Tally(mentioning=1)
    held = [
        ("a", "Journal of Larch Research", ("1111-1111",), 2001, one, Visibility.OPEN, "J. Larch Res."),
        ("b", "Frost Letters", ("2222-2222",), 2001, one, Visibility.OPEN, "F. Lett."),
        ("c", "Fungal Letters", ("3333-3333",), 2001, one, Visibility.OPEN, "F Lett"),
        ("d", "Larch Review", (), 2001, one, Visibility.OPEN, "Larch Rev."),
        *((f"r{n}", "J Larch Res", (), 2002, one, None, "") for n in range(3)),
        ("s", "F. Lett.", (), 2002, one, None, ""),
        ("t", "Larch Rev.", (), 2002, one, None, ""),
    ]
    known = journals_of(held)
    found = known.find("j. larch res")
    assert (found.title, found.articles, found.issns) == ("Journal of Larch Research", 4, ("1111-1111",))
    # Two journals share this one; of that no ISSN is known, but it is abbreviated as ISO 4 has it, and nothing else is so.
    assert [known.find(name).articles for name in ("F. Lett.", "Frost Letters", "Larch Rev.", "Larch Review")] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("short", "long", "sure"),
    [
        ("PLoS Negl Trop Dis", "PLoS Neglected Tropical Diseases", True),
        ("N. Engl. J. Med.", "The New England Journal of Medicine", True),
        ("Proc Natl Acad Sci U S A", "Proceedings of the National Academy of Sciences of the United States of America", True),
        ("Imag J Paediatr", "Imaginary Journal of Paediatrics", True),
        ("J Larch Res", "Journal of Larch Resources", False),  # that is "Resour"
        ("Immun Frost", "Immunology of Frost", False),  # that is "Immunol"
        ("J Larc Res", "Journal of Larch Research", False),  # one letter alone is a slip
        ("Frost Larch", "Frost Larches", False),
        ("J Cell", "Journal of Cellulose", False),
        ("Frost", "Frosty", False),
        ("Larch J", "Journal of Larches", False),
        ("J Larch Res", "Journal of Larch Research and Frost", False),
        ("Journal of Larch Research", "J Larch Res", False),  # the other way round
    ],
)
def test_what_is_surely_an_abbreviation_by_iso_4(short: str, long: str, sure: bool) -> None:
    assert abbreviated(folded_name(short), folded_name(long)) is sure


def test_abbreviated_and_written_out_are_one_journal_where_it_is_certain() -> None:
    known = journals(
        ("Journal of Larch Research", ("1111-1111",)),
        *[("J. Larch Res.", ())] * 3,
        ("J Larch Res", ()),
        ("Frostian Letters", ("2222-2222",)),
        ("Frostical Letters", ("3333-3333",)),
        ("Frost Lett", ()),  # of either
        ("Alpine Reviews", ("4444-4444",)),
        ("Alpi Rev", ("5555-5555",)),  # an ISSN of its own
    )
    found = known.find("J LARCH RES.")
    assert (found.title, found.articles, found.issns) == ("Journal of Larch Research", 5, ("1111-1111",))
    assert found == known.find("1111-1111") == known.find("Journal of Larch Research")
    assert found.tally.mentioning == 5
    assert found.by_year[2001].total == 5
    assert len(known._find("1111-1111").sums.best("citing_articles")) == 0
    assert [known.find(name).articles for name in ("Frost Lett", "Frostian Letters", "Frostical Letters")] == [1, 1, 1]
    assert [known.find(name).articles for name in ("Alpi Rev", "Alpine Reviews")] == [1, 1]
    assert sum(journal.articles for journal in known.most_cited(100)) == 10
    assert len(known) == 6


def test_a_name_between_two_joins_all_three() -> None:
    known = journals(
        ("Imaginary Larch Journal", ("1111-1111",)),
        *[("Imaginary Larch J", ())] * 2,
        *[("Imag Larch J", ())] * 2,
        ("Imag. Larch J.", ()),
    )
    assert len(known) == 1
    assert known.find("imag larch j").articles == 6


# -- the same numbers everywhere


def test_names_of_one_journal_are_known_by_each() -> None:
    names = journals(
        ("Journal of Larch Research", ("1111-1111",)), ("J. Larch Res.", ()), ("Larch & Frost", ()), ("LARCH AND FROST", ())
    ).names
    assert names.title("j. larch RES.") == "Journal of Larch Research"
    assert names.title("larch & frost") == names.title("Larch and Frost")
    assert names.title("Nobody's") == "Nobody's"
    assert set(names.all(["J. Larch Res."])) == {"J. Larch Res.", "Journal of Larch Research"}
    assert names.all(["Nobody's"]) == ("Nobody's",)
    assert names.all(()) == ALONE.all(()) == ()
    assert ALONE.all(["Larch"]) == ("Larch",)


def test_a_journal_has_one_number_on_its_page_in_facets_and_in_lists(toy: Index) -> None:
    listed = {view.title: view.articles for view in toy.journals(limit=500)}
    assert len(listed) > 5
    every = toy.search("", kind="articles", limit=0, facets=("journal",)).articles
    assert every is not None
    for one in every.facets["journal"]:
        narrowed = toy.search("", kind="articles", filters=Filters(journal=(one.value,)), limit=0, facets=()).articles
        assert narrowed is not None
        assert narrowed.total == one.count == toy.journal(one.value).articles, one.value
        assert listed.get(one.value, one.count) == one.count
    abbreviated_too = {one.value for one in every.facets["journal"]} & set(listed)
    assert abbreviated_too


def test_a_journal_under_two_names_is_one_filter_of_a_report_and_of_its_export(toy: Index) -> None:
    key = toy.article("10.5555/toy.alder2011").key
    found = toy.cited_by(key, limit=0).facets["journal"]
    assert sum(one.count for one in found) <= toy.cited_by(key, limit=0).total
    for one in found:
        names = toy._viewer().journals().all([one.value])
        for name in names:
            filters = Filters(journal=(name,))
            assert toy.cited_by(key, filters=filters, limit=0).total == one.count
            assert toy.report(key, filters=filters, limit=0).total == one.count
            answer = toy.search(f"cites:key:{key}", filters=filters, limit=0, facets=()).statements
            assert answer is not None
            assert answer.total == one.count


def test_what_was_counted_before_the_journals_were_known_is_counted_again(toy: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    key = toy.article("10.5555/toy.alder2011").key
    monkeypatch.setattr("citance.index.FEW_DOCUMENTS", 0)
    before = toy.cited_by(key, limit=0).facets["journal"]
    assert toy._journals.held() is None, "nobody waited for them"
    toy.journals(limit=1)
    names = next(iter(before)).value
    monkeypatch.setattr(toy._journals.held()[1], "names", JournalNames([("Of All", [one.value for one in before])]))  # type: ignore[index]
    assert [one.value for one in toy.cited_by(key, limit=0).facets["journal"]] == ["Of All"]
    assert toy.cited_by(key, filters=Filters(journal=(names,)), limit=0).total == sum(one.count for one in before)
