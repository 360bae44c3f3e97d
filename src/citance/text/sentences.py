"""Where the sentences of a paragraph stand.

One regular expression finds the stops that could end a sentence; each is then judged by the word before it and by what
comes next. The words themselves are data: `abbreviations.txt` and `openers.txt`.

Citations are handed in as `atoms`: opaque, so that a stop inside one never counts, and so that one behind the stop
("... before.¹² The", "... before. [3] The") is kept with the sentence it belongs to, the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from citance.model.document import Span
from citance.text.data import read_lists

NAME, VERSION = "citance-sentences", "8"

_ATOM = "\x1a"  # stands for each character of an atom; XML cannot contain it
_LANGUAGES = ("en", "es", "pt", "fr", "de", "it")
_OPENERS = "([{\"'“‘«‹„‚¿¡"

_MARKS = "*∗†‡§¶#•●■▪▲"  # of footnotes and lists
_DASH = "–—‐‑−-"
_SEPARATED = rf"(?>(?:[\s,;/\[\](){_DASH}]{{1,5}}\x1a++)*)"  # further atoms of the same group
_CITATION = rf"""(?:
    (?:[\[(]{{1,2}}\s?)?\x1a++{_SEPARATED}(?:\s?[\])]{{1,2}})?  # atoms, with the brackets that are not part of them
  | \[\d{{1,6}}(?>(?:\s?[,;{_DASH}]\s?\d{{1,3}})*)\]           # [3, 5-7] that nobody tagged
)"""
_SUPERSCRIPT = rf"""(?:
    [¹²³⁰⁴-⁹]++(?>(?:[,⁻{_DASH}]\s?[¹²³⁰⁴-⁹]++)*)
  # raised before the text was plain
  | (?<![^\w.]\d[.])(?<![^\w.]\d\d[.])\d{{1,3}}(?>(?:(?:\s?[,{_DASH}]\s?|\s(?=\d{{1,3}}\s+[A-Z]))\d{{1,3}})*)(?![\d.,]\d)
  | [*†‡§¶]{{1,3}}(?=\s+[A-Z])                          # the mark of a footnote
)"""

# the rest of "ud, underdense; od, overdense", of "pe, pigmented layer. is, inner segments" and of "dom. – dominant"
_KEY = rf"(?:[,:]\s[^.;:,]{{3,60}}(?:;\s\w{{1,8}}[,:]|\.\s+[a-z]{{2,4}},)|\.\s[{_DASH}])\s"
# Words that open a sentence though somebody wrote them small. Only those that cannot go on behind a stray stop, as "and",
# "which" and "were" do.
_SMALL_OPENER = (
    r"(?:(?:the|this|these|those|here|there|we|it|they|our|all|both|each|although)\s"
    r"|(?:however|thus|therefore|moreover|furthermore|additionally)[\s,]"
    # a surname that is written so: van der Velden and Reed found
    r"|(?:van|von|ten|ter)(?:\s(?:de[mnrt]?|het))?\s[A-Z]|(?:de|di|du|la|le)\s[A-Z][\w’'-]+\s(?:et\sal|and\s[A-Z]))"
)
_WEB = r"://|\.[a-z]{2,}(?:[./]|\s[a-z])"  # the rest of "www.example.org", "https://example.org", "data.table is"
# A stop that may end a sentence, with what is glued to it and the blanks behind. Out at once: stops followed by a small
# letter or comma ("i.p.,"), decimals, and those before a plain word in small letters ("et al. showed").
_STOP = re.compile(
    rf"""
    (?<![.!?…])[.!?…]++
    (?P<close>[)\]}}"'”’»›]*+)
    (?>(?P<cite>{_CITATION}+|{_SUPERSCRIPT})?)
    (?P<close2>[)\]}}"'”’»›]*+)
    (?: (?P<gap>\s++)(?![.,;:!?…)\]}}⟩=]|&\s|%(?!\s?[A-Z])
        |(?!{_SMALL_OPENER}|[ivx]{{2,4}}\)\s)[a-zß-öø-ÿ]{{2,}}+(?![A-Z\d\-]|\s?=|::|(?<=[^aeiou][^aeiou])[\s,:]|{_KEY}|{_WEB}))
      | (?=[^\W\d_a-zß-öø-ÿ]) | (?=[(\[“‘«¿¡{_MARKS}]) | (?<=\x1a)(?=\x1a) )
  | [。！？]++(?P<close3>[)\]}}"'”’»›」』）]*+)
    """,
    re.X,
)
_OTHER_STOPS = "!?…。！？"
_FIRST = re.compile(f"[.{_OTHER_STOPS}]")  # what every stop begins with
_SPACED_CITATION = re.compile(rf"(?:{_CITATION}\s*+)+(?P<next>\S?)", re.X)
_ENUMERATOR = re.compile(  # (A), (iv), (2), (a,b), (C–E), (A1 and B), (A, D, and G), (A to C), (a*), (B-1); (b), (c) and (d)
    r"\(\s?(?:[A-Za-z](?:-?\d)?|[ivxIVX]{1,4}|\d{1,2})(?:\s?(?:[,–&/-]|,?\sand|to)\s?(?:[A-Za-z]\d?|[ivxIVX]{1,4}))*[*'′]?\s?\)"
    r"(?:(?![.,;])|(?:,?\s(?:and\s)?\([A-Za-z]\))+(?![.,;]))"
)
_PANEL = re.compile(r"\((?!(?:Supplementary|Appendix|Figure|Table|Video|Movie|Box)\b)[A-Z][a-z]+\)\s[A-Z]")  # (Left) The
_LABEL_RANGE = r"[A-Za-z]['′]?(?:[,/&–‐‑−-][A-Za-z]['′]?){1,2}"
_STOPPED_LABEL = re.compile(rf"\(?(?:[A-Za-z]|[ivx]{{2,4}}|{_LABEL_RANGE})\)\.\s+(?=[A-Z])")  # (a). The; (b-c). The; b). The
_LABELS = re.compile(_LABEL_RANGE)  # A–C. The
_LETTERED = re.compile(r"[A-Z]\)\s+[A-Z]")  # B) The
_SMALL_START = re.compile(  # what begins a sentence though small: p53, miR-21, c-Myc; n = 5; panels a, b) c. d Growth
    r"[a-z]{1,6}-?[A-Z\d]|[a-z]-[^\W\d_]|[a-z]{1,3}\s?[<>≤≥]|[a-z]+(?:\s?=|::)|(?:alpha|beta|gamma|delta|kappa|omega)-"
    r"|[a-z](?:[,–&-]\s?[a-z])*(?:[,:]\s|\)(?:,\s|\.\s+[A-Z]|(?=[\sA-Z]))|\.\s+[A-Z]|\s+[A-Z\d][^\s.])|[a-z](?:[,–]\s?[a-z])+\s[a-z]|[ab-df-hj-np-xz]\s+\w|(?:[a-z]\.){2,}|[a-z]—|[ivx]{1,4}\)\s"
    rf"|[a-z]{{2,}}(?:{_KEY}|{_WEB})"
)
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.[-‐‑]?)+[^\W\d_]{1,3}")  # U.S, i.p, Ph.D, J.-P
_ROMAN = re.compile(r"[IVX]{1,4}|[ivx]{1,4}")
_INNER_OPENER = re.compile(r".*[(\[{\"'“‘«‹„‚¿¡—–/]")  # all before the word proper: "(Fig", "method–Fig"
_GLUED_MARKS = _MARKS + "“‘«"
_PARTED = "/" + _DASH
_OPENING_WORD = re.compile(r"\s*([^\W\d_]{2,})\b")  # not "A": a formula's letter as often as an article
_QUOTES = "\"'”’»›"
_TURNED = "“‘«»"  # marks that open in one language and close in another: „so.“ Then; »so.« Then; « so. » Then
_AND = frozenset({"and", "or", "&", "to", "vs", "y", "e", "o", "ou", "et", "und", "oder"})
_WORD = re.compile(r"[^\W_]+(?>(?:[’'\-][^\W_]+)*)")
_PROSE = re.compile(  # brackets that hold a sentence, not a pointer
    r"[(\[][A-Z](?:[\w’'-]*(?:\s[a-z]\S*){2}(?:\s\S+){3}|[^()\[\]]{5,120}\s(?:was|were|is|are|has|have|had)\s)"
)
_NAMED_IN_BRACKETS = re.compile(r"\([^\W\d_]{2}")  # a citation of names, which is never the subject of what follows
_POINTS = re.compile(r"\([^\W\d_]{3}")  # (Figure 9), not (A), of a legend
_AN_ASIDE = re.compile(r"\([^\W\d_]{4,}(?:\s[^\W\d_]+){0,2}\)")  # one to three words in brackets
_BRACKET = re.compile(r"[()]")
_TAIL = re.compile(rf"(?>(?:(?:\s?{_CITATION})+|{_SUPERSCRIPT})?)(?P<gap>\s*+)(?P<next>\S?)", re.X)
_REACH = 500  # how far brackets and the words in them may reach, in characters
_GLUED_BEFORE = re.compile(r"[^\W\d_]{2,}|.*[)\]%”\"’\x1a]|\D*\d+[.,]\d+%?|(?:19|20)\d\d")
_GLUED_START = re.compile(
    r"[A-Z][a-z]+(?=[\s,:/-])|[A-Z]{2,}s?(?:-[A-Z]+)?(?=\s[a-z]|[,:]\s|:)|[A-Z]+[a-z]*\d+(?=[,:]\s)|[A-Z]\.\s[A-Z]"
)  # Then; HPV is; HPV, human; Xa33, the; B. Roots
_OPENER_AND_MORE = re.compile(r"([A-Z][a-z]+)(?:,\s|\s(?:(?:[a-z]{2,}|a)[\s,.]|\d))")
_AND_VERB = re.compile(r"(?:\s[a-z]+){0,2}\s(?:was|were|is|are|has|have|had)\s")
_MEASURED = re.compile(r"(?:\d\s?|\bper\s)[^\W\d]+\.\s+$")
_YEAR_AND_VOLUME = re.compile(r"(?:19|20)\d\d\s?;\s?\d")
_OFFICE = re.compile(  # U.S. Food and Drug Administration, U.S. Dry Lands, U.S. Library of Reeds
    r"[A-Z][a-z]+\s(?:(?:and|&)\s[A-Z][a-z]+\s|(?:of|for)\s(?:the\s)?)?[A-Z][a-z]"
)
_ROMAN_NUMERAL = re.compile(r"[IVX]{2,}(?![\w.-])")
_NOTED = re.compile(r"[*∗†‡§¶#]{1,4}\s?,?\s?[A-Zp]")  # *P < 0.05; ** p; # Not read
_BROKEN_DECIMAL = re.compile(r"\d+(?:\s?±|%?;|%[),])")  # the rest of 40. 1 ± 1.8%, of 4. 28; of 83. 54%,
_LESS_THAN_NOUGHT = re.compile(r"[<>=≤≥≈±]\s?0$")
_SPECIES = re.compile(r"[A-Z]\.\s[a-z]{4}")
_DOUBLED = re.compile(r"([A-Z])\1\.\s([A-Z])\2\b")  # EE. UU., a plural
_FILE_TYPE = re.compile(r"[A-Z]{2,5}\b")  # .NET, .JPEG
_NUMBERED = re.compile(r"[a-z]{3}\s\d{1,4}$")  # at day 7
_COMMON_START = re.compile(r"[A-Z][a-z]{3,}\s[a-z]")
_HIGHER_NUMERAL = re.compile(r"\s(?:II|III|IV)\b")
_DOMAIN = re.compile(r"(?:ORG|COM|NET|EDU|GOV)\b")
_GOES_ON = re.compile(r"(?:[–—-]\s?)?[\[“\"«‘]*[a-zß-öø-ÿ]|[+×·∪∩⊕∧∨=<>]")  # behind dots that leave something out
_BEFORE_MEANING = tuple("=" + _DASH)
_OPERATORS = "±+=≈~<>≤≥×"
_DEGREES = re.compile(r"\b[Dd]egrees?\s[CFK]$")
_SUPPLEMENT = re.compile(r"\(?S\d+$")  # S2 Fig.
_MISSES_BLANK_BEFORE = re.compile(r"[a-z]+(?=(?:Figs?|Eqs?|Refs?|Nos?)$)")  # inFig
_ENZYME = re.compile(r"[A-Z]{2,}[a-z]{2,}$")
_SMALL_SENTENCE = re.compile(rf"{_SMALL_OPENER}|['‘“\"][a-z]\w*['’”\"]\s[a-z]")  # the; 'au' denotes
_CONSONANTS = re.compile(r"[b-df-hj-np-tv-xz]{2,4}(?=[\s,:])")  # the key of a legend: "bpm beats per minute"
_ADDRESS = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])|@|//")  # of the web or of a file: "example.org/Leaf.Count"


_new = tuple.__new__  # a Span without the named tuple's own checks: two for every sentence that cites


class _Kind(IntEnum):
    """What a word before a stop means for the stop; the lists of `abbreviations.txt`."""

    ORDINARY = 0
    ENDS = 1
    NUMBER = 2
    OPEN = 3
    MAY = 4
    NEVER = 5


class _Rules(NamedTuple):
    """The words of the languages a text may be in."""

    kinds: dict[str, _Kind]
    small: frozenset[str]  # those words in small letters
    longest: int  # letters of the longest of them
    openers: frozenset[str]
    ordinary: frozenset[str]
    labelled: frozenset[str]
    firms: frozenset[str]
    ranks: frozenset[str]
    states: frozenset[str]
    before_names: frozenset[str]  # those openers that a name can follow
    surnames: frozenset[str]
    behind_displays: frozenset[str]  # those openers that begin a sentence behind a displayed formula
    ordinals: bool  # "am 3. Mai": a stop makes a number an ordinal


@cache
def _rules(language: str | None) -> _Rules:
    """The rules for a language; those of all languages together where it is not known or none of ours."""
    known = (language,) if language in _LANGUAGES else _LANGUAGES
    lists = read_lists("abbreviations.txt")
    kinds: dict[str, _Kind] = {}
    for section in ("all", *known):
        for name, words in lists[section].items():
            for word in words:
                kinds[word] = max(_Kind[name.upper()], kinds.get(word, _Kind.ORDINARY))
    openers, ordinary = read_lists("openers.txt"), read_lists("ordinary_words.txt")
    opening = frozenset(word for section in {"en", *known} for word in openers[section]["words"])
    return _Rules(
        kinds=kinds,
        small=frozenset(word.lower() for word in kinds),
        longest=max(map(len, kinds)),
        openers=opening,
        behind_displays=opening.difference(openers["display"]["words"]),
        labelled=frozenset(openers["labelled"]["words"]),
        firms=frozenset(openers["firms"]["words"]),
        ranks=frozenset(openers["ranks"]["words"]),
        states=frozenset(openers["states"]["words"]),
        before_names=frozenset(openers["before_names"]["words"]),
        ordinary=frozenset(ordinary["ordinary"]["words"]),
        surnames=frozenset((*openers["surnames"]["words"], *ordinary["surnames"]["words"])),
        ordinals=language == "de",
    )


def iterate_sentences(
    text: str,
    atoms: Sequence[tuple[int, int]] = (),
    language: str | None = None,
    offset: int = 0,
    displays: Sequence[tuple[int, int]] = (),
) -> Iterator[Span]:
    """The sentences of one paragraph one by one, as spans in order that together hold every character but the blanks between.

    `atoms` are the spans of the citations in `text`, in order and without overlaps: tagged links, found markers or
    whole groups. No stop inside one counts; one right behind a stop, in brackets or raised, belongs to the sentence
    before; one that is the subject of what follows ("[2] extended it") begins the next. `language` (ISO 639-1) chooses
    the abbreviations; without it those of all our languages hold.
    The spans are of a text that `text` stands in at `offset`.

    `displays` are the spans in `text` of formulas on lines of their own: they seldom have a stop, so that what begins with a
    capital behind one begins a sentence, unless it is "Where" or its like.
    """
    if displays:
        done = 0
        for end in [*_ends_at_displays(text, atoms, language, displays), len(text)]:
            inner = [(start - done, stop - done) for start, stop in atoms if done <= start and stop <= end]
            yield from iterate_sentences(text[done:end], inner, language, offset + done)
            done = end
        return
    masked = _mask(text, atoms) if atoms else text
    end = len(text.rstrip())
    start = at = len(text) - len(text.lstrip())
    if start >= end:
        return
    judge = _Judge(text, masked, _rules(language))
    find, match, plain_end = masked.find, _STOP.match, judge.plain_end
    only_full_stops = not any(mark in masked for mark in _OTHER_STOPS)
    # What _STOP.finditer would give, in a quarter of the time: a character is found faster than a pattern.
    while True:
        if only_full_stops:
            at = find(".", at, end)
        else:
            first = _FIRST.search(masked, at, end)
            at = first.start() if first is not None else -1
        if at < 0:
            break
        after = at + 2
        if after < end and masked[at + 1] == " " and "A" <= masked[after] <= "Z" and masked[at] == ".":
            cut = plain_end(at, start)
            at = after
            if cut:
                yield _new(Span, (offset + start, offset + cut))
                start = after
            continue
        if (stop := match(masked, at, end)) is None:
            at += 1
            continue
        at = stop.end()
        cut = judge.sentence_end(stop, start) if at < end else 0
        if 0 < cut < end:
            behind = cut
            while text[cut - 1].isspace():
                cut -= 1
            yield _new(Span, (offset + start, offset + cut))
            start = behind
            while text[start].isspace():
                start += 1
            if at < start:
                at = start  # past the citation that the sentence took along
    yield _new(Span, (offset + start, offset + end))


def _ends_at_displays(
    text: str, atoms: Sequence[tuple[int, int]], language: str | None, displays: Sequence[tuple[int, int]]
) -> list[int]:
    """Those ends of displayed formulas, in order, behind which another sentence begins."""
    openers = _rules(language).behind_displays
    ends: list[int] = []
    begun = 0
    for _, end in displays:
        following = _OPENING_WORD.match(text, end)
        if following is None or end <= begun or following[1] not in openers:
            continue
        if any(start < end < stop for start, stop in atoms):
            continue
        if text.count("(", begun, end) > text.count(")", begun, end):
            continue
        ends.append(end)
        begun = end
    return ends


def _mask(text: str, atoms: Sequence[tuple[int, int]]) -> str:
    """The text with every character of an atom covered; offsets stay as they are."""
    pieces: list[str] = []
    done = 0
    for start, end in atoms:
        if start < done:  # overlapping atoms would move everything behind them
            start = done
        if end <= start:
            continue
        pieces.append(text[done:start])
        pieces.append(_ATOM * (end - start))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _is_label(words: list[str]) -> bool:
    """Whether the last of the words numbers an item of a list: "rules: 1", "; 2", but not the ratio "2: 1"."""
    before = words[-2] if len(words) > 1 else ""
    if before.endswith(";"):
        return True
    first = words[-1] in ("1", "i", "I", "a", "A")
    return before.endswith(":") and first and not before[-2:-1].isdigit() and not (before == ":" and words[-3:][0][-1].isdigit())


class _Judge:
    """Says of each stop of one paragraph whether a sentence ends there, and where exactly."""

    __slots__ = ("bracketed", "longest", "masked", "round", "rules", "small", "square", "text")

    def __init__(self, text: str, masked: str, rules: _Rules) -> None:
        self.text = text
        self.masked = masked
        self.rules = rules
        self.round = "(" in masked  # most paragraphs have no bracket but those of their citations
        self.square = "[" in masked
        self.bracketed = self.round or self.square
        self.small = rules.small
        self.longest = rules.longest

    def plain_end(self, at: int, start: int) -> int:
        """As `sentence_end`, for a full stop with one blank and a capital behind it."""
        masked = self.masked
        if at - start < 7 or masked[at - 1] not in ")]%\x1a":  # "(a). The" is too short to be judged here
            word = masked[masked.rfind(" ", start, at) + 1 : at]
            length = len(word)
            ordinary = (length > 3 and word.isalnum()) or (length > 1 and word.isalpha() and not word.istitle())
            if not ordinary or at - length <= start + 1 or (length <= self.longest and word.lower() in self.small):
                stop = _STOP.match(masked, at)
                return self.sentence_end(stop, start) if stop is not None else 0
        return 0 if self.bracketed and self._inside_brackets(start, at + 1) else at + 1

    def sentence_end(self, stop: re.Match[str], start: int) -> int:
        """Where the sentence that began at `start` ends if it ends at this stop, else 0."""
        masked = self.masked
        if stop["close3"] is not None:
            return stop.end()
        at, after = stop.start(), stop.end()
        gap, cite = stop["gap"], stop["cite"]
        if at - start < 7 and masked[at - 1] == ")" and _STOPPED_LABEL.match(masked, start):
            return 0
        cut = after - len(gap) if gap else after
        following = masked[after]
        words = masked[max(start, at - 50) : at].split()
        word = words[-1] if words else ""
        if not word.isalnum():
            opened = _INNER_OPENER.match(word)
            word = word if opened is None else word[opened.end() :]
        if masked[at] == ".":
            kind = self._kind(word, words, at, start)
        elif masked[at] == "!" and len(word) == 1 and word.isupper():
            return 0  # a name: X! Moss
        else:
            kind = _Kind.ORDINARY
        if stop["close"] and stop["close"][0] in _QUOTES and kind is not _Kind.NEVER:
            kind = _Kind.ORDINARY  # who closes a quotation has ended something
        if stop["close"] == ")" and masked[at - len(word) - 1] == "(":
            if kind in (_Kind.OPEN, _Kind.MAY):
                return 0  # (O.C.T.) Compound
            if kind is _Kind.ORDINARY and word.isalpha():
                kind = _Kind.MAY  # (Retz.) in the name of a plant
        if kind is _Kind.NEVER:
            return 0
        if following in _TURNED and (following == "»") == bool(gap):
            behind = masked[after + 1 : after + 2]
            if behind.isspace():
                return self._end_behind_quotation(word, after + 1, start)
            if not behind or behind in ",;:.)":
                return 0  # „Why?“, she asked
        if cite and cite[0].isdigit() and not self._cites(word, kind, after):
            return 0
        if cite and cite[0].isdigit() and masked[at - 1].isspace() and not following.isupper():
            return 0  # .5 mL
        if gap and following.isdigit() and not stop["close"] and self._parts_decimal(word, at, after):
            return 0
        if (masked[at] == "…" or masked.startswith("..", at)) and (
            not masked[start:at].strip(_OPENERS)
            or following.islower()
            or _GOES_ON.match(masked, after)
            or (following.isdigit() and masked[max(start, at - 2) : at].rstrip()[-1:].isdigit())
        ):
            return 0  # “... Then; [...] and so on; [...] “and so on”; {1 … 12}; Y1 ∪ … ∪ Yk
        if not gap and (
            not words
            or (masked[at - 1].isspace() and _FILE_TYPE.match(masked, after))
            or (word[-1:] not in (")", "]") and _ADDRESS.search(words[-1]))
            or not self._misses_blank(word, kind, cite, after)
        ):
            return 0
        if following in "([" or following == _ATOM:
            if following == "(" and stop["close"] and self._closes_aside(stop, start) and not _PROSE.match(masked, after):
                return 0  # [Rosa alba Reed.] (Rosales)
            return self._before_bracket(kind, cut, after, start)
        if not self._begins(kind, word, after) and not (
            masked[at] == "." and not stop["close"] and self._begins_small(kind, word, after)
        ):
            return 0
        return 0 if self.bracketed and self._inside_brackets(start, cut) else cut

    def _end_behind_quotation(self, word: str, cut: int, start: int) -> int:
        """Where the sentence ends if it ends with the quotation that closes at `cut`, else 0."""
        after = cut + len(self.masked[cut:]) - len(self.masked[cut:].lstrip())
        return cut if self._begins(_Kind.ORDINARY, word, after) and not self._inside_brackets(start, cut) else 0

    def _parts_decimal(self, word: str, at: int, after: int) -> bool:
        """Whether the stop is the point of a decimal with a blank behind it: 40. 1 ± 1.8; 3 . 1; P<0. 1."""
        masked = self.masked
        if word.isdigit() and (masked[at - 1].isspace() or _BROKEN_DECIMAL.match(masked, after)):
            return True
        return _LESS_THAN_NOUGHT.search(masked, max(0, at - 4), at) is not None

    def _closes_aside(self, stop: re.Match[str], start: int) -> bool:
        """Whether a bracket behind the stop closes one that opened within the sentence, and no label of a panel follows."""
        opening = {")": "(", "]": "["}.get(stop["close"][0])
        if opening is None or _ENUMERATOR.match(self.masked, stop.end()):
            return False
        return self.masked.rfind(opening, start, stop.start()) > start

    def _begins_small(self, kind: _Kind, word: str, after: int) -> bool:
        """Whether a sentence begins at `after` with a word that should have a capital: behind no abbreviation, known or not."""
        return (
            kind is _Kind.ORDINARY
            and (len(word) > 3 or word[-1:] in (")", "]", "%", _ATOM))
            and _SMALL_SENTENCE.match(self.masked, after) is not None
        )

    def _kind(self, word: str, words: list[str], at: int, start: int) -> _Kind:
        """What the word before a full stop means for it; `words` are those up to the stop, `word` the last, stripped."""
        glued = _MISSES_BLANK_BEFORE.match(word)
        small = word.lower() if glued is None else word[glued.end() :].lower()
        rules = self.rules
        before = words[-2] if len(words) > 1 else ""
        if words and at - len(words[-1]) == start and _LABELS.fullmatch(words[-1]):
            return _Kind.NEVER  # A–C. Leaves of
        if at - len(word) == start and word.islower() and self.masked[at + 1 : at + 3].strip()[:1] in _BEFORE_MEANING:
            return _Kind.NEVER  # dom. – dominant hand, of a key
        if len(word) == 1 and word.isalpha():
            if word.isupper():
                return _Kind.ORDINARY if "\u036f" < word < "\u0400" else self._kind_of_capital(word, words, at, start)
            if at - 1 == start or _is_label(words):
                return _Kind.NEVER  # a. b. c. before the items of a list
            if before.lstrip("≥≤<>=~≈±∼−-")[:1].isdigit() and small not in "npvu":
                return _Kind.ENDS  # 5 h.
            if words[-1][-2:-1] == "/" and words[-1] != "M/s":
                return _Kind.ORDINARY  # nm/s., K/s., but M/s. Alder & Co
            return _Kind.OPEN if small in "pscvnf" or rules.ordinals else _Kind.ORDINARY  # "u. Gras" in German
        if small.isdigit():
            if len(small) <= 3 and (at - len(word) <= start + 1 or _is_label(words) or self._counts_on(small, words, at)):
                return _Kind.NEVER  # 1. 2. 3. before the items of a list
            if (small == "0" and self.masked[at + 1 : at + 3].strip()[:1].isdigit()) or (rules.ordinals and len(small) <= 2):
                return _Kind.MAY
            return _Kind.ORDINARY
        kind = rules.kinds.get(word) or rules.kinds.get(small)
        if kind is None and "’" in word:
            kind = rules.kinds.get(small.rpartition("’")[2])  # l’art. 5
        if kind is not None:
            if small in ("fig", "figs") and _SUPPLEMENT.match(before):
                return _Kind.ENDS
            if word.isupper() and _DOUBLED.match(self.masked, at - 2):
                return _Kind.NEVER
            if word.isupper() and "." not in word:  # DR. is no doctor, nor "on ART. Others" an article; but VOL. 2
                counts = kind is _Kind.NUMBER and (len(word) < 3 or self.masked[at + 1 : at + 3].lstrip()[:1].isdigit())
                return kind if counts else _Kind.ENDS
            if small in ("trans", "cis") and before.lower() == "in":
                return _Kind.ORDINARY  # where on a chromosome, not a translator
            return kind
        if _DOTTED.fullmatch(word):
            return _Kind.OPEN
        if at - len(word) <= start + 1 and _ROMAN.fullmatch(word):
            return _Kind.NEVER  # II. Methods
        if len(word) in (2, 3) and word.istitle() and word.isalpha() and self._is_genus(word):
            return _Kind.OPEN
        return _Kind.ORDINARY

    def _counts_on(self, number: str, words: list[str], at: int) -> bool:
        """Whether the number behind a comma is the label of an item, for the one before it is: ", 4. Reeds, 5. Mosses"."""
        before = words[-2] if len(words) > 1 else ""
        if not before.endswith(",") or before[-2:-1].isdigit():
            return False
        label = f" {int(number) - 1}. "
        found = self.masked.rfind(label, max(0, at - _REACH), at)
        item = self.masked[found + len(label) : at]
        return found > 0 and self.masked[found - 1] in ",;:(" and not any(mark in item for mark in (". ", ":", ";"))

    def _is_genus(self, word: str) -> bool:
        """Whether the paragraph also has the word with a stop and a small word behind it, as "Ae. aegypti" is written."""
        masked, stopped = self.masked, f"{word}. "
        at = masked.find(stopped)
        while at >= 0:
            epithet = masked[at + len(stopped) : at + len(stopped) + 3]
            if len(epithet) == 3 and epithet.isalpha() and epithet.islower() and not masked[at - 1 : at].isalnum():
                return True
            at = masked.find(stopped, at + 1)
        return False

    def _kind_of_capital(self, word: str, words: list[str], at: int, start: int) -> _Kind:
        """A single capital: an initial (J. Smith) or a genus (E. coli), unless what stands before says otherwise."""
        if at - 1 == start:
            return _Kind.NEVER  # A. Methods; J. Smith
        before = words[-2] if len(words) > 1 else ""
        bare = before.strip(_OPENERS + ",").lower()
        if bare in _AND and len(words) > 2 and len(words[-3].strip(",")) == 1 and words[-3][0].isupper():
            return _Kind.ENDS  # between A and B.
        if len(words[-1]) > 2 and words[-1][-2] in _PARTED and words[-1].endswith(word):
            return _Kind.ENDS  # n/N., A–F.
        if bare in self.rules.labelled or (before[:1].isdigit() and before[-1] not in ",;") or before[-1:] in "=<>°±×/":
            return _Kind.ENDS
        if before[-1:] in ",;" and f"{chr(ord(word) - 1)}. " in self.masked[max(0, at - _REACH) : at]:
            return _Kind.NEVER  # A. Leaves, B. Roots, C. Stems
        if _ENZYME.match(before):
            return _Kind.ENDS  # DNase I.
        if before[-1:] == "," and before[-2:-1] == chr(ord(word) - 1) and len(bare) == 1:
            return _Kind.ENDS if at - len(before) - 2 > start else _Kind.NEVER  # panels E, F.; A, B. Leaves
        if word == "I" and before[-1:] != "." and _HIGHER_NUMERAL.search(self.masked, max(0, at - 30), at):
            return _Kind.ENDS  # Xba II and Mfe I.
        if word == "R" and bare in ("in", "using", "with", "of"):
            return _Kind.ENDS  # the language
        return _Kind.OPEN

    def _cites(self, word: str, kind: _Kind, after: int) -> bool:
        """Whether digits glued to the stop behind `word` can be a citation, not a decimal or a part's number."""
        if kind >= _Kind.NUMBER or _GLUED_BEFORE.fullmatch(word) is None:
            return False
        if not word[-1:].isdigit() and word.lower() not in self.rules.labelled:
            return True
        following = _WORD.match(self.masked, after)  # "2018.9 Hz" is a number
        return following is not None and (following[0] in self.rules.openers or len(following[0]) > 3)

    def _misses_blank(self, word: str, kind: _Kind, cite: str | None, after: int) -> bool:
        """Whether a sentence surely ends though no blank follows: an ordinary word before, a word of prose behind."""
        if kind > _Kind.ENDS:
            return False
        following = self.masked[after]
        if not cite and (len(word) > 1 or word.isdigit()) and following.isupper():
            opener = _OPENER_AND_MORE.match(self.masked, after)  # 5 cm.The rest, Africa.This is
            if opener is not None and opener[1] in self.rules.openers and opener[1] not in self.rules.surnames:
                return True
            if word.isdigit() and _COMMON_START.match(self.masked, after):
                return _NUMBERED.search(self.masked, max(0, after - 20), after - 1) is not None  # at day 7.Growth was
        if kind is not _Kind.ORDINARY or (word.isupper() and _DOMAIN.match(self.masked, after)):
            return False
        if following == "(":
            return _ENUMERATOR.match(self.masked, after) is not None
        if following == "[" or following == _ATOM:
            return False
        if following in _GLUED_MARKS:
            return self.masked[after + 1 : after + 2] != "."  # the pattern of a file's name: out.*.txt
        match = _WORD.match(self.masked, after)
        if match is None:
            return False
        if cite and _ATOM not in cite and cite[0] != "[":
            return False
        if (
            cite
            or word[-1:] in f")]%{_ATOM}"
            or word > "\u036f"
            or (word.isalpha() and word.islower())
            or (len(word) > 2 and not word.istitle() and self.masked[match.end() + 1 : match.end() + 2].isalpha())
        ):
            if match[0] in self.rules.openers and self.masked[match.end() : match.end() + 1] in (" ", ",", "\xa0"):
                return True
            return (len(word) > 3 or word.endswith((")", "]"))) and _GLUED_START.match(self.masked, after) is not None
        return False

    def _begins(self, kind: _Kind, word: str, after: int) -> bool:
        """Whether what stands at `after` begins a sentence behind a stop of this kind."""
        masked = self.masked
        if after >= len(masked):
            return False
        following = masked[after]
        if following in _OPENERS:
            while after < len(masked) - 1 and masked[after] in _OPENERS:
                after += 1
            following = masked[after]
        if following.isupper() or following.istitle():
            if kind is _Kind.ORDINARY:
                if len(word) != 1 or not word.isalpha():
                    return True
                return masked[after + 1 : after + 2] != "." and _ROMAN_NUMERAL.match(masked, after) is None  # z. B., t. II
            return self._opens_after_abbreviation(kind, word, after)
        if following.isdigit():
            if kind is _Kind.ENDS:  # "for 72 h. 50 µL were"
                if word.isupper():
                    return _DEGREES.search(masked[max(0, after - 24) : after].rstrip(". ")) is not None
                return _MEASURED.search(masked, max(0, after - 24), after) is not None
            if _YEAR_AND_VOLUME.match(masked, after):
                return False  # Invent Aging. 2017;12:1
            # "of. 05" has lost a blank, not a sentence
            return kind is _Kind.ORDINARY and not (following == "0" and masked[after + 1 : after + 2].isdigit())
        if following.islower():
            if kind > _Kind.ENDS or (len(word) == 1 and masked[after + 1 : after + 2] == "."):  # s. e. m.
                return False
            key = _CONSONANTS.match(masked, after)
            if key is not None:
                return masked[key.end()] in ",:" or key[0] not in self.rules.kinds
            return "\u0370" <= following < "\u0400" or following in "ßµ" or _SMALL_START.match(masked, after) is not None
        if following == "%":  # "% Loss is", but "41 wt. % Salt"
            return kind is _Kind.ORDINARY
        if following in "-–" and masked[after + 1 : after + 2].islower():
            return False  # half a word
        if kind is _Kind.ENDS and following in _OPERATORS:  # 8 a.m. ± 2 h
            return False
        if kind in (_Kind.OPEN, _Kind.MAY) and _NOTED.match(masked, after):
            return True  # S.E.M. *P < 0.05
        return kind <= _Kind.ENDS  # symbols, bullets, scripts without capitals

    def _opens_after_abbreviation(self, kind: _Kind, word: str, after: int) -> bool:
        """Whether the capitalised word at `after` opens a sentence although an abbreviation stands before the stop."""
        masked = self.masked
        match = _WORD.match(masked, after)
        if match is None:
            return len(word) == 1  # behind an initial comes no quotation
        following = match[0]
        if following[0] in "IVX" and _ROMAN_NUMERAL.match(masked, after):
            return False  # vol. II
        stopped = masked[match.end() : match.end() + 1] == "."
        if kind is not _Kind.NUMBER and _LETTERED.match(masked, after):
            return True
        if word.lower() in self.rules.firms and _AND_VERB.match(masked, match.end()):
            return True
        if kind is _Kind.ENDS:
            if len(following) == 1:
                if stopped and word.islower() and _SPECIES.match(masked, after):
                    return True  # for 24 h. E. coli was
                return not (stopped and len(word) == 1) and not word.lower().startswith("fig")  # ± S. E.; S3 Fig. A
            return True
        if stopped and len(following) <= 2:
            return False  # the next initial
        initial = len(word) == 1 and word.isalpha()
        if (initial or (word.isupper() and "." in word)) and masked[match.end() : match.end() + 1] in tuple(".)—"):
            return False  # the surname at the end: K.R. Small.
        if initial and f"{word}. {following.lower()}" in masked:
            return False  # E. Coli, which is E. coli elsewhere
        if kind is _Kind.OPEN and following.isupper() and self._is_acronym(following, match.end()):
            return True
        first = following.partition("-")[0]
        if word in self.rules.states and first not in self.rules.before_names and _OFFICE.match(masked, after):
            return False
        if first in self.rules.openers or (kind <= _Kind.OPEN and first in self.rules.ordinary):
            return not (following in self.rules.surnames and (initial or ")" in masked[after - 2 : after]))
        # A capitalised word that the paragraph also has in small letters is no name: it opens a sentence.
        if word.lower() in self.rules.ranks:
            return False
        small = following.lower()
        return len(small) > 3 and following[1:].islower() and not ("." in word and word.isupper()) and f" {small} " in masked

    def _is_acronym(self, word: str, end: int) -> bool:
        """Whether capitals before a small word are no surname: the paragraph has them elsewhere, and there not behind a stop."""
        masked = self.masked
        if not (1 < len(word) < 6 and word.isalpha() and masked[end + 1 : end + 2].islower()):
            return False
        return masked.count(f" {word} ") > 1 and masked.count(f". {word} ") < 2

    def _before_bracket(self, kind: _Kind, cut: int, after: int, start: int) -> int:
        """Where the sentence ends when a bracket or a citation comes next, 0 where it goes on.

        Behind a full stop, "[3]" or "(Smith 2010)" belongs to what stands before it when a new sentence follows it, and
        begins the next one when it is its subject. Where a stop of its own follows it, that one is judged, not this.
        """
        masked = self.masked
        if self._inside_brackets(start, cut):
            return 0
        ends = kind <= _Kind.ENDS
        cited = _SPACED_CITATION.match(masked, after)
        if cited is not None:
            if masked[after] == _ATOM and self.text[after].isalpha():  # Smith et al. (2010) showed
                return cut if ends else 0
            following, behind = cited["next"], cited.start("next")
            if following and following in ".,;:":
                return 0
            if following and not self._begins(kind, "", behind):
                if following.islower() and _NAMED_IN_BRACKETS.match(self.text, after) and self._behind_name(start, cut):
                    return 0  # "O. rufipogon Griff. (Arden 2010) was": no subject, and so the stop was none
                return cut if kind is _Kind.ORDINARY else 0
            return len(masked[:behind].rstrip()) if ends or following else 0
        if not ends:
            label = _ENUMERATOR.match(masked, after)
            return cut if label and self._begins(_Kind.ORDINARY, "", label.end() + 1) and label[0].isupper() else 0
        if _STOPPED_LABEL.match(masked, after):
            return cut
        if masked[after] == "[":
            closing = masked.find("]", after)
            if closing > 0 and masked.startswith(".", closing + 1) and not _PROSE.match(masked, after):
                return 0  # the stop behind the pointer ends the sentence
            subject = closing > 0 and masked[closing + 2 : closing + 3].islower()  # [sic] a word in brackets
            return cut if subject or self._begins(kind, "", after) else 0
        if _ENUMERATOR.match(masked, after):  # (A) The
            return cut
        if kind is _Kind.ORDINARY and _PANEL.match(masked, after):
            return cut
        closing = self._closing(after + 1)
        if closing and masked[closing - 1] not in ".?!":
            rest = _TAIL.match(masked, closing + 1)
            assert rest is not None  # it can be empty
            if rest["next"] == "." or not rest["next"]:
                return cut if _PROSE.match(masked, after) else 0
            if rest["next"].isupper() and rest["gap"]:
                return rest.start("gap")
            if kind is _Kind.ENDS and (rest["next"] in ",;:" or (rest["next"].islower() and rest["gap"])):
                return 0  # Ocimum spp. (O. album) by
            if rest["next"] in ",;:" and not rest["gap"] and _POINTS.match(masked, after):
                return 0  # Geocoris spp. (Figure 9), and
            if rest["next"].islower() and rest["gap"] and _AN_ASIDE.match(masked, after) and self._behind_name(start, cut):
                return 0  # O. glaberrima Steud. (African rice) is
        return cut if self._begins(kind, "", after) else 0

    def _behind_name(self, start: int, cut: int) -> bool:
        """Whether the word before the stop at `cut` could be the short name of who named a plant: Griff., Steud.)"""
        word = self.masked[max(start, self.masked.rfind(" ", start, cut - 1) + 1) : cut].strip("().")
        return len(word) <= 8 and word.istitle()

    def _closing(self, at: int) -> int:
        """Where the round bracket open at `at` closes, 0 where it does not within a few lines."""
        depth = 1
        for bracket in _BRACKET.finditer(self.masked, at, at + _REACH):
            depth += 1 if bracket[0] == "(" else -1
            if not depth:
                return bracket.start()
        return 0

    def _inside_brackets(self, start: int, at: int) -> bool:
        """Whether `at` lies in brackets that opened within the sentence and close again: what stands there is part of it."""
        masked = self.masked
        opened = masked.rfind("(", start, at) if self.round else -1
        if (
            opened > start
            and (opened > masked.rfind(")", start, at) or masked.count("(", start, at) > masked.count(")", start, at))
            and self._closing(at)
        ):
            return masked[start] != "(" or masked.count("(", start, at) - masked.count(")", start, at) > 1
        opened = masked.rfind("[", start, at) if self.square else -1
        if opened > start and opened > masked.rfind("]", start, at):
            closing = masked.find("]", at, at + _REACH)
            return closing >= 0 and masked.find("[", at, closing) < 0
        return False
