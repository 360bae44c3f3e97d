"""BioMed Central's own XML (`<art>`, of 2000 to 2016) → Document.

The tree is told in the words of JATS and then walked as one (see `readers.jats.dialects`).
"""

from __future__ import annotations

import re
from typing import Any

from citance.errors import Unreadable
from citance.model.document import Document
from citance.readers.jats import read_article
from citance.readers.jats.dialects import add, children, drop, first, make, move, rename, said, unwrap
from citance.readers.jats.names import HREF, LANGUAGE, LOCAL, words
from citance.readers.jats.parsing import parse, pick, root_name

Element = Any

NAME = "bmc"


def sniff(head: bytes) -> bool:
    """Whether a file beginning with `head` is BioMed Central's: its root is an `<art>`."""
    return root_name(head) == "art"


def read(data: bytes, name: str) -> Document:
    """The document that such a file holds; raises Unreadable where it holds none, or is refused."""
    root, problems = parse(data, name, as_jats=False)
    article = root if LOCAL[root.tag] == "art" else pick(list(root.iter("{*}art")), problems)
    if article is None:
        raise Unreadable(name, f"XML, but no <art>: its root is <{LOCAL[root.tag]}>")
    return read_article(_as_jats(article), problems, NAME)


_NAMES = {
    "bdy": "body", "bm": "back", "st": "title", "it": "italic", "b": "bold", "ul": "underline", "smcaps": "sc", "url": "ext-link",
    "tblbdy": "table", "tgroup": "table", "r": "tr", "row": "tr", "c": "td", "entry": "td", "tblfn": "table-wrap-foot",
    "suppl": "supplementary-material", "ilist": "list", "indent": "disp-quote", "display-formula": "disp-formula",
    "inline-formula": "inline-formula", "text": "caption", "file": "media", "br": "break", "endnote": "fn",
    "endnotes": "fn-group", "refgrp": "ref-list",
}  # fmt: skip
_LINKS = {"figr": "fig", "tblr": "table", "supplr": "supplementary-material", "formr": "disp-formula", "secr": "sec"}


def _as_jats(article: Element) -> Element:
    """The article with the names and the order that JATS has for its parts."""
    fm = first(article, "fm")
    for group in list(article.iter("{*}abbrgrp")):
        _tell_group(group)
    for alone in list(article.iter("{*}abbr")):
        _tell_link(alone)
    for table in list(article.iter("{*}tbl", "{*}table")):
        if first(table, "tblbdy") is not None or first(table, "tgroup") is not None or LOCAL[table.tag] == "tbl":
            table.tag = "table-wrap"
    for entries in list(article.iter("{*}refgrp")):
        for entry in children(entries, "bibl"):
            _tell_reference(entry)
    article.insert(0, make("front") if fm is None else _front(article, fm))
    for heading in list(article.iter("{*}st", "{*}title")):  # their words stand in a paragraph of their own
        for inner in children(heading, "p"):
            unwrap(inner)
    for foot in list(article.iter("{*}tfoot")):  # notes, not rows
        if (table := next(iter(foot.iterancestors("{*}table-wrap")), None)) is not None and first(foot, "row") is None:
            move(table, foot, "table-wrap-foot")
    for titled in list(article.iter("{*}fig", "{*}table-wrap", "{*}suppl")):  # "Figure 1": its label
        if (title := first(titled, "title")) is not None:
            title.tag = "label"
    for name, kind in _LINKS.items():
        for link in article.iter(f"{{*}}{name}"):
            link.tag = "xref"
            link.set("ref-type", kind)
            link.set("rid", next(iter(link.attrib.values()), ""))
    rename(article, _NAMES, dropped=("colspec",))
    article.tag = "article"
    if fm is not None:
        kind = said(fm, "dochead").casefold()
        article.set("article-type", _TYPES.get(kind, kind))
        drop(fm)
    for address in article.iter("{*}ext-link"):
        if not address.get(HREF):
            address.set(HREF, words(address))
    for child in children(article, "ui", "ji", "meta"):
        drop(child)
    return article


