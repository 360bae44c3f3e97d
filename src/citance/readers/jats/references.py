"""Reference lists: every `<ref>` as printed, and the works its tags give.

One `<ref>` can hold one work once (the rule), one work twice (`citation-alternatives`, or a mixed and an element citation
side by side), or several works (a, b, c). Text that holds several works without tags is left to `extraction`.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from citance.model.article import ArticleRecord, Author, Journal
from citance.model.document import Problem, ProblemKind
from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid
from citance.model.reference import RawReference
from citance.readers.jats.names import LOCAL, collapse, href, words
from citance.text.normalise import fold

Element = Any

CITATIONS = frozenset({"element-citation", "mixed-citation", "citation", "nlm-citation"})
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
# Up to a blank, a quotation mark or a tag; the angles of Wiley's (SICI) are part of it: "...17:15<1661::AID-SIM968>3.0.CO;2-2".
_DOI_IN = re.compile(r"10\.\d{4,9}/(?:[^\s\"<>]|<(?=\w{0,8}::)|>(?=\d\.0\.co;))+", re.I)
_INITIALS = re.compile(r"(?:[A-Z]\.?[ \-]?){1,4}")
_AUTHOR_GROUPS = frozenset({None, "", "author", "authors", "allauthors", "all-authors", "inventor", "compiler", "assignee"})
# Addresses that only search for the work: they lead to no article of their own.
_SEARCHES = ("scholar.google", "google.com/scholar", "scholar_lookup")


def read_references(refs: list[tuple[Element, int]], problems: list[Problem]) -> tuple[RawReference, ...]:
    """The entries of an article's reference lists; `refs` are the `<ref>` elements in order, each with its list's number."""
    return tuple([_read_reference(ref, position, which, problems) for position, (ref, which) in enumerate(refs, 1)])


def read_citation_in_note(note: Element, position: int, which: int) -> RawReference:
    """The entry that a footnote is which holds a tagged citation."""
    found = [e for e in note.iter() if LOCAL[e.tag] in CITATIONS]
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
        if name in CITATIONS:
            citations.append(_Citation(child))
        elif name == "label":
            label = words(child) or None
        elif name == "citation-alternatives":
            tagged_twice = True
            citations += [_Citation(e) for e in child if LOCAL[e.tag] in CITATIONS]
            aliases += [i for e in child if (i := e.get("id"))]
        elif name == "ref":
            break  # an entry of its own, where damage took the end of this one
        elif name:
            notes.append(words(child))
        if inner := child.get("id"):
            aliases.append(inner)
    if (loose := ref.text) and not loose.isspace():
        notes.insert(0, collapse(loose))
    for citation in citations:
        if citation.bad:
            problems.append(Problem(ProblemKind.BAD_IDENTIFIER, f"no identifier: {citation.bad}", identity))
        if label is None and citation.label:
            label = citation.label
    if not citations:
        text = " ".join(filter(None, notes))
        return RawReference(
            id=identity, position=position, text=text, label=label, aliases=tuple(aliases), is_note=True, list=which
        )
    shown: str | None = None
    if len(citations) > 1 and not tagged_twice:
        citations, shown = _with_restated(citations)
    works = _merged(citations) if tagged_twice else _different_works(citations)
    first = citations[0]
    if len(citations) == 1:
        text, kind, addresses = shown or first.text, first.kind, first.addresses
    else:
        text = _printed(citations, len(works))
        kind = next((c.kind for c in citations if c.kind), None)
        addresses = list(dict.fromkeys(a for c in citations for a in c.addresses))
    return RawReference(
        id=identity,
        position=position,
        text=text,
        label=label,
        aliases=tuple(aliases),
        works=works,
        kind=kind or None,
        addresses=tuple(addresses),
        is_note=first.kind == "note" and not works,
        list=which,
    )


def _with_restated(citations: list[_Citation]) -> tuple[list[_Citation], str | None]:
    """The citations without those that only print another again, whose ids the other takes; and the text so printed.

    Such a one says so (`display-unstructured`), or has no title or source of its own while its text holds the other's title.
    """
    own: list[_Citation] = []
    again: list[_Citation] = []
    for citation in citations:
        (again if not (citation.fields.keys() & _NAMED_BY) and citation.is_printed else own).append(citation)
    if not own or not again:
        return citations, None
    titles = [c.title_said_again for c in own]
    texts: list[str] = []
    for citation in again:
        text = fold(citation.text)
        which = next((at for at, title in enumerate(titles) if title and title in text), None)
        if which is None and citation.kind == "display-unstructured":
            which = max((at for at, c in enumerate(own) if citations.index(c) < citations.index(citation)), default=0)
        if which is None:
            return citations, None
        own[which].take_ids(citation)
        texts.append(citation.text)
    return own, " ".join(texts) if len(own) == 1 else None


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
    """One citation element, read in one pass over all within it: its fields, and its text as printed.

    The pass is flat (names and fields are met in document order, however emphasis wraps them), for half of an article's
    elements stand in its reference list.
    """

    __slots__ = (
        "addresses", "arxiv", "authors", "bad", "comments", "doi", "editors", "element", "etal", "fields", "kind", "label",
        "other_ids", "pages", "pmcid", "pmid", "text",
    )  # fmt: skip

    def __init__(self, citation: Element) -> None:
        self.element = LOCAL[citation.tag]
        get = citation.get
        self.kind: str | None = get("publication-type") or get("citation-type")
        self.authors: list[Author] = []
        self.editors: list[Author] = []
        self.etal = False
        self.fields: dict[str, str] = {}
        self.comments: list[str] = []
        self.label: str | None = None
        self.doi: Doi | None = None
        self.pmid: Pmid | None = None
        self.pmcid: Pmcid | None = None
        self.arxiv: ArxivId | None = None
        self.other_ids: list[tuple[str, str]] = []
        self.addresses: list[str] = []
        self.bad = ""
        plain = self._read(citation)
        self.pages = self._pages()
        if (self.is_printed and _has_words_between(citation)) or not self._is_tagged:
            text = _printed_words(citation, plain)
            if (people := self.authors + self.editors) and (parted := _part_names(people, text)):
                text = _part_fields(self.fields, parted)
            self.text = _without_repeats(text, self.pmid, bool(self.addresses))
        else:
            self.text = self._text_of_fields()

    @property
    def is_printed(self) -> bool:
        """Whether the element is one that holds the text as printed."""
        return self.element != "element-citation"

    @property
    def _is_tagged(self) -> bool:
        return bool(self.fields or self.authors or self.editors)

    def _read(self, citation: Element) -> bool:
        """Fills the fields; whether the citation's text can be printed as it stands, with nothing to leave out or set apart."""
        plain = True
        fields = self.fields
        people = self.authors
        surname: str | None = None
        given = ""
        unnamed: Element | None = None  # a <string-name> whose parts are not tagged, or not yet seen to be
        again: set[Element] = set()  # one person's or body's name in another script, with all in it
        for element in citation.iter():
            name = LOCAL[element.tag]
            if again and element in again:
                continue
            if name == "surname":
                surname = words(element) if len(element) else element.text
            elif name == "given-names":
                given = (words(element) if len(element) else element.text) or ""
            elif name == "name" or name == "string-name":
                if surname or given:
                    self._add_person(people, surname, given)
                    surname, given = None, ""
                elif unnamed is not None:
                    self._add_untagged(people, unnamed)
                unnamed = element if name == "string-name" else None
            elif name in _FIELDS:
                if name not in fields and (text := words(element) if len(element) else element.text):
                    fields[name] = text if text.isalnum() else collapse(text)
            elif name in _ODD:
                if name == "person-group" or name == "collab":  # behind the person who was named last
                    if surname or given:
                        self._add_person(people, surname, given)
                        surname, given = None, ""
                    elif unnamed is not None:
                        self._add_untagged(people, unnamed)
                    unnamed = None
                if name == "person-group":
                    people = self.authors if element.get("person-group-type") in _AUTHOR_GROUPS else self.editors
                elif name == "ref":  # the next entry, where damage took the end of this one
                    break
                elif name in _ALTERNATIVES:
                    again.update(inner for other in element[1:] for inner in other.iter())
                else:
                    plain = _ODD[name](self, element, people) and plain
        if surname or given:
            self._add_person(people, surname, given)
        elif unnamed is not None:
            self._add_untagged(people, unnamed)
        return plain

    def _add_person(self, people: list[Author], surname: str | None, given: str) -> None:
        """Puts the person at the end; blanks where a name should be, as damage leaves them, are nobody, nor are "others"."""
        if surname and surname.isalpha() and given.isalpha():  # most, with initials without stops
            people.append(Author(surname, given))
            return
        surname, given = self._named((surname or "").split()), self._named(given.split())
        if surname:
            people.append(Author(surname, given))
        elif given:
            people.append(Author(given))

    def _add_untagged(self, people: list[Author], element: Element) -> None:
        if text := self._named([words(element).strip(" ,;.")]):
            people.append(split_name(text))

    def _named(self, parts: list[str]) -> str:
        """The words of a name without the comma behind it, and without the "et al." that some tag as a name."""
        name = " ".join(parts).rstrip(" ,;")
        if name.endswith(_OTHERS) and (found := _ET_AL.search(name)) is not None:
            self.etal = True
            return name[: found.start()].rstrip(" ,;")
        return name

    # -- parts that are more than a field; each gives back whether the text around can be printed as it stands --

    def _id(self, element: Element, people: list[Author]) -> bool:
        text = words(element) if len(element) else element.text
        if not text or not (text := text.strip()):
            return True
        kind = element.get("pub-id-type") or ""
        if kind == "pmid":
            if text.isdigit() and text[0] != "0" and len(text) <= 8:
                self.pmid = self.pmid or Pmid(text)
            else:
                self._identify(text, Pmid, kind)
        elif kind == "doi":
            given, self.doi = self.doi, None  # of two the last: the archive's own look-up stands behind what the authors gave
            self._find_doi(text, expected=True)
            self.doi = self.doi or given
        elif kind in ("pmc", "pmcid"):
            self._identify(f"PMC{text}" if text.isdigit() else text, Pmcid, kind)
        elif kind == "arxiv":
            self._identify(text, ArxivId, kind)
        else:
            self.other_ids.append((kind or "id", " ".join(text.split())))
            if "10." in text:
                self._find_doi(text)
        return _set_apart(element)

    def _find_doi(self, text: str, expected: bool = False) -> None:
        if self.doi is not None:
            return
        # A tagged DOI is read whole: some hold blanks and brackets; so is an address, whose host tells what is no part of it.
        # In other text it is what looks like one.
        found = Doi.read(text) if expected or text.startswith("http") else None
        if found is None and (match := _DOI_IN.search(text)):
            found = Doi.read(match[0])
        if found is not None and found.is_stump:
            self.bad = f"doi {found!r}, of a journal or an issue, or cut short"
        elif found is not None:
            self.doi = found
        elif (arxiv := ArxivId.read(text)) is not None:  # arXiv's own DOIs are arXiv ids
            self.arxiv = self.arxiv or arxiv
        elif expected and "doi.org" not in text:
            self.bad = f"doi {text[:80]!r}"

    def _identify(self, text: str, kind: type[Pmid | Pmcid | ArxivId], tagged_as: str) -> None:
        found: Pmid | Pmcid | ArxivId | Doi | None = kind.read(text)
        if found is None:
            # A PMCID among the PMIDs and the like: what it is counts, not what it is tagged as.
            for other in (Pmcid, Doi, ArxivId):
                if (found := other.read(text)) is not None:
                    break
        if found is None:
            self.bad = f"{tagged_as} {text[:80]!r}"
        elif getattr(self, found.scheme) is None:
            setattr(self, found.scheme, found)

    def _link(self, element: Element, people: list[Author]) -> bool:
        kind = element.get("ext-link-type") or ""
        target = href(element) or words(element)
        if kind == "google-scholar" or any(s in target for s in _SEARCHES):
            return False
        if kind in ("pmid", "pubmed") and target.isdigit():
            self.pmid = self.pmid or Pmid.read(target)
        elif target:
            if kind == "pmcid":
                self.pmcid = self.pmcid or Pmcid.read(f"PMC{target}" if target.isdigit() else target)
            self.addresses.append(target)
            if "10." in target:
                self._find_doi(target, expected="doi.org/10." in target)
            if "ncbi.nlm.nih.gov" in target:
                self.pmid = self.pmid or (Pmid.read(target) if "pubmed" in target else None)
                self.pmcid = self.pmcid or (Pmcid.read(target) if "PMC" in target else None)
            elif "arxiv.org" in target:
                self.arxiv = self.arxiv or ArxivId.read(target)
        return _set_apart(element)

    def _comment(self, element: Element, people: list[Author]) -> bool:
        if text := words(element):
            self.comments.append(text)
            if "10." in text:
                self._find_doi(text)
        return _set_apart(element)

    def _collab(self, element: Element, people: list[Author]) -> bool:
        text = words(element)
        if len(element) and next(element.iter(*_MEMBERS), None) is not None:  # its members follow, as authors
            text = _own_words(element)
        if text := self._named([text.strip(" ,;")]):
            edited = (element.get("collab-type") or "").startswith("editor")
            (self.editors if edited else people).append(Author(text, group=True))
        return True

    def _institution(self, element: Element, people: list[Author]) -> bool:
        """A body; within a <collab> it is that one, which was taken already."""
        return next(element.iterancestors("{*}collab"), None) is not None or self._collab(element, people)

    def _et_al(self, element: Element, people: list[Author]) -> bool:
        self.etal = True
        return True

    def _own_label(self, element: Element, people: list[Author]) -> bool:
        self.label = words(element) or None
        return False

    def _unprintable(self, element: Element, people: list[Author]) -> bool:
        return False

    @property
    def title_said_again(self) -> str:
        """The folded words by which another printing of the work is known: its title, or a book's own."""
        title = self.fields.get("article-title") or self.fields.get("chapter-title")
        source = fold(self.fields.get("source") or "")
        return fold(title) if title else source if " " in source and self.kind == "book" else ""

    def take_ids(self, other: _Citation) -> None:
        """Takes from another printing of the same work the identifiers and addresses that are lacking here."""
        self.doi = self.doi or other.doi
        self.pmid = self.pmid or other.pmid
        self.pmcid = self.pmcid or other.pmcid
        self.arxiv = self.arxiv or other.arxiv
        self.addresses += [one for one in other.addresses if one not in self.addresses]

    # -- what comes of it --

    def record(self) -> ArticleRecord | None:
        """What the tags say of the work; None where they say nothing."""
        identified = self.doi or self.pmid or self.pmcid or self.arxiv
        get = self.fields.get
        title = get("article-title") or get("data-title") or get("chapter-title") or get("part-title") or ""
        journal = get("source") or get("conf-name") or ""
        if journal and (journal[-1] in ",;:]" or journal[0] in _STRAY):
            journal = _AT_EDGES.sub("", journal)
        year = self._year()
        if not (title or journal or self.authors or year or identified):
            return None
        volume, (first_page, last_page) = get("volume"), self.pages
        if not title and journal and self.kind != "journal" and not (volume and first_page):
            title, journal = journal, ""  # a book's own title is its source
        if title and (title[-1] in _STRAY or title[0] in _STRAY):
            title = _tidy_title(title)
        publisher = get("publisher-name")
        return ArticleRecord(
            identifiers=Identifiers(self.doi, self.pmid, self.pmcid, self.arxiv) if identified else NO_IDENTIFIERS,
            title=title,
            authors=tuple(self.authors or self.editors),
            journal=Journal(title=journal, publisher=publisher) if journal or publisher else _NO_JOURNAL,
            year=year,
            volume=volume,
            issue=get("issue"),
            first_page=first_page,
            last_page=last_page,
            article_type=self.kind,
            other_ids=tuple(self.other_ids),
        )

    def _year(self) -> int | None:
        text = self.fields.get("year") or self.fields.get("date") or self.fields.get("conf-date")
        if text is None:
            return None
        if len(text) == 4 and text.isdecimal() and 1400 <= (year := int(text)) < 2100:
            return year
        found = _YEAR.search(text)
        return int(found[1]) if found else None

    def _pages(self) -> tuple[str | None, str | None]:
        get = self.fields.get
        first, last = get("fpage"), get("lpage")
        if first is None and (both := get("page-range")):
            first, _, last = both.replace("–", "-").partition("-")
            first, last = first.strip() or None, last.strip() or None
        if first is None and (location := get("elocation-id")):
            if location[:3].lower() in ("10.", "doi", "htt"):
                self._find_doi(location)
            else:
                first = location
        return first, last

    def _text_of_fields(self) -> str:
        """The fields with the signs between them that a reader expects: authors. Title. Journal. 2010;12(3):45-67."""
        get = self.fields.get
        sentences: list[str] = []
        if people := self.authors or self.editors:
            names = [f"{p.surname} {p.given}" if p.given else p.surname for p in people]
            if self.etal:
                names.append("et al.")
            sentences.append(", ".join(names))
        titles = _USUAL_TITLES if _RARE_TITLES.isdisjoint(self.fields) else _TITLES
        sentences += [text for field in titles if (text := get(field))]
        numbers = get("year") or get("date") or ""
        volume, issue = get("volume"), get("issue")
        if volume or issue:
            numbers = f"{numbers}{';' if numbers else ''}{volume or ''}{f'({issue})' if issue else ''}".rstrip(":")
        first, last = self.pages
        if first:
            numbers = f"{numbers}{':' if numbers else ''}{first}"
            if last and last != first:
                numbers = f"{numbers}-{last}"
        if numbers:
            sentences.append(numbers)
        if not _RARE_AFTERWARDS.isdisjoint(self.fields):
            sentences += [text for field in _AFTERWARDS if (text := get(field))]
        said = " ".join(self.comments)
        sentences += self.comments
        if self.doi and not (said and self.doi in said.lower()):
            sentences.append(f"doi:{self.doi}")
        if self.pmid and self.pmid not in said:
            sentences.append(f"PMID: {self.pmid}")
        addresses = self.addresses if len(self.addresses) < 2 else dict.fromkeys(self.addresses)
        sentences += [a for a in addresses if not (self.doi and "doi.org" in a) and a not in said]
        return " ".join([s if s[-1] in ".?!" else f"{s}." for s in sentences])


