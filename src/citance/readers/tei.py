"""TEI, as GROBID writes it (all versions), as gold standards of reference lists have it, and as journals do → Document.

The tree is told in the words of JATS and then walked as one (see `readers.jats.dialects`). What GROBID took for a citation and
could not resolve is left as plain words, so that the finders of plain text may try. Where it gives coordinates, the document
knows on which page, and where on it, links and sentences stand.
"""

from __future__ import annotations

import re
from math import ceil, floor
from typing import Any

import msgspec

from citance.errors import Unreadable
from citance.model.document import Box, Document
from citance.readers.jats import read_article
from citance.readers.jats.dialects import add, children, drop, first, make, move, pour, rename, said, unwrap
from citance.readers.jats.names import HREF, LANGUAGE, LOCAL, words
from citance.readers.jats.parsing import parse, pick, root_name
from citance.text.headings import section_kind

Element = Any

NAME = "tei"

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_ROOTS = ("TEI", "teiCorpus", "TEI.2")


def sniff(head: bytes) -> bool:
    """Whether a file beginning with `head` is TEI, by its root or its namespace."""
    return root_name(head) in _ROOTS or (b"http://www.tei-c.org/ns/1.0" in head and b"<TEI" in head)


def read(data: bytes, name: str) -> Document:
    """The document that a TEI file holds; raises Unreadable where it holds none, or is refused.

    Of a corpus the first is read, and a Problem says so.
    """
    root, problems = parse(data, name, as_jats=False)
    tei = pick([e for e in root.iter() if LOCAL[e.tag] in ("TEI", "TEI.2")], problems)
    if tei is None:
        raise Unreadable(name, f"XML, but no TEI: its root is <{LOCAL[root.tag]}>")
    printed = _printed_references(tei)
    document = read_article(_as_jats(tei), problems, NAME, _read_box)
    if not document.text and not document.references and not document.record.title:
        raise Unreadable(name, "TEI, but it holds neither text nor references nor a title")
    if not printed:
        return document
    return msgspec.structs.replace(
        document,
        references=tuple(
            msgspec.structs.replace(reference, text=printed[reference.id]) if reference.id in printed else reference
            for reference in document.references
        ),
    )


# -- places on the page --


def _place(element: Element, whole: bool = False) -> str:
    """Page and corners of an element's first box, as `_read_box` reads them; "" where it has none.

    GROBID gives a box for each line, as page, x, y, width and height in points from the upper left. For a `whole` paragraph it is
    the box around them all, and none where they stand on several pages.
    """
    boxes: list[tuple[float, ...]] = []
    for part in (element.get("coords") or "").split(";"):
        try:
            numbers = tuple(float(number) for number in part.split(","))
        except ValueError:
            continue
        if len(numbers) == 5 and all(abs(number) < 1e6 for number in numbers) and numbers[0] >= 1:
            boxes.append(numbers)
    if not boxes or (whole and len({box[0] for box in boxes}) > 1):
        return ""
    chosen = boxes if whole else boxes[:1]
    left, top = floor(min(box[1] for box in chosen)), floor(min(box[2] for box in chosen))
    right, bottom = ceil(max(box[1] + box[3] for box in chosen)), ceil(max(box[2] + box[4] for box in chosen))
    return f"{int(boxes[0][0])} {left} {top} {right} {bottom}"


def _read_box(place: str) -> tuple[int, Box] | None:
    numbers = place.split()
    if len(numbers) != 5 or "," in place:  # as the file has it: of what was not told
        return None
    page, left, top, right, bottom = map(int, numbers)
    return page, Box(left, top, right, bottom)


# -- the article --

