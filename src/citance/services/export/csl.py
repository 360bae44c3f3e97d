"""Articles as CSL-JSON (citation-js, Zotero, pandoc): one array of items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from citance.model.codec import to_json
from citance.services.export.names import address, date_parts, is_preprint, pages
from citance.services.export.rows import ArticleExport
from citance.services.views import ArticleView


def write_csl(out: BinaryIO, rows: Iterable[ArticleExport]) -> int:
    """How many items were written. An array has no room for provenance: it goes to a file beside."""
    out.write(b"[")
    count = 0
    for count, row in enumerate(rows, 1):
        out.write((b",\n" if count > 1 else b"\n") + to_json(item(row.article)))
    out.write(b"\n]\n")
    return count


def item(article: ArticleView) -> dict[str, Any]:
    """The article as a CSL item; its id is our key."""
    parts = date_parts(article)
    preprint = is_preprint(article)
    whole = {
        "id": article.key,
        # CSL 1.0.2: "article" is the type of preprints; "document" that of what says too little.
        "type": "article" if preprint else "article-journal" if article.journal else "document",
        "genre": "preprint" if preprint else None,
        "title": article.whole_title,
        "author": [
            {"literal": a.surname} if a.group or not a.given else {"family": a.surname, "given": a.given} for a in article.authors
        ],
        "container-title": article.journal,
        "issued": {"date-parts": [parts]} if parts else None,
        "volume": article.volume,
        "issue": article.issue,
        "page": pages(article, "-"),
        "publisher": article.publisher,
        "ISSN": ", ".join(article.issns),
        "DOI": article.doi,
        "PMID": article.pmid,
        "PMCID": article.pmcid,
        "number": f"arXiv:{article.arxiv}" if article.arxiv else None,
        "URL": None if address(article).startswith("urn:") else address(article),
        "language": article.language,
        "keyword": ", ".join(article.keywords),
        "abstract": article.abstract,
        "note": ", ".join(article.standing),
    }
    return {name: value for name, value in whole.items() if value}
