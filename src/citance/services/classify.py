"""Statements that wait → stances: a stage of its own, which can stop anywhere and goes on where it stopped."""

from __future__ import annotations

import msgspec


class ClassifySummary(msgspec.Struct, frozen=True, tag_field="schema", tag="citance/classify/1"):
    """What a run of a classifier did."""

    by: str  # name and version
    classified: int  # statements looked at in this run
    supporting: int
    contrasting: int
    mentioning: int
    unclassified: int  # looked at, and not judged: another language, no sentence
    waiting: int  # still, because the run was stopped
