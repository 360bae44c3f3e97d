"""The page docs/reference/linking.md, from the features, weights and reasons as the program has them."""

from __future__ import annotations

import inspect

from citance.linking.features import FEATURES
from citance.linking.scoring import BIAS, CLEARLY_LESS, LINKED, WEIGHTS
from citance.model import LinkReason
from citance.store.codes import REASON_WORDS

_MEANING = {
    LinkReason.IDENTIFIER: "linked: the reference carries an identifier of the article",
    LinkReason.FIELDS: "linked: its fields agree with the article's; the words say how",
    LinkReason.OWN_WORDS: "linked: a work not known before is entered as the reference describes it",
    LinkReason.NO_CANDIDATE: "unlinked: nothing is near it",
    LinkReason.TOO_WEAK: "unlinked: the nearest article does not agree enough; the words say in what",
    LinkReason.EQUALS: "ambiguous: two articles agree alike, and none is chosen",
    LinkReason.TOO_LITTLE: "unlinked: it says too little to be a work",
    LinkReason.REVIEWED: "linked or unlinked by a review",
}

_HEAD = f"""# What linking compares, and how much it weighs

Written by the program (`make docs`). [How links are made](../explanation/links.md) tells what it is for.

A reference without an identifier is compared with each article it could mean. Each row of a feature is a level of agreement, and
the number what it adds to the score: the log-odds that the two are one work, so that +2.3 makes it ten times likelier. A
comparison that one of the two says nothing about adds nothing.

The score begins at {BIAS:+.1f}. From {LINKED:+.1f} on the reference is linked; a second article that comes within
{CLEARLY_LESS:.1f} of the best makes it ambiguous.
"""


def linking_markdown() -> str:
    """The whole page."""
    parts = [_HEAD]
    for name, feature in FEATURES.items():
        parts.append(f"\n## {name.capitalize()}\n\n{' '.join(inspect.getdoc(feature).split())}\n")  # type: ignore[union-attr]
        parts.append("\n| level | weight |\n|---|--:|\n")
        parts += (f"| {level} | {weight:+.1f} |\n" for (of, level), weight in WEIGHTS.items() if of == name)
    parts.append("\n## Reasons\n\nWhat a link says of itself.\n\n| reason | what it means | in its words |\n|---|---|---|\n")
    parts += (f"| `{reason}` | {_MEANING[reason]} | {_words(reason)} |\n" for reason in LinkReason)
    return "".join(parts)


def _words(reason: LinkReason) -> str:
    return f"“{REASON_WORDS[reason]}”" if reason in REASON_WORDS else "what was compared"
