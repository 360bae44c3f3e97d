"""Study types: the cases a reader can write, and what holds for any words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.extraction.study_type import StudyType, find_study_type


def cases() -> list[tuple[str, dict[str, str], str]]:
    """Each case: its name, its fields, and what is expected."""
    text = (Path(__file__).parent / "study_types.txt").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"^== ", text, flags=re.M)[1:]:
        name, *lines = block.strip().splitlines()
        fields = dict(re.fullmatch(r"(\w+): ?(.*)", line).groups() for line in lines if not line.startswith("->"))  # type: ignore[union-attr,misc]
        (expected,) = [line.removeprefix("->").strip() for line in lines if line.startswith("->")]
        found.append((name, fields, expected))
    return found


@pytest.mark.parametrize(("fields", "expected"), [pytest.param(f, e, id=name) for name, f, e in cases()])
def test_the_cases(fields: dict[str, str], expected: str) -> None:
    keywords = tuple(word.strip() for word in fields.get("keywords", "").split(";") if word.strip())
    found = find_study_type(fields.get("type"), fields["title"], fields.get("abstract", ""), keywords)
    assert (f"{found.type} | {found.where} | {found.words}" if found else "unknown") == expected


def test_every_type_has_a_case() -> None:
    said = {expected.split(" | ")[0] for *_, expected in cases()}
    assert {str(one) for one in StudyType} <= said


@given(st.text(max_size=300), st.text(max_size=600))
def test_the_words_are_those_of_the_article(title: str, abstract: str) -> None:
    for given_title, given_abstract in (
        (title, abstract),
        (title + ": a cohort study", abstract),
        (title, abstract + " in rats "),
    ):
        found = find_study_type(None, given_title, given_abstract)
        if found is not None:
            words = {"title": given_title, "abstract": given_abstract}[found.where].lower()
            assert found.words.lower().split()[0].replace("-", "") in re.sub(r"[-‐‑–]", "", words)


def test_long_words_are_read_in_no_time() -> None:
    """No pattern runs away: a hundred thousand words that begin like a match and never end like one."""
    for piece in ("randomised, ", "in the ", "this our ", "patients were then ", "we report the one ", "a a a "):
        assert find_study_type(None, "Larches", piece * 20_000) is None
