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


def _unpack(body: bytes) -> list[Ballot]:
    fields = decompress(body).decode().split(_FIELD)
    return list(zip(*[field.split(_WORK) for field in fields], strict=True)) if len(fields) == len(FIELDS) else []


class Ballots:
    """Reads ballots by their place. Use one for a question: it holds what it has read, of so many documents."""

    def __init__(self, db: sqlite3.Connection, most: int = _MOST_HELD) -> None:
        self._db, self._most = db, most
        self._held: dict[int, Sequence[Ballot]] = {}

    def at(self, place: int) -> Ballot | None:
        """The ballot at this place; None where its document has gone since."""
        document, number = divmod(place, PLACES)
        held = self._held.get(document)
        if held is None:
            row = self._db.execute("SELECT body FROM document_works WHERE document = ?", (document,)).fetchone()
            held = _unpack(row[0]) if row else []
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

    def _hold(self, document: int, ballots: Sequence[Ballot]) -> None:
        held = self._held
        if len(held) >= self._most:
            del held[next(iter(held))]
        held[document] = ballots

    def forget(self, document: int) -> None:
        """Read this document's anew: it has changed."""
        self._held.pop(document, None)
