"""A smart-citation index: who cites an article, where, in which words, and with which stance.

    import citance

    with citance.open_index("my-index", create=True) as index:
        index.ingest(["articles/"], classify="now")
        report = index.report("10.5555/toy.alder2011")

Everything below is loaded when first asked for, so that `import citance` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from citance.version import VERSION as __version__

if TYPE_CHECKING:
    from citance.errors import (
        CitanceError,
        InvalidIdentifier,
        InvalidInput,
        InvalidQuery,
        InvalidRecord,
        MissingExtra,
        NotFound,
        SearchIndexError,
        StoreDamaged,
        StoreError,
        StoreFull,
        StoreLocked,
        StoreReadOnly,
        StoreVersion,
        UnknownName,
        Unreadable,
    )
    from citance.index import (
        ArticleReport,
        ArticleView,
        ClassifySummary,
        ExportSummary,
        Filters,
        Index,
        IndexStats,
        IngestSummary,
        Provenance,
        SearchAnswer,
        StatementDetails,
        StatementView,
        TallyView,
        open_index,
    )
    from citance.model import (
        Article,
        ArticleRecord,
        ArxivId,
        Author,
        CitationStatement,
        Classification,
        Document,
        Doi,
        Evidence,
        Link,
        Place,
        Pmcid,
        Pmid,
        Problem,
        Reference,
        Review,
        SectionKind,
        Span,
        Stance,
        StatementText,
        Tally,
    )

__all__ = [
    "Article",
    "ArticleRecord",
    "ArticleReport",
    "ArticleView",
    "ArxivId",
    "Author",
    "CitanceError",
    "CitationStatement",
    "Classification",
    "ClassifySummary",
    "Document",
    "Doi",
    "Evidence",
    "ExportSummary",
    "Filters",
    "Index",
    "IndexStats",
    "IngestSummary",
    "InvalidIdentifier",
    "InvalidInput",
    "InvalidQuery",
    "InvalidRecord",
    "Link",
    "MissingExtra",
    "NotFound",
    "Place",
    "Pmcid",
    "Pmid",
    "Problem",
    "Provenance",
    "Reference",
    "Review",
    "SearchAnswer",
    "SearchIndexError",
    "SectionKind",
    "Span",
    "Stance",
    "StatementDetails",
    "StatementText",
    "StatementView",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreReadOnly",
    "StoreVersion",
    "Tally",
    "TallyView",
    "UnknownName",
    "Unreadable",
    "__version__",
    "open_index",
]

_HOMES = ("citance.errors", "citance.model", "citance.index")  # the cheapest to load first


def __getattr__(name: str) -> Any:
    if name in __all__:
        for home in _HOMES:
            module = import_module(home)
            if hasattr(module, name):
                value = globals()[name] = getattr(module, name)
                return value
    raise AttributeError(f"module 'citance' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
