"""The card of a classifier in the reader's language, as far as there are words for it: cards are written in English.

Figures are written as the language writes numbers: `.453` is 0,453 in German, and `2,514` is 2.514.
"""

from __future__ import annotations

import re
from html import escape, unescape

from markupsafe import Markup

from citance.web.catalogue import Words

_NUMBER = re.compile(r"(?<![\w.,])(?:(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)|(\d{1,3}(?:,\d{3})+|\d+))(?![\w]|[.,]\d)")
_FIGURES = re.compile(r"[\d.,()–\-%\s]*(?:MB)?")
_FILE = re.compile(r"(?=[\w-]*[.\d])[\w.-]+")  # the name of one, or a digest
_SHARE = re.compile(r"(?<!\d)(\d+) ?%")


def card_words(text: str, words: Words) -> Markup | str:
    """A title, head, label or figure of a card's table. What there are no words for stands as it is, marked as English."""
    found = _found(text, words)
    if found is not None:
        return found
    if not any(letter.isalpha() for letter in text) or _FIGURES.fullmatch(text):
        return _numbers(text, words)
    if words.language == "en" or _FILE.fullmatch(text):
        return text
    return Markup('<span lang="en">{}</span>').format(text)


def calibration_in(plot: str, words: Words) -> str:
    """The calibration plot with its words in the reader's language."""

    def told(match: re.Match[str]) -> str:
        text = unescape(match[2])
        whose, there, what = text.partition(": ")  # the name of the classifier, and what is drawn
        found = f"{whose}: {words('card.calibration')}" if there and what == "calibration" else _found(text, words)
        return match[1] + escape(unescape(str(_numbers(text, words) if found is None else found)), quote=False) + match[3]

    return re.sub(r"(<(?:text|title)\b[^>]*>)([^<]+)(</(?:text|title)>)", told, plot)


def _found(text: str, words: Words) -> Markup | None:
    entry = _entry(text)
    if entry in words.entries:
        return words(entry)
    stance, _, _ = entry.partition(".")[2].partition("_")
    if entry == f"card.{stance}" and f"stance.{stance}" in words.entries:
        return words(f"stance.{stance}")
    general = _entry(_NUMBER.sub("n", text))
    if general in words.entries and general != entry:
        filled = str(words(general))
        for number in _NUMBER.finditer(text):
            filled = filled.replace("{}", _number(number, words), 1)
        return Markup(filled)
    for between in ("; ", ", ", ": "):
        first, there, rest = text.partition(between)
        if there:
            parts = [_found(part, words) for part in (first, rest)]
            if all(part is not None for part in parts):
                return Markup(between).join(part for part in parts if part is not None)
    if said := re.fullmatch(r"(\w+) (\d+%)", text):  # "contrasting 39%": what it says to a trap
        stance_words = _found(said[1], words)
        return None if stance_words is None else Markup("{} {}").format(stance_words, _numbers(said[2], words))
    return None


def _entry(text: str) -> str:
    return "card." + re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _numbers(text: str, words: Words) -> Markup | str:
    """The same, its figures as the language writes them."""
    if words.language == "en":
        return text
    numbered = _NUMBER.sub(lambda number: _number(number, words), text)
    return Markup(_SHARE.sub(lambda share: str(words.percent(int(share[1]) / 100)), str(escape(numbered))))


def _number(match: re.Match[str], words: Words) -> str:
    """A number of a card: as it stands in English, else with the language's own marks, and a nought where it begins with one."""
    if words.language == "en":
        return match[0]
    whole = words.number(int((match[1] or match[3] or "0").replace(",", "")))
    return whole + (str(words.entries["format.decimal"]) + match[2][1:] if match[2] else "")
