"""Where on a page a place in the text is."""

from __future__ import annotations

import pytest

from citance.model import Box, PlacedLine, Span, find_placed

BOX = Box(0, 0, 1, 1)
PARAGRAPH, SENTENCE, LINK = (PlacedLine(Span(*span), page, BOX) for span, page in (((0, 50), 1), ((10, 30), 2), ((15, 18), 3)))


@pytest.mark.parametrize(
    ("at", "page"),
    [(0, 1), (12, 2), (15, 3), (17, 3), (18, 2), (30, 1), (49, 1), (50, None)],
)
def test_the_shortest_run_that_holds_it_says(at: int, page: int | None) -> None:
    found = find_placed((PARAGRAPH, SENTENCE, LINK), at)
    assert (None if found is None else found.page) == page


def test_nothing_placed_says_nothing() -> None:
    assert find_placed((), 0) is None
