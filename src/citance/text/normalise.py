"""Folding: one plain spelling for strings that mean the same, and the way back to what was printed.

Folding is done character by character, so that every folded character knows the one it came from. What becomes of a
character:

* compatibility forms, ligatures, super- and subscripts: their plain letters and digits (NFKD; `ﬁ` fi, `æ` ae, `²` 2);
* capitals: small (casefold; `ß` ss); diacritics: dropped (`é` e, `ö` o), but not the vowel signs of other scripts;
* Greek letters: spelled (`β` beta), because one source prints "β-catenin" where the next prints "beta-catenin";
* invisible characters (soft hyphen, zero-width blanks): dropped;
* everything else that is no letter and no digit - punctuation, dashes, symbols, blanks: one blank, none at the ends.
"""

from __future__ import annotations

import unicodedata

from citance.model.document import Span

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
# letters that NFKD does not take apart, though an ASCII spelling is what the next source prints
_LETTERS = _GREEK | {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "ng", "ŧ": "t",
    "ĸ": "k", "ς": "sigma",
}  # fmt: skip


def _is_diacritic(char: str) -> bool:
    """Whether it is a mark of the general blocks, laid over a letter; the vowel signs of Indic scripts are not."""
    return "\u0300" <= char <= "\u036f" or "\u1ab0" <= char <= "\u1aff" or "\u1dc0" <= char <= "\u1dff" or (
        "\u20d0" <= char <= "\u20ff" or "\ufe20" <= char <= "\ufe2f"
    )  # fmt: skip


def _plain(char: str) -> str:
    """The letters and digits one character folds to, a blank, or nothing."""
    if unicodedata.category(char) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    pieces = []
    for piece in folded:
        if piece in _LETTERS:
            pieces.append(_LETTERS[piece])
        elif _is_diacritic(piece):
            continue
        else:
            kind = unicodedata.category(piece)
            if kind != "Cf":
                pieces.append(piece if kind[0] in "LNM" else " ")
    plain = "".join(pieces)
    return plain if plain == char else "".join(_plain(piece) for piece in plain)  # until nothing changes any more


class _Table(dict[int, str]):
    """Code point to what it folds to, worked out when first met."""

    def __missing__(self, point: int) -> str:
        plain = self[point] = _plain(chr(point))
        return plain


_TABLE = _Table()
_TABLE.update({point: chr(point).lower() if chr(point).isalnum() else " " for point in range(128)})
# Nine titles of ten are plain ASCII. As bytes, they are folded in a fifth of the time that characters take.
_BYTES = "".join(_TABLE[point] for point in range(128)).encode("ascii").ljust(256)
_NO_LETTERS = bytes(point for point in range(128) if _BYTES[point] == ord(" "))


def fold(text: str) -> str:
    """The text in its plain spelling: small letters, digits and single blanks. Folding twice is folding once."""
    return " ".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """The words of the text in their plain spelling."""
    if text.isascii():
        return text.encode("ascii").translate(_BYTES).decode("ascii").split()
    return text.translate(_TABLE).split()


def squash(text: str) -> str:
    """The folded words run together: equal for texts that differ only in where words are parted."""
    if text.isascii():
        return text.encode("ascii").translate(_BYTES, _NO_LETTERS).decode("ascii")
    return text.translate(_TABLE).replace(" ", "")


def fold_with_map(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the index in `text` of the character it came from.

    A blank between two words points at the first character it stands for. `unfold_span` reads the list.
    """
    folded: list[str] = []
    offsets: list[int] = []
    gap = -1  # where the blanks waiting to be written began
    for offset, char in enumerate(text):
        plain = _TABLE[ord(char)]
        for piece in plain:
            if piece == " ":
                if gap < 0:
                    gap = offset
                continue
            if gap >= 0 and folded:
                folded.append(" ")
                offsets.append(gap)
            gap = -1
            folded.append(piece)
            offsets.append(offset)
    return "".join(folded), offsets


def unfold_span(offsets: list[int], start: int, end: int) -> Span:
    """The span in the original of the characters [start, end) of its folding; raises ValueError where it is empty."""
    if start >= end:
        raise ValueError(f"an empty span [{start}, {end}) has no place in the original")
    return Span(offsets[start], offsets[end - 1] + 1)
