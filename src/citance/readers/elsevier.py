"""Elsevier's full-text XML (journal articles and book chapters, `ja:` and `ce:`), in any wrapper of its API → Document.

The tree is told in the words of JATS and then walked as one (see `readers.jats.dialects`).
"""

from __future__ import annotations

import re
from typing import Any

from citance.errors import Unreadable
from citance.model.document import Document
from citance.readers.jats import read_article
from citance.readers.jats.dialects import add, children, drop, first, make, move, rename, said
from citance.readers.jats.names import HREF, LANGUAGE, LOCAL, words
from citance.readers.jats.parsing import parse, pick

Element = Any

NAME = "elsevier"

# Namespaces and document types of theirs, which no other file declares; PMC's copies name the type they were made from.
_NAMESPACE = re.compile(rb"""xmlns(?::[\w.\-]+)?\s*=\s*["']http://www\.elsevier\.com/xml/""")
_ARTICLES = (
    "article", "simple-article", "converted-article", "book-review", "exam", "chapter", "simple-chapter", "introduction",
    "fb-non-chapter",
)  # fmt: skip


def sniff(head: bytes) -> bool:
    """Whether a file beginning with `head` is Elsevier's: it declares one of their vocabularies."""
    start = head.find(b"<!DOCTYPE")
    if start >= 0 and head.find(b"-//ES//DTD", start, head.find(b">", start)) >= 0:
        return True
    return b"elsevier.com/xml/" in head and _NAMESPACE.search(head) is not None


def read(data: bytes, name: str) -> Document:
    """The document that a file of theirs holds; raises Unreadable where it holds none, or is refused."""
    root, problems = parse(data, name, as_jats=False)
    articles = [e for e in root.iter() if LOCAL[e.tag] in _ARTICLES]
    found = pick([e for e in articles if first(e, "item-info") is not None] or articles, problems)
    if found is None:
        raise Unreadable(name, f"Elsevier's XML, but no article: its root is <{LOCAL[root.tag]}>")
    return read_article(_as_jats(found, root), problems, NAME)


# -- the article --

_NAMES = {
    "section": "sec", "section-title": "title", "para": "p", "simple-para": "p", "note-para": "p", "abstract-sec": "sec",
    "figure": "fig", "table": "table-wrap", "tgroup": "table", "row": "tr", "entry": "td", "legend": "table-wrap-foot",
    "table-footnote": "fn", "footnote": "fn", "textbox": "boxed-text", "enunciation": "statement",
    "displayed-quote": "disp-quote",
    "list": "list", "list-item": "list-item", "def-list": "def-list", "def-description": "def", "def-term": "p",
    "formula": "disp-formula", "e-component": "supplementary-material", "acknowledgment": "ack", "acknowledgement": "ack",
    "appendices": "app-group", "biography": "bio", "glossary": "glossary", "glossary-sec": "sec", "glossary-heading": "title",
    "nomenclature": "glossary", "bibliography": "ref-list", "bibliography-sec": "ref-list", "further-reading": "ref-list",
    "further-reading-sec": "ref-list", "further-reading-title": "title", "bib-reference": "ref", "inf": "sub",
    "small-caps": "sc", "hsp": "break", "vsp": "break", "br": "break", "inter-ref": "ext-link", "e-address": "email",
    "inline-figure": "inline-graphic", "glyph": "named-content", "index-flag": "index-term", "alt-text": "alt-text",
    "dedication": "notes", "data-availability": "notes", "conflict-of-interest": "notes", "nomenclature-title": "title",
    "head": "front", "tail": "back", "floats": "floats-group", "floating-material": "floats-group",
    "cross-out": "strike", "display": "named-content", "textbox-head": "title", "author-comment": "p", "stub": "named-content",
}  # fmt: skip
_UNWRAPPED = ("sections", "textbox-body", "intra-ref", "textfn", "anchor", "chem", "salutation")
_DROPPED = ("float-anchor", "link", "copyright-line", "indexed-name")