_OTHERS = ("al", "al.", "others")
_ET_AL = re.compile(r"(?:^|(?<![\s,;])[\s,;]+)(?:(?:and|&)\s)?(?:et\.?\s?al\.?|others)$", re.I)

# Marks that set a title or a journal apart, tagged as if they were of it.
_STRAY = frozenset(".,;:)]")
_AT_EDGES = re.compile(r"^[.,;:)\]]+(?:\s+|$)|(?<!\s)\s*\[Internet\]\.?$|(?<![\s,;:])[\s,;:]+$")
# Stops that are of the last word: Mentha L., U.S.A., Part I., spp.
_OWN_STOP = re.compile(r"(?:^|[\s.(-])[^\W\d_]\.$|\.\.$|\b(?:spp?|etc|var|al|[JS]r|eds?|Inc|Ltd|Co)\.$")


def _tidy_title(title: str) -> str:
    """The title without stray marks at its edges and without the full stop that sets it apart."""
    title = _AT_EDGES.sub("", title)
    return title if title[-1:] != "." or _OWN_STOP.search(title) else title[:-1].rstrip()


_NO_JOURNAL = Journal()
_TITLES = (
    "article-title", "data-title", "chapter-title", "part-title", "source", "conf-name", "edition", "version", "conf-loc",
    "publisher-loc", "publisher-name",
)  # fmt: skip
_USUAL_TITLES = ("article-title", "source")
_RARE_TITLES = frozenset(_TITLES).difference(_USUAL_TITLES)
_NAMED_BY = frozenset({"article-title", "data-title", "chapter-title", "part-title", "source", "conf-name"})
_AFTERWARDS = ("patent", "isbn", "date-in-citation", "access-date")
_RARE_AFTERWARDS = frozenset(_AFTERWARDS)
_FIELDS = frozenset(
    {*_TITLES, *_AFTERWARDS, "year", "date", "conf-date", "volume", "issue", "fpage", "lpage", "page-range", "elocation-id"}
)
_ALTERNATIVES = frozenset({"name-alternatives", "collab-alternatives"})
_ODD: dict[str, Any] = {
    "person-group": None,  # these are told apart before
    "ref": None,
    "name-alternatives": None,
    "collab-alternatives": None,
    "collab": _Citation._collab,
    "institution": _Citation._institution,
    "etal": _Citation._et_al,
    "pub-id": _Citation._id,
    "object-id": _Citation._id,
    "ext-link": _Citation._link,
    "uri": _Citation._link,
    "comment": _Citation._comment,
    "annotation": _Citation._comment,
    "label": _Citation._own_label,
    "tex-math": _Citation._unprintable,
    "break": _Citation._unprintable,
}


