"""Document → what it cites and what it says.

The steps are loaded when first asked for: to prepare their patterns takes a fifth of a second, which who only shows what was
found (the study types of `study_type`, say) should not wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citance.extraction.pipeline import cut_statements, extract, find_markers, read_references, resolve_markers

__all__ = ["cut_statements", "extract", "find_markers", "read_references", "resolve_markers"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from citance.extraction import pipeline

        value = globals()[name] = getattr(pipeline, name)
        return value
    raise AttributeError(f"module 'citance.extraction' has no attribute {name!r}")
