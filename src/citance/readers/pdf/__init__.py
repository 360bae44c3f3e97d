"""A PDF as a publisher makes it → Document.

Letters → fragments → lines in reading order, without what belongs to the page → reference lists → blocks → document. Each step
is a file here; what stays undecided is a Problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from unicodedata import category

from citance.errors import Unreadable
from citance.model.document import Document, Problem, ProblemKind
from citance.readers.pdf.assemble import first_of_article, lines_before, write
from citance.readers.pdf.blocks import find_blocks, first_prose
from citance.readers.pdf.characters import read_pages
from citance.readers.pdf.front import read_front
from citance.readers.pdf.furniture import find_furniture, without_line_numbers
from citance.readers.pdf.joining import Words
from citance.readers.pdf.lines import find_fragments
from citance.readers.pdf.order import order_pages
from citance.readers.pdf.references import ReferenceList, find_reference_lists
from citance.readers.pdf.targets import find_links
from citance.readers.pdf.values import Line, Pdf

NAME = "pdf"

# Fewer letters a page, in the mean, and the pages are pictures of text.
_FEWEST_LETTERS = 50
# Lines in the letters of the text that may stand before it: a note below the authors' names.
_FEW_LINES = 3
_MOST_UNKNOWN = 0.3  # of the letters; articles with many symbols have a hundredth


def sniff(head: bytes) -> bool:
    """Whether a file beginning with `head` is a PDF; some have a few bytes before the sign."""
    return b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<")


def read_lines(data: bytes, name: str) -> list[Line]:
    """The lines of all pages in reading order, running heads and feet left out."""
    return _lines_of(read_pages(data, name))[0]


def read(data: bytes, name: str) -> Document:
    """The document that a PDF holds; raises Unreadable where it cannot be opened, or holds no text."""
    pdf = read_pages(data, name)
    problems: list[Problem] = []
    if pdf.cut:
        problems.append(Problem(ProblemKind.TRUNCATED, pdf.cut))
    _refuse_pictures(pdf, name)
    lines, heads = _lines_of(pdf)
    words = Words(line.text for line in lines)
    lists = find_reference_lists(lines, words)
    of_lists = frozenset[int]().union(*(one.lines for one in lists))
    references = tuple(entry.reference for one in lists for entry in one.entries)
    front = read_front(pdf, lines, heads, of_lists, words)
    begun = first_prose(lines, of_lists)
    over_it = frozenset(index for index in front.lines if index < begun)  # what looks like a title within the text is none
    blocks = find_blocks(lines, of_lists | over_it, frozenset(front.abstract))
    first = first_of_article(blocks, lines, max(over_it, default=-1))
    flow = write(blocks[first:], lines, words)
    problems += _left_out(lists, lines, lines_before(blocks, lines, first))
    if not references:
        problems.append(Problem(ProblemKind.NO_REFERENCES, "no reference list was found"))
    if not flow.paragraphs:
        problems.append(Problem(ProblemKind.NO_BODY, "no paragraph was found"))
    return Document(
        text=flow.text,
        record=front.record,
        format=NAME,
        sections=tuple(flow.sections),
        paragraphs=tuple(flow.paragraphs),
        links=find_links(flow.text, flow.linked, lists, lines),
        superscripts=tuple(flow.superscripts),
        references=references,
        problems=tuple(problems),
        placed=tuple(flow.placed),
    )


def _refuse_pictures(pdf: Pdf, name: str) -> None:
    """Raises Unreadable where the pages are pictures of text, or letters that only look like those they stand for."""
    text = "".join([piece.text for page in pdf.pages for piece in page.pieces])
    if len(text) < _FEWEST_LETTERS * len(pdf.pages):
        raise Unreadable(name, "a PDF without a text layer, as scanners make them; `ocrmypdf IN.pdf OUT.pdf` adds one")
    unknown = sum(count for letter, count in Counter(text).items() if category(letter) in ("Co", "Cn", "Cc", "Cs"))
    if unknown > _MOST_UNKNOWN * len(text):
        words = (
            "a PDF whose fonts do not say which letters they show; `ocrmypdf --force-ocr IN.pdf OUT.pdf` reads them from the page"
        )
        raise Unreadable(name, words)


def _left_out(lists: Sequence[ReferenceList], lines: Sequence[Line], before: Sequence[int]) -> Iterator[Problem]:
    """What is known to be missing: text before the place where the article was taken to begin, numbers of its lists."""
    if len(before) > _FEW_LINES:
        begins = lines[before[0]]
        words = f"{len(before)} lines before the abstract or the first paragraph were not taken for text"
        yield Problem(ProblemKind.LEFT_OUT, f"{words}: {begins.text[:60]!r}", f"p. {begins.page}")
    for one in lists:
        if one.missing:
            numbers = ", ".join(map(str, one.missing))
            words = f"the reference list has no {numbers}: lost, or part of the entry before"
            yield Problem(ProblemKind.LEFT_OUT, words, numbers)


def _lines_of(pdf: Pdf) -> tuple[list[Line], list[Line]]:
    """The lines in reading order; and the running heads and feet."""
    fragments = [without_line_numbers(find_fragments(page.pieces)) for page in pdf.pages]
    lines = order_pages(pdf.pages, fragments)
    furniture = find_furniture(pdf.pages, lines)
    return [line for at, line in enumerate(lines) if at not in furniture], [lines[at] for at in sorted(furniture)]


__all__ = ["NAME", "read", "read_lines", "sniff"]
