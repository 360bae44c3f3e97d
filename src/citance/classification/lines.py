"""A line of JSON → the statement in it: what `citance classify` and training are given, and `citance extract` writes."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from citance.errors import InvalidRecord
from citance.model import SectionKind, Span, StatementText
from citance.model.codec import read_json
from citance.text.headings import section_kind


class StatementLine(msgspec.Struct, frozen=True, kw_only=True):
    """A statement as a line holds it. Other fields are passed over."""

    id: str | int | None = None
    sentence: str | None
    before: str | None = None
    after: str | None = None
    span: Span | None = None  # spans are [start, end) in code points of `sentence`
    group_span: Span | None = None
    others: tuple[Span, ...] | None = None
    heading: str | None = None
    section: SectionKind | None = None
    lang: str | None = None


Line = TypeVar("Line", bound=StatementLine)


def read_line(data: bytes, kind: type[Line], number: int) -> Line:
    """The line as one of that kind. Raises InvalidRecord, also where a span does not lie within the sentence."""
    line = read_json(data, kind, number)
    if line.sentence is not None:
        for name, one in (("span", line.span), ("group_span", line.group_span), *(("others", o) for o in line.others or ())):
            if one is not None and not 0 <= one.start <= one.end <= len(line.sentence):
                why = f"`{name}` [{one.start}, {one.end}] is not within the sentence of {len(line.sentence)} characters"
                raise InvalidRecord(why, number)
    return line


def as_text(line: StatementLine, language: str | None) -> StatementText:
    """The statement as a classifier takes it, said to be in this language; the section read off the heading where the line does
    not say it. Without a sentence nothing is pointed out in it."""
    sentence = line.sentence or ""
    return StatementText(
        sentence,
        line.before or "",
        line.after or "",
        line.span if sentence else None,
        line.group_span if sentence else None,
        (line.others or ()) if sentence else (),
        line.section or section_kind(line.heading or "") or SectionKind.OTHER,
        line.heading or "",
        language,
        None if line.id is None else str(line.id),
    )
