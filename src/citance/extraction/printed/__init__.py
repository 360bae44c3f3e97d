"""Printed references: their words in, fields out. `reading` is the way through; a file for each part of a reference."""

from citance.extraction.printed.identifiers import find_identifiers
from citance.extraction.printed.reading import read_printed

__all__ = ["find_identifiers", "read_printed"]
