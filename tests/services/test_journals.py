"""Journals under their names: sure spellings are one, possible ones are told, and an ISSN against it keeps two apart."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from citance.errors import NotFound
from citance.model import Tally
from citance.services.journal_names import could_be, folded_name
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
        ("J. Larch Res.", ()),
        ("J Larch Res", ()),
        ("J. Lark Res.", ("3333-3333",)),
    )
    found = known._find("1111-1111")
    assert found.sums.articles == 1
    (spelling,) = known._spellings(found)
    assert (folded_name(spelling.title), spelling.articles) == ("j larch res", 2)
    (back,) = known._spellings(known._find("j. larch res"))
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
    # Two journals share this one, and of that no ISSN is known.
    assert [known.find(name).articles for name in ("F. Lett.", "Frost Letters", "Larch Rev.", "Larch Review")] == [1, 1, 1, 1]
