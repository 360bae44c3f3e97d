"""The words that tipped a verdict: which are chosen, where they end, and how many there are at most."""

from __future__ import annotations

import pytest

from citance.classification.because import MOST_WORDS, words_that_tipped
from citance.classification.encoder import Reading
from citance.classification.inputs import CLS, SEP, Mark, Place, Window
from citance.model import Evidence, Span, Stance, StatementText

S, C = Stance.SUPPORTING, Stance.CONTRASTING


def read(s: StatementText, heeded: dict[str, float]) -> tuple[Window, Reading]:
    """A window of whole words, and a reading in which the words named add so much to both stances."""
    window = Window([CLS], [Place.FRAME], [Mark.NONE], [None])
    adds = [[0.0, 0.0]]
    for place, text in ((Place.BEFORE, s.before), (Place.SENTENCE, s.sentence), (Place.AFTER, s.after)):
        at = 0
        for word in text.split():
            start = text.index(word, at)
            at = start + len(word)
            target = s.span is not None and place == Place.SENTENCE and start <= s.span.start < at
            window.ids.append(1000)
            window.places.append(place)
            window.marks.append(Mark.TARGET if target else Mark.NONE)
            window.spans.append(Span(start, at))
            worth = heeded.get(word.strip(",."), 0.001)
            adds.append([worth, worth])
        window.ids.append(SEP)
        window.places.append(Place.FRAME)
        window.marks.append(Mark.NONE)
        window.spans.append(None)
        adds.append([0.0, 0.0])
    return window, Reading((1.0, 1.0, 0.0), 1.0, adds)


def statement(sentence: str, before: str = "", after: str = "") -> StatementText:
    at = sentence.find("[")
    return StatementText(sentence, before, after, Span(at, sentence.index("]") + 1) if at >= 0 else None)


OBSERVED = statement("We found nine, and this was also observed by Alder [3].")
MORE = statement("However, we saw more cases than Alder [3].")
CONTRADICTS = statement("Alder found none [3].", after="This contradicts our data.")
CONFIRMED = statement("The effect [3] was confirmed by a later trial.")
NOT_CONFIRMED = statement("Other authors did not confirm the effect [3].")
CASES = [
    # the cue with the small words that belong to it, and one's own side
    (S, "own", statement("Our results are in line with [3]."), {}, ["Our results", "are in line with"]),
    (S, "own", OBSERVED, {"observed": 1}, ["We found", "this was also observed by"]),
    # of two phrases, the one that was heeded
    (C, "own", MORE, {"than": 2.0, "more": 1.0}, ["we saw", "more cases than"]),
    (C, "own", MORE, {"However": 4.0}, ["However", "we saw"]),
    # in a neighbouring sentence
    (C, "own", CONTRADICTS, {"contradicts": 1, "our": 0.5}, ["This contradicts our data"]),
    # others' evidence
    (S, "reported", CONFIRMED, {}, ["was confirmed by", "a later trial"]),
    (C, "reported", NOT_CONFIRMED, {"confirm": 1}, ["Other authors", "did not confirm"]),
]


@pytest.mark.parametrize(("stance", "evidence", "s", "heeded", "words"), CASES)
def test_the_words_a_reader_would_underline(
    stance: Stance, evidence: str, s: StatementText, heeded: dict[str, float], words: list[str]
) -> None:
    found = words_that_tipped(s, *read(s, heeded), stance, Evidence(evidence))
    cut = [b.span.cut({"before": s.before, "sentence": s.sentence, "after": s.after}[b.where]) for b in found]
    assert cut == words
    assert [b.role for b in found].count("cue") == 1


def test_without_a_phrase_the_word_that_adds_most() -> None:
    s = statement("Alder counted nine larches there [3].")
    (found,) = words_that_tipped(s, *read(s, {"nine": 3.0}), S, Evidence.REPORTED)
    assert (found.span.cut(s.sentence), found.role) == ("counted nine larches", "cue")


def test_words_stay_outside_the_marked_citation_and_are_few() -> None:
    long = "in agreement with all of those many results that were previously reported for it by "
    s = statement(f"These and our own many findings are {long * 2}[3].")
    found = words_that_tipped(s, *read(s, {"agreement": 1.0}), S, Evidence.OWN)
    assert sum(len(b.span.cut(s.sentence).split()) for b in found) <= MOST_WORDS
    assert s.span is not None
    assert all(b.span.end <= s.span.start for b in found)


def test_the_names_of_cues_are_their_words() -> None:
    s = statement("In contrast to Alder [3], Our results differ.")
    (cue, whose) = words_that_tipped(s, *read(s, {"contrast": 1.0}), C, Evidence.OWN)
    assert (cue.cue, whose.role) == ("in contrast to", "whose")