def _as_jats(article: Element, root: Element) -> Element:
    """The article with the names and the order that JATS has for its parts."""
    head = next((child for child in article if LOCAL[child.tag].endswith("head")), None)
    front = _front(article, article if head is None else head, root)  # chapters of books have no head around it
    article.insert(0, front)
    _tell_references(article)
    _tell_links(article)
    for wide in list(article.iter("{*}appendices")):
        for section in children(wide, "section"):
            section.tag = "app"
    rename(article, _NAMES, _UNWRAPPED, _DROPPED)
    article.tag = "article"
    if head is not None:
        drop(head)
    for info in children(article, "item-info"):
        drop(info)
    article.set("article-type", _TYPES.get(kind := _subtype(article, root), kind))
    parts = [child for child in article if child is not front]
    for part in parts:
        name = LOCAL[part.tag]
        if name.endswith("body") or name.startswith("exam-"):
            part.tag = "body"
        elif name.endswith("tail"):
            part.tag = "back"
    if first(article, "body") is None:
        body = make("body")
        for part in parts:
            if LOCAL[part.tag] not in ("back", "floats-group", "ref-list"):
                move(body, part, LOCAL[part.tag])
        if len(body):
            article.insert(1, body)
    for part in children(article, "floats-group"):  # they stand first in the file, and belong to the end
        article.append(part)
    return article


# Kinds of documents, as JATS names those that matter to us; the others keep Elsevier's code.
_TYPES = {
    "fla": "research-article", "rev": "review-article", "sco": "brief-report", "ssu": "brief-report", "edi": "editorial",
    "cor": "letter", "dis": "discussion", "err": "correction", "add": "addendum", "ret": "retraction", "brv": "book-review",
    "crp": "case-report", "abs": "abstract", "nws": "news", "chp": "chapter",
}  # fmt: skip


def _subtype(article: Element, root: Element) -> str:
    return article.get("docsubtype") or said(next(root.iter("{*}document-subtype"), None)) or ""


def _tell_links(article: Element) -> None:
    """Makes of every cross-reference an <xref>: those to entries of the list are told by their targets, not by their tag."""
    entries = {inner.get("id") for ref in article.iter("{*}ref") for inner in ref.iter() if inner.get("id")}
    others = {element.get("id") for element in article.iter() if element.get("id")} - entries
    for link in list(article.iter("{*}cross-ref", "{*}cross-refs")):
        targets = (link.get("refid") or "").split()
        link.tag = "xref"
        link.set("rid", " ".join(targets))
        if any(target in entries for target in targets) or any(t not in others and t[:1] in "br" for t in targets):
            link.set("ref-type", "bibr")  # ids of entries begin so (bib1, b0005, rf10): one that leads nowhere is told
        else:
            link.set("ref-type", "fn" if any("fn" in target for target in targets) else "sec")


# -- the front matter --


def _front(article: Element, head: Element, root: Element) -> Element:
    """Front matter as JATS has it, from the article's own head and from what its wrappers say of it."""
    front = make("front")
    meta = make("article-meta")
    front.append(_journal(root))
    front.append(meta)
    info = first(article, "item-info")
    doi = said(info, "doi") or _anywhere(root, article, "doi")
    add(meta, "article-id", doi, pub_id_type="doi")
    pii = said(info, "pii") or _anywhere(root, article, "pii-formatted", "pii")
    add(meta, "article-id", pii, pub_id_type="pii")
    add(meta, "article-id", _anywhere(root, article, "pubmed-id"), pub_id_type="pmid")
    _titles(head, meta, _anywhere(root, article, "title"))
    _people(head, meta)
    notes = make("author-notes")
    for note in children(head, "article-footnote", "footnote", "miscellaneous", "presented", "dedication"):
        move(notes, note, "fn")
    meta.append(notes)
    _dates(article, info, root, meta)
    add(meta, "volume", _anywhere(root, article, "vol-first", "volume"))
    add(meta, "issue", _anywhere(root, article, "iss-first", "issueIdentifier"))
    add(meta, "fpage", _anywhere(root, article, "first-fp", "startingPage", "first-page"))
    add(meta, "lpage", _anywhere(root, article, "last-lp", "endingPage", "last-page"))
    add(meta, "elocation-id", said(info, "article-number") or _anywhere(root, article, "article-number"))
    _licence(article, info, root, meta)
    of_whole = 0
    for abstract in children(head, "abstract"):
        kind = abstract.get("class") or "author"
        if kind == "author":
            of_whole += 1
        else:
            abstract.set("abstract-type", kind)
        move(meta, abstract, "trans-abstract" if kind == "author" and of_whole > 1 else "abstract")
    for group in children(head, "keywords"):
        _keywords(group, meta)
    return front


def _anywhere(root: Element, article: Element, *names: str) -> str:
    """What the wrappers around the article say first under one of these names."""
    for name in names:
        for element in root.iter(f"{{*}}{name}"):
            if article in element.iterancestors():
                break
            if text := words(element):
                return text
    return ""


