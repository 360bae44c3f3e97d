"""Sentences: the case file, the laws, and where citations go."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.model.document import Span
from citance.text.sentences import _STOP, _Judge, _rules, iterate_sentences


class Case(NamedTuple):
    title: str
    language: str | None
    text: str
    atoms: list[tuple[int, int]]
    displays: list[tuple[int, int]]
    cuts: list[str]  # the sentences
    known_wrong: bool


def _cases() -> list[Case]:
    cases = []
    for block in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").split("\n\n"):
        title, language, known_wrong, lines = "", None, False, []
        for line in block.splitlines():
            if line.startswith("# "):
                title = line[2:]
            elif line.startswith("! "):
                known_wrong = True
            elif line.startswith("@"):
                language = line[1:]
            else:
                lines.append(line)
        if lines:
            cases.append(_read(title, language, "\n".join(lines), known_wrong))
    return cases


def _read(title: str, language: str | None, marked: str, known_wrong: bool) -> Case:
    text, atoms, displays, cuts = "", [], [], [0]
    opened = 0
    for char in marked:
        if char == "{":
            opened = len(text)
        elif char == "}":
            atoms.append((opened, len(text)))
        elif char == "⟦":
            opened = len(text)
        elif char == "⟧":
            displays.append((opened, len(text)))
        elif char == "|":
            cuts.append(len(text))
        else:
            text += char
    cuts.append(len(text))
    sentences = [text[a:b].strip() for a, b in pairwise(cuts)]
    return Case(title, language, text, atoms, displays, sentences, known_wrong)


CASES = _cases()


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120
    assert len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_case(case: Case, request: pytest.FixtureRequest) -> None:
    if case.known_wrong:
        request.applymarker(pytest.mark.xfail(strict=True))
    spans = list(iterate_sentences(case.text, case.atoms, case.language, displays=case.displays))
    assert [span.cut(case.text) for span in spans] == case.cuts
    if not case.displays:
        assert list(iterate_sentences(case.text, case.atoms, case.language)) == spans


# Laws. The alphabet is what decides: stops, blanks, capitals, digits, brackets, marks, and a little of everything else.
PIECES = st.one_of(
    st.sampled_from(list(".....?!…。,;:()[]\"”“'\n\t\u00a0\x1aabAB-–*βΓ水12       ")),
    st.sampled_from(["The", "Fig", "et al", "e.g", "E. coli", "p53", "0.05", "12", "2010", "¹²", "U.S", "i.p", ". ", ". The "]),
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))


@st.composite
def texts_with_atoms(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXTS)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    return text, list(zip(places[::2], places[1::2], strict=False))


@given(texts_with_atoms(), st.sampled_from([None, "en", "de", "ja"]))
def test_spans_are_in_order_and_hold_all_but_blanks(given_: tuple[str, list[tuple[int, int]]], language: str | None) -> None:
    text, atoms = given_
    done = 0
    for span in iterate_sentences(text, atoms, language):
        assert not text[done : span.start].strip()
        assert span.start < span.end
        cut = span.cut(text)
        assert cut == cut.strip() != ""
        done = span.end
    assert not text[done:].strip()


@given(texts_with_atoms())
def test_no_sentence_ends_inside_an_atom(given_: tuple[str, list[tuple[int, int]]]) -> None:
    text, atoms = given_
    ends = {span.end for span in list(iterate_sentences(text, atoms))[:-1]}
    # blanks at the end of an atom are outside the sentence, so only an end before what it prints is inside
    assert not any(start < end < start + len(text[start:stop].rstrip()) for start, stop in atoms for end in ends)


WORDS = st.sampled_from(
    ["Rain fell.", "The soil dried.", "We saw 5 mg.", "Ferns (tall) grew.", "It rose to 0.5.", "Why so?", "E. coli grew."]
)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from([" ", "  ", "\n", "\u2009"]))
def test_plain_sentences_come_back_and_each_alone_is_itself(sentences: list[str], blank: str) -> None:
    text = blank.join(sentences)
    assert [span.cut(text) for span in iterate_sentences(text)] == sentences
    for sentence in sentences:
        assert list(iterate_sentences(sentence)) == [Span(0, len(sentence))]


@given(text=st.text(alphabet="ab .,()", max_size=3000))
def test_brackets_without_end_do_not_take_long(stopwatch: Any, text: str) -> None:
    assert not stopwatch.is_slow(lambda: list(iterate_sentences("(" * 50 + text)), 5)  # quadratic search would take minutes


def test_atoms_may_touch_and_overlap() -> None:
    text = "Shade helps.12 The sun does not."
    assert [span.cut(text) for span in iterate_sentences(text, [(12, 13), (12, 14), (14, 14)])] == [
        "Shade helps.12",
        "The sun does not.",
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_short_way_for_plain_stops_agrees_with_all_the_rules(case: Case) -> None:
    judge = _Judge(case.text, case.text, _rules(case.language))
    for plain in re.finditer(r"\. (?=\w)", case.text):
        at = plain.start()
        stop = _STOP.match(case.text, at)
        if case.text[at + 2].isupper() and stop is not None:
            assert judge.plain_end(at, 0) == judge.sentence_end(stop, 0)


def test_the_first_sentences_do_not_wait_for_the_rest() -> None:
    assert list(islice(iterate_sentences("Rain fell. The soil dried. We left."), 2)) == [Span(0, 10), Span(11, 26)]
