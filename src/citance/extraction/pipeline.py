"""All steps of extraction, one after the other."""

from __future__ import annotations

from citance.extraction.markers import find_markers
from citance.extraction.references import read_references
from citance.extraction.resolve import resolve_markers
from citance.extraction.statements import cut_statements
from citance.model.citation import Extraction
from citance.model.document import Document

__all__ = ["cut_statements", "extract", "find_markers", "read_references", "resolve_markers"]


def extract(document: Document) -> Extraction:
    """All that is found in a document: references read into fields, statements in reading order, problems on the way."""
    references = read_references(document)
    citations, problems = resolve_markers(document, find_markers(document))
    statements = cut_statements(document, references, citations)
    return Extraction(document, tuple(references), tuple(statements), tuple(problems))
