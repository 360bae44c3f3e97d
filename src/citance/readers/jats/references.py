"""Reference lists: every `<ref>` as printed, and the works its tags give.

One `<ref>` can hold one work once (the rule), one work twice (`citation-alternatives`, or a mixed and an element citation
side by side), or several works (a, b, c). Text that holds several works without tags is left to `extraction`.
"""

from __future__ import annotations

import re
from typing import Any

from citance.model.article import ArticleRecord, Author, Journal
from citance.model.document import Problem, ProblemKind
from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid
from citance.model.reference import RawReference
from citance.readers.jats.names import LOCAL, href, words

Element = Any

CITATIONS = frozenset({"element-citation", "mixed-citation", "citation", "nlm-citation"})
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_DOI_IN = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[a-z0-9][a-z0-9._:\-]*[a-z0-9]")
_INITIALS = re.compile(r"(?:[A-Z]\.?[ \-]?){1,4}")
_AUTHOR_GROUPS = frozenset({None, "", "author", "authors", "allauthors", "all-authors", "inventor", "compiler", "assignee"})
_BOOK_LIKE = frozenset({"book", "report", "thesis", "web", "webpage", "website", "software", "data", "patent", "standard", "other"})
# Addresses that only search for the work: they lead to no article of their own.
_SEARCHES = ("scholar.google", "google.com/scholar", "scholar_lookup")


def read_references(refs: list[tuple[Element, int]], problems: list[Problem]) -> tuple[RawReference, ...]:
    """The entries of an article's reference lists; `refs` are the `<ref>` elements in order, each with its list's number."""
    return tuple(_read_reference(ref, position, which, problems) for position, (ref, which) in enumerate(refs, 1))


def read_citation_in_note(note: Element, position: int, which: int, problems: list[Problem]) -> RawReference | None:
    """The entry that a footnote is, where it holds a tagged citation and links name it; None where it holds none."""
    found = [e for e in note.iter() if LOCAL[e.tag] in CITATIONS]
    if not found:
        return None
    printed = [_Citation(e) for e in found]
    return RawReference(
        id=note.get("id") or f"#{position}",
        position=position,
        text=" ".join(c.text for c in printed),
        label=next((words(e) for e in note if LOCAL[e.tag] == "label"), None),
        aliases=tuple(e.get("id") for e in found if e.get("id")),
        works=_different_works(printed),
        kind=printed[0].kind,
        addresses=tuple(dict.fromkeys(a for c in printed for a in c.addresses)),
        list=which,
    )


def _read_reference(ref: Element, position: int, which: int, problems: list[Problem]) -> RawReference:
    identity = ref.get("id") or f"#{position}"
    label: str | None = None
    aliases: list[str] = []
    citations: list[_Citation] = []
    notes: list[str] = []
    tagged_twice = False
    for child in ref:
        name = LOCAL[child.tag]
        if name == "label":
            label = words(child) or None
        elif name in CITATIONS:
            citations.append(_Citation(child))
        elif name == "citation-alternatives":
            tagged_twice = True
            citations += [_Citation(e) for e in child if LOCAL[e.tag] in CITATIONS]
            aliases += [i for e in child if (i := e.get("id"))]
        elif name:
            notes.append(words(child))
        if inner := child.get("id"):
            aliases.append(inner)
    if ref.text and (loose := ref.text.strip()):
        notes.insert(0, " ".join(loose.split()))
    for citation in citations:
        if citation.bad:
            problems.append(Problem(ProblemKind.BAD_IDENTIFIER, f"no identifier: {citation.bad}", identity))
        if label is None and citation.label:
            label = citation.label
    if not citations:
        return RawReference(
            id=identity, position=position, text=" ".join(filter(None, notes)), label=label, aliases=tuple(aliases), is_note=True, list=which
        )
    works = _merged(citations) if tagged_twice else _different_works(citations)
    first = citations[0]
    if len(citations) == 1:
        text, addresses = first.text, first.addresses
    else:
        text = _printed(citations, len(works))
        addresses = list(dict.fromkeys(a for c in citations for a in c.addresses))
    return RawReference(
        id=identity,
        position=position,
        text=text,
        label=label,
        aliases=tuple(aliases),
        works=works,
        kind=next((c.kind for c in citations if c.kind), None),
        addresses=tuple(addresses),
        is_note=first.kind == "note" and not works,
        list=which,
    )


