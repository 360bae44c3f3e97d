"""Files → what they cite and say, as plain objects; no store. The pure function behind `citance extract`.

Every object names its `schema`; a field is never left out, it is null. Spans are [start, end) in code points of
`sentence`. New fields may be added to a schema; a changed meaning changes its number.
"""

from __future__ import annotations

import atexit
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

import msgspec

from citance.classification.base import Classifier
from citance.errors import UnknownName, Unreadable
from citance.extraction import extract
from citance.model.article import ArticleRecord
from citance.model.citation import CitationStatement, Extraction, StatementText
from citance.model.codec import to_json
from citance.model.document import Document, Problem, ProblemKind, Span
from citance.model.reference import Reference
from citance.model.stance import Because, Classification, Scores
from citance.readers import read
from citance.services import reading
from citance.services.garbage import let_garbage_wait
from citance.sources.folder import walk

What = Literal["citations", "references", "document"]
WHAT: tuple[What, ...] = ("citations", "references", "document")
CITATION_SCHEMA = "citance/citation/1"
REFERENCE_SCHEMA = "citance/reference/1"
DOCUMENT_SCHEMA = "citance/document/1"


class ArticleObject(msgspec.Struct, frozen=True):
    """The citing article, as its own front matter names it."""

    doi: str | None
    pmcid: str | None
    pmid: str | None
    title: str
    year: int | None
    journal: str | None


class WorkObject(msgspec.Struct, frozen=True):
    """One of several works of a reference."""

    doi: str | None
    pmid: str | None
    title: str | None
    year: int | None


class CitedObject(msgspec.Struct, frozen=True):
    """The reference a marker points at; `id` and `label` as in the file. `works` where it holds several works."""

    id: str
    position: int
    label: str | None
    doi: str | None
    pmid: str | None
    title: str | None
    year: int | None
    text: str
    works: tuple[WorkObject, ...] | msgspec.UnsetType = msgspec.UNSET


class CitationObject(msgspec.Struct, frozen=True):
    """One in-text citation with its sentence. `reference` is empty unless `status` is resolved."""

    schema: str
    source: str
    part: str | None  # the sub-article it stands in, null in the article proper
    article: ArticleObject
    reference: CitedObject | dict[str, None]
    status: Literal["resolved", "unresolved", "ambiguous"]
    marker: str
    marker_kind: str
    marker_style: str
    mention: int
    place: str
    section: str
    heading: str
    before: str | None
    sentence: str | None
    after: str | None
    span: Span | None
    group_span: Span | None
    others: tuple[Span, ...]
    lang: str | None
    self_citation: bool
    stance: str | msgspec.UnsetType | None = msgspec.UNSET  # these four only where a classifier was asked
    scores: Scores | msgspec.UnsetType | None = msgspec.UNSET
    evidence: str | msgspec.UnsetType | None = msgspec.UNSET
    because: tuple[Because, ...] | msgspec.UnsetType | None = msgspec.UNSET


class ReferenceObject(msgspec.Struct, frozen=True):
    """One entry of a bibliography read into fields; the fields are those of its first work, `works` holds all."""

    schema: str
    source: str
    part: str | None
    article: ArticleObject
    id: str
    position: int
    label: str | None
    text: str
    key: str
    is_note: bool
    works: tuple[ArticleRecord, ...]


class DocumentObject(msgspec.Struct, frozen=True):
    """A whole document in our own shape; every span points into `document.text`."""

    schema: str
    source: str
    part: str | None
    document: Document


Object = CitationObject | ReferenceObject | DocumentObject


@dataclass(frozen=True)
class ExtractOptions:
    """What to extract, and from how much of a file."""

    what: What = "citations"
    sub_articles: bool = False
    classifier: Classifier | None = None

    def __post_init__(self) -> None:
        if self.what not in WHAT:
            raise UnknownName("kind of object", self.what, WHAT)


@dataclass(frozen=True)
class Trouble:
    """A problem met on the way, and the file it was met in."""

    source: str
    problem: Problem


