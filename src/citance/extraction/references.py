"""Reference lists read into fields: RawReference → Reference.

Most references of a tagged file need nothing: their fields and identifiers are there. What is missing is sought where it may
stand: identifiers in the entry's addresses and in its printed words, and the other fields, where nothing is tagged, by taking
the printed words apart (see `citance.extraction.printed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from citance.extraction.printed import find_identifiers, read_printed
from citance.model.article import ArticleRecord, Author
from citance.model.document import Document
from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid
from citance.model.keys import short_key
from citance.model.reference import RawReference, Reference
from citance.text.normalise import fold_words, squash

__all__ = ["find_identifiers", "read_printed", "read_reference", "read_references", "reference_key"]


def read_references(document: Document) -> tuple[Reference, ...]:
    """The document's references read into fields, in the same order, one for each."""
    seen: dict[str, int] = {}
    references = []
    for raw in document.references:
        works = read_works(raw)
        key = reference_key(works[0] if works else None, raw.text)
        count = seen[key] = seen.get(key, 0) + 1
        references.append(Reference(key if count == 1 else f"{key}-{count}", raw, works))
    return tuple(references)


def read_reference(raw: RawReference) -> Reference:
    """One reference read into fields, as `read_references` does for one that stands alone."""
    works = read_works(raw)
    return Reference(reference_key(works[0] if works else None, raw.text), raw, works)


def read_works(raw: RawReference) -> tuple[ArticleRecord, ...]:
    """The works an entry names: those the file tags, completed; else those its words name. None where it is a note."""
    works = raw.works
    if len(works) == 1:
        if len(parts := split_works(raw.text)) > 1:  # several, tagged as if they were one
            return _parted(works[0], parts)
        completed = _tidied(_complete(works[0], raw))
        return works if completed is works[0] else (completed,)  # the same tuple: then it is stored once
    if works:  # several: what stands outside the tags is theirs only where the text parts in as many
        parts = split_works(raw.text)
        if len(parts) != len(works):
            return works
        return tuple(_with(work, find_identifiers(part, work.identifiers)) for work, part in zip(works, parts, strict=True))
    if raw.is_note or not raw.text:
        return ()
    parts = split_works(raw.text)
    if len(parts) > 1:
        return tuple(read_printed(part) for part in parts)
    return (_complete(ArticleRecord(), raw),)


def _parted(work: ArticleRecord, parts: list[str]) -> tuple[ArticleRecord, ...]:
    """The works of an entry's parts; identifiers that were tagged and stand in none of them are the first's."""
    found = [read_printed(part) for part in parts]
    if not any(other.identifiers for other in found):
        found[0] = _with(found[0], work.identifiers)
    return tuple(found)


def _complete(work: ArticleRecord, raw: RawReference) -> ArticleRecord:
    """The tagged record with what the entry's addresses and words add; what is tagged is never overwritten.

    Where neither title nor journal is tagged, they may stand in a comment, or between the tags: the words are taken apart.
    """
    found = work.identifiers
    if not work.title and not work.journal.title:
        printed = read_printed(raw.text)
        found = _merge(_merge(found, identifiers_in_addresses(raw.addresses)), printed.identifiers)
        tagged = {
            name: value
            for name in work.__struct_fields__
            if name != "identifiers" and (value := getattr(work, name)) not in ("", None, ()) and name != "journal"
        }
        return msgspec.structs.replace(printed, **{**tagged, "identifiers": found})
    if raw.addresses and (found.doi is None or found.pmid is None):
        found = _merge(found, identifiers_in_addresses(raw.addresses))
    if found.doi is None or found.pmid is None:
        found = find_identifiers(raw.text, found)
    return _with(work, found)


# The last words of names that are of a body and of no person; those with a blank before are surnames too.
_BODY_ENDS = (
    *("Team", "Group", "Consortium", "Committee", "Organization", "Organisation", "Initiative", "Network", "Society"),
    *("Collaboration", "Collaborators", "Investigators", " Association", " Commission", " Council", " Institute", " Agency"),
)
_LAST_LETTERS = frozenset(end[-3:] for end in _BODY_ENDS)
_NUMBERED = re.compile(r"\W*([A-Za-z]{0,3}\d+[A-Za-z]?(?:[–/-]\d+)?)?\s?\(([^()]+)\)\W*")
_MARKS = " .,;:()[]"


def _tidied(work: ArticleRecord) -> ArticleRecord:
    """The record with "35(2)" parted into volume and issue, and "Core Team, R" known for a body; mostly the same one.

    A title is without the marks that set it apart ("“Ferns,” in"), a volume and a page without the word ("p. 5"), and the
    number of the article that is tagged with either ("7, article 72") is its first page.
    """
    title = work.title
    if title[:1] in _QUOTES and (quoted := _QUOTED.fullmatch(title)) is not None:
        work = msgspec.structs.replace(work, title=quoted[1] or quoted[2])
    first, last, issue = work.first_page, work.last_page, work.issue
    if (first is not None and not first.isalnum()) or (last is not None and not last.isalnum()):
        work = _with_pages(work, first and _BESIDE_PAGE.sub("", first), last and _BESIDE_PAGE.sub("", last))
    if issue is not None and "rticle" in issue and (numbered := _ARTICLE_NUMBER.fullmatch(issue)) is not None:
        work = _with_pages(msgspec.structs.replace(work, issue=numbered[1]), work.first_page or numbered[2], work.last_page)
    volume = work.volume
    if volume is not None and not volume.isalnum():
        if "rticle" in volume and (numbered := _ARTICLE_NUMBER.fullmatch(volume)) is not None:
            volume = numbered[1] or ""
            work = _with_pages(work, work.first_page or numbered[2], work.last_page)
        volume = _VOLUME_WORD.sub("", volume, count=1)
        numbered = _NUMBERED.fullmatch(volume)
        tidy, issue = (numbered[1], work.issue or numbered[2].strip(_MARKS)) if numbered else (volume.strip(_MARKS), work.issue)
        if (tidy, issue) != (work.volume, work.issue):
            work = msgspec.structs.replace(work, volume=tidy or None, issue=issue)
    authors = work.authors  # a body stands first or last
    if authors and (_may_be_body(authors[0]) or _may_be_body(authors[-1])):
        return msgspec.structs.replace(work, authors=tuple(map(_as_body, authors)))
    return work


