"""Case files of markers and statements, and the small notation they are written in.

A case is a title, then lines of `key  value`, then a blank line. In `text`:

    <2>            a link with the words 2, to the reference labelled 2 (or, without labels, the second)
    <5-7|R5 R6>    a link with the words 5-7, to the ids R5 and R6; <|R9> is an empty link
    ^...^          raised;  ~...~ a link to something that is no reference
    ⟦...⟧          a formula on lines of its own
    ¶table ...     the next paragraph, and its place (prose where none is said)

References, in order: `refs  1..9` gives nine entries r1 to r9 labelled 1 to 9, `refs  9` nine without label; `ref` gives one:
`ref  R5  [5.]  Smith J; Jones A (2010) 2010a`: id, label in square brackets, authors (a collaboration in braces), year in
round brackets, words of the entry beyond them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from citance.model import ArticleRecord, Author, Document, Paragraph, Place, RawReference, Span, TaggedLink

_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>|(\^)|(~)|(⟦)|(⟧)|¶(\w*) ?")
_REF = re.compile(r"(\S+)\s*(?:\[([^\]]*)\])?\s*([^(]*?)\s*(?:\((\d*)\))?\s*([^()]*)")


@dataclass
class Case:
    """One case: its title, and its lines by key, in order."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)

    def all(self, *keys: str) -> list[tuple[str, str]]:
        return [(key, value) for key, value in self.lines if key in keys]

    @property
    def document(self) -> Document:
        references = read_refs(self)
        text = " ".join(value for _, value in self.all("text"))
        authors = tuple(read_author(a) for _, value in self.all("authors") for a in value.split(";"))
        return write_document(text, references, authors)


def read_cases(name: str) -> list[Case]:
    """The cases of a file beside this one."""
    cases: list[Case] = []
    fresh = True
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if not line.strip():
            fresh = True
        elif line.startswith("#"):
            continue
        elif fresh:
            cases.append(Case(line))
            fresh = False
        else:
            key, _, value = line.partition(" ")
            cases[-1].lines.append((key, value.strip()))
    return cases


def read_author(words: str) -> Author:
    words = words.strip()
    if words.startswith("{"):
        return Author(words.strip("{}"), group=True)
    surname, _, given = words.rpartition(" ")
    return Author(surname, given) if surname else Author(given)


def read_refs(case: Case) -> tuple[RawReference, ...]:
    references: list[RawReference] = []
    for key, value in case.all("refs", "ref"):
        if key == "refs":
            for label in _labels(value):
                at = len(references) + 1
                references.append(RawReference(f"r{at}", at, f"Entry {at}.", label))
            continue
        match = _REF.fullmatch(value)
        assert match, value
        ids, label, names, year, rest = match.groups()
        authors = tuple(read_author(name) for name in names.split(";") if name.strip())
        work = ArticleRecord(authors=authors, year=int(year) if year else None)
        text = " ".join(part for part in (names, rest) if part)
        name, *aliases = ids.split("/")
        number = 1 if name.startswith("S") else 0  # S1, S2...: the list of the supplement
        references.append(
            RawReference(name, len(references) + 1, text, label, tuple(aliases), (work,) if authors else (), list=number)
        )
    return tuple(references)


def _labels(value: str) -> Iterator[str | None]:
    if ".." in value:
        low, high = value.split("..")
        yield from (str(number) for number in range(int(low), int(high) + 1))
    else:
        yield from [None] * int(value)


def write_document(marked: str, references: tuple[RawReference, ...], authors: tuple[Author, ...] = ()) -> Document:
    """The document that the notation describes."""
    by_name = {reference.label or str(reference.position): reference.id for reference in references}
    text = ""
    links: list[TaggedLink] = []
    raised: list[Span] = []
    others: list[Span] = []
    displays: list[Span] = []
    paragraphs: list[Paragraph] = []
    begin, place = 0, Place.PROSE
    opened: dict[str, int] = {}
    done = 0
    for token in _TOKEN.finditer(marked):
        text += marked[done : token.start()]
        done = token.end()
        words, ids, hat, tilde, opening, closing, next_place = token.groups()
        if words is not None:
            targets = ids.split() if ids is not None else [by_name.get(words.strip("[]"), words)]
            links.append(TaggedLink(Span(len(text), len(text) + len(words)), tuple(targets)))
            text += words
        elif opening:
            opened[opening] = len(text)
        elif closing:
            displays.append(Span(opened.pop("⟦"), len(text)))
        elif hat or tilde:
            sign = hat or tilde
            if sign in opened:
                (raised if hat else others).append(Span(opened.pop(sign), len(text)))
            else:
                opened[sign] = len(text)
        else:
            if text[begin:].strip():
                paragraphs.append(Paragraph(Span(begin, len(text)), place))
                text += "\n"
            begin, place = len(text), Place(next_place or "prose")
    text += marked[done:]
    paragraphs.append(Paragraph(Span(begin, len(text)), place))
    return Document(
        text,
        ArticleRecord(authors=authors),
        "test",
        paragraphs=tuple(paragraphs),
        links=tuple(links),
        superscripts=tuple(raised),
        other_links=tuple(others),
        displays=tuple(displays),
        references=references,
    )
