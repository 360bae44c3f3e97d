"""Named entities spelled out as characters, under a limit: the file's own and HTML's."""

from __future__ import annotations

import re
from html.entities import html5

from citance.errors import Unreadable
from citance.model.document import Problem, ProblemKind

# What the entities of one file may come to when spelled out. Real ones are names of characters.
MOST_ENTITY_TEXT = 10_000
MOST_ENTITY_GROWTH = 1_000_000
_NAMED = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z_][\w.\-]*);", re.S)
_BUILT_IN = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_FIRST = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE|<[^!?]", re.S)
_DOCTYPE_PART = re.compile(rb"""<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|"[^"]*"|'[^']*'|[\[\]>]""", re.S)
_ENTITY = re.compile(rb"""<!ENTITY\s+([\w.\-]+)\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)[^>]*)\s*>""", re.S)
_REFERENCE = re.compile(rb"&([A-Za-z_][\w.\-]*);")


def without_declarations(data: bytes, name: str, problems: list[Problem]) -> bytes:
    """The file without its document type where that has declarations of its own, their entities spelled out."""
    begin = next((m.start() for m in _FIRST.finditer(data) if m[0] == b"<!DOCTYPE" or m[0][1:2] not in b"!?"), -1)
    if begin < 0 or not data.startswith(b"<!DOCTYPE", begin):
        return data
    inside, end = False, -1
    for part in _DOCTYPE_PART.finditer(data, begin):
        if part[0] == b"[":
            inside = True
        elif part[0] == b"]":
            inside = False
        elif part[0] == b">" and not inside:
            end = part.end()
            break
    if end < 0:
        return data  # the parser will say what is wrong
    doctype = data[begin:end]
    if b"[" not in doctype:
        return data
    rest = data[:begin] + b"\n" * doctype.count(b"\n") + data[end:]
    entities: dict[bytes, bytes | None] = {}
    for found in _ENTITY.finditer(doctype):
        value = found[2] if found[2] is not None else found[3]
        entities.setdefault(found[1], value)  # the first declaration counts; None: kept elsewhere, and never fetched
    return spell_entities(rest, entities, name, problems) if entities else rest


def spell_entities(data: bytes, declared: dict[bytes, bytes | None], name: str, problems: list[Problem]) -> bytes:
    """`data` with its named entities as characters: the file's own first, then HTML's; others stay as printed.

    Raises Unreadable where the file's own come to more than real ones do.
    """
    known: dict[bytes, bytes] = {}
    unknown: dict[str, int] = {}
    room = MOST_ENTITY_GROWTH

    def value(entity: bytes, within: tuple[bytes, ...]) -> bytes:
        nonlocal room
        if entity in _BUILT_IN:
            return b"&" + entity + b";"
        if entity in known:
            return known[entity]
        if entity in within or len(within) > 20:
            raise Unreadable(name, f"refused: the entity {entity.decode('ascii', 'replace')} stands within itself")
        own = declared.get(entity)
        if own is not None:
            if len(own) > MOST_ENTITY_TEXT:
                raise Unreadable(name, f"refused: the entity {entity.decode('ascii', 'replace')} is too long")
            size, parts, last = 0, [], 0
            for inner in _REFERENCE.finditer(own):
                parts += [own[last : inner.start()], value(inner[1], (*within, entity))]
                last = inner.end()
                size += len(parts[-2]) + len(parts[-1])
                if size > MOST_ENTITY_TEXT:
                    raise Unreadable(name, f"refused: the entity {entity.decode('ascii', 'replace')} grows out of bounds")
            known[entity] = b"".join([*parts, own[last:]])
            return known[entity]
        characters = html5.get(entity.decode("ascii", "replace") + ";")
        if characters is None:
            return b""
        known[entity] = "".join(f"&#{ord(c)};" for c in characters).encode("ascii")
        return known[entity]

    def spell(match: re.Match[bytes]) -> bytes:
        nonlocal room
        entity = match[1]
        if entity is None or entity in _BUILT_IN:
            return match[0]
        text = value(entity, ())
        room -= len(text)
        if room < 0 and declared:
            raise Unreadable(name, "refused: its entities grow out of bounds")
        if not text and declared.get(entity) is None:
            word = entity.decode("ascii", "replace")
            unknown[word] = unknown.get(word, 0) + 1
            return b"&amp;" + entity + b";"
        return text

    data = _NAMED.sub(spell, data)
    problems.extend(
        Problem(
            ProblemKind.UNKNOWN_ENTITY,
            f"the entity {word} is unknown (met {'once' if times == 1 else f'{times} times'}); kept as printed",
            f"&{word};",
        )
        for word, times in list(unknown.items())[:20]
    )
    return data