def _printed(citations: list[_Citation], works: int) -> str:
    """What a reader sees of an entry with several citation elements: of a work tagged twice, the printed form."""
    mixed = [c for c in citations if c.is_printed]
    if mixed and len(mixed) < len(citations) and len(mixed) >= works:
        return " ".join(c.text for c in mixed)
    if mixed and len(mixed) < len(citations):
        return max((c.text for c in citations), key=len) if works == 1 else " ".join(c.text for c in mixed)
    texts = list(dict.fromkeys(c.text for c in citations))
    return texts[0] if works == 1 else " ".join(texts)


def _different_works(citations: list[_Citation]) -> tuple[ArticleRecord, ...]:
    """The works of citations side by side: those of one kind are different works, a mixed and an element one the same."""
    if len(citations) == 1:
        record = citations[0].record()
        return () if record is None else (record,)
    printed = [c for c in citations if c.element == "mixed-citation"]
    tagged = [c for c in citations if c.element != "mixed-citation"]
    if not printed or not tagged:
        works: list[ArticleRecord] = []
        for record in filter(None, (c.record() for c in citations)):
            same = next((i for i, w in enumerate(works) if _same_work(w, record)), None)
            if same is None:
                works.append(record)
            else:
                works[same] = _joined(works[same], record)
        return tuple(works)
    if len(printed) == len(tagged):
        pairs = zip(tagged, printed, strict=True)
        return tuple(work for pair in pairs for work in _merged(list(pair)))
    if len(printed) == 1:
        return _different_works(tagged)
    return _different_works(printed) if len(printed) > len(tagged) else _different_works(tagged)


def _same_work(one: ArticleRecord, other: ArticleRecord) -> bool:
    """Whether two records of one entry are the same work: by an identifier, or by title where neither denies it."""
    a, b = one.identifiers, other.identifiers
    for kind in ("doi", "pmid", "pmcid", "arxiv"):
        x, y = getattr(a, kind), getattr(b, kind)
        if x and y:
            return bool(x == y)
    return bool(one.title) and one.title.casefold() == other.title.casefold() and one.year == other.year


def _merged(citations: list[_Citation]) -> tuple[ArticleRecord, ...]:
    """The one work of citations that are the same work, the fullest tagging first; none where nothing is tagged."""
    records = [r for c in citations if (r := c.record()) is not None]
    if not records:
        return ()
    records.sort(key=lambda r: -len(r.authors) - 3 * bool(r.title) - bool(r.year) - bool(r.journal.title))
    merged = records[0]
    for record in records[1:]:
        merged = _joined(merged, record)
    return (merged,)


def _joined(one: ArticleRecord, other: ArticleRecord) -> ArticleRecord:
    """`one`, with what it lacks from `other`."""
    a, b = one.identifiers, other.identifiers
    identifiers = Identifiers(a.doi or b.doi, a.pmid or b.pmid, a.pmcid or b.pmcid, a.arxiv or b.arxiv)
    return ArticleRecord(
        identifiers=identifiers if identifiers else NO_IDENTIFIERS,
        title=one.title or other.title,
        authors=one.authors or other.authors,
        journal=one.journal if one.journal.title else other.journal,
        year=one.year or other.year,
        volume=one.volume or other.volume,
        issue=one.issue or other.issue,
        first_page=one.first_page or other.first_page,
        last_page=one.last_page or other.last_page,
        article_type=one.article_type or other.article_type,
        other_ids=one.other_ids or other.other_ids,
    )


