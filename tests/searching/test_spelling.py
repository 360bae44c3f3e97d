"""Words that are nearly others."""

from __future__ import annotations

import pytest

from citance.searching.tantivy.spelling import distance


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("fever", "fever", 0), ("fever", "fevre", 1), ("fever", "feve", 1), ("fever", "feaver", 1), ("fever", "lever", 1),
     ("rash", "trial", 4), ("", "ab", 2), ("infection", "infetcoin", 2)],
)  # fmt: skip
def test_letters_apart(one: str, other: str, apart: int) -> None:
    assert distance(one, other, 9) == distance(other, one, 9) == apart
    if apart:
        assert distance(one, other, apart - 1) > apart - 1
