"""The text of an article: paragraphs, sections, links and superscripts, gathered into one string as the tree is walked.

Two kinds of walking: `block` goes from container to container and knows the place and the section; `paragraph` gathers
the words of one run of text. Things that stand in a paragraph but are none of its words (a figure, a table, a list, a
footnote) are set aside and become paragraphs after it, while its own words go on across the gap.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from citance.model.document import Paragraph, Place, Problem, ProblemKind, Section, SectionKind, Span, TaggedLink
from citance.readers.jats.names import LANGUAGE, LOCAL, tex_words, words
from citance.readers.jats.sections import kind_of_section

Element = Any

# Of no article proper: reference lists and documents of their own.
ASIDE = frozenset({"ref-list", "front-stub", "sub-article", "response"})

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
# Names whose words are no text of the article, unless a link to a reference stands in them.
_SILENT = frozenset({
    "label", "object-id", "graphic", "inline-graphic", "permissions", "alt-text", "long-desc", "sec-meta", "colgroup", "col",
    "colspec", "hr", "processing-meta", "kwd-group", "related-article", "related-object", "tex-math", "index-term",
})  # fmt: skip
# What is set aside where it stands within a paragraph.
_LIFTED = frozenset(
    {name for name in _CONTAINERS if name not in ("alternatives", "def", "tr", "caption")} | {"p", "title", "disp-formula-group", "td", "th"}
)
# Within a paragraph: words that are no words of its sentence.
_UNSPOKEN = frozenset({
    "object-id", "alt-text", "long-desc", "glyph-data", "annotation", "annotation-xml", "graphic", "inline-graphic",
    "index-term", "processing-meta",
})  # fmt: skip
_DISPLAYED = frozenset({"disp-formula", "preformat", "array", "code", "chem-struct"})

# Deeper nesting of blocks than this is no article (tables in lists in boxes come to 30); below it, only words are kept.
_MOST_BLOCKS = 90

_REF, _OTHER, _SUP = 1, 2, 3


class Flow:
    """Gathers one document's text: walk its parts in reading order, then take the fields."""

    def __init__(self, owners: dict[str, str], problems: list[Problem], late_owner: Any = None) -> None:
        self.owners = owners  # id of a <ref>, or of something in it → id of the <ref>
        self.late_owner = late_owner  # asked for ids that `owners` lacks; None where nobody knows
        self.problems = problems
        self.parts: list[str] = []
        self.length = 0
        self.paragraphs: list[Paragraph] = []
        self.links: list[TaggedLink] = []
        self.superscripts: list[Span] = []
        self.other_links: list[Span] = []
        self.sections: list[Section] = []
        self.notes_cited: dict[str, None] = {}  # ids of footnotes that links of any kind name
        self._dangling: set[str] = set()

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
            if len(element) and next(element.iter("{*}xref"), None) is not None:
                self.paragraph(element, place, section, language, depth)
        elif name not in ASIDE:
            if name == "title" and place not in (Place.FIGURE, Place.TABLE):
                place = Place.HEADING
            self.paragraph(element, place, section, language, depth)

    def _container(self, element: Element, name: str, place: Place, section: int | None, language: str | None, depth: int) -> None:
        place = _CONTAINERS[name] or place
        if element.attrib:
            language = element.get(LANGUAGE) or language
        if name in _SECTIONS and place is not Place.ABSTRACT:
            section = self._open_section(element, name, section)
        if element.text and not element.text.isspace():
            self.paragraph(element, place, section, language, depth)  # words straight in a container: its blocks follow
            return
        in_caption = name == "caption"
        stray = False
        for child in element:
            tag = LOCAL[child.tag]
            if tag in ("td", "th"):
                if len(child) or child.text:
                    self.paragraph(child, place, section, language, depth)
            elif tag == "p":
                self.paragraph(child, place, section, child.get(LANGUAGE) or language, depth)
            elif in_caption and tag == "title":
                self.paragraph(child, place, section, language, depth)
            elif tag == "alternatives" and (table := _first_of(child, "table")) is not None:
                self.block(table, place, section, language, depth + 1)
            else:
                self.block(child, place, section, language, depth + 1)
            stray = stray or bool(child.tail and not child.tail.isspace())
        if stray:  # words between blocks, in broken files
            loose = " ".join(" ".join(child.tail.split()) for child in element if child.tail and not child.tail.isspace())
            self._add(loose, place, section, language)

    def _open_section(self, element: Element, name: str, parent: int | None) -> int:
        heading = next((words(child) for child in element if LOCAL[child.tag] == "title"), "")
        sec_type = element.get("sec-type") if name == "sec" else name
        above = self.sections[parent].kind if parent is not None and name == "sec" else SectionKind.OTHER
        self.sections.append(Section(heading, kind_of_section(heading, sec_type, above), parent, sec_type or None))
        return len(self.sections) - 1

    # -- paragraphs --

    def paragraph(self, element: Element, place: Place, section: int | None, language: str | None = None, depth: int = 0) -> None:
        """Takes in one run of text, then the blocks that stood in it."""
        if not len(element):
            text = element.text
            if text:
                self._add(" ".join(text.split()), place, section, language)
            return
        pieces: list[str] = []
        marks: list[tuple[int, int, int, Any]] = []  # (kind, first piece, piece after the last, targets)
        lifted: list[Element] = []
        self._gather(element, pieces, marks, lifted, False)
        raw = "".join(pieces)
        text = " ".join(raw.split())
        if text or any(m[0] == _REF for m in marks):
            base = self.length
            if marks:
                offsets = _offsets(pieces, raw, text)
                for kind, first, last, targets in marks:
                    self._mark(kind, offsets[first], offsets[last], targets, text, base)
            self._add(text, place, section, language)
        for inner in lifted:
            self.block(inner, place, section, language, depth + 1)

    def _add(self, text: str, place: Place, section: int | None, language: str | None) -> None:
        if not text and not (self.links and self.links[-1].span.start >= self.length):
            return
        end = self.length + len(text)
        self.paragraphs.append(Paragraph(Span(self.length, end), place, section, language))
        self.parts.append(text)
        self.length = end + 1

    def _mark(self, kind: int, start: int, end: int, targets: Any, text: str, base: int) -> None:
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        span = Span(base + start, base + end)
        if kind == _REF:
            self.links.append(TaggedLink(span, targets))
        elif end > start:
            (self.superscripts if kind == _SUP else self.other_links).append(span)

    def _gather(self, element: Element, pieces: list[str], marks: list[Any], lifted: list[Element], raised: bool) -> None:
        """Puts the words of `element` into `pieces`; `raised` within a superscript."""
        if element.text:
            pieces.append(element.text)
        for child in element:
            name = LOCAL[child.tag]
            if name == "xref":
                at = len(marks)
                marks.append(None)
                first = len(pieces)
                if len(child):
                    self._gather(child, pieces, marks, lifted, raised)
                elif child.text:
                    pieces.append(child.text)
                targets = self._targets(child)
                marks[at] = (_OTHER if targets is None else _REF, first, len(pieces), targets)
            elif name == "sup":
                at = len(marks)
                if not raised:
                    marks.append(None)
                first = len(pieces)
                if len(child):
                    self._gather(child, pieces, marks, lifted, True)
                elif child.text:
                    pieces.append(child.text)
                if not raised:
                    marks[at] = (_SUP, first, len(pieces), None)
            elif name in _LIFTED:
                lifted.append(child)
                if name != "fn":
                    pieces.append(" ")
            elif not name or name in ASIDE:
                if not name and child.text:
                    pieces.append(child.text)  # an entity nobody could spell out
            elif name in ("ext-link", "uri", "email"):
                at = len(marks)
                marks.append(None)
                first = len(pieces)
                self._gather(child, pieces, marks, lifted, raised)
                marks[at] = (_OTHER, first, len(pieces), None)
            elif name == "break" or name == "hr":
                pieces.append(" ")
            elif name in _UNSPOKEN:
                pass
            elif name == "tex-math":
                if not any(LOCAL[other.tag] == "math" for other in element):
                    pieces.append(tex_words("".join(child.itertext())))
            elif name in _DISPLAYED:
                pieces.append(" ")
                self._gather(child, pieces, marks, lifted, raised)
                pieces.append(" ")
            elif name == "label":  # the number of an equation looks like a marker and is none
                first = len(pieces)
                self._gather(child, pieces, marks, lifted, raised)
                pieces.append(" ")
                marks.append((_OTHER, first, len(pieces), None))
            elif len(child):
                self._gather(child, pieces, marks, lifted, raised)
            elif child.text:
                pieces.append(child.text)
            if child.tail:
                pieces.append(child.tail)

    # -- links --

    def _targets(self, xref: Element) -> tuple[str, ...] | None:
        """The references a link names; those that lead nowhere too where it says it cites; None where it is no citation."""
        rid = xref.get("rid")
        if not rid:
            return None
        owners = self.owners
        if rid in owners:
            return (owners[rid],)
        cites = xref.get("ref-type") == "bibr"
        found: list[str] = []
        lost: list[str] = []
        for one in rid.replace(",", " ").split():
            owner = owners.get(one)
            if owner is None and self.late_owner is not None:
                owner = self.late_owner(one)
            if owner is not None:
                found.append(owner)
            elif cites:
                found.append(one)
                lost.append(one)
            else:
                self.notes_cited[one] = None
        for one in lost:
            if one not in self._dangling and len(self._dangling) < 1_000:
                self._dangling.add(one)
                self.problems.append(Problem(ProblemKind.DANGLING_LINK, f"a link names {one}, which is no reference", one))
        return tuple(found) or None


def _first_of(element: Element, name: str) -> Element | None:
    return next((child for child in element if LOCAL[child.tag] == name), None)


def _offsets(pieces: list[str], raw: str, text: str) -> list[int]:
    """Where each piece begins in `text`, which is all pieces with their blanks collapsed; one more for the end."""
    if len(raw) == len(text):  # nothing was collapsed
        return [0, *accumulate(map(len, pieces))]
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