def objects_of(document: Document, source: str, options: ExtractOptions = ExtractOptions()) -> tuple[list[Object], list[Problem]]:
    """The objects of a document in reading order, and its problems."""
    objects: list[Object] = []
    problems: list[Problem] = []
    for part in (document, *document.sub_articles) if options.sub_articles else (document,):
        problems += part.problems
        if options.what == "document":
            objects.append(DocumentObject(DOCUMENT_SCHEMA, source, part.name, part))
            continue
        found = extract(part)
        problems += found.problems
        article = _article(part.record)
        if options.what == "references":
            objects += (_reference(reference, source, part.name, article) for reference in found.references)
        else:
            objects += _citations(found, source, article, options.classifier)
    return objects, problems


def extract_lines(
    paths: Iterable[str],
    options: ExtractOptions = ExtractOptions(),
    processes: int = 1,
    on_trouble: Callable[[Trouble], None] | None = None,
) -> Iterator[bytes]:
    """The objects of files, folders and archives (`-` is standard input) as lines of JSON, in the order of the files.

    With several processes the files are read side by side; the order stays. What cannot be read is told to `on_trouble`
    and the work goes on.
    """
    tell = on_trouble or (lambda trouble: None)
    files = _files(paths, tell)
    if processes <= 1:
        results: Iterator[tuple[bytes, list[Trouble]]] = (_lines(data, source, options) for source, data in files)
    else:
        results = _side_by_side(files, partial(_lines, options=options), processes)
    for lines, troubles in results:
        for trouble in troubles:
            tell(trouble)
        if lines:
            yield lines


def _side_by_side(
    files: Iterable[tuple[str, bytes]], work: Callable[[bytes, str], tuple[bytes, list[Trouble]]], processes: int
) -> Iterator[tuple[bytes, list[Trouble]]]:
    """The results in order, with never more than a few files a process in memory."""
    with ProcessPoolExecutor(processes, initializer=_begin_work) as pool:
        waiting: deque[Future[tuple[bytes, list[Trouble]]]] = deque()
        for source, data in files:
            waiting.append(pool.submit(work, data, source))
            if len(waiting) >= 8 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin_work() -> None:
    """Ctrl-C reaches every process of a terminal; only the one that hands out the work should answer it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    let_garbage_wait()


def _lines(data: bytes, source: str, options: ExtractOptions) -> tuple[bytes, list[Trouble]]:
    try:
        if reading.is_pdf(data):  # the library that takes it apart can be brought to crash, or to take all there is
            answer = _reader_apart(os.getpid()).read(reading.ReadingJob(source, data, "document"))
            if answer.document is None:
                return b"", [Trouble(source, problem) for problem in answer.problems]
            document = answer.document
        else:
            document = read(data, source)
        objects, problems = objects_of(document, source, options)
    except Unreadable as error:
        return b"", [Trouble(source, Problem(ProblemKind.UNREADABLE, error.why))]
    except Exception as error:  # a fault of ours in one article must not cost the others
        words = f"a fault in Citance, please report it: {type(error).__name__}: {error}"
        return b"", [Trouble(source, Problem(ProblemKind.UNREADABLE, words))]
    lines = b"".join(to_json(item) + b"\n" for item in objects)
    return lines, [Trouble(source, problem) for problem in problems]


@cache
def _reader_apart(process: int) -> reading.OneReader:
    """The process that reads PDFs for this one; a fork of it needs one of its own."""
    reader = reading.OneReader()
    atexit.register(reader.close)
    return reader


def _files(paths: Iterable[str], tell: Callable[[Trouble], None]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every article at the paths."""
    for file in walk(paths):
        if file.problem is None:
            yield file.name, file.data
        else:
            tell(Trouble(file.name, file.problem))


def _article(record: ArticleRecord) -> ArticleObject:
    ids = record.identifiers
    return ArticleObject(
        doi=_plain(ids.doi),
        pmcid=_plain(ids.pmcid),
        pmid=_plain(ids.pmid),
        title=record.title,
        year=record.year,
        journal=record.journal.title or record.journal.abbreviation,
    )


def _plain(identifier: str | None) -> str | None:
    return None if identifier is None else str.__str__(identifier)


