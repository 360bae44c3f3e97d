"""Trees of other vocabularies told in the words of JATS.

Publishers' own XML and TEI say what JATS says in other words. Their readers rename what has a name there, build anew what is
arranged otherwise (front matter, entries of the reference list), and leave the rest of the work (markers, places, what stands
aside) to the one walk there is. Nothing is lost on the way: what stands behind an element stays behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from citance.readers.jats.names import LOCAL, words

Element = Any


def make(name: str, text: str = "", /, **attributes: str) -> Element:
    """A new element with these words; underscores in names of attributes stand for hyphens. Empty attributes are left out."""
    element = etree.Element(name)
    if text:
        element.text = text
    for key, value in attributes.items():
        if value:
            element.set(key.replace("_", "-"), value)
    return element


def add(parent: Element, name: str, text: str, /, **attributes: str) -> None:
    """Puts a new element with these words at the end of `parent`; nothing where there are no words."""
    if text:
        parent.append(make(name, text, **attributes))


def move(parent: Element, element: Element, name: str) -> None:
    """Puts an element with all within it, under this name, at the end of `parent`; what stood behind it stays where it was.

    What is no element (an entity nobody could spell out) has no name, and keeps it so.
    """
    _keep_tail(element)
    if name:
        element.tag = name
    parent.append(element)


def pour(parent: Element, element: Element) -> None:
    """Puts all that an element holds, words too, at the end of `parent`, and takes the element away."""
    _append_text(parent, len(parent), element.text)
    parent.extend(list(element))
    drop(element)


def drop(element: Element) -> None:
    """Takes an element out of its tree, with all within it; what stood behind it stays."""
    parent = element.getparent()
    if parent is not None:
        _keep_tail(element)
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Puts what an element holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    children = list(element)
    _append_text(parent, at, element.text)
    if element.tail:
        if children:
            children[-1].tail = (children[-1].tail or "") + element.tail
        else:
            _append_text(parent, at, element.tail)
        element.tail = None
    parent[at : at + 1] = children


def rename(root: Element, names: Mapping[str, str], unwrapped: Iterable[str] = (), dropped: Iterable[str] = ()) -> None:
    """Gives the elements below `root` their JATS names, by their local ones, and takes out what JATS has no name for.

    Those not named keep theirs; what is `unwrapped` leaves what it holds, what is `dropped` does not.
    """
    gone, loose = frozenset(dropped), frozenset(unwrapped)
    for element in list(root.iterdescendants()):
        name = LOCAL[element.tag]
        if name in gone:
            drop(element)
        elif name in loose:
            unwrap(element)
        elif (known := names.get(name)) is not None:
            element.tag = known


def first(element: Element, *path: str) -> Element | None:
    """The first element that this path of local names leads to from `element`."""
    if not path:
        return element
    for child in element:
        if LOCAL[child.tag] == path[0] and (found := first(child, *path[1:])) is not None:
            return found
    return None


def said(element: Element | None, *path: str) -> str:
    """The words of the first element at the path; "" where there is none."""
    found = None if element is None else first(element, *path)
    return "" if found is None else words(found)


def children(element: Element, *names: str) -> list[Element]:
    """The children with one of these local names."""
    return [child for child in element if LOCAL[child.tag] in names]


def _keep_tail(element: Element) -> None:
    tail, parent = element.tail, element.getparent()
    if tail and parent is not None:
        _append_text(parent, parent.index(element), tail)
    element.tail = None


def _append_text(parent: Element, at: int, text: str | None) -> None:
    """Puts words before the child of this number."""
    if not text:
        return
    if at > 0:
        before = parent[at - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