_NAMES = {
    "head": "title", "row": "tr", "cell": "td", "item": "list-item", "lb": "break", "pb": "break", "cb": "break",
    "q": "disp-quote", "quote": "named-content", "said": "named-content", "rs": "named-content", "email": "email",
    "lg": "verse-group", "l": "p", "graphic": "graphic", "figDesc": "caption", "ab": "p", "floatingText": "boxed-text",
    "epigraph": "disp-quote", "foreign": "italic", "emph": "italic", "soCalled": "named-content",
    "term": "named-content", "date": "named-content", "note": "fn", "trailer": "p", "byline": "p", "argument": "p",
}  # fmt: skip
_DIVISIONS = re.compile(r"div[0-7]?$")
_RENDERED = {
    "superscript": "sup", "sup": "sup", "subscript": "sub", "sub": "sub", "italic": "italic", "bold": "bold",
    "underline": "underline", "smallcaps": "sc",
}  # fmt: skip
_OTHER_LINKS = {"figure": "fig", "table": "table", "formula": "disp-formula", "foot": "fn", "note": "fn", "box": "boxed-text"}
# Divisions of the back matter, by the type GROBID and others give them.
_TYPED = {"acknowledgement": "ack", "acknowledgements": "ack", "acknowledgment": "ack", "annex": "app", "appendix": "app"}


def _as_jats(tei: Element) -> Element:
    """An article with the names and the order that JATS has for its parts."""
    text = first(tei, "text")
    header = first(tei, "teiHeader")
    article = make("article")
    if text is not None:
        for element in text.iter():
            if isinstance(element.tag, str) and (identity := element.get(_ID)):
                element.set("id", identity)
    front = _front(header) if header is not None else make("front")
    article.append(front)
    language = None if text is None else text.get(LANGUAGE)
    language = language or (None if header is None else header.get(LANGUAGE)) or tei.get(LANGUAGE)
    if language:
        article.set(LANGUAGE, language)
    if text is None:
        return article
    lists = _reference_lists(text)
    body, back = make("body"), make("back")
    for part in list(text):
        name = LOCAL[part.tag]
        if name in ("front", "body", "group"):
            _nest_divisions(part)
        if name in ("front", "body", "back"):
            pour(back if name == "back" else body, part)
        elif name:
            move(body, part, name)
    entries = {e.get("id") for one in lists for e in one.iter("{*}ref") if e.get("id")}
    for part in (body, back):
        _tell_inline(part, entries, front)
        _tell_blocks(part)
    for part in front.iter("abstract"):
        _tell_inline(part, entries, front)
        _tell_blocks(part)
    for one in lists:
        back.append(one)
    if len(body):
        article.append(body)
    article.append(back)
    return article


def _nest_divisions(body: Element) -> None:
    """Puts divisions that stand side by side one into the other, as their numbers say, or as a heading without text of its own.

    GROBID writes all divisions flat. Numbered 2.1, one belongs to the last numbered 2; without numbers, one whose heading says
    nothing of its kind belongs to the heading before that has no text ("Methods", then "Participants").
    """
    for division in children(body, "div", "div1"):
        if first(division, "head") is not None:
            break
        unwrap(division)  # what opens an article without a heading is no section
    numbered: dict[str, Element] = {}
    bare: Element | None = None
    before: Element | None = None
    for division in [child for child in body if _DIVISIONS.match(LOCAL[child.tag])]:
        heading = first(division, "head")
        if heading is None and before is not None and not division.get("type"):
            pour(before, division)  # it goes on with the one before
            continue
        before = division
        number = "" if heading is None else (heading.get("n") or "").strip().strip(".")
        above = numbered.get(number.rpartition(".")[0]) if "." in number else None
        if number:
            numbered[number] = division
        title = "" if heading is None else words(heading)
        if above is None and not number and bare is not None and title and section_kind(title) is None:
            above = bare
        elif len(division) == 1 and heading is not None:
            bare = division
        elif number or section_kind(title) is not None:
            bare = None
        if above is not None:
            move(above, division, LOCAL[division.tag])


