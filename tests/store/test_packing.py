"""What is folded small unfolds to the same."""

from __future__ import annotations

import msgspec

from citance.model import ArticleRecord, Author, Doi, Identifiers, RawReference, Reference
from citance.model.codec import decode
from citance.store.packing import decompress, pack_bibliography, unpack_references

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