class _Citation:
    """One citation element, read in one pass over its children: its fields, and its text as printed."""

    __slots__ = (
        "addresses", "arxiv", "authors", "bad", "chapter", "doi", "editors", "element", "first_page", "is_printed", "issue",
        "journal_ids", "kind", "label", "last_page", "other_ids", "pmcid", "pmid", "publisher", "source", "tagged", "text",
        "title", "volume", "year",
    )  # fmt: skip

    def __init__(self, citation: Element) -> None:
        self.element = LOCAL[citation.tag]
        get = citation.get
        self.kind: str | None = get("publication-type") or get("citation-type")
        self.authors: list[Author] = []
        self.editors: list[Author] = []
        self.title = self.chapter = self.source = self.bad = ""
        self.publisher: str | None = None
        self.year: int | None = None
        self.volume: str | None = None
        self.issue: str | None = None
        self.first_page: str | None = None
        self.last_page: str | None = None
        self.label: str | None = None
        self.doi: Doi | None = None
        self.pmid: Pmid | None = None
        self.pmcid: Pmcid | None = None
        self.arxiv: ArxivId | None = None
        self.other_ids: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        self.tagged = False
        self._read(citation)
        self.is_printed = self.element in ("mixed-citation", "citation") and _has_words_between(citation)
        if self.is_printed or not self.tagged:
            self.text = self._text_as_printed(citation)
        else:
            self.text = self._text_of_fields(citation)

    # -- fields --

    def _read(self, element: Element) -> None:
        for child in element:
            field = _FIELDS.get(LOCAL[child.tag])
            if field is not None:
                field(self, child)

    def _plain(self, element: Element) -> str:
        self.tagged = True
        return words(element)

    def _group(self, group: Element) -> None:
        self.tagged = True
        people = self.authors if group.get("person-group-type") in _AUTHOR_GROUPS else self.editors
        for child in group:
            name = LOCAL[child.tag]
            if name == "name":
                _read_name(child, people)
            elif name in _PEOPLE:
                _PEOPLE[name](child, people)

    def _name(self, element: Element) -> None:
        self.tagged = True
        _read_name(element, self.authors)

    def _string_name(self, element: Element) -> None:
        self.tagged = True
        _read_string_name(element, self.authors)

    def _collab(self, element: Element) -> None:
        self.tagged = True
        _read_collab(element, self.authors)

    def _title(self, element: Element) -> None:
        self.title = self.title or self._plain(element)

    def _chapter(self, element: Element) -> None:
        self.chapter = self.chapter or self._plain(element)

    def _source(self, element: Element) -> None:
        self.source = self.source or self._plain(element)

    def _conference(self, element: Element) -> None:
        self.source = self.source or self._plain(element)

    def _publisher(self, element: Element) -> None:
        self.publisher = self.publisher or self._plain(element)

    def _year(self, element: Element) -> None:
        if self.year is None:
            found = _YEAR.search(self._plain(element)) or _YEAR.search(element.get("iso-8601-date") or "")
            self.year = int(found[1]) if found else None

    def _date(self, element: Element) -> None:
        if len(element):
            self._read(element)
        else:
            self._year(element)

    def _volume(self, element: Element) -> None:
        self.volume = self.volume or self._plain(element) or None

    def _issue(self, element: Element) -> None:
        self.issue = self.issue or self._plain(element) or None

    def _fpage(self, element: Element) -> None:
        self.first_page = self._plain(element) or self.first_page

    def _lpage(self, element: Element) -> None:
        self.last_page = self.last_page or self._plain(element) or None

    def _pages(self, element: Element) -> None:
        text = self._plain(element)
        if self.first_page is None and text:
            first, _, last = text.replace("–", "-").partition("-")
            self.first_page, self.last_page = first.strip() or None, last.strip() or None

    def _elocation(self, element: Element) -> None:
        text = self._plain(element)
        if text.lower().startswith(("10.", "doi", "http")):
            self._find_doi(text)
        elif text:
            self.first_page = self.first_page or text

    def _id(self, element: Element) -> None:
        text = element.text if not len(element) else words(element)
        if not text or not (text := text.strip()):
            return
        self.tagged = True
        kind = element.get("pub-id-type") or ""
        if kind == "pmid":
            if text.isdigit() and text[0] != "0" and len(text) <= 8:
                self.pmid = self.pmid or Pmid(text)
            else:
                self._identify(text, Pmid, kind)
        elif kind == "doi":
            self._find_doi(text, expected=True)
        elif kind in ("pmc", "pmcid"):
            self._identify(f"PMC{text}" if text.isdigit() else text, Pmcid, kind)
        elif kind == "arxiv":
            self._identify(text, ArxivId, kind)
        else:
            self.other_ids.append((kind or "id", " ".join(text.split())))
            if "10." in text:
                self._find_doi(text)

    def _find_doi(self, text: str, expected: bool = False) -> None:
        if self.doi is not None:
            return
        lower = text.lower()
        if _PLAIN_DOI.fullmatch(lower):
            self.doi = Doi(lower)
            return
        # A tagged DOI is read whole: some hold blanks and brackets. In other text it is what looks like one.
        found = Doi.read(text) if expected else None
        if found is None and (match := _DOI_IN.search(text)):
            found = Doi.read(match[0])
        if found is not None:
            self.doi = found
        elif expected:
            self.bad = f"doi {text[:80]!r}"

    def _identify(self, text: str, kind: type[Pmid | Pmcid | ArxivId], tagged_as: str) -> None:
        found = kind.read(text)
        if found is None:
            # A PMCID among the PMIDs and the like: what it is counts, not what it is tagged as.
            for other in (Pmcid, Doi, ArxivId):
                if (found := other.read(text)) is not None:
                    break
        if found is None:
            self.bad = f"{tagged_as} {text[:80]!r}"
        elif getattr(self, found.scheme) is None:
            setattr(self, found.scheme, found)

    def _link(self, element: Element) -> None:
        kind = element.get("ext-link-type") or ""
        target = href(element) or words(element)
        if not target or kind == "google-scholar" or any(s in target for s in _SEARCHES):
            return
        if kind in ("pmid", "pubmed") and target.isdigit():
            self.pmid = self.pmid or Pmid.read(target)
            return
        if kind == "pmcid":
            self.pmcid = self.pmcid or Pmcid.read(f"PMC{target}" if target.isdigit() else target)
        self.addresses.append(target)
        self._identify_address(target)

    def _identify_address(self, target: str) -> None:
        if "10." in target:
            self._find_doi(target, expected="doi.org/10." in target)
        if "ncbi.nlm.nih.gov" in target:
            self.pmid = self.pmid or (Pmid.read(target) if "pubmed" in target else None)
            self.pmcid = self.pmcid or (Pmcid.read(target) if "PMC" in target else None)
        elif "arxiv.org" in target:
            self.arxiv = self.arxiv or ArxivId.read(target)

    def _comment(self, element: Element) -> None:
        if len(element):
            self._read(element)
        text = element.text
        if text and "10." in text:
            self._find_doi(text)

    def _deeper(self, element: Element) -> None:
        """Emphasis and the like around fields: what stands within counts."""
        if len(element):
            self._read(element)

    def _own_label(self, element: Element) -> None:
        self.label = words(element) or None

    def record(self) -> ArticleRecord | None:
        """What the tags say of the work; None where they say nothing."""
        identified = self.doi or self.pmid or self.pmcid or self.arxiv
        if not self.tagged and not identified:
            return None
        title, journal = self.title or self.chapter, self.source
        if not title and journal and self.kind != "journal" and not (self.volume and self.first_page):
            title, journal = journal, ""  # a book's own title is its source
        if not (title or journal or self.authors or self.year or identified):
            return None
        return ArticleRecord(
            identifiers=Identifiers(self.doi, self.pmid, self.pmcid, self.arxiv) if identified else NO_IDENTIFIERS,
            title=title,
            authors=tuple(self.authors or self.editors),
            journal=Journal(title=journal, publisher=self.publisher) if journal or self.publisher else _NO_JOURNAL,
            year=self.year,
            volume=self.volume,
            issue=self.issue,
            first_page=self.first_page,
            last_page=self.last_page,
            article_type=self.kind,
            other_ids=tuple(self.other_ids),
        )

    # -- text --

    def _text_as_printed(self, citation: Element) -> str:
        parts: list[str] = []
        _collect_printed(citation, parts)
        return " ".join("".join(parts).split())

    def _text_of_fields(self, citation: Element) -> str:
        """The fields in their order with the signs between them that a reader expects: authors. Title. Journal. 2010;12(3):45-67."""
        sentences: list[str] = []
        people = self.authors or self.editors
        if people:
            names = [f"{p.surname} {p.given}" if p.given else p.surname for p in people]
            if any(LOCAL[e.tag] == "etal" for g in citation for e in (g, *g)):
                names.append("et al.")
            sentences.append(", ".join(names))
        sentences += [s for s in (self.title, self.chapter, self.source) if s]
        rest = {LOCAL[e.tag]: words(e) for e in citation if LOCAL[e.tag] in _OTHER_FIELDS}
        sentences += [rest[f] for f in ("edition", "version", "conf-loc", "publisher-loc", "publisher-name") if rest.get(f)]
        numbers = str(self.year) if self.year else rest.get("year", "")
        if self.volume or self.issue:
            numbers += (";" if numbers else "") + (self.volume or "") + (f"({self.issue})" if self.issue else "")
        if self.first_page:
            numbers += (":" if numbers else "") + self.first_page
            if self.last_page and self.last_page != self.first_page:
                numbers += f"-{self.last_page}"
        if numbers:
            sentences.append(numbers)
        sentences += [words(e) for e in citation if LOCAL[e.tag] in ("comment", "patent", "isbn", "date-in-citation")]
        if self.doi:
            sentences.append(f"doi:{self.doi}")
        if self.pmid:
            sentences.append(f"PMID: {self.pmid}")
        sentences += [a for a in self.addresses if not (self.doi and "doi.org" in a)]
        return " ".join(s if s.endswith((".", "?", "!")) else f"{s}." for s in sentences if s)


