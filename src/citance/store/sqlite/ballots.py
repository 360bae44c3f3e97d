"""What single references say of works: kept together for each document, looked up when an article is read.

Nine works in ten are known from one reference. Its fields are not written once more with the article: the article's row says
where they stand (`article.single_vote`). Of works with more references the row has the votes, see `store.votes`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from citance.store.packing import compress, decompress
from citance.store.votes import FIELDS, Ballot, first_vote

# Field by field, all titles first: a tenth smaller than ballot by ballot as msgpack. Where the words of a work contain one of
# these two, a blank stands in its place.
_FIELD, _WORK = "\x1d", "\x1c"
# Articles that are read together mostly come from the same few documents; 64 of them are half a megabyte.
_MOST_HELD = 64
_ONE_BY_ONE = 4  # ballots of one document that are taken out so; then all are unpacked
PLACES = 1 << 16  # works of one document; those beyond write their votes with the article


def pack_ballots(ballots: Sequence[Ballot]) -> tuple[bytes, Sequence[Ballot]]:
    """The ballots of one document as stored, and as they will be read."""
    text = _FIELD.join([_WORK.join(values) for values in zip(*ballots, strict=True)])
    if ballots and text.count(_FIELD) + text.count(_WORK) != len(FIELDS) * len(ballots) - 1:
        return pack_ballots([_clean(ballot) for ballot in ballots])
    return compress(text.encode()), ballots


def _clean(ballot: Ballot) -> Ballot:
    return tuple([value.translate(_BLANK) for value in ballot])  # type: ignore[return-value]


_BLANK = str.maketrans(_FIELD + _WORK, "  ")


class _Packed:
    """The ballots of one document as they were packed, each taken out when it is asked for: most questions are for one or two."""

    def __init__(self, body: bytes) -> None:
        fields = decompress(body).decode().split(_FIELD)
        self._fields = fields if len(fields) == len(FIELDS) else []
        self._many = fields[0].count(_WORK) + 1 if self._fields else 0
        self._asked = 0
        self._unpacked: Sequence[Ballot] = ()

    def __len__(self) -> int:
        return self._many

    def __getitem__(self, number: int) -> Ballot:
        if not self._unpacked:
            self._asked += 1
            if self._asked <= _ONE_BY_ONE:
                return tuple([field.split(_WORK, number + 1)[number] for field in self._fields])  # type: ignore[return-value]
            self._unpacked = list(zip(*[field.split(_WORK) for field in self._fields], strict=True))
        return self._unpacked[number]


class Ballots:
    """Reads ballots by their place. Use one for a question: it holds what it has read, of so many documents."""

    def __init__(self, db: sqlite3.Connection, most: int = _MOST_HELD) -> None:
        self._db, self._most = db, most
        self._held: dict[int, Sequence[Ballot] | _Packed] = {}

    def at(self, place: int) -> Ballot | None:
        """The ballot at this place; None where its document has gone since."""
        document, number = divmod(place, PLACES)
        held = self._held.get(document)
        if held is None:
            row = self._db.execute("SELECT body FROM document_works WHERE document = ?", (document,)).fetchone()
            held = _Packed(row[0]) if row else ()
            self._hold(document, held)
        return held[number] if number < len(held) else None

    def votes(self, votes: bytes | None, place: int) -> bytes | None:
        """The votes of an article by two columns of its row, wherever they are kept."""
        if not place:
            return votes
        ballot = self.at(place)
        return None if ballot is None else first_vote(ballot)

    def write(self, document: int, ballots: Sequence[Ballot]) -> None:
        """Keep those of a document, and hold them: what it cites is likely to be cited by the next ones too."""
        body, kept = pack_ballots(ballots)
        self._db.execute("INSERT INTO document_works (document, body) VALUES (?, ?)", (document, body))
        self._hold(document, kept)

    def _hold(self, document: int, ballots: Sequence[Ballot] | _Packed) -> None:
        held = self._held
        if len(held) >= self._most:
            del held[next(iter(held))]
        held[document] = ballots

    def forget(self, document: int) -> None:
        """Read this document's anew: it has changed."""
        self._held.pop(document, None)
