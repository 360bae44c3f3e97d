"""An extraction folded small: what travels from the process that read a file to the one that writes, and what is stored.

Packing is done where the file was read, so that the single writer neither parses nor compresses. The given part is three
compressed blobs: the text, the layout (all else of the document) and the bibliography (references as printed and as read).
The derived part is short rows: per reference its works ready to link, per statement its spans into the text. Statements
hold no words: those are cut from the text when somebody looks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec
import zstandard

from citance.model import (
    ArticleRecord,
    Box,
    CitationStatement,
    Document,
    Extraction,
    PlacedLine,
    Problem,
    Reference,
    Span,
    StatementText,
)
from citance.model.codec import decode, encode
from citance.store.codes import (
    KIND_CODE,
    PLACE_CODE,
    SECTION_CODE,
    SECTIONS,
    STYLE_CODE,
)
from citance.store.votes import Ballot, ballot_of, record_of

# Level 3 against 9 on 200 real articles: a third of the time for 9 % more bytes. With tables small enough to stay in the
# processor's cache while the next article is read: a fifth less time for 1 % more.
_PARAMETERS = zstandard.ZstdCompressionParameters.from_level(3, hash_log=14, chain_log=13)
_compress = zstandard.ZstdCompressor(compression_params=_PARAMETERS).compress
_MOST = 1 << 30  # no stored blob is larger unfolded; a damaged length must not ask for more


def compress(data: bytes) -> bytes:
    """The bytes as zstd."""
    return _compress(data)


class _OfThread(threading.local):
    """A decompressor for each thread, for it may not be shared: making one takes 20 µs, unfolding an abstract 1."""

    def __init__(self) -> None:
        self.decompress = zstandard.ZstdDecompressor().decompress


_of_thread = _OfThread()


def decompress(data: bytes) -> bytes:
    """The bytes that `compress` took."""
    return _of_thread.decompress(data, max_output_size=_MOST)


class Visibility(StrEnum):
    """How much of a document's words others may see: all, a sentence at a time, nothing."""

    OPEN = "open"
    SNIPPET = "snippet"
    PRIVATE = "private"


def strictest(some: Iterable[Visibility]) -> Visibility:
    """The one of these that shows least; at least one is needed."""
    return max(some, key=tuple(Visibility).index)


