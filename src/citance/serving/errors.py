"""From errors to status codes: the one table. The first row whose class fits is taken."""

from __future__ import annotations

from typing import NamedTuple

from citance import errors

FAULT = 500


class Row(NamedTuple):
    """Errors of this class have this status; `words` are said instead of their own, which name files of the server."""

    error: type[BaseException]
    status: int
    words: str | None = None


TABLE: tuple[Row, ...] = (
    Row(errors.NotFound, 404),
    Row(errors.InvalidInput, 400),
    Row(errors.Unreadable, 422),
    Row(errors.StoreReadOnly, 403, "this index is served for reading only"),
    Row(errors.StoreLocked, 503, "another process is writing to the index; ask again in a moment"),
    Row(errors.StoreFull, 507, "no space is left on the server"),
    Row(errors.StoreError, 503, "the index cannot be used at the moment"),
    Row(errors.SearchIndexError, 503, "the search index cannot be used at the moment"),
    Row(errors.ClassifierUnusable, 503, "the classifier cannot be used at the moment"),
    Row(errors.MissingExtra, 501, "an optional part is not installed on the server"),
    Row(errors.CitanceError, FAULT, "something went wrong in Citance; the server's log tells more"),
)


class Answer(NamedTuple):
    """What is said of an error: a status, and a sentence that gives nothing of the server away."""

    status: int
    words: str


def answer_of(error: BaseException) -> Answer:
    """The answer for an error; a fault for one nobody foresaw."""
    for row in TABLE:
        if isinstance(error, row.error):
            if isinstance(error, errors.NotFound) and error.what == "index":
                return Answer(503, "there is no index to serve")
            return Answer(row.status, row.words or str(error))
    return Answer(FAULT, "something went wrong in Citance; the server's log tells more")
