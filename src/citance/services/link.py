"""`citance link`: reference records recognised among article records, without a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from citance.errors import InvalidRecord
from citance.extraction.references import read_printed
from citance.linking.candidates import CandidateSource, MemoryCandidates
from citance.linking.decide import decide
from citance.model.article import ArticleRecord, Author, Journal
from citance.model.identifiers import Doi, Identifiers, Pmid
from citance.model.link import Candidate, LinkStatus


def link_records(
    index: Iterable[Mapping[str, Any] | None], queries: Iterable[Mapping[str, Any] | None]
) -> Iterator[dict[str, Any]]:
    """For each query, in order: {id, doi, status, score, words, runner_up}; `doi` is null unless linked.

    `index` holds articles {authors, year, title, container, volume, issue, first_page, doi}; `queries` the same fields, or
    `raw`, a reference as printed. None, a blank line, is passed over in either. The index is read whole before the first
    answer. Raises InvalidRecord at a line it cannot read.
    """
    source = MemoryCandidates(_read_candidate(entry, line) for line, entry in enumerate(index, 1) if entry is not None)
    for line, query in enumerate(queries, 1):
        if query is not None:
            yield link_query(query, source, line)


def link_query(query: Mapping[str, Any], source: CandidateSource, line: int | None = None) -> dict[str, Any]:
    """The answer to one query among the candidates of `source`."""
    if not isinstance(query, Mapping):
        raise InvalidRecord("a query is an object with the fields of a reference, or `raw`", line)
    printed = query.get("raw") or None
    if printed is not None and not isinstance(printed, str):
        raise InvalidRecord("`raw` is the text of a reference", line)
    record = read_printed(printed) if printed else read_record(query, line)
    link = decide(record, source.candidates(record, printed), printed)
    return {
        "id": query.get("id"),
        "doi": link.article if link.status is LinkStatus.LINKED else None,
        "status": str(link.status),
        "score": None if link.score is None else round(link.score, 3),
        "words": link.words,
        "runner_up": link.runner_up,
    }


def _read_candidate(entry: Mapping[str, Any], line: int) -> Candidate:
    record = read_record(entry, line)
    key = entry.get("doi") or entry.get("id")
    if not key:
        raise InvalidRecord("an article of the index needs a doi or an id", line)
    return Candidate(str(key), record)


def read_record(entry: Mapping[str, Any], line: int | None = None) -> ArticleRecord:
    """The record of {authors: [[surname, given]...], year, title, container, volume, issue, first_page, doi, pmid}."""
    if not isinstance(entry, Mapping):
        raise InvalidRecord("a record is an object with the fields of an article", line)
    return ArticleRecord(
        identifiers=Identifiers(doi=Doi.read(str(entry.get("doi") or "")), pmid=Pmid.read(str(entry.get("pmid") or ""))),
        title=_text(entry, "title") or "",
        authors=tuple(_read_authors(entry.get("authors") or (), line)),
        journal=Journal(title=_text(entry, "container") or ""),
        year=_year(entry.get("year")),
        volume=_text(entry, "volume"),
        issue=_text(entry, "issue"),
        first_page=_text(entry, "first_page"),
    )


def _read_authors(given: Any, line: int | None) -> Iterator[Author]:
    # A name that is no list would be taken letter by letter: surname "A", given name "l".
    if not isinstance(given, list | tuple) or not all(isinstance(one, list | tuple) and one for one in given):
        raise InvalidRecord("`authors` is a list of [surname, given name]", line)
    for surname, *others in given:
        yield Author(surname=str(surname or ""), given=str(others[0] or "") if others else "")


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return str(value).strip() or None if value is not None else None


def _year(value: object) -> int | None:
    """The year of 2013, "2013" or "2013a"; None where there is none."""
    digits = str(value or "").strip()[:4]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) == 4 else None