_MEMBERS = ("{*}name", "{*}string-name")
_GROUPED = frozenset({"contrib-group", "contrib", "name", "string-name", "name-alternatives", "person-group"})


def _own_words(body: Element) -> str:
    """The words of a body's name without those of its members' names."""
    parts = [body.text or ""]
    for child in body:
        parts += ("" if LOCAL[child.tag] in _GROUPED else words(child), child.tail or "")
    text = collapse("".join(parts))
    return text if any(char.isalpha() and not char.islower() for char in text) else ""


def _set_apart(element: Element) -> bool:
    """Whether something stands between an element and the next, so that the two do not run together."""
    return bool(element.tail) or element.getnext() is None


def _has_words_between(citation: Element) -> bool:
    """Whether the signs between the fields are printed: then the text is the text."""
    if (text := citation.text) and not text.isspace():
        return True
    # A loop, for a generator costs more than the first tails it would look at.
    for child in citation:  # noqa: SIM110
        if (tail := child.tail) and not tail.isspace():
            return True
    return False


def _printed_words(citation: Element, plain: bool) -> str:
    """The text as printed, but for labels, TeX and links that only search."""
    if plain:
        return collapse(etree.tostring(citation, method="text", encoding="unicode", with_tail=False))
    parts: list[str] = []
    _collect_printed(citation, parts)
    return " ".join("".join(parts).split())


