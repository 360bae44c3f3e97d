"""The words of the pages, one catalogue for each language; numbers and dates as that language writes them.

A catalogue is a set of TOML files in `words/`, those whose names end in `en.toml`, say: names in groups, `{places}` to be filled,
and where a number decides a table of `one` and `other`. What all pages say stands in `en.toml`, what some pages say in
`badge.en.toml` and the like. Words may hold simple HTML; what is filled in never does, it is escaped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

LANGUAGES = ("en", "de")
"""Those with a catalogue; the first is spoken where nothing else is asked for."""

Entry = str | Mapping[str, str]


class Words:
    """One language: call it with a name and what is to be filled in."""

    def __init__(self, language: str, entries: Mapping[str, Entry]) -> None:
        self.language, self.entries = language, entries
        self._plain = {name: Markup(entry) for name, entry in entries.items() if isinstance(entry, str)}
        self.html = {name: entry for name, entry in entries.items() if isinstance(entry, str)}
        """Words with nothing to fill in, as HTML in a plain string: what is put together by hand takes half the time so."""

    def __call__(self, name: str, /, n: int | None = None, **values: Any) -> Markup:
        """The words under `name`; `n` chooses between one and several, and is filled in. KeyError for no such name."""
        if n is None and not values:
            return self._plain[name]
        entry = self.entries[name]
        if not isinstance(entry, str):
            entry = entry["one" if n == 1 else "other"]
        if n is not None:
            values["n"] = self.number(n)
        return Markup(entry).format(**values) if values else Markup(entry)

    def known(self, group: str, name: str | None) -> Markup | str:
        """The words for a value of data, where there are some; else the value, its hyphens and underscores as blanks."""
        if not name:
            return ""
        found = self.entries.get(f"{group}.{name}")
        return Markup(found) if isinstance(found, str) else name.replace("-", " ").replace("_", " ")

    def number(self, number: int) -> str:
        """`12,345`, or as the language parts thousands."""
        if -1000 < number < 1000:
            return str(number)
        return f"{number:,}".replace(",", str(self.entries["format.thousands"]))

    def percent(self, share: float) -> Markup:
        """A share of one as a whole percentage."""
        return Markup(self.entries["format.percent"]).format(n=round(share * 100))

    def score(self, share: float) -> Markup:
        """A score as a whole percentage, rounded down: 49.7 % is not yet half, and 99.6 % not certain."""
        return self.percent(int(share * 100 + 1e-9) / 100)

    def date(self, date: str | None) -> Markup | str:
        """A date of ISO 8601, as exact as it is: a year, a month, a day."""
        parts = (date or "")[:10].split("-")
        if not all(part.isdecimal() for part in parts):
            return date or ""
        if len(parts) == 1:
            return parts[0]
        month = self.entries.get(f"month.{int(parts[1])}")
        if not isinstance(month, str):
            return date or ""
        if len(parts) == 2:
            return Markup(self.entries["format.month"]).format(month=month, year=parts[0])
        return Markup(self.entries["format.day"]).format(day=int(parts[2]), month=month, year=parts[0])


@cache
def words_in(language: str) -> Words:
    """The words of a language that has a catalogue."""
    entries: dict[str, Entry] = {}
    for file in sorted(files("citance.web").joinpath("words").iterdir(), key=lambda file: file.name):
        if f".{file.name}".endswith(f".{language}.toml"):
            entries.update(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return Words(language, entries)


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Entry]]:
    for name, value in table.items():
        if isinstance(value, str) or set(value) == {"one", "other"}:
            yield before + name, value
        else:
            yield from _flat(value, f"{before}{name}.")


def choose_language(asked: str | None, accepted: str) -> str:
    """The language to speak: the one asked for by name, else the first that the browser accepts, else English."""
    if asked in LANGUAGES:
        return str(asked)
    wanted: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        tag, _, quality = part.partition(";")
        try:
            rank = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            rank = 0.0
        wanted.append((rank, tag.strip().lower().partition("-")[0]))
    best = sorted((one for one in wanted if one[1] in LANGUAGES and one[0] > 0), key=lambda one: -one[0])
    return best[0][1] if best else LANGUAGES[0]