def _tell_blocks(part: Element) -> None:
    for figure in list(part.iter("{*}figure")):
        _tell_figure(figure)
    for formula in list(part.iter("{*}formula")):
        formula.tag = "disp-formula"
    for lump in list(part.iter("{*}note")):
        if lump.get("type") == "raw_reference":
            drop(lump)
    for paragraph in list(part.iter("{*}p", "{*}head", "{*}note", "{*}figDesc", "{*}s", "{*}cell")):
        if not paragraph.get("coords"):
            if LOCAL[paragraph.tag] == "s":
                unwrap(paragraph)
        elif LOCAL[paragraph.tag] == "s":
            paragraph.tag = "placed"
            paragraph.set("coords", _place(paragraph))
        elif place := _place(paragraph, whole=True):
            inner = make("placed", paragraph.text or "", coords=place)
            inner.extend(list(paragraph))
            paragraph.text = None
            paragraph.append(inner)
    for division in part.iter():
        if _DIVISIONS.match(LOCAL[division.tag]):
            division.tag = _TYPED.get((division.get("type") or "").casefold(), "sec")
    rename(part, _NAMES, unwrapped=("listOrg",), dropped=("org", "idno", "fw", "figDescs"))


_ONLY_A_NUMBER = re.compile(r"\W*(?:fig(?:ure)?|table|scheme|box|plate|tab|abb(?:ildung)?)?\W*[A-Z]?\d*[a-z]?\W*", re.I)


def _tell_figure(figure: Element) -> None:
    table = first(figure, "table")
    figure.tag = "table-wrap" if figure.get("type") == "table" or table is not None else "fig"
    if (heading := first(figure, "head")) is not None and _ONLY_A_NUMBER.fullmatch(words(heading)):
        heading.tag = "label"
    for note in children(figure, "note"):
        note.tag = "table-wrap-foot"


def _tell_inline(part: Element, entries: set[str], front: Element) -> None:
    """Tells links and emphasis. Where links are bare numbers they were raised in print, and are told so."""
    links = list(part.iter("{*}ref"))
    cites = {link for link in links if link.get("type") in ("bibr", "biblio", "bibl")}
    for raised in list(part.iter("{*}hi")):
        raised.tag = _RENDERED.get((raised.get("rend") or raised.get("rendition") or "").strip("#").casefold(), "named-content")
    bare = sum(_BARE.fullmatch("".join(link.itertext())) is not None and not _in_brackets(link) for link in cites)
    raised_ones = bare * 2 > len(cites)
    for link in links:
        targets = [target.lstrip("#") for target in (link.get("target") or "").split()]
        kind = link.get("type")
        if link in cites or any(target in entries for target in targets):
            _tell_citation(link, targets, entries, raised_ones)
        elif any(target[:4] == "http" for target in targets) or kind == "url":
            link.tag = "ext-link"
            link.set(HREF, link.get("target") or "")
        else:
            link.tag = "xref"
            link.attrib.pop("coords", None)
            link.set("ref-type", _OTHER_LINKS.get(kind or "", "sec"))
            link.set("rid", " ".join(targets))


_BARE = re.compile(r"\s*\d+(?:\s*[,;\-\u2010-\u2015\u2212]\s*\d+)*\s*[,;]?\s*")


def _in_brackets(link: Element) -> bool:
    before = link.getprevious()
    text = (link.getparent().text if before is None else before.tail) or ""
    return text.rstrip()[-1:] in ("(", "[") or (link.tail or "").lstrip()[:1] in (")", "]")


def _tell_citation(link: Element, targets: list[str], entries: set[str], raised: bool) -> None:
    place = _place(link)
    known = [target for target in targets if target in entries]
    if known or targets:
        link.tag = "xref"
        link.set("ref-type", "bibr")
        link.set("rid", " ".join(known or targets))
    else:
        link.tag = "placed" if place else "named-content"  # words: whoever reads plain text may know better
    link.attrib.pop("coords", None)
    if place:
        link.set("coords", place)
    if raised and _BARE.fullmatch("".join(link.itertext())):
        _raise(link)