# What stands over an article, where JATS has a type for it; else the words themselves.
_TYPES = {
    "research": "research-article", "research article": "research-article", "review": "review-article",
    "case report": "case-report", "correction": "correction", "erratum": "correction", "retraction": "retraction",
    "retraction note": "retraction", "editorial": "editorial", "letter to the editor": "letter",
    "commentary": "article-commentary",
}  # fmt: skip

_SIGNS_BETWEEN = re.compile(r"[,;\-\u2010-\u2015\u2212]")


def _tell_group(group: Element) -> None:
    """A group of links with the brackets around it, and the commas within, that the journals print and the file leaves out."""
    links = children(group, "abbr")
    if not links:
        unwrap(group)
        return
    printed = "".join(group.itertext())
    group.text = (group.text or "").strip()
    for link, after in zip(links, [*links[1:], None], strict=True):
        _tell_link(link)
        between = " ".join((link.tail or "").split())
        link.tail = between if after is None or _SIGNS_BETWEEN.search(between) else f"{between},"
    if "[" not in printed and "(" not in printed:
        group.text = f"[{group.text}"
        links[-1].tail = f"{links[-1].tail or ''}]"
    unwrap(group)


def _tell_link(link: Element) -> None:
    link.tag = "xref"
    link.set("ref-type", "bibr")
    link.set("rid", link.get("bid") or "")
    if link.text and not len(link):
        link.text = " ".join(link.text.split())


# -- the front matter --


def _front(article: Element, fm: Element) -> Element:
    """Front matter as JATS has it; the journal, the people and the pages stand in an entry like those of the list."""
    front, journal, meta = make("front"), make("journal-meta"), make("article-meta")
    front.append(journal)
    front.append(meta)
    own = first(fm, "bibl")
    if own is not None:
        add(journal, "journal-title", said(own, "source"))
        add(journal, "issn", said(own, "issn"))
        for kind, identity in _identifiers(own):
            add(meta, "article-id", identity, pub_id_type=kind)
        titles = make("title-group")
        for name, told in (("title", "article-title"), ("subtitle", "subtitle")):
            if (title := first(own, name)) is not None:
                for inner in children(title, "p"):
                    unwrap(inner)
                move(titles, title, told)
        meta.append(titles)
        _people(own, meta)
    add(meta, "article-id", said(article, "ui"), pub_id_type="publisher-id")
    published = next(iter(fm.iter("{*}pub")), None)
    dated = None if published is None else first(published, "date")
    if dated is not None:
        move(meta, dated, "pub-date")
        dated.set("pub-type", "epub")
    if own is not None:
        if year := said(own, "pubdate"):
            stated = make("pub-date", pub_type="collection")
            add(stated, "year", year)
            meta.append(stated)
        for name in ("volume", "issue", "fpage", "lpage"):
            add(meta, name, said(own, name))
    _rights(fm, meta)
    for group in children(fm, "kwdg"):
        told = make("kwd-group")
        for keyword in group.iter("{*}kwd"):
            add(told, "kwd", words(keyword))
        meta.append(told)
    for abstract in children(fm, "abs"):
        for section in children(abstract, "sec"):
            if said(section, "st").casefold() == "abstract":
                if (heading := first(section, "st")) is not None:
                    drop(heading)
                unwrap(section)
        move(meta, abstract, "abstract" if meta.find("abstract") is None else "trans-abstract")
        if language := abstract.get("lang"):
            abstract.set(LANGUAGE, language)
    return front


def _people(own: Element, meta: Element) -> None:
    group = make("contrib-group")
    for one in own.iterfind("{*}aug/*"):
        name = LOCAL[one.tag]
        if name == "au":
            contrib = make("contrib", contrib_type="author")
            if collective := said(one, "cnm"):
                add(contrib, "collab", collective)
            else:
                contrib.append(_person(one))
            if orcid := said(one, "orcid") or one.get("orcid") or "":
                add(contrib, "contrib-id", orcid, contrib_id_type="orcid")
            for place in children(one, "insr"):
                contrib.append(make("xref", ref_type="aff", rid=place.get("iid") or ""))
            group.append(contrib)
        elif name == "cnm":
            contrib = make("contrib", contrib_type="author")
            add(contrib, "collab", words(one))
            group.append(contrib)
    for place in own.iterfind("{*}insg/{*}ins"):
        group.append(make("aff", words(place), id=place.get("id") or ""))
    meta.append(group)


