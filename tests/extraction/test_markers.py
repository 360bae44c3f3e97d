"""The cases of markers.txt: text in, markers out."""

from __future__ import annotations

import msgspec
import pytest
from extraction_cases import Case, read_cases, write_document

from citance.extraction import find_markers, resolve_markers
from citance.model import CitationMarker, Document, RawReference
from citance.model.document import OwnList


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


def test_a_part_with_a_list_of_its_own_counts_from_one_again() -> None:
    references = tuple(
        RawReference(f"{name}{number}", at, f"Entry {at}.", str(number), list=which)
        for at, (name, which, number) in enumerate(
            [*(("r", 0, n) for n in (1, 2, 3, 4)), *(("s", 1, n) for n in (1, 2)), *(("m", 2, n) for n in (5, 6))], 1
        )
    )
    document = write_document(
        "Ferns grew [1, 2], and [4]. ¶appendix Reeds grew [1], here [2], not [3]. ¶prose So [5] and [3].", references
    )
    appendix, methods = (document.paragraphs[at].span for at in (1, 2))
    document = msgspec.structs.replace(document, own_lists=(OwnList(appendix, 1), OwnList(methods, 2)))
    found = [[references[target].id for target in marker.targets] for marker in find_markers(document)]
    assert found == [["r1", "r2"], ["r4"], ["s1"], ["s2"], ["m5"], ["r3"]]


def test_an_empty_link_may_end_the_text() -> None:
    references = tuple(RawReference(f"r{number}", number, "Entry.", str(number)) for number in (1, 2))
    document = write_document("Growth was slow [<1>]<|r2>", references)
    assert [marker.targets for marker in find_markers(document)] == [(0,), (1,)]
