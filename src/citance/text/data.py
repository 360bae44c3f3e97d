"""Word lists kept as plain text beside the code: a reader of languages can correct them without reading Python."""

from __future__ import annotations

import pkgutil
from functools import cache


@cache
def read_lists(name: str, package: str = "citance.text") -> dict[str, dict[str, tuple[str, ...]]]:
    """The lists of a data file of this package: {section: {list name: words}}.

    `[section]` opens a section, `name: word word` adds words to a list, a line that begins with a blank goes on with
    the list above it, `#` begins a comment. Where words hold blanks of their own they are parted by `|`. A list may be
    named in several lines.
    """
    data = pkgutil.get_data(package, name)
    assert data is not None, name
    sections: dict[str, dict[str, list[str]]] = {}
    section = key = ""
    for line in data.decode("utf-8").splitlines():
        line = line.split("#", 1)[0].rstrip()
        if not line:
            continue
        if line.startswith("["):
            section = line.strip("[] ")
            sections.setdefault(section, {})
            continue
        if not line.startswith(" "):
            key, _, line = line.partition(":")
        words = [word.strip() for word in line.split("|")] if "|" in line else line.split()
        sections[section].setdefault(key, []).extend(word for word in words if word)
    return {section: {name: tuple(words) for name, words in lists.items()} for section, lists in sections.items()}