# Set apart where no sign stands behind them, or two identifiers would run together.
_APART = frozenset({"pub-id", "object-id", "ext-link", "uri", "comment"})
_UNPRINTED = frozenset({"label", "tex-math"})


def _collect_printed(element: Element, parts: list[str]) -> None:
    if text := element.text:
        parts.append(text)
    for child in element:
        name = LOCAL[child.tag]
        if name == "break":
            parts.append(" ")
        elif name not in _UNPRINTED and not (name == "ext-link" and _only_searches(child)):
            if len(child):
                _collect_printed(child, parts)
            elif text := child.text:
                parts.append(text)
        if text := child.tail:
            parts.append(text)
        elif name in _APART:
            parts.append(" ")


# Between the end of one name and the beginning of the next ("; and ").
_BETWEEN_NAMES = 8


def _part_names(people: list[Author], text: str) -> str | None:
    """The text with what parts names put where the tags print nothing ("OttA.LiC." → "Ott A., Li C."); None: nothing to part.

    The names stand in the text in their order and close to one another, editors after authors. Where any sign is printed it
    is left as it is.
    """
    parts: list[str] = []
    done = end = 0
    for one in people:
        surname, given = one.surname, one.given
        start = text.find(surname, end, end + _BETWEEN_NAMES + len(surname) + len(given))
        if start < 0 and parts and given:  # the editors, after a title
            start = text.find(f"{surname}{given}", end)
        if start < 0:
            break
        middle = start + len(surname)
        if not given:
            after = middle
        elif text.startswith(given, middle):
            after = middle + len(given)
        elif text.endswith(given, end, start):  # given names first
            start, middle, after = start - len(given), start, middle
        else:
            after = text.find(given, middle, middle + len(given) + 3)
            after = middle if after < 0 else after + len(given)
            if after > middle and not parts and not text[after : after + 1].isalpha():
                return None  # the first name is parted, and from the next one too: so are all
            middle = done  # no place for a blank
        if start == end > 0:
            parts += (text[done:start], ", " if text[start - 1] != "," else " ")
            done = start
        if given and middle > done:
            parts += (text[done:middle], " ")
            done = middle
        end = after
    if not parts:
        return None
    if done < end and text.startswith("et al", end):
        parts += (text[done:end], ", ")
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _part_fields(fields: dict[str, str], text: str) -> str:
    """The text with a blank between journal and number, and a dash between pages, where the tags print nothing."""
    for one, other, sign in (("source", "volume", " "), ("source", "year", " "), ("fpage", "lpage", "-")):
        first, second = fields.get(one), fields.get(other)
        if first and second and (touching := first + second) in text:
            if sign == "-" and any(f"{first}{dash}{second}" in text for dash in _PAGE_DASHES):
                continue  # pages 3 and 4 are not the 34 of a year or a DOI
            text = text.replace(touching, f"{first}{sign}{second}", 1)
    return text


