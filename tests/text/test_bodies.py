"""Names of bodies of people, and their short forms."""

from __future__ import annotations

import pytest

from citance.text.bodies import is_body, spells


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("WHO", "World Health Organization"),
        ("GfE", "Gesellschaft für Ernährungsphysiologie"),
        ("OECD", "Organisation for Economic Co-operation and Development"),
        ("CDC", "Centers for Disease Control and Prevention"),
    ],
)
def test_a_short_form_is_made_of_first_letters(short: str, name: str) -> None:
    assert spells(short, name)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("WHO", "National Research Council"),
        ("Alder", "Alder and Brandt"),
        ("OHW", "Organization of World Health"),
        ("A", "Alder"),
    ],
)
def test_other_words_are_no_short_form(short: str, name: str) -> None:
    assert not spells(short, name)


@pytest.mark.parametrize("name", ["Deutsche Gesellschaft für Farne", "Bundesministerium für Farne", "World Fern Bank"])
def test_a_body_is_known_by_its_words(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize("name", ["Anna Alder", "Verbandt"])
def test_a_person_is_no_body(name: str) -> None:
    assert not is_body(name)
