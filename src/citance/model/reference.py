"""References at their two moments: as printed and tagged (`RawReference`), and read into fields (`Reference`)."""

from __future__ import annotations

import msgspec

from citance.model.article import ArticleRecord


class RawReference(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One entry of a bibliography as the file has it.

    `works` are the records the file's own tags give, one for each different work: none where nothing is tagged, several
    where one entry holds a, b, c. The same work tagged twice (citation-alternatives) is one.
    """

    id: str  # as in the file; "#7" (from position) where it has none
    position: int  # 1-based, over all the article's reference lists in order
    text: str  # as printed, blanks collapsed, without the label
    label: str | None = None  # as printed: "7.", "[7]", "Smith 2010"
    aliases: tuple[str, ...] = ()  # ids of elements inside the entry, which links may name
    works: tuple[ArticleRecord, ...] = ()
    kind: str | None = None  # publication-type as tagged: journal, book, web...
    addresses: tuple[str, ...] = ()  # link targets inside the entry
    is_note: bool = False  # words that are no work ("The numbering corresponds to ref. 1")
    list: int = 0  # which reference list, from 0


class Reference(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A reference read into fields: identifiers found anywhere in it and cleaned, unstructured text taken apart.

    `key` names it within its article by what it says, not by where it stands, so that it survives another form of the
    file; see extraction.references.reference_key.
    """

    key: str
    raw: RawReference
    works: tuple[ArticleRecord, ...]  # at least one unless the entry is a note
