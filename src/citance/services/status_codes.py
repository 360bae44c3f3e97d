"""From errors to status codes: the one table of what is answered over the network, to machines in any dialect and by pages.

The first row whose class fits is taken, so that the particular stands before the general. What an answer says is what the error
says, unless its words would tell strangers where files lie: those rows have words of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from citance import errors

FAULT = 500
FAULT_WORDS = "something went wrong in Citance; please report it"
NO_INDEX = "there is no index to ask"
_BUSY = {"retry-after": "5"}


class TurnedAway(Exception):
    """Whoever asks is not let in, or may not do this: said by the server around the faces, which answer so. No error of ours."""

    def __init__(self, status: int, words: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self.status, self.words, self.headers = status, words, headers
        super().__init__(words)


class ErrorRow(NamedTuple):
    """Errors of this class are answered with this status and title, their own words or `words`, and `headers`."""

    error: type[BaseException]
    status: int
    title: str
    words: str = ""
    headers: Mapping[str, str] = {}


TABLE: tuple[ErrorRow, ...] = (
    ErrorRow(errors.InvalidIdentifier, 400, "Not an identifier"),
    ErrorRow(errors.InvalidQuery, 400, "A query that cannot be read"),
    ErrorRow(errors.InvalidRecord, 400, "Not such a record"),
    ErrorRow(errors.OutOfRange, 400, "Out of range"),
    ErrorRow(errors.TooMany, 400, "Too many"),
    ErrorRow(errors.TooMuch, 400, "Too much for one answer"),
    ErrorRow(errors.UnknownName, 400, "Unknown name"),
    ErrorRow(errors.InvalidInput, 400, "Not understood"),
    ErrorRow(errors.NotFound, 404, "Not in this index"),
    ErrorRow(errors.Unreadable, 422, "Not an article"),
    ErrorRow(errors.StoreLocked, 503, "Busy", "another process is writing to the index; try again in a while", _BUSY),
    ErrorRow(errors.StoreReadOnly, 403, "Read-only", "this index cannot be written to from here"),
    ErrorRow(errors.StoreFull, 507, "No space left", "the server has no space left for this"),
    ErrorRow(errors.StoreError, 503, "The index cannot be used", "the index cannot be used at the moment", _BUSY),
    ErrorRow(errors.SearchIndexError, 503, "Search is not ready", "the search index is not ready", {"retry-after": "30"}),
    ErrorRow(
        errors.ClassifierUnusable,
        503,
        "No classifier",
        "the files of this classifier are absent or damaged on this server",
        _BUSY,
    ),
    ErrorRow(errors.MissingExtra, 501, "Part not installed", "an optional part is not installed on this server"),
    ErrorRow(errors.CitanceError, FAULT, "A fault in Citance", FAULT_WORDS),
)


class ErrorAnswer(NamedTuple):
    """What is said of an error: a status, a sentence that gives nothing of the server away, and headers."""

    status: int
    words: str
    headers: Mapping[str, str] = {}


def row_of(error: BaseException) -> ErrorRow | None:
    """The row of an error; None for one nobody foresaw."""
    return next((row for row in TABLE if isinstance(error, row.error)), None)


def is_no_index(error: BaseException) -> bool:
    """Whether there is nothing to ask: the name in such an error is a folder of the server's."""
    return isinstance(error, errors.NotFound) and error.what == "index"


def answer_of(error: BaseException) -> ErrorAnswer:
    """The answer for an error; a fault of ours for one nobody foresaw."""
    if is_no_index(error):
        return ErrorAnswer(503, NO_INDEX, _BUSY)
    row = row_of(error)
    return ErrorAnswer(FAULT, FAULT_WORDS) if row is None else ErrorAnswer(row.status, row.words or str(error), row.headers)