_PAGE_DASHES = ("\u2013", "-", "\u2012", "\u2010", "\u2014", "\u2212", " - ", " \u2013 ")


# A stop that a field brings and the signs between fields bring again, and an address that is both text and link.
_REPEATED_STOP = re.compile(r"(?<=[^.\s])\.\.(?=\s|$)")
_REPEATED_ADDRESS = re.compile(r"(https?://[^\s<>]+?)[.,;]?\s+\1(?=[\s.,;)\]]|$)")


def _without_repeats(text: str, pmid: str | None, address: bool) -> str:
    """The text without a stop, an address or a PMID that is there twice in a row, once as a field and once as printed."""
    if ".." in text:
        text = _REPEATED_STOP.sub(".", text)
    if address and text.count("http") > 1:
        text = _REPEATED_ADDRESS.sub(r"\1", text)
    if pmid and (twice := f"{pmid} {pmid}") in text:
        text = text.replace(twice, pmid)
    return text


def _only_searches(link: Element) -> bool:
    target = href(link)
    return link.get("ext-link-type") == "google-scholar" or any(s in target for s in _SEARCHES)


# -- people --


def split_name(text: str) -> Author:
    """A name printed in one piece: `Smith, John`, `Smith JA`, `J. A. Smith`, else all of it the surname."""
    if "," in text:
        surname, _, given = text.partition(",")
        return Author(surname.strip(), given.strip())
    pieces = text.split()
    at = len(pieces)
    while at > 1 and _INITIALS.fullmatch(pieces[at - 1]):
        at -= 1
    if at < len(pieces):
        return Author(" ".join(pieces[:at]), " ".join(pieces[at:]))
    first, _, rest = text.partition(" ")
    if rest and _INITIALS.fullmatch(first):
        while (parts := rest.partition(" "))[2] and _INITIALS.fullmatch(parts[0]):
            first, rest = f"{first} {parts[0]}", parts[2]
        return Author(rest.strip(), first)
    return Author(text)
