"""What a person asked for, read from an address and written to one: filters, order, page. All of a page's state is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

import msgspec

from citance.errors import OutOfRange, UnknownName
from citance.index import Filters
from citance.model import Evidence, SectionKind, Stance, Standing

Params = Mapping[str, Sequence[str]]
Pairs = list[tuple[str, str]]
Named = TypeVar("Named", bound=StrEnum)

SIZES = (20, 50, 100, 200)
LAST_PAGE = 500  # of search results: further on nobody reads, and each page costs more than the one before
LONGEST = 1000  # characters of a value that is looked for


class Asked(msgspec.Struct, frozen=True):
    """One question. `page` counts from 1; `words` is the query of a search or what is sought inside a report."""

    words: str = ""
    filters: Filters = Filters()
    order: str = ""
    page: int = 1
    size: int = SIZES[0]
    combined: bool = False
    own: bool = False  # the tally of a report counts own evidence alone
    kind: str = ""  # of a search: statements or articles

    @property
    def offset(self) -> int:
        """Statements before this page."""
        return (self.page - 1) * self.size

    def pairs(self, **changed: object) -> Pairs:
        """The question as pairs for an address, with some of its fields changed; what is as usual is left out."""
        asked = msgspec.structs.replace(self, **changed)
        filters = asked.filters
        pairs: Pairs = [("q", asked.words)] if asked.words else []
        pairs += [("kind", asked.kind)] if asked.kind not in ("", "statements") else []
        for param, field in LISTS.items():
            pairs += [(param, str(value)) for value in getattr(filters, field)]
        pairs += [(name, str(year)) for name, year in (("from", filters.first_year), ("to", filters.last_year)) if year]
        for param, field in FLAGS.items():
            wanted = getattr(filters, field)
            pairs += [] if wanted is None else [(param, "yes" if wanted else "no")]
        if filters.confidence:
            pairs.append(("confidence", str(round(filters.confidence * 100))))
        pairs += [("combined", "yes")] if asked.combined else []
        pairs += [("count", "own")] if asked.own else []
        pairs += [("sort", asked.order)] if asked.order else []
        pairs += [("size", str(asked.size))] if asked.size != SIZES[0] else []
        pairs += [("page", str(asked.page))] if asked.page > 1 else []
        return pairs

    def cleared(self) -> Pairs:
        """As `pairs`, of a report with nothing that narrows it; how it is shown stays."""
        return self.pairs(words="", filters=Filters(), page=1)

    def narrowed(self, **changed: object) -> Pairs:
        """As `pairs`, with filters changed, from the first page on."""
        return self.pairs(filters=msgspec.structs.replace(self.filters, **changed), page=1)


LISTS = {
    "stance": "stance",
    "evidence": "evidence",
    "section": "section",
    "type": "article_type",
    "study": "study_type",
    "journal": "journal",
    "author": "author",
    "language": "language",
    "standing": "standing",
}
"""Parameter → field of Filters, of those that take several values."""
FLAGS = {"self": "self_citation", "retracted": "retracted", "text": "has_document"}
"""Likewise, of those that are yes or no."""


def read_asked(params: Params, *, inside: bool = False) -> Asked:
    """The question in an address. `inside` a report its words are a filter, and it asks nothing of articles. Raises InvalidInput
    for values there cannot be."""
    words = _one(params, "q")
    confidence = _number(params, "confidence", 0, 100)
    first, last = _number(params, "from", 1, 9999), _number(params, "to", 1, 9999)
    if first is not None and last is not None and first > last:
        first, last = last, first  # nobody asks for no years: the page shows them in order
    filters = Filters(
        stance=_known("stance", params, Stance),
        evidence=_known("evidence", params, Evidence),
        section=_known("section", params, SectionKind),
        article_type=_several(params, "type"),
        study_type=_several(params, "study"),
        journal=_several(params, "journal"),
        author=_several(params, "author"),
        language=_several(params, "language"),
        first_year=first,
        last_year=last,
        self_citation=_flag(params, "self"),
        confidence=confidence / 100 if confidence else None,
        retracted=_flag(params, "retracted"),
        has_document=None if inside else _flag(params, "text"),
        standing=() if inside else _known("standing", params, Standing),
        words=words if inside else "",
    )
    return Asked(
        words=words,
        filters=filters,
        order=_one(params, "sort"),
        page=_number(params, "page", 1, 100_000) or 1,
        size=_number(params, "size", 1, SIZES[-1]) or SIZES[0],
        combined=_one(params, "combined") == "yes",
        own=_one(params, "count") == "own",
        kind=_one(params, "kind"),
    )


def _one(params: Params, name: str) -> str:
    values = params.get(name) or ("",)
    return values[-1].strip()[:LONGEST]


def _flag(params: Params, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(_one(params, name))


def _several(params: Params, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip()[:LONGEST] for value in params.get(name, ()) if value.strip()))[:50]


def _known(what: str, params: Params, kind: type[Named]) -> tuple[Named, ...]:
    found = []
    for value in _several(params, what):
        try:
            found.append(kind(value))
        except ValueError:
            raise UnknownName(what, value, [one.value for one in kind]) from None
    return tuple(found)


def _number(params: Params, name: str, least: int, most: int) -> int | None:
    value = _one(params, name)
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 9 and least <= int(value) <= most):
        raise OutOfRange(name, value, least, most)
    return int(value)
