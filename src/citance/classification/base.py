"""The Classifier protocol: statements in, classifications out, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from citance.model.citation import StatementText
from citance.model.stance import Classification


class Classifier(Protocol):
    """Gives each statement a stance. The same statement gets the same answer alone and in any batch."""

    name: str
    version: str
    languages: frozenset[str]  # ISO 639-1; statements of others come back unclassified, with the reason

    def classify(self, statements: Sequence[StatementText]) -> list[Classification]:
        """One classification for each statement, in order."""
        ...
