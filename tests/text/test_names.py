"""Names: parts, initials, and who can be one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.text.names import initials, parse_name, same_person, same_surname


@pytest.mark.parametrize(
    ("printed", "surname", "given"),
    [
        ("Smith JA", "Smith", "JA"),
        ("Smith J A", "Smith", "J A"),
        ("Smith J.A.", "Smith", "J. A."),
        ("Smith, John A.", "Smith", "John A."),
        ("Smith, J.", "Smith", "J."),
        ("J. A. Smith", "Smith", "J. A."),
        ("J.A. Smith", "Smith", "J. A."),
        ("JA Smith", "Smith", "JA"),
        ("John A. Smith", "Smith", "John A."),
        ("John Smith", "Smith", "John"),
        ("John Smith Jr.", "Smith", "John"),
        ("Smith JA III", "Smith", "JA"),
        ("Smith, John, PhD", "Smith", "John"),
        ("van der Berg A", "van der Berg", "A"),
        ("A. van der Berg", "van der Berg", "A."),
        ("Anna van der Berg", "van der Berg", "Anna"),
        ("Berg, A. van der", "van der Berg", "A."),
        ("de Souza, Maria C.", "de Souza", "Maria C."),
        ("de Souza", "de Souza", ""),
        ("García-López M", "García-López", "M"),
        ("García López, M", "García López", "M"),
        ("O'Brien T", "O'Brien", "T"),
        ("J.-P. Dupont", "Dupont", "J.-P."),
        ("Dupont J-P", "Dupont", "J-P"),
        ("Li X", "Li", "X"),
        ("WHO", "WHO", ""),
        ("王小明", "王小明", ""),
        ("Иванов И. И.", "Иванов", "И. И."),
        ("  Smith ,  J. ", "Smith", "J."),
        ("", "", ""),
    ],
)
def test_parse(printed: str, surname: str, given: str) -> None:
    name = parse_name(printed)
    assert (name.surname, name.given) == (surname, given)


def test_particles_are_named() -> None:
    assert parse_name("van der Berg A").particles == "van der"
    assert parse_name("Smith A").particles == ""
    assert parse_name("de Souza").particles == "de"


@pytest.mark.parametrize(
    ("given", "letters"),
    [
        ("John A.", "ja"), ("JA", "ja"), ("J. A.", "ja"), ("J.-P.", "jp"), ("Jean-Pierre", "jp"), ("Émile", "e"),
        ("JOHN", "john"), ("Maria de", "m"), ("", ""), ("И. И.", "ии"), ("小明", "小"), ("Ø", "o"),
    ],
)  # fmt: skip
def test_initials(given: str, letters: str) -> None:
    assert initials(given) == letters


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Smith", "JA"), ("Smith", "John Adam"), True),
        (("Smith", "J"), ("Smith", "JA"), True),
        (("Smith", "JA"), ("Smith", "JB"), False),
        (("Smith", "A"), ("Smith", "JA"), False),
        (("Smith", ""), ("Smith", "J"), False),
        (("Smith", ""), ("Smith", ""), False),
        (("Smith", "J"), ("Smyth", "J"), False),
        (("Müller", "K."), ("Muller", "Karl"), True),
        (("García-López", "M"), ("Garcia Lopez", "María"), True),
        (("O’Brien", "T"), ("OBrien", "T"), True),
        (("van der Berg", "A"), ("Berg", "A"), True),
        (("van der Berg", "A"), ("von Berg", "A"), False),
        (("van der Berg", "A"), ("Van Der Berg", "A"), True),
        (("Dupont", "J-P"), ("Dupont", "Jean-Pierre"), True),
        (("Zhang", "Wei"), ("Zhang", "Wen"), False),
        (("Zhang", "Wei"), ("Zhang", "W"), True),
        (("Moss", "Jo"), ("Moss", "Joan"), True),
        (("王", "小明"), ("王", "小明"), True),
        (("王", "小明"), ("李", "小明"), False),
        (("Иванов", "Иван"), ("Иванов", "И."), True),
        (("", "J"), ("", "J"), False),
    ],
)
def test_same_person(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert same_person(*one, *other) is same
    assert same_person(*other, *one) is same


NAMES = st.text(alphabet="ABab éØ王И-.' ,", max_size=12)


@given(NAMES, NAMES)
def test_order_does_not_matter(one: str, other: str) -> None:
    a, b = parse_name(one), parse_name(other)
    assert same_surname(a.surname, b.surname) == same_surname(b.surname, a.surname)
    assert same_person(a.surname, a.given, b.surname, b.given) == same_person(b.surname, b.given, a.surname, a.given)


@given(st.text(max_size=30))
def test_any_name_is_read_and_no_letter_is_new(text: str) -> None:
    name = parse_name(text)
    assert set(name.surname + name.given) <= set(text) | {" "}
    assert name.surname.startswith(name.particles)