def _person(one: Element) -> Element:
    name = make("name")
    add(name, "surname", " ".join(filter(None, (said(one, "snm"), said(one, "suf")))))
    add(name, "given-names", " ".join(filter(None, (said(one, "fnm"), said(one, "mnm"), said(one, "mi")))))
    return name


def _rights(fm: Element, meta: Element) -> None:
    right = first(fm, "cpyrt")
    if right is None:
        return
    told = make("permissions")
    note = first(right, "note")
    if note is not None:
        licence = make("license")
        for address in note.iter("{*}url"):
            if "creativecommons.org/licenses" in (text := words(address)):
                licence.set(HREF, text)
                break
        add(licence, "license-p", words(note))
        told.append(licence)
    add(told, "copyright-statement", " ".join(filter(None, (said(right, "year"), said(right, "collab")))))
    meta.append(told)


_KINDS = {"doi": "doi", "pmpid": "pmid", "pmid": "pmid", "pmcid": "pmcid", "pmc": "pmcid", "arxiv": "arxiv"}


def _identifiers(entry: Element) -> list[tuple[str, str]]:
    found = []
    for holder in children(entry, "xrefbib"):
        for identity in holder.iter("{*}pubid"):
            kind = identity.get("idtype") or ""
            found.append((_KINDS.get(kind, kind), words(identity)))
    return found


# -- the reference list --


def _tell_reference(entry: Element) -> None:
    """Makes a <ref> with one tagged citation of an entry; its fields are named as BioMed Central names those of articles."""
    cited = make("element-citation")
    parts = list(entry)
    kind = "journal" if first(entry, "volume") is not None or first(entry, "fpage") is not None else None
    if first(entry, "publisher") is not None and first(entry, "volume") is None:
        kind = "book"
    if kind:
        cited.set("publication-type", kind)
    for part in parts:
        name = LOCAL[part.tag]
        if name == "aug":
            _names(part, cited, "author")
        elif name == "editor":
            group = make("person-group", person_group_type="editor")
            add(group, "string-name", words(part))
            cited.append(group)
        elif name == "title":
            for inner in children(part, "p"):
                unwrap(inner)
            if words(part):
                move(cited, part, "article-title")
        elif name == "series":
            if cited.find("source") is None:
                add(cited, "source", said(part, "title") or words(part))
        elif name == "pubdate":
            add(cited, "year", words(part))
        elif name in _FIELDS:
            add(cited, _FIELDS[name], words(part))
        elif name in ("note", "url"):
            if name == "note" and (said_there := _note(part)):
                add(cited, "comment", said_there)
            for address in part.iter("{*}url"):
                link = make("ext-link")
                link.set(HREF, words(address))
                cited.append(link)
    for id_kind, identity in _identifiers(entry):
        add(cited, "pub-id", identity, pub_id_type=id_kind)
    loose = " ".join((entry.text or "").split())
    for part in list(entry):
        entry.remove(part)
    entry.tag = "ref"
    entry.text = None
    if len(cited):
        entry.append(cited)
    elif loose:
        add(entry, "mixed-citation", loose)


_FIELDS = {
    "source": "source", "volume": "volume", "issue": "issue", "fpage": "fpage", "lpage": "lpage", "publisher": "publisher-name",
    "edition": "edition", "isbn": "isbn",
}  # fmt: skip


def _names(people: Element, cited: Element, kind: str) -> None:
    group = make("person-group", person_group_type=kind)
    for one in people:
        name = LOCAL[one.tag]
        if name == "au":
            if collective := said(one, "cnm"):
                add(group, "collab", collective)
            else:
                group.append(_person(one))
        elif name == "cnm":
            add(group, "collab", words(one))
        elif name == "etal":
            group.append(make("etal"))
    cited.append(group)


def _note(note: Element) -> str:
    """A note's words without the address it may be nothing else than."""
    text = words(note)
    addresses = [words(address) for address in note.iter("{*}url")]
    bare = text
    for address in addresses:
        bare = bare.replace(address, "")
    return text if any(c.isalnum() for c in bare) else ""
