"""Elements by their local name, whatever the namespace, and the plain words of an element."""

from __future__ import annotations

import sys
from typing import Any

from lxml import etree

Element = Any

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
HREF = "{http://www.w3.org/1999/xlink}href"


class _LocalNames(dict[Any, str]):
    """Tag as lxml has it → local name; "" for what is no element (an entity that was not spelled out)."""

    def __missing__(self, tag: Any) -> str:
        name = sys.intern(tag.rpartition("}")[2].rpartition(":")[2]) if isinstance(tag, str) else ""  # compared fast
        if len(self) < 5_000:  # a file of invented names must not fill memory
            self[tag] = name
        return name


LOCAL = _LocalNames()


def href(element: Element) -> str:
    """The address an element links to, "" where it has none; also where `xlink` was never declared."""
    return (element.get(HREF) or element.get("xlink:href") or element.get("href") or "").strip()


def ids_in(rid: str | None) -> list[str]:
    """The ids that a link names: parted by blanks, as the standard says, or by commas or semicolons; also written with #."""
    return [one.removeprefix("#") for one in rid.replace(",", " ").replace(";", " ").split()] if rid else []


# Names whose words are no part of the text around them.
UNSPOKEN = frozenset({
    "tex-math", "annotation", "annotation-xml", "glyph-data", "object-id", "alt-text", "long-desc", "institution-id",
})  # fmt: skip
_CAREFUL = UNSPOKEN | {"break", ""}


def collapse(text: str) -> str:
    """`text` with its blanks collapsed: every run of white space one blank, none at the ends.

    XML has four signs of white space in ASCII, and in printable text the only one is the blank, so that most text is seen to
    be in order without taking it apart; splitting and joining every paragraph took a fifth of the time of reading.
    """
    if "\n" not in text and "\t" not in text and "\r" not in text:
        if not text.isascii():
            text = text.replace("\u00a0", " ").replace("\u2009", " ")  # those that hold numbers and units together
            if not text.isprintable():
                return " ".join(text.split())
        if "  " not in text:
            return text.strip()
    return " ".join(text.split())


def words(element: Element) -> str:
    """The words of an element and all within it, blanks collapsed; TeX and alternative texts are left out."""
    if not len(element):
        text = element.text
        return collapse(text) if text else ""
    for inner in element.iter():
        if LOCAL[inner.tag] in _CAREFUL:
            return _careful_words(element)
    return collapse(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def _careful_words(element: Element) -> str:
    parts: list[str] = []

    def collect(e: Element) -> None:
        if e.text:
            parts.append(e.text)
        for child in e:
            name = LOCAL[child.tag]
            if name == "break":
                parts.append(" ")
            elif name not in UNSPOKEN or (name == "tex-math" and not _has_math(e)):
                if name == "tex-math":
                    parts.append(tex_words("".join(child.itertext())))
                else:
                    collect(child)
            if child.tail:
                parts.append(child.tail)

    collect(element)
    return " ".join("".join(parts).split())


def _has_math(element: Element) -> bool:
    return any(LOCAL[child.tag] == "math" for child in element)


def tex_words(source: str) -> str:
    """A TeX formula without the preamble some publishers print with every one of them."""
    begin = source.find("\\begin{document}")
    if begin >= 0:
        source = source[begin + len("\\begin{document}") :]
        source = source.partition("\\end{document}")[0]
    return source.strip().strip("$").strip()
