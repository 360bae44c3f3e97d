"""Names that are of a body of people: a collaboration, society, agency or ministry."""

from __future__ import annotations

import re

# Words that stand in names of bodies and in no person's, in the languages of most references.
_BODY = re.compile(
    r"\b(?:organi[sz]a\w+|associa\w+|socie\w+|committee|comit[eé]\w*|group|groupe|institut\w*|agenc\w+"
    r"|ministr?[yè]\w*|minist[eé]ri\w*|department|consorti\w+|collaborat\w+|council|conselho|network|federation"
    r"|fondation|foundation|fund|bank|cent(?:er|re)s?|commission|comiss[aã]o|college|academy|universi\w+"
    r"|investigators|team|project|panel|board|bureau|office|task force|alliance|initiative"
    r"|union|nations|authority|administration|service|programme|program|coordinators|directorate"
    r"|gesellschaft|akademie|verein|stiftung|(?:bundes|landes|dach)?verband|(?:bundes|landes)?ministerium"
    r"|(?:bundes|landes)(?:amt|anstalt|institut|zentrale|agentur))\b",
    re.I,
)
_WORDS = re.compile(r"[^\W\d_]+")
SMALL_WORDS = frozenset(
    ["of", "the", "and", "for", "on", "in", "de", "la", "del", "do", "da", "y", "e", "et", "für", "und", "des", "der", "du", "to"]
)
"""Those of a name that a short form of it has no letter for."""


def is_body(name: str) -> bool:
    """Whether a name is that of a body of people, by its words: `1000 Genomes Project Consortium`, `World Bank`."""
    return _BODY.search(name) is not None


def spells(short: str, name: str) -> bool:
    """Whether a short form is made of a name's first letters: its capitals begin words of it, in this order (`GfE`, `WHO`)."""
    letters = [char for char in short if char.isalpha()]
    words = [word for word in _WORDS.findall(name) if word[0].isupper() or word.lower() not in SMALL_WORDS]
    if len(letters) < 2 or len(letters) > 12 or sum(char.isupper() for char in letters) < 2 or len(words) < 2:
        return False
    if letters[0].lower() != words[0][0].lower():
        return False
    begins = iter("".join(word[0] for word in words).lower())
    capitals = [char.lower() for char in letters if char.isupper()]
    return all(char in begins for char in capitals)