_NO_JOURNAL = Journal()
_OTHER_FIELDS = frozenset({"edition", "version", "conf-loc", "publisher-loc", "publisher-name", "year"})
_UNPRINTED = frozenset({"label", "tex-math", "object-id"})


def _has_words_between(citation: Element) -> bool:
    """Whether the signs between the fields are printed: then the text is the text."""
    if citation.text and not citation.text.isspace():
        return True
    return any(child.tail and not child.tail.isspace() for child in citation)


def _collect_printed(element: Element, parts: list[str]) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        name = LOCAL[child.tag]
        if name == "break":
            parts.append(" ")
        elif name == "ext-link" and child.get("ext-link-type") == "google-scholar":
            pass
        elif name not in _UNPRINTED:
            if len(child):
                _collect_printed(child, parts)
            elif child.text:
                parts.append(child.text)
        if child.tail:
            parts.append(child.tail)
        elif name in _APART:
            parts.append(" ")  # fields without a sign between them must not run together


_APART = frozenset({"pub-id", "object-id", "ext-link", "uri", "comment", "name", "string-name", "collab", "etal", "person-group"})


# -- people --


def _read_name(element: Element, people: list[Author]) -> None:
    surname = given = ""
    for part in element:
        name = LOCAL[part.tag]
        if name == "surname":
            surname = (part.text or "") if not len(part) else words(part)
        elif name == "given-names":
            given = (part.text or "") if not len(part) else words(part)
    if surname or given:
        if surname[:1].isspace() or surname[-1:].isspace() or "\n" in surname:
            surname = " ".join(surname.split())
        if given[:1].isspace() or given[-1:].isspace() or "\n" in given:
            given = " ".join(given.split())
        people.append(Author(surname, given) if surname else Author(given))


