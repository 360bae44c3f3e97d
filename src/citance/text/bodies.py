"""Names that are of a body of people: a collaboration, society, agency or ministry."""

from __future__ import annotations

import re

# Words that stand in names of bodies and in no person's, in the languages of most references.
_BODY = re.compile(
    r"\b(?:organi[sz]a\w+|associa\w+|socie\w+|committee|comit[eé]\w*|group|groupe|institut\w*|agenc\w+"
    r"|ministr?[yè]\w*|minist[eé]ri\w*|department|consorti\w+|collaborat\w+|council|conselho|network|federation"
    r"|fondation|foundation|fund|bank|cent(?:er|re)s?|commission|comiss[aã]o|college|academy|universi\w+"
    r"|investigators|team|project|panel|board|bureau|office|task force|alliance|initiative"
    r"|union|nations|authority|administration|service|programme|program)\b",
    re.I,
)


def is_body(name: str) -> bool:
    """Whether a name is that of a body of people, by its words: `1000 Genomes Project Consortium`, `World Bank`."""
    return _BODY.search(name) is not None