def _raise(link: Element) -> None:
    """Puts all that the link is into a new element within it, and makes it what raises that.

    Where it stands is not asked for: among the thousands of a paragraph that would be counted out for each.
    """
    inner = make(link.tag, link.text or "")
    inner.extend(list(link))
    inner.attrib.update(link.attrib)
    link.attrib.clear()
    link.tag, link.text = "sup", None
    link.append(inner)


# -- the front matter --


def _front(header: Element) -> Element:
    """Front matter as JATS has it, from the source that the header describes, else from its own title statement."""
    front, journal, meta = make("front"), make("journal-meta"), make("article-meta")
    front.append(journal)
    front.append(meta)
    source = next((e for e in header.iter("{*}biblStruct", "{*}biblFull") if first(e, "analytic") is not None), None)
    if source is None:
        source = next(iter(header.iter("{*}biblStruct")), None)
    file = first(header, "fileDesc")
    fields = _Fields(source) if source is not None else None
    title = (fields.titles.get("a") if fields else "") or said(file, "titleStmt", "title")
    titles = make("title-group")
    add(titles, "article-title", title)
    meta.append(titles)
    if source is not None and fields is not None:
        if name := fields.titles.get("j"):
            add(journal, "journal-title", name)
        for kind, identity in fields.ids:
            add(journal if kind == "issn" else meta, "issn" if kind == "issn" else "article-id", identity, pub_id_type=kind)
        add(journal, "publisher-name", fields.said.get("publisher-name", ""))
        _people(source, meta)
        for name in ("volume", "issue", "fpage", "lpage"):
            add(meta, name, fields.said.get(name, ""))
    elif file is not None and (stated := first(file, "titleStmt")) is not None:
        _people(stated, meta)
    published = None if file is None else first(file, "publicationStmt")
    date = (fields.date if fields else "") or ("" if published is None else _date(published))
    if found := re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", date):
        dated = make("pub-date", pub_type="pub", iso_8601_date=found[0])
        add(dated, "year", found[0][:4])
        meta.append(dated)
    if published is not None:
        add(journal, "publisher-name", said(published, "publisher") if journal.find("publisher-name") is None else "")
        for licence in published.iter("{*}licence"):
            told = make("license")
            if address := licence.get("target"):
                told.set(HREF, address)
            add(told, "license-p", words(licence))
            rights = make("permissions")
            rights.append(told)
            meta.append(rights)
    keywords = make("kwd-group")
    for group in header.iter("{*}keywords"):
        terms = [words(term) for term in group.iter("{*}term")] or re.split(r"\s*[,;]\s*", words(group))
        for term in terms:
            add(keywords, "kwd", term)
    meta.append(keywords)
    for abstract in header.iter("{*}abstract"):
        if words(abstract):
            move(meta, abstract, "abstract" if meta.find("abstract") is None else "trans-abstract")
    return front


def _people(source: Element, meta: Element) -> None:
    group = make("contrib-group")
    for author in source.iter("{*}author"):
        person = _person(author)
        if person is None:
            continue
        contrib = make("contrib", contrib_type="author")
        contrib.append(person)
        for identity in author.iter("{*}idno"):
            if (identity.get("type") or "").casefold() == "orcid":
                add(contrib, "contrib-id", words(identity), contrib_id_type="orcid")
        for place in author.iter("{*}affiliation"):
            parts = [words(e) for e in place.iter() if LOCAL[e.tag] in _OF_AFFILIATION and words(e)]
            add(contrib, "aff", ", ".join(dict.fromkeys(parts)) or words(place))
        group.append(contrib)
    meta.append(group)


_OF_AFFILIATION = frozenset({"orgName", "addrLine", "postCode", "settlement", "region", "country"})


