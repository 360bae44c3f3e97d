"""What went wrong, in the language of the page, and what may have been meant: from the facts that errors carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from logging import getLogger
from typing import Any

from markupsafe import Markup

from citance.errors import (
    CitanceError,
    InvalidIdentifier,
    InvalidInput,
    InvalidQuery,
    NotFound,
    OutOfRange,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    TooMany,
    TooMuch,
    UnknownName,
)
from citance.web.catalogue import Words
from citance.web.translation import said

_log = getLogger("citance.web")

NEAR = 0.55
"""How alike a value that is offered must be: "contradicting" is as near as this to "contrasting", "yes" to nothing of ours."""


def told(error: CitanceError, words: Words) -> Markup:
    """The error in words. Of those that no reader of a page brings about it is said only that there is one: they name files."""
    match error:
        case NotFound():
            entry = f"missing.{error.what.replace(' ', '_')}"
            return words(entry if entry in words.entries else "missing.other", name=error.name)
        case InvalidIdentifier():
            return words("trouble.identifier", text=error.text)
        case InvalidQuery() if error.trouble:
            particulars: dict[str, Any] = _shown(error.particulars, words)
            return words(f"query_trouble.{error.trouble}", **particulars)
        case UnknownName():
            what = words.known("trouble_name", error.what)
            return words("trouble.name", what=what, name=error.name, known=", ".join(error.known))
        case OutOfRange():
            name = words.known("trouble_name", error.name)
            return words("trouble.number", name=name, value=error.value, least=error.least, most=error.most)
        case TooMany():
            what = words.known("trouble_many", error.what.replace(" ", "_"))
            return words("trouble.many", what=what, most=words.number(error.most), many=words.number(error.many))
        case TooMuch():
            return words("too_much.told", most=words.number(error.most // 2**20))
        case InvalidQuery():
            return said(error.why, words)
        case InvalidInput():
            return said(str(error), words)
        case StoreLocked():
            return words("fault.locked")
        case StoreReadOnly():
            return words("fault.read_only")
        case StoreFull():
            return words("fault.full")
    _log.error("%s", error, exc_info=error)
    return words("fault.other")


def _shown(facts: Mapping[str, str | int | tuple[str, ...]], words: Words) -> dict[str, str]:
    return {
        name: ", ".join(fact) if isinstance(fact, tuple) else words.number(fact) if isinstance(fact, int) else fact
        for name, fact in facts.items()
    }


def nearest(value: str, known: Iterable[str]) -> str | None:
    """The one of the known values that this is spelled most like; None where it is like none of them."""
    return next(iter(get_close_matches(value.lower(), list(known), 1, NEAR)), None)


MOST_OFFERED = 6
"""Known values that are all offered where none is near to what was written."""


def mended(error: InvalidQuery) -> tuple[str, ...]:
    """The query as it was probably meant: with the value, field or span of years next to what was written, or, of a value that
    is next to none, with each there is. A field that there is not may be a word of a title that was pasted."""
    wrong = ""
    right: tuple[str, ...] = ()
    facts, known = error.particulars, error.particulars.get("known")
    if error.trouble == "value" and isinstance(known, tuple):
        wrong = str(facts["written"])
        near = nearest(wrong, known)
        right = (near,) if near else known if len(known) <= MOST_OFFERED else ()
    elif error.trouble == "field" and isinstance(known, tuple):
        wrong = str(facts["name"])
        near = nearest(wrong, known)
        right = (near,) if near else ()
    elif error.trouble == "backwards":
        wrong, right = str(facts["written"]), (f"{facts['first']}..{facts['last']}",)
    if error.offset is None or not error.query.startswith(wrong, error.offset):
        return ()
    return tuple(error.query[: error.offset] + one + error.query[error.offset + len(wrong) :] for one in right)
