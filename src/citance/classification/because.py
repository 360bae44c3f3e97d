"""The words that tipped a verdict, as a person would underline them: the cue, and whose result it is about.

Candidates are phrases that say *same* or *different* (`cues.py`, and the looser ones below, which mislead when alone but not
where a verdict is known). Of them the one is taken that the encoder heeded most: the sum of what its tokens add to the
score of the stance. Where no phrase is to be found, the words around the token that adds most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from citance.classification.cues import CLAIM, CUES, EARLIER, MORE_OR_LESS, NOT, SEEN, WORK, _any
from citance.classification.encoder import Reading
from citance.classification.inputs import Mark, Place, Window
from citance.model.citation import StatementText
from citance.model.document import Span
from citance.model.stance import Because, Evidence, Stance

MOST_WORDS = 12
"""Of all underlined words together."""

Where = Literal["before", "sentence", "after"]
PLACES: dict[int, Where] = {Place.BEFORE: "before", Place.SENTENCE: "sentence", Place.AFTER: "after"}
SUPPORTING, CONTRASTING = 0, 1  # columns of `Reading.words`


def _phrases(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


LOOSE = {
    Stance.SUPPORTING: _phrases(
        r"(?:in )?(?:line|agreement|accordance|accord|keeping|concordance|consistency|support) (?:with|of)",
        r"consistent(?:ly)?(?:,? with)?",
        rf"(?:as|which|that) (?:\w+ ){{0,3}}?(?:{SEEN}|expected|predicted|anticipated)",
        rf"(?:also|previously|similarly|likewise|already) (?:been )?(?:\w+ )?(?:{SEEN})",
        rf"{SEEN} (?:previously|before|earlier|elsewhere|also)",
        r"(?:similar|comparable|identical|equivalent|analogous|close|akin)(?:ly)?(?: to| with)?",
        r"the same(?: \w+)?",
        r"(?:confirm|support|corroborat|replicat|reproduc|validat|reinforc|strengthen|verif|substantiat|recapitulat|extend|agree"
        r"|concur|coincid|match|mirror|parallel|resembl|echo|accord|correspond|align|fit|reflect)"
        r"(?:e|es|s|ed|d|ing|y|ies|ied|ation|ations)?(?: (?:with|to|by|those|that))?",
        r"likewise|similarly|indeed|accordingly|in fact|as well|too|again|reminiscent of|compatible with|congruent with",
        rf"{NOT} (?:\w+ ){{0,2}}(?:surprising|unexpected|differ|conflict|contradict)\w*",
        r"(?:could|can|may|might) (?:be )?explain\w*(?: by)?|explains?|well[- ]known|evidence (?:for|of|that)",
    ),
    Stance.CONTRASTING: _phrases(
        r"(?:in|by) (?:\w+ )?contrast(?: to| with)?|contrar(?:y|ily)(?: to)?|on the contrary|on the other hand|conversely|opposite(?: to)?",
        r"however|although|though|whereas|while|but|yet|nevertheless|nonetheless|despite|in spite of|unlike|instead|rather(?: than)?|only",
        r"(?:differ|disagree|contradict|conflict|contrast|challeng|disput|refut|question|oppos|overestimat|underestimat|reject|doubt)"
        r"(?:e|es|s|ed|d|ing|ent|ently|ence|ences|ory|able)?(?: (?:from|with|to))?",
        r"(?:discrepan|inconsisten|incompatib|controvers|divergen|disparat|unexpected|surprising|equivocal|variance|odds|variable)\w*(?: with)?",
        rf"{MORE_OR_LESS}(?: \w+){{0,3}}? (?:than|compared (?:to|with))|{MORE_OR_LESS}",
        rf"(?:{NOT}|n't|without) (?:\w+ ){{0,3}}?(?:\w*(?:find|found|confirm|replicat|reproduc|support|observ|show|see|detect|consistent|agree|"
        r"demonstrat|report|associat|significant|differ|affect|effect|influenc|evident|corroborat|identif)\w*)",
        r"(?:did|does|do|was|were|is|are|could|can|has|have) not(?: \w+)?|no (?:significant )?(?:\w+)",
        r"fail(?:s|ed|ure|ing)?(?: to)?(?: \w+)?|unable to(?: \w+)?|lack(?:s|ed|ing)?(?: of)?|absen(?:t|ce)",
        r"limit\w*|bias\w*|flaw\w*|artefact\w*|artifact\w*|incorrect\w*|wrong\w*|misl\w*|may not|cannot|contradictory",
    ),
}
_NOUN = rf"(?:{WORK}|{_any('outcomes? sample patients model experiment measurements group team laboratory hands approach value rate rates')})"
_FOUND = rf"(?:(?: (?:also|have|has|did not|could not|were able to))? (?:{SEEN}|saw|find|observe|identif(?:y|ied)|detect(?:ed)?|show(?:s|ed)?))?"
# A side of one's own, said outright; and words that may stand for one.
OURS = _phrases(
    rf"(?:in |from |by )?(?:our|(?:the )?(?:present|current)) (?:own )?(?:\w+ ){{0,2}}?{_NOUN}{_FOUND}",
    rf"(?:in |from |by )?(?:this|these|such an?|such) (?:\w+ )?(?:{WORK}|outcomes?|observations?|experiments?|effects?|predictions?){_FOUND}",
    rf"we{_FOUND}|ours?|(?-i:us)|here(?:in)?",
)
OURS_PERHAPS = _phrases(
    r"(?:this|these|the) (?:\w+ )?(?:results?|findings?|data|observations?|discrepancy|differences?)(?: of (?:this|our|the present) \w+)?",
)
THEIRS = _phrases(
    rf"(?:{EARLIER}[ -]){{1,3}}(?:\w+ ){{0,2}}?{WORK}",
    rf"{_any('others? another several some many two three previous earlier subsequent later recent')} (?:\w+ )?"
    rf"{_any('stud(?:y|ies) authors? groups? investigators? reports? trials? researchers? work meta-analys[ei]s investigations? experiments?')}",
    rf"(?:that|those) (?:{SEEN})|(?:previously|earlier) {SEEN}|the literature|literature|previous(?:ly)?|others",
    rf"(?:the )?(?:{CLAIM}) (?:of|by)",
)
# What belongs to a cue on its left and on its right: "[was also] found [by]", "similar [to those reported by]".
_LEFT = re.compile(
    r"(?:\b(?:this|which|is|are|was|were|be|been|has|have|had|may|also|somewhat|largely|part(?:ly|ially)|very|well|generally|broadly|highly"
    r"|strongly|fully|further|previously) )+$",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    rf"(?: (?:to|with|than|from))?(?: (?:those|that|what))?(?: (?:has|have|had))?(?: (?:been|was|were))?(?: (?:also|previously|earlier))?"
    rf"(?: (?:{SEEN})\b)?(?: (?:by|in|from|with|to)\b)?",
    re.IGNORECASE,
)
_MOST_OF_CUE = 9  # words


class Candidate(NamedTuple):
    """A phrase that could be underlined."""

    where: Where
    span: Span
    worth: float  # what its tokens add to the score of the stance


def words_that_tipped(
    s: StatementText, window: Window, reading: Reading, stance: Stance, evidence: Evidence
) -> tuple[Because, ...]:
    """The cue and whose result it is about, at most MOST_WORDS words in all, in the order they stand."""
    heeded = Heeded(s, window, reading, stance)
    cue = max(_cues(heeded, stance), key=lambda c: c.worth, default=None) or _peak(heeded)
    if cue is None:
        return ()
    cue = _whole(heeded, cue)
    found = [Because(cue.where, cue.span, _words(heeded, cue), "cue")]
    left = MOST_WORDS - _count(heeded, cue)
    whose = _whose(heeded, cue, evidence)
    if whose is not None and _count(heeded, whose) <= left:
        found.append(Because(whose.where, whose.span, _words(heeded, whose), "whose"))
    order = ("before", "sentence", "after")
    return tuple(sorted(found, key=lambda b: (order.index(b.where), b.span)))


class Heeded:
    """The three sentences, and what each of their tokens adds to the score of the stance."""

    def __init__(self, s: StatementText, window: Window, reading: Reading, stance: Stance) -> None:
        self.texts: dict[Where, str] = {"before": s.before, "sentence": s.sentence, "after": s.after}
        column = SUPPORTING if stance is Stance.SUPPORTING else CONTRASTING
        self.tokens: list[Candidate] = []
        self.target: Span | None = None
        for place, mark, span, adds in zip(window.places, window.marks, window.spans, reading.words, strict=True):
            if mark == Mark.TARGET:
                self.target = span
            elif span is not None and mark != Mark.OTHER:
                self.tokens.append(Candidate(PLACES[place], span, adds[column]))

    def worth(self, where: Where, span: Span) -> float:
        """What the tokens of a phrase add."""
        return sum(t.worth for t in self.tokens if t.where == where and t.span.start < span.end and span.start < t.span.end)

    def seen(self, where: Where) -> Span | None:
        """The part of a sentence that the encoder saw."""
        spans = [t.span for t in self.tokens if t.where == where]
        return Span(spans[0].start, spans[-1].end) if spans else None

    def find(self, pattern: re.Pattern[str]) -> Iterator[Candidate]:
        """The places of a pattern in what the encoder saw, whole words."""
        for where, text in self.texts.items():
            seen = self.seen(where)
            if seen is None:
                continue
            for match in pattern.finditer(text):
                span = whole_words(text, Span(*match.span()))
                if span.start >= seen.start and span.end <= seen.end and not self._crosses_target(where, span):
                    yield Candidate(where, span, self.worth(where, span))

    def _crosses_target(self, where: Where, span: Span) -> bool:
        return where == "sentence" and self.target is not None and span.start < self.target.end and self.target.start < span.end


def _cues(heeded: Heeded, stance: Stance) -> list[Candidate]:
    patterns = [cue.regex for cue in CUES if cue.stance is stance]
    found = [c for pattern in (*patterns, LOOSE[stance]) for c in heeded.find(pattern)]
    return [c for c in found if _count(heeded, c) <= MOST_WORDS - 2]


def _peak(heeded: Heeded) -> Candidate | None:
    """The word that adds most, with a neighbour on each side."""
    best = max(heeded.tokens, key=lambda t: t.worth, default=None)
    if best is None:
        return None
    words = [m.span() for m in re.finditer(r"\w[\w'’-]*", heeded.texts[best.where])]
    at = next((i for i, (a, b) in enumerate(words) if a <= best.span.start < b), None)
    if at is None:
        return best
    return Candidate(best.where, Span(words[max(0, at - 1)][0], words[min(len(words) - 1, at + 1)][1]), best.worth)


def _whole(heeded: Heeded, cue: Candidate) -> Candidate:
    """The cue with the small words that belong to it, as far as the marked citation."""
    text, (start, end) = heeded.texts[cue.where], cue.span
    target = heeded.target if cue.where == "sentence" else None
    left = _LEFT.search(text, target.end if target is not None and target.end <= start else 0, start)
    right = _RIGHT.match(text, end, target.start if target is not None and target.start >= end else len(text))
    for span in (
        Span(left.start() if left else start, right.end() if right else end),
        Span(start, right.end() if right else end),
        Span(left.start() if left else start, end),
    ):
        if len(span.cut(text).split()) <= _MOST_OF_CUE:
            return cue._replace(span=span)
    return cue


def _whose(heeded: Heeded, cue: Candidate, evidence: Evidence) -> Candidate | None:
    """The words for the side whose result is held against the cited one; nearest to the cue, its own sentence first."""
    own = evidence is Evidence.OWN
    kinds: Sequence[re.Pattern[str]] = (OURS, OURS_PERHAPS, THEIRS) if own else (THEIRS, OURS_PERHAPS, OURS)
    for kind in kinds:
        found = [c for c in heeded.find(kind) if not (c.where == cue.where and _overlap(c.span, cue.span))]
        if found:
            return min(found, key=_distance_from(cue))
    return None


def _distance_from(cue: Candidate) -> Callable[[Candidate], tuple[bool, int]]:
    def distance(c: Candidate) -> tuple[bool, int]:
        apart = max(c.span.start - cue.span.end, cue.span.start - c.span.end)
        return c.where != cue.where, apart

    return distance


def whole_words(text: str, span: Span) -> Span:
    """The span, its last word to the end: cues match stems."""
    start, end = span
    while start < end and text[end - 1].isspace():
        end -= 1
    while end < len(text) and text[end].isalpha() and text[end - 1].isalpha():
        end += 1
    return Span(start, end)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _words(heeded: Heeded, c: Candidate) -> str:
    return " ".join(c.span.cut(heeded.texts[c.where]).lower().split())


def _count(heeded: Heeded, c: Candidate) -> int:
    return len(c.span.cut(heeded.texts[c.where]).split())