def _person(author: Element) -> Element | None:
    """The name of an author or editor; None where there is none (GROBID gives authors that are affiliations only)."""
    name = next(iter(author.iter("{*}persName", "{*}name")), None)
    if name is None and (first(author, "surname") is not None or first(author, "forename") is not None):
        name = author
    if name is not None:
        told = make("name")
        surname = " ".join(words(e) for e in name if LOCAL[e.tag] in ("surname", "genName", "nameLink"))
        given = " ".join(words(e) for e in name if LOCAL[e.tag] in ("forename", "initial"))
        add(told, "surname", surname or ("" if given else words(name)))
        add(told, "given-names", given)
        return told if len(told) else None
    if (body := next((e for e in author if LOCAL[e.tag] == "orgName"), None)) is not None and words(body):
        return make("collab", words(body))
    own = (author.text or "").strip()
    return make("collab", words(author)) if own else None


# -- the reference list --


def _reference_lists(text: Element) -> list[Element]:
    """The lists of references as <ref-list>s, taken out of the text; with them goes the division that is nothing else."""
    lists: list[Element] = []
    for one in [e for e in text.iter("{*}listBibl") if first(e, "biblStruct") is not None or first(e, "bibl") is not None]:
        division = one.getparent()
        told = make("ref-list")
        for heading in children(one, "head"):
            add(told, "title", words(heading))
        for entry in children(one, "biblStruct", "bibl"):
            told.append(_reference(entry))
        if division is not None and division.get("type") == "references" and len(children(division, "p")) == 0:
            drop(division)
        else:
            drop(one)
        lists.append(told)
    return lists


def _printed_references(tei: Element) -> dict[str, str]:
    """Entries as printed, by id, where the file keeps that beside the fields."""
    return {
        identity: text
        for note in tei.iter("{*}note")
        if note.get("type") == "raw_reference"
        and (entry := note.getparent()) is not None
        and (identity := entry.get(_ID))
        and (text := words(note))
    }


def _reference(entry: Element) -> Element:
    """A <ref> of an entry: tagged where it is taken apart, else with its words as printed."""
    ref = make("ref", id=entry.get("id") or "")
    raw = next((words(note) for note in children(entry, "note") if note.get("type") == "raw_reference"), "")
    if LOCAL[entry.tag] == "biblStruct":
        cited = _Fields(entry).told()
        if len(cited):
            ref.append(cited)
            return ref
    printed = make("mixed-citation", raw or words(entry))
    for link in entry.iter("{*}ptr", "{*}ref"):
        if target := link.get("target"):
            address = make("ext-link")
            address.set(HREF, target)
            printed.append(address)
    ref.append(printed)
    return ref


_UNITS = {"volume": "volume", "vol": "volume", "issue": "issue", "iss": "issue", "number": "issue", "chapter": "chapter-number"}
_ID_KINDS = {
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
    "pmc": "pmcid",
    "arxiv": "arxiv",
    "issn": "issn",
    "eissn": "issn",
    "isbn": "isbn",
}
_TYPES = {
    "article": "journal",
    "journal-article": "journal",
    "conference": "confproc",
    "proceeding": "confproc",
    "webpage": "web",
}