_QUOTES = frozenset('“"‘«')
# "“Ferns of walls,” in" is a chapter as some publishers tag it; quotation marks within a title are part of it.
_QUOTED = re.compile(r"[“\"‘«]\s?([^“”\"«»]{3,}?)[,.]?\s?[”\"’»],?\s[iI]n:?|[“«]\s?([^“”«»]{3,}?)[,.]?\s?[”»][,.]?")
_BESIDE_PAGE = re.compile(r"^(?:pp?|pages?)[.\s]+(?=\w)|(?<![\s.,;:])[\s.,;:]*\bdoi:.*$|(?<![\s.,;:])[\s.,;:]+$", re.I)
_ARTICLE_NUMBER = re.compile(r"(?:(\S.*?)[,\s]\s?)?article(?:\s(?:id|no\.?|number))?\s(\w+)", re.I)
_VOLUME_WORD = re.compile(r"(?:vol(?:ume|s)?|bd|band|tome?)(?:\.\s?|\s)(?=\S)", re.I)


def _with_pages(work: ArticleRecord, first: str | None, last: str | None) -> ArticleRecord:
    same = first == work.first_page and last == work.last_page
    return work if same else msgspec.structs.replace(work, first_page=first or None, last_page=last or None)


def _may_be_body(author: Author) -> bool:
    """Whether the surname ends as the names of bodies do; a look at three letters is a fifth of the time of trying all ends."""
    surname = author.surname
    return surname[-3:] in _LAST_LETTERS and surname.endswith(_BODY_ENDS)


def _as_body(author: Author) -> Author:
    """The author; where the surname is the end of a body's name, that body under its whole name."""
    if author.group or not author.surname.endswith(_BODY_ENDS):
        return author
    given = author.given.removesuffix(".")
    return Author(surname=f"{given} {author.surname}".strip(), group=True)


def _with(work: ArticleRecord, identifiers: Identifiers) -> ArticleRecord:
    return work if identifiers is work.identifiers else msgspec.structs.replace(work, identifiers=identifiers)


def _merge(given: Identifiers, found: Identifiers) -> Identifiers:
    """The identifiers given, and of the found ones those whose kind was not given."""
    if not found:
        return given
    if not given:
        return found
    return Identifiers(
        doi=given.doi or found.doi,
        pmid=given.pmid or found.pmid,
        pmcid=given.pmcid or found.pmcid,
        arxiv=given.arxiv or found.arxiv,
    )


def identifiers_in_addresses(addresses: Iterable[str]) -> Identifiers:
    """The identifiers that link targets spell: resolvers, PubMed, PMC, arXiv, publishers' addresses with a DOI in them."""
    doi: Doi | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    arxiv: ArxivId | None = None
    for address in addresses:
        if doi is None and "10." in address and (doi := Doi.read(address)) is not None and doi.is_stump:
            doi = None
        lower = address.lower()
        if pmid is None and ("pubmed" in lower or "/med/" in lower) and "10." not in lower:
            pmid = Pmid.read(address)
        if pmcid is None and "pmc" in lower:
            pmcid = Pmcid.read(address)
        if arxiv is None and "arxiv" in lower:
            arxiv = ArxivId.read(address)
    return Identifiers(doi, pmid, pmcid, arxiv) if doi or pmid or pmcid or arxiv else NO_IDENTIFIERS


_PART = re.compile(r"(?:^|(?<=[;.,\d]))\s*\(?([a-z])\)\s*")


def split_works(text: str) -> list[str]:
    """The parts of an entry that names several works as a), b), c); the whole text alone where it does not.

    The letters must begin at the start and run on without a gap: "a) ... b) ...", so that "vitamin a)" splits nothing.
    """
    if not text.lstrip().startswith(("a)", "(a)")):
        return [text]
    starts: list[tuple[int, int]] = []
    for match in _PART.finditer(text):
        if match[1] == chr(ord("a") + len(starts)):
            starts.append(match.span())
    if len(starts) < 2:
        return [text]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [text[start:end].strip(" ;,") for (_, start), end in zip(starts, ends, strict=True)]


def reference_key(work: ArticleRecord | None, text: str) -> str:
    """What a reference goes by within its article: 8 characters, made from what it says and not from where it stands.

    From the first author's surname, the year and the first six words of the title; where there is no title from volume and
    page too; where there is nothing of these, from the first twelve words of the printed text. Two entries of one article
    that say the same get -2, -3 after it in `read_references`.
    """
    if work is not None and (work.title or work.authors):
        surname = squash(work.authors[0].surname) if work.authors else ""
        title = " ".join(fold_words(work.title[:80])[:6]) if work.title else f"v{work.volume} p{work.first_page}"
        return short_key(f"{surname} {work.year or ''} {title}", 8)
    return short_key(" ".join(fold_words(text[:200])[:12]), 8)
