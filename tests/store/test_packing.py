"""What is folded small unfolds to the same."""

from __future__ import annotations

import msgspec

from citance.model import (
    ArticleRecord,
    Author,
    Box,
    Document,
    Doi,
    Identifiers,
    PlacedLine,
    RawReference,
    Reference,
    Span,
)
from citance.model.codec import decode
from citance.store.packing import (
    decompress,
    pack_bibliography,
    pack_layout,
    unpack_layout,
    unpack_placed,
    unpack_references,
)

TAGGED = ArticleRecord(title="Frost and the flowering of plums", authors=(Author("Alder", "A"),), year=2013)
COMPLETED = msgspec.structs.replace(TAGGED, identifiers=Identifiers(doi=Doi("10.5555/plums")))


def test_references_come_back_as_they_were() -> None:
    raw = RawReference("r1", 1, "Alder A. Frost and the flowering of plums. 2013.", works=(TAGGED,))
    note = RawReference("r2", 2, "See also the first chapter.", is_note=True)
    untagged = RawReference("r3", 3, "Alder A. Frost. 2013.")
    references = (
        Reference("aaaaaaaa", raw, raw.works),
        Reference("bbbbbbbb", raw, (COMPLETED,)),
        Reference("cccccccc", note, ()),
        Reference("dddddddd", untagged, (TAGGED,)),
    )
    assert unpack_references(pack_bibliography(references)) == references


def test_works_that_are_the_tagged_ones_are_stored_once() -> None:
    raw = RawReference("r1", 1, "Alder A. Frost and the flowering of plums. 2013.", works=(TAGGED,))
    stored = decode(decompress(pack_bibliography([Reference("aaaaaaaa", raw, raw.works)])), tuple[Reference, ...])
    assert stored[0].works == ()


def test_pages_and_boxes_come_back_as_they_were_packed() -> None:
    lines = (
        PlacedLine(Span(0, 9), 1, Box(50, 60, 290, 71)),
        PlacedLine(Span(4, 7), 1, Box(80, 60, 95, 71)),
        PlacedLine(Span(10, 30), 3, Box(310, 40, 540, 52)),
    )
    document = Document("a" * 40, ArticleRecord(title="On ponds"), "pdf", placed=lines)
    assert unpack_layout(pack_layout(document)) == msgspec.structs.replace(document, text="")
    assert unpack_placed(pack_layout(document)) == lines


def test_a_layout_without_pages_is_what_it_was() -> None:
    document = Document("a", ArticleRecord(title="On ponds"), "jats")
    assert decode(decompress(pack_layout(document)), Document) == msgspec.structs.replace(document, text="")
    assert unpack_placed(pack_layout(document)) == ()
