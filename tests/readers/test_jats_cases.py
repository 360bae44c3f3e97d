"""The cases of text.txt and references.txt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from citance import readers
from citance.model.article import ArticleRecord
from citance.model.document import Document

HERE = Path(__file__).parent
NINE = "".join(f'<ref id="B{n}"><label>{n}</label></ref>' for n in range(1, 10))
DEFAULT_BACK = f"<back><ref-list>{NINE}</ref-list></back>"


def cases(file: str) -> Iterator[object]:
    for case in (HERE / file).read_text("utf-8").split("\n=== ")[1:]:
        title, _, rest = case.partition("\n")
        given, _, expected = rest.partition("\n---\n")
        yield pytest.param(given, expected.rstrip().split("\n"), id=title)


def shown(document: Document) -> list[str]:
    """The paragraphs as text.txt writes them."""
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    # Wider spans open first and close last; of two that are the same the superscript is outside.
    marks = [(s, "^", "^") for s in document.superscripts] + [(s, "<", ">") for s in document.other_links]
    marks += [(s, "⟦", "⟧") for s in document.displays]
    marks += [(link.span, "{", f">{' '.join(link.targets)}}}") for link in document.links]
    for (start, end), before, after in sorted(marks, key=lambda m: (m[0][0], -m[0][1])):
        opened.setdefault(start, []).append(before if end > start else before + after)
        if end > start:
            closed.setdefault(end, []).insert(0, after)
    lines = []
    for paragraph in document.paragraphs:
        place = paragraph.place if paragraph.section is None else f"{paragraph.place} {document.sections[paragraph.section].kind}"
        start, end = paragraph.span
        out = "".join(
            "".join(closed.get(at, ()) if at > start else ()) + "".join(opened.get(at, ())) + document.text[at : min(at + 1, end)]
            for at in range(start, end + 1)
        )
        lines.append(f"{place}: {out}")
    return lines


@pytest.mark.parametrize(("given", "expected"), list(cases("text.txt")))
def test_text(given: str, expected: list[str]) -> None:
    body, back, rest = given.partition("<back>")
    document = readers.read(f"<article><body>{body}</body>{back + rest if back else DEFAULT_BACK}</article>".encode(), "case.xml")
    assert shown(document) == expected


def one_line(work: ArticleRecord) -> str:
    authors = "; ".join(f"{a.surname}, {a.given}" if a.given else a.surname for a in work.authors)
    pages = "-".join(filter(None, (work.first_page, work.last_page)))
    schemes = ("doi", "pmid", "pmcid", "arxiv")
    ids = " ".join(f"{scheme}:{name}" for scheme in schemes if (name := getattr(work.identifiers, scheme)))
    fields = (authors, work.title, work.journal.title, work.year, work.volume, work.issue, pages, ids)
    return "= " + " | ".join(str(f or "") for f in fields)


@pytest.mark.parametrize(("given", "expected"), list(cases("references.txt")))
def test_references(given: str, expected: list[str]) -> None:
    whole = f"<article><body><p>x</p></body><back><ref-list>{given}</ref-list></back></article>"
    document = readers.read(whole.encode(), "case.xml")
    lines: list[str] = []
    for reference in document.references:
        head = " ".join(filter(None, (reference.id, reference.label, "note" if reference.is_note else "", "text:")))
        lines.append(f"{head} {reference.text}")
        lines += map(one_line, reference.works)
    assert [" ".join(line.split()) for line in lines] == [" ".join(line.split()) for line in expected]
