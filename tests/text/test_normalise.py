"""Folding: what becomes of what, its laws, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.model.document import Span
from citance.text.normalise import fold, fold_with_map, fold_words, squash, unfold_span


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("", ""),
        (" \t\n", ""),
        ("Rice  Genomes", "rice genomes"),
        ("rice-genome: a (short) note.", "rice genome a short note"),
        ("Crohn’s", "crohn s"),
        ("Crohn's", "crohn s"),
        ("β-Catenin", "beta catenin"),
        ("TGF-β1", "tgf beta1"),
        ("µg and μg", "mug and mug"),
        ("ΑΣΣ ς", "alphasigmasigma sigma"),
        ("naïve Müller, Łódź", "naive muller lodz"),
        ("cafe\u0301", "cafe"),
        ("ﬁne ﬂow œuvre Ærø", "fine flow oeuvre aero"),
        ("Straße", "strasse"),
        ("İstanbul ılık", "istanbul ilik"),
        ("H₂O, 10⁻³ m²", "h2o 10 3 m2"),
        ("½", "1 2"),
        ("Ｆｕｌｌ", "full"),
        ("co\u00adoperate zero\u200bwidth", "cooperate zerowidth"),
        ("long – dash — and−minus", "long dash and minus"),
        ("under_score", "under score"),
        ("a\u00a0b\u2009c", "a b c"),
        ("水稻的生长。", "水稻的生长"),
        ("Рост риса", "рост риса"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_becomes(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text())
def test_twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_single_blanks_none_at_the_ends(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())


@given(st.one_of(st.text(), st.text(st.characters(max_codepoint=127))))
def test_words_and_what_they_make_run_together(text: str) -> None:
    assert " ".join(fold_words(text)) == fold(text)
    assert squash(text) == "".join(fold_words(text))


@given(st.text(), st.text())
def test_words_fold_alone_as_together(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}".strip()


@given(st.text())
def test_with_map_is_the_same_folding_and_leads_back(text: str) -> None:
    folded, offsets = fold_with_map(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    for char, offset in zip(folded, offsets, strict=True):
        assert char == " " or char in fold(text[offset])


@given(st.text(min_size=1), st.data())
def test_what_is_found_in_the_folding_is_cut_from_the_original(text: str, data: st.DataObject) -> None:
    folded, offsets = fold_with_map(text)
    words = folded.split()
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    start = f" {folded} ".index(f" {word} ")
    cut = unfold_span(offsets, start, start + len(word)).cut(text)
    assert word in fold(cut).split()  # `½` is one character and two words


def test_way_back() -> None:
    text = "The  β-Catenin (naïve) cells"
    folded, offsets = fold_with_map(text)
    start = folded.index("beta catenin naive")
    assert unfold_span(offsets, start, start + len("beta catenin naive")) == Span(5, 21)
    with pytest.raises(ValueError, match="empty span"):
        unfold_span(offsets, 3, 3)
