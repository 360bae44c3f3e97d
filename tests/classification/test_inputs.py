"""Windows: the marked citation is one token with its whole group, others are another kind, and every token knows its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.classification.inputs import AFTER, BEFORE, SENTENCE, Mark, Place, Windows, citations_of, find_citations
from citance.model import SectionKind, Span, StatementText

# ⟦ ⟧ around what is marked, as a file gives it; {T } around the target expected, {O } around other citations.
CASES = """
Lesions shrank ⟦[3]⟧ as expected. => Lesions shrank {T[3]} as expected.
Lesions shrank [1, ⟦3⟧, 5–7] as expected. => Lesions shrank {T[1, 3, 5–7]} as expected.
Seen twice ⟦[2]⟧, [3], [4] and never [9]. => Seen twice {T[2], [3], [4]} and never {O[9]}.
Alder et al. ⟦[3]⟧ agree with Brandt et al. [4]. => {TAlder et al. [3]} agree with {OBrandt et al. [4]}.
Alder and Brandt ⟦[3]⟧ disagree. => {TAlder and Brandt [3]} disagree.
Genes such as AbcA and AbcB ⟦[3]⟧ rose. => Genes such as AbcA and AbcB {T[3]} rose.
Rates fell (Alder, ⟦2003⟧; Brandt et al., 2005). => Rates fell {T(Alder, 2003; Brandt et al., 2005)}.
Rates fell (Alder 2003) but not in mice (⟦Brandt 2005⟧). => Rates fell {O(Alder 2003)} but not in mice {T(Brandt 2005)}.
Unlike ⟦van der Alder (2003)⟧, we saw none. => Unlike {Tvan der Alder (2003)}, we saw none.
In 2003, rates fell ⟦(4)⟧ in 12 (30) towns (7,8). => In 2003, rates fell {T(4)} in 12 {O(30)} towns {O(7,8)}.
In 2003, rates fell ⟦[4]⟧ in 12 (30) towns. => In 2003, rates fell {T[4]} in 12 (30) towns.
Rates fell everywhere.⟦17⟧ => Rates fell everywhere.{T17}
Rates fell (see ⟦[4]⟧). => Rates fell {T(see [4])}.
"""


def _read(text: str) -> tuple[str, list[Span], list[Span]]:
    """The plain text, and the spans that were in ⟦ ⟧ or {T }, and in {O }."""
    plain, target, others, open_at = "", [], [], (0, target := [])
    at = 0
    while at < len(text):
        if text[at] == "⟦" or text.startswith(("{T", "{O"), at):
            open_at = (len(plain), others if text.startswith("{O", at) else target)
            at += 1 if text[at] == "⟦" else 2
        elif text[at] in "⟧}":
            open_at[1].append(Span(open_at[0], len(plain)))
            at += 1
        else:
            plain += text[at]
            at += 1
    return plain, target, others


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_target_and_others(case: str) -> None:
    given_, expected = case.split(" => ")
    sentence, marked, _ = _read(given_)
    plain, target, others = _read(expected)
    assert plain == sentence
    assert citations_of(StatementText(sentence, span=marked[0])) == (target[0], others)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Windows:
    path: Path = tmp_path_factory.mktemp("vocabulary") / "vocab.txt"
    words = ["[PAD]", *(f"[unused{i}]" for i in range(99)), "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words += [*"abcdefghijklmnopqrstuvwxyz0123456789.,;()[]", *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz0123456789")]
    path.write_text("\n".join(words) + "\n", encoding="utf-8")
    return Windows(path)


def test_tokens_know_where_they_stand(windows: Windows) -> None:
    s = StatementText("Unlike [1], we agree with [2].", "We ate. ", "So?", Span(26, 29), section=SectionKind.RESULTS)
    window = windows.window(s)
    texts = {Place.BEFORE: s.before, Place.SENTENCE: s.sentence, Place.AFTER: s.after}
    for place, text in texts.items():
        spans = [span for span, p in zip(window.spans, window.places, strict=True) if p == place and span]
        assert "".join(text[a:b] for a, b in spans) == text.replace(" ", "")
    marked = dict(zip(window.marks, window.spans, strict=True))
    assert s.sentence[slice(*marked[Mark.TARGET])] == "[2]"
    assert s.sentence[slice(*marked[Mark.OTHER])] == "[1]"
    assert window.marks.count(Mark.TARGET) == 1
    assert Mark.AGREEMENT in window.marks
    assert window.marks[1] == Mark.SECTION + 2


def test_a_long_sentence_is_cut_around_the_marker(windows: Windows) -> None:
    s = StatementText("a " * 300 + "[7] " + "b " * 300, "c " * 100, "d " * 100, Span(600, 603))
    window = windows.window(s)
    assert [window.places.count(p) for p in (Place.BEFORE, Place.SENTENCE, Place.AFTER)] == [BEFORE, SENTENCE, AFTER]
    assert Mark.TARGET in window.marks


@given(st.text(max_size=80), st.text(max_size=30), st.data())
def test_any_text_has_a_window_with_one_target(windows: Windows, sentence: str, near: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    span = data.draw(st.sampled_from([None, Span(start, end)]))
    window = windows.window(StatementText(sentence, near, near, span))
    assert window.marks.count(Mark.TARGET) == 1
    assert len({len(row) for row in window}) == 1
    inner = [s for s, p in zip(window.spans, window.places, strict=True) if p == Place.SENTENCE and s is not None]
    assert all(0 <= a <= b <= len(sentence) for a, b in inner)


@pytest.mark.parametrize("part", ["Ala-", "Ala'Gly-"])
def test_a_peptide_is_read_once_and_not_from_each_of_its_hyphens(part: str, stopwatch: Any) -> None:
    sentence = part * 10_000
    assert find_citations(sentence, round_too=True) == []
    # A minute and more, before names had an end.
    assert not stopwatch.is_slow(lambda: find_citations(sentence, round_too=True), 10)
