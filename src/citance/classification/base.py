"""The Classifier protocol: statements in, classifications out, in the same order; and what a statement must keep to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from citance.errors import InvalidRecord
from citance.model.citation import StatementText
from citance.model.document import Span
from citance.model.stance import Classification


class Classifier(Protocol):
    """Gives each statement a stance. The same statement gets the same answer alone and in any batch."""

    name: str
    version: str
    languages: frozenset[str]  # ISO 639-1; statements of others come back unclassified, with the reason

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        """One classification for each statement, in order."""
        ...


def check_spans(sentence: str, span: Span | None, group: Span | None, others: Sequence[Span] | None, line: int) -> None:
    """Raises InvalidRecord where a span of a statement that was handed in does not lie within its sentence."""
    for name, one in (("span", span), ("group_span", group), *(("others", other) for other in others or ())):
        if one is not None and not 0 <= one.start <= one.end <= len(sentence):
            why = f"`{name}` [{one.start}, {one.end}] is not within the sentence of {len(sentence)} characters"
            raise InvalidRecord(why, line)
