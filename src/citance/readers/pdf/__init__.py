"""A PDF as a publisher makes it → Document."""

from __future__ import annotations

from citance.readers.pdf.characters import read_pages
from citance.readers.pdf.order import order_page
from citance.readers.pdf.values import Line


def read_lines(data: bytes, name: str) -> list[Line]:
    """The lines of all pages in reading order."""
    return [line for page in read_pages(data, name).pages for line in order_page(page)]
