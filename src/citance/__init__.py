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

if TYPE_CHECKING:
    from citance.errors import (
        CitanceError as CitanceError,
    )
    from citance.errors import (
        InvalidIdentifier as InvalidIdentifier,
    )
    from citance.errors import (
        InvalidInput as InvalidInput,
    )
    from citance.errors import (
        InvalidQuery as InvalidQuery,
    )
    from citance.errors import (
        InvalidRecord as InvalidRecord,
    )
    from citance.errors import (
        MissingExtra as MissingExtra,
    )
    from citance.errors import (
        NotFound as NotFound,
    )
    from citance.errors import (
        SearchIndexError as SearchIndexError,
    )
    from citance.errors import (
        StoreError as StoreError,
    )
    from citance.errors import (
        UnknownName as UnknownName,
    )
    from citance.errors import (
        Unreadable as Unreadable,
    )
    from citance.index import ArticleReport as ArticleReport
    from citance.index import Filters as Filters
    from citance.index import Index as Index
    from citance.index import open_index as open_index

__version__ = "0.1.0"

_HOMES = {
    "citance.index": (
        "ArticleReport",
        "ArticleView",
        "ClassifySummary",
        "ExportSummary",
        "Filters",
        "Index",
        "IndexStats",
        "IngestSummary",
        "Provenance",
        "SearchAnswer",
        "StatementDetails",
        "StatementView",
        "TallyView",
        "open_index",
    ),
    "citance.errors": (
        "CitanceError",
        "InvalidIdentifier",
        "InvalidInput",
        "InvalidQuery",
        "InvalidRecord",
        "MissingExtra",
        "NotFound",
        "SearchIndexError",
        "StoreDamaged",
        "StoreError",
        "StoreFull",
        "StoreLocked",
        "StoreReadOnly",
        "StoreVersion",
        "UnknownName",
        "Unreadable",
    ),
    "citance.model": (
        "Article",
        "ArticleRecord",
        "ArxivId",
        "Author",
        "Classification",
        "CitationStatement",
        "Document",
        "Doi",
        "Evidence",
        "Link",
        "Place",
        "Pmcid",
        "Pmid",
        "Problem",
        "Reference",
        "Review",
        "SectionKind",
        "Span",
        "Stance",
        "StatementText",
        "Tally",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'citance' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
