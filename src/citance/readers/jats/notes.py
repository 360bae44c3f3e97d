"""Articles whose bibliography is their footnotes: the sign of a note cites what the note cites.

"Ibid." is what the note before cites, "Alder, op. cit." the one entry of a note that Alder wrote. What a note cites without
tags is not read, and a Problem says so.
"""

from __future__ import annotations

import re
from typing import Any

from citance.model.document import Problem, ProblemKind
from citance.model.reference import RawReference
from citance.readers.jats.names import LOCAL, words
from citance.text.normalise import fold

Element = Any

_LABEL = r"\W*(?:\d{1,3}\W+)?"
_SAME = re.compile(rf"{_LABEL}(?:see\s)?(?:ibid(?:em)?|idem|id\.|ebd|ebenda|ivi|loc\.?\s?cit)(?!\w)", re.I)
_BEFORE = re.compile(rf"{_LABEL}(?P<names>[^.;()]{{2,80}}?),?\s\(?(?:op|art|loc|ob)\.?\s?cit\b", re.I)
_MENTIONED = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d).{0,40}\d|https?://|\b10\.\d{4,9}/")


def what_notes_cite(
    notes: list[Element], references: tuple[RawReference, ...], problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    """The entries that each note cites, by the note's id. `references` are the notes with tagged citations, under their ids."""
    tagged = {reference.id for reference in references}
    cited: dict[str, tuple[str, ...]] = {}
    last: str | None = None
    unread: list[str] = []
    for note in notes:
        identity = note.get("id") or ""
        text = " ".join(words(child) for child in note if LOCAL[child.tag] != "label")
        one: str | None = None
        if identity in tagged:
            one = identity
        elif _SAME.match(text):
            one = last
        elif (before := _BEFORE.match(text)) is not None:
            one = _only(before["names"], references)
        elif not _MENTIONED.search(text):  # it cites nothing
            last = None
            continue
        if one is None:
            unread.append(identity)
        else:
            cited[identity] = (one,)
        last = one
    if unread:
        listed = ", ".join([*unread[:5], *["..."] * (len(unread) > 5)])
        said = f"notes whose citations are not tagged, and are not read: {len(unread):,} ({listed})"
        problems.append(Problem(ProblemKind.NOTE_REFERENCE, said, unread[0]))
    return cited


def _only(names: str, references: tuple[RawReference, ...]) -> str | None:
    """The one entry whose first author is among these names; None where there is none, or several."""
    printed = f" {fold(names)} "
    found = [
        reference.id
        for reference in references
        if reference.works and reference.works[0].authors and f" {fold(reference.works[0].authors[0].surname)} " in printed
    ]
    return found[0] if len(found) == 1 else None
