"""Which form of an article is active: the one whose structure says most, then the one with more found, then the newest."""

from __future__ import annotations

# Best first. JATS and publishers' XML tag every citation; TEI out of GROBID infers them; LaTeX has them by key; HTML and DOCX
# by link; in a PDF all is inferred. A format not named here stands before "pdf".
ORDER = (
    "jats",
    "elsevier",
    "bmc",
    "xml",
    "tei",
    "latex",
    "html",
    "docx",
    "s2orc",
    "bioc",
    "markdown",
    "*",
    "pdf",
    "plain",
    "text",
)
_RANK = {name: len(ORDER) - place for place, name in enumerate(ORDER)}
# In these, citations are inferred and some are missed: of two readings of one article the one that found more is the better.
# In the others they are tagged, and a newer file that cites less was corrected.
INFERRED = frozenset({"tei", "pdf", "plain", "text"})
# Those that may know of a statement where on which page it is printed.
PAGED = ("tei", "pdf")


def rank(format: str, date: str, number: int, statements: int) -> tuple[bool, int, int, str, int]:
    """What forms of one article are compared by; the greatest is active. One that cites nothing (front matter alone, a scan)
    stands behind all that do. Of two alike the one stored later: it was brought because it is newer."""
    place = _RANK.get(format.lower(), _RANK["*"])
    return (statements > 0, place, statements if format.lower() in INFERRED else 0, date, number)
