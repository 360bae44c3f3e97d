"""What single references say of works, packed by document, is read as it was written, in whatever order it is asked for."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from citance.store.sqlite.ballots import PLACES, Ballots
from citance.store.votes import FIELDS

DOCUMENT = 7
WORDS = st.text(st.sampled_from("Ferns\x1c\x1d é"), max_size=6)
BALLOTS = st.lists(st.tuples(*[WORDS] * len(FIELDS)), min_size=1, max_size=12)


@given(BALLOTS, st.lists(st.integers(0, 12), max_size=30))
def test_works_are_read_as_written_in_any_order_and_any_number_of_times(
    written: list[tuple[str, str, str, str, str, str, str, str]], asked: list[int]
) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE document_works (document INTEGER PRIMARY KEY, body BLOB)")
    writer, reader = Ballots(db), Ballots(db)
    writer.write(DOCUMENT, written)
    kept = [tuple(value.replace("\x1c", " ").replace("\x1d", " ") for value in ballot) for ballot in written]
    for number in asked:
        expected = kept[number] if number < len(kept) else None
        assert reader.at(DOCUMENT * PLACES + number) == expected
        assert writer.at(DOCUMENT * PLACES + number) == expected
    assert reader.at((DOCUMENT + 1) * PLACES) is None
