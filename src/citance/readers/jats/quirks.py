"""What a publisher leaves to its own style sheet, spelled out.

Bodies that hold a web page as escaped text (`specific-use="quirks-mode"`) → paragraphs and sections; links without words, made
of LaTeX's commands for citations (Copernicus), → names and years.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from lxml import etree

from citance.readers.jats.names import LOCAL, ids_in, words

Element = Any

_SIGN = "<!--version=html-->"
_KEPT = {"sup": "sup", "sub": "sub", "i": "italic", "em": "italic", "b": "bold", "strong": "bold"}
_INLINE = frozenset({*_KEPT, "a", "font", "span", "small", "big", "u", "tt", "img", "nobr"})
_SILENT = frozenset({"script", "style", "head"})
_LONGEST_HEADING = 80
# How natbib calls an entry: "Alder et al.(2011)", all names behind it or not.
_CALLED = re.compile(r"(?P<names>[^()]+?)\s?\((?P<year>[^()]{2,20})\)")
# \citep, \citet, \citealp, \citealt... of the LaTeX the file was made from, each with its number.
_COMMAND = re.compile(r"(paren|text|altparen|alttext|year|yearpar|author)\.\d+")


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


def name_links(article: Element) -> None:
    """Gives links without words those that a reader of the printed page sees: `(e.g., Alder et al., 2011)`.

    Only where the link says by which command it cites and all entries it names say what they are called. The first links of
    an article tell whether its publisher writes so.
    """
    body = next((child for child in article if LOCAL[child.tag] == "body"), article)
    if not any(_COMMAND.fullmatch(xref.get("id") or "") for xref in islice(body.iter("{*}xref"), 20)):
        return
    called = _called(article)
    for xref in article.iter("{*}xref"):
        command = _COMMAND.fullmatch(xref.get("id") or "")
        if command is None or (xref.text and not xref.text.isspace()):
            continue
        entries = [called.get(one) for one in ids_in(xref.get("rid"))]
        around = {kind: [part for part in xref if part.get("content-type") == kind] for kind in ("pre", "post")}
        if not entries or len(around["pre"]) + len(around["post"]) < len(xref):
            continue
        pre, post = (" ".join(words(part) for part in around[kind]) for kind in ("pre", "post"))
        named = [(entry["names"], entry["year"]) for entry in entries if entry is not None]
        if len(named) == len(entries):
            del xref[:]
            xref.text = _written(command[1], named, f"{pre} " if pre else "", f", {post.lstrip(', ')}" if post else "")


def _called(article: Element) -> dict[str, re.Match[str]]:
    """What natbib calls the entries of the reference list, by their ids."""
    labels = ((ref.get("id"), words(label)) for ref in article.iter("{*}ref") for label in ref if LOCAL[label.tag] == "label")
    return {identity: match for identity, label in labels if identity and (match := _CALLED.match(label))}


def _written(command: str, named: list[tuple[str, str]], pre: str, post: str) -> str:
    """What natbib prints for a command and these names and years."""
    if command == "text":
        return ", ".join(f"{names} ({pre}{year}{post})" for names, year in named)
    if command == "author":
        return ", ".join(names for names, _ in named)
    if command in ("year", "yearpar"):
        said = f"{pre}{', '.join(year for _, year in named)}{post}"
    else:
        comma = "" if command == "alttext" else ","
        said = f"{pre}{'; '.join(f'{names}{comma} {year}' for names, year in named)}{post}"
    return f"({said})" if command in ("paren", "yearpar") else said


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
