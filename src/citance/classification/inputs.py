"""StatementText → Window: the tokens the encoder reads, and where in the statement each of them stands.

`[CLS] section before-tail [SEP] sentence [SEP] after-head [SEP]`. The marked citation, with all members of its group and the
names that belong to it, is one token; every other citation of the sentence is one token of another kind. Training and
run time make their windows here, so what the encoder learnt is what it meets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from citance.classification.cues import CUES, NOT_A_VERDICT, OWN, REPORTED
from citance.model.citation import StatementText
from citance.model.document import SectionKind, Span
from citance.model.stance import Stance

INPUTS = "1"
"""The version of what is done here. An artefact names the one it was trained on; another one would feed it strangers."""

BEFORE, SENTENCE, AFTER = 20, 80, 28
"""Most tokens of each sentence: the tail of the one before, the part around the marker, the head of the one after."""

LEFT_OF_TARGET = 48  # of a longer sentence: verdicts mostly stand before the citation


class Place(IntEnum):
    """In which sentence a token stands."""

    FRAME = 0  # [CLS], [SEP], section
    BEFORE = 1
    SENTENCE = 2
    AFTER = 3


class Mark(IntEnum):
    """What a token is known to be, beside its word. The later wins where two hold."""

    NONE = 0
    REPORTED = 1  # words for results of others
    OWN = 2  # words for results of one's own
    NOT_A_VERDICT = 3  # method, guideline, wish
    AGREEMENT = 4
    CONTRAST = 5
    OTHER = 6  # a citation that is not asked about
    TARGET = 7
    SECTION = 8  # and the four after it: one for each kind of section


SECTIONS = (SectionKind.INTRODUCTION, SectionKind.METHODS, SectionKind.RESULTS, SectionKind.DISCUSSION, SectionKind.OTHER)
MARKS = Mark.SECTION + len(SECTIONS)

CLS, SEP, STANDS_FOR = (
    101,
    102,
    1,
)  # ids in the vocabulary of BERT; the last, [unused0], is the word of all tokens that are no words


class Window(NamedTuple):
    """One statement as the encoder reads it: four rows of equal length."""

    ids: list[int]
    places: list[int]  # Place
    marks: list[int]  # Mark
    spans: list[Span | None]  # where the token stands in its sentence, in code points; None for the frame


_YEAR = r"(?:(?:1[89]|20)\d\d[a-z]?|in press)"
_YEARS = rf"{_YEAR}(?:\s?[,&–-]\s?(?:{_YEAR}|[a-z]\b))*"
# No name has a hundred letters: without an end "Ala-Gly-Ser-..." is read anew from each of its hyphens, seconds for a peptide.
_NAME = r"(?:\b(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|ter|ten)\s){0,3}\b[^\W\d_a-zà-ÿ][\w'’‐-]{1,99}"
_OTHERS = r"(?:,?\s?(?:and\s|&\s?)?(?:et\.?\s?al\b\.?|colleagues|co-?workers|associates|others))"
_NAMES = rf"{_NAME}(?:(?:,\s|,?\s(?:and|&)\s){_NAME}){{0,4}}{_OTHERS}?(?:['’]s?)?"
_NO_NAME = re.compile(
    r"(?:In|Since|Until|During|From|By|After|Before|Between|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Spring|Summer|Autumn|Fall|Winter|The|Of|Table|Figure|Version|And|Or|To|For|Year)\b"
)
_NAMED = re.compile(rf"{_NAMES}(?:,?\s?[(\[]\s?{_YEARS}\s?[)\]]|,?\s{_YEARS})")
_SQUARE = re.compile(r"\[\s?(?:refs?\.?\s)?\d{1,6}[a-z]?(?:[\s,;&–—‐-]+(?:and\s)?\d{1,6}[a-z]?)*\s?\]")
_ROUND = re.compile(r"\(\s?(?:refs?\.?\s)?\d{1,6}(?:[\s,;&–—‐-]+(?:and\s)?\d{1,6})*\s?\)")
_BETWEEN_MEMBERS = re.compile(r"\s?[;,–—‐-]?\s?(?:(?<=[;,]\s)(?:and|&)\s)?")
_PLAIN_NAME = r"\b[A-ZÀ-Þ][a-zà-ÿ]+(?:[-‐'’]?[A-ZÀ-Þ]?[a-zà-ÿ]+)?\b"  # "ArdA and RepA [16]" are genes
_NAMES_BEFORE = re.compile(rf"(?:{_NAME}{_OTHERS}|{_PLAIN_NAME}\s(?:and|&)\s{_PLAIN_NAME})(?:['’]s?)?,?\s?$")
_OPENS = re.compile(r"[(\[]\s?(?:(?:see|e\.g\.|cf\.|reviewed (?:in|by)|refs?\.?)[\s,:]*){0,2}$", re.IGNORECASE)
_CLOSES = re.compile(r"[;,.]?\s?[)\]]")
_REACH = 90  # code points before a bracket in which the names of its work are looked for


def find_citations(sentence: str, round_too: bool = False) -> list[Span]:
    """The citations printed in a sentence, members of one group as one, in order.

    Square brackets of numbers and names with years, "Alder et al. (2003)", are seen; numbers in round brackets only where
    asked, since most of those are counts; raised numbers never, for in plain text they are part of a word.
    """
    found = [Span(*m.span()) for m in _SQUARE.finditer(sentence)]
    found += [Span(*m.span()) for m in _NAMED.finditer(sentence) if not _NO_NAME.match(sentence, m.start())]
    if round_too:
        found += [Span(*m.span()) for m in _ROUND.finditer(sentence)]
    return _merge(sentence, found)


def _merge(sentence: str, spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping ones and members of one list joined."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined:
            last = joined[-1]
            if span.start <= last.end or _BETWEEN_MEMBERS.fullmatch(sentence, last.end, span.start):
                joined[-1] = Span(last.start, max(last.end, span.end))
                continue
        joined.append(span)
    return joined


def _whole(sentence: str, span: Span) -> Span:
    """The citation with the names before it and the brackets around it."""
    start, end = span
    names = _NAMES_BEFORE.search(sentence, max(0, start - _REACH), start)
    if names is not None:
        start = names.start()
    opens, closes = _OPENS.search(sentence, max(0, start - 24), start), _CLOSES.match(sentence, end)
    if opens and closes:
        start, end = opens.start(), closes.end()
    return Span(start, end)


def citations_of(s: StatementText) -> tuple[Span, list[Span]]:
    """The marked citation, with its whole group, and the others of the sentence. Without a marker: the end of the sentence."""
    marked = s.group or s.span
    if marked is None:
        return Span(len(s.sentence), len(s.sentence)), [_whole(s.sentence, c) for c in find_citations(s.sentence)]
    in_round = s.sentence[max(0, marked.start - 1) : marked.end + 1].strip().startswith("(")
    found = _merge(s.sentence, [marked, *s.others, *find_citations(s.sentence, in_round)])
    whole = _merge_overlapping(_whole(s.sentence, c) for c in found)
    target = next(c for c in whole if c.start <= marked.start and marked.end <= c.end)
    return target, [c for c in whole if c is not target]


def _merge_overlapping(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(min(joined[-1].start, span.start), max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def read_vocabulary(path: Path) -> Tokenizer:
    """The word pieces of a `vocab.txt`: lower case, without accents, offsets in the text as it was."""
    tokenizer = Tokenizer(WordPiece.from_file(str(path), unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


class _Token(NamedTuple):
    id: int
    mark: int
    span: Span


class Windows:
    """Makes windows of statements with one vocabulary. The same statement gives the same window, whatever came before."""

    def __init__(self, vocabulary: Path) -> None:
        self._tokenizer = read_vocabulary(vocabulary)

    def window(self, s: StatementText) -> Window:
        """The statement as the encoder reads it."""
        target, others = citations_of(s)
        asides = sorted([(target, Mark.TARGET), *((c, Mark.OTHER) for c in others)])
        sentence = list(self._tokens(s.sentence, asides))
        at = next(i for i, token in enumerate(sentence) if token.mark == Mark.TARGET)
        first = max(0, min(at - LEFT_OF_TARGET, len(sentence) - SENTENCE))
        before = list(self._tokens(s.before, [(_whole(s.before, c), Mark.OTHER) for c in find_citations(s.before)]))
        after = list(self._tokens(s.after, [(_whole(s.after, c), Mark.OTHER) for c in find_citations(s.after)]))
        window = Window([CLS], [Place.FRAME], [Mark.NONE], [None])
        _add(window, STANDS_FOR, Place.FRAME, Mark.SECTION + SECTIONS.index(s.section), None)
        for place, tokens in (
            (Place.BEFORE, before[-BEFORE:]),
            (Place.SENTENCE, sentence[first : first + SENTENCE]),
            (Place.AFTER, after[:AFTER]),
        ):
            for token in tokens:
                _add(window, token.id, place, token.mark, token.span)
            _add(window, SEP, Place.FRAME, Mark.NONE, None)
        return window

    def _tokens(self, text: str, citations: list[tuple[Span, Mark]]) -> Iterator[_Token]:
        """The word pieces of a sentence in order, each citation as one token."""
        marks = _marks(text)
        at = 0
        for span, mark in citations:
            if span.start < at:  # the names of one citation reach into another
                continue
            yield from self._words(text, at, span.start, marks)
            yield _Token(STANDS_FOR, mark, span)
            at = span.end
        yield from self._words(text, at, len(text), marks)

    def _words(self, text: str, start: int, end: int, marks: bytearray) -> Iterator[_Token]:
        if start < end:
            encoding = self._tokenizer.encode(text[start:end], add_special_tokens=False)
            for id_, (a, b) in zip(encoding.ids, encoding.offsets, strict=True):
                yield _Token(id_, marks[start + a], Span(start + a, start + b))


def _add(window: Window, id_: int, place: int, mark: int, span: Span | None) -> None:
    window.ids.append(id_)
    window.places.append(place)
    window.marks.append(mark)
    window.spans.append(span)


def _marks(text: str) -> bytearray:
    """For each code point, what the phrases of `cues.py` say of it."""
    marks = bytearray(len(text))
    for mark, pattern in ((Mark.REPORTED, REPORTED), (Mark.OWN, OWN), (Mark.NOT_A_VERDICT, NOT_A_VERDICT)):
        for match in pattern.finditer(text):
            _fill(marks, match, mark)
    for stance, mark in ((Stance.SUPPORTING, Mark.AGREEMENT), (Stance.CONTRASTING, Mark.CONTRAST)):
        for cue in CUES:
            if cue.stance is stance:
                for match in cue.regex.finditer(text):
                    _fill(marks, match, mark)
    return marks


def _fill(marks: bytearray, match: re.Match[str], mark: Mark) -> None:
    start, end = match.span()
    marks[start:end] = bytes([mark]) * (end - start)
