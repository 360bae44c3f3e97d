"""Which words of a sentence a query found, as spans, for faces to mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from citance.model import Span
from citance.searching.query import And, Or, Phrase, Prefix, Query, Word

Analyze = Callable[[str], Sequence[str]]
"""A text's words as the search index files them: folded and brought to their stem."""

_WORD = re.compile(r"[^\W_]+")


def matched_words(sentence: str, query: Query, analyze: Analyze) -> tuple[Span, ...]:
    """The spans of the words of `sentence` that the query looks for, in order; a phrase is one span."""
    wanted = list(_wanted(query, analyze))
    if not wanted or not sentence:
        return ()
    firsts = {one[0] for one in wanted}
    may_begin = any(first.endswith("*") for first in firsts)  # then any word may
    words = list(_WORD.finditer(sentence))
    stems = [" ".join(analyze(word[0])) for word in words]
    found: list[Span] = []
    at = 0
    while at < len(stems):
        length = max(_length(stems, at, one) for one in wanted) if may_begin or stems[at] in firsts else 0
        if length:
            found.append(Span(words[at].start(), words[at + length - 1].end()))
        at += length or 1
    return tuple(found)


def _wanted(query: Query, analyze: Analyze) -> Iterator[tuple[str, ...]]:
    """What the query looks for in sentences, each as stems in a row; a beginning ends in a star. Not what it leaves out."""
    match query:
        case And(items) | Or(items):
            for item in items:
                yield from _wanted(item, analyze)
        case Word(must=False):
            return
        case Word(text, "") | Phrase(text, ""):
            stems = tuple(analyze(text))
            if stems:
                yield stems
        case Prefix(text, ""):
            yield (f"{text.casefold()}*",)
        case _:
            return


def _length(stems: Sequence[str], at: int, wanted: tuple[str, ...]) -> int:
    """How many words from `at` on are the ones wanted; 0 where they are not."""
    here = stems[at : at + len(wanted)]
    if len(here) < len(wanted):
        return 0
    for stem, want in zip(here, wanted, strict=True):
        # A stem is shorter than what was typed where the ending was cut off: "tolerab*" finds "toler".
        if want.endswith("*"):
            begins = want[:-1]
            if not (stem.startswith(begins) or (len(stem) > 3 and begins.startswith(stem))):
                return 0
        elif stem != want:
            return 0
    return len(wanted)
