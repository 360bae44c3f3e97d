"""What docs/reference/search.md says of the query language is so, and all of it is said."""

import re
from pathlib import Path

import pytest

from citance.model import Evidence, SectionKind, Stance
from citance.searching.query import FIELDS, LONGEST, MOST, parse_query

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "search.md").read_text()
ROWS = re.findall(r"^\| (`.+?) \|", PAGE, re.M)
EXAMPLES = [*re.findall(r"citance search '(.+)'", PAGE), *(code for row in ROWS for code in re.findall(r"`([^`]+)`", row))]


def test_every_field_is_described_and_no_other() -> None:
    described = {name for row in ROWS for name in re.findall(r"`([a-z-]+):`", row)}
    assert described == set(FIELDS)


@pytest.mark.parametrize("example", [example for example in EXAMPLES if not example.endswith(":")])
def test_the_examples_are_understood(example: str) -> None:
    parse_query(example)


def test_the_ways_to_write_years_are_understood() -> None:
    (years,) = re.findall(r"^\| `year:` \| (.+?) \|", PAGE, re.M)
    for way in re.findall(r"`([^`]+)`", years):
        parse_query(f"year:{way}")


def test_every_value_is_named() -> None:
    for value in (*SectionKind, *Stance, *Evidence):
        assert value in PAGE
    assert f"{LONGEST:,} characters and {MOST} words" in PAGE
