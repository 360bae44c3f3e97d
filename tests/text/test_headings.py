"""Headings: the case file, and what may stand before and around one without changing its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.model.document import SectionKind
from citance.text.headings import section_kind


def _cases() -> list[tuple[str, SectionKind | None]]:
    lines = (Path(__file__).parent / "headings.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(": ", 1) for line in lines if line and not line.startswith("#")]
    return [(heading, None if kind == "none" else SectionKind(kind)) for kind, heading in pairs]


CASES = _cases()


@pytest.mark.parametrize(("heading", "kind"), CASES, ids=[heading for heading, _ in CASES])
def test_case(heading: str, kind: SectionKind | None) -> None:
    assert section_kind(heading) is kind


@given(
    st.sampled_from([case for case in CASES if case[1] is not None and case[0][0].isalpha()]),
    st.sampled_from(["{}", " {} ", "2. {}", "2.1.3 {}", "IV. {}", "iv) {}", "(2) {}", "{}:", "{}.", "{}\n"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_numbers_case_and_punctuation_do_not_matter(case: tuple[str, SectionKind | None], form: str, spelling: type[str]) -> None:
    heading, kind = case
    assert section_kind(spelling(form.format(heading))) is kind


@given(st.text(max_size=40))
def test_any_heading_has_an_answer(heading: str) -> None:
    assert section_kind(heading) in (None, *SectionKind)


@pytest.mark.parametrize("heading", ["Summary", "1. SUMMARY", "Resumo", "Zusammenfassung"])
def test_a_summary_opens_or_closes(heading: str) -> None:
    assert section_kind(heading, opening=True) is SectionKind.INTRODUCTION
    assert section_kind(heading) is not SectionKind.INTRODUCTION


def test_what_opens_is_else_of_its_own_kind() -> None:
    assert section_kind("Methods", opening=True) is SectionKind.METHODS
    assert section_kind("Summary and conclusions", opening=True) is SectionKind.DISCUSSION
