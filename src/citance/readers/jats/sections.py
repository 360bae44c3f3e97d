"""What a section does: from its heading, else the file's `sec-type`, else the section around it."""

from __future__ import annotations

from citance.model.document import SectionKind
from citance.text.headings import section_kind

_SEC_TYPES = {
    "intro": SectionKind.INTRODUCTION,
    "introduction": SectionKind.INTRODUCTION,
    "background": SectionKind.INTRODUCTION,
    "methods": SectionKind.METHODS,
    "method": SectionKind.METHODS,
    "materials": SectionKind.METHODS,
    "subjects": SectionKind.METHODS,
    "patients": SectionKind.METHODS,
    "results": SectionKind.RESULTS,
    "cases": SectionKind.RESULTS,
    "discussion": SectionKind.DISCUSSION,
    "conclusions": SectionKind.DISCUSSION,
    "conclusion": SectionKind.DISCUSSION,
}
# Parts outside the argument: what stands in them takes nothing from the section around.
_APART = frozenset({
    "ack", "notes", "glossary", "bio", "app", "supplementary-material", "data-availability", "coi-statement", "conflict",
})  # fmt: skip


def kind_of_type(sec_type: str) -> SectionKind | None:
    """The kind that a `sec-type` names; of several (`results|discussion`) the first, `materials` with `methods` being methods."""
    for part in sec_type.casefold().replace("|", " ").split():
        if (kind := _SEC_TYPES.get(part)) is not None:
            return kind
    return None


def kind_of_section(heading: str, sec_type: str | None, parent: SectionKind, opening: bool = False) -> SectionKind:
    """The kind of a section: its heading decides, else its `sec-type`, else the section around it.

    `opening`: it is the first of its article.
    """
    kind = section_kind(heading, opening) if heading else None
    if kind is None and sec_type:
        kind = kind_of_type(sec_type)
        if kind is None and sec_type.casefold() in _APART:
            return SectionKind.OTHER
    return parent if kind is None else kind
