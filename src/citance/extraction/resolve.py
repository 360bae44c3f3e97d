"""Markers → references of the same document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from citance.extraction.places import paragraph_starts
from citance.model.citation import CitationMarker, InTextCitation, MarkerKind
from citance.model.document import Document, Problem, ProblemKind


def resolve_markers(document: Document, markers: Sequence[CitationMarker]) -> tuple[list[InTextCitation], list[Problem]]:
    """One in-text citation for each reference of each marker, in reading order, and what could not be resolved.

    Mentions count from 1 for each reference; those without a reference are counted together. A marker that could name any
    of several references is one citation of none. A range that cannot be believed is a Problem and no citation: its two
    ends are linked and counted already.
    """
    text = document.text
    starts = paragraph_starts(document)
    paragraph, low, high = 0, 0, 0
    mentions: dict[int | None, int] = {}
    citations: list[InTextCitation] = []
    problems: list[Problem] = []
    for marker in sorted(markers, key=attrgetter("span")):
        targets: tuple[int | None, ...] = marker.targets
        if marker.ambiguous or not targets:
            problems.append(_problem(text, marker))
            if marker.kind is MarkerKind.EXPANDED:
                continue
            targets = (None,)
        start = marker.span[0]
        if not low <= start < high:
            paragraph = max(0, bisect_right(starts, start) - 1)
            low, high = document.paragraphs[paragraph].span if document.paragraphs else (0, 0)
        for target in targets:
            mention = mentions[target] = mentions.get(target, 0) + 1
            citations.append(InTextCitation(marker, target, mention, paragraph))
    return citations, problems


def _problem(text: str, marker: CitationMarker) -> Problem:
    """What is wrong with a marker that names no reference, or more than one."""
    printed = marker.span.cut(text).strip() or marker.group.cut(text)
    if marker.ambiguous:
        return Problem(ProblemKind.AMBIGUOUS_MARKER, f"{printed!r} could mean any of {len(marker.targets)} references", printed)
    if marker.kind is MarkerKind.EXPANDED:
        return Problem(ProblemKind.IMPLAUSIBLE_RANGE, f"the range {printed!r} does not fit the numbers of the list", printed)
    if marker.kind is MarkerKind.TAGGED:
        return Problem(ProblemKind.DANGLING_LINK, f"the link {printed!r} leads to no reference", printed)
    return Problem(ProblemKind.UNRESOLVED_MARKER, f"{printed!r} looks like a citation of no listed reference", printed)
