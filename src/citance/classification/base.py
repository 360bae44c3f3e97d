"""The Classifier protocol: statements in, classifications out, in the same order; and what none of them judges."""

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


def why_unjudged(statement: StatementText, classifier: Classifier) -> str | None:
    """Why a classifier has nothing to judge in the statement, or must not; None where it may."""
    language = statement.language
    if language is not None and language not in classifier.languages:
        by = f"{classifier.name} {classifier.version}"
        return f"language {language} is not among those of {by}: {', '.join(sorted(classifier.languages))}"
    return None if statement.sentence else "no sentence stands around the marker"
