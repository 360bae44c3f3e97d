"""The text of an article: paragraphs, sections, links and superscripts, gathered into one string as the tree is walked.

Two kinds of walking: `block` goes from container to container and knows the place and the section; `paragraph` gathers
the words of one run of text. Things that stand in a paragraph but are none of its words (a figure, a table, a list, a
footnote) are set aside and become paragraphs after it, while its own words go on across the gap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from html import unescape
from itertools import accumulate, pairwise
from typing import Any

from citance.model.document import (
    Box,
    OwnList,
    Paragraph,
    Place,
    PlacedLine,
    Problem,
    ProblemKind,
    Section,
    SectionKind,
    Span,
    TaggedLink,
)
from citance.readers.jats.names import LANGUAGE, LOCAL, collapse, href, ids_in, tex_words, words
from citance.readers.jats.sections import kind_of_section

Element = Any

# Of no article proper: reference lists and documents of their own.
ASIDE = frozenset({"ref-list", "ref", "front-stub", "sub-article", "response"})

# Containers by what they say of the place; None: the place around them holds.
_CONTAINERS: dict[str, Place | None] = {
    "sec": None,
    "body": None,
    "back": Place.OTHER,
    "floats-group": Place.OTHER,
    "floats-wrap": Place.OTHER,
    "abstract": Place.ABSTRACT,
    "trans-abstract": Place.ABSTRACT,
    "app-group": Place.APPENDIX,
    "app": Place.APPENDIX,
    "ack": Place.OTHER,
    "notes": Place.OTHER,
    "glossary": Place.OTHER,
    "bio": Place.OTHER,
    "fig": Place.FIGURE,
    "fig-group": Place.FIGURE,
    "chem-struct-wrap": Place.FIGURE,
    "chem-struct-wrapper": Place.FIGURE,
    "table-wrap": Place.TABLE,
    "table-wrap-group": Place.TABLE,
    "table-wrap-foot": Place.FOOTNOTE,
    "boxed-text": Place.BOX,
    "fn": Place.FOOTNOTE,
    "fn-group": Place.FOOTNOTE,
    "author-notes": Place.FOOTNOTE,
    "supplementary-material": Place.OTHER,
    "media": None,
    "caption": None,
    "table": Place.TABLE,
    "thead": None,
    "tbody": None,
    "tfoot": None,
    "tr": None,
    "tgroup": Place.TABLE,
    "row": None,
    "list": None,
    "list-item": None,
    "def-list": None,
    "def-item": None,
    "def": None,
    "disp-quote": None,
    "statement": None,
    "verse-group": None,
    "speech": None,
    "question": None,
    "answer": None,
    "question-wrap": None,
    "explanation": None,
    "disp-formula-group": None,
    "sig-block": None,
    "alternatives": None,
}
# Parts that begin a section of their own in our sense; with the place they lend to their headings left as it is.
_SECTIONS = frozenset({"sec", "app", "ack", "notes", "glossary", "bio"})
# Parts that can have a reference list of their own.
_WITH_OWN_LIST = frozenset({"app", "boxed-text", "notes", "sec", "supplementary-material"})
# Names whose words are no text of the article, unless a link to a reference stands in them.
_SILENT = frozenset({
    "label", "object-id", "graphic", "inline-graphic", "permissions", "alt-text", "long-desc", "sec-meta", "colgroup", "col",
    "colspec", "hr", "processing-meta", "kwd-group", "related-article", "related-object", "tex-math", "index-term",
})  # fmt: skip
# What is set aside where it stands within a paragraph.
_LIFTED = (frozenset(_CONTAINERS) - {"alternatives", "def", "tr", "caption"}) | {"p", "title", "td", "th"}
# Within a paragraph: words that are no words of its sentence.
_UNSPOKEN = frozenset({
    "object-id", "alt-text", "long-desc", "glyph-data", "annotation", "annotation-xml", "graphic", "inline-graphic",
    "index-term", "processing-meta",
})  # fmt: skip
# Words that point elsewhere and so are no citations of the list, be they an address or the entry of a data set with its
# authors and year.
_POINTERS = frozenset({
    "ext-link", "uri", "email", "related-object", "related-article",
    "element-citation", "mixed-citation", "nlm-citation", "citation",
})  # fmt: skip
_DISPLAYED = frozenset({"disp-formula", "preformat", "array", "code", "chem-struct"})

# What stands in containers only by mistake: with the words around it it makes a paragraph.
_INLINE = frozenset({
    "xref", "sup", "sub", "italic", "bold", "underline", "sc", "monospace", "roman", "sans-serif", "strike", "overline",
    "ext-link", "uri", "email", "named-content", "styled-content", "inline-formula", "abbrev", "target", "break", "",
})  # fmt: skip

_BESIDE_ROWS = frozenset({"caption", "p", "title"})
_CELLS = ("{*}td", "{*}th", "{*}entry")  # the last in tables as OASIS (CALS) has them

# What an element is within a paragraph; 0, by far the commonest, is words like those around them (italic, sub...).
# Those up to _LINK are marked where they stand.
_WORDS, _XREF, _SUP, _PLACED, _LINK, _LIFT, _ASIDE, _BREAK, _NOTHING, _TEX, _DISPLAY, _LABEL, _ENTITY = range(13)


class _Codes(dict[Any, int]):
    """Tag as lxml has it → what the element is within a paragraph."""

    def __missing__(self, tag: Any) -> int:
        name = LOCAL[tag]
        code = _WORDS
        if name == "xref":
            code = _XREF
        elif name == "sup":
            code = _SUP
        elif name in _LIFTED:
            code = _LIFT
        elif name in ASIDE:
            code = _ASIDE
        elif name in _POINTERS:
            code = _LINK
        elif name in ("break", "hr"):
            code = _BREAK
        elif name == "placed":  # none of JATS: words like those around them, whose place on the page is known
            code = _PLACED
        elif name in _UNSPOKEN:
            code = _NOTHING
        elif name == "tex-math":
            code = _TEX
        elif name in _DISPLAYED:
            code = _DISPLAY
        elif name == "label":
            code = _LABEL
        elif not name:
            code = _ENTITY
        if len(self) < 5_000:
            self[tag] = code
        return code


_CODES = _Codes()

# Links of these kinds cannot mean something inside a reference; that saves looking there.
_NEVER_INSIDE_A_REFERENCE = frozenset({
    "aff", "app", "author-notes", "award", "box", "boxed-text", "chem", "contrib", "corresp", "disp-formula", "fig", "kwd",
    "list", "media", "plate", "scheme", "sec", "statement", "supplementary-material", "table", "table-fn", "table-wrap", "video",
})  # fmt: skip

_NO_REFERENCES = _NEVER_INSIDE_A_REFERENCE | {"fn"}

# Deeper nesting of blocks than this is no article (tables in lists in boxes come to 30); below it, only words are kept.
_MOST_BLOCKS = 90

_new = tuple.__new__  # a Span without the named tuple's own checks: hundreds an article


class _Run:
    """What one run of text is gathered into."""

    __slots__ = ("lifted", "marks", "pieces")

    def __init__(self, pieces: list[str]) -> None:
        self.pieces = pieces
        self.marks: list[Any] = []  # (code, first piece, piece after the last, the <xref>)
        self.lifted: list[Element] = []  # blocks that stand in it and are none of its words


class Flow:
    """Gathers one document's text: walk its parts in reading order, `resolve` the links, then take the fields.

    The reference lists met on the way are in `ref_lists`, in order: links are resolved when all are known.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.paragraphs: list[Paragraph] = []
        self.superscripts: list[Span] = []
        self.displays: list[Span] = []
        self.other_links: list[Span] = []
        self.sections: list[Section] = []
        self.ref_lists: list[Element] = []  # or single <ref> elements outside of any list
        self._parts_with_lists: list[tuple[Span, range]] = []  # the text of a part, and which of `ref_lists` stand in it
        self.links: list[TaggedLink] = []
        self._xrefs: list[tuple[Span, Element]] = []  # where, and the <xref>, until they are resolved
        self._placed: list[tuple[Span, Element]] = []  # runs that are elements of their own because their place is known

    @property
    def text(self) -> str:
        """All paragraphs, a line each."""
        return "\n".join(self.parts)

    # -- containers --

    def block(self, element: Element, place: Place, section: int | None, language: str | None = None, depth: int = 0) -> None:
        """Takes in an element and all within it, in order."""
        name = LOCAL[element.tag]
        if name in _CONTAINERS and depth < _MOST_BLOCKS:
            self._container(element, name, place, section, language, depth)
        elif name in _SILENT:
            if len(element) and _holds_links(element):
                self.paragraph(element, place, section, language, depth)
        elif name in ASIDE:
            if name in ("ref-list", "ref"):
                self.ref_lists.append(element)
        else:
            if name == "title" and place not in (Place.FIGURE, Place.TABLE):
                place = Place.HEADING
            self.paragraph(element, place, section, language, depth)

    def _container(
        self, element: Element, name: str, place: Place, section: int | None, language: str | None, depth: int
    ) -> None:
        place = _CONTAINERS[name] or place
        if name == "table":
            self._table(element, place, section, language, depth)
            return
        language = element.get(LANGUAGE) or language
        start, lists = self.length, len(self.ref_lists)
        if name in _SECTIONS and place is not Place.ABSTRACT:
            section = self._open_section(element, name, section)
        in_caption = name == "caption"
        opening = None  # the section of paragraphs that stand before the first headed one
        if name == "body" and section is None and _opens_unheaded(element):
            section = opening = len(self.sections)
            self.sections.append(Section("", SectionKind.INTRODUCTION))
        # words straight in a container
        loose = _Run([text]) if (text := element.text) and not text.isspace() else None
        for child in element:
            tag = LOCAL[child.tag]
            if tag in _INLINE:
                loose = loose or _Run([])
                self._gather((child,), loose.pieces, loose.marks, loose.lifted, False)
                continue
            if loose is not None:
                self._close(loose, place, section, language, depth)
                loose = None
            if tag == "sec" and section is not None and section == opening:
                section = None
            if tag == "p":
                self.paragraph(child, place, section, child.get(LANGUAGE) or language, depth)
            elif in_caption and tag == "title":
                self.paragraph(child, place, section, language, depth)
            elif tag == "alternatives" and (table := _first_of(child, "table")) is not None:
                self.block(table, place, section, language, depth + 1)
            else:
                self.block(child, place, section, language, depth + 1)
            if (text := child.tail) and not text.isspace():
                loose = _Run([text])
        if loose is not None:
            self._close(loose, place, section, language, depth)
        if len(self.ref_lists) > lists and name in _WITH_OWN_LIST:
            self._parts_with_lists.append((Span(start, max(start, self.length - 1)), range(lists, len(self.ref_lists))))

    def _table(self, table: Element, place: Place, section: int | None, language: str | None, depth: int) -> None:
        """The cells of a table, row by row; those of a table within a cell come after the cell."""
        nested = next(table.iterdescendants("{*}table"), None) is not None
        inner: set[Element] = set()  # cells of tables within cells, which come after their cell
        parts, paragraphs, at = self.parts, self.paragraphs, self.length
        for cell in table.iter(*_CELLS):
            if nested and cell in inner:
                continue
            if len(cell):
                self.length = at
                self.paragraph(cell, place, section, language, depth)
                at = self.length
                if nested:
                    inner.update(e for e in cell.iter(*_CELLS) if e is not cell)
            elif (text := cell.text) and (text := " ".join(text.split())):
                if "&" in text:
                    text = collapse(_ESCAPED.sub(_unescaped, text))
                end = at + len(text)  # as `_add` does; an article has hundreds of such cells
                paragraphs.append(Paragraph(_new(Span, (at, end)), place, section, language))
                parts.append(text)
                at = end + 1
        self.length = at
        beside = [part for part in table if LOCAL[part.tag] in _BESIDE_ROWS]
        if beside and next(table.iter("{*}caption", "{*}p"), None) is not None:
            for part in beside:  # what some put into a table beside its rows
                self.block(part, place, section, language, depth + 1)

    def _open_section(self, element: Element, name: str, parent: int | None) -> int:
        title = _first_of(element, "title")
        heading = "" if title is None else words(title)
        if "&" in heading:
            heading = collapse(_ESCAPED.sub(_unescaped, heading))
        sec_type = element.get("sec-type") if name == "sec" else name
        above = self.sections[parent].kind if parent is not None and name == "sec" else SectionKind.OTHER
        kind = kind_of_section(heading, sec_type, above, opening=not self.sections)
        self.sections.append(Section(heading, kind, parent, sec_type or None))
        return len(self.sections) - 1

    # -- paragraphs --

    def paragraph(self, element: Element, place: Place, section: int | None, language: str | None = None, depth: int = 0) -> None:
        """Takes in one run of text, then the blocks that stood in it."""
        if not len(element):
            if (text := element.text) and (text := collapse(text)):
                if "&" in text:
                    text = collapse(_ESCAPED.sub(_unescaped, text))
                self._add(text, place, section, language)
            return
        run = _Run([text] if (text := element.text) else [])
        self._gather(element, run.pieces, run.marks, run.lifted, False)
        self._close(run, place, section, language, depth)

    def _close(self, run: _Run, place: Place, section: int | None, language: str | None, depth: int) -> None:
        """Makes a paragraph of what was gathered, then takes in the blocks that stood in it."""
        pieces = run.pieces
        raw = "".join(pieces)
        if "&" in raw and _ESCAPED.search(raw):
            pieces = [_ESCAPED.sub(_unescaped, piece) for piece in pieces]
            raw = "".join(pieces)
        if "\n" in raw and ("(\n" in raw or "[\n" in raw or _BROKEN_BEFORE.search(raw)):
            pieces = _without_line_ends(pieces)
            raw = "".join(pieces)
        text = collapse(raw)
        if run.marks:
            text = self._mark(run.marks, _offsets(pieces, raw, text), text)
        if text or (self._xrefs and self._xrefs[-1][0][0] >= self.length):  # a paragraph can be nothing but an empty link
            self._add(text, place, section, language)
        for inner in run.lifted:
            self.block(inner, place, section, language, depth + 1)

    def _add(self, text: str, place: Place, section: int | None, language: str | None) -> None:
        end = self.length + len(text)
        self.paragraphs.append(Paragraph(_new(Span, (self.length, end)), place, section, language))
        self.parts.append(text)
        self.length = end + 1

    def _mark(self, marks: list[Any], offsets: list[int], text: str) -> str:
        """Notes where links and superscripts stand, without the blanks around them; gives back the text.

        The text is another where a link stood apart from the signs around it, or touched the next link.
        """
        base = self.length
        found: list[Any] = []
        ended = -1  # at which piece the link before ended
        untidy = False
        for code, first, last, xref in marks:
            start, end = offsets[first], offsets[last]
            while start < end and text[start] == " ":
                start += 1
            while end > start and text[end - 1] == " ":
                end -= 1
            if code == _XREF:
                if (
                    first == ended
                    or text[end : end + 2] in _APART_AFTER
                    or (start > 1 and text[start - 2 : start] in _APART_BEFORE)
                ):
                    untidy = True
                ended = last
            found.append((code, start, end, xref))
        if untidy:
            text, found = _tidied(text, found)
        for code, start, end, xref in found:
            span = _new(Span, (base + start, base + end))
            if code == _XREF:
                self._xrefs.append((span, xref))
            elif code == _DISPLAY:
                self.displays.append(span)
            elif code == _PLACED:
                self._placed.append((span, xref))
            elif end > start:
                if code == _LINK and href(xref).startswith("#") and not _holds_links(xref):
                    self._xrefs.append((span, xref))  # into the file itself, as an <xref> leads
                else:
                    (self.superscripts if code == _SUP else self.other_links).append(span)
        return text

    def _gather(
        self, children: Iterable[Element], pieces: list[str], marks: list[Any], lifted: list[Element], raised: bool
    ) -> None:
        """Puts the words of elements and those behind them into `pieces`; `raised` within a superscript."""
        put = pieces.append
        for child in children:
            inner = child.text
            code = _CODES[child.tag]
            if code == _WORDS:
                hollow = inner and "\n" in inner and _is_hollow(child)
                if inner and not hollow:
                    put(inner)
                if len(child):
                    self._gather(child, pieces, marks, lifted, raised)
                    if hollow and child[-1].tail:
                        del pieces[-1]
            elif code <= _LINK:
                at, first = len(marks), len(pieces)
                marks.append(None)  # keeps the place: links within links come after the one around them
                hollow = inner and "\n" in inner and _is_hollow(child)
                if inner and not hollow:
                    put(inner)
                if len(child):
                    self._gather(child, pieces, marks, lifted, raised or code == _SUP)
                    if hollow and child[-1].tail:
                        del pieces[-1]
                if code == _SUP and raised:
                    del marks[at]
                else:
                    marks[at] = (code, first, len(pieces), child)
            elif code == _LIFT:
                lifted.append(child)
                if LOCAL[child.tag] != "fn":
                    pieces.append(" ")
            elif code == _BREAK:
                pieces.append(" ")
            elif code == _TEX:
                if not any(LOCAL[other.tag] == "math" for other in child.getparent()):
                    pieces.append(tex_words("".join(child.itertext())))
            elif code == _DISPLAY:
                pieces.append(" ")
                at, first = len(marks), len(pieces)
                pieces.append(inner or "")
                self._gather(child, pieces, marks, lifted, raised)
                if LOCAL[child.tag] == "disp-formula":
                    marks.insert(at, (_DISPLAY, first, len(pieces), None))
                pieces.append(" ")
            elif code == _LABEL:  # the number of an equation looks like a marker and is none
                at, first = len(marks), len(pieces)
                pieces.append(inner or "")
                self._gather(child, pieces, marks, lifted, raised)
                marks.insert(at, (_LABEL, first, len(pieces), None))
                pieces.append(" ")
            elif code == _ASIDE:
                lifted.append(child)
            elif code == _NOTHING:
                if len(child) and _holds_links(child):
                    lifted.append(child)  # a picture that damage left open holds what came after it
            elif code == _ENTITY and inner:
                pieces.append(inner)  # one nobody could spell out
            if text := child.tail:
                put(text)

    def own_lists(self, numbers: Callable[[Element], set[int]]) -> tuple[OwnList, ...]:
        """The parts of the text that have one reference list to themselves, the widest for each; `numbers` tells those of a list.

        None where all the article has is one list, wherever it stands.
        """
        found: dict[int, Span] = {}
        for span, within in self._parts_with_lists if len(self.ref_lists) > 1 else ():  # inner parts come first
            inside = set[int]().union(*(numbers(self.ref_lists[at]) for at in within))
            if len(inside) == 1:
                found[inside.pop()] = span
        return tuple(sorted(OwnList(span, number) for number, span in found.items()))

    # -- links --

    def placed(self, read: Callable[[str], tuple[int, Box] | None]) -> tuple[PlacedLine, ...]:
        """Where on their pages links and other runs stand that have an attribute `coords`, read by `read`; in order."""
        found: list[PlacedLine] = []
        for span, element in (*self._xrefs, *self._placed):
            if (coords := element.get("coords")) and (at := read(coords)) is not None:
                found.append(PlacedLine(span, *at))
        return tuple(sorted(found))

    def resolve(self, owners: dict[str, str], inside: Callable[[str], str | None], problems: list[Problem]) -> dict[str, None]:
        """Sorts the links met into those to references (`links`) and others, and gives back the ids that those to notes name.

        `owners` maps ids of references to themselves, and of their parts to them; `inside` is asked for ids of deeper parts.
        A link that says it cites but names no reference is kept, with a Problem, or, where it has no id at all, left to who
        reads the words; one that leads to several names them all.
        """
        links, others = self.links, self.other_links
        elsewhere: dict[str, None] = {}
        dangling: set[str] = set()
        nameless = 0
        for span, xref in self._xrefs:
            rid = xref.get("rid")
            if rid is None and (address := href(xref)).startswith("#"):
                if address[1:] not in owners:  # else its words may say what it cites
                    others.append(span)
                continue
            if (owner := owners.get(rid)) is not None:
                links.append(TaggedLink(span, (owner,)))
                continue
            kind = xref.get("ref-type")
            targets: list[str] = []
            for one in ids_in(rid):
                owner = owners.get(one)
                if owner is None and kind not in _NEVER_INSIDE_A_REFERENCE:
                    owner = inside(one)
                if owner is not None:
                    targets.append(owner)
                elif kind == "bibr":
                    targets.append(one)
                    dangling.add(one)
                elif kind not in _NEVER_INSIDE_A_REFERENCE:
                    elsewhere[one] = None
            if targets:
                links.append(TaggedLink(span, tuple(targets)))
            elif span[1] > span[0]:
                if kind == "bibr" and not rid:
                    nameless += 1  # its words may still say what it cites
                else:
                    others.append(span)
        if nameless:
            words = f"links that say they cite and name no reference: {nameless:,}"
            problems.append(Problem(ProblemKind.DANGLING_LINK, words))
        problems += [
            Problem(ProblemKind.DANGLING_LINK, f"a link names {one}, which is no reference", one)
            for one in sorted(dangling)[:1_000]
        ]
        others.sort()
        links.sort(key=_start)
        self.superscripts.sort()
        self.displays.sort()
        return elsewhere

    def lead_through(self, cited: dict[str, tuple[str, ...]]) -> None:
        """Makes links to references of those that lead to notes; `cited` are the references that each note cites."""
        through = {
            span: owners
            for span, xref in self._xrefs
            if (owners := tuple(dict.fromkeys(one for rid in ids_in(xref.get("rid")) for one in cited.get(rid, ()))))
        }
        self.other_links = [span for span in self.other_links if span not in through]
        self.links = sorted([*self.links, *(TaggedLink(span, owners) for span, owners in through.items())], key=_start)


