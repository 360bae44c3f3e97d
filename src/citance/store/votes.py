"""Which words an article known only from references is shown with: those that most of its references use.

Each reference that leads to an article votes with its fields, each field by itself, so that one journal's abbreviations
or one wrong year are outvoted. Equal votes go to the longer words, then to the first in the alphabet, so that the order of
ingest does not show. A vote can be taken back when the citing document goes. Only where there are two references and they
name different works (a file gave one the identifier of the other) all fields are those of one.

An article holds at most `MOST_VALUES` different values of a field: past those, new ones are not counted (in references of
one work, values beyond the eighth are misprints). A value that lost all its votes makes room again.
"""

from __future__ import annotations

import msgspec

from citance.model import ArticleRecord, ArxivId, Author, Doi, Identifiers, Journal, Pmcid, Pmid

MOST_VALUES = 8
# References name their first authors only; a few list hundreds, which no reader of a reference needs.
MOST_AUTHORS = 12

FIELDS = ("title", "authors", "journal", "year", "volume", "issue", "first_page", "last_page")
Ballot = tuple[str, str, str, str, str, str, str, str]
"""The fields as they vote, in the order of FIELDS; "" abstains. Authors are one value: see `_authors`."""

_AUTHOR, _PART = "\x1e", "\x1f"


def ballot_of(record: ArticleRecord) -> Ballot:
    """The fields of a reference's work, as they vote."""
    return (
        record.title,
        _authors(record.authors),
        record.journal.title or record.journal.abbreviation or "",
        "" if record.year is None else str(record.year),
        record.volume or "",
        record.issue or "",
        record.first_page or "",
        record.last_page or "",
    )


def _authors(authors: tuple[Author, ...]) -> str:
    return _AUTHOR.join(
        [
            f"{a.surname}{_PART}{a.given}{_PART}" if a.group else f"{a.surname}{_PART}{a.given}" if a.given else a.surname
            for a in authors[:MOST_AUTHORS]
        ]  # a list: join makes one of anything else
    )


def _read_authors(value: str) -> tuple[Author, ...]:
    if not value:
        return ()
    authors = []
    for one in value.split(_AUTHOR):
        surname, *rest = one.split(_PART)
        authors.append(Author(surname=surname, given=rest[0] if rest else "", group=len(rest) > 1))
    return tuple(authors)


def names_in(authors: str) -> tuple[str, ...]:
    """The authors of a ballot as a reader writes them (`Author.name`), without making authors of them."""
    if not authors:
        return ()
    names = []
    for one in authors.split(_AUTHOR):
        surname, *given = one.split(_PART)
        names.append(f"{given[0]} {surname}".strip() if given else surname.strip())
    return tuple(names)


def identifiers_of(names: tuple[str, ...] | list[str]) -> Identifiers:
    """One identifier of each kind out of spelled ones (`scheme:value`): the first that comes."""
    found: dict[str, str] = {}
    for name in names:
        scheme, _, value = name.partition(":")
        found.setdefault(scheme, value)
    return Identifiers(
        doi=Doi(found["doi"]) if "doi" in found else None,
        pmid=Pmid(found["pmid"]) if "pmid" in found else None,
        pmcid=Pmcid(found["pmcid"]) if "pmcid" in found else None,
        arxiv=ArxivId(found["arxiv"]) if "arxiv" in found else None,
    )


def record_of(ballot: Ballot, names: tuple[str, ...] | list[str] = ()) -> ArticleRecord:
    """The record a ballot and identifiers spell."""
    title, authors, journal, year, volume, issue, first_page, last_page = ballot
    return ArticleRecord(
        identifiers=identifiers_of(names),
        title=title,
        authors=_read_authors(authors),
        journal=Journal(title=journal) if journal else Journal(),
        year=int(year) if year else None,
        volume=volume or None,
        issue=issue or None,
        first_page=first_page or None,
        last_page=last_page or None,
    )


# Stored as msgpack. Nearly every work has one reference, or several that say the same: then the values stand alone, with
# the number of votes once. Otherwise each field has a map of value to votes.
#   [n, v1, ..., v8]              n votes, all the same
#   [n, {v: k, ...}, ..., {...}]  n votes
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


def first_vote(ballot: Ballot) -> bytes:
    """The votes of one reference alone."""
    return _encode((1, *ballot))


def add_vote(votes: bytes | None, ballot: Ballot) -> bytes:
    """The votes with one more reference's."""
    if votes is None:
        return first_vote(ballot)
    count, *values = _decode(votes)
    if isinstance(values[0], str):
        if tuple(values) == ballot:
            return _encode((count + 1, *ballot))
        values = [{value: count} if value else {} for value in values]
    for counts, value in zip(values, ballot, strict=True):
        if value:
            held = counts.get(value)
            if held is not None:
                counts[value] = held + 1
            elif len(counts) < MOST_VALUES:
                counts[value] = 1
    return _encode((count + 1, *values))


def take_vote(votes: bytes, ballot: Ballot) -> bytes | None:
    """The votes without one reference's; None when none is left."""
    count, *values = _decode(votes)
    if count <= 1:
        return None
    if isinstance(values[0], str):
        if tuple(values) == ballot:
            return _encode((count - 1, *ballot))
        values = [{value: count} if value else {} for value in values]
    for counts, value in zip(values, ballot, strict=True):
        held = counts.get(value, 0)
        if held > 1:
            counts[value] = held - 1
        elif held:
            del counts[value]
    return _encode((count - 1, *values))


def merge_votes(one: bytes | None, other: bytes | None) -> bytes | None:
    """The votes of two articles that were joined."""
    if one is None or other is None:
        return one or other
    count, *values = _decode(one)
    added, *more = _decode(other)
    if isinstance(values[0], str):
        values = [{value: count} if value else {} for value in values]
    if isinstance(more[0], str):
        more = [{value: added} if value else {} for value in more]
    for counts, others in zip(values, more, strict=True):
        for value, held in others.items():
            if value in counts or len(counts) < MOST_VALUES:
                counts[value] = counts.get(value, 0) + held
    return _encode((count + added, *values))


def count_votes(votes: bytes | None) -> int:
    """How many references voted."""
    return 0 if votes is None else int(_decode(votes)[0])


def elected(votes: bytes | None) -> Ballot:
    """The words most references use, field by field; of two that name different works all of one, so that no authors move."""
    if votes is None:
        return ("", "", "", "", "", "", "", "")
    count, *values = _decode(votes)
    if isinstance(values[0], str):
        return tuple(values)
    shown = [min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else "" for counts in values]
    if count == 2 and len(values[0]) == 2 and len({_beginning(title) for title in values[0]}) == 2:
        # Each field has its values in the order of the two references.
        which = [*values[0]].index(shown[0])
        shown = [[*counts][which] if len(counts) == 2 else value for counts, value in zip(values, shown, strict=True)]
    return tuple(shown)  # type: ignore[return-value]


def _beginning(title: str) -> str:
    """What tells two titles apart, however each is spelled: two works under one identifier, where a file gave a wrong one."""
    return "".join(filter(str.isalnum, title[:24].casefold()))[:12]