def _cited(reference: Reference) -> CitedObject:
    raw, works = reference.raw, [_work(work) for work in reference.works]
    first = works[0] if works else WorkObject(None, None, None, None)
    return CitedObject(
        id=raw.id,
        position=raw.position,
        label=raw.label,
        doi=first.doi,
        pmid=first.pmid,
        title=first.title,
        year=first.year,
        text=raw.text,
        works=tuple(works) if len(works) > 1 else msgspec.UNSET,
    )


def _work(record: ArticleRecord) -> WorkObject:
    return WorkObject(_plain(record.identifiers.doi), _plain(record.identifiers.pmid), record.title or None, record.year)


def _reference(reference: Reference, source: str, part: str | None, article: ArticleObject) -> ReferenceObject:
    raw = reference.raw
    return ReferenceObject(
        REFERENCE_SCHEMA,
        source,
        part,
        article,
        raw.id,
        raw.position,
        raw.label,
        raw.text,
        reference.key,
        raw.is_note,
        reference.works,
    )


def _citations(found: Extraction, source: str, article: ArticleObject, classifier: Classifier | None) -> Iterator[CitationObject]:
    verdicts = _classify(found, classifier) if classifier is not None else None
    cited: dict[int, CitedObject] = {}
    for number, statement in enumerate(found.statements):
        index = statement.citation.reference
        if index is not None and index not in cited:
            cited[index] = _cited(found.references[index])
        item = _citation(found.document, statement, source, article, cited[index] if index is not None else {})
        if verdicts is not None:
            verdict = verdicts[number]
            item = msgspec.structs.replace(
                item,
                stance=str(verdict.stance) if verdict is not None else "unclassified",
                scores=verdict.scores if verdict is not None else None,
                evidence=str(verdict.evidence) if verdict is not None and verdict.evidence is not None else None,
                because=(verdict.because or None) if verdict is not None else None,
            )
        yield item


def _citation(
    document: Document, statement: CitationStatement, source: str, article: ArticleObject, cited: CitedObject | dict[str, None]
) -> CitationObject:
    text, marker = document.text, statement.citation.marker
    words = statement_text(document, statement)
    status: Literal["resolved", "unresolved", "ambiguous"] = "resolved"
    if statement.citation.reference is None:
        status = "ambiguous" if marker.ambiguous else "unresolved"
    return CitationObject(
        schema=CITATION_SCHEMA,
        source=source,
        part=document.name,
        article=article,
        reference=cited,
        status=status,
        marker=marker.span.cut(text),
        marker_kind=str(marker.kind),
        marker_style=str(marker.style),
        mention=statement.citation.mention,
        place=str(statement.place),
        section=str(statement.section),
        heading=statement.heading,
        before=None if statement.before is None else statement.before.cut(text),
        sentence=None if words is None else words.sentence,
        after=None if statement.after is None else statement.after.cut(text),
        span=None if words is None else words.span,
        group_span=None if words is None else words.group,
        others=() if words is None else words.others,
        lang=statement.language,
        self_citation=statement.self_citation,
    )


def statement_text(document: Document, statement: CitationStatement, id: str | None = None) -> StatementText | None:
    """The statement as words, which classifiers read; None where it has no sentence."""
    sentence = statement.sentence
    if sentence is None:
        return None
    text, marker = document.text, statement.citation.marker
    return StatementText(
        sentence.cut(text),
        "" if statement.before is None else statement.before.cut(text),
        "" if statement.after is None else statement.after.cut(text),
        marker.span.shift(-sentence.start),
        marker.group.shift(-sentence.start),
        tuple(span.shift(-sentence.start) for span in statement.others),
        statement.section,
        statement.heading,
        statement.language,
        id,
    )


def _classify(found: Extraction, classifier: Classifier) -> list[Classification | None]:
    """A verdict for each statement, None for those without a sentence."""
    texts = [statement_text(found.document, statement) for statement in found.statements]
    verdicts = iter(classifier.classify([text for text in texts if text is not None]))
    return [next(verdicts) if text is not None else None for text in texts]