def _journal(root: Element) -> Element:
    meta = make("journal-meta")
    for name, own in (
        ("srctitle", "journal-title"), ("publicationName", "journal-title"), ("issn-primary-formatted", "issn"), ("issn", "issn"),
        ("publisher", "publisher-name"),
    ):  # fmt: skip
        found = next(root.iter(f"{{*}}{name}"), None)
        if found is not None and LOCAL[found.getparent().tag] in _ABOUT and (text := words(found)):
            if own == "issn" and len(text) == 8:
                text = f"{text[:4]}-{text[4:]}"
            add(meta, own, text)
    return meta


_ABOUT = ("meta", "issns", "coredata")


def _titles(head: Element, meta: Element, around: str) -> None:
    """The titles of the head, else what is said `around` the article, else what stands over it."""
    group = make("title-group")
    for name, own in (("title", "article-title"), ("subtitle", "subtitle")):
        if (found := first(head, name)) is not None:
            for mark in list(found.iter("{*}cross-ref", "{*}footnote")):
                drop(mark)
            move(group, found, own)
    if first(group, "article-title") is None:
        add(group, "article-title", around or said(head, "dochead"))
    meta.append(group)


def _people(head: Element, meta: Element) -> None:
    for group in children(head, "author-group"):
        told = make("contrib-group")
        for child in group:
            name = LOCAL[child.tag]
            if name == "author":
                told.append(_author(child))
            elif name == "collaboration":
                contrib = make("contrib", contrib_type="author")
                add(contrib, "collab", said(child, "text") or words(child))
                told.append(contrib)
            elif name == "affiliation":
                told.append(make("aff", said(child, "textfn") or _structured(child), id=child.get("id") or ""))
        meta.append(told)


def _author(element: Element) -> Element:
    contrib = make("contrib", contrib_type="author")
    name = make("name")
    add(name, "surname", " ".join(filter(None, (said(element, "surname"), said(element, "suffix")))))
    add(name, "given-names", said(element, "given-name") or said(element, "initials"))
    contrib.append(name)
    if orcid := element.get("orcid"):
        contrib.append(make("contrib-id", orcid, contrib_id_type="orcid"))
    for link in children(element, "cross-ref", "cross-refs"):
        contrib.append(make("xref", ref_type="aff", rid=link.get("refid") or ""))
    return contrib


def _structured(affiliation: Element) -> str:
    own = first(affiliation, "affiliation")
    return "" if own is None else ", ".join(filter(None, map(words, own)))


