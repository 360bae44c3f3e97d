"""The stretches of a text that are spoken for: links, their groups, and what points elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from citance.model.document import Span


class Taken:
    """Spans of which a finder may take no part; asked for every candidate, so kept as two sorted lists."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        last = -1
        for start, end in sorted(spans):
            if end <= last or end <= start:
                continue
            if start < last:
                self.ends[-1] = last = end
            else:
                self.starts.append(start)
                self.ends.append(end)
                last = end

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of [start, end) is taken."""
        at = bisect_right(self.starts, end - 1) - 1
        return at >= 0 and self.ends[at] > start
