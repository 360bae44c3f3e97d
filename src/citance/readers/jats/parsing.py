"""Bytes → a tree of elements, whatever their encoding and however broken; bombs are refused.

What is done, in order:

1. encodings: a byte-order mark or UTF-16 is decoded here, a declared encoding that is no UTF-8 too, so that libxml2 only
   ever sees UTF-8; what was wrong about the declaration is a Problem;
2. the document type is taken out where it declares anything of its own: its entities are spelled out here, under a limit, and
   libxml2 never sees a declaration it could expand, fetch or multiply;
3. a strict parse, with libxml2's own limits on (256 levels, 10 MB a text node);
4. where that fails for want of an entity, named entities of HTML are spelled out and it is parsed again;
5. where it still fails, tags are balanced (`repair`) and it is parsed forgivingly; a Problem says where it was broken.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from lxml import etree

from citance.errors import Unreadable
from citance.model.document import Problem, ProblemKind
from citance.readers.jats.encodings import MARKS, as_utf8, decode_damaged
from citance.readers.jats.entities import spell_entities, without_declarations
from citance.readers.jats.repairing import repair

Element = Any  # lxml's element; its stubs do not say enough to be worth the casts
# 64 MB is ten times the largest article met. Above 3 M tags or 6 M attributes libxml2's tree passes 1 GB (about 120 bytes
# each beside the text); both are counted only in files large enough to hold them.
MOST_BYTES = 64_000_000
MOST_TAGS = 3_000_000
MOST_ATTRIBUTES = 6_000_000
_TOO_MUCH = {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_ENTITY_LOOP}
_UNDECLARED = {etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.WAR_UNDECLARED_ENTITY}
_CUT_SHORT = {etree.ErrorTypes.ERR_TAG_NOT_FINISHED, etree.ErrorTypes.ERR_DOCUMENT_END}


def parse(data: bytes, name: str, as_jats: bool = True) -> tuple[Element, list[Problem]]:
    """The root element of `data` (comments and processing instructions left out), and what was wrong with it.

    What is not well-formed is mended with what is known of JATS, unless it is not to be read `as_jats`.
    Raises Unreadable where there is no element at all, or where the file is refused as too large, too deep or a bomb.
    """
    _refuse_giants(data, name)
    problems: list[Problem] = []
    data = as_utf8(data, name, problems)
    if data.find(b"<!DOCTYPE") >= 0:
        data = without_declarations(data, name, problems)
    try:
        parser = _of_thread.parser
        root = etree.fromstring(data, parser)
        if not parser.error_log or not any(e.type in _UNDECLARED for e in parser.error_log):
            return root, problems
    except etree.XMLSyntaxError as error:
        _refuse_bombs(error, name)
        if _code(error) not in _UNDECLARED:
            return _parse_broken(data, name, problems, error, as_jats), problems
    data = spell_entities(data, {}, name, problems)
    try:
        return etree.fromstring(data, parser), problems
    except etree.XMLSyntaxError as error:
        _refuse_bombs(error, name)
        return _parse_broken(data, name, problems, error, as_jats, spelled=True), problems


def pick(articles: list[Element], problems: list[Problem]) -> Element | None:
    """The first of a wrapper's articles, which is the one that is read; a Problem says how many are not."""
    if len(articles) > 1:
        problems.append(Problem(ProblemKind.UNREADABLE, f"the file holds {len(articles) - 1} more articles, which were not read"))
    return articles[0] if articles else None


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


class _OfThread(threading.local):
    """A parser for each thread, used again for every file: making one takes a twentieth of the time of a parse."""

    def __init__(self) -> None:
        self.parser = _parser()


_of_thread = _OfThread()


def _refuse_giants(data: bytes, name: str) -> None:
    if len(data) > MOST_BYTES:
        raise Unreadable(name, f"refused: {len(data):,} bytes; articles have at most {MOST_BYTES:,}")
    if len(data) > MOST_TAGS and (data.count(b"<") > 2 * MOST_TAGS or data.count(b"=") > MOST_ATTRIBUTES):
        raise Unreadable(name, f"refused: more than {MOST_TAGS:,} elements or {MOST_ATTRIBUTES:,} attributes")


def _code(error: etree.XMLSyntaxError) -> int:
    return int(getattr(error, "code", 0))


def _refuse_bombs(error: etree.XMLSyntaxError, name: str) -> None:
    if _code(error) in _TOO_MUCH:
        raise Unreadable(name, f"refused: {error.msg}") from error


def _parse_broken(
    data: bytes, name: str, problems: list[Problem], error: etree.XMLSyntaxError, as_jats: bool, spelled: bool = False
) -> Element:
    """The root of what can be read of a file that is not well-formed."""
    words = (error.msg or "").split(", line ")[0]
    kind = ProblemKind.TRUNCATED if _code(error) in _CUT_SHORT and "Premature" in words else ProblemKind.NOT_WELL_FORMED
    problems.append(Problem(kind, f"not well-formed, read as far as it goes: {words}", f"line {error.lineno}"))
    text = decode_damaged(data, problems)
    repaired = repair(text, as_jats).encode("utf-8")
    if not spelled:
        repaired = spell_entities(repaired, {}, name, problems)
    try:
        parser = _parser(recover=True)
        root = etree.fromstring(repaired, parser)
    except etree.XMLSyntaxError as second:
        _refuse_bombs(second, name)
        raise Unreadable(name, f"not XML: {second.msg}") from second
    if any(e.type in _TOO_MUCH for e in parser.error_log):
        raise Unreadable(name, f"refused: {parser.error_log.last_error.message if parser.error_log.last_error else words}")
    if root is None:
        raise Unreadable(name, f"not XML: {words}")
    return root


_BEFORE_ROOT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.S)
_START = re.compile(r"\s*<(?:[\w.\-]+:)?([A-Za-z_][\w.\-]*)")
_PROLOG = 16_384  # bytes within which a root begins, whatever is declared before it


def root_name(head: bytes) -> str:
    """The local name of the root element of a file that begins so; "" where none is seen."""
    encoding = next((encoding for mark, encoding in MARKS if head.startswith(mark)), "utf-8")
    head = head[:_PROLOG]
    text = head[: len(head) - len(head) % 4].decode(encoding, "replace").lstrip("\ufeff")
    at = 0
    while (before := _BEFORE_ROOT.match(text, at)) is not None:
        at = before.end()
    found = _START.match(text, at)
    return "" if found is None else found[1]