def _dates(article: Element, info: Element | None, root: Element, meta: Element) -> None:
    """The date of the issue, by which it is cited; else of the copyright, else of acceptance."""
    date = _anywhere(root, article, "cover-date-start", "coverDate") or _anywhere(root, article, "cover-date-year")
    if not re.match(r"\d{4}", date) and info is not None and (right := first(info, "copyright")) is not None:
        date = right.get("year") or ""
    if not re.match(r"\d{4}", date) and (accepted := next(article.iter("{*}date-accepted"), None)) is not None:
        date = accepted.get("year") or ""
    if (found := re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", date)) is not None:
        stated = make("pub-date", pub_type="pub", iso_8601_date=found[0])
        add(stated, "year", found[0][:4])
        meta.append(stated)


def _licence(article: Element, info: Element | None, root: Element, meta: Element) -> None:
    address = _anywhere(root, article, "oa-user-license", "openaccessUserLicense")
    line = said(info, "copyright-line") or _anywhere(root, article, "copyright-line")
    rights = make("permissions")
    if address:
        licence = make("license")
        licence.set(HREF, address)
        rights.append(licence)
    add(rights, "copyright-statement", line)
    meta.append(rights)


def _keywords(group: Element, meta: Element) -> None:
    told = make("kwd-group")
    if language := group.get(LANGUAGE):
        told.set(LANGUAGE, language)
    for keyword in group.iter("{*}keyword"):
        add(told, "kwd", said(keyword, "text") or words(keyword))
    meta.append(told)


# -- the reference list --


def _tell_references(article: Element) -> None:
    """Makes a <ref> of every entry: a tagged citation for each work that is taken apart, a printed one for each that is not."""
    for entry in list(article.iter("{*}bib-reference")):
        parts = list(entry)
        entry.tag = "ref"
        for part in parts:
            name = LOCAL[part.tag]
            if name == "reference":
                entry.replace(part, _work(part))
            elif name == "other-ref":
                part.tag = "mixed-citation"
                for text in part.iter("{*}textref"):
                    text.tag = "named-content"
                if (label := first(part, "label")) is not None:
                    drop(label)
            elif name == "label":
                part.tag = "label"
            elif name == "source-text":  # the same entry again, as printed
                drop(part)


def _work(reference: Element) -> Element:
    """A structured reference as a tagged citation; of several hosts the first one counts, and each lends its address."""
    cited = make("element-citation", id=reference.get("id") or "")
    for part in reference:
        name = LOCAL[part.tag]
        if name == "label":
            add(cited, "label", words(part))
        elif name == "contribution":
            _contribution(part, cited)
        elif name == "host":
            _host(part, cited)
        elif name == "comment":
            move(cited, part, "comment")
        elif name in ("doi", "inter-ref"):
            _address(part, cited)
    return cited


def _contribution(part: Element, cited: Element) -> None:
    for child in part:
        name = LOCAL[child.tag]
        if name in ("authors", "author"):
            _names(child, cited, "author")
        elif name == "editors":
            _names(child, cited, "editor")
        elif name == "title":
            _title(child, cited, "article-title")


def _names(people: Element, cited: Element, kind: str) -> None:
    group = make("person-group", person_group_type=kind)
    for one in people:
        name = LOCAL[one.tag]
        if name in ("author", "editor"):
            person = make("name")
            add(person, "surname", " ".join(filter(None, (said(one, "surname"), said(one, "suffix")))))
            add(person, "given-names", said(one, "given-name") or said(one, "initials"))
            group.append(person)
        elif name == "collaboration":
            add(group, "collab", said(one, "text") or words(one))
        elif name == "et-al":
            group.append(make("etal"))
    cited.append(group)


def _title(title: Element, cited: Element, name: str) -> None:
    if cited.find(name) is not None:
        return
    main, sub = first(title, "maintitle"), said(title, "subtitle")
    if main is None:
        add(cited, name, words(title))
    elif sub:
        add(cited, name, f"{words(main)}: {sub}")
    elif words(main):
        for mark in list(main.iter("{*}cross-ref", "{*}footnote")):
            drop(mark)
        for space in main.iter("{*}hsp"):
            space.tag = "break"
        move(cited, main, name)


def _host(host: Element, cited: Element) -> None:
    for part in host:
        name = LOCAL[part.tag]
        if name in ("issue", "book", "edited-book", "e-host"):
            kind = {"issue": "journal", "book": "book", "edited-book": "chapter"}.get(name, "web")
            if cited.get("publication-type") is None:
                cited.set("publication-type", kind)
            _container(part, cited)
        elif name == "pages":
            _field(cited, "fpage", said(part, "first-page"))
            _field(cited, "lpage", said(part, "last-page"))
        elif name == "article-number":
            _field(cited, "elocation-id", words(part))
        elif name == "comment":
            move(cited, part, "comment")
        elif name in ("doi", "inter-ref"):
            _address(part, cited)


def _container(part: Element, cited: Element) -> None:
    """What an issue, a book or a page of the web says of the work that stands in it."""
    for child in list(part):
        name = LOCAL[child.tag]
        if name in ("series", "book-series"):
            series = first(child, "series") if name == "book-series" else child
            if series is not None and (title := first(series, "title")) is not None and cited.find("source") is None:
                _title(title, cited, "source")
            _field(cited, "volume", _VOLUME.sub("", said(series, "volume-nr")))
        elif name == "title":
            own = cited.find("source")
            if own is not None:
                cited.remove(own)
            _title(child, cited, "source")
        elif name == "conference":
            _field(cited, "conf-name", words(child))
        elif name == "editors":
            _names(child, cited, "editor")
        elif name == "publisher":
            _field(cited, "publisher-name", said(child, "name"))
            _field(cited, "publisher-loc", said(child, "location"))
        elif name in _SIMPLE:
            _field(cited, _SIMPLE[name], words(child))
        elif name in ("doi", "inter-ref"):
            _address(child, cited)


_SIMPLE = {
    "date": "year",
    "issue-nr": "issue",
    "volume-nr": "volume",
    "edition": "edition",
    "isbn": "isbn",
    "article-number": "elocation-id",
}


_VOLUME = re.compile(r"^vol(?:ume|\.)?\s+", re.I)


def _field(cited: Element, name: str, text: str) -> None:
    if text and cited.find(name) is None:
        add(cited, name, text)


def _address(element: Element, cited: Element) -> None:
    if LOCAL[element.tag] == "doi":
        add(cited, "pub-id", words(element), pub_id_type="doi")
    else:
        link = make("ext-link", words(element))
        link.set(HREF, element.get(HREF) or words(element))
        cited.append(link)