def _start(link: TaggedLink) -> int:
    return link.span[0]


def _holds_links(element: Element) -> bool:
    return next(element.iter("{*}xref", "{*}ref"), None) is not None


def _opens_unheaded(body: Element) -> bool:
    """Whether a body begins with an introduction that has no heading: paragraphs, then methods, results or discussion."""
    first = next((LOCAL[child.tag] for child in body if LOCAL[child.tag] in ("p", "sec")), "")
    if first != "p":
        return False
    kinds = set()
    for child in body:
        if LOCAL[child.tag] == "sec":
            title = _first_of(child, "title")
            kinds.add(kind_of_section("" if title is None else words(title), child.get("sec-type"), SectionKind.OTHER))
    return bool(kinds & _ARGUED) and SectionKind.INTRODUCTION not in kinds


_ARGUED = {SectionKind.METHODS, SectionKind.RESULTS, SectionKind.DISCUSSION}


def _is_hollow(element: Element) -> bool:
    """Whether an element within a paragraph holds only elements and blanks: those at its edges were put in to indent it."""
    return bool(len(element)) and element.text.isspace() and not any(e.tail and not e.tail.isspace() for e in element)


def _first_of(element: Element, name: str) -> Element | None:
    for child in element:
        if LOCAL[child.tag] == name:
            return child
    return None


