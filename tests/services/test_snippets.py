"""Snippets: how a sentence is cut for the public, and that spans still cut out what they claim."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citance.model import Span, StatementText
from citance.services.viewer import SNIPPET, cut_around, cut_text

words = st.lists(st.text("abc[1]", min_size=1, max_size=12), min_size=1, max_size=150).map(" ".join)


@given(words, st.data())
def test_the_cut_is_short_and_holds_the_marker(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    marker = Span(start, data.draw(st.integers(start + 1, min(start + 20, len(sentence)))))
    text = StatementText(sentence, "What came before.", "What came after.", marker, marker)
    cut, back = cut_text(text)
    assert len(cut.sentence) <= SNIPPET + 4
    assert (cut.before, cut.after) == ("", "")
    assert cut.span is not None
    assert cut.span.cut(cut.sentence) == marker.cut(sentence)
    assert cut.span == marker.shift(back)
    assert cut.sentence.removeprefix("… ").removesuffix(" …") in sentence


def test_a_short_sentence_is_left_whole() -> None:
    assert cut_around("All well [1].", Span(9, 12)) == ("All well [1].", 0)


def test_the_cut_falls_between_words() -> None:
    sentence = " ".join(["sirolimus"] * 40) + " [7] " + " ".join(["rapamycin"] * 40)
    at = sentence.index("[7]")
    cut, _ = cut_around(sentence, Span(at, at + 3))
    assert set(cut.split()) == {"…", "sirolimus", "[7]", "rapamycin"}


def test_others_outside_the_cut_are_forgotten() -> None:
    sentence = "[1] " + "word " * 100 + "[2]"
    at = sentence.index("[2]")
    cut, _ = cut_text(StatementText(sentence, span=Span(at, at + 3), group=Span(at, at + 3), others=(Span(0, 3),)))
    assert cut.others == ()
    assert cut.span is not None
    assert cut.span.cut(cut.sentence) == "[2]"


def test_a_marker_longer_than_a_snippet_loses_its_span_and_not_its_place() -> None:
    names = "(" + "; ".join(f"Author {n} 2001" for n in range(60)) + ")"
    cut, _ = cut_text(StatementText(f"As shown {names}.", span=Span(9, 9 + len(names)), group=Span(9, 9 + len(names))))
    assert cut.span is None
    assert len(cut.sentence) <= SNIPPET + 4
