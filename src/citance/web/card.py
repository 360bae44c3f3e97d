"""The tables of a model card in the reader's language, as far as there are words for them: cards are written in English."""

from __future__ import annotations

import re

from markupsafe import Markup

from citance.web.catalogue import Words


def card_words(text: str, words: Words) -> Markup | str:
    """A title, head or label of a card's table. What there are no words for stands as it is, marked as English."""
    found = _found(text, words)
    if found is not None:
        return found
    if words.language == "en" or not any(letter.isalpha() for letter in text):
        return text
    return Markup('<span lang="en">{}</span>').format(text)


def _found(text: str, words: Words) -> Markup | None:
    entry = "card." + re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if entry in words.entries:
        return words(entry)
    stance, _, _ = entry.partition(".")[2].partition("_")
    if entry == f"card.{stance}" and f"stance.{stance}" in words.entries:
        return words(f"stance.{stance}")
    for between in ("; ", ", "):
        first, there, rest = text.partition(between)
        if there:
            parts = [_found(part, words) for part in (first, rest)]
            if all(part is not None for part in parts):
                return Markup(between).join(part for part in parts if part is not None)
    return None