# What was escaped twice and so is still there after parsing.
_ESCAPED = re.compile(r"&(?:amp|quot|apos|lt|gt|nbsp|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")


def _unescaped(found: re.Match[str]) -> str:
    return unescape(found[0]).replace("\x00", "").replace("\f", " ")  # neither is a sign of XML


# White space with a line's end in it, where no writer puts a blank: the file was indented by a program.
_BROKEN_BEFORE = re.compile(r"\n[^\S\n]*[.,;:)\]]")
_BROKEN_WITHIN = re.compile(r"(?<!\s)(?>[^\S\n]*\n\s*)(?=[.,;:)\]])|(?<=[(\[])[^\S\n]*\n\s*")


def _without_line_ends(pieces: list[str]) -> list[str]:
    """The pieces, as many, without white space that holds a line's end behind an opening bracket or before `,.;:)]`."""
    tidy = [_BROKEN_WITHIN.sub("", piece) if "\n" in piece else piece for piece in pieces]
    filled = [at for at, piece in enumerate(tidy) if piece and not piece.isspace()]
    for at, after in pairwise(filled):
        gap = "".join(tidy[at + 1 : after])
        one, other = tidy[at].rstrip(), tidy[after].lstrip()
        blank = f"{tidy[at][len(one) :]}{gap}{tidy[after][: len(tidy[after]) - len(other)]}"
        if "\n" in blank and (one[-1] in "([" or other[0] in ".,;:)]"):
            tidy[at], tidy[after] = one, other
            tidy[at + 1 : after] = [""] * (after - at - 1)
    return tidy


