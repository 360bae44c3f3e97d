"""Bodies that hold a web page as escaped text (`specific-use="quirks-mode"`) → paragraphs and sections."""

from __future__ import annotations

from typing import Any

from lxml import etree

from citance.readers.jats.names import LOCAL, words

Element = Any

_SIGN = "<!--version=html-->"
_KEPT = {"sup": "sup", "sub": "sub", "i": "italic", "em": "italic", "b": "bold", "strong": "bold"}
_INLINE = frozenset({*_KEPT, "a", "font", "span", "small", "big", "u", "tt", "img", "nobr"})
_SILENT = frozenset({"script", "style", "head"})
_LONGEST_HEADING = 80


def spell_out(body: Element) -> None:
    """Puts real paragraphs in the place of those that hold a web page as escaped text.

    A line all in bold is a heading. A line's end (`<br>`) is a blank: pages of that age break lines anywhere.
    """
    for paragraph in list(body):
        text = paragraph.text
        if text and LOCAL[paragraph.tag] == "p" and text.lstrip().startswith(_SIGN):
            try:
                page = etree.fromstring(text, etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True))
                parts = [] if page is None else _sectioned(_paragraphs(page))
            except (etree.XMLSyntaxError, ValueError):  # no page, or signs in it that no XML can hold
                continue
            at = body.index(paragraph)
            body.remove(paragraph)
            for part in reversed(parts):
                body.insert(at, part)


def _paragraphs(page: Element) -> list[Element]:
    """The page's lines of text, each a `<p>` with its superscripts and emphasis."""
    found = [etree.Element("p")]

    def add(text: str | None, within: list[str]) -> None:
        if not text:
            return
        target = found[-1]
        for name in within:  # the emphasis that is open, gone on with where it was
            last = target[-1] if len(target) else None
            if last is None or last.tag != name or last.tail:
                last = etree.SubElement(target, name)
            target = last
        if len(target):
            target[-1].tail = (target[-1].tail or "") + text
        else:
            target.text = (target.text or "") + text

    def walk(element: Element, within: list[str]) -> None:
        name = LOCAL[element.tag]
        if name in _SILENT:
            return
        block = name not in _INLINE and name != "br"
        if block:
            found.append(etree.Element("p"))
        inner = [*within, _KEPT[name]] if name in _KEPT and _KEPT[name] not in within else within
        add(" " if name == "br" else element.text, inner)
        for child in element:
            walk(child, inner)
            add(child.tail, inner)
        if block:
            found.append(etree.Element("p"))

    walk(page, [])
    return [p for p in found if words(p)]


def _sectioned(paragraphs: list[Element]) -> list[Element]:
    """The paragraphs, those after a heading in a section."""
    parts: list[Element] = []
    for paragraph in paragraphs:
        if _is_heading(paragraph):
            section = etree.Element("sec")
            paragraph.tag = "title"
            section.append(paragraph)
            parts.append(section)
        elif parts and parts[-1].tag == "sec":
            parts[-1].append(paragraph)
        else:
            parts.append(paragraph)
    return parts


def _is_heading(paragraph: Element) -> bool:
    loose = [paragraph.text, *(child.tail for child in paragraph)]
    return (
        not any(text and not text.isspace() for text in loose)
        and any(child.tag == "bold" for child in paragraph)
        and all(child.tag in ("bold", "italic") for child in paragraph)
        and len(words(paragraph)) <= _LONGEST_HEADING
    )
