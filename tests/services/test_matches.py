"""Which words of a sentence are marked as found."""

from __future__ import annotations

import pytest

from citance.searching.query import parse_query
from citance.searching.tantivy.schema import STEMMED
from citance.services.matches import matched_words

SENTENCE = "Severe infections, among them IL-6 storms, were tolerated; Müller's vascular anomalies regressed [3]."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("infection", ["infections"]),
        ("muller", ["Müller"]),
        ("IL-6", ["IL-6"]),
        ('"vascular anomaly"', ["vascular anomalies"]),
        ('"anomalies vascular"', []),
        ("toler*", ["tolerated"]),
        ("tolerabl*", ["tolerated"]),
        ("severe OR storm", ["Severe", "storms"]),
        ("severe -storm", ["Severe"]),
        ("title:severe", []),
        ("stance:supporting", []),
        ("3", ["3"]),
        ("", []),
    ],
)
def test_words(query: str, expected: list[str]) -> None:
    spans = matched_words(SENTENCE, parse_query(query), STEMMED.analyze)
    assert [span.cut(SENTENCE) for span in spans] == expected
