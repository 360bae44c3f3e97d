"""Words as they are compared: without case, accents, punctuation or the ways of writing one letter."""

from __future__ import annotations

import re
import unicodedata

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+")  # accents set free by NFKD, and what has no width
_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʹ`´ˈ"))  # inside a word: O'Neill, O’Neill and ONeill are one
_GREEK = {
    **{"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta"},
    **{"ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma"},
    **{"ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega"},
}
_LETTERS = {
    **{ord(a): b for a, b in zip("øłđðıħŧŋ", ("o", "l", "d", "d", "i", "h", "t", "n"), strict=True)},
    **{ord(a): b for a, b in zip("æœþ", ("ae", "oe", "th"), strict=True)},
    # Greek is spelled out, since titles write both "β-catenin" and "beta-catenin".
    **{ord(letter): f" {name} " for letter, name in _GREEK.items()},
}


def fold(text: str) -> str:
    """The words of `text` in lower case, without accents and punctuation, one blank between them.

    Folding twice is folding once. Letters of other scripts stay; Greek letters become their names.
    """
    return " ".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """The words of `fold`, as a list."""
    if "'" in text:
        text = text.replace("'", "")
    if text.isascii():
        return text.translate(_ASCII).split()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))).casefold().translate(_LETTERS)
    if text.isascii():
        return text.translate(_ASCII).split()
    return _WORDS.findall(text)


def squash(text: str) -> str:
    """The folded words run together: equal for texts that differ only in where words are parted."""
    return "".join(fold_words(text))
