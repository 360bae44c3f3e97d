"""Reference lists that are tagged as something else (a numbered list, paragraphs, notes) → reference lists.

For files in which nothing is a `<ref>`. What stands under the heading of a bibliography, and what links that say they cite lead
to, are its entries; anything else stays what it is.
"""

from __future__ import annotations

import re
from typing import Any

from citance.readers.jats.dialects import add, drop, make, pour
from citance.readers.jats.names import LOCAL, ids_in, words

Element = Any

# Headings of bibliographies in the languages that journals write in, numbered or not.
_HEADING = re.compile(
    r"(?:[\dIVX]+\.?\s*)?(?:(?:list\sof\s|cited\s|selected\s)?(?:references?|bibliograph(?:y|ies))"
    r"(?:\s(?:cited|list|and\snotes|and\sbibliography))?|(?:literature|works|sources)\scited|cited\sliterature"
    r"|r[ée]f[ée]rences(?:\sbibliographiques)?|bibliographie"
    r"|referencias(?:\sbibliogr[áa]ficas)?|bibliograf[íi]a(?:\scitada)?|refer[êe]ncias(?:\sbibliogr[áa]ficas)?|bibliografia"
    r"|literatur(?:verzeichnis|angaben)?|quellen|riferimenti(?:\sbibliografici)?"
    r"|список\sлитературы|литература|библиографи\w+|références|参考文献|參考文獻|引用文献|文献|참고\s?문헌|irodalom\w*|piśmiennictwo|literatura"
    r"|kaynak(?:lar|ça)|daftar\spustaka|المراجع)\s*[:.]?",
    re.I,
)
_CONTAINERS = tuple(f"{{*}}{name}" for name in ("sec", "app", "notes", "ref-list", "fn-group", "ack", "list", "boxed-text"))
_CITED = ("{*}mixed-citation", "{*}element-citation", "{*}nlm-citation", "{*}citation")
# What an entry holds, and running words under such a heading seldom: a year, an address or volume and pages.
_OF_ENTRY = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\b10\.\d{4,9}/|https?://|\b\d+\s?(?:\(\d+\))?\s?[:,]\s?\d+[-–]\d+")
_LABEL = re.compile(r"\s*(?:\[\s?(\d{1,3})\s?\]|\((\d{1,3})\)|(\d{1,3})\s?[.)])\s*(?=\D)")
_SHORTEST, _LONGEST = 20, 800
# So many of them must look like entries; the rest are remarks, or works without a year.
_SHARE = 0.7


def tag_entries(article: Element) -> bool:
    """Puts `<ref>` where an article without any has a bibliography all the same; whether it had one."""
    tagged = False
    for part in [one for one in article.iter(*_CONTAINERS) if _is_headed(one)]:
        entries = _entries(part)
        if len(entries) > 1 and _look_like_entries(entries):
            _retag(part, entries)
            tagged = True
    return tagged or _tag_linked_notes(article)


def _is_headed(part: Element) -> bool:
    title = next((child for child in part if LOCAL[child.tag] in ("title", "label")), None)
    return title is not None and _HEADING.fullmatch(words(title)) is not None


def _entries(part: Element) -> list[Element]:
    """The items of its lists, its notes or its paragraphs, whatever there is first; of nested lists the inner items."""
    for names in (("{*}list-item",), ("{*}fn",), _CITED, ("{*}p",)):
        found = list(part.iter(*names))
        if found:
            return [one for one in found if not any(inner is not one for inner in one.iter(*names))]
    return []


def _look_like_entries(entries: list[Element]) -> bool:
    texts = [words(one) for one in entries]
    good = sum(_SHORTEST <= len(text) <= _LONGEST and _OF_ENTRY.search(text) is not None for text in texts)
    return good >= _SHARE * len(texts)


def _tag_linked_notes(article: Element) -> bool:
    """Makes entries of the notes, items or paragraphs that links which say they cite lead to."""
    named = {one for xref in article.iter("{*}xref") if xref.get("ref-type") == "bibr" for one in ids_in(xref.get("rid"))}
    if not named:
        return False
    linked = [one for one in article.iter("{*}fn", "{*}list-item", "{*}p", "{*}note", *_CITED) if one.get("id") in named]
    if linked:
        _retag(linked[0].getparent(), linked)
    return bool(linked)


def _retag(part: Element, entries: list[Element]) -> None:
    """Takes the entries out, and puts them into a reference list at the end of `part`."""
    listed = make("ref-list")
    ordered = all((one.getparent().get("list-type") or "") in ("order", "ordered", "number") for one in entries)
    for number, entry in enumerate(entries, 1):
        ref = make("ref", id=entry.get("id") or next((i for e in entry.iter("{*}p") if (i := e.get("id"))), ""))
        labels = [child for child in entry if LOCAL[child.tag] == "label"]
        label = words(labels[0]) if labels else ""
        for one in labels:
            drop(one)
        text = words(entry)
        printed = None if label else _LABEL.match(text)
        add(ref, "label", label or (next(filter(None, printed.groups())) if printed else str(number) if ordered else ""))
        _fill(ref, entry)
        if printed is not None:
            _without_label(ref[-1])
        drop(entry)
        listed.append(ref)
    part.append(listed)


def _fill(ref: Element, entry: Element) -> None:
    """Gives a new `<ref>` the citations tagged in the entry, else all its words as one."""
    tagged = list(entry.iter(*_CITED))
    if tagged:
        for one in tagged:
            one.tail = None
            ref.append(one)
        return
    citation = make("mixed-citation")
    blocks = [one for one in entry if LOCAL[one.tag] == "p"]
    for block in blocks or [entry]:
        if len(citation) or citation.text:
            add(citation, "comment", " ")
        pour(citation, block)
    ref.append(citation)


def _without_label(citation: Element) -> None:
    """Takes the printed number from the beginning of an entry, where it stands in its first words."""
    if citation.text and (match := _LABEL.match(citation.text)):
        citation.text = citation.text[match.end() :]
