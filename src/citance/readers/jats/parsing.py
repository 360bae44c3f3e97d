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

import codecs
import re
import threading
from html.entities import html5
from typing import Any

from lxml import etree

from citance.errors import Unreadable
from citance.model.document import Problem, ProblemKind

Element = Any  # lxml's element; its stubs do not say enough to be worth the casts

# 64 MB is ten times the largest article met. Above 3 M tags or 6 M attributes libxml2's tree passes 1 GB (about 120 bytes
# each beside the text); both are counted only in files large enough to hold them.
MOST_BYTES = 64_000_000
MOST_TAGS = 3_000_000
MOST_ATTRIBUTES = 6_000_000
# What the entities of one file may come to when spelled out. Real ones are names of characters.
MOST_ENTITY_TEXT = 10_000
MOST_ENTITY_GROWTH = 1_000_000

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
    data = _as_utf8(data, name, problems)
    if data.find(b"<!DOCTYPE") >= 0:
        data = _without_declarations(data, name, problems)
    try:
        parser = _of_thread.parser
        root = etree.fromstring(data, parser)
        if not parser.error_log or not any(e.type in _UNDECLARED for e in parser.error_log):
            return root, problems
    except etree.XMLSyntaxError as error:
        _refuse_bombs(error, name)
        if _code(error) not in _UNDECLARED:
            return _parse_broken(data, name, problems, error, as_jats), problems
    data = _spell_entities(data, {}, name, problems)
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
    text = _decode_damaged(data, problems)
    repaired = repair(text, as_jats).encode("utf-8")
    if not spelled:
        repaired = _spell_entities(repaired, {}, name, problems)
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
    encoding = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "utf-8")
    head = head[:_PROLOG]
    text = head[: len(head) - len(head) % 4].decode(encoding, "replace").lstrip("\ufeff")
    at = 0
    while (before := _BEFORE_ROOT.match(text, at)) is not None:
        at = before.end()
    found = _START.match(text, at)
    return "" if found is None else found[1]


# -- encodings --

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}  # ASCII is a part of it


def _as_utf8(data: bytes, name: str, problems: list[Problem]) -> bytes:
    """The file in UTF-8; left as it is where it says so itself (whether that is true is seen on parsing)."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            if encoding == "utf-8-sig":
                return data[3:]
            text = data.decode(encoding, "replace")
            if "\ufffd" in text:
                problems.append(Problem(ProblemKind.ENCODING, f"bytes that are not {encoding.upper()} were replaced"))
            return text.encode("utf-8", "replace")
    declared = _DECLARED.match(data[:400])
    if declared is None:
        return data
    encoding = declared[1].decode("ascii").lower()
    if encoding in _UTF8 or data.isascii():
        return data
    if _decoded(data, "utf-8") is not None:
        # Latin-1 text with two neighbouring letters that happen to be UTF-8 all through the file does not occur.
        problems.append(Problem(ProblemKind.ENCODING, f"declared as {encoding}, but is UTF-8"))
        return data
    as_declared = _decoded(data, encoding)
    if as_declared is None:
        problems.append(Problem(ProblemKind.ENCODING, f"declared as {encoding}, which it is not; read as Windows-1252"))
        as_declared = data.decode("cp1252", "replace")
    return as_declared.encode("utf-8", "replace")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return text if isinstance(text, str) else None  # codecs such as hex are named too


def _decode_damaged(data: bytes, problems: list[Problem]) -> str:
    """The text of bytes that should be UTF-8; those that are not are read as Windows-1252, each for itself.

    So a file of that encoding is read right, and one with a damaged letter keeps all others.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "citance.windows-1252")
        words = "not UTF-8 throughout as it should be; the bytes that are not were read as Windows-1252"
        problems.append(Problem(ProblemKind.ENCODING, words, f"byte {error.start}"))
        return text


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("citance.windows-1252", _as_windows_1252)


# -- entities --

_NAMED = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z_][\w.\-]*);", re.S)
_BUILT_IN = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_FIRST = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE|<[^!?]", re.S)
_DOCTYPE_PART = re.compile(rb"""<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|"[^"]*"|'[^']*'|[\[\]>]""", re.S)
_ENTITY = re.compile(rb"""<!ENTITY\s+([\w.\-]+)\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)[^>]*)\s*>""", re.S)
_REFERENCE = re.compile(rb"&([A-Za-z_][\w.\-]*);")


def _without_declarations(data: bytes, name: str, problems: list[Problem]) -> bytes:
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
    return _spell_entities(rest, entities, name, problems) if entities else rest


def _spell_entities(data: bytes, declared: dict[bytes, bytes | None], name: str, problems: list[Problem]) -> bytes:
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