class PackedWork(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One work of one reference, ready to link."""

    key: str  # of the article it would be, were it new
    identifiers: tuple[str, ...]  # scheme:value
    match_keys: tuple[int, ...]  # signed 64-bit
    ballot: Ballot  # its fields, as they vote

    @property
    def record(self) -> ArticleRecord:
        """The work as a record."""
        return record_of(self.ballot, self.identifiers)


class PackedReference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One reference: its key within the article, and its works. Notes have none."""

    key: str
    works: tuple[PackedWork, ...]


class PackedStatement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One statement. Codes are those of `codes`; `spans` is made by `pack_spans`."""

    reference: int | None  # index into the references
    mention: int
    kind: int
    style: int
    place: int
    section: int
    self_citation: bool
    spans: bytes
    heading: str = ""
    language: str | None = None


class PackedDocument(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One document with all that was found in it. `text`, `layout`, `bibliography`, `front` are compressed."""

    key: str  # of the article it would be, were it new
    identifiers: tuple[str, ...]
    match_keys: tuple[int, ...]  # signed 64-bit
    format: str
    front: bytes  # ArticleRecord, affiliations left out
    text: bytes
    layout: bytes  # Document without text and references
    bibliography: bytes  # tuple[Reference, ...], without works where they are those of the raw reference
    references: tuple[PackedReference, ...]
    statements: tuple[PackedStatement, ...]
    year: int | None = None
    journal: str = ""
    date: str = ""
    licence: str | None = None
    problems: tuple[Problem, ...] = ()  # of extraction; the document's own are in its layout as well
    characters: int = 0
    study: str | None = None  # type, "" for none told, "... abstract" where the abstract says it; None where nobody was asked

    @property
    def record(self) -> ArticleRecord:
        """The front matter."""
        return decode(decompress(self.front), ArticleRecord)

    def unpack_text(self) -> str:
        """The text of the document."""
        return unpack_text(self.text)

    def unpack_references(self) -> tuple[Reference, ...]:
        """The references, as printed and as read."""
        return unpack_references(self.bibliography)

    def unpack_document(self) -> Document:
        """The document, whole."""
        return unpack_document(self.text, self.layout, self.bibliography)


def unpack_text(text: bytes) -> str:
    """The text in a stored blob."""
    return decompress(text).decode("utf-8", "surrogatepass")


def unpack_references(bibliography: bytes) -> tuple[Reference, ...]:
    """The references in a stored blob."""
    references = decode(decompress(bibliography), tuple[Reference, ...])
    return tuple([Reference(r.key, r.raw, r.raw.works) if r.raw.works and not r.works else r for r in references])


def pack_bibliography(references: Sequence[Reference]) -> bytes:
    """The references as stored. The works of most are those their tags give, and are written once."""
    return compress(encode([Reference(r.key, r.raw, ()) if r.works is r.raw.works else r for r in references]))


# -- the layout ------------------------------------------------------------------------------------------------------------
# The document without text and references, as msgpack; of one with pages, behind a byte that no msgpack begins with and the
# length of the rest, and after it where its lines stand: seven columns of small numbers, for a thousand lines of a PDF take
# 12 kB one by one and 2.6 kB so.

_WITH_PLACES = b"\xc1"
_encode_columns = msgspec.msgpack.Encoder().encode
_decode_columns = msgspec.msgpack.Decoder(
    tuple[list[int], list[int], list[int], list[int], list[int], list[int], list[int]]
).decode


def pack_layout(document: Document) -> bytes:
    """All of a document but text and references, as stored."""
    bare = encode(msgspec.structs.replace(document, text="", references=(), placed=()))
    if not document.placed:
        return compress(bare)
    columns: tuple[list[int], ...] = ([], [], [], [], [], [], [])
    end = page = left = top = 0
    for span, number, box in document.placed:
        numbers = (
            span.start - end, span.end - span.start, number - page, box.left - left, box.top - top, box.right - box.left,
            box.bottom - box.top,
        )  # fmt: skip
        for column, value in zip(columns, numbers, strict=True):
            column.append(value)
        end, page, left, top = span.end, number, box.left, box.top
    return compress(b"".join((_WITH_PLACES, len(bare).to_bytes(4, "little"), bare, _encode_columns(columns))))


def unpack_layout(layout: bytes) -> Document:
    """The document in a stored layout, without text and references."""
    data = decompress(layout)
    if not data.startswith(_WITH_PLACES):
        return decode(data, Document)
    end = 5 + int.from_bytes(data[1:5], "little")
    return msgspec.structs.replace(decode(data[5:end], Document), placed=_placed(data[end:]))


def unpack_placed(layout: bytes) -> tuple[PlacedLine, ...]:
    """Where the lines of a document stand on its pages, by its stored layout; none of a document without pages."""
    data = decompress(layout)
    return _placed(data[5 + int.from_bytes(data[1:5], "little") :]) if data.startswith(_WITH_PLACES) else ()


def _placed(columns: bytes) -> tuple[PlacedLine, ...]:
    found = []
    end = page = left = top = 0
    for start, length, pages, across, down, width, height in zip(*_decode_columns(columns), strict=True):
        start, page, left, top = start + end, page + pages, left + across, top + down
        end = start + length
        found.append(PlacedLine(Span(start, end), page, Box(left, top, left + width, top + height)))
    return tuple(found)


def unpack_document(text: bytes, layout: bytes, bibliography: bytes) -> Document:
    """The document in three stored blobs, whole."""
    bare = unpack_layout(layout)
    references = tuple(reference.raw for reference in unpack_references(bibliography))
    return msgspec.structs.replace(bare, text=unpack_text(text), references=references)


def pack_front(record: ArticleRecord) -> bytes:
    """Front matter as stored: affiliations are left to the document's layout, where they can be looked up."""
    authors = tuple(msgspec.structs.replace(a, affiliations=()) if a.affiliations else a for a in record.authors)
    return compress(encode(msgspec.structs.replace(record, authors=authors)))


def pack(
    extraction: Extraction,
    *,
    key_of: Callable[[ArticleRecord], str],
    match_keys_of: Callable[[ArticleRecord], Sequence[int]],
    study_of: Callable[[ArticleRecord], str] | None = None,
) -> PackedDocument:
    """The extraction folded small. Two functions are those of linking: the key a record would have as a new article,
    and the keys it is filed under for those who come without identifiers; the third tells its study type."""
    document = extraction.document
    record = document.record
    return PackedDocument(
        key=key_of(record),
        identifiers=record.identifiers.spelled,
        match_keys=tuple(match_keys_of(record)),
        format=document.format,
        front=pack_front(record),
        text=compress(document.text.encode("utf-8", "surrogatepass")),
        layout=pack_layout(document),
        bibliography=pack_bibliography(extraction.references),
        references=pack_references(extraction.references, key_of=key_of, match_keys_of=match_keys_of),
        statements=tuple(_pack_statement(statement) for statement in extraction.statements),
        year=record.year,
        journal=record.journal.title,
        date=record.date or (str(record.year) if record.year else ""),
        licence=record.licence,
        problems=document.problems + extraction.problems,
        characters=len(document.text),
        study=None if study_of is None else study_of(record),
    )


def pack_references(
    references: Sequence[Reference],
    *,
    key_of: Callable[[ArticleRecord], str],
    match_keys_of: Callable[[ArticleRecord], Sequence[int]],
) -> tuple[PackedReference, ...]:
    """The references ready to link. Keys are made different where two entries say the same, for statements' ids hang on them."""
    seen: dict[str, int] = {}
    packed = []
    for reference in references:
        key = reference.key
        times = seen[key] = seen.get(key, 0) + 1
        works = [
            PackedWork(key_of(work), work.identifiers.spelled, tuple(match_keys_of(work)), ballot_of(work))
            for work in reference.works
        ]
        packed.append(PackedReference(key if times == 1 else f"{key}~{times}", tuple(works)))
    return tuple(packed)


def _pack_statement(statement: CitationStatement) -> PackedStatement:
    citation = statement.citation
    marker = citation.marker
    return PackedStatement(
        reference=citation.reference,
        mention=citation.mention,
        kind=KIND_CODE[marker.kind],
        style=STYLE_CODE[marker.style],
        place=PLACE_CODE[statement.place],
        section=SECTION_CODE[statement.section],
        self_citation=statement.self_citation,
        spans=pack_spans(statement),
        heading=statement.heading,
        language=statement.language,
    )


# -- spans -----------------------------------------------------------------------------------------------------------------
# A flat list of small numbers, as msgpack: paragraph, marker start; marker length, group start, group length (from the
# marker's start); then sentence, before, after as (start from the marker's start, length), length -1 for none; then the
# others as (start from the marker's start, length). Distances rather than places, because small numbers take one byte.

_encode_numbers = msgspec.msgpack.Encoder().encode
_decode_numbers = msgspec.msgpack.Decoder(list[int]).decode


def pack_spans(statement: CitationStatement) -> bytes:
    """Where a statement and its parts stand in the text, in some 25 bytes."""
    marker = statement.citation.marker
    at = marker.span.start
    numbers = [
        statement.citation.paragraph,
        at,
        marker.span.end - at,
        at - marker.group.start,
        marker.group.end - marker.group.start,
    ]
    for span in (statement.sentence, statement.before, statement.after):
        if span is None:
            numbers += (0, -1)
        else:
            numbers += (at - span.start, span.end - span.start)
    for span in statement.others:
        numbers += (at - span.start, span.end - span.start)
    return _encode_numbers(numbers)


class Spans(msgspec.Struct, frozen=True):
    """Where a statement and its parts stand in the text."""

    paragraph: int
    marker: Span
    group: Span
    sentence: Span | None
    before: Span | None
    after: Span | None
    others: tuple[Span, ...]


def unpack_spans(spans: bytes) -> Spans:
    """The spans that `pack_spans` packed."""
    numbers = _decode_numbers(spans)
    paragraph, at, length = numbers[:3]
    rest = iter(numbers[3:])
    found = [Span(at - back, at - back + size) if size >= 0 else None for back, size in zip(rest, rest, strict=True)]
    group, sentence, before, after, *others = found
    assert group is not None
    return Spans(
        paragraph, Span(at, at + length), group, sentence, before, after, tuple(span for span in others if span is not None)
    )


def marker_start(spans: bytes) -> int:
    """Where in the text a statement's marker begins."""
    return _decode_numbers(spans)[1]


def sentence_of(text: str, spans: bytes) -> str:
    """The statement's sentence alone; "" where there is none."""
    _, at, _, _, _, back, size, *_ = _decode_numbers(spans)
    return text[at - back : at - back + size] if size >= 0 else ""


def group_of(spans: bytes) -> Span | None:
    """Where in the statement's sentence its marker stands, or the group it is of; None where there is no sentence."""
    _, _, _, group, length, back, size, *_ = _decode_numbers(spans)
    return Span(back - group, back - group + length) if size >= 0 else None


def words(
    text: str,
    spans: bytes,
    *,
    id: str | None = None,
    section: int = SECTION_CODE[SECTIONS[-1]],
    heading: str = "",
    language: str | None = None,
) -> StatementText:
    """The statement as words. Where there is no sentence (a table cell), the sentence is empty and there are no spans."""
    # As `unpack_spans`, without the way over spans into the text: pages and the search index cut thousands.
    _, at, length, group, group_length, back, size, before, before_size, after, after_size, *others = _decode_numbers(spans)
    if size < 0:
        return StatementText(sentence="", section=SECTIONS[section], heading=heading, language=language, id=id)
    return StatementText(
        sentence=text[at - back : at - back + size],
        before=text[at - before : at - before + before_size] if before_size > 0 else "",
        after=text[at - after : at - after + after_size] if after_size > 0 else "",
        span=Span(back, back + length),
        group=Span(back - group, back - group + group_length),
        others=tuple(Span(back - o, back - o + n) for o, n in zip(others[::2], others[1::2], strict=True)),
        section=SECTIONS[section],
        heading=heading,
        language=language,
        id=id,
    )
