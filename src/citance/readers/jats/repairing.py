"""Tags balanced in a file that is not well-formed, so that the damage stays where it is."""

from __future__ import annotations

import re

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
    return _Balance(_with_root(text) if as_jats else text, as_jats).balanced()


class _Balance:
    """One text on its way: what is written, and what is open."""

    def __init__(self, text: str, as_jats: bool) -> None:
        self._text, self._as_jats = text, as_jats
        self._at = 0
        self._out: list[str] = []
        self._stack: list[str] = []
        self._open_count: dict[str, int] = {}
        self._seen: set[str] = set()
        self._known_ends: dict[str, bool] = {}
        self._ahead: dict[str, int] = {}
        self._never: set[str] = set()  # closers that do not come again: looked for once, so that the work stays linear

    def balanced(self) -> str:
        """The text up to the end of its root, which is added where it is missing."""
        text, out, stack = self._text, self._out, self._stack
        while (match := _MARKUP.search(text, self._at)) is not None:
            if stack:
                out.append(text[self._at : match.start()])
            self._at = match.end()
            self._take(match)
            if out and not stack:
                return "".join(out)  # the root is whole
        out.append(text[self._at :] if stack else "")
        out.extend(f"</{name}>" for name in reversed(stack))
        return "".join(out)

    def _take(self, match: re.Match[str]) -> None:
        token, start, empty = match[0], match["start"], match["empty"]
        if (odd := match["odd"]) is not None and self._ends(odd):  # a start tag whose attributes are damaged
            start, empty = odd, match["odd_empty"]
            token = f"<{odd}{''.join(f' {a}' for a in _attributes(match['attributes']))}{empty}>"
        if start is not None:
            self._start(start, token, bool(empty))
        elif match["end"] is not None:
            self._end(match["end"])
        elif token in _CLOSERS:
            self._pass_over(token, match.start())
        elif self._stack and token == "&":
            here = _ENTITY_HERE.match(self._text, match.start())
            self._out.append("&#38;" if here is None else _OWN_CHARACTERS.get(here[0], here[0]))
            self._at = self._at if here is None else here.end()
        elif self._stack and token[0] == "<":
            self._out.append("&lt;")
            self._at = match.start() + 1

    def _start(self, name: str, token: str, empty: bool) -> None:
        """A start tag: what was left open before it is closed."""
        count, stack = self._open_count, self._stack
        stray = self._as_jats and name == "ref" and not count.get("ref-list")
        if stray and (any(count.get(line) for line in _LINES) or _IDENTITY.search(token) is None):
            return  # debris that fell into the text
        left = _left_open(name, stack, self._seen) if self._as_jats else []
        around = len(stack) - len(left) - 1
        if name == "p" and around > 0 and stack[around] == "ref-list" and self._next("ref-list") <= self._next("ref"):
            left = stack[around:]  # no reference follows in it
        for _ in left:
            self._close()
        self._out.append(_with_characters(token) if "&" in token else token)
        if not empty:
            self._seen.add(name)
            stack.append(name)
            count[name] = count.get(name, 0) + 1

    def _end(self, name: str) -> None:
        """An end tag: it closes what was opened within."""
        count = self._open_count.get(name)
        if not count or (name == self._stack[0] and count == 1 and self._text.find(f"</{name}", self._at) >= 0):
            return  # ends nothing; or would end the root, which is ended again further on
        while self._stack and self._close() != name:
            pass

    def _close(self) -> str:
        """Close the innermost element; its name."""
        name = self._stack.pop()
        self._open_count[name] -= 1
        self._out.append(f"</{name}>")
        return name

    def _pass_over(self, token: str, begun: int) -> None:
        """A comment, an instruction or verbatim text: left out, but for the text. One without its end is words."""
        closer = _CLOSERS[token]
        close = -1 if closer in self._never else self._text.find(closer, self._at)
        if close < 0:
            self._never.add(closer)
        # An instruction holds no tags; one that does has lost its end.
        if close < 0 or (token == "<?" and self._text.find("<", self._at, close) >= 0):
            if self._stack:
                self._out.append("&lt;" + token[1:])
            return
        if self._stack and token == "<![CDATA[":
            self._out.append(self._text[begun : close + len(closer)])
        self._at = close + len(closer)

    def _ends(self, name: str) -> bool:
        """Whether there are end tags of that name at all, or what looks like a tag is words between signs."""
        known = self._known_ends
        if name not in known:
            known[name] = len(known) < 1_000 and f"</{name}" in self._text
        return known[name]

    def _next(self, name: str) -> int:
        """Where the next start tag of this name begins, from here: looked for anew only when it is past."""
        if self._ahead.get(name, -1) < self._at:
            found = _STARTS[name].search(self._text, self._at)
            self._ahead[name] = len(self._text) if found is None else found.start()
        return self._ahead[name]


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
