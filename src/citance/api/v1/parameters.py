"""What a request asks, read from its parameters; and the same parameters described for OpenAPI, from one table.

Filters have the names they have in answers (`filters`). A parameter that a route does not know is an error that names those it
knows: a misspelt filter passed over would be an answer to another question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

import msgspec
from fastapi import Request

from citance.api.v1.cursors import Cursor, digest, read_cursor
from citance.api.v1.formats import choose_format
from citance.errors import InvalidInput, UnknownName
from citance.index import Filters
from citance.model import Evidence, Place, SectionKind, Stance, Standing, StudyType
from citance.version import VERSION

LIMIT, MOST = 20, 200
LONGEST = 2000  # characters of a value
LONGEST_NAME = 300  # of a journal, an author, an article: those of a request go into an address together
MOST_VALUES = 100  # of one filter

Word = TypeVar("Word", bound=StrEnum)

_ENUMS: dict[str, type[StrEnum]] = {
    "stance": Stance,
    "evidence": Evidence,
    "section": SectionKind,
    "place": Place,
    "study_type": StudyType,
    "standing": Standing,
}
_WITH_COMMAS = (*_ENUMS, "language")
"""Filters whose values hold no commas themselves: `stance=supporting,contrasting` is two."""

_LISTS = (*_ENUMS, "journal", "article_type", "author", "language", "cited", "citing")
_YEAR = {"type": "integer", "minimum": 1, "maximum": 9999}
_NAMES = {"type": "string", "maxLength": LONGEST, "pattern": "^[a-z_.]+(,[a-z_.]+)*$"}
_FREE = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}, "maxItems": MOST_VALUES}


class Parameter(NamedTuple):
    """A parameter of the query as OpenAPI describes it."""

    schema: dict[str, Any]
    words: str
    example: Any = None


def _enum(kind: type[StrEnum]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": [one.value for one in kind]}, "maxItems": MOST_VALUES}


PARAMETERS: dict[str, Parameter] = {
    "stance": Parameter(_enum(Stance), "Only these stances.", ["contrasting"]),
    "evidence": Parameter(_enum(Evidence), "own: the citing article's own result; reported: another's."),
    "section": Parameter(_enum(SectionKind), "In which kind of section it is cited."),
    "place": Parameter(_enum(Place), "Prose, table, figure..."),
    "first_year": Parameter(_YEAR, "The citing article is not older.", 2010),
    "last_year": Parameter(_YEAR, "The citing article is not younger."),
    "self_citation": Parameter({"type": "boolean"}, "true: only where citing and cited share an author; false: only the others."),
    "journal": Parameter(_FREE, "Whole name of the citing article's journal, case ignored."),
    "article_type": Parameter(_FREE, "Of the citing article, as its source has it."),
    "study_type": Parameter(_enum(StudyType), "Of the citing article, as its own words tell."),
    "author": Parameter(_FREE, "Whole name of an author of the citing article, case ignored."),
    "language": Parameter(_FREE, "Of the sentence: en, pt..."),
    "confidence": Parameter({"type": "number", "minimum": 0, "maximum": 1}, "At least this sure; reviewed ones always are."),
    "retracted": Parameter({"type": "boolean"}, "true: only what retracted articles say; false: only what others do."),
    "words": Parameter({"type": "string", "maxLength": LONGEST}, "All of these in the sentence or its neighbours."),
    "cited": Parameter(_FREE, "About this article: any spelling of an identifier, or a key."),
    "citing": Parameter(_FREE, "By this article: any spelling of an identifier, or a key."),
    "opened": Parameter(_FREE, "Articles of the map whose neighbours are shown, too: any spelling of an identifier, or a key."),
    "article": Parameter(
        _FREE, "An article to compare: any spelling of an identifier, or a key. Once for each.", ["10.5555/toy.alder2011"]
    ),
    "has_document": Parameter({"type": "boolean"}, "Articles whose full text is here, or is not."),
    "standing": Parameter(_enum(Standing), "Articles that were retracted, are under a concern, or were corrected."),
    "query": Parameter(
        {"type": "string", "maxLength": LONGEST}, "Words and fields, as `citance search` reads them.", "pneumonia"
    ),
    "kind": Parameter(
        {"type": "string", "enum": ["statements", "articles"]},
        "What to look for. Of articles, what is said of the citing article is meant of the article itself; stance and evidence"
        " are those of at least one statement about it. Only articles can be sorted by what is said of them (`most_cited` and the"
        " like).",
        "statements",
    ),
    "facets": Parameter(
        {"type": "string", "maxLength": LONGEST}, "Which facets to count, with commas; `none` for none; else all."
    ),
    "classifier": Parameter({"type": "string", "enum": ["best", "rules", "trained"]}, "Which one judges; best if not said."),
    "operating_point": Parameter(
        {"type": "string", "enum": ["default", "precise"]}, "precise: fewer verdicts, and right more often."
    ),
    "combined": Parameter({"type": "boolean"}, "With the statements about its other versions."),
    "limit": Parameter({"type": "integer", "minimum": 0, "maximum": MOST}, f"How many on a page; {LIMIT} if not said.", 5),
    "cursor": Parameter(
        {"type": "string", "maxLength": 200, "pattern": "^[A-Za-z0-9_-]+$"}, "`next` of the page before, as it stands."
    ),
    "fields": Parameter(
        _NAMES,
        "Only these members of the answer, with commas; a dot leads inside: `tally,statements.sentence`.",
    ),
}
REPORT_FILTERS = ("stance", "evidence", "section", "place", "first_year", "last_year", "self_citation", "journal")
STATEMENT_FILTERS = (*REPORT_FILTERS, "article_type", "study_type", "author", "language", "confidence", "retracted", "words")
SEARCH_FILTERS = (
    *(name for name in REPORT_FILTERS if name != "place"),
    *("article_type", "study_type", "author", "language", "confidence", "retracted"),
    *("cited", "citing", "has_document", "standing"),
)
PAGING = ("limit", "cursor")


class Route(NamedTuple):
    """What a route takes: names of parameters, orders (the first is the usual one) and formats (likewise)."""

    parameters: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("json",)

    @property
    def names(self) -> tuple[str, ...]:
        """All the parameters it takes."""
        return (*self.parameters, *(("sort",) if self.orders else ()), "fields", "format")

    def described(self) -> list[dict[str, Any]]:
        """The parameters as OpenAPI has them."""
        found = [_described(name, PARAMETERS[name]) for name in (*self.parameters, "fields")]
        if self.orders:
            words = f"The order; {self.orders[0]} if not said."
            found.append(_described("sort", Parameter({"type": "string", "enum": list(self.orders)}, words)))
        words = "What the answer is written in, whatever the Accept header says."
        found.append(_described("format", Parameter({"type": "string", "enum": list(self.formats)}, words)))
        return found


def _described(name: str, parameter: Parameter) -> dict[str, Any]:
    told = {"name": name, "in": "query", "required": False, "schema": parameter.schema, "description": parameter.words}
    return told if parameter.example is None else {**told, "example": parameter.example}


class RequestParameters:
    """The parameters of one request to a route. Raises InvalidInput, UnknownName and Refusal for what it does not take."""

    def __init__(self, request: Request, route: Route) -> None:
        self.route = route
        self._given: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            if name.startswith("_"):  # what keeps caches away
                continue
            if name not in route.names:
                raise UnknownName("parameter of this route", name[:100], route.names)
            if len(value) > LONGEST:
                raise InvalidInput(f"{name} is longer than {LONGEST} characters")
            self._given.setdefault(name, []).append(value)
        self.path = request.scope["path"]
        accept = request.headers.get("accept", "")
        self.format = choose_format(self.text("format") if "format" in self._given else None, accept, route.formats)
        self.fields = tuple(dict.fromkeys(part.strip() for part in self.text("fields").split(",") if part.strip()))
        limit = self.number("limit", 0, MOST)
        self.limit = LIMIT if limit is None else limit
        self.sort = self.one_of("sort", route.orders)
        self.cursor = self._read_cursor()

    # -- single values

    def text(self, name: str) -> str:
        """The value, once at most; "" where it is not given."""
        values = self._given.get(name, ())
        if len(values) > 1:
            raise InvalidInput(f"{name} is given {len(values)} times; once is enough")
        return values[0].strip() if values else ""

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number between two; None where it is not given."""
        text = self.text(name)
        if name not in self._given:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise InvalidInput(f"{name} is a number from {least} to {most}, not {text!r}")
        return int(text)

    def flag(self, name: str) -> bool | None:
        """true or false; None where it is not given."""
        if name not in self._given:
            return None
        known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        text = self.text(name).lower()
        if text not in known:
            raise UnknownName(f"value of {name}", text, ("true", "false"))
        return known[text]

    def one_of(self, name: str, known: Sequence[str]) -> str:
        """One of the words known, the first where none is given; "" where there are none."""
        if name not in self._given:
            return known[0] if known else ""
        text = self.text(name).replace("-", "_")
        if text not in known:
            raise UnknownName(name, text, known)
        return text

    def names(self, name: str) -> tuple[str, ...] | None:
        """Names with commas between; () for `none`, None where it is not given."""
        text = self.text(name)
        return None if not text else () if text == "none" else tuple(part.strip() for part in text.split(",") if part.strip())

    # -- filters

    def filters(self) -> Filters:
        """The filters that are given."""
        found: dict[str, Any] = {}
        for name in self.route.parameters:
            if name not in self._given or name not in Filters.__struct_fields__:
                continue
            if name in _LISTS:
                found[name] = self.several(name)
            elif name in ("first_year", "last_year"):
                found[name] = self.number(name, 1, 9999)
            elif name in ("self_citation", "has_document", "retracted"):
                found[name] = self.flag(name)
            elif name == "confidence":
                found[name] = self._share(name)
            else:
                found[name] = self.text(name)
        if (found.get("first_year") or 0) > (found.get("last_year") or 9999):
            raise InvalidInput("first_year is after last_year")
        return Filters(**found)

    def several(self, name: str) -> tuple[Any, ...]:
        """All its values, each once; none where it is not given."""
        values: Iterable[str] = self._given.get(name, ())
        if name in _WITH_COMMAS:
            values = (part for value in values for part in value.split(","))
        given = [value.strip() for value in values]
        if len(given) > MOST_VALUES:
            raise InvalidInput(f"{name} takes at most {MOST_VALUES} values")
        kind = _ENUMS.get(name)
        if kind is None and not all(0 < len(value) <= LONGEST_NAME for value in given):
            raise InvalidInput(f"{name} has 1 to {LONGEST_NAME} characters")
        found = tuple(dict.fromkeys(given))
        return found if kind is None else tuple(_known(name, kind, value) for value in found)

    def _share(self, name: str) -> float:
        try:
            share = float(self.text(name))
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise InvalidInput(f"{name} is a number from 0 to 1, not {self.text(name)!r}")
        return share

    # -- pages, and what caches know the question by

    @property
    def offset(self) -> int:
        """How many come before this page."""
        return 0 if self.cursor is None else self.cursor.offset

    def next(self, total: int, sequence: int) -> str | None:
        """The cursor of the page after this one, of `total`; None where there is none."""
        after = self.offset + self.limit
        return str(Cursor(sequence, after, self._question())) if self.limit and after < total else None

    def tag(self, sequence: int, audience: str) -> str:
        """The weak validator of the answer: the same state, question, format and version give it again."""
        everything = sorted((name, value) for name, values in self._given.items() for value in values)
        return f'W/"{sequence}-{digest(self.path, repr(everything), self.format, audience, VERSION).hex()}"'

    def _read_cursor(self) -> Cursor | None:
        return read_cursor(self.text("cursor"), self._question()) if "cursor" in self._given else None

    def _question(self) -> bytes:
        """What must stay the same from page to page: all but the page itself and how it is written."""
        passing = ("cursor", "limit", "fields", "format")
        asked = sorted((name, value) for name, values in self._given.items() if name not in passing for value in values)
        return digest(self.path, repr(asked))


def _known(name: str, kind: type[Word], word: str) -> Word:
    for value in kind:
        if value.value == word.lower().replace("-", "_"):
            return value
    raise UnknownName(name, word, [value.value for value in kind])


def check_fields(shape: Any, fields: Iterable[str], extra: Iterable[str] = ()) -> None:
    """Raises UnknownName for the first of the `fields` that the shape has not, naming those it has."""
    for field in fields:
        within: Any = shape
        for place, name in enumerate(field.split(".")):
            if within is None:
                break
            known = _members(within)
            if known is None:
                raise InvalidInput(f"there is nothing inside of {field.rpartition('.')[0]!r}, as {field!r} would have it")
            if place == 0:
                known |= dict.fromkeys(extra)
            if name not in known and "*" not in known:
                raise UnknownName("field", field, [name for name in known if name != "*"])
            within = known.get(name, known.get("*"))


def _members(kind: Any) -> dict[str, Any] | None:
    """Member → its type, of what JSON makes an object of (a map has any, `*`), also within a list; None for plain values."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    origin, inner = get_origin(kind), get_args(kind)
    if origin is dict:
        return {"*": inner[1]}
    found: dict[str, Any] = {}
    for one in inner:
        found |= _members(one) or {}
    return found or None