# A blank between a link and the signs that belong to it. Before ; and : it is how French is printed.
_APART_AFTER = frozenset({" ,", " )", " ]", " ."})
_APART_BEFORE = frozenset({"( ", "[ "})


def _tidied(text: str, found: list[Any]) -> tuple[str, list[Any]]:
    """The text with no blank between links and the signs around them, and a comma between links that touch; with the marks.

    `found` are (code, start, end, element). Touching are numbers that two links to different references print side by side
    ("4243"): the comma between them was lost.
    """
    edits: dict[int, str] = {}  # where a character is taken out (""), or a comma put in
    before: Any = None
    for code, start, end, xref in found:
        if code != _XREF or start == end:
            continue
        if text[max(start - 2, 0) : start] in _APART_BEFORE:
            edits[start - 1] = ""
        if text[end : end + 2] in _APART_AFTER and (text[end + 1] != "." or text[end + 2 : end + 3] in ("", " ")):
            edits[end] = ""
        if (
            before is not None
            and before[1] == start
            and text[start - 1].isdigit()
            and text[start].isdigit()
            and before[2].get("rid") != xref.get("rid")
            and not {before[2].get("ref-type"), xref.get("ref-type")} & _NO_REFERENCES
        ):
            edits[start] = ","
        before = (start, end, xref)
    places = sorted(edits)
    parts: list[str] = []
    done = 0
    for at in places:
        parts += (text[done:at], edits[at])
        done = at if edits[at] else at + 1
    parts.append(text[done:])
    # How far what begins, or ends, at a place has moved: a comma comes before what begins where it is put in.
    moved = [*accumulate((1 if edits[at] else -1 for at in places), initial=0)]

    def placed(mark: Any) -> Any:
        code, start, end, xref = mark
        ends_at = end + moved[bisect_left(places, end)]
        starts_at = start + moved[(bisect_right if end > start else bisect_left)(places, start)]
        return code, starts_at, ends_at, xref

    return "".join(parts), [placed(mark) for mark in found]


def _offsets(pieces: list[str], raw: str, text: str) -> list[int]:
    """Where each piece begins in `text`, which is all pieces with their blanks collapsed; one more for the end."""
    if len(raw) == len(text):  # nothing was collapsed
        return [0, *accumulate(map(len, pieces))]
    if len(raw.strip()) == len(text):  # only what stood at the ends
        lead, end = len(raw) - len(raw.lstrip()), len(text)
        return [0, *[min(max(at - lead, 0), end) for at in accumulate(map(len, pieces))]]
    offsets = [0]
    position, blank = 0, False
    for piece in pieces:
        gathered = piece.split()
        if gathered:
            if position and (blank or piece[0].isspace()):
                position += 1
            position += len(gathered[0]) if len(gathered) == 1 else sum(map(len, gathered)) + len(gathered) - 1
            blank = piece[-1].isspace()
        elif piece:
            blank = True
        offsets.append(min(position + 1, len(text)) if blank and position else position)
    return offsets
