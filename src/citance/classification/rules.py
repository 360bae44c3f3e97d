"""The readable baseline, always there: stance from the phrases of `cues.py`, and whose result they speak of.

For each statement the cues in its sentence are added up for supporting and for contrasting. A cue counts fully near the
marked group and less with distance and with every clause and citation between; words of one's own or reported results
beside it raise it; method talk lowers it; the section leans. The sentence after is heard only where it plainly looks back
at the marked work. One softmax over the two sums and zero (mentioning) gives the scores.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from citance.classification.base import why_unjudged
from citance.classification.cues import CUES, FIRST_PERSON, LOOKING_BACK, NOT_A_VERDICT, OTHERS_SAY, OWN, REPORTED, Cue
from citance.model.citation import StatementText
from citance.model.document import SectionKind, Span
from citance.model.stance import Because, Classification, Evidence, Scores, Stance

# Log-odds against mentioning, from the same fit as the weights of the cues (classification/cues.py).
BIAS = {Stance.SUPPORTING: -3.0, Stance.CONTRASTING: -3.3}
SECTION = {
    SectionKind.INTRODUCTION: {Stance.SUPPORTING: -1.2, Stance.CONTRASTING: -0.7},
    SectionKind.METHODS: {Stance.SUPPORTING: -2.5, Stance.CONTRASTING: -2.2},
    SectionKind.RESULTS: {Stance.SUPPORTING: 1.3, Stance.CONTRASTING: 0.5},
    SectionKind.DISCUSSION: {Stance.SUPPORTING: 1.5, Stance.CONTRASTING: 0.8},
    SectionKind.OTHER: {Stance.SUPPORTING: -0.5, Stance.CONTRASTING: -0.7},
}
# A statement is given a stance a little before its score overtakes mentioning: on the training part
# (natural prevalence) .6 takes supporting from P .82 R .33 to P .73 R .40, contrasting from P .70 R .17 to P .57 R .24.
LEAN = 0.6
LEAST_OF_MENTIONING = math.exp(-LEAN)
"""The same, as the share of mentioning's score that a verdict's must have."""
FIRST_PERSON_BONUS = 0.6  # "we", "our results": a side of one's own is named
METHOD_COST = 1.0  # the phrase belongs to a method, a guideline or a wish
CLAUSE_COST = 0.55  # what is left of a cue behind each clause boundary towards the marked group
CITATION_COST = 0.75  # and behind each other citation
FAR = 160  # code points from the group beyond which a cue is heard at half

# A cue overlapped by one of these is denied and not heard: "could not [agree with]", "do not [conflict with]".
DENIALS = {"not consistent with": Stance.SUPPORTING, "does not differ": Stance.CONTRASTING}

_CLAUSE = re.compile(r"[;:]|, (?:but|whereas|while|although|though|however|yet)\b|(?<! al)\. ")


Where = Literal["before", "sentence", "after"]


class Heard(NamedTuple):
    """A cue that speaks of the marked group."""

    cue: Cue
    points: float
    where: Where
    span: Span


class Rules:
    """The rule classifier: explains itself with the words that tipped it; knows English."""

    name = "rules"
    version = "1"
    languages = frozenset({"en"})

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        """One classification for each statement, in order."""
        return [self._one(s) for s in statements]

    @property
    def _by(self) -> str:
        return f"{self.name} {self.version}"

    def _one(self, s: StatementText) -> Classification:
        if (reason := why_unjudged(s, self)) is not None:
            return Classification(Stance.UNCLASSIFIED, self._by, reason=reason)
        found = verdicts(s)
        common = FIRST_PERSON_BONUS * bool(FIRST_PERSON.search(s.sentence))
        common -= METHOD_COST * bool(NOT_A_VERDICT.search(s.sentence))
        supporting, contrasting = (
            BIAS[stance]
            + SECTION[s.section][stance]
            + common
            + sum(heard.points for heard in found if heard.cue.stance is stance)
            for stance in (Stance.SUPPORTING, Stance.CONTRASTING)
        )
        scores = _softmax(supporting, contrasting)
        stance = Stance.SUPPORTING if supporting >= contrasting else Stance.CONTRASTING
        if max(supporting, contrasting) + LEAN <= 0 or not any(heard.cue.stance is stance for heard in found):
            stance = Stance.MENTIONING
        if stance is Stance.MENTIONING:
            return Classification(stance, self._by, scores)
        best = max((heard for heard in found if heard.cue.stance is stance), key=lambda heard: heard.points)
        evidence, whose = _whose(s, stance)
        because = [Because(best.where, _widest(best, found), best.cue.name)]
        if whose is not None and not (best.where == "sentence" and _overlap(whose, because[0].span)):
            because.append(Because("sentence", whose, s.sentence[whose.start : whose.end].lower(), "whose"))
        return Classification(stance, self._by, scores, evidence, tuple(because))


def verdicts(s: StatementText) -> list[Heard]:
    """The cues that speak of the marked group, in the sentence and in the one after."""
    group = s.group or s.span or Span(len(s.sentence), len(s.sentence))
    beside = bool(OWN.search(s.sentence) or REPORTED.search(s.sentence))
    found: list[Heard] = []
    for cue in CUES:
        spans = [_whole_words(s.sentence, match) for match in cue.regex.finditer(s.sentence)]
        if spans:
            reach, nearest = max((_reach(s.sentence, span, group, s.others), span) for span in spans)
            found.append(Heard(cue, reach * (cue.beside if beside else cue.alone), "sentence", nearest))
    denied = [(DENIALS[h.cue.name], h.span) for h in found if h.cue.name in DENIALS]
    found = [h for h in found if not any(h.cue.stance is stance and _overlap(h.span, span) for stance, span in denied)]
    if s.after:
        for cue in LOOKING_BACK:
            match = cue.regex.match(s.after)
            if match and not _cites(s.after) and FIRST_PERSON.search(s.after):
                found.append(Heard(cue, cue.beside, "after", Span(*match.span())))
    return found


def _reach(sentence: str, cue: Span, group: Span, others: Sequence[Span]) -> float:
    """How well a cue is heard at the marked group: 1 beside it, less behind clauses, other citations and distance."""
    start, end = (cue.end, group.start) if cue.end <= group.start else (group.end, cue.start)
    if end <= start:
        return 1.0
    heard = CLAUSE_COST ** len(_CLAUSE.findall(sentence, start, end))
    heard *= CITATION_COST ** sum(start <= o.start < end for o in others)
    return heard * (0.5 if end - start > FAR else 1.0)


def _whole_words(sentence: str, match: re.Match[str]) -> Span:
    """The matched words, the last one to its end: cues match stems."""
    start, end = match.span()
    while end < len(sentence) and sentence[end].isalpha() and sentence[end - 1].isalpha():
        end += 1
    return Span(start, end)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _widest(best: Heard, found: Sequence[Heard]) -> Span:
    """The words of the best cue, or of one for the same stance that holds them: "consistent with [previous studies]"."""
    same = (h.span for h in found if h.cue.stance is best.cue.stance and h.where == best.where)
    holding = (span for span in same if span.start <= best.span.start and best.span.end <= span.end)
    return max(holding, key=lambda span: span.end - span.start)


_MARK = re.compile(r"\[\d|\(\d{1,3}[,–)-]|et al|\b(?:19|20)\d\d\)")


def _cites(sentence: str) -> bool:
    return _MARK.search(sentence) is not None


def _softmax(supporting: float, contrasting: float) -> Scores:
    a, b = math.exp(min(supporting, 30.0)), math.exp(min(contrasting, 30.0))
    total = 1.0 + a + b
    return Scores(a / total, b / total, 1.0 / total)


def _whose(s: StatementText, stance: Stance) -> tuple[Evidence, Span | None]:
    """Whose evidence agrees or differs, and the words that say so.

    Of the training part's verdicts, those without a first person are reported ones in introductions (259 of 302), and own
    ones elsewhere (1,446 of 1,631), unless the contrast is said to be others' and no neighbouring sentence says "we".
    """
    first = FIRST_PERSON.search(s.sentence)
    if first is not None:
        return Evidence.OWN, _whole_words(s.sentence, first)
    if s.section in (SectionKind.INTRODUCTION, SectionKind.OTHER):
        reported = REPORTED.search(s.sentence)
        return Evidence.REPORTED, _whole_words(s.sentence, reported) if reported else None
    own = OWN.search(s.sentence)
    others = OTHERS_SAY.search(s.sentence)
    nearby = FIRST_PERSON.search(s.before) or FIRST_PERSON.search(s.after)
    if stance is Stance.CONTRASTING and others is not None and own is None and nearby is None:
        return Evidence.REPORTED, _whole_words(s.sentence, others)
    return Evidence.OWN, _whole_words(s.sentence, own) if own else None
