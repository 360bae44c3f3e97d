"""The cases of markers.txt: text in, markers out."""

from __future__ import annotations

import pytest
from extraction_cases import Case, read_cases, write_document

from citance.extraction import find_markers, resolve_markers
from citance.model import CitationMarker, Document, RawReference


def written(document: Document, marker: CitationMarker, group: bool) -> str:
    names = [document.references[target].id for target in marker.targets]
    line = f"{marker.span.cut(document.text)} -> {'?' if marker.ambiguous else ' '.join(names) or '-'}"
    return f"{line} in {marker.group.cut(document.text)}" if group else line


@pytest.mark.parametrize("case", read_cases("markers.txt"), ids=lambda case: case.title)
def test_case(case: Case) -> None:
    document = case.document
    markers = find_markers(document)
    citations, problems = resolve_markers(document, markers)
    order: list[CitationMarker] = []
    for citation in citations:
        if not any(citation.marker is marker for marker in order):
            order.append(citation.marker)
    expected = case.all("tagged", "expanded", "inferred")
    groups = [" in " in line.partition("->")[2] for _, line in expected] + [False] * len(order)
    got = [(str(marker.kind), written(document, marker, group)) for marker, group in zip(order, groups, strict=False)]
    assert got == expected
    assert [f"{problem.kind} {problem.where}" for problem in problems] == [line for _, line in case.all("problem")]


def test_an_empty_link_may_end_the_text() -> None:
    references = tuple(RawReference(f"r{number}", number, "Entry.", str(number)) for number in (1, 2))
    document = write_document("Growth was slow [<1>]<|r2>", references)
    assert [marker.targets for marker in find_markers(document)] == [(0,), (1,)]
