"""Which form of an article is active: the one whose structure says most, then the newest."""

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


def rank(format: str, date: str, number: int) -> tuple[int, str, int]:
    """What forms of one article are compared by; the greatest is active. Of two alike the one stored later: it was brought
    because it is newer."""
    return (_RANK.get(format.lower(), _RANK["*"]), date, number)