class _Fields:
    """The fields of a <biblStruct>, whichever of its levels says them; of what is said twice the first counts."""

    def __init__(self, entry: Element) -> None:
        self.entry = entry
        self.titles: dict[str, str] = {}  # by level
        self.said: dict[str, str] = {}
        self.ids: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        self.comments: list[str] = []
        self.date = ""
        for level in ("analytic", "monogr", "series", ""):
            for part in [entry] if not level else children(entry, level):
                for child in part:
                    self._take(child, level)

    def _take(self, child: Element, level: str) -> None:
        name = LOCAL[child.tag]
        if name == "title":
            self._take_title(child, level)
        elif name == "imprint":
            for inner in child:
                self._take(inner, level)
            self.date = self.date or _date(child)
        elif name == "biblScope":
            self._take_scope(child)
        elif name == "idno":
            kind = (child.get("type") or "").casefold()
            if text := words(child):
                kind = _ID_KINDS.get(kind, kind)
                if not kind and text.startswith("10."):
                    kind = "doi"
                self.ids.append((kind or "id", text))
        elif name in ("ptr", "ref"):
            if target := child.get("target") or words(child):
                self.addresses.append(target)
        elif name == "publisher":
            self._say("publisher-name", words(child))
        elif name == "pubPlace":
            self._say("publisher-loc", words(child))
        elif name == "edition":
            self._say("edition", words(child))
        elif name == "meeting":
            self._say("conf-name", (child.text or "").strip() or words(child))
        elif name == "note" and child.get("type") not in ("raw_reference", "submission"):
            if text := words(child):
                self.comments.append(text)
        elif name in ("date", "year"):
            self.date = self.date or _date_of(child)

    def _take_title(self, title: Element, level: str) -> None:
        at = title.get("level") or {"analytic": "a", "series": "s"}.get(level, "m")
        text = words(title)
        if not text:
            return
        if title.get("type") == "sub" and self.titles.get(at):
            self.titles[at] = f"{self.titles[at]}: {text}"
        else:
            self.titles.setdefault(at, text)

    def _take_scope(self, scope: Element) -> None:
        unit = (scope.get("unit") or scope.get("type") or "").casefold()
        text, begin, end = words(scope), scope.get("from"), scope.get("to")
        if unit in ("page", "pp", "pages", "p"):
            if begin is None:
                begin, _, end = text.replace("–", "-").replace("\u2010", "-").partition("-")
            self._say("fpage", (begin or "").strip())
            self._say("lpage", (end or "").strip())
        elif unit in _UNITS:
            self._say(_UNITS[unit], text)

    def _say(self, name: str, text: str) -> None:
        if text:
            self.said.setdefault(name, text)

    def told(self) -> Element:
        """A tagged citation."""
        titles, said_ = self.titles, self.said
        kind = (self.entry.get("type") or "").casefold()
        kind = _TYPES.get(kind, kind)
        own, journal, book, series = (titles.get(level, "") for level in "ajms")
        if not kind:
            kind = "journal" if journal else "book" if book and not own else "chapter" if book else ""
        cited = make("element-citation", publication_type=kind)
        for name, told in (("author", "author"), ("editor", "editor")):
            group = make("person-group", person_group_type=told)
            for one in self.entry.iter(f"{{*}}{name}"):
                if (person := _person(one)) is not None:
                    group.append(person)
            if len(group):
                cited.append(group)
        for body in self.entry.iter("{*}respStmt"):
            if not len(cited):
                group = make("person-group", person_group_type="author")
                add(group, "collab", said(body, "orgName") or said(body, "name"))
                cited.append(group)
        source = journal or book or series
        if own or (book and journal):
            add(cited, "article-title", own or book)
        add(cited, "source", source)
        add(cited, "conf-name", said_.get("conf-name", "") if not source else "")
        add(cited, "year", self.date[:4] if re.match(r"\d{4}", self.date) else self.date)
        for name in ("volume", "issue", "fpage", "lpage", "edition", "publisher-loc", "publisher-name"):
            add(cited, name, said_.get(name, ""))
        for comment in self.comments:
            add(cited, "comment", comment)
        for id_kind, identity in self.ids:
            add(cited, "isbn" if id_kind == "isbn" else "pub-id", identity, pub_id_type=id_kind)
        for target in dict.fromkeys(self.addresses):
            link = make("ext-link")
            link.set(HREF, target)
            cited.append(link)
        return cited


def _date(parent: Element) -> str:
    """The first date below an element that is of publication."""
    dates = [(date, date.get("type")) for date in parent.iter("{*}date", "{*}year")]
    dates.sort(key=lambda one: one[1] != "published")
    return next((text for date, kind in dates if kind in _PUBLISHED and (text := _date_of(date))), "")


_PUBLISHED = (None, "", "published", "issued", "epublished", "whenReleased")


def _date_of(date: Element) -> str:
    if date.get("type") not in _PUBLISHED:
        return ""
    when = date.get("when") or date.get("from") or ""
    if re.match(r"\d{4}(?!\d)", when):
        return when
    found = re.search(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", words(date))
    return found[0] if found else ""


__all__ = ["NAME", "read", "sniff"]
