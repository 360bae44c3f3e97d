"""`link_records`: plain records and printed references against an index of records, as `citance link` reads them."""

from __future__ import annotations

import pytest

from citance.errors import InvalidRecord
from citance.services.link import link_records

INDEX = [
    {
        "authors": [["Alder", "A.B."], ["Brandt", None]],
        "year": "2013",
        "title": "Tolerance of a drug in children with lesions.",
        "container": "J. Invent. Med.",
        "volume": "12",
        "issue": None,
        "first_page": "45",
        "doi": "10.5555/Med.1",
    },
    {"authors": [["Castell", "C"]], "year": 2009, "title": "Roots of invented plants in salty soil", "doi": "10.5555/bot.1"},
]


def test_fields_and_print_are_answered_in_order() -> None:
    queries = [
        {
            "id": "q1",
            "form": "fields",
            "authors": [["Alder", "AB"]],
            "year": "2013",
            "title": INDEX[0]["title"],
            "first_page": "45",
        },
        {"id": "q2", "raw": "Castell C. Roots of invented plants in salty soil. J Invent Bot. 2009;3:7."},
        {"id": "q3", "raw": "Ferro E. Quite another work on winds. J Invent Wind. 2001;1:1."},
        {"id": "q4", "authors": [], "title": None},
    ]
    answers = list(link_records(INDEX, queries))
    assert [answer["id"] for answer in answers] == ["q1", "q2", "q3", "q4"]
    assert [answer["doi"] for answer in answers] == ["10.5555/Med.1", "10.5555/bot.1", None, None]
    assert [answer["status"] for answer in answers] == ["linked", "linked", "unlinked", "unlinked"]
    assert all(answer["words"] for answer in answers)
    assert set(answers[0]) == {"id", "doi", "status", "score", "words", "runner_up"}


def test_an_identifier_in_the_query_leads_straight_to_it() -> None:
    (answer,) = link_records(INDEX, [{"id": "q", "doi": "https://doi.org/10.5555/med.1"}])
    assert answer["doi"] == "10.5555/Med.1"


def test_one_article_given_twice_is_no_rival_of_itself() -> None:
    (answer,) = link_records([INDEX[1], INDEX[1]], [{"id": "q", **INDEX[1], "doi": None}])
    assert answer["status"] == "linked"


@pytest.mark.parametrize(
    ("index", "queries"),
    [
        ([{"title": "no doi"}], []),
        ([["not an object"]], []),
        ([], ["not an object"]),
        ([], [{"raw": 7}]),
        ([], [{"authors": [7]}]),
        ([], [{"authors": "Alder A"}]),  # nor a text, which would be one author a letter
        ([], [{"authors": ["Alder A"]}]),
        ([], [{"authors": [[]]}]),
        ([], [{"authors": {"surname": "Alder"}}]),
    ],
)
def test_a_line_that_is_no_record_is_named(index: list[dict[str, object]], queries: list[dict[str, object]]) -> None:
    with pytest.raises(InvalidRecord) as raised:
        list(link_records(index, queries))
    assert raised.value.line == 1