# -- broken files --

_MARKUP = re.compile(
    r"""<!--|<!\[CDATA\[|<\?|<!DOCTYPE[^>\[]*>
    |</(?P<end>[A-Za-z_][\w:.\-]*)\s*>
    |<(?P<start>[A-Za-z_][\w:.\-]*)(?:\s+[A-Za-z_][\w:.\-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?P<empty>/?)>
    |<(?P<odd>[A-Za-z_][\w:.\-]*)(?P<attributes>[^<>]*?)(?P<odd_empty>/?)>
    |[<&]""",
    re.X | re.ASCII,
)
_ATTRIBUTE = re.compile(r"""(?<=\s)([A-Za-z_][\w:.\-]*)\s*=\s*("[^"<]*"|'[^'<]*')""", re.ASCII)
_ROOT = re.compile(r"""<(?:\w+:)?article(?:\s+[\w:.\-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*>""")
_FIRST_PARTS = re.compile(r"<(?:\w+:)?(?:front|journal-meta|article-meta|body|back)[\s>]")
_CLOSERS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_ENTITY_HERE = re.compile(r"&(?:[A-Za-z][\w.\-]*|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_BARE_AND = re.compile(r"&(?!(?:[A-Za-z][\w.\-]*|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
# In a document that is not well-formed libxml2 leaves the named ones out, and with them the character.
_OWN_CHARACTERS = {"&amp;": "&#38;", "&lt;": "&#60;", "&gt;": "&#62;", "&quot;": "&#34;", "&apos;": "&#39;"}
_NAMED_CHARACTER = re.compile("|".join(_OWN_CHARACTERS))
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Where the big parts may stand. One that begins elsewhere tells that the end tags before it are lost: what is open below
# such a parent is closed. The lists are those of JATS, so that nothing sound is closed.
_ARTICLES = frozenset({"article", "sub-article", "response"})
_HOLD_SECTIONS = frozenset(
    {"body", "back", "sec", "abstract", "trans-abstract", "ack", "app", "bio", "boxed-text", "notes", "glossary", "question"}
)
_PARENTS: dict[str, frozenset[str]] = {
    "front": _ARTICLES,
    "body": _ARTICLES,
    "back": _ARTICLES,
    "sec": _HOLD_SECTIONS,
    "abstract": frozenset({"article-meta", "front-stub"}),
    "ref-list": _HOLD_SECTIONS | {"ref-list"},
    "ref": frozenset({"ref-list"}),
}
_ONCE = frozenset({"front", "body", "back"})  # a second one is debris that fell into a paragraph, and is closed with that
_IDENTITY = re.compile(r"\sid\s*=")
_STARTS = {name: re.compile(rf"<{name}[\s>]") for name in ("ref", "ref-list")}
_LINES = frozenset({"p", "title", "td", "th"})
# What holds no paragraph, and what does, so that one further out tells nothing.
_WITHOUT_PARAGRAPHS = frozenset(
    {"ref", "element-citation", "mixed-citation", "nlm-citation", "citation", "person-group", "table", "thead", "tbody", "tr"}
    | {"title", "label"}
)
_WITH_PARAGRAPHS = _HOLD_SECTIONS | {
    "p",
    "td",
    "th",
    "caption",
    "fn",
    "note",
    "list-item",
    "def",
    "table-wrap-foot",
    "disp-quote",
}


def repair(text: str, as_jats: bool = True) -> str:
    """`text` with its tags balanced: what is no tag becomes text, end tags that end nothing go, missing ones are added.

    The damage stays where it is: an end tag ends the innermost open element of its name, and everything opened within; of a
    start tag with damaged attributes the name and the others are kept, one that cannot be read takes its end tag with it.
    So a broken tag in one paragraph leaves the next one whole, where libxml2's own recovery closes one element more than was
    opened and so ends the article early. A body, section, reference or paragraph that begins where none can stand closes what
    was left open before it; that is JATS, and other vocabularies (not `as_jats`) are balanced without it.
    """
    text = _BY_NUMBER.sub(_if_xml, _NOT_XML.sub("", text))
    if as_jats:
        text = _with_root(text)
    out: list[str] = []
    stack: list[str] = []
    open_count: dict[str, int] = {}
    known_ends: dict[str, bool] = {}

    def ends(name: str) -> bool:
        """Whether there are end tags of that name at all, or what looks like a tag is words between signs."""
        if name not in known_ends:
            known_ends[name] = len(known_ends) < 1_000 and f"</{name}" in text
        return known_ends[name]

    seen: set[str] = set()
    ahead: dict[str, int] = {}

    def next_start(name: str) -> int:
        """Where the next start tag of this name begins, from `at`: looked for anew only when it is past."""
        if ahead.get(name, -1) < at:
            found = _STARTS[name].search(text, at)
            ahead[name] = len(text) if found is None else found.start()
        return ahead[name]

    never: set[str] = set()  # closers that do not come again: looked for once, so that the work stays linear
    at = 0
    while (match := _MARKUP.search(text, at)) is not None:
        if stack:
            out.append(text[at : match.start()])
        at = match.end()
        token, start, end, empty = match[0], match["start"], match["end"], match["empty"]
        if (odd := match["odd"]) is not None and ends(odd):  # a start tag whose attributes are damaged
            start, empty = odd, match["odd_empty"]
            token = f"<{odd}{''.join(f' {a}' for a in _attributes(match['attributes']))}{empty}>"
        if start is not None:
            stray = as_jats and start == "ref" and not open_count.get("ref-list")
            if stray and (any(open_count.get(line) for line in _LINES) or _IDENTITY.search(token) is None):
                continue  # debris that fell into the text
            left = _left_open(start, stack, seen) if as_jats else []
            around = len(stack) - len(left) - 1
            if start == "p" and around > 0 and stack[around] == "ref-list" and next_start("ref-list") <= next_start("ref"):
                left = stack[around:]  # no reference follows in it
            for name in reversed(left):
                stack.pop()
                open_count[name] -= 1
                out.append(f"</{name}>")
            out.append(_with_characters(token) if "&" in token else token)
            if not empty:
                seen.add(start)
                stack.append(start)
                open_count[start] = open_count.get(start, 0) + 1
        elif end is not None:
            if not open_count.get(end) or (end == stack[0] and open_count[end] == 1 and text.find(f"</{end}", at) >= 0):
                continue  # ends nothing; or would end the root, which is ended again further on
            while stack:
                top = stack.pop()
                open_count[top] -= 1
                out.append(f"</{top}>")
                if top == end:
                    break
        elif token in _CLOSERS:
            closer = _CLOSERS[token]
            close = -1 if closer in never else text.find(closer, at)
            if close < 0:
                never.add(closer)
            # An instruction holds no tags; one that does has lost its end.
            if close < 0 or (token == "<?" and text.find("<", at, close) >= 0):
                if stack:
                    out.append("&lt;" + token[1:])
            else:
                if stack and token == "<![CDATA[":
                    out.append(text[match.start() : close + len(closer)])
                at = close + len(closer)
        elif stack and token == "&":
            here = _ENTITY_HERE.match(text, match.start())
            out.append("&#38;" if here is None else _OWN_CHARACTERS.get(here[0], here[0]))
            at = at if here is None else here.end()
        elif stack and token[0] == "<":
            out.append("&lt;")
            at = match.start() + 1
        if out and not stack:
            return "".join(out)  # the root is whole
    out.append(text[at:] if stack else "")
    out.extend(f"</{name}>" for name in reversed(stack))
    return "".join(out)


_BY_NUMBER = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")


def _if_xml(reference: re.Match[str]) -> str:
    """A reference to a character by its number, "" where it is none that XML has: libxml2, forgiving, would let it through."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if number <= 0x10FFFF and _NOT_XML.match(chr(number)) is None else ""


def _left_open(start: str, stack: list[str], seen: set[str]) -> list[str]:
    """The innermost open elements that an element of the name `start` cannot stand in."""
    if start == "p":
        lowest = len(stack)
        for index in range(len(stack) - 1, 0, -1):
            if stack[index] in _WITH_PARAGRAPHS:
                break
            if stack[index] in _WITHOUT_PARAGRAPHS:
                lowest = index
        return stack[lowest:]
    parents = _PARENTS.get(start)
    if parents is None or (start in _ONCE and start in seen):
        return []
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] in parents:
            return stack[index + 1 :]
    return []


def _with_characters(tag: str) -> str:
    """A start tag whose references to characters are numbers, and whose other signs of and are spelled out."""
    return _BARE_AND.sub("&#38;", _NAMED_CHARACTER.sub(lambda match: _OWN_CHARACTERS[match[0]], tag))


def _attributes(text: str) -> list[str]:
    """The attributes that can be read of a start tag that cannot, each once."""
    return [f"{name}={value}" for name, value in {m[1]: m[2] for m in _ATTRIBUTE.finditer(text)}.items()]


def _with_root(text: str) -> str:
    """`text` with an `<article>` around it where the damage hit the one it had."""
    if _ROOT.search(text) is None and (first := _FIRST_PARTS.search(text)) is not None:
        return f"<article>{text[first.start() :]}"
    return text
