"""The first stage: statements that plainly only mention are settled here, in tens of microseconds; the rest is the encoder's.

A linear model over the words and pairs of words of the citing sentence, of the end of the sentence before and of the
beginning of the one after, with citations masked, and over the kind of section. What scores below the threshold is
mentioning. The threshold is tuned for recall (`training/fit_gate.py`, which also says what it loses).

The file is text, gzipped: lines of `name<TAB>value` (threshold, bias, knots), an empty line, then one feature a line,
`weight<TAB>place<TAB>word[ word]`, where place is s (sentence), b (before), a (after) or k (kind of section).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from citance.classification.artefact import Knots, follow
from citance.errors import ClassifierUnusable
from citance.model.citation import StatementText
from citance.model.stance import Scores

TAIL = HEAD = 12
"""Words of the sentence before and of the one after that are looked at, next to the citing sentence."""

SEEN = 120  # code points of a neighbour in which those words are looked for: most fill 80
TARGET, START = "zt", "^"
_ASIDE = re.compile(r"[(\[](?=[^()\[\]\d]*\d)[^()\[\]]*[)\]]")  # citations, mostly; a count in brackets does no harm
_WORDS = re.compile(r"[a-z]+").findall


class Words(NamedTuple):
    """What the gate looks at in a statement."""

    sentence: list[str]
    before: list[str]
    after: list[str]


def words_of(s: StatementText) -> Words:
    """The words in lower case, the marked citation as one, other citations as another."""
    sentence = s.sentence
    span = s.group or s.span
    if span is None:
        found = _read(sentence)
    else:
        found = _read(sentence[: span.start])
        found.append(TARGET)
        found += _read(sentence[span.end :])
    return Words(
        found, _read(s.before[-SEEN:])[-TAIL:] if s.before else [], [START, *_read(s.after[:SEEN])[:HEAD]] if s.after else []
    )


def _read(text: str) -> list[str]:
    if "(" in text or "[" in text:
        text = _ASIDE.sub(" zc ", text)
    return _WORDS(text.lower())


class Gate:
    """The gate of an artefact: a log-odds for each statement, and scores for those it settles."""

    def __init__(self, path: Path) -> None:
        head: dict[str, str] = {}
        self._one: dict[str, dict[str, float]] = {"s": {}, "b": {}, "a": {}, "k": {}}
        self._two: dict[str, dict[tuple[str, str], float]] = {"s": {}, "b": {}, "a": {}}
        try:
            lines = _lines(path)
            for line in lines:
                if not line:
                    break
                name, _, value = line.partition("\t")
                head[name] = value
            for line in lines:
                weight, place, words = line.split("\t")
                first, _, second = words.partition(" ")
                if second:
                    self._two[place][first, second] = float(weight)
                else:
                    self._one[place][first] = float(weight)
            self.threshold, self._bias = float(head["threshold"]), float(head["bias"])
            self._supporting, self._contrasting = _knots(head["supporting"]), _knots(head["contrasting"])
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise ClassifierUnusable("trained", str(path), f"the weights of its gate cannot be read: {error}") from error

    def score(self, s: StatementText) -> float:
        """The log-odds that the statement is more than a mention."""
        (sentence, before, after), one, two = words_of(s), self._one, self._two
        total = self._bias + one["k"].get(s.section, 0.0)
        # Sums in C: `filter(None, ...)` drops the words that weigh nothing.
        total += sum(filter(None, map(one["s"].get, sentence))) + sum(filter(None, map(two["s"].get, pairwise(sentence))))
        if before:
            total += sum(filter(None, map(one["b"].get, before))) + sum(filter(None, map(two["b"].get, pairwise(before))))
        if after:
            total += sum(filter(None, map(one["a"].get, after))) + sum(filter(None, map(two["a"].get, pairwise(after))))
        return total

    def settle(self, s: StatementText) -> Scores | None:
        """The scores of a clear mention; None where the encoder is to look."""
        score = self.score(s)
        if score >= self.threshold:
            return None
        supporting, contrasting = follow(self._supporting, score), follow(self._contrasting, score)
        return Scores(supporting, contrasting, 1.0 - supporting - contrasting)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def _knots(words: str) -> Knots:
    """Knots as written: "-8:0.001 -2:0.01"."""
    pairs = (pair.split(":") for pair in words.split())
    return tuple((float(x), float(y)) for x, y in pairs)
