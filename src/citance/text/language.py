"""The language of a sentence, by its script and its smallest words; no model, a few microseconds."""

from __future__ import annotations

import re
from functools import cache

from citance.text.data import read_lists

LANGUAGES = ("en", "es", "pt", "fr", "de", "it")

_OTHER_SCRIPTS = re.compile(r"[\u0370-\u1dff\u3040-\ud7ff\uff66-\uff9d]")
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (  # in this order: kana before Han, for Japanese writes both
    ("ja", re.compile(r"[\u3040-\u30ff\uff66-\uff9d]")),
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("fa", re.compile(r"[پچژگ]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_SHARE = 0.3  # of the characters: a sentence of another script has more, one with Greek symbols hardly a tenth
_ENOUGH = 300  # characters tell as much as a page
_FEWEST_AGAINST = 3  # different small words; with two, names ("La Paz, Los Andes") and lists of notes spoke
_INITIAL = re.compile(r"\b[A-Z]\.")  # "A. Ott & D.R. Li" is not French
_BLANKS = str.maketrans(dict.fromkeys(".,;:()[]{}\"'?!/-0123456789", " "))
_WORDS = re.compile(r"[^\W\d_]+")
_WIDTH = 10  # bits per language in the packed count: more than a thousand words of each before one spills over
_MASK = (1 << _WIDTH) - 1


@cache
def _counts() -> dict[str, int]:
    """Small word to a number with a one in the field of each language that has it, so that one sum counts all."""
    counts: dict[str, int] = {}
    for place, language in enumerate(LANGUAGES):
        for word in read_lists("languages.txt")[language]["words"]:
            counts[word] = counts.get(word, 0) + (1 << (_WIDTH * place))
    return counts


def guess_language(text: str, hint: str | None = None) -> str | None:
    """The language of a sentence as ISO 639-1, None where it cannot be told (too short, names only, a tie).

    Knows English, Spanish, Portuguese, French, German and Italian by their stop words, other scripts by their letters
    (Cyrillic is called Russian unless it has Ukrainian letters). `hint`, the language of the paragraph or document,
    decides between equals and is enough with one word of its own; a clear majority speaks against it, of at least three
    different words (the letters of a list and the "et" of "et al." are none).
    """
    text = text[:_ENOUGH]
    plain = text.isascii()
    if not plain and len(_OTHER_SCRIPTS.findall(text)) > _SHARE * len(text):
        return next((language for language, script in _SCRIPTS if script.search(text)), None)
    counts = _counts()
    total = 0
    small = text.lower()
    for word in small.translate(_BLANKS).split() if plain else _WORDS.findall(small):  # the first is the faster
        if word in counts:
            total += counts[word]
    if not total:
        return None
    best = second = 0
    winner: str | None = None
    for place, language in enumerate(LANGUAGES):
        count = (total >> (_WIDTH * place)) & _MASK
        if count > best or (count == best and language == hint):
            best, second, winner = count, max(second, best), language
        elif count > second:
            second = count
    if winner == hint:
        return winner
    if hint is not None:
        return _against(small, hint)
    if (winner != "en" or best == second) and _INITIAL.search(text):
        return guess_language(_INITIAL.sub(" ", text))
    return winner if best >= 2 and best > second else None


def _against(small: str, hint: str) -> str | None:
    """The language of which enough different small words speak against the hint; None where none has."""
    counts = _counts()
    words = {word for word in _WORDS.findall(small.replace("et al", " ")) if len(word) > 1 and word in counts}
    total = sum([counts[word] for word in words])
    told = {language: (total >> (_WIDTH * place)) & _MASK for place, language in enumerate(LANGUAGES)}
    best = max(told, key=lambda language: told[language])
    others = max(count for language, count in told.items() if language != best)
    return best if told[best] >= _FEWEST_AGAINST and told[best] > others and best != hint else None
