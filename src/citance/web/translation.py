"""What other parts of the program say in English (errors, refusals, a classifier's reasons), in the language of a page.

The messages stand in the catalogues under `said`, in English just as the program writes them: by that they are known again, also
those that an index has kept. One that is not there is shown as it is, marked as English.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup

from citance.web.catalogue import LANGUAGES, Words, words_in

GROUP = "said."
REWORDED = "reworded."
"""Messages that pages put into other words than programs read."""
_PLACE = re.compile(r"\{(\w+)\}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


def said(text: str, words: Words) -> Markup:
    """The message in the language of the words."""
    return _said(text, words.language)


@lru_cache(1000)  # a page of a hundred statements without a stance tells one reason a hundred times
def _said(text: str, language: str) -> Markup:
    words = words_in(language)
    for name, pattern in _messages():
        if found := pattern.fullmatch(text):
            values: dict[str, Any] = {place: _shown(place, value, words) for place, value in found.groupdict().items()}
            reworded = REWORDED + name.removeprefix(GROUP)
            return words(reworded if reworded in words.entries else name, **values)
    if language == LANGUAGES[0]:
        return Markup.escape(text)
    return Markup('<span lang="{}">{}</span>').format(LANGUAGES[0], text)


def _shown(place: str, value: str, words: Words) -> str:
    """A number as the language writes it, a language by its name; anything else as it is."""
    if place == "language":
        return str(words.known("language", value))
    return words.number(int(value.replace(",", ""))) if _THOUSANDS.fullmatch(value) else value


@cache
def _messages() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each message by its name, and what texts are it; those that say most by themselves first."""
    entries = {name: entry for name, entry in words_in(LANGUAGES[0]).entries.items() if name.startswith(GROUP)}
    found = []
    for name, entry in entries.items():
        assert isinstance(entry, str), name
        parts = _PLACE.split(entry)  # literal, place, literal...
        pattern = "".join(f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        found.append((-len("".join(parts[::2])), name, re.compile(pattern, re.S)))
    return tuple((name, pattern) for _, name, pattern in sorted(found, key=lambda one: one[:2]))