def _read_string_name(element: Element, people: list[Author]) -> None:
    if any(LOCAL[part.tag] == "surname" for part in element):
        _read_name(element, people)
    elif text := words(element).strip(" ,;."):
        people.append(split_name(text))


def _read_collab(element: Element, people: list[Author]) -> None:
    if text := words(element).strip(" ,;"):
        people.append(Author(text, group=True))


def _read_alternatives(element: Element, people: list[Author]) -> None:
    """One person in several scripts or spellings: the first counts."""
    for child in element:
        name = LOCAL[child.tag]
        if name in ("name", "string-name"):
            (_read_name if name == "name" else _read_string_name)(child, people)
            return


_PEOPLE = {
    "string-name": _read_string_name,
    "collab": _read_collab,
    "institution": _read_collab,
    "name-alternatives": _read_alternatives,
    "collab-alternatives": _read_alternatives,
}


def split_name(text: str) -> Author:
    """A name printed in one piece: `Smith, John`, `Smith JA`, `J. A. Smith`, else all of it the surname."""
    if "," in text:
        surname, _, given = text.partition(",")
        return Author(surname.strip(), given.strip())
    head, _, tail = text.rpartition(" ")
    if head and _INITIALS.fullmatch(tail):
        return Author(head.rstrip(), tail)
    first, _, rest = text.partition(" ")
    if rest and _INITIALS.fullmatch(first):
        while (parts := rest.partition(" "))[2] and _INITIALS.fullmatch(parts[0]):
            first, rest = f"{first} {parts[0]}", parts[2]
        return Author(rest.strip(), first)
    return Author(text)


_FIELDS = {
    "person-group": _Citation._group,
    "name": _Citation._name,
    "string-name": _Citation._string_name,
    "collab": _Citation._collab,
    "article-title": _Citation._title,
    "data-title": _Citation._title,
    "chapter-title": _Citation._chapter,
    "part-title": _Citation._chapter,
    "source": _Citation._source,
    "conf-name": _Citation._conference,
    "publisher-name": _Citation._publisher,
    "year": _Citation._year,
    "date": _Citation._date,
    "volume": _Citation._volume,
    "issue": _Citation._issue,
    "fpage": _Citation._fpage,
    "lpage": _Citation._lpage,
    "page-range": _Citation._pages,
    "elocation-id": _Citation._elocation,
    "pub-id": _Citation._id,
    "object-id": _Citation._id,
    "ext-link": _Citation._link,
    "uri": _Citation._link,
    "comment": _Citation._comment,
    "annotation": _Citation._comment,
    "named-content": _Citation._deeper,
    "styled-content": _Citation._deeper,
    "bold": _Citation._deeper,
    "italic": _Citation._deeper,
    "label": _Citation._own_label,
}
